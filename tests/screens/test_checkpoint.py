"""The checkpoint: a verdict for each card, no key between two, what a reading lifts, what is recorded."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events

from fieldpass.desk import checkpoint
from fieldpass.desk.office import Office
from fieldpass.desk.passes import PassView
from fieldpass.model.reasons import Reason
from fieldpass.model.times import at_hour
from fieldpass.screens import checkpoint as screen
from fieldpass.screens import checkpoint_camera
from fieldpass.widgets.bigwords import BigWord
from fieldpass.widgets.scan_field import ScanField
from fieldpass.widgets.shades import Shade
from fieldpass.wire import status
from tests.parts import ONLINE, ONSITE, OTHER_DIVISION, OTHER_USCC, Village
from tests.recording import record
from tests.screens.driver import Person, at_work


def shade(person: Person) -> Shade | None:
    return person.app.screen.query_one(BigWord).shade


async def test_scan_after_scan_needs_no_key_between(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    green = place.issue(issuer)
    red = place.decide(issuer, place.apply(issuer, ONLINE), "red", reason=14, note="asked")
    place.publish()
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        await person.enters(green.digits)
        assert shade(person) is Shade.GREEN
        person.sees(ONSITE.name, issuer.require_identity().body_name, "let go 1")
        await person.enters(red.digits)
        assert shade(person) is Shade.RED
        person.sees(ONLINE.name, "stopped 1", "checked 2")
        person.sees_a_tidy_screen()


async def test_an_altered_code_is_invalid_and_shows_nobody(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    middle = len(view.digits) // 2
    altered = (
        view.digits[:middle] + str((int(view.digits[middle]) + 1) % 10) + view.digits[middle + 1 :]
    )
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        await person.enters(altered)
        assert shade(person) is Shade.INVALID
        person.does_not_see(ONSITE.name)


async def test_a_pending_code_is_shown_black_and_white(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    from fieldpass.desk import passes

    application = place.apply(issuer, ONSITE)
    code = passes.open_pass(issuer, passes.latest_of(issuer, application))
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        await person.enters(code.digits)
        assert shade(person) is Shade.PENDING


async def test_a_missing_report_is_lifted_by_a_normal_reading_on_the_same_screen(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    place.screen(issuer, ONSITE)
    place.clock.pass_(days=2)
    place.publish()
    place.synced(issuer)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        await person.enters(view.digits)
        assert shade(person) is Shade.YELLOW
        person.sees("Temperature, serial, ID")
        await person.types("365")
        await person.waits_for("36.5, no symptoms")
        await person.presses("enter")
        assert shade(person) is Shade.GREEN
        person.sees("checked 1", "let go 1")


def silent(place: Village, issuer: Office) -> PassView:
    """A pass that is yellow for its holder's silence alone."""
    view = place.issue(issuer)
    place.list_pass(view.pass_ref, status.YELLOW, reason=Reason.NO_REPORT, screened=True)
    place.publish()
    return view


