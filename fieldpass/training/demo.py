"""The demo with a screen: the village's server and people are ready, the person does the job.

The first screen is that of a new device, with the slip filled in beforehand: Enter sets it up, Enter
registers it, and the applications of the village wait in the queue.
"""

from dataclasses import asdict
from pathlib import Path

import click

from fieldpass.config import folders
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.locale import _
from fieldpass.screens.slip import Slip
from fieldpass.terminal import profiles
from fieldpass.training import village
from fieldpass.training.job import Job


def run(home: Path) -> int:
    """Start the server, let the village apply, open the screen; stop everything at the end.

    Gives the exit status of the screen.
    """
    job = Job(home, real_surroundings())
    click.echo(_("Starting the demo village: a server on this machine and invented people ..."))
    try:
        job.start_server()
        for who in village.APPLICANTS:
            job.apply_online(who)
        return _sat(home, slip(job))
    finally:
        job.close()


def _sat(home: Path, given: Slip) -> int:
    """The person's session: on the screen, or line by line where the terminal is plain."""
    chosen = profiles.detect()
    if chosen.name == "plain":
        from fieldpass.plain import program

        return program.run(folders(home / "issuer"), chosen, slip=given)
    # Imported here, because a plain session needs no Textual.
    from fieldpass.app import FieldpassApp

    app = FieldpassApp(folders(home / "issuer"), profile=chosen, slip=given)
    app.run()
    return app.return_code or 0


def slip(job: Job) -> Slip:
    """The slip of paper that the village's issuer would have in hand."""
    form = job.form(village.ISSUER)
    return Slip(secret=village.SECRET, registration=asdict(form))
