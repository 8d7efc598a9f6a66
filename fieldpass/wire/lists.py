"""The authority's signed lists: issuers, status, policy; versioned by county, never going backwards.

A list travels as COSE_Sign1 by the authority over {kind, county, version, base, as_of, body}.
Rules:

1. `base` 0 is a whole list, any other a delta that applies on exactly that version; else WrongBase,
and the whole is fetched. 2. A version at or below the held one is refused (RolledBack), and so is
an earlier `as_of`. One exception says "nothing new": an empty delta whose version is its base moves
`as_of` alone. 3. The signer is an authority key in force at the list's own `as_of`, so that a wrong
clock locks nobody out; how old that is, the verdict says in words. 4. Kind and county are those
that were asked for: lists of two counties never mix. 5. The newest policy of a policy list
(`wire.policies`) never falls behind the newest of the one held.

Times are milliseconds since 1970 UTC. Issuer rows are [public key, use, body, scope, from, until],
use 0 a device and 1 an issuer, beside a table of bodies {USCC: [name, role]}. Source: DESIGN
section 4.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from fieldpass.wire import cbor, cose, keys, policies, status
from fieldpass.wire.errors import Malformed, RolledBack, WrongBase
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.policies import PolicyBody
from fieldpass.wire.status import StatusChanges, StatusList
from fieldpass.wire.trust import TrustStore

ListKind = Literal["issuers", "status", "policy"]
KINDS: tuple[ListKind, ...] = get_args(ListKind)
KeyUse = Literal["device", "issuer"]
USES: tuple[KeyUse, ...] = get_args(KeyUse)
BodyRole = Literal["community", "unit", "platform"]
ROLES: tuple[BodyRole, ...] = get_args(BodyRole)
LIST_BYTES_MAX = 16 << 20
LIST_AAD = b"fieldpass/list/1"
TIME_MAX = (1 << 48) - 1
_VERSION_MAX = (1 << 53) - 1
_FIELDS = frozenset({"kind", "county", "version", "base", "as_of", "body"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHead:
    """What a list is: `county` 6 digits (a policy for the whole province ends in 0000)."""

    kind: ListKind
    county: str
    version: int
    base: int = 0
    as_of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedList:
    """A list whose signature was verified and whose body is still plain CBOR data."""

    head: ListHead
    body: Any
    authority: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerRow:
    """One key: 32 raw bytes, its use, whose, for which scope, from and until when (ms)."""

    public: bytes
    use: KeyUse
    uscc: str
    scope: str
    valid_from: int
    valid_until: int

    @property
    def kid(self) -> bytes:
        """First 4 bytes of SHA-256 of the public key."""
        return keys.kid(self.public)


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyEntry:
    """A body's name and role, by its USCC in the table."""

    name: str
    role: BodyRole


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerList:
    """A county's keys by kid and its bodies by USCC."""

    rows: Mapping[bytes, IssuerRow]
    bodies: Mapping[str, BodyEntry]

    def find(self, kid: bytes) -> IssuerRow | None:
        """The row of a kid, or None."""
        return self.rows.get(kid)

    def body_name(self, row: IssuerRow) -> str:
        """The name of the row's body; its USCC where the table has none."""
        entry = self.bodies.get(row.uscc)
        return entry.name if entry else row.uscc


NO_ISSUERS = IssuerList(rows={}, bodies={})


ListBody = IssuerList | StatusList | PolicyBody


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldList:
    """A list as this device holds it: the outcome of the signed lists it took, ready to be asked."""

    kind: ListKind
    county: str
    version: int
    as_of: int
    body: ListBody


# Signing and opening.


def sign_list(key: SigningKey, head: ListHead, body: Any) -> bytes:
    """A list signed by an authority key; `body` comes from the `..._body` functions.

    Raises:
        Malformed: the head or the body is out of range.
    """
    _check_head(head)
    payload = {
        "kind": head.kind,
        "county": head.county,
        "version": head.version,
        "base": head.base,
        "as_of": head.as_of,
        "body": body,
    }
    return cose.sign1(key, cbor.encode(payload), external_aad=LIST_AAD)


