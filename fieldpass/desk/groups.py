"""The household and the workshop of somebody: whose temperatures are taken together in one table.

A household is one address in one division; a workshop (or class) is one employer or school, as the people
declared them last. Words are compared without regard to spaces.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fieldpass.desk.divisions import full_name
from fieldpass.desk.office import Office
from fieldpass.model.bodies import Declaration
from fieldpass.model.times import day_number, day_start
from fieldpass.store import groups, people, readings
from fieldpass.store.transaction import Connection

MEMBERS_MOST = 90
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of them, with the last temperature of today: tenths at `at` (ms), None where there is none."""

    person: bytes
    name: str
    id_tail: str
    at: int | None = None
    tenths: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Those who belong together, by name; `title` is the address, or the employer or school."""

    kind: Literal["household", "workshop"]
    title: str
    members: tuple[Member, ...]


def groups_of(office: Office, person: bytes) -> list[Group]:
    """The household and the workshop of a person, where they are declared; at most MEMBERS_MOST each."""
    return office.store.read(lambda conn: _groups(office, conn, person))


def _groups(office: Office, conn: Connection, person: bytes) -> list[Group]:
    said, row = groups.declared(conn, person), people.person(conn, person)
    if said is None or row is None:
        return []
    home, work = said.residence, said.purpose_note
    found = []
    if home.detail.strip():
        members = _members(
            office, conn, row.scope, home.detail, lambda one: _home(one) == _home(said)
        )
        title = f"{full_name(home.division).zh} {home.detail}"
        found.append(Group(kind="household", title=title, members=members))
    if work.strip():
        members = _members(office, conn, row.scope, work, lambda one: _work(one) == _work(said))
        found.append(Group(kind="workshop", title=work, members=members))
    return found


def _home(said: Declaration) -> tuple[str, str]:
    return said.residence.division, "".join(said.residence.detail.split())


def _work(said: Declaration) -> str:
    return "".join(said.purpose_note.split())


def _members(
    office: Office,
    conn: Connection,
    scope: str,
    words: str,
    belongs: Callable[[Declaration], bool],
) -> tuple[Member, ...]:
    found = groups.declaring(conn, "".join(words.split()), scope=scope, size=_LOOKED_AT)
    midnight = day_start(day_number(office.now()))
    members = []
    for person, said in found:
        if belongs(said):
            last = readings.readings_of(conn, person, since=midnight, size=1)
            members.append(
                Member(
                    person=person,
                    name=said.name,
                    id_tail=said.document.number[-4:],
                    at=last[0].at if last else None,
                    tenths=last[0].tenths if last else None,
                )
            )
    return tuple(members[:MEMBERS_MOST])
