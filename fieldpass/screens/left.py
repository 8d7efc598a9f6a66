"""What stands on the screens when somebody locks the program, and how that person finds it again.

Rules: 1. From the bottom up each screen says what was typed and chosen on it (`kept_here`), as plain
values; the desk keeps them for this person. A screen that is not named in `REOPENED` holds nothing
typed: it and what stands on it stay away. 2. Questions are not kept but asked again: the action or row
that began them and the answers given so far are repeated, down to the question that was open, whose line
is filled in. An answer is repeated only where title, words and choices are the same as then. 3. Only
actions marked `asks` begin such a path, and the last answer of a path is never repeated: taking up
writes nothing. 4. A lock while things are still being taken up keeps what was kept before.
"""

import asyncio
import importlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from textual.dom import DOMNode

from fieldpass import locale
from fieldpass.model.records import PassRef
from fieldpass.screens.steady import SteadyApp
from fieldpass.terminal.actions import ACTIONS

if TYPE_CHECKING:
    from textual.actions import ActionParseResult

    from fieldpass.app import FieldpassApp
    from fieldpass.desk.office import Office
    from fieldpass.screens.base import DeskScreen
    from fieldpass.screens.pick import AskingScreen

REOPENED = {
    "apply": "apply.ApplyScreen",
    "audit": "audit.AuditScreen",
    "batches": "batches.BatchesScreen",
    "checkpoint": "checkpoint.CheckpointScreen",
    "clock": "clock.ClockScreen",
    "colleague": "people.ColleagueScreen",
    "endorse": "staff.EndorseScreen",
    "erase_person": "erasing.ErasePersonScreen",
    "erasures": "erasing.ErasuresScreen",
    "more": "more.MoreScreen",
    "new_code": "people.NewCodeScreen",
    "parked": "parked.ParkedScreen",
    "passes": "passes.PassesScreen",
    "people": "people.PeopleScreen",
    "queue": "queue.QueueScreen",
    "reds": "reds.RedsScreen",
    "register": "register.RegisterScreen",
    "reports": "reports.ReportsScreen",
    "review": "review.ReviewScreen",
    "secret": "people.SecretScreen",
    "sending": "sending.SendingScreen",
    "settings": "more.SettingsScreen",
    "staff": "staff.StaffScreen",
    "temperatures": "temperatures.TemperaturesScreen",
}
"""Module and class of what is opened again; `many` comes by its path."""
_LONG = frozenset({"camera", "long", "try", "hasten", "heading", "sending"})
"""Groups of work that nothing put back waits for."""
_CLOSE_MAX_S = 10.0
_ROUNDS_MAX = 200
_ROUND_S = 0.01


@dataclass(slots=True)
class Path:
    """How a question was reached: what began it on `screen`, and what was answered since."""

    screen: "DeskScreen"
    begin: list[Any]
    """["action", id] or ["row", key]."""
    steps: list[dict[str, Any]] = field(default_factory=list)


def table(value: Any) -> Any:
    """A key of a list as it is kept: tuples as lists, a pass by its issuer's key and its number."""
    if isinstance(value, PassRef):
        return {"kid": value.kid, "sequence": value.sequence}
    return [table(one) for one in value] if isinstance(value, (tuple, list)) else value


def key_of(value: Any) -> Any:
    """The other way."""
    if isinstance(value, dict):
        return PassRef(kid=value["kid"], sequence=value["sequence"])
    return tuple(key_of(one) for one in value) if isinstance(value, list) else value


def plain(value: Any) -> bool:
    """Whether a value can be kept as it is."""
    if isinstance(value, (tuple, list)):
        return all(plain(one) for one in value)
    return value is None or isinstance(value, (str, bytes, int, PassRef))


