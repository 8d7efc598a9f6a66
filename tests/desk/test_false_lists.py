"""Lists, deltas, roots and trust files of somebody else, or of before."""

from dataclasses import replace

import pytest

from fieldpass.desk import trust_file, trust_import
from fieldpass.desk.trust_import import OtherRoot
from fieldpass.model.times import DAY, HOUR
from fieldpass.sync.errors import NotTheServer
from fieldpass.wire import status, trust
from fieldpass.wire.keys import SigningKey
from tests.desk.forging import (
    FOREIGN_DIVISION,
    FOREIGN_USCC,
    THIEF,
    certified,
    deliver,
    one_list,
    outcome,
    signed,
    thiefs_issuers,
)
from tests.parts import YEAR, Village

# Lists and roots.


def test_a_rolled_back_status_list_does_not_take_a_void_back(place, checker, card):
    before = place.authority.signed(["status"])
    deliver(place, checker, before)
    place.list_pass(card.pass_ref, status.VOID, screened=True)
    place.publish()
    assert outcome(checker, card.digits) == ("INVALID", "void")
    deliver(place, checker, before)
    assert outcome(checker, card.digits) == ("INVALID", "void")


def test_a_rolled_back_issuer_list_does_not_bring_a_removed_key_back(place, issuer, checker, card):
    before = place.authority.signed(["issuers"])
    deliver(place, checker, before)
    rows = place.authority.rows["371323"]
    place.authority.rows["371323"] = [row for row in rows if row.public != issuer.issuer.public]
    place.publish()
    assert outcome(checker, card.digits) == ("CANNOT_TELL", "unknown-key")
    deliver(place, checker, before)
    assert outcome(checker, card.digits) == ("CANNOT_TELL", "unknown-key")


def test_lists_of_another_root_are_refused_and_change_nothing(place, checker, card):
    false = Village()
    false.clock = place.clock
    false.authority.clock = place.clock
    false.authority.root, false.authority.key = SigningKey(b"\x31" * 32), SigningKey(b"\x32" * 32)
    false.authority.admit(THIEF, "issuer", checker.require_identity())
    false.authority.version = 50
    with pytest.raises(NotTheServer):
        deliver(
            place,
            checker,
            false.authority.signed(["issuers"]),
            certificates=(
                certified(false.authority.root, false.authority.key, now=place.clock.now),
            ),
            root=false.authority.root.public,
        )
    assert outcome(checker, signed(THIEF, card)) == ("CANNOT_TELL", "unknown-key")
    assert outcome(checker, card.digits) == ("GO", "GREEN")


def test_a_false_root_cannot_rotate_itself_in(place, checker, card):
    false_root = SigningKey(b"\x31" * 32)
    rotation = trust.sign_rotation(
        false_root,
        trust.RootRotation(root=false_root.public, number=1, old_until=place.clock.now),
    )
    deliver(place, checker, [], rotations=(rotation,))
    held = checker.holdings().trust
    assert held is not None
    assert held.root == place.authority.root.public


def test_lists_signed_by_an_authority_key_that_was_taken_out_are_refused(place, checker, card):
    old = place.authority.signed(["issuers"])
    new = SigningKey(b"\x41" * 32)
    certificate = trust.sign_certificate(
        place.authority.root,
        trust.AuthorityCertificate(
            authority=new.public,
            valid_from=place.clock.now - HOUR,
            valid_until=place.clock.now + YEAR,
            serial=2,
            least=2,
        ),
    )
    deliver(place, checker, [], certificates=(certificate,))
    with pytest.raises(NotTheServer):
        deliver(place, checker, old)


def test_a_foreign_countys_list_says_nothing_about_this_countys_passes(place, checker, card):
    """The list of another county, genuinely signed, names this issuer's kid and voids its pass."""
    place.device("issuer", division=FOREIGN_DIVISION, uscc=FOREIGN_USCC, body_name="前坡社区")
    ref = card.pass_ref
    place.authority.states["370211"] = {ref.kid: {ref.sequence: status.state(status.VOID)}}
    place.authority.stolen["370211"] = {ref.kid: ()}
    place.publish()
    assert checker.holdings().held.status("370211") is not None
    assert outcome(checker, card.digits) == ("GO", "GREEN")


# Old keys, after they were replaced.


