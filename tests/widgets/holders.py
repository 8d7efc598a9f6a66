"""Holders as they come: names of 1 to 60 characters in any script, every reading, route and validity."""

import random
from collections.abc import Iterator

from fieldpass.model.reasons import Reason
from fieldpass.wire import token
from fieldpass.wire.keys import SigningKey

ISSUED = 1_582_600_000
# First and last code points: Han (with its extension beyond 16 bits), Latin, Greek, Cyrillic, Arabic,
# Tibetan, Uyghur's letters, Hangul, Yi, Mongolian, Devanagari, Thai, and faces that nobody is called.
SCRIPTS = (
    (0x4E00, 0x9FFF),
    (0x20000, 0x2A6D0),
    (0x41, 0x5A),
    (0xC0, 0x17F),
    (0x391, 0x3A1),
    (0x410, 0x44F),
    (0x621, 0x64A),
    (0xF40, 0xF47),
    (0x678, 0x6D3),
    (0xAC00, 0xD7A3),
    (0xA000, 0xA48C),
    (0x1820, 0x1842),
    (0x905, 0x939),
    (0xE01, 0xE2E),
    (0x1F600, 0x1F64F),
)


def name(chance: random.Random) -> str:
    """1 to 60 characters, mostly of one script."""
    low, high = chance.choice(SCRIPTS)
    letters = [chr(chance.randint(low, high)) for _ in range(chance.randint(1, 60))]
    if len(letters) > 8 and chance.random() < 0.3:
        letters[chance.randrange(1, len(letters))] = chance.choice(" ·-'")
    return "".join(letters)


def holders(count: int, key: SigningKey) -> Iterator[token.PassClaims]:
    """So many holders' claims, always the same ones."""
    chance = random.Random(164)
    for _ in range(count):
        colour = chance.choice(token.COLOURS)
        days = chance.randint(1, token.VALIDITY_DAYS_MAX)
        yield token.PassClaims(
            kid=key.kid,
            name=token.cut_name(name(chance)),
            expires=token.expiry(ISSUED + chance.randrange(366 * token.DAY_SECONDS), days),
            # Small numbers are the usual ones, large ones the widest.
            sequence=chance.getrandbits(chance.randint(1, 32)),
            colour=colour,
            unscreened=chance.random() < 0.5,
            training=chance.random() < 0.1,
            reason=chance.choice([one for one in Reason if one.fits(colour)]),
            tenths=chance.choice([None, *range(token.TENTHS_MIN, token.TENTHS_MAX + 1)]),
            id_tail="".join(chance.choices("0123456789ABCDEFGHXZ", k=4)),
            county_from=f"{chance.randint(110000, 820000)}",
            county_to=f"{chance.randint(110000, 999999)}",
            validity_days=days,
        )
