"""How much to send at once, and how long to wait after a failure. Pure: time and chance come in.

Rules: 1. A batch aims at `TARGET_S` seconds at the measured goodput, so that a slow link loses little
to a cut and a fast one wastes no round trips. 2. A failure halves the batch down to one bundle; a
success lets it double. 3. Waits use full jitter: uniform between 0 and the ceiling, which doubles with
each failure in a row (source: AWS, "Exponential backoff and jitter"); a server's Retry-After is a
lower bound, itself jittered upwards so that a thousand devices do not come back in one second.
"""

from dataclasses import dataclass, replace

TARGET_S = 3.0
BATCH_BYTES_MIN = 2 * 1024
BATCH_BYTES_FIRST = 32 * 1024
BATCH_BYTES_MAX = 256 * 1024

WAIT_FIRST_S = 1.0
WAIT_MAX_S = 300.0
RETRY_AFTER_MAX_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The batch size of one direction, in bytes before compression."""

    batch_bytes: int = BATCH_BYTES_FIRST

    def succeeded(self, sent_bytes: int, took_s: float) -> "Pace":
        """After a batch of `sent_bytes` took `took_s` seconds, its round trip included."""
        goal = int(sent_bytes * TARGET_S / max(took_s, 0.001))
        bounded = max(BATCH_BYTES_MIN, min(goal, self.batch_bytes * 2, BATCH_BYTES_MAX))
        # A batch far smaller than allowed says little about the link: it only may lift the size.
        if sent_bytes * 2 < self.batch_bytes:
            bounded = max(bounded, self.batch_bytes)
        return replace(self, batch_bytes=bounded)

    def failed(self) -> "Pace":
        """After a cut or a silence."""
        return replace(self, batch_bytes=max(BATCH_BYTES_MIN, self.batch_bytes // 2))


def wait_s(failures: int, fraction: float, retry_after_s: float | None = None) -> float:
    """Seconds until the next try after `failures` failures in a row (1 or more).

    `fraction` is a uniform random number in [0, 1) handed in.
    """
    ceiling = min(WAIT_MAX_S, WAIT_FIRST_S * float(1 << min(max(failures, 1) - 1, 16)))
    if retry_after_s is None:
        return ceiling * fraction
    least = min(max(retry_after_s, 0.0), RETRY_AFTER_MAX_S)
    return least + ceiling * fraction
