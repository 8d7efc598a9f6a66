"""The sync protocol without any I/O: one session as a generator, actions out and events in.

    hello -> reckoning -> lists -> bundles up -> feed down -> done

Rules:

1. Everything that must survive is in the store before the next question is asked; the session itself
   may die between any two actions. A new session starts from what the store holds.
2. An answer that never came is no news: the next hello tells what the server has.
3. The hello is compared before anything is sent: incarnation, own heads (see `reckoning`), standing,
   versions. A changed incarnation in any later answer ends the session and a new one begins.
4. Lists before bundles, so that a revocation or policy is known before anything else happens; a list
   that does not verify stops the session before any record is sent.
5. Bundles go up oldest first, closed epochs too. A bundle that the server refuses as a whole stops its
   log alone; records that are returned stop nothing.
6. A page is applied with its cursor in one transaction, and only if it follows on the cursor.
7. A revoked device still sends (it is evidence) but reads no feed. A device that waits sends too.
8. Every loop over the server's answers is bounded.
9. A server that was restored hears again what it had told of erasures, in its own signed words and
   before any record is sent, if it says that it takes them.

What it does not do: clock, chance, store, HTTP, verification of signatures (the port's, at `Save...`).
Source: DESIGN section 5.
"""

from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from fieldpass.errors import FieldpassError
from fieldpass.sync import reckoning
from fieldpass.sync.errors import (
    BadAnswer,
    NotAuthorised,
    PlatformOlder,
    Refused,
    Revoked,
    SyncError,
    TooManyRounds,
    TooMuch,
    Unreachable,
    UpdateNeeded,
)
from fieldpass.sync.pacing import Pace
from fieldpass.sync.reckoning import Covered, Forked
from fieldpass.sync.steps import (
    Action,
    AskBundles,
    AskFeed,
    AskHello,
    AskLists,
    BundlesTold,
    Done,
    Event,
    Failed,
    Heard,
    HeldMark,
    ListName,
    ListsTold,
    LoadErasures,
    LoadLinks,
    LoadMarks,
    LoadUnsent,
    Marks,
    Order,
    Outcome,
    PageTold,
    Question,
    SaveAnswers,
    SaveBrought,
    SaveKnown,
    SaveLists,
    SavePage,
    SaveReckoning,
    SaveStanding,
    Told,
)
from fieldpass.wire.bundle import LogId

VERSIONS = (1,)
ROUNDS_MAX = 3
BATCHES_MAX = 10_000
PAGES_MAX = 10_000
LIST_ROUNDS_MAX = 8
LIST_AGE_MS = 3_600_000

_T = TypeVar("_T")
Steps = Generator[Action, Event, _T]


class Restart(Exception):
    """Inside the core only: what the hello told no longer holds, say hello again."""


