"""Which profile a terminal gets."""

import pytest

from fieldpass.terminal.profiles import (
    Profile,
    Surroundings,
    UnknownProfileError,
    choose,
    look_around,
)


def profile(**around: object) -> Profile:
    return choose(Surroundings(**{"encoding": "UTF-8", **around}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("term", "colour_term", "name", "colours"),
    [
        ("xterm-256color", "truecolor", "full", "millions"),
        ("xterm-256color", "", "full", "256"),
        ("xterm", "", "full", "16"),
        ("tmux-256color", "", "full", "256"),
        ("screen", "", "console", "16"),
        ("linux", "", "console", "16"),
        ("vt100", "", "serial", "none"),
        ("vt220", "", "serial", "none"),
        ("dumb", "", "plain", "none"),
        ("", "", "plain", "none"),
    ],
)
def test_the_terminal_type_decides(term: str, colour_term: str, name: str, colours: str) -> None:
    chosen = profile(term=term, colour_term=colour_term)
    assert (chosen.name, chosen.colours) == (name, colours)


def test_a_thin_line_is_serial_and_keeps_flow_control() -> None:
    chosen = profile(term="xterm-256color", baud=9600)
    assert chosen.name == "serial"
    assert chosen.flow_control
    assert chosen.changed_cells


def test_a_wish_wins_over_everything() -> None:
    assert profile(term="linux", baud=9600, wanted="full").name == "full"
    assert profile(term="xterm-256color", wanted="plain").name == "plain"


def test_an_unknown_wish_is_refused_in_words_for_people() -> None:
    with pytest.raises(UnknownProfileError) as caught:
        profile(wanted="fancy")
    assert "serial" in caught.value.text("en")


def test_output_into_a_file_is_plain() -> None:
    assert profile(term="xterm-256color", is_terminal=False).name == "plain"


def test_no_color_takes_the_theme_without_colours() -> None:
    assert profile(term="xterm-256color", no_colour=True).theme == "fieldpass-none"


def test_gbk_has_the_lower_half_block_only_and_ascii_has_none() -> None:
    assert profile(term="xterm", encoding="gbk").blocks == "lower"
    assert profile(term="xterm", encoding="gb18030").blocks == "upper"
    assert profile(term="xterm", encoding="ascii").blocks == "reverse"


def test_the_bare_console_and_ascii_terminals_get_english() -> None:
    assert not profile(term="linux").chinese
    assert not profile(term="xterm", encoding="ascii").chinese
    assert profile(term="xterm", encoding="gbk").chinese


def test_the_option_wins_over_the_environment() -> None:
    environ = {"FIELDPASS_PROFILE": "serial", "TERM": "xterm"}
    assert look_around(environ).wanted == "serial"
    assert look_around(environ, "console").wanted == "console"
