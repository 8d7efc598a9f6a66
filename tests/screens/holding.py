"""What the running program can reach: every object that the collector knows, and all that these refer to.

A key is looked for in whatever form it could be kept: raw bytes (alone or inside others), a text, or an
object of the cryptography library. What Python has let go of is not overwritten, and is not found.
"""

import gc
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_MASK = 0x5A


class Sought:
    """A secret to look for; kept masked, so that the search does not find itself."""

    def __init__(self, secret: bytes | str) -> None:
        data = secret.encode() if isinstance(secret, str) else secret
        self._masked = [one ^ _MASK for one in data]

    def holders(self, known: tuple[Any, ...] = ()) -> list[str]:
        """The types of the objects that hold it, but those in `known`."""
        return [
            f"{type(one).__name__} of {len(one) if hasattr(one, '__len__') else 1}"
            for one in self.objects(known)
        ]

    def objects(self, known: tuple[Any, ...] = ()) -> list[Any]:
        """The objects themselves: what other tests of this process have left is known by these."""
        data = bytes(one ^ _MASK for one in self._masked)
        text = data.decode("utf-8", "replace")
        mine = {id(data), id(text), *map(id, known)}
        return [one for one in _reachable() if id(one) not in mine and _holds(one, data, text)]


def _holds(one: Any, data: bytes, text: str) -> bool:
    if isinstance(one, bytes | bytearray):
        return data in one
    if isinstance(one, str):
        return text in one
    if isinstance(one, Ed25519PrivateKey):
        return one.private_bytes_raw() == data
    return False


def _reachable() -> Iterator[Any]:
    gc.collect()
    found = gc.get_objects()
    seen = {id(found), *map(id, found)}
    while found:
        one = found.pop()
        yield one
        for each in gc.get_referents(one):
            if id(each) not in seen:
                seen.add(id(each))
                found.append(each)
