"""Records out of stored or arriving bundles; what cannot be read is None, because nothing blocks."""

from collections.abc import Sequence

from fieldpass.model.records import Record
from fieldpass.wire import cbor
from fieldpass.wire.bundle import BUNDLE_BYTES_MAX, Erased
from fieldpass.wire.errors import Malformed, WireError
from fieldpass.wire.records import decode_record


def records_of(items: Sequence[bytes | Erased]) -> tuple[Record | None, ...]:
    """The records of a bundle's items, None where one cannot be read or was erased."""
    return tuple(_decoded(one) for one in items)


def records_in(data: bytes) -> tuple[Record | None, ...]:
    """The records of a bundle that nobody has verified yet. Raises WireError."""
    match cbor.decode(data, max_bytes=BUNDLE_BYTES_MAX):
        case [bytes(), list(beside)]:
            return tuple(_decoded(one) if isinstance(one, bytes) else None for one in beside)
    raise Malformed("bundle: not [signed head, records]")


def _decoded(item: bytes | Erased) -> Record | None:
    if isinstance(item, Erased):
        return None
    try:
        return decode_record(item)
    except WireError:
        return None
