"""What has to be done after a session with the platform, in a thread of its own.

Rules: 1. The syncer's thread only posts; the work waits for nobody and nobody waits for it. 2. Every
colour is judged anew when a list moved, or when what is known reached another day (absence begins at
24:00, and only then). 3. The trust file for verifying without a secret follows the lists. 4. When
another day is known, people past retention are erased.
"""

from concurrent.futures import ThreadPoolExecutor

from fieldpass.desk import forgetting, holdings, judged, passes, trust_file
from fieldpass.desk.office import Office
from fieldpass.model.times import day_number
from fieldpass.store.passes import judge_all_again
from fieldpass.store.transaction import Connection

_ROUNDS_MAX = 200


class Chores:
    """One office's work after its sessions."""

    def __init__(self, office: Office) -> None:
        """Nothing is done yet."""
        self._office = office
        self._seen: object = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="chores")
        office.on_close(self.close)

    def post(self) -> None:
        """A session has ended: look after what follows from it. From any thread, at once back."""
        self._thread.submit(self.do)

    def do(self) -> int:
        """Do what is due now; gives how many passes were judged."""
        seen = self._office.store.read(self._state)
        if seen != self._seen:
            self._office.store.write(judge_all_again)
            trust_file.keep(self._office)
            forgetting.forget_due(self._office)
            self._seen = seen
        judged_now = 0
        for _ in range(_ROUNDS_MAX):
            found = passes.keep_judged(self._office)
            judged_now += found
            if not found:
                break
        return judged_now

    def _state(self, conn: Connection) -> object:
        return holdings.mark(conn), day_number(judged.known_until(self._office, conn))

    def close(self) -> None:
        """Wait for what is under way; nothing is begun any more."""
        self._thread.shutdown(wait=True, cancel_futures=True)
