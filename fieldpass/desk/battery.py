"""The battery as Linux tells it under /sys/class/power_supply; elsewhere, and without one, nothing.

Rules: 1. several batteries of a machine are one: their energies are added; a mouse's or a headset's
(scope "Device") is none of them. 2. A folder that cannot be read, or says nonsense, gives None: the
home screen then shows no line, for a wrong figure is worse than none. 3. Every read is bounded.
Units are the kernel's: µWh and µW, or µAh and µA (Documentation/ABI/testing/sysfs-class-power).
"""

from dataclasses import dataclass
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
_SUPPLIES_MAX = 16
_BYTES_MAX = 64
_MOST = 10**12
# What a gauge says of days is a guess about a machine that does nothing.
_MINUTES_MAX = 48 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """How full, in percent; `minutes` left at the present draw, where the machine says it."""

    percent: int
    charging: bool
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    percent: int
    status: str
    now: int | None
    full: int | None
    draw: int | None


def read_battery(folder: Path = SUPPLIES) -> Battery | None:
    """The battery now, or None where there is none to be read."""
    try:
        supplies = sorted(folder.iterdir())[:_SUPPLIES_MAX]
    except OSError:
        return None
    cells = [cell for cell in map(_cell, supplies) if cell is not None]
    if not cells:
        return None
    charging = not any(cell.status == "discharging" for cell in cells)
    return Battery(
        percent=_percent(cells), charging=charging, minutes=None if charging else _minutes(cells)
    )


def _cell(supply: Path) -> _Cell | None:
    if _text(supply / "type") != "battery" or _text(supply / "scope") == "device":
        return None
    percent = _number(supply / "capacity")
    if _text(supply / "present") == "0" or percent is None or percent > 100:
        return None
    kind, draw = ("energy", "power") if (supply / "energy_now").exists() else ("charge", "current")
    return _Cell(
        percent=percent,
        status=_text(supply / "status"),
        now=_number(supply / f"{kind}_now"),
        full=_number(supply / f"{kind}_full"),
        draw=_number(supply / f"{draw}_now"),
    )


def _percent(cells: list[_Cell]) -> int:
    """By energy where every battery tells it, since a small full one says little of a large empty one."""
    now, full = [cell.now for cell in cells], [cell.full for cell in cells]
    if len(cells) > 1 and None not in (*now, *full):
        held, room = sum(one or 0 for one in now), sum(one or 0 for one in full)
        if room:
            return min(100, held * 100 // room)
    return sum(cell.percent for cell in cells) // len(cells)


def _minutes(cells: list[_Cell]) -> int | None:
    """While one battery is drawn from, another one waits and draws nothing."""
    draw = sum(cell.draw or 0 for cell in cells)
    if not draw or any(cell.now is None for cell in cells):
        return None
    minutes = sum(cell.now or 0 for cell in cells) * 60 // draw
    return minutes if 0 < minutes <= _MINUTES_MAX else None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_BYTES_MAX).decode("ascii", "replace").strip().lower()
    except OSError:
        return ""


def _number(path: Path) -> int | None:
    """A figure; some drivers tell a current that flows out as a negative one."""
    text = _text(path).removeprefix("-")
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _MOST else None
