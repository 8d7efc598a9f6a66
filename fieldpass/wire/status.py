"""The status list: every live pass that is no longer as signed, exact, close to its entropy.

A pass's state is one byte, so that several things can be true of it at once:

    bits 0-1   0 as signed, 1 void, 2 yellow, 3 red
    bit 2      screened since it was issued
    bits 4-7   the reason of a listed yellow or red (the token's frozen table)

Rules: 1. a pass that is not listed is as signed; 2. with several yellow reasons the list names one
that a reading on the spot does not lift, if there is one; 3. a stolen key is one entry with the
16-byte hashes of the tokens that the server held from before the theft: every other token of it is
refused; 4. a change replaces states one by one, and state 0 lifts.

Written per kid over sorted sequence numbers, near their entropy (see `statuscode`); read into a
table a kid that answers in constant time. Where the numbers of a key begin near 0, as they do but after an
epoch's jump, its states are one row of bytes from 0 on: two steps from kid to state, and no object between.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from fieldpass.wire import statuscode
from fieldpass.wire.errors import Malformed

AS_SIGNED, VOID, YELLOW, RED = 0, 1, 2, 3
SCREENED = 4
KEPT_BYTES = 16
_MARK_MASK = 0b0000_0011
_SPAN_PER_ENTRY_MAX = 64
_NO_HASHES: frozenset[bytes] = frozenset()


def state(mark: int = AS_SIGNED, *, reason: int = 0, screened: bool = False) -> int:
    """The state byte of a mark (AS_SIGNED, VOID, YELLOW, RED), a reason (0 to 15) and `screened`."""
    if mark not in (AS_SIGNED, VOID, YELLOW, RED) or not 0 <= reason <= 15:
        raise ValueError("status: no such mark or reason")
    return mark | (SCREENED if screened else 0) | reason << 4


def mark_of(value: int) -> int:
    """AS_SIGNED, VOID, YELLOW or RED."""
    return value & _MARK_MASK


def reason_of(value: int) -> int:
    """0 to 15."""
    return value >> 4


def screened(value: int) -> bool:
    """Whether a screening came after the issue."""
    return bool(value & SCREENED)


def token_hash(token: bytes) -> bytes:
    """The 16-byte hash under which tokens of a stolen key are kept."""
    return sha256(token).digest()[:KEPT_BYTES]


class Table:
    """The states of one kid: dense bytes where the numbers lie close, a dict where they do not.

    `dense` begins with sequence `first`, which is 0 where no more room is lost by it than a dict would take.
    It goes on as far again behind the last listed one: passes issued since, as the newest are, are found
    there to be as signed, which costs less than to miss them.
    """

    __slots__ = ("count", "dense", "first", "sparse")

    def __init__(self, sequences: list[int], states: bytes) -> None:
        """Take sorted, distinct sequence numbers and their state bytes."""
        self.count = len(sequences)
        self.sparse: dict[int, int] | None = None
        self.dense = b""
        end = sequences[-1] + 1 if sequences else 0
        near = end <= _SPAN_PER_ENTRY_MAX * self.count
        self.first = 0 if near else sequences[0]
        span = end - self.first
        if span > _SPAN_PER_ENTRY_MAX * self.count:
            self.sparse = dict(zip(sequences, states, strict=True))
            return
        dense = bytearray(2 * span)
        first = self.first
        for sequence, value in zip(sequences, states, strict=True):
            dense[sequence - first] = value
        self.dense = bytes(dense)

    def state(self, sequence: int) -> int:
        """The state byte of a pass; 0 is as signed."""
        if self.sparse is not None:
            return self.sparse.get(sequence, 0)
        place = sequence - self.first
        # A negative place would count from the end.
        return self.dense[place] if 0 <= place < len(self.dense) else 0

    def entries(self) -> dict[int, int]:
        """All listed passes: sequence to state byte."""
        if self.sparse is not None:
            return dict(self.sparse)
        first = self.first
        return {first + place: value for place, value in enumerate(self.dense) if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """The states of a county's passes and the county's stolen keys, ready to be asked."""

    tables: Mapping[bytes, Table]
    stolen: Mapping[bytes, frozenset[bytes]]
    _near: dict[bytes, bytes] = field(init=False, repr=False, compare=False)
    _far: dict[bytes, Table] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the tables by how they are asked; the bytes are the tables' own."""
        near = {kid: one.dense for kid, one in self.tables.items() if one.dense and not one.first}
        far = {kid: one for kid, one in self.tables.items() if kid not in near}
        object.__setattr__(self, "_near", near)
        object.__setattr__(self, "_far", far)

    def state(self, kid: bytes, sequence: int) -> int:
        """The state byte of a pass; 0 is as signed."""
        # Every scan asks, most often about a listed issuer whose numbers begin near 0; an entered
        # `try` costs nothing, comparing with the row's length does. A negative number would count
        # from the row's end.
        try:
            if sequence >= 0:
                return self._near[kid][sequence]
        except IndexError:
            return 0
        except KeyError:
            pass
        far = self._far.get(kid)
        return 0 if far is None else far.state(sequence)

    def refused(self, kid: bytes, token: bytes) -> bool:
        """Rule 3: whether the key is stolen and this token is none of those kept."""
        kept = self.stolen.get(kid)
        return kept is not None and token_hash(token) not in kept

    def count(self) -> int:
        """How many passes are listed."""
        return sum(table.count for table in self.tables.values())


