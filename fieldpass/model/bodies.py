"""What each kind of record says: one frozen dataclass a kind and version, with its bounds as data.

Rules:

1. A field that equals its default is left out when written down; so a default never changes.
2. Bounds stand in the types (`bounds`); whoever reads from outside enforces them.
3. A version is never edited after release: a new version is a new class in `BODIES`.
4. Days are integers YYYYMMDD of UTC+8; times are milliseconds since 1970 UTC; readings are tenths of
   a degree Celsius.

What several kinds share stands in `declaration`, what is said of staff in `staff`; both are told here again.

Source: DESIGN section 5; the words are those of DESIGN section 2.
"""

from typing import Annotated, Literal

from fieldpass.model.bounds import Ge, Le, MaxLen, MinLen
from fieldpass.model.declaration import (
    Answer,
    Code,
    Colour,
    Count,
    Day,
    Declaration,
    Digest,
    Document,
    Guardian,
    Kid,
    Line,
    Millis,
    Name,
    Note,
    Phone,
    Place,
    Promise,
    RecordId,
    Scope,
    Sequence,
    Site,
    Tenths,
    Token,
)
from fieldpass.model.frozen import dataclass
from fieldpass.model.staff import (
    ColleagueAdmitted,
    ColleagueReplaced,
    IssuerAuthorised,
    IssuerRequested,
    IssuerSuspended,
    IssuerWithdrawn,
    UnitEndorsed,
    UnitEndorsementWithdrawn,
)

__all__ = [
    "BODIES",
    "KIND_OF",
    "Answer",
    "AppealAnswered",
    "AppealFiled",
    "ApplicationAmended",
    "ApplicationSubmitted",
    "ApplicationTransferred",
    "ApplicationWithdrawn",
    "Body",
    "CallMade",
    "CheckpointChecked",
    "ColleagueAdmitted",
    "ColleagueReplaced",
    "DecisionMade",
    "Declaration",
    "Document",
    "Guardian",
    "HealthReported",
    "Hit",
    "IssuerAuthorised",
    "IssuerRequested",
    "IssuerSuspended",
    "IssuerWithdrawn",
    "PassIssued",
    "PassPrinted",
    "PassVoided",
    "Place",
    "Promise",
    "RecordsErased",
    "RedReported",
    "ReplacedPass",
    "ScreeningCorrected",
    "ScreeningDone",
    "ShiftHandedOver",
    "TemperatureTaken",
    "UnitEndorsed",
    "UnitEndorsementWithdrawn",
]

# The platform's statements and a pass that another takes the place of.


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing that the platform's health records say of a person."""

    code: Code
    since: Millis
    until: Millis | None = None
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacedPass:
    """The pass that a new one takes the place of."""

    kid: Kid
    sequence: Sequence


