"""People who may be the same person as an applicant, or be taken for one: to be compared side by side.

Rules: 1. Somebody is near by the same name, by the same telephone, or by a number that differs in at most
two characters or stands under another kind of document. 2. Nobody is joined by it: one person is one
document, and an issuer who looks decides (DESIGN 3). 3. Bounded: the looks go by indexes, NEAR_MOST are
shown, those with the most reasons first.
"""

from dataclasses import dataclass

from fieldpass.desk.divisions import full_name
from fieldpass.desk.office import Office
from fieldpass.desk.passes import PassLine, line_of
from fieldpass.model.bodies import Declaration
from fieldpass.model.text import Text
from fieldpass.store import groups, passes, people
from fieldpass.store.passes import PassRow
from fieldpass.store.people import PersonRow
from fieldpass.store.transaction import Connection

NEAR_MOST = 3
_LOOKED_AT = 40
_DIFFERS_MOST = 2
_NAME = Text(zh="同名", en="same name")
_PHONE = Text(zh="同电话", en="same telephone")
_NUMBER = Text(zh="证件号相近", en="number nearly the same")
_OTHER_DOCUMENT = Text(zh="同号, 证件不同", en="same number, other document")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One column of the comparison; `why` is empty for the applicant."""

    person: bytes
    name: str
    document_type: str
    number: str
    birth: int | None
    phone: str
    residence: Text
    last_pass: PassLine | None
    why: tuple[Text, ...] = ()


def near(office: Office, person: bytes) -> list[Compared]:
    """The applicant first, then whoever is near; the applicant alone where nobody is."""
    # Colours are judged after the reading: nothing reads while it holds a reader.
    found = office.store.read(lambda conn: [_looked_up(conn, *one) for one in _near(conn, person)])
    return [_compared(office, *one) for one in found]


def count(office: Office, person: bytes) -> int:
    """How many are near."""
    return office.store.read(lambda conn: max(0, len(_near(conn, person)) - 1))


def _near(conn: Connection, person: bytes) -> list[tuple[PersonRow, tuple[Text, ...]]]:
    own = people.person(conn, person)
    if own is None:
        return []
    found = {row.person: row for row in _candidates(conn, own) if row.person != person}
    reasons = {key: _why(own, row) for key, row in found.items()}
    close = sorted((key for key in found if reasons[key]), key=lambda key: -len(reasons[key]))
    return [(own, ()), *((found[key], reasons[key]) for key in close[:NEAR_MOST])]


def _candidates(conn: Connection, own: PersonRow) -> list[PersonRow]:
    return [
        *people.namesakes(conn, own.name, besides=own.person),
        *people.people_by_tail(conn, own.number_tail, size=_LOOKED_AT),
        *people.search(conn, own.phone_tail, size=_LOOKED_AT),
    ]


def _why(own: PersonRow, other: PersonRow) -> tuple[Text, ...]:
    reasons = []
    if own.name == other.name:
        reasons.append(_NAME)
    if own.number == other.number:
        reasons.append(_OTHER_DOCUMENT)
    elif _nearly(own.number, other.number):
        reasons.append(_NUMBER)
    if own.phone and own.phone == other.phone:
        reasons.append(_PHONE)
    return tuple(reasons)


def _nearly(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) <= _DIFFERS_MOST


_Found = tuple[PersonRow, tuple[Text, ...], Declaration | None, PassRow | None]


def _looked_up(conn: Connection, row: PersonRow, why: tuple[Text, ...]) -> _Found:
    cards = [one for one in passes.passes_of(conn, row.person) if one.decision is not None]
    return row, why, groups.declared(conn, row.person), cards[0] if cards else None


def _compared(
    office: Office,
    row: PersonRow,
    why: tuple[Text, ...],
    said: Declaration | None,
    card: PassRow | None,
) -> Compared:
    place = full_name(row.residence)
    detail = said.residence.detail if said is not None else ""
    return Compared(
        person=row.person,
        name=row.name,
        document_type=row.document_type,
        number=row.number,
        birth=said.birth if said is not None else None,
        phone=row.phone,
        residence=Text(zh=f"{place.zh} {detail}".strip(), en=f"{place.en} {detail}".strip()),
        last_pass=None if card is None else line_of(office, card),
        why=why,
    )
