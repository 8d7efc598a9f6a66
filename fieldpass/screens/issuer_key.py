"""The passphrase once more: the issuer key was put away at the checkpoint, and something is to be signed.

It stands before the screen that asked, which keeps all that was typed; the answer says whether the key is
open, and Esc goes back with nothing signed.
"""

from typing import Any, ClassVar

from textual.binding import BindingType

from fieldpass.desk import opening
from fieldpass.errors import FieldpassError
from fieldpass.screens.base import registered
from fieldpass.screens.fields import Field
from fieldpass.screens.form import Form
from fieldpass.screens.task_form import TaskForm
from fieldpass.terminal.action import N_


class IssuerKeyScreen(TaskForm):
    """One field; Enter opens the key and goes on with what was asked for."""

    NAME = "issuer_key"
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("issuer_key")
    TITLE_TEXT = N_("Passphrase to sign")
    WORDS = N_(
        "At the checkpoint the issuer key was put away. Type your passphrase to go on with what you"
        " were doing; what is filled in stays."
    )
    FIELDS = (Field(name="secret", label=N_("Passphrase"), secret=True, length_max=200),)

    opened = False

    def work(self, values: dict[str, str]) -> Any:
        """Open it, in a thread: the passphrase is made expensive to guess."""
        opening.open_issuer_again(self.office, values["secret"])

    def _refused(self, error: FieldpassError) -> None:
        """What was wrong is typed anew."""
        super()._refused(error)
        self.query_one(Form).put({"secret": ""})
        self.query_one(Form).focus_field("secret")

    def finished(self, answer: Any) -> None:
        """Back to what asked."""
        self.opened = True
        self.dismiss()
