"""What may keep this device from working, one check each: folders, store, clock, rules, link.

A check never raises and never changes anything that matters: it says in plain words what was found and
what to do. Rules: 1. What was not looked at is said (`unknown`), never taken for good. 2. Without a
passphrase the store stays shut. 3. The terminal's own checks stand in `fieldpass.terminal.checkup`.
"""

import contextlib
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fieldpass.config import Folders
from fieldpass.desk.surroundings import Surroundings
from fieldpass.errors import FieldpassError
from fieldpass.model.text import Text
from fieldpass.model.times import DAY, MINUTE, day_of, day_text, moment_text

State = Literal["ok", "warning", "bad", "unknown"]
SPACE_NEEDED_MB, SPACE_WANTED_MB = 100, 500
MINUTES_OFF_MOST = 5
# No device can be older than the program that runs on it.
EARLIEST_MS = 1_580_515_200_000
_NOBODY = "d:000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """One thing that was looked at: what was found, and where something is to be done, what."""

    name: str
    label: Text
    state: State
    found: Text
    do: Text | None = None


_FOLDER = Text(zh="数据文件夹", en="data folder")
_STORE = Text(zh="数据库", en="store")
_CLOCK = Text(zh="时间", en="clock")
_RULES = Text(zh="规则", en="rules")
_LINK = Text(zh="网络和平台", en="link")


def folder(folders: Folders) -> Checkup:
    """Whether the data folder can be written, and how much room is left."""
    where = _nearest(folders.data)
    try:
        with tempfile.TemporaryFile(dir=where) as file:
            file.write(b"fieldpass")
            file.flush()
        free_mb = shutil.disk_usage(where).free // 1_000_000
    except OSError:
        return Checkup(
            name="folder",
            label=_FOLDER,
            state="bad",
            found=Text(zh=f"{folders.data} 不能写.", en=f"{folders.data} cannot be written."),
            do=Text(
                zh="请检查磁盘是否已满或只读, 或者用 --home 换一个文件夹.",
                en="See whether the disk is full or read-only, or name another folder with --home.",
            ),
        )
    found = Text(
        zh=f"{folders.data} 能写, 还剩 {free_mb:,} MB.",
        en=f"{folders.data} can be written, {free_mb:,} MB are left.",
    )
    room = Text(zh="请清理磁盘.", en="Make room on the disk.")
    if free_mb >= SPACE_WANTED_MB:
        return Checkup(name="folder", label=_FOLDER, state="ok", found=found)
    state: State = "warning" if free_mb >= SPACE_NEEDED_MB else "bad"
    return Checkup(name="folder", label=_FOLDER, state=state, found=found, do=room)


def _nearest(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.is_dir())


def store(folders: Folders, secret: str | None, surroundings: Surroundings) -> Checkup:
    """Whether the store opens and is whole; without a passphrase only that it is there."""
    from fieldpass.desk import opening
    from fieldpass.store import records

    if opening.state(folders) == "new":
        return _store(
            "unknown",
            Text(zh="本机还没有设置口令, 没有数据.", en="Not set up yet: there is no data."),
            Text(zh="运行 fieldpass 设置.", en="Run fieldpass to set it up."),
        )
    if secret is None:
        return _store(
            "unknown",
            Text(
                zh="数据库在. 没有口令, 没有检查内容.",
                en="The store is there. Without a passphrase its contents were not checked.",
            ),
            Text(
                zh="要检查内容, 加 --unlock 再运行.", en="Run with --unlock to check the contents."
            ),
        )
    try:
        office = opening.unlock(folders, secret, surroundings)
        try:
            office.store.check()
            stray = office.store.read(records.in_no_log)
        finally:
            office.close()
    except FieldpassError as error:
        return _store("bad", Text(zh=error.text("zh"), en=error.text("en")), None)
    whole = Text(zh="能打开, 内容完整.", en="It opens, and its contents are whole.")
    if not stray:
        return _store("ok", whole, None)
    # Their author's disk was put back or copied: they count here, and wait for the author's own device.
    return _store(
        "ok",
        Text(
            zh=f"{whole.zh} 其中 {stray} 条记录暂时不在记录链上, 照样算数.",
            en=f"{whole.en} {stray} records stand in no chain for now; they count all the same.",
        ),
        Text(
            zh="请让写这些记录的电脑传送一次 (记录核查里标着 不在链上).",
            en="The computers that wrote them (the audit marks them: in no chain) should send once more.",
        ),
    )


def _store(state: State, found: Text, do: Text | None) -> Checkup:
    return Checkup(name="store", label=_STORE, state=state, found=found, do=do)


def clock(folders: Folders, now: int) -> Checkup:
    """Whether the clock (`now` in ms) can be right: not before the data was last written."""
    said = moment_text(now)
    found = Text(zh=f"本机时间 {said.zh} (东八区).", en=f"This device's time is {said.en} (UTC+8).")
    set_it = Text(zh="请先校准本机时间再签发.", en="Set the clock before anything is signed.")
    if now < EARLIEST_MS or now < _last_written(folders) - 10 * MINUTE:
        behind = Text(
            zh=f"{found.zh} 比本机数据还早.", en=f"{found.en} The data here is younger than that."
        )
        return Checkup(name="clock", label=_CLOCK, state="bad", found=behind, do=set_it)
    return Checkup(name="clock", label=_CLOCK, state="ok", found=found)


def _last_written(folders: Folders) -> int:
    times = [0]
    with contextlib.suppress(OSError):
        times += [int(each.stat().st_mtime * 1000) for each in folders.data.iterdir()]
    return max(times)


def rules(folders: Folders, now: int) -> Checkup:
    """Which policy this device goes by, and whether this program can read all that the platform signed.

    They stand in the public trust file, so nobody's passphrase is needed.
    """
    from fieldpass.desk import trust_file
    from fieldpass.desk.holdings import policies_in
    from fieldpass.desk.rules import of

    try:
        held = trust_file.load(trust_file.path_of(folders)).lists
    except FieldpassError:
        return Checkup(
            name="rules",
            label=_RULES,
            state="unknown",
            found=Text(
                zh="本机还没有平台的名单和规则.", en="There are no lists and rules here yet."
            ),
            do=Text(zh="登记并传送一次.", en="Register and send once."),
        )
    counties = sorted({"", *(one.county for one in held if one.kind == "policy")})
    policies = policies_in(held)
    seen = [of(policies, now, county) for county in counties]
    worst = max(seen, key=lambda one: _WEIGHT[one.state])
    since = day_text(day_of(worst.policy.valid_from))
    number, days = worst.policy.version, worst.policy.validity_days
    found = Text(
        zh=f"现行规则第 {number} 版, {since.zh}起, 通行卡有效 {days} 天.",
        en=f"Policy {number}, from {since.en} on; passes are valid for {days} days.",
    )
    states: dict[str, State] = {"current": "ok", "behind": "bad"}
    state = states.get(worst.state, "warning")
    return Checkup(name="rules", label=_RULES, state=state, found=found, do=worst.trouble)


_WEIGHT = {"current": 0, "announced": 1, "in part": 2, "behind": 3}


def link(server: str | None, surroundings: Surroundings) -> Checkup:
    """Whether the platform answers, and whether its clock and ours agree; `server` is a URL."""
    if not server:
        return Checkup(
            name="link",
            label=_LINK,
            state="unknown",
            found=Text(zh="没有检查.", en="Not checked."),
            do=Text(
                zh="要检查, 加 --server 和平台地址.", en="Add --server and the platform's address."
            ),
        )
    try:
        theirs = _time_of(server, surroundings)
    except FieldpassError as error:
        said = Text(zh=error.text("zh"), en=error.text("en"))
        look = Text(
            zh="请检查网络, 地址和代理设置.", en="Look at the network, the address and the proxy."
        )
        return Checkup(name="link", label=_LINK, state="bad", found=said, do=look)
    off = abs(theirs - surroundings.clock()) // MINUTE
    if off > MINUTES_OFF_MOST:
        away = _away(off)
        return Checkup(
            name="link",
            label=_LINK,
            state="bad",
            found=Text(
                zh=f"平台有应答, 但本机时间差了 {away.zh}.",
                en=f"The platform answers, but this clock is {away.en} off.",
            ),
            do=Text(zh="请校准本机时间.", en="Set this device's clock."),
        )
    return Checkup(
        name="link",
        label=_LINK,
        state="ok",
        found=Text(zh="平台有应答, 时间一致.", en="The platform answers, and the clocks agree."),
    )


def _away(minutes: int) -> Text:
    if minutes * MINUTE >= 2 * DAY:
        days = minutes * MINUTE // DAY
        return Text(zh=f"{days} 天", en=f"{days} days")
    return Text(zh=f"{minutes} 分", en=f"{minutes} min")


def _time_of(server: str, surroundings: Surroundings) -> int:
    """The platform's time in ms, as it tells any stranger. Raises SyncError."""
    from fieldpass.desk.registration import open_transport
    from fieldpass.sync.line import ServerLine
    from fieldpass.sync.steps import AskHello, Marks, Told
    from fieldpass.wire.keys import SigningKey

    transport = open_transport(server)
    key = SigningKey(surroundings.chance(32))
    nobody = Marks(scope=_NOBODY, device=key.kid, incarnation=None, logs=(), cursors={}, lists={})
    try:
        heard = ServerLine(transport, key, monotonic=time.monotonic).ask(AskHello(marks=nobody))
    finally:
        transport.close()
    assert isinstance(heard.answer, Told)
    return heard.answer.server_time
