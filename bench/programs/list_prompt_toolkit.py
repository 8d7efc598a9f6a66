"""100,000 rows in prompt_toolkit: a control that makes the lines that are seen, full screen."""

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl, UIContent, UIControl

from bench.programs.list_rows import COUNT, row, title

_PAGE = 23


class Rows(UIControl):
    """The list; `cursor` is the row under the cursor."""

    cursor = 0

    def create_content(self, width: int, height: int) -> UIContent:
        """Lines are made when they are drawn."""

        def line(number: int) -> StyleAndTextTuples:
            return [("reverse" if number == self.cursor else "", row(number))]

        return UIContent(
            get_line=line,
            line_count=COUNT,
            cursor_position=Point(x=0, y=self.cursor),
            show_cursor=False,
        )

    def is_focusable(self) -> bool:
        """It takes the keys."""
        return True


def main() -> None:
    """Arrows and page keys."""
    rows, keys = Rows(), KeyBindings()
    window = Window(rows)
    head = Window(FormattedTextControl(lambda: title(rows.cursor)), height=1)

    @keys.add("down")
    def _down(event: KeyPressEvent) -> None:
        rows.cursor = min(COUNT - 1, rows.cursor + 1)

    @keys.add("pagedown")
    def _page(event: KeyPressEvent) -> None:
        rows.cursor = min(COUNT - 1, rows.cursor + _PAGE)
        window.vertical_scroll = min(COUNT - _PAGE, window.vertical_scroll + _PAGE)

    Application(
        layout=Layout(HSplit([head, window]), focused_element=window),
        key_bindings=keys,
        full_screen=True,
    ).run()


if __name__ == "__main__":
    main()
