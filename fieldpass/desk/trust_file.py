"""The public trust file: trust store and held lists beside the encrypted store, so that `fieldpass verify`
works before anything is unlocked.

It holds no personal data and no secret: public keys, bodies' names, states of passes by number. Rules:

1. The file is an array [tag, trust store, [held list, ...]], each as `wire` writes it, and replaced whole.
2. Its lists were verified when they were taken and are not signed here: whoever can write this file can
   make this machine's `verify` believe anything, as with every pinned root. So the desk never reads it
   back, and `trust_import` takes another device's file only on a person's word.

It is written by the desk after a change of the lists (`keep`), and read by the commands `verify` and
`trust`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from fieldpass.config import Folders
from fieldpass.desk import foreign_files
from fieldpass.desk.errors import DeskError
from fieldpass.desk.office import Office
from fieldpass.model.text import Advised, advised
from fieldpass.store.envelope_file import write_whole
from fieldpass.wire import cbor, trust
from fieldpass.wire.errors import WireError
from fieldpass.wire.lists import LIST_BYTES_MAX, HeldList, decode_held, encode_held
from fieldpass.wire.trust import TrustStore
from fieldpass.wire.verifying import HeldLists

NAME = "trust.cbor"
TAG = "fieldpass/trust-file/1"
BYTES_MAX = 8 * LIST_BYTES_MAX
_LISTS_MAX = 1_024


class TrustFileUnreadable(DeskError):
    """A file that is no trust file of ours, or that cannot be read."""

    code: ClassVar[str] = "trust-file"
    told: ClassVar[Advised] = advised(
        zh="名单文件读不懂.",
        en="The trust file cannot be read.",
        do_zh="请在能传送到平台的机器上重新导出.",
        do_en="Export it again on a device that sends to the platform.",
    )


class TrustFileMissing(DeskError):
    """There is no trust file yet."""

    code: ClassVar[str] = "trust-file-missing"
    told: ClassVar[Advised] = advised(
        zh="本机还没有名单.",
        en="This device holds no lists yet.",
        do_zh="请先登记并传送, 或用 fieldpass trust import 导入.",
        do_en="Register and send, or use: fieldpass trust import FILE",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """What a trust file holds."""

    trust: TrustStore
    lists: tuple[HeldList, ...]

    @property
    def held(self) -> HeldLists:
        """Keys and states for `wire.verifying.verify`."""
        return HeldLists.of(self.lists)

    @property
    def newest(self) -> int:
        """The newest signed time (ms): a clock below it is wrong; 0 without lists."""
        return max((one.as_of for one in self.lists), default=0)


def path_of(folders: Folders) -> Path:
    """Where a device keeps its trust file."""
    return folders.data / NAME


def export(office: Office, path: Path) -> None:
    """Write what the office holds now; raises TrustFileMissing before the registration."""
    holdings = office.holdings()
    if holdings.trust is None:
        raise TrustFileMissing
    save(Trusted(trust=holdings.trust, lists=holdings.lists), path)


def keep(office: Office) -> bool:
    """Bring the device's own trust file up to date where it is behind; says whether it was written.

    Called after a sync and after a registration. Without folders or trust there is nothing to do.
    """
    holdings = office.holdings()
    if office.folders is None or holdings.trust is None:
        return False
    path = path_of(office.folders)
    data = encode(Trusted(trust=holdings.trust, lists=holdings.lists))
    try:
        if foreign_files.read(path, most=BYTES_MAX) == data:
            return False
    except OSError:
        pass  # missing or unreadable: it is written anew
    _write(path, data)
    return True


def load(path: Path) -> Trusted:
    """What a file holds; raises TrustFileMissing, TrustFileUnreadable."""
    return decode(content(path))


def content(path: Path) -> bytes:
    """The bytes of what may be a trust file or the platform's lists, whoever made it.

    Raises TrustFileMissing, TrustFileUnreadable.
    """
    try:
        return foreign_files.read(path, most=BYTES_MAX)
    except FileNotFoundError as error:
        raise TrustFileMissing from error
    except OSError as error:
        raise TrustFileUnreadable("cannot be read") from error


def save(what: Trusted, path: Path) -> None:
    """Replace a file whole; raises DiskFull, ReadOnlyDisk."""
    _write(path, encode(what))


def encode(what: Trusted) -> bytes:
    """Rule 1."""
    ordered = sorted(what.lists, key=lambda one: (one.kind, one.county))
    return cbor.encode([TAG, trust.encode_store(what.trust), [encode_held(one) for one in ordered]])


def decode(data: bytes) -> Trusted:
    """What `encode` wrote; raises TrustFileUnreadable."""
    try:
        match cbor.decode(data, max_bytes=BYTES_MAX):
            case [str(tag), bytes(store), list(parts)] if tag == TAG and len(parts) <= _LISTS_MAX:
                lists = tuple(decode_held(part) for part in parts)
                return Trusted(trust=trust.decode_store(store), lists=lists)
    except (WireError, TypeError, ValueError) as error:
        raise TrustFileUnreadable("damaged") from error
    raise TrustFileUnreadable("not a trust file")


def _write(path: Path, data: bytes) -> None:
    # No secret: other people of the machine may verify with it.
    write_whole(path, data, mode=0o644)
