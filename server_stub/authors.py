"""What the model's author table needs to know of an author, from the directory of keys."""

from fieldpass.model.authors import Standing, may_write
from fieldpass.model.bodies import ApplicationSubmitted, PassIssued
from fieldpass.model.records import Author, DeviceAuthor, Record, UnknownBody
from fieldpass.wire.bundle import LogId
from server_stub.directory import CLOSED, Directory, KnownKey


def refused(standing: Standing, log: LogId, record: Record, now: int, ahead_ms: int) -> str | None:
    """The reason why an author of this standing may not write the record, None where he may; `now` in ms.

    `ahead_ms` is how far the record's time may be ahead of it (policy).
    """
    if isinstance(record.body, UnknownBody):
        # Newer than this program: kept and relayed, judged by those who know it.
        return None
    body = record.body
    answer = may_write(
        record.kind,
        record.by,
        standing,
        at=record.at,
        scope=body.scope if isinstance(body, ApplicationSubmitted) else log.scope,
        pending=isinstance(body, PassIssued) and body.decision is None,
        server_now=now,
        ahead_ms=ahead_ms,
    )
    return None if answer is None else answer.code.value


def standing(directory: Directory, by: Author, key: KnownKey) -> Standing:
    """What is known of an author; `key` is the key behind him."""
    roles = (
        directory.roles(key.kid, by.person)
        if isinstance(by, DeviceAuthor)
        else frozenset({"issuer"})
    )
    return Standing(
        roles=roles,  # type: ignore[arg-type]
        scope=key.scope,
        valid_from=key.valid_from or None,
        valid_until=key.valid_until if key.valid_from else None,
        ended_at=key.valid_until if key.state == CLOSED else None,
        community=key.scope.startswith("d:"),
    )
