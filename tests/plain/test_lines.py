"""How lines are read, and how an answer is understood."""

import io
import os

import pytest

from fieldpass import locale
from fieldpass.plain.conversation import Conversation, EndOfInput, Idle, Left
from fieldpass.plain.lines import LINE_BYTES_MOST, LineReader
from tests.plain.talking import PLAIN, piped


def _read(data: bytes) -> list[str]:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    reader = LineReader(reading)
    found = []
    while (line := reader.line()) is not None:
        found.append(line)
    assert reader.line() is None
    os.close(reading)
    return found


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"1\n\n2\r\n", ["1", "", "2"]),
        (b"1\n2", ["1", "2"]),
        ("李建国\n".encode(), ["李建国"]),
        (b"\xff\xfe3\n4\n", ["\ufffd\ufffd3", "4"]),
        (b"\x00\x1b[A\n", ["\x00\x1b[A"]),
    ],
)
def test_lines_are_what_stands_between_line_ends(data: bytes, lines: list[str]) -> None:
    assert _read(data) == lines


def test_a_line_without_an_end_fills_no_memory() -> None:
    reading, writing = os.pipe()
    reader = LineReader(reading)
    pid = os.fork()
    if not pid:
        os.close(reading)
        for _turn in range(64):
            os.write(writing, b"9" * 65536)
        os.write(writing, b"\n365\n")
        os._exit(0)
    os.close(writing)
    first = reader.line()
    assert first is not None
    assert len(first) <= 2 * LINE_BYTES_MOST
    assert reader.line() == "365"
    assert reader.line() is None
    os.waitpid(pid, 0)
    os.close(reading)


def _conversation(*answers: str) -> tuple[Conversation, io.StringIO]:
    out = io.StringIO()
    return Conversation(LineReader(piped(*answers)), out, PLAIN), out


def test_digits_may_be_full_width_and_a_name_keeps_its_own_characters() -> None:
    talk, _out = _conversation("\uff13\uff16\uff15", " 李\u3000 明 ", "\uf9e1\u674e")
    assert talk.ask("?") == "365"
    assert talk.ask("?") == "李 明"
    # A compatibility ideograph is another character for whoever bears it.
    assert talk.ask("?") == "\uf9e1\u674e"


def test_a_choice_is_asked_again_until_it_is_one() -> None:
    locale.use("en")
    talk, out = _conversation("7", "x", "2")
    assert talk.choose("Which", ["a", "b"]) == 1
    assert out.getvalue().count("Answer with a number from 1 to 2") == 2
    talk, _out = _conversation("0", "", "")
    assert talk.choose("Which", ["a", "b"]) is None
    assert talk.choose("Which", ["a", "b"]) is None
    assert talk.choose("Which", ["a", "b"], given=1) == 1


def test_00_leaves_and_the_end_of_the_input_ends() -> None:
    talk, _out = _conversation("00")
    with pytest.raises(Left):
        talk.ask("?")
    with pytest.raises(EndOfInput):
        talk.ask("?")


def test_each_question_of_a_script_stands_on_a_line_of_its_own() -> None:
    talk, out = _conversation("1", "2")
    talk.ask("first")
    talk.ask("second")
    assert out.getvalue() == "first> \nsecond> \n"


def test_control_characters_never_reach_the_terminal() -> None:
    talk, out = _conversation()
    talk.say("a\x1b[2Jb\x07")
    assert out.getvalue() == "a?[2Jb?\n"


def test_nobody_at_a_terminal_is_idle() -> None:
    master, line = os.openpty()
    with os.fdopen(line, "w", closefd=False) as out:
        talk = Conversation(LineReader(line), out, PLAIN)
        talk.patience = lambda: 0.01
        with pytest.raises(Idle):
            talk.ask("?")
    os.close(line)
    os.close(master)
