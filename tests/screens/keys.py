"""Somebody who presses keys at random, the same for a seed, and what must hold whatever was pressed.

The device is a real one on disk, so that it can be locked and unlocked; clock and chance are the
village's. Some strokes are whole habits (sign the first that waits, take an application down), so
that random keys also reach what lies deep.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from textual import events
from textual.widgets import Input

from fieldpass import locale
from fieldpass.config import folders
from fieldpass.desk import deciding, opening, registration
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.bodies import DecisionMade, PassIssued
from fieldpass.screens.opening import OpeningScreen
from fieldpass.store import records
from fieldpass.training import village as demo
from tests.parts import HIGH, ONLINE, ONSITE, Chance, Village
from tests.screens.driver import KEYS, NOWHERE, Person
from tests.screens.snapshots.stage import CHEAP, SECRET

DIGITS = "0123456789"
FUNCTIONS = ("f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f12")
MOVES = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end", "tab", "backspace")
PUPIL = demo.MORE[1]
WORDS = (
    ONSITE.number, ONLINE.number[-4:], HIGH.number[-4:], PUPIL.name, "李", "zwd", "365", "36.6",
    "384", "20", "０３６５", "0227", "sentence", "𠮷野家", "e\u0301tude", "a b", "", "  ", "370211",
    "yz", "9" * 30,
)  # fmt: skip
PASTES = (
    "371323196503182217\r\n", "line one\nline two\r\x1b[31mred", "\x00\x07\x7f", "7" * 321,
    "FP1:6BFOXN*TS0BI$ZD", "王" * 300, "\u202eabc", "😀", "\t\t", "0" * 5000,
)  # fmt: skip
SIZES = ((80, 24), (132, 43), (100, 30), (40, 12), (81, 25))
HABITS: tuple[tuple[str, ...], ...] = (
    ("escape", "escape", "escape", "escape", "2", "enter", "1", "enter"),
    ("escape", "escape", "escape", "escape", "2", "enter", "3", "1", ">seen", "enter"),
    ("escape", "escape", "escape", "escape", "2", "end", "enter", "2", "1"),
    ("escape", "escape", "escape", "escape", "5", "enter", "7", "1"),
    ("escape", "escape", "escape", "escape", "6", ">" + ONSITE.number[-4:], ">366"),
    ("escape", "escape", "escape", "escape", "1", ">" + ONSITE.number, "f4", "f6", ">no"),
    ("escape", "escape", "escape", "escape", "6", "f3", ">0224 0900", ">" + ONSITE.number[-4:], "f5", "1"),
    ("escape", "escape", "escape", "escape", "4", "f4", "f5", ">365", "f5"),
    ("escape", "escape", "escape", "escape", "0", "9", "f5", ">54371323ME4000018K", ">unit", "f5"),
    ("escape", "escape", "escape", "escape", "5", "enter", "8"),
    (
        "escape", "escape", "escape", "escape", "3", "f7", ">" + PUPIL.number, ">" + PUPIL.name,
        ">" + PUPIL.phone, ">" + PUPIL.residence_detail, ">370102", ">", "1", ">", ">300", "f6",
        "enter", "2", ">witness", "1", ">365", "enter",
    ),
)  # fmt: skip


def device_on_disk(place: Village, home: Path) -> Office:
    """An authorised issuer's device that can be locked and unlocked with `SECRET`."""
    identity = replace(place.device("issuer").require_identity(), server_url=NOWHERE)
    surroundings = Surroundings(clock=place.clock, chance=Chance("disk"))
    office = opening.set_up(folders(home), SECRET, surroundings, cost=CHEAP).office
    issuer = registration._issuer_key(office)
    office.store.write(lambda tx: place._register(office, tx, identity))
    place.offices.append(office)
    place.authority.admit(office.device, "device", identity)
    place.authority.admit(issuer, "issuer", identity)
    place.publish()
    place.synced(office)
    return office