def open_list(data: bytes, find_key: cose.FindKey) -> SignedList:
    """Verify and read a list; `find_key` gives the authority's key for a kid (see `trust`).

    Raises:
        Malformed, TooLarge: another structure; UnknownKey, BadSignature: not the authority's.
    """
    opened = cose.open1(data, find_key, external_aad=LIST_AAD, max_bytes=LIST_BYTES_MAX)
    value = cbor.decode(opened.payload, max_bytes=LIST_BYTES_MAX)
    if type(value) is not dict or value.keys() != _FIELDS:
        raise Malformed("list: another set of fields")
    body = value.pop("body")
    head = ListHead(**value)
    _check_head(head)
    return SignedList(head=head, body=body, authority=opened.public)


def open_trusted(data: bytes, store: TrustStore) -> SignedList:
    """Verify and read a list by rule 3; this is what a device does with every list it is given.

    Raises:
        as `open_list`; NotInForce: the authority key was not in force at the list's `as_of`.
    """
    signed = open_list(data, store.find_authority)
    store.require_in_force(signed.authority, signed.head.as_of)
    return signed


def _check_head(head: ListHead) -> None:
    if head.kind not in KINDS:
        raise Malformed("list: kind")
    if type(head.county) is not str or len(head.county) != 6 or not _is_digits(head.county):
        raise Malformed("list: county")
    for number, most in ((head.version, _VERSION_MAX), (head.base, _VERSION_MAX)):
        if type(number) is not int or not 0 <= number <= most:
            raise Malformed("list: version or base")
    if head.version < 1 or head.base > head.version:
        raise Malformed("list: version below its base")
    if type(head.as_of) is not int or not 0 <= head.as_of <= TIME_MAX:
        raise Malformed("list: as_of")


# Taking a list.


def take_list(held: HeldList | None, signed: SignedList) -> HeldList:
    """The held list after a signed one, by rules 1, 2 and 4; `held` is None at first.

    Raises:
        RolledBack: an older version or an earlier `as_of`; WrongBase: a delta that does not fit;
        Malformed: another kind or county, or a damaged body. Nothing has changed then.
    """
    head = signed.head
    if held is None:
        if head.base != 0:
            raise WrongBase("list: a delta without a list")
    else:
        if (head.kind, head.county) != (held.kind, held.county):
            raise Malformed("list: another kind or county")
        same = head.version == held.version == head.base
        if head.as_of < held.as_of or (head.version <= held.version and not same):
            raise RolledBack("list: older than the one held")
        if head.base not in (0, held.version):
            raise WrongBase("list: a delta for another version")
    if head.base == 0:
        body = _forward(held, _read_whole(head.kind, signed.body))
    else:
        assert held is not None  # base is not 0, so held was there above
        body = _apply(held, signed)
    return HeldList(
        kind=head.kind, county=head.county, version=head.version, as_of=head.as_of, body=body
    )


def _forward(held: HeldList | None, body: ListBody) -> ListBody:
    """Rule 5: a server restored from an old backup has forgotten policies that devices follow."""
    if held is None or not isinstance(held.body, PolicyBody) or not isinstance(body, PolicyBody):
        return body
    if body.newest < held.body.newest:
        raise RolledBack("list: an older policy than the one held")
    return policies.joined(body, held.body)


def apply_delta(held: HeldList, signed: SignedList) -> HeldList:
    """`take_list` for a list that must be a delta.

    Raises:
        WrongBase: it is a whole list; and as `take_list`.
    """
    if signed.head.base == 0:
        raise WrongBase("list: whole, not a delta")
    return take_list(held, signed)


def _read_whole(kind: ListKind, body: Any) -> ListBody:
    if kind == "issuers":
        return _apply_issuers(NO_ISSUERS, body)
    if kind == "status":
        return status.from_body(body)
    return policies.from_body(body)


def _apply(held: HeldList, signed: SignedList) -> ListBody:
    """Rule 1 for a delta that fits, and the exception of rule 2."""
    still = signed.head.version == held.version
    if isinstance(held.body, IssuerList):
        if still and signed.body != issuer_changes_body():
            raise Malformed("list: changes without a new version")
        return _apply_issuers(held.body, signed.body)
    if isinstance(held.body, StatusList):
        changes = StatusChanges.from_body(signed.body)
        if still and not changes.is_empty():
            raise Malformed("list: changes without a new version")
        return status.apply(held.body, changes)
    # A policy is small and its numbers belong together, so it only ever comes whole.
    if not still or signed.body:
        raise Malformed("list: a policy comes whole")
    return held.body


# Issuer lists.


def issuer_body(rows: Iterable[IssuerRow], bodies: Mapping[str, BodyEntry]) -> dict[str, Any]:
    """The body of a whole issuer list."""
    return issuer_changes_body(rows, bodies)


