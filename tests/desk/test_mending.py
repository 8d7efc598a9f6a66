"""An application that came back: what is wrong with it is said, and the form has all of it again."""

import dataclasses

import pytest

from fieldpass.desk import mending, onsite
from fieldpass.desk.errors import FormRefused
from fieldpass.desk.onsite import OnsiteForm
from fieldpass.model import bodies
from fieldpass.model.bodies import ApplicationSubmitted
from fieldpass.model.person import person_of
from fieldpass.model.questions import QUESTIONS
from fieldpass.store import log, outbox, records
from tests.parts import HIGH, ONSITE, form

HOUR = 3_600_000
NO = {code: "no" for code in ("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5")}
FULL = {
    "child": {
        "document_type": "household_booklet",
        "number": "371323201005012219",
        "name": "张小宝",
        "guardian_name": "李红",
        "guardian_relation": "母亲",
        "guardian_phone": "13800005521",
        "guardian_number": HIGH.number,
        "promise": "stub",
        "promise_by": "7-31",
        "onsite_reason": "no_network",
    },
    "stranger": {
        "document_type": "passport",
        "number": "E12345678",
        "sex": "f",
        "birth": "19910203",
        "purpose": "school",
        "purpose_note": "沂水三中",
        "province_days": "21",
        "onsite_reason": "cannot_use",
        "answers": NO | {"SYMPTOM": "yes", "EX1": "yes", "EX4": "yes"},
        "symptoms": tuple(item.code for item in QUESTIONS[0].items[:2]),
        "dates": {"EX1.since": "2020-01-20", "EX1.until": "2020-02-02", "EX4.since": "20200201"},
    },
}


def give_back(office, record, reason):
    """The platform returns a record of this device's log."""

    def returning(tx):
        sql = "SELECT e.number, e.log FROM entry AS e JOIN record AS r ON r.seq = e.record WHERE r.id = ?"
        number, log = tx.run(sql, (record.id,)).one()
        outbox.mark_returned(tx, log, number, reason, office.now())

    office.store.write(returning)


def submitted(office):
    """The applications of this device, oldest first."""
    return office.store.read(lambda conn: records.records_of_kinds(conn, ["application.submitted"]))


def empty(typed):
    """The fields that are as nobody has filled them in."""
    blank = OnsiteForm()
    names = [item.name for item in dataclasses.fields(OnsiteForm)]
    return {name for name in names if getattr(typed, name) == getattr(blank, name)}


@pytest.mark.parametrize("written_before", [0, HOUR])
@pytest.mark.parametrize("whose", sorted(FULL))
def test_every_field_of_a_returned_application_goes_back_into_the_form(
    place, issuer, whose, written_before
):
    typed = form(issuer, ONSITE, **FULL[whose])
    if written_before:
        typed = dataclasses.replace(typed, written_at=issuer.now() - written_before)
    onsite.submit(issuer, typed)
    (before,) = submitted(issuer)
    give_back(issuer, before, "out-of-scope")
    place.clock.pass_(minutes=5)
    (view,) = mending.returned(issuer)
    mending.to_form(issuer, view)
    again = onsite.load_form(issuer)
    # Only the reading is of now: it was a record of its own, and stands.
    assert empty(again) - empty(typed) == {"reading"}
    onsite.submit(issuer, dataclasses.replace(again, reading="365"))
    after = submitted(issuer)[-1]
    assert after.body == before.body
    assert after.id != before.id
    assert (after.at == before.at) == bool(written_before)
    assert mending.returned(issuer) == []


def applied_without(office, **changes):
    """An application of an older program, which checked less."""
    onsite.submit(office, form(office, ONSITE))
    (good,) = submitted(office)
    said = dataclasses.replace(good.body.declaration, **changes)
    body = dataclasses.replace(good.body, declaration=said)
    assert isinstance(body, ApplicationSubmitted)
    record = office.make(body, subject=person_of(said.document))
    office.save(record)
    return record


CHILD = bodies.Document(type="household_booklet", number="371323201005012219")


def test_a_child_without_a_guardian_that_came_back_is_mended_in_the_form(place, issuer):
    bad = applied_without(issuer, document=CHILD)
    give_back(issuer, bad, "guardian-missing")
    (view,) = mending.returned(issuer)
    assert view.remedies == ("form", "noted")
    assert "监护人" in view.reason.zh
    assert "guardian" in view.reason.en
    mending.to_form(issuer, view)
    again = dataclasses.replace(onsite.load_form(issuer), reading="365")
    with pytest.raises(FormRefused) as caught:
        onsite.submit(issuer, again)
    assert set(caught.value.fields) == {"guardian_name", "guardian_relation"}
    whole = dataclasses.replace(again, guardian_name="李红", guardian_relation="母亲")
    place.clock.pass_(minutes=5)
    onsite.submit(issuer, whole)
    assert mending.returned(issuer) == []


def test_what_was_written_under_a_clock_that_ran_ahead_is_settled_by_what_stands_in_its_place(
    place, issuer
):
    ahead = applied_without(issuer, document=CHILD)
    ahead = dataclasses.replace(ahead, id=issuer.new_id(), at=ahead.at + 48 * HOUR)
    issuer.store.write(lambda tx: log.append(tx, [ahead]))
    place.clock.pass_(minutes=1)
    give_back(issuer, ahead, "ahead-of-time")
    assert len(mending.returned(issuer)) == 1
    place.clock.pass_(minutes=5)
    mending.to_form(issuer, mending.returned(issuer)[0])
    again = dataclasses.replace(
        onsite.load_form(issuer), reading="365", guardian_name="李红", guardian_relation="母亲"
    )
    onsite.submit(issuer, again)
    assert mending.returned(issuer) == []


def test_each_wrong_field_is_said_beside_the_reason(issuer):
    wrong = bodies.Place(division="990000")
    bad = applied_without(issuer, destination=wrong, phone="1")
    give_back(issuer, bad, "form-wrong")
    (view,) = mending.returned(issuer)
    assert view.reason.zh.count("联系电话: ") == 1
    assert "Telephone: " in view.reason.en
    assert "去往地区划: 行政区划代码第 1 至 2 位不是任何省份" in view.reason.zh
    assert "990000" not in view.reason.zh + view.reason.en


def test_what_came_back_for_another_reason_says_that_one_alone(issuer):
    bad = applied_without(issuer, phone="1")
    give_back(issuer, bad, "out-of-scope")
    (view,) = mending.returned(issuer)
    assert "Telephone" not in view.reason.en
