"""Signature algorithms that only foreign vectors use; public keys are DER, SubjectPublicKeyInfo.

They live here because nothing in the product needs them.
"""

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from fieldpass.wire.cose import Algorithm
from fieldpass.wire.errors import BadSignature, Malformed

Hash = Callable[[], hashes.HashAlgorithm]


def _ecdsa(make_hash: Hash) -> Callable[[bytes, bytes, bytes], None]:
    def verify(public: bytes, signature: bytes, data: bytes) -> None:
        key = serialization.load_der_public_key(public)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise Malformed("key: not of an elliptic curve")
        half = (key.curve.key_size + 7) // 8
        if len(signature) != 2 * half:
            raise BadSignature("signature: length")
        r = int.from_bytes(signature[:half], "big")
        s = int.from_bytes(signature[half:], "big")
        _held(lambda: key.verify(encode_dss_signature(r, s), data, ec.ECDSA(make_hash())))

    return verify


def _pss(make_hash: Hash) -> Callable[[bytes, bytes, bytes], None]:
    def verify(public: bytes, signature: bytes, data: bytes) -> None:
        key = serialization.load_der_public_key(public)
        if not isinstance(key, rsa.RSAPublicKey):
            raise Malformed("key: not RSA")
        salted = padding.PSS(padding.MGF1(make_hash()), make_hash().digest_size)
        _held(lambda: key.verify(signature, data, salted, make_hash()))

    return verify


def _eddsa(public: bytes, signature: bytes, data: bytes) -> None:
    key = serialization.load_der_public_key(public)
    if not isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        raise Malformed("key: not Edwards")
    _held(lambda: key.verify(signature, data))


def _held(check: Callable[[], None]) -> None:
    try:
        check()
    except InvalidSignature as error:
        raise BadSignature("signature: does not verify") from error


EDDSA = Algorithm(number=-8, name="EdDSA", verify=_eddsa)
ES256 = Algorithm(number=-7, name="ES256", verify=_ecdsa(hashes.SHA256))
ES384 = Algorithm(number=-35, name="ES384", verify=_ecdsa(hashes.SHA384))
ES512 = Algorithm(number=-36, name="ES512", verify=_ecdsa(hashes.SHA512))
PS256 = Algorithm(number=-37, name="PS256", verify=_pss(hashes.SHA256))
