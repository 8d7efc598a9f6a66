"""The checkpoint's camera: read in a thread beside the scanner, and taken up again once it is plugged in.

What keeps it from being read is said once; then it is tried again every two seconds, without a key, until
the screen goes. `desk.cameras` says what a camera is and which of its failures heal.
"""

from contextlib import closing
from time import sleep
from typing import TYPE_CHECKING

from rich.repr import Result
from textual.message import Message
from textual.worker import get_current_worker

from fieldpass.errors import FieldpassError
from fieldpass.screens.base import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.worker import Worker

    from fieldpass.screens.base import DeskScreen

AGAIN_S = 2.0
_STEP_S = 0.1


class Sighted(Message):
    """A code came before the camera; posted from the camera's thread."""

    def __init__(self, text: str) -> None:
        """Carry the text, which is personal and shown to no log."""
        super().__init__()
        self.text = text

    def __rich_repr__(self) -> Result:
        """The length only."""
        yield "length", len(self.text)


class CameraBack(Message):
    """A camera that had stopped gives frames again."""


def watch(screen: "DeskScreen", source: str, failed: "Callable[[FieldpassError], None]") -> None:
    """Read a camera in a thread of its own until the screen goes, the recording ends or a fault."""

    def run() -> None:
        from fieldpass.desk import cameras

        mine, said = get_current_worker(), False
        while not mine.is_cancelled:
            try:
                with closing(cameras.camera_texts(source)) as seeing:
                    for texts in seeing:
                        if mine.is_cancelled:
                            return
                        if said:
                            said = not screen.post_message(CameraBack())
                        for text in texts:
                            screen.post_message(Sighted(text))
                return
            except cameras.CameraUnavailable as error:
                if not said:
                    screen.post_message(Refused(failed, error))
                said = True
                if not error.heals:
                    return
            except FieldpassError as error:
                screen.post_message(Refused(failed, error))
                return
            except Exception as error:  # a fault of the camera must not take the screen away
                screen.post_message(Refused(failed, screen.host.trouble(error)))
                return
            _rest(mine)

    screen.run_worker(run, thread=True, group="camera", exit_on_error=False)


def _rest(worker: "Worker[None]") -> None:
    """Wait before the next try, no longer than the screen stands."""
    for _ in range(round(AGAIN_S / _STEP_S)):
        if worker.is_cancelled:
            return
        sleep(_STEP_S)
