"""Schema version 1, frozen: the statements that make it. Never edited; later versions only add.

Rules:

1. `record` keeps the canonical bytes of each record once; `entry` says where in which log it stands,
   so the same record may stand in two logs (after a new epoch), and an erased one is a hash.
2. Whether a bundle is sent is not a flag: it is `bundle.last <= log.stored`, which a server that was
   restored from a backup can set back.
3. Everything after `-- views` is derived and can be made anew from `record` at any time.
4. Times are milliseconds since 1970 UTC, days YYYYMMDD of UTC+8, persons and record ids 16 bytes.
"""

TRUTH = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE log (
  id INTEGER PRIMARY KEY, scope TEXT NOT NULL, device BLOB NOT NULL, epoch INTEGER NOT NULL,
  own INTEGER NOT NULL DEFAULT 0, closed INTEGER NOT NULL DEFAULT 0,
  last INTEGER NOT NULL DEFAULT 0, link BLOB NOT NULL,
  sealed INTEGER NOT NULL DEFAULT 0, stored INTEGER NOT NULL DEFAULT 0,
  covered INTEGER NOT NULL DEFAULT 0,
  UNIQUE (scope, device, epoch)) STRICT;
CREATE TABLE record (
  seq INTEGER PRIMARY KEY, digest BLOB NOT NULL, id BLOB, kind TEXT, version INTEGER, at INTEGER,
  author TEXT, author_kid BLOB, author_person BLOB, subject BLOB, application BLOB,
  pass_kid BLOB, pass_sequence INTEGER,
  state INTEGER NOT NULL DEFAULT 0, erased_at INTEGER, data BLOB) STRICT;
CREATE INDEX record_id ON record (id) WHERE id IS NOT NULL;
CREATE INDEX record_subject ON record (subject, kind, at) WHERE subject IS NOT NULL;
CREATE INDEX record_application ON record (application) WHERE application IS NOT NULL;
CREATE INDEX record_pass ON record (pass_kid, pass_sequence) WHERE pass_kid IS NOT NULL;
CREATE INDEX record_kind ON record (kind, at) WHERE kind IS NOT NULL;
CREATE INDEX record_erased ON record (digest) WHERE state = 3;
CREATE TABLE entry (
  log INTEGER NOT NULL REFERENCES log, number INTEGER NOT NULL,
  record INTEGER NOT NULL REFERENCES record, link BLOB,
  PRIMARY KEY (log, number)) STRICT, WITHOUT ROWID;
CREATE INDEX entry_record ON entry (record);
CREATE TABLE bundle (
  id INTEGER PRIMARY KEY, log INTEGER NOT NULL REFERENCES log,
  first INTEGER NOT NULL, last INTEGER NOT NULL, previous BLOB NOT NULL, link BLOB NOT NULL,
  sealed_at INTEGER NOT NULL, head BLOB NOT NULL, stored_at INTEGER,
  UNIQUE (log, first)) STRICT;
CREATE TABLE fork (
  id INTEGER PRIMARY KEY, log INTEGER NOT NULL REFERENCES log, first INTEGER NOT NULL,
  last INTEGER NOT NULL, link BLOB NOT NULL, data BLOB NOT NULL, seen_at INTEGER,
  UNIQUE (log, first, link)) STRICT;
CREATE TABLE returned (
  log INTEGER NOT NULL REFERENCES log, number INTEGER NOT NULL,
  record INTEGER NOT NULL REFERENCES record, reason TEXT NOT NULL, returned_at INTEGER,
  state INTEGER NOT NULL DEFAULT 0, mended BLOB,
  PRIMARY KEY (log, number)) STRICT, WITHOUT ROWID;
