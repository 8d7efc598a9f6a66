"""Opening a device: set it up once, unlock it each day. Imports nothing heavy before it is called.

A new device gets its envelope and its encrypted database before anybody registers, so that whatever
is typed afterwards is durable. The unlock screen paints while SQLAlchemy is still being imported;
that is why the store and the office are imported inside the functions.
"""

import errno
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fieldpass.config import Folders
from fieldpass.desk import pin
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.text import Text

if TYPE_CHECKING:
    from fieldpass.desk.office import Office
    from fieldpass.store.database import Store
    from fieldpass.store.envelope import Unlocked
    from fieldpass.store.envelope_file import Cost

KEYS = "keys"
DEVICE_SEED = "desk.device-seed"
SECRET_LEAST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """A new device, open, and the recovery code to print once."""

    office: "Office"
    recovery_code: str


def state(folders: Folders) -> Literal["new", "locked"]:
    """Whether this device was set up already."""
    return "locked" if (folders.data / KEYS).exists() else "new"


def check_secret(secret: str, surroundings: Surroundings | None = None) -> Text | None:
    """Why a passphrase or PIN is too weak and what would do; None where it is good enough.

    With `surroundings` a PIN may do, and their keyring is asked, which may take its time.
    """
    if surroundings is not None and pin.is_pin(secret):
        return pin.why_not(secret, surroundings.keyring, surroundings.chance)
    plain = unicodedata.normalize("NFKC", secret)
    if len(plain) < SECRET_LEAST:
        return Text(
            zh=f"口令太短, 至少 {SECRET_LEAST} 个字符, 例如一句好记的话.",
            en=f"Too short: at least {SECRET_LEAST} characters, for example a sentence you remember.",
        )
    if plain.isdecimal() and len(plain) < 12:
        return Text(
            zh="只有数字的口令一天就能猜出来. 请加上文字, 或用 12 位以上.",
            en="Digits alone are guessed within a day: add letters, or use 12 digits or more.",
        )
    if len(set(plain)) < 4:
        return Text(
            zh="重复的字符太多, 很容易猜.",
            en="Too many repeated characters: easily guessed.",
        )
    return None


def check_new_secret(
    secret: str, again: str, surroundings: Surroundings | None = None
) -> dict[str, Text]:
    """What is wrong with a new secret that was typed twice, by field: secret, again."""
    weak = check_secret(secret, surroundings)
    if weak is not None:
        return {"secret": weak}
    if secret != again:
        return {"again": Text(zh="两次输入的口令不一样.", en="The two passphrases differ.")}
    return {}


def set_up(
    folders: Folders,
    secret: str,
    surroundings: Surroundings,
    *,
    cost: "Cost | None" = None,
) -> SetUp:
    """Make a new device: key envelope, database, device key; durable when this returns.

    `cost` makes Argon2id cheaper for demonstrations and tests. Raises StoreErrors, NoKeyring.
    """
    from fieldpass.store import envelope, settings
    from fieldpass.store.database import Store

    make_folders(folders)
    made = envelope.create_envelope(
        folders.data / KEYS,
        pin.choosing(folders, secret, surroundings.keyring, surroundings.chance),
        chance=surroundings.chance,
        cost=cost or envelope.DEFAULT_COST,
    )
    store = Store.create(folders.data, made.unlocked.data_key)
    seed = surroundings.chance(32)
    store.write(lambda tx: settings.put(tx, DEVICE_SEED, seed))
    return SetUp(
        office=office_of(folders, store, surroundings, made.unlocked),
        recovery_code=made.recovery_code,
    )


def make_folders(folders: Folders) -> None:
    """Make the folders of a device. Raises DiskFull, ReadOnlyDisk."""
    from fieldpass.store.errors import DiskFull, ReadOnlyDisk

    try:
        folders.make()
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise (DiskFull if full else ReadOnlyDisk)("the folders cannot be made") from error


def unlock(
    folders: Folders, secret: str, surroundings: Surroundings, *, slot: int | None = None
) -> "Office":
    """Open the device with a person's secret.

    Raises WrongSecret (with the seconds to wait), NoKeyring, OtherComputer, Damaged, InUse, NewerSchema
    and other StoreErrors.
    """
    from fieldpass.store import envelope

    full = pin.opening(folders, secret, surroundings.keyring)
    opened = envelope.unlock(folders.data / KEYS, full, now=surroundings.clock(), slot=slot)
    store = opened_store(folders, opened.data_key)
    return office_of(folders, store, surroundings, opened)


def open_issuer_again(office: "Office", secret: str) -> None:
    """Open what `put_issuer_away` put away, with the secret of the person who works here.

    Raises WrongSecret (with the seconds to wait), NoKeyring, OtherComputer, NoSuchPerson and other
    StoreErrors; then nothing is open.
    """
    from fieldpass.store import envelope

    mine, folders = office.unlocked, office.folders
    if mine is None or folders is None:
        return
    full = pin.opening(folders, secret, office.surroundings.keyring)
    opened = envelope.unlock(folders.data / KEYS, full, now=office.now(), slot=mine.slot)
    office.open_issuer(opened.issuer_seed, opened)


def opened_store(folders: Folders, data_key: bytes) -> "Store":
    """The store under this key. Raises StoreErrors."""
    from fieldpass.store.database import Store
    from fieldpass.store.errors import Missing

    try:
        return Store.open(folders.data, data_key)
    except Missing:
        # The power went between envelope and database of a first start: nothing can be lost yet.
        return Store.create(folders.data, data_key)


def office_of(
    folders: Folders, store: "Store", surroundings: Surroundings, opened: "Unlocked"
) -> "Office":
    """The office of a store that is open, in the name of who was unlocked."""
    from fieldpass.desk.office import Office
    from fieldpass.store import settings
    from fieldpass.wire.keys import SigningKey

    seed = store.read(lambda conn: settings.get(conn, DEVICE_SEED))
    if seed is None:
        seed = surroundings.chance(32)
        store.write(lambda tx: settings.put(tx, DEVICE_SEED, seed))
    issuer = SigningKey(opened.issuer_seed) if opened.issuer_seed is not None else None
    return Office(
        folders=folders,
        store=store,
        surroundings=surroundings,
        device=SigningKey(seed),
        issuer=issuer,
        unlocked=opened,
    )
