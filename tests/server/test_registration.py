"""Registration: who is let in, who waits, and who is told why not."""

from fieldpass.model import bodies
from fieldpass.model.records import IssuerAuthor
from fieldpass.wire import proofs
from fieldpass.wire.keys import SigningKey
from server_stub import authorising
from tests.server.test_job import taken_lists
from tests.server.world import UNIT, UNIT_USCC, USCC, Device, World


async def test_a_good_registration_is_authorised_and_listed(world):
    device = await world.issuer()
    held = await taken_lists(world)
    rows = held["issuers"].body.rows
    assert rows[device.key.kid].use == "device"
    assert rows[device.issuer.kid].use == "issuer"
    assert held["issuers"].body.body_name(rows[device.issuer.kid]) == "后坡村村民委员会"


async def test_the_same_registration_again_gets_the_same_answer_and_changes_nothing(world):
    device = Device(world, "one")
    code = world.code()
    bundle = device.seal(device.request())
    first = await device.send_registration(code, bundle)
    feed = await device.feed()
    again = await device.send_registration(code, bundle)
    assert (first.outcome, again.outcome) == ("authorised", "authorised")
    assert (await device.feed()).head == feed.head


async def test_a_code_serves_one_device_only(world):
    code = world.code()
    assert (await Device(world, "one").register(code)).outcome == "authorised"
    answer = await Device(world, "two").register(code)
    assert (answer.outcome, answer.reason) == ("refused", "bad-code")


async def test_a_code_is_bound_to_its_body_and_its_role(world):
    other = await Device(world, "one").register(world.code(uscc=UNIT_USCC))
    clerk = await Device(world, "two").register(world.code(role="clerk"))
    assert other.reason == clerk.reason == "code-for-another-body"


async def test_a_code_of_another_platform_is_refused(world, tmp_path):
    other = World(tmp_path / "other")
    other.chance.seed = "other"
    other.seed()
    foreign = other.code()
    other.stop()
    assert (await Device(world, "one").register(foreign)).reason == "bad-code"


async def test_what_is_claimed_must_agree_with_the_register(world):
    cases = {
        "name-differs": {"body_name": "前坡村村民委员会"},
        "place-differs": {"division": "371323104204"},
        "unknown-body": {"body_type": "unit"},
    }
    for number, (reason, changes) in enumerate(cases.items()):
        answer = await Device(world, f"d{number}").register(world.code(), **changes)
        assert (answer.outcome, answer.reason) == ("refused", reason)
        assert answer.zh
        assert answer.en


async def test_a_refused_registration_may_be_corrected_in_the_same_log_with_the_same_code(world):
    device = Device(world, "one")
    code = world.code()
    assert (await device.register(code, body_name="前坡村村民委员会")).outcome == "refused"
    assert (await device.register(code)).outcome == "authorised"
    assert (await device.hello()).heads[0].last == 2


async def test_a_proof_by_another_key_is_refused_and_stores_nothing(world):
    device = Device(world, "one")
    other = SigningKey(b"x" * 32)
    stolen = proofs.prove(other, device.key.public, device.issuer.public)
    answer = await device.register(world.code(), proof_issuer=stolen)
    assert (answer.outcome, answer.reason) == ("refused", "bad-proof")
    hello = await world.client.post("/v1/hello", content=b"\xa1\x68versions\x81\x01")
    assert hello.status_code == 200
    assert world.server.database.read(lambda conn: list(world.server.directories.of(conn))) == []


async def test_a_key_id_in_use_is_refused(world):
    await world.issuer("one")
    other = Device(world, "two")
    other.issuer = SigningKey(b"y" * 32)
    taken = Device(world, "one").key
    other.key, other.log = taken, other.log
    other.issuer = taken
    answer = await Device(world, "three").register(
        world.code(),
        device_key=Device(world, "three").key.public,
        issuer_key=taken.public,
        proof_device=proofs.prove(
            Device(world, "three").key, Device(world, "three").key.public, taken.public
        ),
        proof_issuer=proofs.prove(taken, Device(world, "three").key.public, taken.public),
    )
    assert (answer.outcome, answer.reason) == ("refused", "kid-taken")


