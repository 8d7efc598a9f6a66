"""Review: one application with its controls and findings; green, yellow or red by one digit.

Rules: 1. Only what the desk offers can be pressed; what it does not offer says why. 2. A decision is a
draft first: F4 withdraws it for ten seconds, Enter signs it at once and shows the pass, after that
it is signed by itself. 3. A draft that an earlier run left behind waits for Enter or F4.
"""

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer

from fieldpass.desk import applications, deciding, queueing, sending, temperatures
from fieldpass.desk.applications import ApplicationView
from fieldpass.desk.deciding import Colour, Draft
from fieldpass.desk.passes import PassView
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.model.reasons import Reason
from fieldpass.screens import follow_ups
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Panel, Prose
from fieldpass.screens.pick import AskScreen, PickScreen, needs_words
from fieldpass.screens.review_lines import review_lines
from fieldpass.screens.shown import due, say, say_error, shade_of
from fieldpass.screens.signing import Signed
from fieldpass.terminal.actions import Action
from fieldpass.widgets.banner import ColourBanner
from fieldpass.widgets.keybar import KeyBar
from fieldpass.widgets.shades import Shade
from fieldpass.widgets.statusline import Status

ASK_SCREENING_S = 1.0
_COLOUR_OF: dict[str, Colour] = {"1": "green", "2": "yellow", "3": "red"}
ASK_SCREENING_MAX = 30


