"""Comparing what this device holds of its own logs with what the server holds of them. Pure.

An own log has a last number and a link after it. The server tells its head of each. Rules, for one
log (scope, device, epoch), L the local head, S the server's:

1. S below or at L, and our link at S is the server's: everything through S is acknowledged, whatever
   we thought before. Where we thought more was, the server lost it (restored): we send it again.
2. S below or at L with another link: two disks wrote under the same numbers (a clone). Fork.
3. S beyond L: this disk is older than what was sent from it (restored or cloned). Fork.
4. The server knows an epoch of this device that we do not: as 3.
5. A fork opens a new epoch above every epoch that either side knows. Records that no server has
   acknowledged under the old numbers are written again into the new epoch under the same record ids,
   so a reader that meets both applies one; nothing of the old epoch is deleted.

What it does not do: read links, write anything (the session does).
Source: DESIGN section 5 (log, ten failures), section 4 (jump of the pass sequence).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldpass.wire.bundle import LogId

SEQUENCE_JUMP = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last number of a log and the link after it (32 bytes; zeros where `last` is 0)."""

    log: LogId
    last: int
    link: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLog:
    """One epoch of an own log: its head, and through which number the server acknowledged it."""

    head: Head
    acknowledged: int = 0

    @property
    def log(self) -> LogId:
        """The log's name."""
        return self.head.log


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Rule 1: the server holds this log through `through`."""

    log: LogId
    through: int
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Forked:
    """Rules 2 to 4: another writer used this log's numbers; `theirs` is the evidence."""

    log: LogId
    theirs: Head
    common: int


Reckoned = Covered | Forked


def wanted_links(own: Sequence[OwnLog], theirs: Sequence[Head]) -> tuple[tuple[LogId, int], ...]:
    """Which (log, number) links of ours `reckon` needs to hold against the server's heads."""
    known = {one.log: one for one in own}
    return tuple(
        (head.log, head.last)
        for head in theirs
        if head.log in known and 0 < head.last <= known[head.log].head.last
    )


def reckon(
    own: Sequence[OwnLog],
    theirs: Sequence[Head],
    links: Mapping[tuple[LogId, int], bytes],
) -> tuple[Reckoned, ...]:
    """What follows for each own log, in the order of `own`, then for logs that only they know.

    `links` has our link for each pair of `wanted_links`.
    """
    heads = {head.log: head for head in theirs}
    out = [_one(log, heads.pop(log.log, None), links) for log in own]
    out += [Forked(log=head.log, theirs=head, common=0) for head in heads.values() if head.last > 0]
    return tuple(out)


def new_epoch(own: Sequence[OwnLog], theirs: Sequence[Head]) -> int:
    """Rule 5: one above every epoch that either side knows."""
    known = [one.log.epoch for one in own] + [head.log.epoch for head in theirs]
    return max(known, default=-1) + 1


def _one(log: OwnLog, theirs: Head | None, links: Mapping[tuple[LogId, int], bytes]) -> Reckoned:
    if theirs is None or theirs.last == 0:
        return Covered(log=log.log, through=0, lost=log.acknowledged > 0)
    if theirs.last > log.head.last or links.get((log.log, theirs.last)) != theirs.link:
        return Forked(log=log.log, theirs=theirs, common=min(log.acknowledged, theirs.last))
    return Covered(log=log.log, through=theirs.last, lost=theirs.last < log.acknowledged)
