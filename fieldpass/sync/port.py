"""The store as the sync core sees it: each order one durable transaction, everything verified first.

Rules: 1. Signatures are verified before the transaction begins, so that the writer is never held up by
them; a bundle opens only under the key of its log's own device. 2. A list counts only if the pinned
root vouches for its signer; a certificate of another root is passed over, a list that nobody vouches
for is `NotTheServer`. 3. A feed item that contradicts what is held gives the server's history its
place and keeps ours as evidence (`store.forking`); it never stops the feed. 4. An item whose signer is
in no list is held, with all that follows of its log, and tried again after each change of the lists.

Trust is kept under the name TRUST (`wire.trust.encode_store`), lists as `wire.lists.encode_held`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from fieldpass.store import feed, forking, lists, log, outbox, settings
from fieldpass.store.database import Store
from fieldpass.store.errors import FeedFork, FeedGap
from fieldpass.store.transaction import Connection, Transaction
from fieldpass.sync.errors import BadAnswer, NotTheServer, SyncError
from fieldpass.sync.reckoning import Head, OwnLog
from fieldpass.sync.steps import (
    FeedEntry,
    HeldMark,
    ListName,
    LoadErasures,
    LoadLinks,
    LoadMarks,
    LoadUnsent,
    Marks,
    Order,
    SaveAnswers,
    SaveBrought,
    SaveKnown,
    SaveLists,
    SavePage,
    SaveReckoning,
    SaveStanding,
)
from fieldpass.wire import keys
from fieldpass.wire import trust as trusting
from fieldpass.wire.bundle import Bundle, LogId, open_bundle, peek_log
from fieldpass.wire.errors import (
    RolledBack,
    UnknownKey,
    WireError,
    WrongBase,
)
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.lists import (
    HeldList,
    IssuerList,
    decode_held,
    encode_held,
    open_trusted,
    take_list,
)
from fieldpass.wire.trust import TrustStore

TRUST = "trust"
STANDING = "sync.standing"
HELD = "sync-held"
ERASURES_DUE = "sync.erasures-due"
_Opened = tuple[FeedEntry, Bundle | None]


def trust_of(conn: Connection) -> TrustStore | None:
    """The pinned root and what it certified, or None before registration."""
    data = lists.load_trust(conn).get(TRUST)
    return None if data is None else trusting.decode_store(data)


def save_trust(tx: Transaction, trust: TrustStore) -> None:
    """Keep the trust store."""
    lists.save_trust(tx, TRUST, trusting.encode_store(trust))


def held_lists(conn: Connection) -> dict[ListName, HeldList]:
    """All lists that this device holds."""
    return {ListName(row.kind, row.county): decode_held(row.data) for row in lists.load_lists(conn)}


class StorePort:
    """Carries out the core's orders on a store. `clock` gives ms since 1970."""

    def __init__(
        self, store: Store, device_key: SigningKey, *, county: str, clock: Callable[[], int]
    ) -> None:
        """`county` is the own one, 6 digits: how fresh its lists are is what a report shows."""
        self._store, self._key, self._county, self._clock = store, device_key, county, clock
        self._keys: tuple[Any, dict[bytes, bytes]] = (None, {})
        self._orders: dict[type, Callable[[Any], Any]] = {
            LoadMarks: self._load_marks,
            LoadLinks: self._load_links,
            LoadUnsent: self._load_unsent,
            LoadErasures: self._load_erasures,
            SaveBrought: self._save_brought,
            SaveReckoning: self._save_reckoning,
            SaveLists: self._save_lists,
            SaveAnswers: self._save_answers,
            SavePage: self._save_page,
            SaveKnown: self._save_known,
            SaveStanding: self._save_standing,
        }

    def carry_out(self, order: Order) -> Any:
        """Do one order. Raises FieldpassError; then nothing has changed."""
        return self._orders[type(order)](order)

    # What a report needs.

    def unsent(self) -> int:
        """Own records that the server has not acknowledged."""
        return self._store.read(outbox.unsent_count)

    def returned(self) -> int:
        """Returned records that nobody has dealt with."""
        return self._store.read(outbox.returned_count)

    def lists_as_of(self) -> int | None:
        """The oldest `as_of` of the own county's lists."""
        rows = self._store.read(lists.load_lists)
        return min((row.as_of for row in rows if row.county == self._county), default=None)

    # Loading.

    def _load_marks(self, _order: LoadMarks) -> Marks:
        now = self._clock()
        self._store.write(lambda tx: outbox.seal_pending(tx, self._key, now))
        return self._store.read(self._marks)

    def _marks(self, conn: Connection) -> Marks:
        own = log.own_log(conn)
        if own is None:
            raise SyncError("port: no own log")
        cursors = feed.cursors(conn)
        home = next((one for one in cursors if one.scope == own.scope), None)
        logs = [
            OwnLog(
                head=Head(log=one.log, last=one.last, link=one.link),
                acknowledged=one.stored,
                closed=one.closed,
            )
            for one in outbox.heads(conn, own=True)
        ]
        rows = conn.run("SELECT kid, next FROM pass_sequence")
        return Marks(
            scope=own.scope,
            device=own.device,
            incarnation=None if home is None else home.incarnation,
            logs=tuple(logs),
            cursors={one.scope: one.position for one in cursors},
            lists={
                ListName(row.kind, row.county): HeldMark(version=row.version, as_of=row.as_of)
                for row in lists.load_lists(conn)
            },
            sequences={bytes(row[0]): max(0, row[1] - 1) for row in rows},
            erasures_due=bool(settings.get(conn, ERASURES_DUE)),
        )

    def _load_links(self, order: LoadLinks) -> dict[tuple[LogId, int], bytes]:
        def read(conn: Connection) -> dict[tuple[LogId, int], bytes]:
            found = {pair: outbox.link_at(conn, *pair) for pair in order.wanted}
            return {pair: link for pair, link in found.items() if link is not None}

        return self._store.read(read)

    def _load_unsent(self, order: LoadUnsent) -> tuple[bytes, ...]:
        now = self._clock()
        self._store.write(lambda tx: outbox.seal_pending(tx, self._key, now))
        found = self._store.read(lambda conn: outbox.unsent(conn, order.limit_bytes))
        return tuple(one.data for one in found)

    def _load_erasures(self, _order: LoadErasures) -> tuple[bytes, ...]:
        return tuple(one.data for one in self._store.read(outbox.erasures_told))

    def _save_brought(self, _order: SaveBrought) -> None:
        self._store.write(lambda tx: settings.put(tx, ERASURES_DUE, None))

    # Saving what the hello told.

    def _save_reckoning(self, order: SaveReckoning) -> None:
        now = self._clock()

        def save(tx: Transaction) -> None:
            own = log.own_log(tx.conn)
            if any(one.incarnation != order.incarnation for one in feed.cursors(tx.conn)):
                settings.put(tx, ERASURES_DUE, True)
            scopes = {one.scope for one in feed.cursors(tx.conn)} | ({own.scope} if own else set())
            for scope in sorted(scopes):
                feed.start_feed(tx, scope, order.incarnation)
            for name, through in order.acknowledged.items():
                outbox.set_back(tx, name, through)
                outbox.acknowledge(tx, name, through, now=now)
            for fork in order.forks:
                forking.give_way(tx, fork.log, common=fork.common, epoch=order.epoch, now=now)
            for kid, highest in order.sequences.items():
                log.raise_sequence(tx, kid, highest)

        self._store.write(save)

    def _save_standing(self, order: SaveStanding) -> None:
        if self._store.read(lambda conn: settings.get(conn, STANDING)) != order.standing:
            self._store.write(lambda tx: settings.put(tx, STANDING, order.standing))

    def _save_answers(self, order: SaveAnswers) -> int:
        now = self._clock()

        through: dict[LogId, int] = {}
        returned: dict[LogId, list[tuple[int, str]]] = {}
        for one in order.answers:
            through[one.log] = max(one.through, through.get(one.log, 0))
            returned.setdefault(one.log, []).extend(one.returned)

        def save(tx: Transaction) -> int:
            before = outbox.unsent_count(tx.conn)
            for name, reach in through.items():
                outbox.acknowledge(tx, name, reach, returned[name], now=now)
            return before - outbox.unsent_count(tx.conn)

        return self._store.write(save)

    def _save_known(self, order: SaveKnown) -> int:
        """Nothing is known up to a time while an item of before it waits for its signer (rule 4)."""

        def save(tx: Transaction) -> int:
            if all(one.data[0] != order.scope for one in settings.drafts(tx.conn, HELD)):
                feed.set_known_until(tx, order.scope, order.server_time)
            return outbox.unsent_count(tx.conn)

        return self._store.write(save)

    # Lists.

    def _save_lists(self, order: SaveLists) -> tuple[ListName, ...]:
        """Rule 2. Answers with the lists that must be asked for whole."""
        trust, held = self._store.read(lambda conn: (trust_of(conn), held_lists(conn)))
        if trust is None:
            raise NotTheServer("port: no pinned root")
        told = order.told
        grown = vouched(trust, told.rotations, told.certificates)
        taken: dict[ListName, HeldList] = {}
        whole: list[ListName] = []
        for data in told.lists:
            try:
                signed = open_trusted(data, grown)
            except WireError as error:
                raise NotTheServer(f"port: {error.code}") from error
            name = ListName(signed.head.kind, signed.head.county)
            try:
                taken[name] = take_list(taken.get(name, held.get(name)), signed)
            except WrongBase:
                whole.append(name)
            except RolledBack:
                continue
            except WireError as error:
                raise BadAnswer(f"port: {error.code}") from error
        self._store.write(partial(_keep_lists, trust=grown, before=trust, taken=taken))
        if any(name.kind == "issuers" for name in taken):
            self._try_held()
        return tuple(name for name in whole if name not in taken)

    # Feed.

    def _save_page(self, order: SavePage) -> tuple[str, ...]:
        find = self._find_device()
        opened = [_open(entry, find) for entry in order.entries]
        unknown = {peek_log(entry.bundle) for entry, bundle in opened if bundle is None}
        if unknown and not order.hold:
            return tuple(sorted({county_of(name.scope) for name in unknown}))
        now = self._clock()

        def save(tx: Transaction) -> None:
            cursor = feed.cursor(tx.conn, order.scope)
            if cursor is None:
                feed.start_feed(tx, order.scope, order.incarnation)
            elif cursor.incarnation != order.incarnation or cursor.position != order.before:
                raise BadAnswer("port: the page does not follow on the cursor")
            for entry, bundle in opened:
                _apply(tx, order, entry, bundle, now)
            if opened:
                feed.set_cursor(tx, order.scope, opened[-1][0].position)

        self._store.write(save)
        return ()

    def _try_held(self) -> None:
        """Rule 4: apply what was held and can be verified now, in the order it came."""
        waiting = self._store.read(lambda conn: settings.drafts(conn, HELD))
        if not waiting:
            return
        find, now = self._find_device(), self._clock()

        def save(tx: Transaction) -> None:
            for draft in sorted(waiting, key=lambda one: (one.data[0], one.data[1])):
                scope, position, data, returned = draft.data
                entry = FeedEntry(
                    position=position, bundle=data, returned=tuple(map(tuple, returned))
                )
                bundle = _open(entry, find)[1]
                if bundle is not None and _place(tx, scope, entry, bundle, now):
                    settings.drop_draft(tx, HELD, draft.key)

        self._store.write(save)

    def _find_device(self) -> Callable[[bytes], bytes | None]:
        """The public key of a kid, from the lists, the trust store and this device itself."""
        marks = self._store.read(
            lambda conn: (lists.list_versions(conn), lists.load_trust(conn).get(TRUST))
        )
        if self._keys[0] != marks:
            trust, held = self._store.read(lambda conn: (trust_of(conn), held_lists(conn)))
            known = {self._key.kid: self._key.public}
            for one in held.values():
                if isinstance(one.body, IssuerList):
                    known |= {kid: row.public for kid, row in one.body.rows.items()}
            if trust is not None:
                known |= {keys.kid(one.authority): one.authority for one, _ in trust.certificates}
            self._keys = (marks, known)
        return self._keys[1].get


