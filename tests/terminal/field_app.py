"""A small app on a real terminal: a header, a list, an entry; run as a program by the pty tests."""

from textual.app import App, ComposeResult

from fieldpass.terminal import line
from fieldpass.terminal.actions import for_screen
from fieldpass.terminal.profiles import Profile, detect
from fieldpass.terminal.themes import themes
from fieldpass.widgets.keybar import KeyBar
from fieldpass.widgets.record_view import Column, RecordView
from fieldpass.widgets.scan_field import ScanField
from fieldpass.widgets.statusline import Status, StatusLine
from tests.widgets.lists import CountingSource


class FieldApp(App[None]):
    """What the pty tests look at."""

    profile: Profile
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("ctrl+z", "suspend_process"), ("f10", "quit")]

    def compose(self) -> ComposeResult:
        """A header, a list, an entry and a footer."""
        yield StatusLine(Status(title="健康通行卡", person="王秀英", clock="10:42"))
        columns = [Column(title="No", width=6), Column(title="name"), Column(title="x", width=2)]
        yield RecordView(columns, CountingSource(500))
        yield ScanField("entry")
        yield KeyBar(for_screen("home"))

    def on_mount(self) -> None:
        """The entry takes the keys."""
        self.query_one(ScanField).focus()

    def on_scan_field_entered(self, message: ScanField.Entered) -> None:
        """Show the kind of what was entered."""
        self.query_one(StatusLine).change(person=f"<{message.kind}>")


def main() -> None:
    """Run with the profile of this terminal."""
    profile = detect()
    app = FieldApp(driver_class=line.driver_class(profile))
    app.profile = profile
    for each in themes():
        app.register_theme(each)
    app.theme = profile.theme
    line.attach(app, profile)
    app.run(mouse=profile.mouse)


if __name__ == "__main__":
    main()
