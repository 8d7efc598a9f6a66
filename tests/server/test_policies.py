"""The policies that the authority publishes: versions, days, lists, and what the server judges by."""

import dataclasses

import pytest
from sqlalchemy import select

from fieldpass.model.policies import Policies
from fieldpass.model.policy import LATER_NOTICE, NOTICE_164
from fieldpass.model.policy_data import policy_to_data
from fieldpass.model.questions import Question
from fieldpass.model.text import Text
from fieldpass.model.times import DAY, HOUR, MINUTE, at_hour
from fieldpass.wire import lists, token, trust
from fieldpass.wire.messages import ListsMessage
from server_stub import chores, policies, publication, turning
from server_stub.policies import NotPublished
from server_stub.store.schema import passes
from tests.server.test_applicants import applied, form
from tests.server.world import COUNTY, SCOPE

TOMORROW = at_hour(20200226, 0)
CRUISE = Question(code="CRUISE", text=Text(zh="是否乘坐过邮轮?", en="On a cruise ship?"))
FOURTEEN = dataclasses.replace(LATER_NOTICE, valid_from=TOMORROW)
OURS = dataclasses.replace(
    NOTICE_164,
    version=1,
    valid_from=TOMORROW,
    county=COUNTY,
    county_line="0539-2250000",
    high_incidence=(),
    questions=(CRUISE,),
)


def publish(world, *found):
    def keep(tx):
        for one in found:
            policies.publish(tx, one, world.now)
            publication.mark(tx, publication.POLICY, policies.code_of(one.county))

    world.server.database.write(keep)


def in_force(world, county=""):
    return world.server.database.read(lambda conn: policies.in_force(conn, world.now, county))


async def taken(world, code="370000", held=None):
    """The policy list of a code as a device takes it, after `held`."""
    have = 0 if held is None else held.version
    answer = await world.client.get(f"/v1/lists?after=policy:{code}:{have}")
    message = ListsMessage.decode(answer.content)
    store = trust.pin_unchecked(message.root)
    for certificate in message.certificates:
        store = trust.accept_certificate(store, certificate)
    for data in message.lists:
        held = lists.take_list(held, lists.open_trusted(data, store))
    return held


async def test_without_any_the_list_is_notice_164_as_it_always_was(world):
    held = await taken(world)
    assert held.body.data == policy_to_data(NOTICE_164)
    assert in_force(world) == NOTICE_164
    assert await taken(world, COUNTY) is None


async def test_the_list_holds_what_is_in_force_first_and_what_is_to_come(world):
    publish(world, FOURTEEN)
    held = await taken(world)
    first, other = held.body.policies
    assert (first, other) == (policy_to_data(NOTICE_164), policy_to_data(FOURTEEN))
    read = Policies.of(held.body.policies)
    assert read.in_force(TOMORROW - 1) == NOTICE_164
    assert read.in_force(TOMORROW) == FOURTEEN
    assert read.unread == ()


async def test_when_its_day_comes_it_stands_first_for_readers_of_one_policy_alone(world):
    publish(world, FOURTEEN)
    held = await taken(world)
    world.now = TOMORROW
    chores.run(world.server)
    after = await taken(world, held=held)
    assert after.version == held.version + 1
    assert after.body.policies[0] == policy_to_data(FOURTEEN)
    assert turning.turn(world.server, world.now) == []


async def test_only_the_newest_policies_stay_in_the_list(world):
    many = [
        dataclasses.replace(NOTICE_164, version=number, valid_from=NOTICE_164.valid_from)
        for number in range(2, policies.KEPT_MAX + 6)
    ]
    publish(world, *many)
    held = await taken(world)
    assert len(held.body.policies) == policies.KEPT_MAX
    assert held.body.newest == many[-1].version
    assert Policies.of(held.body.policies).in_force(world.now) == many[-1]


@pytest.mark.parametrize("version", [0, 1, 2])
def test_versions_never_go_backwards(world, version):
    publish(world, FOURTEEN)
    again = dataclasses.replace(FOURTEEN, version=version, validity_days=7)
    with pytest.raises(NotPublished, match="version") as raised:
        publish(world, again)
    assert "2" in raised.value.text("en")
    world.now = TOMORROW
    assert in_force(world) == FOURTEEN


