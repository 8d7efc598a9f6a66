"""A colleague at another device: what that device shows, and what is done here to admit it.

`invitation` and `admit` are the issuer's screens, `introduction` is the colleague's (desk.introducing).
"""

from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from fieldpass.desk import introducing
from fieldpass.desk.introducing import AdmissionForm, Invitation, Shown
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens import elsewhere_words, task_fields
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.form import Form
from fieldpass.screens.panel import RULE, Line, Panel, Prose, Span, wrapped
from fieldpass.screens.pass_card import key_lines
from fieldpass.screens.pick import AskScreen, needs_words
from fieldpass.screens.shown import say_error
from fieldpass.screens.task_form import TaskForm
from fieldpass.screens.wording import staff_done
from fieldpass.terminal.action import N_
from fieldpass.terminal.width import fit
from fieldpass.widgets.qr import QRView
from fieldpass.widgets.scan_field import ScanField
from fieldpass.wire.introduction import Introduction

CODE_COLUMNS = 47
_LABEL = 22


class InvitationScreen(DeskScreen):
    """What the colleague types on the other device, and the entry line for the code that it shows."""

    NAME = "invitation"
    FOOTER_ROWS = 1
    CSS_PATH = "elsewhere.tcss"
    AUTO_FOCUS = "ScanField"
    BINDINGS: ClassVar[list[BindingType]] = registered("invitation")

    def title_text(self) -> str:
        """What this is."""
        return _("Colleague at another device")

    def body(self) -> ComposeResult:
        """The words and the entry line."""
        yield Panel([RULE], id="words")
        yield ScanField(_("Code of the colleague"), id="entry")

    def show(self) -> None:
        """Ask what the colleague needs."""
        office = self.office
        self.ask(lambda: introducing.invitation(office), self._shown)

    def _shown(self, view: Invitation) -> None:
        lines: list[Line] = [RULE, *[Prose(text=one) for one in elsewhere_words.steps()], ""]
        for label, value in elsewhere_words.invitation_facts(view):
            lines.append((f"   {fit(label, _LABEL)}", Span(value, "alert")))
        self.query_one("#words", Panel).show([*lines, "", RULE])

    @on(ScanField.Entered)
    def entered(self, event: ScanField.Entered) -> None:
        """The digits that the other device shows."""
        event.stop()
        office, text = self.office, event.text
        self.ask(lambda: introducing.read(office, text), self._found)

    def _found(self, found: Introduction) -> None:
        self.app.push_screen(AdmitScreen(found))

    def action_invitation_file(self) -> None:
        """The file that the other device has saved, from a stick."""
        office = self.office

        def named(path: str | None) -> None:
            if path:
                self.ask(lambda: introducing.read_file(office, Path(path)), self._found)

        words = [_("Path of the file on the stick, such as /media/stick/colleague-1234.txt.")]
        self.app.push_screen(AskScreen(_("From a file"), words, check=needs_words), named)

    def action_invitation_enter(self) -> None:
        """Enter belongs to the entry line."""
        self.query_one("#entry", ScanField).focus()


class AdmitScreen(TaskForm):
    """Who it is, and the number that the colleague reads aloud."""

    NAME = "admit"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("admit")
    TITLE_TEXT = N_("Admit a colleague")
    WORDS = task_fields.ADMIT_WORDS
    FIELDS = task_fields.ADMIT

    def __init__(self, found: Introduction) -> None:
        """Admit this device."""
        super().__init__()
        self._found = found

    def title_text(self) -> str:
        """The role is the other device's, and cannot be changed here."""
        role = elsewhere_words.role(self._found.role)
        return _("Admit a colleague: {role}").format(role=role)

    def on_mount(self) -> None:
        """What the code says of name, post and telephone stands there already."""
        super().on_mount()
        self.query_one(Form).put(elsewhere_words.first(self._found))
        self.call_after_refresh(self.query_one(Form).focus_first_empty)

    def work(self, values: dict[str, str]) -> Any:
        """Sign the admission."""
        introducing.admit(self.office, self._found, AdmissionForm(**values))
        return values["name"]

    def finished(self, answer: Any) -> None:
        """Back to the colleagues, who then has one more."""
        host = self.host
        self.dismiss()

        def leave() -> None:
            front = host.front
            if isinstance(front, InvitationScreen):
                front.dismiss()
                host.call_later(tell)

        def tell() -> None:
            if host.front is not None:
                host.front.say(staff_done(answer), look="text", seconds=20)

        host.call_later(leave)


class IntroductionScreen(DeskScreen):
    """The colleague's own device: the code on the left, the number to read aloud on the right."""

    NAME = "introduction"
    CSS_PATH = "elsewhere.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("introduction")

    def __init__(self, view: Shown) -> None:
        """Show this device."""
        super().__init__()
        self._view = view
        self._said = ""

    def title_text(self) -> str:
        """For the help."""
        return _("To be admitted")

    def compose(self) -> ComposeResult:
        """Code left, words right; header and footer stand among the words, as with a pass."""
        with Horizontal():
            yield QRView(self._view.digits, blocks=self.host.profile.blocks, id="code")
            yield Panel(id="words")

    def on_mount(self) -> None:
        """Which keys help hangs on the theme."""
        super().on_mount()
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.refresh_frame())

    def available(self, action: str) -> bool:
        """Inverting helps only without colours."""
        return action != "pass.invert" or self.app.theme.endswith("none")

    def refresh_frame(self) -> None:
        """The keys are among the words."""
        if self.is_mounted:
            self.show()

    def say(self, sentence: str, *, look: str = "alert", seconds: float = 0) -> None:
        """A sentence stands among the words."""
        self._said = sentence
        self.show()

    def hush(self) -> None:
        """Take the sentence away."""
        self.say("")

    def on_resize(self) -> None:
        """The keys stand in the last rows."""
        self.show()

    def show(self) -> None:
        """The words beside the code; a screen that goes has none."""
        if not self.query("#words"):
            return
        width = max(20, self.size.width - CODE_COLUMNS - 2)
        lines: list[Line] = ["", Span(f" {self._view.name}", "text"), ""]
        for sentence in elsewhere_words.introduction_words():
            lines += [*(f" {line}" for line in wrapped(sentence, width)), ""]
        for group in elsewhere_words.spoken(self._view.check_number):
            lines.append(Span(f"   {group}", "alert"))
        lines.append("")
        for line in wrapped(self._said, width) if self._said else ():
            lines.append(Span(f" {line}", "alert"))
        keys = key_lines(self.actions())
        room = max(24, self.size.height) - len(keys)
        lines = lines[:room]
        self.query_one("#words", Panel).show([*lines, *[""] * (room - len(lines)), *keys])

    def action_pass_done(self) -> None:
        """Go on."""
        self.dismiss()

    def action_pass_invert(self) -> None:
        """Dark and light exchanged."""
        self.query_one(QRView).action_invert()

    def action_introduction_save(self) -> None:
        """As a file for a stick."""
        view, data = self._view, self.host.folders.data
        self.ask(lambda: str(introducing.save(view, data)), self._saved, self._refused)

    def _saved(self, path: str) -> None:
        self.say(elsewhere_words.saved(path))

    def _refused(self, error: FieldpassError) -> None:
        self.say(say_error(error))
