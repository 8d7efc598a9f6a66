"""`fieldpass demo`: a server on loopback, a village with invented people, and the screen.

Without a terminal, or with --headless, the seven steps run without a screen, a line a step.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from fieldpass.errors import FieldpassError
from fieldpass.locale import _, language


@click.command("demo")
@click.option("--headless", is_flag=True, help="Run the seven steps without a screen.")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the demo's data here; without it they are thrown away at the end.",
)
def command(headless: bool, folder: Path | None) -> None:
    """Run a demo village: a server on loopback, invented people, and the screen.

    Without a terminal the seven steps of the job run without a screen, one line a step; the exit
    status is 1 where a step finds anything else than what must be.
    """
    with _home(folder) as home:
        if headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
            sys.exit(run_headless(home))
        from fieldpass.training import demo

        demo.run(home)


def run_headless(home: Path) -> int:
    """The seven steps; gives the exit status."""
    from fieldpass.desk.surroundings import real_surroundings
    from fieldpass.training.job import Job

    job = Job(home, real_surroundings())
    done = 0
    try:
        for step in job.run():
            done = step.number
            click.echo(f"{step.number}/7 {step.text}")
    except FieldpassError as error:
        failed = _("step {n} failed").format(n=done + 1)
        click.echo(f"{done + 1}/7 {failed}: {error.text(language())} ({error})", err=True)
        return 1
    finally:
        job.close()
    click.echo(_("all seven steps done"))
    return 0


@contextmanager
def _home(folder: Path | None) -> Iterator[Path]:
    """The demo's folder; a temporary one is removed at the end."""
    if folder is not None:
        if folder.exists() and any(folder.iterdir()):
            raise click.UsageError(_("the folder is not empty: name a new one"))
        yield folder
        return
    home = Path(tempfile.mkdtemp(prefix="fieldpass-demo-"))
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