async def test_a_reading_that_its_own_code_brings_along_lifts_nothing_however_often(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    card = silent(place, issuer)
    checker = place.device("checker", division=OTHER_DIVISION, uscc=OTHER_USCC)
    async with at_work(checker, tmp_path) as person:
        await person.presses("1")
        for _ in range(3):
            await person.scans(f"{card.digits}\r365")
            assert shade(person) is Shade.YELLOW
            person.sees("let go 0")
        for pasted in (f"{card.digits}\n365\n", f"{card.digits}\n\t366\t"):
            person.app.screen.query_one(ScanField).post_message(events.Paste(pasted))
            await person.settles()
            assert shade(person) is Shade.YELLOW
        await person.enters("365")
        assert shade(person) is Shade.GREEN
        person.sees("let go 1")


async def test_a_serial_finds_the_pass_and_esc_clears_then_goes_back(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        await person.enters(view.serial.replace(" ", ""))
        assert shade(person) is Shade.GREEN
        await person.presses("escape")
        assert shade(person) is None
        person.does_not_see(ONSITE.name)
        await person.presses("escape")
        person.is_at("home")


async def test_f4_and_f5_record_another_deed_and_the_look_counts_once(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        person.does_not_see("F4 Do not pass")
        await person.enters(view.digits)
        await person.presses("f5")
        person.sees("waits aside", "aside 1", "let go 0")
        assert len(checkpoint.parked(issuer)) == 1
        await person.presses("f4")
        person.sees("not let through", "stopped 1", "checked 1")


async def test_an_appeal_is_asked_in_the_entry_line_and_recorded(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    red = place.decide(issuer, place.apply(issuer, ONLINE), "red", reason=14, note="asked")
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        await person.enters(red.digits)
        await person.presses("f6")
        person.sees("Appeal: what the person says")
        await person.enters("was cured in January")
        person.sees("The appeal is recorded")


async def test_a_paper_card_is_asked_question_by_question(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1", "f7")
        await person.enters("221X")
        await person.enters("0230x")
        person.sees("Month and day as four digits")
        await person.enters("0227")
        await person.enters("1")
        assert shade(person) is Shade.GREEN
        person.sees("Paper card")


async def test_details_of_a_person_go_by_themselves(
    place: Village, issuer: Office, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(screen, "DETAILS_S", 0.2)
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        await person.enters(view.digits)
        await person.waits_for("Scan the code")
        person.does_not_see(ONSITE.name, view.serial)
        person.sees("let go 1")


async def test_f3_counts_a_green_seen_by_eye(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1", "f3")
        person.sees("let go 1")


async def test_f3_beside_f4_turns_no_refused_card_green(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    red = place.decide(issuer, place.apply(issuer, ONLINE), "red", reason=14, note="asked")
    middle = len(red.digits) // 2
    altered = red.digits[:middle] + str(9 - int(red.digits[middle])) + red.digits[middle + 1 :]
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        for card, shown in ((red.digits, Shade.RED), (altered, Shade.INVALID)):
            await person.enters(card)
            await person.presses("f3")
            assert shade(person) is shown
            person.sees("Esc first", "let go 0")
        await person.presses("escape", "f3")
        assert shade(person) is Shade.GREEN
        person.sees("let go 1", "stopped 2")


async def test_f3_counts_the_green_of_another_systems_card_at_once(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        for code in ("HC1:6BFOXN", "https://pay.example.cn/12345"):
            await person.enters(code)
            await person.presses("f3")
            assert shade(person) is Shade.GREEN
        person.sees("let go 2")


async def test_what_was_said_of_a_card_goes_with_its_details(
    place: Village, issuer: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = place.issue(issuer)
    place.publish()
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        await person.enters(card.digits)
        await person.enters(card.digits)
        person.sees("checked here a moment ago")
        monkeypatch.setattr(screen, "DETAILS_S", 0.2)
        await person.enters(card.digits)
        await person.waits_for("Scan the code")
        person.does_not_see("checked here a moment ago")


async def test_a_wrong_clock_names_the_keys_that_set_it(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    card = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        place.clock.now = at_hour(20000101, 0)
        await person.enters(card.digits)
        assert shade(person) is Shade.UNKNOWN
        person.sees("Esc twice, then 0 and 5")
        await person.presses("escape", "escape", "0", "5")
        person.is_at("clock")


async def test_codes_before_a_camera_are_checked_as_scans_are(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    green = place.issue(issuer)
    red = place.decide(issuer, place.apply(issuer, ONLINE), "red", reason=14, note="asked")
    place.publish()
    film = record(tmp_path / "film.avi", None, green.digits, red.digits)
    async with at_work(issuer, tmp_path) as person:
        person.app.camera = str(film)
        await person.presses("1")
        await person.waits_for("checked 2")
        assert shade(person) is Shade.RED
        person.sees(ONLINE.name, "let go 1", "stopped 1")


async def test_a_camera_that_is_not_there_is_said_and_scanning_goes_on(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        person.app.camera = "99"
        await person.presses("1")
        await person.waits_for("No such camera")
        await person.enters(view.digits)
        assert shade(person) is Shade.GREEN


async def test_a_camera_that_is_plugged_in_later_is_read_without_a_key(
    place: Village, issuer: Office, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(checkpoint_camera, "AGAIN_S", 0.2)
    view = place.issue(issuer)
    place.publish()
    made = record(tmp_path / "made.avi", None, view.digits)
    async with at_work(issuer, tmp_path) as person:
        person.app.camera = str(tmp_path / "film.avi")
        await person.presses("1")
        await person.waits_for("No such camera")
        made.rename(tmp_path / "film.avi")
        await person.waits_for("checked 1")
        assert shade(person) is Shade.GREEN
        person.does_not_see("No such camera")


class _SlowPlatform:
    """Answers a question after the next card was scanned; knows of no pass."""

    def __init__(self) -> None:
        self.asked, self.answers = threading.Event(), threading.Event()

    def ask(self, **_question: object) -> tuple[()]:
        self.asked.set()
        assert self.answers.wait(30)
        return ()


async def _until(person: Person, holds: Callable[[], bool]) -> None:
    for _ in range(1500):
        if holds():
            return
        await person.pilot.pause(0.02)
    raise AssertionError(person.screen)


async def test_a_late_answer_is_not_shown_over_the_next_card(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    place.publish()
    slow = _SlowPlatform()
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1")
        issuer.online, issuer.asker = True, slow
        for key in "000000000098":
            person.app.post_message(events.Key(key, key))
        person.app.post_message(events.Key("enter", "\r"))
        await _until(person, slow.asked.is_set)
        for key in view.digits:
            person.app.post_message(events.Key(key, key))
        person.app.post_message(events.Key("enter", "\r"))
        await _until(person, lambda: shade(person) is Shade.GREEN)
        slow.answers.set()
        await person.settles()
        assert shade(person) is Shade.GREEN
        person.sees(ONSITE.name, "checked 2", "let go 1")


async def test_a_reading_typed_before_the_next_cards_verdict_lifts_no_card_of_before(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    card = silent(place, issuer)
    checker = place.device("checker", division=OTHER_DIVISION, uscc=OTHER_USCC)
    slow = _SlowPlatform()
    async with at_work(checker, tmp_path) as person:
        await person.presses("1")
        await person.enters(card.digits)
        assert shade(person) is Shade.YELLOW
        checker.online, checker.asker = True, slow
        field = person.app.screen.query_one(ScanField)
        field.post_message(events.Paste("000000000098\n"))
        await _until(person, slow.asked.is_set)
        field._key_at = None
        field.post_message(events.Paste("365\n"))
        await _until(person, lambda: "lifts nothing now" in person.screen)
        slow.answers.set()
        await person.settles()
        person.sees("let go 0")


async def test_a_key_pressed_before_the_next_cards_verdict_is_no_deed_on_the_card_before(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    card = place.issue(issuer)
    checker = place.device("checker", division=OTHER_DIVISION, uscc=OTHER_USCC)
    slow = _SlowPlatform()
    async with at_work(checker, tmp_path) as person:
        await person.presses("1")
        await person.enters(card.digits)
        person.sees("let go 1")
        checker.online, checker.asker = True, slow
        field = person.app.screen.query_one(ScanField)
        field.post_message(events.Paste("000000000098\n"))
        await _until(person, slow.asked.is_set)
        for key in ("f4", "f5"):
            person.app.post_message(events.Key(key, None))
            await _until(person, lambda: "next card is being checked" in person.screen)
            await person._drains()
        slow.answers.set()
        await person.settles()
        person.sees("let go 1", "stopped 0", "aside 0")
