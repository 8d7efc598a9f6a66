"""签发人员维护, each sending, replacing a pass, and people side by side: from the first key to the store."""

from pathlib import Path

import pytest

from fieldpass.desk import batches, near, passes, staff
from fieldpass.desk.errors import FormRefused, NotAllowed, NotFound
from fieldpass.desk.office import Office
from fieldpass.model.bodies import ColleagueAdmitted
from fieldpass.store import outbox
from fieldpass.wire.keys import SigningKey
from tests.parts import HIGH, ONSITE, OTHER_USCC, Village
from tests.parts import person as person_of
from tests.screens.driver import at_work
from tests.screens.test_office_tasks import give_back, tidy, written

UNIT = OTHER_USCC[:17] + "K"


def admit(office: Office, seed: int, name: str, role: str = "issuer") -> SigningKey:
    """A colleague at another device, whom this issuer has admitted."""
    identity, device = office.require_identity(), SigningKey(bytes([seed]) * 32)
    issuer = SigningKey(bytes([seed + 1]) * 32)
    body = ColleagueAdmitted(
        uscc=identity.uscc,
        scope=identity.scope,
        name=name,
        post="文书",
        phone="13800005533",
        person=bytes([seed]) * 16,
        role=role,  # type: ignore[arg-type]
        device_key=device.public,
        issuer_key=issuer.public if role == "issuer" else None,
    )
    office.save(office.make(body))
    return issuer if role == "issuer" else device


async def test_a_unit_is_authorised_and_its_authorisation_taken_back_and_given_again(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "9")
        person.is_at("staff")
        await person.presses("f5")
        person.is_at("endorse")
        tidy(person)
        await person.presses("f5")
        person.sees("Unit's code    !", "Unit's name    !")
        await person.enters(UNIT)
        await person.enters("某电子厂")
        await person.presses("f5")
        person.is_at("staff")
        person.sees("某电子厂", UNIT, "authorised", "Enter takes the authorisation back")
        tidy(person)
        [record] = written(issuer, "unit.endorsed")
        assert (record.body.uscc, record.body.unit_name) == (UNIT, "某电子厂")
        assert record.sig is not None
        place.clock.pass_(minutes=1)
        await person.presses("end", "enter", "enter")
        person.sees("Type a sentence first")
        await person.enters("no daily reports")
        person.sees("withdrawn", "signed; it takes effect")
        [ended] = written(issuer, "unit.endorsement_withdrawn")
        assert (ended.body.uscc, ended.body.reason) == (UNIT, "no daily reports")
        place.clock.pass_(minutes=1)
        await person.presses("end", "enter")
        assert len(written(issuer, "unit.endorsed")) == 2
        person.does_not_see("withdrawn")


async def test_a_colleagues_authority_is_ended_after_a_question_the_own_never(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    key = admit(issuer, 7, "李红梅")
    place.clock.pass_(minutes=1)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "9")
        person.sees("李红梅", "文书", "admitted, waiting")
        await person.presses("1")
        person.sees("Nothing that this person signs", "1 No, go back", "2 Yes, end")
        await person.presses("1")
        assert written(issuer, "colleague.replaced") == []
        await person.presses("1", "2")
        person.sees("replaced", "signed; it takes effect")
        tidy(person)
        [record] = written(issuer, "colleague.replaced")
        assert record.body.kid == key.kid
        await person.presses("1")
        person.sees("not ended here")
        await person.presses("f6")
        person.is_at("people")


def test_who_has_no_key_of_their_own_is_ended_with_the_device_but_never_with_this_one(
    issuer: Office,
) -> None:
    device = admit(issuer, 9, "赵敏", "clerk")
    here = ColleagueAdmitted(
        uscc=issuer.require_identity().uscc, scope=issuer.require_identity().scope, name="钱进",
        post="文书", phone="13800005544", person=bytes(16), role="clerk",
        device_key=issuer.device.public,
    )  # fmt: skip
    issuer.save(issuer.make(here))
    lines = {one.name: one for one in staff.staff(issuer)}
    assert (lines["赵敏"].endable, lines["赵敏"].with_device) == (True, True)
    assert not lines["钱进"].endable
    with pytest.raises(NotAllowed):
        staff.replace(issuer, lines["钱进"].key)
    with pytest.raises(NotFound):
        staff.replace(issuer, (b"none", bytes(16)))
    staff.replace(issuer, lines["赵敏"].key)
    assert written(issuer, "colleague.replaced")[0].body.kid == device.kid


def test_units_are_endorsed_once_by_a_communitys_issuer_alone(
    place: Village, issuer: Office
) -> None:
    with pytest.raises(FormRefused) as own:
        staff.endorse(issuer, issuer.require_identity().uscc, "x")
    assert list(own.value.fields) == ["uscc"]
    with pytest.raises(NotFound):
        staff.withdraw(issuer, UNIT, "why")
    staff.endorse(issuer, UNIT, "厂")
    with pytest.raises(FormRefused):
        staff.endorse(issuer, UNIT, "厂")
    clerk = place.device("clerk")
    with pytest.raises(NotAllowed):
        staff.endorse(clerk, UNIT, "厂")
    assert written(clerk, "unit.endorsed") == []


