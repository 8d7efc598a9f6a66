"""How each golden vector of the wire is written and read: a JSON input, the bytes, and both ways between.

In the JSON files bytes are text that begins with 0x, also as keys. `make_wire.py` wrote the files
once; from then on the tests hold the code to them, never the other way round.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from fieldpass.wire import (
    base45,
    cbor,
    checkpoints,
    enrolment,
    lists,
    messages,
    proofs,
    requests,
    sequence,
    serial,
    status,
    token,
    trust,
)
from fieldpass.wire.bundle import LogId
from fieldpass.wire.keys import SigningKey, kid


@dataclass(frozen=True)
class Noun:
    """Both ways of one noun; `decode` gives back the part of the input that the bytes hold."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes, Any], Any]


def to_json(value: Any) -> Any:
    """Bytes become 0x text, tuples lists."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, dict):
        return {
            str(key) if isinstance(key, int) else to_json(key): to_json(one)
            for key, one in value.items()
        }
    return [to_json(one) for one in value] if isinstance(value, list | tuple) else value


def from_json(value: Any) -> Any:
    """The inverse of `to_json`."""
    if isinstance(value, str) and value.startswith("0x"):
        return bytes.fromhex(value[2:])
    if isinstance(value, dict):
        return {from_json(key): from_json(one) for key, one in value.items()}
    return [from_json(one) for one in value] if isinstance(value, list) else value


def _integer_keys(value: Any) -> Any:
    """JSON has text keys only: those that look like integers are, in these vectors."""
    if isinstance(value, dict):
        return {
            int(key) if isinstance(key, str) and key.lstrip("-").isdigit() else key: _integer_keys(
                v
            )
            for key, v in value.items()
        }
    return [_integer_keys(one) for one in value] if isinstance(value, list) else value


def _read(result: Any) -> Any:
    return to_json(result)


def _cbor(given: Any) -> bytes:
    return cbor.encode(_integer_keys(given["value"]))


def _cbor_back(data: bytes, _: Any) -> Any:
    value = cbor.decode(data, max_bytes=4096)
    return {"value": value}


def _token(given: Any) -> bytes:
    key = SigningKey(given["seed"])
    return token.sign_pass(key, token.PassClaims(kid=key.kid, **given["claims"]))


def _token_back(data: bytes, given: Any) -> Any:
    read = token.read_pass(data)
    public = SigningKey(given["seed"]).public
    read.message.check(public)
    claims = asdict(read.claims) if read.claims else {}
    claims.pop("kid")
    return {
        "seed": given["seed"],
        "claims": claims,
        "digits": token.to_text(data),
        "prefixed": token.to_prefixed(data),
        "serial": read.claims.serial if read.claims else "",
    }


def _serial(given: Any) -> bytes:
    return serial.serial(given["kid"], given["sequence"]).encode()


def _serial_back(data: bytes, given: Any) -> Any:
    serial.check(data.decode())
    return {"kid": given["kid"], "sequence": given["sequence"]}


def _key(given: Any) -> bytes:
    key = SigningKey(given["seed"])
    return key.public + key.kid + key.sign(given["message"])


def _key_back(data: bytes, given: Any) -> Any:
    assert kid(data[:32]) == data[32:36]
    return given


def _enrolment(given: Any) -> bytes:
    return enrolment.make(given["chance"], given["root"]).shown.encode()


def _enrolment_back(data: bytes, given: Any) -> Any:
    code = enrolment.parse(data.decode().lower())
    assert code.matches(given["root"])
    return given


def _request(given: Any) -> bytes:
    key = SigningKey(given["seed"])
    asked = {name: given[name] for name in ("method", "target", "body", "nonce")}
    return requests.sign_request(key, **asked).header().encode()


def _request_back(data: bytes, given: Any) -> Any:
    read = requests.read_header(data.decode())
    public = SigningKey(given["seed"]).public
    asked = {name: given[name] for name in ("method", "target", "body")}
    requests.verify_request(public, read, **asked)
    return {**given, "nonce": read.nonce}


def _proof(given: Any) -> bytes:
    return proofs.prove(SigningKey(given["seed"]), given["device_key"], given["issuer_key"])


def _proof_back(data: bytes, given: Any) -> Any:
    public = SigningKey(given["seed"]).public
    proofs.check_proof(public, data, given["device_key"], given["issuer_key"])
    return given


def _list(given: Any) -> bytes:
    body = given["body"]
    head = lists.ListHead(**given["head"])
    if head.kind == "status":
        entries = _integer_keys(body["entries"])
        body = (
            status.changes_body(entries, body["stolen"], body["recovered"])
            if head.base
            else status.to_body(status.build(entries, body["stolen"]))
        )
    return lists.sign_list(SigningKey(given["seed"]), head, body)


def _list_back(data: bytes, given: Any) -> Any:
    public = SigningKey(given["seed"]).public
    opened = lists.open_list(data, {kid(public): public}.get)
    body = opened.body
    if opened.head.kind == "status":
        changes = status.StatusChanges.from_body(body)
        body = {
            "entries": {
                name: {str(n): s for n, s in zip(numbers, states, strict=True)}
                for name, (numbers, states) in changes.runs.items()
            },
            "stolen": {name: sorted(kept) for name, kept in changes.stolen.items()},
            "recovered": list(changes.recovered),
        }
    return {"seed": given["seed"], "head": asdict(opened.head), "body": body}


def _certificate(given: Any) -> bytes:
    certificate = trust.AuthorityCertificate(**given["certificate"])
    return trust.sign_certificate(SigningKey(given["seed"]), certificate)


def _certificate_back(data: bytes, given: Any) -> Any:
    store = trust.pin_unchecked(SigningKey(given["seed"]).public)
    (pair,) = trust.accept_certificate(store, data).certificates
    return {"seed": given["seed"], "certificate": asdict(pair[0])}


def _rotation(given: Any) -> bytes:
    return trust.sign_rotation(SigningKey(given["seed"]), trust.RootRotation(**given["rotation"]))


def _rotation_back(data: bytes, given: Any) -> Any:
    store = trust.pin_unchecked(SigningKey(given["seed"]).public)
    rotated = trust.rotate_root(store, data)
    rotation = {
        "root": rotated.root,
        "number": rotated.rotation,
        "old_until": rotated.roots[0][1],
    }
    return {"seed": given["seed"], "rotation": rotation}


def _checkpoint(given: Any) -> bytes:
    heads = tuple(
        checkpoints.LogHead(log=LogId(*head["log"]), last=head["last"], link=head["link"])
        for head in given["heads"]
    )
    value = checkpoints.Checkpoint(incarnation=given["incarnation"], at=given["at"], heads=heads)
    return checkpoints.sign_checkpoint(SigningKey(given["seed"]), value)


def _checkpoint_back(data: bytes, given: Any) -> Any:
    public = SigningKey(given["seed"]).public
    read = checkpoints.open_checkpoint(data, {kid(public): public}.get)
    heads = [
        {"log": [h.log.scope, h.log.device, h.log.epoch], "last": h.last, "link": h.link}
        for h in read.heads
    ]
    return {
        "seed": given["seed"],
        "incarnation": read.incarnation,
        "at": read.at,
        "heads": heads,
    }


def _message(given: Any) -> bytes:
    return _message_class(given).model_validate(given["fields"]).encode()


def _message_back(data: bytes, given: Any) -> Any:
    fields = _message_class(given).decode(data).model_dump(exclude_defaults=True)
    return {"message": given["message"], "fields": fields}


def _message_class(given: Any) -> type[messages.Message]:
    found: type[messages.Message] = getattr(messages, given["message"])
    return found


NOUNS: dict[str, Noun] = {
    "cbor": Noun(_cbor, _cbor_back),
    "base45": Noun(
        lambda given: base45.encode(given["data"]).encode(),
        lambda data, _: {"data": base45.decode(data.decode())},
    ),
    "keys": Noun(_key, _key_back),
    "token": Noun(_token, _token_back),
    "serial": Noun(_serial, _serial_back),
    "enrolment": Noun(_enrolment, _enrolment_back),
    "request": Noun(_request, _request_back),
    "proof": Noun(_proof, _proof_back),
    "list": Noun(_list, _list_back),
    "certificate": Noun(_certificate, _certificate_back),
    "rotation": Noun(_rotation, _rotation_back),
    "checkpoint": Noun(_checkpoint, _checkpoint_back),
    "message": Noun(_message, _message_back),
    "sequence": Noun(
        lambda given: sequence.write(given["elements"]),
        lambda data, _: {"elements": sequence.read(data, element_bytes_max=4096)},
    ),
}
