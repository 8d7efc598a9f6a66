"""News for whoever works here: new applications, a colour that turned red, a sending that failed.

Rules: 1. What stood there when work began is no news: the home screen tells it. 2. Everything is told
once; a network that stays away is told when it goes, not at each try. 3. What was done at this device
is no news to it: its own applications, and the reds that were signed here. 4. One sentence for a kind,
however many have come.
"""

from dataclasses import dataclass, field
from typing import Literal

from fieldpass.desk.office import Office
from fieldpass.model.records import PassRef
from fieldpass.model.text import Text, counted
from fieldpass.store import news as rows
from fieldpass.store import outbox
from fieldpass.store.transaction import Connection
from fieldpass.sync.errors import NotAuthorised

Kind = Literal["applications", "red", "returned", "sending"]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One piece of news in a sentence for people, which says where to look."""

    kind: Kind
    text: Text


_NO_FAILURE = ("", NotAuthorised.code)
"""Who waits for the answer to the registration was told so there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    newest: int
    applications: tuple[int, str]
    reds: dict[PassRef, str]
    returned: int
    unsent: int


@dataclass(slots=True)
class Watch:
    """Looks at one office now and then, and remembers what it saw. Not for two threads at once."""

    office: Office
    _newest: int | None = None
    _reds: set[PassRef] = field(default_factory=set)
    _returned: int = 0
    _failure: str = ""
    _up: bool = False
    """Whether there was a network at the last look."""

    def look(self) -> list[News]:
        """What is new since the last look; the first one tells nothing. Reads the store."""
        seen = self.office.store.read(self._read)
        report = self.office.syncer.report if self.office.syncer is not None else None
        failure = report.error_code if report is not None and report.last_error else ""
        found: list[News] = []
        if self._newest is not None:
            found += _of_applications(*seen.applications)
            found += _of_reds([name for ref, name in seen.reds.items() if ref not in self._reds])
            found += _of_returned(seen.returned - self._returned)
            # While there was no network, another try that fails is nothing new.
            up = report is not None and (self._up or report.link == "up")
            if report is not None and up and failure not in (*_NO_FAILURE, self._failure):
                found.append(_of_failure(report.last_error, seen.unsent))
        self._up = report is not None and report.link == "up"
        self._newest, self._reds = seen.newest, set(seen.reds)
        self._returned, self._failure = seen.returned, failure
        return found

    def _read(self, conn: Connection) -> _Seen:
        identity = self.office.identity
        last = rows.newest(conn)
        since = last if self._newest is None else self._newest
        return _Seen(
            newest=last,
            applications=rows.applications_since(
                conn,
                since,
                scope=identity.scope if identity else None,
                not_by=self.office.device.kid,
            ),
            reds=rows.turned_red(conn, expires_after=self.office.now() // 1000),
            returned=outbox.returned_count(conn),
            unsent=outbox.unsent_count(conn),
        )


def _of_applications(count: int, name: str) -> list[News]:
    if not count:
        return []
    text = (
        Text(
            zh=f"新申请: {name}. 主画面按 2 审核.", en=f"New application: {name}. Home, 2: review."
        )
        if count == 1
        else Text(
            zh=f"新来 {count} 份申请. 主画面按 2 审核.",
            en=f"{count} new applications. Home, 2: review.",
        )
    )
    return [News(kind="applications", text=text)]


def _of_reds(names: list[str]) -> list[News]:
    if not names:
        return []
    name, more = names[0], len(names)
    text = (
        Text(
            zh=f"变红: {name} 的卡变成红色 禁行. 主画面按 8 查看原因.",
            en=f"Turned red: the pass of {name}. Home, 8: find it and see why.",
        )
        if more == 1
        else Text(
            zh=f"变红: {name} 等 {more} 人的卡变成红色 禁行. 主画面按 8 查看原因.",
            en=f"Turned red: the passes of {name} and {more - 1} more. Home, 8: see why.",
        )
    )
    return [News(kind="red", text=text)]


def _of_returned(count: int) -> list[News]:
    if count <= 0:
        return []
    text = Text(
        zh=f"平台退回 {count} 条. 主画面按 F4 看原因, 改了再送.",
        en=f"The platform returned {count} records. Home, F4: see why, and mend them.",
    )
    return [News(kind="returned", text=text)]


def _of_failure(error: Text | None, unsent: int) -> News:
    said = error or Text(zh="", en="")
    text = Text(
        zh=f"传送没有成功, 还有 {unsent} 条没送. {said.zh}",
        en=f"Sending failed, {counted(unsent, 'record', 'records')} left. {said.en}",
    )
    return News(kind="sending", text=text)
