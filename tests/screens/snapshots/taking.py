"""Showing a scene on the program itself, and keeping what stands on the screen.

Clock and chance are the stage's; what would go away by itself after seconds of the wall clock stays,
and the background sync has tried the network once and is at rest.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from PIL import Image
from textual.strip import Strip

from fieldpass import locale
from fieldpass.desk import sending
from fieldpass.screens import checkpoint
from fieldpass.screens.base import DeskScreen
from fieldpass.sync.errors import Unreachable
from fieldpass.terminal import width
from fieldpass.terminal.profiles import BASE, Profile
from fieldpass.terminal.themes import DARK, LIGHT, NONE, SIXTEEN, STRONG
from tests.screens.driver import Person, at_the_terminal, at_work
from tests.screens.snapshots.drawing import svg_of
from tests.screens.snapshots.rules import cuts, footer, problems
from tests.screens.snapshots.scenes import SCENES, Scene
from tests.screens.snapshots.stage import CHEAP, Stage
from tests.terminal.pixels import Ground, cells_of_lines, picture

KEPT = Path(__file__).with_name("kept")
SIZES = ((80, 24), (132, 43))
LANGUAGES = ("zh", "en")
THEMES = (DARK, LIGHT, SIXTEEN, NONE)
FONT = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A scene at one size in one language."""

    scene: Scene
    size: tuple[int, int]
    lang: str

    @property
    def file(self) -> Path:
        """Where its text is kept."""
        return KEPT / f"{self.size[0]}x{self.size[1]}-{self.lang}" / f"{self.scene.name}.txt"

    @property
    def drawing(self) -> Path:
        """Where its drawing in every theme is kept."""
        return self.file.with_suffix(".svg")

    def __str__(self) -> str:
        return f"{self.scene.name} {self.size[0]}x{self.size[1]} {self.lang}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What stood on the screen: its text, its drawing in every theme, and what breaks the rules."""

    text: str
    svg: str
    problems: tuple[str, ...]
    strips: dict[str, Sequence[Strip]]


def text_of(strips: Sequence[Strip]) -> str:
    """The rows of a screen, without the spaces at their ends."""
    return "".join(strip.text.rstrip() + "\n" for strip in strips)


@contextmanager
def _held() -> Iterator[None]:
    """Nothing goes away by itself, and opening a device is cheap."""
    with (
        mock.patch.dict(DeskScreen.say.__kwdefaults__, seconds=3600.0),
        mock.patch.object(checkpoint, "DETAILS_S", 3600.0),
        # On a slow machine the next try would come while the themes are taken.
        mock.patch("fieldpass.sync.driver.wait_s", return_value=3600.0),
        mock.patch("fieldpass.store.envelope.DEFAULT_COST", CHEAP),
        mock.patch("platform.python_version", return_value="3.11.0"),
        mock.patch("importlib.metadata.version", return_value="0.1.0"),
    ):
        yield


async def take(
    scene: Scene,
    lang: str,
    *,
    profile: Profile = BASE["full"],
    sizes: Sequence[tuple[int, int]] = SIZES,
    themes: Sequence[str] = THEMES,
) -> dict[Case, Taken]:
    """Show a scene in a language, in every theme, at each size.

    It is played at the first size; the window is drawn to the others, where nothing may look otherwise
    than in a window that was so large from the beginning.
    """
    before, stage = locale.language(), scene.stage()
    locale.use(lang)
    try:
        with _held():
            shown = [Case(scene=scene, size=size, lang=lang) for size in sizes]
            return await _take(shown, stage, profile, themes)
    finally:
        locale.use(before)
        stage.close()
        width.draw_chinese(True)


async def _take(
    cases: Sequence[Case], stage: Stage, profile: Profile, themes: Sequence[str]
) -> dict[Case, Taken]:
    office, scene = stage.office, cases[0].scene
    opened = (
        at_work(office, stage.home, cases[0].size, profile)
        if office is not None
        else at_the_terminal(stage.home, stage.surroundings, cases[0].size, profile)
    )
    views = {case: _View() for case in cases}
    async with opened as person:
        if office is not None:
            await _at_rest(person)
        await scene.act(person, stage)
        at = getattr(person.app.screen, "NAME", type(person.app.screen).__name__)
        # A scene in strong light is drawn so. It is nobody's first theme: elsewhere the rules hold in
        # it as in the others, and it is not drawn.
        strong = person.app.theme == STRONG
        for number, theme in enumerate((STRONG,) if strong else (*themes, STRONG)):
            if theme != person.app.theme:
                person.app.theme = theme
                await person.settles()
            # There and back again, so that each theme costs one drawing of the window.
            for case in cases if number % 2 == 0 else reversed(cases):
                if tuple(person.app.size) != case.size:
                    await person.resizes(case.size)
                views[case].look(person, case, theme, profile, drawn=strong or theme != STRONG)
    return {case: view.taken(case, at) for case, view in views.items()}


@dataclass(slots=True)
class _View:
    """What is seen at one size, theme by theme."""

    strips: dict[str, Sequence[Strip]] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    def look(
        self, person: Person, case: Case, theme: str, profile: Profile, *, drawn: bool
    ) -> None:
        """Keep what stands there now."""
        screen = person.app.screen
        rows = screen._compositor.render_strips()
        self.found += problems(rows, case.size, theme, profile)
        self.found += footer(screen, rows)
        if profile.chinese:
            # Names in Latin letters are longer, and give way by design.
            self.found += cuts(screen, rows)
        if drawn:
            self.strips[theme] = rows

    def taken(self, case: Case, at: str) -> Taken:
        """What is kept of it."""
        first = next(iter(self.strips.values()))
        drawing = svg_of(self.strips, case.size, f"{case}: {at}")
        found = tuple(dict.fromkeys(self.found))
        return Taken(text=text_of(first), svg=drawing, problems=found, strips=self.strips)


async def _at_rest(person: Person) -> None:
    """The background sync has found no network."""
    office = person.app.office
    assert office is not None
    for _ in range(400):
        syncer = office.syncer
        if office.identity is None:
            break
        if syncer is not None and sending.status(office).link == "offline":
            # A pause in the midst of the next try is told as a try that did not finish.
            syncer.pause()
            for _ in range(400):
                if syncer.report.state != "sending":
                    break
                await asyncio.sleep(0.02)
            if syncer.report.error_code == Unreachable.code:
                break
            syncer.resume()
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("the sync never came to rest")
    person.app.read_heading()
    await person.settles()
    if person.app.front is not None:
        person.app.front.show()
    await person.settles()


def png_of(strips: Sequence[Strip]) -> Image.Image:
    """A picture of a screen, cell by cell."""
    font = FONT if FONT.exists() else None
    return picture(cells_of_lines(strips, Ground()), font=font)


def scenes(part: str = "") -> list[Scene]:
    """Every scene whose name holds `part`."""
    return [scene for scene in SCENES if part in scene.name]


def cases(part: str = "") -> list[Case]:
    """Every case of those scenes."""
    return [
        Case(scene=scene, size=size, lang=lang)
        for scene in scenes(part)
        for size in SIZES
        for lang in LANGUAGES
    ]
