"""Who may write what: one table, kind x author x needed state.

Used by a device before it appends and by the server before it accepts. Rules:

1. A kind may be written by the authors that its row names, and by nobody else.
2. An issuer's acts need an authorisation that was in force at the record's claimed time, in the scope
   that the record belongs to, and the issuer's key.
3. Before it is authorised, a device may take applications, readings and reports, and ask to register;
   it signs nothing.
4. A checker's readings, reports, checks and appeals may be about a pass of any scope (`foreign`).
5. The holder writes only through the server's own pages; the platform only on the server.
6. Kinds newer than this program are kept and relayed, never written: they answer UNKNOWN_KIND.
7. A claimed time too far ahead of the server is refused (policy, 10 minutes).

What is *not* here: whether a signature holds (wire), and whether a colour may be decided (judging).

Source: DESIGN sections 3 and 5.
"""

from enum import StrEnum

from fieldpass.model.frozen import dataclass
from fieldpass.model.records import Author, DeviceAuthor, Holder, IssuerAuthor, Platform, Role
from fieldpass.model.text import Advised, Text, advised


class Refused(StrEnum):
    """Why a record is refused; the server gives it as the reason of a return."""

    UNKNOWN_KIND = "unknown-kind"
    WRONG_AUTHOR = "wrong-author"
    WRONG_ROLE = "wrong-role"
    NOT_AUTHORISED = "not-authorised"
    NOT_YET = "not-yet-authorised"
    ENDED = "authorisation-ended"
    SUSPENDED = "suspended"
    OUT_OF_SCOPE = "out-of-scope"
    NOT_COMMUNITY = "not-a-community"
    NOT_OWN_BUNDLE = "not-in-own-bundle"
    AHEAD_OF_TIME = "ahead-of-time"
    ANOTHERS = "another-persons-pass"
    NO_GUARDIAN = "guardian-missing"
    FORM_WRONG = "form-wrong"