def test_what_would_never_come_into_force_is_refused(world):
    publish(world, FOURTEEN)
    between = dataclasses.replace(FOURTEEN, version=3, valid_from=TOMORROW - DAY, validity_days=7)
    publish(world, between)
    assert in_force(world).validity_days == 7
    world.now = TOMORROW
    late = dataclasses.replace(FOURTEEN, version=4, valid_from=TOMORROW - 1)
    with pytest.raises(NotPublished, match="never in force") as raised:
        publish(world, late)
    assert "2020-02-26" in raised.value.text("zh")


def test_a_county_has_versions_of_its_own_and_says_only_what_it_may_add(world):
    publish(world, dataclasses.replace(OURS, validity_days=23, fever_tenths=400))
    world.now = TOMORROW
    ours = in_force(world, COUNTY)
    assert (ours.questions, ours.county_line) == ((CRUISE,), "0539-2250000")
    assert (ours.validity_days, ours.fever_tenths) == (5, 373)
    assert ours.high_incidence == ("42",)
    assert in_force(world, "370211") == in_force(world) == NOTICE_164


async def test_a_county_s_policy_goes_to_its_devices_in_a_list_of_its_own(world):
    device = await world.issuer()
    before = {(one.kind, one.county) for one in (await device.hello()).lists}
    assert before == {("issuers", COUNTY), ("status", COUNTY), ("policy", "370000")}
    publish(world, OURS)
    after = {(one.kind, one.county): one.version for one in (await device.hello()).lists}
    assert set(after) - before == {("policy", COUNTY)}
    held = await taken(world, COUNTY)
    assert set(held.body.data) == {
        "version",
        "valid_from",
        "county",
        "county_line",
        "high_incidence",
        "questions",
    }
    # It stays fresh with the others.
    world.now += 10 * MINUTE
    again = await taken(world, COUNTY, held)
    assert (again.version, again.as_of) == (held.version, world.now)


async def test_an_applicant_s_code_is_signed_for_the_days_of_the_policy_of_the_moment(world):
    await world.issuer()
    publish(world, FOURTEEN)
    days = []
    for order, now in ((223, TOMORROW - 1), (225, TOMORROW)):
        world.now = now
        given = await applied(world, order)
        claims = token.read_pass(token.from_text(given["code"])).claims
        days.append(claims.validity_days)
    assert days == [5, 14]


async def test_the_form_asks_what_the_county_asks_and_takes_no_answer_for_none(world):
    await world.issuer()
    publish(world, OURS)

    async def asked(**where):
        answer = await world.client.get("/v1/applications/form", params=where)
        assert answer.status_code == 200, answer.text
        return [one["code"] for one in answer.json()["questions"]]

    notice = ["SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5"]
    assert await asked(scope=SCOPE) == notice
    world.now = TOMORROW
    assert await asked(scope=SCOPE) == [*notice, "CRUISE"]
    assert await asked() == notice
    assert await asked(scope="d:370211001001") == notice
    answer = await world.client.get("/v1/applications/form", params={"scope": "village"})
    assert answer.status_code == 422
    answer = await world.client.post("/v1/applications", json=form())
    assert [one["path"] for one in answer.json()["fields"]] == ["declaration.answers.CRUISE"]
    said = form()
    said["declaration"]["answers"] += ({"code": "CRUISE", "yes": True},)
    answer = await world.client.post("/v1/applications", json=said)
    assert answer.status_code == 201, answer.text
    given = answer.json()
    shown = await world.client.get(
        f"/v1/applications/{given['application']}",
        headers={"Authorization": f"Bearer {given['secret']}"},
    )
    assert shown.json()["colour"] == "red"
    assert shown.json()["findings"][0]["code"] == "COUNTY"


