"""The protocol's messages: what a device and the server say to each other, as bounded shapes.

Rules: 1. a message is one deterministic CBOR map with text keys; a field that is None is left out;
2. reading is strict by comparison: what is read is written again and must give the same bytes; 3.
only the two hellos forgive unknown fields, so that programs of different versions can still tell
each other so; 4. every text, list and number is bounded; 5. a message carries signed things
(bundles, lists, tokens) as bytes and believes none of them.

Times are ms since 1970 UTC, `retry_after` seconds. Which message goes where: docs/protocol.md.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from fieldpass.wire import cbor
from fieldpass.wire.bundle import BUNDLE_BYTES_MAX, RECORDS_MAX, LogId
from fieldpass.wire.errors import Malformed
from fieldpass.wire.lists import LIST_BYTES_MAX, ListKind

PROTOCOL_VERSIONS: tuple[int, ...] = (1,)
MEDIA_TYPE = "application/cbor"
MEDIA_TYPE_SEQUENCE = "application/cbor-seq"
MESSAGE_BYTES_MAX = 1 << 20
PAGE_BYTES_MAX = 4 << 20
LISTS_BYTES_MAX = 2 * LIST_BYTES_MAX

Kid = Annotated[bytes, Field(min_length=4, max_length=4)]
PublicKey = Annotated[bytes, Field(min_length=32, max_length=32)]
Hash = Annotated[bytes, Field(min_length=32, max_length=32)]
Incarnation = Annotated[bytes, Field(min_length=16, max_length=16)]
Person = Annotated[bytes, Field(min_length=16, max_length=16)]
Scope = Annotated[str, Field(min_length=8, max_length=24)]
County = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Number = Annotated[int, Field(ge=0, lt=1 << 53)]
Epoch = Annotated[int, Field(ge=0, lt=1 << 31)]
Millis = Annotated[int, Field(ge=0, lt=1 << 48)]
Seconds = Annotated[int, Field(ge=0, le=30 * 86_400)]
Sequence = Annotated[int, Field(ge=0, lt=1 << 32)]
ReasonCode = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
Sentence = Annotated[str, Field(max_length=400)]
BundleBytes = Annotated[bytes, Field(min_length=1, max_length=BUNDLE_BYTES_MAX)]
LogName = tuple[Scope, Kid, Epoch]
Returned = tuple[Annotated[int, Field(ge=0, lt=RECORDS_MAX)], ReasonCode]
Standing = Literal["unknown", "waiting", "authorised", "refused", "suspended", "revoked"]


class Message(BaseModel):
    """What all messages share; `bytes_max` bounds the whole before it is parsed."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    bytes_max: ClassVar[int] = MESSAGE_BYTES_MAX
    forgiving: ClassVar[bool] = False

    def encode(self) -> bytes:
        """The message's one form."""
        return cbor.encode(_plain(self))

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read a message.

        Raises:
            TooLarge, Malformed: naming the fields that are wrong, never their values.
        """
        raw = cbor.decode(data, max_bytes=cls.bytes_max)
        if type(raw) is not dict:
            raise Malformed("message: not a map")
        if cls.forgiving:
            raw = {key: value for key, value in raw.items() if key in cls.model_fields}
        try:
            message = cls.model_validate(raw)
        except ValidationError as error:
            places = {".".join(map(str, one["loc"][:3])) for one in error.errors()}
            raise Malformed(f"message: {cls.__name__}: {', '.join(sorted(places))[:200]}") from None
        if message.encode() != (cbor.encode(raw) if cls.forgiving else data):
            raise Malformed(f"message: {cls.__name__}: not in its one form")
        return message


class HeadMessage(Message):
    """A log's last number and the link after it."""

    log: LogName
    last: Number
    link: Hash

    @property
    def log_id(self) -> LogId:
        """The log's name."""
        return LogId(*self.log)


class ListVersionMessage(Message):
    """Which version of a list a side has; 0 is none."""

    kind: ListKind
    county: County
    version: Number


class HelloMessage(Message):
    """Where a device stands. Unsigned, it says its versions only."""

    forgiving: ClassVar[bool] = True
    versions: Annotated[tuple[Annotated[int, Field(ge=1, le=255)], ...], Field(max_length=16)]
    program: Annotated[str, Field(max_length=40)] = ""
    scope: Scope | None = None
    incarnation: Incarnation | None = None
    heads: Annotated[tuple[HeadMessage, ...], Field(max_length=256)] = ()
    cursors: Annotated[dict[Scope, Number], Field(max_length=64)] = {}
    lists: Annotated[tuple[ListVersionMessage, ...], Field(max_length=512)] = ()
    sequences: Annotated[dict[Kid, Sequence], Field(max_length=64)] = {}


class HelloAnswerMessage(Message):
    """Where the server stands. To an unknown device: versions, time and standing only.

    `heads`: of all logs of this device, all scopes and epochs; `feeds`: head positions of the scopes it
    may read; `sequences`: highest pass sequence seen, by issuer kid; `checkpoint`: see `checkpoints`;
    `erasures`: the server takes its own bundles that tell of erasures back (it may have been restored).
    """

    forgiving: ClassVar[bool] = True
    versions: Annotated[tuple[Annotated[int, Field(ge=1, le=255)], ...], Field(max_length=16)]
    server_time: Millis
    standing: Standing
    incarnation: Incarnation | None = None
    heads: Annotated[tuple[HeadMessage, ...], Field(max_length=256)] = ()
    feeds: Annotated[dict[Scope, Number], Field(max_length=64)] = {}
    lists: Annotated[tuple[ListVersionMessage, ...], Field(max_length=512)] = ()
    sequences: Annotated[dict[Kid, Sequence], Field(max_length=64)] = {}
    checkpoint: Annotated[bytes, Field(max_length=64 * 1024)] | None = None
    erasures: bool = False


