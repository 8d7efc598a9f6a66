"""Five themes of our own, and the styles that carry meaning.

A theme colours the frame of a screen through Textual's variables. What *means* something - a
pass's colour, the row under the cursor, a QR code - has a `Palette`: explicit foreground and
background for each theme, so that no blending and no terminal default can change it. In every
palette foreground and background differ by a contrast of at least 3:1 (held by a test); colour
never stands alone, a word and a shape always double it.

`fieldpass-16` uses only the 16 colours of the terminal, `fieldpass-none` only reverse and bold.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.style import Style

if TYPE_CHECKING:
    from textual.app import App
    from textual.theme import Theme

DARK, LIGHT, STRONG = "fieldpass-dark", "fieldpass-light", "fieldpass-strong"
SIXTEEN, NONE = "fieldpass-16", "fieldpass-none"
NAMES = (DARK, LIGHT, STRONG, SIXTEEN, NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The styles with a meaning of their own, in one theme."""

    text: Style
    muted: Style
    heading: Style
    cursor: Style
    entry: Style
    alert: Style
    green: Style
    yellow: Style
    red: Style
    pending: Style
    invalid: Style
    unknown: Style
    code: Style
    """Dark module (foreground) on light ground (background) of a QR code."""
    explicit: bool = True
    """False where the terminal has no colours and `reverse` is all there is."""


def _style(colours: str) -> Style:
    return Style.parse(colours)


PALETTES: dict[str, Palette] = {
    DARK: Palette(
        text=_style("#e6e6e6 on #121619"),
        muted=_style("#9aa5ad on #121619"),
        heading=_style("#ffffff on #24485f"),
        cursor=_style("#000000 on #f2c14e"),
        entry=_style("#ffffff on #2b333a"),
        alert=_style("bold #ffd166 on #121619"),
        green=_style("#ffffff on #0b7a34"),
        yellow=_style("#000000 on #ffcc00"),
        red=_style("#ffffff on #c1121f"),
        pending=_style("#000000 on #d9d9d9"),
        invalid=_style("#ffffff on #000000"),
        unknown=_style("#ffffff on #3b4a9b"),
        code=_style("#000000 on #ffffff"),
    ),
    LIGHT: Palette(
        text=_style("#1a1a1a on #f5f5f0"),
        muted=_style("#5c5c5c on #f5f5f0"),
        heading=_style("#ffffff on #24485f"),
        cursor=_style("#ffffff on #24485f"),
        entry=_style("#000000 on #dfe3e6"),
        alert=_style("bold #9a3412 on #f5f5f0"),
        green=_style("#ffffff on #0b7a34"),
        yellow=_style("#000000 on #ffcc00"),
        red=_style("#ffffff on #c1121f"),
        pending=_style("#000000 on #c8c8c8"),
        invalid=_style("#ffffff on #000000"),
        unknown=_style("#ffffff on #3b4a9b"),
        code=_style("#000000 on #ffffff"),
    ),
    STRONG: Palette(
        text=_style("bold #000000 on #ffffff"),
        muted=_style("#000000 on #ffffff"),
        heading=_style("bold #ffffff on #000000"),
        cursor=_style("bold #ffffff on #000000"),
        entry=_style("bold #000000 on #ffffff"),
        alert=_style("bold #000000 on #ffffff"),
        green=_style("bold #000000 on #6fe08a"),
        yellow=_style("bold #000000 on #ffe14d"),
        red=_style("bold #ffffff on #b00010"),
        pending=_style("bold #000000 on #e0e0e0"),
        invalid=_style("bold #ffffff on #000000"),
        unknown=_style("bold #ffffff on #20307a"),
        code=_style("#000000 on #ffffff"),
    ),
    SIXTEEN: Palette(
        text=_style("white on black"),
        muted=_style("white on black"),
        heading=_style("black on cyan"),
        cursor=_style("black on white"),
        entry=_style("white on black"),
        alert=_style("bold white on black"),
        green=_style("black on green"),
        yellow=_style("black on yellow"),
        red=_style("bold white on red"),
        pending=_style("black on white"),
        invalid=_style("white on black"),
        unknown=_style("bold white on blue"),
        code=_style("black on white"),
    ),
    NONE: Palette(
        text=Style(),
        muted=Style(),
        heading=Style(reverse=True),
        cursor=Style(reverse=True),
        entry=Style(underline=True),
        alert=Style(bold=True),
        green=Style(reverse=True),
        yellow=Style(),
        red=Style(reverse=True, bold=True),
        pending=Style(),
        invalid=Style(),
        unknown=Style(),
        code=Style(),
        explicit=False,
    ),
}


