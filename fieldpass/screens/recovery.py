"""The recovery code of a new device, shown this once."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Panel, Prose, Span, wrapped
from fieldpass.screens.shown import grouped
from fieldpass.screens.wording import RECOVERY_WORDS


class RecoveryScreen(DeskScreen):
    """Write it down, then Enter."""

    NAME = "recovery"
    NEEDS_OFFICE = False
    CSS_PATH = "recovery.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("recovery")

    def __init__(self, code: str) -> None:
        """Show this code."""
        super().__init__()
        self._code = code

    def title_text(self) -> str:
        """What this is."""
        return _("Recovery code")

    def body(self) -> ComposeResult:
        """Words and code."""
        yield Panel(id="words")

    def show(self) -> None:
        """The code in groups, and what it is for."""
        code = self._code if "-" in self._code else grouped(self._code)
        before = _(RECOVERY_WORDS)
        after = _("Written down? Press Enter.")
        self.query_one("#words", Panel).show(
            [
                RULE,
                "",
                Prose(text=before),
                "",
                *[Span(f"    {line}", "alert") for line in wrapped(code, 60)],
                "",
                f" {after}",
            ]
        )

    def action_recovery_done(self) -> None:
        """It is written down."""
        self.dismiss()

    def action_back(self) -> None:
        """Esc must not lose the code unseen: only Enter goes on."""
        self.say(_("Press Enter once the code is written down."))