class RegistrationMessage(Message):
    """A registration: the enrolment code (none after a colleague's admission) and the first bundle.

    The bundle's first record is `issuer.requested` with both public keys and their proofs.
    """

    code: Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{21}$")] | None = None
    bundle: BundleBytes


class RegistrationAnswerMessage(Message):
    """The server's answer; a refusal has a reason, waiting has a time to ask again (seconds)."""

    outcome: Literal["authorised", "waiting", "refused"]
    reason: ReasonCode | None = None
    zh: Sentence = ""
    en: Sentence = ""
    retry_after: Seconds | None = None
    root: PublicKey | None = None


class BundleAnswerMessage(Message):
    """The two answers to a bundle's records.

    `through`: the last number of this log that the server holds now. `status`: stored (also when it had
    been); gap: an earlier bundle is missing; fork: other records stand under these numbers; refused: not
    this device's, damaged, or not allowed, with a reason. `returned`: (index in the bundle from 0, why).
    """

    log: LogName
    first: Number
    through: Number
    status: Literal["stored", "gap", "fork", "refused"]
    reason: ReasonCode | None = None
    returned: Annotated[tuple[Returned, ...], Field(max_length=RECORDS_MAX)] = ()

    @property
    def log_id(self) -> LogId:
        """The log's name."""
        return LogId(*self.log)


class BundlesAnswerMessage(Message):
    """The answers to the bundles of one request, in their order."""

    incarnation: Incarnation
    answers: Annotated[tuple[BundleAnswerMessage, ...], Field(max_length=4096)] = ()


class FeedItemMessage(Message):
    """One item of a scope's feed: a bundle as it came, and what of it was returned."""

    position: Number
    bundle: BundleBytes
    returned: Annotated[tuple[Returned, ...], Field(max_length=RECORDS_MAX)] = ()


class FeedPageMessage(Message):
    """Items after a position, in the feed's order; `head` is the feed's last position now."""

    bytes_max: ClassVar[int] = PAGE_BYTES_MAX
    scope: Scope
    incarnation: Incarnation
    head: Number
    items: Annotated[tuple[FeedItemMessage, ...], Field(max_length=4096)] = ()


class ListsMessage(Message):
    """Lists newer than those asked for, and what vouches for them; `more`: ask again."""

    bytes_max: ClassVar[int] = LISTS_BYTES_MAX
    root: PublicKey
    rotations: Annotated[tuple[Annotated[bytes, Field(max_length=512)], ...], Field(max_length=16)]
    certificates: Annotated[
        tuple[Annotated[bytes, Field(max_length=512)], ...], Field(max_length=16)
    ]
    lists: Annotated[
        tuple[Annotated[bytes, Field(max_length=LIST_BYTES_MAX)], ...], Field(max_length=512)
    ] = ()
    more: bool = False


class LookupMessage(Message):
    """Look a pass up: by serial, or by person (see the model), exactly one of them."""

    serial: Annotated[str, Field(pattern=r"^[0-9]{12}$")] | None = None
    person: Person | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.serial is None) == (self.person is None):
            raise ValueError("exactly one of serial and person")
        return self


class FoundPassMessage(Message):
    """A pass that was found: the token, to be verified as if scanned, and its state now."""

    token: Annotated[bytes, Field(min_length=64, max_length=160)]
    state: Annotated[int, Field(ge=0, le=255)] = 0


class LookupAnswerMessage(Message):
    """The live passes found, newest first; none is an answer too."""

    as_of: Millis
    passes: Annotated[tuple[FoundPassMessage, ...], Field(max_length=8)] = ()


class RefusalMessage(Message):
    """Why a request was not done, with every status of 400 and above."""

    code: ReasonCode
    zh: Sentence = ""
    en: Sentence = ""
    retry_after: Seconds | None = None


def lists_query(after: Mapping[tuple[str, str], int]) -> str:
    """The `after` parameter of GET /v1/lists: `kind:county:version`, joined by commas."""
    return ",".join(
        f"{kind}:{county}:{version}" for (kind, county), version in sorted(after.items())
    )


def parse_lists_query(text: str) -> dict[tuple[str, str], int]:
    """What `lists_query` wrote; the empty text asks for nothing.

    Raises:
        Malformed: another form, an unknown kind, a list named twice, or more than 512.
    """
    asked: dict[tuple[str, str], int] = {}
    for part in text[:32_768].split(",") if text else []:
        fields = part.split(":")
        try:
            kind, county, number = fields
            one = ListVersionMessage.model_validate(
                {"kind": kind, "county": county, "version": int(number)}
            )
        except ValueError:
            raise Malformed("lists query: not kind:county:version") from None
        asked[one.kind, one.county] = one.version
    if lists_query(asked).count(",") != text.count(",") or len(asked) > 512:
        raise Malformed("lists query: named twice, or too many")
    return asked


def _plain(message: Message) -> dict[str, Any]:
    """A message as CBOR data; None and empty defaults are left out (rule 1)."""
    out: dict[str, Any] = {}
    for name, field in type(message).model_fields.items():
        value = getattr(message, name)
        if value != field.default or field.is_required():
            out[name] = _value(value)
    return out


def _value(value: Any) -> Any:
    if isinstance(value, Message):
        return _plain(value)
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return value
