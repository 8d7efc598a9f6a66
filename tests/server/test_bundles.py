"""Bundles: taken once, judged record by record, never lost, never believed twice."""

import dataclasses
import hashlib

import pytest
import zstandard

from fieldpass.model import bodies
from fieldpass.model.person import person_of
from fieldpass.model.records import DeviceAuthor, Holder, Platform, UnknownBody
from fieldpass.wire import cbor, lists, sequence, status
from fieldpass.wire.bundle import FIRST_LINK, Erased, LogId, open_bundle
from fieldpass.wire.checkpoints import open_checkpoint
from fieldpass.wire.messages import (
    FeedPageMessage,
    ListsMessage,
    LookupAnswerMessage,
    LookupMessage,
)
from fieldpass.wire.records import encode_record
from fieldpass.wire.requests import NONCE_HEADER, sign_request
from fieldpass.wire.serial import serial
from server_stub import authorising, checkpoint, erasure, publication
from server_stub.app import app_of
from server_stub.store.schema import lookups
from tests.server.test_job import finder, records_of_feed, taken_lists
from tests.server.world import (
    OTHER_DIVISION,
    OTHER_SCOPE,
    OTHER_USCC,
    Device,
    resident,
)


async def other_village(world, name="other"):
    return await world.issuer(
        name,
        scope=OTHER_SCOPE,
        uscc=OTHER_USCC,
        body_name="前坡社区",
        division=OTHER_DIVISION,
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


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"colour": "green", "reason": 0}, "token-differs"),
        ({"expires": 1582992000 + 86_400 * 9}, "token-differs"),
        ({"county_from": "370211"}, "token-differs"),
        ({"training": True}, "bad-token"),
    ],
)
async def test_a_pass_that_says_other_than_its_decision_is_returned_and_void(
    world, changes, reason
):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied, "red", 14)
    card = device.card(decided, **changes)
    (answer,) = await device.post(device.seal(applied, decided, card))
    assert answer.returned == ((2, reason),)
    county = changes.get("county_from", "371323")
    listed = world.server.database.read(lambda conn: publication.status_of(conn, county, world.now))
    assert status.mark_of(listed.state(device.issuer.kid, 1)) == status.VOID


