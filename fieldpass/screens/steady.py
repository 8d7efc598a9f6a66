"""A fault in a handler must not end the program: screens and app go on with the next message.

Rules: 1. A fault in a handler becomes one sentence. 2. A screen leaves once, and only from the front.

Textual ends a message loop at the first exception. Those of the app and of the screens, through which
every key, answer and timer of ours comes, note the fault and show one sentence instead.
"""

from asyncio import CancelledError
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import App
from textual.await_complete import AwaitComplete
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen, ScreenResultType
from textual.worker import WorkerFailed

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised
from fieldpass.screens.shown import say_error
from fieldpass.screens.troubles import note_trouble

if TYPE_CHECKING:
    from fieldpass.app import FieldpassApp

TROUBLES_MAX = 20


class Locked(FieldpassError):
    """A screen asked for the office after the lock: it is on its way out, and nothing is wrong."""

    code = "locked"
    told: ClassVar[Advised] = advised(
        zh="已锁定.",
        en="The program is locked.",
        do_zh="请先解锁.",
        do_en="Unlock it first.",
    )


class Steady(MessagePump):
    """Goes on after a fault in one of its handlers."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except CancelledError:
            raise
        except Locked:
            return
        except Exception as error:  # every fault of ours becomes one sentence, see troubles
            cast("FieldpassApp", self.app).show_trouble(error)


class SteadyScreen(Steady, Screen[ScreenResultType]):
    """A screen that leaves once.

    Keys that were typed ahead still come to a screen that has given its answer. Textual would then
    pop whatever stands in front, and hand the answer over a second time.
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave, where this screen is the one in front; otherwise it has left already."""
        return super().dismiss(result) if self.in_front else AwaitComplete()

    @property
    def in_front(self) -> bool:
        """Whether this is the screen that people look at."""
        stack = self.app._screen_stack
        return bool(stack) and stack[-1] is self


class SteadyApp(Steady, App[None]):
    """An app that notes faults, says one sentence, and goes on where it can."""

    troubles: tuple[str, ...] = ()
    """The kinds of the faults so far."""

    def trouble(self, error: BaseException) -> FieldpassError:
        """Note a fault of the program in the log; returns the sentence for the screen."""
        self.troubles = (*self.troubles, type(error).__name__)
        app = cast("FieldpassApp", self)
        return note_trouble(app.folders.log, error, app.now())

    def show_trouble(self, error: Exception) -> None:
        """A fault in a handler: one sentence, a line in the log, and the program goes on."""
        said = self.trouble(error)
        front = cast("FieldpassApp", self).front
        if front is not None and front.stands:
            front.refuse(said)

    def _handle_exception(self, error: Exception) -> None:
        """A fault in a widget or a callback: say it and go on, since Esc leads to a fresh screen.

        Where there is no screen yet, or faults do not end, leave with one sentence.
        """
        if isinstance(error, WorkerFailed):
            # Textual's wrapping hides the kind of the fault, and where it was.
            error = cast("Exception", error.error)
        if isinstance(error, Locked):
            return
        front = cast("FieldpassApp", self).front
        if front is not None and front.stands and len(self.troubles) < TROUBLES_MAX:
            self.show_trouble(error)
            return
        said = self.trouble(error)
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.exit(return_code=1, message=say_error(said))
