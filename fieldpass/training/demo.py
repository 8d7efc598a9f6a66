"""The demo with a screen: the village's server and people are ready, the person does the job.

The first screen is that of a new device, with the slip filled in beforehand: Enter sets it up, Enter
registers it, and the applications of the village wait in the queue.
"""

from dataclasses import asdict
from pathlib import Path

import click

from fieldpass.app import FieldpassApp
from fieldpass.config import folders
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.locale import _
from fieldpass.screens.slip import Slip
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
        app = FieldpassApp(folders(home / "issuer"), slip=slip(job))
        app.run()
        return app.return_code or 0
    finally:
        job.close()


def slip(job: Job) -> Slip:
    """The slip of paper that the village's issuer would have in hand."""
    form = job.form(village.ISSUER)
    return Slip(secret=village.SECRET, registration=asdict(form))
