"""The authority: the server's key, certified by the root, which leaves the machine.

Rules: 1. the first start makes both keys and the certificate; 2. afterwards only the authority's
key, its certificate and the root's public key are needed; 3. the same key signs lists, the server's
own bundles and the pending codes of people who applied over the web; 4. after a rotation (`rotating`)
older certificates and the roots' own statements are kept beside it, for devices that knew the old ones.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldpass.wire import trust
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import PUBLIC_BYTES, SigningKey, kid
from fieldpass.wire.trust import AuthorityCertificate, TrustStore
from server_stub import keyfiles
from server_stub.errors import FolderUnusable

ROOT_PUBLIC, CERTIFICATE = "root.pub", "authority.cert"
# After rotations: all certificates but the newest, the rotations in order, the root they began with.
FURTHER, ROTATIONS, FIRST_ROOT = "further.certs", "root.rotations", "first-root.pub"
YEAR_MS = 366 * 86_400_000
SKEW_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The signing key, its certificate (in force from when to when, ms) and the root that signed it.

    `root_here`: the root's private key still lies beside it; `made`: on this very start. `older`: the
    authority keys before this one that are not taken out of force.
    """

    key: SigningKey
    certificate: bytes
    root_public: bytes
    valid_from: int
    valid_until: int
    root_here: bool
    made: bool
    certificates: tuple[bytes, ...] = ()
    rotations: tuple[bytes, ...] = ()
    older: tuple[AuthorityCertificate, ...] = ()

    @property
    def kids(self) -> frozenset[bytes]:
        """The kids that no device may take: this key's and those of the keys before it."""
        return frozenset([self.key.kid, *(kid(one.authority) for one in self.older)])

    def public(self, of_kid: bytes) -> bytes | None:
        """The raw public key of one of `kids`, or None."""
        known = [self.key.public, *(one.authority for one in self.older)]
        return next((one for one in known if kid(one) == of_kid), None)


def open_authority(
    folder: Path, *, now: int, years: int, chance: Callable[[int], bytes]
) -> Authority:
    """The authority of a data folder, made there at the first start; `now` in ms.

    Raises:
        FolderUnusable: the folder cannot be used, or what lies in it does not fit together.
    """
    key = keyfiles.load(folder, keyfiles.AUTHORITY)
    if key is None:
        return _make(folder, now, years, chance)
    store = trust_of(folder)
    own = [one for one, _ in store.certificates if one.authority == key.public]
    if not own:
        raise FolderUnusable("authority.cert: of another key")
    newest = {one.authority: one for one, _ in store.certificates}
    return Authority(
        key=key,
        certificate=lines_of(folder / CERTIFICATE)[-1],
        root_public=read_public(folder / ROOT_PUBLIC),
        valid_from=own[-1].valid_from,
        valid_until=own[-1].valid_until,
        root_here=(folder / keyfiles.ROOT).exists(),
        made=False,
        certificates=tuple(_certificates(folder)),
        rotations=tuple(lines_of(folder / ROTATIONS)),
        older=tuple(one for public, one in newest.items() if public != key.public),
    )


def trust_of(folder: Path) -> TrustStore:
    """What the files say a device that was there from the beginning trusts by now.

    Raises:
        FolderUnusable: they do not fit together.
    """
    first = folder / FIRST_ROOT
    root = read_public(first if first.exists() else folder / ROOT_PUBLIC)
    try:
        # A certificate that a later one took out of force is passed over.
        store = trust.grow(
            trust.pin_unchecked(root), lines_of(folder / ROTATIONS), _certificates(folder)
        )
    except WireError as error:
        raise FolderUnusable("authority.cert: damaged") from error
    if store.root != read_public(folder / ROOT_PUBLIC) or not store.certificates:
        raise FolderUnusable("authority.cert: not of this root")
    return store


def _certificates(folder: Path) -> list[bytes]:
    """All certificates, each once, the newest last."""
    every = [*lines_of(folder / FURTHER), *lines_of(folder / CERTIFICATE)]
    return list(dict.fromkeys(every))


def read_public(path: Path) -> bytes:
    """A public key of a file. Raises FolderUnusable."""
    found = lines_of(path)
    if len(found) != 1 or len(found[0]) != PUBLIC_BYTES:
        raise FolderUnusable(f"{path.name}: not a key")
    return found[0]


def lines_of(path: Path) -> list[bytes]:
    """The hexadecimal lines of a file, none where there is no file. Raises FolderUnusable."""
    try:
        return [bytes.fromhex(line) for line in path.read_text(encoding="ascii").split()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise FolderUnusable(f"{path.name}: {type(error).__name__}") from error


def write_lines(path: Path, lines: Sequence[bytes]) -> None:
    """Replace a file by hexadecimal lines, whole or not at all. Raises FolderUnusable."""
    partial = path.with_name(f".{path.name}.new")
    try:
        with partial.open("w", encoding="ascii") as file:
            file.writelines(line.hex() + "\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise FolderUnusable(f"{path.name}: {type(error).__name__}") from error


def _make(folder: Path, now: int, years: int, chance: Callable[[int], bytes]) -> Authority:
    root = keyfiles.load(folder, keyfiles.ROOT) or keyfiles.make(folder, keyfiles.ROOT, chance)
    seed = chance(32)
    key = SigningKey(seed)
    fields = trust.AuthorityCertificate(
        authority=key.public,
        valid_from=max(0, now - SKEW_MS),
        valid_until=now + years * YEAR_MS,
        serial=1,
    )
    certificate = trust.sign_certificate(root, fields)
    # The authority's key comes last: a start that was cut before it begins anew.
    write_lines(folder / ROOT_PUBLIC, [root.public])
    write_lines(folder / CERTIFICATE, [certificate])
    keyfiles.make(folder, keyfiles.AUTHORITY, lambda _: seed)
    return Authority(
        key=key,
        certificate=certificate,
        root_public=root.public,
        valid_from=fields.valid_from,
        valid_until=fields.valid_until,
        root_here=True,
        made=True,
        certificates=(certificate,),
    )
