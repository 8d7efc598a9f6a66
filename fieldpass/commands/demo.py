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

from fieldpass.commands.ending import ended_in_order, has_terminal
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
    with ended_in_order(), _home(folder) as home:
        if headless or not has_terminal():
            sys.exit(run_headless(home))
        from fieldpass.training import demo

        sys.exit(demo.run(home))


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
    except (FieldpassError, OSError) as error:
        failed = _("step {n} failed").format(n=done + 1)
        click.echo(f"{done + 1}/7 {failed}: {_told(error)}", err=True)
        return 1
    finally:
        job.close()
    click.echo(_("all seven steps done"))
    return 0


def _told(error: FieldpassError | OSError) -> str:
    """What is said of an error, and on which kind of machine fault it rests."""
    if isinstance(error, FieldpassError):
        return f"{error.text(language())} ({error})"
    return f"{error.strerror or type(error).__name__} ({error.filename or ''})"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        empty = not any(folder.iterdir())
    except OSError as error:
        raise click.UsageError(_("the folder cannot be made: name another one")) from error
    if not empty:
        raise click.UsageError(_("the folder is not empty: name a new one"))


@contextmanager
def _home(folder: Path | None) -> Iterator[Path]:
    """The demo's folder; a temporary one is removed at the end."""
    if folder is not None:
        _make(folder)
        yield folder
        return
    try:
        home = Path(tempfile.mkdtemp(prefix="fieldpass-demo-"))
    except OSError as error:
        raise click.UsageError(
            _("there is no folder to write in: name one with --folder")
        ) from error
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
