"""What a command answers on standard output, whatever can be written there.

A terminal or a pipe may take fewer characters than UTF-8 has (GBK, Latin-1, a locale that is not set). An
answer is never lost for that, and the exit status never becomes another one. And nothing that somebody else
wrote, a file's name or a person's, reaches a terminal as an order to it.
"""

import io
import json
import sys
from typing import Any

import click


def answer_json(data: Any, *, indent: int | None = None) -> None:
    """Print JSON, its characters as they are where the output takes them, else escaped."""
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    if not text.isprintable():
        # JSON leaves the controls of eight bits and those that turn a line round as they are.
        text = "".join(
            one if one.isprintable() or one == "\n" else json.dumps(one)[1:-1] for one in text
        )
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = json.dumps(data, indent=indent)
    click.echo(text)


def printable(text: str) -> str:
    """A text in one line; what is no writing stands as its number, or it would drive the terminal."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


def write_what_fits() -> None:
    """Let both outputs write a character that they do not have as its number."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
