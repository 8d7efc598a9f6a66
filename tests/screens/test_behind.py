"""What is imported behind the unlock screen ends before the program does."""

import sys
import threading
from pathlib import Path

import pytest

from fieldpass.screens.behind import ImportsBehind

SLOW = """
import sys
gate = sys.modules["fieldpass_gate"]
gate.begun.set()
gate.let_go.wait(60)
"""


class Gate:
    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()


def test_whoever_leaves_waits_for_the_module_under_way_and_begins_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fieldpass_slow.py").write_text(SLOW)
    (tmp_path / "fieldpass_next.py").write_text("")
    gate = Gate()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, "fieldpass_gate", gate)
    monkeypatch.delitem(sys.modules, "fieldpass_slow", raising=False)
    imports = ImportsBehind(["fieldpass_slow", "fieldpass_next"])
    imports.start()
    assert gate.begun.wait(60)
    leaving = threading.Thread(target=imports.end)
    leaving.start()
    leaving.join(0.05)
    assert leaving.is_alive()
    gate.let_go.set()
    leaving.join(60)
    assert not leaving.is_alive()
    assert "fieldpass_next" not in sys.modules
    assert "fieldpass_slow" in sys.modules


def test_leaving_before_anything_was_imported_does_nothing() -> None:
    ImportsBehind(["fieldpass_next"]).end()
