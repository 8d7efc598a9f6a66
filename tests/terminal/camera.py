"""How well cameras read the pass screen: `python -m tests.terminal.camera [--write]`.

The program's own pass screen, in every profile and theme, in a real font with 1.0 to 1.4 times its height
from line to line, photographed in each way of `optics.SHOTS`. Readers: zxing-cpp, and OpenCV where
`opencv-python-headless` is installed. `--write` puts the table into docs/measured-qr.md.
"""

import asyncio
import itertools
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import zxingcpp
from PIL import Image

from fieldpass.app import FieldpassApp
from fieldpass.config import folders
from fieldpass.desk.passes import PassView
from fieldpass.model.reasons import Reason
from fieldpass.model.text import Text
from fieldpass.screens.pass_card import PassScreen
from fieldpass.terminal.profiles import BASE, Profile
from fieldpass.terminal.themes import NAMES, NONE
from fieldpass.wire import serial, token
from tests.parts import village
from tests.screens.driver import NOWHERE, Person
from tests.terminal.optics import SHOTS, Shot, photograph, screen
from tests.terminal.pixels import Cell, cells_of_app
from tests.wire.village import ISSUER, claims

SPACINGS = (1.0, 1.1, 1.2, 1.3, 1.4)
Cells = list[list[Cell]]
Reader = Callable[[Image.Image], str]
TABLE = Path(__file__).parents[2] / "docs" / "measured-qr.md"
# What the app calls profiles, and a terminal in a GBK locale, which has the lower half block only.
PROFILES: dict[str, Profile] = {
    "full": BASE["full"],
    "console": BASE["console"],
    "serial": BASE["serial"],
    "full, GBK": replace(BASE["full"], blocks="lower", encoding="gbk"),
    # Reversed spaces draw two cells a module, which takes 90x45.
    "plain": BASE["plain"],
}


def longest_pass() -> PassView:
    """The widest token there is: 133 bytes, as many digits as any."""
    said = claims(
        ISSUER,
        name="买买提艾力",
        sequence=0xFFFF_FFFF,
        tenths=430,
        county_from="371323",
        county_to="990000",
        validity_days=23,
        expires=token.expiry(1_582_600_000, 23),
        unscreened=True,
        # Flags above 23 take a byte more, so the widest pass is no green one.
        colour="yellow",
        reason=Reason.OTHER,
    )
    return PassView(
        pass_ref=said.ref,
        application=bytes(16),
        digits=token.to_text(token.sign_pass(ISSUER, said)),
        serial=serial.grouped(said.serial),
        colour="green",
        colour_as_signed="green",
        yellow=None,
        name=said.name,
        id_tail=said.id_tail,
        reason=Text(zh="", en=""),
        valid_until=said.expires * 1000,
        validity=Text(zh="有效到 3月19日 24时", en="valid to 19 March 24:00"),
        route=Text(zh="沂水县 > 青岛市黄岛区", en="Yishui > Huangdao"),
        issued_by="后坡村村委会",
        issued_at=1_582_600_000_000,
        unscreened=True,
        tenths=said.tenths,
        training=False,
        void=False,
        printed=0,
        replaced_by=None,
        changeable=True,
    )


async def pass_screen(profile: Profile, theme: str, size: tuple[int, int] = (80, 24)) -> Cells:
    """The cells that the program, at work, shows for a pass."""
    here = village()
    with tempfile.TemporaryDirectory() as home, closing(here):
        office = here.device("issuer")
        identity = replace(office.require_identity(), server_url=NOWHERE)
        office.store.write(lambda tx: office.set_identity(tx, identity))
        app = FieldpassApp(
            folders(home), profile=profile, theme=theme, surroundings=office.surroundings
        )
        async with app.run_test(size=size) as pilot:
            person = Person(app, pilot)
            await person.settles()
            app.opened(office)
            await person.settles()
            app.push_screen(PassScreen(longest_pass()))
            await person.settles()
            person.is_at(PassScreen.NAME)
            return cells_of_app(app)


def by_zxing(image: Image.Image) -> str:
    """The text that zxing-cpp reads; it does not try inverted codes, as most readers do not."""
    found = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode), try_invert=False
    )
    return str(found[0].text) if found else ""


