"""What the desk takes from outside: clock, chance and battery, handed in so that tests can hold them."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from fieldpass.desk.battery import Battery, read_battery


def _no_battery() -> Battery | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`clock` gives milliseconds since 1970 UTC; `chance(n)` gives n random bytes.

    `battery` is read at each look at the home screen; None where there is no battery.
    """

    clock: Callable[[], int]
    chance: Callable[[int], bytes]
    battery: Callable[[], Battery | None] = _no_battery


def real_surroundings() -> Surroundings:
    """This machine's clock, its source of secrets, and its battery."""
    return Surroundings(
        clock=lambda: time.time_ns() // 1_000_000,
        chance=secrets.token_bytes,
        battery=read_battery,
    )
