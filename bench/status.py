"""The status list at province size: 1,000,000 of 10,000,000 passes under 1,000 keys, exact."""

import random
import time
from collections.abc import Iterator

from bench.figures import Figure
from fieldpass.wire import cbor, status

KEYS, PASSES_A_KEY, LISTED_A_KEY = 1000, 10_000, 1000
LOOKUPS = 200_000
STATES = (
    status.state(status.YELLOW, reason=4),
    status.state(status.VOID),
    status.state(status.RED, reason=8),
    status.state(screened=True),
)
WEIGHTS = (60, 15, 15, 10)


def run() -> Iterator[Figure]:
    """Size, time to build, to read and to ask; every pass compared."""
    chance = random.Random(20200222)
    entries = {
        number.to_bytes(4, "big"): {
            sequence: chance.choices(STATES, WEIGHTS)[0]
            for sequence in chance.sample(range(PASSES_A_KEY), LISTED_A_KEY)
        }
        for number in range(KEYS)
    }
    begin = time.perf_counter()
    data = cbor.encode(status.to_body(status.build(entries)))
    built = time.perf_counter()
    held = status.from_body(cbor.decode(data, max_bytes=1 << 24))
    read = time.perf_counter()
    yield Figure(
        name="status list size",
        value=len(data),
        unit="bytes",
        floor=850_000,
        ratio=round(len(data) / 850_000, 3),
    )
    yield Figure(name="status list build", value=round(built - begin, 2), unit="s")
    yield Figure(name="status list read", value=round(read - built, 2), unit="s")
    yield Figure(name="passes that differ", value=_differing(entries, held), unit="passes", floor=0)
    yield Figure(
        name="status look-up",
        value=round(_lookup_us(held, chance), 3),
        unit="us",
        floor=0.2,
        note="the loop that asks is taken off",
    )


def _differing(entries: dict[bytes, dict[int, int]], held: status.StatusList) -> int:
    return sum(
        held.state(kid, sequence) != states.get(sequence, 0)
        for kid, states in entries.items()
        for sequence in range(PASSES_A_KEY)
    )


def _lookup_us(held: status.StatusList, chance: random.Random) -> float:
    asked = [
        (chance.randrange(KEYS).to_bytes(4, "big"), chance.randrange(PASSES_A_KEY))
        for _ in range(LOOKUPS)
    ]
    ask = held.state
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        for _kid, _sequence in asked:
            pass
        empty = time.perf_counter() - begin
        begin = time.perf_counter()
        for kid, sequence in asked:
            ask(kid, sequence)
        best = min(best, time.perf_counter() - begin - empty)
    return best / LOOKUPS * 1e6
