"""Forms: one row a field with label, entry and what is wrong with it, all errors at once.

Enter goes to the next field and from the last one finishes; arrows move; a choice is made by its
digit. Under the rows stands in full what the row of the field in focus has no room for. A form
checks nothing: it shows what the desk says.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from fieldpass.locale import _
from fieldpass.model.text import Text
from fieldpass.screens.entry import Entry
from fieldpass.screens.fields import Field, in_words
from fieldpass.screens.panel import Panel, Prose, Span
from fieldpass.screens.shown import grouped
from fieldpass.terminal.themes import palette_of
from fieldpass.terminal.width import cells, fit, short

LABEL_COLUMNS = 18
ENTRY_COLUMNS = 32
EXPLAIN_ROWS = 2
SCAN_LEAST = 100
"""A secret of so many digits was typed by a scanner: no pass has fewer, and nobody types so many."""


class Choice(Widget, can_focus=True):
    """A field with few answers: the digit chooses, left and right move."""

    DEFAULT_CSS = "Choice { height: 1; width: 1fr; }"

    class Chosen(Message):
        """An answer was chosen by its digit."""

        def __init__(self, choice: "Choice") -> None:
            """Name the widget."""
            super().__init__()
            self.choice = choice

    def __init__(self, choices: tuple[tuple[str, str | Text], ...], value: str = "") -> None:
        """Offer answers; `value` is the chosen one."""
        super().__init__()
        self._choices = choices
        self._value = value

    @property
    def value(self) -> str:
        """The chosen answer, empty before the first choice."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        self._value = value
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Choose by digit or by arrow."""
        values = [value for value, _label in self._choices]
        character = event.character or ""
        if character.isdigit() and character.isascii() and 1 <= int(character) <= len(values):
            self.value = values[int(character) - 1]
            self.post_message(self.Chosen(self))
        elif event.key in ("left", "right"):
            at = values.index(self._value) if self._value in values else -1
            step = 1 if event.key == "right" else -1
            self.value = values[max(0, min(len(values) - 1, at + step))]
        else:
            return
        event.stop()
        event.prevent_default()

    def on_focus(self) -> None:
        """Show where the keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that the keys go elsewhere."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """All answers in one line, the chosen one marked by brackets and by its style."""
        palette, width = palette_of(self.app), self.size.width
        pieces = []
        for number, (value, label) in enumerate(self._choices, 1):
            chosen = value == self._value
            text = f"{number} {in_words(label)}"
            text = f"[{text}]" if chosen else f" {text} "
            style = palette.text
            if self.has_focus:
                # With few colours an entry has the ground of the screen: a line says where one is.
                style = palette.cursor if chosen else palette.entry + Style(underline=True)
            pieces.append(Segment(text, style))
        return Strip(pieces).adjust_cell_length(width, palette.text).crop(0, width)


class FieldRow(Horizontal):
    """Label, entry, note."""

    DEFAULT_CSS = """
    FieldRow { height: 1; width: 1fr; }
    FieldRow > .label { width: 18; }
    FieldRow > Input {
        width: 32; height: 1; border: none; padding: 0;
        background: $entry-background; color: $entry-foreground; text-style: $entry-text-style;
    }
    FieldRow > Input:focus { border: none; }
    FieldRow > Choice { width: 1fr; }
    FieldRow > .note { width: 1fr; }
    FieldRow.wide > Input { width: 1fr; }
    FieldRow.wide > .note { display: none; }
    """

    def __init__(self, field: Field, value: str = "") -> None:
        """Show a field with its value."""
        super().__init__(classes="wide" if field.wide or field.choices else None)
        self.field = field
        self._first = value
        self.error = ""
        self.warning = ""

    def compose(self) -> ComposeResult:
        """The three parts."""
        yield Panel(classes="label")
        if self.field.choices:
            yield Choice(self.field.choices, self._first)
        else:
            yield Entry(self._first, secret=self.field.secret, length_max=self.field.length_max)
        yield Panel(classes="note")

    def on_mount(self) -> None:
        """Show label and hint."""
        self.redraw()

    @property
    def entry(self) -> "Input | Choice":
        """The widget that takes the keys."""
        found = self.query(Choice) if self.field.choices else self.query(Input)
        entry: Input | Choice = found.first()
        return entry

    @property
    def value(self) -> str:
        """What was typed or chosen, without the groups' gaps."""
        text = self.entry.value.strip() if not self.field.secret else self.entry.value
        return "".join(text.split()) if self.field.group else text

    def tidy(self) -> None:
        """Show a grouped field in its groups."""
        if self.field.group and isinstance(self.entry, Input):
            tidy = grouped(self.entry.value, self.field.group)
            if tidy != self.entry.value:
                with self.entry.prevent(Input.Changed):
                    self.entry.value = tidy

    def redraw(self) -> None:
        """Label with a mark where something is wrong, and the note."""
        if not self.query(".label"):
            return
        label = fit(f" {self.field.shown_label()}", LABEL_COLUMNS - 2)
        mark = Span("! ", "alert") if self.error else "  "
        self.query_one(".label", Panel).show([(label, mark)])
        self.query_one(".note", Panel).show([self._note()])

    def _note(self) -> "Span | str":
        if self.error:
            return Span(f" {self._short(self.error)}", "alert")
        if self.warning:
            return Span(f" {self._short(self.warning)}", "text")
        hint = self.field.shown_hint()
        return Span(f" {self._short(hint)}" if hint else "", "muted")

    def _short(self, text: str) -> str:
        """What fits beside the entry; the whole stands under the form while the field has the focus."""
        return short(text, max(20, self.app.size.width - LABEL_COLUMNS - ENTRY_COLUMNS - 1))


