"""Bugs to be planted, each a patch that only a test applies: the simulator must find every one.

A bug is a function that gives patches (target, attribute, replacement). Nothing in the product knows
of them.
"""

import contextlib
from dataclasses import replace
from unittest import mock

from sqlalchemy.exc import IntegrityError

from fieldpass.store import feed, forking, log, outbox
from fieldpass.store import lists as list_rows
from fieldpass.sync import core, port, reckoning
from fieldpass.sync.errors import Unreachable
from fieldpass.sync.steps import BundleAnswer, SaveAnswers, SaveKnown
from fieldpass.wire import lists as wire_lists
from fieldpass.wire.bundle import peek_log
from server_stub import erasure as server_erasure
from server_stub.store import feed as server_feed
from tests.simulation import link


def no_dedupe():
    """A record that is there already is stored again when it comes in another bundle."""
    return [(feed, "_known", lambda *_: {})]


def cursor_before_rows():
    """The cursor is moved in a transaction of its own, before the rows that it covers."""
    real = port.StorePort._save_page

    def save(self, order):
        if order.entries:
            last = order.entries[-1].position
            self._store.write(lambda tx: feed.set_cursor(tx, order.scope, last))
            order = replace(order, before=last)
        return real(self, order)

    return [(port.StorePort, "_save_page", save)]


def partial_batch_acknowledged():
    """A request that was cut counts as received whole."""
    real = core.SyncCore._exchange

    def exchange(self, question):
        try:
            return (yield from real(self, question))
        except Unreachable:
            if isinstance(question, core.AskBundles):
                names = [peek_log(one) for one in question.bundles]
                answers = tuple(BundleAnswer(log=one, first=1, through=1 << 40) for one in names)
                yield from self._save(SaveAnswers(answers=answers))
            raise

    return [(core.SyncCore, "_exchange", exchange)]


def sequence_reused_after_restore():
    """The pass sequence of a restored disk goes on where that disk's own counter stood."""

    def next_sequence(tx, kid):
        kept = tx.run("SELECT next FROM pass_sequence WHERE kid = ?", (kid,)).scalar_one_or_none()
        log._keep_next(tx, kid, (kept or 1) + 1)
        return kept or 1

    return [(log, "raise_sequence", lambda *_: None), (log, "next_sequence", next_sequence)]


def closed_epochs_dropped():
    """Only the open epoch's bundles are sent; a restored server never gets the closed ones again."""
    return [(outbox, "_UNSENT", outbox._UNSENT.replace("l.own = 1", "l.own = 1 AND l.closed = 0"))]


def cursor_jumps_to_the_head():
    """After a page the cursor stands at the feed's head, whatever the page held."""
    real = port.StorePort._save_page

    def save(self, order):
        counties = real(self, order)
        if not counties and order.entries:
            self._store.write(
                lambda tx: feed.set_cursor(tx, order.scope, order.entries[-1].position + 1)
            )
        return counties

    return [(port.StorePort, "_save_page", save)]


def piece_cursor_before_its_rows():
    """Each piece of a page is a transaction of its own, and its cursor another one before it."""
    real = port.StorePort._save_page

    def save(self, order):
        for entry in order.entries:
            self._store.write(lambda tx, at=entry.position: feed.set_cursor(tx, order.scope, at))
            counties = real(self, replace(order, before=entry.position, entries=(entry,)))
            if counties:
                return counties
        return ()

    return [(port.StorePort, "_save_page", save)]


def later_piece_without_the_earlier():
    """Whether the pieces of a page follow on one another is not looked at."""
    return [(core, "_follows", lambda page, _scope, _cursor: page.entries[-1].position)]


def piece_twice_counted_twice():
    """The cursor moves on by as many pieces as came, whichever they are."""
    real = port.StorePort._save_page

    def save(self, order):
        counties = real(self, order)
        if not counties:
            after = order.before + len(order.entries)
            self._store.write(lambda tx: feed.set_cursor(tx, order.scope, after))
        return counties

    follows = lambda page, _scope, cursor: cursor + len(page.entries)  # noqa: E731
    return [(port.StorePort, "_save_page", save), (core, "_follows", follows)]


def cut_page_taken_for_the_whole():
    """What came of a page that was cut counts as all that there was."""
    real = core._follows

    def follows(page, scope, cursor):
        after = real(page, scope, cursor)
        return max(after, page.head) if page.cut else after

    return [(core, "_follows", follows)]


def poison_blocks():
    """Nothing more is sent while a returned record waits for somebody to mend it."""
    real = port.StorePort._load_unsent

    def load(self, order):
        return () if self.returned() else real(self, order)

    return [(port.StorePort, "_load_unsent", load)]