# Each sending.


async def test_each_batch_shows_what_waits_what_the_platform_has_and_what_came_back(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.issue(issuer)
    issuer.store.write(lambda tx: outbox.seal_pending(tx, issuer.device, issuer.now()))
    log = outbox_log(issuer)
    now = issuer.now()
    issuer.store.write(lambda tx: outbox.acknowledge(tx, log, 5, now=now))
    place.clock.pass_(minutes=10)
    place.apply(issuer, HIGH)
    issuer.store.write(lambda tx: outbox.seal_pending(tx, issuer.device, issuer.now()))
    place.clock.pass_(minutes=10)
    give_back(issuer, written(issuer, "temperature.taken")[0])
    assert [(one.state, one.first, one.last, one.returned) for one in batches.batches(issuer)] == [
        ("waits", 6, 8, 0), ("there", 1, 5, 1),
    ]  # fmt: skip
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "1", "f6")
        person.is_at("batches")
        person.sees("6-8", "waits", "1-5", "at the platform", "today 10:00")
        await person.waits_for("No network")
        tidy(person)
        await person.presses("end")
        person.sees("1 record came back")
        issuer.store.write(
            lambda tx: outbox.cover(
                tx, [(log, 5)], incarnation=bytes(8), as_of=issuer.now(), data=b"signed"
            )
        )
        await person.presses("escape", "f6", "end")
        person.sees("receipt", "Covered by the receipt", "today 10:20")
        # What is written meanwhile takes nobody away from the row that is being read.
        place.apply(issuer, ONSITE)
        await person.settles()
        person.sees("just written", "Covered by the receipt")
        first = batches.batches(issuer)[0]
        assert (first.state, first.first, first.records) == ("open", 9, 3)


def outbox_log(office: Office):
    """The own log's name."""
    return office.store.read(lambda conn: outbox.heads(conn, own=True))[0].log


# A pass in another's place.


async def test_a_pass_is_replaced_by_deciding_anew(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    place.clock.pass_(minutes=5)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("5")
        await person.enters(view.serial.replace(" ", ""))
        person.sees("8 Replace")
        await person.presses("7", "1", "8")
        person.is_at("review")
        await person.presses("1", "enter")
        person.is_at("pass_card")
        person.does_not_see(view.serial)
        person.sees("green: pass [OK]")
        tidy(person)
        issued = [one for one in written(issuer, "pass.issued") if one.body.decision]
        assert issued[-1].body.replaces.sequence == view.pass_ref.sequence
        assert passes.open_pass(issuer, view.pass_ref).void
        [voided] = written(issuer, "pass.voided")
        assert voided.body.reason == "misprint"


# Side by side.


async def test_people_who_may_be_taken_for_each_other_stand_side_by_side(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.issue(issuer, HIGH, reading="366")
    place.apply(issuer, ONSITE, name=HIGH.name, phone=HIGH.phone)
    assert [len(one.why) for one in near.near(issuer, person_of(ONSITE))] == [0, 2]
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "8")
        person.is_at("reading")
        person.sees("this one", "same name, same telephone", "* differs")
        line = next(one for one in person.lines if "Number" in one)
        assert line.index("217") < line.index("*") < line.index(HIGH.number[-4:])
        assert "green" in next(one for one in person.lines if "Last pass" in one)
        tidy(person)


async def test_a_number_that_differs_in_a_digit_is_found_by_the_same_telephone_or_tail(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONSITE, document_type="passport", number="E12345678", name="甲")
    place.apply(
        issuer, ONSITE, document_type="passport", number="E72345678", name="乙", phone="13900001111"
    )
    place.apply(issuer, HIGH)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter")
        person.sees("Note: 1 with nearly this number")
        await person.presses("8")
        person.sees("number nearly the same", "E123", "E723")
        assert len(near.near(issuer, person_of(HIGH))) == 1


async def test_who_signs_nothing_is_told_so_before_any_question(
    issuer: Office, tmp_path: Path
) -> None:
    admit(issuer, 31, "赵敏")
    clerk = issuer
    clerk.issuer = clerk.issuer_kid = None
    async with at_work(clerk, tmp_path) as person:
        for way, key in (("9", "enter"), ("9", "f5"), ("9", "f4"), ("6", "1"), ("7", "1")):
            await person.presses("0", way)
            before = person.app.screen
            await person.presses(key)
            assert person.app.screen is before, (way, key)
            person.sees("Only an authorised issuer may do this.")
            tidy(person)
            await person.presses("escape", "escape")
            person.is_at("home")
        line = next(one for one in staff.staff(clerk) if one.name == "赵敏")
        with pytest.raises(NotAllowed):
            staff.replace(clerk, line.key)
