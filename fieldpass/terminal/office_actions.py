"""What can be pressed on the screens of the office's further tasks; see `actions` for the rules."""

from fieldpass.terminal.action import N_
from fieldpass.terminal.action import action as _a

HOME_TASKS = (
    _a(
        "home.reds",
        "f3",
        N_("Reds to tell"),
        N_("Red cards that nobody has been told of: take down who was told"),
        "home",
    ),
)

OFFICE = (*HOME_TASKS,)
