"""Unified social credit codes of bodies, after GB 32100.

Rules:

1. 18 characters of digits and capital letters without I, O, S, V, Z, which look like digits.
2. The first two name the registering authority and the kind of body; both may be letters. No authority is
   0, so eighteen zeros, which check, are no body.
3. Characters 3 to 8 are the division of the registration, digits.
4. The last is the check character, modulus 31 over powers of 3. It finds every single wrong character
   and every swapped pair, so the inner check character of the organisation code is not looked at.
"""

from fieldpass.model.identifiers.check import (
    DIGITS,
    Check,
    empty,
    error,
    first_not_in,
    normalise,
    ok,
    wrong_character,
    wrong_length,
)
from fieldpass.model.identifiers.divisions import facts_of
from fieldpass.model.text import Text

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_NAME = Text(zh="统一社会信用代码", en="unified social credit code")
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}


def check_character(first17: str) -> str:
    """The 18th character for the first 17.

    >>> check_character("91110000600037341")
    'L'
    """
    total = sum(
        ALPHABET.index(character) * weight
        for character, weight in zip(first17, _WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def check_uscc(text: str) -> Check:
    """Check a unified social credit code."""
    value = normalise(text)
    if not value:
        return empty(_NAME)
    if (place := first_not_in(value[:18], ALPHABET)) is not None:
        return _wrong_letter(value, place)
    if len(value) != 18:
        return wrong_length(value, _NAME, "18")
    if value[0] == "0":
        return wrong_character(
            value, _NAME, 0, zh="1 到 9 或字母 (登记部门)", en="1 to 9 or a letter (the authority)"
        )
    if (place := first_not_in(value, DIGITS, 2, 8)) is not None:
        return wrong_character(
            value, _NAME, place, zh="数字 (登记地区划)", en="a digit (division of registration)"
        )
    if (right := check_character(value[:17])) != value[17]:
        return error(
            value,
            zh=f"统一社会信用代码第 18 位按前 17 位算应该是 {right}; 或者前面有一位输错了.",
            en=f"Character 18 of the unified social credit code should be {right} after the"
            " first 17; or one of those is mistyped.",
            position=17,
        )
    return ok(
        value,
        zh="统一社会信用代码校验正确.",
        en="The unified social credit code checks.",
        facts=facts_of(value[2:8]),
    )


def _wrong_letter(value: str, place: int) -> Check:
    instead = _LOOKALIKES.get(value[place])
    if instead:
        return wrong_character(
            value,
            _NAME,
            place,
            zh=f"{instead} (代码里没有 I, O, S, V, Z)",
            en=f"{instead} (codes have no I, O, S, V, Z)",
        )
    return wrong_character(
        value,
        _NAME,
        place,
        zh="数字或大写字母 (没有 I, O, S, V, Z)",
        en="a digit or a capital letter other than I, O, S, V, Z",
    )
