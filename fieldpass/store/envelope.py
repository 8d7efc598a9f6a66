"""The key envelope: who may open the data, in one small file without personal data.

A random data key opens the database. Each person of the laptop has a numbered slot, in which the data
key and that person's issuer seed are wrapped under the person's own secret. Rules:

1. One Argon2id run a try; HKDF splits it into the key for the data key and the key for the issuer seed.
2. The parameters of Argon2id stand in the file, bounded when read, so that they can grow later.
3. What is wrapped is bound to its slot, person and purpose (AES-256-GCM, associated data).
4. The recovery code opens the data key only, never an issuer seed. It has 128 random bits.
5. Wrong tries are counted in a file beside it before they are tried, and wait longer and longer; that
   survives a restart. It slows hands at the keyboard, not somebody who took the disk: Argon2id does.
6. The file is written whole, twice (`keys`, `keys.copy`), each ending in its own hash: a damaged one is
   told from a wrong secret, and its copy is read.
7. No clock and no chance of its own; imports no SQLAlchemy. Changing secrets leaves the data alone.

Source: DESIGN sections 4 and 7.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldpass.store import recovery, tries
from fieldpass.store.envelope_file import Cost, Envelope, Slot, read, write
from fieldpass.store.errors import (
    LastPerson,
    NoSuchPerson,
    SecretInUse,
    WrongRecoveryCode,
    WrongSecret,
)
from fieldpass.wire import cbor

Chance = Callable[[int], bytes]
DATA_KEY_BYTES = 32
SEED_BYTES = 32
_NONCE_BYTES = 12
_TAG = "fieldpass/keys/1"
DEFAULT_COST = Cost(memory_kib=64 * 1024, passes=3, lanes=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlocked:
    """What a secret opened. `person` is 16 bytes, the staff member's id; `issuer_wrap` keeps a new
    issuer seed for this person without asking for the secret again. Never shown."""

    slot: int
    person: bytes
    data_key: bytes = field(repr=False)
    issuer_seed: bytes | None = field(repr=False)
    issuer_wrap: bytes = field(repr=False)

    def without_issuer(self) -> "Unlocked":
        """The same person with nothing that opens or holds the issuer seed."""
        return replace(self, issuer_seed=None, issuer_wrap=b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A new envelope: what it opens, and the recovery code to print."""

    unlocked: Unlocked
    recovery_code: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSlot:
    """One person of this laptop, as the unlock screen may know it."""

    slot: int
    person: bytes
    has_issuer_key: bool


def with_keyring(pin: str, keyring_secret: bytes) -> bytes:
    """The secret of somebody who types a short PIN and has the rest in the system's keyring."""
    return cbor.encode([_TAG, "pin", _bytes(pin), keyring_secret])


def create_envelope(
    path: Path,
    secret: str | bytes,
    *,
    chance: Chance,
    person: bytes | None = None,
    issuer_seed: bytes | None = None,
    cost: Cost = DEFAULT_COST,
) -> Created:
    """A new envelope with one person, and a new data key. `path` is the file `keys`.

    Raises FileExistsError: an envelope is never written over another's keys.
    """
    if path.exists():
        raise FileExistsError("there is already an envelope")
    data_key = chance(DATA_KEY_BYTES)
    slot, unlocked = _made(1, data_key, secret, person, issuer_seed, cost, chance)
    code, wrapped = recovery.make(data_key, chance)
    write(path, Envelope(slots=(slot,), recovery=wrapped))
    return Created(unlocked=unlocked, recovery_code=code)


def people(path: Path) -> tuple[PersonSlot, ...]:
    """Who has a slot. Raises EnvelopeDamaged, EnvelopeNewer."""
    return tuple(
        PersonSlot(slot=one.number, person=one.person, has_issuer_key=one.issuer is not None)
        for one in read(path).slots
    )


def unlock(path: Path, secret: str | bytes, *, now: int, slot: int | None = None) -> Unlocked:
    """Open with a secret; without a slot number all are tried in turn. `now` in ms.

    Raises WrongSecret (with the seconds to wait), NoSuchPerson, EnvelopeDamaged, EnvelopeNewer.
    """
    envelope = read(path)
    slots = envelope.slots if slot is None else (_slot(envelope, slot),)
    tries.begin(path, now)
    found = next((one for one in (_opened(one, secret) for one in slots) if one), None)
    if found is None:
        raise WrongSecret(tries.wait_s(path, now))
    tries.forget(path)
    return found


def add_person(
    path: Path,
    data_key: bytes,
    secret: str | bytes,
    *,
    chance: Chance,
    person: bytes | None = None,
    issuer_seed: bytes | None = None,
    cost: Cost = DEFAULT_COST,
) -> Unlocked:
    """Give another person a slot; somebody who is unlocked hands the data key over.

    Raises SecretInUse: two people with one secret could sign for each other.
    """
    envelope = read(path)
    _refuse_used(envelope.slots, secret)
    number = max((one.number for one in envelope.slots), default=0) + 1
    slot, unlocked = _made(number, data_key, secret, person, issuer_seed, cost, chance)
    write(path, replace(envelope, slots=(*envelope.slots, slot)))
    return unlocked


def remove_person(path: Path, slot: int) -> None:
    """Take a person's slot away, with the issuer seed in it. Raises NoSuchPerson, LastPerson.

    Somebody who knew the data key may have kept it: where that matters, make a new store.
    """
    envelope = read(path)
    _slot(envelope, slot)
    if len(envelope.slots) == 1:
        raise LastPerson("the last slot stays")
    write(path, replace(envelope, slots=tuple(one for one in envelope.slots if one.number != slot)))


