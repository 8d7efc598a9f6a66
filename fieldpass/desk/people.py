"""People already known here: to fill a form from four digits, and to tell namesakes apart."""

from dataclasses import dataclass

from fieldpass.desk.divisions import find as find_division
from fieldpass.desk.office import Office
from fieldpass.store import people

__all__ = ["KnownPerson", "find_division", "known", "known_people"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody already known here, to fill a form or to compare namesakes."""

    person: bytes
    name: str
    id_tail: str
    document_type: str
    number: str
    phone: str
    residence: str


def known_people(office: Office, text: str) -> list[KnownPerson]:
    """People whose document number ends so (4 characters), or whose name fits."""
    tail = text.strip()
    found = office.store.read(
        lambda conn: (
            people.people_by_tail(conn, tail, size=9)
            if len(tail) == 4 and tail[:3].isdecimal()
            else people.search(conn, tail, size=9)
        )
    )
    return [known(row) for row in found]


def known(row: people.PersonRow) -> KnownPerson:
    """A row of the store as a person to compare with."""
    return KnownPerson(
        person=row.person,
        name=row.name,
        id_tail=row.number_tail,
        document_type=row.document_type,
        number=row.number,
        phone=row.phone,
        residence=row.residence,
    )
