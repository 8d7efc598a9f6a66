"""What the entry line asks for besides cards: an appeal, or a paper card, question by question.

Nothing modal: the questions stand where the entry line's prompt stands, and Esc leaves them. Pure.
"""

from dataclasses import dataclass, field
from datetime import date

from fieldpass.locale import _
from fieldpass.terminal.action import N_

APPEAL = ("appeal",)
PAPER = ("tail", "valid", "seal")
_PROMPTS = {
    "appeal": N_("Appeal: what the person says"),
    "tail": N_("Paper card: last 4 of the ID"),
    "valid": N_("Valid to, month and day (0227)"),
    "seal": N_("Seal on it? 1 yes, 2 no"),
}


@dataclass(slots=True, kw_only=True)
class Asking:
    """Questions that the entry line asks one after the other."""

    questions: tuple[str, ...]
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def question(self) -> str | None:
        """The question that is open; None when all are answered."""
        for name in self.questions:
            if name not in self.answers:
                return name
        return None

    def prompt(self) -> str:
        """The open question, in words."""
        return _(_PROMPTS[self.question]) if self.question else ""

    def take(self, text: str, today: date) -> str:
        """Keep an answer; a sentence where it is none, else an empty text."""
        name = self.question
        plain = text.strip()
        if name == "tail" and len(plain) != 4:
            return _("The last 4 characters of the ID number, like 221X.")
        if name == "valid" and day_in(plain, today) is None:
            return _("Month and day as four digits, like 0227.")
        if name == "seal" and plain not in ("1", "2"):
            return _("Press 1 for yes or 2 for no, then Enter.")
        if name is not None and plain:
            self.answers[name] = plain
        return ""


def day_in(text: str, today: date) -> int | None:
    """A day as YYYYMMDD from its month and day, in the year that brings it nearest to today.

    A card that ends on 3 January is looked at in December. None where there is no such day.
    """
    if len(text) != 4 or not text.isascii() or not text.isdigit():
        return None
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, int(text[:2]), int(text[2:])))
        except ValueError:
            continue
    nearest = min(found, key=lambda day: abs(day - today), default=None)
    return None if nearest is None else int(f"{nearest:%Y%m%d}")
