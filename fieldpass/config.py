"""Where this device keeps its things, and how it is told to keep them elsewhere.

Three folders by the platform's habit (`platformdirs`): data, config and log. One option (`--home`)
or one environment variable (`FIELDPASS_HOME`) moves all three below one folder.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "FIELDPASS_HOME"
LANGUAGE_VARIABLE = "FIELDPASS_LANG"
CAMERA_VARIABLE = "FIELDPASS_CAMERA"
_NAME = "fieldpass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """The three folders of one device; none need exist yet."""

    data: Path
    config: Path
    log: Path

    def make(self) -> None:
        """Make the folders, readable by this user alone; OSError where that cannot be."""
        for folder in (self.data, self.config, self.log):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def folders(home: str | Path | None = None, environ: Mapping[str, str] = os.environ) -> Folders:
    """The device's folders: below `home`, else below $FIELDPASS_HOME, else the platform's own."""
    chosen = home or environ.get(HOME_VARIABLE)
    if chosen:
        base = Path(chosen).expanduser().absolute()
        return Folders(data=base / "data", config=base / "config", log=base / "log")
    # Imported here, because a device whose folders are given never needs it.
    import platformdirs

    return Folders(
        data=Path(platformdirs.user_data_dir(_NAME, appauthor=False)),
        config=Path(platformdirs.user_config_dir(_NAME, appauthor=False)),
        log=Path(platformdirs.user_log_dir(_NAME, appauthor=False)),
    )
