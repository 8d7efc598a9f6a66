"""The server's part of the main job, over real bundles, feeds and lists."""

from fieldpass.wire import lists, trust, verifying
from fieldpass.wire.bundle import Erased, open_bundle
from fieldpass.wire.messages import ListsMessage
from fieldpass.wire.records import decode_record
from fieldpass.wire.token import to_text
from tests.server.world import COUNTY, SCOPE, declaration


async def taken_lists(world, names=("issuers", "status")):
    after = ",".join(f"{kind}:{COUNTY}:0" for kind in sorted(names))
    answer = await world.client.get(f"/v1/lists?after={after}")
    message = ListsMessage.decode(answer.content)
    store = trust.pin_unchecked(message.root)
    for certificate in message.certificates:
        store = trust.accept_certificate(store, certificate)
    held = {}
    for data in message.lists:
        signed = lists.open_trusted(data, store)
        name = signed.head.kind
        held[name] = lists.take_list(held.get(name), signed)
    return held


async def records_of_feed(device, find, after=0):
    page = await device.feed(after)
    found = []
    for item in page.items:
        bundle = open_bundle(item.bundle, find)
        returned = dict(item.returned)
        for index, one in enumerate(bundle.items):
            if not isinstance(one, Erased) and index not in returned:
                found.append(decode_record(one))
    return found


def finder(world, *devices):
    keys = {device.key.kid: device.key.public for device in devices}
    keys[world.server.key.kid] = world.server.key.public
    return keys.get


async def test_an_issuer_registers_decides_and_the_pass_verifies_by_the_published_lists(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    card = device.card(decided)
    (answer,) = await device.post(device.seal(applied, device.reading(applied), decided, card))
    assert (answer.status, answer.returned) == ("stored", ())
    held = await taken_lists(world)
    sources = verifying.HeldLists.of(held.values())
    verdict = verifying.verify(
        to_text(card.body.token), keys=sources, status=sources, now=world.now
    )
    assert verdict.kind == "GO", verdict


async def test_a_second_device_reads_everything_and_the_platforms_answers_from_the_feed(world):
    one = await world.issuer("one")
    two = await world.issuer("two")
    applied = one.application()
    await one.post(one.seal(applied))
    found = await records_of_feed(two, finder(world, one, two))
    kinds = [record.kind for record in found]
    assert kinds == [
        "issuer.requested",
        "issuer.authorised",
        "issuer.requested",
        "issuer.authorised",
        "application.submitted",
        "screening.done",
    ]


async def test_an_applicant_applies_over_the_web_is_screened_and_shown_a_pending_code(world):
    device = await world.issuer()
    said = {
        "scope": SCOPE,
        "declaration": jsonable(declaration()),
        "promise": {"how": "self"},
        "reading": {"tenths": 365},
    }
    answer = await world.client.post("/v1/applications", json=said)
    assert answer.status_code == 201, answer.text
    given = answer.json()
    held = await taken_lists(world)
    sources = verifying.HeldLists.of(held.values())
    verdict = verifying.verify(given["code"], keys=sources, status=sources, now=world.now)
    assert (verdict.kind, verdict.code) == ("CHECK", "UNDECIDED"), verdict
    found = await records_of_feed(device, finder(world, device), after=2)
    assert [one.kind for one in found] == [
        "application.submitted",
        "temperature.taken",
        "screening.done",
        "pass.issued",
    ]
    applied = found[0]
    decided = device.decision(applied)
    card = device.card(decided)
    (stored,) = await device.post(device.seal(decided, card))
    assert stored.returned == ()
    path = f"/v1/applications/{given['application']}"
    shown = await world.client.get(path, headers={"Authorization": f"Bearer {given['secret']}"})
    assert shown.json()["colour"] == "green", shown.text
    assert shown.json()["code"] == to_text(card.body.token)


def jsonable(body):
    import dataclasses

    found = dataclasses.asdict(body)
    return {name: value for name, value in found.items() if value is not None}
