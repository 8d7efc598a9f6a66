"""A script at the other end of a plain session: answers go in by a real pipe, what is said comes out.

    said = talk(office, folder, "2", "1", "1", "", "")

runs `home` on an open office of real parts; the descriptor ends after the last answer.
"""

import io
import os
from pathlib import Path

from fieldpass.config import folders
from fieldpass.desk.office import Office
from fieldpass.plain import home
from fieldpass.plain.conversation import Conversation, EndOfInput
from fieldpass.plain.lines import LineReader
from fieldpass.plain.sitting import Sitting
from fieldpass.terminal.profiles import Profile, Surroundings, choose

PLAIN = choose(Surroundings(wanted="plain", encoding="utf-8", term="dumb"))
BARE = choose(Surroundings(wanted="plain", encoding="ascii", term="linux"))


def piped(*answers: str) -> int:
    """The reading end of a pipe that holds these answers, a line each, and then ends."""
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as into:
        into.write("".join(f"{answer}\n" for answer in answers).encode())
    return reading


def talk(office: Office, folder: Path, *answers: str, profile: Profile = PLAIN) -> str:
    """What is said to somebody who answers so at home, until they quit or their answers end."""
    descriptor = piped(*answers)
    out = io.TextIOWrapper(io.BytesIO(), encoding=profile.encoding)
    conversation = Conversation(LineReader(descriptor, profile.encoding), out, profile)
    try:
        home.run(Sitting(talk=conversation, office=office, folders=folders(folder)))
    except EndOfInput:
        pass
    finally:
        os.close(descriptor)
    out.flush()
    written = out.buffer
    assert isinstance(written, io.BytesIO)
    return written.getvalue().decode(profile.encoding)
