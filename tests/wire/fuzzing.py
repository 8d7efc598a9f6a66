"""Damage for every reader of foreign bytes or text, and a count of what each made of it.

`nice python -m tests.wire.fuzzing 1000000 [READER ...]` feeds each reader, or those named, that many
inputs and prints one line a reader: inputs, read, refused by stage, failures. A failure is any exception
but a WireError, and in a reader of passes a GO for what the issuer did not sign; there may be none.
Each reader's inputs are seeded by its name and repeatable.
"""

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldpass.desk import trust_file
from fieldpass.desk.trust_file import Trusted, TrustFileUnreadable
from fieldpass.wire import (
    base45,
    bundle,
    carried,
    cbor,
    checkpoints,
    cose,
    digits,
    enrolment,
    lists,
    messages,
    records,
    requests,
    sealing,
    sequence,
    serial,
    status,
    token,
    trust,
)
from fieldpass.wire.bundle import LogId
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.stages import StageFailure
from fieldpass.wire.verifying import Verdict
from tests.vectors import make_sealed
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

STORE = store()
LIST = lists.sign_list(
    AUTHORITY,
    lists.ListHead(kind="status", county=COUNTY, version=1, as_of=NOW),
    status.to_body(status.build({ISSUER.kid: {n * 3: 66 for n in range(60)}})),
)
HEADER = requests.sign_request(DEVICE, method="GET", target="/", body=b"", nonce=bytes(16))
CHECKPOINT = checkpoints.sign_checkpoint(
    AUTHORITY, checkpoints.Checkpoint(incarnation=bytes(16), at=NOW, heads=())
)


BUNDLE = bundle.seal(
    DEVICE,
    LogId("d:371323001001", DEVICE.kid, 0),
    first=1,
    previous=bundle.FIRST_LINK,
    records=[b"one", b"two", b"three"],
    sealed_at=NOW,
)
CERTIFICATE = trust.sign_certificate(ROOT, certificate(serial=2))
ROTATION = trust.sign_rotation(
    ROOT, trust.RootRotation(root=ISSUER.public, number=1, old_until=NOW)
)
_VECTORS = Path(__file__).parents[1] / "vectors"
_SEALED = json.loads((_VECTORS / "sealed.json").read_text(encoding="utf-8"))
_MESSAGES = json.loads((_VECTORS / "wire_message.json").read_text(encoding="utf-8"))
_RECORDS = json.loads((_VECTORS / "records.json").read_text(encoding="utf-8"))["records"]
# Whose golden files on a stick are: see tests/vectors/make_sealed.py.
_STICK_DEVICE, _STICK_AUTHORITY = SigningKey(make_sealed.DEVICE), SigningKey(make_sealed.AUTHORITY)
_KEYS = {key.kid: key.public for key in (ISSUER, DEVICE, AUTHORITY)}

Reader = tuple[Callable[[bytes], Any], tuple[bytes, ...]]


def _payload(signed_by_us: bytes) -> bytes:
    return cose.read1(signed_by_us, max_bytes=4096).payload


def _signed_damage(
    read: Callable[[bytes], Any], key: SigningKey, sound: bytes, aad: bytes
) -> Reader:
    """The same reader behind a good signature: what the signer himself may have got wrong."""
    return lambda d: read(cose.sign1(key, d, external_aad=aad)), (_payload(sound),)


def _message_readers() -> dict[str, Reader]:
    samples: dict[str, list[bytes]] = {}
    for one in _MESSAGES.values():
        samples.setdefault(one["input"]["message"], []).append(bytes.fromhex(one["hex"]))
    return {
        f"message {name}": (getattr(messages, name).decode, tuple(sound))
        for name, sound in samples.items()
    }


def _read_list(data: bytes) -> Any:
    return lists.open_trusted(data, STORE)


def _read_certificate(data: bytes) -> Any:
    return trust.accept_certificate(STORE, data)


def _read_rotation(data: bytes) -> Any:
    return trust.rotate_root(STORE, data)


def _read_checkpoint(data: bytes) -> Any:
    return checkpoints.open_checkpoint(data, _KEYS.get)


def _read_bundle_head(signed_head: bytes) -> Any:
    return bundle.open_bundle(cbor.encode([signed_head, [b"one", b"two", b"three"]]), _KEYS.get)


