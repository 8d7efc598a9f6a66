"""What is genuine, used again, too late, or by somebody else."""

from fieldpass.desk import checkpoint
from fieldpass.model.reasons import Reason
from fieldpass.wire import status
from tests.desk.forging import outcome, signed
from tests.parts import ONLINE, ONSITE

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