@pytest.mark.parametrize("back", [0, HOUR, 20 * DAY])
def test_a_stolen_old_root_certifies_nobody_after_the_rotation_with_any_date(
    place, checker, card, back
):
    old, new, now = place.authority.root, SigningKey(b"\x51" * 32), place.clock.now
    rotation = trust.RootRotation(root=new.public, number=1, old_until=now + 30 * DAY)
    deliver(place, checker, [], rotations=(trust.sign_rotation(old, rotation),), root=new.public)
    false = SigningKey(b"\x52" * 32)
    forged = one_list(
        false, "issuers", "370211", thiefs_issuers(place, "370211"), version=1, as_of=now - back
    )
    with pytest.raises(NotTheServer):
        deliver(
            place,
            checker,
            [forged],
            certificates=(certified(old, false, now=now),),
            root=new.public,
        )
    forged_card = signed(THIEF, card, county_from="370211")
    assert outcome(checker, forged_card) == ("CANNOT_TELL", "no-issuer-list")
    assert outcome(checker, card.digits) == ("GO", "GREEN")


def test_a_list_of_an_authority_whose_certificate_is_over_is_refused(place, checker, card):
    over, now = SigningKey(b"\x53" * 32), place.clock.now
    ended = certified(place.authority.root, over, ends=-HOUR, now=now)
    for as_of in (now, now - HOUR + 1):
        late = one_list(
            over, "issuers", "370211", thiefs_issuers(place, "370211"), version=1, as_of=as_of
        )
        with pytest.raises(NotTheServer):
            deliver(place, checker, [late], certificates=(ended,))
    assert outcome(checker, signed(THIEF, card, county_from="370211"))[0] == "CANNOT_TELL"


def test_a_list_of_an_authority_that_is_not_yet_in_force_is_refused(place, checker, card):
    early, now = SigningKey(b"\x54" * 32), place.clock.now
    certificate = certified(place.authority.root, early, begins=HOUR, now=now)
    data = one_list(early, "status", "371323", status.to_body(status.EMPTY), version=99, as_of=now)
    with pytest.raises(NotTheServer):
        deliver(place, checker, [data], certificates=(certificate,))


# Deltas.


def void_delta(place, card, *, base, version, mark=status.VOID):
    ref = card.pass_ref
    body = status.changes_body({ref.kid: {ref.sequence: status.state(mark, screened=True)}})
    return one_list(
        place.authority.key,
        "status",
        "371323",
        body,
        base=base,
        version=version,
        as_of=place.clock.now,
    )


def test_a_delta_that_skips_a_version_changes_nothing_and_the_whole_is_asked_for(
    place, checker, card
):
    held = place.authority.version
    wanted = deliver(place, checker, [void_delta(place, card, base=held + 1, version=held + 2)])
    assert [(one.kind, one.county) for one in wanted] == [("status", "371323")]
    assert outcome(checker, card.digits) == ("GO", "GREEN")


def test_of_two_deltas_of_one_version_the_second_is_not_taken(place, checker, card):
    held = place.authority.version
    void = void_delta(place, card, base=held, version=held + 1)
    lifted = void_delta(place, card, base=held, version=held + 1, mark=status.AS_SIGNED)
    deliver(place, checker, [void, lifted])
    assert outcome(checker, card.digits) == ("INVALID", "void")
    deliver(place, checker, [lifted])
    assert outcome(checker, card.digits) == ("INVALID", "void")


def test_a_delta_of_another_county_is_no_delta_of_this_one(place, checker, card):
    place.device("issuer", division=FOREIGN_DIVISION, uscc=FOREIGN_USCC, body_name="前坡社区")
    held, ref = place.authority.version, card.pass_ref
    body = status.changes_body({ref.kid: {ref.sequence: status.state(status.VOID)}})
    data = one_list(
        place.authority.key,
        "status",
        "370211",
        body,
        base=held,
        version=held + 1,
        as_of=place.clock.now,
    )
    deliver(place, checker, [data])
    assert outcome(checker, card.digits) == ("GO", "GREEN")


# A trust file from somebody.


def test_a_copied_trust_file_brings_no_other_root_also_not_as_a_rotation(
    place, issuer, card, tmp_path
):
    path = tmp_path / "trust"
    trust_file.export(issuer, path)
    own = trust_file.load(path)
    root = SigningKey(b"\x61" * 32)
    longer = replace(
        own.trust,
        roots=(
            *((one, place.clock.now) for one, _ in own.trust.roots),
            (root.public, trust.TIME_MAX),
        ),
        rotation=own.trust.rotation + 1,
    )
    forged = trust_file.encode(replace(own, trust=longer))
    with pytest.raises(OtherRoot):
        trust_import.take(own, forged, copy=True)
    from fieldpass.wire import enrolment

    named = enrolment.fingerprint(root.public)
    assert trust_import.take(own, forged, root=named, copy=True).result.trust.root == root.public
