"""Schema version 2, frozen: what it adds to version 1. Never edited; later versions only add.

1. Records are asked for by their SHA-256 when the platform's own record names what it erased (decision 26).
   The index holds four bytes of it, a whole one would be three times as large; the statement that uses it
   compares the whole hash. Records of which only the hash is left are not in it.
2. What waits is counted and read by scope: with the scope first, by the index alone.
"""

ADDED = """
CREATE INDEX record_digest ON record (substr(digest, 1, 4)) WHERE data IS NOT NULL;
DROP INDEX application_waiting;
CREATE INDEX application_waiting ON application (scope, submitted_at, application)
  WHERE state IN ('pending', 'answered');
"""