async def test_a_pass_without_its_decision_is_returned(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    (answer,) = await device.post(device.seal(applied, device.card(decided)))
    assert answer.returned == ((1, "no-decision"),)


async def test_both_passes_of_a_doubled_sequence_are_void(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    one = device.card(decided, sequence=7)
    two = device.card(decided, sequence=7, name="张卫东")
    (answer,) = await device.post(device.seal(applied, decided, one, two))
    assert answer.returned == ((3, "sequence-doubled"),)
    held = await taken_lists(world)
    assert status.mark_of(held["status"].body.state(device.issuer.kid, 7)) == status.VOID


async def test_voided_passes_are_listed_and_the_next_one_comes_as_a_delta(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    cards = [device.card(decided) for _ in range(40)]
    voids = [
        device.record(
            "pass.voided",
            bodies.PassVoided(reason="misprint"),
            by=decided.by,
            subject=applied.subject,
            pass_ref=card.pass_ref,
        )
        for card in cards
    ]
    await device.post(device.seal(applied, decided), *[device.seal(card) for card in cards])
    await device.post(device.seal(*voids[:-1:2]))
    before = (await taken_lists(world))["status"]
    assert before.body.count() == 20
    await device.post(device.seal(voids[-1]))
    answer = await world.client.get(f"/v1/lists?after=status:371323:{before.version}")
    (data,) = ListsMessage.decode(answer.content).lists
    signed = lists.open_list(data, {world.server.key.kid: world.server.key.public}.get)
    assert (signed.head.base, signed.head.version) == (before.version, before.version + 1)
    after = lists.apply_delta(before, signed).body
    last = cards[-1].pass_ref
    assert status.mark_of(after.state(last.kid, last.sequence)) == status.VOID
    assert after.count() == 21


async def test_a_replaced_pass_is_void(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    old, new = device.card(decided), device.card(decided)
    replacing = dataclasses.replace(
        new,
        body=dataclasses.replace(
            new.body,
            replaces=bodies.ReplacedPass(kid=old.pass_ref.kid, sequence=old.pass_ref.sequence),
        ),
    )
    await device.post(device.seal(applied, decided, old, replacing))
    found = (await taken_lists(world))["status"].body
    assert found.tables[device.issuer.kid].entries() == {1: status.VOID}


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


async def test_one_high_reading_anywhere_lists_the_pass_yellow_and_a_normal_one_lifts_it(world):
    village, gate = await world.issuer("village"), await other_village(world, "gate")
    applied = village.application()
    decided = village.decision(applied)
    card = village.card(decided)
    await village.post(village.seal(applied, village.reading(applied), decided, card))
    world.now += 3_600_000
    high = gate.record(
        "temperature.taken", bodies.TemperatureTaken(tenths=376), pass_ref=card.pass_ref
    )
    await gate.post(gate.seal(high))
    held = (await taken_lists(world))["status"].body
    assert held.state(village.issuer.kid, 1) == status.state(status.YELLOW, reason=1)
    world.now += 600_000
    normal = gate.record(
        "temperature.taken",
        bodies.TemperatureTaken(tenths=365, confirms=high.id),
        pass_ref=card.pass_ref,
    )
    await gate.post(gate.seal(normal))
    assert (await taken_lists(world))["status"].body.count() == 0


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


async def test_a_stolen_key_spoils_all_but_what_the_server_already_held(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    kept = device.card(decided)
    await device.post(device.seal(applied, decided, kept))
    world.now += 1000
    world.server.database.write(
        lambda tx: authorising.revoke(world.server, tx, device.key.kid, stolen=True, now=world.now)
    )
    by_thief = device.card(decided)
    (answer,) = await device.post(device.seal(device.application(9), by_thief))
    assert answer.returned == ((0, "revoked"), (1, "revoked"))
    held = (await taken_lists(world))["status"].body
    assert not held.refused(device.issuer.kid, kept.body.token)
    assert held.refused(device.issuer.kid, by_thief.body.token)
    assert (await device.ask("GET", f"/v1/feed/{device.scope}?after=0")).status_code == 403


async def test_a_key_that_ended_in_order_keeps_what_it_wrote_before(world):
    device = await world.issuer()
    before = device.application(1)
    world.now += 1000
    world.server.database.write(
        lambda tx: authorising.revoke(world.server, tx, device.key.kid, stolen=False, now=world.now)
    )
    after = device.application(2)
    (answer,) = await device.post(device.seal(before, after))
    assert answer.returned == ((1, "authorisation-ended"),)


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


async def test_an_erased_person_leaves_hashes_and_every_chain_verifies(world):
    device = await world.issuer()
    applied, other = device.application(1), device.application(2)
    decided = device.decision(applied)
    await device.post(device.seal(applied, other, decided, device.card(decided)))
    erased = world.server.database.write(
        lambda tx: erasure.erase(world.server, tx, applied.subject)
    )
    assert erased == 4, "three of the device's, and the screening"
    page = await device.feed(after=2)
    kept = [
        one
        for item in page.items
        for one in open_bundle(item.bundle, finder(world, device)).items
        if not isinstance(one, Erased)
    ]
    assert encode_record(other) in kept
    assert applied.subject not in b"".join(kept)
    asked = LookupMessage(person=applied.subject)
    answer = await device.ask("POST", "/v1/passes/lookup", asked.encode())
    assert LookupAnswerMessage.decode(answer.content).passes == ()
    later = device.seal(device.application(3))
    assert (await device.post(later))[0].status == "stored"


async def test_what_was_erased_is_not_taken_in_again_from_a_copied_disk(world):
    """A disk that was copied before brings the record whole, in a new log: it is known by its hash."""
    device = await world.issuer()
    applied, other = device.application(1), device.application(2)
    await device.post(device.seal(applied))
    world.server.database.write(lambda tx: erasure.erase(world.server, tx, applied.subject))
    device.log = LogId(device.log.scope, device.key.kid, 1)
    device.number, device.link = 0, FIRST_LINK
    (answer,) = await device.post(device.seal(applied, other))
    assert (answer.status, answer.returned) == ("stored", ((0, "erased"),))
    find = finder(world, device)
    fed = [(open_bundle(one.bundle, find), one) for one in (await device.feed()).items]
    (again,) = [(bundle, item) for bundle, item in fed if bundle.log == device.log]
    gone, stays = again[0].items
    assert isinstance(gone, Erased)
    assert stays == encode_record(other)
    assert again[1].returned == ((0, "erased"),)


async def test_the_sequence_of_an_erased_pass_is_never_free_again(world):
    """A device that lost its disk asks the server where to go on: a printed pass has that number."""
    device = await world.issuer()
    applied = device.application(1)
    decided = device.decision(applied)
    await device.post(device.seal(applied, decided, device.card(decided, sequence=40)))
    for _ in range(2):
        world.server.database.write(lambda tx: erasure.erase(world.server, tx, applied.subject))
        told = await device.hello()
        assert told.sequences == {device.issuer.kid: 40}
    later = device.application(2)
    decided = device.decision(later)
    await device.post(device.seal(later, decided, device.card(decided, sequence=41)))
    assert (await device.hello()).sequences == {device.issuer.kid: 41}


async def test_a_restored_server_hears_from_devices_how_far_their_sequences_went(world):
    """A pass that was erased comes back to it as a hash: its number would be free again."""
    device, other = await world.issuer(), await world.issuer("two")
    incarnation = (await device.hello()).incarnation

    async def say(sequences):
        await device.hello(incarnation=incarnation, sequences=sequences)
        # What a hello notes is written behind its answer.
        world.server.database.write(lambda tx: None)

    said = {device.issuer.kid: 40, device.key.kid: 7, other.issuer.kid: 90}
    await say(said)
    assert (await device.hello()).sequences == {}
    world.server.database.write(world.server.renew_incarnation)
    await say(said)
    told = (await device.hello()).sequences
    assert told == {device.issuer.kid: 40, device.key.kid: 7}
    assert (await other.hello()).sequences == {}
    await say({device.issuer.kid: 3})
    assert (await device.hello()).sequences == told


# The line.


async def test_what_arrived_whole_before_a_cut_is_stored(world):
    device = await world.issuer()
    one, two = device.seal(device.application(1)), device.seal(device.application(2))
    body = sequence.write([one, two])
    await device.hello()
    signed = sign_request(
        device.key, method="POST", target="/v1/bundles", body=body, nonce=device.nonce
    )

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/bundles",
        "raw_path": b"/v1/bundles",
        "query_string": b"",
        "headers": [
            (b"authorization", signed.header().encode()),
            (b"content-type", b"application/cbor-seq"),
        ],
    }
    arrived = body[: len(sequence.write([one])) + 20]
    messages = [
        {"type": "http.request", "body": arrived, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive():
        return messages.pop(0) if len(messages) > 1 else messages[0]

    async def send(message):
        """Nobody hears it."""

    await app_of(world.server)(scope, receive, send)
    device.nonce = None
    assert (await device.hello()).heads[0].last == 2
    answers = await device.post(one, two)
    assert [answer.through for answer in answers][-1] == 3


async def test_bodies_and_answers_may_be_packed(world):
    device = await world.issuer()
    body = sequence.write([device.seal(*[device.application(n) for n in range(10)])])
    packed = zstandard.compress(body)
    answer = await device.ask("POST", "/v1/bundles", packed, **{"Content-Encoding": "zstd"})
    assert answer.status_code == 200
    page = await device.ask(
        "GET", f"/v1/feed/{device.scope}?after=0", **{"Accept-Encoding": "zstd"}
    )
    assert page.headers["content-encoding"] == "zstd"


async def test_a_body_that_unpacks_to_more_than_allowed_is_refused(world):
    device = await world.issuer()
    bomb = zstandard.compress(bytes(64 << 20))
    for target in ("/v1/bundles", "/v1/hello", "/v1/passes/lookup"):
        answer = await device.ask("POST", target, bomb, **{"Content-Encoding": "zstd"})
        assert answer.status_code in (400, 413), target


async def test_a_signature_counts_once_for_its_method_path_body_and_nonce(world):
    device = await world.issuer()
    nonce = bytes.fromhex((await world.client.get("/v1/lists")).headers[NONCE_HEADER])
    target = f"/v1/feed/{device.scope}?after=0"
    signed = sign_request(device.key, method="GET", target=target, body=b"", nonce=nonce)
    headers = {"Authorization": signed.header()}
    other = await world.client.get(target.replace("after=0", "after=1"), headers=headers)
    assert other.status_code == 401
    assert (await world.client.get(target, headers=headers)).status_code == 200
    again = await world.client.get(target, headers=headers)
    assert again.status_code == 401
    assert again.headers[NONCE_HEADER]


async def test_a_nonce_dies_after_ten_minutes_and_the_next_is_always_given(world):
    device = await world.issuer()
    await device.hello()
    world.now += 11 * 60_000
    answer = await device.ask("GET", f"/v1/feed/{device.scope}?after=0")
    assert answer.status_code == 401
    assert (await device.ask("GET", f"/v1/feed/{device.scope}?after=0")).status_code == 200


async def test_the_wrong_clock_of_a_device_locks_nobody_out(world):
    device = await world.issuer()
    page = await device.feed()
    world.now += 400 * 86_400_000
    device.nonce = None
    assert (await device.hello()).server_time == world.now
    assert page.head == 2


async def test_numbers_are_bounded(world):
    device = await world.issuer()
    for text in ("-1", "9223372036854775808", "x", "1" * 40):
        answer = await device.ask("GET", f"/v1/feed/{device.scope}?after={text}")
        assert answer.status_code == 400, text
    answer = await device.ask("GET", f"/v1/feed/{device.scope}?after=9223372036854775807")
    assert answer.status_code == 200


async def test_no_device_reads_another_scope(world):
    device = await world.issuer()
    answer = await device.ask("GET", f"/v1/feed/{OTHER_SCOPE}?after=0")
    assert answer.status_code == 403
    assert (await device.ask("GET", f"/v1/snapshot/{OTHER_SCOPE}")).status_code == 403


async def test_the_snapshot_is_the_whole_feed(world):
    device = await world.issuer()
    for number in range(6):
        await device.post(device.seal(*[device.application(number * 50 + n) for n in range(9)]))
    answer = await device.ask("GET", f"/v1/snapshot/{device.scope}", **{"Accept-Encoding": "zstd"})
    pages = [
        FeedPageMessage.decode(one)
        for one in sequence.read(answer.content, element_bytes_max=4 << 20)
    ]
    items = [item for page in pages for item in page.items]
    assert items == list((await device.feed()).items)


async def test_a_page_may_come_in_pieces_that_unpack_one_by_one(world):
    device = await world.issuer()
    for number in range(6):
        await device.post(device.seal(*[device.application(number * 50 + n) for n in range(9)]))
    page = await device.feed()
    asked = {"Accept": "application/cbor-seq", "Accept-Encoding": "zstd"}
    answer = await device.ask("GET", f"/v1/feed/{device.scope}?after=0", **asked)
    assert answer.headers["content-type"] == "application/cbor-seq"
    raw = sequence.read(answer.content, element_bytes_max=4 << 20)
    pieces = [FeedPageMessage.decode(one) for one in raw]
    assert [one.items for one in pieces] == [(one,) for one in page.items]
    assert {(one.scope, one.incarnation, one.head) for one in pieces} == {
        (page.scope, page.incarnation, page.head)
    }
    target = f"/v1/feed/{device.scope}?after={page.head}"
    answer = await device.ask("GET", target, **asked)
    (empty,) = sequence.read(answer.content, element_bytes_max=4 << 20)
    assert FeedPageMessage.decode(empty).items == ()


async def test_a_bundle_may_be_carried_by_another_device(world):
    one, two = await world.issuer("one"), await world.issuer("two")
    (answer,) = await two.post(one.seal(one.application()))
    assert (answer.status, answer.log_id) == ("stored", one.log)


async def test_a_strangers_bundle_is_refused_and_the_others_are_taken(world):
    device, stranger = await world.issuer(), Device(world, "stranger")
    first, second = await device.post(
        stranger.seal(stranger.application()), device.seal(device.application())
    )
    assert (first.status, first.reason) == ("refused", "unknown-key")
    assert second.status == "stored"


async def test_random_bytes_are_refused_and_never_a_server_error(world):
    device = await world.issuer()
    for number in range(60):
        noise = hashlib.shake_256(bytes([number])).digest(number * 7)
        for target in ("/v1/bundles", "/v1/hello", "/v1/passes/lookup"):
            assert (await device.ask("POST", target, noise)).status_code in (200, 400), target
        answer = await world.client.post("/v1/registrations", content=noise)
        assert answer.status_code == 400


async def test_a_pass_is_found_by_serial_and_by_person_and_the_look_is_noted(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    card = device.card(decided)
    await device.post(device.seal(applied, decided, card))
    by_serial = LookupMessage(serial=serial(card.pass_ref.kid, card.pass_ref.sequence))
    by_person = LookupMessage(person=person_of(resident()))
    for asked in (by_serial, by_person):
        answer = await device.ask("POST", "/v1/passes/lookup", asked.encode())
        (found,) = LookupAnswerMessage.decode(answer.content).passes
        assert found.token == card.body.token
        world.now += 1
    rows = world.server.database.read(lambda conn: conn.execute(lookups.select()).all())
    assert [row.found for row in rows] == [1, 1]


async def test_hello_tells_heads_feed_lists_and_sequences_in_one_round_trip(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    await device.post(device.seal(applied, decided, device.card(decided, sequence=40)))
    told = await device.hello()
    assert (told.heads[0].last, told.heads[0].link) == (device.number, device.link)
    assert told.feeds == {device.scope: 4}
    assert told.sequences == {device.issuer.kid: 40}
    assert {(one.kind, one.county) for one in told.lists} == {
        ("issuers", "371323"),
        ("status", "371323"),
        ("policy", "370000"),
    }


async def test_a_checkpoint_comes_only_after_a_backup_was_noted(world):

    device = await world.issuer()
    assert (await device.hello()).checkpoint is None
    world.server.database.write(lambda tx: checkpoint.note(tx, world.now))
    world.now += 1
    await device.post(device.seal(device.application()))
    told = await device.hello()
    found = open_checkpoint(told.checkpoint, finder(world))
    assert [(head.log, head.last) for head in found.heads] == [(device.log, 1)]
