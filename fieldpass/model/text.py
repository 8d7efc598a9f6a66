"""A sentence for people in both languages, as data.

`model` and `wire` know no gettext: what they say is carried as a Text and chosen where it is shown.
"""

from fieldpass.model.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One sentence in Chinese and in English."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """The sentence in "zh" or "en"; any other language reads the English one."""
        return self.zh if lang == "zh" else self.en


def counted(n: int, one: str, many: str) -> str:
    """A number and its noun in English: "1 record", "2 records"; Chinese has one form."""
    return f"{n} {one if n == 1 else many}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """What happened, and what to do next: no error is told without its second half."""

    what: Text
    do: Text

    @property
    def text(self) -> Text:
        """Both, one after the other."""
        return Text(zh=f"{self.what.zh} {self.do.zh}", en=f"{self.what.en} {self.do.en}")


def advised(*, zh: str, en: str, do_zh: str, do_en: str) -> Advised:
    """What happened (`zh`, `en`) and what to do next, written short."""
    return Advised(what=Text(zh=zh, en=en), do=Text(zh=do_zh, en=do_en))
