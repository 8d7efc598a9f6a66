"""What the application on site asks for, line by line: the fields of `desk.onsite_fields` in full words."""

from fieldpass.desk import onsite_fields
from fieldpass.desk.onsite_fields import FormRow
from fieldpass.plain.asking import Field


def _field(row: FormRow) -> Field:
    return Field(
        name=row.name,
        label=row.field.label,
        hint=row.hint or "",
        choices=tuple((choice.code, choice.text) for choice in row.field.choices),
    )


WHO = tuple(map(_field, onsite_fields.WHO))
WHERE = tuple(map(_field, onsite_fields.WHERE))
PROMISE = tuple(map(_field, onsite_fields.PROMISE))
FIELDS = (*WHO, *WHERE, *PROMISE)
