"""Home as a numbered menu: what has to be done, with counts, then what can be done, by the same digits
as on the screens. What an F-key does there has a number of two digits here: ten and the key's.
"""

from collections.abc import Callable

from fieldpass.desk import checkpoint, deciding
from fieldpass.desk import home as desk
from fieldpass.errors import FieldpassError
from fieldpass.locale import _, language
from fieldpass.plain import apply, gate, more, queue, reds, reports, sending, showing, temperatures
from fieldpass.plain.conversation import EndOfInput, Idle, Left
from fieldpass.plain.menu import Locked, Menu, asked, keyed, nothing
from fieldpass.plain.sitting import Sitting
from fieldpass.screens import home_words
from fieldpass.screens.list_rows import role_word
from fieldpass.screens.shown import heading_clock, say
from fieldpass.screens.slip import Slip
from fieldpass.screens.troubles import note_trouble
from fieldpass.widgets.shades import Shade, words

Task = Callable[[Sitting], None]


def _lock(_sitting: Sitting) -> None:
    raise Locked


HANDLED: dict[str, Task] = {
    "home.checkpoint": gate.run,
    "home.queue": queue.run,
    "home.apply": apply.run,
    "home.reports": reports.run,
    "home.show": showing.run,
    "home.temperatures": temperatures.run,
    "home.search": showing.run,
    "home.shift": _lock,
    "home.more": more.run,
    "home.reds": reds.run,
    "home.returned": sending.returned,
}


def run(sitting: Sitting, slip: Slip | None = None) -> bool:
    """Task after task; True where the person locks, False where the program is to end."""
    talk, menu = sitting.talk, Menu.of("home", (*HANDLED, "quit"))
    try:
        if sitting.office.identity is None:
            _registered(sitting, slip)
        _show(sitting, menu)
        while True:
            question = _("Choose by digit, Enter shows the menu, 00 quits")
            answer = asked(talk, menu, question)
            action = menu.meant(answer)
            if action == "quit":
                return False
            if action:
                _done(sitting, HANDLED[action])
                talk.say(_brief(sitting))
                continue
            if answer:
                talk.say(nothing(answer))
            _show(sitting, menu)
    except Locked:
        return True
    except Left:
        return False


def _registered(sitting: Sitting, slip: Slip | None) -> None:
    from fieldpass.plain import register

    _done(sitting, lambda one: register.run(one, slip))


def _done(sitting: Sitting, task: Task) -> None:
    """Do a task; what refuses is said, a fault of the program is noted, and home comes back."""
    try:
        task(sitting)
    except Left:
        sitting.talk.say(_("Left. What was typed is kept where the task keeps it."))
    except (EndOfInput, Idle, Locked, BrokenPipeError):
        raise
    except FieldpassError as error:
        sitting.talk.say(keyed(error.text(language())))
    except Exception as error:  # one sentence for the person, see troubles
        note_trouble(sitting.folders.log, error, sitting.office.now())
        sitting.talk.say(
            _("A fault inside the program was noted. Saved records are safe. Try again.")
        )


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


def _show(sitting: Sitting, menu: Menu) -> None:
    talk, view = sitting.talk, _view(sitting)
    if view is None:
        talk.say(say(sitting.office.standing().text))
        said = _("Press 0, then 2. Until then passes can only be checked with what is here.")
        talk.say(said, *menu.lines())
        return
    beside = {id: f" ({count})" for id, count in home_words.counts(view).items()}
    talk.say(_head(view), *_tasks(sitting, view), _colours(view), *_link(view))
    talk.say(_("Shift") + ": " + home_words.shift(checkpoint.counters(sitting.office)))
    talk.say(*menu.lines(beside=beside))


def _head(view: desk.HomeView) -> str:
    who = f"{view.person_name} ({role_word(view.role)})"
    return f"{view.body_name}, {who}, {heading_clock(view.now)}"


def _tasks(sitting: Sitting, view: desk.HomeView) -> list[str]:
    lines = [
        f"{label}: {count} {what}" + (f", {keyed(also)}" if also else "")
        for label, count, what, also in home_words.tasks(view)
    ]
    left = home_words.drafts(len(deciding.due(sitting.office)))
    standing = sitting.office.standing()
    told = [] if standing.state == "authorised" else [say(standing.text)]
    return [*lines, *([left] if left else []), *told]


def _colours(view: desk.HomeView) -> str:
    counts = (
        (Shade.GREEN, view.green, ""),
        (Shade.YELLOW, view.yellow_check + view.yellow_expired, " " + home_words.yellows(view)),
        (Shade.RED, view.red, ""),
    )
    return _("Now") + ": " + ", ".join(f"{words(one)} {n}{also}" for one, n, also in counts)


def _link(view: desk.HomeView) -> list[str]:
    lines = [f"{say(view.sending.text)} {home_words.last_sent(view)}".strip()]
    if view.sending.last_error is not None:
        lines.append(say(view.sending.last_error))
    lines.append(home_words.lists(view))
    lines += [say(one) for one in (view.clock_trouble, view.rules_trouble) if one is not None]
    battery = home_words.battery(view.battery)
    return [*lines, *([_("Battery") + ": " + battery[0]] if battery else [])]
