"""Build hook: compiles the translations, so that wheels and editable installs speak Chinese."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before each wheel, editable install and source distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the .mo files; pyproject.toml lists them as artifacts, as git ignores them."""
        root = Path(self.root)
        runpy.run_path(str(root / "scripts" / "messages.py"))["compile_catalogues"](root)
