"""Unlocking with the printed recovery code: the data come back, an issuer key does not.

The code is the laptop's, nobody's own: whoever brings it says whose work they go on with, and chooses a
new secret. Rules: 1. a slip of the pen costs no try, a wrong code costs one; 2. the new slot is of a
person who worked here before, so that records go on naming the right one; the old slot stays, for its
secret may come back to mind, and can be removed; 3. the issuer key stays behind the old secret:
signing needs a new registration or a colleague's admission.
"""

from dataclasses import dataclass

from fieldpass.config import Folders
from fieldpass.desk import opening, pin, profiles
from fieldpass.desk.errors import FormRefused
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings
from fieldpass.store import envelope
from fieldpass.store.database import Store
from fieldpass.store.envelope import DEFAULT_COST
from fieldpass.store.envelope_file import Cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What a right code opened: the store, and (person, name) of everybody who worked here."""

    store: Store
    data_key: bytes
    people: tuple[tuple[bytes, str], ...]

    def close(self) -> None:
        """Let go of it, where nobody goes on."""
        self.store.close()

    def __repr__(self) -> str:
        """Show no key."""
        return f"Recovered({len(self.people)} people)"


def recover(folders: Folders, code: str, surroundings: Surroundings) -> Recovered:
    """Open the store with the code. Raises WrongRecoveryCode (with seconds to wait), StoreErrors."""
    data_key = envelope.recover(folders.data / opening.KEYS, code, now=surroundings.clock())
    store = opening.opened_store(folders, data_key)
    known = store.read(profiles.profiles)
    device = store.read(profiles.registered)
    names = {device.person: device.name} if device is not None else {}
    names |= {person: one.name for person, one in known.items()}
    return Recovered(store=store, data_key=data_key, people=tuple(names.items()))


def go_on(
    folders: Folders,
    recovered: Recovered,
    person: bytes | None,
    secret: str,
    again: str,
    surroundings: Surroundings,
    *,
    cost: Cost = DEFAULT_COST,
) -> Office:
    """A new slot for one of the `people`, and the office opened in that person's name.

    Without anybody known (never registered) `person` is None. Raises FormRefused, SecretInUse, NoKeyring.
    """
    wrong = opening.check_new_secret(secret, again, surroundings)
    if wrong:
        raise FormRefused(wrong)
    opened = envelope.add_person(
        folders.data / opening.KEYS,
        recovered.data_key,
        pin.choosing(folders, secret, surroundings.keyring, surroundings.chance),
        chance=surroundings.chance,
        person=person,
        cost=cost,
    )
    return opening.office_of(folders, recovered.store, surroundings, opened)
