"""Unlocking line by line: the recovery code, the other language, and no secret that is echoed."""

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldpass import locale
from fieldpass.desk import opening as desk
from fieldpass.desk import recovering
from fieldpass.desk.office import Office
from fieldpass.plain import opening
from fieldpass.plain.conversation import Conversation, EndOfInput, Left
from fieldpass.plain.lines import LineReader
from fieldpass.store import envelope
from tests.laptop import CHEAP, MINE, YOURS, Laptop
from tests.plain.talking import PLAIN, piped


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laptop]:
    before = locale.language()
    locale.use("en")
    made = Laptop(tmp_path / "home")
    assert recovering.go_on.__kwdefaults__ is not None
    monkeypatch.setitem(recovering.go_on.__kwdefaults__, "cost", CHEAP)
    made.office.close()
    yield made
    locale.use(before)


def _opened(laptop: Laptop, *answers: str) -> tuple[Office | None, str]:
    """The office that these answers open, and what was said."""
    written = io.BytesIO()
    out = io.TextIOWrapper(written, encoding="utf-8")
    descriptor = piped(*answers)
    talk = Conversation(LineReader(descriptor, "utf-8"), out, PLAIN)
    try:
        return opening.opened(talk, laptop.folders, laptop.around), _said(out, written)
    except (EndOfInput, Left):
        return None, _said(out, written)
    finally:
        os.close(descriptor)


def _said(out: io.TextIOWrapper, written: io.BytesIO) -> str:
    out.flush()
    return written.getvalue().decode()


def _slots(laptop: Laptop) -> int:
    return len(envelope.people(laptop.folders.data / desk.KEYS))


def test_the_recovery_code_opens_the_data_for_a_new_passphrase_and_no_issuer_key(
    laptop: Laptop,
) -> None:
    answers = ("17", laptop.code, YOURS, YOURS)
    for size in range(1, len(answers)):
        assert _opened(laptop, *answers[:size])[0] is None
        assert _slots(laptop) == 1, "nothing half made"
    office, said = _opened(laptop, *answers)
    assert office is not None
    assert "opens no issuer key" in said
    assert YOURS not in said
    assert (office.issuer, _slots(laptop)) == (None, 2)
    office.close()
    again, _said = _opened(laptop, YOURS)
    assert again is not None
    again.close()


def test_a_slip_of_the_pen_is_asked_for_again_and_00_goes_back(laptop: Laptop) -> None:
    office, said = _opened(laptop, "17", "code", "short", "short", YOURS, "other", "00", MINE)
    assert office is not None
    assert said.count("New passphrase") >= 2
    office.close()


def test_a_wrong_code_is_said_and_the_passphrase_is_asked_for(laptop: Laptop) -> None:
    wrong = laptop.code[:-1] + ("7" if laptop.code[-1] != "7" else "8")
    office, said = _opened(laptop, "17", wrong, YOURS, YOURS, MINE)
    assert office is not None
    assert said.count("This device is locked") == 2
    office.close()


def test_help_language_and_leaving_stand_before_the_passphrase(laptop: Laptop) -> None:
    office, said = _opened(laptop, "12", "16", "16", "20", MINE)
    assert office is None
    assert "17 Recovery code: Open the data with the printed code" in said
    assert "17 恢复码" in said, said
