"""What a camera sees is told once, and again when it came back."""

import sys

import pytest

from fieldpass.desk import pictures
from fieldpass.desk.pictures import GONE_FRAMES, CameraUnavailable, ImagesNotInstalled, Sights
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
    seen = list(pictures.camera_texts(str(film)))
    assert len(seen) == 16
    assert [text for texts in seen for text in texts] == [ONE, OTHER]


@pytest.mark.parametrize(
    "source", ["99", "", "/nowhere/film.avi", "https://127.0.0.1:9/film.avi", "\x00", "9" * 400]
)
def test_a_camera_that_is_not_there_is_a_sentence_and_writes_nothing(source, capfd):
    with pytest.raises(CameraUnavailable) as caught:
        next(pictures.camera_texts(source))
    assert "扫码枪" in caught.value.text("zh")
    assert str(caught.value) == "camera-unavailable"
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("module", ["cv2", "zxingcpp"])
def test_without_the_extra_a_camera_is_answered_with_how_to_install_it(module, monkeypatch):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ImagesNotInstalled):
        next(pictures.camera_texts("0"))
