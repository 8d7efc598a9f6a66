"""How the names of actions are typed in pinyin."""

import os
import subprocess
import sys

import pytest

from fieldpass.terminal import spelled
from scripts.spelled import ROOT, TABLE

WRITTEN = (
    "import sys; from scripts import spelled; sys.stdout.buffer.write(spelled.table().encode())"
)


def test_the_table_has_every_action_as_its_name_is_read_in_its_words() -> None:
    """In a process of its own: the program has pypinyin read without its phrases, for good."""
    environ = {name: value for name, value in os.environ.items() if name != "PYPINYIN_NO_PHRASES"}
    done = subprocess.run(
        [sys.executable, "-c", WRITTEN],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        check=True,
        timeout=300,
    )
    assert TABLE.read_text(encoding="utf-8") == done.stdout.decode(), "`python -m scripts.spelled`"


@pytest.mark.parametrize(
    ("name", "typed", "fits"),
    [
        ("传送", "chuansong", True),
        ("传送", "chuans", True),
        ("马上传送", "chuansong", True),
        ("更多: 登记, 传送, 设置", "shezhi", True),
        ("重新核签", "chongxin", True),
        ("重画", "chonghua", True),
        ("传送", "uansong", False),
        ("传送", "chuansongs", False),
        ("传送", "zhuan", False),
        ("no such name", "no", False),
    ],
)
def test_a_part_of_a_name_fits_from_a_syllable_on(name: str, typed: str, fits: bool) -> None:
    assert spelled.fits(name, typed) is fits


def test_a_name_as_a_whole_and_one_that_is_not_there() -> None:
    assert spelled.whole("传送") == "chuansong"
    assert spelled.whole("no such name") == ""
