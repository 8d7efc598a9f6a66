"""Where a rule comes from: a notice and its section, carried as data with every number and finding.

Sections of notice 164 are named as the screens name them: 一(一) who may apply, 一(二) the three
controls, 一(三) what excludes, with 1 to 5 for the five situations; 二 colours and use, 三 issuers.

>>> str(Clause(notice="164", section="一(三)4"))
'164 一(三)4'
"""

from typing import Literal

from fieldpass.model.frozen import dataclass
from fieldpass.model.text import Text

Notice = Literal["164", "141", "later", "county", "ours"]

NOTICES: dict[Notice, Text] = {
    "164": Text(zh="第164号通告", en="notice No. 164 of 22 February 2020"),
    "141": Text(zh="第141号通告", en="notice No. 141, the paper card"),
    "later": Text(zh="后来的通知", en="the later notice: 14 days, 6 working hours"),
    "county": Text(zh="县级补充规定", en="the county's own addition"),
    "ours": Text(zh="本程序补充", en="our own addition"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One section of one notice; `section` is empty where the notice is short."""

    notice: Notice
    section: str = ""

    def __str__(self) -> str:
        """The short form that stands in JSON: "164 一(三)4"."""
        return f"{self.notice} {self.section}".rstrip()

    @property
    def text(self) -> Text:
        """The clause for people."""
        name = NOTICES[self.notice]
        if not self.section:
            return name
        return Text(zh=f"{name.zh} {self.section}", en=f"{name.en}, {_romanised(self.section)}")


_OUTER = {"一": "I", "二": "II", "三": "III"}
_INNER = {"一": "1", "二": "2", "三": "3"}


def _romanised(section: str) -> str:
    """一(三)4 as I(3)4, for terminals without Chinese glyphs."""
    outer, bracket, inner = section.partition("(")
    inner = "".join(_INNER.get(character, character) for character in inner)
    return _OUTER[outer] + bracket + inner


SCOPE = Clause(notice="164", section="一(一)")
CONTROLS = Clause(notice="164", section="一(二)")
HEALTH = Clause(notice="164", section="一(三)")
EX1 = Clause(notice="164", section="一(三)1")
EX2 = Clause(notice="164", section="一(三)2")
EX3 = Clause(notice="164", section="一(三)3")
EX4 = Clause(notice="164", section="一(三)4")
EX5 = Clause(notice="164", section="一(三)5")
COLOURS = Clause(notice="164", section="二(一)")
DAILY = Clause(notice="164", section="二(二)")
VALIDITY = Clause(notice="164", section="二(三)")
ISSUERS = Clause(notice="164", section="三")
PAPER = Clause(notice="141")
LATER = Clause(notice="later")
COUNTY = Clause(notice="county")
OURS = Clause(notice="ours")
