"""The on-site application: four steps, checked at each field, kept through a crash, few keys."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from fieldpass.desk import applications, onsite, queueing
from fieldpass.desk.checked import Checked
from fieldpass.desk.office import Office
from fieldpass.desk.onsite import OnsiteForm
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.questions import Question
from fieldpass.model.text import Text
from fieldpass.screens.form import Form
from fieldpass.store import records
from tests.parts import ONLINE, ONSITE, Village
from tests.screens.driver import Person, at_work

CHILD = "371323201005012219"


def value(person: Person, name: str) -> str:
    return person.app.screen.query_one(Form).row(name).value


async def fill_who(person: Person) -> None:
    await person.enters(ONSITE.number)
    await person.enters(ONSITE.name)
    await person.enters(ONSITE.phone)


async def fill_where(person: Person) -> None:
    await person.enters("group 2")
    await person.enters("hdq")
    if "Which place?" in person.screen:
        await person.presses("1")
    await person.enters("")
    await person.presses("1")
    await person.enters("a plant")
    await person.enters("300")


async def fill_promise(person: Person, reading: str = "365") -> None:
    await person.presses("2")
    await person.enters("Li Hongmei")
    await person.presses("1")
    await person.enters(reading)


async def test_what_is_wrong_with_the_field_just_left_stands_in_full_under_the_form(
    issuer: Office, tmp_path: Path
) -> None:
    wrong = ONSITE.number[:-1] + ("1" if ONSITE.number[-1] != "1" else "2")
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await person.enters(wrong)
        said = " ".join(" ".join(person.lines[6:10]).split())
        assert (
            f"Document no.: Character 18 of the identity number should be {ONSITE.number[-1]}"
            in said
        )
        person.sees_a_tidy_screen()
        await person.presses("up")
        assert "Document no.: Character" not in person.screen
        person.sees(f"number should be {ONSITE.number[-1]}")


async def test_at_a_unit_its_own_name_stands_as_the_employer_and_keeps_no_empty_form(
    issuer: Office, tmp_path: Path
) -> None:
    identity = replace(issuer.require_identity(), body_type="unit", body_name="Yishui Electronics")
    issuer.store.write(lambda tx: issuer.set_identity(tx, identity))
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        assert value(person, "purpose_note") == "Yishui Electronics"
        await person.presses("escape")
        person.is_at("home")
        assert onsite.load_form(issuer) is None
        await person.presses("3")
        await fill_who(person)
        person.sees("2/4", "Yishui Electronics")
        await person.presses("escape", "f7")
        assert value(person, "purpose_note") == "Yishui Electronics"
        assert value(person, "number") == ""


async def test_an_application_ends_on_its_pending_code_and_goes_on_to_its_review(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        person.sees("On-site application 1/4")
        await fill_who(person)
        person.sees("2/4")
        await fill_where(person)
        person.sees("3/4", "Read each question aloud")
        await person.presses("f6", "enter")
        person.sees("4/4")
        await fill_promise(person)
        person.is_at("pass_card")
        person.sees("pending [?]", ONSITE.name, ONSITE.number[-4:])
        person.sees_a_tidy_screen()
        await person.presses("enter")
        person.is_at("review")
        person.sees(ONSITE.name)
        assert onsite.load_form(issuer) is None
        assert queueing.queue_source(issuer).count() == 1


async def test_each_field_is_checked_when_it_is_left_and_others_are_not_blamed_yet(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await person.enters("371323197301022237")
        person.sees("Document no.   !")
        person.does_not_see("Name           !", "Telephone      !")
        await person.presses("f5")
        person.sees("Document no.   !", "Name           !", "Telephone      !", "1/4")


async def test_an_answer_about_an_older_form_is_not_shown_over_a_newer_one(
    issuer: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place that was typed as letters is wrong until it is looked up; threads answer in any order."""
    looked_up, real_check = threading.Event(), onsite.check

    def check(office: Office, form: OnsiteForm) -> Checked:
        if form.destination_division == "yanzhou":
            assert looked_up.wait(20)
        found = real_check(office, form)
        if form.destination_division == "370812":
            looked_up.set()
        return found

    monkeypatch.setattr(onsite, "check", check)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await fill_who(person)
        await person.enters("group 2")
        await person.enters("yanzhou")
        assert looked_up.is_set()
        assert value(person, "destination_division") == "370812"
        assert "!" not in next(line for line in person.lines if "370812" in line)


