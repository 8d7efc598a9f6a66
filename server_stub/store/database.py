"""The database of the server: one engine, one writing thread that batches, and readers beside it.

Rules: 1. every write is a function of a connection, run in the writer's thread inside a savepoint
of a transaction that many such functions share, so one sync to disk serves them all; 2. a future is
resolved after the commit, never before: what was answered is durable; 3. a job that raises is
rolled back alone; 4. jobs are run again where the database asks for it (serialisation, deadlock),
so they touch nothing outside their connection; 5. SQLite: WAL, synchronous=FULL, BEGIN IMMEDIATE.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from server_stub.errors import Busy, DatabaseUnreachable, NewerDatabase
from server_stub.store import schema
from server_stub.store.meta import put, take
from server_stub.store.statement import Statement

T = TypeVar("T")
Job = Callable[[Connection], T]
_Found = tuple[Any, Exception | None]
_BATCH_MAX = 64
_TRIES_MAX = 5
_SAVEPOINT, _RELEASE, _ROLL_BACK = (
    Statement(text(sql))
    for sql in ("SAVEPOINT job", "RELEASE SAVEPOINT job", "ROLLBACK TO SAVEPOINT job")
)
# secure_delete: what is erased is overwritten, not only unlinked.
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "secure_delete=ON")


class _Waiting(NamedTuple):
    """Jobs of one caller, each in a savepoint of its own, and how their outcomes reach him."""

    jobs: Sequence[Job[Any]]
    future: "Future[Any]"
    tell: Callable[["Future[Any]", list[_Found]], None]


class Database:
    """Reads from any thread, writes through one."""

    def __init__(self, url: str) -> None:
        """Connect and make the tables where there are none.

        Raises:
            DatabaseUnreachable, NewerDatabase.
        """
        self.sqlite = url.startswith("sqlite")
        try:
            self._writing = _engine(url, writing=True)
            self._reading = _engine(url, writing=False)
            with self._writing.begin() as tx:
                _prepare(tx)
        except (SQLAlchemyError, ImportError) as error:
            raise DatabaseUnreachable(type(error).__name__) from error
        self._jobs: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="fieldpass-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job[T]) -> "Future[T]":
        """Run a job in the writer's next transaction; the future is resolved after its commit."""
        future: Future[T] = Future()
        self._jobs.put(_Waiting((job,), future, _tell_one))
        return future

    def submit_all(self, jobs: Sequence[Job[T]]) -> "Future[list[T | Exception]]":
        """Run jobs one after the other in one transaction; what each returned, or raised, after its commit.

        One future wakes its waiter once, where a future for each job would do so for each.
        """
        future: Future[list[T | Exception]] = Future()
        self._jobs.put(_Waiting(jobs, future, _tell_all))
        return future

    def write(self, job: Job[T]) -> T:
        """The same, waiting for it. Raises what the job raises, or Busy."""
        return self.submit(job).result()

    def read(self, look: Callable[[Connection], T]) -> T:
        """Run a function over a consistent view, in the calling thread."""
        with self._reading.connect() as conn, conn.begin():
            return look(conn)

    def close(self) -> None:
        """Finish what was submitted, then let go of the database."""
        self._jobs.put(None)
        self._thread.join(timeout=30)
        self._reading.dispose()
        self._writing.dispose()

    def _run(self) -> None:
        while True:
            first = self._jobs.get()
            if first is None:
                return
            batch, ending = [first], False
            while sum(len(one.jobs) for one in batch) < _BATCH_MAX:
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    ending = True
                    break
                batch.append(job)
            self._commit(batch)
            if ending:
                return

    def _commit(self, waiting: list[_Waiting]) -> None:
        # Whoever gave up before his job began is left out; from here on nobody can.
        batch = [one for one in waiting if one.future.set_running_or_notify_cancel()]
        for left in reversed(range(_TRIES_MAX)):
            try:
                with self._writing.begin() as tx:
                    results = [[_one(tx, job) for job in one.jobs] for one in batch]
                break
            except DBAPIError as error:
                if not left or not isinstance(error, OperationalError):
                    _fail(batch, error)
                    return
            except Exception as error:
                _fail(batch, error)
                return
        for one, found in zip(batch, results, strict=True):
            one.tell(one.future, found)


def _tell_one(future: "Future[Any]", found: list[_Found]) -> None:
    ((value, wrong),) = found
    if wrong is None:
        future.set_result(value)
    else:
        future.set_exception(wrong)


def _tell_all(future: "Future[Any]", found: list[_Found]) -> None:
    future.set_result([value if wrong is None else wrong for value, wrong in found])


def _one(tx: Connection, job: Job[Any]) -> _Found:
    _SAVEPOINT.run(tx)
    try:
        value = job(tx)
        _RELEASE.run(tx)
        return value, None
    except OperationalError:
        raise
    except Exception as error:  # whatever a job raises belongs to its own future, not to the batch
        _ROLL_BACK.run(tx)
        _RELEASE.run(tx)
        return None, error


def _fail(batch: list[_Waiting], error: BaseException) -> None:
    busy = Busy(type(error).__name__)
    busy.__cause__ = error
    for one in batch:
        one.future.set_exception(busy)


def _engine(url: str, *, writing: bool) -> Engine:
    if not url.startswith("sqlite"):
        # Readers see one moment in all their statements, as they do on SQLite.
        isolation = "READ COMMITTED" if writing else "REPEATABLE READ"
        return create_engine(
            url,
            pool_size=1 if writing else 4,
            pool_pre_ping=True,
            isolation_level=isolation,
        )
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1 if writing else 4,
        max_overflow=0 if writing else 8,
        connect_args={"check_same_thread": False, "timeout": 15},
    )
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _: Any) -> None:
        raw.isolation_level = None
        for pragma in _PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(conn: Connection) -> None:
        conn.exec_driver_sql(begin)

    return engine


def _prepare(tx: Connection) -> None:
    if tx.dialect.name == "postgresql":
        # Two workers may start at once: the second waits here and then finds the tables made.
        tx.execute(text("SELECT pg_advisory_xact_lock(728164)"))
    schema.metadata.create_all(tx)
    found = take(tx, "schema")
    if found is None:
        put(tx, "schema", bytes((schema.VERSION,)))
    elif found[0] > schema.VERSION:
        raise NewerDatabase()
