"""Random keys never end the program, and never leave a record half made.

    FIELDPASS_KEYS=10000 FIELDPASS_SEEDS=50 python -m pytest tests/screens/test_random_keys.py

`FIELDPASS_KEYS` is the sum over all seeds, and `FIELDPASS_SEED` plays one seed alone; what was pressed
stands in the failure.
"""

import os
import random
from pathlib import Path

import pytest

from fieldpass.terminal.glyphs import offenders
from tests.parts import Village
from tests.screens.driver import at_the_terminal
from tests.screens.keys import Fingers, busy_device, whole

SEEDS = int(os.environ.get("FIELDPASS_SEEDS", "6"))
KEYS = int(os.environ.get("FIELDPASS_KEYS", "900")) // SEEDS
ONLY = os.environ.get("FIELDPASS_SEED")
LOOK_EACH = 25


@pytest.mark.parametrize("seed", [int(ONLY)] if ONLY else range(SEEDS))
async def test_random_keys_never_end_the_program_or_leave_a_record_half_made(
    place: Village, tmp_path: Path, seed: int
) -> None:
    office = busy_device(place, tmp_path)
    fingers = None
    try:
        async with at_the_terminal(tmp_path, office.surroundings) as person:
            person.app.opened(office)
            await person.settles()
            fingers = Fingers(person, place, random.Random(seed))
            for number in range(KEYS):
                await fingers.stroke()
                if number % LOOK_EACH == LOOK_EACH - 1:
                    await person.settles()
                    assert person.app.is_running
                    assert person.app.troubles == ()
                    assert offenders(person.screen) == set()
                    if person.app.office is not None:
                        whole(person.app.office)
            if person.app.office is not None:
                whole(person.app.office)
    except BaseException:
        print(f"seed {seed}: {fingers.done if fingers else ''}")
        raise
