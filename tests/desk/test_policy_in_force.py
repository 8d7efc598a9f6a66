"""A policy from the authority's file to the passes of a device: real server, real store, real sync.

Only the clock is held: the 14 days are published today and valid from tomorrow.
"""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from fieldpass.commands import verify
from fieldpass.desk import (
    applications,
    carrying,
    checkpoint,
    deciding,
    judged,
    onsite,
    passes,
    reds,
    temperatures,
)
from fieldpass.desk.errors import FormRefused, ReadingRefused
from fieldpass.desk.trust_file import Trusted
from fieldpass.model.findings import Code
from fieldpass.model.policy import NOTICE_164, asked
from fieldpass.model.reasons import Reason
from fieldpass.model.times import DAY, HOUR, at_hour
from fieldpass.training.village import MORE, ONSITE
from fieldpass.wire import status, token
from server_stub import carrying as carried
from server_stub import chores
from server_stub.__main__ import main
from server_stub.commands import opening
from server_stub.store import schema
from server_stub.web import applying
from tests import parts
from tests.desk.test_people_and_platform import Registered
from tests.laptop import MINE
from tests.sync.world import World, backup, restore

TOMORROW = at_hour(20200226, 0)


@pytest.fixture
def world(tmp_path, monkeypatch):
    made = World(tmp_path / "server")
    monkeypatch.setattr(opening, "real_clock", made.clock)
    yield made
    made.close()


@pytest.fixture
def laptop(world, tmp_path):
    made = Registered(world, tmp_path / "home")
    yield made
    made.office.close()


@pytest.fixture
def authority(world, tmp_path):
    """Runs `fieldpass-server policy` on the world's own data; a mapping goes as its file."""

    def run(*words, fails=False, **content):
        file = tmp_path / "policy.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        named = [str(file)] if content else []
        options = ["--data", str(world.server.settings.data)]
        done = CliRunner().invoke(main, ["policy", *words, *named, *options])
        assert (done.exit_code == 1) == fails, done.output
        return done.output

    return run


def issued(office, who, colour="green", **changes):
    application = onsite.submit(office, parts.form(office, who, **changes)).application
    made = deciding.draft(
        office, application, colour, reason=0 if colour == "green" else Reason.EX4
    )
    return deciding.sign(office, made.id)


def days_of(view):
    claims = token.read_pass(token.from_text(view.digits)).claims
    assert claims is not None
    assert claims.expires * 1000 == view.valid_until
    return claims.validity_days


def state_of(world, ref):
    """How the platform lists a pass."""
    table = schema.passes
    chosen = select(table.c.status).where(table.c.kid == ref.kid, table.c.sequence == ref.sequence)
    return world.server.database.read(lambda conn: conn.execute(chosen).scalar_one())


def test_the_14_days_begin_on_their_day_and_an_older_pass_keeps_its_five(laptop, world, authority):
    office = laptop.office
    first = issued(office, ONSITE)
    said = authority("publish", "--valid-from", "2020-02-26", validity_days=14)
    assert "published: policy 2 of 370000, valid from 2020-02-26" in said
    laptop.sync()
    assert office.policy() == NOTICE_164
    second = issued(office, MORE[0])
    assert days_of(second) == 5
    # From here on the device is offline; it is closed and opened again, also over midnight.
    world.now = TOMORROW - 1
    office = laptop.unlocks(MINE)
    assert office.policy() == NOTICE_164
    world.now = TOMORROW
    assert office.policy().validity_days == 14
    third = issued(office, MORE[1])
    assert days_of(third) == 14
    assert third.valid_until == TOMORROW + 15 * DAY
    for old in (first, second):
        again = passes.open_pass(office, old.pass_ref)
        assert (days_of(again), again.valid_until) == (5, TOMORROW + 5 * DAY)
    # The platform judges by the same policy, and takes passes of both.
    assert laptop.sync().returned == 0
    world.now = TOMORROW + 6 * DAY
    assert passes.open_pass(office, first.pass_ref).yellow == "expired"
    assert passes.open_pass(office, third.pass_ref).colour != "red"
    assert passes.open_pass(office, third.pass_ref).yellow != "expired"
    world.now = third.valid_until
    assert passes.open_pass(office, third.pass_ref).yellow == "expired"


