"""Trust: one pinned root, the authority keys it certifies, and how both are replaced.

Rules: 1. the root is pinned at enrolment, when it matches the enrolment code, and never replaced
but by a statement that it signed itself; 2. an authority key is certified by COSE_Sign1 of the root
over {authority, from, until, serial, least}; several are in force at once (overlap); 3. serial
numbers only grow: a certificate below the highest `least` seen is out of force, and so is a key it
certified, at once and for good (this is how a stolen authority key is taken out); 4. after a
rotation the old root's certificates hold until `old_until`, then only the new root's; rotations are
numbered and only grow; a root out of use certifies nothing more, whatever date it writes, since a
stolen one dates back as it likes; 5. an authority key is asked for at the time that the signed thing
claims, never at the device's clock.

The store is a value: every change gives a new one, and what raises has changed nothing. Times are
milliseconds since 1970 UTC.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from fieldpass.wire import cbor, cose, keys
from fieldpass.wire.enrolment import EnrolmentCode
from fieldpass.wire.errors import Malformed, NotInForce, RolledBack, WrongRoot
from fieldpass.wire.keys import SigningKey

CERTIFICATE_AAD = b"fieldpass/authority/1"
ROTATION_AAD = b"fieldpass/root/1"
CERTIFICATE_BYTES_MAX = 512
TIME_MAX = (1 << 48) - 1
_SERIAL_MAX = (1 << 32) - 1
_AUTHORITIES_MAX = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityCertificate:
    """What the root says of an authority key; `least` is the lowest serial number still in force."""

    authority: bytes
    valid_from: int
    valid_until: int
    serial: int
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RootRotation:
    """What the old root says of the new: its key, the rotation's number, the old one's end."""

    root: bytes
    number: int
    old_until: int


def sign_certificate(root: SigningKey, certificate: AuthorityCertificate) -> bytes:
    """The certificate signed by the root."""
    payload = {
        "authority": certificate.authority,
        "from": certificate.valid_from,
        "until": certificate.valid_until,
        "serial": certificate.serial,
        "least": certificate.least,
    }
    _certificate(payload)
    return cose.sign1(root, cbor.encode(payload), external_aad=CERTIFICATE_AAD)


def sign_rotation(old_root: SigningKey, rotation: RootRotation) -> bytes:
    """The rotation signed by the old root."""
    payload = {"root": rotation.root, "number": rotation.number, "old_until": rotation.old_until}
    _rotation(payload)
    return cose.sign1(old_root, cbor.encode(payload), external_aad=ROTATION_AAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustStore:
    """The roots and authority certificates that this device trusts.

    `roots`: (public key, until in ms) of the pinned root and those it was rotated from, the one in use
    last; `certificates`: (certificate, the root that signed it).
    """

    roots: tuple[tuple[bytes, int], ...]
    rotation: int = 0
    least: int = 0
    certificates: tuple[tuple[AuthorityCertificate, bytes], ...] = ()

    @property
    def root(self) -> bytes:
        """The root in use."""
        return self.roots[-1][0]

    def authority(self, kid: bytes, at: int) -> bytes | None:
        """The authority key of a kid in force at a time (ms), or None (rules 2 to 5)."""
        ends = dict(self.roots)
        for certificate, root in self.certificates:
            if keys.kid(certificate.authority) != kid or certificate.serial < self.least:
                continue
            if certificate.valid_from <= at <= min(certificate.valid_until, ends[root]):
                return certificate.authority
        return None

    def find_authority(self, kid: bytes) -> bytes | None:
        """The authority key of a kid at any time; `require_in_force` must follow."""
        for certificate, _ in self.certificates:
            if keys.kid(certificate.authority) == kid and certificate.serial >= self.least:
                return certificate.authority
        return None

    def require_in_force(self, authority: bytes, at: int) -> None:
        """Rule 5.

        Raises:
            NotInForce: the key was not, or not yet, or no longer an authority at that time.
        """
        if self.authority(keys.kid(authority), at) != authority:
            raise NotInForce("trust: authority key not in force at that time")


def pin(root_public: bytes, code: EnrolmentCode) -> TrustStore:
    """A store that trusts this root (rule 1).

    Raises:
        WrongRoot: the enrolment code names another.
    """
    code.require(root_public)
    return pin_unchecked(root_public)


def pin_unchecked(root_public: bytes) -> TrustStore:
    """A store for a root known by other means: the authority's own, or a file that an operator brought.

    Raises:
        Malformed: not 32 bytes.
    """
    if len(root_public) != keys.PUBLIC_BYTES:
        raise Malformed("trust: root key")
    return TrustStore(roots=((root_public, TIME_MAX),))


def accept_certificate(store: TrustStore, data: bytes) -> TrustStore:
    """The store with one more authority certificate; the same one again changes nothing.

    Raises:
        WrongRoot: signed by another root, or by one out of use (rule 4); BadSignature: altered;
        Malformed: another structure; RolledBack: below the lowest serial number in force (rule 3), or a
        known one with other content.
    """
    opened = _open(store, data, CERTIFICATE_AAD)
    certificate = _certificate(cbor.decode(opened.payload, max_bytes=CERTIFICATE_BYTES_MAX))
    if (certificate, opened.public) in store.certificates:
        return store
    if opened.public != store.root:
        raise WrongRoot("trust: certificate signed by a root out of use")
    if certificate.serial < store.least:
        raise RolledBack("trust: certificate taken out of force")
    if any(known.serial == certificate.serial for known, _ in store.certificates):
        raise RolledBack("trust: serial number of another certificate")
    least = max(store.least, certificate.least)
    kept = [pair for pair in store.certificates if pair[0].serial >= least]
    kept.append((certificate, opened.public))
    kept.sort(key=lambda pair: pair[0].serial)
    return replace(store, certificates=tuple(kept[-_AUTHORITIES_MAX:]), least=least)


def rotate_root(store: TrustStore, data: bytes) -> TrustStore:
    """The store with a new root that the one in use signed (rules 1 and 4).

    Raises:
        WrongRoot: not signed by the root in use; RolledBack: from before, or back to an old root;
        BadSignature, Malformed.
    """
    opened = _open(store, data, ROTATION_AAD)
    rotation = _rotation(cbor.decode(opened.payload, max_bytes=CERTIFICATE_BYTES_MAX))
    if rotation.number <= store.rotation:
        if any(rotation.root == root for root, _ in store.roots):
            return store
        raise RolledBack("trust: rotation from before")
    if opened.public != store.root:
        raise WrongRoot("trust: rotation signed by a root out of use")
    # A number may be missing: whoever enrolled after a rotation never saw it. The signer is the chain.
    if rotation.root in dict(store.roots):
        raise RolledBack("trust: a root out of use")
    old = (*store.roots[:-1], (store.root, rotation.old_until))
    roots = (*old, (rotation.root, TIME_MAX))
    return replace(store, roots=roots, rotation=rotation.number)


def grow(
    store: TrustStore, rotations: Iterable[bytes], certificates: Iterable[bytes]
) -> TrustStore:
    """The store with every certificate and rotation that it can take; others are passed over.

    Each root certifies while it is in use: first what the one in use has signed, then the rotation that it
    signed, and so on, whatever order they came in.

    Raises:
        Malformed, BadSignature and the like: one that is damaged.
    """
    certificates = tuple(certificates)
    waiting = list(rotations)
    while True:
        for data in certificates:
            with suppress(WrongRoot, RolledBack):
                store = accept_certificate(store, data)
        before, after = store, list[bytes]()
        for data in waiting:
            try:
                # One at a time: what the new root certified comes before the next rotation.
                rotated = rotate_root(store, data) if store is before else store
            except (WrongRoot, RolledBack):
                rotated = store
            if rotated is store:
                after.append(data)
            store = rotated
        if store is before:
            return store
        waiting = after


def _open(store: TrustStore, data: bytes, aad: bytes) -> cose.Opened:
    by_kid = {keys.kid(root): root for root, _ in store.roots}
    message = cose.read1(data, max_bytes=CERTIFICATE_BYTES_MAX)
    public = by_kid.get(message.kid)
    if public is None:
        raise WrongRoot("trust: signed by a root that is not trusted")
    return message.verified(public, external_aad=aad)


def _certificate(value: Any) -> AuthorityCertificate:
    if type(value) is not dict or value.keys() != {"authority", "from", "until", "serial", "least"}:
        raise Malformed("trust: certificate")
    numbers = [value[name] for name in ("from", "until", "serial", "least")]
    if any(type(number) is not int for number in numbers) or not _is_key(value["authority"]):
        raise Malformed("trust: certificate's types")
    start, until, serial, least = numbers
    if not (0 <= start <= until <= TIME_MAX and 0 <= least <= serial <= _SERIAL_MAX):
        raise Malformed("trust: certificate's ranges")
    return AuthorityCertificate(
        authority=value["authority"],
        valid_from=start,
        valid_until=until,
        serial=serial,
        least=least,
    )


def _rotation(value: Any) -> RootRotation:
    if type(value) is not dict or value.keys() != {"root", "number", "old_until"}:
        raise Malformed("trust: rotation")
    number, until = value["number"], value["old_until"]
    if type(number) is not int or type(until) is not int or not _is_key(value["root"]):
        raise Malformed("trust: rotation's types")
    if not (1 <= number <= _SERIAL_MAX and 0 <= until <= TIME_MAX):
        raise Malformed("trust: rotation's ranges")
    return RootRotation(root=value["root"], number=number, old_until=until)


def _is_key(value: Any) -> bool:
    return type(value) is bytes and len(value) == keys.PUBLIC_BYTES


def _key(value: Any) -> bytes:
    if not _is_key(value):
        raise Malformed("trust: key")
    return bytes(value)


# Keeping and moving the store: what an operator exports is the same bytes.


def encode_store(store: TrustStore) -> bytes:
    """The store as bytes; it holds no secret, but whoever can replace it can replace the root."""
    certificates = [
        [c.authority, c.valid_from, c.valid_until, c.serial, c.least, root]
        for c, root in store.certificates
    ]
    roots = [list(pair) for pair in store.roots]
    return cbor.encode(["fieldpass/trust/1", roots, store.rotation, store.least, certificates])


def decode_store(data: bytes) -> TrustStore:
    """What `encode_store` wrote.

    Raises:
        Malformed: something else.
    """
    value = cbor.decode(data, max_bytes=16_384)
    try:
        tag, roots, rotation, least, rows = value
        store = TrustStore(
            roots=tuple((_key(root), int(until)) for root, until in roots),
            rotation=int(rotation),
            least=int(least),
            certificates=tuple(
                (
                    AuthorityCertificate(
                        authority=_key(authority),
                        valid_from=int(start),
                        valid_until=int(until),
                        serial=int(serial),
                        least=int(low),
                    ),
                    _key(root),
                )
                for authority, start, until, serial, low, root in rows
            ),
        )
    except (TypeError, ValueError) as error:
        raise Malformed("trust: stored form") from error
    known = dict(store.roots)
    if tag != "fieldpass/trust/1" or not store.roots:
        raise Malformed("trust: stored form")
    if any(root not in known for _, root in store.certificates) or encode_store(store) != data:
        raise Malformed("trust: stored form")
    return store
