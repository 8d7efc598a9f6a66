"""The store: one encrypted file, one writer thread, readers beside it.

Rules:

1. All writing is a function of a `Transaction`, run by the writer thread in one BEGIN IMMEDIATE: it
   is durable when `write` returns, and has changed nothing when `write` raises.
2. Views are brought up to date inside the same transaction, after the function and before COMMIT.
3. Reading never waits for writing. A reader sees one state for the whole of its function.
4. `version` grows with each commit that changed something; listeners are called from the writer
   thread after the commit and must only post.
5. One program at a time has the folder open.
6. The mark "in use" is written at opening and taken off by `close`; a store that was not closed is
   checked, page by page, when it is opened next.

Source: DESIGN section 7, "Store".
"""

import contextlib
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine

from fieldpass.store import forking, migrations
from fieldpass.store.backup import back_up, drop_outlived, of_schema
from fieldpass.store.checking import check_contents, check_pages, settle
from fieldpass.store.connecting import connect, engine_of, translated
from fieldpass.store.connection import Connection
from fieldpass.store.errors import Closed, Damaged, Missing, ReadOnlyDisk
from fieldpass.store.locking import FolderLock
from fieldpass.store.replacing import DATABASE
from fieldpass.store.transaction import Transaction
from fieldpass.store.views import flush
from fieldpass.store.wal import check_wal

LOCK = "store.lock"
READERS = 2
_T = TypeVar("_T")
_Job = tuple[Callable[[Transaction], Any], "Future[Any]"]


