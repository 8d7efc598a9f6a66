"""The desks that the snapshots show: real parts without a server, with invented people, always the same."""

import shutil
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fieldpass.desk import opening, passes, temperatures
from fieldpass.desk.battery import Battery
from fieldpass.desk.office import Office
from fieldpass.desk.passes import PassView
from fieldpass.desk.surroundings import Surroundings
from fieldpass.model.records import Record
from fieldpass.store import outbox, records
from fieldpass.store.envelope import Cost
from fieldpass.store.transaction import Transaction
from fieldpass.training import village as demo
from fieldpass.training.village import Villager
from tests.laptop import Laptop
from tests.parts import HIGH, ONLINE, ONSITE, Chance, Clock, Village, village

TWIN, PUPIL, TRADER = demo.MORE
CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
SECRET = demo.SECRET

_PREFIX = "fieldpass-scene-"


@dataclass(slots=True)
class Stage:
    """Where a scene plays: the device's folder, its clock, and for open devices office and passes."""

    home: Path
    surroundings: Surroundings
    place: Village | None = None
    office: Office | None = None
    passes: dict[str, PassView] = field(default_factory=dict)

    def close(self) -> None:
        """Close the devices, and take away the folder that was made for the scene."""
        if self.place is not None:
            self.place.close()
        if self.home.name.startswith(_PREFIX):
            shutil.rmtree(self.home)


def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


def new_device() -> Stage:
    """A device that nobody has set up."""
    return Stage(home=_folder(), surroundings=Surroundings(clock=Clock(), chance=Chance("new")))


def locked_device() -> Stage:
    """A device that was set up and is locked."""
    stage = new_device()
    from fieldpass.config import folders

    made = opening.set_up(folders(stage.home), SECRET, stage.surroundings, cost=CHEAP)
    made.office.close()
    return stage


def _device(role: str, **options: Any) -> Stage:
    place = village()
    office = place.device(role, **options)
    # Nothing is written there; the about screen shows it.
    home = Path("/home/wang/fieldpass")
    return Stage(home=home, surroundings=office.surroundings, place=place, office=office)


def key_put_away() -> Stage:
    """An issuer's own laptop, unlocked with the passphrase, with an application that waits."""
    home = _folder()
    laptop = Laptop(home)
    laptop.place.apply(laptop.office, ONSITE)
    laptop.place.clock.pass_(minutes=10)
    return Stage(home=home, surroundings=laptop.around, place=laptop.place, office=laptop.office)


def first_day() -> Stage:
    """An issuer who was authorised a moment ago."""
    return _device("issuer")


def waiting_for_answer() -> Stage:
    """An issuer's device that the platform has not authorised."""
    return _device("issuer", authorised=False)


def unsigned() -> Stage:
    """A clerk's device with an application: it may prepare, and signs nothing."""
    stage = _device("clerk")
    assert stage.place is not None
    assert stage.office is not None
    stage.place.apply(stage.office, ONSITE)
    return stage


def checker() -> Stage:
    """A checker's device at the village's gate, and an issuer's pass to look at."""
    place = village()
    issuer = place.device("issuer")
    office = place.device("checker")
    stage = Stage(
        home=Path("/home/wang/fieldpass"),
        surroundings=office.surroundings,
        place=place,
        office=office,
    )
    stage.passes["green"] = place.issue(issuer, ONSITE)
    place.publish()
    return stage


def busy_day() -> Stage:
    """The third day: passes of every colour, a missing report, a twin, four applications that wait."""
    stage = _device("issuer")
    place, office = stage.place, stage.office
    assert place is not None
    assert office is not None
    stage.passes["silent"] = place.issue(office, ONSITE)
    place.screen(office, ONSITE)
    old = place.apply(office, ONLINE)
    stage.passes["old"] = place.decide(office, old, "green")
    place.clock.pass_(days=2, minutes=-90)
    _decide(stage, "red", TRADER, 14, "从武汉回来, 本人口头说明")
    _decide(stage, "yellow", PUPIL, 2, "学校的返校通知")
    stage.passes["green"] = place.issue(office, demo.CONTACT)
    place.clock.pass_(minutes=20)
    stage.passes["pending"] = _pending(office, place.apply(office, HIGH))
    place.clock.pass_(minutes=20)
    place.apply(office, ONLINE)
    place.apply(office, TWIN)
    place.clock.pass_(minutes=50)
    place.publish()
    place.synced(office)
    return stage


def on_battery() -> Stage:
    """The same on a laptop that will not last much longer."""
    stage = busy_day()
    assert stage.office is not None
    low = Battery(percent=18, charging=False, minutes=35)
    stage.office.surroundings = replace(stage.office.surroundings, battery=lambda: low)
    return stage


def returned_day() -> Stage:
    """The same after the platform returned a temperature and an application."""
    stage = busy_day()
    assert stage.office is not None
    office = stage.office
    kinds = ("temperature.taken", "application.submitted")
    found = office.store.read(lambda conn: records.records_of_kinds(conn, kinds))
    for kind, reason in zip(kinds, ("not-yet-authorised", "out-of-scope"), strict=True):
        one = next(record for record in found if record.kind == kind)
        office.store.write(lambda tx, one=one, reason=reason: _return(tx, office, one, reason))
    return stage


def _return(tx: Transaction, office: Office, record: Record, reason: str) -> None:
    log, number = tx.run(
        "SELECT e.log, e.number FROM entry AS e JOIN record AS r ON r.seq = e.record WHERE r.id = ?",
        (record.id,),
    ).one()
    outbox.mark_returned(tx, log, number, reason, office.now())


def _decide(stage: Stage, colour: Any, who: Villager, reason: int, note: str) -> None:
    assert stage.place is not None
    assert stage.office is not None
    application = stage.place.apply(stage.office, who)
    stage.passes[f"pending {colour}"] = _pending(stage.office, application)
    stage.passes[colour] = stage.place.decide(
        stage.office, application, colour, reason=reason, note=note
    )


def _pending(office: Office, application: bytes) -> PassView:
    """The code that an application was given when it was taken down."""
    pending = passes.latest_of(office, application)
    assert pending is not None
    return passes.open_pass(office, pending)


def screened_day() -> Stage:
    """One application that the platform has screened, with a normal reading: green is one key."""
    stage = _device("issuer")
    assert stage.place is not None
    assert stage.office is not None
    application = stage.place.apply(stage.office, ONSITE)
    stage.place.screen(stage.office, ONSITE, application)
    stage.place.clock.pass_(minutes=10)
    temperatures.take(stage.office, application=application, tenths=366)
    return stage
