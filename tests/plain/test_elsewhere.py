"""A colleague at another device, line by line at both ends; the input ends anywhere, nothing is half made."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldpass import locale
from fieldpass.desk import introducing
from tests.parts import Village, village
from tests.plain.talking import talk
from tests.screens.test_office_tasks import written


@pytest.fixture
def place() -> Iterator[Village]:
    locale.use("en")
    made = village()
    yield made
    made.close()


def test_both_ends_line_by_line(place: Village, tmp_path: Path) -> None:
    issuer = place.device("issuer")
    other = place.device("issuer", authorised=False)
    said = talk(other, tmp_path, "0", "2", "13", "1", "2", "15", "", "", "", "00")
    shown = introducing.shown(other)
    assert introducing.grouped(shown.check_number) in said
    assert shown.digits in said.splitlines()
    assert "15 Save as a file" in said
    (file,) = tmp_path.rglob("colleague-*.txt")
    start = ("0", "9", "14")
    assert f"Enrolment code: {introducing.invitation(issuer).code}" in talk(
        issuer, tmp_path, *start
    )
    form = ("李红梅", "文书", "13800005566", shown.check_number)
    for code in ((shown.digits,), ("15", str(file))):
        before = len(written(issuer, "colleague.admitted"))
        whole = (*start, *code, *form)
        for size in range(3, len(whole)):
            talk(issuer, tmp_path, *whole[:size])
            assert len(written(issuer, "colleague.admitted")) == before
        said = talk(issuer, tmp_path, *whole)
        assert len(written(issuer, "colleague.admitted")) == before + 1
        assert "signed; it takes effect when it is sent" in said
        assert shown.check_number not in said


def test_a_wrong_number_is_asked_for_again_and_nothing_is_signed(
    place: Village, tmp_path: Path
) -> None:
    issuer = place.device("issuer")
    other = place.device("clerk", authorised=False)
    shown = introducing.shown(other)
    form = ("", "", "", "1" * 20, "2" * 20, "00", "00")
    said = talk(issuer, tmp_path, "0", "9", "14", "12345", shown.digits, *form)
    assert said.count("The numbers differ") == 2
    assert "not the code on the colleague's device" in said
    assert "Admit a colleague: clerk" in said
    assert written(issuer, "colleague.admitted") == []
