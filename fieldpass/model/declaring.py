"""What must hold of a declaration before it counts, whoever took it down: the desk, the page, a bundle.

Rules:

1. The document's number, telephones and divisions pass their checks (`identifiers`), and stand as the checks
   write them, because a person is known by the number; a warning stops nobody.
2. A child in a household booklet has a guardian, with name and relation.
3. A guardian's own card is another person's, and a grown-up's (ours: who promises answers in law).
4. A date of birth is a day of the calendar that has come.

What is not here: whether every question is answered, and its days. The questions are those of the policy of
the day, and a device that was offline has asked those of the one before.

Source: notice 164, 一(一) and 一(二).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from fieldpass.model.authors import Refusal, Refused
from fieldpass.model.bodies import Declaration, Document, Guardian, Place
from fieldpass.model.identifiers import (
    Check,
    check_division,
    check_document,
    check_phone,
    needs_guardian,
)
from fieldpass.model.text import Text
from fieldpass.model.times import is_day

GROWN_UP_YEARS = 18


class WrongField(NamedTuple):
    """One field that is wrong: its `path` in `bodies.Declaration`, as `form.FORM` has it, and why."""

    path: str
    text: Text


_NOT_NORMAL = Text(
    zh="号码要写成半角大写, 中间没有空格.",
    en="Write it in plain capitals and digits, without spaces.",
)
_NO_SUCH_DAY = Text(
    zh="日历上没有这一天, 或还没有到.", en="No day of the calendar, or one that has not come yet."
)
_NO_NAME = Text(
    zh="户口簿登记的孩子要填监护人姓名.", en="A child in a booklet needs a guardian's name."
)
_NO_RELATION = Text(
    zh="请填监护人与孩子的关系.", en="Fill in the guardian's relation to the child."
)
_OWN_NUMBER = Text(
    zh="这是孩子自己的号码, 请输监护人的.",
    en="That is the child's own number: type the guardian's.",
)
_NOT_GROWN_UP = Text(
    zh="这个人不满 18 岁, 请换一位监护人.", en="This person is under 18: name another guardian."
)


def declaration_wrong(said: Declaration, today: int) -> Iterator[WrongField]:
    """Every wrong field, in the order of the form; `today` is YYYYMMDD of UTC+8."""
    document = check_document(said.document.type, said.document.number, today=today)
    yield from _checked("document.number", document, said.document.number)
    if said.birth is not None and not (is_day(said.birth) and said.birth <= today):
        yield WrongField("birth", _NO_SUCH_DAY)
    yield from _checked("phone", check_phone(said.phone), said.phone)
    for path, division in (
        ("residence.division", said.residence.division),
        ("destination.division", said.destination.division),
    ):
        yield from _checked(path, check_division(division), division)
    if said.guardian is not None:
        yield from guardian_wrong(said.guardian, said.document, today)
    elif needs_guardian(said.document.type):
        yield WrongField("guardian.name", _NO_NAME)


def guardian_wrong(guardian: Guardian, child: Document, today: int) -> Iterator[WrongField]:
    """Every wrong field of who speaks for a child."""
    if not guardian.name.strip():
        yield WrongField("guardian.name", _NO_NAME)
    if not guardian.relation.strip():
        yield WrongField("guardian.relation", _NO_RELATION)
    if guardian.phone:
        yield from _checked("guardian.phone", check_phone(guardian.phone), guardian.phone)
    card = guardian.document
    if card is None:
        return
    path, found = "guardian.document.number", check_document(card.type, card.number, today=today)
    wrong = list(_checked(path, found, card.number))
    if not wrong and found.value == child.number:
        wrong.append(WrongField(path, _OWN_NUMBER))
    if not wrong and not grown_up(found, today):
        wrong.append(WrongField(path, _NOT_GROWN_UP))
    yield from wrong


def grown_up(card: Check, today: int) -> bool:
    """Whether a checked document shows no child; one that tells no birth shows none."""
    birth = card.facts.get("birth", "").replace("-", "")
    return not birth or (today - int(birth)) // 10_000 >= GROWN_UP_YEARS


def normalised(said: Declaration) -> Declaration:
    """The declaration with its identifiers as their checks write them, where they pass."""
    guardian = said.guardian
    if guardian is not None:
        card = guardian.document
        guardian = replace(
            guardian,
            phone=_value(check_phone(guardian.phone), guardian.phone),
            document=card if card is None else _normal(card),
        )
    return replace(
        said,
        document=_normal(said.document),
        phone=_value(check_phone(said.phone), said.phone),
        residence=_place(said.residence),
        destination=_place(said.destination),
        guardian=guardian,
    )


def _normal(document: Document) -> Document:
    found = check_document(document.type, document.number)
    return replace(document, number=_value(found, document.number))


def _place(place: Place) -> Place:
    return replace(place, division=_value(check_division(place.division), place.division))


def _value(check: Check, written: str) -> str:
    return check.value if check.passed else written


def why_returned(said: Declaration, today: int) -> Refusal | None:
    """None, or why the platform returns a record that declares this."""
    wrong = list(declaration_wrong(said, today))
    if not wrong:
        return None
    missing = said.guardian is None and [one.path for one in wrong] == ["guardian.name"]
    return Refusal(code=Refused.NO_GUARDIAN if missing else Refused.FORM_WRONG)


def _checked(path: str, check: Check, written: str) -> Iterator[WrongField]:
    if not check.passed:
        yield WrongField(path, check.text)
    elif check.value != written:
        yield WrongField(path, _NOT_NORMAL)
