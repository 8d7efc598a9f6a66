"""When sessions run, and what a screen is told."""

import socket
import threading
import time

import pytest

from fieldpass.sync.driver import Syncer, SyncReport
from fieldpass.sync.errors import ServerBusy, Unreachable
from fieldpass.sync.line import ServerLine
from fieldpass.sync.transport import Transport
from tests.sync.world import World


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    yield world
    world.close()


def syncer(device, line=None, **options):
    reports = []
    made = Syncer(
        device.port,
        line or device.line,
        clock=device.clock,
        chance=device.world.chance,
        on_report=reports.append,
        **options,
    )
    made.reports = reports
    return made


def until(condition, timeout_s=10.0):
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)


class Failing:
    """A line on which every question fails with one error."""

    def __init__(self, error):
        self.error, self.asked = error, 0

    def ask(self, _question):
        self.asked += 1
        raise self.error


def test_run_once_reports_what_the_store_says(world):
    device = world.device()
    device.write(4)
    one = syncer(device)
    report = one.run_once()
    assert report.last_error is None
    assert (report.unsent, report.sent, report.link) == (0, 4, "up")
    assert report.all_sent_at == world.now
    assert report.lists_as_of is not None
    assert report.standing == "authorised"


def test_an_unreachable_server_is_said_in_a_sentence_and_work_goes_on(world):
    device = world.device()
    device.write(2)
    report = syncer(device, Failing(Unreachable("test"))).run_once()
    assert report.link == "down"
    assert report.unsent == 3
    assert report.last_error.zh == "没有网或平台没有应答. 本机照常能用, 有网后自动传送."
    device.write(1)


def test_a_save_is_sent_soon_after_a_nudge_without_anybody_asking(world):
    device = world.device()
    one = syncer(device, idle_s=3600.0)
    one.start()
    until(lambda: one.report.state == "idle" and one.report.next_try_at)
    device.write(3)
    one.nudge()
    until(lambda: one.report.sent >= 3)
    one.stop()
    assert one.report.state == "stopped"


def test_nudges_do_not_hammer_a_server_that_failed_but_a_person_may_ask_again(world):
    device = world.device()
    line = Failing(ServerBusy("test", retry_after_s=3600))
    one = syncer(device, line)
    one.start()
    until(lambda: one.report.state == "waiting" and one.report.next_try_at)
    for _ in range(50):
        one.nudge()
    time.sleep(0.5)
    assert line.asked == 1
    assert one.report.next_try_at >= world.now + 3_600_000
    one.send_now()
    until(lambda: line.asked == 2)
    one.stop()


def test_a_paused_syncer_asks_nothing_until_it_is_resumed(world):
    device = world.device()
    line = Failing(Unreachable("test"))
    one = syncer(device, line)
    one.pause()
    one.start()
    until(lambda: one.report.state == "paused")
    one.send_now()
    time.sleep(0.4)
    assert line.asked == 0
    one.resume()
    until(lambda: line.asked == 1)
    one.stop()


def test_stopping_takes_less_than_a_second_while_the_network_hangs(world):
    device = world.device()
    deaf = socket.create_server(("127.0.0.1", 0))
    transport = Transport(f"http://127.0.0.1:{deaf.getsockname()[1]}", silence_s=30)
    one = syncer(device, ServerLine(transport, device.key, monotonic=time.monotonic))
    one.start()
    until(lambda: one.report.state == "sending")
    time.sleep(0.2)
    started = time.monotonic()
    one.stop()
    assert time.monotonic() - started < 1.0
    reports = len(one.reports)
    deaf.close()
    time.sleep(0.1)
    assert len(one.reports) == reports


def test_the_callback_gets_frozen_reports_from_the_syncers_own_thread(world):
    device = world.device()
    threads = set()
    one = syncer(device)
    one._on_report = lambda report: (
        threads.add(threading.current_thread().name),
        isinstance(report, SyncReport),
    )
    one.start()
    until(lambda: one.report.all_sent_at is not None)
    one.stop()
    assert threads == {"sync"}
