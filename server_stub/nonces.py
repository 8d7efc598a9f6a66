"""Nonces for signed requests: each lives ten minutes and is used once.

A nonce of 16 bytes is [seconds, 4][chance, 4][MAC, 8] under a key that all workers share, so any
worker knows any nonce and none is stored before its use. What was used is remembered until it would
have died anyway; after a restart within its life a nonce could be used again, which gains an
attacker nothing: every signed write is idempotent, and reading it off the line needs the TLS key.
"""

import hashlib
import hmac
import threading
from collections import OrderedDict
from collections.abc import Callable

_MAC_BYTES = 8
_SPENT_MAX = 200_000


class Nonces:
    """Gives nonces and takes each back once."""

    def __init__(self, key: bytes, chance: Callable[[int], bytes], life_ms: int) -> None:
        """`key` is secret and shared by all workers; `life_ms` in milliseconds."""
        self._key, self._chance, self._life_s = key, chance, life_ms // 1000
        self._spent: OrderedDict[bytes, int] = OrderedDict()
        self._lock = threading.Lock()

    def give(self, now_ms: int) -> bytes:
        """A new nonce."""
        head = (now_ms // 1000 & 0xFFFFFFFF).to_bytes(4, "big") + self._chance(4)
        return head + self._mac(head)

    def take(self, nonce: bytes, now_ms: int) -> bool:
        """Whether the nonce is one of ours, lives, and was not used; it is used now."""
        if len(nonce) != 16 or not hmac.compare_digest(self._mac(nonce[:8]), nonce[8:]):
            return False
        now_s, made = now_ms // 1000, int.from_bytes(nonce[:4], "big")
        if not made - 1 <= now_s <= made + self._life_s:
            return False
        with self._lock:
            if nonce in self._spent:
                return False
            self._spent[nonce] = made
            while self._spent:
                oldest = next(iter(self._spent))
                if len(self._spent) <= _SPENT_MAX and self._spent[oldest] + self._life_s >= now_s:
                    break
                del self._spent[oldest]
        return True

    def _mac(self, head: bytes) -> bytes:
        return hmac.digest(self._key, head, hashlib.sha256)[:_MAC_BYTES]
