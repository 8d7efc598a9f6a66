"""A colleague's device introduces itself: the digits, what they refuse, and the number that is read aloud."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.widgets.qrmatrix import matrix
from fieldpass.wire import cbor, digits, enrolment, introduction
from fieldpass.wire.errors import BadIntroduction
from fieldpass.wire.introduction import BYTES_MOST, Introduction

USCC, SCOPE = "54371323ME4000017G", "d:371323104203"
ISSUER = Introduction(
    role="issuer",
    person=bytes(16),
    device_key=b"d" * 32,
    issuer_key=b"i" * 32,
    name="李红梅",
    post="文书",
    phone="13800005566",
)
CLERK = replace(ISSUER, role="clerk", issuer_key=None)


def test_the_frozen_form_and_number() -> None:
    """Golden: other devices read these digits and say this number."""
    assert digits.from_digits(ISSUER.to_digits(), max_bytes=BYTES_MOST).hex() == (
        "88010050" + "00" * 16 + "5820" + "64" * 32 + "5820" + "69" * 32
        + "69e69d8ee7baa2e6a285" + "66e69687e4b9a6" + "6b3133383030303035353636"
    )  # fmt: skip
    assert ISSUER.check_number(USCC, SCOPE) == "40492917065243204315"


@pytest.mark.parametrize("whole", [ISSUER, CLERK])
def test_it_reads_back_and_is_a_code_of_the_size_of_a_pass(whole: Introduction) -> None:
    assert introduction.read(whole.to_digits()) == whole
    spaced = " ".join(whole.to_digits()).replace("1", "\uff11")
    assert introduction.read(spaced) == whole
    assert len(matrix(whole.to_digits())) == 41


@given(st.text(max_size=60), st.text(max_size=40), st.text(max_size=20))
def test_words_of_any_length_fit_and_begin_as_they_were(name: str, post: str, phone: str) -> None:
    long = replace(ISSUER, name=name, post=post, phone=phone)
    found = introduction.read(long.to_digits())
    assert len(long.to_digits()) <= 321
    if name.isprintable() and post.isprintable():
        assert name.startswith(found.name)
        assert post.startswith(found.post)


@given(st.binary(max_size=140))
def test_foreign_bytes_give_its_own_error_alone(data: bytes) -> None:
    for text in (data.decode("latin-1"), digits.to_digits(b"\x88" + data)):
        try:
            introduction.read(text)
        except BadIntroduction:
            continue


def _written(*changes: tuple[int, object]) -> str:
    value: list[object] = [1, 0, bytes(16), b"d" * 32, b"i" * 32, "a", "b", "c"]
    for place, other in changes:
        value[place] = other
    return digits.to_digits(cbor.encode(value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        _written((0, 2)),
        _written((1, 3)),
        _written((1, -1)),
        _written((1, True)),
        _written((2, None)),
        _written((2, bytes(15))),
        _written((3, None)),
        _written((4, None)),
        _written((1, 1)),
        _written((4, b"d" * 32)),
        _written((5, 7)),
        _written((5, "a\x1b[2J")),
        _written()[:-1],
    ],
    ids=["empty", "short", "newer", "role", "negative", "bool", "nobody", "person", "device",
         "issuer-without-key", "clerk-with-key", "one-key-twice", "name", "control", "cut"],
)  # fmt: skip
def test_what_is_no_introduction_is_refused(text: str) -> None:
    with pytest.raises(BadIntroduction):
        introduction.read(text)


@pytest.mark.parametrize(
    "other",
    [
        replace(ISSUER, device_key=b"x" * 32),
        replace(ISSUER, issuer_key=b"x" * 32),
        replace(ISSUER, person=b"p" * 16),
        CLERK,
    ],
    ids=["device", "issuer", "person", "role"],
)
def test_another_key_person_or_role_has_another_number(other: Introduction) -> None:
    assert other.check_number(USCC, SCOPE) != ISSUER.check_number(USCC, SCOPE)


def test_another_body_has_another_number_and_the_words_do_not_count() -> None:
    own = ISSUER.check_number(USCC, SCOPE)
    assert ISSUER.check_number("54371323ME4000018F", SCOPE) != own
    assert ISSUER.check_number(USCC, "d:371323105001") != own
    assert replace(ISSUER, name="李").check_number(USCC, SCOPE) == own


def test_an_invitation_names_the_root_and_is_read_like_a_code() -> None:
    root = b"r" * 32
    code = enrolment.invitation(root)
    assert enrolment.parse(code.shown.lower()) == code
    assert code.invites
    assert code.matches(root)
    assert not enrolment.make(b"\x00\x00\x00\x00\x01", root).invites
