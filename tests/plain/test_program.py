"""The plain program as it is started: on a real terminal without a screen, and in a pipe."""

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldpass.config import folders
from fieldpass.desk import opening, passes
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.store import outbox
from fieldpass.training import village
from tests.job.place import FIELDPASS, Place
from tests.terminal.tty import Tty, has_stopped

SECRET = "four words only mine"
CTRL_C, CTRL_D = b"\x03", b"\x04"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.below(tmp_path)


@pytest.fixture
def new(place: Place) -> Iterator[Tty]:
    """A new device at a terminal that can show nothing but lines."""
    with Tty([*FIELDPASS, "--lang", "en"], environ=_dumb(place), cwd=place.here) as tty:
        tty.wait_for("Passphrase (Enter alone")
        yield tty


def _dumb(place: Place, **more: str) -> dict[str, str]:
    return place.environ(TERM="dumb", FIELDPASS_HOME=str(place.here / "device"), **more)


def _piped(place: Place, *answers: str, words: tuple[str, ...] = ()) -> tuple[int, str]:
    done = subprocess.run(
        [*FIELDPASS, "--lang", "en", *words],
        env=_dumb(place),
        cwd=place.here,
        input="".join(f"{answer}\n" for answer in answers).encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == b"", done.stderr.decode()
    assert b"\x1b" not in done.stdout
    return done.returncode, done.stdout.decode()


def _after(tty: Tty, answer: bytes, *words: str) -> None:
    tty.send(answer)
    tty.wait_for(*words)


def _set_up(tty: Tty) -> None:
    _after(tty, SECRET.encode() + b"\r", "Once more")
    _after(tty, SECRET.encode() + b"\r", "Written down?")
    _after(tty, b"\r", "Platform (address on the slip)")
    _after(tty, b"00\r", "00 quits")


def test_a_dumb_terminal_is_talked_to_line_by_line(new: Tty) -> None:
    before = list(new.settings_before)
    _set_up(new)
    _after(new, b"1\r", "Card, serial or ID number")
    new.send(b"\r")
    new.wait_for("00 quits")
    new.send(CTRL_D)
    assert new.wait_for_end() == 0
    raw = bytes(new.raw)
    assert SECRET.encode() not in raw
    assert b"\x1b" not in raw
    assert new.settings == before


def test_a_pause_and_back_repeats_the_question(new: Tty) -> None:
    # The leader of a session is not stopped by its terminal's Ctrl+Z; a shell's job is, by this signal.
    new.kill(signal.SIGSTOP)
    new.wait_until(lambda: has_stopped(new.pid), "the stop")
    asked = new.raw.count(b"Passphrase (Enter alone")
    new.kill(signal.SIGCONT)
    new.wait_until(lambda: new.raw.count(b"Passphrase (Enter alone") > asked, "the question")
    _set_up(new)


@pytest.mark.parametrize(
    ("send", "status"), [(CTRL_C, 130), (CTRL_D, 1), (b"00\r", 0)], ids=["ctrl-c", "ctrl-d", "00"]
)
def test_it_ends_in_order_before_it_is_unlocked(new: Tty, send: bytes, status: int) -> None:
    new.send(send)
    assert new.wait_for_end() == status
    assert new.settings == new.settings_before
    assert b"Traceback" not in new.raw


def test_a_signal_to_end_closes_the_store_in_order(new: Tty, place: Place) -> None:
    _set_up(new)
    new.kill(signal.SIGTERM)
    assert new.wait_for_end() == 128 + signal.SIGTERM
    assert b"Traceback" not in new.raw
    device = folders(place.here / "device")
    with opening.unlock(device, SECRET, real_surroundings()) as office:
        assert office.identity is None


def test_a_script_sets_a_device_up_and_verifies_a_card(place: Place) -> None:
    status, said = _piped(place, SECRET, SECRET, "", "00", "1", "9" * 301, "", "00")
    assert status == 0
    assert "CANNOT TELL [~]" in said or "INVALID [-]" in said
    assert said.rstrip().endswith("Locked. Everything is saved.")
    status, said = _piped(place, "wrong", SECRET)
    assert status == 0
    assert "Platform (address on the slip)" in said


def test_an_input_that_ends_at_once_is_one_sentence_and_a_status(place: Place) -> None:
    status, said = _piped(place, words=("--profile", "plain"))
    assert status == 1
    assert "The input ended before the device was unlocked." in said


def test_a_reader_that_has_gone_is_no_fault(place: Place) -> None:
    with subprocess.Popen(
        [*FIELDPASS, "--profile", "plain"],
        env=_dumb(place),
        cwd=place.here,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"short\n" * 3)
        process.stdin.close()
        assert process.stderr.read() == b""


def test_the_job_of_a_morning_without_a_screen(place: Place) -> None:
    """A real platform: registered, an online application decided, sent, verified, all by lines."""
    folder = place.here / "village"
    with Tty(
        [*FIELDPASS, "--lang", "en", "demo", "--folder", str(folder)],
        environ=_dumb(place),
        cwd=place.here,
    ) as tty:
        tty.screen.resize(60, 80)
        tty.wait_for("Passphrase (Enter: the one on the slip)")
        _after(tty, b"\r", "Once more")
        _after(tty, b"\r", "Written down?")
        _after(tty, b"\r" * 12, "Authorised.", "00 quits")
        _after(tty, b"2\r", "To review: ")
        tty.wait_until(lambda: _opens(tty), "the applications")
        _after(tty, b"1\r", "Choose by digit, Enter or 0", village.ONLINE.name, "1 Sign green")
        _after(tty, b"1\r", "Enter signs")
        _after(tty, b"\r", "green: pass [OK]", "1 The code as digits")
        tty.send(b"1\r")
        tty.wait_until(lambda: bool(_code(tty)), "the digits")
        digits = _code(tty)
        _after(tty, b"\r", "To review: 5")
        _after(tty, b"0\r", "Home. To review 5")
        _after(tty, b"1\r", "Card, serial or ID number")
        _after(tty, digits.encode() + b"\r", "GO [OK]", village.ONLINE.name)
        _after(tty, b"\r", "This shift: checked 1, let go 1")
        _after(tty, b"0\r", "1 Sending")
        _after(tty, b"1\r", "15 Send now")
        _after(tty, b"15\r", "Not yet at the platform: 0")
        _after(tty, b"00\r", "Home.")
        _after(tty, b"00\r", "Locked")
        assert tty.wait_for_end() == 0
        assert b"\x1b" not in bytes(tty.raw)
    with opening.unlock(folders(folder / "issuer"), village.SECRET, real_surroundings()) as office:
        view = passes.open_pass(office, passes.find(office, digits)[0].pass_ref)
        assert (view.colour, view.name) == ("green", village.ONLINE.name)
        assert office.store.read(outbox.unsent_count) == 0


def _opens(tty: Tty) -> bool:
    """Ask for the list until the platform's applications have come."""
    if tty.shows("To review: 6"):
        return True
    if tty.text.rstrip().endswith("goes back>"):
        tty.send(b"0\r")
    elif tty.text.rstrip().endswith("00 quits>"):
        tty.send(b"2\r")
    return False


def _code(tty: Tty) -> str:
    found = re.findall(r"\b\d{200,322}\b", tty.raw.decode(errors="replace").replace("\r\n", "\n"))
    return found[-1] if found else ""