BYTES_READERS: dict[str, Reader] = {
    "cbor": (lambda d: cbor.decode(d, max_bytes=4096), (cbor.encode({"a": [1, b"x", None, "y"]}),)),
    "lenient cbor": (
        lambda d: cbor.decode(d, max_bytes=4096, deterministic=False),
        (cbor.encode({"a": [1, b"x", None, "y"]}),),
    ),
    "cose": (lambda d: cose.open1(d, _KEYS.get, max_bytes=4096), (signed(),)),
    "lenient cose": (
        lambda d: cose.open1(d, _KEYS.get, max_bytes=4096, tagged=None, strict=False),
        (signed(),),
    ),
    "token": (token.read_pass, (signed(),)),
    "list": (_read_list, (LIST,)),
    "list, signed": _signed_damage(_read_list, AUTHORITY, LIST, lists.LIST_AAD),
    "held list": (lists.decode_held, (lists.encode_held(held()),)),
    "status body": (
        lambda d: status.from_body(cbor.decode(d, max_bytes=4096)),
        (cbor.encode(status.to_body(status.build({ISSUER.kid: {n * 3: 66 for n in range(60)}}))),),
    ),
    "certificate": (_read_certificate, (CERTIFICATE,)),
    "certificate, signed": _signed_damage(
        _read_certificate, ROOT, CERTIFICATE, trust.CERTIFICATE_AAD
    ),
    "rotation": (_read_rotation, (ROTATION,)),
    "rotation, signed": _signed_damage(_read_rotation, ROOT, ROTATION, trust.ROTATION_AAD),
    "trust store": (trust.decode_store, (trust.encode_store(STORE),)),
    "trust file": (
        trust_file.decode,
        (trust_file.encode(Trusted(trust=STORE, lists=(held(),))),),
    ),
    "checkpoint": (_read_checkpoint, (CHECKPOINT,)),
    "checkpoint, signed": _signed_damage(_read_checkpoint, AUTHORITY, CHECKPOINT, checkpoints._AAD),
    "sequence": (
        lambda d: sequence.read(d, element_bytes_max=400),
        (sequence.write([b"a" * 30, b"b" * 300]),),
    ),
    "bundle": (lambda d: bundle.open_bundle(d, _KEYS.get), (BUNDLE.data,)),
    "bundle, head signed": _signed_damage(
        _read_bundle_head, DEVICE, cbor.decode(BUNDLE.data, max_bytes=4096)[0], bundle._BUNDLE_AAD
    ),
    "record": (
        records.decode_record,
        tuple(bytes.fromhex(one) for one in _RECORDS.values()),
    ),
    "sealed": (
        lambda d: sealing.open_sealed(_STICK_DEVICE, d),
        (bytes.fromhex(_SEALED["sealed"]),),
    ),
    "carried up": (
        lambda d: carried.read_up(_STICK_AUTHORITY, d, lambda _: _STICK_DEVICE.public),
        (bytes.fromhex(_SEALED["up"]),),
    ),
    "carried down": (
        lambda d: carried.read_down(_STICK_DEVICE, d, lambda _: _STICK_AUTHORITY.public),
        (bytes.fromhex(_SEALED["down"]),),
    ),
    **_message_readers(),
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


def damaged(chance: random.Random, data: bytes) -> bytes:
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


FORGED = "verdict on what anybody signed"
READERS = (*BYTES_READERS, *TEXT_READERS, FORGED)


@dataclass(slots=True)
class Counted:
    """What one reader made of its inputs; `refused` by the stage or the failure's code."""

    reader: str
    inputs: int = 0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)

    def line(self) -> str:
        """The closing line of a reader."""
        refused = ", ".join(f"{stage} {number:,}" for stage, number in self.refused.most_common())
        failed = "".join(f" ({what} {number:,})" for what, number in self.failures.items())
        return (
            f"{self.reader}: {self.inputs:,} inputs, {self.read:,} read,"
            f" {self.refused.total():,} refused ({refused or 'none'}),"
            f" failures {self.failures.total()}{failed}"
        )


def fuzz(name: str, inputs: int) -> Counted:
    """Feed a reader with damage and count what it makes of it."""
    counted = Counted(reader=name)
    for feed in _feeds(name, inputs):
        counted.inputs += 1
        try:
            answer = feed()
        except StageFailure as error:
            counted.refused[error.stage.word] += 1
        except (WireError, TrustFileUnreadable) as error:
            counted.refused[error.code] += 1
        except Exception as error:  # what must not happen: counted, so that the rest is fed too
            counted.failures[f"{type(error).__name__}: {error}"] += 1
        else:
            _took(counted, answer)
    return counted


def _took(counted: Counted, answer: Any) -> None:
    """A verdict is an answer too: what it did not let through is refused at its stage."""
    if isinstance(answer, Verdict) and answer.kind != "GO":
        counted.refused[f"{answer.stage.word}/{answer.kind}"] += 1
    else:
        counted.read += 1


def _feeds(name: str, inputs: int) -> Iterator[Callable[[], Any]]:
    chance = random.Random(name)
    if name in BYTES_READERS:
        read, sound = BYTES_READERS[name]
        for _ in range(inputs):
            data = damaged(chance, chance.choice(sound))
            yield lambda data=data: read(data)
    elif name in TEXT_READERS:
        say, text_of = TEXT_READERS[name]
        for _ in range(inputs):
            coding = chance.choice(("latin-1", "utf-16", "utf-8"))
            changed = damaged(chance, text_of.encode()).decode(coding, "replace")
            yield lambda changed=changed: say(changed)
    else:
        yield from _signed_by_anybody(chance, inputs)


def _signed_by_anybody(chance: random.Random, inputs: int) -> Iterator[Callable[[], Any]]:
    """Damage behind a good signature: a forger signs what he likes, also a stolen key's holder does."""
    payload = token.read_pass(signed()).message.payload
    for _ in range(inputs):
        key = chance.choice((ISSUER, DEVICE, STRANGER))
        made = token.to_prefixed(cose.sign1(key, damaged(chance, payload)))

        def feed(made: str = made, own: bool = key is ISSUER) -> Verdict:
            verdict = check(made)
            # What the issuer signs himself may be a pass; nobody else makes one.
            if verdict.kind == "GO" and not own:
                raise AssertionError("a pass of somebody else's")
            return verdict

        yield feed


def main(arguments: Iterable[str]) -> int:
    """Count on demand; 1 where anything failed."""
    number, *names = arguments
    wrong = [name for name in names if name not in READERS]
    if wrong:
        print(f"no such reader: {', '.join(wrong)}; there are: {', '.join(READERS)}")
        return 2
    failures = 0
    for name in names or READERS:
        began = time.monotonic()
        counted = fuzz(name, int(number))
        failures += counted.failures.total()
        print(f"{counted.line()}; {time.monotonic() - began:.0f} s", flush=True)
    print(f"readers {len(names or READERS)}, failures {failures}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
