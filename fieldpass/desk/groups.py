"""The household and the workshop of somebody: whose temperatures are taken together in one table.

A household is one address in one division; a workshop (or class) is one employer or school, as the people
declared them last. Words are compared without regard to spaces. A workplace of more people than one table
holds comes in parts, by name, so that nobody is left out in silence.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from fieldpass.desk.divisions import full_name
from fieldpass.desk.office import Office
from fieldpass.model.bodies import Declaration
from fieldpass.model.text import Text
from fieldpass.model.times import day_number, day_start
from fieldpass.store import groups, people, readings
from fieldpass.store.transaction import Connection

MEMBERS_MOST = 90
"""In one table."""
PARTS_MOST = 9
"""With the household, as many as there are digits to choose by."""
_LOOKED_AT = 2000


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
    """Those who belong together, by name, or a part of them; `title` is the address, or the employer or
    school; `first` counts from 1, `of` how many they are in all."""

    kind: Literal["household", "workshop"]
    title: Text
    members: tuple[Member, ...]
    first: int
    of: int


def groups_of(office: Office, person: bytes) -> list[Group]:
    """The household and the workshop of a person, where they are declared, in parts of MEMBERS_MOST: of a
    household the first, of a workshop PARTS_MOST."""
    return office.store.read(lambda conn: _groups(office, conn, person))


def _groups(office: Office, conn: Connection, person: bytes) -> list[Group]:
    said, row = groups.declared(conn, person), people.person(conn, person)
    if said is None or row is None:
        return []
    home, work = said.residence, said.purpose_note
    found: list[Group] = []
    if home.detail.strip():
        members = _members(
            office, conn, row.scope, home.detail, lambda one: _home(one) == _home(said)
        )
        county = full_name(home.division)
        title = Text(zh=f"{county.zh} {home.detail}", en=f"{county.en} {home.detail}")
        found += _parts("household", title, members)[:1]
    if work.strip():
        members = _members(office, conn, row.scope, work, lambda one: _work(one) == _work(said))
        found += _parts("workshop", Text(zh=work, en=work), members)[:PARTS_MOST]
    return found


def _parts(
    kind: Literal["household", "workshop"], title: Text, members: list[Member]
) -> list[Group]:
    return [
        Group(
            kind=kind,
            title=title,
            members=tuple(members[at : at + MEMBERS_MOST]),
            first=at + 1,
            of=len(members),
        )
        for at in range(0, len(members), MEMBERS_MOST)
    ]


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
) -> list[Member]:
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
    return members
