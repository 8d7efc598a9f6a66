"""Telephone numbers of the mainland: mobile, 11 digits from 13 to 19; or landline with its area code.

A leading +86 or 0086 is taken and dropped. One number may serve many people.
"""

from fieldpass.model.identifiers.check import (
    DIGITS,
    Check,
    empty,
    first_not_in,
    normalise,
    ok,
    wrong_character,
    wrong_length,
)
from fieldpass.model.text import Text

_NAME = Text(zh="电话号码", en="telephone number")
_MOBILE = 11
_LANDLINE = (10, 11, 12)


def check_phone(text: str) -> Check:
    """Check a telephone number; facts: kind (mobile or landline)."""
    value = normalise(text).translate({ord("("): None, ord(")"): None})
    value = value.removeprefix("+86").removeprefix("0086")
    if len(value) == _MOBILE + 2:
        value = value.removeprefix("86")
    if not value:
        return empty(_NAME)
    if (place := first_not_in(value, DIGITS)) is not None:
        return wrong_character(value, _NAME, place, zh="数字 0 到 9", en="a digit, 0 to 9")
    return _check_landline(value) if value[0] == "0" else _check_mobile(value)


def _check_mobile(value: str) -> Check:
    if value[0] != "1":
        return wrong_character(
            value,
            _NAME,
            0,
            zh="1 (手机), 或 0 (固定电话加区号)",
            en="1 (mobile) or 0 (landline with area code)",
        )
    if len(value) > 1 and value[1] in "012":
        return wrong_character(value, _NAME, 1, zh="3 到 9", en="3 to 9")
    if len(value) != _MOBILE:
        return wrong_length(value, _NAME, str(_MOBILE))
    return ok(value, zh="手机号正确.", en="The mobile number is right.", facts={"kind": "mobile"})


def _check_landline(value: str) -> Check:
    if len(value) > 1 and value[1] == "0":
        return wrong_character(value, _NAME, 1, zh="区号, 如 0539", en="an area code, as in 0539")
    if len(value) not in _LANDLINE:
        return wrong_length(value, _NAME, "10 or 11 or 12")
    return ok(
        value, zh="固定电话正确.", en="The landline number is right.", facts={"kind": "landline"}
    )
