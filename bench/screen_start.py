"""Process start to first text and to the unlock screen, memory there, and what was imported by then."""

import statistics
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import Figure
from bench.pty_program import PtyProgram, Seen

_SCRIPT = "import sys\nfrom fieldpass.__main__ import main\nsys.exit(main())\n"
"""What pip writes for `fieldpass` in `bin`."""
SETTLED_S = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One start: ms to the first text and to the screen, MB at the screen and when all is imported."""

    text: float
    painted: float
    mb: float
    mb_settled: float = 0.0


def user_script(folder: Path) -> str:
    """The program as a user starts it."""
    path = folder / "fieldpass"
    path.write_text(_SCRIPT, encoding="utf-8")
    return str(path)


def unlock_painted(lines: Sequence[str]) -> bool:
    """The unlock screen is complete: its footer is its last two lines."""
    return any("F10" in line for line in lines[-2:])


def start_figures(rounds: int) -> Iterator[Figure]:
    """Interleaved repetitions; medians."""
    with tempfile.TemporaryDirectory(prefix="fieldpass-bench-") as name:
        folder = Path(name)
        programs: dict[str, tuple[list[str], Seen]] = {
            "print": (["-m", "bench.programs.bare_print"], _shows("bare python")),
            "textual": (["-m", "bench.programs.bare_textual"], _shows("bare textual")),
            "fieldpass": ([user_script(folder)], unlock_painted),
        }
        found: dict[str, list[Start]] = {name: [] for name in programs}
        # The first round compiles what is not compiled yet, as an installation does, and is let go.
        for _ in range(rounds + 1):
            for program, (arguments, seen) in programs.items():
                found[program].append(_start(arguments, seen, folder))
        yield from _compared({name: starts[1:] for name, starts in found.items()})
        yield _settled(programs["fieldpass"][0], folder)
        yield _imported(folder, rounds)


def _shows(text: str) -> Seen:
    return lambda lines: any(text in line for line in lines)


def _start(arguments: Sequence[str], seen: Seen, folder: Path) -> Start:
    with PtyProgram(arguments, FIELDPASS_HOME=str(folder / "home")) as program:
        painted = program.wait_for(seen)
        return Start(
            text=(program.first_text() - program.began) * 1000,
            painted=(painted - program.began) * 1000,
            mb=program.rss_mb(),
        )


def _compared(found: dict[str, list[Start]]) -> Iterator[Figure]:
    median = {
        name: Start(
            text=statistics.median(one.text for one in starts),
            painted=statistics.median(one.painted for one in starts),
            mb=statistics.median(one.mb for one in starts),
        )
        for name, starts in found.items()
    }
    best = min(one.text for one in found["fieldpass"])
    yield _beside("start to splash", median["fieldpass"].text, median["print"].text, "bare print")
    yield Figure(name="start to splash, quietest", value=round(best, 1), unit="ms")
    yield _beside(
        "start to unlock screen",
        median["fieldpass"].painted,
        median["textual"].painted,
        "bare Textual; 1.5 allowed",
    )
    ratios = [
        ours.painted / bare.painted
        for ours, bare in zip(found["fieldpass"], found["textual"], strict=True)
    ]
    yield Figure(
        name="start to unlock screen, median of the rounds' ratios",
        value=round(statistics.median(ratios), 2),
        unit="x",
    )
    yield Figure(
        name="memory at the unlock screen",
        value=round(median["fieldpass"].mb, 1),
        unit="MB",
        floor=round(median["textual"].mb, 1),
        ratio=round(median["fieldpass"].mb / median["textual"].mb, 2),
        note="as soon as it is painted; floor: bare Textual",
    )


def _beside(name: str, value: float, floor: float, note: str) -> Figure:
    return Figure(
        name=name,
        value=round(value, 1),
        unit="ms",
        floor=round(floor, 1),
        ratio=round(value / floor, 2),
        note=f"floor: {note}",
    )


def _settled(arguments: Sequence[str], folder: Path) -> Figure:
    with PtyProgram(arguments, FIELDPASS_HOME=str(folder / "home")) as program:
        program.wait_for(unlock_painted)
        program.read(SETTLED_S)
        return Figure(
            name="memory at the unlock screen, all imported",
            value=round(program.rss_mb(), 1),
            unit="MB",
            note=f"{SETTLED_S:.0f} s later",
        )


def _imported(folder: Path, rounds: int) -> Figure:
    """How many slow modules were asked for before the unlock screen stood on the terminal."""
    early: set[str] = set()
    lead = []
    for turn in range(max(3, rounds // 3)):
        path = folder / f"imports-{turn}"
        arguments = ["-m", "bench.programs.watched", str(path)]
        with PtyProgram(arguments, FIELDPASS_HOME=str(folder / "home")) as program:
            painted = program.wait_for(unlock_painted)
            program.read(SETTLED_S / 2)
        asked = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
        early |= {name for when, name in asked if float(when) < painted}
        lead += [(float(when) - painted) * 1000 for when, _ in asked[:1]]
    return Figure(
        name="slow modules imported before the unlock screen",
        value=len(early),
        unit="modules",
        note=" ".join(sorted(early))
        or f"the first of them {statistics.median(lead):.0f} ms after it was painted",
    )
