"""Imports behind the unlock screen, in a thread that ends before the program does.

A thread that the interpreter kills on its way out, in the midst of compiled code, takes the program down with
a signal (`FATAL: exception not rethrown`). So whoever leaves waits for the one module under way.
"""

import contextlib
import gc
import importlib
import threading
from collections.abc import Sequence

_ENDING_MAX_S = 10.0


class ImportsBehind:
    """Modules that are imported while nobody waits for them."""

    def __init__(self, names: Sequence[str]) -> None:
        """Import nothing yet."""
        self._names = names
        self._leaving = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Import them one after the other; one that is missing is left out."""
        self._thread = threading.Thread(target=self._load, name="imports", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Begin no further module, and wait for the one under way."""
        self._leaving.set()
        if self._thread is not None:
            self._thread.join(_ENDING_MAX_S)

    def _load(self) -> None:
        for name in self._names:
            if self._leaving.is_set():
                return
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        if not gc.isenabled():
            # It rested since the start; what was imported stays, and is not searched again.
            gc.freeze()
            gc.enable()
