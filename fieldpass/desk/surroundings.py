"""What the desk takes from outside: clock, chance, battery, keyring; tests hold them by handing in theirs."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fieldpass.desk.battery import Battery, read_battery
from fieldpass.desk.pin import Keyring, NowhereKept
from fieldpass.desk.system_keyring import SystemKeyring


def _no_battery() -> Battery | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`clock` gives milliseconds since 1970 UTC; `chance(n)` gives n random bytes.

    `battery` is read at each look at the home screen, None where there is no battery; `keyring` keeps the
    other half of PINs.
    """

    clock: Callable[[], int]
    chance: Callable[[int], bytes]
    battery: Callable[[], Battery | None] = _no_battery
    keyring: Keyring = field(default_factory=NowhereKept)


def real_surroundings() -> Surroundings:
    """This machine's clock, its source of secrets, its battery and its keyring."""
    return Surroundings(
        clock=lambda: time.time_ns() // 1_000_000,
        chance=secrets.token_bytes,
        battery=read_battery,
        keyring=SystemKeyring(),
    )
