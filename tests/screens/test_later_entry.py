"""补录 at the keyboard: from the first key to the record with its true time in the store."""

from pathlib import Path

from fieldpass.desk import onsite
from fieldpass.desk.later import is_late
from fieldpass.desk.office import Office
from fieldpass.model.times import at_hour
from tests.parts import ONSITE, Village
from tests.parts import person as person_of
from tests.screens.driver import at_work
from tests.screens.test_apply import fill_promise, fill_where, fill_who
from tests.screens.test_office_tasks import tidy, written

NINE = at_hour(20200224, 9)


async def test_temperatures_of_a_paper_sheet_bear_its_time_until_now_is_chosen_again(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.issue(issuer)
    before = len(written(issuer, "temperature.taken"))
    async with at_work(issuer, tmp_path) as person:
        await person.presses("6", "f3")
        person.sees("Later entry from paper", "0224 1530")
        await person.enters("0931 0900")
        person.sees("Type the time like 1530")
        await person.presses(*["backspace"] * 9)
        await person.enters("0224 0900")
        person.is_at("temperatures")
        person.sees("from paper 24 Feb 9:00")
        await person.enters(ONSITE.number[-4:])
        await person.enters("364")
        person.sees("9:00", "36.4")
        tidy(person)
        await person.presses("f3", "enter")
        person.does_not_see("from paper 24 Feb")
        person.sees("36.4", "(from paper)")
        await person.enters(ONSITE.number[-4:])
        await person.enters("366")
        late, now = written(issuer, "temperature.taken")[:1], written(issuer, "temperature.taken")
        assert len(now) == before + 2
        assert [(one.at, one.body.tenths, is_late(one)) for one in late] == [(NINE, 364, True)]
        assert [is_late(one) for one in now[1:]] == [False] * (before + 1)


async def test_a_report_on_paper_is_taken_down_for_its_day(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.issue(issuer)
    place.clock.pass_(days=2)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("4", "f3")
        await person.enters("0226 2000")
        person.sees("from paper 26 Feb 20:00  Reports", ONSITE.name)
        await person.presses("1")
        await person.enters("365")
        await person.presses("1")
        [record] = written(issuer, "health.reported")
        assert (record.body.day, record.at) == (20200226, at_hour(20200226, 20))
        assert record.entered == issuer.now()


async def test_an_application_on_paper_keeps_its_time_through_a_crash_and_shows_it_in_the_review(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3", "f3")
        await person.enters("0224 0900")
        await fill_who(person)
        kept = onsite.load_form(issuer)
        assert kept is not None
        assert kept.written_at == NINE
        await person.presses("escape", "escape", "3")
        person.sees("On-site", "from paper 24 Feb 9:00")
        await person.presses("f5")
        person.sees("Residence", "from paper 24 Feb 9:00")
        await fill_where(person)
        await person.presses("f6", "enter")
        await fill_promise(person)
        person.is_at("pass_card")
        await person.presses("enter")
        person.is_at("review")
        person.sees("applied 24 Feb 9:00 on paper", "typed in today 10:00", "(from paper)")
        tidy(person)
        [record] = written(issuer, "application.submitted")
        assert (record.at, record.body.channel) == (NINE, "paper")
        assert record.subject == person_of(ONSITE)
        await person.presses("escape")
        assert onsite.load_form(issuer) is None
