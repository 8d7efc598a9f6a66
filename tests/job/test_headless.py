"""`fieldpass demo` without a screen: the seven steps as a stranger's machine would run them."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fieldpass.training import village
from fieldpass.training.server_process import ServerProcess
from tests.job.place import (
    FIELDPASS,
    Place,
    children_of,
    command_of,
    files_below,
    give_up_rights,
    read_only,
    running,
)

PATIENCE_S = 240.0
_SERIAL = r"\d{4} \d{4} \d{4}"
_PEOPLE = (village.ISSUER, village.CHECKER, *village.APPLICANTS, village.ONSITE)


class Demo:
    """A demo that runs as a process of its own."""

    def __init__(self, place: Place, *words: str, lang: str = "en", **popen: Any) -> None:
        self.place = place
        self.process = subprocess.Popen(
            [*FIELDPASS, "--lang", lang, "demo", *words],
            env=place.environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **{"cwd": place.here, "stdin": subprocess.DEVNULL, **popen},
        )
        self.lines: list[str] = []
        self.said = ""

    def finish(self) -> int:
        """Wait for its end; the exit status."""
        out, self.said = self.process.communicate(timeout=PATIENCE_S)
        self.lines += out.splitlines()
        return self.process.returncode

    def wait_until(self, seen: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not seen():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < end
            time.sleep(0.02)

    def servers(self) -> list[int]:
        """The server processes that it has started."""
        return [pid for pid in children_of(self.process.pid) if "serve" in command_of(pid)]


def _closed_standard_input() -> None:
    os.close(0)
    give_up_rights()


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Place]:
    return lambda name: Place.below(tmp_path_factory.mktemp(name))


@pytest.fixture(scope="module")
def runs(places: Callable[[str], Place]) -> dict[str, Demo]:
    """Two whole runs side by side: one asked for, one because nobody looks; both to their ends."""
    asked, piped = places("asked"), places("piped")
    limits = read_only(asked.here)
    found = {
        "asked": Demo(
            asked, "--headless", **{**limits, "preexec_fn": _closed_standard_input, "stdin": None}
        ),
        "piped": Demo(piped, "--folder", str(piped.here / "village"), lang="zh"),
    }
    for demo in found.values():
        demo.finish()
    return found


@pytest.mark.parametrize("name", ["asked", "piped"])
def test_seven_steps_are_done_and_told_a_line_each(runs: dict[str, Demo], name: str) -> None:
    demo = runs[name]
    assert demo.process.returncode == 0, demo.said
    assert [line.split(" ", 1)[0] for line in demo.lines[:7]] == [f"{n}/7" for n in range(1, 8)]
    assert len(demo.lines) == 8
    assert demo.said == ""


def test_the_lines_agree_with_each_other(runs: dict[str, Demo]) -> None:
    lines = runs["asked"].lines
    applied = re.search(r"(\d+) applied online \((.+?)\), (\d+) on site", lines[1])
    assert applied
    online = re.findall(r"\d{4} ?\d{4} ?\d{4}", applied[2])
    assert len(set(online)) == len(online) == int(applied[1])
    everybody = int(applied[1]) + int(applied[3])
    assert f"screened {everybody} applications: 1 with" in lines[2]
    assert f"queue {everybody};" in lines[3]
    serials = re.findall(_SERIAL, lines[3])
    assert len(set(serials)) == len(serials) == everybody
    assert f"{everybody} signed passes" in lines[4]
    digits = re.search(r"at most (\d+) digits", lines[4])
    assert digits
    assert 200 < int(digits[1]) <= 321
    assert serials[0] in lines[4]
    cut = re.search(rf"(\d+) records waited, ({_SERIAL}) was .*back: 0 unsent, (\d+) rec", lines[5])
    assert cut
    assert cut[2] not in serials
    assert int(cut[3]) > int(cut[1]) >= 4
    assert "GO CHECK STOP INVALID CANNOT_TELL" in lines[6]


def test_each_run_speaks_one_language(runs: dict[str, Demo]) -> None:
    invented = {who.name for who in _PEOPLE} | {village.BODY_NAME}
    english = "\n".join(runs["asked"].lines)
    for name in sorted(invented, key=len, reverse=True):
        english = english.replace(name, "")
    assert not re.search(r"[\u4e00-\u9fff]", english), english
    assert all(re.search(r"[\u4e00-\u9fff]", line) for line in runs["piped"].lines)


def test_nothing_is_left_behind(runs: dict[str, Demo]) -> None:
    place = runs["asked"].place
    assert files_below(place.temporary) == []
    assert files_below(place.home) == []
    assert files_below(place.here) == []


def test_data_stay_where_a_folder_is_named_and_nowhere_else(runs: dict[str, Demo]) -> None:
    place = runs["piped"].place
    assert {"village/issuer/data/keys", "village/server/server.log"} <= set(files_below(place.here))
    assert files_below(place.temporary) == []
    assert files_below(place.home) == []


def test_no_log_names_a_person(runs: dict[str, Demo]) -> None:
    """The folder is kept, and the link is cut and comes back in it: what is logged names nobody."""
    logs = [path for path in runs["piped"].place.here.rglob("*.log") if path.is_file()]
    assert logs
    secrets = [each for who in _PEOPLE for each in (who.name, who.phone)]
    secrets += [who.number for who in (*village.APPLICANTS, village.ONSITE)]
    for path in logs:
        said = path.read_text()
        assert "Traceback" not in said
        assert [each for each in secrets if each in said] == []


def test_a_server_that_dies_is_named_by_the_step_that_missed_it(
    places: Callable[[str], Place],
) -> None:
    place = places("killed")
    folder = place.here / "village"
    demo = Demo(place, "--headless", "--folder", str(folder))
    log = folder / "server" / "server.log"
    demo.wait_until(lambda: log.exists() and "listening on" in log.read_text())
    (server,) = demo.servers()
    os.kill(server, signal.SIGKILL)
    assert demo.finish() == 1
    assert demo.lines == []
    assert demo.said.startswith("1/7 step 1 failed: ")
    assert len(demo.said.splitlines()) == 1
    assert "Traceback" not in demo.said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_folder_that_cannot_be_made_is_one_sentence(
    places: Callable[[str], Place], lang: str
) -> None:
    place = places("no folder")
    limits = read_only(place.here)
    demo = Demo(place, "--headless", "--folder", str(place.here / "village"), lang=lang, **limits)
    assert demo.finish() == 2
    assert demo.lines == []
    said = {"zh": "文件夹建不了, 请换一个", "en": "the folder cannot be made: name another one"}
    assert demo.said.splitlines()[-1].endswith(said[lang])
    assert "Traceback" not in demo.said


def test_a_disk_that_stops_taking_data_is_named_by_its_step(
    places: Callable[[str], Place],
) -> None:
    """The folder of the demo's devices cannot be written any more after the server has started."""
    place = places("read only")
    folder = place.here / "village"
    demo = Demo(place, "--headless", "--folder", str(folder), preexec_fn=give_up_rights)
    demo.wait_until(lambda: bool(demo.servers()))
    folder.chmod(0o500)
    assert demo.finish() == 1
    assert demo.lines == []
    assert demo.said.startswith("1/7 step 1 failed: The data folder cannot be written")
    assert len(demo.said.splitlines()) == 1


