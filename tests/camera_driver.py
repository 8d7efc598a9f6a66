"""A machine with a camera, where there is none: the program in a process of its own, over a driver.

`camera_driver.c` stands where the kernel's driver would; OpenCV's own reader and everything above it are
the real ones. Needs a C compiler and Linux; without them the tests that ask for it are skipped.
"""

import os
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from fieldpass.widgets.qrmatrix import matrix, to_png

SOURCE = Path(__file__).with_suffix(".c")
CAMERA = "/dev/zero"
SIZE = (640, 480)


def built(folder: Path) -> Path:
    """The driver, compiled."""
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("no C compiler on this machine, or no Linux")
    library = folder / "camera_driver.so"
    words = [compiler, "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(words, check=True, capture_output=True)
    return library


def held_before(folder: Path, text: str) -> Path:
    """What the camera sees: a code on a grey table."""
    from PIL import Image

    table = Image.new("L", SIZE, 140)
    code = Image.open(BytesIO(to_png(matrix(text), scale=8))).convert("L")
    table.paste(code, ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
    path = folder / "seen.grey"
    path.write_bytes(table.tobytes())
    return path


def run(library: Path, seen: Path, mode: str, *words: str) -> subprocess.CompletedProcess[str]:
    """`fieldpass WORDS` on a machine whose camera is in this mode."""
    environment = os.environ | {
        "LD_PRELOAD": str(library),
        "CAMERA_PICTURE": str(seen),
        "CAMERA_MODE": mode,
    }
    return subprocess.run(
        [sys.executable, "-m", "fieldpass", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
