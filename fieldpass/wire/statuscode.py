"""The code of a status list: sequence numbers and states of one kid in as few bits as is simple.

A run is count (4 bytes), first sequence (4), Rice parameter (1), then three bit strings, each
padded with zeros to whole bytes: unary quotients of the gaps, their rests, the states in the list's
canonical Huffman code. The parts stand side by side, because Python splits a string of bits faster
than it shifts. Reading refuses every bit that writing would not have set.
"""

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise
from typing import Any

from fieldpass.wire.errors import Malformed

_COUNT_MAX = 1 << 26


def pack(entries: Mapping[bytes, Mapping[int, int]]) -> dict[str, Any]:
    """`code` and `keys` of a list's body, from {kid: {sequence: state byte}}."""
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


def unpack(packed: Any, codes: Mapping[str, int]) -> tuple[list[int], bytes]:
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


def read_codes(lengths: Any) -> dict[str, int]:
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


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _bytes(bits: str) -> bytes:
    size = -(-len(bits) // 8)
    return int(bits.ljust(size * 8, "0"), 2).to_bytes(size, "big") if bits else b""
