"""What a forger tries, one test each: through the checkpoint's own check, on real parts.

A checker of another village looks; only keys and lists as a sync brings them stand between the
forger and a green screen.
"""

from dataclasses import replace

import pytest

from fieldpass.desk import checkpoint, doubles
from fieldpass.desk.errors import ClockDoubted
from fieldpass.model.reasons import Reason
from fieldpass.model.times import HOUR
from fieldpass.store import passes as pass_rows
from fieldpass.store import records, settings
from fieldpass.sync import port
from fieldpass.sync.errors import NotTheServer
from fieldpass.sync.steps import ListsTold, SaveLists
from fieldpass.wire import cbor, cose, status, token, trust
from fieldpass.wire.keys import SigningKey
from tests.parts import HIGH, ONLINE, ONSITE, YEAR, Village

FOREIGN_DIVISION, FOREIGN_USCC = "370211001001", "54370211ME4000025J"
THIEF = SigningKey(b"\x66" * 32)


def data_of(view):
    return token.from_text(view.digits)


def claims_of(view):
    return token.read_pass(data_of(view)).claims


def signed(key, view, **changes):
    """A token with the claims of a pass, changed, signed by this key under its own or the given kid."""
    return token.to_text(token.sign_pass(key, replace(claims_of(view), kid=key.kid, **changes)))


def outcome(office, text):
    look = checkpoint.check(office, text)
    return look.kind, look.verdict.code


def deliver(place, office, lists, *, certificates=(), rotations=(), root=None):
    """Lists come to a device as a sync brings them."""
    told = ListsTold(
        root=root or place.authority.root.public,
        certificates=certificates,
        rotations=rotations,
        lists=tuple(lists),
    )
    county = office.require_identity().county
    taking = port.StorePort(office.store, office.device, county=county, clock=place.clock)
    return taking.carry_out(SaveLists(told=told))


def admit(place, key, use, office, **changes):
    place.authority.admit(key, use, replace(office.require_identity(), **changes))
    place.publish()


def test_the_genuine_pass_goes(checker, card):
    assert outcome(checker, card.digits) == ("GO", "GREEN")


# Forging.


def test_a_forger_without_any_listed_key_gets_no_green(checker, card):
    assert outcome(checker, signed(THIEF, card)) == ("CANNOT_TELL", "unknown-key")


def test_a_forger_who_writes_the_issuers_kid_over_an_own_signature_is_invalid(checker, card):
    forged = token.from_text(signed(THIEF, card)).replace(THIEF.kid, card.pass_ref.kid, 1)
    assert outcome(checker, token.to_text(forged)) == ("INVALID", "bad-signature")


@pytest.mark.parametrize("colour", ["red", "yellow"])
def test_a_red_or_yellow_pass_repainted_green_is_invalid(place, issuer, checker, colour):
    application = place.apply(issuer, ONLINE)
    view = place.decide(issuer, application, colour, reason=Reason.ISSUER, note="核实")
    painted = token.encode_claims(replace(claims_of(view), colour="green", reason=0))
    message = token.read_pass(data_of(view)).message
    kept = cose.sign1(THIEF, painted)[:-64] + message.signature
    forged = kept.replace(THIEF.kid, view.pass_ref.kid, 1)
    assert outcome(checker, token.to_text(forged)) == ("INVALID", "bad-signature")


def test_every_byte_of_a_pass_altered_is_invalid_or_unknown_and_never_lets_anybody_go(
    checker, card
):
    data = data_of(card)
    kinds = set()
    for place_in_it in range(len(data)):
        altered = bytearray(data)
        altered[place_in_it] ^= 0x01
        kinds.add(checkpoint.check(checker, token.to_text(bytes(altered))).kind)
    assert kinds <= {"INVALID", "CANNOT_TELL"}


def test_somebody_elses_name_on_a_genuine_signature_is_invalid(checker, card):
    data = data_of(card)
    name = claims_of(card).name.encode()
    other = "张卫西".encode()
    assert len(name) == len(other)
    assert outcome(checker, token.to_text(data.replace(name, other, 1))) == (
        "INVALID",
        "bad-signature",
    )


# Using what is genuine.


def test_the_same_pass_shown_again_by_the_next_person_is_remarked(place, checker, card):
    first = checkpoint.check(checker, card.digits)
    place.clock.pass_(minutes=1)
    again = checkpoint.check(checker, card.digits)
    assert (first.again, again.again, again.again_at) == (False, True, first.at)
    assert again.holder is not None
    assert again.holder.id_tail == ONSITE.number[-4:]


