"""What a person prefers of language and colours, kept in the config folder; nothing personal.

Read before the store is open, hence a small JSON file. A file that cannot be read is as none.
"""

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from fieldpass import locale
from fieldpass.terminal import themes
from fieldpass.terminal.profiles import Profile

_NAME = "screen.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Language ("zh", "en") and theme; an empty one means no wish."""

    language: str = ""
    theme: str = ""

    def save(self, folder: Path) -> None:
        """Keep them; a folder that cannot be written loses only the wish."""
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = folder / f"{_NAME}.part"
            part.write_text(json.dumps(asdict(self)), encoding="utf-8")
            part.replace(folder / _NAME)

    def theme_for(self, profile: Profile) -> str:
        """The theme wished for, where this terminal has the colours for it; else none."""
        few = profile.colours in ("16", "none")
        return "" if few and self.theme not in (themes.SIXTEEN, themes.NONE) else self.theme

    @classmethod
    def load(cls, folder: Path) -> "Preferences":
        """What was kept; unknown values read as none."""
        try:
            data = json.loads((folder / _NAME).read_text(encoding="utf-8"))
            language, theme = data.get("language", ""), data.get("theme", "")
        except (OSError, ValueError, AttributeError):
            return cls()
        return cls(
            language=language if language in locale.LANGUAGES else "",
            theme=theme if theme in themes.NAMES else "",
        )