CREATE INDEX returned_record ON returned (record);
CREATE TABLE cursor (
  scope TEXT PRIMARY KEY, incarnation BLOB NOT NULL, position INTEGER NOT NULL,
  known_until INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint (
  id INTEGER PRIMARY KEY, incarnation BLOB NOT NULL, as_of INTEGER NOT NULL, data BLOB NOT NULL)
  STRICT;
CREATE TABLE list (
  kind TEXT NOT NULL, county TEXT NOT NULL, version INTEGER NOT NULL, as_of INTEGER NOT NULL,
  data BLOB NOT NULL, PRIMARY KEY (kind, county)) STRICT;
CREATE TABLE trust (name TEXT PRIMARY KEY, data BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE draft (
  kind TEXT NOT NULL, key BLOB NOT NULL, data BLOB NOT NULL, made_at INTEGER NOT NULL,
  due_at INTEGER, PRIMARY KEY (kind, key)) STRICT;
CREATE TABLE pass_sequence (kid BLOB PRIMARY KEY, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, records INTEGER NOT NULL, reason TEXT NOT NULL)
  STRICT;
"""

VIEWS = """
CREATE TABLE person (
  seq INTEGER PRIMARY KEY, person BLOB NOT NULL UNIQUE, scope TEXT NOT NULL, name TEXT NOT NULL,
  document_type TEXT NOT NULL, number TEXT NOT NULL, number_tail TEXT NOT NULL,
  phone TEXT NOT NULL, phone_tail TEXT NOT NULL, residence TEXT NOT NULL, declared_at INTEGER NOT NULL)
  STRICT;
CREATE INDEX person_name ON person (name, seq);
CREATE INDEX person_tail ON person (number_tail, seq);
CREATE TABLE application (
  application BLOB PRIMARY KEY, person BLOB, scope TEXT NOT NULL, state TEXT NOT NULL,
  channel TEXT NOT NULL, onsite_reason TEXT, name TEXT NOT NULL, number_tail TEXT NOT NULL,
  phone_tail TEXT NOT NULL, residence TEXT NOT NULL, destination TEXT NOT NULL,
  purpose TEXT NOT NULL, submitted_at INTEGER NOT NULL, amended_at INTEGER, screened_at INTEGER,
  decided_at INTEGER, decision BLOB, colour TEXT, reason INTEGER, decisions INTEGER NOT NULL,
  heads INTEGER NOT NULL, red_reported_at INTEGER) STRICT;
CREATE INDEX application_waiting ON application (submitted_at, application)
  WHERE state IN ('pending', 'answered');
CREATE INDEX application_submitted ON application (submitted_at, application);
CREATE INDEX application_person ON application (person) WHERE person IS NOT NULL;
CREATE INDEX application_red ON application (decided_at, application)
  WHERE colour = 'red' AND (red_reported_at IS NULL OR red_reported_at < decided_at);
CREATE TABLE pass (
  kid BLOB NOT NULL, sequence INTEGER NOT NULL, serial TEXT NOT NULL, person BLOB,
  application BLOB, decision BLOB, record BLOB NOT NULL, name TEXT NOT NULL, id_tail TEXT NOT NULL,
  colour TEXT NOT NULL, unscreened INTEGER NOT NULL, training INTEGER NOT NULL,
  issued_at INTEGER NOT NULL, issued_day INTEGER NOT NULL, expires INTEGER NOT NULL,
  last_day INTEGER NOT NULL, live INTEGER NOT NULL, voided_at INTEGER, void_reason TEXT, replaces_kid BLOB,
  replaces_sequence INTEGER, printed INTEGER NOT NULL, reported_day INTEGER NOT NULL,
  judged_colour TEXT NOT NULL, judged_code TEXT NOT NULL, next_change INTEGER NOT NULL,
  PRIMARY KEY (kid, sequence)) STRICT;
CREATE INDEX pass_serial ON pass (serial);
CREATE INDEX pass_person ON pass (person, issued_at) WHERE person IS NOT NULL;
CREATE INDEX pass_application ON pass (application) WHERE application IS NOT NULL;
CREATE INDEX pass_replaces ON pass (replaces_kid, replaces_sequence)
  WHERE replaces_kid IS NOT NULL;
CREATE INDEX pass_tail ON pass (id_tail);
CREATE INDEX pass_issued ON pass (issued_at, kid, sequence);
CREATE INDEX pass_change ON pass (next_change) WHERE live = 1;
CREATE INDEX pass_judged ON pass (judged_colour, judged_code, expires) WHERE live = 1;
CREATE INDEX pass_reported ON pass (reported_day, kid, sequence) WHERE live = 1;
CREATE TABLE reading (
  record INTEGER PRIMARY KEY, person BLOB, by_pass INTEGER NOT NULL, application BLOB,
  pass_kid BLOB, pass_sequence INTEGER, at INTEGER NOT NULL, tenths INTEGER NOT NULL,
  site TEXT NOT NULL, taken_by TEXT NOT NULL, confirms BLOB) STRICT;
CREATE INDEX reading_person ON reading (person, at);
CREATE INDEX reading_pass ON reading (pass_kid, pass_sequence) WHERE by_pass = 1;
CREATE TABLE report (
  record INTEGER PRIMARY KEY, person BLOB, by_pass INTEGER NOT NULL, pass_kid BLOB,
  pass_sequence INTEGER, day INTEGER NOT NULL, at INTEGER NOT NULL, tenths INTEGER,
  symptoms TEXT NOT NULL) STRICT;
CREATE INDEX report_person ON report (person, day);
CREATE INDEX report_pass ON report (pass_kid, pass_sequence) WHERE by_pass = 1;
CREATE TABLE look (
  record INTEGER PRIMARY KEY, at INTEGER NOT NULL, device BLOB, verdict TEXT NOT NULL,
  did TEXT NOT NULL, code TEXT NOT NULL, place TEXT NOT NULL, id_tail TEXT NOT NULL,
  pass_kid BLOB, pass_sequence INTEGER) STRICT;
CREATE INDEX look_at ON look (at, did);
CREATE TABLE appeal (
  record INTEGER PRIMARY KEY, appeal BLOB NOT NULL, answers INTEGER NOT NULL, person BLOB,
  at INTEGER NOT NULL, outcome TEXT) STRICT;
CREATE INDEX appeal_id ON appeal (appeal, answers);
CREATE VIRTUAL TABLE person_search USING fts5(
  text, content='', contentless_delete=1, tokenize="unicode61");
"""
