"""One device in a process of its own: registers, writes, sends or receives, and says what it took.

Arguments: folder, URL, enrolment code, seed, records to write. One JSON line on the standard output:
seconds of the session, those of them that this process worked, its records, and memory in MB before the
store was opened and at its peak.
"""

import json
import resource
import sys
import time
from pathlib import Path

from bench._rig import BenchDevice


def _rss_mb() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def main(folder: str, url: str, code: str, seed: str, records: str) -> None:
    """Measure one session."""
    import httpx  # noqa: F401 - what every device imports anyway counts as the floor

    bare = _rss_mb()
    device = BenchDevice(Path(folder), url, code, seed=int(seed))
    if int(records):
        device.sync()
        device.append_corpus(int(records))
    started, busy = time.perf_counter(), time.process_time()
    outcome = device.sync()
    took, busy = time.perf_counter() - started, time.process_time() - busy
    device.close()
    if outcome.error is not None:
        raise outcome.error
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {"took": took, "busy": busy, "sent": outcome.sent, "received": outcome.received}
    print(json.dumps(said | {"bare": bare, "peak": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
