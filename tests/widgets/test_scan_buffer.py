"""What was typed, sorted by its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldpass.widgets.scan_buffer import LENGTH_MAX, EntryKind, ScanBuffer, classify


@pytest.mark.parametrize(
    ("text", "kind", "kept"),
    [
        ("365", EntryKind.TEMPERATURE, "365"),
        ("36.5", EntryKind.TEMPERATURE, "365"),
        ("371300427186", EntryKind.SERIAL, "371300427186"),
        ("3713 0042 7186", EntryKind.SERIAL, "3713 0042 7186".replace(" ", "")),
        ("371323730102223", EntryKind.IDENTITY, "371323730102223"),
        ("37132319730102221x", EntryKind.IDENTITY, "37132319730102221X"),
        ("7" * 321, EntryKind.SCAN, "7" * 321),
        ("FP1:6BFOXN+TSZKT", EntryKind.OTHER, "FP1:6BFOXN+TSZKT"),
        ("https://example.org/health/card", EntryKind.SCAN, "https://example.org/health/card"),
        ("12", EntryKind.OTHER, "12"),
        ("张卫东", EntryKind.OTHER, "张卫东"),
    ],
)
def test_the_length_decides_what_an_entry_is(text: str, kind: EntryKind, kept: str) -> None:
    entry = classify(text)
    assert (entry.kind, entry.text) == (kind, kept)


@pytest.mark.parametrize("terminator", ["\r", "\n", "\t", "\r\n"])
def test_enter_lf_and_tab_end_an_entry_once(terminator: str) -> None:
    buffer = ScanBuffer()
    entries = buffer.feed("365" + terminator + "366" + terminator)
    assert [entry.text for entry in entries] == ["365", "366"]
    assert len(buffer) == 0


def test_full_width_digits_are_plain_ones() -> None:
    assert [entry.text for entry in ScanBuffer().feed("３６５\r")] == ["365"]


def test_an_entry_beyond_the_bound_is_dropped_and_said_to_be_too_long() -> None:
    buffer = ScanBuffer()
    (entry,) = buffer.feed("1" * (LENGTH_MAX + 1) + "\r")
    assert (entry.kind, entry.text) == (EntryKind.TOO_LONG, "")
    (entry,) = buffer.feed("365\r")
    assert entry.kind is EntryKind.TEMPERATURE


def test_an_entry_shows_its_kind_but_never_its_text() -> None:
    assert "371323730102223" not in repr(classify("371323730102223"))


@given(st.lists(st.text("0123456789", min_size=1, max_size=400), max_size=6))
def test_no_digit_is_lost_however_entries_follow(texts: list[str]) -> None:
    entries = ScanBuffer().feed("".join(text + "\r" for text in texts))
    assert [entry.text for entry in entries] == texts


@given(st.text(max_size=200))
def test_any_input_leaves_printable_plain_text(text: str) -> None:
    buffer = ScanBuffer()
    for entry in [*buffer.feed(text), *buffer.end()]:
        assert entry.text.isprintable()
