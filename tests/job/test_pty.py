"""The whole job in a real terminal, started as a person starts it: keys as bytes, the screen as cells.

One person does everything in one sitting, as the job has it; each test below is a station of it and
begins where the one before it ended.
"""

import os
import random
import re
import signal
from collections.abc import Iterator

import pytest

from fieldpass.config import folders
from fieldpass.desk import opening, passes
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.store.outbox import unsent_count
from fieldpass.training import village
from fieldpass.wire import token
from tests.job.hands import Person
from tests.job.place import Place, children_of, command_of, files_below, running
from tests.terminal.tty import ENTER, ESC, F6, F10

_SERIAL = re.compile(r"\d{4} \d{4} \d{4}")


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place.below(tmp_path_factory.mktemp("place"))


@pytest.fixture
def person(place: Place) -> Iterator[Person]:
    with Person(place) as someone:
        yield someone


def _set_up(person: Person) -> str:
    """From the start to the home screen, Enter by Enter; gives the recovery code."""
    person.sees("这是一台新机", "F6 English")
    person.presses(ENTER, "恢复码", "抄好了请按回车")
    code = re.search(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", person.tty.text)
    assert code
    person.presses(ENTER, "登记码", village.USCC[:4], village.ISSUER.name)
    assert not person.tty.shows(code[0])
    person.presses(ENTER, "已授权", "请按回车")
    person.presses(ENTER, "王秀英(签发人)", "有网", "待审 6")
    return code[0]


def _issue_green(person: Person) -> str:
    """From home: the first of the queue gets a normal reading and a green pass; gives its digits."""
    person.presses(b"2", "待审核 1/6", village.ONLINE.name, "周小燕")
    person.presses(ENTER, "第二关", "已核验", "1 签绿", "青岛市黄岛区")
    person.presses(b"4", "再按回车")
    person.tty.type_in("364")
    person.presses(ENTER, "已记下: 36.4", "1 签绿")
    person.presses(b"1", "绿 通行 [OK]", "F4 撤回")
    person.presses(ENTER, "卡号", "7 作废", village.ONLINE.name, "2236", "36.4")
    return person.photographs()


def _check(person: Person, digits: str) -> None:
    """From home: the checkpoint takes the code as a scanner types it, then as a paste."""
    person.presses(b"1", "扫码", "卡号或身份证 >")
    person.scans(digits, chance=random.Random(digits))
    person.sees("绿卡, 可以通行", village.ONLINE.name, "2236", "查 1  放 1")
    person.presses(ESC, "扫码, 或输卡号")
    person.tty.paste(digits + "\r")
    person.sees("绿卡, 可以通行", village.ONLINE.name, "查 2  放 2", "刚在这里查过")
    person.presses(ESC, "扫码, 或输卡号")
    person.presses(ESC, "按数字选")


def _apply_on_site(person: Person) -> str:
    """From home: an application is typed at the table; gives the digits of its pending code."""
    who = village.ONSITE
    person.presses(b"3", "1/4", "证件号码")
    person.fills("证件号码", who.number)
    person.fills("姓名", who.name)
    person.fills("联系电话", who.phone)
    person.sees("2/4")
    person.fills("现住详细地址", who.residence_detail)
    person.fills("去往地区划", who.destination)
    person.fills("去往详细地址", who.destination_detail)
    person.chooses("出行事由", "1", "复工")
    person.fills("工作单位或学校", who.purpose_note)
    person.fills("在鲁连续天数", "400")
    person.sees("3/4", "14 天内")
    person.presses(F6, "1 [没有]", "6 [没有]")
    person.presses(ENTER, "4/4")
    person.chooses("承诺方式", "2", "念给本人听, 有见证人")
    person.fills("存根号或见证人", village.CHECKER.name)
    person.chooses("现场办理原因", "1", "没有智能手机")
    person.fills("体温", "365")
    person.sees("待审核", "卡号", who.name)
    return person.photographs()


def test_the_whole_job_in_a_terminal(person: Person, place: Place) -> None:
    tty = person.tty
    _set_up(person)
    green = _issue_green(person)
    assert _SERIAL.search(tty.text)
    person.presses(ENTER, village.HIGH.name, "不能签 绿 通行", "37.4")
    assert not tty.shows("1 签绿")
    person.presses(ESC, "待审核 1/5")
    person.presses(ESC, "按数字选", "绿 通行  1")
    _check(person, green)
    pending = _apply_on_site(person)
    person.presses(ENTER, "第三关", village.ONSITE.name)
    person.presses(ESC, "按数字选", "待审 6")
    servers = [pid for pid in children_of(tty.pid) if "serve" in command_of(pid)]
    person.tty.press(F10)
    assert tty.wait_for_end() == 0
    _restored(person)
    assert len(servers) == 1
    assert not running(servers[0])
    assert files_below(place.temporary) == []
    assert [each for each in files_below(person.folder) if each.endswith("fieldpass.log")] == []
    _codes_are_those_of_the_store(person, green, pending)


def _restored(person: Person) -> None:
    """The terminal is as it was: settings, cursor, alternate screen, mouse, paste and key modes."""
    tty = person.tty
    assert tty.settings == tty.settings_before
    assert tty.modes == {}
    assert b"\x1b[?1049h" in tty.raw
    assert tty.raw.count(b"\x1b[<u") == len(re.findall(rb"\x1b\[>\d+u", bytes(tty.raw)))
    assert b"Traceback" not in tty.raw


def _codes_are_those_of_the_store(person: Person, green: str, pending: str) -> None:
    device = folders(person.folder / "issuer")
    with opening.unlock(device, village.SECRET, real_surroundings()) as office:
        for digits, colour, who in (
            (green, "green", village.ONLINE),
            (pending, "pending", village.ONSITE),
        ):
            claims = token.read_pass(token.from_text(digits)).claims
            assert claims is not None
            view = passes.open_pass(office, claims.ref)
            assert view.digits == digits
            assert (view.colour_as_signed, view.name) == (colour, who.name)
        assert office.store.read(unsent_count) == 0


def test_the_same_start_in_english(place: Place) -> None:
    with Person(place, "--lang", "en") as person:
        person.sees("This is a new device", "F10 Quit")
        person.presses(ENTER, "Recovery code", "Press Enter")
        person.presses(ENTER, "Registration", "Enrolment code", village.ISSUER.name)
        person.presses(ENTER, "AUTHORISED", "Press Enter")
        person.presses(ENTER, "Choose by digit", "6 wait")
        assert all(len(line) <= 80 for line in person.tty.lines)
        person.tty.press(F10)
        assert person.tty.wait_for_end() == 0
        _restored(person)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_restores_the_terminal_and_stops_the_server(
    place: Place, number: int
) -> None:
    with Person(place) as person:
        person.sees("这是一台新机", "F6 English")
        (server,) = [p for p in children_of(person.tty.pid) if "serve" in command_of(p)]
        os.kill(person.tty.pid, number)
        assert person.tty.wait_for_end() == 128 + number
        _restored(person)
        assert not running(server)


def test_a_terminal_that_is_closed_ends_the_program_and_its_server(place: Place) -> None:
    with Person(place) as person:
        person.sees("这是一台新机", "F6 English")
        (server,) = [p for p in children_of(person.tty.pid) if "serve" in command_of(p)]
        person.tty.hang_up()
        person.tty.wait_until(lambda: person.tty.ended() and not running(server), "the end")


def test_a_closed_terminal_ends_the_program_also_behind_a_starter_that_passes_nothing_on(
    place: Place,
) -> None:
    """The signal goes to who leads the session alone: make and scripts wait for the program then."""
    with Person(place, starter=("/bin/sh", "-c", 'trap : HUP; "$@"; :', "sh")) as person:
        person.sees("这是一台新机", "F6 English")
        (program,) = children_of(person.tty.pid)
        (server,) = [p for p in children_of(program) if "serve" in command_of(p)]
        person.tty.hang_up()
        person.tty.wait_until(lambda: not running(program) and not running(server), "the end")
