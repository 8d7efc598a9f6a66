"""A look at a card: what the checkpoint shows of it, and the sentences that go with it.

Data and words only; `weighing` finds the verdict, `checkpoint` records what was done. A look is named by
its device and its time `at`: whatever is recorded of it later bears the same time, so that it counts
once. Times are milliseconds since 1970 UTC.
"""

from dataclasses import dataclass
from typing import Literal

from fieldpass.model.records import PassRef
from fieldpass.model.text import Text
from fieldpass.wire.verifying import Ages, Stage, Verdict, VerdictKind

Deed = Literal["let_go", "stopped", "parked", "sent_back"]
Seen = Literal["scan", "typed", "eye", "paper", "foreign"]
AGES = Ages()
_MINUTE, _HOUR = 60, 3600
_DAYS_FROM_HOURS = 48

# What stands recorded where nobody does anything else.
USUAL_DEED: dict[VerdictKind, Deed] = {
    "GO": "let_go",
    "STOP": "stopped",
    "INVALID": "stopped",
    "CHECK": "sent_back",
    "CANNOT_TELL": "sent_back",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderView:
    """Whose card it is, by the verified token; the whole name where this device knows the person."""

    name: str
    id_tail: str
    route: Text
    valid_until: int
    validity: Text
    issued_by: str
    serial: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """Whom to call about a pass: the issuing body, its telephone, the county's line; each may be unknown."""

    body: str = ""
    phone: str = ""
    county_line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one card.

    `say` is the sentence to read aloud, `whom` whom it names; `again_at` when the same pass was looked at
    here before; `person` and `application` where this device knows them; `about` the record that an
    appeal would be about; `recorded` whether it stands in the log (a half scan does not).
    """

    verdict: Verdict
    seen: Seen
    at: int
    did: Deed
    say: Text
    lists_age: Text
    whom: Whom = Whom()
    holder: HolderView | None = None
    pass_ref: PassRef | None = None
    person: bytes | None = None
    application: bytes | None = None
    about: bytes | None = None
    again_at: int | None = None
    recorded: bool = False
    id_tail: str = ""

    @property
    def kind(self) -> VerdictKind:
        """GO, CHECK, STOP, INVALID or CANNOT_TELL."""
        return self.verdict.kind

    @property
    def text(self) -> Text:
        """Why, and what to do now."""
        return self.verdict.text

    @property
    def liftable_here(self) -> bool:
        """Whether a normal reading and no symptoms, now, make it GO."""
        return self.verdict.liftable_here

    @property
    def lists_as_of(self) -> int | None:
        """As of when the lists are."""
        return self.verdict.lists_as_of

    @property
    def again(self) -> bool:
        """Whether the same pass was looked at here within the last ten minutes."""
        return self.again_at is not None


def lists_age(as_of: int | None, now: int, ages: Ages = AGES) -> Text:
    """How old the lists are, and from the soft and the hard age on what to do about it."""
    if as_of is None:
        return Text(zh="本机没有这里的卡状态名单.", en="No status list for this place here.")
    seconds = max(0, now - as_of) // 1000
    if seconds < _HOUR:
        minutes = seconds // _MINUTE
        return Text(zh=f"名单是 {minutes} 分钟前的.", en=f"The lists are {minutes} minutes old.")
    hours = seconds // _HOUR
    zh, en = f"名单是 {hours} 小时前的", f"The lists are {hours} hours old"
    if hours >= _DAYS_FROM_HOURS:
        zh, en = f"名单是 {hours // 24} 天前的", f"The lists are {hours // 24} days old"
    if seconds > ages.hard:
        return Text(zh=f"{zh}, 太旧, 请尽快传送.", en=f"{en}, too old: send as soon as you can.")
    if seconds > ages.soft:
        return Text(zh=f"{zh}, 有网时请传送.", en=f"{en}: send when there is a network.")
    return Text(zh=f"{zh}.", en=f"{en}.")


def say_aloud(verdict: Verdict, whom: Whom) -> Text:
    """What to say to the holder, with whom to call as far as it is known here."""
    body_zh = whom.body or "签发的村或单位"
    body_en = whom.body or "the issuing village or unit"
    # The number stands first: on 80 columns a long name is what may be cut.
    who_zh = f"{whom.phone} ({body_zh})" if whom.phone else body_zh
    who_en = f"{whom.phone} ({body_en})" if whom.phone else body_en
    if verdict.kind == "GO":
        return Text(zh="请通行.", en="You may pass.")
    if verdict.kind == "STOP":
        # That one may appeal stands in the verdict above it: the two fill their two rows.
        return _stopped(whom, who_zh, who_en)
    if verdict.kind == "INVALID" and verdict.stage is Stage.TEXT:
        # Half a scan, a web address: nothing is said against a card that nobody has read.
        return Text(
            zh="请再出示一次通行卡的二维码.", en="Please show the code of your pass once more."
        )
    if verdict.kind == "INVALID":
        return Text(
            zh=f"这张卡不能用. 请出示新卡, 或联系{who_zh}.",
            en=f"This card cannot be used. Show a new one, or call {who_en}.",
        )
    if verdict.kind == "CANNOT_TELL":
        return Text(zh="请稍等, 本机核实不了.", en="One moment please: it cannot be checked here.")
    if verdict.liftable_here:
        return Text(
            zh="请测一下体温. 您有没有发热, 干咳, 乏力?",
            en="Your temperature, please. Any fever, dry cough or fatigue?",
        )
    if verdict.code == "EXPIRED":
        return Text(
            zh=f"您的卡已过期. 请向{who_zh} 重新申请.",
            en=f"Your pass has expired. Please apply again to {who_en}.",
        )
    return Text(
        zh=f"请稍等, 要先核实. 请联系{who_zh}.",
        en=f"It must be checked first. Call {who_en}.",
    )


def _stopped(whom: Whom, who_zh: str, who_en: str) -> Text:
    """The body's own number, else the county's line, else who else is told: never nobody."""
    if whom.phone:
        return Text(
            zh=f"对不起, 您现在不能通行. 请向{who_zh} 报告.",
            en=f"You cannot pass now. Tell {who_en}.",
        )
    if whom.county_line:
        line, body = whom.county_line, whom.body
        return Text(
            zh=f"您现在不能通行. 请打县里电话 {line}, 并告诉{body or '所在村或单位'}.",
            en=f"You cannot pass now. Call the county, {line}, and tell {body or 'your village'}.",
        )
    return Text(
        zh=f"您现在不能通行. 我们报防控办, 请您也告诉{whom.body or '所在村或单位'}.",
        en="No passage now. We tell the epidemic office; "
        f"tell {whom.body or 'your village or unit'}.",
    )