class Store:
    """An open store; make one with `create`, `open` or `in_memory`."""

    def __init__(
        self, writer: Engine, readers: Engine | None, lock: FolderLock | None, folder: Path | None
    ) -> None:
        """Not for callers: see the class methods."""
        self._writer = writer
        self._readers = readers
        self._lock = lock
        self.folder = folder
        self.unclean = False
        self._version = 0
        self._listeners: list[Callable[[int], None]] = []
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._turn = threading.RLock()
        self._gate = threading.Lock()
        self._closed = False
        self._reading = threading.local()
        self._thread: threading.Thread | None = None
        self._core = writer.connect()
        self._connection = Connection(self._core)

    # Opening and closing.

    @classmethod
    def create(cls, folder: Path, data_key: bytes) -> "Store":
        """A new, empty store in `folder`, which is made if needed.

        Raises InUse, ReadOnlyDisk, DiskFull; Damaged where there is already a database.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ReadOnlyDisk("the data folder cannot be made") from error
        if (folder / DATABASE).exists():
            raise Damaged("there is already a database")
        return cls._start(folder, data_key)

    @classmethod
    def open(cls, folder: Path, data_key: bytes) -> "Store":
        """The store of `folder`, migrated (after a backup) and, after an unclean stop, checked.

        Raises Missing, InUse, Damaged, NewerSchema, ReadOnlyDisk, DiskFull.
        """
        if not (folder / DATABASE).exists():
            raise Missing("no database in the folder")
        return cls._start(folder, data_key)

    @classmethod
    def in_memory(cls) -> "Store":
        """The real store without file, lock or thread: for simulations. Reads see the last commit."""
        writer = engine_of(lambda: connect(":memory:", bytes(32), writes=True), begin="BEGIN")
        store = cls(writer, None, None, None)
        store._prepare()
        return store

    @classmethod
    def _start(cls, folder: Path, data_key: bytes) -> "Store":
        lock = FolderLock(folder / LOCK)
        path = folder / DATABASE
        made: list[Store] = []
        try:
            doubtful = check_wal(path.with_name(f"{DATABASE}-wal"))
            with translated():
                writer = engine_of(
                    lambda: connect(str(path), data_key, writes=True), begin="BEGIN IMMEDIATE"
                )
                readers = engine_of(
                    lambda: connect(str(path), data_key, writes=False),
                    begin="BEGIN",
                    readers=READERS,
                )
                store = cls(writer, readers, lock, folder)
                made.append(store)
                store._prepare(doubtful=doubtful)
        except BaseException:
            for store in made:
                store._release()
            lock.release()
            raise
        store._thread = threading.Thread(target=store._work, name="store-writer", daemon=True)
        store._thread.start()
        return store

    def _prepare(self, *, doubtful: bool = False) -> None:
        """Migrate, check after an unclean stop, and set the mark of rule 6."""
        core, conn = self._core, self._connection
        with core.begin():
            found = migrations.version_of(conn)
        if self.folder is not None and 0 < found < migrations.SCHEMA_VERSION:
            back_up(conn, of_schema(self.folder, found + 1))
        with core.begin():
            migrations.migrate(conn)
            self.unclean = _marked(conn)
            conn.run("INSERT OR REPLACE INTO setting VALUES ('store.in-use', x'f5')")
            erased = conn.run("SELECT max(at) FROM erasure").scalar_one()
        if self.folder is not None and erased is not None:
            drop_outlived(self.folder, since=erased)
        if self.unclean:
            settle(conn)
            with core.begin():
                check_pages(conn)
        if doubtful:
            with core.begin():
                forking.start_over(Transaction(conn))

    def close(self) -> None:
        """Finish what is queued, take the mark off and let go of the file; twice is once."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
        with contextlib.suppress(Exception), self._core.begin():
            self._connection.run("DELETE FROM setting WHERE name = 'store.in-use'")
        self._release()

    def _release(self) -> None:
        # Closing must succeed whatever state the file is in: there is nobody to tell any more.
        for closing in (self._core.close, self._writer.dispose):
            with contextlib.suppress(Exception):
                closing()
        if self._readers is not None:
            with contextlib.suppress(Exception):
                self._readers.dispose()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> "Store":
        """The store itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    # Writing.

    def write(self, fn: Callable[[Transaction], _T]) -> _T:
        """Run `fn` in one durable transaction and give back what it returns (rule 1).

        Raises what `fn` raises, Closed, and the store's errors; nothing is changed then.
        """
        if self._thread is None or threading.current_thread() is self._thread:
            return self._run(fn)
        return self.submit(fn).result()

    def submit(self, fn: Callable[[Transaction], _T]) -> "Future[_T]":
        """The same without waiting."""
        future: Future[_T] = Future()
        with self._gate:
            if self._closed:
                raise Closed("the store is closed")
            if self._thread is not None:
                self._jobs.put((fn, future))
                return future
        _settle(future, lambda: self._run(fn))
        return future

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            fn, future = job
            if future.set_running_or_notify_cancel():
                _settle(future, lambda fn=fn: self._run(fn))  # type: ignore[misc]

    def _run(self, fn: Callable[[Transaction], _T]) -> _T:
        with self._turn, translated():
            if self._thread is None and self._closed:
                raise Closed("the store is closed")
            with self._core.begin():
                tx = Transaction(self._connection)
                result = fn(tx)
                flush(tx)
                tx.finish()
            if not tx.changed:
                return result
            self._version += 1
        for listener in tuple(self._listeners):
            listener(self._version)
        return result

    # Reading.

    def read(self, fn: Callable[[Connection], _T]) -> _T:
        """Run `fn` on a reader's connection, in one snapshot. Raises what `fn` raises, Closed."""
        if self._closed:
            raise Closed("the store is closed")
        with translated():
            if self._readers is None:
                # One connection, and nobody else has a turn: what is read cannot change meanwhile.
                with self._turn:
                    return fn(self._connection)
            # A read inside a read goes on in the same snapshot: asked for a second connection, two
            # threads could each hold one and wait for the other's for ever.
            outer: Connection | None = getattr(self._reading, "conn", None)
            if outer is not None:
                return fn(outer)
            with self._readers.connect() as core, core.begin():
                conn = self._reading.conn = Connection(core)
                try:
                    return fn(conn)
                finally:
                    self._reading.conn = None

    @property
    def version(self) -> int:
        """Grows with each commit that changed something."""
        return self._version

    def on_change(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call `callback(version)` after each change (rule 4); returns what ends it."""
        self._listeners.append(callback)

        def end() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(callback)

        return end

    # Care.

    def check(self, tick: Callable[[int], None] | None = None) -> None:
        """Every page, every chain and every reference; raises Damaged. Takes seconds, not moments.

        `tick` hears now and then how many records were read; what it raises ends the check.
        """
        try:
            self.read(check_pages)
        except Damaged:
            # It may be a page that waits in the journal: nobody writes while we look again.
            with self._turn, translated():
                settle(self._connection)
                check_pages(self._connection)
        self.read(lambda conn: check_contents(conn, tick))

    def back_up(self, target: Path) -> None:
        """A whole copy under the same key, as one file; raises ReadOnlyDisk, DiskFull."""
        with self._turn, translated():
            back_up(self._connection, target)


def _marked(conn: Connection) -> bool:
    found = conn.run("SELECT 1 FROM setting WHERE name = 'store.in-use'").first()
    return found is not None


def _settle(future: "Future[Any]", fn: Callable[[], Any]) -> None:
    try:
        future.set_result(fn())
    except BaseException as error:  # whatever it is belongs to the one who waits
        future.set_exception(error)
