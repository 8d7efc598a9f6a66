"""Every reader of foreign bytes or text, fed with damage: only its own errors come out.

`FIELDPASS_FUZZ=1000000` sets the number of inputs a reader; each run is seeded and repeatable.
"""

import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from fieldpass.wire import (
    base45,
    bundle,
    cbor,
    checkpoints,
    cose,
    digits,
    enrolment,
    lists,
    messages,
    records,
    requests,
    sequence,
    serial,
    status,
    token,
    trust,
)
from fieldpass.wire.errors import WireError
from tests.wire.test_lists_and_trust import certificate, held, store
from tests.wire.village import (
    AUTHORITY,
    COUNTY,
    DEVICE,
    ISSUER,
    NOW,
    ROOT,
    STRANGER,
    check,
    signed,
    text,
)

INPUTS = int(os.environ.get("FIELDPASS_FUZZ", "1500"))
LIST = lists.sign_list(
    AUTHORITY,
    lists.ListHead(kind="status", county=COUNTY, version=1, as_of=NOW),
    status.to_body(status.build({ISSUER.kid: {n * 3: 66 for n in range(60)}})),
)
PAGE = messages.FeedPageMessage(
    scope="d:371323001001",
    incarnation=bytes(16),
    head=3,
    items=(messages.FeedItemMessage(position=3, bundle=b"\x82\x40\x80", returned=((0, "LATE"),)),),
)
HEADER = requests.sign_request(DEVICE, method="GET", target="/", body=b"", nonce=bytes(16))
CHECKPOINT = checkpoints.sign_checkpoint(
    AUTHORITY, checkpoints.Checkpoint(incarnation=bytes(16), at=NOW, heads=())
)


def _any_key(_: bytes) -> bytes:
    return ISSUER.public


BYTES_READERS: dict[str, tuple[Callable[[bytes], Any], bytes]] = {
    "cbor": (lambda d: cbor.decode(d, max_bytes=4096), cbor.encode({"a": [1, b"x", None, "y"]})),
    "lenient cbor": (
        lambda d: cbor.decode(d, max_bytes=4096, deterministic=False),
        cbor.encode({"a": [1, b"x", None, "y"]}),
    ),
    "cose": (lambda d: cose.open1(d, _any_key, max_bytes=4096), signed()),
    "lenient cose": (
        lambda d: cose.open1(d, _any_key, max_bytes=4096, tagged=None, strict=False),
        signed(),
    ),
    "token": (token.read_pass, signed()),
    "list": (lambda d: lists.open_trusted(d, store()), LIST),
    "held list": (lists.decode_held, lists.encode_held(held())),
    "status body": (
        lambda d: status.from_body(cbor.decode(d, max_bytes=4096)),
        cbor.encode(status.to_body(status.build({ISSUER.kid: {n * 3: 66 for n in range(60)}}))),
    ),
    "certificate": (
        lambda d: trust.accept_certificate(store(), d),
        trust.sign_certificate(ROOT, certificate(serial=2)),
    ),
    "rotation": (
        lambda d: trust.rotate_root(store(), d),
        trust.sign_rotation(ROOT, trust.RootRotation(root=ISSUER.public, number=1, old_until=NOW)),
    ),
    "trust store": (trust.decode_store, trust.encode_store(store())),
    "checkpoint": (lambda d: checkpoints.open_checkpoint(d, _any_key), CHECKPOINT),
    "feed page": (messages.FeedPageMessage.decode, PAGE.encode()),
    "sequence": (
        lambda d: sequence.read(d, element_bytes_max=400),
        sequence.write([b"a" * 30, b"b" * 300]),
    ),
    "bundle": (lambda d: bundle.open_bundle(d, _any_key), b"\x82\x58\x20" + bytes(32) + b"\x80"),
    "record": (records.decode_record, cbor.encode({"t": "temperature.taken", "v": 1})),
}
TEXT_READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "digits": (lambda t: digits.from_digits(t, max_bytes=133), text()),
    "base45": (base45.decode, base45.encode(signed())),
    "token text": (token.from_text, token.to_prefixed(signed())),
    "serial": (serial.check, "689691601125"),
    "enrolment code": (enrolment.parse, enrolment.make(b"abcde", ROOT.public).shown),
    "request header": (requests.read_header, HEADER.header()),
    "lists query": (messages.parse_lists_query, "issuers:371323:4,status:371323:0"),
    "verify": (check, text()),
}


def _damaged(chance: random.Random, data: bytes) -> bytes:
    """A few bits, bytes, cuts, doublings, or nothing of the original at all."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        how, place = chance.randrange(6), chance.randrange(len(out) + 1)
        if how == 0 and out:
            out[place % len(out)] ^= 1 << chance.randrange(8)
        elif how == 1 and out:
            out[place % len(out)] = chance.choice(
                (0, 0x1B, 0x5B, 0x7B, 0x9B, 0xBB, 0xC2, 0xDB, 0xFF)
            )
        elif how == 2:
            del out[place:]
        elif how == 3:
            out[place:place] = out[: chance.randrange(40)]
        elif how == 4:
            del out[place : place + chance.randrange(8)]
        else:
            out[place:place] = chance.randbytes(chance.randrange(6))
    return bytes(out) if chance.randrange(20) else chance.randbytes(chance.randrange(80))


@pytest.mark.parametrize("name", BYTES_READERS)
def test_damaged_bytes_give_only_a_wire_error(name: str) -> None:
    read, sound = BYTES_READERS[name]
    chance = random.Random(name)
    for _ in range(INPUTS):
        data = _damaged(chance, sound)
        try:
            read(data)
        except WireError:
            continue


@pytest.mark.parametrize("name", TEXT_READERS)
def test_damaged_text_gives_only_a_wire_error(name: str) -> None:
    read, sound = TEXT_READERS[name]
    chance = random.Random(name)
    for _ in range(INPUTS):
        changed = _damaged(chance, sound.encode()).decode(
            chance.choice(("latin-1", "utf-16", "utf-8")), "replace"
        )
        try:
            read(changed)
        except WireError:
            continue


def test_a_verdict_is_given_on_whatever_anybody_signed() -> None:
    """Damage behind a good signature: a forger signs what he likes, also a stolen key's holder does."""
    chance = random.Random("signed")
    payload = token.read_pass(signed()).message.payload
    for _ in range(INPUTS):
        key = chance.choice((ISSUER, DEVICE, STRANGER))
        verdict = check(token.to_prefixed(cose.sign1(key, _damaged(chance, payload))))
        # What the issuer signs himself may be a pass; nobody else makes one.
        assert verdict.kind != "GO" or key is ISSUER
