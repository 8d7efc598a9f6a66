"""The checkpoint: scan after scan, one verdict as large as the screen, no key between two cards.

Rules: 1. One entry line takes everything; the length decides what it is. 2. Where a normal reading
lifts a yellow, three digits and Enter do it on the same screen. 3. The desk records each look with what
is usually done; a key records something else. 4. Details of a person go after ten seconds. 5. Nothing
modal ever stands in the way: what is to be asked, the entry line asks; an answer that comes after the next
card was scanned is recorded and not shown over it. 6. A camera, where one was named
at the start, reads beside the scanner. 7. When it opens, the issuer key is put away: who stands in the road
with the screen open gives nobody a key that signs.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer

from fieldpass.desk import checkpoint, temperatures
from fieldpass.desk.checkpoint import Counters, Deed, Look
from fieldpass.errors import FieldpassError
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.checkpoint_camera import CameraBack, Sighted, watch
from fieldpass.screens.checkpoint_forms import APPEAL, PAPER, Asking, day_in
from fieldpass.screens.checkpoint_lines import (
    WIDTH,
    counter_line,
    holder_lines,
    lists_word,
    refused,
    shade_of,
    verdict_lines,
    waiting_lines,
)
from fieldpass.screens.panel import RULE, Panel, Span
from fieldpass.screens.shown import date_of, degrees, say_error
from fieldpass.terminal.width import cells
from fieldpass.widgets.bigwords import BigWord
from fieldpass.widgets.scan_buffer import EntryKind
from fieldpass.widgets.scan_field import ScanField
from fieldpass.widgets.statusline import Status

DETAILS_S = 10.0


class CheckpointScreen(DeskScreen):
    """The verdict and the entry line."""

    NAME = "checkpoint"
    # Nothing stands in the way of the next scan.
    PALETTE = False
    FOOTER_ROWS = 2
    CSS_PATH = "checkpoint.tcss"
    AUTO_FOCUS = "ScanField"
    BINDINGS: ClassVar[list[BindingType]] = registered("checkpoint")

    def __init__(self) -> None:
        """Nothing scanned yet."""
        super().__init__()
        self._look: Look | None = None
        self._open: Look | None = None
        """What a reading would lift: the look in front, while no newer card is asked about."""
        self._asking: Asking | None = None
        self._counters: Counters | None = None
        self._details: Timer | None = None
        self._asked = self._answered = 0

    def title_text(self) -> str:
        """What this is."""
        return _("Checkpoint")

    def decorate(self, status: Status) -> Status:
        """The age of the lists stands beside the link."""
        if self._look is None and self._counters is None:
            return status  # Nobody has read yet how old they are.
        as_of = self._look.lists_as_of if self._look else self._lists_as_of
        lists = lists_word(as_of, self.host.now())
        return replace(status, network=f"{lists}  {status.network}")

    _lists_as_of: int | None = None

    def available(self, action: str) -> bool:
        """Refusing, parking and appeals need a card."""
        if action == "checkpoint.park" and self._look is None:
            return self._counters is not None and self._counters.parked > 0
        if action in ("checkpoint.refuse", "checkpoint.park", "checkpoint.appeal"):
            return self._look is not None
        return True

    def body(self) -> ComposeResult:
        """Big word, sentences, holder, entry line, counters."""
        yield BigWord(blocks=self.host.profile.blocks, id="big")
        yield Panel(waiting_lines(), id="verdict")
        yield Panel(["", ""], id="holder")
        yield Panel([RULE])
        yield ScanField(id="entry")
        yield Panel([""], id="done")
        yield Panel([""], id="counters")

    def on_mount(self) -> None:
        """Ask for a card."""
        super().on_mount()
        if self.host.signing is not None:
            # Rule 7.
            self.host.signing.put_key_away()
        self._show_entry()
        if self.host.camera and self.host.office is not None:
            watch(self, self.host.camera, self._failed)

    @on(Sighted)
    def sighted(self, event: Sighted) -> None:
        """A code in front of the camera is as one that was scanned."""
        event.stop()
        self._check(event.text)

    @on(CameraBack)
    def camera_back(self, event: CameraBack) -> None:
        """It was plugged in again."""
        event.stop()
        self._done(_("The camera reads again."), look="text")

    def retranslate(self) -> None:
        """Everything in the other language."""
        super().retranslate()
        self._show_look()

    # Showing.

    def show(self) -> None:
        """Counters and age of the lists."""
        office = self.office
        self.ask(
            lambda: (checkpoint.counters(office), checkpoint.lists_as_of(office)),
            self._counted,
            group="counters",
            newest_only=True,
        )

    def _counted(self, facts: tuple[Counters, int | None]) -> None:
        self._counters, self._lists_as_of = facts
        hint = _("Just scan the next card") if self._look else ""
        self.query_one("#counters", Panel).show([counter_line(self._counters, hint)])
        self.refresh_frame()

    def _show_entry(self) -> None:
        entry = self.query_one("#entry", ScanField)
        if self._asking is not None:
            entry.show_prompt(self._asking.prompt())
        elif self._look is not None and self._look.liftable_here:
            entry.show_prompt(_("Temperature, serial, ID"))
        else:
            entry.show_prompt(_("Serial or ID number"))
        entry.show_hint("")

    def _show_look(self) -> None:
        look = self._look
        big = self.query_one("#big", BigWord)
        if look is None:
            big.show_shade(None)
            self.query_one("#verdict", Panel).show(waiting_lines())
            self.query_one("#holder", Panel).show(["", ""])
        else:
            big.show_shade(shade_of(look))
            self.query_one("#verdict", Panel).show(verdict_lines(look))
            self.query_one("#holder", Panel).show(holder_lines(look))
        self._show_entry()
        self.refresh_frame()

    def _done(self, sentence: str, look: str = "alert") -> None:
        """One sentence under the entry line; an empty one takes it away.

        One that the line does not hold stands above the footer for a while.
        """
        short = cells(sentence) < WIDTH
        shown = f" {sentence}" if sentence and short else ""
        self.query_one("#done", Panel).show([Span(shown, look)])
        if not short:
            self.say(sentence)

    # Entries.

    @on(ScanField.Edited)
    def edited(self, event: ScanField.Edited) -> None:
        """Say what Enter would do with three digits."""
        self.query_one("#entry", ScanField).show_hint(self._reading_hint(event.text))

    def _reading_hint(self, text: str) -> str:
        if self._look is None or not self._look.liftable_here or self._asking is not None:
            return ""
        try:
            tenths = temperatures.reader(self.office)(text)
        except FieldpassError:
            return ""
        return _("Enter: {degrees}, no symptoms, as report").format(degrees=degrees(tenths))

    @on(ScanField.Entered)
    def entered(self, event: ScanField.Entered) -> None:
        """A card, a serial, an identity number, a reading, or an answer to a question."""
        event.stop()
        if event.kind is EntryKind.TOO_LONG:
            self._done(_("That was too long for a card. Scan once more."))
        elif self._asking is not None and event.kind is not EntryKind.SCAN:
            self._answer(event.text)
        elif event.kind is EntryKind.TEMPERATURE and event.run_on:
            # A code may bring it along, to lift its own yellow.
            self._done(_("A reading that stands in a code does not count. Type it."))
        elif event.kind is EntryKind.TEMPERATURE:
            self._take(event.text)
        else:
            self._check(event.text)

    def _check(self, text: str) -> None:
        office = self.office
        self._asking = self._open = None
        self._done("")
        self.ask(
            lambda: checkpoint.check(office, text), self._newest(), self._failed, group="check"
        )

    def _newest(self) -> Callable[[Look], None]:
        """Show the next answer, unless a newer card was asked about meanwhile: then only count it."""
        self._asked += 1
        number = self._asked

        def answered(look: Look) -> None:
            self._answered = max(number, self._answered)
            if number == self._asked:
                self._looked(look)
            else:
                self.show()

        return answered

    def _looked(self, look: Look) -> None:
        self._look = self._open = look
        self._restart_details()
        self._show_look()
        if look.again:
            self._done(_("This card was checked here a moment ago."))
        elif look.verdict.code == "clock":
            self._done(_("Set the time: Esc twice, then 0 and 5."))
        self.show()

    def _take(self, text: str) -> None:
        look, office = self._open, self.office
        if look is None or not look.liftable_here:
            self._done(_("A temperature lifts nothing now. Scan a card first."))
            return

        def do() -> Look:
            return checkpoint.report_here(office, look, temperatures.read(office, text))

        self.ask(do, self._newest(), self._failed, group="check")

    def _failed(self, error: FieldpassError) -> None:
        self._answered = self._asked
        self._done(say_error(error))

    # Deeds: the usual one stands recorded; a key records another one.

    def _deed(self, deed: Deed, said: str) -> None:
        look, office = self._look, self.office
        if look is None:
            return
        if self._answered != self._asked:
            # Whoever scanned the next card means that one, and it is not the one in front.
            self._done(_("The next card is being checked. Press the key again when it is here."))
            return

        def done(changed: Look) -> None:
            if self._look is look:
                self._look = changed
            if self._open is look:
                self._open = changed
            self._done(said, look="text")
            self.show()

        self.ask(lambda: checkpoint.did(office, look, deed), done, self._failed, group="deeds")

    def action_checkpoint_refuse(self) -> None:
        """Not let through."""
        self._deed("stopped", _("Recorded: not let through."))

    def action_checkpoint_park(self) -> None:
        """Wait aside; without a card, show who does."""
        if self._look is None:
            from fieldpass.screens.parked import ParkedScreen

            self.app.push_screen(ParkedScreen())
            return
        self._deed("parked", _("Recorded: waits aside."))

    def action_checkpoint_green_seen(self) -> None:
        """A green card seen by eye; not over one that was refused, because F4 lies beside F3."""
        office = self.office
        if self._look is not None and refused(self._look):
            self._done(_("A refused card lies here. Esc first, then F3 for another one."))
            return

        def counted(look: Look) -> None:
            self._looked(look)
            self._done(_("Counted: green seen by eye, let go."), look="text")

        self.ask(lambda: checkpoint.seen_by_eye(office), counted, self._failed, group="check")

    def action_checkpoint_confirm(self) -> None:
        """Enter belongs to the entry line."""
        self.query_one("#entry", ScanField).focus()

    # Appeals and paper cards: the entry line asks.

    def action_checkpoint_appeal(self) -> None:
        """The holder disagrees."""
        self._begin(APPEAL)

    def action_checkpoint_paper(self) -> None:
        """A sealed paper card."""
        self._begin(PAPER)

    def _begin(self, questions: tuple[str, ...]) -> None:
        self._asking = Asking(questions=questions)
        self._done("")
        self._show_entry()

    def _answer(self, text: str) -> None:
        asking = self._asking
        if asking is None:
            return
        today = date_of(self.host.now()).date()
        self._done(asking.take(text, today))
        if asking.question is None:
            self._asking = None
            self._finish(asking.answers, today)
        self._show_entry()

    def _finish(self, answers: dict[str, str], today: date) -> None:
        office, look = self.office, self._look
        if "appeal" in answers and look is not None:
            self.ask(
                lambda: checkpoint.appeal(office, look, answers["appeal"]),
                lambda _id: self._done(_("The appeal is recorded and will be answered."), "text"),
                self._failed,
            )
        elif "tail" in answers:
            self.ask(
                lambda: checkpoint.paper_card(
                    office,
                    id_tail=answers["tail"],
                    valid_until=day_in(answers["valid"], today) or 0,
                    seal_seen=answers["seal"] == "1",
                ),
                self._looked,
                self._failed,
                group="check",
            )

    # What stays for the person who locks the program: the questions about a paper card. An appeal is
    # about a card that lay here, so that it is asked for anew.

    def kept_here(self) -> dict[str, Any]:
        """The questions that are open, and what was typed."""
        asking = self._asking
        if asking is None or asking.questions != PAPER:
            return super().kept_here() if asking is None else {}
        return super().kept_here() | {"paper": asking.answers}

    def take_up(self, state: dict[str, Any]) -> None:
        """Go on with the questions."""
        if "paper" in state:
            self._asking = Asking(questions=PAPER, answers=dict(state["paper"]))
            self._show_entry()
        super().take_up(state)

    # Details go.

    def _restart_details(self) -> None:
        if self._details is not None:
            self._details.stop()
        self._details = self.set_timer(DETAILS_S, self._blank)

    def _blank(self) -> None:
        if self._asking is not None or self.query_one("#entry", ScanField).waiting:
            # Somebody types about this card: its details stay until Enter.
            self._restart_details()
            return
        self._forget()

    def _forget(self) -> None:
        if self._look is not None:
            # What was said of a card goes with it, or it would be taken for the next one's.
            self._done("")
        self._look = self._open = None
        self._show_look()
        self.show()

    def action_back(self) -> None:
        """Leave a question; clear the card in front; with none, go back."""
        if self._asking is not None:
            self._asking = None
            self._show_entry()
        elif self._look is not None:
            self._forget()
        else:
            self.dismiss()

    def on_unmount(self) -> None:
        """Nothing stays unrecorded when the screen goes."""
        if self._details is not None:
            self._details.stop()