def restore_ignored():
    """A server's new incarnation is noted and the cursors stay where they were."""

    def start(tx, scope, incarnation):
        tx.run(
            "INSERT INTO cursor (scope, incarnation, position) VALUES (?,?,0) "
            "ON CONFLICT DO UPDATE SET incarnation = excluded.incarnation",
            (scope, incarnation),
        )

    return [(feed, "start_feed", start)]


def return_lost():
    """What was returned is taken for accepted."""
    return [(outbox, "mark_returned", lambda *_args, **_options: None)]


def stale_list_accepted():
    """An older list replaces a newer one."""
    real = wire_lists.take_list

    def take(held, signed):
        if held is not None and signed.head.base == 0:
            held = None
        return real(held, signed)

    def save(tx, kind, county, *, version, as_of, data):
        tx.run(
            "INSERT OR REPLACE INTO list (kind, county, version, as_of, data) VALUES (?,?,?,?,?)",
            (kind, county, version, as_of, data),
        )

    return [(port, "take_list", take), (list_rows, "save_list", save)]


def snapshot_gap():
    """The server leaves an item out where a page ends."""
    real = server_feed.page

    def page(conn, scope, after, **options):
        return real(conn, scope, after + 1 if after else 0, **options)

    return [(server_feed, "page", page)]


def receipt_before_commit():
    """The server answers, and one time in eight dies before it commits."""
    real = link._take
    count = [0]

    def take(server, directory, data):
        count[0] += 1
        if count[0] % 8:
            return real(server, directory, data)
        write = server.database.write

        def lose(job):
            kept = []

            def run(tx):
                kept.append(job(tx))
                raise IntegrityError("planted", None, Exception())

            with contextlib.suppress(IntegrityError):
                write(run)
            return kept[0]

        with mock.patch.object(server.database, "write", lose):
            return real(server, directory, data)

    return [(link, "_take", take)]


def fork_ignored():
    """Whatever links say, the server's number counts as ours."""

    def one(own, theirs, *_):
        return reckoning.Covered(log=own.log, through=min(theirs.last, own.head.last))

    return [(reckoning, "_one", one)]


def fork_forgets_records():
    """The new epoch begins empty."""
    return [(forking, "enter_again", lambda *_: 0)]


def known_too_early():
    """The scope counts as known before its feed was read."""
    real = core.SyncCore._feeds

    def feeds(self, told):
        marks = yield from self._load(core.LoadMarks())
        yield from self._save(SaveKnown(scope=marks.scope, server_time=told.server_time))
        if self.down.batch_bytes % 3:
            return
        yield from real(self, told)

    return [(core.SyncCore, "_feeds", feeds)]


def acknowledgement_never_set_back():
    """What a server once acknowledged is never sent again."""
    return [(outbox, "set_back", lambda *_: None)]


def erasure_kept_secret():
    """The server erases a person and tells no device, neither by its own record nor by marks."""
    return [
        (server_erasure, "_tell", lambda *_: None),
        (server_erasure, "_tell_signed", lambda *_: None),
    ]


def erased_comes_back():
    """What was erased at a device is stored again when its bundle comes once more."""
    real = feed._fill

    def fill(tx, log, opened):
        sql = "UPDATE record SET state = 2 WHERE state = 3"
        tx.run(sql)
        return real(tx, log, opened)

    return [(feed, "_fill", fill)]


def erasure_shown_as_a_return():
    """A record that the platform erased before it came is shown as one that it returned."""

    def settle(tx, row, answers, *, now):
        for number, reason in answers:
            outbox.mark_returned(tx, row, number, reason, now)

    return [(outbox, "settle", settle), (feed, "settle", settle)]


def erasure_forgotten_by_a_restored_server():
    """No device brings an erasure back to a server that was restored."""
    return [(outbox, "erasures_told", lambda _conn: [])]


BUGS = {
    made.__name__.replace("_", "-"): made
    for made in (
        no_dedupe,
        cursor_before_rows,
        partial_batch_acknowledged,
        sequence_reused_after_restore,
        closed_epochs_dropped,
        cursor_jumps_to_the_head,
        piece_cursor_before_its_rows,
        later_piece_without_the_earlier,
        piece_twice_counted_twice,
        cut_page_taken_for_the_whole,
        poison_blocks,
        restore_ignored,
        return_lost,
        stale_list_accepted,
        snapshot_gap,
        receipt_before_commit,
        fork_ignored,
        fork_forgets_records,
        known_too_early,
        acknowledgement_never_set_back,
        erasure_kept_secret,
        erased_comes_back,
        erasure_shown_as_a_return,
        erasure_forgotten_by_a_restored_server,
    )
}


@contextlib.contextmanager
def bug(name):
    """Plant a bug by name, or none."""
    with contextlib.ExitStack() as stack:
        for target, attribute, replacement in BUGS[name]() if name else []:
            stack.enter_context(mock.patch.object(target, attribute, replacement))
        yield
