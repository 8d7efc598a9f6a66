"""How the key envelope is written down: canonical CBOR, then its SHA-256, in two copies.

Frozen form, version 1: ["fieldpass/keys/1", [slot...], recovery or null], each slot being [number,
person, salt, [memory KiB, passes, lanes], wrapped data key, wrapped issuer seed or null].
"""

import contextlib
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from fieldpass.store.errors import DiskFull, EnvelopeDamaged, EnvelopeNewer, Missing, ReadOnlyDisk
from fieldpass.wire import cbor
from fieldpass.wire.errors import WireError

TAG = "fieldpass/keys/1"
_TAG_START = "fieldpass/keys/"
BYTES_MAX = 64 * 1024
SLOTS_MAX = 64
_WRAPPED_BYTES = 12 + 32 + 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a try costs: Argon2id's memory in KiB, passes, lanes; bounded, for a file may be hostile."""

    memory_kib: int
    passes: int
    lanes: int

    def sane(self) -> bool:
        """Within what this program is ready to spend: 1 GiB, 64 passes, 16 lanes."""
        return (
            1 <= self.lanes <= 16
            and 8 * self.lanes <= self.memory_kib <= 1 << 20
            and 1 <= self.passes <= 64
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One person's keys: each wrapped one is a 12-byte nonce and what AES-GCM made of 32 bytes."""

    number: int
    person: bytes
    salt: bytes
    cost: Cost
    data: bytes
    issuer: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The whole file."""

    slots: tuple[Slot, ...]
    recovery: bytes | None


def copy_of(path: Path) -> Path:
    """Where the second copy stands."""
    return path.with_name(path.name + ".copy")


def read(path: Path) -> Envelope:
    """The envelope, from its copy where the first is damaged.

    Raises Missing, EnvelopeDamaged, EnvelopeNewer.
    """
    there = [one for one in (path, copy_of(path)) if one.exists()]
    if not there:
        raise Missing("no key envelope")
    for one in there:
        try:
            return _parse(one.read_bytes())
        except EnvelopeDamaged:
            continue
        except OSError:
            continue
    raise EnvelopeDamaged("no copy of the envelope can be read")


def write(path: Path, envelope: Envelope) -> None:
    """Write both copies, each whole or not at all. Raises DiskFull, ReadOnlyDisk."""
    content = encoded(envelope)
    for one in (path, copy_of(path)):
        write_whole(one, content)


def encoded(envelope: Envelope) -> bytes:
    """The envelope as a file's content, its hash at the end."""
    slots = [
        [
            one.number,
            one.person,
            one.salt,
            [one.cost.memory_kib, one.cost.passes, one.cost.lanes],
            one.data,
            one.issuer,
        ]
        for one in envelope.slots
    ]
    content = cbor.encode([TAG, slots, envelope.recovery])
    return content + sha256(content).digest()


def write_whole(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace a file durably: beside it, flushed, renamed. Raises DiskFull, ReadOnlyDisk.

    On a stick that others had in their hands, a link under the name beside it leads nowhere else.
    """
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part.unlink(missing_ok=True)
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(file, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
        if os.name != "nt":
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
    except OSError as error:
        # A read-only disk refuses this too, also where there is nothing to take away.
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise (DiskFull if error.errno == 28 else ReadOnlyDisk)("a key file") from error


def _parse(content: bytes) -> Envelope:
    body, digest = content[:-32], content[-32:]
    if len(content) > BYTES_MAX or sha256(body).digest() != digest:
        raise EnvelopeDamaged("the hash does not fit")
    try:
        raw = cbor.decode(body, max_bytes=BYTES_MAX)
    except WireError as error:
        raise EnvelopeDamaged("not an envelope") from error
    match raw:
        case [str(tag), *_] if tag != TAG and tag.startswith(_TAG_START):
            raise EnvelopeNewer("written by a newer program")
        case [str(tag), list(slots), recovery] if tag == TAG and 1 <= len(slots) <= SLOTS_MAX:
            if recovery is None or isinstance(recovery, bytes):
                return Envelope(slots=tuple(map(_slot, slots)), recovery=recovery)
    raise EnvelopeDamaged("not an envelope")


def _slot(raw: Any) -> Slot:
    match raw:
        case [
            number,
            bytes(person),
            bytes(salt),
            [memory_kib, passes, lanes],
            bytes(data),
            issuer,
        ] if (
            cbor.is_whole(number, 1, cbor.INTEGER_MAX)
            and all(type(one) is int for one in (memory_kib, passes, lanes))
            and len(person) == len(salt) == 16
            and len(data) == _WRAPPED_BYTES
            and (issuer is None or (isinstance(issuer, bytes) and len(issuer) == _WRAPPED_BYTES))
        ):
            cost = Cost(memory_kib=memory_kib, passes=passes, lanes=lanes)
            if cost.sane():
                return Slot(
                    number=number, person=person, salt=salt, cost=cost, data=data, issuer=issuer
                )
    raise EnvelopeDamaged("a slot is not as it must be")
