"""The identity documents that an application may name, each with its own check.

Rules:

1. Resident identity card and residence permit are told apart by their numbers; the wrong type is an
   error, because the type is part of who a person is (see `person`).
2. A foreigner's permanent residence permit has 3 letters and 12 digits, or since 2023 18 digits.
3. A passport has 5 to 20 letters and digits.
4. A household booklet names a child by the identity number where it has one, else by the booklet's
   own number, and needs a guardian.
"""

from string import ascii_uppercase

from fieldpass.model.declaration import DocumentType
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
from fieldpass.model.identifiers.resident import check_character, check_resident_id
from fieldpass.model.text import Text

DOCUMENT_TYPES: dict[DocumentType, Text] = {
    "resident_id": Text(zh="居民身份证", en="resident identity card"),
    "residence_permit": Text(zh="港澳台居民居住证", en="residence permit (HK, Macao, Taiwan)"),
    "foreigner_permit": Text(
        zh="外国人永久居留身份证", en="foreigner's permanent residence permit"
    ),
    "passport": Text(zh="护照", en="passport"),
    "household_booklet": Text(zh="户口簿 (儿童)", en="household booklet (children)"),
}
_NUMBERS: dict[DocumentType, Text] = {
    "foreigner_permit": Text(zh="永久居留证号", en="permit number"),
    "passport": Text(zh="护照号码", en="passport number"),
    "household_booklet": Text(zh="户口簿号码", en="booklet number"),
}
_ALPHANUMERIC = DIGITS + ascii_uppercase


def needs_guardian(document_type: DocumentType) -> bool:
    """Whether a guardian must speak and promise for the holder of such a document."""
    return document_type == "household_booklet"


def check_document(document_type: DocumentType, text: str, *, today: int | None = None) -> Check:
    """Check the number of a document; `today` is YYYYMMDD of UTC+8."""
    if document_type in ("resident_id", "residence_permit"):
        return _check_card(document_type, text, today)
    name = _NUMBERS[document_type]
    value = normalise(text)
    if not value:
        return empty(name)
    if (place := first_not_in(value, _ALPHANUMERIC)) is not None:
        return wrong_character(
            value, name, place, zh="数字或字母", en="a digit or a letter from A to Z"
        )
    if document_type == "foreigner_permit":
        return _check_permit(value, name)
    if document_type == "household_booklet":
        return _check_booklet(value, name, today)
    if not 5 <= len(value) <= 20:
        return wrong_length(value, name, "5 to 20")
    return ok(value, zh="护照号码可用.", en="The passport number can be used.")


def _check_card(document_type: DocumentType, text: str, today: int | None) -> Check:
    found = check_resident_id(text, today=today)
    if not found.passed or found.facts["document"] == document_type:
        return found
    right = DOCUMENT_TYPES["residence_permit" if document_type == "resident_id" else "resident_id"]
    return error(
        found.value,
        zh=f"第 1 至 2 位说明这是{right.zh}, 请改证件类型.",
        en=f"Characters 1 to 2 say that this is a {right.en}; change the type of document.",
        position=0,
        facts=found.facts,
    )


def _check_permit(value: str, name: Text) -> Check:
    if len(value) == 18:
        if (place := first_not_in(value, DIGITS, 0, 17)) is not None:
            return wrong_character(value, name, place, zh="数字 0 到 9", en="a digit, 0 to 9")
        if value[0] != "9":
            return wrong_character(value, name, 0, zh="9", en="9")
        if (right := check_character(value[:17])) != value[17]:
            return wrong_character(value, name, 17, zh=right, en=right)
    elif len(value) != 15:
        return wrong_length(value, name, "15 or 18")
    elif (place := first_not_in(value, ascii_uppercase, 0, 3)) is not None:
        return wrong_character(value, name, place, zh="字母", en="a letter")
    elif (place := first_not_in(value, DIGITS, 3)) is not None:
        return wrong_character(value, name, place, zh="数字 0 到 9", en="a digit, 0 to 9")
    return ok(value, zh="永久居留证号码可用.", en="The permit number can be used.")


def _check_booklet(value: str, name: Text, today: int | None) -> Check:
    if len(value) == 18:
        return check_resident_id(value, today=today)
    if not 4 <= len(value) <= 30:
        return wrong_length(value, name, "4 to 30")
    return warning(
        value,
        zh="户口簿号码无法校验, 请对照户口簿; 孩子有身份证号时请填身份证号.",
        en="A booklet's number has no check; compare it, or give the child's identity number.",
    )
