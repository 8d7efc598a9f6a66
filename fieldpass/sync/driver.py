"""When to sync: a background thread around sessions, and what the screens may know of it.

Rules: 1. After a save the desk nudges; several nudges within `SETTLE_S` make one session. 2. After a
success the next session comes by itself after `idle_s`, jittered. 3. After a failure the wait is
full jitter (see `pacing`), a Retry-After is respected, and nudges do not shorten it; `send_now` does. 4.
A cut after progress does not count as a failure in a row: a link that carries something is used.
5. "All sent" is read from the store's rows, never concluded from a call that returned. 6. `stop`
returns within a second, and after it the store is never touched, even where the network still hangs.
7. The callback runs in the thread of the syncer and must only post.
"""

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Text
from fieldpass.sync import session
from fieldpass.sync.core import SyncCore
from fieldpass.sync.errors import NotAuthorised, ServerBusy, SyncError, Unreachable, UpdateNeeded
from fieldpass.sync.pacing import wait_s
from fieldpass.sync.session import Line, Port
from fieldpass.sync.steps import Order, Outcome

State = Literal["stopped", "waiting", "sending", "idle", "paused"]
Link = Literal["unknown", "up", "down"]

SETTLE_S = 0.3
IDLE_S = 60.0
SOON_S = 1.0


class SyncPort(Port, Protocol):
    """A port that can also say what a report needs."""

    def unsent(self) -> int:
        """Own records that the server has not acknowledged."""

    def returned(self) -> int:
        """Returned records that nobody has mended or put aside."""

    def lists_as_of(self) -> int | None:
        """The oldest `as_of` (ms) of the own county's lists, or None without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What a screen may say about sending. Times in ms since 1970.

    `sent`, `received` count since the start of the program; `unsent`, `returned` are facts of the
    store. `link_since` is when the link went up or down; `all_sent_at` when last nothing was unsent
    after a session; `next_try_at` when the thread tries again, None while sending or paused.
    """

    state: State = "stopped"
    link: Link = "unknown"
    link_since: int | None = None
    sent: int = 0
    received: int = 0
    unsent: int = 0
    returned: int = 0
    standing: str = "unknown"
    update_needed: bool = False
    last_error: Text | None = None
    error_code: str = ""
    all_sent_at: int | None = None
    lists_as_of: int | None = None
    next_try_at: int | None = None


def _ignore(_report: SyncReport) -> None:
    return None