def busy_device(place: Village, home: Path) -> Office:
    """The same with a green pass of yesterday and two applications that wait."""
    office = device_on_disk(place, home)
    place.issue(office, ONSITE)
    place.clock.pass_(days=1)
    place.apply(office, ONLINE)
    place.apply(office, HIGH)
    return office


@dataclass(slots=True)
class Fingers:
    """Presses what a seed says, and remembers it."""

    person: Person
    place: Village
    chance: random.Random
    done: list[str] = field(default_factory=list)

    async def stroke(self) -> None:
        """One stroke: a key, a text, a paste, a new size, another language, time, or a habit."""
        pick = self.chance.choice
        kinds: dict[Callable[[], object], int] = {
            self._unlock: 6 if isinstance(self.person.app.screen, OpeningScreen) else 0,
            lambda: self._press(pick(DIGITS)): 30,
            lambda: self._press(pick(FUNCTIONS)): 12,
            lambda: self._press("enter"): 16,
            lambda: self._press("escape"): 10,
            lambda: self._press(pick(MOVES)): 10,
            lambda: self._type(pick(WORDS)): 8,
            lambda: self._paste(pick(PASTES)): 3,
            lambda: self._speak(pick(locale.LANGUAGES)): 1,
            lambda: self._wait(pick((0.1, 0.2, 6, 600))): 4,
        }
        choice = self.chance.random()
        if choice < 0.03:
            await self._resize(pick(SIZES))
        elif choice < 0.07:
            await self.habit(pick(HABITS))
        else:
            self.chance.choices(list(kinds), list(kinds.values()))[0]()
            if self.chance.random() < 0.5:
                await self.person.settles()

    async def habit(self, steps: tuple[str, ...]) -> None:
        """Strokes that belong together: a key, or a text to enter after `>`."""
        for step in steps:
            if step.startswith(">"):
                self._type(step[1:])
                self._press("enter")
            else:
                self._press(step)
            await self.person.settles()

    def _press(self, key: str) -> None:
        self.done.append(key)
        self.person.app.post_message(events.Key(key, key if len(key) == 1 else None))

    def _type(self, text: str) -> None:
        self.done.append(f"+{text}")
        for character in text:
            self.person.app.post_message(events.Key(KEYS.get(character, character), character))

    def _paste(self, text: str) -> None:
        self.done.append(f"paste {text[:20]!r}")
        self.person.app.post_message(events.Paste(text))

    def _speak(self, lang: str) -> None:
        self.done.append(f"speak {lang}")
        self.person.app.speak(lang)

    def _wait(self, minutes: float) -> None:
        self.done.append(f"wait {minutes}")
        self.place.clock.pass_(minutes=minutes)

    def _unlock(self) -> None:
        entry = self.person.app.screen.query(Input).first()
        self.done.append("unlock")
        # The delay after wrong tries is over.
        self.place.clock.pass_(minutes=60)
        entry.value = SECRET
        self._press("enter")

    async def _resize(self, size: tuple[int, int]) -> None:
        self.done.append(f"size {size}")
        await self.person.pilot.resize_terminal(*size)


def whole(office: Office) -> None:
    """Nothing in the store is half made: pages, decisions with their passes, drafts, numbers."""
    office.store.check()
    kinds = ("application.submitted", "decision.made", "pass.issued")
    found = office.store.read(lambda conn: records.records_of_kinds(conn, kinds))
    applications = {one.application or one.id for one in found if one.kind == kinds[0]}
    decided = {one.id: one for one in found if isinstance(one.body, DecisionMade)}
    issued = [one for one in found if isinstance(one.body, PassIssued)]
    named = Counter(one.body.decision for one in issued if one.body.decision)
    assert set(named) == set(decided), "a decision without its pass, or a pass without its decision"
    assert set(named.values()) <= {1}, "a decision with two passes"
    assert {one.application for one in issued} >= applications, "an application without a code"
    refs = Counter(one.pass_ref for one in issued)
    assert set(refs.values()) <= {1}, "a pass number was given twice"
    for draft in deciding.drafts(office):
        assert draft.application in applications, "a draft of nothing"
