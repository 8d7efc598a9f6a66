"""Identity numbers of 18 and 15 digits, and residence permits of Hong Kong, Macao and Taiwan.

Rules, after GB 11643:

1. 18 characters: county 6, birth YYYYMMDD 8, order 3 (odd for men), check character 1.
2. The check character is ISO 7064 MOD 11-2; 10 is written X.
3. 15 digits (before 1999): the same without the century and without the check character. They are
   answered in the 18-digit form, so that one person stays one person.
4. A residence permit begins with 81 (Hong Kong), 82 (Macao) or 83 (Taiwan), built the same way.
5. An unknown county is a warning, never an error.
6. `today` is an argument; without it no birth date is in the future.
"""

from fieldpass.model.identifiers.check import (
    DIGITS,
    Check,
    empty,
    error,
    first_not_in,
    normalise,
    ok,
    warning,
    wrong_character,
    wrong_length,
)
from fieldpass.model.identifiers.divisions import PROVINCES, SHANDONG, facts_of, is_known
from fieldpass.model.text import Text
from fieldpass.model.times import is_day

PERMITS: dict[str, Text] = {
    "81": Text(zh="香港", en="Hong Kong"),
    "82": Text(zh="澳门", en="Macao"),
    "83": Text(zh="台湾", en="Taiwan"),
}
_NAME = Text(zh="身份证号", en="identity number")
_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))
_CHECKS = "10X98765432"
_EARLIEST = 19000101


def check_character(first17: str) -> str:
    """The 18th character for 17 digits (ISO 7064 MOD 11-2).

    >>> check_character("37132319730102223")
    '6'
    """
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def to_18(number15: str) -> str:
    """The 18-digit form of a 15-digit number; its births are of the 1900s."""
    body = number15[:6] + "19" + number15[6:]
    return body + check_character(body)


def check_resident_id(text: str, *, today: int | None = None) -> Check:
    """Check an identity number or a residence permit; `today` is YYYYMMDD of UTC+8."""
    # The multiplication sign is what some input methods give for the last character.
    value = normalise(text).replace("×", "X")
    if not value:
        return empty(_NAME)
    if len(value) == 15:
        return _check_15(value, today)
    body = value[:17]
    if (place := first_not_in(body, DIGITS)) is not None:
        return wrong_character(value, _NAME, place, zh="数字 0 到 9", en="a digit, 0 to 9")
    if len(value) != 18:
        return wrong_length(value, _NAME, "15 or 18")
    if value[17] not in _CHECKS:
        return wrong_character(value, _NAME, 17, zh="数字或 X", en="a digit or X")
    if problem := _check_birth(value, 6, int(value[6:14]), today):
        return problem
    if (right := check_character(body)) != value[17]:
        return error(
            value,
            zh=f"身份证号第 18 位按前 17 位算应该是 {right}; 或者前面有一位输错了.",
            en=f"Character 18 of the identity number should be {right} after the first 17;"
            " or one of those is mistyped.",
            position=17,
        )
    return _judge_place(value, value)


def _check_15(value: str, today: int | None) -> Check:
    if (place := first_not_in(value, DIGITS)) is not None:
        return wrong_character(value, _NAME, place, zh="数字 0 到 9", en="a digit, 0 to 9")
    if problem := _check_birth(value, 6, 19_000_000 + int(value[6:12]), today):
        return problem
    return _judge_place(value, to_18(value))


def _check_birth(value: str, start: int, birth: int, today: int | None) -> Check | None:
    """None, or what is wrong with the birth date that begins at place `start`."""
    year_length = len(value) - 14 if len(value) == 18 else 2
    month_at, day_at = start + year_length, start + year_length + 2
    month, day = birth // 100 % 100, birth % 100
    if birth < _EARLIEST:
        return wrong_character(
            value, _NAME, start, zh="1900 年以后的出生年份", en="a year of birth from 1900 on"
        )
    if not 1 <= month <= 12:
        place = month_at if value[month_at] not in "01" else month_at + 1
        return wrong_character(value, _NAME, place, zh="月份 01 到 12", en="a month, 01 to 12")
    if not is_day(birth):
        place = day_at if value[day_at] not in "0123" else day_at + 1
        last = max(last for last in range(28, 32) if is_day(birth - day + last))
        return wrong_character(
            value,
            _NAME,
            place,
            zh=f"这个月里的日子 01 到 {last}",
            en=f"a day of that month, 01 to {last}",
        )
    if today is not None and birth > today:
        return wrong_character(
            value, _NAME, start, zh="不晚于今天的出生日期", en="a date of birth not after today"
        )
    return None


def _judge_place(value: str, full: str) -> Check:
    """The answer for a number that is well built: its facts, and a warning for an unknown county."""
    birth = full[6:14]
    facts = {
        "document": "resident_id",
        "birth": f"{birth[:4]}-{birth[4:6]}-{birth[6:]}",
        "sex": "m" if int(full[16]) % 2 else "f",
    }
    if full[:2] in PERMITS:
        home = PERMITS[full[:2]]
        facts |= {"document": "residence_permit", "home": home.zh, "home_en": home.en}
        return ok(
            full,
            zh="港澳台居民居住证号校验正确.",
            en="The residence permit number checks.",
            facts=facts,
        )
    facts |= facts_of(full)
    if full[:2] not in PROVINCES or (full[:2] == SHANDONG and not is_known(full)):
        return warning(
            full,
            zh="身份证号校验正确, 但第 1 至 6 位的县代码不认识, 请对照证件.",
            en="The identity number checks, but characters 1 to 6 are no known county;"
            " compare with the document.",
            position=0,
            facts=facts,
        )
    if len(value) == 15:
        return ok(
            full,
            zh="15 位旧身份证号, 已换成 18 位.",
            en="An old identity number of 15 digits, turned into 18.",
            facts=facts,
        )
    return ok(full, zh="身份证号校验正确.", en="The identity number checks.", facts=facts)
