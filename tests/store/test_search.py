"""Finding people by part of a name, initials in every reading of the surname, and tails."""

import subprocess
import sys

import pytest

from bench.corpus import Person
from fieldpass.model.person import person_id
from fieldpass.store import initials, people
from scripts import initials as script
from tests.store.conftest import keep
from tests.store.worlds import World


def someone(name, number="371323199001011234", phone="13800005521"):
    return Person(person_id("resident_id", number), name, number, phone)


def found(store, text):
    return [one.name for one in store.read(lambda conn: people.search(conn, text))]


@pytest.fixture
def village(memory):
    world = World(1)
    names = ("李建国", "单雄信", "欧阳修", "张建", "Ali Hassan", "李红梅")
    for place, name in enumerate(names):
        world.people = [someone(name, f"37132319900101{place}00X", f"1380000{place}521")]
        keep(memory, [world.submitted()])
    return memory


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("李", ["李红梅", "李建国"]),
        ("建国", ["李建国"]),
        ("建", ["张建", "李建国"]),
        ("国建", []),
        ("ljg", ["李建国"]),
        ("LJ", ["李建国"]),
        ("jg", ["李建国"]),
        ("sxx", ["单雄信"]),
        ("dxx", ["单雄信"]),
        ("cxx", ["单雄信"]),
        ("oyx", ["欧阳修"]),
        ("ali", ["Ali Hassan"]),
        ("hass", ["Ali Hassan"]),
        ("300x", ["张建"]),
        ("３００Ｘ", ["张建"]),
        ("李 500X", ["李红梅"]),
        ("李建国 3521", []),
        ("李 0521", ["李建国"]),
        ("", []),
        ('"; DROP TABLE person; --', []),
        ("NEAR(李 *", []),
        ("李*", ["李红梅", "李建国"]),
    ],
)
def test_people_are_found_by_what_is_known_of_them(village, text, names):
    assert found(village, text) == names


def test_neither_reading_nor_writing_loads_the_tables_of_pinyin(tmp_path):
    code = """
import os, sys
from pathlib import Path
from fieldpass.store import people
from fieldpass.store.database import Store
store = Store.create(Path(sys.argv[1]), bytes(32))
store.read(lambda conn: people.search(conn, "ljg"))
from fieldpass.store.search import index_text
assert "ljg" in index_text("李建国", "221X", "5521").split()
assert "pypinyin" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "d")], check=True)


def test_the_table_of_initials_says_what_pypinyin_says_of_every_character():
    for start, end in zip(initials.PLANES, script.ENDS, strict=True):
        for character in map(chr, range(start, end)):
            assert "".join(initials.readings(character)) == script.readings(character)


@pytest.mark.parametrize(
    "character", ["a", "Ａ", "1", "〇", "。", "é", "\u33ff", "\ua000", "\U00032400"]
)
def test_what_is_no_chinese_character_has_no_initial(character):
    assert initials.readings(character) == ()
