"""A camera in front of a terminal: a real font's cells, seen aslant, out of focus, in bad light.

`screen` draws cells as a terminal with this font draws them, with its spacing between lines; `photograph`
is what a phone at some distance and angle makes of it. All chance comes from a seed; nothing here needs
more than Pillow.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from tests.terminal.pixels import Cell

FONTS = Path("/usr/share/fonts")
FONT = FONTS / "truetype/dejavu/DejaVuSansMono.ttf"
CHINESE = FONTS / "opentype/noto/NotoSansCJK-Regular.ttc"
ROOM = (48, 48, 52)
Matrix = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One way to hold the phone.

    `turn`, `tilt`, `roll` in degrees; `width` of the photograph in pixels, the screen filling most of
    it; `blur` the radius in pixels; `noise` 0 to 1 of the full range; `light` and `contrast` as factors.
    """

    name: str
    turn: float = 0
    tilt: float = 0
    roll: float = 0
    width: int = 1280
    blur: float = 0
    noise: float = 0
    light: float = 1
    contrast: float = 1


SHOTS = (
    Shot(name="straight"),
    Shot(name="held by hand", turn=8, tilt=-6, roll=4, blur=0.8, noise=0.05),
    Shot(name="from the side", turn=25, blur=0.8, noise=0.05),
    Shot(name="from above, turned", tilt=25, roll=12, blur=0.8, noise=0.05),
    Shot(name="far off", turn=5, width=480, blur=0.5, noise=0.05),
    Shot(name="out of focus", turn=5, roll=2, blur=1.8, noise=0.05),
    Shot(name="in the dark", turn=5, blur=0.8, noise=0.3, light=0.45),
    Shot(name="in sunlight", turn=5, blur=0.8, noise=0.1, contrast=0.35, light=1.3),
)


def screen(
    cells: Sequence[Sequence[Cell]], *, spacing: float = 1.0, size: int = 14, font: Path = FONT
) -> Image.Image:
    """The cells in a real font of so many pixels; `spacing` times its own height from line to line.

    The room between lines gets the background of its cell, below the glyph, as terminals draw it.
    """
    face = ImageFont.truetype(str(font), size)
    ascent, descent = face.getmetrics()
    wide, high = round(face.getlength("M")), round((ascent + descent) * spacing)
    chinese = ImageFont.truetype(str(CHINESE), size, index=2) if CHINESE.exists() else face
    image = Image.new("RGB", (wide * max(map(len, cells)), high * len(cells)))
    draw = ImageDraw.Draw(image)
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            place = (x * wide, y * high, (x + 1) * wide - 1, (y + 1) * high - 1)
            draw.rectangle(place, fill=cell.background)
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            if cell.text.strip():
                own = chinese if ord(cell.text[0]) >= 0x2E80 else face
                draw.text(
                    (x * wide, y * high + ascent), cell.text, cell.foreground, own, anchor="ls"
                )
    return image


def photograph(image: Image.Image, shot: Shot, seed: str) -> Image.Image:
    """What the camera of this shot sees of the screen, in grey."""
    chance = random.Random(f"{seed} {shot.name}")
    size = shot.width, round(shot.width * 0.75)
    homography = _to_source(image.size, size, shot)
    # Less than one source pixel in a target pixel would be aliased away: soften first.
    seen = image.convert("L")
    shrunk = image.width / size[0]
    if shrunk > 1:
        seen = seen.filter(ImageFilter.GaussianBlur(shrunk / 2))
    coefficients = [value / homography[2][2] for line in homography for value in line][:8]
    photo = seen.transform(
        size,
        Image.Transform.PERSPECTIVE,
        coefficients,
        Image.Resampling.BICUBIC,
        fillcolor=ROOM[0],
    )
    if shot.contrast != 1:
        photo = ImageEnhance.Contrast(photo).enhance(shot.contrast)
    if shot.light != 1:
        photo = photo.point([min(255, round(level * shot.light)) for level in range(256)])
    if shot.blur:
        photo = photo.filter(ImageFilter.GaussianBlur(shot.blur))
    return _noisy(photo, shot.noise, chance) if shot.noise else photo


def _noisy(photo: Image.Image, strength: float, chance: random.Random) -> Image.Image:
    """The sum of two even noises of each half the strength, around zero."""
    count = photo.width * photo.height
    for _ in range(2):
        grain = Image.frombytes("L", photo.size, chance.randbytes(count))
        scaled = grain.point([round(level * strength / 2) for level in range(256)])
        photo = ImageChops.add(photo, scaled, offset=-round(255 * strength / 4))
    return photo


def _to_source(source: tuple[int, int], target: tuple[int, int], shot: Shot) -> Matrix:
    """The homography from a pixel of the photograph to one of the screen.

    The screen is a plane turned before a pinhole camera; it fills 92 % of the photograph's shorter way.
    """
    turn, tilt, roll = (math.radians(each) for each in (shot.turn, shot.tilt, shot.roll))
    about_y = (
        (math.cos(turn), 0.0, math.sin(turn)),
        (0.0, 1.0, 0.0),
        (-math.sin(turn), 0.0, math.cos(turn)),
    )
    about_x = (
        (1.0, 0.0, 0.0),
        (0.0, math.cos(tilt), -math.sin(tilt)),
        (0.0, math.sin(tilt), math.cos(tilt)),
    )
    about_z = (
        (math.cos(roll), -math.sin(roll), 0.0),
        (math.sin(roll), math.cos(roll), 0.0),
        (0.0, 0.0, 1.0),
    )
    turned = _times(about_z, _times(about_x, about_y))
    far = 1.6 * source[0]
    plane = tuple((line[0], line[1], far * (index == 2)) for index, line in enumerate(turned))
    centred = ((1.0, 0.0, -source[0] / 2), (0.0, 1.0, -source[1] / 2), (0.0, 0.0, 1.0))
    seen = _times(plane, centred)
    corners = [_at(seen, x, y) for x in (0, source[0]) for y in (0, source[1])]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    scale = 0.92 * min(target[0] / (right - left), target[1] / (bottom - top))
    lens = (
        (scale, 0.0, target[0] / 2 - scale * (left + right) / 2),
        (0.0, scale, target[1] / 2 - scale * (top + bottom) / 2),
        (0.0, 0.0, 1.0),
    )
    return _inverse(_times(lens, seen))


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    along, down, depth = (line[0] * x + line[1] * y + line[2] for line in matrix)
    return along / depth, down / depth


def _times(left: Matrix, right: Matrix) -> Matrix:
    return tuple(
        (
            sum(line[k] * right[k][0] for k in range(3)),
            sum(line[k] * right[k][1] for k in range(3)),
            sum(line[k] * right[k][2] for k in range(3)),
        )
        for line in left
    )


def _inverse(matrix: Matrix) -> Matrix:
    """The inverse up to a factor, which a homography does not notice: the adjugate."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    return (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
