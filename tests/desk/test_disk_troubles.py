"""What the disk does to a person's work: one sentence, nothing half done, and it goes on afterwards."""

import os

import pytest

from fieldpass.desk import onsite, opening
from fieldpass.store import people
from fieldpass.store.errors import DiskFull, InUse, Missing, ReadOnlyDisk
from tests.laptop import MINE, Laptop
from tests.parts import HIGH, ONSITE, form
from tests.screens.driver import at_work


@pytest.fixture
def laptop(tmp_path):
    made = Laptop(tmp_path)
    yield made
    made.place.close()


def limit_pages(office, extra):
    """Let the file grow by so many pages and no more, as a full disk does."""

    def run(tx):
        used = tx.run("PRAGMA page_count").scalar_one()
        tx.run(f"PRAGMA max_page_count = {used + extra if extra is not None else 1 << 30}")

    office.store.write(run)


def names(office):
    return {row.name for row in office.store.read(people.people_page)}


def test_on_a_full_disk_an_application_is_refused_whole_and_taken_once_there_is_room(laptop):
    office = laptop.office
    onsite.submit(office, form(office, ONSITE))
    limit_pages(office, 0)

    def many():
        for _ in range(50):
            laptop.place.clock.pass_(minutes=1)
            onsite.submit(office, form(office, HIGH))

    with pytest.raises(DiskFull):
        many()
    office.store.check()
    assert ONSITE.name in names(office)
    limit_pages(office, None)
    onsite.submit(office, form(office, HIGH))
    assert names(office) == {ONSITE.name, HIGH.name}


async def test_a_full_disk_is_one_sentence_on_the_screen(laptop, tmp_path, monkeypatch):
    async with at_work(laptop.office, tmp_path) as person:

        def full(_job):
            raise DiskFull("test")

        monkeypatch.setattr(laptop.office.store, "write", full)
        await person.presses("0", "6", "5")
        person.sees("磁盘满了")
        person.sees_a_tidy_screen()
        monkeypatch.undo()
        await person.presses("5")
        person.sees("20 分钟")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_said_before_anything_is_typed(laptop):
    laptop.office.close()
    laptop.folders.data.chmod(0o500)
    try:
        with pytest.raises(ReadOnlyDisk):
            opening.unlock(laptop.folders, MINE, laptop.around)
    finally:
        laptop.folders.data.chmod(0o700)


def test_a_second_program_is_told_that_the_first_has_the_data(laptop):
    with pytest.raises(InUse):
        opening.unlock(laptop.folders, MINE, laptop.around)


def test_without_its_key_file_a_device_says_which_file_is_missing(laptop):
    laptop.office.close()
    for path in laptop.folders.data.glob("keys*"):
        path.unlink()
    with pytest.raises(Missing):
        opening.unlock(laptop.folders, MINE, laptop.around)


def test_after_a_power_cut_in_the_middle_of_the_day_everything_saved_is_there(laptop, tmp_path):
    import shutil

    from fieldpass.config import folders

    office = laptop.office
    onsite.submit(office, form(office, ONSITE))
    # What a cut leaves is what the disk holds now: the mark "in use" and an unmerged journal.
    shutil.copytree(laptop.folders.data, tmp_path / "cut" / "data")
    with opening.unlock(folders(tmp_path / "cut"), MINE, laptop.around) as again:
        assert again.store.unclean
        assert names(again) == {ONSITE.name}
