"""What can be done with an application besides deciding it: calling, transferring, withdrawing.

Rules: 1. A call says how, whether the person was reached, and whether what was said agrees with the
declaration; where it does not, a note says in what. 2. A transfer leads to another scope (a village's
division or a unit's code); from then on this scope's queue does not show it. 3. Only what is undecided
and has no draft is transferred or withdrawn: after a decision there is a pass, and that is voided.
"""

from dataclasses import dataclass
from typing import Literal

from fieldpass.desk import deciding
from fieldpass.desk.errors import NotAllowed, NotFound
from fieldpass.desk.office import Office
from fieldpass.model.bodies import ApplicationTransferred, ApplicationWithdrawn, Body, CallMade
from fieldpass.model.identifiers import check_division, check_uscc
from fieldpass.model.text import Advised, Text, advised
from fieldpass.store import applications as rows
from fieldpass.store import records, roster
from fieldpass.store.transaction import Transaction

How = Literal["phone", "video", "visit"]
HOW: tuple[tuple[How, Text], ...] = (
    ("phone", Text(zh="电话", en="by phone")),
    ("video", Text(zh="视频", en="by video")),
    ("visit", Text(zh="上门", en="by a visit")),
)
_NOTE_MOST = 1000
_LOOK_AGAIN = Text(zh="请对照营业执照重新输入.", en="Type it again from the licence.")
_VILLAGE, _USCC = 12, 18


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLine:
    """One call as it was written down; `at` in ms, `agrees` None where nobody was reached."""

    at: int
    how: Text
    reached: bool
    agrees: bool | None
    note: str


def call(
    office: Office,
    application: bytes,
    *,
    how: How,
    reached: bool,
    agrees: bool | None = None,
    note: str = "",
) -> None:
    """Write a call down; durable when this returns. Raises NotFound, NotAllowed, NotRegistered."""
    said = " ".join(note.split())[:_NOTE_MOST]
    if reached and agrees is False and not said:
        raise NotAllowed(
            advised(
                zh="还没有写哪里不符.",
                en="It is not said yet what does not agree.",
                do_zh="请用一句话写明.",
                do_en="Say it in one sentence.",
            )
        )
    body = CallMade(how=how, reached=reached, agrees=agrees if reached else None, note=said)
    office.store.write(lambda tx: _append(office, tx, application, body))


def calls(office: Office, application: bytes) -> list[CallLine]:
    """The calls about an application, oldest first."""
    found = office.store.read(lambda conn: records.records_of_application(conn, application))
    words = dict(HOW)
    return [
        CallLine(
            at=one.at,
            how=words[one.body.how],
            reached=one.body.reached,
            agrees=one.body.agrees,
            note=one.body.note,
        )
        for one in found
        if isinstance(one.body, CallMade)
    ]


def units(office: Office) -> list[tuple[str, str]]:
    """The units that this community has authorised: (code, name), to be chosen from."""
    found = office.store.read(roster.units)
    return [(unit.uscc, unit.name) for unit in found if unit.endorsed]


def scope_of(text: str) -> str:
    """The scope of a village's 12-digit division or a unit's 18-character code.

    Raises NotAllowed with the sentence of what is wrong.
    """
    plain = "".join(text.split()).upper()
    if len(plain) == _USCC:
        unit = check_uscc(plain)
        if unit.level == "error":
            raise NotAllowed(Advised(what=unit.text, do=_LOOK_AGAIN))
        return f"u:{unit.value}"
    village = check_division(plain)
    if len(village.value) != _VILLAGE or not village.value.isdigit() or village.level == "error":
        raise NotAllowed(
            advised(
                zh="这个代码不对.",
                en="This is no such code.",
                do_zh="请输入村(居)的 12 位区划代码, 或单位的 18 位统一社会信用代码.",
                do_en="Type the 12-digit code of a village or the 18-character code of a unit.",
            )
        )
    return f"d:{village.value}"


def transfer(office: Office, application: bytes, to_scope: str, reason: str = "") -> None:
    """Hand an application to another scope; durable. Raises NotFound, NotAllowed, NotRegistered."""
    if to_scope == office.require_identity().scope:
        raise NotAllowed(
            advised(
                zh="这就是本范围, 不用转.",
                en="That is the own scope: nothing to transfer.",
                do_zh="请换一个村或单位, 或按 Esc 返回.",
                do_en="Name another village or unit, or press Esc.",
            )
        )
    body = ApplicationTransferred(to_scope=to_scope, reason=" ".join(reason.split())[:_NOTE_MOST])

    def writing(tx: Transaction) -> None:
        _require_open(office, tx, application)
        _append(office, tx, application, body)

    office.store.write(writing)


def withdraw(office: Office, application: bytes, reason: str = "") -> None:
    """The applicant does not want it any more; durable. Raises NotFound, NotAllowed, NotRegistered."""
    body = ApplicationWithdrawn(reason=" ".join(reason.split())[:_NOTE_MOST])

    def writing(tx: Transaction) -> None:
        _require_open(office, tx, application)
        _append(office, tx, application, body)

    office.store.write(writing)


def _append(office: Office, tx: Transaction, application: bytes, body: Body) -> None:
    row = rows.application(tx.conn, application)
    if row is None:
        raise NotFound("application")
    office.append(tx, office.make(body, subject=row.person, application=application))


def _require_open(office: Office, tx: Transaction, application: bytes) -> None:
    row = rows.application(tx.conn, application)
    if row is None:
        raise NotFound("application")
    if row.state not in rows.WAITING or row.scope != office.require_identity().scope:
        raise NotAllowed(
            advised(
                zh="这份申请已经签过, 撤回或转走了.",
                en="It is decided, withdrawn or transferred already.",
                do_zh="签过的请作废那张卡.",
                do_en="If decided, void its pass.",
            )
        )
    if any(one.application == application for one in deciding.drafts(office)):
        raise NotAllowed(
            advised(
                zh="有一份核签还没签出.",
                en="A draft waits here.",
                do_zh="先按 F4 撤回.",
                do_en="Withdraw it with F4 first.",
            )
        )