async def test_who_is_accepted_at_all_follows_the_policy_of_the_moment(world):
    await world.issuer()
    publish(world, dataclasses.replace(FOURTEEN, province_days_min=60))
    assert (await applied(world))["colour"] == "pending"
    world.now = TOMORROW
    answer = await world.client.post("/v1/applications", json=form(225))
    assert answer.json()["code"] == "not-accepted"
    assert "60" in answer.json()["reasons"][0]["en"]


async def test_how_far_ahead_a_record_may_be_follows_the_policy(world):
    device = await world.issuer()
    publish(world, dataclasses.replace(FOURTEEN, valid_from=world.now, ahead_minutes=60))
    early = device.application(at=world.now + 59 * MINUTE)
    late = device.application(225, at=world.now + 61 * MINUTE)
    (answer,) = await device.post(device.seal(early, late))
    assert answer.returned == ((1, "ahead-of-time"),)


async def test_every_live_pass_is_looked_at_again_once_when_another_policy_begins(world):
    device = await world.issuer()
    for order in (223, 225, 227):
        first = device.application(order)
        decided = device.decision(first)
        await device.post(device.seal(first, device.reading(first), decided, device.card(decided)))
    chores.run(world.server)

    def due():
        chosen = select(passes.c.look_at).where(passes.c.void.is_(False))
        rows = world.server.database.read(lambda conn: conn.execute(chosen).all())
        return sum(row.look_at <= world.now for row in rows), len(rows)

    publish(world, dataclasses.replace(FOURTEEN, valid_from=world.now + HOUR))
    chores.run(world.server)
    world.now += HOUR
    # Judged so lately that nothing is due by itself.
    before, every = due()
    assert (before, turning.turn(world.server, world.now)) == (0, ["370000"])
    assert due() == (every, every)
    chores.run(world.server)
    assert due()[0] == 0
    assert turning.turn(world.server, world.now) == []


async def test_a_county_s_policy_concerns_the_passes_of_the_county_alone(world):
    device = await world.issuer()
    first = device.application(223)
    decided = device.decision(first)
    await device.post(device.seal(first, device.reading(first), decided, device.card(decided)))
    other = dataclasses.replace(OURS, county="370211", valid_from=world.now)
    publish(world, other)
    chores.run(world.server)
    looked = world.server.database.read(
        lambda conn: conn.execute(select(passes.c.look_at)).scalars().all()
    )
    assert turning.turn(world.server, world.now) == []
    assert min(looked) > world.now


async def test_a_restart_forgets_nothing(world):
    publish(world, FOURTEEN, OURS)
    world.stop()
    world.start()
    world.now = TOMORROW
    assert in_force(world, COUNTY).validity_days == 14
    assert in_force(world, COUNTY).questions == (CRUISE,)


async def test_a_pass_is_taken_with_the_days_of_a_policy_that_had_begun_and_no_others(world):
    device = await world.issuer()
    publish(world, FOURTEEN)
    world.now = TOMORROW
    # Nobody has told this device of the 14 days yet; 23 no policy ever named.
    for order, days, returned in ((223, 5, ()), (225, 14, ()), (227, 23, (3,))):
        first = device.application(order)
        decided = device.decision(first)
        card = device.card(
            decided, validity_days=days, expires=token.expiry(world.now // 1000, days)
        )
        card = dataclasses.replace(card, body=dataclasses.replace(card.body, validity_days=days))
        (answer,) = await device.post(device.seal(first, device.reading(first), decided, card))
        assert answer.returned == tuple((at, "validity-not-in-policy") for at in returned)


async def test_days_that_begin_tomorrow_are_not_signed_today(world):
    device = await world.issuer()
    publish(world, dataclasses.replace(FOURTEEN, valid_from=TOMORROW))
    first = device.application(223)
    decided = device.decision(first)
    card = device.card(decided, validity_days=14, expires=token.expiry(world.now // 1000, 14))
    card = dataclasses.replace(card, body=dataclasses.replace(card.body, validity_days=14))
    (answer,) = await device.post(device.seal(first, device.reading(first), decided, card))
    assert answer.returned == ((3, "validity-not-in-policy"),)
