"""Signs drafts when their ten seconds are over; only those made since the program was unlocked.

Drafts that an earlier run left behind are offered again on their review screen, never signed here.
"""

from typing import TYPE_CHECKING

from textual.message import Message
from textual.timer import Timer

from fieldpass.errors import FieldpassError

if TYPE_CHECKING:
    from fieldpass.app import FieldpassApp
    from fieldpass.desk.deciding import Draft
    from fieldpass.desk.office import Office
    from fieldpass.desk.passes import PassView


LOOK_S = 0.25


class Signed(Message):
    """A draft was signed by the clock: the pass, or the error."""

    def __init__(
        self, application: bytes, view: "PassView | None", error: FieldpassError | None
    ) -> None:
        """Name the application and what came of it."""
        super().__init__()
        self.application, self.view, self.error = application, view, error


class Signing:
    """The drafts of this session; one timer asks the program's clock which of them are due."""

    def __init__(self, app: "FieldpassApp", office: "Office") -> None:
        """Watch nothing yet."""
        self._app, self._office = app, office
        self._drafts: dict[bytes, Draft] = {}
        self._timer: Timer | None = None

    def watch(self, draft: "Draft") -> None:
        """Sign this draft when its time has come, unless it is forgotten before."""
        self._drafts[draft.id] = draft
        if self._timer is None:
            self._timer = self._app.set_interval(LOOK_S, self._look)

    def watches(self, draft_id: bytes) -> bool:
        """Whether a draft is from this session and not signed yet."""
        return draft_id in self._drafts

    def forget(self, draft_id: bytes) -> None:
        """The draft was withdrawn or signed by hand."""
        self._drafts.pop(draft_id, None)
        if not self._drafts and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def stop(self) -> None:
        """Sign nothing more; unsigned drafts stay in the store and are offered again."""
        for draft_id in list(self._drafts):
            self.forget(draft_id)

    def _look(self) -> None:
        now = self._app.now()
        for draft in [draft for draft in self._drafts.values() if draft.signs_at <= now]:
            self._sign(draft)

    def _sign(self, draft: "Draft") -> None:
        self.forget(draft.id)

        def run() -> None:
            from fieldpass.desk import deciding

            try:
                view, failed = deciding.sign(self._office, draft.id), None
            except FieldpassError as error:
                view, failed = None, error
            except Exception as error:  # shown as one sentence, see troubles
                view, failed = None, self._app.trouble(error)
            self._app.call_later(self._tell, Signed(draft.application, view, failed))

        self._app.run_worker(run, thread=True, group="signing", exit_on_error=False)

    def _tell(self, signed: Signed) -> None:
        if self._app.front is not None:
            self._app.front.post_message(signed)
