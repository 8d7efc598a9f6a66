"""A colleague at another device, on the screens of both: invited, the number typed, admitted."""

from pathlib import Path

import pytest

from fieldpass.desk import introducing
from fieldpass.desk.office import Office
from tests.parts import Village
from tests.screens.driver import at_work
from tests.screens.test_office_tasks import tidy, written


@pytest.fixture
def other(place: Village) -> Office:
    """The colleague's device: registered, and nobody has let it in."""
    return place.device("issuer", authorised=False)


async def test_the_issuer_types_what_is_read_aloud_and_signs_the_admission(
    issuer: Office, other: Office, tmp_path: Path
) -> None:
    shown = introducing.shown(other)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "9", "f4")
        person.is_at("invitation")
        code = introducing.invitation(issuer).code
        person.sees(code, "54371323ME4000017G", "1. On the other device")
        tidy(person)
        await person.enters("123456789012345678901234")
        person.sees("not the code on the colleague's device")
        assert written(issuer, "colleague.admitted") == []
        await person.enters(shown.digits)
        person.is_at("admit")
        person.sees("Admit a colleague: issuer", other.require_identity().name)
        person.does_not_see(shown.check_number, introducing.grouped(shown.check_number))
        tidy(person)
        wrong = str(int(shown.check_number[0]) ^ 1) + shown.check_number[1:]
        await person.presses("down", "down", "down")
        await person.enters(wrong)
        person.sees("The numbers differ")
        tidy(person)
        assert written(issuer, "colleague.admitted") == []
        for _digit in range(30):
            await person.pilot.press("backspace")
        await person.enters(introducing.grouped(shown.check_number))
        person.is_at("staff")
        person.sees("signed; it takes effect")
        [record] = written(issuer, "colleague.admitted")
        assert record.body.device_key == other.device.public
        assert record.body.name == other.require_identity().name


async def test_a_file_from_a_stick_does_as_well(
    issuer: Office, other: Office, tmp_path: Path
) -> None:
    path = introducing.save(introducing.shown(other), tmp_path)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "9", "f4", "f5")
        await person.enters("/nowhere")
        person.sees("not the code on the colleague's device")
        await person.presses("f5")
        await person.enters(str(path))
        person.is_at("admit")


async def test_the_colleagues_device_shows_code_and_number_while_it_waits(
    place: Village, other: Office, tmp_path: Path
) -> None:
    async with at_work(other, tmp_path) as person:
        await person.presses("0", "2")
        person.is_at("register")
        await person.presses("f3")
        person.is_at("introduction")
        tidy(person)
        for group in introducing.grouped(introducing.shown(other).check_number).split():
            person.sees(group)
        await person.presses("f5")
        person.sees("Saved:")
        await person.presses("enter")
        person.is_at("register")
    assert _files(tmp_path) == 1


def _files(folder: Path) -> int:
    return len(list(folder.rglob("colleague-*.txt")))
