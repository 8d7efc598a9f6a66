"""Whatever a file holds, its codes are read or one sentence says what to do."""

import os
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from fieldpass.desk import pictures
from fieldpass.desk.pictures import (
    NoCodeInPicture,
    PictureForbidden,
    PictureTooLarge,
    PictureUnreadable,
    texts_in_picture,
)
from fieldpass.widgets.qrmatrix import matrix, to_png
from tests.powers import without_powers

Image = pytest.importorskip("PIL.Image")
pytest.importorskip("zxingcpp")

ONE, OTHER = "1" * 321, "2" * 321


def code(text, scale=6):
    return Image.open(BytesIO(to_png(matrix(text), scale=scale))).convert("L")


def test_a_code_is_read_from_each_usual_format(tmp_path):
    for name in ("code.png", "code.jpg", "code.bmp", "code.gif", "code.webp", "code.tif"):
        code(ONE).save(tmp_path / name)
        assert texts_in_picture(tmp_path / name) == [ONE]


def test_two_cards_on_one_table_are_two_cards_and_one_shown_twice_is_one(tmp_path):
    card = code(ONE)
    table = Image.new("L", (card.width * 3 + 80, card.height + 40), 150)
    for place, text in enumerate((ONE, OTHER, ONE)):
        table.paste(code(text), (20 + place * (card.width + 20), 20))
    table.save(tmp_path / "table.png")
    assert sorted(texts_in_picture(tmp_path / "table.png")) == [ONE, OTHER]


def test_a_code_on_a_ground_that_lets_the_page_through_is_read_on_white(tmp_path):
    dark = code(ONE).point(lambda level: 255 - level)
    clear = Image.new("RGBA", dark.size, (0, 0, 0, 0))
    clear.putalpha(dark)
    clear.save(tmp_path / "clear.png")
    assert texts_in_picture(tmp_path / "clear.png") == [ONE]


def test_a_large_photograph_is_read(tmp_path):
    photograph = Image.new("L", (8000, 6000), 170)
    photograph.paste(code(ONE, scale=40), (3000, 2000))
    photograph.save(tmp_path / "photo.jpg")
    assert texts_in_picture(tmp_path / "photo.jpg") == [ONE]


def test_a_picture_without_a_code_says_how_to_take_it_again(tmp_path):
    Image.new("L", (64, 64), 255).save(tmp_path / "blank.png")
    with pytest.raises(NoCodeInPicture) as caught:
        texts_in_picture(tmp_path / "blank.png")
    assert "再拍" in caught.value.text("zh")
    assert "again" in caught.value.text("en")


@pytest.mark.parametrize("edges", [(8001, 8001), (20_000, 20_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(edges, tmp_path, recwarn):
    Image.new("1", edges).save(tmp_path / "large.png")
    with pytest.raises(PictureTooLarge) as caught:
        texts_in_picture(tmp_path / "large.png")
    assert f"{pictures.PIXELS_MOST // 10_000} 万像素" in caught.value.text("zh")
    assert not recwarn.list


def cut(folder):
    data = to_png(matrix(ONE), scale=6)
    return data[: len(data) // 2]


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"GIF89a", b"BM" + b"\xff" * 60, cut],
    ids=["empty", "text", "png", "gif", "bmp", "cut"],
)
def test_what_is_no_picture_or_a_damaged_one_is_one_sentence(data, tmp_path):
    path = tmp_path / "code.png"
    path.write_bytes(data(tmp_path) if callable(data) else data)
    with pytest.raises(PictureUnreadable) as caught:
        texts_in_picture(path)
    assert "JPG" in caught.value.text("zh")
    assert "JPG" in caught.value.text("en")


def test_a_pipe_or_a_folder_under_a_pictures_name_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    for name in ("pipe.png", "folder.png"):
        with pytest.raises(PictureUnreadable):
            texts_in_picture(tmp_path / name)


PROGRAM = b"""%!PS-Adobe-3.0 EPSF-3.0
%%BoundingBox: 0 0 10 10
%%EndComments
showpage
%%EOF
"""


def test_a_program_under_a_pictures_name_is_given_to_no_program_of_the_system(
    tmp_path, monkeypatch
):
    called = tmp_path / "called"
    program = tmp_path / "gs"
    program.write_text(f"#!/bin/sh\necho run >> {called}\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    eps = pytest.importorskip("PIL.EpsImagePlugin")
    monkeypatch.setattr(eps, "gs_binary", None)
    (tmp_path / "code.png").write_bytes(PROGRAM)
    with pytest.raises(PictureUnreadable):
        texts_in_picture(tmp_path / "code.png")
    assert not called.exists()


def test_a_picture_that_is_not_there_or_not_ours_is_named_as_that(tmp_path):
    with pytest.raises(PictureForbidden):
        texts_in_picture(tmp_path / "nowhere.png")
    with TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as open_to_all:
        os.chmod(open_to_all, 0o755)
        kept = Path(open_to_all) / "code.png"
        code(ONE).save(kept)
        kept.chmod(0)
        with without_powers(), pytest.raises(PictureForbidden):
            texts_in_picture(kept)


def test_any_damage_to_a_picture_is_read_or_one_of_these_sentences(tmp_path):
    data, path = to_png(matrix(ONE), scale=4), tmp_path / "damaged.png"
    for place in range(0, len(data), max(1, len(data) // 150)):
        changed = bytearray(data)
        changed[place] ^= 0xFF
        path.write_bytes(changed)
        try:
            assert texts_in_picture(path) == [ONE]
        except (NoCodeInPicture, PictureTooLarge, PictureUnreadable):
            continue
