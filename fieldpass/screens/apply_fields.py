"""The on-site application's fields by step as the screen shows them, and the form made of what was typed.

The words are the form's own (`desk.onsite_fields`), short where a row of 80 columns needs it.
"""

from collections.abc import Mapping
from typing import Any

from fieldpass.desk import divisions, onsite_fields
from fieldpass.desk.onsite import OnsiteForm
from fieldpass.desk.onsite_fields import DIVISIONS, GUARDIAN, UNTOLD, FormRow
from fieldpass.screens.fields import Field
from fieldpass.screens.shown import say

WHO, WHERE, ANSWERS, PROMISE = range(4)
STEPS = 4


def _field(row: FormRow) -> Field:
    return Field(
        name=row.name,
        label=row.field.narrow,
        hint=row.told or "",
        choices=tuple((choice.code, choice.narrow) for choice in row.field.choices),
        length_max=row.length,
    )


_BY_STEP = {
    WHO: tuple(map(_field, onsite_fields.WHO)),
    WHERE: tuple(map(_field, onsite_fields.WHERE)),
    ANSWERS: (),
    PROMISE: tuple(map(_field, onsite_fields.PROMISE)),
}
FIELDS = tuple(field for step in _BY_STEP.values() for field in step)
NAMES = {step: tuple(field.name for field in found) for step, found in _BY_STEP.items()}
# What nobody has said yet is not chosen in advance; only the document is nearly always the same.
FIRST = {"document_type": "resident_id"}


def names_of(step: int, document_type: str, *, child: bool) -> list[str]:
    """The fields of a step that are asked of somebody with such a document."""
    hidden: set[str] = set()
    if document_type != "household_booklet" and not child:
        hidden |= set(GUARDIAN)
    if onsite_fields.numbers_tell(document_type):
        hidden |= set(UNTOLD)
    return [name for name in NAMES[step] if name not in hidden]


def onsite_form(
    values: Mapping[str, str],
    answers: Mapping[str, str],
    symptoms: tuple[str, ...],
    dates: Mapping[str, str],
) -> OnsiteForm:
    """The desk's form of what was typed."""
    typed: dict[str, Any] = dict(values)
    return OnsiteForm(**typed, answers=dict(answers), symptoms=symptoms, dates=dict(dates))


def values_of(form: OnsiteForm) -> dict[str, str]:
    """What stands in the fields of a form that was kept."""
    return {field.name: str(getattr(form, field.name)) for field in FIELDS}


def step_of(errors: Mapping[str, object]) -> int | None:
    """The first step with an error; fields that stand in no step belong to the answers."""
    if not errors:
        return None
    for step in (WHO, WHERE):
        if any(name in errors for name in NAMES[step]):
            return step
    return PROMISE if any(name in errors for name in NAMES[PROMISE]) else ANSWERS


def is_code(text: str) -> bool:
    """Whether a text is a division's code and no name."""
    return text.isascii() and text.isdigit() and len(text) in (6, 9, 12)


def place_names(form: OnsiteForm) -> dict[str, str]:
    """The names of the divisions whose codes stand in the form; may read a table."""
    codes = {name: str(getattr(form, name)) for name in DIVISIONS}
    return {name: say(divisions.full_name(code)) for name, code in codes.items() if is_code(code)}
