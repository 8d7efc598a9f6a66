"""补录 on a screen: F3 says when what is typed in now truly happened; nothing typed is now again."""

from fieldpass.desk import later
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen
from fieldpass.screens.pick import AskScreen
from fieldpass.screens.shown import clock as hour
from fieldpass.screens.shown import date, say
from fieldpass.screens.wording import LATER_WORDS


class LaterEntry(DeskScreen):
    """A screen on which things from paper are typed in; `written_at` is their time, None is now."""

    written_at: int | None = None

    def with_time(self, title: str) -> str:
        """A title that says which time the next entries bear."""
        if self.written_at is None:
            return title
        when = f"{date(self.written_at)} {hour(self.written_at)}"
        # In front, because on 80 columns a long title is cut at its end.
        return f"{say(later.MARK)} {when}  {title}"

    def action_later_time(self) -> None:
        """Ask for the time on the paper."""

        def check(text: str) -> None:
            if text:
                later.read_moment(text, self.host.now())

        def typed(text: str | None) -> None:
            if text is None:
                return
            self.written_at = later.read_moment(text, self.host.now()) if text else None
            self.time_changed()
            self.refresh_frame()

        words = [
            _(LATER_WORDS),
            _("What you enter from then on bears this time, and the mark of a later entry."),
            _("Enter on an empty line: what happens now."),
        ]
        self.app.push_screen(AskScreen(_("Later entry from paper"), words, check=check), typed)

    def time_changed(self) -> None:
        """Another time is in use."""