EMPTY = StatusList(tables={}, stolen={})


def build(
    entries: Mapping[bytes, Mapping[int, int]],
    stolen: Mapping[bytes, Iterable[bytes]] | None = None,
) -> StatusList:
    """A status list from {kid: {sequence: state byte}}; states of 0 are left out."""
    tables = {}
    for kid, states in entries.items():
        sequences = sorted(sequence for sequence, value in states.items() if value)
        if sequences:
            tables[kid] = Table(sequences, bytes(states[s] for s in sequences))
    kept = {kid: frozenset(hashes) for kid, hashes in (stolen or {}).items()}
    return StatusList(tables=tables, stolen=kept)


def to_body(status: StatusList) -> dict[str, Any]:
    """The body of a whole list, for CBOR."""
    return statuscode.pack({kid: table.entries() for kid, table in status.tables.items()}) | {
        "stolen": _stolen_body(status.stolen)
    }


def from_body(body: Any) -> StatusList:
    """The list of a whole body.

    Raises:
        Malformed: another structure, a damaged code, or a listed state of 0.
    """
    changes = StatusChanges.from_body(body)
    if changes.recovered or any(0 in states for _, states in changes.runs.values()):
        raise Malformed("status: a whole list lifts nothing")
    tables = {kid: Table(numbers, states) for kid, (numbers, states) in changes.runs.items()}
    return StatusList(tables=tables, stolen=changes.stolen)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanges:
    """A delta's body: per kid (sorted sequences, state bytes), keys newly stolen, keys recovered.

    A stolen key's entry replaces the one held; `recovered` takes an entry off that was a mistake.
    """

    runs: Mapping[bytes, tuple[list[int], bytes]]
    stolen: Mapping[bytes, frozenset[bytes]]
    recovered: tuple[bytes, ...] = ()

    @classmethod
    def from_body(cls, body: Any) -> "StatusChanges":
        """Read a body.

        Raises:
            Malformed: another structure or a damaged code.
        """
        if type(body) is not dict or not body.keys() <= {"code", "keys", "stolen", "recovered"}:
            raise Malformed("status: body")
        codes = statuscode.read_codes(body.get("code"))
        keys, stolen, recovered = body.get("keys"), body.get("stolen"), body.get("recovered", [])
        if type(keys) is not dict or type(stolen) is not dict or type(recovered) is not list:
            raise Malformed("status: body of the wrong types")
        for kid in (*keys, *stolen, *recovered):
            if type(kid) is not bytes or len(kid) != 4:
                raise Malformed("status: kid")
        runs = {kid: statuscode.unpack(packed, codes) for kid, packed in keys.items()}
        return cls(
            runs=runs,
            stolen={kid: _hashes(packed) for kid, packed in stolen.items()},
            recovered=tuple(recovered),
        )

    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.runs or self.stolen or self.recovered)


def changes_body(
    entries: Mapping[bytes, Mapping[int, int]],
    stolen: Mapping[bytes, Iterable[bytes]] | None = None,
    recovered: Iterable[bytes] = (),
) -> dict[str, Any]:
    """The body of a delta from {kid: {sequence: new state byte}}; 0 lifts to "as signed"."""
    body = statuscode.pack(entries)
    body["stolen"] = _stolen_body({kid: frozenset(h) for kid, h in (stolen or {}).items()})
    gone = sorted(set(recovered))
    return body | ({"recovered": gone} if gone else {})


def apply(held: StatusList, changes: StatusChanges) -> StatusList:
    """Rule 4; only the tables of changed kids are built anew."""
    tables = dict(held.tables)
    for kid, (sequences, states) in changes.runs.items():
        entries = tables[kid].entries() if kid in tables else {}
        entries.update(zip(sequences, states, strict=True))
        kept = build({kid: entries}).tables.get(kid)
        if kept is None:
            tables.pop(kid, None)
        else:
            tables[kid] = kept
    stolen = dict(held.stolen) | dict(changes.stolen)
    for kid in changes.recovered:
        stolen.pop(kid, None)
    return StatusList(tables=tables, stolen=stolen)


def difference(old: StatusList, new: StatusList) -> dict[str, Any]:
    """The delta body that makes `new` of `old`."""
    entries: dict[bytes, dict[int, int]] = {}
    for kid in old.tables.keys() | new.tables.keys():
        before = old.tables[kid].entries() if kid in old.tables else {}
        after = new.tables[kid].entries() if kid in new.tables else {}
        changed = {
            number: after.get(number, 0)
            for number in before.keys() | after.keys()
            if before.get(number, 0) != after.get(number, 0)
        }
        if changed:
            entries[kid] = changed
    stolen = {kid: kept for kid, kept in new.stolen.items() if old.stolen.get(kid) != kept}
    return changes_body(entries, stolen, old.stolen.keys() - new.stolen.keys())


def _stolen_body(stolen: Mapping[bytes, frozenset[bytes]]) -> dict[bytes, bytes]:
    return {kid: b"".join(sorted(hashes)) for kid, hashes in stolen.items()}


def _hashes(packed: Any) -> frozenset[bytes]:
    if type(packed) is not bytes or len(packed) % KEPT_BYTES:
        raise Malformed("status: kept hashes")
    return frozenset(packed[i : i + KEPT_BYTES] for i in range(0, len(packed), KEPT_BYTES))