async def test_what_was_typed_is_there_again_after_a_crash(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await fill_who(person)
        kept = onsite.load_form(issuer)
        assert kept is not None
        assert kept.number == ONSITE.number
        await person.presses("escape", "escape", "3")
        person.sees("Taken up where it was left")
        assert value(person, "name") == ONSITE.name
        await person.presses("f7")
        assert value(person, "name") == ""
        assert onsite.load_form(issuer) is None


async def test_somebody_known_is_found_by_four_digits(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONLINE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await person.enters(ONLINE.number[-4:])
        person.sees("Who is it?", ONLINE.name)
        await person.presses("1")
        assert value(person, "number") == ONLINE.number
        assert value(person, "name") == ONLINE.name


async def test_a_yes_asks_for_the_symptom_and_every_question_needs_an_answer(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await fill_who(person)
        await fill_where(person)
        await person.presses("enter")
        person.sees("Every question needs an answer", "3/4")
        await person.presses("f6", "1")
        person.sees("Which symptom?")
        await person.presses("2")
        person.sees("Since when?", "Began on", "Last day", "like 0210, or 3 (days ago)")
        await person.presses("escape")
        person.sees("[YES]")
        kept = onsite.load_form(issuer)
        assert kept is not None
        assert kept.symptoms == ("COUGH",)
        assert kept.answers["SYMPTOM"] == "yes"


async def test_a_yes_asks_for_its_days_and_the_rules_count_from_them(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await fill_who(person)
        await fill_where(person)
        await person.presses("f6", "5")
        person.sees("Since when?", "Returned on", "home observation")
        person.does_not_see("Last day")
        await person.enters("0226")
        person.sees("Returned on    !", "That day has not come yet.")
        await person.presses(*["backspace"] * 4)
        await person.enters("220")
        person.sees("[YES]", "Returned on 2020-02-20", "3/4")
        kept = onsite.load_form(issuer)
        assert kept is not None
        assert kept.dates == {"EX4.since": "2020-02-20"}
        # Esc, Esc and the screen again: the days are there; a no forgets them, a yes asks anew.
        await person.presses("escape", "escape", "escape", "3")
        person.sees("Taken up where it was left")
        await person.presses("f5", "f5")
        person.sees("Returned on 2020-02-20")
        await person.presses("5")
        person.does_not_see("Returned on")
        await person.presses("5")
        await person.enters("5")
        person.sees("Returned on 2020-02-20")
        await person.presses("enter")
        person.sees("What I have declared is true. I answer in law", "4/4")
        await fill_promise(person)
        person.is_at("pass_card")
        (row,) = queueing.queue_source(issuer).page(None, "forward", 5)
        shown = applications.open_application(issuer, row.application)
    said = next(one for one in shown.declaration if one.code == "EX4")
    assert said.yes
    assert "返回日期 2月20日" in said.text.zh
    line = next(one for one in shown.findings if one.code == "EX4")
    assert "到3月4日24时为止" in line.text.zh


async def test_both_days_of_an_answer_are_checked_against_each_other(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await fill_who(person)
        await fill_where(person)
        await person.presses("f6", "2")
        await person.enters("0215")
        await person.enters("0210")
        person.sees("Discharged on  !", "It ends before it begins")
        await person.presses(*["backspace"] * 10)
        await person.enters("")
        person.sees("Confirmed on 2020-02-15")
        kept = onsite.load_form(issuer)
        assert kept is not None
        assert {name: text for name, text in kept.dates.items() if text} == {
            "EX1.since": "2020-02-15"
        }


async def test_who_has_a_passport_is_asked_for_sex_and_birth(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        person.does_not_see("Date of birth")
        await person.presses("up", "4")
        person.sees("Sex", "Date of birth")
        await person.enters("E12345678")
        await person.enters("Smith")
        await person.presses("2")
        await person.enters("19991332")
        person.sees("Date of birth  !")
        await person.presses("up", *["backspace"] * 8)
        await person.enters("19991230")
        await person.enters(ONSITE.phone)
        person.sees("2/4")
        await fill_where(person)
        await person.presses("f6", "enter")
        await fill_promise(person)
        person.is_at("pass_card")
        [record] = issuer.store.read(
            lambda conn: records.records_of_kinds(conn, ["application.submitted"])
        )
        assert (record.body.declaration.sex, record.body.declaration.birth) == ("f", 19991230)


async def test_a_child_has_a_guardian(issuer: Office, tmp_path: Path) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        person.does_not_see("Guardian")
        await person.presses("up", "5")
        person.sees("Guardian", "Relation")


async def test_a_reading_that_is_none_is_refused_with_what_to_do(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await fill_who(person)
        await fill_where(person)
        await person.presses("f6", "enter")
        await fill_promise(person, reading="341")
        person.sees("4/4", "Temperature    !")
        assert queueing.queue_source(issuer).count() == 0


async def test_a_child_with_an_own_card_is_offered_a_guardian_who_stands_in_the_record(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await person.enters(CHILD)
        person.sees("Guardian", "Relation")
        await person.enters("张小宝")
        await person.enters(ONSITE.phone)
        await person.enters("李红")
        await person.presses("f5")
        person.sees("Relation       !")
        await person.enters("母亲")
        person.sees("1/4", "Their telephone", "Their ID no.")
        await person.presses("enter", "enter")
        person.sees("2/4")
        await fill_where(person)
        await person.presses("f6", "enter")
        await fill_promise(person)
        person.is_at("pass_card")
        [record] = issuer.store.read(
            lambda conn: records.records_of_kinds(conn, ["application.submitted"])
        )
        said = record.body.declaration.guardian
        assert (said.name, said.relation, said.phone) == ("李红", "母亲", "")


async def test_a_guardian_s_own_card_is_checked_and_stands_in_the_record_and_the_declaration(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        for text in (CHILD, "张小宝", ONSITE.phone, "李红", "母亲", ""):
            await person.enters(text)
        await person.types(CHILD)
        await person.presses("f5")
        person.sees("1/4", "Their ID no.   !", "the child's own number")
        await person.presses(*["backspace"] * 21)
        await person.types(ONSITE.number[:-1] + "0")
        await person.presses("f5")
        person.sees("1/4", "Their ID no.   !")
        await person.presses(*["backspace"] * 21)
        await person.enters(ONSITE.number)
        person.sees("2/4")
        await fill_where(person)
        await person.presses("f6", "enter")
        await fill_promise(person)
        person.is_at("pass_card")
        [record] = issuer.store.read(
            lambda conn: records.records_of_kinds(conn, ["application.submitted"])
        )
        document = record.body.declaration.guardian.document
        assert (document.type, document.number) == ("resident_id", ONSITE.number)
        await person.presses("enter")
        person.is_at("review")
        await person.presses("0")
        person.sees("Guardian", f"李红, 母亲, {ONSITE.number}")


async def test_a_grown_up_is_asked_for_no_guardian_and_a_child_may_go_without(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await person.enters(ONSITE.number)
        person.does_not_see("Guardian")
        await person.presses("up", *["backspace"] * 18)
        await person.enters(CHILD)
        person.sees("Guardian")
        await person.enters("张小宝")
        await person.enters(ONSITE.phone)
        await person.presses("enter", "enter", "enter", "enter")
        person.sees("2/4")


async def test_a_county_with_many_questions_of_its_own_gets_all_of_them_answered(
    issuer: Office, place: Village, tmp_path: Path
) -> None:
    own = tuple(
        Question(code=f"C{number}", text=Text(zh=f"县里第 {number} 问?", en=f"County's {number}?"))
        for number in range(1, 6)
    )
    place.authority.policy = replace(NOTICE_164, version=9, questions=own, ex4_days=7)
    place.publish()
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await fill_who(person)
        await fill_where(person)
        person.sees("3/4", "under 7 days of home observation", "County's 3?")
        person.does_not_see("County's 4?")
        await person.presses("enter")
        person.sees("Every question needs an answer.")
        await person.presses("f6", "enter")
        person.sees("County's 4?", "County's 5?", "3/4")
        person.does_not_see("County's 3?")
        await person.presses("1", "enter")
        person.sees("Every question needs an answer.", "County's 5?")
        await person.presses("2", "1", "enter")
        person.sees("4/4")
        await fill_promise(person)
        person.is_at("pass_card")
        (row,) = queueing.queue_source(issuer).page(None, "forward", 5)
        shown = applications.open_application(issuer, row.application)
        said = {one.code: one.yes for one in shown.declaration}
    assert said == {**dict.fromkeys(("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5"), False)} | {
        "C1": False,
        "C2": False,
        "C3": False,
        "C4": True,
        "C5": False,
    }
