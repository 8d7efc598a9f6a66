"""What this device holds of the authority: trust, lists and policy, read once and asked often.

Owns the answers "may I sign", "which policy", "how old are my lists". The bytes are the store's, their
meaning is `wire.lists`; nothing here goes to the network.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldpass.desk.identity import Identity
from fieldpass.model import authors
from fieldpass.model.policies import Policies
from fieldpass.model.policy import Policy
from fieldpass.store import lists
from fieldpass.store.transaction import Connection
from fieldpass.sync import port
from fieldpass.wire.lists import HeldList
from fieldpass.wire.policies import PolicyBody
from fieldpass.wire.trust import TrustStore
from fieldpass.wire.verifying import HeldLists, KeyEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """Trust and lists as of one version of the store."""

    trust: TrustStore | None
    lists: tuple[HeldList, ...]
    held: HeldLists
    policies: Policies

    @classmethod
    def of(cls, trust: TrustStore | None, lists: Iterable[HeldList]) -> "Holdings":
        """From what is held."""
        kept = tuple(lists)
        return cls(
            trust=trust,
            lists=kept,
            held=HeldLists.of(kept),
            policies=policies_in(kept),
        )

    def policy(self, now: int, county: str = "") -> Policy:
        """The policy in force at `now` (ms) in a county; notice 164 where none is held."""
        return self.policies.in_force(now, county)

    def key(self, kid: bytes) -> KeyEntry | None:
        """The list entry of a kid in any county held, or None."""
        return self.held.find(None, kid)

    def as_of(self, county: str) -> int | None:
        """As of when (ms) the status list of a county is held, or None."""
        return self.held.as_of(county)

    def standing(self, identity: Identity, device: bytes, issuer: bytes | None) -> authors.Standing:
        """What the author table may know of this device (kids of its device and issuer keys)."""
        row = self.key(device)
        if row is None:
            return authors.Standing(scope=identity.scope)
        valid_from, valid_until = row.valid_from, row.valid_until
        if identity.role == "issuer" and issuer is not None:
            # The device may be authorised for a colleague while this person's own key is not yet.
            signer = self.key(issuer)
            if signer is None or signer.use != "issuer" or signer.scope != row.scope:
                return authors.Standing(scope=row.scope)
            valid_from = max(valid_from, signer.valid_from)
            valid_until = min(valid_until, signer.valid_until)
        return authors.Standing(
            roles=frozenset({identity.role}),
            scope=row.scope,
            valid_from=valid_from,
            valid_until=valid_until,
            community=row.role == "community",
        )


def policies_in(lists: Iterable[HeldList]) -> Policies:
    """The policies of these lists, the province's and the counties'."""
    bodies = [one.body for one in lists if isinstance(one.body, PolicyBody)]
    return Policies.of(data for body in bodies for data in body.policies)


def load(conn: Connection) -> Holdings:
    """What the store holds now."""
    return Holdings.of(port.trust_of(conn), port.held_lists(conn).values())


def mark(conn: Connection) -> object:
    """A value that changes whenever trust or a list does: to know when to load again."""
    return lists.load_trust(conn).get(port.TRUST), lists.list_marks(conn)
