"""Ctrl-Z: the driver leaves the terminal between two turns of the loop, never in the midst of a write."""

import asyncio
import signal

import pytest
from textual.drivers.linux_driver import LinuxDriver

from fieldpass.terminal.driver import FieldDriver


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Textual's own driver is told to do."""
    words: list[str] = []
    for name, word in (
        ("_sigtstp_application", "stop"),
        ("_sigcont_application", "go on"),
        ("suspend_application_mode", "leave"),
    ):
        monkeypatch.setattr(LinuxDriver, name, lambda _self, *_, word=word: words.append(word))
    return words


def driver() -> FieldDriver:
    """A driver of no terminal, in the loop that runs."""
    made = object.__new__(FieldDriver)
    made._loop, made._auto_restart = asyncio.get_running_loop(), True
    return made


async def test_a_stop_waits_for_the_loop_s_next_turn_and_comes_once(said: list[str]) -> None:
    one = driver()
    # The signal comes while this thread may hold the lock of the writer's queue.
    one._sigtstp_application(signal.SIGTSTP, None)
    one._sigtstp_application(signal.SIGTSTP, None)
    assert said == []
    await asyncio.sleep(0)
    assert said == ["stop"]
    one._sigcont_application(signal.SIGCONT, None)
    assert said == ["stop"]
    await asyncio.sleep(0)
    assert said == ["stop", "go on"]


async def test_after_a_stop_that_nobody_can_catch_the_terminal_is_taken_anew(
    said: list[str],
) -> None:
    one = driver()
    one._sigcont_application(signal.SIGCONT, None)
    await asyncio.sleep(0)
    assert said == ["leave", "go on"]


async def test_where_the_program_lends_its_terminal_nothing_is_taken_back(said: list[str]) -> None:
    one = driver()
    one._auto_restart = False
    one._sigcont_application(signal.SIGCONT, None)
    await asyncio.sleep(0)
    assert said == ["go on"]
