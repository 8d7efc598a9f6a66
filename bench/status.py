"""The status list at province size: 1,000,000 of 10,000,000 passes under 1,000 keys, exact."""

import random
import time
from collections.abc import Callable, Iterator

from bench.figures import Figure
from fieldpass.wire import cbor, status

KEYS, PASSES_A_KEY, LISTED_A_KEY = 1000, 10_000, 1000
LOOKUPS = 200_000
ROUNDS = 8
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
    took, plain = _lookup_us(held, entries, _asked(chance, 0))
    yield Figure(
        name="status look-up",
        value=round(took, 3),
        unit="us",
        floor=round(plain, 3),
        ratio=round(took / plain, 2),
        note="0.2 wanted on a quiet machine; floor: a dict of dicts in the same run, 100 MB of it",
    )
    took, plain = _lookup_us(held, entries, _asked(chance, PASSES_A_KEY))
    yield Figure(
        name="status look-up, issued after the last listed",
        value=round(took, 3),
        unit="us",
        floor=round(plain, 3),
        ratio=round(took / plain, 2),
    )


def _differing(entries: dict[bytes, dict[int, int]], held: status.StatusList) -> int:
    return sum(
        held.state(kid, sequence) != states.get(sequence, 0)
        for kid, states in entries.items()
        for sequence in range(PASSES_A_KEY)
    )


def _asked(chance: random.Random, first: int) -> list[tuple[bytes, int]]:
    return [
        (chance.randrange(KEYS).to_bytes(4, "big"), first + chance.randrange(PASSES_A_KEY))
        for _ in range(LOOKUPS)
    ]


def _lookup_us(
    held: status.StatusList,
    entries: dict[bytes, dict[int, int]],
    asked: list[tuple[bytes, int]],
) -> tuple[float, float]:
    """Microseconds a look-up: of the list, and of plain dicts; the loop that asks is taken off."""

    def plain(kid: bytes, sequence: int) -> int:
        return entries[kid].get(sequence, 0)

    tasks: tuple[Callable[[bytes, int], int], ...] = (held.state, plain)
    best = [float("inf")] * (len(tasks) + 1)
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _kid, _sequence in asked:
            pass
        best[-1] = min(best[-1], time.perf_counter() - begin)
        for place, ask in enumerate(tasks):
            begin = time.perf_counter()
            for kid, sequence in asked:
                ask(kid, sequence)
            best[place] = min(best[place], time.perf_counter() - begin)
    took, dicts, empty = best
    return (took - empty) / LOOKUPS * 1e6, (dicts - empty) / LOOKUPS * 1e6
