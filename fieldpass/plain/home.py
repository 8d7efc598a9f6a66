"""Home as a numbered menu: what has to be done, with counts, then what can be done, by the same digits
as on the screens. What an F-key does there has a number of two digits here.
"""

from collections.abc import Callable

from fieldpass.desk import home as desk
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.plain import apply, gate, more, queue, reds, reports, showing, temperatures
from fieldpass.plain.conversation import EndOfInput, Idle, Left
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import due, heading_clock, moment, say
from fieldpass.screens.slip import Slip
from fieldpass.screens.troubles import note_trouble
from fieldpass.terminal.actions import ACTIONS
from fieldpass.widgets.shades import Shade, words

Task = Callable[[Sitting], None]
SHIFT, REDS, RETURNED = "9", "10", "11"
TASKS: dict[str, Task] = {
    "1": gate.run,
    "2": queue.run,
    "3": apply.run,
    "4": reports.run,
    "5": showing.run,
    "6": temperatures.run,
    "8": showing.run,
    "0": more.run,
    REDS: reds.run,
    RETURNED: more.returned,
}


def run(sitting: Sitting, slip: Slip | None = None) -> bool:
    """Task after task; True where the person locks, False where the program is to end."""
    talk = sitting.talk
    if sitting.office.identity is None:
        _registered(sitting, slip)
    _show(sitting)
    while True:
        try:
            answer = talk.ask(_("Choose by digit, Enter shows the menu, 00 quits"))
        except Left:
            return False
        if answer == SHIFT:
            return True
        task = TASKS.get(answer)
        if task is None:
            if answer:
                talk.say(_("There is no {n} here.").format(n=answer[:8]))
            _show(sitting)
            continue
        _done(sitting, task)
        talk.say(_brief(sitting))


def _registered(sitting: Sitting, slip: Slip | None) -> None:
    from fieldpass.plain import register

    _done(sitting, lambda one: register.run(one, slip))


def _done(sitting: Sitting, task: Task) -> None:
    """Do a task; what refuses is said, a fault of the program is noted, and home comes back."""
    try:
        task(sitting)
    except Left:
        sitting.talk.say(_("Left. What was typed is kept where the task keeps it."))
    except (EndOfInput, Idle, BrokenPipeError):
        raise
    except FieldpassError as error:
        sitting.talk.say(say_of(error))
    except Exception as error:  # one sentence for the person, see troubles
        note_trouble(sitting.folders.log, error, sitting.office.now())
        sitting.talk.say(
            _("A fault inside the program was noted. Saved records are safe. Try again.")
        )


def say_of(error: FieldpassError) -> str:
    """What an error says, in the language in use."""
    from fieldpass.locale import language

    return error.text(language())


# What is said.


def _view(sitting: Sitting) -> desk.HomeView | None:
    return None if sitting.office.identity is None else desk.overview(sitting.office)


def _brief(sitting: Sitting) -> str:
    view = _view(sitting)
    if view is None:
        return say(sitting.office.standing().text)
    return _("Home. To review {a}, not reported {b}, red not told {c}, came back {d}.").format(
        a=view.pending, b=view.not_reported, c=view.red_unreported, d=view.returned
    )


def _show(sitting: Sitting) -> None:
    talk, view = sitting.talk, _view(sitting)
    if view is None:
        talk.say(say(sitting.office.standing().text))
        talk.say(
            _("Press 0, then 2. Until then passes can only be checked with what is here.").strip()
        )
    else:
        talk.say(*_head(view), *_tasks(view), _colours(view), *_link(view))
    counts = {}
    if view is not None:
        counts = {"2": view.pending, "4": view.not_reported}
    for action in ACTIONS:
        if ("home" in action.screens and action.key in TASKS) or action.id == "home.shift":
            count = f" ({counts[action.key]})" if counts.get(action.key) else ""
            talk.say(f"{action.key} {action.shown_label()}{count}")
    talk.say(f"{REDS} " + _("Reds to tell"), f"{RETURNED} " + _("Came back"))


def _head(view: desk.HomeView) -> list[str]:
    roles = {"issuer": _("issuer"), "clerk": _("clerk"), "checker": _("checker")}
    who = f"{view.person_name} ({roles.get(view.role, view.role)})"
    return [f"{view.body_name}, {who}, {heading_clock(view.now)}"]


def _tasks(view: desk.HomeView) -> list[str]:
    urgent = ""
    if view.pending and view.most_urgent_due is not None:
        urgent = ", " + _("the most urgent: {due}").format(due=due(view.most_urgent_due, view.now))
    rows = (
        (_("To review"), view.pending, _("applications") + urgent),
        (_("Not reported"), view.not_reported, _("people")),
        (_("Red not told"), view.red_unreported, _("people")),
        (_("Came back"), view.returned, _("records")),
    )
    return [f"{label}: {count} {what}" for label, count, what in rows]


def _colours(view: desk.HomeView) -> str:
    return _("Passes now: {green} {a}, {yellow} {b} (check {c}, expired {d}), {red} {e}").format(
        green=words(Shade.GREEN),
        a=view.green,
        yellow=words(Shade.YELLOW),
        b=view.yellow_check + view.yellow_expired,
        c=view.yellow_check,
        d=view.yellow_expired,
        red=words(Shade.RED),
        e=view.red,
    )


def _link(view: desk.HomeView) -> list[str]:
    lines = [say(view.sending.text)]
    if view.lists_as_of is not None:
        lines.append(_("Lists of {when}").format(when=moment(view.lists_as_of, view.now)))
    return lines
