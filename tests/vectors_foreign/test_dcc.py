"""The EU's designed certificate cases through our own pipeline, with another profile.

`FIELDPASS_DCC_VECTORS` names another folder of the same format. Stages 1 to 5 and 7 are the
product's code; what stands in for stage 8 here is what a certificate must say (one entry, its
schema, the key's usage), because the colours of a pass have no part in it.
"""

import base64
import json
import zlib
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from fieldpass.wire import cbor
from fieldpass.wire.cose import Unverified
from fieldpass.wire.errors import Malformed, TooLarge, WireError
from fieldpass.wire.verifying import Profile, Stage, StageFailure, authenticate, check_times
from tests.vectors_foreign.algorithms import ES256, PS256
from tests.vectors_foreign.folders import files, folder

INFLATED_MAX = 64 * 1024
USAGES = {"t": 1, "v": 2, "r": 3}
USAGE_ROOTS = ("1.3.6.1.4.1.1847.2021.1.", "1.3.6.1.4.1.0.1847.2021.1.")
Place = tuple[Stage, int]
# Stage 1 has three steps of its own here: prefix, Base45, compression.
TEXT_STEPS = ("text", "base45", "zlib")
LAST_PLACE: dict[str, Place] = {
    "EXPECTEDUNPREFIX": (Stage.TEXT, 0),
    "EXPECTEDB45DECODE": (Stage.TEXT, 1),
    "EXPECTEDCOMPRESSION": (Stage.TEXT, 2),
    "EXPECTEDDECODE": (Stage.COSE, 0),
    "EXPECTEDVERIFY": (Stage.SIGNATURE, 0),
    "EXPECTEDEXPIRATIONCHECK": (Stage.TIME, 0),
    "EXPECTEDKEYUSAGE": (Stage.COLOUR, 0),
    "EXPECTEDSCHEMAVALIDATION": (Stage.COLOUR, 0),
    "EXPECTEDVALIDJSON": (Stage.COLOUR, 0),
}


def _inflate(data: bytes) -> bytes:
    """Undo zlib, bounded, and refuse what is not compressed at all."""
    worker = zlib.decompressobj()
    try:
        out = worker.decompress(data, INFLATED_MAX)
    except zlib.error as error:
        raise Malformed("zlib: damaged") from error
    if worker.unconsumed_tail:
        raise TooLarge("zlib: inflates too far")
    if not worker.eof:
        raise Malformed("zlib: cut")
    return out


DCC = Profile(
    prefix="HC1:",
    digits=False,
    algorithms=(ES256, PS256),
    max_bytes=INFLATED_MAX,
    tagged=None,
    strict=False,
    inflate=_inflate,
)


class Case:
    """One file: its code, its certificate, its clock, its expected results."""

    def __init__(self, path: Path) -> None:
        data = json.loads(path.read_text("utf-8"))
        context = data["TESTCTX"]
        self.text: str = data["PREFIX"]
        self.picture: str | None = data.get("2DCODE")
        self.expected: dict[str, bool] = data["EXPECTEDRESULTS"]
        self.certificate = base64.b64decode(context["CERTIFICATE"])
        clock = context.get("VALIDATIONCLOCK") or context["validationClockInstant"]
        self.now = int(datetime.fromisoformat(clock.replace("Z", "+00:00")).timestamp() * 1000)

    def find_key(self, message: Unverified) -> bytes | None:
        """The certificate's key, if the message names it by the first 8 bytes of its hash."""
        if message.kid != sha256(self.certificate).digest()[:8]:
            return None
        public = x509.load_der_x509_certificate(self.certificate).public_key()
        return public.public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def failed_place(self) -> Place | None:
        """Where the pipeline refuses the case; None where it goes through."""
        try:
            claims = _claims(authenticate(self.text, DCC, self.find_key))
            if check_times(claims[6], claims[4], self.now):
                return Stage.TIME, 0
            _check_content(claims[-260][1], self.certificate)
        except StageFailure as failure:
            step = str(failure.cause).split(":")[0]
            return failure.stage, TEXT_STEPS.index(step) if failure.stage == Stage.TEXT else 0
        except WireError:
            return Stage.COLOUR, 0
        return None


def _claims(payload: bytes) -> Any:
    try:
        claims = cbor.decode(payload, max_bytes=INFLATED_MAX, deterministic=False)
    except WireError as error:
        raise StageFailure(Stage.CBOR, error) from error
    body = claims.get(-260) if type(claims) is dict else None
    if type(body) is not dict or type(body.get(1)) is not dict:
        raise StageFailure(Stage.CBOR, Malformed("dcc: claims"))
    return claims


def _check_content(dcc: dict[str, Any], certificate: bytes) -> None:
    """One certificate of one kind, whole, by a key that may sign that kind."""
    kinds = [kind for kind in "vtr" if kind in dcc]
    if len(kinds) != 1 or type(dcc[kinds[0]]) is not list or len(dcc[kinds[0]]) != 1:
        raise Malformed("dcc: not one certificate")
    if not {"ver", "nam", "dob"} <= dcc.keys() or "fnt" not in dcc["nam"]:
        raise Malformed("dcc: schema")
    if not {"tg", "co", "is", "ci"} <= dcc[kinds[0]][0].keys():
        raise Malformed("dcc: schema of the certificate")
    usages = _usages(certificate)
    if usages and USAGES[kinds[0]] not in usages:
        raise Malformed("dcc: key usage")


def _usages(certificate: bytes) -> set[int]:
    read = x509.load_der_x509_certificate(certificate)
    try:
        extension = read.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except (x509.ExtensionNotFound, ValueError):  # one case has the extension with nothing in it
        return set()
    names = [usage.dotted_string for usage in extension.value]
    return {int(name[-1]) for name in names if name.startswith(USAGE_ROOTS)}


@pytest.mark.parametrize("path", files("dcc-common", "FIELDPASS_DCC_VECTORS"))
def test_a_designed_certificate_is_refused_where_its_file_says_and_nowhere_else(path: Path) -> None:
    case = Case(path)
    failed = case.failed_place()
    checked = {name: good for name, good in case.expected.items() if name in LAST_PLACE}
    for name, good in checked.items():
        if good:
            assert failed is None or failed > LAST_PLACE[name], name
        else:
            assert failed is not None, name
            assert failed <= LAST_PLACE[name], name
    assert checked or "EXPECTEDPICTUREDECODE" in case.expected


def test_the_pictures_of_designed_certificates_read_where_their_files_say_so() -> None:
    reader = pytest.importorskip("zxingcpp")
    images = pytest.importorskip("PIL.Image")
    path = folder("dcc-common", "FIELDPASS_DCC_VECTORS")
    cases = [Case(one) for one in sorted(path.glob("**/*.json"))] if path else []
    pictured = [c for c in cases if c.picture and "EXPECTEDPICTUREDECODE" in c.expected]
    if not pictured:
        pytest.skip("no case with a picture beside this checkout")
    for case in pictured:
        try:
            image = images.open(BytesIO(base64.b64decode(case.picture or ""))).convert("L")
        except OSError:
            assert not case.expected["EXPECTEDPICTUREDECODE"]
            continue
        found = reader.read_barcodes(image)
        assert bool(found) == case.expected["EXPECTEDPICTUREDECODE"]
        assert not found or found[0].text == case.text