class ReviewScreen(DeskScreen):
    """One application after the other."""

    NAME = "review"
    FOOTER_ROWS = 3
    CSS_PATH = "review.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("review")

    def __init__(self, application: bytes) -> None:
        """Open this application."""
        super().__init__()
        self._application = application
        self._view: ApplicationView | None = None
        self._draft: Draft | None = None
        self._signed: PassView | None = None
        self._busy = False
        self._countdown: Timer | None = None
        self._hurry: Timer | None = None
        self._asked = 0

    def title_text(self) -> str:
        """Where in the queue, and how long is left; what is decided waits in no queue."""
        view = self._view
        if view is None:
            return _("Issue passes")
        if view.decided:
            return _("Decide anew")
        position, total = view.position
        title = _("Issue passes {position}/{total}").format(position=position, total=total)
        return f"{title}  {due(view.due_at, self.host.now())}"

    def decorate(self, status: Status) -> Status:
        """The header as it is."""
        return status

    def available(self, action: str) -> bool:
        """What the desk offers, and what the draft allows."""
        view = self._view
        if view is None or self._busy:
            return False
        name = action.removeprefix("review.")
        if self._draft is not None:
            return name in ("withdraw", "next")
        if name in ("green", "yellow", "red"):
            return bool(view.options.of(name).allowed)
        if name == "ask":
            return bool(view.options.of("yellow").allowed)
        if name == "withdraw":
            return False
        if name in ("transfer", "cancel"):
            return not view.decided
        if name == "twins":
            return bool(view.near or view.earlier)
        return True

    def lead(self) -> str:
        """With a draft, Enter does not mean the next application."""
        if self._draft is not None or self._signed is not None:
            return _("Enter shows the pass")
        return ""

    def actions(self) -> list[Action]:
        """Enter is told by the lead while it shows a pass."""
        shown = super().actions()
        if self._draft is not None or self._signed is not None:
            shown = [action for action in shown if action.id != "review.next"]
        return shown

    def body(self) -> ComposeResult:
        """The lines, and the bar of a draft."""
        yield Panel([RULE], id="review")
        yield ColourBanner(Shade.PENDING, id="bar")

    @classmethod
    def reopened(cls, state: dict[str, Any]) -> "ReviewScreen":
        """The application that was looked at."""
        return cls(state["application"])

    def kept_here(self) -> dict[str, Any]:
        """Which application it is; a draft is kept by the desk."""
        return super().kept_here() | {"application": self._application}

    # Showing.

    def on_mount(self) -> None:
        """No bar before there is a draft."""
        self.query_one("#bar").display = False
        super().on_mount()

    def show(self) -> None:
        """Read the application."""
        office, application = self.office, self._application
        self.ask(
            lambda: applications.open_application(office, application),
            self._shown,
            group="review",
            newest_only=True,
        )

    def _shown(self, view: ApplicationView) -> None:
        if view.application != self._application:
            return
        self._view = view
        if view.draft is not None and self._draft is None and self._signed is None:
            self._draft = view.draft
            self._show_bar()
        self._hasten(view)
        self.query_one("#review", Panel).show(review_lines(view, self.host.now(), self._room()))
        self.refresh_frame()

    def _hasten(self, view: ApplicationView) -> None:
        """Online, a decision waits for the platform's screening: ask for it now and again."""
        screened = view.controls[1].state != "wait"
        if screened or not self.office.online or self._asked >= ASK_SCREENING_MAX:
            return
        if self._hurry is None:
            self._hurry = self.set_timer(ASK_SCREENING_S, self._ask_screening)

    def _ask_screening(self) -> None:
        self._hurry = None
        self._asked += 1
        office = self.office

        def asked(_done: None) -> None:
            self.show()

        self.ask(lambda: sending.now(office), asked, lambda error: None, group="hasten")

    def _room(self) -> int:
        """Rows between header and footer."""
        return max(12, self.size.height - 1 - self.FOOTER_ROWS)

    def _show_bar(self) -> None:
        bar = self.query_one("#bar", ColourBanner)
        draft, signed = self._draft, self._signed
        bar.display = draft is not None or signed is not None
        # The bar has a row of its own: over the footer it hid the very key that withdraws.
        self.query_one("#keys", KeyBar).styles.height = self.FOOTER_ROWS - int(bar.display)
        if draft is not None:
            bar.show_shade(shade_of(draft.colour), self._draft_words(draft))
        elif signed is not None:
            words = _("signed, pass {serial}. Enter shows it.").format(serial=signed.serial)
            bar.show_shade(shade_of(signed.colour), words)
        self.refresh_frame()

    def _draft_words(self, draft: Draft) -> str:
        signing = self.host.signing
        if signing is None or not signing.watches(draft.id):
            return _("left unsigned. F4 withdraws, Enter signs and shows the pass.")
        left_s = max(0, -(-(draft.signs_at - self.host.now()) // 1000))
        return _("signed in {n} s. F4 withdraws, Enter shows the pass.").format(n=left_s)

    # Deciding.

    def action_review_green(self) -> None:
        """Green without findings is one key."""
        self._make_draft("green", 0, "")

    def action_review_yellow(self) -> None:
        """Yellow, with a reason by digit."""
        self._ask_reason("yellow")

    def action_review_red(self) -> None:
        """Red, with a reason by digit."""
        self._ask_reason("red")

    def action_review_ask(self) -> None:
        """Yellow, because something is asked for."""
        self._ask_note("yellow", int(Reason.MORE_INFO))

    def on_key(self, event: events.Key) -> None:
        """A colour that cannot be signed now says why, where its key would do nothing."""
        colour = _COLOUR_OF.get(event.character or "")
        view = self._view
        if colour is None or view is None or self._draft is not None or self._busy:
            return
        offer = view.options.of(colour)
        if not offer.allowed and offer.because:
            self.say(say(offer.because[0]))

    def _ask_reason(self, colour: Colour) -> None:
        if self._view is None:
            return
        offered = deciding.reasons(self._view.options, colour, self._view.days)

        def picked(index: int | None) -> None:
            if index is None:
                return
            number = offered[index][0]
            if number in (Reason.ISSUER, Reason.MORE_INFO):
                self._ask_note(colour, number)
            else:
                self._make_draft(colour, number, "")

        title = _("Yellow: why?") if colour == "yellow" else _("Red: why?")
        name = self._view.name
        self.app.push_screen(
            PickScreen(title, [say(text) for _number, text in offered], [name]), picked
        )

    def _ask_note(self, colour: Colour, number: int) -> None:
        words = [_("Say in one sentence what is asked for, or why. The applicant reads it.")]

        def noted(note: str | None) -> None:
            if note is not None:
                self._make_draft(colour, number, note)

        title = _("Ask for more") if number == Reason.MORE_INFO else _("The reason")
        self.app.push_screen(AskScreen(title, words, check=needs_words), noted)

    def _make_draft(self, colour: Colour, reason: int, note: str) -> None:
        office, application = self.office, self._application
        self._busy = True
        self.ask(
            lambda: deciding.draft(office, application, colour, reason=reason, note=note),
            self._drafted,
            self._failed,
        )

    def _drafted(self, draft: Draft) -> None:
        self._busy, self._draft, self._signed = False, draft, None
        if self.host.signing is not None:
            self.host.signing.watch(draft)
        self.hush()
        self._show_bar()
        self._countdown = self.set_interval(1.0, self._show_bar)

    def action_review_withdraw(self) -> None:
        """Take the draft back."""
        draft, office = self._draft, self.office
        if draft is None:
            return
        self._forget(draft)

        def withdrawn(_done: object) -> None:
            self.say(_("Withdrawn. Nothing was signed."), look="text")
            self.show()

        self.ask(lambda: deciding.withdraw(office, draft.id), withdrawn, self._failed)

    def action_review_next(self) -> None:
        """With a draft: sign and show the pass; else the next application."""
        draft = self._draft
        if draft is not None:
            office = self.office
            self._forget(draft)
            self._busy = True
            self.ask(lambda: deciding.sign(office, draft.id), self._show_pass, self._failed)
        elif self._signed is not None:
            self._show_pass(self._signed)
        else:
            self._next()

    def _forget(self, draft: Draft) -> None:
        self._draft = None
        if self.host.signing is not None:
            self.host.signing.forget(draft.id)
        self._stop_countdown()
        self._show_bar()

    def _stop_countdown(self) -> None:
        if self._countdown is not None:
            self._countdown.stop()
            self._countdown = None

    def on_signed(self, message: Signed) -> None:
        """The ten seconds are over."""
        if message.application != self._application:
            return
        self._draft = None
        self._stop_countdown()
        if message.error is not None:
            self.say(say_error(message.error))
        self._signed = message.view
        self._show_bar()
        self.show()

    def _show_pass(self, view: PassView) -> None:
        from fieldpass.screens.pass_card import PassScreen

        self._busy, self._signed = False, None
        self._show_bar()
        self.app.push_screen(PassScreen(view), lambda _done: self._after_pass())

    def _after_pass(self) -> None:
        self._next()

    def _failed(self, error: FieldpassError) -> None:
        self._busy = False
        self.refuse(error)
        self.show()

    def _next(self) -> None:
        office, application = self.office, self._application

        def found(following: bytes | None) -> None:
            if following is None or following == application:
                self.app.pop_screen()
                return
            self._application = following
            self._view = self._draft = self._signed = None
            self._asked = 0
            self.query_one("#review", Panel).show([RULE, "", " " + _("Reading ...")])
            self._show_bar()
            self.show()

        self.ask(lambda: queueing.next_undecided(office, application), found)

    # The rest.

    def action_review_call(self) -> None:
        """A call, to verify."""
        if self._view is not None:
            follow_ups.call(self, self._view, self._followed)

    def action_review_transfer(self) -> None:
        """To another village or unit."""
        if self._view is not None:
            follow_ups.transfer(self, self._view, self._left)

    def action_review_cancel(self) -> None:
        """The applicant withdraws."""
        if self._view is not None:
            follow_ups.withdraw(self, self._view, self._left)

    def _followed(self, sentence: str) -> None:
        self.say(sentence, look="text")
        self.show()

    def _left(self, sentence: str) -> None:
        """It is none of this queue any more: on to the next one."""
        self.say(sentence, look="text")
        self._next()

    def action_review_reading(self) -> None:
        """A temperature, now."""
        office, application = self.office, self._application
        name = self._view.name if self._view else ""

        def entered(text: str | None) -> None:
            if not text:
                return
            self.ask(
                lambda: temperatures.take(
                    office, application=application, tenths=temperatures.read(office, text)
                ),
                self._taken,
                self._failed,
            )

        words = [name, _("Type the temperature like 365 and press Enter.")]
        self.app.push_screen(
            AskScreen(_("Temperature"), words, check=temperatures.reader(office)), entered
        )

    def _taken(self, taken: temperatures.TakenReading) -> None:
        self.say(say(taken.text), look="alert" if taken.high else "text")
        self.show()

    def action_review_twins(self) -> None:
        """People who may be taken for this one side by side, then earlier passes and readings."""
        if self._view is not None:
            follow_ups.compare(self, self._view)

    def action_review_declaration(self) -> None:
        """The declaration, word for word."""
        view = self._view
        if view is not None:
            from fieldpass.screens.declaration import declaration_lines

            self._read_out(_("Whole declaration"), declaration_lines(view, self.host.now()))

    def _read_out(self, title: str, lines: list[str]) -> None:
        from fieldpass.screens.reading import ReadingScreen

        shown = [Prose(text=line) if line else "" for line in lines]
        self.app.push_screen(ReadingScreen(title, shown))
