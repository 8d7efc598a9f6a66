"""What is genuine, used again, too late, or by somebody else."""

from fieldpass.desk import checkpoint, judged, passes, trust_file, trust_import
from fieldpass.model.reasons import Reason
from fieldpass.wire import status
from tests.desk.forging import outcome, signed
from tests.desk.looking import written
from tests.parts import ONLINE, ONSITE

# Using what is genuine.


def test_the_same_pass_shown_again_by_the_next_person_is_remarked(place, checker, card):
    first = checkpoint.check(checker, card.digits)
    place.clock.pass_(minutes=1)
    again = checkpoint.check(checker, card.digits)
    assert (first.again, again.again, again.again_at) == (False, True, first.at)
    assert again.holder is not None
    assert again.holder.id_tail == ONSITE.number[-4:]


def test_two_checkpoints_that_let_one_card_go_each_write_it_down_for_the_platform_to_compare(
    place, checker, card
):
    """A copy is as genuine as the card: without a link no device can know of the other's look.

    What stands against it is the holder on the screen, and a record of each place under the pass's name.
    """
    other = place.device("checker", division="371323104001", uscc="54371323ME40000190")
    looks = [checkpoint.check(office, card.digits) for office in (checker, other)]
    assert [(look.kind, look.again) for look in looks] == [("GO", False), ("GO", False)]
    told = [written(office, "checkpoint.checked") for office in (checker, other)]
    assert [len(one) for one in told] == [1, 1]
    (one,), (two,) = told
    assert one.pass_ref == two.pass_ref == card.pass_ref
    assert one.by != two.by
    assert checkpoint.check(other, card.digits).again


def test_a_card_of_somebody_else_shows_whose_it_is(place, issuer, checker, card):
    """Whoever borrows a card has another document: name and tail are there to be held against it."""
    look = checkpoint.check(checker, card.digits)
    assert look.holder is not None
    assert (look.holder.name, look.holder.id_tail) == (ONSITE.name, ONSITE.number[-4:])
    # Asked by the document of the one who stands there, the device finds that person's pass or none.
    assert outcome(issuer, ONLINE.number) == ("CANNOT_TELL", "not-here")
    place.decide(issuer, place.apply(issuer, ONLINE), "red", reason=Reason.ISSUER, note="密接")
    assert checkpoint.check(issuer, ONLINE.number).kind == "STOP"


def test_a_card_that_was_taken_back_after_it_was_let_go_is_invalid_when_it_is_shown_again(
    place, issuer, checker, card
):
    assert outcome(checker, card.digits) == ("GO", "GREEN")
    passes.void(issuer, card.pass_ref, "misprint")
    assert outcome(issuer, card.digits) == ("INVALID", "void")
    place.list_pass(card.pass_ref, status.VOID)
    place.publish()
    assert outcome(checker, card.digits) == ("INVALID", "void")


def test_an_old_green_card_shown_after_a_red_decision_stops_where_the_decision_is_known(
    place, issuer, checker, card
):
    application = judged.pass_case(issuer, card.pass_ref).state.id
    place.decide(issuer, application, "red", reason=Reason.ISSUER, note="密接")
    assert checkpoint.check(issuer, card.digits).kind == "STOP"
    place.list_pass(card.pass_ref, status.RED, reason=Reason.ISSUER, screened=True)
    place.publish()
    assert checkpoint.check(checker, card.digits).kind == "STOP"


def test_an_older_copy_of_another_device_brings_no_lifted_state_back(
    place, issuer, checker, card, tmp_path
):
    trust_file.export(checker, tmp_path / "before")
    place.list_pass(card.pass_ref, status.VOID)
    place.publish()
    trust_file.export(checker, tmp_path / "now")
    own = trust_file.load(tmp_path / "now")
    done = trust_import.take(own, (tmp_path / "before").read_bytes(), copy=True)
    assert done.result == own
    assert ("status", "371323") in done.left


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