class SyncCore:
    """One device's side. `up` and `down` are the paces of both directions, kept between sessions."""

    def __init__(self, *, versions: tuple[int, ...] = VERSIONS) -> None:
        """Speak these protocol versions."""
        self._versions = versions
        self.up = Pace()
        self.down = Pace()
        self._sent = self._received = self._returned = 0
        self._bytes_up = self._bytes_down = 0
        self._standing = "unknown"
        self._server_time: int | None = None
        self._gaps: set[LogId] = set()
        self._forked: set[LogId] = set()
        self._freshened = 0

    def session(self) -> Steps[Outcome]:
        """One session. Yields actions, takes events, returns how it ended; never raises."""
        self._sent = self._received = self._returned = 0
        self._bytes_up = self._bytes_down = 0
        self._standing, self._server_time = "unknown", None
        self._gaps.clear()
        try:
            for _ in range(ROUNDS_MAX):
                try:
                    yield from self._round()
                    return self._outcome(None)
                except Restart:
                    continue
            return self._outcome(TooManyRounds("core: hello again and again"))
        except FieldpassError as error:
            return self._outcome(error)

    # One round: from a hello on.

    def _round(self) -> Steps[None]:
        marks, told = yield from self._hello()
        yield from self._reckon(marks, told)
        yield from self._save(SaveStanding(standing=told.standing, server_time=told.server_time))
        yield from self._lists(marks, told)
        restored = marks.incarnation not in (None, told.incarnation)
        if told.erasures and (restored or marks.erasures_due):
            yield from self._erasures(told)
        yield from self._bundles(told)
        if told.standing in ("revoked", "suspended"):
            raise Revoked("core: revoked")
        if told.standing != "authorised":
            raise NotAuthorised("core: " + told.standing)
        yield from self._feeds(told)

    def _hello(self) -> Steps[tuple[Marks, Told]]:
        marks = cast(Marks, (yield from self._load(LoadMarks())))
        told = yield from self._ask(AskHello(marks=marks), Told)
        self._standing, self._server_time = told.standing, told.server_time
        if not set(told.versions) & set(self._versions):
            older = max(told.versions, default=0) < min(self._versions)
            raise (PlatformOlder if older else UpdateNeeded)("core: no version in common")
        return marks, told

    def _reckon(self, marks: Marks, told: Told) -> Steps[None]:
        """Rule 3: hold the two sides' heads against each other, and write down what follows."""
        if told.standing in ("unknown", "refused"):
            # Nothing was said about heads: what looks like a loss is only a closed door.
            raise NotAuthorised("core: " + told.standing)
        wanted = reckoning.wanted_links(marks.logs, told.heads)
        links: dict[tuple[LogId, int], bytes] = {}
        if wanted:
            links = cast(Any, (yield from self._load(LoadLinks(wanted=wanted))))
        same = marks.incarnation == told.incarnation
        found = reckoning.reckon(
            marks.logs, told.heads, links, same_incarnation=same, forked=self._forked
        )
        forks = tuple(one for one in found if isinstance(one, Forked))
        held = {one.log: one.acknowledged for one in marks.logs}
        moved = {
            one.log: one.through
            for one in found
            if isinstance(one, Covered) and one.through != held[one.log]
        }
        ahead = {
            kid: last for kid, last in told.sequences.items() if last > marks.sequences.get(kid, -1)
        }
        if forks or moved or ahead or not same:
            yield from self._save(
                SaveReckoning(
                    incarnation=told.incarnation,
                    acknowledged=moved,
                    forks=forks,
                    epoch=reckoning.new_epoch(marks.logs, told.heads) if forks else None,
                    sequences=ahead,
                )
            )
        self._forked -= {one.log for one in forks}

    # Lists.

    def _lists(self, marks: Marks, told: Told) -> Steps[None]:
        """Rule 4. A delta that does not fit is asked for whole once; what is old is asked for anew."""
        held = marks.lists
        after = _newer(held, told)
        stale = {
            name: held[name].version
            for name in told.lists.keys() & held.keys()
            if told.server_time - held[name].as_of > LIST_AGE_MS
        }
        if stale and told.server_time - self._freshened > LIST_AGE_MS:
            self._freshened = told.server_time
            after = {**stale, **after}
        yield from self._fetch_lists(after, told)

    def _fetch_lists(self, after: dict[ListName, int], told: Told) -> Steps[None]:
        for _ in range(LIST_ROUNDS_MAX):
            if not after:
                return
            answer = yield from self._ask(AskLists(after=after), ListsTold)
            whole = yield from self._save(SaveLists(told=answer))
            if whole:
                after = dict.fromkeys(cast("tuple[ListName, ...]", whole), 0)
            elif not answer.more:
                return
            else:
                after = _newer(cast(Marks, (yield from self._load(LoadMarks()))).lists, told)

    # Up.

    def _erasures(self, told: Told) -> Steps[None]:
        """Rule 9. Whatever the server answers to them, there is nothing more to bring."""
        waiting = list(cast("tuple[bytes, ...]", (yield from self._load(LoadErasures()))))
        while waiting:
            batch = [waiting.pop(0)]
            while waiting and sum(map(len, batch)) + len(waiting[0]) <= self.up.batch_bytes:
                batch.append(waiting.pop(0))
            answer = yield from self._ask(AskBundles(bundles=tuple(batch)), BundlesTold)
            if answer.incarnation not in (None, told.incarnation):
                raise Restart
        yield from self._save(SaveBrought())

    def _bundles(self, told: Told) -> Steps[None]:
        for _ in range(BATCHES_MAX):
            bundles = cast(
                "tuple[bytes, ...]",
                (yield from self._load(LoadUnsent(limit_bytes=self.up.batch_bytes))),
            )
            if not bundles:
                return
            size = sum(map(len, bundles))
            try:
                heard = yield from self._exchange(AskBundles(bundles=bundles))
            except (Unreachable, TooMuch):
                self.up = self.up.failed()
                raise
            self.up = self.up.succeeded(size, heard.took_s)
            answer = _of(heard, BundlesTold)
            if answer.incarnation not in (None, told.incarnation):
                raise Restart
            yield from self._take(answer)
        raise TooManyRounds("core: no end of bundles")

    def _take(self, answer: BundlesTold) -> Steps[None]:
        """Keep the answers; where the server's log is not as thought, start over with a hello.

        A log that does not fit a second time, though its heads did, has forked (reckoning, rule 2).
        """
        stored = tuple(one for one in answer.answers if one.status == "stored")
        if stored:
            self._sent += cast(int, (yield from self._save(SaveAnswers(answers=stored))) or 0)
            self._returned += sum(len(one.returned) for one in stored)
        for one in answer.answers:
            if one.status == "refused":
                raise Refused(f"core: bundle refused: {one.reason}")
            if one.status == "fork" or (one.status == "gap" and one.log in self._gaps):
                self._forked.add(one.log)
            elif one.status == "gap":
                self._gaps.add(one.log)
        if len(stored) < len(answer.answers) or not stored:
            raise Restart

    # Down.

    def _feeds(self, told: Told) -> Steps[None]:
        marks = cast(Marks, (yield from self._load(LoadMarks())))
        for scope in sorted(told.feeds):
            yield from self._feed(scope, marks.cursors.get(scope, 0), told)
        known = SaveKnown(scope=marks.scope, server_time=told.server_time)
        if (yield from self._save(known)):
            # The feed showed that our log forked: its records stand in a new epoch now, unsent.
            yield from self._bundles(told)

    def _feed(self, scope: str, cursor: int, told: Told) -> Steps[None]:
        """Rule 6, page by page to the head that the hello told, or a later one."""
        head = told.feeds[scope]
        for _ in range(PAGES_MAX):
            if cursor >= head:
                return
            question = AskFeed(scope=scope, after=cursor, limit_bytes=self.down.batch_bytes)
            try:
                heard = yield from self._exchange(question)
            except Unreachable:
                self.down = self.down.failed()
                raise
            page = _of(heard, PageTold)
            if page.incarnation != told.incarnation:
                raise Restart
            after = _follows(page, scope, cursor)
            # What a cut loses is part of one item, however much was asked for: no reason to ask for less.
            if not page.cut:
                size = sum(len(one.bundle) for one in page.entries)
                self.down = self.down.succeeded(size, heard.took_s)
            yield from self._apply(page, cursor, told)
            self._received += len(page.entries)
            cursor, head = after, max(head, page.head)
        raise TooManyRounds("core: no end of pages")

    def _apply(self, page: PageTold, cursor: int, told: Told) -> Steps[None]:
        """Apply a page; a signer that is in no list yet is looked for once in its county's."""
        order = SavePage(
            scope=page.scope, incarnation=page.incarnation, before=cursor, entries=page.entries
        )
        counties = cast("tuple[str, ...]", (yield from self._save(order)) or ())
        if counties:
            wanted = {ListName("issuers", county): 0 for county in counties}
            yield from self._fetch_lists(wanted, told)
            yield from self._save(replace(order, hold=True))

    # The three ways of doing anything.

    def _exchange(self, question: Question) -> Steps[Heard]:
        event = yield question
        if isinstance(event, Failed):
            raise event.error
        if not isinstance(event, Heard):
            raise SyncError("core: a question needs an answer")
        self._bytes_up += event.bytes_up
        self._bytes_down += event.bytes_down
        return event

    def _ask(self, question: Question, kind: type[_T]) -> Steps[_T]:
        return _of((yield from self._exchange(question)), kind)

    def _order(self, order: Order) -> Steps[object]:
        event = yield order
        if isinstance(event, Failed):
            raise event.error
        if not isinstance(event, Done):
            raise SyncError("core: an order needs to be carried out")
        return event.value

    _load = _order
    _save = _order

    def _outcome(self, error: FieldpassError | None) -> Outcome:
        return Outcome(
            error=error,
            sent=self._sent,
            received=self._received,
            returned=self._returned,
            standing=self._standing,
            server_time=self._server_time,
            bytes_up=self._bytes_up,
            bytes_down=self._bytes_down,
        )


def _of(heard: Heard, kind: type[_T]) -> _T:
    if not isinstance(heard.answer, kind):
        raise BadAnswer("core: an answer to another question")
    return heard.answer


def _newer(held: Mapping[ListName, HeldMark], told: Told) -> dict[ListName, int]:
    """The lists of which the server has a newer version, with the version that we hold."""
    nothing = HeldMark(version=0)
    return {
        name: held.get(name, nothing).version
        for name, version in told.lists.items()
        if version > held.get(name, nothing).version
    }


def _follows(page: PageTold, scope: str, cursor: int) -> int:
    """The cursor after a page that follows on `cursor` without a gap; raises BadAnswer otherwise.

    An empty page below the head would be asked for again without end.
    """
    if page.scope != scope or not page.entries:
        raise BadAnswer("core: not the page that was asked for")
    for expected, entry in enumerate(page.entries, cursor + 1):
        if entry.position != expected:
            raise BadAnswer("core: a page that skips or repeats positions")
    return page.entries[-1].position
