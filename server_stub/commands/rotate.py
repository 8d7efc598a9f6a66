"""fieldpass-server rotate-authority, rotate-root: new keys, with overlap."""

import secrets
from pathlib import Path

import click

from fieldpass.wire import keys
from server_stub import keyfiles, rotating
from server_stub.app import real_clock
from server_stub.commands.opening import settings_of

_DAY_MS = 86_400_000


def authority(root: str | None, stolen: bool, data: str | None, database_url: str | None) -> None:
    """Rotate the authority's key. Raises WrongRootKey, FolderUnusable."""
    settings = settings_of(data, database_url)
    key = rotating.root_key(settings.keys, Path(root) if root else None)
    kid = rotating.rotate_authority(
        settings.keys,
        key,
        now=real_clock(),
        years=settings.authority_years,
        chance=secrets.token_bytes,
        stolen=stolen,
    )
    click.echo(f"new authority key {kid.hex()}; start the server anew")


def root(old: str | None, days: int, data: str | None, database_url: str | None) -> None:
    """Rotate the root. Raises WrongRootKey, FolderUnusable."""
    settings = settings_of(data, database_url)
    key = rotating.root_key(settings.keys, Path(old) if old else None)
    public = rotating.rotate_root(
        settings.keys,
        key,
        now=real_clock(),
        overlap_ms=days * _DAY_MS,
        chance=secrets.token_bytes,
    )
    click.echo(
        f"new root {keys.kid(public).hex()}; start the server anew, make new enrolment codes"
    )
    click.echo(f"take the root key offline: {settings.keys / keyfiles.ROOT}")
