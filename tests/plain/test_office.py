"""The office's tasks line by line, from the first answer to the record; cut off anywhere before, none is."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fieldpass import locale
from fieldpass.desk import checkpoint, later
from fieldpass.desk.office import Office
from fieldpass.model.records import Record
from fieldpass.store import erasing, log, outbox
from tests.laptop import CHEAP, MINE, YOURS, Laptop
from tests.parts import HIGH, ONSITE, Village
from tests.plain.talking import talk
from tests.screens.test_office_tasks import written
from tests.screens.test_staff_and_sending import UNIT

Say = Callable[..., str]
Cut = Callable[..., Record]


@pytest.fixture
def cut(office: Office, say: Say) -> Cut:
    """The one record of a kind that these answers write; no beginning of them writes it."""

    def tried(kind: str, *answers: str) -> Record:
        before = len(written(office, kind))
        for size in range(len(answers)):
            say(*answers[:size])
            assert len(written(office, kind)) == before, answers[:size]
        say(*answers)
        found = written(office, kind)
        assert len(found) == before + 1
        return found[-1]

    return tried


# Applications.


def test_an_application_is_transferred_to_a_code(cut: Cut, place: Village, office: Office) -> None:
    place.apply(office, ONSITE)
    record = cut("application.transferred", "2", "1", "9", "371323105001", "他住在那里")
    assert (record.body.to_scope, record.body.reason) == ("d:371323105001", "他住在那里")  # type: ignore[attr-defined]


def test_a_code_that_is_none_is_asked_for_again(say: Say, place: Village, office: Office) -> None:
    place.apply(office, ONSITE)
    said = say("2", "1", "9", "12", "0", "0")
    assert "12 位区划代码" in said
    assert written(office, "application.transferred") == []


def test_an_application_is_withdrawn_with_its_reason(
    cut: Cut, place: Village, office: Office
) -> None:
    place.apply(office, ONSITE)
    record = cut("application.withdrawn", "2", "1", "17", "本人不去了")
    assert record.body.reason == "本人不去了"  # type: ignore[attr-defined]


def test_namesakes_are_told_one_after_the_other(say: Say, place: Village, office: Office) -> None:
    place.issue(office)
    place.apply(office, HIGH, phone=ONSITE.phone)
    said = say("2", "1", "8", "0")
    assert f"{ONSITE.name}: 同电话" in said
    assert HIGH.number in said
    assert ONSITE.number in said


# The checkpoint.


def test_a_sealed_paper_card_is_taken_question_by_question(cut: Cut) -> None:
    record = cut("checkpoint.checked", "1", "7", "221X", "0229", "1")
    body: Any = record.body
    assert (body.seen, body.id_tail, body.valid_until, body.seal_seen) == (
        "paper", "221X", 20200229, True,
    )  # fmt: skip


def test_what_is_wrong_on_a_paper_card_is_asked_for_again(say: Say, office: Office) -> None:
    said = say("1", "17", "22", "221X", "0231", "0229", "3", "2", "")
    assert said.count("待行 [!]") == 1
    assert "没有章" in said
    assert len(written(office, "checkpoint.checked")) == 1


def test_who_waited_aside_is_let_go_in_the_end(say: Say, place: Village, office: Office) -> None:
    view = place.issue(office)
    said = say("1", view.serial, "5", "0", "1", "5", "1", "13", "", "0")
    assert ONSITE.name in said
    assert checkpoint.parked(office) == []
    assert checkpoint.counters(office).let_go == 1


# Temperatures and reports, also from paper.


def test_a_temperature_from_paper_bears_its_time_and_its_mark(
    say: Say, place: Village, office: Office
) -> None:
    view = place.issue(office)
    say("6", "13", "0930", view.serial, "366", "")
    (record,) = [one for one in written(office, "temperature.taken") if later.is_late(one)]
    assert office.now() - record.at == 30 * 60_000


def test_a_household_is_measured_in_one_go_and_nothing_before_it_is_confirmed(
    cut: Cut, say: Say, place: Village, office: Office
) -> None:
    view = place.issue(office)
    place.apply(office, HIGH, residence_detail=ONSITE.residence_detail)
    before = len(written(office, "temperature.taken"))
    start = ("6", view.serial, "", "15", "1")
    for answers in (start, (*start, "365"), (*start, "365", "364"), (*start, "365", "364", "2")):
        say(*answers)
        assert len(written(office, "temperature.taken")) == before
    said = say(*start, "34", "365", "364", "1")
    assert "太低" in said
    assert len(written(office, "temperature.taken")) == before + 2


def test_the_reports_of_many_are_written_together(say: Say, place: Village, office: Office) -> None:
    place.issue(office)
    place.decide(office, place.apply(office, HIGH, reading="365"), "green")
    place.clock.pass_(days=1)
    place.synced(office)
    say("4", "15", "365", "366", "1", "0")
    assert [one.body.tenths for one in written(office, "health.reported")] == [365, 366]  # type: ignore[attr-defined]


def test_days_and_the_board_are_told_in_words(say: Say, place: Village, office: Office) -> None:
    view = place.issue(office)
    assert ONSITE.name in say("4", "14", "0")
    said = say("6", view.serial, "374", "16", "17", "")
    assert "2020-02-25: " in said
    assert "37.4 偏高" in said


# Units, erasures, audit, lists.


def test_a_unit_is_authorised_and_its_authorisation_taken_back(
    cut: Cut, place: Village, office: Office
) -> None:
    record = cut("unit.endorsed", "0", "9", "15", UNIT, "某电子厂", "")
    assert (record.body.uscc, record.sig is not None) == (UNIT, True)  # type: ignore[attr-defined]
    place.clock.pass_(minutes=1)
    cut("unit.endorsement_withdrawn", "0", "9", "1", "没有每日上报")


def test_a_wrong_unit_is_told_field_by_field(say: Say, office: Office) -> None:
    said = say("0", "9", "15", "123", "厂", "", UNIT, "0", "0")
    assert "18" in said
    assert len(written(office, "unit.endorsed")) == 1


def test_somebody_is_erased_after_a_second_question(
    say: Say, place: Village, office: Office
) -> None:
    place.issue(office)
    own = office.store.read(log.own_log)
    assert own is not None
    office.store.write(lambda tx: outbox.seal_pending(tx, office.device, office.now()))
    office.store.write(lambda tx: outbox.acknowledge(tx, own, 1 << 20))
    for answers in (
        ("0", "7", "1"),
        ("0", "7", "1", ONSITE.number),
        ("0", "7", "1", ONSITE.number, "1"),
    ):
        say(*answers)
        assert office.store.read(erasing.erasures) == []
    said = say("0", "7", "1", ONSITE.number, "2", "0", "0")
    assert "应本人要求" in said
    assert len(office.store.read(erasing.erasures)) == 1


def test_a_list_is_saved_as_csv_under_the_name_that_is_given(
    say: Say, place: Village, office: Office, tmp_path: Path
) -> None:
    place.issue(office)
    said = say("5", "17", "../x", "17", "通行卡", "17", "通行卡", "")
    assert "文件名只能用" in said
    assert "已有同名文件" in said
    (path,) = tmp_path.rglob("*.csv")
    with path.open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert (path.name, rows[1][1]) == ("通行卡.csv", ONSITE.name)


def test_a_lost_clock_is_typed_by_one_and_confirmed_by_another(
    say: Say, place: Village, office: Office
) -> None:
    place.apply(office, ONSITE)
    place.clock.pass_(days=-20)
    said = say("0", "5", "202002251043", "王秀英", "李红梅", "0", "00")
    assert "要由第二个人看表确认" in said
    assert office.clock_typed
    assert "由 李红梅 确认" in said or "李红梅" in said


# The people of the laptop.


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laptop]:
    locale.use("zh")
    made = Laptop(tmp_path / "home")
    made.place.synced(made.office)
    for module in ("people_here", "recovering"):
        for name in ("add", "change_secret", "go_on"):
            found = getattr(__import__(f"fieldpass.desk.{module}", fromlist=[name]), name, None)
            if found is not None and found.__kwdefaults__:
                monkeypatch.setitem(found.__kwdefaults__, "cost", CHEAP)
    yield made
    made.office.close()


def _say(laptop: Laptop, *answers: str) -> str:
    return talk(laptop.office, laptop.folders.data.parent, *answers)


def test_the_audit_finds_and_verifies(laptop: Laptop) -> None:
    laptop.place.issue(laptop.office)
    said = _say(laptop, "0", "8", "15", ONSITE.name, "1", "", "13", "0", "0")
    assert "SHA-256 " in said
    assert "全部完好" in said, said


def test_a_colleague_is_added_changes_the_secret_and_leaves(laptop: Laptop) -> None:
    form = ("0", "6", "1", "李红梅", "文书", "13800005566", "2", YOURS)
    for size in range(3, len(form)):
        _say(laptop, *form[:size])
    said = _say(laptop, *form, "another", YOURS, YOURS, "0", "0")
    assert "李红梅" in said
    assert YOURS not in said
    assert len(written(laptop.office, "colleague.admitted")) == 1
    office = laptop.unlocks(YOURS)
    third = "the third quiet secret"
    said = talk(office, laptop.folders.data.parent, "0", "6", "2", YOURS, third, third, "0")
    assert "口令已改" in said
    laptop.unlocks(MINE)
    said = _say(laptop, "0", "6", "4", "2", "1", "4", "2", "2", "0", "00")
    assert said.count("李红梅") >= 2
    assert "李红梅" not in _say(laptop, "0", "6")


def test_a_new_recovery_code_is_shown_once(laptop: Laptop) -> None:
    said = _say(laptop, "0", "6", "3", "wrong words here", "3", MINE, "", "0")
    assert said.count("抄在纸上") == 1
