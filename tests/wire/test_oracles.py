"""Two programs that are not ours verify every token that we sign."""

import pytest
from hypothesis import given, settings

from fieldpass.wire import token
from tests.wire.test_token import passes
from tests.wire.village import ISSUER, STRANGER


@given(passes())
@settings(max_examples=50, deadline=None)
def test_cwt_verifies_our_tokens_and_reads_the_same_claims(claims: token.PassClaims) -> None:
    cwt = pytest.importorskip("cwt")
    data = token.sign_pass(ISSUER, claims)
    key = cwt.COSEKey.new({1: 1, 2: ISSUER.kid, 3: -8, -1: 6, -2: ISSUER.public})
    payload = cwt.COSE.new().decode(data, keys=key)
    assert payload == token.encode_claims(claims)
    other = cwt.COSEKey.new({1: 1, 2: ISSUER.kid, 3: -8, -1: 6, -2: STRANGER.public})
    with pytest.raises(cwt.VerifyError):
        cwt.COSE.new().decode(data, keys=other)


@given(passes())
@settings(max_examples=50, deadline=None)
def test_pycose_verifies_our_tokens_and_reads_the_same_payload(claims: token.PassClaims) -> None:
    pytest.importorskip("pycose")
    from pycose.keys import OKPKey
    from pycose.keys.curves import Ed25519
    from pycose.messages import Sign1Message

    data = token.sign_pass(ISSUER, claims)
    message = Sign1Message.decode(data)
    message.key = OKPKey(crv=Ed25519, x=ISSUER.public)
    assert message.verify_signature()
    assert message.payload == token.encode_claims(claims)
    message.key = OKPKey(crv=Ed25519, x=STRANGER.public)
    assert not message.verify_signature()
