"""A device in a folder, as people set one up: a passphrase, an issuer, the lists that authorise both."""

from dataclasses import replace
from pathlib import Path

from fieldpass.config import Folders, folders
from fieldpass.desk import opening, registration
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.records import Record
from fieldpass.store import log, outbox
from fieldpass.store.envelope_file import Cost
from fieldpass.sync import port
from fieldpass.wire.bundle import LogId, open_bundle
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.records import decode_record
from tests.parts import Chance, Village, village

CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
MINE, YOURS, OTHER = "four quiet words here", "another good sentence", "a third good sentence"


class Laptop:
    """A device in a folder whose first person is an authorised issuer."""

    def __init__(self, home: Path, seed: str = "laptop") -> None:
        self.place: Village = village()
        model = self.place.device("issuer")
        self.identity = model.require_identity()
        self.around = Surroundings(clock=self.place.clock, chance=Chance(seed))
        self.folders: Folders = folders(home)
        made = opening.set_up(self.folders, MINE, self.around, cost=CHEAP)
        self.code = made.recovery_code
        self.office: Office = made.office
        self._register()

    def _register(self) -> None:
        office = self.office
        assert office.unlocked is not None
        identity = replace(self.identity, person=office.unlocked.person)
        registration._issuer_key(office)
        office.store.write(lambda tx: office.set_identity(tx, identity))
        office.store.write(lambda tx: log.open_log(tx, LogId(identity.scope, office.device.kid, 0)))
        office.store.write(lambda tx: port.save_trust(tx, self.place.authority.trust()))
        self.place.offices.append(office)
        self.place.authority.admit(office.device, "device", identity)
        self.lists(office.issuer)

    def lists(self, key: SigningKey | None) -> None:
        """The platform's lists, with one more issuer key."""
        if key is not None:
            self.place.authority.admit(key, "issuer", self.identity)
        self.place.publish(self.office)

    def unlocks(self, secret: str) -> Office:
        self.office.close()
        self.place.offices.remove(self.office)
        self.office = opening.unlock(self.folders, secret, self.around)
        self.place.offices.append(self.office)
        return self.office

    def written(self) -> list[Record]:
        office = self.office
        office.store.write(lambda tx: outbox.seal_pending(tx, office.device, office.now()))
        held = office.store.read(lambda conn: outbox.unsent(conn))
        bundles = [open_bundle(one.data, lambda _: office.device.public) for one in held]
        return [
            decode_record(item) for one in bundles for item in one.items if isinstance(item, bytes)
        ]
