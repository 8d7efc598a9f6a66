"""The server's tables, version 1.

Rules: 1. no query crosses scopes and no sequence is global: what belongs to a scope has the scope
first in its primary key, so that the whole is distributed by scope unchanged (DESIGN 10); 2. times
are integer milliseconds since 1970 UTC; 3. nothing here is a database's own type, so SQLite and
PostgreSQL hold the same; 4. a log is named by its scope and 8 bytes: device kid and epoch.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

VERSION = 1
metadata = MetaData()

meta = Table(
    "meta", metadata, Column("key", String(40), primary_key=True), Column("value", LargeBinary)
)

counters = Table(
    "counters",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("position", BigInteger, nullable=False),
)

logs = Table(
    "logs",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("log", LargeBinary(8), primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("link", LargeBinary(32), nullable=False),
    Column("forked_at", BigInteger),
    Index("logs_by_device", "log"),
)

bundles = Table(
    "bundles",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("log", LargeBinary(8), primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("link", LargeBinary(32), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("fed", Boolean, nullable=False),
    Column("returned", LargeBinary, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

forks = Table(
    "forks",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("log", LargeBinary(8), primary_key=True),
    Column("link", LargeBinary(32), primary_key=True),
    Column("first", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

records = Table(
    "records",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("log", LargeBinary(8), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("first", BigInteger, nullable=False),
    Column("subject", LargeBinary(16)),
    Column("application", LargeBinary(16)),
    Index("records_by_subject", "scope", "subject"),
    sqlite_with_rowid=False,
)

returns = Table(
    "returns",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("log", LargeBinary(8), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("id", LargeBinary(16)),
    Column("reason", String(40), nullable=False),
    Column("still", Boolean, nullable=False),
)

feed = Table(
    "feed",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("source", String(24), nullable=False),
    Column("log", LargeBinary(8), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("keep", LargeBinary),
    Column("returned", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

routed = Table(
    "routed",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("person", LargeBinary(16), primary_key=True),
    Column("source", String(24), primary_key=True),
    Column("log", LargeBinary(8), primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("place", Integer, primary_key=True),
)

keys = Table(
    "keys",
    metadata,
    Column("kid", LargeBinary(4), primary_key=True),
    Column("public", LargeBinary(32), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("partner", LargeBinary(4)),
    Column("uscc", String(18), nullable=False),
    Column("scope", String(24), nullable=False),
    Column("county", String(6), nullable=False),
    Column("person", LargeBinary(16), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(8), nullable=False),
    Column("state", String(12), nullable=False),
    Column("reason", String(24), nullable=False, default=""),
    Column("request", LargeBinary(16), nullable=False),
    Column("valid_from", BigInteger, nullable=False),
    Column("valid_until", BigInteger, nullable=False),
    Column("hello_at", BigInteger),
    Column("read_through", BigInteger),
    Index("keys_by_scope", "scope"),
    Index("keys_by_county", "county"),
)

staff = Table(
    "staff",
    metadata,
    Column("device", LargeBinary(4), primary_key=True),
    Column("person", LargeBinary(16), primary_key=True),
    Column("role", String(8), primary_key=True),
    Column("name", Text, nullable=False),
    Column("issuer", LargeBinary(4)),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
)

codes = Table(
    "codes",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("uscc", String(18), nullable=False),
    Column("role", String(8), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Column("used_by", LargeBinary(4)),
)

bodies = Table(
    "bodies",
    metadata,
    Column("uscc", String(18), primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", String(12), nullable=False),
    Column("division", String(12), nullable=False),
    Column("scope", String(24), nullable=False),
    Column("county", String(6), nullable=False),
    Column("parent", String(18)),
    Column("representative", Text, nullable=False, default=""),
    Column("members", Text, nullable=False, default=""),
    Column("endorsed_at", BigInteger),
)

health = Table(
    "health",
    metadata,
    Column("person", LargeBinary(16), primary_key=True),
    Column("code", String(24), primary_key=True),
    Column("since", BigInteger, primary_key=True),
    Column("until", BigInteger),
    Column("note", Text, nullable=False, default=""),
)

applications = Table(
    "applications",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("person", LargeBinary(16), nullable=False),
    Column("secret", LargeBinary(32)),
    Column("submitted_at", BigInteger, nullable=False),
    Column("live_until", BigInteger, nullable=False),
    Column("screened_at", BigInteger),
    Column("hits", LargeBinary),
    Index("applications_by_id", "id"),
    Index("applications_by_person", "person"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("application", LargeBinary(16), nullable=False),
    Column("kid", LargeBinary(4), nullable=False),
    Column("colour", String(8), nullable=False),
    Column("reason", Integer, nullable=False),
    Column("unscreened", Boolean, nullable=False),
)

passes = Table(
    "passes",
    metadata,
    Column("kid", LargeBinary(4), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("serial", String(12), nullable=False),
    Column("scope", String(24), nullable=False),
    Column("county", String(6), nullable=False),
    Column("person", LargeBinary(16)),
    Column("application", LargeBinary(16)),
    Column("colour", String(8), nullable=False),
    Column("unscreened", Boolean, nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("token", LargeBinary, nullable=False),
    Column("hash", LargeBinary(16), nullable=False),
    Column("status", Integer, nullable=False, default=0),
    Column("void", Boolean, nullable=False, default=False),
    Column("look_at", BigInteger, nullable=False, default=0),
    Column("source", LargeBinary(8), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Index("passes_by_serial", "serial"),
    Index("passes_to_look_at", "look_at"),
    Index("passes_by_person", "person"),
    Index("passes_by_county", "county", "expires"),
)

# Which pass would take the place of which, kept for the one that comes later.
replacements = Table(
    "replacements",
    metadata,
    Column("kid", LargeBinary(4), primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("by_kid", LargeBinary(4), primary_key=True),
    Column("by_sequence", BigInteger, primary_key=True),
    Index("replacements_by_new", "by_kid", "by_sequence"),
)

policies = Table(
    "policies",
    metadata,
    Column("county", String(6), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("valid_from", BigInteger, nullable=False),
    Column("published_at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)

stolen = Table(
    "stolen",
    metadata,
    Column("kid", LargeBinary(4), primary_key=True),
    Column("at", BigInteger, nullable=False),
)

lists = Table(
    "lists",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("county", String(6), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("base", BigInteger, primary_key=True),
    Column("as_of", BigInteger, nullable=False),
    Column("signed", LargeBinary, nullable=False),
)

dirty = Table(
    "dirty",
    metadata,
    Column("kind", String(8), primary_key=True),
    Column("county", String(6), primary_key=True),
)

lookups = Table(
    "lookups",
    metadata,
    Column("scope", String(24), primary_key=True),
    Column("kid", LargeBinary(4), primary_key=True),
    Column("at", BigInteger, primary_key=True),
    Column("found", Integer, nullable=False),
)
