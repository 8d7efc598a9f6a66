"""`fieldpass backup`, `restore`, `repair`, `export`: as from a shell, on a real encrypted device."""

import csv

import pytest
from click.testing import CliRunner

from fieldpass import locale
from fieldpass.commands.group import main
from fieldpass.desk import onsite, opening, people_here
from fieldpass.store import envelope, people
from fieldpass.store.replacing import DATABASE
from tests.laptop import CHEAP, MINE, OTHER, Laptop
from tests.parts import ONSITE, form


@pytest.fixture
def laptop(tmp_path):
    made = Laptop(tmp_path / "home")
    onsite.submit(made.office, form(made.office, ONSITE))
    yield made
    made.place.close()


@pytest.fixture
def run(tmp_path, laptop):
    """Run `fieldpass` on that device, which was closed; in English."""

    def run(*words, home=tmp_path / "home", typed=f"{MINE}\n"):
        laptop.office.close()
        before = locale.language()
        try:
            given = ["--home", str(home), "--lang", "en", *map(str, words)]
            return CliRunner().invoke(main, given, input=typed)
        finally:
            locale.use(before)

    return run


def names(laptop, secret=MINE):
    with opening.unlock(laptop.folders, secret, laptop.around) as office:
        return [row.name for row in office.store.read(people.people_page)]


def test_a_backup_restores_what_was_there_and_keeps_the_files_of_now(laptop, run, tmp_path):
    file = tmp_path / "stick" / "backup.db"
    assert run("backup", file).exit_code == 0
    (laptop.folders.data / DATABASE).write_bytes(b"spoiled")
    done = run("restore", file, "--yes")
    assert done.exit_code == 0, done.output
    assert names(laptop) == [ONSITE.name]
    (aside,) = laptop.folders.data.glob("replaced-*")
    assert (aside / DATABASE).read_bytes() == b"spoiled"


def test_a_backup_restores_on_another_laptop_from_its_two_files_without_issuer_keys(
    laptop, run, tmp_path
):
    file = tmp_path / "backup.db"
    run("backup", file)
    other = tmp_path / "other"
    assert run("restore", file, "--yes", home=other).exit_code == 0
    unlocked = envelope.unlock(other / "data" / "keys", MINE, now=0)
    assert unlocked.issuer_seed is None
    assert envelope.unlock(laptop.folders.data / "keys", MINE, now=0).issuer_seed is not None


def test_the_secret_of_now_restores_a_backup_from_before_it_was_changed(laptop, run, tmp_path):
    file = tmp_path / "backup.db"
    run("backup", file)
    office = laptop.unlocks(MINE)
    people_here.change_secret(office, MINE, OTHER, OTHER, cost=CHEAP)
    assert run("restore", file, "--yes", typed=f"{OTHER}\n").exit_code == 0


def test_a_backup_holds_no_plaintext(run, tmp_path):
    run("backup", tmp_path / "backup.db")
    for path in tmp_path.glob("backup.db*"):
        data = path.read_bytes()
        assert ONSITE.name.encode() not in data
        assert ONSITE.number.encode() not in data


def test_a_backup_is_never_written_over(run, tmp_path):
    file = tmp_path / "backup.db"
    file.write_text("something else")
    done = run("backup", file)
    assert done.exit_code == 1
    assert "not overwritten" in done.output
    assert file.read_text() == "something else"


def test_a_backup_of_another_device_changes_nothing(laptop, run, tmp_path):
    stranger = Laptop(tmp_path / "stranger", "another")
    file = tmp_path / "backup.db"
    stranger.office.store.back_up(file)
    stranger.place.close()
    done = run("restore", file, "--yes")
    assert done.exit_code == 1
    assert "another device's" in done.output
    assert names(laptop) == [ONSITE.name]


def test_a_wrong_secret_opens_nothing_and_says_so(run, tmp_path):
    done = run("backup", tmp_path / "b.db", typed="not this one\n")
    assert (done.exit_code, (tmp_path / "b.db").exists()) == (1, False)
    assert "Wrong passphrase" in done.output


def test_the_secret_may_come_from_a_file(run, tmp_path):
    (tmp_path / "secret").write_text(MINE + "\n")
    file = tmp_path / "b.db"
    assert run("backup", file, "--secret-file", tmp_path / "secret", typed="").exit_code == 0
    assert file.exists()


def test_a_missing_backup_says_so(run, tmp_path):
    assert run("restore", tmp_path / "none.db", "--yes").exit_code == 1


def test_restore_asks_first_and_a_no_changes_nothing(laptop, run, tmp_path):
    run("backup", tmp_path / "b.db")
    done = run("restore", tmp_path / "b.db", typed="n\n")
    assert done.exit_code == 1
    assert not list(laptop.folders.data.glob("replaced-*"))


def test_repair_puts_a_damaged_database_together(laptop, run):
    laptop.office.close()
    path = laptop.folders.data / DATABASE
    data = bytearray(path.read_bytes())
    data[-2000] ^= 255
    path.write_bytes(data)
    done = run("repair")
    assert done.exit_code == 0, done.output
    assert "not sent yet" in done.output
    with opening.unlock(laptop.folders, MINE, laptop.around) as office:
        office.store.check()
    assert list(laptop.folders.data.glob("damaged-*"))


def test_an_export_asks_because_its_files_are_plain(run, tmp_path):
    done = run("export", tmp_path / "out", typed="n\n")
    assert done.exit_code == 1
    assert "not encrypted" in done.output
    assert not (tmp_path / "out").exists()


def test_an_export_has_a_file_for_each_table_and_times_with_their_zone(run, tmp_path):
    out = tmp_path / "out"
    done = run("export", out, "--yes")
    assert done.exit_code == 0, done.output
    assert {path.stem for path in out.iterdir()} == {
        "people",
        "applications",
        "passes",
        "readings",
        "reports",
    }
    with (out / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["name"], row["number"]) == (ONSITE.name, ONSITE.number)
    assert row["declared_at"].endswith("+08:00")
    assert all(path.stat().st_mode & 0o077 == 0 for path in out.iterdir())


def test_what_the_export_prints_names_nobody(run, tmp_path):
    done = run("export", tmp_path / "out", "--yes")
    assert ONSITE.name not in done.output
    assert ONSITE.number not in done.output


def test_a_name_that_looks_like_a_formula_is_text_in_the_export(tmp_path, laptop, run):
    office = laptop.office
    laptop.place.clock.pass_(minutes=1)
    onsite.submit(office, form(office, ONSITE, name="=HYPERLINK(1)"))
    run("export", tmp_path / "out", "--yes")
    assert "'=HYPERLINK" in (tmp_path / "out" / "people.csv").read_text(encoding="utf-8-sig")


def test_while_the_program_runs_the_commands_say_that_the_data_is_in_use(laptop, tmp_path):
    words = ["--home", str(tmp_path / "home"), "--lang", "en", "backup", str(tmp_path / "b.db")]
    before = locale.language()
    done = CliRunner().invoke(main, words, input=f"{MINE}\n")
    locale.use(before)
    assert done.exit_code == 1
    assert "Another fieldpass" in done.output
