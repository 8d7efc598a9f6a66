"""Whose a pass is, and which pass may take the place of which.

Rules:

1. A pass takes the place of a pass of the same person, and of no other; whose a pass is says its record.
2. One that names another person's pass is refused where that is known when it is judged. Where it is not
   known then, it is taken, and names nothing: the other person's pass stays as it is, whichever of the two
   comes first.
3. A pass that was taken back before has nothing left to take: the two holders of a doubled number are both
   issued anew, and a platform knows only one of them.

Source: ours; DESIGN section 4, "a new pass `replaces` the old".
"""

from fieldpass.model.authors import Refusal, Refused
from fieldpass.model.bodies import PassIssued, ReplacedPass
from fieldpass.model.case import Case
from fieldpass.model.records import PassRef, Record


def ref_of(named: ReplacedPass) -> PassRef:
    """The pass that is named."""
    return PassRef(named.kid, named.sequence)


def may_replace(person: bytes | None, holder: bytes | None, *, void: bool) -> Refusal | None:
    """None, or why a pass of `person` may not take the place of one of `holder` (rules 1 and 3)."""
    if void or (person is not None and person == holder):
        return None
    return Refusal(code=Refused.ANOTHERS)


def names_none(case: Case) -> tuple[Record, ...]:
    """The passes of a case that would take the place of one that is not in it: they take that of none."""
    every = [card for state in case.applications.values() for card in state.passes]
    own = {card.ref for card in every}
    found = []
    for card in every:
        body = card.record.body
        if isinstance(body, PassIssued) and body.replaces and ref_of(body.replaces) not in own:
            found.append(card.record)
    return tuple(found)
