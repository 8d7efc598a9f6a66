"""签发人员维护: who signs for this body, and which units the community has authorised.

Rules: 1. A unit is endorsed, and its endorsement withdrawn, by an issuer of its community; both bear the
issuer's signature, and the platform acts on them when they are sent. 2. Any authorised issuer ends the
authority of a colleague of the same body (`colleague.replaced`), never the own one: who leaves is removed
by somebody who stays. 3. Whoever has no issuer key is ended by the key of the device, and with it everybody
there; so a clerk at this very laptop is removed, not ended. 4. Admitting and removing somebody at this
laptop is `people_here`'s.
"""

from dataclasses import dataclass

from fieldpass.desk.checked import Findings
from fieldpass.desk.errors import NotAllowed, NotFound
from fieldpass.desk.office import Office
from fieldpass.desk.rights import require_signer
from fieldpass.model.bodies import ColleagueReplaced, UnitEndorsed, UnitEndorsementWithdrawn
from fieldpass.model.identifiers import check_uscc
from fieldpass.model.text import Text, advised
from fieldpass.store import roster
from fieldpass.store.roster import StaffRow

_NAME = Text(zh="单位名称", en="name of the unit")
_NOTE = Text(zh="备注", en="note")
_REASON_MOST = 1000
_STATES = {
    "requested": Text(zh="已申请, 等平台", en="asked, waiting"),
    "admitted": Text(zh="已加入, 等平台", en="admitted, waiting"),
    "authorised": Text(zh="已授权", en="authorised"),
    "suspended": Text(zh="暂停", en="suspended"),
    "withdrawn": Text(zh="平台已取消", en="ended by the platform"),
    "replaced": Text(zh="已停用", en="replaced"),
}
_ENDED = frozenset({"withdrawn", "replaced"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLine:
    """One person at one device; `at` (ms) since when the state holds; `endable` whether here and now,
    `with_device` whether the whole device would end (rule 3)."""

    key: tuple[bytes, bytes]
    name: str
    post: str
    role: str
    state: Text
    at: int
    is_me: bool
    endable: bool
    with_device: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit by its code; `endorsed` as this community said last, at `at` (ms)."""

    key: str
    name: str
    endorsed: bool
    state: Text
    at: int


def staff(office: Office) -> list[StaffLine]:
    """Everybody of this body that this device knows, by name."""
    identity = office.require_identity()
    found = office.store.read(roster.staff)
    return [_line(office, row) for row in found if row.uscc == identity.uscc]


def _line(office: Office, row: StaffRow) -> StaffLine:
    is_me = row.person == office.require_identity().person
    here = row.issuer_kid is None and row.device_kid == office.device.kid
    return StaffLine(
        key=row.key,
        name=row.name,
        post=row.post,
        role=row.role,
        state=_STATES[row.state],
        at=row.at,
        is_me=is_me,
        endable=not (is_me or here) and row.state not in _ENDED,
        with_device=row.issuer_kid is None,
    )


def units(office: Office) -> list[UnitLine]:
    """The units that this community ever endorsed, by code."""
    words = {True: Text(zh="已授权", en="authorised"), False: Text(zh="已取消授权", en="withdrawn")}
    return [
        UnitLine(
            key=row.uscc,
            name=row.name,
            endorsed=row.endorsed,
            state=words[row.endorsed],
            at=row.at,
        )
        for row in office.store.read(roster.units)
    ]


def endorse(office: Office, uscc: str, name: str, note: str = "") -> None:
    """Authorise a unit; durable when this returns. Raises FormRefused, NotAllowed."""
    found = Findings()
    code = found.check("uscc", check_uscc(uscc))
    named = found.text("unit_name", name, most=60, label=_NAME)
    noted = found.text("note", note, most=200, label=_NOTE, needed=False)
    if code == office.require_identity().uscc:
        found.error("uscc", zh="这是本村(居)委会自己的代码.", en="That is the own body's code.")
    if any(one.key == code and one.endorsed for one in units(office)):
        found.error("uscc", zh="这个单位已经授权.", en="This unit is authorised already.")
    found.done().require()
    _require_community(office)
    require_signer(office)
    office.save(office.make(UnitEndorsed(uscc=code, unit_name=named, note=noted)))


def withdraw(office: Office, uscc: str, reason: str) -> None:
    """Take a unit's authorisation back; durable when this returns. Raises NotFound, NotAllowed."""
    if not any(one.key == uscc and one.endorsed for one in units(office)):
        raise NotFound("unit")
    said = " ".join(reason.split())[:_REASON_MOST]
    if not said:
        raise NotAllowed(
            advised(
                zh="还没有写原因.",
                en="No reason was given.",
                do_zh="请写明为什么取消授权.",
                do_en="Say why it is withdrawn.",
            )
        )
    _require_community(office)
    require_signer(office)
    office.save(office.make(UnitEndorsementWithdrawn(uscc=uscc, reason=said)))


def replace(office: Office, key: tuple[bytes, bytes], note: str = "") -> None:
    """End a colleague's authority, named by device and person; durable. Raises NotFound, NotAllowed."""
    found = [row for row in office.store.read(roster.staff) if row.key == key]
    if not found:
        raise NotFound("colleague")
    row = found[0]
    require_signer(office)
    if not _line(office, row).endable or row.uscc != office.require_identity().uscc:
        raise NotAllowed(
            advised(
                zh="自己的和已经停用的不能在这里停用.",
                en="The own authority, or one that has ended, is not ended here.",
                do_zh="请选另一位; 要停用自己的, 请另一位签发人来办.",
                do_en="Choose another; to end your own, ask another issuer.",
            )
        )
    ended = row.issuer_kid or row.device_kid
    body = ColleagueReplaced(kid=ended, note=" ".join(note.split())[:200])
    office.save(office.make(body))


def _require_community(office: Office) -> None:
    if office.require_identity().body_type != "community":
        raise NotAllowed(
            advised(
                zh="只有村(居)委会的签发人可以给单位授权.",
                en="Only a community's issuer may authorise a unit.",
                do_zh="请找单位所在的村(居)委会.",
                do_en="Ask the committee of the unit's community.",
            )
        )
