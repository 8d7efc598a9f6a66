"""What the desk takes from outside: clock, chance and keyring, handed in so that tests can hold them."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fieldpass.desk.pin import Keyring, NowhereKept
from fieldpass.desk.system_keyring import SystemKeyring


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """`clock` gives milliseconds since 1970 UTC; `chance(n)` gives n random bytes; `keyring` keeps the
    other half of PINs."""

    clock: Callable[[], int]
    chance: Callable[[int], bytes]
    keyring: Keyring = field(default_factory=NowhereKept)


def real_surroundings() -> Surroundings:
    """This machine's clock, its source of secrets and its keyring."""
    return Surroundings(
        clock=lambda: time.time_ns() // 1_000_000,
        chance=secrets.token_bytes,
        keyring=SystemKeyring(),
    )
