"""Sending without a network: files for a stick, both ways.

`export` writes what the platform lacks and what this device asks for; `take_in` reads the platform's
files, which bring its receipt, lists and feed. Rules: 1. every file is sealed for the other side
(`wire.carried`), so a lost stick tells nothing; 2. doing either twice changes nothing; 3. only the
platform's signed receipt makes a record sent, never that it was written to a stick; 4. a file appears
under its name only when it is whole; 5. what the platform told of erasures goes with every file, and first,
once it was heard to have been restored: a stick brings no answer to that, so only a session over a line ends
it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from fieldpass.desk import foreign_files
from fieldpass.desk.errors import DeskError
from fieldpass.desk.office import Office
from fieldpass.model.text import Advised, advised
from fieldpass.store import outbox
from fieldpass.store.envelope_file import write_whole
from fieldpass.store.errors import ReadOnlyDisk
from fieldpass.sync import carrying, port
from fieldpass.sync.errors import NotTheServer
from fieldpass.sync.line import _hello_message as hello_message
from fieldpass.sync.port import StorePort
from fieldpass.sync.steps import LoadMarks, Marks
from fieldpass.wire import carried
from fieldpass.wire.carried import CarriedUp
from fieldpass.wire.keys import kid

UP, DOWN = ".up", ".down"
FILE_BUNDLES, FILE_BYTES = 256, 4 << 20


class NoPlatform(DeskError):
    """Without a pinned root and an authority nobody is known to seal for."""

    code = "no-platform"
    told: ClassVar[Advised] = advised(
        zh="本机还没有登记过平台, 不知道为谁加密.",
        en="This device knows no platform to seal for yet.",
        do_zh="请先联网登记.",
        do_en="Register over a network first.",
    )


class NothingCarried(DeskError):
    """No file for this device in the folder."""

    code = "nothing-carried"
    told: ClassVar[Advised] = advised(
        zh="这个文件夹里没有给本机的文件 (.down).",
        en="There is no file for this device in this folder (.down).",
        do_zh="请换平台导出时用的那个文件夹, 或在平台再导出一次.",
        do_en="Name the folder that the platform exported into, or export there again.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: files, and the records in them that the platform lacks."""

    files: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What came: records that the platform has now and had not, feed items, and what is still unsent."""

    sent: int
    received: int
    unsent: int


def export(office: Office, folder: Path) -> Exported:
    """Write the files for the platform. Raises NotRegistered, NoPlatform, DiskFull, ReadOnlyDisk."""
    identity = office.require_identity()
    authority = _authority(office)
    storing = StorePort(
        office.store, office.device, county=identity.county, clock=office.surroundings.clock
    )
    marks: Marks = storing.carry_out(LoadMarks())
    hello = hello_message(marks).encode()
    held = office.store.read(lambda conn: outbox.unsent(conn, 1 << 40))
    told = office.store.read(outbox.erasures_told) if marks.erasures_due else []
    name = office.device.kid.hex()
    number = 0
    for number, group in enumerate(_grouped([one.data for one in (*told, *held)]), 1):
        said = CarriedUp(to=kid(authority), hello=hello, bundles=group)
        data = carried.write_up(
            office.device, authority, said, ephemeral=office.surroundings.chance(32)
        )
        write_whole(folder / f"{name}-{number:04}{UP}", data)
    for old in folder.glob(f"{name}-*{UP}"):
        if old.name > f"{name}-{number:04}{UP}":
            old.unlink(missing_ok=True)
    return Exported(files=number, records=office.store.read(outbox.unsent_count))


def _authority(office: Office) -> bytes:
    trust = office.store.read(port.trust_of)
    now = office.now()
    for one, _ in reversed(trust.certificates if trust else ()):
        if trust is not None and trust.authority(kid(one.authority), now) == one.authority:
            return one.authority
    raise NoPlatform


def _grouped(bundles: list[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Bounded groups, oldest first; an empty one where there is nothing, for the asking alone."""
    group: list[bytes] = []
    size = 0
    for one in bundles:
        if group and (len(group) == FILE_BUNDLES or size + len(one) > FILE_BYTES):
            yield tuple(group)
            group, size = [], 0
        group.append(one)
        size += len(one)
    yield tuple(group)


def _bounded(path: Path) -> bytes:
    """A file of the stick, never more of it than a true one has. Raises OSError, NotTheServer."""
    try:
        return foreign_files.read(path, most=carried.SEALED_BYTES_MAX)
    except (foreign_files.TooLong, foreign_files.NotAFile) as error:
        raise NotTheServer("carried: too large, or no file") from error


def take_in(office: Office, folder: Path) -> TakenIn:
    """Read the platform's files for this device.

    Raises NothingCarried, NotTheServer, OldFiles, PartMissing and other SyncErrors; what was taken in
    before an error stays, for it proved itself.
    """
    identity = office.require_identity()
    trust = office.store.read(port.trust_of)
    if trust is None:
        raise NoPlatform
    paths = sorted(folder.glob(f"{office.device.kid.hex()}-*{DOWN}"))
    if not paths:
        raise NothingCarried
    try:
        files = [_bounded(path) for path in paths]
    except OSError as error:
        raise ReadOnlyDisk("a carried file cannot be read") from error
    before = office.store.read(outbox.unsent_count)
    outcome = carrying.take(
        office.store,
        office.device,
        carrying.read_files(office.device, trust, files),
        county=identity.county,
        clock=office.surroundings.clock,
    )
    if outcome.error is not None:
        raise outcome.error
    unsent = office.store.read(outbox.unsent_count)
    return TakenIn(sent=max(0, before - unsent), received=outcome.received, unsent=unsent)
