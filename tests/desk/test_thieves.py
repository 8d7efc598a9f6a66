"""A stolen key, and one sequence signed twice: what the thief signs is refused, what was before works on."""

import pytest

from fieldpass.desk import checkpoint, doubles
from fieldpass.store import records, settings
from fieldpass.sync.errors import NotTheServer
from fieldpass.wire import status, token
from tests.desk.forging import claims_of, data_of, deliver, one_list, outcome, signed

# The thief.


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


# The thief and the kept set.


def test_a_kept_set_is_enlarged_by_nobody_but_the_authority(place, issuer, checker, card):
    kid, own = card.pass_ref.kid, token.from_text(signed(issuer.issuer, card, name="贼"))
    kept = (status.token_hash(data_of(card)),)
    place.authority.stolen["371323"] = {kid: (*kept, status.token_hash(own))}
    wider = place.authority.signed(["status"])
    place.authority.stolen["371323"] = {kid: kept}
    place.publish()
    assert outcome(checker, token.to_text(own)) == ("INVALID", "stolen-key")
    # An older list, which kept more; and one with the wider set, by the thief's own key.
    deliver(place, checker, wider)
    body = status.changes_body({}, {kid: (*kept, status.token_hash(own))})
    held = place.authority.version
    for base, version in ((held, held + 1), (0, held + 5)):
        forged = one_list(
            issuer.issuer,
            "status",
            "371323",
            body,
            base=base,
            version=version,
            as_of=place.clock.now,
        )
        with pytest.raises(NotTheServer):
            deliver(place, checker, [forged])
    assert outcome(checker, token.to_text(own)) == ("INVALID", "stolen-key")
    assert outcome(checker, card.digits) == ("GO", "GREEN")


def test_one_sequence_with_other_bytes_by_the_genuine_issuer_shows_its_evidence(
    issuer, checker, card
):
    again = signed(issuer.issuer, card, tenths=371)
    assert outcome(checker, card.digits) == ("GO", "GREEN")
    look = checkpoint.check(checker, again)
    assert (look.kind, look.verdict.code) == ("INVALID", "doubled")
    assert "证据" in look.verdict.text.zh
    assert set(doubles.evidence(checker)[0].digits) == {card.digits, again}


def test_a_flood_of_doubles_pushes_no_evidence_out(issuer, checker, card):
    checkpoint.check(checker, card.digits)
    for tenths in range(360, 372):
        checkpoint.check(checker, signed(issuer.issuer, card, tenths=tenths, name="乙"))
    (kept,) = doubles.evidence(checker)
    assert card.digits in kept.digits
    assert outcome(checker, card.digits) == ("INVALID", "doubled")
