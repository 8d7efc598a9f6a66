"""Signs drafts when their ten seconds are over; only those made since the program was unlocked.

Drafts that an earlier run left behind are offered again on their review screen, never signed here. The
checkpoint puts the issuer key away: what waits is signed before, as it is by Enter, show and print.
"""

from typing import TYPE_CHECKING

from textual.message import Message
from textual.timer import Timer

from fieldpass.errors import FieldpassError
from fieldpass.terminal.width import forget_measured

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
        self._being_signed: set[bytes] = set()

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
        self._being_signed.add(draft.id)

        def run() -> None:
            self._app.call_later(self._tell, self._signed(draft.id))

        self._app.run_worker(run, thread=True, group="signing", exit_on_error=False)

    def _signed(self, draft_id: bytes) -> Signed:
        from fieldpass.desk import deciding

        try:
            return Signed(draft_id, deciding.sign(self._office, draft_id), None)
        except FieldpassError as error:
            return Signed(draft_id, None, error)
        except Exception as error:  # shown as one sentence, see troubles
            return Signed(draft_id, None, self._app.trouble(error))

    def put_key_away(self) -> None:
        """Sign what waits, then put the issuer key away; a draft that fails stays and is offered again."""
        forget_measured()
        # Those that a worker signs just now too: of two callers one signs, the other gets the same pass.
        waiting = [*self._drafts, *self._being_signed]
        for draft_id in waiting:
            self.forget(draft_id)

        def run() -> None:
            for draft_id in waiting:
                self._app.call_later(self._tell, self._signed(draft_id))
            self._office.put_issuer_away()

        if waiting:
            self._app.run_worker(run, thread=True, group="signing", exit_on_error=False)
        else:
            self._office.put_issuer_away()

    def _tell(self, signed: Signed) -> None:
        self._being_signed.discard(signed.application)
        if self._app.front is not None:
            self._app.front.post_message(signed)
