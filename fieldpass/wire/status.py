"""The status list: every live pass that is no longer as signed, exact, close to its entropy.

A pass's state is one byte, so that several things can be true of it at once:

    bits 0-1   0 as signed, 1 void, 2 yellow, 3 red
    bit 2      screened since it was issued
    bits 4-7   the reason of a listed yellow or red (the token's frozen table)

Rules: 1. a pass that is not listed is as signed; 2. with several yellow reasons the list names one
that a reading on the spot does not lift, if there is one; 3. a stolen key is one entry with the
16-byte hashes of the tokens that the server held from before the theft: every other token of it is
refused; 4. a change replaces states one by one, and state 0 lifts.

Written per kid over sorted sequence numbers: gaps in Golomb-Rice code with the best parameter for
that kid, states in one canonical Huffman code for the whole list. The parts of the code stand side
by side (unary, rests, states), because Python splits a string of bits faster than it shifts.
Reading gives a table a kid that answers in constant time.
"""

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, pairwise
from typing import Any

from fieldpass.wire.errors import Malformed

AS_SIGNED, VOID, YELLOW, RED = 0, 1, 2, 3
SCREENED = 4
KEPT_BYTES = 16
_MARK_MASK = 0b0000_0011
_SPAN_PER_ENTRY_MAX = 64
_COUNT_MAX = 1 << 26
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
    """The states of one kid: dense bytes where the numbers lie close, a dict where they do not."""

    __slots__ = ("count", "dense", "first", "sparse")

    def __init__(self, sequences: list[int], states: bytes) -> None:
        """Take sorted, distinct sequence numbers and their state bytes."""
        self.count = len(sequences)
        self.first = sequences[0] if sequences else 0
        self.sparse: dict[int, int] | None = None
        self.dense = b""
        span = sequences[-1] - self.first + 1 if sequences else 0
        if span > _SPAN_PER_ENTRY_MAX * self.count:
            self.sparse = dict(zip(sequences, states, strict=True))
            return
        dense = bytearray(span)
        first = self.first
        for sequence, value in zip(sequences, states, strict=True):
            dense[sequence - first] = value
        self.dense = bytes(dense)

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

    def state(self, kid: bytes, sequence: int) -> int:
        """The state byte of a pass; 0 is as signed."""
        table = self.tables.get(kid)
        if table is None:
            return 0
        if table.sparse is not None:
            return table.sparse.get(sequence, 0)
        place = sequence - table.first
        # A negative place would count from the end, and one behind it would raise.
        return table.dense[place] if 0 <= place < len(table.dense) else 0

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
    return _pack({kid: table.entries() for kid, table in status.tables.items()}) | {
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
        codes = _codes(body.get("code"))
        keys, stolen, recovered = body.get("keys"), body.get("stolen"), body.get("recovered", [])
        if type(keys) is not dict or type(stolen) is not dict or type(recovered) is not list:
            raise Malformed("status: body of the wrong types")
        for kid in (*keys, *stolen, *recovered):
            if type(kid) is not bytes or len(kid) != 4:
                raise Malformed("status: kid")
        runs = {kid: _unpack(packed, codes) for kid, packed in keys.items()}
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
    body = _pack(entries)
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


# The code. A run is: count (4 bytes), first sequence (4), Rice parameter (1), then three bit strings,
# each padded with zeros to whole bytes: unary quotients of the gaps, their rests, the states.


def _pack(entries: Mapping[bytes, Mapping[int, int]]) -> dict[str, Any]:
    counts = Counter(value for states in entries.values() for value in states.values())
    lengths = _lengths(counts)
    codes = _canonical(lengths)
    packed = {kid: _pack_run(states, codes) for kid, states in entries.items() if states}
    return {"code": [list(pair) for pair in lengths], "keys": packed}


def _pack_run(states: Mapping[int, int], codes: Mapping[int, str]) -> bytes:
    sequences = sorted(states)
    if not 0 <= sequences[0] <= sequences[-1] <= 0xFFFFFFFF:
        raise Malformed("status: sequence")
    gaps = [b - a - 1 for a, b in pairwise(sequences)]
    rest_bits = _rice_parameter(gaps)
    unary = "".join("0" * (gap >> rest_bits) + "1" for gap in gaps)
    mask = (1 << rest_bits) - 1
    rests = "".join(f"{gap & mask:0{rest_bits}b}" for gap in gaps) if rest_bits else ""
    head = len(sequences).to_bytes(4, "big") + sequences[0].to_bytes(4, "big")
    coded = "".join(codes[states[sequence]] for sequence in sequences)
    return head + bytes((rest_bits,)) + _bytes(unary) + _bytes(rests) + _bytes(coded)


def _rice_parameter(gaps: list[int]) -> int:
    """The number of rest bits that makes the run shortest."""
    if not gaps:
        return 0
    around = max(0, (sum(gaps) // len(gaps)).bit_length() - 1)
    choices = range(max(0, around - 1), min(31, around + 2) + 1)
    return min(choices, key=lambda k: sum(gap >> k for gap in gaps) + len(gaps) * (k + 1))


def _unpack(packed: Any, codes: Mapping[str, int]) -> tuple[list[int], bytes]:
    """Sorted sequence numbers and their states.

    Raises:
        Malformed: any bit that `_pack_run` would not have written.
    """
    if type(packed) is not bytes or len(packed) < 10:
        raise Malformed("status: run")
    count, first, rest_bits = _number(packed, 0), _number(packed, 4), packed[8]
    # A pass takes a bit at least, so the count is bounded by the bytes before anything is built.
    if not 1 <= count <= min(_COUNT_MAX, len(packed) * 8) or rest_bits > 31:
        raise Malformed("status: run's head")
    bits = f"{int.from_bytes(packed[9:], 'big'):0{(len(packed) - 9) * 8}b}"
    quotients, place = _read_unary(bits, count - 1)
    rests_end = place + rest_bits * (count - 1)
    rests = _read_rests(bits[place:rests_end], rest_bits, count - 1)
    place = _padded(bits, rests_end)
    states = _read_states(bits[place:], codes, count)
    if rest_bits:
        gaps = [(high << rest_bits) + low + 1 for high, low in zip(quotients, rests, strict=True)]
    else:
        gaps = [high + 1 for high in quotients]
    sequences = list(accumulate(gaps, initial=first))
    if sequences[-1] > 0xFFFFFFFF:
        raise Malformed("status: sequence over 32 bits")
    return sequences, states


def _read_unary(bits: str, count: int) -> tuple[list[int], int]:
    runs = bits.split("1", count)
    if len(runs) <= count:
        raise Malformed("status: unary code cut")
    quotients = list(map(len, runs[:count]))
    return quotients, _padded(bits, sum(quotients) + count)


def _read_rests(bits: str, width: int, count: int) -> list[int]:
    if len(bits) != width * count:
        raise Malformed("status: rests cut")
    if width == 0:
        return []
    if width > 12:
        return [int(bits[i : i + width], 2) for i in range(0, len(bits), width)]
    table = {f"{value:0{width}b}": value for value in range(1 << width)}
    return [table[bits[i : i + width]] for i in range(0, len(bits), width)]


def _read_states(bits: str, codes: Mapping[str, int], count: int) -> bytes:
    if len(codes) == 1:
        (code,) = codes
        words = re.findall(code, bits[:count]) if code == "0" else []
    else:
        words = re.findall("|".join(codes), bits)[:count]
    if len(words) != count:
        raise Malformed("status: states cut")
    end = sum(map(len, words))
    if not bits.startswith("".join(words)) or _padded(bits, end) != len(bits):
        raise Malformed("status: bits after the states")
    return bytes(map(codes.__getitem__, words))


def _padded(bits: str, end: int) -> int:
    """The next whole byte after `end`, if only zeros lie between."""
    whole = -(-end // 8) * 8
    if "1" in bits[end:whole] or whole > len(bits):
        raise Malformed("status: padding")
    return whole


def _lengths(counts: Counter[int]) -> list[tuple[int, int]]:
    """Huffman code lengths: [(state, bits)] in canonical order; the same counts give the same code."""
    heap: list[tuple[int, int, tuple[int, ...]]]
    heap = [(number, value, (value,)) for value, number in sorted(counts.items())]
    heapq.heapify(heap)
    bits = dict.fromkeys(counts, 0 if len(counts) > 1 else 1)
    while len(heap) > 1:
        one, two = heapq.heappop(heap), heapq.heappop(heap)
        for value in (*one[2], *two[2]):
            bits[value] += 1
        heapq.heappush(heap, (one[0] + two[0], min(one[1], two[1]), one[2] + two[2]))
    return sorted(bits.items(), key=lambda pair: (pair[1], pair[0]))


def _canonical(lengths: Iterable[tuple[int, int]]) -> dict[int, str]:
    """Code words from lengths in canonical order."""
    words, code, last = {}, 0, 0
    for value, bits in lengths:
        code <<= bits - last
        words[value], last = f"{code:0{bits}b}", bits
        code += 1
    return words


def _codes(lengths: Any) -> dict[str, int]:
    """Code words to states, from what a list says; complete and canonical or refused."""
    if type(lengths) is not list or len(lengths) > 256:
        raise Malformed("status: code")
    pairs: list[tuple[int, int]] = []
    for pair in lengths:
        if type(pair) is not list or len(pair) != 2 or any(type(n) is not int for n in pair):
            raise Malformed("status: code")
        pairs.append((pair[0], pair[1]))
    if any(not 0 <= value <= 255 or not 1 <= bits <= 40 for value, bits in pairs):
        raise Malformed("status: code")
    if pairs != sorted(pairs, key=lambda p: (p[1], p[0])) or len(dict(pairs)) != len(pairs):
        raise Malformed("status: code out of order")
    if len(pairs) > 1 and sum(1 << (40 - bits) for _, bits in pairs) != 1 << 40:
        raise Malformed("status: code is not complete")
    if len(pairs) == 1 and pairs[0][1] != 1:
        raise Malformed("status: code is not complete")
    return {word: value for value, word in _canonical(pairs).items()}


def _stolen_body(stolen: Mapping[bytes, frozenset[bytes]]) -> dict[bytes, bytes]:
    return {kid: b"".join(sorted(hashes)) for kid, hashes in stolen.items()}


def _hashes(packed: Any) -> frozenset[bytes]:
    if type(packed) is not bytes or len(packed) % KEPT_BYTES:
        raise Malformed("status: kept hashes")
    return frozenset(packed[i : i + KEPT_BYTES] for i in range(0, len(packed), KEPT_BYTES))


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _bytes(bits: str) -> bytes:
    size = -(-len(bits) // 8)
    return int(bits.ljust(size * 8, "0"), 2).to_bytes(size, "big") if bits else b""