def change_secret(
    path: Path,
    slot: int,
    old: str | bytes,
    new: str | bytes,
    *,
    now: int,
    chance: Chance,
    cost: Cost = DEFAULT_COST,
) -> Unlocked:
    """Wrap a person's keys under a new secret. Raises WrongSecret, SecretInUse, NoSuchPerson."""
    unlocked = unlock(path, old, now=now, slot=slot)
    envelope = read(path)
    others = tuple(one for one in envelope.slots if one.number != slot)
    _refuse_used(others, new)
    fresh, unlocked = _made(
        slot, unlocked.data_key, new, unlocked.person, unlocked.issuer_seed, cost, chance
    )
    write(path, replace(envelope, slots=_put(envelope.slots, fresh)))
    return unlocked


def keep_issuer_seed(
    path: Path, unlocked: Unlocked, seed: bytes | None, chance: Chance
) -> Unlocked:
    """Keep (or, with None, drop) the issuer seed of the person who is unlocked."""
    envelope = read(path)
    slot = _slot(envelope, unlocked.slot)
    kept = None
    if seed is not None:
        kept = _wrap(unlocked.issuer_wrap, seed, _bound(slot, "issuer"), chance)
    write(path, replace(envelope, slots=_put(envelope.slots, replace(slot, issuer=kept))))
    return replace(unlocked, issuer_seed=seed)


def new_recovery_code(path: Path, data_key: bytes, chance: Chance) -> str:
    """Make a new recovery code; the printed one before it opens nothing any more."""
    code, wrapped = recovery.make(data_key, chance)
    write(path, replace(read(path), recovery=wrapped))
    return code


def recover(path: Path, code: str, *, now: int) -> bytes:
    """The data key, from the printed code; then `add_person` gives a slot. Raises WrongRecoveryCode."""
    envelope = read(path)
    # A slip of the pen is told by the code's own check characters and costs no try.
    secret = recovery.parse(code)
    tries.begin(path, now)
    data_key = None if envelope.recovery is None else recovery.open_with(secret, envelope.recovery)
    if data_key is None:
        raise WrongRecoveryCode(tries.wait_s(path, now))
    tries.forget(path)
    return data_key


def _made(
    number: int,
    data_key: bytes,
    secret: str | bytes,
    person: bytes | None,
    issuer_seed: bytes | None,
    cost: Cost,
    chance: Chance,
) -> tuple[Slot, Unlocked]:
    blank = Slot(
        number=number,
        person=chance(16) if person is None else person,
        salt=chance(16),
        cost=cost,
        data=b"",
        issuer=None,
    )
    data_wrap, issuer_wrap = _wraps(blank, secret)
    kept = None
    if issuer_seed is not None:
        kept = _wrap(issuer_wrap, issuer_seed, _bound(blank, "issuer"), chance)
    slot = replace(
        blank, data=_wrap(data_wrap, data_key, _bound(blank, "data"), chance), issuer=kept
    )
    unlocked = Unlocked(
        slot=number,
        person=slot.person,
        data_key=data_key,
        issuer_seed=issuer_seed,
        issuer_wrap=issuer_wrap,
    )
    return slot, unlocked


def _opened(slot: Slot, secret: str | bytes) -> Unlocked | None:
    data_wrap, issuer_wrap = _wraps(slot, secret)
    data_key = _unwrap(data_wrap, slot.data, _bound(slot, "data"))
    if data_key is None:
        return None
    seed = None
    if slot.issuer is not None:
        seed = _unwrap(issuer_wrap, slot.issuer, _bound(slot, "issuer"))
    return Unlocked(
        slot=slot.number,
        person=slot.person,
        data_key=data_key,
        issuer_seed=seed,
        issuer_wrap=issuer_wrap,
    )


def _wraps(slot: Slot, secret: str | bytes) -> tuple[bytes, bytes]:
    """Rule 1: the keys that wrap the data key and the issuer seed."""
    cost = slot.cost
    root = Argon2id(
        salt=slot.salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(_bytes(secret))
    both = HKDF(SHA256(), length=64, salt=slot.salt, info=_TAG.encode()).derive(root)
    return both[:32], both[32:]


def _bytes(secret: str | bytes) -> bytes:
    # A Chinese input method may type full-width digits and letters: they are the same secret.
    if isinstance(secret, bytes):
        return secret
    return unicodedata.normalize("NFKC", secret).encode()


def _bound(slot: Slot, purpose: str) -> bytes:
    cost = [slot.cost.memory_kib, slot.cost.passes, slot.cost.lanes]
    return cbor.encode([_TAG, purpose, slot.number, slot.person, slot.salt, cost])


def _wrap(key: bytes, content: bytes, bound: bytes, chance: Chance) -> bytes:
    nonce = chance(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, bound)


def _unwrap(key: bytes, wrapped: bytes, bound: bytes) -> bytes | None:
    try:
        return AESGCM(key).decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], bound)
    except InvalidTag:
        return None


def _slot(envelope: Envelope, number: int) -> Slot:
    for one in envelope.slots:
        if one.number == number:
            return one
    raise NoSuchPerson(f"no slot {number}")


def _put(slots: Iterable[Slot], fresh: Slot) -> tuple[Slot, ...]:
    return tuple(fresh if one.number == fresh.number else one for one in slots)


def _refuse_used(slots: Iterable[Slot], secret: str | bytes) -> None:
    if any(_opened(one, secret) is not None for one in slots):
        raise SecretInUse("another slot opens with this secret")
