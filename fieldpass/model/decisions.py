"""Which decisions of one application are in force, whatever order they arrived in.

Rules:

1. A decision names in `sees` the decisions that its issuer knew of; knowing is transitive.
2. X supersedes Y when X knows Y and Y does not know X: a circle supersedes nothing.
3. A milder decision supersedes a red only when another person made it, or when the platform has
   granted an appeal against that red (lifting a red takes a second issuer or the platform).
4. Heads are what nothing supersedes. Two heads of different colours that do not know each other are in
   conflict.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from fieldpass.model.bodies import DecisionMade
from fieldpass.model.frozen import dataclass
from fieldpass.model.records import IssuerAuthor, Record


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """A decision with the person who made it (the kid, where the person is not known)."""

    record: Record
    colour: str
    voice: bytes

    @staticmethod
    def of(record: Record, people: Mapping[bytes, bytes]) -> "DecisionRecord":
        """A `decision.made` by an issuer; `people` maps kids to persons."""
        kid = cast(IssuerAuthor, record.by).kid
        return DecisionRecord(record, cast(DecisionMade, record.body).colour, people.get(kid, kid))


Granted = Sequence[tuple[bytes | None, int]]


def in_force(
    decisions: Sequence[DecisionRecord], granted: Granted
) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """The heads, and those of them that are in conflict; both in the order given."""
    if len(decisions) < 2:
        return tuple(item.record for item in decisions), ()
    knows = known_by(decisions)
    heads = [
        low
        for low in decisions
        if not any(
            low.record.id in knows[high.record.id]
            and high.record.id not in knows[low.record.id]
            and (_as_strict(high, low) or may_lift(high.voice, low, granted))
            for high in decisions
            if high is not low
        )
    ]
    conflicting = [
        one
        for one in heads
        if any(
            one.colour != other.colour
            and one.record.id not in knows[other.record.id]
            and other.record.id not in knows[one.record.id]
            for other in heads
        )
    ]
    return tuple(item.record for item in heads), tuple(item.record for item in conflicting)


def _as_strict(high: DecisionRecord, low: DecisionRecord) -> bool:
    return low.colour != "red" or high.colour == "red"


def may_lift(voice: bytes | None, red: DecisionRecord, granted: Granted) -> bool:
    """Whether this person may decide milder than a red: another person, or the platform agreed.

    An appeal about the whole application counts for the reds that were there when it was filed.
    """
    if voice != red.voice:
        return True
    return any(
        about == red.record.id or (about is None and filed >= red.record.at)
        for about, filed in granted
    )


def known_by(decisions: Sequence[DecisionRecord]) -> dict[bytes, set[bytes]]:
    """For each decision, all that it knows of, directly or through others."""
    direct = {item.record.id: item.record.sees for item in decisions}
    found: dict[bytes, set[bytes]] = {}
    for start in direct:
        seen: set[bytes] = set()
        todo = list(direct[start])
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            # What an earlier one knows of has been gone through already.
            if name in found:
                seen |= found[name]
            else:
                todo.extend(direct.get(name, ()))
        found[start] = seen
    return found