def vouched(
    trust: TrustStore, rotations: Sequence[bytes], certificates: Sequence[bytes]
) -> TrustStore:
    """The trust store with every rotation and certificate that it can take. Raises BadAnswer."""
    try:
        return trusting.grow(trust, rotations, certificates)
    except WireError as error:
        raise BadAnswer(f"port: certificate or rotation: {error.code}") from error


def county_of(scope: str) -> str:
    """The county that a scope's devices are listed in: of the division, or of the USCC's own code."""
    return scope[2:8] if scope.startswith("d:") else scope[4:10]


def _keep_lists(
    tx: Transaction, *, trust: TrustStore, before: TrustStore, taken: Mapping[ListName, HeldList]
) -> None:
    if trust != before:
        save_trust(tx, trust)
    for name, held in sorted(taken.items()):
        lists.save_list(
            tx,
            name.kind,
            name.county,
            version=held.version,
            as_of=held.as_of,
            data=encode_held(held),
        )


def _open(entry: FeedEntry, find: Callable[[bytes], bytes | None]) -> _Opened:
    try:
        return entry, open_bundle(entry.bundle, find)
    except UnknownKey:
        return entry, None
    except WireError as error:
        raise BadAnswer(f"port: feed item: {error.code}") from error


def _apply(
    tx: Transaction, order: SavePage, entry: FeedEntry, bundle: Bundle | None, now: int
) -> None:
    """Apply or hold one item; the cursor is moved once for the whole page."""
    if bundle is None or not _place(tx, order.scope, entry, bundle, now):
        data = [order.scope, entry.position, entry.bundle, [list(one) for one in entry.returned]]
        key = order.scope.encode() + entry.position.to_bytes(8, "big")
        settings.save_draft(tx, HELD, key, data, made_at=now)


def _place(tx: Transaction, scope: str, entry: FeedEntry, bundle: Bundle, now: int) -> bool:
    """Rule 3; False where the bundle does not follow on what is held of its log."""
    try:
        _keep(tx, scope, entry, bundle, now)
    except FeedGap:
        return False
    except FeedFork:
        feed.keep_fork(tx, bundle, now)
        forking.give_way(tx, bundle.log, common=bundle.first - 1, now=now)
        try:
            _keep(tx, scope, entry, bundle, now)
        except FeedGap:
            return False
    return True


def _keep(tx: Transaction, scope: str, entry: FeedEntry, bundle: Bundle, now: int) -> None:
    """Apply an item whatever its position: a held one is older than the cursor, which stays."""
    feed.apply_bundle(tx, scope, entry, bundle, now=now)
    # What comes down with the feed is on the server: so is an own bundle that this disk had lost.
    if bundle.log.scope == scope:
        outbox.acknowledge(tx, bundle.log, bundle.last, now=now)