REFUSALS: dict[Refused, Advised] = {
    Refused.UNKNOWN_KIND: advised(
        zh="这种记录比本程序新.",
        en="This kind of record is newer than this program.",
        do_zh="请升级后再写.",
        do_en="Update before writing it.",
    ),
    Refused.WRONG_AUTHOR: advised(
        zh="这种记录不能由这个身份写.",
        en="This author may not write this kind of record.",
        do_zh="请换能写的人登录后再办.",
        do_en="Let somebody do it whose role it is.",
    ),
    Refused.WRONG_ROLE: advised(
        zh="您的角色不能做这件事.",
        en="Your role may not do this.",
        do_zh="请找签发人.",
        do_en="Ask an issuer.",
    ),
    Refused.NOT_AUTHORISED: advised(
        zh="还没有授权, 不能签.",
        en="Not authorised yet: nothing can be signed.",
        do_zh="请先登记并等平台答复.",
        do_en="Register and wait for the platform's answer.",
    ),
    Refused.NOT_YET: advised(
        zh="授权还没有开始.",
        en="The authorisation had not begun at that time.",
        do_zh="请等授权生效, 或核对本机时间.",
        do_en="Wait until it begins, or check the clock.",
    ),
    Refused.ENDED: advised(
        zh="授权当时已经结束.",
        en="The authorisation had ended at that time.",
        do_zh="请重新登记.",
        do_en="Register again.",
    ),
    Refused.SUSPENDED: advised(
        zh="授权暂停中.",
        en="The authorisation is suspended.",
        do_zh="请联系平台.",
        do_en="Contact the platform.",
    ),
    Refused.OUT_OF_SCOPE: advised(
        zh="不属于您的范围.",
        en="Outside your scope.",
        do_zh="请转给管辖的村或单位.",
        do_en="Transfer it to the village or unit in charge.",
    ),
    Refused.NOT_COMMUNITY: advised(
        zh="只有村(居)委会的签发人可以给单位授权.",
        en="Only a community's issuer may authorise a unit.",
        do_zh="请找单位所在的村(居)委会.",
        do_en="Ask the committee of the unit's community.",
    ),
    Refused.NOT_OWN_BUNDLE: advised(
        zh="这种记录只能由平台写.",
        en="Only the platform itself may write this.",
        do_zh="请联系平台办理.",
        do_en="Ask the platform to do it.",
    ),
    Refused.AHEAD_OF_TIME: advised(
        zh="记录时间比平台时间早太多.",
        en="The record's time is too far ahead of the platform's.",
        do_zh="请校准时钟.",
        do_en="Set the clock.",
    ),
    Refused.ANOTHERS: advised(
        zh="新卡写着要替代另一个人的卡.",
        en="The new pass would take the place of another person's.",
        do_zh="请打开申请重新核签, 出一张新卡.",
        do_en="See the application and sign a new decision.",
    ),
    Refused.NO_GUARDIAN: advised(
        zh="户口簿登记的孩子没有写监护人.",
        en="A child in a household booklet has no guardian.",
        do_zh="请放回现场代填, 补上监护人的姓名和关系.",
        do_en="Put it back into the form and fill in the guardian.",
    ),
    Refused.FORM_WRONG: advised(
        zh="申报有填得不对的.",
        en="A field of the declaration is wrong.",
        do_zh="请放回现场代填, 改正标出的各项.",
        do_en="Put it back into the form and correct what it marks.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refused record: a stable code, and a sentence that says what to do."""

    code: Refused

    @property
    def text(self) -> Text:
        """For the person who wrote the record."""
        return REFUSALS[self.code].text

    @property
    def advised(self) -> Advised:
        """What is refused, and what to do."""
        return REFUSALS[self.code]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of an author, as the platform's answers and withdrawals leave it.

    `roles` as authorised (empty before); `scope` the one authorised for, or claimed before that;
    times in ms, None where there is none; `community` whether the body is a village or community
    committee; `server` whether the record comes in the server's own bundle.
    """

    roles: frozenset[Role] = frozenset()
    scope: str | None = None
    valid_from: int | None = None
    valid_until: int | None = None
    ended_at: int | None = None
    suspended_from: int | None = None
    suspended_until: int | None = None
    community: bool = False
    server: bool = False


UNKNOWN = Standing()
THE_SERVER = Standing(server=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the author table.

    `issuer`, `platform`, `holder` say whether these may write the kind; `roles` which roles at a
    device may; `early` whether a device may before it is authorised; `foreign` whether for a pass of
    another scope; `community` whether the issuer must be a community's.
    """

    issuer: bool = False
    platform: bool = False
    holder: bool = False
    roles: frozenset[Role] = frozenset()
    early: bool = False
    foreign: bool = False
    community: bool = False


_ANYONE: frozenset[Role] = frozenset({"issuer", "clerk", "checker"})
_DESK: frozenset[Role] = frozenset({"issuer", "clerk"})
_ISSUER: frozenset[Role] = frozenset({"issuer"})
_GATE: frozenset[Role] = frozenset({"issuer", "checker"})

TABLE: dict[str, Row] = {
    "issuer.requested": Row(roles=_ANYONE, early=True),
    "issuer.authorised": Row(platform=True),
    "issuer.withdrawn": Row(platform=True),
    "issuer.suspended": Row(platform=True),
    "colleague.admitted": Row(issuer=True),
    "colleague.replaced": Row(issuer=True),
    "unit.endorsed": Row(issuer=True, community=True),
    "unit.endorsement_withdrawn": Row(issuer=True, community=True),
    "application.submitted": Row(roles=_DESK, holder=True, early=True),
    "application.amended": Row(issuer=True, platform=True, holder=True),
    "application.transferred": Row(issuer=True, platform=True, roles=_ISSUER),
    "application.withdrawn": Row(roles=_DESK, holder=True, early=True),
    "screening.done": Row(platform=True),
    "screening.corrected": Row(platform=True),
    "call.made": Row(roles=_DESK),
    "temperature.taken": Row(roles=_ANYONE, holder=True, early=True, foreign=True),
    "health.reported": Row(roles=_ANYONE, holder=True, early=True, foreign=True),
    "decision.made": Row(issuer=True),
    "pass.issued": Row(issuer=True),
    "pass.voided": Row(issuer=True, platform=True),
    "pass.printed": Row(roles=_DESK),
    "red.reported": Row(roles=_DESK),
    "checkpoint.checked": Row(roles=_GATE, foreign=True),
    "appeal.filed": Row(roles=_ANYONE, holder=True, early=True, foreign=True),
    "appeal.answered": Row(issuer=True, platform=True, roles=_ISSUER),
    "shift.handed_over": Row(roles=_ANYONE),
    "records.erased": Row(platform=True),
}
# A pending code decides nothing: the device that took the application signs it, on the web the server.
PENDING_CODE = Row(platform=True, roles=_DESK, early=True)


def may_write(
    kind: str,
    author: Author,
    standing: Standing,
    *,
    at: int,
    scope: str | None = None,
    pending: bool = False,
    server_now: int | None = None,
    ahead_ms: int = 600_000,
) -> Refusal | None:
    """None, or why this author may not write this kind.

    `at` is the claimed time (ms); `scope` the scope that the record belongs to, None where it is the
    author's own; `pending` for a `pass.issued` without a decision; `server_now` on the server only.
    """
    refused = _refused(kind, author, standing, at, scope, pending)
    if refused is None and server_now is not None and at > server_now + ahead_ms:
        refused = Refused.AHEAD_OF_TIME
    return None if refused is None else Refusal(code=refused)


def _refused(
    kind: str, author: Author, standing: Standing, at: int, scope: str | None, pending: bool
) -> Refused | None:
    row = PENDING_CODE if pending and kind == "pass.issued" else TABLE.get(kind)
    if row is None:
        return Refused.UNKNOWN_KIND
    if isinstance(author, Platform | Holder):
        allowed = row.platform if isinstance(author, Platform) else row.holder
        if not allowed:
            return Refused.WRONG_AUTHOR
        return None if standing.server else Refused.NOT_OWN_BUNDLE
    if isinstance(author, IssuerAuthor):
        if not row.issuer:
            return Refused.WRONG_AUTHOR
        if "issuer" not in standing.roles:
            return Refused.NOT_AUTHORISED
    else:
        refused = _refused_device(row, author, standing)
        if refused is not None:
            return refused
    return _refused_state(row, standing, at, scope)


def _refused_device(row: Row, author: DeviceAuthor, standing: Standing) -> Refused | None:
    if not row.roles:
        return Refused.WRONG_AUTHOR
    if author.role not in row.roles:
        return Refused.WRONG_ROLE
    if standing.roles and author.role not in standing.roles:
        return Refused.WRONG_ROLE
    return None


def _refused_state(row: Row, standing: Standing, at: int, scope: str | None) -> Refused | None:
    if standing.valid_from is None:
        if not row.early:
            return Refused.NOT_AUTHORISED
    elif at < standing.valid_from and not row.early:
        return Refused.NOT_YET
    if standing.ended_at is not None and at >= standing.ended_at:
        return Refused.ENDED
    if standing.valid_until is not None and at >= standing.valid_until:
        return Refused.ENDED
    if standing.suspended_from is not None and at >= standing.suspended_from:
        until = standing.suspended_until
        if until is None or at < until:
            return Refused.SUSPENDED
    if scope is not None and scope != standing.scope and not row.foreign:
        return Refused.OUT_OF_SCOPE
    if row.community and not standing.community:
        return Refused.NOT_COMMUNITY
    return None
