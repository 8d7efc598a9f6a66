"""The COSE working group's examples through our own reader, with the algorithms that they use.

Every Sign1 example without a fault verifies; every one with a fault, and every other structure
(several signers, MAC, encryption), is refused.
"""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519

from fieldpass.wire import cose
from fieldpass.wire.errors import WireError
from tests.vectors_foreign.algorithms import EDDSA, ES256, ES384, ES512
from tests.vectors_foreign.folders import files

ALGORITHMS = (EDDSA, ES256, ES384, ES512)
CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}


def _part(key: dict[str, str], name: str) -> bytes:
    if f"{name}_hex" in key:
        return bytes.fromhex(key[f"{name}_hex"])
    return base64.urlsafe_b64decode(key[name] + "=" * (-len(key[name]) % 4))


def _public(key: dict[str, str]) -> bytes:
    """The example's key as DER."""
    public: Any
    if key["kty"] == "OKP":
        kind: Any = ed25519.Ed25519PublicKey if key["crv"] == "Ed25519" else ed448.Ed448PublicKey
        public = kind.from_public_bytes(_part(key, "x"))
    else:
        x, y = (int.from_bytes(_part(key, name), "big") for name in "xy")
        public = ec.EllipticCurvePublicNumbers(x, y, CURVES[key["crv"]]).public_key()
    der: bytes = public.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return der


@pytest.mark.parametrize("path", files("cose"))
def test_an_example_opens_exactly_where_the_working_group_says_so(path: Path) -> None:
    example = json.loads(path.read_text("utf-8"))
    given = example["input"]
    data = bytes.fromhex(example["output"]["cbor"])
    signer = given.get("sign0")

    def open_it() -> cose.Opened:
        public = _public(signer["key"]) if signer else b""
        return cose.open1(
            data,
            lambda kid: public,
            external_aad=bytes.fromhex((signer or {}).get("external", "")),
            algorithms=ALGORITHMS,
            max_bytes=4096,
            tagged=None,
            strict=False,
        )

    if signer is None or example.get("fail"):
        with pytest.raises(WireError):
            open_it()
        return
    if "plaintext_hex" in given:
        assert open_it().payload == bytes.fromhex(given["plaintext_hex"])
    else:
        assert open_it().payload == given["plaintext"].encode()


@pytest.mark.parametrize("path", files("cose"))
def test_the_products_own_profile_opens_no_example_but_its_own_algorithm(path: Path) -> None:
    example = json.loads(path.read_text("utf-8"))
    data = bytes.fromhex(example["output"]["cbor"])
    try:
        message = cose.read1(data, max_bytes=4096)
    except WireError:
        return
    assert message.algorithm is cose.EDDSA
