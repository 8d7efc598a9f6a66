"""Stages 1 to 5 of verifying, and the clock's part of 7, for any system's codes: see `verifying`.

A `Profile` says how a system writes; the product has one, tests have those of foreign vectors. Each
stage refuses with a StageFailure that names it and says nothing of what was scanned.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from fieldpass.wire import base45, digits, recognition, token
from fieldpass.wire.cose import EDDSA, Algorithm, Unverified, read1
from fieldpass.wire.errors import (
    BadSignature,
    BadStructure,
    Malformed,
    TooLarge,
    UnknownKey,
    UnsupportedAlgorithm,
    WireError,
)
from fieldpass.wire.recognition import Recognised

CLOCK_TOLERANCE_MS = 10 * 60 * 1000
TEXT_MAX = 8_192


class Stage(IntEnum):
    """The pipeline's stages, in order."""

    TEXT = 1
    CBOR = 2
    COSE = 3
    KEY = 4
    SIGNATURE = 5
    STATUS = 6
    TIME = 7
    COLOUR = 8

    @property
    def word(self) -> str:
        """The stage as it stands in JSON."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a system writes its codes. `inflate` undoes a compression, raising Malformed or TooLarge."""

    prefix: str
    digits: bool
    algorithms: tuple[Algorithm, ...]
    max_bytes: int
    tagged: bool | None = True
    strict: bool = True
    inflate: Callable[[bytes], bytes] | None = None
    min_bytes: int = 0


FIELDPASS = Profile(
    prefix=token.PREFIX,
    digits=True,
    algorithms=(EDDSA,),
    max_bytes=token.TOKEN_BYTES_MAX,
    min_bytes=token.TOKEN_BYTES_MIN,
)


class StageFailure(WireError):
    """A stage refused; `stage`, `code` and the cause say where and why."""

    def __init__(
        self, stage: Stage, cause: WireError, recognised: Recognised | None = None
    ) -> None:
        """Keep the stage, the stage's own error, and at stage 1 what was scanned instead."""
        super().__init__(f"stage {int(stage)} {stage.word}: {cause}", cause.advised)
        self.stage = stage
        self.cause = cause
        self.recognised = recognised

    @property
    def reason(self) -> str:
        """The code of the cause."""
        return self.recognised.code if self.recognised else self.cause.code


def read_text(text: str, profile: Profile) -> bytes:
    """Stage 1: from a scanned text to bytes.

    Raises:
        StageFailure: naming what was scanned instead, where that can be known.
    """
    if len(text) > TEXT_MAX:
        failed = recognition.recognise(digits.clean(text[:TEXT_MAX]))
        raise StageFailure(Stage.TEXT, TooLarge("text: too long"), failed)
    try:
        data = _text_bytes(text, profile)
        if len(data) < profile.min_bytes:
            raise Malformed("text: shorter than any pass")
        return data
    except WireError as error:
        raise StageFailure(Stage.TEXT, error, recognition.recognise(digits.clean(text))) from error


def _text_bytes(text: str, profile: Profile) -> bytes:
    if profile.digits and text.isascii() and text.isdigit():
        return digits.from_plain(text, max_bytes=profile.max_bytes)
    wide = text if text.isascii() else digits.half_width(text)
    # A space may end a Base45 text, so only what a scanner or a line adds is taken off.
    wide = wide.lstrip().rstrip("\r\n\t") if profile.strict else wide
    if wide.startswith(profile.prefix):
        data = base45.decode(wide[len(profile.prefix) :])
        return profile.inflate(data) if profile.inflate else data
    if profile.digits:
        return digits.from_digits(text, max_bytes=profile.max_bytes)
    raise Malformed("text: another prefix")


def read_message(data: bytes, profile: Profile) -> Unverified:
    """Stages 2 and 3: from bytes to a COSE_Sign1 that nobody verified yet.

    Raises:
        StageFailure: at stage CBOR or COSE.
    """
    try:
        return read1(
            data,
            algorithms=profile.algorithms,
            max_bytes=profile.max_bytes,
            tagged=profile.tagged,
            strict=profile.strict,
        )
    except (BadStructure, UnsupportedAlgorithm) as error:
        raise StageFailure(Stage.COSE, error) from error
    except WireError as error:
        raise StageFailure(Stage.CBOR, error) from error


def check_signature(message: Unverified, public: bytes | None) -> bytes:
    """Stages 4 and 5, for the key that a source gave; the payload, verified by now.

    Raises:
        StageFailure: at stage KEY where there is none, at SIGNATURE where it does not fit.
    """
    if public is None:
        raise StageFailure(Stage.KEY, UnknownKey("key: in no list"))
    try:
        message.check(public)
    except BadSignature as error:
        raise StageFailure(Stage.SIGNATURE, error) from error
    except WireError as error:
        raise StageFailure(Stage.KEY, error) from error
    return message.payload


def authenticate(
    text: str, profile: Profile, find_key: Callable[[Unverified], bytes | None]
) -> bytes:
    """Stages 1 to 5 in a row, from a text to a verified payload.

    Raises:
        StageFailure: at the first stage that refuses.
    """
    message = read_message(read_text(text, profile), profile)
    return check_signature(message, find_key(message))


def check_times(begins: float, expires: float, now: int) -> Literal["not-yet", "expired"] | None:
    """Stage 7's part for any profile: `begins` and `expires` in seconds, `now` in milliseconds."""
    if now >= expires * 1000:
        return "expired"
    return "not-yet" if begins * 1000 > now + CLOCK_TOLERANCE_MS else None