def test_without_a_terminal_the_screen_says_how_to_go_on(places: Callable[[str], Place]) -> None:
    place = places("no terminal")
    done = subprocess.run(
        [*FIELDPASS, "--lang", "en"],
        env=place.environ(),
        cwd=place.here,
        preexec_fn=_closed_standard_input,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 2
    assert "fieldpass demo --headless" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_demo_that_is_killed_takes_its_server_along(places: Callable[[str], Place]) -> None:
    place = places("killed itself")
    folder = place.here / "village"
    demo = Demo(place, "--headless", "--folder", str(folder))
    log = folder / "server" / "server.log"
    demo.wait_until(lambda: log.exists() and "listening on" in log.read_text())
    (server,) = demo.servers()
    demo.process.kill()
    demo.process.wait(PATIENCE_S)
    end = time.monotonic() + PATIENCE_S
    while running(server) and time.monotonic() < end:
        time.sleep(0.02)
    assert not running(server)
    demo.process.communicate()


class _AskedToEnd(Exception):
    """A signal has come."""


def test_a_signal_in_the_middle_of_a_start_leaves_no_server_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []

    class Slow(subprocess.Popen[str]):
        def __init__(self, *words: Any, **named: Any) -> None:
            super().__init__(*words, **named)
            begun.append(self.pid)
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.3)

    def leave(_number: int, _frame: object) -> None:
        raise _AskedToEnd

    monkeypatch.setattr("fieldpass.training.server_process.subprocess.Popen", Slow)
    before = signal.signal(signal.SIGTERM, leave)
    try:
        server = ServerProcess(tmp_path / "server")
        with pytest.raises(_AskedToEnd):
            server.start()
        server.stop()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert len(begun) == 1
    assert not running(begun[0])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_demo_that_is_ended_takes_its_server_and_its_folder_along(
    places: Callable[[str], Place], number: int
) -> None:
    demo = Demo(places("ended"), "--headless")
    demo.wait_until(lambda: bool(demo.servers()))
    (server,) = demo.servers()
    demo.process.send_signal(number)
    assert demo.finish() != 0
    assert "Traceback" not in demo.said
    assert not running(server)
    assert files_below(demo.place.temporary) == []
