"""Many at once: a household, a workshop, the board's reports; the plots; each to the store or the screen."""

from pathlib import Path

import pytest

from fieldpass.desk import courses, groups, reports, temperatures
from fieldpass.desk.office import Office
from fieldpass.model.records import PassRef
from fieldpass.model.times import DAY, HOUR
from fieldpass.plain.plots import course_words, spread_words
from fieldpass.screens.panel import Span
from fieldpass.screens.plot_lines import course_lines, spread_lines
from fieldpass.terminal.width import cells
from tests.parts import HIGH, ONLINE, ONSITE, Village
from tests.parts import person as person_of
from tests.screens.driver import at_work
from tests.screens.test_office_tasks import tidy, written

HOME = "后坡村2组 8号"


def _household(place: Village, issuer: Office) -> PassRef:
    card = place.issue(issuer, ONSITE, residence_detail=HOME, purpose_note="某电子厂 二车间")
    place.apply(issuer, ONLINE, residence_detail="后坡村 2组8号", purpose_note="县一中")
    place.apply(issuer, HIGH, residence_detail="后坡村3组 8号", purpose_note="某电子厂二车间")
    return card.pass_ref


def test_a_household_is_one_address_and_a_workshop_one_employer_whatever_the_spaces(
    place: Village, issuer: Office
) -> None:
    _household(place, issuer)
    home, work = groups.groups_of(issuer, person_of(ONSITE))
    assert {one.name for one in home.members} == {ONSITE.name, ONLINE.name}
    assert {one.name for one in work.members} == {ONSITE.name, HIGH.name}
    assert (home.kind, work.kind, work.title.zh) == ("household", "workshop", "某电子厂 二车间")
    assert [one.tenths for one in home.members if one.name == ONSITE.name] == [ONSITE.tenths]


