"""What a person does with a PIN inside one desktop session: `desktop_session.py HOME STEP`.

Run under `dbus-run-session` with a keyring daemon (see `test_desktop_keyring`). Prints a line of JSON.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import keyring

from fieldpass.config import folders
from fieldpass.desk import opening, people_here
from fieldpass.desk.errors import DeskError
from fieldpass.desk.surroundings import Surroundings
from fieldpass.desk.system_keyring import SystemKeyring
from tests.laptop import CHEAP, MINE, Laptop
from tests.parts import MORNING, Chance, Clock

PIN = "250817"


def around():
    return Surroundings(clock=Clock(MORNING), chance=Chance("desktop"), keyring=SystemKeyring())


def choose(home):
    """Set the laptop up and take a PIN for it; the backend that holds its half."""
    laptop = Laptop(home)
    laptop.office.surroundings = replace(laptop.around, keyring=SystemKeyring())
    people_here.change_secret(laptop.office, MINE, PIN, PIN, cost=CHEAP)
    laptop.place.close()
    return {"backend": type(keyring.get_keyring()).__module__}


def unlock(home):
    """Open the laptop by the PIN."""
    opening.unlock(folders(home), PIN, around()).close()
    return {"opened": True}


def lock(home):
    """Lock the desktop's keyring and try the PIN."""
    import secretstorage

    secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
    return unlock(home)


def main():
    home, step = Path(sys.argv[1]), sys.argv[2]
    try:
        said = {"choose": choose, "unlock": unlock, "lock": lock}[step](home)
    except DeskError as error:
        said = {"error": error.code, "en": error.text("en")}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
