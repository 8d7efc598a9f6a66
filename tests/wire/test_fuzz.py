"""Every reader of foreign bytes or text, fed with damage: only its own errors come out.

`FIELDPASS_FUZZ=1000000` sets the number of inputs a reader; each run is seeded and repeatable. The same
with a closing line a reader, what it refused by stage: `python -m tests.wire.fuzzing 1000000`.
"""

import os

import pytest

from tests.wire import fuzzing

INPUTS = int(os.environ.get("FIELDPASS_FUZZ", "1500"))


@pytest.mark.parametrize("name", fuzzing.READERS)
def test_damage_gives_only_a_readers_own_errors(name: str) -> None:
    counted = fuzzing.fuzz(name, INPUTS)
    print(counted.line())
    assert not counted.failures
    assert counted.inputs == INPUTS == counted.read + counted.refused.total()
    # A reader that took all damage, or was fed with nothing that it could read at all, tests nothing.
    assert counted.refused
