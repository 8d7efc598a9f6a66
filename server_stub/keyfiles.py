"""The server's two private keys as files: root (taken offline after the first start) and authority.

Rules: 1. a key file is made once, whole or not at all, readable by its owner only; 2. the seed is
hexadecimal text, so that it can be printed and typed; 3. nothing here is ever shown or logged.
"""

import os
from collections.abc import Callable
from pathlib import Path

from fieldpass.wire.keys import SEED_BYTES, SigningKey
from server_stub.errors import FolderUnusable

ROOT, AUTHORITY = "root.key", "authority.key"
OLD_ROOT = "old-root.key"


def load(folder: Path, name: str) -> SigningKey | None:
    """The key of a file, or None where there is none. Raises FolderUnusable where it is damaged."""
    try:
        text = (folder / name).read_text(encoding="ascii").strip()
        seed = bytes.fromhex(text)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise FolderUnusable(f"key file {name}: {type(error).__name__}") from error
    if len(seed) != SEED_BYTES:
        raise FolderUnusable(f"key file {name}: not a key")
    return SigningKey(seed)


def make(folder: Path, name: str, chance: Callable[[int], bytes]) -> SigningKey:
    """Make a key file, durable on return. Raises FolderUnusable, also where it exists already."""
    seed = chance(SEED_BYTES)
    partial = folder / f".{name}.new"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(seed.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link fails where the name exists: two first starts at once agree on one key.
        os.link(partial, folder / name)
        partial.unlink()
    except OSError as error:
        raise FolderUnusable(f"key file {name}: {type(error).__name__}") from error
    return SigningKey(seed)


def replace(folder: Path, name: str, seed: bytes) -> SigningKey:
    """Put another key in the place of a key file, whole or not at all. Raises FolderUnusable."""
    partial = folder / f".{name}.new"
    try:
        partial.unlink(missing_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(seed.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, folder / name)
    except OSError as error:
        raise FolderUnusable(f"key file {name}: {type(error).__name__}") from error
    return SigningKey(seed)


def set_aside(folder: Path, name: str, other: str) -> None:
    """Give a key file that may be there another name. Raises FolderUnusable."""
    try:
        os.replace(folder / name, folder / other)
    except FileNotFoundError:
        return
    except OSError as error:
        raise FolderUnusable(f"key file {name}: {type(error).__name__}") from error
