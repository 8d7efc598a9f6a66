"""What a person declares, and the words that every record is made of: names, bounds, documents, places.

Owns the fields that several kinds of record share; what each kind says is `bodies`, and so are the rules that
hold for both. Nothing here has a version of its own: it changes with the body that it stands in.

Source: notice 164, 一(一) and 一(二); DESIGN section 2.
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
Digest = Annotated[bytes, Len(32, 32)]
PublicKey = Annotated[bytes, Len(32, 32)]
Signature = Annotated[bytes, Len(64, 64)]
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
