"""Nobody ends, admits or endorses whom he has nothing to do with, and nobody undoes the platform's word."""

import pytest

from fieldpass.model import bodies
from fieldpass.model.records import IssuerAuthor
from server_stub import authorising
from tests.server.world import (
    OTHER_DIVISION,
    OTHER_SCOPE,
    OTHER_USCC,
    UNIT,
    UNIT_USCC,
    Device,
)

ELSEWHERE = {
    "scope": OTHER_SCOPE,
    "uscc": OTHER_USCC,
    "body_name": "前坡社区",
    "division": OTHER_DIVISION,
}


def by(device: Device) -> IssuerAuthor:
    return IssuerAuthor(kid=device.issuer.kid)


async def says(device: Device, kind: str, body: object) -> str | None:
    """Why the platform returns one record, or None."""
    (answer,) = await device.post(device.seal(device.record(kind, body, by=by(device))))
    return answer.returned[0][1] if answer.returned else None


def admission(chief: Device, device_key: bytes, issuer_key: bytes, person: bytes) -> object:
    return bodies.ColleagueAdmitted(
        uscc=chief.uscc,
        scope=chief.scope,
        name="李红梅",
        post="会计",
        phone="13800000002",
        person=person,
        role="issuer",
        device_key=device_key,
        issuer_key=issuer_key,
    )


@pytest.mark.parametrize("key", ["key", "issuer"])
async def test_an_issuer_of_another_village_ends_nobody_here(world, key: str) -> None:
    victim = await world.issuer("victim")
    other = await world.issuer("other", **ELSEWHERE)
    body = bodies.ColleagueReplaced(kid=getattr(victim, key).kid)
    assert await says(other, "colleague.replaced", body) == "out-of-scope"
    assert (await victim.hello()).standing == "authorised"
    applied = victim.application()
    decided = victim.decision(applied)
    (answer,) = await victim.post(victim.seal(applied, decided, victim.card(decided)))
    assert answer.returned == ()


async def test_a_colleague_of_the_own_village_is_ended_as_before(world) -> None:
    chief, colleague = await world.issuer("chief"), await world.issuer("colleague")
    body = bodies.ColleagueReplaced(kid=colleague.key.kid)
    assert await says(chief, "colleague.replaced", body) is None
    assert (await colleague.hello()).standing == "revoked"


async def test_a_key_that_nobody_knows_reaches_nobody(world) -> None:
    chief = await world.issuer("chief")
    assert (
        await says(
            chief,
            "colleague.replaced",
            bodies.ColleagueReplaced(kid=Device(world, "nobody").key.kid),
        )
        is None
    )


@pytest.mark.parametrize("kind", ["endorsed", "withdrawn"])
async def test_a_unit_is_its_own_communitys_alone(world, kind: str) -> None:
    village, other = await world.issuer("village"), await world.issuer("other", **ELSEWHERE)
    endorsed = bodies.UnitEndorsed(uscc=UNIT_USCC, unit_name=UNIT)
    if kind == "endorsed":
        assert await says(other, "unit.endorsed", endorsed) == "out-of-scope"
        unit = Device(
            world, "unit", scope=f"u:{UNIT_USCC}", uscc=UNIT_USCC, body_name=UNIT, body_type="unit"
        )
        assert (await unit.register(world.code(UNIT_USCC))).outcome == "waiting"
        return
    assert await says(village, "unit.endorsed", endorsed) is None
    unit = await world.issuer(
        "unit", scope=f"u:{UNIT_USCC}", uscc=UNIT_USCC, body_name=UNIT, body_type="unit"
    )
    ended = bodies.UnitEndorsementWithdrawn(uscc=UNIT_USCC, reason="与我村无关")
    assert await says(other, "unit.endorsement_withdrawn", ended) == "out-of-scope"
    assert (await unit.hello()).standing == "authorised"


async def test_a_device_of_another_village_is_admitted_by_nobody_here(world) -> None:
    victim = await world.issuer("victim", **ELSEWHERE)
    chief, helper = await world.issuer("chief"), Device(world, "helper")
    body = admission(chief, victim.key.public, helper.issuer.public, helper.person)
    assert await says(chief, "colleague.admitted", body) == "out-of-scope"
    body = admission(chief, helper.key.public, victim.issuer.public, helper.person)
    assert await says(chief, "colleague.admitted", body) == "out-of-scope"


@pytest.mark.parametrize("stolen", [True, False])
async def test_a_key_that_the_platform_took_back_comes_back_by_no_colleague(
    world, stolen: bool
) -> None:
    chief, thief = await world.issuer("chief"), await world.issuer("thief")
    server = world.server
    server.database.write(
        lambda tx: authorising.revoke(server, tx, thief.key.kid, stolen=stolen, now=world.now)
    )
    body = admission(chief, thief.key.public, thief.issuer.public, thief.person)
    assert await says(chief, "colleague.admitted", body) == "revoked"
    assert (await thief.hello()).standing == "revoked"


@pytest.mark.parametrize("ended_by", ["platform", "colleague"])
async def test_who_was_ended_does_not_come_back_with_the_code_that_he_spent(
    world, ended_by: str
) -> None:
    chief = await world.issuer("chief")
    thief, code = Device(world, "thief"), world.code()
    assert (await thief.register(code)).outcome == "authorised"
    server = world.server
    if ended_by == "platform":
        server.database.write(
            lambda tx: authorising.revoke(server, tx, thief.key.kid, stolen=True, now=world.now)
        )
    else:
        await says(chief, "colleague.replaced", bodies.ColleagueReplaced(kid=thief.key.kid))
    answer = await thief.register(code)
    wanted = "revoked" if ended_by == "platform" else "bad-code"
    assert (answer.outcome, answer.reason) == ("refused", wanted)
    assert (await thief.hello()).standing == "revoked"


async def test_the_platforms_own_word_is_not_undone_by_a_new_code_either(world) -> None:
    thief, server = await world.issuer("thief"), world.server
    server.database.write(
        lambda tx: authorising.revoke(server, tx, thief.key.kid, stolen=True, now=world.now)
    )
    answer = await thief.register(world.code())
    assert (answer.outcome, answer.reason) == ("refused", "revoked")
