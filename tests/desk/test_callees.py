"""Whom the checkpoint names to somebody who may not pass."""

from dataclasses import replace

import pytest

from fieldpass.desk import callees, checkpoint, passes, weighing
from fieldpass.model.bodies import (
    IssuerRequested,
)
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.reasons import Reason
from fieldpass.store import log
from tests.desk.looking import silent
from tests.desk.test_rules import sent
from tests.parts import ONLINE

# Whom to call.


LINE = "0539-000 0000"


def stopped(place, issuer, office):
    red = place.decide(
        issuer, place.apply(issuer, ONLINE), "red", reason=Reason.ISSUER, note="核实"
    )
    place.publish()
    look = checkpoint.check(office, red.digits)
    assert look.kind == "STOP"
    return look


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whoever_is_stopped_hears_a_number_or_who_else_is_told(place, issuer, checker, lang):
    own = stopped(place, issuer, issuer)
    assert issuer.require_identity().phone in own.say.of(lang)
    far = stopped(place, issuer, checker)
    assert issuer.require_identity().phone not in far.say.of(lang)
    assert ("我们报防控办" if lang == "zh" else "We tell the epidemic office") in far.say.of(lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pass_of_elsewhere_names_the_countys_line_from_the_policy(place, issuer, checker, lang):
    place.authority.policy = replace(NOTICE_164, version=9, county_line=LINE)
    look = stopped(place, issuer, checker)
    assert LINE in look.say.of(lang)
    assert look.holder.issued_by in look.say.of(lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_line_of_the_pass_s_own_county_goes_before_any_other(place, issuer, checker, lang):
    place.authority.policy = replace(NOTICE_164, version=9, county_line="0531-000 0000")
    place.publish()
    own = {"version": 1, "valid_from": NOTICE_164.valid_from, "county": "371323"}
    sent(place, checker, own | {"county_line": LINE, "high_incidence": []}, county="371323")
    look = stopped(place, issuer, checker)
    assert LINE in look.say.of(lang)
    assert "0531" not in look.say.of(lang)
    assert checker.policy().county_line == LINE


def test_a_fever_found_on_the_spot_names_the_countys_line_too(place, issuer, checker, card):
    place.authority.policy = replace(NOTICE_164, version=9, county_line=LINE)
    silent(place, card)
    place.publish()
    look = checkpoint.check(checker, card.digits)
    high = checkpoint.report_here(checker, look, 385)
    place.clock.pass_(minutes=6)
    fever = checkpoint.report_here(checker, high, 386)
    assert (fever.kind, fever.verdict.code) == ("STOP", "FEVER")
    assert LINE in fever.say.zh


def test_the_person_who_signed_is_named_before_the_one_who_works_here(place, issuer):
    person = place.chance(16)
    asked = IssuerRequested(
        **{
            name: getattr(issuer.require_identity(), name)
            for name in (
                "uscc",
                "body_type",
                "body_name",
                "unit",
                "division",
                "scope",
                "name",
                "post",
            )
        },
        phone="13800009999",
        person=person,
        role="issuer",
        device_key=issuer.device.public,
        issuer_key=issuer.require_issuer().public,
        proof_device=bytes(64),
        proof_issuer=bytes(64),
    )
    issuer.store.write(lambda tx: log.append(tx, [issuer.make(asked, by=issuer.author())]))
    assert "13800009999" in stopped(place, issuer, issuer).say.zh


@pytest.mark.parametrize("scanned", ["1" * 150, "https://example.com/1", "BEGIN:VCARD", ""])
def test_nothing_is_said_against_a_card_that_nobody_has_read(checker, scanned):
    look = checkpoint.check(checker, scanned)
    assert look.kind == "INVALID"
    assert look.say is not None
    assert "不能用" not in look.say.zh
    assert "cannot be used" not in look.say.en


def test_the_number_of_the_own_village_bears_its_name_also_where_the_platform_signed(
    place, issuer, card
):
    application = place.apply(issuer, ONLINE)
    pending = passes.open_pass(issuer, passes.latest_of(issuer, application))
    weighed = weighing.weigh_text(issuer, pending.digits)
    assert weighed.case is not None
    whom = callees.of(issuer, weighed.verdict.claims, weighed.case, "平台")
    own = issuer.require_identity()
    assert (whom.phone, whom.body) == (own.phone, own.body_name)
    far = callees.of(issuer, weighed.verdict.claims, None, "平台")
    assert (far.phone, far.body) == ("", "平台")
