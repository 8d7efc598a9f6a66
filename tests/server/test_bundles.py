"""Bundles: taken once, judged record by record, never lost, never believed twice."""

import dataclasses

import pytest

from fieldpass.model import bodies
from fieldpass.model.records import DeviceAuthor, Holder, Platform, UnknownBody
from fieldpass.wire import cbor
from fieldpass.wire.bundle import Erased, LogId, open_bundle
from fieldpass.wire.records import encode_record
from server_stub import authorising
from tests.server.test_job import finder, records_of_feed, taken_lists
from tests.server.world import (
    other_village,
)


async def test_a_bundle_sent_again_is_answered_the_same_and_fed_once(world):
    device = await world.issuer()
    bad = device.application(scope="d:371323104204")
    bundle = device.seal(device.application(), bad)
    (first,) = await device.post(bundle)
    head = (await device.feed()).head
    (again,) = await device.post(bundle)
    assert first == again
    assert first.returned == ((1, "out-of-scope"),)
    assert (await device.feed()).head == head


async def test_a_gap_is_not_taken_and_the_answer_says_where_to_go_on(world):
    device = await world.issuer()
    lost = device.seal(device.application(1))
    later = device.seal(device.application(2))
    (answer,) = await device.post(later)
    assert (answer.status, answer.through) == ("gap", 1)
    one, two = await device.post(lost, later)
    assert (one.through, two.through) == (2, 3)


async def test_a_fork_is_kept_as_evidence_and_closes_the_log_but_not_a_new_epoch(world):
    device = await world.issuer()
    number, link = device.number, device.link
    await device.post(device.seal(device.application(1)))
    honest = device.number, device.link
    device.number, device.link = number, link
    (answer,) = await device.post(device.seal(device.application(2)))
    assert (answer.status, answer.through) == ("fork", 2)
    device.number, device.link = honest
    (closed,) = await device.post(device.seal(device.application(3)))
    assert closed.status == "fork"
    device.log = LogId(device.scope, device.key.kid, 1)
    device.number, device.link = 0, bytes(32)
    (fresh,) = await device.post(device.seal(device.application(3)))
    assert (fresh.status, fresh.returned) == ("stored", ())


async def test_one_poison_record_never_blocks_the_others(world):
    device = await world.issuer()
    good, later = device.application(1), device.application(2)
    (answer,) = await device.post(device.seal(good, b"\xff not a record", later))
    assert (answer.status, answer.returned) == ("stored", ((1, "malformed"),))
    found = await records_of_feed(device, finder(world, device), after=2)
    assert [one.id for one in found if one.kind == "application.submitted"] == [good.id, later.id]


async def test_a_record_more_than_ten_minutes_ahead_is_returned(world):
    device = await world.issuer()
    near = device.application(1, at=world.now + 9 * 60_000)
    far = device.application(2, at=world.now + 11 * 60_000)
    (answer,) = await device.post(device.seal(near, far))
    assert answer.returned == ((1, "ahead-of-time"),)


@pytest.mark.parametrize("by", [Holder(), Platform()])
async def test_nobody_speaks_for_the_platform_or_the_holder(world, by):
    device = await world.issuer()
    (answer,) = await device.post(device.seal(device.application(1, by=by)))
    assert answer.returned == ((0, "not-in-own-bundle"),)


async def test_nobody_writes_in_anothers_name(world):
    one, two = await world.issuer("one"), await world.issuer("two")
    applied = one.application(1)
    forged = two.decision(applied)
    stranger = DeviceAuthor(kid=one.key.kid, person=two.person, role="issuer")
    (answer,) = await one.post(one.seal(applied, forged, one.application(2, by=stranger)))
    assert answer.returned == ((1, "not-your-key"), (2, "not-your-key"))


