"""Checks of what people type to say who and where they are: each answers ok, warning or error.

`check` owns the answer and how text is read; `resident`, `documents`, `uscc`, `phone` and `divisions`
own one kind of identifier each; `shandong` is the table of counties.
"""

from fieldpass.model.identifiers.check import Check, normalise
from fieldpass.model.identifiers.divisions import check_division
from fieldpass.model.identifiers.documents import DOCUMENT_TYPES, check_document, needs_guardian
from fieldpass.model.identifiers.phone import check_phone
from fieldpass.model.identifiers.resident import check_resident_id
from fieldpass.model.identifiers.uscc import check_uscc

__all__ = [
    "DOCUMENT_TYPES",
    "Check",
    "check_division",
    "check_document",
    "check_phone",
    "check_resident_id",
    "check_uscc",
    "needs_guardian",
    "normalise",
]
