"""Unlock to the first of 100,000 applications, memory at work, and keys beside other lists.

The programs that are compared run at the same time, each in a terminal of its own, and are asked in
turn; what is timed is from the key's byte to the last byte of the repaint.
"""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bench.figures import Figure, best_times
from bench.pty_program import PtyProgram
from bench.screen_device import SECRET, make_device
from bench.screen_start import unlock_painted, user_script
from fieldpass.store.envelope import DEFAULT_COST

# As a terminal in application mode sends them; curses waits for these.
DOWN, PAGE_DOWN, ENTER, ESC, F10 = b"\x1bOB", b"\x1b[6~", b"\r", b"\x1b", b"\x1b[21~"
FEW = 100
_TYPED_S = 1.5
_PAUSE_S = 0.06
_PATIENCE_S = 5.0


def work_figures(folder: Path, many: Path, rows: int, keys: int) -> Iterator[Figure]:
    """Everything that is done behind the unlock screen, on the device `many` with so many rows."""
    with ExitStack() as open_:
        few = folder / "few"
        make_device(few, FEW)
        script = user_script(folder)
        yield from _unlocked(script, many, rows)
        small = at_the_list(open_, script, few, FEW)
        program = at_the_list(open_, script, many, rows)
        yield Figure(
            name=f"memory at a list of {rows:,}",
            value=round(program.rss_mb(), 1),
            unit="MB",
            floor=round(small.rss_mb(), 1),
            note=f"floor: at a list of {FEW}; "
            f"{program.rss_mb() - small.rss_mb():.1f} MB above it, 5 wanted; 110 allowed in all",
        )
        small.type(b"\x1b")
        others = _others(open_)
        for key, what, allowed in ((DOWN, "row", "1.0"), (PAGE_DOWN, "page", "1.5")):
            yield from _keys(what, key, {"fieldpass": program, **others}, keys, allowed)
        yield Figure(
            name=f"memory after {2 * keys} keys in it", value=round(program.rss_mb(), 1), unit="MB"
        )


def _unlocked(script: str, home: Path, rows: int) -> Iterator[Figure]:
    """From Enter to home, and from the digit to the first rows, as often as it takes a median."""
    home_ms, list_ms, leave_ms, memory = [], [], [], []
    for _ in range(5):
        with ExitStack() as open_:
            program = typed(open_, script, home)
            began = program.type(ENTER)
            home_ms.append((program.wait_for(home_shown) - began) * 1000)
            memory.append(program.rss_mb())
            began = program.type(b"2")
            list_ms.append((program.wait_for(list_shown(rows)) - began) * 1000)
            # Left in order: after a kill the next start checks every page first.
            program.type(ESC)
            program.wait_for(home_shown)
            began = program.type(F10)
            leave_ms.append((program.wait_end() - began) * 1000)
    both = [one + other for one, other in zip(home_ms, list_ms, strict=True)]
    parts = f"home {statistics.median(home_ms):.0f}, list {statistics.median(list_ms):.0f}"
    yield Figure(
        name=f"unlock to the first of {rows:,} applications",
        value=round(statistics.median(both), 1),
        unit="ms",
        note=f"500 wanted; {parts}, Argon2id in it {_argon2_ms():.0f}",
    )
    yield Figure(
        name="memory at home",
        value=round(statistics.median(memory), 1),
        unit="MB",
        note="110 allowed",
    )
    yield Figure(
        name="F10 to the end of the process", value=round(statistics.median(leave_ms), 1), unit="ms"
    )


def _argon2_ms() -> float:
    """What the passphrase costs on purpose, at the cost of a real envelope."""
    cost = DEFAULT_COST

    def derive() -> bytes:
        return Argon2id(
            salt=bytes(16),
            length=32,
            iterations=cost.passes,
            lanes=cost.lanes,
            memory_cost=cost.memory_kib,
        ).derive(SECRET.encode())

    return best_times(derive, calls=1, rounds=3)[0] * 1000


def typed(
    open_: ExitStack, script: str, home: Path, line_bytes_s: int = 0, **environ: str
) -> PtyProgram:
    """The passphrase typed, in as long as a person takes."""
    program = open_.enter_context(
        PtyProgram([script], line_bytes_s=line_bytes_s, FIELDPASS_HOME=str(home), **environ)
    )
    program.wait_for(unlock_painted)
    for letter in SECRET:
        program.type(letter.encode())
        program.read(_TYPED_S / len(SECRET))
    program.read_until_quiet(0.3)
    return program


def at_the_list(
    open_: ExitStack, script: str, home: Path, rows: int, line_bytes_s: int = 0, **environ: str
) -> PtyProgram:
    """A program that shows the queue of the device in `home`."""
    program = typed(open_, script, home, line_bytes_s, **environ)
    program.type(ENTER)
    program.wait_for(home_shown)
    program.read(1.0)
    program.type(b"2")
    program.wait_for(list_shown(rows))
    program.read(1.0)
    return program


def home_shown(lines: Sequence[str]) -> bool:
    return any(line.startswith(" 传送 ") for line in lines)


def list_shown(rows: int) -> Callable[[Sequence[str]], bool]:
    return lambda lines: f"1/{rows}" in lines[0] and bool(lines[3].strip())


def _others(open_: ExitStack) -> dict[str, PtyProgram]:
    """The lists that can do the same, with their rows on the screen."""
    names = ["curses"]
    if find_spec("prompt_toolkit") is not None:
        names.append("prompt_toolkit")
    found = {
        name: open_.enter_context(PtyProgram(["-m", f"bench.programs.list_{name}"]))
        for name in names
    }
    for program in found.values():
        program.wait_for(lambda lines: lines[0].startswith("rows 1/"))
    return found


def _keys(
    what: str, key: bytes, programs: dict[str, PtyProgram], count: int, allowed: str
) -> Iterator[Figure]:
    """One key, `count` times, in turn; each program rests while another is asked."""
    times: dict[str, list[float]] = {name: [] for name in programs}
    sizes: list[int] = []
    for _ in range(count):
        for name, program in programs.items():
            before = len(program.writes)
            began = program.type(key)
            # A busy machine may take long to begin; what follows within a pause belongs to the key.
            size = program.read_first(_PATIENCE_S) + program.read_until_quiet(_PAUSE_S)
            if len(program.writes) == before:
                raise RuntimeError(f"{name} does nothing on a {what} key")
            times[name].append((program.writes[-1][0] - began) * 1000)
            if name == "fieldpass":
                sizes.append(size)
    ours = sorted(times["fieldpass"])
    peers = ", ".join(
        f"{name} {_at(sorted(found), 0.5):.1f}/{_at(sorted(found), 0.99):.1f}"
        for name, found in times.items()
        if name != "fieldpass"
    )
    floor = times.get("prompt_toolkit")
    for label, part in (("p50", 0.5), ("p99", 0.99)):
        base = _at(sorted(floor), part) if floor else None
        yield Figure(
            name=f"{what} key to repaint, {label}",
            value=round(_at(ours, part), 1),
            unit="ms",
            floor=None if base is None else round(base, 1),
            ratio=None if base is None else round(_at(ours, part) / base, 2),
            note=f"floor: prompt_toolkit, {allowed} allowed at p50; p50/p99 of {peers}; "
            f"{statistics.mean(sizes):.0f} bytes a key",
        )


def _at(times: list[float], part: float) -> float:
    return times[min(len(times) - 1, int(len(times) * part))]
