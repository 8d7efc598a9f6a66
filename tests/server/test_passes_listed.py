"""What the server lists of passes: void, replaced, doubled, and those that a stolen key signed."""

import dataclasses

import pytest

from fieldpass.model import bodies
from fieldpass.wire import lists, status
from fieldpass.wire.messages import (
    ListsMessage,
)
from server_stub import authorising, publication
from tests.server.test_job import taken_lists
from tests.server.world import (
    other_village,
)


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
