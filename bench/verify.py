"""Verifying a pass, from the scanned text to the verdict, beside the raw Ed25519 verification in it."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bench.figures import Figure, best_times
from fieldpass.wire import cose, status, token
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.lists import BodyEntry, HeldList, IssuerList, IssuerRow
from fieldpass.wire.verifying import HeldLists, verify

NOW = 1_582_600_000_000
COUNTY = "371323"
USCC = "54371323MC00000017"
CALLS, ROUNDS = 50, 60


def run() -> Iterator[Figure]:
    """With 1 and with 1,000 keys trusted."""
    for keys in (1, 1000):
        yield _figure(keys)


def _figure(count: int) -> Figure:
    signers = [SigningKey(number.to_bytes(32, "big")) for number in range(1, count + 1)]
    signer = signers[count // 2]
    held = _lists(signers)
    data = token.sign_pass(signer, _claims(signer))
    text = token.to_text(data)
    message = cose.read1(data, max_bytes=token.TOKEN_BYTES_MAX)
    signed = cose.to_be_signed(message.protected, message.payload)
    public = Ed25519PublicKey.from_public_bytes(signer.public)
    assert verify(text, keys=held, status=held, now=NOW).kind == "GO"
    floor, whole = best_times(
        lambda: public.verify(message.signature, signed),
        lambda: verify(text, keys=held, status=held, now=NOW),
        calls=CALLS,
        rounds=ROUNDS,
    )
    return Figure(
        name=f"verify, {count} keys",
        value=round(whole * 1e6, 1),
        unit="us",
        floor=round(floor * 1e6, 1),
        ratio=round(floor / whole, 3),
        note="ratio: share of the raw Ed25519 floor, 0.82 wanted",
    )


def _claims(key: SigningKey) -> token.PassClaims:
    return token.PassClaims(
        kid=key.kid,
        name="张卫东",
        expires=token.expiry(NOW // 1000, 5),
        sequence=7,
        colour="green",
        tenths=365,
        id_tail="221X",
        county_from=COUNTY,
        county_to="370211",
    )


def _lists(signers: list[SigningKey]) -> HeldLists:
    rows = {key.kid: _row(key) for key in signers}
    bodies = {USCC: BodyEntry(name="后坡村村委会", role="community")}
    issuers = HeldList(
        kind="issuers",
        county=COUNTY,
        version=1,
        as_of=NOW,
        body=IssuerList(rows=rows, bodies=bodies),
    )
    states = {
        key.kid: {n: status.state(status.VOID) for n in range(10, 110, 10)} for key in signers
    }
    listed = HeldList(kind="status", county=COUNTY, version=1, as_of=NOW, body=status.build(states))
    return HeldLists.of([issuers, listed])


def _row(key: SigningKey) -> IssuerRow:
    return IssuerRow(
        public=key.public,
        use="issuer",
        uscc=USCC,
        scope="d:371323001001",
        valid_from=0,
        valid_until=NOW + 10**10,
    )
