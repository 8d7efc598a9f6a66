"""Showing a scene on the program itself, and keeping what stands on the screen.

Clock and chance are the stage's; what would go away by itself after seconds of the wall clock stays,
and the background sync has tried the network once and is at rest.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
from tests.screens.snapshots.scenes import Scene
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


async def take(case: Case, profile: Profile = BASE["full"]) -> Taken:
    """Show a case in every theme."""
    before, stage = locale.language(), case.scene.stage()
    locale.use(case.lang)
    try:
        with _held():
            return await _take(case, stage, profile)
    finally:
        locale.use(before)
        stage.close()
        width.draw_chinese(True)


async def _take(case: Case, stage: Stage, profile: Profile) -> Taken:
    office = stage.office
    opened = (
        at_work(office, stage.home, case.size, profile)
        if office is not None
        else at_the_terminal(stage.home, stage.surroundings, case.size, profile)
    )
    found: list[str] = []
    strips: dict[str, Sequence[Strip]] = {}
    async with opened as person:
        if office is not None:
            await _at_rest(person)
        await case.scene.act(person, stage)
        at = getattr(person.app.screen, "NAME", type(person.app.screen).__name__)
        strong = person.app.theme not in THEMES
        for theme in (person.app.theme,) if strong else THEMES:
            person.app.theme = theme
            await person.settles()
            rows = person.app.screen._compositor.render_strips()
            strips[theme] = rows
            found += problems(rows, case.size, theme, profile)
        if not strong:
            # Not drawn, since it is nobody's first theme; the rules hold in it as in the others.
            person.app.theme = STRONG
            await person.settles()
            strongly = person.app.screen._compositor.render_strips()
            found += problems(strongly, case.size, STRONG, profile)
            person.app.theme = theme
            await person.settles()
        # Which keys help may hang on the theme: the last one is the one in front.
        found += footer(person.app.screen, rows)
        if profile.chinese:
            # Names in Latin letters are longer, and give way by design.
            found += cuts(person.app.screen, rows)
    first = next(iter(strips.values()))
    drawing = svg_of(strips, case.size, f"{case}: {at}")
    return Taken(text=text_of(first), svg=drawing, problems=tuple(found), strips=strips)


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


def cases(part: str = "") -> list[Case]:
    """Every case whose name holds `part`."""
    from tests.screens.snapshots.scenes import SCENES

    return [
        Case(scene=scene, size=size, lang=lang)
        for scene in SCENES
        for size in SIZES
        for lang in LANGUAGES
        if part in scene.name
    ]
