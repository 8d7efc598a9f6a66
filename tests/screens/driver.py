"""A person at the keyboard, 80x24: presses keys, types, and sees lines of text.

Waits are for the program's own workers, never for time; the clock is the village's.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.pilot import Pilot
from textual.worker import Worker, WorkerCancelled
from wcwidth import wcswidth

from fieldpass.app import FieldpassApp
from fieldpass.config import folders
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings
from fieldpass.screens.slip import Slip
from fieldpass.terminal.profiles import BASE, Profile
from fieldpass.widgets.scan_field import ScanField
from tests.screens import threads

NOWHERE = "http://127.0.0.1:9"
KEYS = {" ": "space", ".": "full_stop", "-": "minus", ":": "colon", "/": "slash"}
ROUNDS_MAX = 200
TURNS_MAX = 20_000
TURNS_AT_ONCE = 200
PAUSE_S = 0.002


def _busy(pump: MessagePump) -> bool:
    """Whether it has a message to handle, handles one, or only begins: all but who waits for the next one."""
    queue = pump._message_queue
    if not queue.empty() or pump._next_callbacks:
        return True
    waits = any(not waiter.done() for waiter in queue.ready_event._waiters)
    return pump._running and not waits


class Person:
    """What somebody at the terminal can do and see."""

    def __init__(self, app: FieldpassApp, pilot: Pilot) -> None:
        self.app, self.pilot = app, pilot
        self.threads = threads.of_this_loop()

    def _working(self) -> list[Worker[Any]]:
        """What the program has begun and not ended; a camera is watched as long as its screen stands."""
        every = self.app.workers
        return [one for one in every if not one.is_finished and one.group != "camera"]

    async def settles(self) -> None:
        """Let the program do all that it has begun."""
        for _ in range(ROUNDS_MAX):
            await self._drains()
            if self.app._change_due is not None:
                # What the store says is shown after a moment, in case there is more to say.
                self.app._show_change()
                continue
            if self.app.keys_wait:
                await self._keys_go_on()
                continue
            if self.app._held:
                # Digits wait for a moment, in case they are a scan.
                await self.app.release_keys()
                continue
            for field in self.app.screen.query(ScanField):
                # What is typed there is shown after a moment, in case it is a scan.
                field._settle()
            closing = self.app._thread_closing
            if closing is not None and closing.is_alive():
                # A lock keeps what was typed, and closes the office, in a thread of its own.
                await asyncio.to_thread(closing.join)
                continue
            running = self._working()
            if not running:
                await self._threads_end()
                await self._drains()
                if self._rests():
                    return
                continue
            # A newer question may take an older one's place; the next round looks again.
            with suppress(WorkerCancelled):
                await self.app.workers.wait_for_complete(running)
        raise AssertionError("the program does not come to rest")

    def _rests(self) -> bool:
        return not (self._working() or self._threads() or self.app._change_due or self.app._held)

    def _threads(self) -> list[Future[Any]]:
        """Threads at work, also of a screen that has gone; not those of a camera."""
        watched = tuple(one._work for one in self.app.workers if one.group == "camera")
        return self.threads.under_way(but=watched)

    async def _keys_go_on(self) -> None:
        """A form waits for the desk as long as that takes; it is one round, however busy the machine is."""
        for _ in range(TURNS_MAX):
            if not self.app.keys_wait:
                return
            await asyncio.sleep(PAUSE_S)
        raise AssertionError("keys wait for ever")

    async def _threads_end(self) -> None:
        for _ in range(TURNS_MAX):
            if not self._threads():
                return
            await asyncio.sleep(PAUSE_S)
        raise AssertionError("a thread does not end")

    async def _drains(self) -> None:
        """Let every message be handled, and what it changed be laid out and painted.

        Textual's own `pause` guesses by the time that the process needs, which a busy machine spoils,
        and sends a message to every widget of the screen, which costs more than what is waited for.
        """
        quiet = 0
        for number in range(TURNS_MAX):
            # A handler may wait for a thread: no need to run in circles meanwhile.
            await asyncio.sleep(0 if number < TURNS_AT_ONCE else PAUSE_S)
            if any(_busy(pump) for pump in self._pumps()):
                quiet = 0
                continue
            if self.app._resize_timer is not None:
                # Textual waits for a moment, in case the window is still being drawn to another size.
                self.app._check_resize()
                continue
            self.app.screen._on_timer_update()
            quiet += 1
            if quiet > 2:
                return
        raise AssertionError("messages do not end")

    def _pumps(self) -> list[MessagePump]:
        return [self.app, *self.app.screen_stack, *self.app.screen.walk_children(with_self=False)]

    def _breathes(self) -> None:
        """A person takes longer between two things than a scanner does; no test waits for it."""
        for field in self.app.screen.query(ScanField):
            field._key_at = None

    async def presses(self, *keys: str) -> None:
        """Press keys, and let each have its effect."""
        self._breathes()
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await self.settles()

    async def resizes(self, size: tuple[int, int]) -> None:
        """Draw the window to another size."""
        wanted = Size(*size)
        assert isinstance(self.app._driver, HeadlessDriver)
        self.app._driver._size = wanted
        self.app.post_message(events.Resize(wanted, wanted))
        await self.settles()

    async def types(self, text: str) -> None:
        """Type a text, faster than the screen is painted."""
        self._breathes()
        for char in text:
            self.app.post_message(events.Key(KEYS.get(char, char), char))
        await self.settles()

    async def enters(self, text: str) -> None:
        """Type a text and press Enter."""
        await self.types(text)
        await self.presses("enter")

    async def scans(self, code: str) -> None:
        """A scanner types all that a code holds, at once and with an Enter behind it."""
        self._breathes()
        for char in f"{code}\r":
            key = "enter" if char == "\r" else KEYS.get(char, char)
            self.app.post_message(events.Key(key, char))
        await self.settles()

    async def waits_for(self, text: str, rounds: int = 400) -> None:
        """Wait until a text stands on the screen, for what other programs must do first."""
        for _ in range(rounds):
            if text in self.screen:
                return
            await self.pilot.pause(0.05)
        raise AssertionError(f"{text!r} never came:\n{self.screen}")

    @property
    def lines(self) -> list[str]:
        """The lines of the screen."""
        strips = self.app.screen._compositor.render_strips()
        return [strip.text for strip in strips]

    @property
    def screen(self) -> str:
        """The whole screen as text."""
        return "\n".join(self.lines)

    @property
    def footer(self) -> str:
        """The last two lines."""
        return "\n".join(self.lines[-2:])

    def sees(self, *texts: str) -> None:
        """All of these stand on the screen."""
        for text in texts:
            assert text in self.screen, f"{text!r} is not on the screen:\n{self.screen}"

    def does_not_see(self, *texts: str) -> None:
        """None of these stands on the screen."""
        for text in texts:
            assert text not in self.screen, f"{text!r} is on the screen:\n{self.screen}"

    def is_at(self, name: str) -> None:
        """The screen in front has this name in the registry."""
        front = getattr(self.app.screen, "NAME", type(self.app.screen).__name__)
        assert front == name, f"at {front}, not at {name}:\n{self.screen}"

    def sees_a_tidy_screen(self) -> None:
        """Every line is exactly as wide as the terminal, and the program had no fault."""
        assert self.app.troubles == ()
        size = self.app.size
        assert [wcswidth(line) for line in self.lines] == [size.width] * size.height, self.screen


@asynccontextmanager
async def at_the_terminal(
    home: Path,
    surroundings: Surroundings,
    size: tuple[int, int] = (80, 24),
    profile: Profile = BASE["full"],
    slip: Slip | None = None,
) -> AsyncIterator[Person]:
    """The program on a device in `home`, at its first screen."""
    threads.of_this_loop()
    app = FieldpassApp(folders(home), profile=profile, surroundings=surroundings, slip=slip)
    async with app.run_test(size=size) as pilot:
        person = Person(app, pilot)
        await person.settles()
        yield person
        assert app.troubles == ()


@asynccontextmanager
async def at_work(
    office: Office,
    home: Path,
    size: tuple[int, int] = (80, 24),
    profile: Profile = BASE["full"],
) -> AsyncIterator[Person]:
    """The program with an office that is open already, at its home screen, without a network."""
    identity = replace(office.require_identity(), server_url=NOWHERE)
    office.store.write(lambda tx: office.set_identity(tx, identity))
    async with at_the_terminal(home, office.surroundings, size, profile) as person:
        person.app.opened(office)
        await person.settles()
        yield person
