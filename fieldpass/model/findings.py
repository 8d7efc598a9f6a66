"""Findings: one reason why the pass of one person is not green, with its sentences.

The codes and what never changes about them stand in `codes`; `judging` says which findings hold. Rules:

1. A pass is as bad as its worst finding.
2. Every finding tells the holder and the issuer, each in one sentence, what is the matter and what
   lifts it; where the end is known, when.
3. A finding that blocks stands in the way of green until it is lifted; the others are lifted by the
   decision that names the decisions they come from.

Source: DESIGN section 3.
"""

from fieldpass.model.clauses import Clause
from fieldpass.model.codes import ORDER, RANK, TABLE, Code, Colour, Entry, Reach
from fieldpass.model.frozen import dataclass
from fieldpass.model.reasons import Reason
from fieldpass.model.text import Text
from fieldpass.model.times import moment_text

__all__ = ["ORDER", "RANK", "TABLE", "Code", "Colour", "Entry", "Finding", "Reach", "order_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One reason why a pass is not green.

    `since` and `until` in ms, `until` None where no end is known; `records` are the ids it rests on;
    `detail` is what the record adds (a county's question, an issuer's reason or note).
    """

    code: Code
    colour: Colour
    since: int
    until: int | None = None
    records: tuple[bytes, ...] = ()
    blocks: bool = True
    reason: Reason = Reason.NONE
    detail: Text | None = None

    @property
    def reach(self) -> Reach:
        """What it sticks to: the person, one application, or one pass."""
        return TABLE[self.code].reach

    @property
    def clause(self) -> Clause:
        """Where it is written."""
        return TABLE[self.code].clause

    @property
    def holder(self) -> Text:
        """One sentence for the holder."""
        return self._say(TABLE[self.code].holder)

    @property
    def issuer(self) -> Text:
        """One sentence for the issuer."""
        return self._say(TABLE[self.code].issuer)

    @property
    def lifted_by(self) -> Text:
        """What lifts it."""
        return TABLE[self.code].lifted_by

    def _say(self, text: Text) -> Text:
        zh, en = text.zh, text.en
        if self.detail:
            zh, en = f"{zh} ({self.detail.zh.rstrip('.')})", f"{en} ({self.detail.en.rstrip('.')})"
        if self.until is not None:
            end = moment_text(self.until)
            zh, en = f"{zh}, 到{end.zh}为止", f"{en}, until {end.en}"
        return Text(zh=f"{zh}.", en=f"{en}.")


def order_of(finding: Finding) -> tuple[int, int, int, tuple[bytes, ...]]:
    """Sorts findings worst first."""
    return (-RANK[finding.colour], ORDER[finding.code], finding.since, finding.records)
