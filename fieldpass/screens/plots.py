"""Plots on a screen: a person's 14 days, and how the temperatures of today are spread."""

from typing import TYPE_CHECKING

from fieldpass.desk import courses
from fieldpass.desk.courses import Course, Spread
from fieldpass.locale import _
from fieldpass.model.records import PassRef
from fieldpass.screens.plot_lines import course_lines, spread_lines
from fieldpass.screens.reading import ReadingScreen

if TYPE_CHECKING:
    from fieldpass.screens.base import DeskScreen


def show_course(screen: "DeskScreen", ref: PassRef) -> None:
    """The last 14 days of a pass's holder."""
    office = screen.office

    def read(found: Course) -> None:
        title = _("14 days: {name} {tail}").format(name=found.name, tail=found.id_tail)
        screen.app.push_screen(ReadingScreen(title, course_lines(found)))

    screen.ask(lambda: courses.course(office, courses.person_of(office, ref)), read)


def show_today(screen: "DeskScreen") -> None:
    """The temperatures of today."""
    office = screen.office

    def read(found: Spread) -> None:
        screen.app.push_screen(ReadingScreen(_("Temperatures of today"), spread_lines(found)))

    screen.ask(lambda: courses.today(office), read)
