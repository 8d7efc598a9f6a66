"""What a camera sees is told once, and again when it came back; why one gives nothing is a sentence."""

import os
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from fieldpass.desk import cameras
from fieldpass.desk.cameras import (
    GONE_FRAMES,
    STILL_FRAMES,
    CameraForbidden,
    CameraMissing,
    CameraStopped,
    CameraTaken,
    CameraUnavailable,
    RecordingUnreadable,
    Sights,
)
from fieldpass.desk.pictures import ImagesNotInstalled
from fieldpass.terminal.width import cells
from tests.camera_driver import CAMERA, built, held_before, run
from tests.powers import without_powers
from tests.recording import record

ONE, OTHER = "1" * 321, "2" * 321


def test_a_card_held_still_is_one_card():
    sights = Sights()
    assert [sights.new([ONE]) for _ in range(200)] == [[ONE]] + [[]] * 199


def test_a_card_that_is_missed_for_a_moment_is_still_the_same():
    sights = Sights()
    sights.new([ONE])
    for _ in range(GONE_FRAMES - 1):
        assert sights.new([]) == []
    assert sights.new([ONE]) == []


def test_a_card_that_comes_back_is_looked_at_again():
    sights = Sights()
    sights.new([ONE])
    for _ in range(GONE_FRAMES):
        sights.new([])
    assert sights.new([ONE]) == [ONE]


def test_the_next_card_is_told_at_once_and_the_first_one_after_it():
    sights = Sights()
    told = [sights.new(texts) for texts in ([ONE], [OTHER], [ONE])]
    assert told == [[ONE], [OTHER], [ONE]]


def test_a_recording_is_read_to_its_end(tmp_path):
    film = record(tmp_path / "film.avi", None, ONE, None, OTHER)
    seen = list(cameras.camera_texts(str(film)))
    assert len(seen) == 16
    assert [text for texts in seen for text in texts] == [ONE, OTHER]


@pytest.mark.parametrize(
    "source", ["99", "", "/nowhere/film.avi", "https://127.0.0.1:9/film.avi", "\x00", "9" * 400]
)
def test_a_camera_that_is_not_there_is_a_sentence_and_writes_nothing(source, capfd):
    with pytest.raises(CameraMissing) as caught:
        next(cameras.camera_texts(source))
    assert "扫码枪" in caught.value.text("zh")
    assert str(caught.value) == "camera-missing"
    assert capfd.readouterr() == ("", "")


def test_a_device_that_gives_no_picture_is_taken_or_none(capfd):
    with pytest.raises(CameraTaken):
        next(cameras.camera_texts("/dev/null"))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("data", [b"", b"no film" * 1000])
def test_a_file_that_is_no_recording_is_named_as_one(data, tmp_path, capfd):
    (tmp_path / "film.avi").write_bytes(data)
    with pytest.raises(RecordingUnreadable):
        next(cameras.camera_texts(str(tmp_path / "film.avi")))
    with pytest.raises(RecordingUnreadable):
        next(cameras.camera_texts(str(tmp_path)))
    assert capfd.readouterr() == ("", "")


def test_a_camera_that_the_system_keeps_from_us_asks_for_the_right(tmp_path):
    film = record(tmp_path / "film.avi", ONE)
    film.chmod(0)
    with without_powers(), pytest.raises(CameraForbidden):
        next(cameras.camera_texts(str(film)))
    # One in a place that everybody reaches: the file itself is what is kept from us.
    with TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as open_to_all:
        os.chmod(open_to_all, 0o755)
        kept = Path(open_to_all) / "film.avi"
        kept.write_bytes(b"")
        kept.chmod(0)
        with without_powers(), pytest.raises(CameraForbidden):
            next(cameras.camera_texts(str(kept)))


def test_what_streams_and_ends_was_unplugged(tmp_path):
    film = record(tmp_path / "film.avi", ONE).read_bytes()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    def stream():
        with pipe.open("wb", buffering=0) as out:
            out.write(film)

    threading.Thread(target=stream, daemon=True).start()
    seen = []
    with pytest.raises(CameraStopped):
        seen.extend(cameras.camera_texts(str(pipe)))
    assert pipe.is_fifo()


def test_a_recording_may_stand_still_as_long_as_it_likes(tmp_path):
    film = record(tmp_path / "film.avi", ONE, frames=STILL_FRAMES + 20)
    seen = list(cameras.camera_texts(str(film)))
    assert len(seen) == STILL_FRAMES + 20


@pytest.mark.parametrize("kind", CameraUnavailable.__subclasses__())
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_sentence_about_a_camera_fits_the_checkpoints_one_row(kind, lang):
    assert cells(kind().text(lang)) < 80


# A whole camera: the program over a driver.


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("camera")
    library, seen = built(folder), held_before(folder, ONE)

    def verify(mode, lang="zh"):
        words = ("--home", str(folder), "--lang", lang, "verify", "--camera", CAMERA, "--json")
        return run(library, seen, mode, *words)

    return verify


def test_a_camera_that_another_program_has_is_said_and_nothing_else_written(machine):
    done = machine("busy")
    assert done.returncode == 2
    assert CameraTaken.told.text.zh in done.stderr
    assert "WARN" not in done.stderr
    assert done.stdout == ""
    assert CameraTaken.told.what.en in machine("busy", "en").stderr


def test_a_camera_that_is_unplugged_says_so_and_keeps_the_verdicts_from_before(machine):
    done = machine("gone:20")
    assert done.stderr == f"{CameraStopped.told.text.zh}\n"
    (answer,) = done.stdout.splitlines()
    assert '"unknown-key"' in answer or '"INVALID"' in answer
    assert done.returncode in (3, 5)


def test_a_camera_that_is_gone_and_gives_its_last_frame_again_and_again_is_found_out(machine):
    done = machine("still:20")
    assert done.stderr == f"{CameraStopped.told.text.zh}\n"
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("module", ["cv2", "zxingcpp"])
def test_without_the_extra_a_camera_is_answered_with_how_to_install_it(module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImagesNotInstalled):
        next(cameras.camera_texts("0"))
