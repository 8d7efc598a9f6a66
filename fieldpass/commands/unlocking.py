"""What the commands that open the encrypted data have in common: the secret, and errors in one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from fieldpass.errors import FieldpassError
from fieldpass.locale import language
from fieldpass.model.text import Text

_F = TypeVar("_F", bound=Callable[..., Any])
_SECRET_BYTES_MOST = 4096
_ASK = Text(zh="口令", en="Passphrase")
_UNREADABLE = Text(
    zh="口令文件读不出来. 请检查文件名和权限.",
    en="The file with the passphrase cannot be read: check its name and permissions.",
)

secret_option: Callable[[_F], _F] = click.option(
    "--secret-file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Read the passphrase from the first line of this file instead of asking for it.",
)


def secret_of(file: Path | None) -> str:
    """The passphrase: from the file's first line, else typed without being shown."""
    if file is None:
        typed: str = click.prompt(_ASK.of(language()), hide_input=True, err=True)
        return typed
    try:
        content = file.read_bytes()[:_SECRET_BYTES_MOST].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(_UNREADABLE.of(language())) from error
    return content.splitlines()[0] if content else ""


@contextmanager
def sentences() -> Iterator[None]:
    """Turn an error of ours into its sentence and exit status 1."""
    try:
        yield
    except FieldpassError as error:
        raise click.ClickException(error.text(language())) from error


def say(zh: str, en: str) -> None:
    """Print a sentence in the language in use."""
    click.echo(Text(zh=zh, en=en).of(language()))
