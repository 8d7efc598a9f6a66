"""A bundle: consecutive records of one log under one signature, any of which may be only its hash.

Owns the log's chain and the one thing that travels, over HTTP or on a USB stick. Rules:

1. link(n) = SHA-256 of canonical CBOR [tag, [scope, device kid, epoch], n, link(n-1), SHA-256(record)];
   link(0) is 32 zero bytes. Moving, dropping, adding or changing a record breaks the chain.
2. The signature covers log, first and last number, the link before, the last link and the sealing
   time; the records stand beside it, so that erasing one person's records keeps it valid.
3. A record that was erased, or is none of the reader's business, is replaced by its SHA-256.
4. At most 50 records and 16 KiB of records; one larger record travels alone.
5. Numbers begin with 1 and have no gap inside a bundle; continuity between bundles is the reader's.

Source: DESIGN section 5, "Log" and "Bundle".
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fieldpass.wire import cbor, cose
from fieldpass.wire.errors import BadSignature, Malformed
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import RECORD_BYTES_MAX

RECORDS_MAX = 50
BYTES_MAX = 16 * 1024
BUNDLE_BYTES_MAX = BYTES_MAX + RECORD_BYTES_MAX + 2048
FIRST_LINK = bytes(32)
# The reason of a return in a feed item that means: the platform has erased this record.
ERASED = "erased"
_EPOCH_MAX, _NUMBER_MAX, _TIME_MAX = (1 << 31) - 1, (1 << 53) - 1, (1 << 48) - 1
_LINK_TAG = "fieldpass/link/1"
# The CBOR head of 32 bytes.
_HASH = b"\x58\x20"
_BUNDLE_AAD = b"fieldpass/bundle/1"


@dataclass(frozen=True, slots=True, order=True)
class LogId:
    """Which log: a scope, the device's 4-byte kid, and the epoch (0 upwards)."""

    scope: str
    device: bytes
    epoch: int


@dataclass(frozen=True, slots=True)
class Erased:
    """What is left of a record in this copy: its SHA-256."""

    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle whose signature and chain were verified: only `open_bundle` and `seal` make one.

    `first` and `last` are sequence numbers in the log; `items` are canonical record bytes or Erased;
    `sealed_at` in ms; `data` is the whole bundle as it travels.
    """

    log: LogId
    first: int
    last: int
    previous: bytes
    link: bytes
    sealed_at: int
    items: tuple[bytes | Erased, ...]
    public: bytes
    data: bytes


def record_digest(record: bytes) -> bytes:
    """SHA-256 of a record's canonical bytes: what the chain and an erasure hold."""
    return hashlib.sha256(record).digest()


def digest_of(item: bytes | Erased) -> bytes:
    """The SHA-256 of an item of a bundle, whole or erased."""
    return item.digest if isinstance(item, Erased) else record_digest(item)


def next_link(log: LogId, number: int, previous: bytes, digest: bytes) -> bytes:
    """The link of record `number` of a log, from the link before it (32 bytes) and the record's digest."""
    # Rule 1 with its constant pieces written once a log: this is done for every record everywhere.
    written = _written_place(log) + cbor.unsigned(number) + _HASH + previous + _HASH + digest
    return hashlib.sha256(written).digest()


@lru_cache(maxsize=256)
def _written_place(log: LogId) -> bytes:
    """An array of five items, and the first two: what a link's input begins with."""
    place = [log.scope, log.device, log.epoch]
    return b"\x85" + cbor.encode(_LINK_TAG) + cbor.encode(place)


def seal(
    key: SigningKey,
    log: LogId,
    *,
    first: int,
    previous: bytes,
    records: Sequence[bytes],
    sealed_at: int,
) -> Bundle:
    """Sign consecutive records, from number `first` on, into a bundle.

    Raises Malformed where the bounds of rule 4 are broken.
    """
    if not fits(records):
        raise Malformed("bundle: more than it may hold")
    link = _chain(log, first, previous, records)
    last = first + len(records) - 1
    head = [[log.scope, log.device, log.epoch], first, last, previous, link, sealed_at]
    signed = cose.sign1(key, cbor.encode(head), external_aad=_BUNDLE_AAD)
    return Bundle(
        log=log,
        first=first,
        last=last,
        previous=previous,
        link=link,
        sealed_at=sealed_at,
        items=tuple(records),
        public=key.public,
        data=_write(signed, tuple(records)),
    )


