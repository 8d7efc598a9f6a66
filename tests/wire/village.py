"""A county's keys, lists and passes, from fixed seeds and a fixed time, for tests of the wire."""

from collections.abc import Iterable, Mapping
from typing import Any

from fieldpass.wire import status, token
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.lists import BodyEntry, HeldList, IssuerList, IssuerRow, KeyUse
from fieldpass.wire.status import StatusList
from fieldpass.wire.verifying import HeldLists, Verdict, verify

ROOT, AUTHORITY, ISSUER, DEVICE, STRANGER, NEIGHBOUR = (
    SigningKey(bytes([n]) * 32) for n in range(1, 7)
)
NOW = 1_582_600_000_000
DAY = 86_400_000
COUNTY, OTHER_COUNTY = "371323", "370211"
USCC = "54371323MC00000017"


def claims(key: SigningKey = ISSUER, **changed: Any) -> token.PassClaims:
    fields: dict[str, Any] = {
        "kid": key.kid,
        "name": "张卫东",
        "expires": token.expiry(NOW // 1000, 5),
        "sequence": 5,
        "colour": "green",
        "tenths": 365,
        "id_tail": "221X",
        "county_from": COUNTY,
        "county_to": OTHER_COUNTY,
    }
    return token.PassClaims(**fields | changed)


def signed(key: SigningKey = ISSUER, **changed: Any) -> bytes:
    return token.sign_pass(key, claims(key, **changed))


def text(key: SigningKey = ISSUER, **changed: Any) -> str:
    return token.to_text(signed(key, **changed))


def row(key: SigningKey, use: KeyUse = "issuer", **changed: Any) -> IssuerRow:
    fields: dict[str, Any] = {
        "public": key.public,
        "use": use,
        "uscc": USCC,
        "scope": "d:371323001001",
        "valid_from": NOW - 30 * DAY,
        "valid_until": NOW + 365 * DAY,
    }
    return IssuerRow(**fields | changed)


def issuers(rows: Iterable[IssuerRow] | None = None, county: str = COUNTY) -> HeldList:
    chosen = [row(ISSUER), row(DEVICE, "device")] if rows is None else list(rows)
    body = IssuerList(
        rows={one.kid: one for one in chosen},
        bodies={USCC: BodyEntry(name="后坡村村委会", role="community")},
    )
    return HeldList(kind="issuers", county=county, version=1, as_of=NOW, body=body)


def listed(body: StatusList = status.EMPTY, as_of: int = NOW, county: str = COUNTY) -> HeldList:
    return HeldList(kind="status", county=county, version=1, as_of=as_of, body=body)


def state_of(
    mark: int = status.AS_SIGNED, *, reason: int = 0, screened: bool = False, sequence: int = 5
) -> StatusList:
    value = status.state(mark, reason=reason, screened=screened)
    return status.build({ISSUER.kid: {sequence: value}})


def stolen(kept: Mapping[bytes, Iterable[bytes]]) -> StatusList:
    return status.build({}, kept)


def check(
    scanned: str,
    *held: HeldList,
    now: int = NOW,
    status_list: StatusList | None = None,
    **more: Any,
) -> Verdict:
    """The verdict with the village's lists, or with those given."""
    lists = HeldLists.of(held or (issuers(), listed(status_list or status.EMPTY)))
    return verify(scanned, keys=lists, status=lists, now=now, **more)
