"""The whole of a plain session: open the device, work from home, lock or end in order."""

import os
import sys
from typing import TextIO

from fieldpass import locale
from fieldpass.config import Folders
from fieldpass.desk import idling, sending
from fieldpass.desk.office import Office
from fieldpass.desk.surroundings import Surroundings, real_surroundings
from fieldpass.locale import _
from fieldpass.plain import home, opening
from fieldpass.plain.conversation import (
    Conversation,
    EndOfInput,
    Idle,
    Left,
    asked_again_after_a_pause,
)
from fieldpass.plain.lines import LineReader
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.slip import Slip
from fieldpass.terminal.profiles import Profile

NOT_UNLOCKED, INTERRUPTED = 1, 130


def run(
    folders: Folders,
    profile: Profile,
    *,
    surroundings: Surroundings | None = None,
    slip: Slip | None = None,
    descriptor: int = 0,
    out: TextIO | None = None,
) -> int:
    """Talk with whoever is at `descriptor` until the end; gives the exit status.

    0 after work, 1 where the input ended before the device was unlocked, 130 after Ctrl+C; all is put
    in order in each case. `slip` is what a demo or a training offers as answers.
    """
    if not profile.chinese:
        locale.use("en")
    talk = Conversation(LineReader(descriptor, profile.encoding), out or sys.stdout, profile)
    around = surroundings or real_surroundings()
    try:
        with asked_again_after_a_pause(talk):
            while _sat(talk, folders, around, slip):
                pass
    except Left:
        return 0
    except EndOfInput:
        talk.say(_("The input ended before the device was unlocked."))
        return NOT_UNLOCKED
    except KeyboardInterrupt:
        talk.say("")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone. Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    return 0


def _sat(talk: Conversation, folders: Folders, around: Surroundings, slip: Slip | None) -> bool:
    """One sitting, from unlocking to locking; False where the program is to end."""
    office = opening.opened(talk, folders, around, slip)
    talk.patience = lambda: idling.minutes(office) * 60.0
    try:
        _begin_sending(office)
        return home.run(Sitting(talk=talk, office=office, folders=folders), slip)
    except EndOfInput:
        return False
    except Idle:
        talk.say(_("Nobody has typed for {n} minutes.").format(n=idling.minutes(office)))
        return True
    finally:
        talk.patience = lambda: None
        office.close()
        talk.say(_("Locked. Everything is saved."))


def _begin_sending(office: Office) -> None:
    if office.identity is not None:
        sending.start(office)
