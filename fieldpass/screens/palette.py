"""The palette, F1: everything that can be done from here, found by words or pinyin.

It is made of the action registry: what the screen in front offers now, then the places that home and
the second menu lead to. Rules: 1. No letter is needed: digits choose, 0 turns the page; a word, a
Chinese word or pinyin only narrow the list. 2. A place opens on top of what is in front, so
that a half-filled form stays as it is and Esc leads back to it. 3. A place that is open already is not
offered a second time. 4. It never opens at a checkpoint: a scanner's digits would choose.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from fieldpass import locale
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.entry import Entry
from fieldpass.screens.panel import Line, Panel
from fieldpass.screens.pick import AskingScreen
from fieldpass.terminal import spelled
from fieldpass.terminal.actions import Action, by_id, for_screen, key_name
from fieldpass.terminal.width import fit, short

if TYPE_CHECKING:
    from fieldpass.app import FieldpassApp

PLACES = {
    "home.checkpoint": "checkpoint",
    "home.queue": "queue",
    "home.apply": "apply",
    "home.reports": "reports",
    "home.show": "passes",
    "home.temperatures": "temperatures",
    "home.search": "passes",
    "home.more": "more",
    "home.shift": "opening",
    "home.reds": "reds",
    "home.returned": "sending",
    "more.sending": "sending",
    "more.registration": "register",
    "more.settings": "settings",
    "more.about": "about",
    "more.clock": "clock",
    "more.people": "people",
    "more.erasures": "erasures",
    "more.audit": "audit",
    "more.staff": "staff",
}
"""The screen that an action of home or of the second menu opens."""
_OWN_WAY = frozenset({"palette", "back", "redraw"})
_PAGE = 9
_KEY_COLUMNS, _LABEL_COLUMNS = 7, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing that can be done, and whether it opens a place."""

    action: Action
    place: bool


def offers(front: DeskScreen) -> list[Offer]:
    """What the palette offers over this screen: its own actions and habits now, then the places."""
    here = [
        Offer(action=action, place=False)
        for action in for_screen(front.NAME)
        if action.id not in _OWN_WAY and action.key != "enter" and front.allowed(action.id)
    ]
    shown = {one.action.id for one in here}
    app = front.host
    if app.office is None:
        return here
    open_now = {one.NAME for one in app.screen_stack if isinstance(one, DeskScreen)}
    places = [
        Offer(action=by_id(id), place=True)
        for id, name in PLACES.items()
        if name not in open_now and id not in shown
    ]
    return [*here, *places]


def narrowed(found: Sequence[Offer], typed: str) -> list[Offer]:
    """Those that every typed word fits: a part of label or help, or of the label's pinyin or its initials.

    What is called just so stands first, then what begins so: Enter takes the first.
    """
    wanted = typed.lower().split()
    if not wanted:
        return list(found)
    fitting = [one for one in found if all(_fits(one.action, word) for word in wanted)]
    return sorted(fitting, key=lambda one: _distance(one.action, " ".join(wanted)))


def _distance(action: Action, typed: str) -> int:
    names = [action.shown_label().lower()]
    if typed.isascii() and locale.language() == "zh":
        from fieldpass.desk.divisions import initials

        names += [initials(action.shown_label()), spelled.whole(action.shown_label())]
    if typed in names:
        return 0
    return 1 if any(name.startswith(typed) for name in names) else 2


def _fits(action: Action, word: str) -> bool:
    if word in action.shown_label().lower() or word in action.shown_help().lower():
        return True
    if not word.isascii() or locale.language() != "zh":
        return False
    # Imported at the first search: the table takes 40 ms to load.
    from fieldpass.desk.divisions import initials

    return word in initials(action.shown_label()) or spelled.fits(action.shown_label(), word)


class _Words(Entry):
    """The entry line, which leaves digits to the list."""

    def __init__(self, choose: Callable[[int], None]) -> None:
        super().__init__(length_max=40)
        self._choose = choose

    def on_key(self, event: events.Key) -> None:
        """Hand a digit on."""
        digit = event.character or ""
        if len(digit) == 1 and digit in "0123456789":
            event.stop()
            event.prevent_default()
            self._choose(int(digit))


class PaletteScreen(AskingScreen[Offer]):
    """An entry line, and the things that fit, each with its digit and its own key."""

    BINDINGS: ClassVar[list[BindingType]] = [("f1", "back", "")]

    def __init__(self, front: DeskScreen) -> None:
        """Offer what can be done over this screen."""
        super().__init__(_("What to do"))
        self._offers = offers(front)
        self._found = list(self._offers)
        self._page = 0

    def lead(self) -> str:
        """How to choose."""
        return _("A digit chooses, words narrow")

    def answer_place(self) -> ComposeResult:
        """The entry line and the list."""
        yield _Words(self.choose)
        yield Panel(id="offers")

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self._show()

    def on_resize(self) -> None:
        """More or less of each explanation."""
        self._show()

    def _show(self) -> None:
        pages = max(1, -(-len(self._found) // _PAGE))
        self._page %= pages
        shown = self._found[self._page * _PAGE :][:_PAGE]
        lines: list[Line] = [""]
        lines += [self._line(digit, one) for digit, one in enumerate(shown, 1)]
        if not shown:
            lines.append("   " + _("Nothing fits. Delete letters, or press Esc."))
        if pages > 1:
            more = _("More (page {n} of {all})").format(n=self._page + 1, all=pages)
            lines += ["", f"   0 {more}"]
        self.query_one("#offers", Panel).show(lines)

    def _line(self, digit: int, one: Offer) -> str:
        label = fit(f"   {digit} {one.action.shown_label()}", _LABEL_COLUMNS)
        key = "" if one.place else key_name(one.action.key)
        room = self.app.size.width - _LABEL_COLUMNS - _KEY_COLUMNS - 2
        return f"{label} {fit(key, _KEY_COLUMNS)}{fit(short(one.action.shown_help(), room), room)}"

    def choose(self, digit: int) -> None:
        """Take the one of this digit, or turn the page."""
        if digit == 0:
            self._page += 1
            self._show()
            return
        shown = self._found[self._page * _PAGE :][:_PAGE]
        if digit <= len(shown):
            self.dismiss(shown[digit - 1])

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Another word."""
        event.stop()
        self._found, self._page = narrowed(self._offers, event.value), 0
        self._show()

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Enter takes the first."""
        event.stop()
        if self._found:
            self.dismiss(self._found[self._page * _PAGE])


def open_palette(front: DeskScreen) -> None:
    """Ask what to do, and do it."""

    def chosen(one: Offer | None) -> None:
        if one is not None:
            app.call_later(_do, app, front, one)

    app = front.host
    app.push_screen(PaletteScreen(front), chosen)


async def _do(app: "FieldpassApp", front: DeskScreen, one: Offer) -> None:
    """As if its key were pressed: a screen that has gone, or refuses it by now, does nothing."""
    if app.front is not front:
        return
    if not one.place:
        await front.run_action(one.action.method)
        return
    owner = _owner(app.screen_stack, one.action)
    if owner is not None and owner.allowed(one.action.id):
        getattr(owner, f"action_{one.action.method}")()


def _owner(stack: Iterable[object], action: Action) -> DeskScreen | None:
    """The screen whose action this is; the second menu's need not be open for it."""
    from fieldpass.screens.home import HomeScreen
    from fieldpass.screens.more import MoreScreen

    if "more" in action.screens:
        return MoreScreen()
    return next((cast("DeskScreen", one) for one in stack if isinstance(one, HomeScreen)), None)
