"""The second menu, settings and about."""

import platform
from importlib import metadata
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from fieldpass import locale
from fieldpass.locale import _
from fieldpass.screens.base import DeskScreen, registered
from fieldpass.screens.panel import RULE, Line, Panel
from fieldpass.screens.preferences import Preferences
from fieldpass.terminal import themes
from fieldpass.terminal.actions import ACTIONS, Action, key_name
from fieldpass.terminal.width import fit, short


class MenuScreen(DeskScreen):
    """A menu made of the screen's own actions."""

    def lead(self) -> str:
        """How to choose."""
        return _("Choose by digit")

    def actions(self) -> list[Action]:
        """The menu shows its digits itself; the footer names the other keys."""
        return [action for action in super().actions() if self.NAME not in action.screens]

    def body(self) -> ComposeResult:
        """One panel."""
        yield Panel(id="menu")

    def on_resize(self) -> None:
        """More or less of each explanation."""
        self.show()

    def show(self) -> None:
        """A line for each action."""
        own = [action for action in ACTIONS if self.NAME in action.screens]
        # By their digits, whichever table of the registry they stand in.
        own.sort(key=lambda action: action.key)
        lines: list[Line] = [RULE, ""]
        for action in own:
            label = fit(f"   {key_name(action.key)} {action.shown_label()}", 26)
            lines.append(
                f"{label}{self.value_of(action.id) or short(action.shown_help(), self.size.width - 26)}"
            )
        self.query_one("#menu", Panel).show([*lines, "", *self.below()])

    def value_of(self, action: str) -> str:
        """What stands beside an entry instead of its help."""
        return ""

    def below(self) -> list[Line]:
        """Lines under the menu."""
        return []


class MoreScreen(MenuScreen):
    """Registration, sending, settings, about."""

    NAME = "more"
    CSS_PATH = "more.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("more")

    def title_text(self) -> str:
        """What this is."""
        return _("More")

    def action_more_sending(self) -> None:
        """What is sent and what came back."""
        from fieldpass.screens.sending import SendingScreen

        self.app.push_screen(SendingScreen())

    def action_more_registration(self) -> None:
        """Register, or read the answer."""
        from fieldpass.screens.register import RegisterScreen

        self.app.push_screen(RegisterScreen())

    def action_more_settings(self) -> None:
        """Settings."""
        self.app.push_screen(SettingsScreen())

    def action_more_people(self) -> None:
        """Who works on this device."""
        from fieldpass.screens.people import PeopleScreen

        self.app.push_screen(PeopleScreen())

    def action_more_staff(self) -> None:
        """Who signs, and which units."""
        from fieldpass.screens.staff import StaffScreen

        self.app.push_screen(StaffScreen())

    def action_more_clock(self) -> None:
        """Whether the clock is right."""
        from fieldpass.screens.clock import ClockScreen

        self.app.push_screen(ClockScreen())

    def action_more_audit(self) -> None:
        """Every record, and whether all is whole."""
        from fieldpass.screens.audit import AuditScreen

        self.app.push_screen(AuditScreen())

    def action_more_erasures(self) -> None:
        """What was erased here."""
        from fieldpass.screens.erasing import ErasuresScreen

        self.app.push_screen(ErasuresScreen())

    def action_more_about(self) -> None:
        """About."""
        self.app.push_screen(AboutScreen())


class SettingsScreen(MenuScreen):
    """Language, colours and the terminal's profile; each digit takes the next value."""

    NAME = "settings"
    CSS_PATH = "more.tcss"
    BINDINGS: ClassVar[list[BindingType]] = registered("settings")

    def title_text(self) -> str:
        """What this is."""
        return _("Settings")

    def on_mount(self) -> None:
        """The theme changes by F9 too."""
        super().on_mount()
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._show_theme())

    def _show_theme(self) -> None:
        if self.stands:
            self.show()

    def value_of(self, action: str) -> str:
        """The value in use."""
        if action == "settings.language":
            return "中文" if locale.language() == "zh" else "English"
        names = {
            themes.DARK: _("dark"),
            themes.LIGHT: _("light"),
            themes.STRONG: _("strong light"),
            themes.SIXTEEN: _("16 colours"),
            themes.NONE: _("no colours"),
        }
        return names.get(self.app.theme, self.app.theme)

    def below(self) -> list[Line]:
        """What cannot be changed here, and how it can."""
        profile = _("Terminal: {name}. Start with --profile to use another.").format(
            name=self.host.profile.name
        )
        return [f"   {profile}"]

    def action_settings_language(self) -> None:
        """The other language."""
        self.host.speak("en" if locale.language() == "zh" else "zh")
        self._keep()

    def action_settings_theme(self) -> None:
        """The next theme."""
        at = themes.NAMES.index(self.app.theme) if self.app.theme in themes.NAMES else -1
        self.app.theme = themes.NAMES[(at + 1) % len(themes.NAMES)]
        self._keep()

    def _keep(self) -> None:
        wanted = Preferences(language=locale.language(), theme=self.app.theme)
        folder = self.host.folders.config
        self.ask(lambda: wanted.save(folder), lambda _done: None)


class AboutScreen(DeskScreen):
    """Version and folders."""

    NAME = "about"
    CSS_PATH = "more.tcss"

    def title_text(self) -> str:
        """What this is."""
        return _("About")

    def body(self) -> ComposeResult:
        """One panel."""
        yield Panel(id="about")

    def show(self) -> None:
        """The facts."""
        folders = self.host.folders
        version = _version()
        self.query_one("#about", Panel).show(
            [
                RULE,
                "",
                f" fieldpass {version}   Python {platform.python_version()}",
                " " + _("Issue, keep and verify health passes, with or without a network."),
                "",
                " " + fit(_("Data"), 10) + str(folders.data),
                " " + fit(_("Settings"), 10) + str(folders.config),
                " " + fit(_("Faults"), 10) + str(folders.log),
                "",
                " "
                + _("All data on this device is encrypted; the fault file holds nothing personal."),
            ]
        )


def _version() -> str:
    try:
        return metadata.version("fieldpass")
    except metadata.PackageNotFoundError:
        return _("(not installed)")