def palette(theme: str) -> Palette:
    """The palette of a theme by name; one that is not ours reads the dark one."""
    return PALETTES.get(theme, PALETTES[DARK])


def palette_of(app: "App[Any]") -> Palette:
    """The palette of the theme that the app shows."""
    return palette(app.theme)


def _hex(style: Style, background: bool = False) -> str:
    colour = style.bgcolor if background else style.color
    if colour is None or colour.is_default:
        return "ansi_default"
    return f"ansi_{colour.name}" if colour.is_system_defined else colour.name


def _variables(colours: Palette) -> dict[str, str]:
    """Textual's variables for the parts that our screens use of it."""
    text, ground = _hex(colours.text), _hex(colours.text, True)
    cursor, under = _hex(colours.cursor), _hex(colours.cursor, True)
    selected = "reverse" if not colours.explicit else "none"
    return {
        "ansi-background": ground,
        "ansi-foreground": text,
        "text": text,
        "text-muted": _hex(colours.muted),
        "text-disabled": _hex(colours.muted),
        "block-cursor-foreground": cursor,
        "block-cursor-background": under,
        "block-cursor-text-style": selected,
        "block-cursor-blurred-foreground": text,
        "block-cursor-blurred-background": ground,
        "block-cursor-blurred-text-style": "bold",
        "block-hover-background": ground,
        "input-cursor-background": under,
        "input-cursor-foreground": cursor,
        "input-cursor-text-style": selected,
        "input-selection-background": under,
        "input-selection-foreground": cursor,
        "screen-selection-background": under,
        "screen-selection-foreground": cursor,
        "entry-background": _hex(colours.entry, True),
        "entry-foreground": _hex(colours.entry),
        # Where the ground of an entry is the ground of the screen, only a line shows where to type.
        "entry-text-style": "none" if _hex(colours.entry, True) != ground else "underline",
        "border": text,
        "border-blurred": text,
        "scrollbar": text,
        "scrollbar-hover": text,
        "scrollbar-active": text,
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
        "footer-foreground": text,
        "footer-background": ground,
        "footer-key-foreground": text,
        "footer-key-background": ground,
        "footer-description-foreground": text,
        "footer-description-background": ground,
        "footer-item-background": ground,
        "button-foreground": text,
        "button-color-foreground": cursor,
        "button-focus-text-style": "bold reverse",
    }


def themes() -> list["Theme"]:
    """The five themes, to be registered with `App.register_theme`."""
    from textual.theme import Theme

    made = []
    for name, colours in PALETTES.items():
        text, ground = _hex(colours.text), _hex(colours.text, True)
        accent = _hex(colours.heading, True)
        made.append(
            Theme(
                name=name,
                primary=accent,
                secondary=accent,
                accent=accent,
                warning=_hex(colours.alert),
                error=_hex(colours.alert),
                success=accent,
                foreground=text,
                background=ground,
                surface=ground,
                panel=ground,
                boost=ground,
                dark=name not in (LIGHT, STRONG),
                ansi=name in (SIXTEEN, NONE),
                text_alpha=1.0,
                variables=_variables(colours),
            )
        )
    return made
