"""The authority: the server's key, certified by the root, which leaves the machine.

Rules: 1. the first start makes both keys and the certificate; 2. afterwards only the authority's
key, its certificate and the root's public key are needed; 3. the same key signs lists, the server's
own bundles and the pending codes of people who applied over the web.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fieldpass.wire import trust
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import PUBLIC_BYTES, SigningKey
from server_stub import keyfiles
from server_stub.errors import FolderUnusable

ROOT_PUBLIC, CERTIFICATE = "root.pub", "authority.cert"
_YEAR_MS = 366 * 86_400_000
_SKEW_MS = 3_600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The signing key, its certificate (in force from when to when, ms) and the root that signed it.

    `root_here`: the root's private key still lies beside it; `made`: on this very start.
    """

    key: SigningKey
    certificate: bytes
    root_public: bytes
    valid_from: int
    valid_until: int
    root_here: bool
    made: bool


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
    root_public, certificate = _read(folder / ROOT_PUBLIC), _read(folder / CERTIFICATE)
    if len(root_public) != PUBLIC_BYTES:
        raise FolderUnusable("root.pub: not a key")
    try:
        held = trust.accept_certificate(trust.pin_unchecked(root_public), certificate)
    except WireError as error:
        raise FolderUnusable("authority.cert: not of this root") from error
    if held.find_authority(key.kid) != key.public:
        raise FolderUnusable("authority.cert: of another key")
    return Authority(
        key=key,
        certificate=certificate,
        root_public=root_public,
        valid_from=held.certificates[-1][0].valid_from,
        valid_until=held.certificates[-1][0].valid_until,
        root_here=(folder / keyfiles.ROOT).exists(),
        made=False,
    )


def _make(folder: Path, now: int, years: int, chance: Callable[[int], bytes]) -> Authority:
    root = keyfiles.load(folder, keyfiles.ROOT) or keyfiles.make(folder, keyfiles.ROOT, chance)
    seed = chance(32)
    key = SigningKey(seed)
    fields = trust.AuthorityCertificate(
        authority=key.public,
        valid_from=max(0, now - _SKEW_MS),
        valid_until=now + years * _YEAR_MS,
        serial=1,
    )
    certificate = trust.sign_certificate(root, fields)
    # The authority's key comes last: a start that was cut before it begins anew.
    _write(folder / ROOT_PUBLIC, root.public)
    _write(folder / CERTIFICATE, certificate)
    keyfiles.make(folder, keyfiles.AUTHORITY, lambda _: seed)
    return Authority(
        key=key,
        certificate=certificate,
        root_public=root.public,
        valid_from=fields.valid_from,
        valid_until=fields.valid_until,
        root_here=True,
        made=True,
    )


def _read(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise FolderUnusable(f"{path.name}: {type(error).__name__}") from error


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(f".{path.name}.new")
    try:
        partial.write_text(data.hex() + "\n", encoding="ascii")
        os.replace(partial, path)
    except OSError as error:
        raise FolderUnusable(f"{path.name}: {type(error).__name__}") from error
