"""Positions of a feed appear in commit order, with any number of writers, so no cursor skips one.

    FIELDPASS_POSITIONS=12000 FIELDPASS_ROUNDS=20 python -m pytest tests/server/test_writers.py -k skips

reads 12,000 positions beside the writers, twenty times over each database; otherwise 480, once.
"""

import asyncio
import os
import threading

import pytest

from fieldpass.wire import enrolment, sequence
from fieldpass.wire.bundle import LogId
from server_stub import following, intake, publication, register
from server_stub.errors import Busy, NewerDatabase
from server_stub.server import Server
from server_stub.store import feed, logs, meta
from server_stub.store.database import Database
from tests.server.world import SCOPE, Device, World

WRITERS = 4
PEOPLE = 900
ROUNDS = int(os.environ.get("FIELDPASS_ROUNDS", "1"))
# A bundle takes two positions: its own, and that of the screening that answers its application.
EACH = int(os.environ.get("FIELDPASS_POSITIONS", "480")) // (2 * WRITERS)


async def devices_of(world):
    made = [Device(world, f"w{number}") for number in range(WRITERS)]
    for device in made:
        assert (await device.register(world.code())).outcome == "authorised"
    return made


@pytest.mark.parametrize("_round", range(ROUNDS))
async def test_a_reader_beside_many_writers_skips_nothing(world, _round):
    """Several workers over one database, as PostgreSQL has them; on SQLite they take turns."""
    devices = await devices_of(world)
    workers = [
        Server(world.settings, clock=lambda: world.now, chance=world.chance) for _ in devices
    ]
    bundles = [[d.seal(d.application(n % PEOPLE)) for n in range(EACH)] for d in devices]
    done = threading.Event()
    seen: list[int] = []

    def follow():
        at, last = 0, False
        while True:
            last = done.is_set()
            items = world.server.database.read(lambda conn, at=at: feed.page(conn, SCOPE, at))
            seen.extend(item.position for item in items)
            at = seen[-1] if seen else 0
            if last and not items:
                return

    def write(server, mine):
        for data in mine:
            opened = intake.read(data, server.database.read(server.directories.of))
            server.database.write(
                lambda tx, opened=opened: intake.take(server, tx, opened, world.now)
            )

    reader = asyncio.create_task(asyncio.to_thread(follow))
    await asyncio.gather(
        *[asyncio.to_thread(write, s, b) for s, b in zip(workers, bundles, strict=True)]
    )
    done.set()
    await reader
    for server in workers:
        server.close()
    head = world.server.database.read(lambda conn: feed.head(conn, SCOPE))
    skipped = set(range(1, head + 1)) - set(seen)
    assert not skipped, f"{len(skipped)} of {head} skipped"
    assert seen == list(range(1, head + 1))
    assert head == 2 * WRITERS + 2 * WRITERS * EACH


def test_a_code_that_two_workers_take_at_once_serves_one(world):
    code = enrolment.parse(world.code())
    world.server.database.write(lambda tx: register.use_code(tx, code, kid=b"one1", now=world.now))
    with pytest.raises(Busy):
        world.server.database.write(
            lambda tx: register.use_code(tx, code, kid=b"two2", now=world.now)
        )


def test_a_job_that_fails_takes_nothing_of_the_others_with_it(world):
    database = world.server.database

    def bad(tx):
        feed.append(tx, SCOPE, _log(), 1)
        raise ValueError("no")

    futures = [
        database.submit(lambda tx: feed.append(tx, SCOPE, _log(), 1)),
        database.submit(bad),
        database.submit(lambda tx: feed.append(tx, SCOPE, _log(), 2)),
    ]
    assert (futures[0].result(10), futures[2].result(10)) == (1, 2)
    with pytest.raises(ValueError, match="no"):
        futures[1].result(10)


def test_of_jobs_that_one_caller_brings_the_bad_one_fails_alone_and_all_are_told_at_once(world):
    database = world.server.database

    def bad(tx):
        feed.append(tx, SCOPE, _log(), 1)
        raise ValueError("no")

    def good(number):
        return lambda tx: feed.append(tx, SCOPE, _log(), number)

    one, wrong, two = database.submit_all([good(1), bad, good(2)]).result(10)
    assert (one, two) == (1, 2)
    assert isinstance(wrong, ValueError)
    assert database.read(lambda conn: feed.head(conn, SCOPE)) == 2


