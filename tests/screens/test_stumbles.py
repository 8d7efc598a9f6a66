"""What a tired person at the table stumbled over, each mended: see the name of the test."""

from pathlib import Path

import pytest

from fieldpass import locale
from fieldpass.desk import applications, deciding, passes, reports, temperatures
from fieldpass.desk.office import Office
from fieldpass.model.reasons import Reason
from fieldpass.plain.showing import pass_lines
from fieldpass.widgets.record_view import RecordView
from tests.parts import HIGH, ONSITE, Village
from tests.parts import person as person_of
from tests.screens.driver import at_work
from tests.screens.test_apply import fill_who


async def test_the_key_of_a_colour_that_cannot_be_signed_says_why(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, HIGH)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter")
        before = person.lines[-4:-2]
        await person.presses("1")
        assert "measure again" in "".join(person.lines[-5:-2]), person.screen
        assert person.lines[-4:-2] != before
        await person.presses("3")
        person.sees("Red: why?")


def test_a_normal_reading_that_comes_too_early_says_so_and_a_later_one_still_lifts(
    place: Village, issuer: Office
) -> None:
    application = place.apply(issuer, HIGH)
    subject = person_of(HIGH)
    place.clock.pass_(minutes=3)
    early = temperatures.take(issuer, application=application, tenths=366)
    assert not early.confirms
    assert early.text.en.endswith("too early: again in 2 minutes.")
    assert "green" not in _may(issuer, application)
    place.clock.pass_(minutes=3)
    assert temperatures.take(issuer, person=subject, tenths=365).confirms
    assert "green" in _may(issuer, application)
    assert not temperatures.take(issuer, person=subject, tenths=364).confirms


def _may(office: Office, application: bytes) -> set[str]:
    options = applications.open_application(office, application).options
    return {colour for colour in ("green", "yellow", "red") if options.of(colour).allowed}


def test_a_report_repeats_a_high_reading_although_an_early_normal_one_lies_between(
    place: Village, issuer: Office
) -> None:
    card = place.issue(issuer, ONSITE)
    temperatures.take(issuer, pass_ref=card.pass_ref, tenths=378)
    place.clock.pass_(minutes=2)
    temperatures.take(issuer, pass_ref=card.pass_ref, tenths=366)
    place.clock.pass_(minutes=4)
    reports.report(issuer, pass_ref=card.pass_ref, tenths=365)
    assert passes.open_pass(issuer, card.pass_ref).colour == "green"


def test_an_own_reason_is_offered_as_one_that_will_be_said_next(
    place: Village, issuer: Office
) -> None:
    view = applications.open_application(issuer, place.apply(issuer, HIGH))
    for lang, words in (("zh", "别的原因"), ("en", "Another reason")):
        locale.use(lang)
        said = {n: text.of(lang) for n, text in deciding.reasons(view.options, "red", view.days)}
        assert said[int(Reason.ISSUER)].startswith(words)


async def test_a_place_that_is_not_found_is_said_to_be_none_and_no_mistyped_code(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await fill_who(person)
        await person.presses("enter")
        await person.enters("nowhere at all")
        person.sees("Destination    !", "No such place")
        person.does_not_see("code, 0 to 9")


async def test_what_is_not_accepted_is_called_so_and_not_unknown(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONSITE, province_days="3")
    ref = passes.find(issuer, ONSITE.number)[0].pass_ref
    assert pass_lines(passes.open_pass(issuer, ref))[0] == "not accepted [~]"
    async with at_work(issuer, tmp_path) as person:
        await person.presses("5")
        await person.enters(ONSITE.number)
        person.sees("not accepted [~]", "under 14")
        person.does_not_see("cannot tell")


@pytest.mark.parametrize(("lang", "typed"), [("zh", "sz"), ("zh", "设置"), ("en", "settings")])
async def test_the_palette_puts_first_what_is_called_just_so(
    issuer: Office, tmp_path: Path, lang: str, typed: str
) -> None:
    locale.use(lang)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("6", "f1")
        await person.enters(typed)
        person.is_at("settings")


async def test_a_menu_stands_in_the_order_of_its_digits(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0")
        digits = [line.split()[0] for line in person.lines[3:14] if line.strip()]
        assert digits == sorted(digits)
        assert len(digits) == 9


@pytest.mark.parametrize("route", [("2",), ("4",), ("0", "1"), ("0", "9")])
async def test_an_empty_list_offers_nothing_to_open_and_one_with_a_row_does(
    place: Village, issuer: Office, tmp_path: Path, route: tuple[str, ...]
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses(*route)
        view = person.app.screen.query_one(RecordView)
        assert ("Enter Open" in person.footer) is not view.is_empty
        if route == ("2",):
            assert view.is_empty
            place.apply(issuer, ONSITE)
            person.app.front.show()
            await person.settles()
            assert "Enter Open" in person.footer


async def test_a_decided_application_is_counted_in_no_queue_when_its_pass_is_replaced(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer, ONSITE)
    place.apply(issuer, HIGH)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("5")
        await person.enters(view.serial.replace(" ", ""))
        await person.presses("8")
        person.is_at("review")
        assert person.lines[0].startswith("Decide anew ")
        await person.presses("escape", "escape", "escape", "2", "enter")
        assert person.lines[0].startswith("Issue passes 1/1  ")
