"""The fields of the on-site form by step, in the words of `model.form`: one list for the full screen, the
line-by-line program and the paper form, so that all three ask the same.

`NAMES` ties a field of the declaration to its attribute of `OnsiteForm`.
"""

from dataclasses import dataclass

from fieldpass.model.form import AT_THE_TABLE, FORM, FormField
from fieldpass.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """A field of the form: `name` is the attribute of `OnsiteForm`; at most `length` characters."""

    name: str
    field: FormField
    length: int = 60

    @property
    def hint(self) -> Text | None:
        """What may be typed, where that needs saying."""
        return _HINTS.get(self.name, self.field.hint)

    @property
    def told(self) -> Text | None:
        """What stands beside a narrow row."""
        return self.field.beside(self.hint)


NAMES = {
    "document.type": "document_type",
    "document.number": "number",
    "residence.division": "residence_division",
    "residence.detail": "residence_detail",
    "destination.division": "destination_division",
    "destination.detail": "destination_detail",
    "guardian.name": "guardian_name",
    "guardian.relation": "guardian_relation",
    "guardian.phone": "guardian_phone",
    "guardian.document.number": "guardian_number",
    "promise.how": "promise",
    "promise.by": "promise_by",
    "reading.tenths": "reading",
}
_LENGTHS = {
    "document": 30,
    "phone": 20,
    "division": 30,
    "number": 4,
    "day": 10,
    "reading": 6,
}

_HINTS = {"number": Text(zh="或办过的人后四位", en="or the last 4 of somebody known")}


def _row(field: FormField) -> FormRow:
    return FormRow(
        name=NAMES.get(field.path, field.path),
        field=field,
        length=_LENGTHS.get(field.kind, 60),
    )


_ALL = {row.name: row for row in map(_row, (*FORM, *AT_THE_TABLE))}
GUARDIAN = ("guardian_name", "guardian_relation", "guardian_phone", "guardian_number")
UNTOLD = ("sex", "birth")
"""Asked only where the document's number does not tell."""
WHO = tuple(_ALL[name] for name in ("document_type", "number", "name", *UNTOLD, "phone", *GUARDIAN))
PROMISE = tuple(_row(field) for field in AT_THE_TABLE)
WHERE = tuple(row for row in _ALL.values() if row not in (*WHO, *PROMISE))
ROWS = (*WHO, *WHERE, *PROMISE)
DIVISIONS = ("residence_division", "destination_division")


def numbers_tell(document_type: str) -> bool:
    """Whether the numbers of such documents tell sex and birth (a booklet's own number does not, but a
    child is better named by its identity number)."""
    return document_type not in ("passport", "foreigner_permit")
