"""The entry line, typed into as scanners and people do."""

import asyncio

import pytest
from textual import events
from textual.app import App, ComposeResult

from fieldpass.terminal.themes import DARK, themes
from fieldpass.widgets import scan_field
from fieldpass.widgets.scan_buffer import EntryKind
from fieldpass.widgets.scan_field import ScanField

DIGITS = ("9081726354" * 33)[:321]
SIZE = (80, 24)


class EntryApp(App[None]):
    """An entry line and nothing else; it notes entries and repaints."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self.field = CountedField("体温, 卡号或身份证")
        self.entered: list[tuple[EntryKind, str]] = []
        self.edited: list[str] = []
        for each in themes():
            self.register_theme(each)
        self.theme = DARK

    def compose(self) -> ComposeResult:
        yield self.field

    def on_mount(self) -> None:
        self.field.focus()

    def on_scan_field_entered(self, message: ScanField.Entered) -> None:
        self.entered.append((message.kind, message.text))

    def on_scan_field_edited(self, message: ScanField.Edited) -> None:
        self.edited.append(message.text)

    def type(self, text: str) -> None:
        """Keys as the driver posts them, without waiting for any."""
        names = {"\r": "enter", "\t": "tab", "\n": "ctrl+j"}
        for character in text:
            key = names.get(character, character)
            self.post_message(events.Key(key, None if character == "\n" else character))


class CountedField(ScanField):
    """An entry line that counts how often it is drawn."""

    drawn = 0

    def render_line(self, y: int):  # type: ignore[no-untyped-def]
        self.drawn += 1
        return super().render_line(y)


@pytest.mark.parametrize("terminator", ["\r", "\t", "\n", "\r\n"])
async def test_a_scan_at_full_speed_is_one_entry_with_every_digit(terminator: str) -> None:
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.field.drawn = 0
        app.type(DIGITS + terminator)
        await pilot.pause()
        assert app.entered == [(EntryKind.SCAN, DIGITS)]
        await pilot.pause()
        assert app.field.drawn <= 2


async def test_two_scans_on_end_are_two_entries() -> None:
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        app.type(DIGITS + "\r" + DIGITS[::-1] + "\r365\r")
        await pilot.pause()
        assert [text for _, text in app.entered] == [DIGITS, DIGITS[::-1], "365"]


async def test_a_slow_scanner_loses_no_digit() -> None:
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        for digit in DIGITS[:60]:
            app.type(digit)
            await asyncio.sleep(0.01)
        app.type("\r")
        await pilot.pause()
        assert app.entered == [(EntryKind.SCAN, DIGITS[:60])]


async def test_silence_ends_the_burst_of_a_scanner_without_a_terminator(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scan_field, "BURST_GAP_S", 5.0)
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        app.type(DIGITS)
        while not app.entered:
            await pilot.pause(0.02)
        assert app.entered == [(EntryKind.SCAN, DIGITS)]


async def test_silence_never_ends_what_a_person_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_field, "BURST_GAP_S", -1.0)
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        app.type("371300427186")
        await pilot.pause(2 * scan_field.SILENCE_S)
        assert app.entered == []
        assert app.field.waiting == 12
        app.type("\r")
        await pilot.pause()
        assert app.entered == [(EntryKind.SERIAL, "371300427186")]


async def test_what_a_person_types_is_shown_and_can_be_taken_back() -> None:
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3", "6", "5")
        await pilot.pause(2 * scan_field.PAUSE_S)
        assert "> 365_" in app.field.render_line(0).text
        await pilot.press("backspace")
        assert "> 36_" in app.field.render_line(0).text
        await pilot.press("escape")
        assert app.field.waiting == 0
        assert "365" in app.edited


async def test_a_scan_is_never_shown_digit_by_digit() -> None:
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        app.type(DIGITS)
        await pilot.pause(2 * scan_field.PAUSE_S)
        text = app.field.render_line(0).text
        assert DIGITS[:10] not in text
        assert "321" in text


async def test_line_ends_in_a_paste_end_entries_and_the_rest_waits() -> None:
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        app.field.post_message(events.Paste(f"{DIGITS}\r365\n12"))
        await pilot.pause()
        assert [text for _, text in app.entered] == [DIGITS, "365"]
        assert app.field.waiting == 2


async def test_full_width_digits_of_an_input_method_count_as_digits() -> None:
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        app.type("３６５\r")
        await pilot.pause()
        assert app.entered == [(EntryKind.TEMPERATURE, "365")]


async def test_enter_on_an_empty_line_is_left_to_the_screen() -> None:
    app = EntryApp()
    pressed = []
    app.action_seen = lambda: pressed.append(1)  # type: ignore[attr-defined]
    app.bind("enter", "seen")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        assert pressed == [1]
        await pilot.press("3", "6", "5", "enter")
        assert pressed == [1]


async def test_the_messages_do_not_show_what_was_typed() -> None:
    app = EntryApp()
    entered = ScanField.Entered(app.field, EntryKind.IDENTITY, "371323730102223")
    edited = ScanField.Edited(app.field, "3713")
    assert "3713" not in repr(entered) + repr(edited)


async def test_the_terminals_cursor_stands_at_the_caret_for_input_methods() -> None:
    app = EntryApp()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3", "6", "5")
        await pilot.pause(2 * scan_field.PAUSE_S)
        line = app.field.render_line(0).text
        before = line[: line.index("_")]
        from wcwidth import wcswidth

        assert app.cursor_position.x == wcswidth(before)