def readers() -> dict[str, Reader]:
    """The readers that are installed."""
    found: dict[str, Reader] = {"zxing-cpp": by_zxing}
    try:
        import cv2
        import numpy
    except ImportError:
        return found
    plain, aruco = cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()
    found["OpenCV"] = lambda image: str(plain.detectAndDecode(numpy.asarray(image))[0])
    found["OpenCV Aruco"] = lambda image: str(aruco.detectAndDecode(numpy.asarray(image))[0])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One photograph, and who read it."""

    profile: str
    theme: str
    spacing: float
    shot: str
    reader: str
    read: bool


async def drawings() -> dict[tuple[str, str], Cells]:
    """The pass screen in every profile and theme."""
    made = {}
    for name, profile in PROFILES.items():
        large = profile.blocks == "reverse"
        for theme in (NONE,) if large else NAMES:
            size = (132, 50) if large else (80, 24)
            made[name, theme] = await pass_screen(profile, theme, size)
    return made


def tries(
    drawn: dict[tuple[str, str], Cells],
    spacings: Sequence[float] = SPACINGS,
    shots: Sequence[Shot] = SHOTS,
    using: dict[str, Reader] | None = None,
) -> Iterable[Try]:
    """Every photograph by every reader; equal screens are photographed once."""
    text = longest_pass().digits
    known: dict[tuple[str, float, str], dict[str, bool]] = {}
    for (profile, theme), cells in drawn.items():
        for spacing in spacings:
            shown = None
            for shot in shots:
                key = (str(cells), spacing, shot.name)
                if key not in known:
                    shown = shown or screen(cells, spacing=spacing)
                    photo = photograph(shown, shot, f"{theme} {spacing}")
                    known[key] = {
                        name: read(photo) == text for name, read in (using or readers()).items()
                    }
                for name, right in known[key].items():
                    yield Try(
                        profile=profile,
                        theme=theme,
                        spacing=spacing,
                        shot=shot.name,
                        reader=name,
                        read=right,
                    )


def table(done: Sequence[Try], title: str, column: Callable[[Try], str]) -> list[str]:
    """Rates in per cent: a row each value of `column`, a column each reader."""
    names = list(dict.fromkeys(one.reader for one in done))
    count, right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for one in done:
        for value in (column(one), "all"):
            count[value, one.reader] += 1
            right[value, one.reader] += one.read
    values = [*dict.fromkeys(column(one) for one in done), "all"]
    lines = [f"| {title} | photographs | " + " | ".join(names) + " |"]
    lines.append("|---|---|" + "---|" * len(names))
    for value in values:
        rates = [f"{100 * right[value, name] / count[value, name]:.0f} %" for name in names]
        lines.append(f"| {value} | {count[value, names[0]]} | " + " | ".join(rates) + " |")
    return lines


def report(done: Sequence[Try]) -> str:
    """The document."""
    tables = [
        table(done, "line spacing", lambda one: f"{one.spacing}"),
        table(done, "photograph", lambda one: one.shot),
        table(done, "profile, theme", lambda one: f"{one.profile}: {one.theme}"),
    ]
    shots = [
        f"- *{shot.name}*: turned {shot.turn:g}, tilted {shot.tilt:g}, rolled {shot.roll:g} degrees; "
        f"{shot.width} pixels wide; blur {shot.blur:g} pixels; noise {shot.noise:g}; "
        f"light {shot.light:g}, contrast {shot.contrast:g}"
        for shot in SHOTS
    ]
    return "\n".join(
        [
            "<!-- Made by `python -m tests.terminal.camera --write`. -->",
            "",
            "# How well the pass screen is read",
            "",
            "The widest pass there is (133 bytes), on the program's own pass screen of 80x24 (the plain",
            "profile: 132x50), drawn in DejaVu Sans Mono at 14 pixels, from 1.0 to 1.4 times the",
            "font's height from line to line, and photographed by a simulated camera. Rates are the",
            "photographs of which a reader gave exactly the text; readers are told to look for QR codes",
            "and not for inverted ones.",
            "",
            "The lower half block, U+2584, which is all that GBK has, is read where lines touch (1.0) and",
            "hardly where a terminal leaves room between them: that room shows the upper module's colour.",
            "Terminals that draw block characters themselves leave none. All else is drawn with U+2580.",
            "",
            *shots,
            "",
            *itertools.chain.from_iterable([*lines, ""] for lines in tables),
        ]
    )


def main(arguments: Sequence[str]) -> int:
    """Print the report, or write it into the docs."""
    text = report(list(tries(asyncio.run(drawings()))))
    if "--write" in arguments:
        TABLE.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
