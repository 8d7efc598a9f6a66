"""One sync session: the core's actions carried out on a store and a line, until it has an outcome.

Owns nothing but the loop. The `Port` carries out orders durably, the `Line` asks the server; both
raise only FieldpassError, which the core hears as Failed. `may_go_on` is asked before each action: a
session that is stopped between two actions has lost nothing (core, rule 1).
"""

from collections.abc import Callable
from typing import Any, ClassVar, Protocol

from fieldpass.errors import FieldpassError
from fieldpass.model.text import Advised, advised
from fieldpass.sync.core import SyncCore
from fieldpass.sync.errors import SyncError
from fieldpass.sync.steps import (
    Action,
    AskBundles,
    AskFeed,
    AskHello,
    AskLists,
    Done,
    Event,
    Failed,
    Heard,
    Order,
    Outcome,
    Question,
)


class Stopped(SyncError):
    """The program asked the session to end: it goes on another time."""

    code = "stopped"
    told: ClassVar[Advised] = advised(
        zh="传送已停下, 记录都在本机.",
        en="Sending was stopped; all records are kept here.",
        do_zh="稍后自动接着传, 也可以按 马上传送.",
        do_en="It goes on by itself later, or press Send now.",
    )


class Port(Protocol):
    """The store as the session sees it."""

    def carry_out(self, order: Order) -> Any:
        """Do one order, durably, and return what it reads. Raises FieldpassError."""


class Line(Protocol):
    """The server as the session sees it."""

    def ask(self, question: Question) -> Heard:
        """One exchange. Raises FieldpassError."""


def run(
    core: SyncCore, port: Port, line: Line, *, may_go_on: Callable[[], bool] = lambda: True
) -> Outcome:
    """Run one session to its end; the outcome's error is None where everything was done."""
    steps = core.session()
    try:
        action = next(steps)
        while may_go_on():
            action = steps.send(_carry_out(action, port, line))
    except StopIteration as ended:
        outcome: Outcome = ended.value
        return outcome
    steps.close()
    return Outcome(error=Stopped("session: stopped"))


def _carry_out(action: Action, port: Port, line: Line) -> Event:
    try:
        if isinstance(action, AskHello | AskLists | AskBundles | AskFeed):
            return line.ask(action)
        return Done(value=port.carry_out(action))
    except FieldpassError as error:
        return Failed(error=error)
