"""What was erased at the server: only its hash is left, it never comes back, and its number is not free."""

from fieldpass.wire.bundle import FIRST_LINK, Erased, LogId, open_bundle
from fieldpass.wire.messages import (
    LookupAnswerMessage,
    LookupMessage,
)
from fieldpass.wire.records import encode_record
from server_stub import erasure
from tests.server.test_job import finder


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
