"""Makes the store's frozen files: run once for a schema version, before its release, and never again.

`store_vN.db` is a database of schema version N as a device would have it, under a public key, and
`store_v1.keys` the key envelope of all; every later program must open both. `schema_vN.sql` is its schema.
"""

import tempfile
from pathlib import Path

from bench.corpus import DEVICE, SCOPE, Corpus
from fieldpass.store import envelope, log, migrations, outbox, settings
from fieldpass.store.database import Store
from fieldpass.store.envelope_file import Cost
from fieldpass.wire.bundle import LogId

HERE = Path(__file__).parent
KEY = bytes(range(32))
SECRET = "fieldpass"
COUNT = 60


def schema(store: Store) -> str:
    """What the file says of its tables and indexes, in a fixed order."""
    sql = (
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
        "AND name NOT LIKE 'person_search_%' ORDER BY type DESC, name"
    )
    rows = store.read(lambda conn: conn.run(sql).scalars())
    version = store.read(lambda conn: conn.run("PRAGMA user_version").scalar_one())
    return ";\n".join([f"PRAGMA user_version = {version}", *rows]) + ";\n"


def fill(store: Store) -> None:
    """Something in each kind of table that a device writes by itself."""
    store.write(lambda tx: log.open_log(tx, LogId(SCOPE, DEVICE.kid, 0)))
    store.write(lambda tx: log.append(tx, list(Corpus(seed=1).records(COUNT))))
    store.write(lambda tx: outbox.seal_pending(tx, DEVICE, 1))
    store.write(
        lambda tx: outbox.acknowledge(tx, LogId(SCOPE, DEVICE.kid, 0), 50, [(7, "clock")], now=2)
    )
    store.write(lambda tx: settings.put(tx, "language", "zh"))
    store.write(lambda tx: settings.save_draft(tx, "form", b"f", {"step": 2}, made_at=3))


def main() -> None:
    """Write the files of the newest schema, and the envelope where there is none; none is written over."""
    version = migrations.SCHEMA_VERSION
    with tempfile.TemporaryDirectory() as folder:
        with Store.create(Path(folder), KEY) as store:
            fill(store)
            text = schema(store)
            store.back_up(Path(folder) / "copy")
        for name, content in (
            (f"schema_v{version}.sql", text.encode()),
            (f"store_v{version}.db", (Path(folder) / "copy").read_bytes()),
        ):
            with (HERE / name).open("xb") as file:
                file.write(content)
    if not (HERE / "store_v1.keys").exists():
        make_envelope()


def make_envelope() -> None:
    """The key envelope; its copy is not kept here."""
    source = iter(range(256))
    envelope.create_envelope(
        HERE / "store_v1.keys",
        SECRET,
        chance=lambda count: bytes(next(source) for _ in range(count)),
        issuer_seed=bytes([2]) * 32,
        cost=Cost(memory_kib=1024, passes=1, lanes=1),
    )
    (HERE / "store_v1.keys.copy").unlink()


if __name__ == "__main__":
    main()