class LeavingApp(SteadyApp):
    """Knows what led to the question in front, and puts things back as they were left."""

    path: Path | None = None
    """Which questions are being answered now."""
    repeating: list[dict[str, Any]] | None = None
    """The steps that are still to be repeated."""
    _taking_up = False
    _thread_closing: threading.Thread | None = None

    # Noting.

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Note what begins with a question."""
        self._note_action(action, default_namespace)
        return await super().run_action(action, default_namespace, namespaces)

    def _note_action(self, action: Any, namespace: DOMNode | None) -> None:
        from fieldpass.screens.base import DeskScreen

        if not isinstance(namespace, DeskScreen) or not isinstance(action, str):
            return
        found = next((one for one in ACTIONS if one.method == action and one.asks), None)
        self.path = Path(screen=namespace, begin=["action", found.id]) if found else None

    def note_row(self, screen: "DeskScreen", key: Any) -> None:
        """Note a row that was opened."""
        asks = plain(key) and screen.row_asks(key)
        self.path = Path(screen=screen, begin=["row", table(key)]) if asks else None

    # Leaving.

    def leaving(self) -> list[dict[str, Any]] | None:
        """What stands on the screens, from the bottom up; None where it is not all there yet."""
        from fieldpass.screens.base import DeskScreen
        from fieldpass.screens.pick import AskingScreen

        if self._taking_up:
            return None
        entries: list[dict[str, Any]] = []
        for screen in self.screen_stack[1:]:
            if isinstance(screen, AskingScreen):
                # A question that nothing began which may be repeated (a look-up of the form) stays away.
                began = screen.path.screen.NAME if screen.path is not None else ""
                if screen.path is not None and entries and entries[-1]["name"] == began:
                    steps = [*screen.path.steps, screen.kept_here()]
                    entries.append(_entry("", screen.path, steps, {}))
                break
            if not isinstance(screen, DeskScreen) or screen.NAME == "home":
                continue
            if screen.came_by is not None:
                entries.append(
                    _entry(screen.NAME, screen.came_by, screen.came_by.steps, screen.kept_here())
                )
            elif screen.NAME in REOPENED:
                entries.append({"name": screen.NAME, "state": screen.kept_here()})
            else:
                break
        return entries

    def leave(self, office: "Office") -> None:
        """Keep what stands here for the person at work, then close the office, in a thread."""
        from fieldpass.screens.base import DeskScreen

        entries = self.leaving()
        last = [
            one.keep_at_lock()
            for one in self.screen_stack
            if isinstance(one, DeskScreen) and entries
        ]
        self.path, self.repeating = None, None

        def close() -> None:
            from fieldpass.desk import left_here

            try:
                for work in last:
                    if work is not None:
                        work()
                if entries is not None:
                    left_here.keep(office, entries)
            except Exception as error:  # whatever could not be kept, the office is closed
                self.trouble(error)
            finally:
                office.close()

        self._thread_closing = threading.Thread(target=close, name="close")
        self._thread_closing.start()

    def wait_closed(self) -> None:
        """Wait until the last office is closed; call it in a worker, before the next one is opened."""
        if self._thread_closing is not None:
            self._thread_closing.join(_CLOSE_MAX_S)

    # Taking up.

    def take_up(self, office: "Office") -> None:
        """Put back what the person who has just unlocked left behind."""
        self._taking_up = True
        self.run_worker(self._take_up(office), group="taking-up", exit_on_error=False)

    async def _take_up(self, office: "Office") -> None:
        from fieldpass.desk import left_here

        host = cast("FieldpassApp", self)
        try:
            entries = await asyncio.to_thread(left_here.kept, office)
            for entry in entries:
                if not await self._put_back(office, entry):
                    break
            if entries and host.office is office:
                await asyncio.to_thread(left_here.drop, office)
        except Exception as error:  # what cannot be put back leaves the person at home
            if host.office is office:
                self.show_trouble(error)
        finally:
            if host.office is office:
                self._taking_up = False

    async def _put_back(self, office: "Office", entry: dict[str, Any]) -> bool:
        """One screen or question; false where the way ends."""
        host = cast("FieldpassApp", self)
        screen = host.front
        if screen is None or host.office is not office:
            return False
        if "begin" in entry:
            await self._settled(screen)
            if not await self._repeat(screen, entry):
                return False
            if not entry["name"]:
                return True
            screen = await self._came(entry["name"])
        elif entry["name"] != screen.NAME:
            screen = _made(entry)
            if screen is not None:
                await self.push_screen(screen)
        if screen is None:
            return False
        await self._settled(screen)
        if host.office is not office or not screen.stands:
            # Locked again, or left by a key that came meanwhile: there the way ends.
            return False
        screen.take_up(entry["state"])
        await self._settled(screen)
        return host.office is office

    async def _repeat(self, screen: "DeskScreen", entry: dict[str, Any]) -> bool:
        """Begin the questions again, and answer them as far as they were answered."""
        kind, what = entry["begin"]
        self.repeating = list(entry["steps"])
        if entry["lang"] != locale.language():
            # Titles and words are others now: places and numbers of choices must do.
            self.repeating = [one | {"title": "", "words": []} for one in self.repeating]
        if kind == "row":
            self.note_row(screen, key_of(what))
            if self.path is None:
                return False
            screen.open_row(key_of(what))
            return True
        action = next((one for one in ACTIONS if one.id == what and one.asks), None)
        if action is None or not screen.allowed(action.id):
            return False
        await screen.run_action(action.method)
        return True

    def asked_again(self, question: "AskingScreen[Any]") -> dict[str, Any] | None:
        """What was answered or typed at a question that has just come; None for a new one."""
        if not self.repeating:
            return None
        step = self.repeating[0]
        now = question.kept_here()
        if step["title"]:
            same = all(step[one] == now[one] for one in ("title", "words", "choices"))
        else:
            same = len(step["choices"]) == len(now["choices"])
        self.repeating = self.repeating[1:] if same else None
        return step if same else None

    async def _settled(self, screen: "DeskScreen") -> None:
        """Wait until the desk has answered what the screen asked."""
        for _round in range(_ROUNDS_MAX):
            await asyncio.sleep(_ROUND_S)
            nodes = {screen, *screen.query("*")}
            mine = [one for one in self.workers if one.node in nodes and one.group not in _LONG]
            if screen.is_mounted and all(one.is_finished for one in mine):
                return

    async def _came(self, name: str) -> "DeskScreen | None":
        """The screen that the repeated answers lead to."""
        for _round in range(_ROUNDS_MAX):
            front = cast("FieldpassApp", self).front
            if front is not None and name == front.NAME:
                return front
            await asyncio.sleep(_ROUND_S)
        return None


def _entry(
    name: str, path: Path, steps: list[dict[str, Any]], state: dict[str, Any]
) -> dict[str, Any]:
    lang = locale.language()
    return {"name": name, "begin": path.begin, "steps": steps, "state": state, "lang": lang}


# What stands on one screen.


def standing(screen: "DeskScreen") -> dict[str, Any]:
    """What was typed into a screen's widgets, which row is under the cursor, and what it keeps itself."""
    from fieldpass.screens.form import FieldRow, Form
    from fieldpass.widgets.record_view import RecordView
    from fieldpass.widgets.scan_field import ScanField

    state: dict[str, Any] = {"kept": {name: getattr(screen, name) for name in screen.KEEPS}}
    for form in screen.query(Form):
        rows = [row for row in form.query(FieldRow) if not row.field.secret and row.value]
        at = form.current()
        state |= {"form": {row.field.name: row.entry.value for row in rows}}
        state |= {"at": at.field.name if at else ""}
    for entry in screen.query(ScanField):
        state["typed"] = entry.typed
    for view in screen.query(RecordView):
        if view.cursor_key is not None and plain(view.cursor_key):
            state["row"] = table(view.cursor_key)
    return state


def put_back(screen: "DeskScreen", state: dict[str, Any]) -> None:
    """The other way; what is missing in `state` stays as it is."""
    from fieldpass.screens.form import Form
    from fieldpass.widgets.record_view import RecordView
    from fieldpass.widgets.scan_field import ScanField

    for name in screen.KEEPS:
        if name in state.get("kept", {}):
            setattr(screen, name, state["kept"][name])
    screen.taken_up()
    for form in screen.query(Form):
        form.put(state.get("form", {}))
        if any(row.field.name == state.get("at") for row in form.rows):
            form.focus_field(state["at"])
    for entry in screen.query(ScanField):
        entry.put(state.get("typed", ""))
    for view in screen.query(RecordView):
        if "row" in state:
            view.go_to(key_of(state["row"]))
    screen.refresh_frame()


def _made(entry: dict[str, Any]) -> "DeskScreen | None":
    """A screen of this name as it is opened; None for one that is opened no more."""
    if entry["name"] not in REOPENED:
        return None
    module, name = REOPENED[entry["name"]].split(".")
    kind = getattr(importlib.import_module(f"fieldpass.screens.{module}"), name)
    return cast("DeskScreen", kind.reopened(entry["state"]))
