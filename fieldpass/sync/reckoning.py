"""Comparing what this device holds of its own logs with what the server holds of them. Pure.

An own log has a last number and a link after it. The server tells its head of each. Rules, for one
log (scope, device, epoch), L the local head, S the server's:

1. S below or at L, and our link at S is the server's: everything through S is acknowledged, whatever
   we thought before. Where we thought more was, the server lost it (restored): we send it again.
2. S below or at L with another link: two disks wrote under the same numbers (a clone). Fork. A log
   that the server closed because of a fork is one, whatever its head.
3. S beyond L, in the log that we write to: this disk is older than what was sent from it (restored or
   cloned). Fork. In a closed log it only means that the rest comes down with the feed.
4. The server knows an epoch of this device that we do not: another copy of this disk lives, or did.
   Our own log goes on, since its links fit; the copy's records come down with the feed. (A new epoch
   here would make two living clones open epochs against each other for ever.) Its pass sequences are
   jumped over, see the session.
5. A fork opens a new epoch above every epoch that either side knows. Our records above `common` are
   written again into the new epoch under the same record ids, so a reader that meets both applies
   one; what stood under the old numbers is kept as evidence, and the server's history takes its place.
6. `common` is the last number through which both histories surely agree: what this very incarnation
   acknowledged and has not contradicted; otherwise 0, which costs bytes and loses nothing.

What it does not do: read links, write anything (the session does).
Source: DESIGN section 5 (log, ten failures), section 4 (jump of the pass sequence).
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from fieldpass.wire.bundle import FIRST_LINK, LogId


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The last number of a log and the link after it (32 bytes; zeros where `last` is 0)."""

    log: LogId
    last: int
    link: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLog:
    """One epoch of an own log: its head, and through which number the server acknowledged it.

    `closed`: this device writes to a later epoch.
    """

    head: Head
    acknowledged: int = 0
    closed: bool = False

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
    """Rules 2 and 3: another writer used this log's numbers; `theirs` is the evidence."""

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
    *,
    same_incarnation: bool = True,
    forked: Container[LogId] = (),
) -> tuple[Reckoned, ...]:
    """What follows for each own log, in the order of `own`.

    `links` has our link for each pair of `wanted_links`; `forked` names logs that the server refuses
    to go on with (rule 2).
    """
    heads = {head.log: head for head in theirs}
    return tuple(
        _one(
            log,
            heads.get(log.log) or Head(log=log.log, last=0, link=FIRST_LINK),
            links,
            same_incarnation,
            log.log in forked,
        )
        for log in own
    )


def new_epoch(own: Sequence[OwnLog], theirs: Sequence[Head]) -> int:
    """Rule 5: one above every epoch that either side knows."""
    known = [one.log.epoch for one in own] + [head.log.epoch for head in theirs]
    return max(known, default=-1) + 1


def _one(
    log: OwnLog,
    theirs: Head,
    links: Mapping[tuple[LogId, int], bytes],
    same_incarnation: bool,
    forked: bool,
) -> Reckoned:
    ours = log.head.last
    agreed = theirs.last == 0 or links.get((log.log, theirs.last)) == theirs.link
    if theirs.last > ours:
        if log.closed:
            return Covered(log=log.log, through=ours)
        # The acknowledged part is under the server's longer history (rules 3 and 6).
        common = min(log.acknowledged, ours) if same_incarnation else 0
        return Forked(log=log.log, theirs=theirs, common=common)
    if not agreed:
        trusted = same_incarnation and log.acknowledged < theirs.last
        return Forked(log=log.log, theirs=theirs, common=log.acknowledged if trusted else 0)
    if forked:
        return Forked(log=log.log, theirs=theirs, common=theirs.last)
    return Covered(log=log.log, through=theirs.last, lost=theirs.last < log.acknowledged)
