"""Whoever answers a look-up is not signed: what an answer may do."""

from fieldpass.desk import checkpoint
from fieldpass.desk.looking_up import ToldPass
from fieldpass.model.reasons import Reason
from fieldpass.wire import status
from tests.desk.forging import THIEF, outcome, signed
from tests.parts import ONLINE, ONSITE

# A liar who answers look-ups.


class Liar:
    """Answers every question with one pass and a state."""

    def __init__(self, text, state=0):
        self.told = (ToldPass(digits=text, state=state),)

    def ask(self, **_question):
        return self.told


def test_an_answer_about_somebody_else_is_none(place, issuer, checker, card):
    other = place.issue(issuer, ONLINE)
    place.screen(issuer, ONLINE)
    place.publish()
    checker.online, checker.asker = True, Liar(other.digits)
    assert outcome(checker, card.serial) == ("CANNOT_TELL", "not-here")
    assert outcome(checker, ONSITE.number) == ("CANNOT_TELL", "not-here")
    checker.asker = Liar(card.digits)
    assert outcome(checker, card.serial) == ("GO", "GREEN")
    assert outcome(checker, ONSITE.number) == ("GO", "GREEN")


def test_an_answer_lifts_no_stop(place, checker, card):
    place.list_pass(card.pass_ref, status.RED, reason=Reason.EX3, screened=True)
    place.publish()
    for state in (0, status.SCREENED, status.state(status.YELLOW, reason=int(Reason.NO_REPORT))):
        checker.online, checker.asker = True, Liar(card.digits, state)
        assert checkpoint.check(checker, card.serial).kind == "STOP"


def test_an_answer_with_a_forged_pass_lets_nobody_pass(checker, card):
    checker.online, checker.asker = True, Liar(signed(THIEF, card))
    assert checkpoint.check(checker, card.serial).kind == "CANNOT_TELL"
