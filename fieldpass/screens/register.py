"""Registration: the form with all its errors at once, and the platform's answer under it."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.desk import introducing, registration
from fieldpass.desk.errors import FormRefused
from fieldpass.desk.introducing import Shown
from fieldpass.desk.registration import RegistrationAnswer, RegistrationForm
from fieldpass.desk.standing import Standing
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens import task_fields
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.form import Form
from fieldpass.screens.panel import RULE, Panel, Prose
from fieldpass.screens.shown import say, say_error, span
from fieldpass.terminal.action import Action

FIELDS = task_fields.REGISTER
FIRST = task_fields.REGISTER_FIRST


class RegisterScreen(DeskScreen):
    """Fill in, send, read the answer."""

    NAME = "register"
    FOOTER_ROWS = 2
    CSS_PATH = "register.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("register")

    _state = ""
    _busy = False
    _sent = False

    def title_text(self) -> str:
        """What this is."""
        return _("Registration")

    def available(self, action: str) -> bool:
        """Ask again only while the platform has not answered."""
        if self._busy:
            return False
        if action in ("register.poll", "register.introduce"):
            return self._state == "waiting"
        if action == "form.submit":
            return self._state not in ("authorised", "waiting")
        if action == "register.later":
            return self._state != "authorised"
        return True

    def actions(self) -> list[Action]:
        """Enter leads on once the platform has authorised: there is no next field then."""
        shown = super().actions()
        if self._state == "authorised":
            shown = [action for action in shown if action.id != "form.next"]
        return shown

    def lead(self) -> str:
        """What Enter does then."""
        return _("Enter goes on") if self._state == "authorised" else ""

    def body(self) -> ComposeResult:
        """The form and the answer."""
        yield Panel([RULE])
        yield Form(FIELDS, FIRST)
        yield Panel([RULE])
        yield Panel(id="answer")

    def on_mount(self) -> None:
        """Begin at the first field."""
        super().on_mount()
        office = self.office
        identity = office.identity
        slip = self.host.slip
        if identity is None and slip is not None and slip.registration:
            self.query_one(Form).put(dict(slip.registration))
            self.query_one(Form).rows[-1].entry.focus()
        if identity is not None:
            self._fill(identity.to_data())
            self.ask(office.standing, self._stands)

    def _stands(self, standing: Standing) -> None:
        self._state = "" if standing.state == "ended" else standing.state
        self._say(say(standing.text))
        self.refresh_frame()

    def _fill(self, data: dict[str, object]) -> None:
        names = {field.name for field in FIELDS}
        self.query_one(Form).put(
            {name: str(value) for name, value in data.items() if name in names}
        )

    def retranslate(self) -> None:
        """Labels too."""
        super().retranslate()
        self.query_one(Form).redraw()

    def _form(self) -> RegistrationForm:
        return RegistrationForm(**self.query_one(Form).values())

    # Checking.

    @on(Form.Left)
    def left(self, event: Form.Left) -> None:
        """After the first sending, errors follow the typing."""
        if self._sent and not self._busy:
            self._check()

    def _check(self) -> bool:
        checked = registration.check(self._form())
        errors = {name: say(text) for name, text in checked.errors.items()}
        warnings = {name: say(text) for name, text in checked.warnings.items()}
        self.query_one(Form).show_errors(errors, warnings)
        return not errors

    @on(Form.Entered)
    def entered(self) -> None:
        """Enter in a field, once authorised, goes on."""
        if self._state == "authorised":
            self.dismiss()

    @on(Form.Finished)
    def finished(self) -> None:
        """Enter in the last field sends."""
        self.action_form_submit()

    def action_form_next(self) -> None:
        """Enter: the form does it; here only where nothing has the focus."""
        if self._state == "authorised":
            self.dismiss()
            return
        self.query_one(Form).focus_first_empty()

    # Sending.

    def action_form_submit(self) -> None:
        """Check all, then ask the platform; once authorised, go on."""
        if self._state == "authorised" and not self._busy:
            self.dismiss()
            return
        if not self.available("form.submit"):
            return
        self._sent = True
        form = self._form()
        if not self._check():
            self.query_one(Form).focus_first_error()
            self._say(_("Some fields are not right: correct those marked with !."))
            return
        office = self.office
        self._work(_("Asking the platform ..."))
        self.ask(lambda: registration.register(office, form), self._answered, self._failed)

    def action_register_poll(self) -> None:
        """Ask for the answer."""
        office = self.office
        self._work(_("Asking the platform ..."))
        self.ask(lambda: registration.poll(office), self._answered, self._failed)

    def _work(self, sentence: str) -> None:
        self._busy = True
        self._say(sentence)
        self.refresh_frame()

    def _answered(self, answer: RegistrationAnswer) -> None:
        self._busy, self._state = False, answer.state
        self.host.begin_sending()
        words = {
            "authorised": _("AUTHORISED"),
            "waiting": _("WAITING"),
            "refused": _("REFUSED"),
        }
        word = words.get(answer.state, answer.state)
        told = say(answer.text)
        lines = [told if told.startswith(word) else f"{word}: {told}"]
        if answer.retry_after_s and answer.state == "waiting":
            lines.append(
                _(
                    "The platform asks to wait {span}; F6 asks again. Work can go on meanwhile."
                ).format(span=span(answer.retry_after_s * 1000))
            )
        if answer.state == "authorised":
            lines.append(_("Press Enter: everything can be done now."))
        self._say(*lines)
        self.refresh_frame()

    def _failed(self, error: FieldpassError) -> None:
        self._busy = False
        if isinstance(error, FormRefused):
            self.query_one(Form).show_errors(
                {name: say(text) for name, text in error.fields.items()}
            )
            self.query_one(Form).focus_first_error()
        self._say(say_error(error))
        self.refresh_frame()

    def _say(self, *sentences: str) -> None:
        self.query_one("#answer", Panel).show([Prose(text=one, look="alert") for one in sentences])

    def action_register_introduce(self) -> None:
        """The code of this device, for the colleague who admits it."""
        office = self.office
        self.ask(lambda: introducing.shown(office), self._introduced)

    def _introduced(self, view: Shown) -> None:
        from fieldpass.screens.elsewhere import IntroductionScreen

        self.app.push_screen(IntroductionScreen(view))

    def action_register_later(self) -> None:
        """Without registration for now."""
        self.dismiss()
