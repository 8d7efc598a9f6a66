"""The pass: the code on the left, as high as the screen, and everything in words beside it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.geometry import Size

from fieldpass.desk import exporting, passes
from fieldpass.desk.passes import PassView
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens import wording
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import Line, Panel, Span, wrapped
from fieldpass.screens.pick import PickScreen
from fieldpass.screens.plots import show_course
from fieldpass.screens.shown import colour_words, say_error, shade_of
from fieldpass.terminal.action import Action
from fieldpass.terminal.width import cells, fit
from fieldpass.widgets.keybar import key_text
from fieldpass.widgets.qr import QRView
from fieldpass.widgets.qrmatrix import pass_pictures
from fieldpass.widgets.shades import SHAPES, Shade, words

CODE_COLUMNS = 47
WORD_COLUMNS = 32


class PassScreen(DeskScreen):
    """Code and words; no header and footer: their lines stand in the right columns."""

    NAME = "pass_card"
    CSS_PATH = "pass_card.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("pass_card")

    def __init__(self, view: PassView) -> None:
        """Show this pass."""
        super().__init__()
        self._view = view
        self._said = ""

    def title_text(self) -> str:
        """For the help."""
        return _("Pass")

    def compose(self) -> ComposeResult:
        """Code left, words right."""
        code = QRView(self._view.digits, blocks=self.host.profile.blocks, id="code")
        code.visible = not self._view.void
        with Horizontal():
            yield code
            yield Panel(id="words")

    def available(self, action: str) -> bool:
        """Inverting helps only without colours; a void pass is not voided again and shows no code."""
        if action == "pass.invert":
            return self.app.theme.endswith("none") and not self._view.void
        if action == "pass.course":
            return self.host.office is not None
        if action == "pass.replace":
            return self._view.changeable and self.host.office is not None
        if action == "pass.void":
            return self._view.changeable and not self._view.void
        if action == "pass.export":
            return not self._view.void
        return True

    def on_mount(self) -> None:
        """The words; the code is there already. Which keys help hangs on the theme."""
        super().on_mount()
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.refresh_frame())

    def on_screen_resume(self) -> None:
        """The words again."""
        self.show()

    def on_resize(self, event: Resize) -> None:
        """The code takes what the words leave: larger modules where there is room."""
        room = Size(max(CODE_COLUMNS, event.size.width - WORD_COLUMNS - 1), event.size.height)
        code = self.query_one(QRView)
        code.styles.width = max(CODE_COLUMNS, code.wanted(room)[0])
        # The keys stand in the last rows.
        self.show()

    def refresh_frame(self) -> None:
        """Header and footer are part of the words."""
        if self.is_mounted:
            self.show()

    def show(self) -> None:
        """The words beside the code; a screen that goes has none."""
        if not self.query("#words"):
            return
        self.query_one("#words", Panel).show(self._lines())

    def say(self, sentence: str, *, look: str = "alert", seconds: float = 0) -> None:
        """A sentence stands among the words."""
        self._said = sentence
        self.show()

    def hush(self) -> None:
        """Take the sentence away."""
        self.say("")

    def _lines(self) -> list[Line]:
        top = [*self._banner(), "", *self._holder(), "", *self._reason()]
        keys = key_lines(self.actions())
        rows = max(24, self.size.height)
        room = rows - len(keys)
        top = top[: max(0, room - 1)]
        return [*top, *[""] * (room - len(top)), *keys]

    def _banner(self) -> list[Line]:
        view = self._view
        shade = Shade.INVALID if view.void else shade_of(view.colour)
        said = words(shade) if view.void else colour_words(view.colour)
        line = fit(f" {said} {SHAPES[shade]}", WORD_COLUMNS)
        blank = fit("", WORD_COLUMNS)
        look = shade.value
        lines: list[Line] = [Span(blank, look), Span(line, look), Span(blank, look)]
        if view.training:
            lines.append(Span(fit(" " + _("TRAINING: not valid"), WORD_COLUMNS), "alert"))
        return lines

    def _holder(self) -> list[Line]:
        rows = wording.pass_facts(self._view)
        lines: list[Line] = []
        for label, value in rows:
            first, *others = wrapped(value, WORD_COLUMNS - 10, 3) or [""]
            lines.append((Span(fit(f" {label}", 10), "muted"), Span(first, "text")))
            lines += [f"{' ' * 10}{other}" for other in others]
        return lines

    def _reason(self) -> list[Line]:
        sentences = wording.pass_notes(self._view)
        if self._said:
            sentences.append(self._said)
        lines: list[Line] = []
        for sentence in sentences:
            lines += [Span(f" {part}", "alert") for part in wrapped(sentence, WORD_COLUMNS - 2)]
        return lines

    def action_pass_done(self) -> None:
        """Go on."""
        self.dismiss()

    def action_pass_invert(self) -> None:
        """Dark and light exchanged."""
        self.query_one(QRView).action_invert()

    def action_pass_course(self) -> None:
        """The holder's last 14 days."""
        show_course(self, self._view.pass_ref)

    def action_pass_export(self) -> None:
        """The code as PNG and SVG files."""
        office, view, data = self.office, self._view, self.host.folders.data

        def do() -> str:
            files = pass_pictures(view.digits, view.serial)
            return str(exporting.save_images(office, view, files, data))

        self.ask(do, self._exported, self._refused)

    def _exported(self, folder: str) -> None:
        said = _("Saved as PNG and SVG, readable by anybody who has them: {path}")
        self.say(said.format(path=folder))

    def action_pass_replace(self) -> None:
        """Decide anew: the next pass of the application takes this one's place."""
        from fieldpass.screens.review import ReviewScreen

        self.app.switch_screen(ReviewScreen(self._view.application))

    def action_pass_void(self) -> None:
        """Take the pass back, with a reason by digit."""
        names = [_(label) for _code, label in wording.VOID_REASONS]
        words_before = [
            f"{self._view.name} {self._view.serial}",
            _(wording.VOID_WORDS),
        ]
        self.app.push_screen(PickScreen(_("Void the pass: why?"), names, words_before), self._void)

    def _void(self, index: int | None) -> None:
        if index is None:
            return
        office, ref = self.office, self._view.pass_ref

        def do() -> PassView:
            passes.void(office, ref, wording.VOID_REASONS[index][0], "")
            return passes.open_pass(office, ref)

        self.ask(do, self._voided, self._refused)

    def _voided(self, view: PassView) -> None:
        self._view = view
        # Where the lists are old, what is shown here would still be let go.
        self.query_one(QRView).visible = not view.void
        self.show()

    def _refused(self, error: FieldpassError) -> None:
        self.say(say_error(error))


def key_lines(actions: Sequence[Action]) -> list[Line]:
    """Every key with its label, in the columns beside a code."""
    lines: list[Line] = []
    line = ""
    for action in actions:
        if action.hidden:
            continue
        longer = f"{line}  {key_text(action)}" if line else f" {key_text(action)}"
        if line and cells(longer) > WORD_COLUMNS:
            lines.append(line)
            longer = f" {key_text(action)}"
        line = longer
    return [*lines, line]
