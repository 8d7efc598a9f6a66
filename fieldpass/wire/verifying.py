"""Verifying a pass: numbered stages from a scanned text to one of five verdicts.

    1 text        prefix, digits or Base45, size          something else was scanned, half a scan
    2 cbor        one deterministic item                  damage, extension, a second reading
    3 cose        COSE_Sign1, an algorithm of ours        a weaker algorithm, foreign headers
    4 key         the kid is in a list of the origin      an unknown signer
    5 signature   over the bytes as they came             forgery, alteration
    6 status      key's right, stolen, void, listed       a thief's, a device's, another scope's key
    7 time        clock, issued, expired, screened        an old pass, a clock set back
    8 colour      what the issuer decided

Rules: 1. stages 1 to 5 stop at the first failure; 2. what stages 6 to 8 find is weighed, the worst
wins: INVALID, STOP, CANNOT_TELL, CHECK, GO; 3. claims are shown only once the signature was
verified; only `verify` makes a `VerifiedPass`; 4. stale lists weaken a verdict in words and never
turn it; 5. prefix, algorithms, keys, lists and clock are parameters, so that foreign vectors run
through the same code.

Times are milliseconds since 1970 UTC, ages seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fieldpass.model.policy import NOTICE_164, days_of
from fieldpass.model.reasons import Reason
from fieldpass.model.text import Text
from fieldpass.wire import status as states
from fieldpass.wire import token, verdict_texts
from fieldpass.wire.cose import Unverified
from fieldpass.wire.errors import NewerFormat, WireError
from fieldpass.wire.sources import (
    LIFTABLE,
    HeldLists,
    KeyEntry,
    KeySource,
    LookedUp,
    StatusSource,
)
from fieldpass.wire.stages import (
    FIELDPASS,
    Profile,
    Stage,
    StageFailure,
    authenticate,
    check_signature,
    check_times,
    read_message,
    read_text,
)
from fieldpass.wire.status import StatusList
from fieldpass.wire.token import PassClaims

__all__ = [
    "FIELDPASS",
    "LIFTABLE",
    "Ages",
    "HeldLists",
    "KeyEntry",
    "KeySource",
    "LookedUp",
    "Profile",
    "Stage",
    "StageFailure",
    "StatusSource",
    "Verdict",
    "VerdictKind",
    "VerifiedPass",
    "authenticate",
    "check_signature",
    "check_times",
    "read_message",
    "read_text",
    "verify",
]

VerdictKind = Literal["GO", "CHECK", "STOP", "INVALID", "CANNOT_TELL"]
EXIT_CODES: dict[VerdictKind, int] = {
    "GO": 0,
    "STOP": 1,
    "CANNOT_TELL": 3,
    "CHECK": 4,
    "INVALID": 5,
}
WORST_FIRST: tuple[VerdictKind, ...] = ("INVALID", "STOP", "CANNOT_TELL", "CHECK", "GO")
_DAYS = days_of(NOTICE_164)
_DAY_MS = token.DAY_SECONDS * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """From which age (seconds) a verdict says that its lists are old, and too old (policy)."""

    soft: int = 24 * 3600
    hard: int = 72 * 3600


# Verdicts.


_SEAL = object()


class VerifiedPass:
    """A pass whose signature was verified with a key in force; `verify` alone makes one.

    `claims`; `issuer`, the key's entry; `state`, the listed state byte; `token`, the bytes.
    """

    __slots__ = ("claims", "issuer", "state", "token")

    def __init__(
        self, seal: object, claims: PassClaims, issuer: KeyEntry, state: int, data: bytes
    ) -> None:
        """Refuse everyone but this module."""
        if seal is not _SEAL:
            raise TypeError("only verify() makes a VerifiedPass")
        self.claims = claims
        self.issuer = issuer
        self.state = state
        self.token = data


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check came to.

    `stage` and `code` say what decided; `codes` all that was found; `claims` only after a verified
    signature; `lists_as_of` in ms, None where no list is held; `stale` is "", "soft", "hard" or "none"
    (no status list); `liftable_here`: a normal reading and no symptoms, now, make it GO.
    """

    kind: VerdictKind
    stage: Stage
    code: str
    text: Text
    lists_as_of: int | None
    claims: PassClaims | None = None
    proven: VerifiedPass | None = None
    codes: tuple[str, ...] = ()
    stale: str = ""
    liftable_here: bool = False

    @property
    def exit_code(self) -> int:
        """The exit status of `fieldpass verify`."""
        return EXIT_CODES[self.kind]

    def as_json(self) -> dict[str, Any]:
        """The form that `fieldpass verify --json` prints."""
        return {
            "verdict": self.kind,
            "stage": self.stage.word,
            "code": self.code,
            "claims": None if self.claims is None else token.claims_json(self.claims),
            "lists_as_of": self.lists_as_of,
            "text": {"zh": self.text.zh, "en": self.text.en},
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One thing that stages 6 to 8 found."""

    kind: VerdictKind
    stage: Stage
    code: str
    text: Text
    reason: Reason = Reason.NONE


@dataclass(slots=True)
class _Case:
    """All that stages 6 to 8 look at."""

    claims: PassClaims
    token: bytes
    key: KeyEntry
    listed: StatusList | None
    as_of: int | None
    state: int
    now: int
    clock_floor: int
    training: bool
    unscreened_days: int | None
    days: Mapping[str, int]


def verify(
    text: str,
    *,
    keys: KeySource,
    status: StatusSource,
    now: int,
    clock_floor: int = 0,
    ages: Ages = Ages(),
    profile: Profile = FIELDPASS,
    training: bool = False,
    unscreened_days: int | None = 1,
    days: Mapping[str, int] = _DAYS,
) -> Verdict:
    """The verdict on a scanned text; never raises for what was scanned.

    `clock_floor`: the newest time (ms) known to be past. `training`: accept training passes, and only
    them. `unscreened_days`: whole days after the day of issue until which a pass without screening
    stays green (policy); None switches the rule off. `days`: those that a reason's sentence names, by the
    policy (`policy.days_of`); notice 164's where nobody gives another's.
    """
    claims: PassClaims | None = None
    try:
        data = read_text(text, profile)
        message = read_message(data, profile)
        try:
            claims = token.decode_claims(message.payload, message.kid)
        except NewerFormat:
            return _newer_format(message, keys, status)
        except WireError as error:
            raise StageFailure(Stage.CBOR, error) from error
        key = keys.find(claims.county_from, message.kid) or keys.find(None, message.kid)
        check_signature(message, key.public if key else None)
    except StageFailure as failure:
        # A newer format's origin cannot be read: then only its key is unknown, not its county.
        missing = (
            failure.stage == Stage.KEY and claims is not None and not keys.holds(claims.county_from)
        )
        return _refusal(failure, status, missing=missing)
    assert key is not None  # check_signature has refused None
    county = claims.county_from
    listed = status.status(county)
    state = listed.state(claims.kid, claims.sequence) if listed else 0
    as_of = status.as_of(county)
    case = _Case(
        claims, data, key, listed, as_of, state, now, clock_floor, training, unscreened_days, days
    )
    return _weigh(case, ages)


def _newer_format(message: Unverified, keys: KeySource, status: StatusSource) -> Verdict:
    """A payload that we cannot read is newer only if a known key signed it; else it is a forgery."""
    key = keys.find(None, message.kid)
    check_signature(message, key.public if key else None)
    return Verdict(
        kind="CANNOT_TELL",
        stage=Stage.CBOR,
        code=NewerFormat.code,
        text=verdict_texts.NEWER,
        lists_as_of=status.as_of(None),
    )


def _refusal(failure: StageFailure, status: StatusSource, missing: bool) -> Verdict:
    """The verdict of a failure in stages 1 to 5; `missing`: no issuer list of the county is held."""
    kind: VerdictKind = "INVALID"
    text = verdict_texts.FORGED if failure.stage == Stage.SIGNATURE else verdict_texts.DAMAGED
    if failure.stage == Stage.KEY:
        kind = "CANNOT_TELL"
        text = verdict_texts.NO_LIST if missing else verdict_texts.UNKNOWN_KEY
    elif failure.recognised is not None:
        text = failure.recognised.text
        if failure.recognised.meaning in ("foreign", "newer"):
            kind = "CANNOT_TELL"
    code = "no-issuer-list" if missing else failure.reason
    return Verdict(
        kind=kind,
        stage=failure.stage,
        code=code,
        codes=(code,),
        text=text,
        lists_as_of=status.as_of(None),
    )


# Stages 6 to 8. What they find of every pass alike is made once.


def _refused(code: str, text: Text) -> _Found:
    return _Found(kind="INVALID", stage=Stage.STATUS, code=code, text=text)


_OTHER_SCOPE = _refused("other-scope", verdict_texts.OTHER_SCOPE)
_DEVICE_KEY = _refused("device-key", verdict_texts.DEVICE_KEY)
_OUT_OF_FORCE = _refused("key-not-in-force", verdict_texts.KEY_OUT_OF_FORCE)
_TRAINING = _refused("training", verdict_texts.TRAINING)
_NOT_TRAINING = _refused("not-training", verdict_texts.NOT_TRAINING)
_STOLEN = _refused("stolen-key", verdict_texts.STOLEN)
_VOID = _refused("void", verdict_texts.VOID)
_CLOCK = _Found(kind="CANNOT_TELL", stage=Stage.TIME, code="clock", text=verdict_texts.CLOCK)
_NOT_YET = _Found(kind="CANNOT_TELL", stage=Stage.TIME, code="not-yet", text=verdict_texts.NOT_YET)
_EXPIRED = _Found(
    kind="CHECK",
    stage=Stage.TIME,
    code="EXPIRED",
    text=verdict_texts.EXPIRED,
    reason=Reason.EXPIRED,
)
_PENDING = _Found(kind="CHECK", stage=Stage.COLOUR, code="UNDECIDED", text=verdict_texts.PENDING)
_GREEN = _Found(kind="GO", stage=Stage.COLOUR, code="GREEN", text=verdict_texts.GO)
_GREEN_UNSCREENED = _Found(
    kind="GO", stage=Stage.COLOUR, code="GREEN", text=verdict_texts.GO_UNSCREENED
)


def _weigh(case: _Case, ages: Ages) -> Verdict:
    """Rule 2, and rule 4's words."""
    found = _key_and_status(case) + _time(case) + _colour(case)
    codes: tuple[str, ...] = (found[0].code,)
    if len(found) > 1:
        # The worst first; of two yellow reasons the one that a reading here does not lift.
        found.sort(key=lambda one: (WORST_FIRST.index(one.kind), one.reason in LIFTABLE, one.stage))
        codes = tuple([one.code for one in found])
    worst = found[0]
    invalid = worst.kind == "INVALID"
    stale, words = _staleness(case, ages)
    return Verdict(
        kind=worst.kind,
        stage=worst.stage,
        code=worst.code,
        codes=codes,
        text=worst.text if invalid else verdict_texts.joined(worst.text, words),
        lists_as_of=case.as_of,
        claims=case.claims,
        proven=None
        if invalid
        else VerifiedPass(_SEAL, case.claims, case.key, case.state, case.token),
        stale=stale,
        liftable_here=worst.kind == "CHECK"
        and all(one.reason in LIFTABLE for one in found if one.kind == "CHECK"),
    )


def _key_and_status(case: _Case) -> list[_Found]:
    """Stage 6: the right of the key, then what the status list says of this pass."""
    claims, key, found = case.claims, case.key, []
    if key.county != claims.county_from or not _in_scope(key, claims):
        found.append(_OTHER_SCOPE)
    if key.use == "device" and claims.colour != "pending":
        found.append(_DEVICE_KEY)
    day = claims.issue_day_start * 1000
    if not (key.valid_from < day + _DAY_MS and day <= key.valid_until):
        found.append(_OUT_OF_FORCE)
    if claims.training != case.training:
        found.append(_TRAINING if claims.training else _NOT_TRAINING)
    if case.listed is not None and case.listed.refused(claims.kid, case.token):
        found.append(_STOLEN)
    if case.state:
        mark = states.mark_of(case.state)
        if mark == states.VOID:
            found.append(_VOID)
        elif mark != states.AS_SIGNED:
            red = mark == states.RED
            found.append(_coloured(red, states.reason_of(case.state), Stage.STATUS, case.days))
    return found


def _in_scope(key: KeyEntry, claims: PassClaims) -> bool:
    """A division's key signs for its county; the platform's for all; a unit's where it is listed."""
    if key.role == "platform" or not key.scope.startswith("d:"):
        return True
    return key.scope[2:8] == claims.county_from


def _time(case: _Case) -> list[_Found]:
    """Stage 7: is the clock to be believed, is the pass begun and not over, was it screened in time."""
    claims, now, found = case.claims, case.now, []
    times = check_times(claims.issue_day_start, claims.expires, now)
    if now < case.clock_floor:
        found.append(_CLOCK)
    elif times == "not-yet":
        found.append(_NOT_YET)
    if times == "expired":
        found.append(_EXPIRED)
    if case.unscreened_days is not None and _unscreened(case):
        # Absence is known only up to the list's as_of: a stale list turns nobody yellow.
        due = claims.issue_day_start * 1000 + (case.unscreened_days + 1) * _DAY_MS
        if case.as_of is not None and case.as_of >= due:
            found.append(_coloured(False, Reason.UNSCREENED, Stage.TIME, case.days))
    return found


def _colour(case: _Case) -> list[_Found]:
    """Stage 8: what was signed."""
    colour = case.claims.colour
    if colour == "green":
        return [_GREEN_UNSCREENED if _unscreened(case) else _GREEN]
    if colour == "pending":
        return [_PENDING]
    return [_coloured(colour == "red", case.claims.reason, Stage.COLOUR, case.days)]


def _unscreened(case: _Case) -> bool:
    return case.claims.unscreened and not states.screened(case.state)


def _coloured(red: bool, number: int, stage: Stage, days: Mapping[str, int]) -> _Found:
    reason = Reason(number)
    said = verdict_texts.red if red else verdict_texts.yellow
    return _Found(
        kind="STOP" if red else "CHECK",
        stage=stage,
        code=reason.name.replace("_", "-"),
        text=said(reason, days),
        reason=reason,
    )


def _staleness(case: _Case, ages: Ages) -> tuple[str, Text | None]:
    if case.as_of is None:
        return "none", verdict_texts.stale(None, hard=True)
    age = (case.now - case.as_of) // 1000
    if age <= ages.soft:
        return "", None
    hard = age > ages.hard
    return ("hard" if hard else "soft"), verdict_texts.stale(age, hard=hard)
