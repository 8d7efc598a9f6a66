"""Judging a record: accepted, or returned with a reason that the device shows.

Who may write what is the model's author table; here stand the checks that need keys, times and what
the server already holds. In this order: 1. time; 2. the author is who sealed the bundle, or an
issuer of that very device; 3. the author table, and whom a record reaches (`reach`); 4. the issuer's own
signature; 5. the person is the one of the document and of the application that is decided, and what is
declared is right; 6. a pass's token, and whose pass it takes the place of. Reasons are stable codes; the
words for people are the device's.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from fieldpass.model.authors import Refused, Standing
from fieldpass.model.belonging import may_replace, ref_of
from fieldpass.model.bodies import (
    ApplicationAmended,
    ApplicationSubmitted,
    ColleagueAdmitted,
    DecisionMade,
    PassIssued,
)
from fieldpass.model.declaring import why_returned
from fieldpass.model.person import person_of
from fieldpass.model.records import (
    SIGNED_KINDS,
    Author,
    DeviceAuthor,
    Holder,
    IssuerAuthor,
    PassRef,
    Platform,
    Record,
)
from fieldpass.model.times import day_of
from fieldpass.wire import token
from fieldpass.wire.bundle import LogId
from fieldpass.wire.errors import WireError
from fieldpass.wire.records import verify_record
from fieldpass.wire.token import PassClaims
from server_stub import authors, policies, reach
from server_stub.directory import Directory, KnownKey
from server_stub.reach import REVOKED
from server_stub.store import schema
from server_stub.store.statement import Statement

MALFORMED = "malformed"
NOT_YOURS = "not-your-key"
STOLEN = "stolen"
BAD_SIGNATURE = "bad-signature"
WRONG_PERSON = "wrong-person"
BAD_TOKEN = "bad-token"  # noqa: S105 - a reason, not a secret
TOKEN_DIFFERS = "token-differs"  # noqa: S105 - a reason, not a secret
VALIDITY = "validity-not-in-policy"
NO_DECISION = "no-decision"
DOUBLED = "sequence-doubled"

_DECLARING = (ApplicationSubmitted, ApplicationAmended)
_TOKEN = Statement(
    select(schema.passes.c.token).where(
        schema.passes.c.kid == bindparam("of_kid"),
        schema.passes.c.sequence == bindparam("numbered"),
    )
)
_HOLDER = Statement(
    select(schema.passes.c.person, schema.passes.c.void).where(
        schema.passes.c.kid == bindparam("of_kid"),
        schema.passes.c.sequence == bindparam("numbered"),
    )
)
_APPLICANT = Statement(
    select(schema.applications.c.person).where(
        schema.applications.c.scope == bindparam("in_scope"),
        schema.applications.c.id == bindparam("named"),
    )
)
_DECISION = Statement(
    select(
        schema.decisions.c.application,
        schema.decisions.c.kid,
        schema.decisions.c.colour,
        schema.decisions.c.reason,
        schema.decisions.c.unscreened,
    ).where(
        schema.decisions.c.scope == bindparam("in_scope"),
        schema.decisions.c.id == bindparam("named"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a pass must agree with: its decision's colour, reason, flag, application and issuer."""

    application: bytes
    kid: bytes
    colour: str
    reason: int
    unscreened: bool


