"""The clock of a device that has lost it: a person types the time, a second one confirms it.

Rules: 1. the floor is the newest time known to be past (last run, last sync, newest signed time): below
it nothing is signed and no pass verified; 2. a typed time is never before the floor, nor more than a
year after it, but for one case: a clock that once ran days ahead has left a floor that no right time
reaches, and would keep the device from signing until that day. A time a day or more before such a floor
takes it back, down to the newest time that the authority has signed, once the second person has confirmed
it; 3. it holds as long as the device's own clock stays below what was the floor then: a clock
that comes right is believed again by itself; 4. what is recorded meanwhile is marked.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from fieldpass.desk.errors import NotAllowed
from fieldpass.desk.office import CLOCK_SET, TIME_FLOOR, Office
from fieldpass.model.text import advised
from fieldpass.model.times import DAY, MINUTE
from fieldpass.store import settings
from fieldpass.store.transaction import Transaction

_CHINA = timezone(timedelta(hours=8))
_TYPED = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D*(\d{1,2})\D?(\d{2})\D*")
_AHEAD_MAX = 366 * DAY
_AHEAD_LEAST = DAY
_NAME_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """How the clock stands; times in ms. `confirmed_by` of the typed time in use, "" without one."""

    now: int
    floor: int
    trusted: bool
    typed: bool
    confirmed_by: str = ""


def state(office: Office) -> ClockView:
    """How the clock stands now."""
    kept = office.store.read(lambda conn: settings.get(conn, CLOCK_SET)) or {}
    typed = office.clock_typed
    return ClockView(
        now=office.now(),
        floor=office.clock_floor(),
        trusted=office.clock_trusted(),
        typed=typed,
        confirmed_by=str(kept.get("confirmed_by", "")) if typed else "",
    )


def read_time(text: str) -> int:
    """The time (ms) that was typed: year, month, day, hour and minute of UTC+8. Raises NotAllowed."""
    found = _TYPED.fullmatch(text.strip().translate(_HALF_WIDTH))
    try:
        if found is None:
            raise ValueError
        year, month, day, hour, minute = map(int, found.groups())
        typed = datetime(year, month, day, hour, minute, tzinfo=_CHINA)
    except ValueError as error:
        raise NotAllowed(
            advised(
                zh="这不是时间.",
                en="This is no time.",
                do_zh="请按 年月日时分 输入 12 位数字, 例如 202002251043.",
                do_en="Type year, month, day, hour and minute, 12 digits: 202002251043.",
            )
        ) from error
    return int(typed.timestamp()) * 1000


_HALF_WIDTH = {0xFF10 + digit: ord("0") + digit for digit in range(10)}


def check_time(office: Office, at: int) -> None:
    """Rule 2; raises NotAllowed with the sentence why. A clock that is believed is not set here."""
    floor = office.clock_floor()
    if ran_ahead(office, at):
        floor = office.signed_floor()
    if office.clock_trusted() and not office.clock_typed:
        raise NotAllowed(
            advised(
                zh="本机时间正常, 不用输入.",
                en="The clock of this device is in order: nothing to type.",
                do_zh="请按 Esc 返回.",
                do_en="Press Esc to go back.",
            )
        )
    if at + MINUTE < floor:
        raise NotAllowed(
            advised(
                zh="比本机上次用的时间还早.",
                en="That is earlier than when this device was last used.",
                do_zh="请核对后重输.",
                do_en="Check it and type it again.",
            )
        )
    if at > floor + _AHEAD_MAX:
        raise NotAllowed(
            advised(
                zh="比本机上次用的时间晚了一年多.",
                en="That is more than a year after this device was last used.",
                do_zh="请核对后重输.",
                do_en="Check it and type it again.",
            )
        )


def ran_ahead(office: Office, at: int) -> bool:
    """Whether a time (ms) says that this device's own clock once ran far ahead (rule 2)."""
    return office.signed_floor() <= at + MINUTE and at + _AHEAD_LEAST <= office.clock_floor()


def set_time(office: Office, at: int, confirmed_by: str) -> ClockView:
    """Take a typed time (ms) into use once a second person, by name, has confirmed it; durable.

    Raises NotAllowed.
    """
    name = " ".join(confirmed_by.split())[:_NAME_MAX]
    own = office.identity.name if office.identity is not None else ""
    if not name or name == own:
        raise NotAllowed(
            advised(
                zh="要由第二个人看表确认.",
                en="A second person must confirm it by a watch.",
                do_zh="请输入他的姓名.",
                do_en="Type that person's name.",
            )
        )
    check_time(office, at)
    raw, back = office.surroundings.clock(), ran_ahead(office, at)

    def setting(tx: Transaction) -> None:
        floor = max(at if back else office.clock_floor(), raw + 1)
        value = {"offset": at - raw, "below": floor, "confirmed_by": name, "raw": raw}
        settings.put(tx, CLOCK_SET, value)
        kept = settings.get(tx.conn, TIME_FLOOR) or 0
        settings.put(tx, TIME_FLOOR, at if back else max(int(kept), at))

    office.store.write(setting)
    office.read_clock()
    return state(office)
