"""The signed checkpoint: the authority's word that it holds a device's logs, backed up, through a number.

Rules: 1. COSE_Sign1 by the authority over [incarnation, at, heads]; 2. a device deletes own bundles
only when a checkpoint covers them; an acknowledgement alone is not enough, because a server
restored from an old backup may have lost what it acknowledged; 3. a head's link must be the
device's own link.
"""

from dataclasses import dataclass
from typing import Any

from fieldpass.wire import cbor, cose
from fieldpass.wire.bundle import LogId
from fieldpass.wire.errors import Malformed
from fieldpass.wire.keys import SigningKey

CHECKPOINT_BYTES_MAX = 64 * 1024
_AAD = b"fieldpass/checkpoint/1"
_EPOCH_MAX, _NUMBER_MAX, _TIME_MAX = (1 << 31) - 1, (1 << 53) - 1, (1 << 48) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class LogHead:
    """A log's last number and the link after it (32 bytes)."""

    log: LogId
    last: int
    link: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What the authority holds for good: 16-byte incarnation, time in ms, heads by log."""

    incarnation: bytes
    at: int
    heads: tuple[LogHead, ...]


def sign_checkpoint(authority: SigningKey, checkpoint: Checkpoint) -> bytes:
    """The checkpoint as it travels."""
    heads = [
        [h.log.scope, h.log.device, h.log.epoch, h.last, h.link]
        for h in sorted(checkpoint.heads, key=lambda head: head.log)
    ]
    payload = cbor.encode([checkpoint.incarnation, checkpoint.at, heads])
    return cose.sign1(authority, payload, external_aad=_AAD)


def open_checkpoint(data: bytes, find_authority: cose.FindKey) -> Checkpoint:
    """Verify and read a checkpoint; `find_authority` as of `trust`.

    Raises:
        Malformed, TooLarge, UnknownKey, BadSignature.
    """
    opened = cose.open1(data, find_authority, external_aad=_AAD, max_bytes=CHECKPOINT_BYTES_MAX)
    match cbor.decode(opened.payload, max_bytes=CHECKPOINT_BYTES_MAX):
        case [bytes(incarnation), at, list(rows)] if len(incarnation) == 16 and cbor.is_whole(
            at, 0, _TIME_MAX
        ):
            heads = tuple(_head(row) for row in rows)
            return Checkpoint(incarnation=incarnation, at=at, heads=heads)
    raise Malformed("checkpoint: another structure")


def _head(row: Any) -> LogHead:
    match row:
        case [str(scope), bytes(device), epoch, last, bytes(link)] if (
            len(device) == 4
            and len(link) == 32
            and cbor.is_whole(epoch, 0, _EPOCH_MAX)
            and cbor.is_whole(last, 0, _NUMBER_MAX)
        ):
            return LogHead(log=LogId(scope, device, epoch), last=last, link=link)
    raise Malformed("checkpoint: head")