def test_colours_and_when_they_change_follow_the_policy_in_force(laptop, world, authority):
    office = laptop.office
    card = issued(office, ONSITE)
    ill = issued(
        office,
        MORE[0],
        "red",
        answers={code.code: "no" for code in asked(NOTICE_164)} | {"EX4": "yes"},
        dates={"EX4.since": "0220"},
    )
    temperatures.take(office, tenths=372, pass_ref=card.pass_ref)
    authority("publish", "--valid-from", "2020-02-26", fever_tenths=372, ex4_days=10)
    laptop.sync()
    chores.run(world.server)
    passes.keep_judged(office)
    assert passes.open_pass(office, card.pass_ref).colour == "green"
    before = judged.pass_case(office, ill.pass_ref).judgement.findings[0]
    assert (before.code, before.until) == (Code.EX4, at_hour(20200305, 0))
    assert status.mark_of(state_of(world, card.pass_ref)) == status.AS_SIGNED
    # Offline over midnight: 37.2 is a fever's temperature now, and ten days are enough.
    world.now = TOMORROW
    assert passes.keep_judged(office) > 0
    (row,) = passes.find(office, ONSITE.name)
    assert row.colour == "yellow"
    now = judged.pass_case(office, card.pass_ref).judgement
    assert now.findings[0].code is Code.RECHECK
    after = judged.pass_case(office, ill.pass_ref).judgement
    assert after.findings[0].until == at_hour(20200301, 0)
    # The platform turns at the same moment, and tells everybody by its list.
    chores.run(world.server)
    state = state_of(world, card.pass_ref)
    assert status.mark_of(state) == status.YELLOW
    assert status.reason_of(state) == Reason.RECHECK


def test_a_county_asks_more_on_site_and_online_and_names_its_telephone(laptop, world, authority):
    office = laptop.office
    cruise = {"code": "CRUISE", "text": {"zh": "是否乘坐过邮轮?", "en": "On a cruise ship?"}}
    authority(
        "publish",
        "--valid-from",
        "2020-02-25",
        county="371323",
        county_line="0539-2250000",
        questions=[cruise],
    )
    laptop.sync()
    assert [one.code for one in onsite.questions(office)][-2:] == ["EX5", "CRUISE"]
    assert office.policy().county_line == "0539-2250000"
    with pytest.raises(FormRefused):
        onsite.submit(office, parts.form(office, ONSITE, answers={}))
    policy = world.server.database.read(
        lambda conn: applying.policy_of(world.server, conn, laptop.office.identity.scope)
    )
    assert policy == office.policy()
    # Nobody outside of the county is asked.
    assert (
        world.server.database.read(
            lambda conn: applying.policy_of(world.server, conn, "d:370211001001")
        )
        == NOTICE_164
    )


def test_a_device_never_goes_back_behind_a_policy_that_its_platform_has_forgotten(
    laptop, world, authority
):
    saved = backup(world.server)
    for days in (10, 14):
        authority("publish", "--valid-from", "2020-02-25", validity_days=days)
    laptop.sync()
    assert laptop.office.policy().validity_days == 14
    restore(world.server, saved)
    # Above every list version from before, but a policy that was there already.
    assert "policy 2 " in authority("publish", "--valid-from", "2020-02-25", validity_days=7)
    world.now += 2 * HOUR
    laptop.sync()
    assert laptop.office.policy().validity_days == 14
    # Its operator is told by the number: the next one goes on.
    authority("publish", "--valid-from", "2020-02-25", "--version", "4", validity_days=7)
    world.now += HOUR
    laptop.sync()
    assert laptop.office.policy().validity_days == 7


def test_without_a_session_the_file_of_a_stick_brings_it_too(laptop, world, authority, tmp_path):
    authority("publish", "--valid-from", "2020-02-26", validity_days=14)
    office, folder = laptop.office, tmp_path / "stick"
    folder.mkdir()
    carrying.export(office, folder)
    carried.write_out(world.server, folder)
    carrying.take_in(office, folder)
    world.now = TOMORROW
    assert office.policy().validity_days == 14


def test_sentences_and_bounds_have_the_numbers_of_the_policy_in_force(laptop, world, authority):
    office = laptop.office
    ill = issued(
        office,
        MORE[0],
        "red",
        answers={code.code: "no" for code in asked(NOTICE_164)} | {"EX4": "yes"},
        dates={"EX4.since": "0224"},
    )
    authority(
        "publish",
        "--valid-from",
        "2020-02-26",
        ex4_days=9,
        reading_min_tenths=340,
        reading_max_tenths=450,
        recheck_after_minutes=20,
    )
    laptop.sync()
    world.now = TOMORROW + 12 * HOUR
    look = checkpoint.check(office, ill.digits)
    assert "居家观察未满 9 天" in look.verdict.text.zh
    assert "under 9 days" in look.verdict.text.en
    trusted = Trusted(trust=office.holdings().trust, lists=office.holdings().lists)
    plain = verify.verdict_of(ill.digits, trusted, now=world.now)
    assert "居家观察未满 9 天" in plain.text.zh
    (red,) = reds.to_report(office)
    assert "9 天" in red.reason.zh
    application = onsite.submit(office, parts.form(office, MORE[1], reading="345")).application
    view = applications.open_application(office, application)
    assert view.days["EX4"] == 9
    # 34.5 is a reading now, which a token cannot bear: it is left out of it.
    assert temperatures.reader(office)("449") == 449
    with pytest.raises(ReadingRefused) as refused:
        temperatures.read(office, "339")
    assert "34.0" in refused.value.text("zh")
    made = deciding.draft(office, application, "green")
    card = deciding.sign(office, made.id)
    assert card.tenths is None
    high = temperatures.take(office, tenths=380, application=application)
    assert "20 分" in high.text.zh
    assert laptop.sync().returned == 0
