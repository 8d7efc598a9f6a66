"""A device at work until it is killed: applications, decisions and readings, saved and sent in a loop.

    python -m tests.job.field_device

It reads orders on standard input, a line each: `start HOME NAME` begins a device in a process of its
own and answers with its process id. The device writes into HOME/NAME.told what the desk has said is
done, a line for each, only after the call has returned. Children are copies of this process, so that
a start costs no imports; it holds no threads and no open store itself.
"""

import os
import random
import signal
import sys
from pathlib import Path

from fieldpass.config import folders
from fieldpass.desk import applications, deciding, onsite, opening, sending, temperatures
from fieldpass.desk.errors import DeskError
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.training import village
from fieldpass.training.job import onsite_form
from fieldpass.training.village import Villager
from fieldpass.wire import token  # noqa: F401 - imported before the start, as all else

FIRST, SECOND = "建国桂兰小燕振华卫东", "民军英梅强芳"


def work(home: Path, name: str) -> None:
    """Work until the end comes from outside."""
    told = os.open(home / f"{name}.told", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def tell(*words: str) -> None:
        os.write(told, (" ".join(words) + "\n").encode())

    chance = random.Random(os.urandom(8))
    office = opening.unlock(folders(home / name), village.SECRET, real_surroundings())
    tell("open")
    own: list[bytes] = []
    while True:
        done = onsite.submit(office, onsite_form(somebody(chance)))
        own.append(done.application)
        tell("application", done.application.hex(), done.serial.replace(" ", ""))
        if chance.random() < 0.5:
            temperatures.take(office, application=chance.choice(own), tenths=364)
            tell("reading")
        for application in list(own):
            if serial := _decided(office, application):
                own.remove(application)
                tell("pass", application.hex(), serial.replace(" ", ""))
        if chance.random() < 0.4:
            report = sending.run_once(office)
            tell("sent" if report.last_error is None else f"unsent {report.error_code}")


def _decided(office: Office, application: bytes) -> str:
    """The serial of the pass; empty where it may not be decided yet."""
    if not applications.open_application(office, application).options.green.allowed:
        return ""
    try:
        made = deciding.draft(office, application, "green")
        return deciding.sign(office, made.id).serial
    except DeskError:
        return ""


def somebody(chance: random.Random) -> Villager:
    """One more invented villager."""
    birth = (
        f"{chance.randrange(1940, 2000)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    )
    number = village.resident_id(village.COUNTY, birth, chance.randrange(1, 999))
    return Villager(
        name="李" + chance.choice(FIRST) + chance.choice(SECOND),
        number=number,
        phone=f"1380000{chance.randrange(10_000):04d}",
        residence_detail="后坡村 2 组",
        destination="370211",
        destination_detail="长江路 18 号",
        purpose="work",
        purpose_note="复工",
        tenths=365,
    )


def main() -> None:
    """Start devices as ordered; buries those that were killed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        _word, home, name = line.split()
        pid = os.fork()
        if not pid:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                work(Path(home), name)
            except BaseException as error:  # told to the test, which must not find any
                with (Path(home) / f"{name}.fault").open("a") as out:
                    print(f"{type(error).__name__}: {error}", file=out)
            finally:
                os._exit(1)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
