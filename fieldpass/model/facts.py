"""What a case is made of: statements, readings, reports, passes and applications, policy-free.

`case` folds records into these; `health`, `spans` and `judging` read them. Times are ms since 1970 UTC.
"""

from typing import cast

from fieldpass.model import bodies
from fieldpass.model.bodies import Declaration
from fieldpass.model.frozen import dataclass
from fieldpass.model.records import PassRef, Record

PLATFORM = b"platform"


@dataclass(frozen=True, slots=True)
class Statement:
    """A thing said of the person's health: `code` is SYMPTOM, EX1 to EX5 or a county's own.

    `said` is when (ms); `since` and `until` bound it as `questions` defines; `records` say it.
    """

    code: str
    said: int
    since: int | None
    until: int | None
    records: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One temperature, whatever brought it: `tenths` of a degree at `at` (ms)."""

    at: int
    tenths: int
    record: bytes
    confirms: bytes | None


@dataclass(frozen=True, slots=True)
class Report:
    """One health report for day number `day`; `tenths` may be None, `symptoms`: whether there were any."""

    day: int
    tenths: int | None
    symptoms: bool


@dataclass(frozen=True, slots=True)
class DeclaredVersion:
    """The declaration as one record has it; `voice` says who vouches for the change.

    `voice` is b"platform", the staff person or kid of an issuer, or None for the holder.
    """

    record: Record
    declaration: Declaration
    voice: bytes | None


@dataclass(frozen=True, slots=True)
class PassState:
    """One pass: when it was issued, for how long, on which decision, and whether it was taken back."""

    ref: PassRef
    record: Record
    validity_days: int
    decision: bytes | None
    void: Record | None

    @property
    def issued(self) -> int:
        """When it was issued, ms."""
        return self.record.at


@dataclass(frozen=True, slots=True)
class ApplicationState:
    """One application as it stands: the declaration in force, decisions, passes, and what was done.

    `heads` are the decisions in force: those that no other supersedes. `conflicting` are the heads
    that did not know of a head of another colour. `granted` are the appeals that the platform has
    granted: what each is about (None: the application) and when it was filed.
    """

    id: bytes
    record: Record
    versions: tuple[DeclaredVersion, ...]
    scope: str
    withdrawn: Record | None
    screened: bool
    decisions: tuple[Record, ...]
    heads: tuple[Record, ...]
    conflicting: tuple[Record, ...]
    passes: tuple[PassState, ...]
    answers: tuple[Record, ...]
    appeals: tuple[Record, ...]
    red_reports: tuple[Record, ...]
    granted: tuple[tuple[bytes | None, int], ...]

    @property
    def declaration(self) -> Declaration:
        """The declaration in force."""
        return self.versions[-1].declaration

    @property
    def submitted(self) -> bodies.ApplicationSubmitted:
        """The body of the submission."""
        return cast(bodies.ApplicationSubmitted, self.record.body)

    @property
    def decided(self) -> bool:
        """Whether any issuer has decided."""
        return bool(self.decisions)
