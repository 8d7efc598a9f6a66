"""The frozen author table and the notice's policy: who may write what, and its numbers, as data."""

import dataclasses
import json
from pathlib import Path

from fieldpass.model.authors import PENDING_CODE, TABLE
from fieldpass.model.policy import LATER_NOTICE, NOTICE_164
from fieldpass.model.policy_data import policy_from_data, policy_to_data
from fieldpass.wire import cbor

FROZEN = json.loads((Path(__file__).parent / "rules.json").read_text(encoding="utf-8"))


def author_rows():
    """The table as plain data; a pending code's own row beside it."""
    rows = {**TABLE, "pass.issued, pending": PENDING_CODE}
    return {
        kind: {
            name: sorted(value) if isinstance(value, frozenset) else value for name, value in row
        }
        for kind, row in ((kind, dataclasses.asdict(row).items()) for kind, row in rows.items())
    }


def policies():
    """Both shipped policies as they travel."""
    known = {"164": NOTICE_164, "later": LATER_NOTICE}
    return {name: cbor.encode(policy_to_data(one)).hex() for name, one in known.items()}


def test_the_author_table_is_as_frozen():
    assert author_rows() == FROZEN["authors"]


def test_the_shipped_policies_are_written_and_read_as_frozen():
    assert policies() == FROZEN["policies"]
    for name, policy in (("164", NOTICE_164), ("later", LATER_NOTICE)):
        data = cbor.decode(bytes.fromhex(FROZEN["policies"][name]), max_bytes=1 << 16)
        assert policy_from_data(data) == policy
