"""The seam to the model's author table: who may write this record, in which state of things."""

from sqlalchemy import Connection

from fieldpass.model.records import Record
from fieldpass.wire.bundle import LogId
from server_stub.directory import KnownKey


def refused(tx: Connection, log: LogId, record: Record, author: KnownKey | None) -> str | None:
    """The reason why the author may not write the record, None where he may."""
    return None
