"""What is imported behind the unlock screen is all that the way to home needs."""

import subprocess
import sys
from pathlib import Path

from bench.screen_device import make_device
from tests.job.place import ROOT

# In a process of its own: the tests themselves have imported everything.
_UNLOCK = """
import asyncio, sys
from pathlib import Path
from fieldpass import app
from fieldpass.config import folders
from fieldpass.desk import opening
from bench.screen_device import SECRET
from fieldpass.screens.behind import ImportsBehind

async def main():
    program = app.FieldpassApp(folders(Path(sys.argv[1])))
    async with program.run_test(size=(80, 24)) as pilot:
        imports = ImportsBehind(app._BEHIND_THE_UNLOCK_SCREEN)
        imports._load()
        before = set(sys.modules)
        office = await asyncio.to_thread(
            opening.unlock, program.folders, SECRET, program.surroundings
        )
        program.opened(office)
        async with asyncio.timeout(40):
            while office.syncer is None or office.syncer.report.last_error is None:
                await pilot.pause(0.01)
        await pilot.pause()
        print(*sorted(set(sys.modules) - before))

asyncio.run(main())
"""


def test_from_the_passphrase_to_home_and_the_first_try_of_sending_nothing_is_imported(
    tmp_path: Path,
) -> None:
    make_device(tmp_path / "device", 1)
    done = subprocess.run(
        [sys.executable, "-c", _UNLOCK, str(tmp_path / "device")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr
