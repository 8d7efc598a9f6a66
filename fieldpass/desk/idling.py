"""After how many minutes without a key the program locks; a setting of the device."""

from fieldpass.desk.office import Office
from fieldpass.store import settings

CHOICES = (5, 10, 20, 30)
FIRST = 10
_NAME = "desk.idle-minutes"


def minutes(office: Office) -> int:
    """The setting; at first 10."""
    found = office.store.read(lambda conn: settings.get(conn, _NAME, FIRST))
    return found if found in CHOICES else FIRST


def next_minutes(office: Office) -> int:
    """Take the next of the choices into use, and give it."""
    wanted = CHOICES[(CHOICES.index(minutes(office)) + 1) % len(CHOICES)]
    office.store.write(lambda tx: settings.put(tx, _NAME, wanted))
    return wanted
