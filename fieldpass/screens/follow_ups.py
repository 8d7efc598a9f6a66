"""What the review does besides a decision: a call, a transfer, a withdrawal, a look at namesakes.

Pure of the review itself: a screen hands in its application, and `done` is called when it is written.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from fieldpass.desk import follow_ups, near
from fieldpass.desk.applications import ApplicationView
from fieldpass.locale import _
from fieldpass.screens.pick import AskScreen, PickScreen, needs_words
from fieldpass.screens.shown import say
from fieldpass.screens.wording import CALL_RESULTS, TRANSFER_WORDS, WITHDRAW_WORDS

if TYPE_CHECKING:
    from fieldpass.screens.base import DeskScreen

Done = Callable[[str], None]


def call(screen: "DeskScreen", view: ApplicationView, done: Done) -> None:
    """How, whether reached and agreeing, and a note."""
    office, who = screen.office, f"{view.name}  {view.phone}"

    def how(index: int | None) -> None:
        if index is None:
            return
        chosen = follow_ups.HOW[index][0]
        choices = [_(text) for _reached, _agrees, text in CALL_RESULTS]
        screen.app.push_screen(PickScreen(_("Call"), choices, [who]), lambda at: result(chosen, at))

    def result(chosen: follow_ups.How, at: int | None) -> None:
        if at is None:
            return
        reached, agrees, text = CALL_RESULTS[at]
        needed = agrees is False
        words = [who, _(text), _("What was said, in a sentence.")]
        if not needed:
            words.append(_("Enter on an empty line goes on without."))

        def noted(note: str | None) -> None:
            if note is None:
                return
            screen.ask(
                lambda: follow_ups.call(
                    office,
                    view.application,
                    how=chosen,
                    reached=reached,
                    agrees=agrees,
                    note=note,
                ),
                lambda _none: done(_("The call is recorded.")),
            )

        ask = AskScreen(_("Call"), words, check=needs_words if needed else None)
        screen.app.push_screen(ask, noted)

    choices = [say(text) for _code, text in follow_ups.HOW]
    screen.app.push_screen(PickScreen(_("Call"), choices, [who]), how)


def transfer(screen: "DeskScreen", view: ApplicationView, done: Done) -> None:
    """To a unit that this community has authorised, by digit, or to a code."""
    office = screen.office

    def listed(units: Sequence[tuple[str, str]]) -> None:
        if not units:
            ask_code()
            return
        shown = list(units)[:9]
        choices = [f"{name}  {code}" for code, name in shown] + [_("another village or unit")]

        def picked(index: int | None) -> None:
            if index is None:
                return
            if index == len(shown):
                ask_code()
            else:
                ask_reason(f"u:{shown[index][0]}", shown[index][1])

        screen.app.push_screen(PickScreen(_("Transfer to whom?"), choices, [view.name]), picked)

    def ask_code() -> None:
        words = [
            view.name,
            _(TRANSFER_WORDS),
        ]

        def typed(text: str | None) -> None:
            if text:
                ask_reason(follow_ups.scope_of(text), text)

        screen.app.push_screen(
            AskScreen(_("Transfer to whom?"), words, check=follow_ups.scope_of), typed
        )

    def ask_reason(scope: str, name: str) -> None:
        def given(reason: str | None) -> None:
            if reason is not None:
                screen.ask(
                    lambda: follow_ups.transfer(office, view.application, scope, reason),
                    lambda _none: done(_("{name} was transferred.").format(name=view.name)),
                )

        words = [f"{view.name} > {name}", _("Why? They read it.")]
        screen.app.push_screen(AskScreen(_("Transfer"), words, check=needs_words), given)

    screen.ask(lambda: follow_ups.units(office), listed)


def withdraw(screen: "DeskScreen", view: ApplicationView, done: Done) -> None:
    """The applicant does not want it any more."""
    office = screen.office

    def given(reason: str | None) -> None:
        if reason is not None:
            screen.ask(
                lambda: follow_ups.withdraw(office, view.application, reason),
                lambda _none: done(_("{name}: application withdrawn.").format(name=view.name)),
            )

    words = [view.name, _(WITHDRAW_WORDS)]
    screen.app.push_screen(
        AskScreen(_("Withdraw the application"), words, check=needs_words), given
    )


def compare(screen: "DeskScreen", view: ApplicationView) -> None:
    """Whoever may be taken for the applicant, side by side; then earlier passes and readings."""
    office = screen.office

    def found(columns: list[near.Compared]) -> None:
        from fieldpass.screens.reading import ReadingScreen
        from fieldpass.screens.side_by_side import compared_lines, earlier_lines

        lines = [*compared_lines(columns), *earlier_lines(view, screen.host.now())]
        screen.app.push_screen(ReadingScreen(_("Same name, earlier records"), lines))

    screen.ask(lambda: near.near(office, view.person), found)
