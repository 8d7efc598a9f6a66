"""News: what is told, once, and what is none."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from fieldpass.desk import passes
from fieldpass.desk.news import Watch
from fieldpass.desk.office import Office
from fieldpass.model.bodies import ApplicationSubmitted, Hit, ScreeningDone
from fieldpass.model.text import Text
from fieldpass.store import records
from fieldpass.sync.driver import SyncReport
from tests.parts import HIGH, ONLINE, ONSITE, Village, person, village


@pytest.fixture
def place() -> Iterator[Village]:
    made = village()
    yield made
    made.close()


@pytest.fixture
def office(place: Village) -> Office:
    return place.device("issuer")


def comes(place: Village, office: Office, who: object) -> None:
    """An application that was taken down elsewhere comes by the feed."""
    elsewhere = place.device("clerk")
    made = place.apply(elsewhere, who)  # type: ignore[arg-type]
    record = elsewhere.store.read(lambda conn: records.record(conn, made))
    assert record is not None
    assert isinstance(record.body, ApplicationSubmitted)
    assert record.subject is not None
    place.platform(office, record.body, subject=record.subject)


def test_what_stood_there_when_work_began_is_no_news(place: Village, office: Office) -> None:
    comes(place, office, ONLINE)
    watch = Watch(office)
    assert watch.look() == []
    assert watch.look() == []


def test_an_application_from_elsewhere_is_told_once_by_name(place: Village, office: Office) -> None:
    watch = Watch(office)
    watch.look()
    comes(place, office, ONLINE)
    (news,) = watch.look()
    assert (news.kind, ONLINE.name in news.text.zh, ONLINE.name in news.text.en) == (
        "applications",
        True,
        True,
    )
    assert watch.look() == []


def test_many_applications_are_one_sentence(place: Village, office: Office) -> None:
    watch = Watch(office)
    watch.look()
    for who in (ONLINE, HIGH):
        comes(place, office, who)
    (news,) = watch.look()
    assert news.text.en.startswith("2 new applications")


def test_an_application_taken_down_here_is_no_news_here(place: Village, office: Office) -> None:
    watch = Watch(office)
    watch.look()
    place.apply(office, ONLINE)
    assert watch.look() == []


def test_a_pass_that_turns_red_is_told_once(place: Village, office: Office) -> None:
    place.issue(office, ONSITE)
    watch = Watch(office)
    watch.look()
    hit = Hit(code="EX3", since=place.clock.now)
    place.platform(
        office, ScreeningDone(as_of=place.clock.now, hits=(hit,)), subject=person(ONSITE)
    )
    passes.keep_judged(office)
    (news,) = watch.look()
    assert news.kind == "red"
    assert ONSITE.name in news.text.zh
    assert watch.look() == []


def test_a_red_that_is_signed_here_is_no_news_here(place: Village, office: Office) -> None:
    application = place.apply(office, ONSITE)
    watch = Watch(office)
    watch.look()
    place.decide(office, application, "red", reason=14, note="seen")
    passes.keep_judged(office)
    assert watch.look() == []


class Syncing:
    """A syncer of which only the report is asked."""

    def __init__(self) -> None:
        self.report = SyncReport()

    def nudge(self) -> None:
        pass


@pytest.fixture
def syncing(office: Office) -> Iterator[Syncing]:
    made = Syncing()
    office.syncer = made  # type: ignore[assignment]
    yield made
    office.syncer = None


LOST = SyncReport(link="down", error_code="no-network", last_error=Text(zh="没有网.", en="None."))


def test_a_network_that_goes_is_told_once_and_again_after_it_came_back(
    place: Village, office: Office, syncing: Syncing
) -> None:
    watch = Watch(office)
    watch.look()
    syncing.report = SyncReport(link="up")
    assert watch.look() == []
    place.apply(office, ONLINE)
    syncing.report = LOST
    (news,) = watch.look()
    assert news.kind == "sending"
    assert news.text.en.endswith("records left. None.")
    assert watch.look() == []
    syncing.report = SyncReport(link="up")
    watch.look()
    syncing.report = LOST
    assert len(watch.look()) == 1


def test_the_first_try_without_a_network_is_no_news(office: Office, syncing: Syncing) -> None:
    watch = Watch(office)
    watch.look()
    syncing.report = LOST
    assert watch.look() == []


def test_a_device_that_waits_for_its_authorisation_has_not_failed(
    office: Office, syncing: Syncing
) -> None:
    watch = Watch(office)
    watch.look()
    syncing.report = SyncReport(link="up")
    watch.look()
    syncing.report = replace(LOST, link="up", error_code="not-authorised")
    assert watch.look() == []


def test_another_failure_while_there_is_no_network_is_told(
    office: Office, syncing: Syncing
) -> None:
    watch = Watch(office)
    watch.look()
    syncing.report = LOST
    watch.look()
    syncing.report = replace(LOST, link="up", error_code="other")
    assert [one.kind for one in watch.look()] == ["sending"]
