"""The glyph policy, and texts measured in cells."""

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from fieldpass.terminal.glyphs import allowed, ascii_lines, offenders, safe
from fieldpass.terminal.width import cells, cut, fit, spread

ANY_TEXT = st.text(max_size=40)
ALIGN = st.sampled_from(["left", "right", "centre"])


def test_ambiguous_glyphs_and_foreign_symbols_are_offenders() -> None:
    assert offenders("体温 37.4℃ … “·” ╭ ▔") == set("℃…“”·╭▔")
    assert allowed("绿 通行 [OK] ─│┌┐└┘├┤┬┴┼ ▀▄█")


@given(ANY_TEXT)
def test_any_text_made_safe_is_allowed_and_one_line(text: str) -> None:
    made = safe(text)
    assert allowed(made)
    assert "\n" not in made


def test_a_name_cannot_drive_the_terminal() -> None:
    assert safe("王\x1b[2J\u202e秀英\n") == "王?[2J?秀英 "


def test_a_name_from_another_script_keeps_its_shape() -> None:
    assert safe("阿卜杜·热合曼") == "阿卜杜.热合曼"
    assert safe("José") == "Jose"


@given(ANY_TEXT, st.integers(0, 30), ALIGN)
def test_a_fitted_text_has_exactly_its_width_for_terminals_too(
    text: str, width: int, align: str
) -> None:
    made = fit(text, width, align)
    assert cells(made) == width
    assert wcswidth(made) == width


@given(ANY_TEXT, st.integers(0, 30))
def test_a_cut_text_is_a_beginning_that_fits(text: str, width: int) -> None:
    made = cut(safe(text), width)
    assert safe(text).startswith(made)
    assert cells(made) <= width


def test_a_cut_text_says_that_it_is_cut_and_breaks_no_wide_character() -> None:
    assert fit("高庄村村委会", 8) == "高庄村~ "
    assert fit("高庄村村委会", 12) == "高庄村村委会"


def test_ends_are_spread_and_the_left_gives_way() -> None:
    assert spread("健康通行卡", "10:42", 20) == "健康通行卡     10:42"
    assert spread("健康通行卡", "10:42", 12) == "健康通~10:42"


def test_lines_have_an_ascii_form() -> None:
    assert ascii_lines("┌─┐│卡") == "+-+|卡"
