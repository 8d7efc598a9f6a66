"""Asking the platform for a pass by serial or by holder: within one second, or not at all.

The line at a checkpoint must move: an answer that is late is no answer, and while one question is still
out no other is asked. What comes is a token, verified as if it had been scanned, and the state that the
platform lists it in now; nothing of it is kept here, and the platform notes who asked.
"""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass

from fieldpass.desk.office import Office
from fieldpass.desk.registration import open_transport
from fieldpass.sync.errors import SyncError
from fieldpass.sync.line import Exchanger, ServerLine
from fieldpass.wire import status, token
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.messages import FoundPassMessage, LookupAnswerMessage, LookupMessage

PATIENCE_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPass:
    """A pass as the platform told it: the code's digits, and the listed state of now."""

    digits: str
    state: int


class Asker:
    """Asks one server, one question at a time, each in `patience_s` seconds or not at all."""

    def __init__(
        self, transport: Exchanger, device: SigningKey, *, patience_s: float = PATIENCE_S
    ) -> None:
        """`device` signs the questions."""
        self._line = ServerLine(transport, device, monotonic=time.monotonic)
        self._patience_s = patience_s
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lookup")
        self._out: Future[LookupAnswerMessage] | None = None

    def ask(
        self, *, serial: str | None = None, person: bytes | None = None
    ) -> tuple[ToldPass, ...]:
        """Live passes, the best to show first; empty where there is none, or no answer in time.

        A pending code or a void pass comes after one that is neither; otherwise the newest first.
        """
        if self._out is not None and not self._out.done():
            return ()
        question = LookupMessage(serial=serial, person=person)
        try:
            self._out = self._threads.submit(self._line.look_up, question)
            answer = self._out.result(self._patience_s)
        except (SyncError, TooSlow, RuntimeError):
            # Without an answer the checkpoint goes on as without a network.
            return ()
        best = sorted(answer.passes, key=_worth)
        return tuple(ToldPass(digits=token.to_text(one.token), state=one.state) for one in best)

    def close(self) -> None:
        """Ask nothing more."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _worth(found: FoundPassMessage) -> tuple[bool, bool]:
    try:
        claims = token.read_pass(found.token).claims
    except WireError:
        return True, True
    pending = claims is None or claims.colour == "pending"
    return pending, status.mark_of(found.state) == status.VOID


def connect(office: Office) -> None:
    """Let this office's checkpoint ask its platform, until it is closed. Raises NotRegistered."""
    if office.asker is not None:
        return
    transport = open_transport(office.require_identity().server_url)
    asker = Asker(transport, office.device)
    office.asker = asker
    office.on_close(transport.close)
    office.on_close(asker.close)
