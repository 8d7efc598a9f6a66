"""Which profile a terminal gets."""

from dataclasses import replace

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


@pytest.mark.parametrize(
    ("environ", "name", "colours"),
    [
        ({}, "full", "256"),
        ({"WT_SESSION": "1"}, "full", "millions"),
        ({"TERM": "dumb"}, "plain", "none"),
    ],
)
def test_windows_names_no_terminal_type_and_has_a_screen(
    environ: dict[str, str], name: str, colours: str
) -> None:
    around = replace(look_around(environ, platform="win32"), is_terminal=True, baud=None)
    chosen = choose(around)
    assert (chosen.name, chosen.colours) == (name, colours)


def test_what_putty_says_by_default_gets_a_screen_of_sixteen_colours() -> None:
    chosen = profile(term="xterm", colour_term="")
    assert (chosen.name, chosen.theme, chosen.mouse) == ("full", "fieldpass-16", False)


def test_elsewhere_no_terminal_type_is_plain() -> None:
    assert choose(replace(look_around({}, platform="linux"), is_terminal=True)).name == "plain"