async def test_a_workplace_of_hundreds_comes_in_parts_that_name_their_first_and_last(
    place: Village, issuer: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MEMBERS_MOST", 2)
    for who in (ONSITE, ONLINE, HIGH):
        place.apply(issuer, who, residence_detail=who.name, purpose_note="某电子厂")
    home, first, second = groups.groups_of(issuer, person_of(ONSITE))
    names = sorted(one.name for one in (ONSITE, ONLINE, HIGH))
    assert [one.name for one in (*first.members, *second.members)] == names
    assert [(one.first, len(one.members), one.of) for one in (home, first, second)] == [
        (1, 1, 1), (1, 2, 3), (3, 1, 3),
    ]  # fmt: skip
    async with at_work(issuer, tmp_path) as person:
        await person.presses("6")
        await person.enters(ONSITE.number[-4:])
        await person.presses("f5")
        person.sees(f"(1-2 of 3: {names[0]} to {names[1]})", f"(3-3 of 3: {names[2]}")
        tidy(person)
        await person.presses("3")
        person.sees(names[2])
        person.does_not_see(names[0])


async def test_a_whole_household_is_measured_in_one_table(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    _household(place, issuer)
    before = len(written(issuer, "temperature.taken"))
    async with at_work(issuer, tmp_path) as person:
        await person.presses("6")
        person.does_not_see("F5 Household", "F6 14 days")
        await person.enters(ONSITE.number[-4:])
        await person.presses("f5")
        person.sees("Household or workplace", "household: ", "(2)", "workplace or class")
        await person.presses("1")
        person.is_at("many")
        person.sees(ONSITE.name, ONLINE.name, "today 10:00: 36.5")
        tidy(person)
        await person.presses("f5")
        person.sees("No temperature has been typed")
        await person.enters("20")
        await person.enters("384")
        person.sees("too low")
        assert len(written(issuer, "temperature.taken")) == before
        await person.presses("up", *["backspace"] * 3)
        await person.types("366")
        await person.presses("f5")
        person.is_at("temperatures")
        person.sees("2 temperatures written", "High: 38.4")
        taken = written(issuer, "temperature.taken")[before:]
        assert sorted(one.body.tenths for one in taken) == [366, 384]
        assert {one.subject for one in taken} == {person_of(ONSITE), person_of(ONLINE)}


async def test_the_board_tells_when_each_pass_turns_yellow_and_takes_many_reports_at_once(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    for who in (ONSITE, ONLINE):
        place.issue(issuer, who)
        place.screen(issuer, who)
    place.clock.pass_(days=1)
    reports.report(issuer, person=person_of(ONLINE), tenths=365)
    place.issue(issuer, HIGH, reading="366")
    place.screen(issuer, HIGH)
    place.synced(issuer)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("4")
        # Ten in the morning: tonight at 24:00 is in 14 hours, tomorrow's end in 38.
        person.sees("Not reported today", ONSITE.name, "14 h")
        person.does_not_see(ONLINE.name)
        await person.presses("f4")
        person.sees("soonest yellow first", "14 h", "38 h")
        assert person.screen.index(ONSITE.name) < person.screen.index(ONLINE.name)
        tidy(person)
        await person.presses("f4", "f5")
        person.is_at("many")
        person.sees("Ask each for symptoms", ONSITE.name)
        await person.enters("364")
        person.is_at("reports")
        person.sees("1 temperature written", "Nobody is missing today")
        record = written(issuer, "health.reported")[-1]
        assert (record.subject, record.body.tenths, record.body.symptoms) == (
            person_of(ONSITE), 364, (),
        )  # fmt: skip


async def test_forty_people_turn_pages_and_an_error_leads_to_its_page(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    from fieldpass.screens.many import ManyScreen, Somebody

    saved: list[list[tuple[object, int]]] = []

    def save(found: list[tuple[object, int]]) -> list[str]:
        saved.append(found)
        return [""] * len(found)

    people = [Somebody(key=n, name=f"人{n}", id_tail=f"{n:04}") for n in range(40)]
    async with at_work(issuer, tmp_path) as person:
        person.app.push_screen(ManyScreen("Workshop", "Words.", people, save))
        await person.settles()
        person.sees("Workshop 1/3", "人0 0000", "人14 0014")
        person.does_not_see("人15")
        await person.enters("36x")
        for _ in range(14):
            await person.presses("enter")
        person.sees("Workshop 2/3", "人15 0015")
        await person.types("365")
        await person.presses("f5")
        person.sees("Workshop 1/3", "Correct the fields")
        tidy(person)
        await person.presses("backspace")
        await person.types("4")
        await person.presses("f5")
        assert saved == [[(0, 364), (15, 365)]]


# The plots.


def _text(line: object) -> str:
    parts = line if isinstance(line, tuple) else (line,)
    return "".join(one.text if isinstance(one, Span) else str(one) for one in parts)


def test_a_course_draws_each_day_in_its_column_and_a_fever_with_a_letter_of_its_own(
    place: Village, issuer: Office
) -> None:
    card = place.issue(issuer, ONSITE)
    place.clock.pass_(days=1)
    reports.report(issuer, pass_ref=card.pass_ref, tenths=362)
    place.clock.pass_(days=1)
    temperatures.take(issuer, pass_ref=card.pass_ref, tenths=381)
    course = courses.course(issuer, person_of(ONSITE))
    assert [day.tenths for day in course.days[-3:]] == [(365,), (362,), (381,)]
    assert [day.reported for day in course.days[-3:]] == [False, True, False]
    assert len(course.days) == courses.DAYS
    lines = [_text(line) for line in course_lines(course)]
    assert len(lines) <= 20
    assert all(cells(line) <= 80 for line in lines if not line.startswith("\x00"))
    columns = {line[7 + 13 * 5 + 1]: line for line in lines if len(line) > 73 and line[73] == "X"}
    assert list(columns) == ["X"]
    assert columns["X"].strip().startswith("38.")
    assert any("36.5" in line and "36.2" in line and "38.1" in line for line in lines)


def test_the_spread_counts_todays_temperatures_by_size_and_keeps_the_fever_line_apart(
    place: Village, issuer: Office
) -> None:
    assert "No temperature" in _text(spread_lines(courses.today(issuer))[1])
    card = place.issue(issuer, ONSITE)
    for tenths in (365, 372, 373, 420):
        temperatures.take(issuer, pass_ref=card.pass_ref, tenths=tenths)
    temperatures.take(issuer, pass_ref=card.pass_ref, tenths=390, at=issuer.now() - DAY)
    reports.report(issuer, pass_ref=place.issue(issuer, ONLINE).pass_ref, tenths=364)
    spread = courses.today(issuer)
    assert dict(spread.counts) == {364: 1, 365: 3, 372: 1, 373: 1, 420: 1}
    assert (spread.total, spread.high) == (7, 2)
    lines = [_text(line) for line in spread_lines(spread)]
    assert len(lines) <= 20
    assert "7 temperatures today, 2 at or over 37.3" in lines[-1]
    assert [line.split()[1] for line in lines if "X" in line] == ["1", "1"]


async def test_plots_are_shown_from_the_temperatures_and_from_the_board(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.issue(issuer)
    place.clock.pass_(days=1)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("6")
        await person.enters(ONSITE.number[-4:])
        await person.presses("f6")
        person.sees(f"14 days: {ONSITE.name}", "36.5", "fever line")
        tidy(person)
        await person.presses("escape", "f7")
        person.sees("No temperature has been taken today")
        await person.presses("escape")
        await person.enters("378")
        await person.presses("f7")
        person.sees("1 temperature today, 1 at or over 37.3", "XXX")
        tidy(person)
        await person.presses("escape", "escape", "4", "f6")
        person.sees(f"14 days: {ONSITE.name}", "37.8")


def test_what_was_typed_in_from_paper_is_marked_in_both_plots_and_line_by_line(
    place: Village, issuer: Office
) -> None:
    card = place.issue(issuer, ONSITE)
    place.clock.pass_(days=1)
    temperatures.take(issuer, pass_ref=card.pass_ref, tenths=364, at=issuer.now() - 2 * HOUR)
    temperatures.take(issuer, pass_ref=card.pass_ref, tenths=366)
    course = courses.course(issuer, person_of(ONSITE))
    today = course.days[-1]
    assert (today.tenths, today.late) == ((364, 366), (True, False))
    assert [day.from_paper for day in course.days[-2:]] == [False, True]
    [marks] = [_text(line) for line in course_lines(course) if "from p" in _text(line)]
    assert marks.rstrip().endswith("*")
    assert len(marks.rstrip()) == 7 + 13 * 5 + 2
    assert len(course_lines(course)) <= 20
    assert "36.4 (from paper), 36.6" in "\n".join(course_words(course))
    spread = courses.today(issuer)
    assert (spread.total, spread.late) == (2, 1)
    assert "1 typed in from paper" in _text(spread_lines(spread)[-1])
    assert "1 typed in from paper" in spread_words(spread)[-1]


async def test_the_course_is_shown_from_the_pass_itself(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.issue(issuer)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("5", "enter")
        person.is_at("pass_card")
        person.sees("9 14 days")
        await person.presses("9")
        person.sees(f"14 days: {ONSITE.name}", "36.5", "fever line")
        tidy(person)
        await person.presses("escape")
        person.is_at("pass_card")
