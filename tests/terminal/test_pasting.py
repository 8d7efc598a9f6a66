"""An escape sequence in what is pasted presses no key, however the line cuts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from fieldpass.terminal.pasting import END, START, PasteFilter


def read(pieces: list[str]) -> list[object]:
    """The keys and pastes that the program gets of these pieces."""
    keep, parser = PasteFilter(), XTermParser()
    found: list[object] = []
    for piece in pieces:
        for event in parser.feed(keep(piece)):
            if isinstance(event, events.Key):
                found.append(event.key)
            if isinstance(event, events.Paste):
                found.append(("paste", event.text))
    return found


@pytest.mark.parametrize(
    "text", ["\x1b[31mred", "a\x1b1\rb", "\x1b", "\x1b\x1b[20", "x" * 90 + "\x1b[9" + "y" * 90]
)
def test_escapes_of_a_paste_are_left_out_and_press_nothing(text: str) -> None:
    assert read(["2", START + text + END, "3"]) == ["2", ("paste", text.replace("\x1b", "")), "3"]


def test_a_paste_that_brings_its_own_end_is_over_there() -> None:
    assert read([START + "a" + END + "b"]) == [("paste", "a"), "b"]


@given(st.text("a1\r\x1b[20~", max_size=30), st.data())
def test_however_a_line_cuts_it_the_same_comes(text: str, data: st.DataObject) -> None:
    whole = "2" + START + text + END + "3"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    keep = PasteFilter()
    assert "".join(keep(piece) for piece in pieces) == PasteFilter()(whole)


@given(st.text("ab1\x1b[A", max_size=30))
def test_keys_pass_as_they_are(text: str) -> None:
    keep = PasteFilter()
    assert "".join(keep(one) for one in text) == text
