"""The second menu, by the digits of the screen's: sending, registration, settings, people and the rest."""

import platform
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from fieldpass.locale import _
from fieldpass.plain import audit, clock, erasing, opening, people, register, sending, staff
from fieldpass.plain.menu import Menu, choose_question, chosen
from fieldpass.plain.sitting import Sitting


def run(sitting: Sitting) -> None:
    """One choice after the other until 0 or Enter."""
    menu = Menu.of("more", HANDLED)
    while True:
        sitting.talk.say(*menu.lines())
        action = chosen(sitting.talk, menu, choose_question())
        if not action:
            return
        HANDLED[action](sitting)


def settings(sitting: Sitting) -> None:
    """The language; colours are none here."""
    menu = Menu.of("settings", HANDLED_SETTINGS)
    language = _("Chinese, English")
    sitting.talk.say(*menu.lines(beside={"settings.language": f": {language}"}))
    said = _("Terminal: {name}. Start with --profile to use another.")
    sitting.talk.say(said.format(name=sitting.talk.profile.name))
    if chosen(sitting.talk, menu, choose_question()):
        opening.other_language(sitting.talk, sitting.folders)


def about(sitting: Sitting) -> None:
    """Version and folders."""
    try:
        told = version("fieldpass")
    except PackageNotFoundError:
        told = _("(not installed)")
    folders = sitting.folders
    sitting.talk.say(
        f"fieldpass {told}, Python {platform.python_version()}",
        _("Issue, keep and verify health passes, with or without a network."),
        _("Data") + f": {folders.data}",
        _("Settings") + f": {folders.config}",
        _("Faults") + f": {folders.log}",
        _("All data on this device is encrypted; the fault file holds nothing personal."),
    )


HANDLED: dict[str, Callable[[Sitting], None]] = {
    "more.sending": sending.run,
    "more.registration": register.run,
    "more.settings": settings,
    "more.about": about,
    "more.clock": clock.run,
    "more.people": people.run,
    "more.erasures": erasing.run,
    "more.audit": audit.run,
    "more.staff": staff.run,
}
HANDLED_SETTINGS = ("settings.language",)