def fits(records: Sequence[bytes]) -> bool:
    """Whether these records may travel in one bundle (rule 4)."""
    if len(records) == 1:
        return len(records[0]) <= RECORD_BYTES_MAX
    return 0 < len(records) <= RECORDS_MAX and sum(map(len, records)) <= BYTES_MAX


def open_bundle(data: bytes, find_key: Callable[[bytes], bytes | None]) -> Bundle:
    """Verify a bundle; `find_key` gives the raw public key of a device kid, or None.

    Checks, in this order: 1. size and shape; 2. signature, by the log's own device, so that no device
    writes into another's log; 3. numbers; 4. chain.
    Raises Malformed or BadSignature; what raises has verified nothing.
    """
    # 1. Size and shape.
    raw = cbor.decode(data, max_bytes=BUNDLE_BYTES_MAX)
    match raw:
        case [bytes(signed), list(beside)] if 0 < len(beside) <= RECORDS_MAX:
            items = tuple(_item(one) for one in beside)
        case _:
            raise Malformed("bundle: not [signed head, records]")
    # 2. Signature.
    opened = cose.open1(signed, find_key, external_aad=_BUNDLE_AAD, max_bytes=1024)
    log, first, last, previous, link, sealed_at = _head(cbor.decode(opened.payload, max_bytes=512))
    if opened.kid != log.device:
        raise BadSignature("bundle: signed by another device than the log's")
    # 3. Numbers.
    if last - first + 1 != len(items):
        raise Malformed("bundle: count and numbers differ")
    # 4. Chain.
    if _chain(log, first, previous, items) != link:
        raise BadSignature("bundle: the records are not those that were signed")
    return Bundle(
        log=log,
        first=first,
        last=last,
        previous=previous,
        link=link,
        sealed_at=sealed_at,
        items=items,
        public=opened.public,
        data=data,
    )


def peek_log(data: bytes) -> LogId:
    """The log that a bundle claims to belong to, unverified: to look its device's key up.

    Raises Malformed.
    """
    raw = cbor.decode(data, max_bytes=BUNDLE_BYTES_MAX)
    match raw:
        case [bytes(signed), list()]:
            payload = cose.read1(signed, max_bytes=1024).payload
            return _head(cbor.decode(payload, max_bytes=512))[0]
    raise Malformed("bundle: not [signed head, records]")


def redact(bundle: Bundle, keep: Callable[[int], bool]) -> Bundle:
    """The same bundle with every record that `keep(index)` refuses replaced by its hash."""
    items = tuple(
        one if isinstance(one, Erased) or keep(index) else Erased(record_digest(one))
        for index, one in enumerate(bundle.items)
    )
    signed = cbor.decode(bundle.data, max_bytes=BUNDLE_BYTES_MAX)[0]
    return Bundle(
        log=bundle.log,
        first=bundle.first,
        last=bundle.last,
        previous=bundle.previous,
        link=bundle.link,
        sealed_at=bundle.sealed_at,
        items=items,
        public=bundle.public,
        data=_write(signed, items),
    )


def _write(signed: bytes, items: Sequence[bytes | Erased]) -> bytes:
    beside = [[one.digest] if isinstance(one, Erased) else one for one in items]
    return cbor.encode([signed, beside])


def _item(raw: Any) -> bytes | Erased:
    match raw:
        case bytes(record) if len(record) <= RECORD_BYTES_MAX:
            return record
        case [bytes(digest)] if len(digest) == 32:
            return Erased(digest)
    raise Malformed("bundle: neither a record nor a hash")


def _chain(log: LogId, first: int, previous: bytes, items: Sequence[bytes | Erased]) -> bytes:
    link = previous
    for number, one in enumerate(items, first):
        link = next_link(log, number, link, digest_of(one))
    return link


def _head(raw: Any) -> tuple[LogId, int, int, bytes, bytes, int]:
    match raw:
        case [
            [str(scope), bytes(device), epoch],
            first,
            last,
            bytes(previous),
            bytes(link),
            sealed_at,
        ] if (
            8 <= len(scope) <= 24
            and len(device) == 4
            and cbor.is_whole(epoch, 0, _EPOCH_MAX)
            and cbor.is_whole(first, 1, _NUMBER_MAX)
            and cbor.is_whole(last, first, _NUMBER_MAX)
            and len(previous) == len(link) == 32
            and cbor.is_whole(sealed_at, 0, _TIME_MAX)
            and (first > 1 or previous == FIRST_LINK)
        ):
            return LogId(scope, device, epoch), first, last, previous, link, sealed_at
    raise Malformed("bundle: the signed head is not as it must be")
