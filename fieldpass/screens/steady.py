"""A fault in a handler must not end the program: screens and app go on with the next message.

Textual ends a message loop at the first exception. Those of the app and of the screens, through which
every key, answer and timer of ours comes, note the fault and show one sentence instead.
"""

from asyncio import CancelledError
from typing import TYPE_CHECKING, cast

from textual.message import Message
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from fieldpass.app import FieldpassApp


class Steady(MessagePump):
    """Goes on after a fault in one of its handlers."""

    async def _dispatch_message(self, message: Message) -> None:
        try:
            await super()._dispatch_message(message)
        except CancelledError:
            raise
        except Exception as error:  # every fault of ours becomes one sentence, see troubles
            cast("FieldpassApp", self.app).show_trouble(error)
