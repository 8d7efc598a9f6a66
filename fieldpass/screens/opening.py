"""The first screen: set a new device up, or unlock it. Imports nothing that is slow to import.

Rules: 1. The language is switched here by one key. 2. A new device takes a passphrase twice and says
what is wrong with it; then the recovery code is shown once. 3. A wrong passphrase, a damaged
database or one that is in use each give one sentence and a way on.
"""

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from fieldpass import locale
from fieldpass.desk import opening, pin
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.model.text import Text
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.fields import Field
from fieldpass.screens.form import Form
from fieldpass.screens.panel import RULE, Line, Panel, Prose
from fieldpass.screens.shown import say, say_error
from fieldpass.terminal.action import N_
from fieldpass.terminal.width import forget_measured

if TYPE_CHECKING:
    from fieldpass.desk.office import Office

_NEW = (
    Field(name="secret", label=N_("Passphrase"), secret=True, length_max=200),
    Field(name="again", label=N_("Once more"), secret=True, length_max=200),
)
_LOCKED = (Field(name="secret", label=N_("Passphrase"), secret=True, length_max=200),)


class OpeningScreen(DeskScreen):
    """Set up or unlock."""

    NAME = "opening"
    # In English one row has no room for the way out.
    FOOTER_ROWS = 2
    NEEDS_OFFICE = False
    CSS_PATH = "opening.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("opening")

    _state = "locked"
    _busy = False
    _wait_until = 0

    def title_text(self) -> str:
        """The program's name."""
        return _("Health passes: issuing terminal")

    def lead(self) -> str:
        """What to do first."""
        return _("Type and press Enter")

    def body(self) -> ComposeResult:
        """What this is, the form, and what came of it."""
        self._state = opening.state(self.host.folders)
        yield Panel(id="words")
        yield Form(_NEW if self._state == "new" else _LOCKED)
        yield Panel(id="answer")

    def on_mount(self) -> None:
        """With the demo's slip the passphrase stands there already: Enter is enough.

        It is selected, so that a colleague's passphrase is typed over it and not behind it.
        """
        super().on_mount()
        self._fill_in()

    def _fill_in(self) -> None:
        slip = self.host.slip
        if slip is not None:
            form = self.query_one(Form)
            form.put({"secret": slip.secret, "again": slip.secret})
            entry = form.rows[-1].entry
            entry.focus()
            if self._state == "locked" and isinstance(entry, Input):
                self.call_after_refresh(entry.select_all)

    def show(self) -> None:
        """Show the words of the state that the device is in."""
        state = opening.state(self.host.folders)
        if state != self._state:
            self._state = state
            self.call_later(self._rebuild)
            return
        self.query_one("#words", Panel).show(self._words())

    async def _rebuild(self) -> None:
        await self.recompose()
        self.refresh_frame()
        self.query_one("#words", Panel).show(self._words())
        self.query_one(Form).rows[0].entry.focus()
        self._fill_in()

    def retranslate(self) -> None:
        """Show words and labels in the other language."""
        super().retranslate()
        self.query_one(Form).redraw()
        self.query_one("#answer", Panel).show([])

    def _words(self) -> list[Line]:
        if self._state == "new":
            said = [
                _("This is a new device. Choose a passphrase: it locks everything on it."),
                _(
                    "Four or five words that only you would put together are good; nobody can read"
                    " the data without it, and nobody can look it up."
                ),
                _(
                    "A PIN of 6 to 11 digits will do where this computer's keyring can keep its"
                    " other half."
                ),
            ]
        else:
            said = [_("This device is locked. Type your passphrase and press Enter.")]
        return [RULE, "", *[Prose(text=one) for one in said], ""]

    # Doing.

    @on(Form.Finished)
    def finish(self) -> None:
        """Enter in the last field."""
        values = self.query_one(Form).values()
        if self._busy:
            return
        if self._state == "new":
            self._set_up(values["secret"], values["again"])
        else:
            self._unlock(values["secret"])

    def _set_up(self, secret: str, again: str) -> None:
        host = self.host
        if pin.is_pin(secret):
            # A PIN asks the system's keyring, which may take its time.
            self._work(_("Asking this computer's keyring ..."))
            self.ask(
                lambda: opening.check_secret(secret, host.surroundings),
                lambda weak: self._checked(secret, again, weak),
                self._failed,
            )
        else:
            self._checked(secret, again, opening.check_secret(secret))

    def _checked(self, secret: str, again: str, weak: Text | None) -> None:
        self._busy = False
        if weak is not None:
            self.query_one(Form).show_errors({"secret": say(weak)})
            self.query_one(Form).focus_field("secret")
            self._answer("")
            return
        if secret != again:
            # Nobody sees which of the two was mistyped, so both are typed again.
            self._answer(_("The two are not the same. Type the passphrase twice again."))
            self.query_one(Form).put({"secret": "", "again": ""})
            self.query_one(Form).focus_field("secret")
            return
        self._work(_("Setting up: making keys and an encrypted database ..."))
        host = self.host
        self.ask(
            lambda: opening.set_up(host.folders, secret, host.surroundings),
            self._set_up_done,
            self._failed,
        )

    def _set_up_done(self, done: "opening.SetUp") -> None:
        from fieldpass.screens.recovery import RecoveryScreen

        self._done()
        office = done.office
        self.app.push_screen(RecoveryScreen(done.recovery_code), lambda _x: self._open(office))

    def _unlock(self, secret: str) -> None:
        if not secret:
            return
        self._work(_("Unlocking ..."))
        host = self.host

        def unlock() -> "Office":
            # Whoever locked a moment ago may still be writing.
            host.wait_closed()
            return opening.unlock(host.folders, secret, host.surroundings)

        self.ask(unlock, self._unlocked, self._failed)

    def _unlocked(self, office: "Office") -> None:
        self._done()
        self._open(office)

    def _open(self, office: "Office") -> None:
        self.host.opened(office)

    def _work(self, sentence: str) -> None:
        self._busy = True
        self._answer(sentence)

    def _done(self) -> None:
        self._busy = False
        self.query_one(Form).put({"secret": "", "again": ""})
        forget_measured()
        self._answer("")

    def _failed(self, error: FieldpassError) -> None:
        self._done()
        self.query_one(Form).rows[0].entry.focus()
        self._answer(say_error(error))

    def _answer(self, sentence: str) -> None:
        said: list[Line] = ["", Prose(text=sentence, look="alert")] if sentence else []
        self.query_one("#answer", Panel).show(said)

    def available(self, action: str) -> bool:
        """The recovery code is of a device that was set up."""
        return action != "opening.recover" or self._state == "locked"

    def action_opening_recover(self) -> None:
        """The printed code instead of a passphrase."""
        from fieldpass.screens.recover import RecoverScreen

        self.app.push_screen(RecoverScreen())

    def action_opening_language(self) -> None:
        """Speak the other language."""
        self.host.speak("en" if locale.language() == "zh" else "zh")

    def action_back(self) -> None:
        """Esc empties the form; there is nothing to go back to."""
        self.query_one(Form).put({"secret": "", "again": ""})
        self.query_one(Form).rows[0].entry.focus()
        self._answer("")
