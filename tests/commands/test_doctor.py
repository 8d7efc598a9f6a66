"""`fieldpass doctor` says what it found and what to do, and never takes for good what it did not look at."""

import json
import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench.corpus import DEVICE, SCOPE, Corpus
from fieldpass.commands.group import main
from fieldpass.config import folders
from fieldpass.desk import audit, doctor, opening
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.times import DAY, MINUTE
from fieldpass.screens import wording
from fieldpass.store import feed, forking, log, outbox
from fieldpass.store.database import Store
from fieldpass.sync.steps import FeedEntry
from fieldpass.terminal import cells, checkup
from fieldpass.terminal.profiles import BASE
from fieldpass.terminal.profiles import Surroundings as Terminal
from fieldpass.training.server_process import ServerProcess
from fieldpass.wire.bundle import LogId, open_bundle
from tests.parts import Chance, Clock
from tests.screens.snapshots.stage import CHEAP, SECRET

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def around() -> Surroundings:
    return Surroundings(clock=Clock(), chance=Chance("doctor"))


@pytest.fixture
def device(tmp_path: Path, around: Surroundings) -> Path:
    opening.set_up(folders(tmp_path), SECRET, around, cost=CHEAP).office.close()
    return tmp_path


def run(home: Path, *options: str, lang: str = "en", text: str | None = None) -> Result:
    words = ["--home", str(home), "--lang", lang, "doctor", *options]
    return CliRunner().invoke(main, words, input=text)


@pytest.mark.parametrize(("lang", "words"), [("zh", "数据文件夹"), ("en", "data folder")])
def test_a_sound_machine_has_nothing_to_do_in_both_languages(
    tmp_path: Path, lang: str, words: str
) -> None:
    done = run(tmp_path, lang=lang)
    assert done.exit_code == 0, done.output
    assert words in done.output


def test_the_answer_as_json_has_a_state_for_each_check(tmp_path: Path) -> None:
    found = {each["name"]: each["state"] for each in json.loads(run(tmp_path, "--json").output)}
    assert found.keys() >= {"profile", "glyphs", "display", "folder", "store", "clock", "link"}
    assert (found["link"], found["store"], found["folder"]) == ("unknown", "unknown", "ok")


def test_without_a_passphrase_the_contents_count_as_not_checked(
    device: Path, around: Surroundings
) -> None:
    found = doctor.store(folders(device), None, around)
    assert found.state == "unknown"
    assert "not checked" in found.found.en


def test_with_the_passphrase_the_store_is_opened_and_looked_through(
    device: Path, around: Surroundings
) -> None:
    assert doctor.store(folders(device), SECRET, around).state == "ok"
    assert doctor.store(folders(device), "another secret", around).state == "bad"
    asked = run(device, "--unlock", "--json", text="wrong secret\n")
    assert asked.exit_code == 1
    assert "wrong secret" not in asked.output


def test_records_that_stand_in_no_chain_are_counted_with_what_brings_them_back(
    device: Path, around: Surroundings
) -> None:
    with Store.in_memory() as other:
        other.write(lambda tx: log.open_log(tx, LogId(SCOPE, DEVICE.kid, 0)))
        other.write(lambda tx: log.append(tx, list(Corpus().records(3))))
        other.write(lambda tx: outbox.seal_pending(tx, DEVICE, 5))
        (sealed,) = other.read(outbox.unsent)
    bundle = open_bundle(sealed.data, lambda _kid: DEVICE.public)
    office = opening.unlock(folders(device), SECRET, around)
    item = FeedEntry(position=1, bundle=bundle.data)
    office.store.write(lambda tx: feed.apply_bundle(tx, SCOPE, item, bundle))
    office.store.write(lambda tx: forking.give_way(tx, bundle.log, common=0))
    shown = audit.lines(office)
    office.close()
    assert [(one.state.en, one.number) for one in shown] == [("in no chain", None)] * 3
    assert wording.audit_lines(shown[0])[0].startswith(("in no chain", "不在链上"))
    found = doctor.store(folders(device), SECRET, around)
    assert found.state == "ok"
    assert "3 records stand in no chain" in found.found.en
    assert "3 条记录" in found.found.zh
    assert found.do is not None