def issuer_changes_body(
    rows: Iterable[IssuerRow] = (),
    bodies: Mapping[str, BodyEntry] | None = None,
    gone: Iterable[bytes] = (),
) -> dict[str, Any]:
    """The body of a delta: rows that are new or changed, bodies likewise, and kids that are gone."""
    body: dict[str, Any] = {
        "rows": [
            [r.public, USES.index(r.use), r.uscc, r.scope, r.valid_from, r.valid_until]
            for r in sorted(rows, key=lambda row: row.public)
        ],
        "bodies": {uscc: [b.name, ROLES.index(b.role)] for uscc, b in (bodies or {}).items()},
    }
    absent = sorted(set(gone))
    return body | ({"gone": absent} if absent else {})


def issuer_difference(old: IssuerList, new: IssuerList) -> dict[str, Any]:
    """The delta body that makes `new` of `old`; bodies without a row stay, they harm nobody."""
    rows = [row for kid, row in new.rows.items() if old.rows.get(kid) != row]
    bodies = {uscc: b for uscc, b in new.bodies.items() if old.bodies.get(uscc) != b}
    return issuer_changes_body(rows, bodies, old.rows.keys() - new.rows.keys())


def _apply_issuers(held: IssuerList, body: Any) -> IssuerList:
    if type(body) is not dict or not {"rows", "bodies"} <= body.keys() <= {
        "rows",
        "bodies",
        "gone",
    }:
        raise Malformed("issuers: body")
    rows, bodies, gone = body["rows"], body["bodies"], body.get("gone", [])
    if type(rows) is not list or type(bodies) is not dict or type(gone) is not list:
        raise Malformed("issuers: body of the wrong types")
    found = dict(held.rows)
    for kid in gone:
        found.pop(kid, None)
    for row in map(_row, rows):
        known = found.get(row.kid)
        # A second key under a kid in use would let its owner sign in the first one's name.
        if known is not None and known.public != row.public:
            raise Malformed("issuers: two keys of one kid")
        found[row.kid] = row
    entries = dict(held.bodies) | {uscc: _body(uscc, entry) for uscc, entry in bodies.items()}
    return IssuerList(rows=found, bodies=entries)


def _row(value: Any) -> IssuerRow:
    if type(value) is not list or [type(v) for v in value] != [bytes, int, str, str, int, int]:
        raise Malformed("issuers: row")
    public, use, uscc, scope, valid_from, valid_until = value
    if len(public) != keys.PUBLIC_BYTES or use not in (0, 1):
        raise Malformed("issuers: key or use")
    if len(uscc) > 18 or len(scope) > 24 or not 0 <= valid_from <= valid_until <= TIME_MAX:
        raise Malformed("issuers: body, scope or time")
    return IssuerRow(
        public=public,
        use=USES[use],
        uscc=uscc,
        scope=scope,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _body(uscc: Any, value: Any) -> BodyEntry:
    if type(uscc) is not str or type(value) is not list or [type(v) for v in value] != [str, int]:
        raise Malformed("issuers: entry of a body")
    name, role = value
    if not 1 <= len(name) <= 60 or not 0 <= role < len(ROLES):
        raise Malformed("issuers: name or role of a body")
    return BodyEntry(name=name, role=ROLES[role])


# Keeping a list on the device, where the encrypted database vouches for it.


def encode_held(held: HeldList) -> bytes:
    """A held list as bytes for the local store."""
    body: Any
    if isinstance(held.body, IssuerList):
        body = issuer_body(held.body.rows.values(), held.body.bodies)
    elif isinstance(held.body, StatusList):
        body = status.to_body(held.body)
    else:
        body = policies.to_body(held.body)
    head = [held.kind, held.county, held.version, held.as_of]
    return cbor.encode([*head, body])


def decode_held(data: bytes) -> HeldList:
    """What `encode_held` wrote.

    Raises:
        Malformed: something else.
    """
    value = cbor.decode(data, max_bytes=LIST_BYTES_MAX)
    if type(value) is not list or len(value) != 5:
        raise Malformed("list: held form")
    kind, county, version, as_of, body = value
    head = ListHead(kind=kind, county=county, version=version, as_of=as_of)
    _check_head(head)
    read = _read_whole(kind, body)
    return HeldList(kind=kind, county=county, version=version, as_of=as_of, body=read)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
