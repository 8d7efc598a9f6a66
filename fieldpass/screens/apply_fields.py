"""The on-site application's fields by step, as data, and the form made of what was typed."""

from collections.abc import Mapping
from typing import Any

from fieldpass.desk import divisions
from fieldpass.desk.onsite import OnsiteForm
from fieldpass.screens.fields import Field
from fieldpass.screens.shown import say
from fieldpass.terminal.action import N_

WHO, WHERE, ANSWERS, PROMISE = range(4)
STEPS = 4

_WHO = (
    Field(
        name="document_type",
        label=N_("Document"),
        choices=(
            ("resident_id", N_("ID card")),
            ("residence_permit", N_("HK/Macao/TW")),
            ("foreigner_permit", N_("foreigner")),
            ("passport", N_("passport")),
            ("household_booklet", N_("booklet")),
        ),
    ),
    Field(
        name="number",
        label=N_("Number"),
        hint=N_("or the last 4 of somebody known"),
        length_max=30,
    ),
    Field(name="name", label=N_("Name")),
    Field(name="phone", label=N_("Telephone"), length_max=20),
    Field(name="guardian_name", label=N_("Guardian"), hint=N_("for children only")),
    Field(name="guardian_relation", label=N_("Relation"), hint=N_("such as mother")),
    Field(name="guardian_phone", label=N_("Their telephone"), hint=N_("may stay empty")),
)
_WHERE = (
    Field(
        name="residence_division",
        label=N_("Lives in"),
        hint=N_("name, initials or code"),
        length_max=30,
    ),
    Field(name="residence_detail", label=N_("Address"), hint=N_("group, street, number")),
    Field(
        name="destination_division",
        label=N_("Goes to"),
        hint=N_("name, initials or code"),
        length_max=30,
    ),
    Field(name="destination_detail", label=N_("Address there"), hint=N_("may stay empty")),
    Field(
        name="purpose",
        label=N_("Purpose"),
        choices=(("work", N_("work")), ("school", N_("school")), ("other", N_("other"))),
    ),
    Field(name="purpose_note", label=N_("Employer/school"), hint=N_("may stay empty")),
    Field(
        name="province_days",
        label=N_("Shandong days"),
        hint=N_("continuous, up to today"),
        length_max=4,
    ),
)
_PROMISE = (
    Field(
        name="promise",
        label=N_("Promise"),
        choices=(("stub", N_("signed on the stub")), ("witness", N_("before a witness"))),
    ),
    Field(name="promise_by", label=N_("Stub or witness"), hint=N_("stub number, or the name")),
    Field(
        name="onsite_reason",
        label=N_("Why on site"),
        choices=(
            ("no_phone", N_("no phone")),
            ("cannot_use", N_("cannot use one")),
            ("no_network", N_("no network")),
        ),
    ),
    Field(
        name="reading",
        label=N_("Temperature"),
        hint=N_("of now, like 365"),
        length_max=6,
    ),
)
FIELDS = (*_WHO, *_WHERE, *_PROMISE)
NAMES: dict[int, tuple[str, ...]] = {
    WHO: tuple(field.name for field in _WHO),
    WHERE: tuple(field.name for field in _WHERE),
    ANSWERS: (),
    PROMISE: tuple(field.name for field in _PROMISE),
}
GUARDIAN = ("guardian_name", "guardian_relation", "guardian_phone")
DIVISIONS = ("residence_division", "destination_division")
# What nobody has said yet is not chosen in advance; only the document is nearly always the same.
FIRST = {"document_type": "resident_id"}


def onsite_form(
    values: Mapping[str, str], answers: Mapping[str, str], symptoms: tuple[str, ...]
) -> OnsiteForm:
    """The desk's form of what was typed."""
    typed: dict[str, Any] = dict(values)
    return OnsiteForm(**typed, answers=dict(answers), symptoms=symptoms)


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
