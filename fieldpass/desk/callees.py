"""Whom to call about a pass that does not go: as much as this device knows of it.

Rules: 1. For a pass of the own scope: who signed it, else the issuer who works here. 2. The county's line is
that of the pass's own county where its policy is held, else that of the policy in force here. 3. Nothing
is asked for over the network, and what is not known is empty.
"""

from fieldpass.desk.judged import PassCase
from fieldpass.desk.looks import Whom
from fieldpass.desk.office import Office
from fieldpass.store import roster
from fieldpass.wire.token import PassClaims


def of(office: Office, claims: PassClaims | None, case: PassCase | None, body: str) -> Whom:
    """`body` is the issuing body's name, as the card bears it."""
    phone, identity = _phone(office, claims, case), office.identity
    return Whom(
        # The number is of the own body, also where the platform signed the code.
        body=identity.body_name if phone and identity is not None else body,
        phone=phone,
        county_line=_line(office, claims.county_from if claims else ""),
    )


def _phone(office: Office, claims: PassClaims | None, case: PassCase | None) -> str:
    """Rule 1."""
    identity = office.identity
    if claims is None or case is None or identity is None or case.state.scope != identity.scope:
        return ""
    for row in office.store.read(roster.staff):
        if row.issuer_kid == claims.kid and row.phone:
            return row.phone
    return identity.phone if identity.role == "issuer" else ""


def _line(office: Office, county: str) -> str:
    """Rule 2."""
    line = office.holdings().policies.line_of(county, office.now())
    return line or office.policy().county_line
