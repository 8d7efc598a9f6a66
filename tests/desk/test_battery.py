"""The battery, read from folders as Linux makes them."""

from pathlib import Path

import pytest

from fieldpass.desk.battery import Battery, read_battery


def supply(folder: Path, name: str, **files: object) -> None:
    where = folder / name
    where.mkdir()
    for file, text in files.items():
        (where / file).write_text(f"{text}\n")


LAPTOP = {
    "type": "Battery", "present": 1, "capacity": 64, "status": "Discharging",
    "energy_now": 32_000_000, "energy_full": 50_000_000, "power_now": 17_454_545,
}  # fmt: skip


def test_a_laptop_on_battery_says_how_full_and_how_long(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", **LAPTOP)
    supply(tmp_path, "AC", type="Mains", online=0)
    assert read_battery(tmp_path) == Battery(percent=64, charging=False, minutes=110)


def test_at_the_mains_there_is_no_time_left_to_tell(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", **LAPTOP | {"status": "Charging"})
    assert read_battery(tmp_path) == Battery(percent=64, charging=True)


def test_a_battery_told_in_charge_with_a_negative_current_is_read_too(tmp_path: Path) -> None:
    supply(
        tmp_path, "battery", type="Battery", capacity=50, status="Discharging",
        charge_now=2_000_000, charge_full=4_000_000, current_now=-1_000_000,
    )  # fmt: skip
    assert read_battery(tmp_path) == Battery(percent=50, charging=False, minutes=120)


def test_two_batteries_are_one_by_their_energy(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", **LAPTOP | {"capacity": 100, "status": "Not charging",
           "energy_now": 20_000_000, "energy_full": 20_000_000, "power_now": 0})  # fmt: skip
    supply(tmp_path, "BAT1", **LAPTOP | {"capacity": 0, "energy_now": 0, "energy_full": 60_000_000,
           "power_now": 10_000_000})  # fmt: skip
    assert read_battery(tmp_path) == Battery(percent=25, charging=False, minutes=120)


def test_a_mouse_an_empty_bay_and_the_mains_are_no_battery(tmp_path: Path) -> None:
    supply(tmp_path, "mouse", type="Battery", scope="Device", capacity=80, status="Discharging")
    supply(tmp_path, "BAT1", type="Battery", present=0, capacity=0, status="Unknown")
    supply(tmp_path, "AC", type="Mains", online=1)
    assert read_battery(tmp_path) is None


@pytest.mark.parametrize("capacity", ["", "none", "-", "250", "9" * 40, "\x00\xff"])
def test_nonsense_gives_no_line_rather_than_a_wrong_one(tmp_path: Path, capacity: str) -> None:
    supply(tmp_path, "BAT0", **LAPTOP | {"capacity": capacity})
    assert read_battery(tmp_path) is None


def test_an_idle_gauge_gives_the_percentage_alone(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", **LAPTOP | {"power_now": 1})
    assert read_battery(tmp_path) == Battery(percent=64, charging=False)


def test_a_machine_without_the_folder_has_none(tmp_path: Path) -> None:
    assert read_battery(tmp_path / "absent") is None