class Syncer:
    """Runs sessions: `run_once` in the caller's thread, or `start` for the background thread."""

    def __init__(
        self,
        port: SyncPort,
        line: Line,
        *,
        clock: Callable[[], int],
        chance: Callable[[int], bytes],
        on_report: Callable[[SyncReport], None] = _ignore,
        idle_s: float = IDLE_S,
        core: SyncCore | None = None,
    ) -> None:
        """`clock` gives ms since 1970, `chance(n)` n random bytes. Nothing starts by itself."""
        self._port, self._line = port, line
        self._clock, self._chance = clock, chance
        self._on_report, self._idle_s = on_report, idle_s
        self._core = core or SyncCore()
        self._report = SyncReport()
        self._failures = 0
        self._wake = threading.Condition()
        self._gate = threading.Lock()
        self._session = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = self._paused = False
        self._nudged = self._forced = False

    # For the desk.

    @property
    def report(self) -> SyncReport:
        """The latest report."""
        return self._report

    def run_once(self) -> SyncReport:
        """One session in this thread; the report's `last_error` is None where all went well."""
        with self._session:
            self._tell(state="sending", next_try_at=None)
            outcome = session.run(self._core, _Gated(self), self._line, may_go_on=self._may_go_on)
            return self._digest(outcome)

    def start(self) -> None:
        """Start the background thread; the first session begins at once."""
        with self._wake:
            if self._thread is not None and self._thread.is_alive():
                return
            self._stopping, self._forced = False, True
            self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
            self._thread.start()

    def nudge(self) -> None:
        """Something was saved (rule 1). Cheap, from any thread."""
        with self._wake:
            self._nudged = True
            self._wake.notify_all()

    def send_now(self) -> None:
        """A person asks for it: do not wait for a delay to pass."""
        with self._wake:
            self._forced = True
            self._wake.notify_all()

    def pause(self) -> None:
        """No new session until `resume`; a running one ends after its present step."""
        with self._wake:
            self._paused = True
            self._wake.notify_all()

    def resume(self) -> None:
        """Go on, at once."""
        with self._wake:
            self._paused, self._forced = False, True
            self._wake.notify_all()

    def stop(self, timeout_s: float = 0.8) -> None:
        """End the thread (rule 6)."""
        with self._wake:
            self._stopping = True
            self._wake.notify_all()
        # Whoever holds the gate is inside one short transaction: let it finish, then none follows.
        with self._gate:
            pass
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout_s)
        self._thread = None
        self._report = replace(self._report, state="stopped", next_try_at=None)

    # The thread.

    def _run(self) -> None:
        delay = 0.0
        while self._wait(delay):
            self.run_once()
            delay = self._delay()
            if not self._stopping:
                state: State = "paused" if self._paused else self._resting()
                self._tell(state=state, next_try_at=self._clock() + int(delay * 1000))

    def _wait(self, delay: float) -> bool:
        """Wait for the time, a nudge or a wish; False when it is time to end."""
        with self._wake:
            while True:
                self._wake.wait_for(self._due, timeout=delay)
                if self._stopping:
                    return False
                if not self._paused:
                    break
                self._tell(state="paused", next_try_at=None)
                self._wake.wait_for(lambda: self._stopping or not self._paused)
            forced = self._forced
            self._nudged = self._forced = False
            if not forced:
                self._wake.wait_for(lambda: self._stopping or self._forced, timeout=SETTLE_S)
            return not self._stopping

    def _due(self) -> bool:
        free_to_go = self._nudged and self._failures == 0
        return self._stopping or self._paused or self._forced or free_to_go

    def _delay(self) -> float:
        error = self._last
        if error is None:
            return self._idle_s * (0.75 + 0.5 * self._fraction())
        if self._failures == 0:
            return SOON_S * self._fraction()
        wish = error.retry_after_s if isinstance(error, ServerBusy) else None
        if not getattr(error, "transient", False) or isinstance(error, NotAuthorised):
            # Nothing that waiting a second could mend, but a door that may open one day.
            wish = max(wish or 0.0, self._idle_s)
        return wait_s(self._failures, self._fraction(), wish)

    def _resting(self) -> State:
        return "idle" if self._last is None else "waiting"

    def _fraction(self) -> float:
        return int.from_bytes(self._chance(4), "big") / 2**32

    def _may_go_on(self) -> bool:
        return not (self._stopping or self._paused)

    # Reports.

    _last: FieldpassError | None = None

    def _digest(self, outcome: Outcome) -> SyncReport:
        now, error, before = self._clock(), outcome.error, self._report
        self._last = error
        progress = outcome.sent + outcome.received > 0
        kept = isinstance(error, Unreachable) and progress
        self._failures = 0 if error is None or kept else self._failures + 1
        link: Link = before.link
        if isinstance(error, Unreachable):
            link = "down"
        elif outcome.server_time is not None:
            link = "up"
        facts = self._facts()
        done = error is None and facts.get("unsent") == 0
        return self._tell(
            state="idle" if error is None else "waiting",
            link=link,
            link_since=before.link_since if link == before.link else now,
            sent=before.sent + outcome.sent,
            received=before.received + outcome.received,
            standing=outcome.standing if outcome.server_time is not None else before.standing,
            update_needed=isinstance(error, UpdateNeeded),
            last_error=None if error is None else Text(zh=error.text("zh"), en=error.text("en")),
            error_code="" if error is None else error.code,
            all_sent_at=now if done else before.all_sent_at,
            **facts,
        )

    def _facts(self) -> dict[str, Any]:
        with contextlib.suppress(FieldpassError), self._gate:
            if not self._stopping:
                return {
                    "unsent": self._port.unsent(),
                    "returned": self._port.returned(),
                    "lists_as_of": self._port.lists_as_of(),
                }
        return {}

    def _tell(self, **changes: Any) -> SyncReport:
        self._report = replace(self._report, **changes)
        if not self._stopping:
            self._on_report(self._report)
        return self._report


class _Gated:
    """The port as long as the syncer was not stopped (rule 6)."""

    def __init__(self, syncer: Syncer) -> None:
        self._syncer = syncer

    def carry_out(self, order: Order) -> Any:
        with self._syncer._gate:
            if self._syncer._stopping:
                raise SyncError("driver: stopped")
            return self._syncer._port.carry_out(order)
