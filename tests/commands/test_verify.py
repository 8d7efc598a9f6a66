"""`fieldpass verify`: offline, from the public trust file, by exit status."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from fieldpass.desk import trust_file
from fieldpass.model.reasons import Reason
from fieldpass.widgets.qrmatrix import matrix, to_png
from fieldpass.wire import status, token
from tests.powers import without_powers
from tests.recording import record

AT = "2020-02-25T11:00"


def verdict(result):
    return json.loads(result.stdout)


def relisted(place, issuer, home, card, mark, reason=0):
    place.list_pass(card.pass_ref, mark, reason=reason)
    place.publish()
    trust_file.export(issuer, home / "data" / trust_file.NAME)


# The verdict.


def test_a_green_pass_goes_with_exit_0(run, home, card):
    result = run("verify", card.digits, "--at", AT, "--json")
    assert result.exit_code == 0
    said = verdict(result)
    assert (said["verdict"], said["stage"], said["code"]) == ("GO", "colour", "GREEN")
    assert said["claims"]["serial"] == card.serial.replace(" ", "")
    assert said["lists_as_of"] == 1582596000000
    assert set(said) == {"verdict", "stage", "code", "claims", "lists_as_of", "text"}
    assert set(said["text"]) == {"zh", "en"}


@pytest.mark.parametrize(
    ("mark", "reason", "word", "status_"),
    [
        (status.YELLOW, Reason.NO_REPORT, "CHECK", 4),
        (status.RED, Reason.EX3, "STOP", 1),
        (status.VOID, 0, "INVALID", 5),
    ],
)
def test_a_listed_pass_ends_with_its_verdicts_exit_status(
    run, place, issuer, home, card, mark, reason, word, status_
):
    relisted(place, issuer, home, card, mark, reason)
    result = run("verify", card.digits, "--at", AT, "--json")
    assert (result.exit_code, verdict(result)["verdict"]) == (status_, word)


def test_an_expired_pass_is_checked_with_exit_4(run, home, card):
    result = run("verify", card.digits, "--at", "2020-03-02T00:00", "--json")
    assert (result.exit_code, verdict(result)["code"]) == (4, "EXPIRED")


def test_the_last_minute_of_the_last_day_still_goes(run, home, card):
    assert run("verify", card.digits, "--at", "2020-03-01T23:59+08:00").exit_code == 0
    assert run("verify", card.digits, "--at", "2020-03-01T16:00+00:00").exit_code == 4


def test_without_any_list_nothing_can_be_told(run, tmp_path, card):
    result = run("verify", card.digits, "--json", home=tmp_path / "new")
    assert (result.exit_code, verdict(result)["verdict"]) == (3, "CANNOT_TELL")
    assert verdict(result)["claims"] is None


def test_an_altered_code_is_invalid_with_exit_5(run, home, card):
    data = bytearray(token.from_text(card.digits))
    data[-1] ^= 1
    result = run("verify", token.to_text(bytes(data)), "--at", AT, "--json")
    assert (result.exit_code, verdict(result)["stage"]) == (5, "signature")


def test_a_clock_before_the_newest_list_cannot_tell(run, home, card, monkeypatch):
    monkeypatch.setattr("fieldpass.commands.verify._now", lambda: 1582596000000 - 3_600_000)
    result = run("verify", card.digits, "--json")
    assert (result.exit_code, verdict(result)["code"]) == (3, "clock")


def test_the_text_is_read_from_standard_input_too(run, home, card):
    result = run("verify", "-", "--at", AT, stdin=f"{card.digits}\n")
    assert result.exit_code == 0


def test_people_read_a_word_a_reason_the_holder_and_the_date_of_the_lists(run, home, card):
    result = run("verify", card.digits, "--at", AT)
    assert result.stdout.splitlines()[0] == "GO: 通行"
    assert "张卫东" in result.stdout
    assert "2020-02-25 10:00" in result.stdout
    english = run("--lang", "en", "verify", card.digits, "--at", AT).stdout
    assert english.splitlines()[0] == "GO: may pass"
    assert "Lists as of 2020-02-25 10:00" in english


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["1", "--image", __file__],
        ["1", "--at", "yesterday"],
        ["1", "--lists", "/nowhere"],
        ["--image", "/nowhere.png"],
        ["--image", __file__],
        ["1", "--lists", __file__],
        ["1", "--other"],
    ],
)
def test_bad_usage_ends_with_exit_2(run, home, words):
    assert run("verify", *words).exit_code == 2


def test_an_unreadable_trust_file_is_named_and_not_worked_around(run, home, card):
    (home / "data" / trust_file.NAME).write_bytes(b"\xff\xff")
    result = run("verify", card.digits)
    assert result.exit_code == 2
    assert "名单文件读不懂" in result.output


def test_lists_of_another_file_serve_where_none_are_held(run, home, tmp_path, card):
    given = home / "data" / trust_file.NAME
    words = ("verify", card.digits, "--at", AT, "--lists", given)
    assert run(*words, home=tmp_path / "new").exit_code == 0
    assert not (tmp_path / "new" / "data" / trust_file.NAME).exists()


def test_the_code_is_read_from_a_picture(run, home, card, tmp_path):
    zxingcpp = pytest.importorskip("zxingcpp")
    image = pytest.importorskip("PIL.Image")
    import qrcode

    assert zxingcpp
    drawn = qrcode.QRCode(version=6, error_correction=qrcode.ERROR_CORRECT_L, border=3)
    drawn.add_data(card.digits)
    rows = drawn.get_matrix()
    picture = image.new("L", (len(rows), len(rows)))
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    picture.resize((len(rows) * 6, len(rows) * 6)).save(tmp_path / "code.png")
    result = run("verify", "--image", tmp_path / "code.png", "--at", AT)
    assert result.exit_code == 0
    image.new("L", (64, 64), 255).save(tmp_path / "blank.png")
    assert run("verify", "--image", tmp_path / "blank.png").exit_code == 2


def test_a_folder_of_pictures_gets_a_verdict_each_and_the_worst_ones_status(
    run, home, card, tmp_path
):
    pytest.importorskip("zxingcpp")
    folder = tmp_path / "photos"
    folder.mkdir()
    assert run("verify", "--image", folder).exit_code == 2
    forged = card.digits[:-1] + ("1" if card.digits[-1] != "1" else "2")
    (folder / "a.png").write_bytes(to_png(matrix(card.digits), scale=4))
    (folder / "b.png").write_bytes(to_png(matrix(forged), scale=4))
    (folder / "notes.txt").write_text("no picture")
    result = run("verify", "--image", folder, "--at", AT, "--json")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(one["file"], one["verdict"]) for one in answers] == [
        ("a.png", "GO"),
        ("b.png", "INVALID"),
    ]
    assert result.exit_code == 5
    told = run("verify", "--image", folder, "--at", AT).stdout
    assert told.index("a.png") < told.index("GO") < told.index("b.png") < told.index("INVALID")


def test_a_picture_that_gives_nothing_keeps_no_other_of_its_folder_from_a_verdict(
    run, home, card, tmp_path
):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (folder / "b.jpg").write_bytes(b"")
    (folder / "c.png").write_bytes(to_png(matrix("blank"), scale=2)[:60])
    (folder / "d.png").write_bytes(to_png(matrix(card.digits), scale=4))
    result = run("verify", "--image", folder, "--at", AT, "--json")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(one["file"], one["verdict"], one["code"]) for one in answers] == [
        ("a.heic", "CANNOT_TELL", "picture-unreadable"),
        ("b.jpg", "CANNOT_TELL", "picture-unreadable"),
        ("c.png", "CANNOT_TELL", "picture-unreadable"),
        ("d.png", "GO", "GREEN"),
    ]
    assert result.exit_code == 3
    assert "存成 JPG" in run("verify", "--image", folder, "--at", AT).stdout


NAMES = ["a\x1b]0;x\x07\x1b[2J.png", "b\u202egnp.png", "c\nGO: may pass.png", "e\x9b31m.png"]


@pytest.mark.parametrize("name", NAMES)
def test_a_pictures_name_gives_the_terminal_no_orders_and_makes_no_line(
    run, home, card, tmp_path, name
):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / name).write_bytes(b"")
    said = run("verify", "--image", folder, "--at", AT).stdout
    assert all(line.isprintable() for line in said.splitlines())
    assert not any(line.startswith("GO") for line in said.splitlines())
    answered = run("verify", "--image", folder, "--at", AT, "--json").stdout
    assert answered.rstrip("\n").isprintable()
    assert json.loads(answered)["file"] == name


def test_a_holders_name_that_reads_like_a_verdict_begins_no_line(run, place, issuer, home, card):
    signed = token.sign_pass(
        issuer.issuer,
        replace(
            token.read_pass(token.from_text(card.digits)).claims,
            name="GO: may pass",
            colour="red",
            reason=3,
            sequence=77,
        ),
    )
    said = run("--lang", "en", "verify", token.to_text(signed), "--at", AT).stdout.splitlines()
    assert [line for line in said if line.startswith("GO")] == []
    assert said[0] == "STOP: may not pass"
    assert "Holder: GO: may pass  " in said[2]


def test_an_export_follows_no_link_of_the_stick_to_another_file(run, home, card, tmp_path):
    own = tmp_path / "own.txt"
    own.write_text("mine")
    stick = tmp_path / "stick"
    stick.mkdir()
    for ending in (".new", ".part"):
        (stick / f"lists{ending}").symlink_to(own)
    assert run("trust", "export", stick / "lists").exit_code == 0
    assert own.read_text() == "mine"
    assert trust_file.load(stick / "lists") == trust_file.load(home / "data" / trust_file.NAME)


def test_two_codes_in_one_picture_get_a_verdict_each(run, home, card, tmp_path):
    image = pytest.importorskip("PIL.Image")
    from io import BytesIO

    forged = card.digits[:-1] + ("1" if card.digits[-1] != "1" else "2")
    left, right = (
        image.open(BytesIO(to_png(matrix(one), scale=6))) for one in (card.digits, forged)
    )
    table = image.new("L", (left.width * 2 + 20, left.height), 200)
    table.paste(left, (0, 0))
    table.paste(right, (left.width + 20, 0))
    table.save(tmp_path / "table.png")
    result = run("verify", "--image", tmp_path / "table.png", "--at", AT, "--json")
    kinds = sorted(json.loads(line)["verdict"] for line in result.stdout.splitlines())
    assert (kinds, result.exit_code) == (["GO", "INVALID"], 5)


def test_a_folder_without_pictures_or_with_too_many_says_which_to_name(
    run, home, tmp_path, monkeypatch
):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "notes.txt").write_text("no picture")
    empty = run("verify", "--image", folder)
    assert (empty.exit_code, "JPG" in empty.output) == (2, True)
    assert "JPG" in run("--lang", "en", "verify", "--image", folder).output
    monkeypatch.setattr("fieldpass.commands.verify._PICTURES_MOST", 2)
    for name in "abc":
        (folder / f"{name}.png").write_bytes(b"")
    many = run("--lang", "en", "verify", "--image", folder)
    assert (many.exit_code, "several folders" in many.output) == (2, True)


def test_a_folder_that_the_system_keeps_from_us_is_a_sentence(run, home):
    with TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as place:
        kept = Path(place) / "photos"
        kept.mkdir()
        Path(place).chmod(0o755)
        kept.chmod(0)
        with without_powers():
            result = run("--lang", "en", "verify", "--image", kept, home=Path(place) / "none")
        kept.chmod(0o700)
    assert result.exit_code == 2
    assert "This folder cannot be read" in result.output


def test_a_camera_gives_a_verdict_for_each_card_and_the_worst_ones_status(
    run, home, card, tmp_path
):
    forged = card.digits[:-1] + ("1" if card.digits[-1] != "1" else "2")
    film = record(tmp_path / "film.avi", card.digits, forged, None)
    result = run("verify", "--camera", film, "--at", AT, "--json")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["verdict"] for one in answers] == ["GO", "INVALID"]
    assert result.exit_code == 5
    blank = record(tmp_path / "blank.avi", None)
    assert run("verify", "--camera", blank).exit_code == 2
    missing = run("verify", "--camera", "99")
    assert missing.exit_code == 2
    assert "99" not in missing.stdout


def test_without_the_extra_a_picture_is_answered_with_how_to_install_it(
    run, home, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "zxingcpp", None)
    (tmp_path / "code.png").write_bytes(b"")
    result = run("verify", "--image", tmp_path / "code.png")
    assert result.exit_code == 2
    assert "fieldpass[images]" in result.output
