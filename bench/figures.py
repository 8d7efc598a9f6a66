"""One measured figure, and how two things are timed fairly beside each other."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as one JSON line: `floor` is what it is held against in the same run, `ratio` to it."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    note: str = ""


def best_times(*tasks: Callable[[], object], calls: int, rounds: int) -> tuple[float, ...]:
    """Seconds a call of each task, the best of many short rounds that take turns.

    Turns, because a busy machine slows both alike; the best, because nothing makes code faster than it
    is.
    """
    best = [float("inf")] * len(tasks)
    for _ in range(rounds):
        for place, task in enumerate(tasks):
            begin = time.perf_counter()
            for _ in range(calls):
                task()
            best[place] = min(best[place], (time.perf_counter() - begin) / calls)
    return tuple(best)
