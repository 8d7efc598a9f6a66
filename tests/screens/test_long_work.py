"""Long work: it says how far it is, Esc stops it, and what was stopped has changed nothing."""

import threading
from pathlib import Path

from fieldpass.desk.office import Office
from fieldpass.desk.progress import Progress
from fieldpass.screens.long_work import LongWork
from tests.parts import ONLINE, Village, village
from tests.screens.driver import Person, at_work


class Job:
    """Work that goes on, row by row, until somebody stops it."""

    def __init__(self) -> None:
        self.begun, self.ended = threading.Event(), threading.Event()

    def __call__(self, progress: Progress) -> int:
        try:
            for row in range(1 << 40):
                progress.step(row)
                self.begun.set()
                threading.Event().wait(0.001)
        finally:
            self.ended.set()
        return 0


async def begin(person: Person, job: Job) -> LongWork:
    """The job, on the list in front."""
    screen = person.app.screen
    assert isinstance(screen, LongWork)
    screen.work_long("Saving ...", job, lambda done: None)
    for _ in range(400):
        if job.begun.is_set():
            return screen
        await person.pilot.pause(0.02)
    raise AssertionError("the job never began")


async def test_esc_stops_long_work_and_only_a_second_one_goes_back(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2")
        job = Job()
        await begin(person, job)
        await person.waits_for("so far. Esc stops.")
        await person.presses("escape")
        assert job.ended.is_set()
        person.is_at("queue")
        person.sees("Stopped. Nothing was changed.")
        await person.presses("escape")
        person.is_at("home")


async def test_a_second_piece_is_not_begun_while_one_is_under_way(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2")
        first, second = Job(), Job()
        screen = await begin(person, first)
        screen.work_long("Again", second, lambda done: None)
        assert not second.begun.is_set()
        await person.presses("escape")


async def test_locking_the_program_ends_the_work(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2")
        job = Job()
        await begin(person, job)
        person.app.action_lock()
        await person.settles()
        assert job.ended.is_set()
        person.is_at("opening")


async def test_a_save_that_is_stopped_leaves_no_file(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONLINE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "f7")
        real = Progress.step
        try:
            Progress.step = lambda self, done: (self.stop(), real(self, done))[1]  # type: ignore[method-assign]
            await person.presses("enter")
        finally:
            Progress.step = real  # type: ignore[method-assign]
        person.sees("Stopped. Nothing was changed.")
        folder = person.app.folders.data / "export"
        assert not folder.exists() or list(folder.iterdir()) == []


def test_the_audits_check_can_be_stopped_between_two_records(tmp_path: Path) -> None:
    from fieldpass.desk import audit

    place = village(tmp_path / "store")
    office = place.device("issuer")
    place.apply(office, ONLINE)
    heard: list[int] = []
    assert audit.check(office, heard.append) > 0
    assert heard == [0]
    place.close()
