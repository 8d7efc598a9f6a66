"""The command; see the package."""

import argparse
import asyncio
import difflib
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts.messages import compile_catalogues
from tests.screens.snapshots.taking import (
    KEPT,
    LANGUAGES,
    SIZES,
    Case,
    Taken,
    cases,
    png_of,
    scenes,
    take,
)


def main() -> int:
    """Compare or keep; status 1 where something differs or breaks a rule."""
    wanted = _arguments()
    compile_catalogues(Path(__file__).resolve().parents[3])
    langs = [lang for lang in LANGUAGES if wanted.lang in ("", lang)]
    sizes = [size for size in SIZES if wanted.size in ("", f"{size[0]}x{size[1]}")]
    shown = worse = 0
    for scene in scenes(wanted.part):
        for lang in langs:
            for case, taken in asyncio.run(take(scene, lang)).items():
                if case.size in sizes:
                    shown += 1
                    worse += _tell(case, taken, wanted)
    if wanted.update and not wanted.part:
        _drop_unknown()
    print(f"{shown} screens, {worse} to look at")
    return 1 if worse else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.screens.snapshots", description=__doc__)
    parser.add_argument("part", nargs="?", default="", help="only screens whose name holds this")
    parser.add_argument("--update", action="store_true", help="keep what is shown now")
    parser.add_argument("--show", action="store_true", help="print each screen")
    parser.add_argument("--lang", choices=("zh", "en"), default="")
    parser.add_argument("--size", choices=("80x24", "132x43"), default="")
    parser.add_argument("--svg", type=Path, help="write drawings as they are now into this folder")
    parser.add_argument("--png", type=Path, help="write PNGs into this folder")
    return parser.parse_args()


def _tell(case: Case, taken: Taken, wanted: argparse.Namespace) -> int:
    kept = case.file.read_text(encoding="utf-8") if case.file.exists() else ""
    if wanted.show:
        print(f"===== {case}\n{taken.text}", end="")
    for problem in taken.problems:
        print(f"{case}: {problem}")
    _pictures(case, taken, wanted)
    if wanted.update:
        case.file.parent.mkdir(parents=True, exist_ok=True)
        case.file.write_text(taken.text, encoding="utf-8")
        case.drawing.write_text(taken.svg, encoding="utf-8")
        return int(bool(taken.problems))
    drawn = case.drawing.read_text(encoding="utf-8") if case.drawing.exists() else ""
    if kept != taken.text:
        print("\n".join(_difference(kept, taken.text, str(case))))
    elif drawn != taken.svg:
        # The words are as they were: what differs is a colour or a mark.
        print("\n".join(_difference(drawn, taken.svg, f"{case} (drawing)")))
    return int(bool(taken.problems) or kept != taken.text or drawn != taken.svg)


def _difference(kept: str, now: str, name: str) -> Iterator[str]:
    lines = kept.splitlines(), now.splitlines()
    return difflib.unified_diff(*lines, "kept", name, lineterm="", n=1)


def _pictures(case: Case, taken: Taken, wanted: argparse.Namespace) -> None:
    name = str(case).replace(" ", "-")
    for folder in (wanted.svg, wanted.png):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    if wanted.svg is not None:
        (wanted.svg / f"{name}.svg").write_text(taken.svg, encoding="utf-8")
    if wanted.png is not None:
        for theme, strips in taken.strips.items():
            png_of(strips).save(wanted.png / f"{name}-{theme}.png")


def _drop_unknown() -> None:
    known = {file for case in cases() for file in (case.file, case.drawing)}
    for file in (*KEPT.rglob("*.txt"), *KEPT.rglob("*.svg")):
        if file not in known:
            file.unlink()


if __name__ == "__main__":
    sys.exit(main())