async def test_a_bundle_that_nobody_foresaw_keeps_those_before_it(world, monkeypatch):
    device = await world.issuer()
    taken = intake.take

    def take(server, tx, opened, now):
        answer = taken(server, tx, opened, now)
        if opened.bundle.first == 3:
            raise ValueError("no")
        return answer

    monkeypatch.setattr(intake, "take", take)
    bundles = [device.seal(device.application(number)) for number in (1, 2, 3)]
    answer = await device.ask("POST", "/v1/bundles", sequence.write(bundles))
    assert answer.status_code == 503
    assert world.server.database.read(lambda conn: logs.head(conn, device.log)).number == 2
    monkeypatch.undo()
    answers = await device.post(*bundles)
    assert [one.status for one in answers] == ["stored"] * 3
    assert answers[-1].through == 4


async def test_a_bundle_of_many_people_is_read_once_to_judge_them_all(world, monkeypatch):
    device = Device(world, "one")
    await device.register(world.code())
    applied = [device.application(n) for n in range(101, 109)]
    await device.post(device.seal(*applied, *[device.reading(one) for one in applied]))
    for one in applied:
        decided = device.decision(one)
        await device.post(device.seal(decided, device.card(decided)))
    opened = []
    items_of = logs.items_of
    monkeypatch.setattr(logs, "items_of", lambda data: opened.append(data) or items_of(data))
    assert following.follow(world.server, world.now) == len(applied)
    assert len(opened) == len(set(opened)) > len(applied)


async def test_a_record_that_comes_while_a_pass_is_judged_makes_it_due_again(world, monkeypatch):
    device = Device(world, "one")
    await device.register(world.code())
    applied = device.application()
    decided = device.decision(applied)
    await device.post(device.seal(applied, device.reading(applied), decided, device.card(decided)))
    high = intake.read(
        device.seal(device.reading(applied, 379)),
        world.server.database.read(world.server.directories.of),
    )
    judged = following._look

    def interrupted(*given):
        found = judged(*given)
        world.server.database.write(lambda tx: intake.take(world.server, tx, high, world.now))
        return found

    monkeypatch.setattr(following, "_look", interrupted)
    assert following.follow(world.server, world.now) == 1
    monkeypatch.setattr(following, "_look", judged)
    assert world.server.database.read(lambda conn: following.is_due(conn, world.now))
    assert following.follow(world.server, world.now) == 1
    listed = world.server.database.read(
        lambda conn: publication.status_of(conn, "371323", world.now)
    )
    assert listed.count() == 1


def test_who_gives_up_waiting_does_not_stop_the_writer(world):
    database = world.server.database
    gate = threading.Event()
    first = database.submit(lambda tx: gate.wait(10))
    given_up = database.submit(lambda tx: "never")
    assert given_up.cancel()
    gate.set()
    assert first.result(10)
    assert database.submit(lambda tx: "on").result(10) == "on"


async def test_what_nobody_foresaw_is_answered_and_logged_without_its_text(world, caplog):
    def fails(*_):
        raise ValueError("李建国 371323197301022236")

    world.server.incarnation = fails
    device = Device(world, "one")
    await device.register(world.code())
    answer = await device.ask("POST", "/v1/bundles", b"")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "ValueError" in caplog.text
    assert "李建国" not in caplog.text
    assert "371323197301022236" not in answer.text


def test_a_second_start_finds_the_keys_and_the_incarnation_of_the_first(tmp_path):
    found = []
    for _ in range(2):
        world = World(tmp_path / "data")
        authority = world.server.authority
        incarnation = world.server.database.read(world.server.incarnation)
        found.append((authority.root_public, authority.key.public, incarnation))
        assert authority.made == (len(found) == 1)
        world.stop()
    assert found[0] == found[1]


def test_without_the_root_key_the_server_goes_on(tmp_path):
    world = World(tmp_path / "data")
    world.stop()
    (world.settings.keys / "root.key").unlink()
    world.start()
    assert not world.server.authority.root_here
    world.stop()


def test_a_database_of_a_newer_program_is_refused(tmp_path):
    world = World(tmp_path / "data")
    world.server.database.write(lambda tx: meta.put(tx, "schema", b"\x63"))
    world.stop()
    with pytest.raises(NewerDatabase):
        Database(world.settings.url)


def _log():
    return LogId(SCOPE, b"devi", 0)
