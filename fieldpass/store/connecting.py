"""How a connection to the encrypted file is opened, and how SQLite's errors are told to people.

Rules of a connection, in this order (DESIGN section 7):

1. `cipher_log_level=none` before the key, or SQLCipher writes over the screen.
2. The key is raw, 32 bytes: the key envelope has done the slow part.
3. `cipher_memory_security` stays off: wiping every allocation halves the rate of records, while the
   same text lies in Python's memory, which nobody wipes. SQLCipher wipes its keys in any case.
4. Temporary tables and sorters live in memory: no plaintext ever reaches a temporary file.
5. WAL, so that readers never wait for the writer, with `synchronous=FULL`: every commit is on the
   disk before anybody is told. WAL pages are encrypted like the others.
6. Transactions are ours: the writer begins IMMEDIATE, readers only read (`query_only`).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import Pool, QueuePool, StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from fieldpass.store.errors import Damaged, DiskFailing, DiskFull, ReadOnlyDisk, StoreError

KEY_BYTES = 32
_BUSY_MS = 5_000
# The writer touches pages all over the file; a reader reads a page of a list, and an index to count.
_CACHE_KIB, _READER_CACHE_KIB = 16 * 1024, 2 * 1024
# More than the store has: what falls out of the driver's cache (128 by default) is compiled again.
_STATEMENTS = 512
_ERRORS: dict[int, type[StoreError]] = {
    7: Damaged,
    8: ReadOnlyDisk,
    10: DiskFailing,
    11: Damaged,
    13: DiskFull,
    14: ReadOnlyDisk,
    26: Damaged,
}


def connect(target: str, data_key: bytes, *, writes: bool, uri: bool = False) -> Any:
    """One keyed connection to a file (or ":memory:"), by the module's rules."""
    if len(data_key) != KEY_BYTES:
        raise ValueError("a data key has 32 bytes")
    connection = sqlcipher.connect(
        target,
        timeout=_BUSY_MS / 1000,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
        uri=uri,
    )
    try:
        _tell(connection.execute, data_key, writes=writes)
    except BaseException:
        # Left to the collector, it would keep the damaged file locked against its own repair.
        connection.close()
        raise
    return connection


def _tell(run: Callable[[str], Any], data_key: bytes, *, writes: bool) -> None:
    run("PRAGMA cipher_log_level = none")
    run(f"PRAGMA key = \"x'{data_key.hex()}'\"")
    run("PRAGMA temp_store = memory")
    run("PRAGMA foreign_keys = on")
    run(f"PRAGMA cache_size = -{_CACHE_KIB if writes else _READER_CACHE_KIB}")
    if writes:
        run("PRAGMA journal_mode = wal")
        run("PRAGMA synchronous = full")
        run("PRAGMA journal_size_limit = 4194304")
    else:
        run("PRAGMA query_only = on")


def engine_of(connection: Callable[[], Any], *, begin: str, readers: int = 0) -> Engine:
    """An engine over connections made by `connection`; `readers` of them, or a single one."""
    pool: type[Pool] = QueuePool if readers else StaticPool
    size: dict[str, Any] = {"pool_size": readers, "max_overflow": 0} if readers else {}
    engine = create_engine(
        "sqlite+pysqlite://", creator=connection, module=sqlcipher, poolclass=pool, **size
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # By the driver: a third of what the same statement costs by way of SQLAlchemy.
        connection.connection.dbapi_connection.execute(begin)

    return engine


@contextmanager
def translated() -> Iterator[None]:
    """Turn SQLite's errors into the store's, without a word of any row."""
    try:
        yield
    except (DBAPIError, sqlcipher.Error) as error:
        raise translate(error) from None
    except MemoryError:
        # What SQLite says of a page that SQLCipher cannot open where it reads it without a look at the
        # first bytes, as it does with the list of free pages.
        raise Damaged("sqlite: SQLITE_NOMEM") from None


def translate(error: Exception) -> StoreError:
    """The store's error for one of SQLite's; names the code, never SQL or its parameters."""
    inner = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    code = getattr(inner, "sqlite_errorcode", None) or 0
    name = getattr(inner, "sqlite_errorname", None) or type(inner).__name__
    return _ERRORS.get(code & 0xFF, StoreError)(f"sqlite: {name}")
