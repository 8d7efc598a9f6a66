"""The file that `fieldpass-server seed` reads: bodies and health records, as JSON.

    {"bodies": [{"uscc", "name", "type": "community" | "unit", "division": 12 digits,
                 "county"?: 6 digits, "scope"?, "parent"?: the community's USCC (units),
                 "representative"?: name, "members"?: [names], "endorsed"?: true}],
     "health": [{"document": {"type", "number"}, "code": "EX1" to "EX5" or "SYMPTOM",
                 "since": day or ms, "until"?: day or ms, "note"?}]}

Rules: 1. a second reading of the same file changes nothing; 2. a row with the same key replaces the
one before; 3. days are "YYYY-MM-DD" of UTC+8; 4. a file with one wrong row changes nothing, and all
wrong rows are named by their place, never by their content.
"""

import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Connection, delete, insert, select, update

from fieldpass.model.declaration import DocumentType
from fieldpass.model.identifiers import normalise
from fieldpass.model.paths import path_of
from fieldpass.model.person import person_id
from fieldpass.model.text import advised
from fieldpass.wire.written_json import fault_of, read_json
from server_stub.errors import BadSeed
from server_stub.store.schema import bodies, health

Digits6 = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Digits12 = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
Uscc = Annotated[str, Field(pattern=r"^[0-9A-Z]{18}$")]
Name = Annotated[str, Field(min_length=1, max_length=60)]
Moment = Annotated[int, Field(ge=0, le=(1 << 48) - 1)] | datetime.date
_UTC8 = datetime.timezone(datetime.timedelta(hours=8))


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedBody(_Row):
    """One community or unit."""

    uscc: Uscc
    name: Name
    type: Literal["community", "unit"]
    division: Digits12
    county: Digits6 | None = None
    scope: Annotated[str, Field(pattern=r"^(d:[0-9]{12}|u:[0-9A-Z]{18})$")] | None = None
    parent: Uscc | None = None
    representative: Annotated[str, Field(max_length=60)] = ""
    members: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    endorsed: bool = False


class SeedDocument(_Row):
    """Whose health record it is."""

    type: DocumentType
    number: Annotated[str, Field(min_length=4, max_length=30)]


class SeedHealth(_Row):
    """One thing that the health records say of a person."""

    document: SeedDocument
    code: Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,24}$")]
    since: Moment
    until: Moment | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class Seed(_Row):
    """A whole file."""

    bodies: tuple[SeedBody, ...] = ()
    health: tuple[SeedHealth, ...] = ()


def read(data: bytes) -> Seed:
    """Read a file.

    Raises:
        BadSeed: with the places that are wrong.
    """
    try:
        content = read_json(data)
        if (fault := fault_of(content)) is not None:
            raise _bad([path_of(fault.place)])
        return Seed.model_validate(content)
    except ValidationError as error:
        raise _bad([_path(one["loc"]) for one in error.errors(include_input=False)]) from None
    except (ValueError, RecursionError):
        raise _bad(["not JSON"]) from None


def apply(tx: Connection, seed: Seed, now: int) -> tuple[int, set[bytes]]:
    """Write a file into the register; `now` in ms.

    Returns how many bodies changed, and the persons whose health records did.
    """
    changed = sum(_body(tx, one, now) for one in seed.bodies)
    return changed, {person for one in seed.health if (person := _health(tx, one)) is not None}


def _body(tx: Connection, row: SeedBody, now: int) -> bool:
    scope = row.scope or (f"d:{row.division}" if row.type == "community" else f"u:{row.uscc}")
    values: dict[str, Any] = {
        "name": row.name,
        "type": row.type,
        "division": row.division,
        "scope": scope,
        "county": row.county or row.division[:6],
        "parent": row.parent,
        "representative": row.representative,
        "members": "\n".join(row.members),
    }
    found = tx.execute(select(bodies).where(bodies.c.uscc == row.uscc)).first()
    if found is None:
        endorsed = now if row.endorsed else None
        tx.execute(insert(bodies).values(uscc=row.uscc, endorsed_at=endorsed, **values))
        return True
    # A community may have withdrawn its endorsement since: a second reading must not undo that.
    if all(found._mapping[key] == value for key, value in values.items()):
        return False
    tx.execute(update(bodies).where(bodies.c.uscc == row.uscc).values(**values))
    return True


def _health(tx: Connection, row: SeedHealth) -> bytes | None:
    person = person_id(row.document.type, normalise(row.document.number))
    since, until = _ms(row.since), None if row.until is None else _ms(row.until)
    chosen = (health.c.person == person) & (health.c.code == row.code) & (health.c.since == since)
    found = tx.execute(select(health.c.until, health.c.note).where(chosen)).first()
    if found is not None and tuple(found) == (until, row.note):
        return None
    tx.execute(delete(health).where(chosen))
    tx.execute(
        insert(health).values(person=person, code=row.code, since=since, until=until, note=row.note)
    )
    return person


def _ms(moment: int | datetime.date) -> int:
    if isinstance(moment, int):
        return moment
    start = datetime.datetime.combine(moment, datetime.time(), tzinfo=_UTC8)
    return int(start.timestamp()) * 1000


def _path(steps: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in steps) or "the file"


def _bad(places: list[str]) -> BadSeed:
    shown = ", ".join(places[:10])
    return BadSeed(
        f"seed: {shown}",
        advised(
            zh=f"种子文件有误, 什么也没有改动: {shown}.",
            en=f"The seed file is wrong, nothing was changed: {shown}.",
            do_zh=BadSeed.told.do.zh,
            do_en=BadSeed.told.do.en,
        ),
    )
