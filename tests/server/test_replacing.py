"""A pass takes the place of a pass of the same person, in whatever order the two come."""

import dataclasses

import pytest

from fieldpass.model import bodies
from fieldpass.wire import status
from server_stub import erasure, publication
from server_stub.store.schema import passes, replacements
from tests.server.world import COUNTY


def naming(card, old):
    """The same pass as one that takes the place of another."""
    named = bodies.ReplacedPass(kid=old.pass_ref.kid, sequence=old.pass_ref.sequence)
    return dataclasses.replace(card, body=dataclasses.replace(card.body, replaces=named))


def issued(device, order):
    """An application, its decision, and the first pass of a person."""
    applied = device.application(order)
    decided = device.decision(applied)
    return applied, decided, device.card(decided)


def marks(world, *cards):
    """How the status list marks these passes."""
    listed = world.server.database.read(lambda conn: publication.status_of(conn, COUNTY, world.now))
    refs = [card.pass_ref for card in cards]
    return [status.mark_of(listed.state(ref.kid, ref.sequence)) for ref in refs]


async def test_a_pass_that_would_replace_another_persons_is_returned_and_takes_nothing(world):
    device = await world.issuer()
    *victim, card = issued(device, 1)
    *other, own = issued(device, 2)
    forged = naming(device.card(other[1]), card)
    (answer,) = await device.post(device.seal(*victim, card, *other, own, forged))
    assert answer.returned == ((6, "another-persons-pass"),)
    assert marks(world, card, own, forged) == [status.AS_SIGNED, status.AS_SIGNED, status.VOID]


async def test_it_is_returned_too_where_the_other_pass_came_long_before(world):
    device, colleague = await world.issuer("one"), await world.issuer("two")
    *victim, card = issued(device, 1)
    await device.post(device.seal(*victim, card))
    *other, own = issued(colleague, 2)
    forged = naming(own, card)
    (answer,) = await colleague.post(colleague.seal(*other, forged))
    assert answer.returned == ((2, "another-persons-pass"),)
    assert marks(world, card, forged) == [status.AS_SIGNED, status.VOID]


async def test_another_persons_pass_that_comes_later_is_not_replaced_either(world):
    device, colleague = await world.issuer("one"), await world.issuer("two")
    *victim, card = issued(device, 1)
    *other, own = issued(colleague, 2)
    early = naming(own, card)
    (answer,) = await colleague.post(colleague.seal(*other, early))
    assert answer.returned == ()
    (late,) = await device.post(device.seal(*victim, card))
    assert late.returned == ()
    assert marks(world, card, early) == [status.AS_SIGNED, status.AS_SIGNED]


async def test_ones_own_older_pass_that_comes_later_is_replaced_at_once(world):
    device, colleague = await world.issuer("one"), await world.issuer("two")
    applied, decided, card = issued(device, 1)
    again = colleague.decision(applied)
    early = naming(colleague.card(again), card)
    await colleague.post(colleague.seal(again, early))
    assert marks(world, early) == [status.AS_SIGNED]
    await device.post(device.seal(applied, decided, card))
    assert marks(world, card, early) == [status.VOID, status.AS_SIGNED]


async def test_a_pass_cannot_name_the_other_person_as_its_own_holder(world):
    device = await world.issuer()
    *victim, card = issued(device, 1)
    applied, decided, _ = issued(device, 2)
    forged = naming(device.card(decided), card)
    forged = dataclasses.replace(forged, subject=victim[0].subject)
    (answer,) = await device.post(device.seal(*victim, card, applied, decided, forged))
    assert answer.returned == ((5, "wrong-person"),)
    assert marks(world, card) == [status.AS_SIGNED]


@pytest.mark.parametrize("apart", [False, True])
async def test_nor_can_a_decision_be_about_another_than_the_applicant(world, apart):
    device = await world.issuer()
    applied = device.application(1)
    forged = device.decision(dataclasses.replace(device.application(2), application=applied.id))
    if apart:
        await device.post(device.seal(applied))
        (answer,) = await device.post(device.seal(forged))
    else:
        (answer,) = await device.post(device.seal(applied, forged))
    assert [reason for _, reason in answer.returned] == ["wrong-person"]


async def test_who_held_a_doubled_number_may_have_a_new_pass_in_its_place(world):
    """Both holders of one number are issued anew; the platform has the first one's alone."""
    device = await world.issuer()
    first, second = issued(device, 1), device.application(2)
    decided = device.decision(second)
    twin = device.card(decided, sequence=first[2].pass_ref.sequence, name="张卫东")
    anew = naming(device.card(decided), twin)
    (answer,) = await device.post(device.seal(*first, second, decided, twin))
    assert answer.returned == ((5, "sequence-doubled"),)
    (answer,) = await device.post(device.seal(anew))
    assert answer.returned == ()
    assert marks(world, first[2], anew) == [status.VOID, status.AS_SIGNED]


async def test_an_erased_person_leaves_no_name_of_a_pass_behind(world):
    device = await world.issuer()
    applied, decided, card = issued(device, 1)
    new = naming(device.card(decided), card)
    await device.post(device.seal(applied, decided, card, new))
    database = world.server.database
    assert len(database.read(lambda conn: conn.execute(replacements.select()).all())) == 1
    database.write(lambda tx: erasure.erase(world.server, tx, applied.subject))
    assert database.read(lambda conn: conn.execute(replacements.select()).all()) == []
    assert database.read(lambda conn: conn.execute(passes.select()).all()) == []