def test_an_expired_pass_is_to_be_applied_for_again(place, checker, card):
    place.clock.now = card.valid_until
    assert outcome(checker, card.digits) == ("CHECK", "EXPIRED")


def test_a_red_pass_that_expired_still_stops(place, issuer, checker):
    application = place.apply(issuer, ONLINE)
    view = place.decide(issuer, application, "red", reason=Reason.ISSUER, note="密接")
    place.publish()
    place.clock.now = view.valid_until
    assert checkpoint.check(checker, view.digits).kind == "STOP"


def test_a_training_pass_is_invalid_in_earnest(issuer, checker, card):
    assert outcome(checker, signed(issuer.issuer, card, training=True)) == ("INVALID", "training")


def test_a_genuine_pass_that_was_listed_red_stops(place, checker, card):
    place.list_pass(card.pass_ref, status.RED, reason=Reason.EX3, screened=True)
    place.publish()
    assert checkpoint.check(checker, card.digits).kind == "STOP"


# Keys used beyond their right.


def test_a_key_of_another_county_signs_for_nobody_here(place, issuer, checker, card):
    foreign = place.device(
        "issuer", division=FOREIGN_DIVISION, uscc=FOREIGN_USCC, body_name="前坡社区"
    )
    assert claims_of(card).county_from == "371323"
    assert outcome(checker, signed(foreign.issuer, card)) == ("INVALID", "other-scope")


def test_a_unit_key_listed_for_another_county_than_its_list_signs_for_nobody(
    place, issuer, checker, card
):
    key = SigningKey(b"\x21" * 32)
    admit(place, key, "issuer", issuer, scope=f"d:{FOREIGN_DIVISION}")
    assert outcome(checker, signed(key, card)) == ("INVALID", "other-scope")


@pytest.mark.parametrize("colour", ["green", "yellow", "red"])
def test_a_device_key_that_signs_a_colour_is_invalid(issuer, checker, card, colour):
    reason = {"green": Reason.NONE, "yellow": Reason.NO_REPORT, "red": Reason.EX3}[colour]
    forged = signed(issuer.device, card, colour=colour, reason=reason)
    assert outcome(checker, forged) == ("INVALID", "device-key")


def test_a_device_key_that_signs_a_pending_code_only_asks_for_a_check(issuer, checker, card):
    assert outcome(checker, signed(issuer.device, card, colour="pending")) == (
        "CHECK",
        "UNDECIDED",
    )


def test_a_pass_dated_after_its_keys_end_is_invalid(place, issuer, checker, card):
    rows = place.authority.rows["371323"]
    ended = [
        replace(row, valid_until=place.clock.now - 24 * HOUR)
        if row.public == issuer.issuer.public
        else row
        for row in rows
    ]
    place.authority.rows["371323"] = ended
    place.publish()
    assert outcome(checker, card.digits) == ("INVALID", "key-not-in-force")


# The thief.


@pytest.fixture
def theft(place, issuer, checker, card):
    """The laptop is gone; the authority lists its key with what it held from before."""
    place.authority.stolen["371323"] = {card.pass_ref.kid: (status.token_hash(data_of(card)),)}
    place.publish()
    return issuer.issuer


def test_the_passes_from_before_the_theft_keep_working(checker, card, theft):
    assert outcome(checker, card.digits) == ("GO", "GREEN")


@pytest.mark.parametrize("sequence", [0, 1, 2, 3, 5_000, 0xFFFF_FFFF])
@pytest.mark.parametrize("days", [-20, -3, 0, 1])
def test_whatever_the_thief_signs_is_invalid_with_any_sequence_and_any_date(
    checker, card, theft, sequence, days
):
    own = claims_of(card)
    said = {"sequence": sequence, "expires": own.expires + days * token.DAY_SECONDS}
    if (sequence, days) == (own.sequence, 0):
        said["name"] = "贼"
    look = checkpoint.check(checker, signed(theft, card, **said))
    assert look.kind == "INVALID"
    assert "stolen-key" in look.verdict.codes
    assert look.holder is None


def test_the_thief_who_signs_the_very_sequence_of_a_kept_pass_is_invalid(checker, card, theft):
    assert outcome(checker, signed(theft, card, name="贼")) == ("INVALID", "stolen-key")


