"""Keys that come all at once, as a slow line brings them after it stood, have their effect in order."""

from pathlib import Path

import pytest
from textual import events

from fieldpass.desk import onsite
from fieldpass.desk.office import Office
from fieldpass.screens import type_ahead
from fieldpass.screens.form import Form
from fieldpass.screens.many import ManyScreen, Somebody
from tests.parts import ONSITE, Village
from tests.screens.driver import KEYS, Person, at_work

F_KEYS = ("f5", "f6")
NAMES = {"\r": "enter", "\x1b[A": "up", "\x1b[B": "down", "\t": "tab"}


async def at_once(person: Person, *keys: str) -> None:
    """All of it in one burst; a text of several characters is typed, a sequence is its key."""
    for part in keys:
        for char in [part] if part in NAMES or part in F_KEYS else part:
            name = NAMES.get(char) or KEYS.get(char, char)
            person.app.post_message(events.Key(name, char if len(char) == 1 else None))
    await person.settles()


def values(person: Person) -> dict[str, str]:
    given = person.app.screen.query_one(Form).values()
    return {name: value for name, value in given.items() if value}


async def table(person: Person) -> None:
    rows = [
        Somebody(key=bytes([n]) * 16, name=name, id_tail="1234", known="")
        for n, name in enumerate(("Wang", "Li", "Zhao", "Sun"))
    ]
    person.app.push_screen(ManyScreen("Table", "words", rows, lambda found: [""] * len(found)))
    await person.settles()


async def test_a_row_of_temperatures_goes_each_into_its_own_field(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await table(person)
        await at_once(person, "365\r366\r\r367")
        assert values(person) == {"0": "365", "1": "366", "3": "367"}


async def test_arrows_and_tabs_at_once_lead_where_they_say(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await table(person)
        await at_once(person, "\x1b[B", "\x1b[A", "1", "\t", "2", "\x1b[B", "3", "\x1b[A", "4")
        assert values(person) == {"0": "1", "1": "24", "2": "3"}


async def test_a_whole_application_typed_ahead_is_the_one_that_is_saved(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await at_once(person, f"{ONSITE.number}\r{ONSITE.name}\r{ONSITE.phone}\rgroup 2\r370211\r")
        person.sees("2/4")
        assert values(person)["phone"] == ONSITE.phone
        assert values(person)["name"] == ONSITE.name
        assert values(person)["residence_detail"] == "group 2"
        assert values(person)["destination_division"] == "370211"
        await at_once(person, "\r1a plant\r300", "f5")
        person.sees("3/4")
        await at_once(person, "f6", "\r2Li Hongmei\r1365")
        person.sees("4/4")
        assert values(person)["promise_by"] == "Li Hongmei"
        assert values(person)["reading"] == "365"
        form = onsite.load_form(issuer)
        assert form is not None
        assert (form.purpose, form.purpose_note, form.province_days) == ("work", "a plant", "300")
        assert set(form.answers.values()) == {"no"}


async def test_what_is_pasted_behind_an_enter_goes_into_the_next_field(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await table(person)
        person.app.post_message(events.Key("enter", "\r"))
        person.app.post_message(events.Paste("371"))
        await person.settles()
        assert values(person) == {"1": "371"}


async def test_a_key_that_is_never_done_holds_nothing_up_for_ever(
    issuer: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type_ahead, "WAIT_MOST_S", 0.05)
    monkeypatch.setattr(type_ahead.TypeAheadApp, "_follow", lambda *_: None)
    async with at_work(issuer, tmp_path) as person:
        await table(person)
        await at_once(person, "365\r366")
        assert values(person) == {"0": "365", "1": "366"}
        assert not person.app.keys_wait


async def test_what_comes_late_of_an_earlier_move_lets_no_key_of_a_later_one_go(
    issuer: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await table(person)
        follow = type_ahead.TypeAheadApp._follow
        monkeypatch.setattr(type_ahead.TypeAheadApp, "_follow", lambda *_: None)
        person.app.post_message(events.Key("enter", "\r"))
        while not person.app.keys_wait:
            await person.pilot.pause(0.01)
        await person.app._arrived(person.app._moves - 1)
        assert person.app.keys_wait
        monkeypatch.setattr(type_ahead.TypeAheadApp, "_follow", follow)
        await person.app._arrived(person.app._moves)
        assert not person.app.keys_wait


async def test_a_scan_behind_the_last_enter_of_a_form_presses_no_key_of_what_follows(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "2", "2")
        await at_once(person, "asked at home\r" + "1" * 60 + "\r")
        person.is_at("review")
        person.sees("That was a scan")
