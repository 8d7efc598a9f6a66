"""Draw the big verdict words as dots, for `fieldpass/widgets/bigwords.txt`.

Run by hand when a word changes; the program itself needs no font. The dots are traced from Noto
Sans CJK SC Bold (SIL Open Font License 1.1; Debian package fonts-noto-cjk), then may be retouched.
Needs Pillow, a development tool only.
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
SIMPLIFIED = 2
HEIGHT = 24
# Each word with the width in dots of one character.
WORDS = {
    "通行": 26,
    "待行": 26,
    "禁行": 26,
    "无效": 26,
    "待审核": 20,
    "无法核实": 16,
    "GO": 22,
    "CHECK": 11,
    "STOP": 14,
    "INVALID": 9,
}
# Eleven letters side by side would have strokes of one dot; two lines have two.
TWO_LINES = {"CANNOT TELL": (("CANNOT", "TELL"), 10)}
MARK = 16
LARGE = 640
HEADER = """\
; The big words of a verdict and their marks, 24 dots high; "#" is a set dot.
; Drawn by tools/draw_bigwords.py. The words are traced from Noto Sans CJK SC Bold,
; Copyright 2014-2021 Adobe, SIL Open Font License 1.1; the marks are our own."""


def character(text: str, width: int, height: int = HEIGHT, ink: float = 0.46) -> list[str]:
    """One character as rows of `#` and `.`, in `width` by `height` dots, the last column free."""
    font = ImageFont.truetype(FONT, LARGE, index=SIMPLIFIED)
    image = Image.new("L", (LARGE * 2, LARGE * 2), 0)
    ImageDraw.Draw(image).text((LARGE // 2, LARGE // 2), text, fill=255, font=font)
    box = image.getbbox()
    if box is None:
        return ["." * width] * height
    narrow = text in "I"
    glyph = image.crop(box)
    across = max(3, width // 3) if narrow else width - 1
    small = glyph.resize((across, height), Image.Resampling.BOX)
    rows = []
    for y in range(height):
        row = small.tobytes()[y * across : (y + 1) * across]
        dots = "".join("#" if grey > 255 * ink else "." for grey in row)
        rows.append((dots + ".").center(width, ".") if narrow else dots + ".")
    return rows


def word(text: str, width: int, height: int = HEIGHT) -> list[str]:
    """A word, its characters side by side."""
    return ["".join(row) for row in zip(*(character(c, width, height) for c in text), strict=True)]


def marks() -> dict[str, list[str]]:
    """A mark of its own shape for each shade."""
    bar: list[tuple[float, float]] = [(0, 9), (15, 9), (15, 14), (0, 14)]
    shapes: dict[str, list[list[tuple[float, float]]]] = {
        "green": [[(0, 13), (3, 10), (6.5, 14), (13, 4), (15.5, 6.5), (6.5, 20)]],
        "yellow": [[(6, 0), (10, 0), (9.5, 15), (6.5, 15)], [(6, 19), (10, 19), (10, 23), (6, 23)]],
        "red": [
            [(0, 4), (3, 1), (15.5, 19), (12.5, 22)],
            [(15.5, 4), (12.5, 1), (0, 19), (3, 22)],
        ],
        "invalid": [bar],
        "unknown": [
            [
                (0, 13),
                (3, 8),
                (6, 8),
                (10, 12),
                (12, 12),
                (15, 8),
                (15, 11),
                (12, 16),
                (9, 16),
                (5, 12),
                (3, 12),
                (0, 16),
            ],
        ],
    }
    drawn = {"pending": [row.center(MARK, ".") for row in character("?", 13)]}
    for name, polygons in shapes.items():
        large = Image.new("L", (MARK * 8, HEIGHT * 8), 0)
        for polygon in polygons:
            ImageDraw.Draw(large).polygon([(x * 8, y * 8) for x, y in polygon], fill=255)
        small = large.resize((MARK, HEIGHT), Image.Resampling.BOX)
        drawn[name] = [
            "".join(
                "#" if grey > 110 else "." for grey in small.tobytes()[y * MARK : (y + 1) * MARK]
            )
            for y in range(HEIGHT)
        ]
    return drawn


def main() -> None:
    """Write all words to the file named."""
    drawn = {text: word(text, width) for text, width in WORDS.items()}
    for text, (parts, width) in TWO_LINES.items():
        upper, lower = (word(part, width, 11) for part in parts)
        across = max(len(upper[0]), len(lower[0]))
        drawn[text] = [row.center(across, ".") for row in (*upper, "", "", *lower)]
    drawn |= {f"mark {name}": rows for name, rows in marks().items()}
    lines = [HEADER]
    for text, rows in drawn.items():
        lines += [f"= {text}", *(row.rstrip(".") or "." for row in rows)]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
