"""Each task of a plain session, from the first answer to the record in the store."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from fieldpass import locale
from fieldpass.desk import applications, checkpoint, deciding, mending, onsite, passes, reds
from fieldpass.desk.office import Office
from fieldpass.model.bodies import (
    ApplicationSubmitted,
    CallMade,
    HealthReported,
    PassVoided,
    TemperatureTaken,
)
from fieldpass.model.records import Record
from fieldpass.model.times import at_hour
from fieldpass.store import records
from fieldpass.training.village import CHECKER, HIGH, ONSITE
from tests.desk.test_rules import sent
from tests.parts import Village, person
from tests.plain.talking import BARE, talk

Say = Callable[..., str]
_NO = "1"
CHILD, OTHER_CHILD = "371323201005012219", "371323201206072226"
_ALL_NO = "1"
# Document, number, name, telephone; home, address, goes to, address, purpose, note, days.
_FORM = (
    *("1", ONSITE.number, ONSITE.name, ONSITE.phone),
    *("", ONSITE.residence_detail, "hdq", "1", ONSITE.destination_detail, "1", "建筑工地", "400"),
    *(_ALL_NO, "2", CHECKER.name, "1", "365"),
)


def _written(office: Office, kind: str) -> list[Record]:
    found = office.store.read(lambda conn: records.records_of_kinds(conn, (kind,)))
    return list(found)


def test_home_says_what_is_to_be_done_and_every_digit(
    say: Say, place: Village, office: Office
) -> None:
    place.apply(office, ONSITE)
    said = say("00")
    assert "待审核: 1 份" in said
    for line in (
        "1 扫一扫",
        "2 通行证签发 (待审 1)",
        "3 通行证申请",
        "0 更多",
        "13 ",
        "14 ",
        "20 ",
    ):
        assert any(one.startswith(line) for one in said.splitlines()), line


def test_an_application_at_the_table_ends_on_a_code_and_a_green_pass(
    say: Say, office: Office
) -> None:
    said = say("3", *_FORM, "", "1", "", "")
    assert "待审核" in said
    assert "绿 通行 [OK]" in said
    line = passes.find(office, ONSITE.number)[0]
    assert (line.name, line.colour) == (ONSITE.name, "green")
    assert onsite.load_form(office) is None
    said_of = _written(office, "application.submitted")[0].body
    assert said_of.declaration.destination.division == "370211"  # type: ignore[attr-defined]


def test_an_application_from_paper_bears_the_time_on_the_paper(say: Say, office: Office) -> None:
    said = say("3", "13", "0224 0900", *_FORM, "0")
    assert "13 补录 补录 2月24日 9:00" in said
    [record] = _written(office, "application.submitted")
    assert (record.at, record.body.channel) == (at_hour(20200224, 9), "paper")  # type: ignore[attr-defined]
    assert record.entered == office.now()
    say("3", "13", "0224 0900", "13", "", *_FORM, "0")
    now = _written(office, "application.submitted")[-1]
    assert (now.at, now.entered) == (office.now(), None)


def test_a_child_s_guardian_is_asked_for_and_shows_another_s_valid_card(
    say: Say, office: Office
) -> None:
    guardian = ("李红", "母亲", "")
    said = say(
        *("3", "1", CHILD, "张小宝", ONSITE.phone, *guardian),
        *(CHILD, ONSITE.number[:-1] + "0", OTHER_CHILD, ONSITE.number),
        *_FORM[4:],
        "0",
    )
    assert "这是孩子自己的号码" in said
    assert "不满 18 岁" in said
    [record] = _written(office, "application.submitted")
    found = record.body.declaration.guardian  # type: ignore[attr-defined]
    assert (found.name, found.relation) == ("李红", "母亲")
    assert (found.document.type, found.document.number) == ("resident_id", ONSITE.number)
    shown = applications.open_application(office, record.application or record.id)
    assert shown.guardian == f"李红, 母亲, {ONSITE.number}"
    assert f"监护人: 李红, 母亲, {ONSITE.number}" in say("2", "1", "10", "00")


def test_what_is_wrong_is_said_at_once_and_asked_for_again(say: Say, office: Office) -> None:
    said = say("3", "1", "371323196503182219", ONSITE.number, "00")
    wrong, right = said.index("应该是 7"), said.rindex("姓名")
    assert wrong < right
    kept = onsite.load_form(office)
    assert kept is not None
    assert kept.number == ONSITE.number


def test_a_yes_asks_for_its_days_and_a_wrong_one_again(say: Say, office: Office) -> None:
    answers = ("2", "1", "1", "1", "1", "2", "0226", "3", "1")
    said = say("3", *_FORM[:-5], *answers, "2", CHECKER.name, "1", "365", "0")
    assert said.count("返回日期 (如 0210, 或 3 (几天前))>") == 2
    assert "这一天还没有到." in said
    assert "2020-02-22" in said
    assert "以上内容由本人如实填报. 如有隐瞒或虚假, 愿承担法律责任." in said
    (written,) = _written(office, "application.submitted")
    (yes,) = [one for one in written.body.declaration.answers if one.yes]  # type: ignore[attr-defined]
    assert (yes.code, yes.since, yes.until) == ("EX4", at_hour(20200222, 0), None)


def test_a_form_that_was_left_is_taken_up_again(say: Say, office: Office) -> None:
    say("3", "1", ONSITE.number, ONSITE.name)  # the input ends here
    said = say("3", "1", "", "", "", *_FORM[3:], "", "0")
    assert f"接着填 {ONSITE.name} 的申请" in said
    assert passes.find(office, ONSITE.number)


def test_somebody_known_is_found_by_four_digits(say: Say, place: Village, office: Office) -> None:
    place.issue(office)
    tail = ONSITE.number[-4:]
    say("3", "1", tail, "1", "", "", *_FORM[4:], "", "0")
    assert len(_written(office, "application.submitted")) == 2


def test_a_decision_is_a_draft_until_enter_and_4_withdraws_it(
    say: Say, place: Village, office: Office
) -> None:
    application = place.apply(office, ONSITE)
    assert "什么也没有签" in say("2", "1", "1", "4")
    assert deciding.drafts(office) == []
    say("2", "1", "1")  # the input ends: the draft stays
    assert [one.application for one in deciding.drafts(office)] == [application]
    assert _written(office, "decision.made") == []
    said = say("2", "1", "", "1", "")
    view = passes.open_pass(office, passes.find(office, ONSITE.number)[0].pass_ref)
    assert view.colour == "green"
    assert view.digits in said


def test_what_may_not_be_signed_says_why_and_signs_nothing(
    say: Say, place: Village, office: Office
) -> None:
    place.apply(office, HIGH)
    said = say("2", "1", "1")
    assert "1 签绿" not in said
    assert "再测" in said
    assert deciding.drafts(office) == []


def test_red_takes_a_reason_and_is_told_to_somebody(
    say: Say, place: Village, office: Office
) -> None:
    application = place.apply(office, ONSITE)
    said = say("2", "1", "3", "1", "本人说是密接", "", "", "", "13", "1", "3", "王主任", "1", "0")
    assert "红 禁行 [X]" in said
    assert applications.open_application(office, application).colour == "red"
    assert reds.count(office) == 0
    assert _written(office, "red.reported")


def test_a_call_is_written_down(say: Say, place: Village, office: Office) -> None:
    place.apply(office, ONSITE)
    say("2", "1", "5", "1", "1", "本人确认", "0")
    (call,) = [record.body for record in _written(office, "call.made")]
    assert isinstance(call, CallMade)
    assert (call.reached, call.agrees, call.note) == (True, True, "本人确认")


def test_temperatures_one_after_the_other(say: Say, place: Village, office: Office) -> None:
    place.issue(office)
    said = say("6", ONSITE.number[-4:], "34", "3６５", ONSITE.name, "374", "")
    assert "太低" in said
    taken = [record.body for record in _written(office, "temperature.taken")]
    assert [body.tenths for body in taken if isinstance(body, TemperatureTaken)][-2:] == [365, 374]
    assert "体温偏高: 37.4" in said


def test_a_health_report_of_who_is_missing(say: Say, place: Village, office: Office) -> None:
    place.issue(office)
    place.clock.pass_(days=1)
    place.synced(office)
    said = say("4", "1", "364", "", "")
    assert f"1 {ONSITE.name}" in said
    (report,) = [record.body for record in _written(office, "health.reported")]
    assert isinstance(report, HealthReported)
    assert (report.tenths, report.symptoms) == (364, ())


def test_the_checkpoint_takes_a_scan_a_serial_and_a_reading(
    say: Say, place: Village, office: Office
) -> None:
    view = place.issue(office)
    said = say("1", view.digits, view.serial, "5", "3", "0")
    assert said.count("通行 [OK]") == 3
    counted = checkpoint.counters(office)
    assert (counted.checked, counted.parked) == (3, 1)
    place.screen(office, ONSITE, view.application)
    place.clock.pass_(days=2)
    place.synced(office)
    said = say("1", view.digits, "364", "1", "")
    assert "待行 [!]" in said
    assert "通行 [OK]" in said
    assert len(_written(office, "health.reported")) == 1


def test_nothing_at_a_checkpoint_stops_at_nonsense(say: Say) -> None:
    said = say("1", "4", "365", "abc", "9" * 9000, "111111111111", "", "00")
    assert "还没有卡" in said
    assert "CANNOT" not in said
    assert said.rstrip().endswith("00 退出>")


def test_a_pass_is_drawn_only_where_it_is_asked_for_and_reads_back(
    say: Say, place: Village, office: Office
) -> None:
    view = place.issue(office)
    said = say("5", view.serial, "0", "")
    assert not set("▀▄█") & set(said)
    for answer, lit in (("2", 255), ("3", 0)):
        said = say("5", view.serial, answer, "0", "")
        assert _read(said, lit) == view.digits


def _read(said: str, lit: int) -> str:
    """What a reader sees in the drawn lines, on a ground of the other shade."""
    lines = [line for line in said.splitlines() if len(line) == 47 and not set(line) - set(" ▀▄█")]
    picture = Image.new("L", (47, 2 * len(lines)), 255 - lit)
    for y, line in enumerate(lines):
        for x, glyph in enumerate(line):
            for half, shown in enumerate(("▀█", "▄█")):
                if glyph in shown:
                    picture.putpixel((x, 2 * y + half), lit)
    large = picture.resize((47 * 8, 16 * len(lines)), Image.Resampling.NEAREST)
    framed = Image.new("L", (large.width + 80, large.height + 80), 255)
    framed.paste(large, (40, 40))
    found = zxingcpp.read_barcodes(framed, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return str(found[0].text) if found else ""


def test_a_pass_is_taken_back_by_a_reason(say: Say, place: Village, office: Office) -> None:
    view = place.issue(office)
    said = say("5", view.serial, "7", "1", "1", "2", "0", "")
    assert "作废" in said
    assert view.digits not in said
    (record,) = _written(office, "pass.voided")
    assert isinstance(record.body, PassVoided)
    assert record.body.reason == "misprint"


def test_the_language_changes_at_once(say: Say) -> None:
    said = say("0", "3", "1", "0", "", "00")
    assert "To review: 0 applications" in said


def test_a_terminal_without_chinese_gets_english_and_latin_names(
    place: Village, office: Office, tmp_path: Path
) -> None:
    place.issue(office)
    locale.use("en")
    said = talk(office, tmp_path, "5", ONSITE.number[-4:], "2", "0", profile=BARE)
    assert said.isascii()
    assert "Zhang Weidong" in said
    assert "Houpo Cun" in said
    assert re.search(r"^#{2}.*## *$", said, re.MULTILINE)


def test_what_came_back_is_noted(say: Say, place: Village, office: Office) -> None:
    assert "没有退回" in say("14")
    assert mending.returned(office) == []


def test_a_fault_of_the_program_is_one_sentence_and_leaves_the_rest_usable(
    say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("李建国")

    monkeypatch.setattr(passes, "find", broken)
    said = say("5", "1234", "00")
    assert "程序内部出错" in said
    assert "李建国" not in said + (tmp_path / "log" / "fieldpass.log").read_text()


def test_a_clerk_is_told_why_nothing_is_signed(place: Village, tmp_path: Path) -> None:
    locale.use("zh")
    issuer, clerk = place.device("issuer"), place.device("clerk")
    place.apply(issuer, ONSITE)
    place.apply(clerk, ONSITE)
    said = talk(clerk, tmp_path, "2", "1", "0", "0", "00")
    assert "1 签绿" not in said
    assert "签发人" in said
    assert person(ONSITE)


def test_what_a_county_asks_besides_is_asked_line_by_line(
    say: Say, place: Village, office: Office
) -> None:
    words = {"zh": "是否乘坐过邮轮?", "en": "On a cruise ship?"}
    cruise: dict[str, Any] = {"code": "CRUISE", "text": words}
    # What is ticked are symptoms: a county's question has nothing to tick, or it would take their place.
    cruise["items"] = [{"code": "INNER", "text": {"zh": "内舱", "en": "inner"}}]
    own = {"version": 1, "valid_from": place.clock.now, "county": "371323", "questions": [cruise]}
    sent(place, office, own, county="371323")
    before, after = _FORM[:-5], _FORM[-4:]
    # The first question is about symptoms: yes, persistent dry cough, without days.
    said = say("3", *before, "2", "2", "2", "", "", *["1"] * 5, "2", *after, "", "")
    assert "是否乘坐过邮轮?" in said
    (made,) = _written(office, "application.submitted")
    assert isinstance(made.body, ApplicationSubmitted)
    answers = {one.code: one.yes for one in made.body.declaration.answers}
    assert (answers.pop("CRUISE"), answers.pop("SYMPTOM")) == (True, True)
    assert not any(answers.values())
    assert made.body.declaration.answers[0].items == ("COUGH",)
    view = applications.open_application(office, made.id)
    assert view.colour == "red"