async def test_a_decision_whose_signature_does_not_fit_is_returned(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    altered = dataclasses.replace(
        decided, body=dataclasses.replace(decided.body, colour="red", reason=14)
    )
    unsigned = dataclasses.replace(decided, id=device.new_id(), sig=None)
    (answer,) = await device.post(device.seal(applied, altered, unsigned))
    assert answer.returned == ((1, "bad-signature"), (2, "bad-signature"))


async def test_an_application_under_another_persons_name_is_returned(world):
    device = await world.issuer()
    (answer,) = await device.post(device.seal(device.application(1, subject=bytes(16))))
    assert answer.returned == ((0, "wrong-person"),)


async def test_kinds_newer_than_this_program_are_kept_and_relayed(world):
    device = await world.issuer()
    new = device.record("weather.noted", UnknownBody(data={"rain": True}))
    (answer,) = await device.post(device.seal(new))
    assert answer.returned == ()
    found = await records_of_feed(device, finder(world, device), after=2)
    assert found == [new]


async def test_a_checkers_record_about_a_foreign_pass_reaches_the_passes_scope_and_nothing_else(
    world,
):
    village, gate = await world.issuer("village"), await other_village(world, "gate")
    applied = village.application()
    decided = village.decision(applied)
    card = village.card(decided)
    await village.post(village.seal(applied, decided, card))
    own = gate.application(31)
    seen = gate.record(
        "checkpoint.checked",
        bodies.CheckpointChecked(verdict="GO", code="GREEN", did="let_go", seen="scan"),
        pass_ref=card.pass_ref,
    )
    reading = gate.record(
        "temperature.taken", bodies.TemperatureTaken(tenths=376), pass_ref=card.pass_ref
    )
    (answer,) = await gate.post(gate.seal(own, seen, reading))
    assert answer.returned == ()
    last = (await village.feed()).items[-1]
    bundle = open_bundle(last.bundle, finder(world, gate))
    assert isinstance(bundle.items[0], Erased)
    assert bundle.items[1:] == (encode_record(seen), encode_record(reading))


async def test_a_person_known_to_two_villages_has_the_readings_of_both(world):
    one, two = await world.issuer("one"), await other_village(world, "two")
    first = one.application()
    await one.post(one.seal(first, one.reading(first, 378)))
    second = two.application()
    await two.post(two.seal(second))
    found = await records_of_feed(two, finder(world, one, two), after=2)
    assert {"temperature.taken", "application.submitted", "screening.done"} <= {
        record.kind for record in found
    }
    assert first.id in {record.id for record in found}
    later = one.reading(first, 365)
    await one.post(one.seal(later))
    found = await records_of_feed(two, finder(world, one, two), after=2)
    assert later.id in {record.id for record in found}


async def test_a_transfer_takes_what_was_known_with_it(world):
    one, two = await world.issuer("one"), await other_village(world, "two")
    applied = one.application()
    await one.post(one.seal(applied, one.reading(applied)))
    moved = one.record(
        "application.transferred",
        bodies.ApplicationTransferred(to_scope=two.scope),
        subject=applied.subject,
        application=applied.application,
    )
    await one.post(one.seal(moved))
    found = await records_of_feed(two, finder(world, one, two), after=2)
    assert applied.id in {record.id for record in found}
    decided = two.decision(applied)
    (answer,) = await two.post(two.seal(decided, two.card(decided)))
    assert answer.returned == ()


async def test_a_restored_backup_is_a_new_incarnation_that_reuses_no_number(world):
    device = await world.issuer()
    await device.post(device.seal(device.application(1)))
    assert (await taken_lists(world))["issuers"].version == 1
    before = await device.feed()
    world.server.database.write(world.server.renew_incarnation)
    hello = await device.hello()
    assert hello.incarnation != before.incarnation
    await device.post(device.seal(device.application(2)))
    page = await device.feed(after=before.head)
    logs = {open_bundle(one.bundle, finder(world, device)).log for one in page.items}
    assert LogId(device.scope, world.server.key.kid, 1) in logs
    held = await taken_lists(world)
    assert held["issuers"].version < 1_000_000
    world.server.database.write(
        lambda tx: authorising.close(
            world.server, tx, device.issuer.kid, reason="left", now=world.now
        )
    )
    held = await taken_lists(world)
    assert held["issuers"].version > 1_000_000


async def test_a_text_that_no_database_takes_is_returned_and_blocks_nothing(world, monkeypatch):
    device = await world.issuer()
    applied = device.application()
    moved = device.record(
        "application.transferred",
        bodies.ApplicationTransferred(to_scope="d:\0\0\0\0\0\0\0\0"),
        subject=applied.subject,
        application=applied.application,
    )
    with monkeypatch.context() as foreign:
        # A program that writes what ours does not.
        foreign.setattr(cbor, "NUL", "\uffff")
        record = device.seal(applied, moved)
        device.log = LogId("d:\0\0\0\0\0\0\0\0", device.key.kid, 0)
        device.number, device.link = 0, bytes(32)
        elsewhere = device.seal(applied)
    (answer,) = await device.post(record)
    assert answer.returned == ((1, "malformed"),)
    (answer,) = await device.post(elsewhere)
    assert (answer.status, answer.reason) == ("refused", "malformed")


async def test_nobody_writes_into_the_feed_of_another_scope(world):
    device, other = await world.issuer(), await other_village(world)
    device.log = LogId(other.scope, device.key.kid, 0)
    device.number, device.link = 0, bytes(32)
    (answer,) = await device.post(device.seal(device.application(scope=other.scope)))
    assert (answer.status, answer.reason) == ("refused", "out-of-scope")
    assert (await other.feed()).head == 2