# application.*


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted:
    """A new application; its record's id names it. `onsite_reason` says why it was not online."""

    scope: Scope
    channel: Literal["web", "onsite", "paper"]
    declaration: Declaration
    promise: Promise
    onsite_reason: Literal["no_phone", "cannot_use", "no_network"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAmended:
    """The declaration as it reads from now on, whole, and why; also the answer to a MORE-INFO."""

    declaration: Declaration
    promise: Promise
    reason: Note


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationTransferred:
    """The application belongs to another scope from now on."""

    to_scope: Scope
    reason: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn:
    """The applicant does not want it any more."""

    reason: Note = ""


# screening.*


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningDone:
    """All that the platform's records say of the person as of `as_of`; no hit means nothing known."""

    as_of: Millis
    hits: Annotated[tuple[Hit, ...], MaxLen(12)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningCorrected:
    """An earlier screening was wrong: what stands in its place, and why."""

    screening: RecordId
    hits: Annotated[tuple[Hit, ...], MaxLen(12)] = ()
    reason: Note
    appeal: RecordId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMade:
    """The issuer called the applicant to verify."""

    how: Literal["phone", "video", "visit"]
    reached: bool
    agrees: bool | None = None
    note: Note = ""


# Readings and reports.


@dataclass(frozen=True, slots=True, kw_only=True)
class TemperatureTaken:
    """One reading; `confirms` names the earlier high reading that this one repeats."""

    tenths: Tenths
    site: Site = "forehead"
    taken_by: Literal["self", "staff"] = "staff"
    where: Line = ""
    confirms: RecordId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthReported:
    """The holder's daily report for `day`; `symptoms` is empty when there are none."""

    day: Day
    tenths: Tenths | None = None
    symptoms: Annotated[tuple[Code, ...], MaxLen(12)] = ()
    note: Line = ""


# Decisions and passes.


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade:
    """An issuer's green, yellow or red. `reason` is a number of model.reasons, 0 only for green.

    `asked` is what a MORE-INFO asks for; `unscreened` says that no screening was at hand.
    """

    colour: Colour
    reason: Annotated[int, Ge(0), Le(15)] = 0
    note: Note = ""
    asked: Note = ""
    unscreened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassIssued:
    """A signed token (COSE bytes); `decision` is missing for a pending code.

    `validity_days` repeats the token's, so that the rules need not read the token. `clock_doubted`:
    signed by a time that a person typed, because the device's clock was lost.
    """

    token: Token
    decision: RecordId | None = None
    replaces: ReplacedPass | None = None
    validity_days: Annotated[int, Ge(1), Le(23)] = 5
    clock_doubted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PassVoided:
    """The pass of the envelope is taken back; not a health matter."""

    reason: Literal["misprint", "leaver", "stolen_key", "replaced", "other"]
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassPrinted:
    """The pass of the envelope left the screen."""

    form: Literal["card", "receipt", "image"]
    copies: Annotated[int, Ge(1), Le(99)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RedReported:
    """Who was told of a red, and how."""

    told: Literal["community", "unit", "epidemic_office"]
    whom: Name
    how: Literal["phone", "in_person", "message"]
    note: Note = ""


# At the checkpoint.


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointChecked:
    """One look at one card: what was seen, what the program said, what the checker did."""

    verdict: Literal["GO", "CHECK", "STOP", "INVALID", "CANNOT_TELL"]
    code: Code
    did: Literal["let_go", "stopped", "parked", "sent_back"]
    seen: Literal["scan", "typed", "eye", "paper", "foreign"]
    place: Line = ""
    id_tail: Annotated[str, MaxLen(4)] = ""
    valid_until: Day | None = None
    seal_seen: bool | None = None
    lists_as_of: Millis | None = None
    clock_doubted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFiled:
    """The holder contradicts; `about` names the record where one is known."""

    about: RecordId | None = None
    text: Note
    phone: Phone = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealAnswered:
    """The answer to an appeal, with the name of who gives it."""

    appeal: RecordId
    outcome: Literal["upheld", "lifted", "forwarded"]
    answer: Note
    name: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftHandedOver:
    """One shift at a place ends and the next begins."""

    place: Line
    from_name: Name
    to_name: Name
    since: Millis
    checked: Count = 0
    let_go: Count = 0
    stopped: Count = 0
    parked: Count = 0
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsErased:
    """The platform has erased these records of the scope: their SHA-256, which names nobody."""

    digests: Annotated[tuple[Digest, ...], MinLen(1), MaxLen(300)]


Body = (
    IssuerRequested
    | IssuerAuthorised
    | IssuerWithdrawn
    | IssuerSuspended
    | ColleagueAdmitted
    | ColleagueReplaced
    | UnitEndorsed
    | UnitEndorsementWithdrawn
    | ApplicationSubmitted
    | ApplicationAmended
    | ApplicationTransferred
    | ApplicationWithdrawn
    | ScreeningDone
    | ScreeningCorrected
    | CallMade
    | TemperatureTaken
    | HealthReported
    | DecisionMade
    | PassIssued
    | PassVoided
    | PassPrinted
    | RedReported
    | CheckpointChecked
    | AppealFiled
    | AppealAnswered
    | ShiftHandedOver
    | RecordsErased
)

BODIES: dict[tuple[str, int], type[Body]] = {
    ("issuer.requested", 1): IssuerRequested,
    ("issuer.authorised", 1): IssuerAuthorised,
    ("issuer.withdrawn", 1): IssuerWithdrawn,
    ("issuer.suspended", 1): IssuerSuspended,
    ("colleague.admitted", 1): ColleagueAdmitted,
    ("colleague.replaced", 1): ColleagueReplaced,
    ("unit.endorsed", 1): UnitEndorsed,
    ("unit.endorsement_withdrawn", 1): UnitEndorsementWithdrawn,
    ("application.submitted", 1): ApplicationSubmitted,
    ("application.amended", 1): ApplicationAmended,
    ("application.transferred", 1): ApplicationTransferred,
    ("application.withdrawn", 1): ApplicationWithdrawn,
    ("screening.done", 1): ScreeningDone,
    ("screening.corrected", 1): ScreeningCorrected,
    ("call.made", 1): CallMade,
    ("temperature.taken", 1): TemperatureTaken,
    ("health.reported", 1): HealthReported,
    ("decision.made", 1): DecisionMade,
    ("pass.issued", 1): PassIssued,
    ("pass.voided", 1): PassVoided,
    ("pass.printed", 1): PassPrinted,
    ("red.reported", 1): RedReported,
    ("checkpoint.checked", 1): CheckpointChecked,
    ("appeal.filed", 1): AppealFiled,
    ("appeal.answered", 1): AppealAnswered,
    ("shift.handed_over", 1): ShiftHandedOver,
    ("records.erased", 1): RecordsErased,
}
KIND_OF: dict[type[Body], tuple[str, int]] = {body: kind for kind, body in BODIES.items()}
