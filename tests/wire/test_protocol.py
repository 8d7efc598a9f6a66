"""Requests, messages, sequences, proofs and checkpoints: one form, bounded, and only wire errors."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldpass.wire import cbor, checkpoints, messages, proofs, requests, sequence
from fieldpass.wire.bundle import LogId
from fieldpass.wire.errors import BadSignature, Malformed, TooLarge, WireError
from tests.wire.test_cbor import VALUES
from tests.wire.village import AUTHORITY, DEVICE, ISSUER, NOW, STRANGER

ASKED: dict[str, Any] = {
    "method": "POST",
    "target": "/v1/bundles?x=1",
    "body": b"body",
}
NONCE = bytes(range(16))


def header() -> str:
    return requests.sign_request(DEVICE, nonce=NONCE, **ASKED).header()


def test_a_signed_request_is_verified_as_it_was_sent() -> None:
    read = requests.read_header(header())
    assert (read.kid, read.nonce) == (DEVICE.kid, NONCE)
    requests.verify_request(DEVICE.public, read, **ASKED)
    requests.verify_request(DEVICE.public, read, **ASKED | {"body": None})


@pytest.mark.parametrize(
    "changed", [{"method": "GET"}, {"target": "/v1/bundles?x=2"}, {"body": b"bodx"}]
)
def test_a_changed_request_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(BadSignature):
        requests.verify_request(DEVICE.public, requests.read_header(header()), **ASKED | changed)


def test_another_devices_key_verifies_nothing() -> None:
    with pytest.raises(BadSignature):
        requests.verify_request(STRANGER.public, requests.read_header(header()), **ASKED)


@given(st.integers(0, 10_000), st.characters())
def test_a_header_with_one_character_changed_is_refused(place: int, other: str) -> None:
    text = header()
    place %= len(text)
    if text[place] == other:
        return
    changed = text[:place] + other + text[place + 1 :]
    with pytest.raises(WireError):
        requests.verify_request(DEVICE.public, requests.read_header(changed), **ASKED)


def test_a_header_has_one_form_down_to_its_loose_bits() -> None:
    text = header()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for end in (text.rindex("."), len(text)):
        other = alphabet[alphabet.index(text[end - 1]) ^ 1]
        with pytest.raises(Malformed):
            requests.read_header(text[: end - 1] + other + text[end:])


@given(st.text(max_size=300))
def test_any_text_as_header_gives_only_a_wire_error(text: str) -> None:
    with pytest.raises(Malformed):
        requests.read_header(text)


MESSAGES = [
    getattr(messages, name)
    for name in dir(messages)
    if name.endswith("Message") and name != "Message"
]


@pytest.mark.parametrize("message", MESSAGES)
@settings(max_examples=25, deadline=None)
@given(value=VALUES)
def test_any_value_as_message_gives_a_message_or_a_wire_error(message: Any, value: Any) -> None:
    try:
        message.decode(cbor.encode(value))
    except WireError:
        return


@pytest.mark.parametrize("message", MESSAGES)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_fields_of_wrong_types_give_only_a_wire_error(message: Any, data: st.DataObject) -> None:
    fields = {name: data.draw(VALUES) for name in message.model_fields}
    try:
        message.decode(cbor.encode(fields))
    except WireError:
        return


def test_a_hello_of_a_newer_program_is_understood_and_any_other_message_is_not() -> None:
    hello = messages.HelloMessage(versions=(1,))
    fields = cbor.decode(hello.encode(), max_bytes=100) | {"later": 1}
    assert messages.HelloMessage.decode(cbor.encode(fields)) == hello
    lookup = messages.LookupMessage(serial="689691601125")
    fields = cbor.decode(lookup.encode(), max_bytes=100) | {"later": 1}
    with pytest.raises(Malformed):
        messages.LookupMessage.decode(cbor.encode(fields))


@pytest.mark.parametrize("given_fields", [{}, {"serial": "1" * 12, "person": bytes(16)}])
def test_a_look_up_names_exactly_one_thing(given_fields: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        messages.LookupMessage.decode(cbor.encode(given_fields))


def test_a_message_above_its_size_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge):
        messages.HelloMessage.decode(bytes(messages.MESSAGE_BYTES_MAX + 1))


def test_a_refused_message_names_the_field_and_never_its_value() -> None:
    with pytest.raises(Malformed) as caught:
        messages.LookupMessage.decode(cbor.encode({"serial": "37132319730102221X"}))
    assert "serial" in str(caught.value)
    assert "3713" not in str(caught.value)


def test_the_lists_asked_for_are_read_from_the_query_as_they_were_written() -> None:
    asked = {("issuers", "371323"): 4, ("status", "371323"): 0, ("policy", "370000"): 1}
    assert messages.parse_lists_query(messages.lists_query(asked)) == asked
    assert messages.parse_lists_query("") == {}
    for bad in ("issuers", "issuers:371323:x", "keys:371323:1", ",", "issuers:371323:1," * 2):
        with pytest.raises(Malformed):
            messages.parse_lists_query(bad)


@given(st.lists(st.binary(max_size=300), max_size=6), st.integers(1, 50))
def test_a_sequence_is_split_alike_however_it_arrives(elements: list[bytes], step: int) -> None:
    data = sequence.write(elements)
    reader = sequence.SequenceReader(element_bytes_max=300)
    got = [one for at in range(0, len(data), step) for one in reader.feed(data[at : at + step])]
    assert got == elements == sequence.read(data, element_bytes_max=300)
    assert reader.pending == 0


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=6), st.data())
def test_a_cut_sequence_keeps_its_prefix(elements: list[bytes], data: st.DataObject) -> None:
    whole = sequence.write(elements)
    end = data.draw(st.integers(0, len(whole) - 1))
    reader = sequence.SequenceReader(element_bytes_max=300)
    got = list(reader.feed(whole[:end]))
    assert got == elements[: len(got)]
    with_cut = sequence.write(elements[: len(got)])
    assert reader.pending == end - len(with_cut)


@given(st.binary(min_size=1, max_size=60))
def test_random_bytes_as_sequence_give_only_a_wire_error(data: bytes) -> None:
    try:
        elements = sequence.read(data, element_bytes_max=100)
    except WireError:
        return
    assert sequence.write(elements) == data


def test_a_sequence_with_a_long_head_is_refused() -> None:
    with pytest.raises(Malformed):
        sequence.read(b"\x58\x01a", element_bytes_max=10)


def test_an_element_over_its_size_is_refused_before_it_is_buffered() -> None:
    with pytest.raises(TooLarge):
        list(sequence.SequenceReader(element_bytes_max=10).feed(b"\x58\xff"))


def test_a_proof_binds_a_key_to_its_pair() -> None:
    proof = proofs.prove(DEVICE, DEVICE.public, ISSUER.public)
    proofs.check_proof(DEVICE.public, proof, DEVICE.public, ISSUER.public)
    for pair in ((DEVICE.public, None), (DEVICE.public, STRANGER.public)):
        with pytest.raises(BadSignature):
            proofs.check_proof(DEVICE.public, proof, *pair)


def test_a_checkpoint_is_the_authoritys_or_nobodys() -> None:
    head = checkpoints.LogHead(log=LogId("d:371323001001", b"kid1", 0), last=3, link=bytes(32))
    value = checkpoints.Checkpoint(incarnation=bytes(16), at=NOW, heads=(head,))
    data = checkpoints.sign_checkpoint(AUTHORITY, value)
    find = {AUTHORITY.kid: AUTHORITY.public}.get
    assert checkpoints.open_checkpoint(data, find) == value
    forged = checkpoints.sign_checkpoint(STRANGER, value).replace(STRANGER.kid, AUTHORITY.kid)
    with pytest.raises(BadSignature):
        checkpoints.open_checkpoint(forged, find)
