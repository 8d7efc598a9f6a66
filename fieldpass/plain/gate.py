"""The checkpoint: one entry in, one verdict out in words; the next card needs no key.

One entry line for everything, as on the screen: its length decides. A single digit is what was done with
the card before, by the number of the screen's F-key (3 is F3); two digits do too (13), as everywhere.
The issuer key is put away when it begins.
"""

from fieldpass.desk import checkpoint
from fieldpass.desk.checkpoint import Deed, Look
from fieldpass.desk.temperatures import read
from fieldpass.locale import _
from fieldpass.plain import parked
from fieldpass.plain.conversation import BACK
from fieldpass.plain.menu import Menu, asked, nothing, number
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.checkpoint_forms import PAPER, Asking, day_in
from fieldpass.screens.shown import date_of, moment, say
from fieldpass.terminal.action import N_
from fieldpass.widgets.shades import SHAPES, Shade

_DEEDS: dict[str, tuple[Deed, str]] = {
    "checkpoint.refuse": ("stopped", N_("Recorded: not let through.")),
    "checkpoint.park": ("parked", N_("Recorded: waits aside.")),
}
HANDLED = ("checkpoint.green_seen", *_DEEDS, "checkpoint.appeal", "checkpoint.paper")


def run(sitting: Sitting) -> None:
    """Until 0 or Enter."""
    talk, office, menu = sitting.talk, sitting.office, Menu.of("checkpoint", HANDLED)
    office.put_issuer_away()
    as_of = checkpoint.lists_as_of(office)
    if as_of is None:
        talk.say(_("no lists"))
    else:
        talk.say(_("Lists of {when}").format(when=moment(as_of, office.now())))
    talk.say(short(menu))
    look: Look | None = None
    while True:
        entry = asked(talk, menu, _("Card, serial or ID number; Enter goes back"))
        if entry in ("", BACK):
            talk.say(counted(sitting))
            return
        look = _entered(sitting, menu, entry, look)


def short(menu: Menu) -> str:
    """The actions of the checkpoint in one line, each by its last digit."""
    return "; ".join(f"{number(one)[-1]} {one.shown_label()}" for one in menu.actions)


def _entered(sitting: Sitting, menu: Menu, entry: str, look: Look | None) -> Look | None:
    """The look after one entry."""
    office = sitting.office
    if len(entry) <= 2:
        action = menu.meant(entry if len(entry) == 2 else f"1{entry}")
        if not action:
            sitting.talk.say(nothing(entry))
            return look
        return _did(sitting, action, look)
    if checkpoint.classify(entry) == "temperature":
        return _measured(sitting, entry, look)
    return _told(sitting, checkpoint.check(office, entry), look)


def _told(sitting: Sitting, look: Look | None, before: Look | None) -> Look | None:
    if look is None:
        return before
    sitting.talk.say(*look_words(look))
    if look.again:
        sitting.talk.say(_("This card was checked here a moment ago."))
    if look.liftable_here:
        sitting.talk.say(_("Type the temperature like 365 and press Enter."))
    return look


def _no_card() -> str:
    return _("There is no card yet: scan one first.")


def _measured(sitting: Sitting, entry: str, look: Look | None) -> Look | None:
    """A reading lifts the verdict on the card before, where it may."""
    if look is None:
        sitting.talk.say(_no_card())
        return None
    if not look.liftable_here:
        sitting.talk.say(_("A temperature lifts nothing now. Scan a card first."))
        return look
    before = look

    def lift() -> Look:
        tenths = read(sitting.office, entry)
        no_symptoms = not sitting.talk.yes(_("Any symptoms?"))
        return checkpoint.report_here(sitting.office, before, tenths, no_symptoms)

    return _told(sitting, sitting.tried(lift), look)


def _did(sitting: Sitting, action: str, look: Look | None) -> Look | None:
    """What was done with the card in front, or without one."""
    office, talk = sitting.office, sitting.talk
    if action == "checkpoint.green_seen":
        return _told(sitting, sitting.tried(lambda: checkpoint.seen_by_eye(office)), look)
    if action == "checkpoint.paper":
        return _told(sitting, _paper(sitting), look)
    if look is None:
        if action == "checkpoint.park":
            parked.run(sitting)
        else:
            talk.say(_no_card())
        return None
    if action == "checkpoint.appeal":
        text = talk.ask(_("The appeal, in the holder's words; Enter leaves it"))
        if text and sitting.did(lambda: checkpoint.appeal(office, look, text)):
            talk.say(_("The appeal is recorded and will be answered."))
        return look
    deed, said = _DEEDS[action]
    after = sitting.tried(lambda: checkpoint.did(office, look, deed))
    if after is not None:
        talk.say(_(said))
    return after or look


def _paper(sitting: Sitting) -> Look | None:
    """A sealed paper card, question by question; 0 leaves it."""
    talk, today = sitting.talk, date_of(sitting.office.now()).date()
    form = Asking(questions=PAPER)
    while form.question is not None:
        answer = talk.ask(form.prompt())
        if answer in ("", BACK):
            return None
        wrong = form.take(answer, today)
        if wrong:
            talk.say(wrong)
    given = form.answers
    return sitting.tried(
        lambda: checkpoint.paper_card(
            sitting.office,
            id_tail=given["tail"],
            valid_until=day_in(given["valid"], today) or 0,
            seal_seen=given["seal"] == "1",
        )
    )


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


def counted(sitting: Sitting) -> str:
    """The looks of this shift."""
    counters = checkpoint.counters(sitting.office)
    said = _("This shift: checked {checked}, let go {go}, stopped {stop}, aside {aside}")
    return said.format(
        checked=counters.checked,
        go=counters.let_go,
        stop=counters.stopped,
        aside=counters.parked,
    )
