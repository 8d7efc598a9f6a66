"""How far a long piece of work has come, and the wish that it should stop.

Whoever works calls `step` now and then, from any thread; whoever watches reads `done` and may call
`stop`: the next step raises Stopped. What is stopped has changed nothing.
"""

import threading
from typing import ClassVar

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised


class Stopped(FieldpassError):
    """The work was stopped by a person."""

    code = "stopped"
    told: ClassVar[Advised] = advised(
        zh="已停止. 什么都没有改动.",
        en="Stopped. Nothing was changed.",
        do_zh="要做请重新开始.",
        do_en="To have it done, begin it again.",
    )


class Progress:
    """One piece of work."""

    def __init__(self) -> None:
        """Nothing is done yet."""
        self.done = 0
        self._stopped = threading.Event()

    def step(self, done: int) -> None:
        """So many (rows, records) are done; raises Stopped where somebody wants it."""
        self.done = done
        if self._stopped.is_set():
            raise Stopped

    def stop(self) -> None:
        """Let the work end at its next step."""
        self._stopped.set()
