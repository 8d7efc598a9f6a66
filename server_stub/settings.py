"""Where the server keeps its things and what it may take, as plain values.

Folders come from platformdirs; one option (`--data`) or one environment variable
(FIELDPASS_SERVER_DATA) moves all of them.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA_VARIABLE = "FIELDPASS_SERVER_DATA"
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8464


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The server's settings; times in milliseconds, sizes in bytes."""

    data: Path
    database_url: str | None = None
    authorised_early_ms: int = 10 * 60_000
    nonce_life_ms: int = 10 * 60_000
    body_bytes_max: int = 8 * 1024 * 1024
    screening_every_ms: int = 24 * 3_600_000
    tick_s: float = 30.0
    lists_fresh_ms: int = 60_000
    authority_years: int = 2

    @property
    def url(self) -> str:
        """The database as an SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data / 'server.db'}"

    @property
    def keys(self) -> Path:
        """The folder of the server's keys."""
        return self.data / "keys"


def data_folder(option: str | None, environment: Mapping[str, str] | None = None) -> Path:
    """The data folder: the option, else the environment's, else the platform's usual place."""
    chosen = option or (os.environ if environment is None else environment).get(DATA_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("fieldpass-server", appauthor=False))
