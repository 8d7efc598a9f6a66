"""The least that a Textual program can be: one line of text."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One line."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static("bare textual is here")


if __name__ == "__main__":
    Bare().run(mouse=False)
