"""Faults of the program and slow imports: one sentence, a log without personal data, a quick start."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from textual import events
from textual.worker import WorkerFailed

from fieldpass.config import folders
from fieldpass.desk.office import Office
from fieldpass.screens.troubles import LOG_NAME
from tests.screens.driver import at_work

SLOW = ("sqlalchemy", "httpx", "qrcode", "pydantic", "sqlcipher3", "pypinyin", "stdnum")


async def test_a_fault_in_a_worker_or_a_handler_is_one_sentence_and_the_program_goes_on(
    issuer: Office, tmp_path: Path
) -> None:
    def fails() -> int:
        raise RuntimeError("李建国 371323197301022236")

    def fails_later(_value: int) -> None:
        raise KeyError("李建国")

    async with at_work(issuer, tmp_path) as person:
        screen = person.app.front
        screen.ask(fails, lambda value: None)
        await person.settles()
        person.sees("A fault inside the program was noted")
        screen.ask(lambda: 1, fails_later)
        await person.settles()
        person.does_not_see("Traceback")
        screen.call_next(fails)
        await person.settles()
        assert person.app.troubles == ("RuntimeError", "KeyError", "RuntimeError")
        await person.presses("2")
        person.is_at("queue")
        log = (folders(tmp_path).log / LOG_NAME).read_text(encoding="utf-8")
        assert "RuntimeError" in log
        assert "test_faults.py" in log
        assert "李建国" not in log
        assert "371323" not in log
        person.app.troubles = ()


async def test_a_fault_in_a_widget_s_own_worker_is_noted_by_its_kind_and_place(
    issuer: Office, tmp_path: Path
) -> None:
    async def fails() -> None:
        raise RuntimeError("李建国")

    async with at_work(issuer, tmp_path) as person:
        person.app.screen.query_one("#status").run_worker(fails)
        # The driver may have waited for the worker itself.
        with suppress(WorkerFailed):
            await person.settles()
        await person.settles()
        assert person.app.troubles == ("RuntimeError",)
        log = (folders(tmp_path).log / LOG_NAME).read_text(encoding="utf-8")
        assert "test_faults.py" in log
        assert "李建国" not in log
        person.app.troubles = ()


async def test_a_digit_that_waits_while_the_program_is_left_is_no_fault(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        person.app.post_message(events.Key("0", "0"))
        await person.pilot.pause()
        person.app._held = (events.Key("0", "0"),)
        stack = person.app._screen_stack
        kept = list(stack)
        stack.clear()
        await person.app._held_long()
        stack.extend(kept)
        assert person.app.troubles == ()


def test_nothing_slow_is_imported_before_the_first_screen_is_painted() -> None:
    code = "import sys, fieldpass.app; print([m for m in sys.argv[1:] if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code, *SLOW], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"
