"""Long work on a screen: it says how far it has come, and Esc stops it. Nothing else waits for it."""

from collections.abc import Callable
from typing import TypeVar

from textual.timer import Timer

from fieldpass.desk.progress import Progress
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen

T = TypeVar("T")
LOOK_S = 0.5
_UNTIL_DONE_S = 3600.0


class LongWork(DeskScreen):
    """A screen that has one long piece of work at a time."""

    _progress: Progress | None = None
    _looking: Timer | None = None

    def work_long(
        self, sentence: str, work: Callable[[Progress], T], then: Callable[[T], None]
    ) -> None:
        """Do `work` in a thread, with how far it is in the notice; `then` gets the answer.

        While one piece is under way another one is not begun.
        """
        if self._progress is not None:
            return
        progress = self._progress = Progress()
        self._tell(sentence, 0)
        self._looking = self.set_interval(LOOK_S, lambda: self._tell(sentence, progress.done))

        def done(value: T) -> None:
            self._ended()
            then(value)

        def failed(error: FieldpassError) -> None:
            self._ended()
            self.refuse(error)

        self.ask(lambda: work(progress), done, failed, group="long")

    def _tell(self, sentence: str, done: int) -> None:
        so_far = _("{sentence} {n} so far. Esc stops.").format(sentence=sentence, n=done)
        self.say(so_far, look="text", seconds=_UNTIL_DONE_S)

    def _ended(self) -> None:
        self._progress = None
        if self._looking is not None:
            self._looking.stop()
        self.hush()

    def action_back(self) -> None:
        """Stop the work, where there is some; else go back."""
        if self._progress is not None:
            self._progress.stop()
        else:
            super().action_back()

    def on_unmount(self) -> None:
        """A screen that was locked away leaves no work behind."""
        if self._progress is not None:
            self._progress.stop()
