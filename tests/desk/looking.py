"""What the tests of the checkpoint share: what a device has written, and a holder who is silent."""

from fieldpass.model.reasons import Reason
from fieldpass.store import records
from fieldpass.wire import status


def written(office, kind):
    return [
        one.record
        for one in office.store.read(lambda conn: records.audit_page(conn, size=200))
        if one.record is not None and one.record.kind == kind
    ]


def silent(place, card):
    """Two days go by without a report, and the platform says so."""
    place.clock.pass_(days=2)
    place.list_pass(card.pass_ref, status.YELLOW, reason=Reason.NO_REPORT, screened=True)
    place.publish()
