"""Unlocking with the recovery code: the code, a new passphrase, and whose work goes on."""

from typing import Any, ClassVar

from textual.binding import BindingType

from fieldpass.desk import opening
from fieldpass.desk.errors import FormRefused
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens import task_fields
from fieldpass.screens.base import registered
from fieldpass.screens.pick import PickScreen
from fieldpass.screens.task_form import TaskForm
from fieldpass.terminal.action import N_


class RecoverScreen(TaskForm):
    """The printed code instead of a passphrase."""

    NAME = "recover"
    NEEDS_OFFICE = False
    CSS_PATH = "people.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("recover")
    TITLE_TEXT = N_("Recovery code")
    WORDS = task_fields.RECOVER_WORDS
    FIELDS = task_fields.RECOVER

    _secret = ""

    def work(self, values: dict[str, str]) -> Any:
        """Check the new passphrase first, for it costs no try; then the code."""
        from fieldpass.desk import recovering

        wrong = opening.check_new_secret(values["secret"], values["again"], self.host.surroundings)
        if wrong:
            raise FormRefused(wrong)
        self._secret = values["secret"]
        return recovering.recover(self.host.folders, values["code"], self.host.surroundings)

    def finished(self, answer: Any) -> None:
        """Ask whose work goes on, where there is a choice."""
        people = answer.people
        if len(people) < 2:
            self._go_on(answer, people[0][0] if people else None)
            return

        def chosen(index: int | None) -> None:
            if index is None:
                answer.close()
            else:
                self._go_on(answer, people[index][0])

        names = [name or _("no name") for _person, name in people]
        self.app.push_screen(PickScreen(_("Who are you?"), names), chosen)

    def _go_on(self, recovered: Any, person: bytes | None) -> None:
        from fieldpass.desk import recovering

        host, secret, self._secret = self.host, self._secret, ""
        self.answer(_("One moment ..."))
        self.ask(
            lambda: recovering.go_on(
                host.folders, recovered, person, secret, secret, host.surroundings
            ),
            self._opened,
            lambda error: self._not_opened(recovered, error),
        )

    def _not_opened(self, recovered: Any, error: FieldpassError) -> None:
        recovered.close()
        self._refused(error)

    def _opened(self, office: Any) -> None:
        host = self.host
        self.dismiss()
        host.call_later(host.opened, office)
