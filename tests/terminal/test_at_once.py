"""A key's lines are sent before its handler returns, where that shows what Textual would show."""

from textual.app import App, ComposeResult
from textual.color import Color
from textual.pilot import Pilot
from textual.widgets import Static

from fieldpass.terminal import cells
from fieldpass.terminal.themes import SIXTEEN, themes
from fieldpass.widgets.record_view import Column, RecordView
from fieldpass.widgets.statusline import Status, StatusLine
from tests.terminal.recorder import emulated, recording, same_picture
from tests.widgets.lists import CountingSource

SIZE = (60, 20)


class ListApp(App[None]):
    """A list whose header counts, and a notice that can lie over it."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "Screen { layers: low high; } #over { layer: high; offset: 0 8; height: 3; width: 30; }"

    def __init__(self, *, quick: bool) -> None:
        super().__init__()
        for each in themes():
            self.register_theme(each)
        self.theme = SIXTEEN
        self.display_of_cells = cells.install(self) if quick else None
        self.updates = 0

    def compose(self) -> ComposeResult:
        yield StatusLine(Status(title="list"))
        columns = [Column(title="no.", width=6), Column(title="姓名")]
        yield RecordView(columns, CountingSource(500), on_moved=self.moved)
        over = Static("a notice", id="over")
        over.display = False
        yield over

    def on_mount(self) -> None:
        self.query_one(RecordView).focus()

    def moved(self, event: RecordView.Moved) -> None:
        self.query_one(StatusLine).change(title=f"list {event.position}/{event.total}")


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause(0.06)


async def test_row_and_header_go_out_in_one_write_before_the_handler_returns() -> None:
    app = ListApp(quick=True)
    with recording() as written:
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            written.clear()
            app.query_one(RecordView).action_list_down()
            assert len(written) == 1
            assert app.query_one(StatusLine).status.title == "list 2/500"
            await settle(pilot)
            # What Textual draws afterwards changes nothing any more.
            assert len(written) == 1


async def test_what_lies_over_the_list_stays_over_it() -> None:
    shown = []
    for quick in (True, False):
        app = ListApp(quick=quick)
        with recording() as written:
            async with app.run_test(size=SIZE) as pilot:
                await settle(pilot)
                app.query_one("#over").display = True
                await settle(pilot)
                for key in ["pagedown"] * 2 + ["down"] * 5:
                    await pilot.press(key)
                await settle(pilot)
                shown.append(same_picture(emulated(written, SIZE)))
    assert shown[0] == shown[1]
    assert "a notice" in "".join(cell[0] for cell in shown[0][8])


async def test_a_widget_with_a_look_of_its_own_keeps_it() -> None:
    shown = []
    for quick in (True, False):
        app = ListApp(quick=quick)
        with recording() as written:
            async with app.run_test(size=SIZE) as pilot:
                view = app.query_one(RecordView)
                view.styles.tint = Color(200, 0, 0, 0.5)
                await settle(pilot)
                before = len(written)
                view.action_list_down()
                assert len(written) - before == (1 if quick else 0)
                await settle(pilot)
                shown.append(same_picture(emulated(written, SIZE)))
    assert shown[0] == shown[1]
