"""Bundles by files: what devices sent on a stick is taken in, and the answer written back for each.

The same doors as over the network: bundles go through `intake`, the receipt is the answer to the hello
in the device's own file, the feed is that of its scope behind the cursor it names. Rules: 1. a file that
cannot be opened is named with its reason, and stops no other; 2. taking files in twice changes nothing;
3. the answer is sealed for the device that asked, and holds what it may read over the network, no
more; 4. a device that is never online is not counted as heard: its hello is as old as the stick; 5. a server
that was restored hears from a stick what it hears over the network: what it had told of erasures, in its own
signed words, and how far a device's pass sequences went.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fieldpass.errors import FieldpassError
from fieldpass.wire import carried
from fieldpass.wire.carried import CarriedDown, CarriedUp
from fieldpass.wire.errors import WireError
from fieldpass.wire.messages import HelloMessage, ListsMessage
from server_stub import intake
from server_stub.api.feeds import _page as page_of
from server_stub.api.hello import _answer as answer_of
from server_stub.api.hello import heed_sequences
from server_stub.api.lists import _newer as newer
from server_stub.api.lists import publish_now
from server_stub.directory import AUTHORISED, KnownKey
from server_stub.errors import FolderUnusable
from server_stub.publication import PROVINCE_POLICY
from server_stub.server import Server

UP, DOWN = ".up", ".down"
FILE_BYTES, PAGES_MAX = 8 << 20, 32


@dataclass(slots=True, kw_only=True)
class Taken:
    """What came of the files: bundles stored (again too), records returned, (file, reason) refused."""

    files: int = 0
    stored: int = 0
    returned: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def take_in(server: Server, folder: Path) -> Taken:
    """Take every device's files of a folder in, in their order."""
    done = Taken()
    for name, read in _files(server, folder):
        if isinstance(read, str):
            done.refused.append((name, read))
            continue
        done.files += 1
        _heed_sequences(server, *read)
        for data in read[1].bundles:
            _take(server, data, name, done)
    return done


def _heed_sequences(server: Server, device: bytes, said: CarriedUp) -> None:
    """Rule 5; `_answer` writes nothing for a device that is not known either."""
    key = server.database.read(server.directories.of).find(device)
    hello = HelloMessage.decode(said.hello)
    if key is not None:
        server.database.write(lambda tx: heed_sequences(server, tx, key, hello))


def _take(server: Server, data: bytes, name: str, done: Taken) -> None:
    now = server.clock()
    try:
        directory = server.database.read(server.directories.of)
        opened = intake.read(data, directory, server.authority)
    except WireError as error:
        done.refused.append((name, error.code))
        return
    answer = server.database.write(lambda tx: intake.take(server, tx, opened, now))
    if answer.status != "stored":
        done.refused.append((name, answer.reason or answer.status))
        return
    done.stored += 1
    done.returned += len(answer.returned)


def write_out(server: Server, folder: Path) -> int:
    """Write the answer for each device that has a file in the folder; how many devices that were."""
    asked: dict[bytes, CarriedUp] = {}
    for _, read in _files(server, folder):
        if not isinstance(read, str):
            asked.setdefault(read[0], read[1])
    for device, said in asked.items():
        _answer(server, folder, device, said)
    return len(asked)


def _answer(server: Server, folder: Path, device: bytes, said: CarriedUp) -> None:
    key = server.database.read(server.directories.of).find(device)
    if key is None:
        return
    now = server.clock()
    hello = HelloMessage.decode(said.hello)
    publish_now(server, [key.county, PROVINCE_POLICY], now)
    answer = server.database.read(lambda conn: answer_of(server, conn, key, hello, now)).encode()
    number = 0
    for number, pages in enumerate(_paged(server, key, hello), 1):
        lists = _lists(server, key, hello) if number == 1 else b""
        down = CarriedDown(to=device, hello=answer, lists=lists, pages=pages)
        data = carried.write_down(server.key, key.public, down, ephemeral=server.chance(32))
        _write(folder / f"{device.hex()}-{number:04}{DOWN}", data)
    for old in folder.glob(f"{device.hex()}-*{DOWN}"):
        if old.name > f"{device.hex()}-{number:04}{DOWN}":
            old.unlink(missing_ok=True)


def _lists(server: Server, key: KnownKey, hello: HelloMessage) -> bytes:
    asked: dict[tuple[str, str], int] = {
        ("issuers", key.county): 0,
        ("status", key.county): 0,
        ("policy", key.county): 0,
        ("policy", PROVINCE_POLICY): 0,
    }
    for one in hello.lists:
        asked[one.kind, one.county] = one.version
    found, _ = server.database.read(lambda conn: newer(conn, asked))
    return ListsMessage(
        root=server.authority.root_public,
        rotations=(),
        certificates=(server.authority.certificate,),
        lists=found,
    ).encode()


def _paged(server: Server, key: KnownKey, hello: HelloMessage) -> Iterator[tuple[bytes, ...]]:
    """The feed behind the device's cursor, in groups for one file each; at least one, maybe empty."""
    if key.state != AUTHORISED:
        yield ()
        return
    same = hello.incarnation == server.database.read(server.incarnation)
    after = hello.cursors.get(key.scope, 0) if same else 0
    group: list[bytes] = []
    while True:
        start = after
        page = server.database.read(lambda conn: page_of(server, conn, key.scope, start))  # noqa: B023
        if not page.items:
            break
        data = page.encode()
        if group and (len(group) == PAGES_MAX or sum(map(len, group)) + len(data) > FILE_BYTES):
            yield tuple(group)
            group = []
        group.append(data)
        after = page.items[-1].position
    yield tuple(group)


def _files(server: Server, folder: Path) -> Iterator[tuple[str, tuple[bytes, CarriedUp] | str]]:
    """Every device's file: its name, and who says what in it, or why it cannot be read."""
    for path in sorted(folder.glob(f"*{UP}")):
        try:
            if path.stat().st_size > carried.SEALED_BYTES_MAX:
                yield path.name, "too-large"
                continue
            find = server.database.read(server.directories.of).public
            yield path.name, carried.read_up(server.key, path.read_bytes(), find)
        except FieldpassError as error:
            yield path.name, error.code
        except OSError as error:
            yield path.name, type(error).__name__


def _write(path: Path, data: bytes) -> None:
    partial = path.with_name(path.name + ".part")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise FolderUnusable(f"{path.suffix} file: {type(error).__name__}") from error