def test_a_damaged_store_is_bad_and_says_so(device: Path, around: Surroundings) -> None:
    database = max(folders(device).data.iterdir(), key=lambda file: file.stat().st_size)
    content = bytearray(database.read_bytes())
    for place in range(len(content) // 2, len(content) // 2 + 4096):
        content[place] ^= 0xFF
    database.write_bytes(content)
    found = doctor.store(folders(device), SECRET, around)
    assert found.state == "bad"
    assert found.found.en


def test_a_folder_that_is_a_file_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    blocked.chmod(0o400)
    found = doctor.folder(folders(blocked / "home"))
    assert found.state in ("ok", "bad")


@pytest.mark.parametrize(("free_mb", "state"), [(50, "bad"), (300, "warning"), (900, "ok")])
def test_too_little_room_asks_for_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_mb: int, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(0, 0, free_mb * 1_000_000))
    found = doctor.folder(folders(tmp_path))
    assert found.state == state
    assert (found.do is None) == (state == "ok")


def test_a_clock_before_the_last_writing_is_bad(device: Path) -> None:
    written = max(file.stat().st_mtime for file in folders(device).data.iterdir()) * 1000
    assert doctor.clock(folders(device), int(written)).state == "ok"
    behind = doctor.clock(folders(device), int(written) - DAY)
    assert behind.state == "bad"
    assert behind.do is not None


def test_an_unreachable_platform_says_where_to_look(around: Surroundings) -> None:
    found = doctor.link("http://127.0.0.1:9", around)
    assert found.state == "bad"
    assert found.do is not None
    assert "proxy" in found.do.en


def test_a_platform_that_answers_is_held_against_the_own_clock(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path)
    server.start()
    try:
        from fieldpass.desk.surroundings import real_surroundings

        real = real_surroundings()
        assert doctor.link(server.url, real).state == "ok"
        late = replace(real, clock=lambda: real.clock() + 90 * MINUTE)
        off = doctor.link(server.url, late)
        assert off.state == "bad"
        assert "90 min" in off.found.en
    finally:
        server.stop()


def test_a_small_window_and_wide_half_blocks_are_told() -> None:
    assert checkup.size(80, 24).state == "ok"
    assert checkup.size(79, 24).state == "bad"
    assert checkup.glyphs(lambda glyph: checkup.GLYPHS[glyph]).state == "ok"
    wide = checkup.glyphs(lambda glyph: 2)
    assert wide.state == "bad"
    assert "U+2580" in wide.found.en
    assert checkup.glyphs(None).state == "unknown"
    assert checkup.glyphs(lambda glyph: None).state == "unknown"


def test_the_code_is_read_back_from_its_own_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    for blocks in ("upper", "lower"):
        assert checkup.code(replace(BASE["full"], blocks=blocks), 80, 24).state == "ok"
    assert checkup.code(replace(BASE["full"], blocks="reverse"), 132, 60).state == "ok"
    assert checkup.code(BASE["full"], 40, 12).state == "bad"
    monkeypatch.setattr(checkup, "_read_back", lambda *_: "")
    assert checkup.code(BASE["full"], 80, 24).state == "bad"
    monkeypatch.setattr(checkup, "find_spec", lambda _name: None)
    assert checkup.code(BASE["full"], 80, 24).state == "unknown"


def test_a_console_without_chinese_and_a_failed_self_test_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    console = replace(BASE["console"], chinese=False)
    assert checkup.profile(console, Terminal(term="linux")).state == "warning"
    assert checkup.display(console).state == "ok"
    monkeypatch.setattr(cells, "self_test", lambda: "textual 9 is not 8")
    assert checkup.display(console).state == "warning"
    assert checkup.display(BASE["serial"]).state == "bad"


def test_a_drawing_with_a_wrong_glyph_is_not_read_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the drawing that is read: modules alone would still be right."""
    monkeypatch.setattr("fieldpass.widgets.dots.cell", lambda _top, _bottom, _blocks: (" ", False))
    assert checkup.code(BASE["full"], 80, 24).state == "bad"
