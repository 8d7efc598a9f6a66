"""A declaration that comes in a bundle is held to what the desk and the page are held to."""

import dataclasses

import pytest

from fieldpass.model import bodies
from fieldpass.model.person import person_of
from tests.server.test_applicants import form, wrong
from tests.server.world import declaration, resident

CHILD = bodies.Document(type="household_booklet", number="371323201005012219")
MOTHER = bodies.Guardian(name="李红", relation="母亲")


def applying(device, **changes):
    """An application of this device whose declaration says otherwise."""
    record = device.application()
    said = declaration(**changes)
    body = dataclasses.replace(record.body, declaration=said)
    return dataclasses.replace(record, body=body, subject=person_of(said.document))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"document": CHILD}, "guardian-missing"),
        ({"document": CHILD, "guardian": dataclasses.replace(MOTHER, phone="1")}, "form-wrong"),
        ({"phone": "1290000"}, "form-wrong"),
        ({"document": bodies.Document(type="passport", number="E 1234567")}, "form-wrong"),
        ({"guardian": dataclasses.replace(MOTHER, document=resident())}, "form-wrong"),
    ],
)
async def test_what_the_desk_refuses_comes_back_and_nothing_of_it_takes_effect(
    world, changes, reason
):
    device = await world.issuer()
    bad = applying(device, **changes)
    decided = device.decision(bad)
    (answer,) = await device.post(device.seal(bad, decided, device.card(decided)))
    assert (answer.status, answer.returned[0]) == ("stored", (0, reason))
    # It is kept and fed all the same: whoever wrote it finds it with its reason.
    (item,) = [one for one in (await device.feed()).items if one.returned]
    assert item.returned[0] == (0, reason)


async def test_a_child_with_a_guardian_is_taken(world):
    device = await world.issuer()
    good = applying(device, document=CHILD, guardian=MOTHER)
    (answer,) = await device.post(device.seal(good))
    assert answer.returned == ()


async def test_an_amended_declaration_is_held_to_the_same(world):
    device = await world.issuer()
    good = applying(device, document=CHILD, guardian=MOTHER)
    body = bodies.ApplicationAmended(
        declaration=dataclasses.replace(good.body.declaration, guardian=None),
        promise=good.body.promise,
        reason="typing error",
    )
    bad = device.record(
        "application.amended",
        body,
        by=device.decision(good).by,
        subject=good.subject,
        application=good.id,
    )
    (answer,) = await device.post(device.seal(good, bad))
    assert answer.returned == ((1, "guardian-missing"),)


@pytest.mark.parametrize(
    ("guardian", "paths"),
    [
        (None, {"declaration.guardian.name"}),
        ({"name": " ", "relation": "母亲"}, {"declaration.guardian.name"}),
        (
            {"name": "李红", "relation": "母亲", "phone": "1"},
            {"declaration.guardian.phone"},
        ),
        (
            {
                "name": "李红",
                "relation": "母亲",
                "document": {"type": "household_booklet", "number": CHILD.number},
            },
            {"declaration.guardian.document.number"},
        ),
        ({"name": "李红", "relation": "母亲"}, set()),
    ],
)
async def test_the_page_asks_the_same_of_a_guardian(world, guardian, paths):
    said = form()
    wrong(said, "declaration.document", {"type": CHILD.type, "number": CHILD.number})
    wrong(said, "declaration.guardian", guardian)
    answer = await world.client.post("/v1/applications", json=said)
    assert answer.status_code == (422 if paths else 201), answer.text
    assert {one["path"] for one in answer.json().get("fields", ())} == paths
