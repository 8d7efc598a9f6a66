"""The checkpoint: one entry in, one verdict out in words; the next card needs no key.

One entry line for everything, as on the screen: its length decides. A single digit is what was done with
the card before, by the number of the screen's F-key. The issuer key is put away when it begins.
"""

from fieldpass.desk import checkpoint
from fieldpass.desk.checkpoint import Deed, Look
from fieldpass.locale import _
from fieldpass.plain.conversation import BACK
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import moment, say
from fieldpass.widgets.shades import SHAPES, Shade

_DEEDS: dict[str, Deed] = {"4": "stopped", "5": "parked"}
_GREEN_SEEN, _APPEAL = "3", "6"


def run(sitting: Sitting) -> None:
    """Until 0 or Enter."""
    talk, office = sitting.talk, sitting.office
    office.put_issuer_away()
    as_of = checkpoint.lists_as_of(office)
    if as_of is None:
        talk.say(_("no lists"))
    else:
        talk.say(_("Lists of {when}").format(when=moment(as_of, office.now())))
    look: Look | None = None
    while True:
        entry = talk.ask(_("Card, serial or ID number; Enter goes back"))
        if entry in ("", BACK):
            talk.say(_counted(sitting))
            return
        look = _entered(sitting, entry, look)


def _entered(sitting: Sitting, entry: str, look: Look | None) -> Look | None:
    """The look after one entry."""
    office = sitting.office
    if entry == _GREEN_SEEN:
        return _told(sitting, sitting.tried(lambda: checkpoint.seen_by_eye(office)))
    if len(entry) == 1:
        return _did(sitting, entry, look)
    if checkpoint.classify(entry) == "temperature":
        return _measured(sitting, entry, look)
    return _told(sitting, checkpoint.check(office, entry))


def _told(sitting: Sitting, look: Look | None) -> Look | None:
    if look is not None:
        sitting.talk.say(*look_words(look), *_choices(look))
    return look


def _no_card() -> str:
    return _("There is no card yet: scan one first.")


def _measured(sitting: Sitting, entry: str, look: Look | None) -> Look | None:
    """A reading lifts the verdict on the card before, where it may."""
    from fieldpass.desk.temperatures import parse_reading

    if look is None:
        sitting.talk.say(_no_card())
        return None
    before = look

    def lift() -> Look:
        tenths = parse_reading(entry)
        no_symptoms = not sitting.talk.yes(_("Any symptoms?")) if before.liftable_here else True
        return checkpoint.report_here(sitting.office, before, tenths, no_symptoms)

    after = sitting.tried(lift)
    return look if after is None else _told(sitting, after)


def _did(sitting: Sitting, digit: str, look: Look | None) -> Look | None:
    office, talk = sitting.office, sitting.talk
    if look is None:
        talk.say(_no_card())
        return None
    if digit == _APPEAL:
        text = talk.ask(_("The appeal, in the holder's words; Enter leaves it"))
        if text and sitting.tried(lambda: checkpoint.appeal(office, look, text)) is not None:
            talk.say(_("The appeal is written down."))
        return look
    deed = _DEEDS.get(digit)
    if deed is None:
        talk.say(_("There is no {n} here.").format(n=digit))
        return look
    after = sitting.tried(lambda: checkpoint.did(office, look, deed))
    if after is not None:
        talk.say(_("Noted."))
    return after or look


def look_words(look: Look) -> list[str]:
    """The verdict, why, what to say aloud, whose card, how old the lists are."""
    names = {
        "GO": (_("GO"), Shade.GREEN),
        "CHECK": (_("CHECK"), Shade.YELLOW),
        "STOP": (_("STOP"), Shade.RED),
        "INVALID": (_("INVALID"), Shade.INVALID),
        "CANNOT_TELL": (_("CANNOT TELL"), Shade.UNKNOWN),
    }
    word, shade = names[look.kind]
    text, aloud = say(look.text), say(look.say)
    lines = [f"{word} {SHAPES[shade]} {text}", *([aloud] if aloud and aloud != text else [])]
    holder = look.holder
    if holder is not None:
        tail = _("ID tail {tail} (compare with the document)").format(tail=holder.id_tail)
        by = _("by {body}").format(body=holder.issued_by)
        serial = _("serial {serial}").format(serial=holder.serial)
        lines += [
            f"{holder.name}, {tail}, {say(holder.validity)}",
            f"{say(holder.route)}, {by}, {serial}",
        ]
    return [*lines, say(look.lists_age)]


def _choices(look: Look) -> list[str]:
    said = _("Scan the next one; or 3 green seen, 4 do not pass, 5 wait aside, 6 appeal.")
    if look.liftable_here:
        return [_("Type the temperature like 365 and press Enter."), said]
    return [said]


def _counted(sitting: Sitting) -> str:
    counters = checkpoint.counters(sitting.office)
    return _("Today: checked {checked}, let go {go}, stopped {stop}, aside {aside}").format(
        checked=counters.checked,
        go=counters.let_go,
        stop=counters.stopped,
        aside=counters.parked,
    )
