"""What the review does besides a decision: a call, a transfer, a withdrawal, a look at namesakes."""

from functools import partial

from fieldpass.desk import follow_ups as desk
from fieldpass.desk import near
from fieldpass.desk.applications import ApplicationView
from fieldpass.desk.near import Compared
from fieldpass.locale import _
from fieldpass.plain.conversation import BACK
from fieldpass.plain.review_words import card_words, reading_words
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say
from fieldpass.screens.wording import CALL_RESULTS, TRANSFER_WORDS, WITHDRAW_WORDS, document_name


def call(sitting: Sitting, view: ApplicationView) -> None:
    """How, whether reached and agreeing, and a note."""
    talk = sitting.talk
    index = talk.choose(
        _("{phone}: how?").format(phone=view.phone), [say(text) for _code, text in desk.HOW]
    )
    if index is None:
        return
    at = talk.choose(_("Call"), [_(text) for _reached, _agrees, text in CALL_RESULTS])
    if at is None:
        return
    reached, agrees, _text = CALL_RESULTS[at]
    note = talk.ask(_("What was said, in a sentence."))
    done = sitting.did(
        lambda: desk.call(
            sitting.office,
            view.application,
            how=desk.HOW[index][0],
            reached=reached,
            agrees=agrees,
            note=note,
        )
    )
    if done:
        talk.say(_("The call is recorded."))


def transfer(sitting: Sitting, view: ApplicationView) -> bool:
    """To a unit that this community has authorised, by digit, or to a code; whether it was done."""
    meant = _to_whom(sitting)
    if meant is None:
        return False
    reason = sitting.talk.ask(_("Why? They read it."))
    if reason in ("", BACK):
        return False
    done = sitting.did(lambda: desk.transfer(sitting.office, view.application, meant, reason))
    if done:
        sitting.talk.say(_("{name} was transferred.").format(name=view.name))
    return done


def _to_whom(sitting: Sitting) -> str | None:
    talk = sitting.talk
    units = desk.units(sitting.office)[:9]
    if units:
        names = [f"{name}, {code}" for code, name in units]
        index = talk.choose(_("Transfer to whom?"), [*names, _("another village or unit")])
        if index is None:
            return None
        if index < len(units):
            return f"u:{units[index][0]}"
    while True:
        typed = talk.ask(_(TRANSFER_WORDS))
        if typed in ("", BACK):
            return None
        scope = sitting.tried(partial(desk.scope_of, typed))
        if scope is not None:
            return scope


def withdraw(sitting: Sitting, view: ApplicationView) -> bool:
    """The applicant does not want it any more; whether it was withdrawn."""
    reason = sitting.talk.ask(_(WITHDRAW_WORDS))
    if reason in ("", BACK):
        return False
    done = sitting.did(lambda: desk.withdraw(sitting.office, view.application, reason))
    if done:
        sitting.talk.say(_("{name}: application withdrawn.").format(name=view.name))
    return done


def compare(sitting: Sitting, view: ApplicationView) -> None:
    """Whoever may be taken for the applicant, one after the other, then earlier passes and readings."""
    talk = sitting.talk
    columns = near.near(sitting.office, view.person)
    if len(columns) < 2:
        talk.say(_("Nobody else here has this name, number or telephone."))
    for one in columns[1:]:
        why = ", ".join(say(text) for text in one.why)
        talk.say(f"{one.name}: {why}")
        talk.say(*(line for line in _differences(columns[0], one)))
    if view.earlier:
        talk.say(_("Earlier passes"), *(card_words(card) for card in view.earlier))
    if view.readings:
        now = sitting.office.now()
        talk.say(_("Readings"), *(reading_words(one, now) for one in view.readings))


def _differences(own: Compared, other: Compared) -> list[str]:
    """A line for each fact: the other's, and in what it differs from the applicant's."""
    facts = (
        (_("Document"), _kind(own), _kind(other)),
        (_("Number"), own.number, other.number),
        (_("Born"), str(own.birth or ""), str(other.birth or "")),
        (_("Telephone"), own.phone, other.phone),
        (_("Lives in"), say(own.residence), say(other.residence)),
        (_("Last pass"), _card(own), _card(other)),
    )
    return [
        f"{label}: {theirs}"
        + ("" if theirs == mine else "; " + _("this one: {value}").format(value=mine))
        for label, mine, theirs in facts
    ]


def _kind(one: Compared) -> str:
    return document_name(one.document_type)


def _card(one: Compared) -> str:
    return _("none") if one.last_pass is None else card_words(one.last_pass)
