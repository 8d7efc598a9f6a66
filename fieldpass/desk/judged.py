"""Asking the rules about what this device holds: one person's case, and what follows from it now.

Everything on a screen that has a colour comes through here. Nothing here decides one: the records are
the store's, the rules are `model.judging`.
"""

from dataclasses import dataclass

from fieldpass.desk.errors import NotFound
from fieldpass.desk.office import Office
from fieldpass.model.bodies import IssuerAuthorised
from fieldpass.model.case import ApplicationState, Case, NotInCaseError, PassState
from fieldpass.model.judging import (
    Judgement,
    NextChange,
    Options,
    current_pass,
    judge,
    next_change,
    what_may_be_decided,
)
from fieldpass.model.policy import Policy
from fieldpass.model.records import PassRef
from fieldpass.model.times import day_number
from fieldpass.store import feed, records
from fieldpass.store.transaction import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCase:
    """One application among all that is known of its person, and what may be decided now."""

    person: bytes
    case: Case
    state: ApplicationState
    judgement: Judgement
    options: Options
    known_until: int

    @property
    def latest_tenths(self) -> int | None:
        """The newest reading since the day of application, in tenths of a degree; None without one."""
        since = day_number(self.state.record.at)
        readings = [one for one in self.case.readings if day_number(one.at) >= since]
        newest = max(readings, key=lambda one: (one.at, one.record), default=None)
        return None if newest is None else newest.tenths

    @property
    def current_pass(self) -> PassRef | None:
        """The pass that a new one would take the place of; None where there is none."""
        found = current_pass(self.state)
        return None if found is None else found.ref


@dataclass(frozen=True, slots=True, kw_only=True)
class PassCase:
    """One pass among all that is known of its person."""

    person: bytes
    case: Case
    state: ApplicationState
    card: PassState
    judgement: Judgement
    known_until: int

    def next_if_known(self, policy: Policy, now: int) -> NextChange | None:
        """The next change by itself as if all were known: what a holder is told to do something about."""
        if self.known_until >= now:
            return self.judgement.next_change
        return next_change(self.case, policy=policy, now=now, pass_ref=self.card.ref)


def known_until(office: Office, conn: Connection) -> int:
    """Up to when (ms) this device knows its own scope; 0 before its first sync.

    A device that never had a link still knows what it wrote itself: for it absence is unknown.
    """
    identity = office.identity
    found = None if identity is None else feed.cursor(conn, identity.scope)
    return 0 if found is None or found.known_until is None else found.known_until


def person_case(office: Office, person: bytes, conn: Connection) -> Case:
    """All that this device holds of a person, folded."""
    found = records.records_of(conn, person)
    authorised = records.records_of_kinds(conn, ("issuer.authorised",))
    people = {
        one.body.issuer_kid: one.body.person
        for one in authorised
        if isinstance(one.body, IssuerAuthorised) and one.body.issuer_kid is not None
    }
    return Case.of(found, people=people)


def application_case(
    office: Office, application: bytes, *, conn: Connection | None = None
) -> ApplicationCase:
    """One application as it stands now; raises NotFound.

    `conn` is given inside a transaction, so that what is signed rests on what is written with it.
    """
    if conn is None:
        return office.store.read(lambda reader: application_case(office, application, conn=reader))
    person = _person_of_application(conn, application)
    case = person_case(office, person, conn)
    until = known_until(office, conn)
    now, policy = office.now(), office.policy()
    try:
        options = what_may_be_decided(
            case,
            application,
            policy=policy,
            now=now,
            known_until=until,
            online=office.online,
            issuer=office.issuer_kid,
        )
    except NotInCaseError as error:
        raise NotFound("application") from error
    return ApplicationCase(
        person=person,
        case=case,
        state=case.application(application),
        judgement=options.judgement,
        options=options,
        known_until=until,
    )


def pass_case(office: Office, ref: PassRef, *, conn: Connection | None = None) -> PassCase:
    """One pass as it stands now; raises NotFound."""
    if conn is None:
        return office.store.read(lambda reader: pass_case(office, ref, conn=reader))
    named = [one for one in records.records_of_pass(conn, ref) if one.kind == "pass.issued"]
    if not named or named[0].subject is None:
        raise NotFound("pass")
    case = person_case(office, named[0].subject, conn)
    try:
        state, card = case.pass_state(ref)
    except NotInCaseError as error:
        raise NotFound("pass") from error
    until = known_until(office, conn)
    judgement = judge(
        case, policy=office.policy(), now=office.now(), known_until=until, pass_ref=ref
    )
    return PassCase(
        person=named[0].subject,
        case=case,
        state=state,
        card=card,
        judgement=judgement,
        known_until=until,
    )


def _person_of_application(conn: Connection, application: bytes) -> bytes:
    for one in records.records_of_application(conn, application):
        if one.id == application and one.subject is not None:
            return one.subject
    raise NotFound("application")