async def test_a_unit_waits_for_its_community_and_its_records_are_held_until_then(world):
    village = await world.issuer("village")
    unit = Device(
        world,
        "unit",
        scope=f"u:{UNIT_USCC}",
        uscc=UNIT_USCC,
        body_name=UNIT,
        body_type="unit",
    )
    code = world.code(uscc=UNIT_USCC)
    bundle = unit.seal(unit.request())
    first = await unit.send_registration(code, bundle)
    assert (first.outcome, first.retry_after) == ("waiting", authorising.ASK_AGAIN_S)
    applied = unit.application()
    (held,) = await unit.post(unit.seal(applied, unit.reading(applied)))
    assert (held.status, held.returned) == ("stored", ())
    assert (await unit.hello()).standing == "waiting"
    assert (await unit.ask("GET", f"/v1/feed/{unit.scope}?after=0")).status_code == 403
    endorsed = village.record(
        "unit.endorsed",
        bodies.UnitEndorsed(uscc=UNIT_USCC, unit_name=UNIT),
        by=IssuerAuthor(kid=village.issuer.kid),
    )
    assert (await village.post(village.seal(endorsed)))[0].returned == ()
    assert (await unit.send_registration(code, bundle)).outcome == "authorised"
    assert (await unit.hello()).standing == "authorised"
    page = await unit.feed()
    assert len(page.items) == 4, "the answer, the request, the application and its screening"


async def test_a_withdrawn_endorsement_ends_the_units_keys(world):
    village = await world.issuer("village")
    by = IssuerAuthor(kid=village.issuer.kid)
    endorsed = village.record(
        "unit.endorsed", bodies.UnitEndorsed(uscc=UNIT_USCC, unit_name=UNIT), by=by
    )
    await village.post(village.seal(endorsed))
    unit = await world.issuer(
        "unit", scope=f"u:{UNIT_USCC}", uscc=UNIT_USCC, body_name=UNIT, body_type="unit"
    )
    world.now += 1000
    withdrawn = village.record(
        "unit.endorsement_withdrawn",
        bodies.UnitEndorsementWithdrawn(uscc=UNIT_USCC, reason="管理不到位"),
        by=by,
    )
    await village.post(village.seal(withdrawn))
    assert (await unit.hello()).standing == "revoked"
    row = (await taken_lists(world))["issuers"].body.rows[unit.issuer.kid]
    assert row.valid_until == world.now


async def test_an_admitted_colleague_needs_no_code(world):
    chief = await world.issuer("chief")
    helper = Device(world, "helper")
    admitted = chief.record(
        "colleague.admitted",
        bodies.ColleagueAdmitted(
            uscc=USCC,
            scope=chief.scope,
            name="李红梅",
            post="会计",
            phone="13800000002",
            person=helper.person,
            role="issuer",
            device_key=helper.key.public,
            issuer_key=helper.issuer.public,
        ),
        by=IssuerAuthor(kid=chief.issuer.kid),
    )
    asking = helper.seal(helper.request())
    early = await helper.send_registration(None, asking)
    assert (early.outcome, early.reason) == ("waiting", "not-admitted")
    assert (await chief.post(chief.seal(admitted)))[0].returned == ()
    assert (await helper.send_registration(None, asking)).outcome == "authorised"
    assert (await helper.hello()).heads[0].last == 1
    applied = helper.application()
    decided = helper.decision(applied)
    (answer,) = await helper.post(helper.seal(applied, decided, helper.card(decided)))
    assert answer.returned == ()
    replaced = chief.record(
        "colleague.replaced",
        bodies.ColleagueReplaced(kid=helper.key.kid),
        by=IssuerAuthor(kid=chief.issuer.kid),
    )
    await chief.post(chief.seal(replaced))
    assert (await helper.hello()).standing == "revoked"


async def test_a_clerk_registers_without_an_issuer_key_and_decides_nothing(world):
    clerk = await clerk_of(world)
    applied = clerk.application()
    decided = clerk.decision(applied)
    (answer,) = await clerk.post(clerk.seal(applied, decided))
    assert answer.returned == ((1, "not-your-key"),)


async def clerk_of(world):
    clerk = Device(world, "clerk", role="clerk")
    answer = await clerk.register(world.code(role="clerk"))
    assert answer.outcome == "authorised"
    return clerk


async def test_a_clock_far_ahead_is_told_so(world):
    device = Device(world, "one")
    world.now += 3_600_000
    bundle = device.seal(device.request())
    world.now -= 3_600_000
    answer = await device.send_registration(world.code(), bundle)
    assert (answer.outcome, answer.reason) == ("refused", "ahead-of-time")