def test_a_thief_gets_no_pending_code_through_either(place, issuer, checker, card):
    place.authority.stolen["371323"] = {issuer.device.kid: ()}
    place.publish()
    forged = signed(issuer.device, card, colour="pending")
    assert outcome(checker, forged) == ("INVALID", "stolen-key")


# One sequence twice.


def test_a_second_pass_of_the_same_sequence_is_invalid_and_so_is_the_first(issuer, checker, card):
    other = signed(issuer.issuer, card, name="李四")
    assert outcome(checker, card.digits) == ("GO", "GREEN")
    assert outcome(checker, card.digits) == ("GO", "GREEN")
    assert outcome(checker, other) == ("INVALID", "doubled")
    assert outcome(checker, card.digits) == ("INVALID", "doubled")


def test_both_tokens_of_a_doubled_sequence_are_kept_as_evidence_and_it_is_recorded(
    issuer, checker, card
):
    other = signed(issuer.issuer, card, name="李四")
    checkpoint.check(checker, card.digits)
    assert doubles.evidence(checker) == []
    checkpoint.check(checker, other)
    (kept,) = doubles.evidence(checker)
    assert (kept.pass_ref, set(kept.digits)) == (card.pass_ref, {card.digits, other})
    (record,) = [
        one
        for one in checker.store.read(
            lambda conn: records.records_of_kinds(conn, ("checkpoint.checked",))
        )
        if one.body.code == "doubled"
    ]
    assert (record.pass_ref, record.body.verdict) == (card.pass_ref, "INVALID")


def test_where_the_pass_is_known_its_record_is_the_first_token(issuer, card):
    assert outcome(issuer, signed(issuer.issuer, card, name="李四")) == ("INVALID", "doubled")


def test_what_was_seen_is_forgotten_when_the_pass_is_over_and_evidence_is_not(
    place, issuer, checker, card
):
    checkpoint.check(checker, card.digits)
    checkpoint.check(checker, signed(issuer.issuer, card, name="李四"))
    later = signed(issuer.issuer, card, sequence=900)
    checkpoint.check(checker, later)
    place.clock.pass_(days=30)
    next_pass = claims_of(card).expires + 30 * token.DAY_SECONDS
    checkpoint.check(checker, signed(issuer.issuer, card, sequence=901, expires=next_pass))
    kinds = checker.store.read(lambda conn: settings.drafts(conn, "pass-seen"))
    assert len(kinds) == 2
    assert len(doubles.evidence(checker)) == 1


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
            certificates=(false.authority.certificate(),),
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


# The clock.


def test_a_clock_set_back_to_make_an_expired_pass_young_tells_nothing_and_issues_nothing(
    place, issuer, checker, card
):
    application = place.apply(issuer, ONLINE)
    place.clock.now = card.valid_until + HOUR
    place.publish()
    place.clock.now -= 48 * HOUR
    assert outcome(checker, card.digits) == ("CANNOT_TELL", "clock")
    with pytest.raises(ClockDoubted):
        place.decide(issuer, application, "green")
    # Taking an application signs a pending code.
    with pytest.raises(ClockDoubted):
        place.apply(issuer, HIGH)


def test_a_pass_dated_ahead_cannot_be_told(issuer, checker, card):
    ahead = claims_of(card).expires + 3 * token.DAY_SECONDS
    assert outcome(checker, signed(issuer.issuer, card, expires=ahead)) == (
        "CANNOT_TELL",
        "not-yet",
    )


def test_a_second_copy_of_a_claim_or_one_more_is_no_pass(issuer, checker, card):
    payload = token.read_pass(data_of(card)).message.payload
    doubled = cbor.decode(payload, max_bytes=200) | {-65538: 1}
    forged = cose.sign1(issuer.issuer, cbor.encode(doubled))
    assert checkpoint.check(checker, token.to_text(forged)).kind == "CANNOT_TELL"
    twice = payload[:1].replace(b"\xa4", b"\xa5") + payload[1:] + payload[1:3]
    assert checkpoint.check(checker, token.to_text(cose.sign1(issuer.issuer, twice))).kind in (
        "INVALID",
        "CANNOT_TELL",
    )


def test_no_attack_left_a_pass_of_a_stranger_in_the_store(checker, card):
    checkpoint.check(checker, signed(THIEF, card))
    ref = replace(claims_of(card), kid=THIEF.kid).ref
    assert checker.store.read(lambda conn: pass_rows.one_pass(conn, ref)) is None
