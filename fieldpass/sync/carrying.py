"""A sync session without a network: the core hears the platform from files that somebody carried.

The core is the same; only the line is another one. Rules: 1. nothing is sent in such a session: what is
unsent goes out with the next files; 2. the platform's hello in a file is its signed receipt, and counts
only if the authority's key was in force at the time that it names; 3. a file that is older than what
this device has read since is not taken, and an old receipt takes nothing back that was acknowledged
since; 4. importing the same files again changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from fieldpass.model.text import Advised, advised
from fieldpass.store import feed, log, outbox
from fieldpass.store.database import Store
from fieldpass.sync import session
from fieldpass.sync.core import SyncCore
from fieldpass.sync.errors import BadAnswer, NotTheServer, SyncError
from fieldpass.sync.line import _page_told as page_of
from fieldpass.sync.line import _told as told_of
from fieldpass.sync.port import StorePort
from fieldpass.sync.steps import (
    AskFeed,
    AskHello,
    AskLists,
    FeedEntry,
    Heard,
    ListsTold,
    LoadErasures,
    LoadUnsent,
    Order,
    Outcome,
    PageTold,
    Question,
    SaveBrought,
    SaveReckoning,
    Told,
)
from fieldpass.wire import carried, messages
from fieldpass.wire.carried import CarriedDown
from fieldpass.wire.errors import WireError
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.trust import TrustStore

_PAGE_ENTRIES = 200


class OldFiles(SyncError):
    """The files are older than what this device has heard since."""

    code = "carried-old"
    told: ClassVar[Advised] = advised(
        zh="这些文件比本机已收到的还旧, 没有采用.",
        en="These files are older than what this device has received: nothing was taken.",
        do_zh="请从平台重新导出.",
        do_en="Export them anew at the platform.",
    )
    transient = False


class PartMissing(SyncError):
    """Between this device's cursor and the files' first item something is missing."""

    code = "carried-gap"
    told: ClassVar[Advised] = advised(
        zh="文件里缺了一段.",
        en="A part is missing in these files.",
        do_zh="请先从本机导出, 带到平台, 再导入新的文件.",
        do_en="Export from this device first, take that to the platform, and import its new files.",
    )
    transient = False


def read_files(
    device: SigningKey, trust: TrustStore, files: Sequence[bytes]
) -> tuple[CarriedDown, ...]:
    """Open the platform's files for this device (rule 2). Raises NotTheServer, BadAnswer."""
    found = []
    for data in files:
        try:
            authority, said = carried.read_down(device, data, trust.find_authority)
            hello = messages.HelloAnswerMessage.decode(said.hello)
            trust.require_in_force(authority, hello.server_time)
        except WireError as error:
            raise NotTheServer(f"carried: {error.code}") from error
        found.append(said)
    return tuple(found)


def take(
    store: Store,
    device: SigningKey,
    files: Sequence[CarriedDown],
    *,
    county: str,
    clock: Callable[[], int],
) -> Outcome:
    """Run a session over opened files; the outcome says what came. Raises OldFiles."""
    line = _CarriedLine(files)
    own = store.read(log.own_log)
    cursor = store.read(lambda conn: feed.cursor(conn, own.scope)) if own else None
    if (
        cursor is not None
        and cursor.incarnation == line.told.incarnation
        and (cursor.known_until or 0) > line.told.server_time
    ):
        raise OldFiles
    storing = StorePort(store, device, county=county, clock=clock)
    return session.run(SyncCore(), _CarriedPort(store, storing), line)


class _CarriedLine:
    """Answers the core from files; `told` is the latest hello among them."""

    def __init__(self, files: Sequence[CarriedDown]) -> None:
        try:
            hellos = [messages.HelloAnswerMessage.decode(one.hello) for one in files]
            self.told: Told = told_of(max(hellos, key=lambda one: one.server_time))
            latest = [
                one
                for one, hello in zip(files, hellos, strict=True)
                if hello.server_time == self.told.server_time
            ]
            self._lists = [messages.ListsMessage.decode(one.lists) for one in latest if one.lists]
            pages = [
                page_of(messages.FeedPageMessage.decode(page))
                for one in latest
                for page in one.pages
            ]
        except WireError as error:
            raise BadAnswer(f"carried: {error.code}") from error
        self._entries: dict[tuple[str, int], FeedEntry] = {
            (page.scope, entry.position): entry
            for page in pages
            if page.incarnation == self.told.incarnation
            for entry in page.entries
        }

    def ask(self, question: Question) -> Heard:
        match question:
            case AskHello():
                return Heard(answer=self.told)
            case AskLists():
                return Heard(answer=self._listed())
            case AskFeed(scope=scope, after=after):
                return Heard(answer=self._page(scope, after))
        raise SyncError("carried: nothing is sent by files that came")

    def _listed(self) -> ListsTold:
        if not self._lists:
            return ListsTold(root=b"", certificates=(), rotations=(), lists=())
        return ListsTold(
            root=self._lists[0].root,
            certificates=self._lists[0].certificates,
            rotations=self._lists[0].rotations,
            lists=tuple(data for one in self._lists for data in one.lists),
        )

    def _page(self, scope: str, after: int) -> PageTold:
        entries: list[FeedEntry] = []
        while len(entries) < _PAGE_ENTRIES:
            entry = self._entries.get((scope, after + 1 + len(entries)))
            if entry is None:
                break
            entries.append(entry)
        if not entries:
            raise PartMissing
        return PageTold(
            scope=scope,
            incarnation=self.told.incarnation,
            head=self.told.feeds.get(scope, 0),
            entries=tuple(entries),
        )


class _CarriedPort:
    """The store's port, which sends nothing and takes no acknowledgement back (rules 1 and 3)."""

    def __init__(self, store: Store, storing: StorePort) -> None:
        self._store, self._storing = store, storing

    def carry_out(self, order: Order) -> Any:
        if isinstance(order, LoadUnsent | LoadErasures | SaveBrought):
            return ()
        if isinstance(order, SaveReckoning):
            order = self._forward(order)
        return self._storing.carry_out(order)

    def _forward(self, order: SaveReckoning) -> SaveReckoning:
        own = self._store.read(log.own_log)
        cursor = self._store.read(lambda conn: feed.cursor(conn, own.scope)) if own else None
        if cursor is None or cursor.incarnation != order.incarnation:
            return order
        held = {
            one.log: one.stored
            for one in self._store.read(lambda conn: outbox.heads(conn, own=True))
        }
        moved = {
            name: through
            for name, through in order.acknowledged.items()
            if through >= held.get(name, 0)
        }
        return replace(order, acknowledged=moved)
