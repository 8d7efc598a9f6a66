"""What a record belongs to, as the store files it: its application and its pass.

An application is named by the record that made it; a pass by the envelope or, in `pass.issued`, by the
token inside where the envelope leaves it out.
"""

from fieldpass.model.bodies import PassIssued
from fieldpass.model.records import PassRef, Record
from fieldpass.wire.errors import WireError
from fieldpass.wire.token import read_pass


def application_of(record: Record) -> bytes | None:
    """The application that the record belongs to."""
    return record.id if record.kind == "application.submitted" else record.application


def pass_of(record: Record) -> PassRef | None:
    """The pass that the record belongs to."""
    if record.pass_ref is not None or not isinstance(record.body, PassIssued):
        return record.pass_ref
    try:
        claims = read_pass(record.body.token).claims
    except WireError:
        return None
    return claims.ref if claims is not None else None
