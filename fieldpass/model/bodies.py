"""What each kind of record says: one frozen dataclass a kind and version, with its bounds as data.

Rules:

1. A field that equals its default is left out when written down; so a default never changes.
2. Bounds stand in the types (`bounds`); whoever reads from outside enforces them.
3. A version is never edited after release: a new version is a new class in `BODIES`.
4. Days are integers YYYYMMDD of UTC+8; times are milliseconds since 1970 UTC; readings are tenths of
   a degree Celsius.

Source: DESIGN section 5; the words are those of DESIGN section 2.
"""

from typing import Annotated, Literal

from fieldpass.model.bounds import Ge, Le, Len, MaxLen, MinLen
from fieldpass.model.frozen import dataclass

Name = Annotated[str, MinLen(1), MaxLen(60)]
Line = Annotated[str, MaxLen(200)]
Note = Annotated[str, MaxLen(1000)]
Code = Annotated[str, MinLen(1), MaxLen(24)]
Phone = Annotated[str, MaxLen(20)]
Uscc = Annotated[str, Len(18, 18)]
Division = Annotated[str, MinLen(6), MaxLen(12)]
Scope = Annotated[str, MinLen(8), MaxLen(24)]
RecordId = Annotated[bytes, Len(16, 16)]
PersonId = Annotated[bytes, Len(16, 16)]
Kid = Annotated[bytes, Len(4, 4)]
PublicKey = Annotated[bytes, Len(32, 32)]
Signature = Annotated[bytes, Len(64, 64)]
Digest = Annotated[bytes, Len(32, 32)]
Token = Annotated[bytes, MinLen(64), MaxLen(160)]
Millis = Annotated[int, Ge(0), Le((1 << 48) - 1)]
Day = Annotated[int, Ge(19000101), Le(99991231)]
Tenths = Annotated[int, Ge(200), Le(500)]
Sequence = Annotated[int, Ge(0), Le((1 << 32) - 1)]
Count = Annotated[int, Ge(0), Le(1_000_000)]

Colour = Literal["green", "yellow", "red"]
DocumentType = Literal[
    "resident_id", "residence_permit", "foreigner_permit", "passport", "household_booklet"
]
BodyType = Literal["community", "unit"]
Role = Literal["issuer", "clerk", "checker"]
Site = Literal["forehead", "wrist", "armpit", "ear", "mouth", "camera"]


# What several kinds share.


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An identity document; `number` is normalised (upper case, half width, no spaces)."""

    type: DocumentType
    number: Annotated[str, MinLen(4), MaxLen(30)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A division code of 6 to 12 digits and the rest of the address."""

    division: Division
    detail: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Who speaks for a child, and promises in the child's name."""

    name: Name
    relation: Annotated[str, MinLen(1), MaxLen(20)]
    phone: Phone = ""
    document: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of the declaration: `code` is a question's (SYMPTOM, EX1 to EX5, or a county's own).

    `since` and `until` bound what is declared, where known; `items` name the symptoms.
    """

    code: Code
    yes: bool
    since: Millis | None = None
    until: Millis | None = None
    items: Annotated[tuple[Code, ...], MaxLen(12)] = ()
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the applicant says of himself, 申报."""

    document: Document
    name: Name
    phone: Phone
    residence: Place
    destination: Place
    purpose: Literal["work", "school", "other"]
    purpose_note: Line = ""
    province_days: Annotated[int, Ge(0), Le(9999)]
    answers: Annotated[tuple[Answer, ...], MaxLen(24)]
    sex: Literal["m", "f"] | None = None
    birth: Day | None = None
    guardian: Guardian | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The undertaking, 承诺: by the person's own hand, by a signature stub, or before a witness."""

    how: Literal["self", "stub", "witness"]
    witness: Annotated[str, MaxLen(60)] = ""
    stub: Annotated[str, MaxLen(40)] = ""


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


# issuer.*, colleague.*, unit.*


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerRequested:
    """A registration. `proof_*` are the two keys' signatures over both public keys (see wire).

    `person` is the staff member's id, 16 random bytes chosen on the member's first device.
    """

    uscc: Uscc
    body_type: BodyType
    body_name: Name
    unit: Annotated[str, MaxLen(60)] = ""
    division: Annotated[str, Len(12, 12)]
    scope: Scope
    name: Name
    post: Annotated[str, MaxLen(40)]
    phone: Phone
    person: PersonId
    role: Role
    device_key: PublicKey
    issuer_key: PublicKey | None = None
    proof_device: Signature
    proof_issuer: Signature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerAuthorised:
    """The platform's answer to a registration or an admission: from when to when, for which scope."""

    request: RecordId
    uscc: Uscc
    body_name: Name
    scope: Scope
    county: Annotated[str, Len(6, 6)]
    person: PersonId
    name: Name
    role: Role
    device_kid: Kid
    issuer_kid: Kid | None = None
    valid_from: Millis
    valid_until: Millis


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerWithdrawn:
    """The platform ends an authorisation: `kid` is a device's or an issuer's key."""

    kid: Kid
    reason: Literal["left", "stolen", "rotated", "jurisdiction", "other"]
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerSuspended:
    """The platform pauses an authorisation until a time, or until it is authorised anew."""

    kid: Kid
    until: Millis | None = None
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueAdmitted:
    """An authorised issuer admits a colleague of the same body; fields as in IssuerRequested."""

    uscc: Uscc
    scope: Scope
    name: Name
    post: Annotated[str, MaxLen(40)]
    phone: Phone
    person: PersonId
    role: Role
    device_key: PublicKey
    issuer_key: PublicKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ColleagueReplaced:
    """An authorised issuer ends a colleague's authority, `kid`; `by_person` takes over where known."""

    kid: Kid
    by_person: PersonId | None = None
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEndorsed:
    """A community's issuer authorises a unit that manages its people's health properly."""

    uscc: Uscc
    unit_name: Name
    note: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEndorsementWithdrawn:
    """A community's issuer takes a unit's authorisation back."""

    uscc: Uscc
    reason: Note


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
