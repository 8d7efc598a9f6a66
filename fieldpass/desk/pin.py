"""A short PIN: half of a secret; the other half is in the keyring of this computer's system.

Somebody who took the disk guesses a PIN of six digits within a day, whatever it is hashed with. So a PIN
opens nothing by itself. Rules:

1. Six to eleven digits are a PIN; as a passphrase they are refused, so what is typed tells which it is.
2. The other half is 32 random bytes, one for the device, in the keyring under the name that the file
   `keys.pin` beside the key envelope holds. The name is random and no secret.
3. A PIN is taken only where the keyring gives back what it was given.
4. A keyring that lost its half, or another computer, opens nothing: the printed recovery code does.

Source: DESIGN section 7, "Keys".
"""

import re
import unicodedata
from itertools import pairwise
from typing import ClassVar, Protocol

from fieldpass.config import Folders
from fieldpass.desk.errors import DeskError
from fieldpass.model.text import Advised, Text, advised

FILE = "keys.pin"
DIGITS_LEAST, DIGITS_MOST = 6, 11
HALF_BYTES = 32
_NAME = re.compile(r"[0-9a-f]{32}")
_NAME_BYTES = 16
_TRIAL = "trial"


class Keyring(Protocol):
    """Where a system keeps secrets for whoever is logged in. What it cannot do raises NoKeyring."""

    def get(self, name: str) -> bytes | None:
        """The secret of that name, None where there is none."""

    def put(self, name: str, secret: bytes) -> None:
        """Keep a secret, in the place of an older one."""


class Chance(Protocol):
    """A source of random bytes."""

    def __call__(self, size: int, /) -> bytes:
        """So many of them."""


class NoKeyring(DeskError):
    """The system has no keyring, it is locked, or the program cannot reach it."""

    code = "no-keyring"
    told: ClassVar[Advised] = advised(
        zh="这台电脑的系统钥匙串打不开, PIN 不能用.",
        en="This computer's keyring cannot be opened, so a PIN opens nothing.",
        do_zh="请登录系统桌面后再试, 或用恢复码解锁.",
        do_en="Log in to its desktop and try again, or use the recovery code.",
    )


class OtherComputer(DeskError):
    """The keyring has no half for this device's PINs."""

    code = "pin-elsewhere"
    told: ClassVar[Advised] = advised(
        zh="PIN 只在设置它的电脑和系统用户里有效, 这里没有它的另一半.",
        en="A PIN works only on the computer and for the user that it was set for: its half is not here.",
        do_zh="请用恢复码解锁, 再设新的.",
        do_en="Unlock with the recovery code and choose a new one.",
    )


class NowhereKept:
    """No keyring at all: where nobody hands one in."""

    def get(self, name: str) -> bytes | None:
        """Raise NoKeyring."""
        raise NoKeyring(name and "none handed in")

    def put(self, name: str, secret: bytes) -> None:
        """Raise NoKeyring."""
        raise NoKeyring("none handed in")


def is_pin(typed: str) -> bool:
    """Whether this is typed as a PIN (rule 1); full-width digits count."""
    plain = unicodedata.normalize("NFKC", typed)
    return plain.isdecimal() and plain.isascii() and DIGITS_LEAST <= len(plain) <= DIGITS_MOST


def why_not(typed: str, keyring: Keyring, chance: Chance) -> Text | None:
    """Why this PIN cannot be taken here (rule 3); None where it can. May wait for the keyring."""
    plain = unicodedata.normalize("NFKC", typed)
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    if len(set(plain)) < 4 or len(steps) == 1:
        return Text(
            zh="这个 PIN 太好猜: 别用重复或连续的数字.",
            en="This PIN is too easily guessed: no repeated or consecutive digits.",
        )
    probe = chance(_NAME_BYTES)
    try:
        keyring.put(_TRIAL, probe)
        kept = keyring.get(_TRIAL) == probe
    except NoKeyring:
        kept = False
    if kept:
        return None
    return Text(
        zh="这台电脑没有可用的系统钥匙串, 只有数字的口令一天就能猜出来. 请加上文字, 或用 12 位以上.",
        en="This computer has no keyring to use, and digits alone are guessed within a day: add "
        "letters, or use 12 digits or more.",
    )


def opening(folders: Folders, typed: str, keyring: Keyring) -> str | bytes:
    """What opens the envelope for what was typed. Raises NoKeyring, OtherComputer; costs no try."""
    from fieldpass.store.envelope import with_keyring

    name = _name(folders) if is_pin(typed) else None
    if name is None:
        return typed
    half = keyring.get(name)
    if half is None:
        raise OtherComputer("no half in the keyring")
    return with_keyring(typed, half)


def choosing(folders: Folders, typed: str, keyring: Keyring, chance: Chance) -> str | bytes:
    """The secret to wrap keys under from now on; for a first PIN its half is made.

    Raises NoKeyring, DiskFull, ReadOnlyDisk; then nothing is kept that could open anything.
    """
    from fieldpass.store.envelope import with_keyring
    from fieldpass.store.envelope_file import write_whole

    if not is_pin(typed):
        return typed
    name = _name(folders)
    if name is None:
        name = chance(_NAME_BYTES).hex()
        write_whole(folders.data / FILE, name.encode())
    half = keyring.get(name)
    if half is None:
        half = chance(HALF_BYTES)
        keyring.put(name, half)
        # Read back before anything is wrapped under it: a keyring that forgets would lock out.
        if keyring.get(name) != half:
            raise NoKeyring("it does not give back what it was given")
    return with_keyring(typed, half)


def _name(folders: Folders) -> str | None:
    try:
        found = (folders.data / FILE).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return None
    return found if _NAME.fullmatch(found) else None
