"""How a row of the queue reads: due time, person, way, channel, what is in the way."""

from collections.abc import Callable, Sequence
from typing import Any

from fieldpass.locale import _
from fieldpass.screens.shown import say, shade_of, span
from fieldpass.widgets.pages import Column, Direction, Key, Row


def columns() -> list[Column]:
    """The columns, 78 cells in all."""
    return [
        Column(title=_("time left"), width=17),
        Column(title=_("name"), width=10),
        Column(title=_("tail"), width=6),
        Column(title=_("to")),
        Column(title=_("by"), width=7),
        Column(title=_("screening"), width=9),
        Column(title=_("mark"), width=9, tinted=True),
    ]


def cells_of(row: Any, now: int) -> tuple[str, ...]:
    """A QueueRow as the list's cells."""
    channels = {"web": _("by web"), "onsite": _("on site"), "paper": _("paper")}
    screened = _("screened") if row.screened else _("not yet")
    # Who has been decided is not looked for by name any more; of those who wait it is a warning.
    mark = _colour_word(row.colour_hint) or (_("same name") if row.twin else "")
    return (
        _time_left(row.due_at, now),
        row.name,
        row.id_tail,
        say(row.destination),
        channels.get(row.channel, row.channel),
        screened,
        mark,
    )


def _time_left(due_at: int | None, now: int) -> str:
    # The column's title says what it is: with the words of the review's heading it would be cut.
    if due_at is None:
        return ""
    left = span(due_at - now)
    return _("late {span}").format(span=left) if due_at < now else left


def _colour_word(colour: str | None) -> str:
    return {
        "green": _("green"),
        "yellow": _("yellow"),
        "red": _("red"),
    }.get(colour or "", "")


class QueueSource:
    """The desk's pages of QueueRow as the list's rows."""

    def __init__(self, source: Any, now: Callable[[], int]) -> None:
        """Wrap the desk's source; `now` is the clock by which time left is told."""
        self._source, self._now = source, now

    def count(self) -> int:
        """How many rows there are."""
        return int(self._source.count())

    def page(
        self, anchor: Key | None, direction: Direction, size: int, *, inclusive: bool = False
    ) -> Sequence[Row]:
        """A page, drawn for the time of now."""
        now = self._now()
        found = self._source.page(anchor, direction, size, inclusive=inclusive)
        return [
            Row(
                key=row.key,
                cells=cells_of(row, now),
                shade=shade_of(row.colour_hint) if row.colour_hint else None,
            )
            for row in found
        ]

    def position(self, key: Key) -> int:
        """How many rows stand before this key."""
        return int(self._source.position(key))

    def key_at(self, position: int) -> Key | None:
        """The key at a position."""
        key: Key | None = self._source.key_at(position)
        return key
