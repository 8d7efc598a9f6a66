"""What the desk takes from outside: the clock and chance, handed in so that tests can hold them."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`clock` gives milliseconds since 1970 UTC; `chance(n)` gives n random bytes."""

    clock: Callable[[], int]
    chance: Callable[[int], bytes]


def real_surroundings() -> Surroundings:
    """This machine's clock and its source of secrets."""
    return Surroundings(clock=lambda: time.time_ns() // 1_000_000, chance=secrets.token_bytes)