class Form(Vertical):
    """The rows, and under them in full what is said of the field in focus."""

    DEFAULT_CSS = "Form { height: auto; width: 1fr; } Form > #explain { height: 2; }"

    class Left(Message):
        """A field lost the focus, perhaps with another value."""

        def __init__(self, name: str) -> None:
            """Name the field."""
            super().__init__()
            self.name = name

    class Finished(Message):
        """Enter was pressed in the last field."""

    class Entered(Message):
        """Enter was pressed in a field that is not the last one."""

        def __init__(self, name: str) -> None:
            """Name the field."""
            super().__init__()
            self.name = name

    BINDINGS: ClassVar = [("down", "next", ""), ("up", "previous", "")]

    def __init__(
        self, fields: Sequence[Field], values: Mapping[str, str] | None = None, *, id: str = "form"
    ) -> None:
        """Show fields with values; those missing are empty."""
        super().__init__(id=id)
        self._fields = list(fields)
        self._values = dict(values or {})

    def compose(self) -> ComposeResult:
        """A row for each field, and the explanation."""
        for field in self._fields:
            yield FieldRow(field, self._values.get(field.name, ""))
        yield Panel([""] * EXPLAIN_ROWS, id="explain")

    @property
    def rows(self) -> list[FieldRow]:
        """The rows that are shown, in order."""
        return [row for row in self.query(FieldRow) if row.display]

    def row(self, name: str) -> FieldRow:
        """The row of a field; LookupError if there is none."""
        for row in self.query(FieldRow):
            if row.field.name == name:
                return row
        raise LookupError(name)

    def values(self) -> dict[str, str]:
        """What stands in all fields."""
        return {row.field.name: row.value for row in self.query(FieldRow)}

    def put(self, values: Mapping[str, str]) -> None:
        """Fill fields in."""
        for row in self.query(FieldRow):
            if row.field.name in values:
                row.entry.value = values[row.field.name]
                row.tidy()
                if isinstance(row.entry, Input):
                    # Backspace takes back what was put in, not what stood here before.
                    row.entry.cursor_position = len(row.entry.value)

    def show_only(self, names: Iterable[str]) -> None:
        """Show these fields and hide the others."""
        wanted = set(names)
        for row in self.query(FieldRow):
            row.display = row.field.name in wanted

    def show_errors(
        self, errors: Mapping[str, str], warnings: Mapping[str, str] | None = None
    ) -> None:
        """Mark what is wrong, all at once; a field that is not named is right."""
        for row in self.query(FieldRow):
            row.error = errors.get(row.field.name, "")
            row.warning = (warnings or {}).get(row.field.name, "")
            row.redraw()
        self._explain()

    def focus_first_error(self) -> None:
        """Put the cursor where something is wrong."""
        for row in self.rows:
            if row.error:
                row.entry.focus()
                return

    def focus_first_empty(self) -> None:
        """Put the cursor into the first field without a value."""
        for row in self.rows:
            if not row.value:
                row.entry.focus()
                return
        if self.rows:
            self.rows[-1].entry.focus()

    def focus_field(self, name: str) -> None:
        """Put the cursor into a field."""
        self.row(name).entry.focus()

    def redraw(self) -> None:
        """Show labels in the language in use."""
        for row in self.query(FieldRow):
            row.redraw()
            row.entry.refresh()
        self._explain()

    # Moving.

    def current(self) -> FieldRow | None:
        """The row in focus."""
        for row in self.rows:
            if row.entry.has_focus:
                return row
        return None

    def action_next(self) -> None:
        """To the next field; at the last one nothing."""
        self.step(1)

    def action_previous(self) -> None:
        """To the field before."""
        self.step(-1)

    def step(self, delta: int) -> None:
        """Move the focus by rows."""
        rows, row = self.rows, self.current()
        if row is None or not rows:
            return
        at = rows.index(row) + delta
        if 0 <= at < len(rows):
            rows[at].entry.focus()

    def enter(self) -> None:
        """What Enter does: the next field, or the end of the form."""
        row = self.current()
        if row is None or self._takes_back_scan(row):
            return
        if row is self.rows[-1]:
            self.post_message(self.Finished())
            return
        self.post_message(self.Entered(row.field.name))
        self.step(1)

    def _takes_back_scan(self, row: FieldRow) -> bool:
        """Empty a secret that a scanner typed, and say so: a card must not become a passphrase."""
        value = row.value
        if not row.field.secret or len(value) < SCAN_LEAST or not value.isdecimal():
            return False
        row.entry.value = ""
        row.error = _("That was a scan, not a passphrase: type it on the keyboard.")
        row.redraw()
        self._explain()
        return True

    @on(Input.Submitted)
    def _input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.enter()

    @on(Choice.Chosen)
    def _choice_chosen(self, event: Choice.Chosen) -> None:
        event.stop()
        rows = self.rows
        at = [row.entry for row in rows].index(event.choice)
        # Counted from the choice and not from the focus, which may be on its way elsewhere.
        if at + 1 < len(rows):
            rows[at + 1].entry.focus()

    def on_key(self, event: events.Key) -> None:
        """Enter on a choice."""
        if event.key == "enter":
            event.stop()
            self.enter()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Tell that a field was left."""
        row = event.widget.parent
        if isinstance(row, FieldRow):
            self._takes_back_scan(row)
            row.tidy()
            self.post_message(self.Left(row.field.name))

    def on_resize(self) -> None:
        """There is more or less room for what is said beside the entries and in full."""
        self.redraw()

    def on_descendant_focus(self) -> None:
        """Say in full what stands at the field now in focus."""
        self._explain()

    def _explain(self) -> None:
        row = self.current()
        said = self._cut_short(row) if row is not None else ("", "")
        text, look = said if said[0] or row is None else self._wrong_elsewhere(row)
        shown = [Prose(text=text, look=look, lines_max=EXPLAIN_ROWS)] if text else []
        self.query_one("#explain", Panel).show(shown)

    def _cut_short(self, row: FieldRow) -> tuple[str, str]:
        """In full what is said of a field, and how it looks; empty where it stands beside it whole."""
        room = self.size.width - LABEL_COLUMNS - ENTRY_COLUMNS - 1
        full = row.error or row.warning or row.field.shown_hint()
        if full and (row.has_class("wide") or cells(full) > room):
            return full, "alert" if row.error else "muted"
        return "", ""

    def _wrong_elsewhere(self, here: FieldRow) -> tuple[str, str]:
        """What is wrong with the field that was just left, or else with the first that is wrong."""
        rows = self.rows
        at = rows.index(here)
        for row in [*reversed(rows[:at]), *rows[at + 1 :]]:
            text, look = self._cut_short(row) if row.error else ("", "")
            if text:
                return f"{row.field.shown_label()}: {text}", look
        return "", ""
