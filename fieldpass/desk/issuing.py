"""Turning a decision, or an application without one, into a signed pass.

One place knows which fields of a declaration go into the token, so that the pending code of the
device and the issuer's pass say the same of the same person.
"""

from dataclasses import dataclass

from fieldpass.desk.errors import NotAllowed
from fieldpass.desk.office import Office
from fieldpass.model.belonging import may_replace
from fieldpass.model.bodies import Declaration, PassIssued, ReplacedPass
from fieldpass.model.person import person_of
from fieldpass.model.records import Author, IssuerAuthor, PassRef, Record
from fieldpass.store import log
from fieldpass.store import passes as rows
from fieldpass.store.transaction import Transaction
from fieldpass.wire import token
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.token import PassClaims, PassColour

_SECOND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ToIssue:
    """What a pass is made from; `tenths` is the reading at issue, `at` ms, `reason` 0 to 15."""

    application: bytes
    declaration: Declaration
    colour: PassColour
    at: int
    reason: int = 0
    tenths: int | None = None
    unscreened: bool = False
    decision: bytes | None = None
    replaces: PassRef | None = None


def issue(office: Office, tx: Transaction, what: ToIssue) -> Record:
    """Sign the pass under the next sequence of its key; gives the record, not yet appended.

    A pending code is signed by the device, every colour by the issuer (NotAllowed without its key, or
    where the pass would take the place of another person's).
    """
    person = person_of(what.declaration.document)
    _require_own(tx, person, what.replaces)
    pending = what.colour == "pending"
    key = office.device if pending else office.require_issuer()
    claims = claims_of(office, key, log.next_sequence(tx, key.kid), what)
    by: Author = office.author() if pending else IssuerAuthor(kid=key.kid)
    replaces = what.replaces
    return office.make(
        PassIssued(
            token=token.sign_pass(key, claims),
            decision=what.decision,
            validity_days=claims.validity_days,
            replaces=ReplacedPass(kid=replaces.kid, sequence=replaces.sequence)
            if replaces
            else None,
            clock_doubted=office.clock_typed,
        ),
        by=by,
        subject=person,
        application=what.application,
        pass_ref=claims.ref,
    )


def _require_own(tx: Transaction, person: bytes, replaces: PassRef | None) -> None:
    held = None if replaces is None else rows.one_pass(tx.conn, replaces)
    if held is not None:
        refusal = may_replace(person, held.person, void=held.void_reason is not None)
        if refusal is not None:
            raise NotAllowed(refusal.advised, refusal.code)


def _shown(tenths: int | None) -> int | None:
    """The reading as the token can bear it; a policy may take readings that it cannot."""
    fits = tenths is not None and token.TENTHS_MIN <= tenths <= token.TENTHS_MAX
    return tenths if fits else None


def claims_of(office: Office, key: SigningKey, sequence: int, what: ToIssue) -> PassClaims:
    """What the token says."""
    said = what.declaration
    days = office.policy().validity_days
    return PassClaims(
        kid=key.kid,
        name=token.cut_name(said.name),
        expires=token.expiry(what.at // _SECOND, days),
        sequence=sequence,
        colour=what.colour,
        unscreened=what.unscreened,
        reason=what.reason,
        tenths=_shown(what.tenths),
        id_tail=token.id_tail(said.document.number),
        # The origin names the county whose list holds the key: there a stranger looks for it.
        county_from=office.require_identity().county,
        county_to=said.destination.division[:6],
        validity_days=days,
    )
