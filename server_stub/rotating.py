"""New keys for the authority and for the root, with overlap; the server is started anew afterwards.

Rules: 1. the root's private key is brought for it (`--root`, or still in the key folder) and is not kept
by it; 2. what vouches for the new key is on disk before the key that needs it, so a cut in between
leaves the old key in use; 3. the old authority key's certificate stays, and what it signed stays good
until its end; a stolen one is taken out at once by `least`; 4. a new root certifies every authority key
in force anew, because whoever enrols from now on knows no other root.

Source: DESIGN section 4, "Four keys", and `fieldpass.wire.trust`.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from fieldpass.wire import keys, trust
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.trust import AuthorityCertificate
from server_stub import keyfiles
from server_stub.authority import (
    CERTIFICATE,
    FIRST_ROOT,
    FURTHER,
    ROOT_PUBLIC,
    ROTATIONS,
    SKEW_MS,
    YEAR_MS,
    lines_of,
    read_public,
    trust_of,
    write_lines,
)
from server_stub.errors import FolderUnusable, WrongRootKey


def root_key(folder: Path, path: Path | None) -> SigningKey:
    """The root's private key, from a file or from the key folder.

    Raises:
        WrongRootKey: there is none, or it is not the root in use.
    """
    named = folder / keyfiles.ROOT if path is None else path
    key = keyfiles.load(named.parent, named.name)
    if key is None or key.public != read_public(folder / ROOT_PUBLIC):
        raise WrongRootKey("root key")
    return key


def rotate_authority(
    folder: Path,
    root: SigningKey,
    *,
    now: int,
    years: int,
    chance: Callable[[int], bytes],
    stolen: bool = False,
) -> bytes:
    """Make and certify a new authority key; gives its kid. `now` in ms.

    With `stolen` every certificate before it is out of force at once and for good (rule 3).
    Raises FolderUnusable.
    """
    store = trust_of(folder)
    seed = chance(keys.SEED_BYTES)
    serial = _next_serial(store)
    certificate = trust.sign_certificate(
        root,
        AuthorityCertificate(
            authority=SigningKey(seed).public,
            valid_from=max(0, now - SKEW_MS),
            valid_until=now + years * YEAR_MS,
            serial=serial,
            least=serial if stolen else store.least,
        ),
    )
    before = [*lines_of(folder / FURTHER), *lines_of(folder / CERTIFICATE)]
    write_lines(folder / FURTHER, [*before, certificate])
    key = keyfiles.replace(folder, keyfiles.AUTHORITY, seed)
    write_lines(folder / CERTIFICATE, [certificate])
    return key.kid


def rotate_root(
    folder: Path, old: SigningKey, *, now: int, overlap_ms: int, chance: Callable[[int], bytes]
) -> bytes:
    """Make a new root, have the old one sign it, and certify the authority keys anew (rule 4).

    The old root's certificates hold for `overlap_ms` more. Gives the new root's public key; its private
    key lies in the key folder, to be taken offline. Raises FolderUnusable.
    """
    store = trust_of(folder)
    seed = chance(keys.SEED_BYTES)
    new = SigningKey(seed)
    rotation = trust.RootRotation(
        root=new.public, number=store.rotation + 1, old_until=now + overlap_ms
    )
    signed = trust.sign_rotation(old, rotation)
    serial = _next_serial(store)
    again = []
    newest: dict[bytes, AuthorityCertificate] = {}
    for certificate, _ in store.certificates:
        newest[certificate.authority] = certificate
    for certificate in newest.values():
        if certificate.valid_until >= now:
            again.append(
                trust.sign_certificate(new, replace(certificate, serial=serial, least=store.least))
            )
            serial += 1
    if not again:
        raise FolderUnusable("authority.cert: no key in force")
    if not (folder / FIRST_ROOT).exists():
        write_lines(folder / FIRST_ROOT, [store.roots[0][0]])
    before = [*lines_of(folder / FURTHER), *lines_of(folder / CERTIFICATE)]
    # The old root's key is set aside, not overwritten: until the rotation is on disk it is the root.
    keyfiles.set_aside(folder, keyfiles.ROOT, keyfiles.OLD_ROOT)
    keyfiles.replace(folder, keyfiles.ROOT, seed)
    write_lines(folder / ROTATIONS, [*lines_of(folder / ROTATIONS), signed])
    write_lines(folder / FURTHER, [*before, *again])
    write_lines(folder / ROOT_PUBLIC, [new.public])
    write_lines(folder / CERTIFICATE, [again[-1]])
    return new.public


def _next_serial(store: trust.TrustStore) -> int:
    return max(certificate.serial for certificate, _ in store.certificates) + 1
