"""Where a program is started as a stranger's machine would start it: clean folders, a bare environment."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FIELDPASS = (sys.executable, "-m", "fieldpass")
SERVER = (sys.executable, "-m", "server_stub")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Folders of one start: HOME, TMPDIR, and a folder to stand in."""

    home: Path
    temporary: Path
    here: Path

    @classmethod
    def below(cls, folder: Path) -> "Place":
        """Three empty folders."""
        place = cls(home=folder / "home", temporary=folder / "tmp", here=folder / "here")
        for each in (place.home, place.temporary, place.here):
            each.mkdir(parents=True)
        return place

    def environ(self, **more: str) -> dict[str, str]:
        """A bare environment: no TERM, no DISPLAY, nothing of ours."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(ROOT),
            # The tests' own caches stay where they are, so that nothing is written beside the source.
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            **more,
        }


def files_below(folder: Path) -> list[str]:
    """Every file and folder below, by its path from there."""
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*"))


def children_of(pid: int) -> list[int]:
    """The processes whose parent this is (Linux)."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdecimal():
            try:
                stat = (each / "stat").read_text()
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[1]) == pid:
                found.append(int(each.name))
    return found


def running(pid: int) -> bool:
    """Whether a process runs, and is not only waiting to be buried.

    Of one that was killed, the first thread may be dead while another still leaves the kernel, with
    the files and their locks in its hands.
    """
    tasks = Path("/proc", str(pid), "task")
    try:
        # Not by a pattern: it asks for each file whether it is there, and may find the process gone.
        names = os.listdir(tasks)
    except OSError:
        return False
    return any(_alive(tasks / name / "stat") for name in names)


def _alive(stat: Path) -> bool:
    try:
        return stat.read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def command_of(pid: int) -> Sequence[str]:
    """The command line of a process; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return ()


def read_only(folder: Path) -> dict[str, Any]:
    """Popen arguments under which this folder cannot be written, as root or not.

    Root ignores permissions by one capability, which the process gives up before it starts.
    """
    folder.chmod(0o500)
    return {"cwd": folder, "preexec_fn": give_up_rights}


def give_up_rights() -> None:
    """Give up root's right to ignore permissions; runs in the child."""
    if os.geteuid() == 0:
        import ctypes

        drop, dac_override, dac_read_search = 24, 1, 2
        libc = ctypes.CDLL(None, use_errno=True)
        for capability in (dac_override, dac_read_search):
            libc.prctl(drop, capability, 0, 0, 0)
