"""Every task of the full screens can be done line by line: the registry of keys, held against plain.

Rules: 1. Each action of each screen has a way to it from home (answers, a line each), or stands in
`OTHERWISE` with the reason. 2. At the end of its way the action is offered by number and label, and
typing the number does something. 3. Where the input ends right there, nothing half done is left.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldpass import locale
from fieldpass.desk import checkpoint, mending, passes, reports
from fieldpass.desk.mending import Remedy
from fieldpass.plain.menu import nothing, number
from fieldpass.store import records
from fieldpass.terminal.actions import ACTIONS, by_id
from fieldpass.training.village import CONTACT, MORE
from tests.laptop import CHEAP, Laptop
from tests.parts import HIGH, ONLINE, ONSITE
from tests.plain.talking import BARE, talk
from tests.screens.test_office_tasks import give_back, written

OTHERWISE = {
    ("back", "everywhere"): "0 goes back and 00 leaves the task, at every question",
    ("help", "everywhere"): "12 wherever a menu stands: see test_12_explains_and_18_locks",
    ("lock", "everywhere"): "18 wherever a menu stands: see test_12_explains_and_18_locks",
    ("strong_light", "everywhere"): "there are no colours",
    ("palette", "everywhere"): "each task says its menu, and 12 explains it",
    ("redraw", "everywhere"): "nothing is drawn: what was said stays above",
    ("list.choose", "list"): "a row is chosen by its digit",
    ("list.up", "list"): "rows are read out, nine at a time",
    ("list.down", "list"): "rows are read out, nine at a time",
    ("list.page_up", "list"): "what was said stays above",
    ("list.page_down", "list"): "Enter goes on",
    ("list.home", "list"): "0, and the list again, begins at the first row",
    ("list.end", "list"): "words find what stands far down",
    ("checkpoint.confirm", "checkpoint"): "Enter ends each answer",
    ("review.next", "review"): "Enter goes back to the list, which shows what waits",
    ("review.withdraw", "review"): "asked at each draft: see test_tasks",
    ("opening.language", "opening"): "before home: see test_program and test_opening",
    ("opening.recover", "opening"): "before home: see test_opening",
    ("quit", "opening"): "00 there: see test_program",
    ("recovery.done", "recovery"): "Enter is asked for: see test_opening",
    **{("form.next", screen): "Enter ends each answer" for screen in by_id("form.next").screens},
    **{
        ("task.submit", screen): "the task is done after its last question"
        for screen in by_id("task.submit").screens
    },
    ("form.submit", "register"): "the form is sent after its last question",
    (
        "register.poll",
        "register",
    ): "offered while the platform has not answered: see test_elsewhere",
    ("register.introduce", "register"): "offered while nobody has admitted: see test_elsewhere",
    ("introduction.save", "introduction"): "on the colleague's own device: see test_elsewhere",
    ("pass.done", "introduction"): "Enter goes back",
    ("pass.invert", "introduction"): "2 and 3 draw it for either ground",
    ("invitation.enter", "invitation"): "Enter ends each answer",
    ("register.later", "register"): "00",
    ("apply.step", "apply"): "questions follow each other",
    ("apply.all_no", "apply"): "offered by digit at the questions: see test_tasks",
    ("apply.discard", "apply"): "offered by digit where a form was left: see test_tasks",
    ("pass.done", "pass_card"): "Enter goes back",
    ("pass.invert", "pass_card"): "2 and 3 draw it for either ground",
    ("passes.enter", "passes"): "Enter ends each answer",
    ("temperatures.enter", "temperatures"): "Enter ends each answer",
    ("clock.enter", "clock"): "Enter ends each answer",
    ("settings.theme", "settings"): "there are no colours",
    ("help.page", "help"): "help is said at once",
    ("reading.page", "reading"): "a text is said at once",
}
AT_ONCE = frozenset(
    {"checkpoint.green_seen", "checkpoint.refuse", "checkpoint.park", "parked.go", "parked.refuse",
     "review.green", "pass.export", "returned.again", "returned.noted"}
)  # fmt: skip
"""What is done by its number alone, as by its key on the screen."""

SERIAL, HIGH_ROW, RED = "{serial}", "{high}", "{red}"
WAYS: dict[str, tuple[str, ...]] = {
    "home": (),
    "checkpoint": ("1", SERIAL),
    "apply": ("3",),
    "review": ("2", "15", CONTACT.name, "1"),
    "queue": ("2",),
    "pass_card": ("5", SERIAL),
    "passes": ("5",),
    "temperatures": ("6", SERIAL, ""),
    "reports": ("4",),
    "sending": ("0", "1"),
    "batches": ("0", "1", "16"),
    "reds": ("13",),
    "more": ("0",),
    "settings": ("0", "3"),
    "people": ("0", "6"),
    "erasures": ("0", "7"),
    "audit": ("0", "8"),
    "staff": ("0", "9"),
    "parked": ("1", "5"),
    "invitation": ("0", "9", "14"),
}
"""The answers that lead from home to the menu of a screen."""


def _pairs() -> list[tuple[str, str]]:
    return [(one.id, screen) for one in ACTIONS for screen in one.screens]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    """A device with something to do in each of its lists, for what changes nothing here."""
    made = busy(tmp_path_factory.mktemp("laptop") / "home")
    yield made
    made.office.close()


def busy(home: Path) -> Laptop:
    """Such a device, made anew."""
    made = Laptop(home)
    made.place.synced(made.office)
    office, place = made.office, made.place
    view = place.issue(office, ONSITE)
    place.apply(office, HIGH)
    place.decide(office, place.apply(office, ONLINE), "red", reason=14, note="coughs")
    reports.report(office, pass_ref=view.pass_ref, tenths=364)
    place.decide(office, place.apply(office, MORE[0]), "green")
    place.apply(office, MORE[1])
    passes.void(office, place.issue(office, MORE[2]).pass_ref, "misprint")
    for kind in ("health.reported", "application.submitted", "pass.voided"):
        give_back(office, written(office, kind)[-1])
    give_back(office, written(office, "decision.made")[-2])
    place.apply(office, CONTACT)
    place.clock.pass_(days=1)
    place.synced(office)
    checkpoint.did(office, checkpoint.check(office, view.serial), "parked")
    return made


def _way(laptop: Laptop, id: str, screen: str) -> tuple[str, ...]:
    """The answers from home to where an action is offered."""
    office = laptop.office
    if screen == "returned":
        found = mending.returned(office)
        wanted: Remedy = id.removeprefix("returned.")  # type: ignore[assignment]
        row = next(at for at, one in enumerate(found, 1) if wanted in one.remedies)
        return "14", str(row)
    if id in ("parked.go", "parked.refuse"):
        return "1", "5", "1"
    serial = passes.find(office, ONSITE.number)[0].serial
    return tuple(answer.format(serial=serial) for answer in WAYS[screen])


def test_no_action_of_the_full_program_is_forgotten() -> None:
    covered = {pair for pair in _pairs() if pair[1] in WAYS or pair[1] == "returned"}
    assert set(_pairs()) - covered - set(OTHERWISE) == set()
    assert set(OTHERWISE) <= set(_pairs()), "an exception for what is not there"


def _offered() -> list[tuple[str, str]]:
    return [pair for pair in _pairs() if pair not in OTHERWISE]


@pytest.mark.parametrize(("id", "screen"), _offered(), ids=["-".join(one) for one in _offered()])
def test_each_action_is_offered_by_number_and_label_and_does_something(
    shared: Laptop, id: str, screen: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    locale.use("zh")
    laptop = (
        busy(tmp_path / "fresh") if id in AT_ONCE or screen in ("parked", "returned") else shared
    )
    monkeypatch.setattr("fieldpass.desk.people_here.DEFAULT_COST", CHEAP)
    action, before = by_id(id), laptop.office.store.read(records.count)
    way = _way(laptop, id, screen)
    typed = number(action)
    label = action.shown_label()
    said = talk(laptop.office, tmp_path, *way, typed)
    shown = f"{typed[-1] if screen == 'checkpoint' else typed} {label}"
    assert shown in said, said
    after = said[said.rindex(shown) :]
    assert nothing(typed) not in after, after
    assert "程序内部出错" not in said, said
    if screen not in ("checkpoint", "parked") and id not in AT_ONCE:
        assert laptop.office.store.read(records.count) == before, "half done at the input's end"


def test_12_explains_and_18_locks(shared: Laptop, tmp_path: Path) -> None:
    locale.use("zh")
    said = talk(shared.office, tmp_path, "2", "12", "18", "1")
    assert by_id("queue.sort").shown_help() in said
    assert "00 " in said
    assert not said.rstrip().endswith("00 退出>"), "locked, and asked nothing more"


def test_without_chinese_glyphs_every_menu_is_english_and_every_name_latin(
    shared: Laptop, tmp_path: Path
) -> None:
    locale.use("en")
    for screen, way in WAYS.items():
        serial = passes.find(shared.office, ONSITE.number)[0].serial
        answers = [answer.format(serial=serial) for answer in way]
        if screen == "review":
            answers[2] = CONTACT.number[-4:]
        said = talk(shared.office, tmp_path, *answers, profile=BARE)
        assert said.isascii()
        assert "??" not in said, f"{screen}: {said}"
    locale.use("zh")