@dataclass(slots=True, kw_only=True)
class Bench:
    """Judges the records of one bundle in their order; accepted ones count for what follows.

    That goes for decisions and passes, and for a colleague who is admitted to this very device. Most of
    a bundle's records have one author, who is looked up once.
    """

    tx: Connection
    directory: Directory
    log: LogId
    device: KnownKey
    now: int
    ahead_ms: int
    _decided: dict[bytes, Decided] = field(default_factory=dict)
    _issued: dict[PassRef, Record] = field(default_factory=dict)
    _applicants: dict[bytes, bytes] = field(default_factory=dict)
    _admitted: dict[bytes, str] = field(default_factory=dict)
    _standings: dict[Author, Standing | str] = field(default_factory=dict)

    def judge(self, record: Record) -> str | None:
        """The reason why a record is returned, None where it is accepted."""
        # 1. Time: typed in later or not, nothing comes from the future.
        if max(record.at, record.entered or 0) > self.now + self.ahead_ms:
            return Refused.AHEAD_OF_TIME.value
        # 2. The author.
        standing = self._standings.get(record.by)
        if standing is None:
            standing = self._standings[record.by] = self._standing(record.by)
        if isinstance(standing, str):
            return standing
        # 3. The author table, and whom the record reaches.
        reason = authors.refused(standing, self.log, record, self.now, self.ahead_ms)
        reason = reason or reach.refused(self.tx, self.directory, self.log.scope, record)
        if reason is not None:
            return reason
        # 4. The issuer's own signature.
        if (reason := self._signature(record)) is not None:
            return reason
        # 5. The person.
        body = record.body
        if isinstance(body, _DECLARING):
            if person_of(body.declaration.document) != record.subject:
                return WRONG_PERSON
            # What the desk and the applicants' page refuse comes back from a bundle too.
            refusal = why_returned(body.declaration, day_of(self.now))
            if refusal is not None:
                return refusal.code.value
        if isinstance(body, DecisionMade | PassIssued) and self._of_another(record):
            return WRONG_PERSON
        # 6. The token, and whose pass it takes the place of.
        if isinstance(body, PassIssued):
            reason = self._token(record, body) or self._replacing(record, body)
            if reason is not None:
                return reason
        self._remember(record)
        return None

    def _standing(self, by: Author) -> Standing | str:
        """What is known of an author, or the reason why nobody stands behind his records."""
        key = self._key(by)
        return key if isinstance(key, str) else authors.standing(self.directory, by, key)

    def _key(self, by: Author) -> KnownKey | str:
        """The key behind the author, or the reason why there is none."""
        if isinstance(by, Platform | Holder):
            return Refused.NOT_OWN_BUNDLE.value
        key: KnownKey | None = self.device
        if isinstance(by, DeviceAuthor):
            known = set(self.directory.roles(by.kid, by.person))
            known |= {role for who, role in self._admitted.items() if who == by.person}
            if by.kid != self.log.device or not known:
                return NOT_YOURS
            if by.role not in known:
                return Refused.WRONG_ROLE.value
        else:
            key = self.directory.find(by.kid)
        if key is None or (key is not self.device and key.partner != self.log.device):
            return NOT_YOURS
        # A thief chooses the time that a record claims, so a stolen key's records never count again.
        return REVOKED if STOLEN in (key.reason, self.device.reason) else key

    def _signature(self, record: Record) -> str | None:
        by = record.by
        if record.kind not in SIGNED_KINDS and record.sig is None:
            return None
        if not isinstance(by, IssuerAuthor):
            return None if record.sig is None else BAD_SIGNATURE
        public = self.directory.public(by.kid)
        try:
            if public is None:
                return BAD_SIGNATURE
            verify_record(record, public)
        except WireError:
            return BAD_SIGNATURE
        return None

    def _of_another(self, record: Record) -> bool:
        """Whether a record is about another person than its application; of one not here nobody can say."""
        named = record.application
        if named is None:
            return False
        person = self._applicants.get(named)
        if person is None:
            person = _APPLICANT.scalar(self.tx, in_scope=self.log.scope, named=named)
        return person is not None and bytes(person) != record.subject

    def _replacing(self, record: Record, body: PassIssued) -> str | None:
        """The reason where the pass would take the place of another person's, which stops a village from
        ending passes of strangers; a pass that is not here yet is nobody's."""
        if body.replaces is None:
            return None
        ref = ref_of(body.replaces)
        if (old := self._issued.get(ref)) is not None:
            refusal = may_replace(record.subject, old.subject, void=False)
        else:
            row = _HOLDER.first(self.tx, of_kid=ref.kid, numbered=ref.sequence)
            if row is None:
                return None
            holder = None if row[0] is None else bytes(row[0])
            refusal = may_replace(record.subject, holder, void=bool(row[1]))
        return None if refusal is None else refusal.code.value

    def _token(self, record: Record, body: PassIssued) -> str | None:
        claims = opened(body.token, self.directory.public)
        if claims is None or claims.training:
            return BAD_TOKEN
        if not self._fits(record, body, claims):
            return TOKEN_DIFFERS
        # A device that was offline signs by an older policy; by one that never was, nobody does.
        if claims.validity_days not in policies.validities(self.tx, record.at + self.ahead_ms):
            return VALIDITY
        if self._doubled(claims.ref, body.token):
            return DOUBLED
        if claims.colour == "pending":
            return None
        if body.decision is None or (decided := self._decision(body.decision)) is None:
            return NO_DECISION
        agrees = (
            decided.application == record.application
            and decided.kid == claims.kid
            and decided.colour == claims.colour
            and decided.reason == claims.reason
            and decided.unscreened == claims.unscreened
        )
        return None if agrees else TOKEN_DIFFERS

    def _fits(self, record: Record, body: PassIssued, claims: PassClaims) -> bool:
        """Whether the token is this author's, of this record's day, and from this county."""
        by = record.by
        signs_pending = isinstance(by, DeviceAuthor)
        return (
            isinstance(by, IssuerAuthor | DeviceAuthor)
            and claims.kid == by.kid
            and claims.ref == record.pass_ref
            and (claims.colour == "pending") == signs_pending
            and claims.validity_days == body.validity_days
            and claims.expires == token.expiry(record.at // 1000, claims.validity_days)
            and claims.county_from == self.device.county
        )

    def _doubled(self, ref: PassRef, data: bytes) -> bool:
        issued = self._issued.get(ref)
        known = issued.body.token if issued and isinstance(issued.body, PassIssued) else None
        if known is None:
            known = _TOKEN.scalar(self.tx, of_kid=ref.kid, numbered=ref.sequence)
        return known is not None and bytes(known) != data

    def _decision(self, record_id: bytes) -> Decided | None:
        if (found := self._decided.get(record_id)) is not None:
            return found
        row = _DECISION.first(self.tx, in_scope=self.log.scope, named=record_id)
        if row is None:
            return None
        application, kid, colour, reason, unscreened = row
        return Decided(
            application=bytes(application),
            kid=bytes(kid),
            colour=colour,
            reason=reason,
            unscreened=bool(unscreened),
        )

    def _remember(self, record: Record) -> None:
        decided = decision_of(record)
        if decided is not None:
            self._decided[record.id] = decided
        if isinstance(record.body, PassIssued) and record.pass_ref is not None:
            self._issued[record.pass_ref] = record
        body = record.body
        if isinstance(body, ApplicationSubmitted) and record.subject is not None:
            self._applicants[record.id] = record.subject
        if isinstance(body, ColleagueAdmitted) and self._host_admits(body):
            self._admitted[body.person] = body.role
            self._standings.clear()

    def _host_admits(self, body: ColleagueAdmitted) -> bool:
        """Whether the admission is to this very device, for the body and scope that are its own."""
        mine = (self.device.public, self.device.uscc, self.device.scope)
        return mine == (body.device_key, body.uscc, body.scope)


def decision_of(record: Record) -> Decided | None:
    """What a `decision.made` says, or None for any other record."""
    body, by = record.body, record.by
    if not isinstance(body, DecisionMade) or not isinstance(by, IssuerAuthor):
        return None
    if record.application is None:
        return None
    return Decided(
        application=record.application,
        kid=by.kid,
        colour=body.colour,
        reason=body.reason,
        unscreened=body.unscreened,
    )


def opened(data: bytes, public: Callable[[bytes], bytes | None]) -> PassClaims | None:
    """The claims of a token whose signature was verified by a key that `public` knows, or None."""
    try:
        read = token.read_pass(data)
        key = public(read.message.kid)
        if key is None:
            return None
        read.message.verified(key)
    except WireError:
        return None
    return read.claims
