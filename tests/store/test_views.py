"""The views: whatever the order, repetition and returns, they are those made anew from the records."""

import dataclasses
import random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.corpus import DEVICE, SCOPE, Corpus
from fieldpass.model.bodies import Declaration, PassIssued, ReplacedPass
from fieldpass.model.records import PassRef
from fieldpass.store import feed, log, outbox, passes, people, queue, views
from fieldpass.store.database import Store
from fieldpass.store.queue import QueueFilter
from fieldpass.wire.bundle import open_bundle
from tests.store.conftest import LOG, keep
from tests.store.worlds import World

TABLES = ("application", "pass", "reading", "report", "look", "appeal", "person")
# `seq` and `record` number rows in the order of arrival; what was judged is made anew by the desk.
HIDDEN = {"seq", "next_change", "judged_colour", "judged_code"}


def dump(conn, *, arrival=False):
    """All view rows as values, with records named by their digests."""
    found = {}
    for table in TABLES:
        names = [row[1] for row in conn.run(f"PRAGMA table_info({table})")]
        shown = [name for name in names if arrival or name not in HIDDEN]
        columns = [
            "(SELECT digest FROM record WHERE seq = v.record) AS record"
            if name == "record" and table != "pass"
            else name
            for name in shown
        ]
        rows = conn.run(f"SELECT {', '.join(columns)} FROM {table} AS v")
        found[table] = sorted((tuple(row) for row in rows), key=repr)
    words = "SELECT p.person, s.rowid FROM person AS p JOIN person_search AS s ON s.rowid = p.seq"
    found["words"] = sorted(row[0] for row in conn.run(words))
    return found


def store_with(records, *, shuffle=None, size=7):
    """A store that got these records in small appends, in another order where one is drawn."""
    kept = list(records)
    if shuffle is not None:
        random.Random(shuffle).shuffle(kept)
    store = Store.in_memory()
    store.write(lambda tx: log.open_log(tx, LOG))
    for start in range(0, len(kept), size):
        keep(store, kept[start : start + size])
    return store


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), shuffle=st.integers(0, 99), size=st.integers(1, 60))
def test_views_do_not_depend_on_the_order_of_arrival(seed, shuffle, size):
    records = World(seed).history(60)
    straight, mixed = store_with(records, size=60), store_with(records, shuffle=shuffle, size=size)
    assert straight.read(dump) == mixed.read(dump)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 60))
def test_views_kept_up_to_date_equal_views_made_anew(seed, size):
    store = store_with(World(seed).history(60), shuffle=seed, size=size)
    before = store.read(dump)
    store.write(views.rebuild_views)
    assert store.read(dump) == before


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    returns=st.sets(st.integers(1, 60)),
    later=st.sets(st.integers(1, 60)),
)
def test_a_returned_record_counts_in_no_view_until_it_is_accepted(seed, returns, later):
    records = World(seed).history(60)
    store = store_with(records, size=60)
    answers = [(number, "not-allowed") for number in sorted(returns)]
    store.write(lambda tx: outbox.acknowledge(tx, LOG, 60, answers))
    counted = [one for number, one in enumerate(records, 1) if number not in returns]
    assert store.read(dump) == store_with(counted, size=60).read(dump)
    store.write(lambda tx: outbox.mark_accepted(tx, 1, sorted(later)))
    counted = [one for number, one in enumerate(records, 1) if number not in returns - later]
    assert store.read(dump) == store_with(counted, size=60).read(dump)
    store.write(views.rebuild_views)
    assert store.read(dump) == store_with(counted, size=60).read(dump)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6), size=st.integers(1, 30), again=st.booleans())
def test_a_second_device_has_the_same_views_from_the_feed(seed, size, again):
    store = store_with(World(seed).history(60), size=size)
    store.write(lambda tx: outbox.seal_pending(tx, DEVICE, 1))
    bundles = [
        open_bundle(one.data, lambda kid: DEVICE.public)
        for one in store.read(lambda conn: outbox.unsent(conn))
    ]
    other = Store.in_memory()

    def apply(tx):
        feed.start_feed(tx, SCOPE, b"one")
        for bundle in bundles:
            feed.apply_bundle(tx, SCOPE, SimpleNamespace(returned=()), bundle)

    other.write(apply)
    if again:
        other.write(apply)
    assert other.read(dump) == store.read(dump)


def test_views_that_were_spoiled_are_mended_by_making_them_anew():
    store = store_with(Corpus().records(200))
    before = store.read(dump)
    store.write(lambda tx: [tx.run(f"DELETE FROM {table}") for table in TABLES])
    assert store.read(dump) != before
    store.write(views.rebuild_views)
    assert store.read(dump) == before


# The queue.


def test_the_queue_pages_through_all_that_waits_without_a_gap_or_a_repetition(memory):
    world = World(11, persons=40)
    keep(memory, [world.submitted() for _ in range(130)])
    whole = memory.read(lambda conn: queue.queue_page(conn, size=1000))
    paged, after = [], None
    while page := memory.read(
        lambda conn, after=after: queue.queue_page(conn, after=after, size=9)
    ):
        paged += page
        after = page[-1].key
    assert paged == whole
    assert len(whole) == memory.read(queue.queue_count) == 130
    assert [row.key for row in whole] == sorted(row.key for row in whole)
    back = memory.read(lambda conn: queue.queue_page(conn, before=whole[20].key, size=5))
    assert back == whole[15:20]
    newest = memory.read(lambda conn: queue.queue_page(conn, size=1000, sort="newest"))
    assert newest == whole[::-1]
    assert memory.read(lambda conn: queue.queue_rank(conn, whole[20].key)) == 20


def test_what_waits_in_a_scope_is_counted_and_paged_by_its_index_alone(memory):
    asked = []

    def plans(conn):
        class Explained:
            def run(self, sql, values=()):
                asked.append([row[3] for row in conn.run(f"EXPLAIN QUERY PLAN {sql}", values)])
                return SimpleNamespace(scalar_one=lambda: 0, all=list)

        chosen = QueueFilter(scope=SCOPE)
        queue.queue_count(Explained(), chosen)
        queue.queue_rank(Explained(), (1, b""), chosen)
        queue.queue_page(Explained(), after=(1, b""), filter=chosen)

    memory.read(plans)
    for plan in asked:
        # Neither every row of the table is looked up for its scope, nor is anything sorted.
        assert "application_waiting (scope=?" in plan[0]
        assert not any("B-TREE" in step for step in plan)


def test_the_queue_is_filtered_by_name_tail_channel_and_screening(memory):
    world = World(12, persons=30)
    keep(memory, [world.submitted() for _ in range(60)] + [world.screened() for _ in range(20)])
    whole = [row.application for row in memory.read(lambda conn: queue.queue_page(conn, size=1000))]
    one = whole[7]
    for chosen, fits in (
        (QueueFilter(channel="web"), lambda row: row.channel == "web"),
        (QueueFilter(screened=True), lambda row: row.screened_at is not None),
        (QueueFilter(screened=False), lambda row: row.screened_at is None),
        (QueueFilter(tail=one.number_tail), lambda row: row.number_tail == one.number_tail),
        (QueueFilter(name=one.name[1:]), lambda row: one.name[1:] in row.name),
        (QueueFilter(scope="d:000000000000"), lambda row: False),
    ):
        page = memory.read(lambda conn, f=chosen: queue.queue_page(conn, size=1000, filter=f))
        assert [row.application for row in page] == [row for row in whole if fits(row)]
        assert memory.read(lambda conn, f=chosen: queue.queue_count(conn, f)) == len(page)


def test_twins_in_name_are_marked_and_one_person_twice_is_not(memory):
    world = World(13, persons=2)
    first, second = world.people
    twin = type(second)(second.id, first.name, second.number, second.phone)
    world.people = [first]
    keep(memory, [world.submitted(), world.submitted()])
    assert [row.twin for row in memory.read(queue.queue_page)] == [False, False]
    world.people = [twin]
    keep(memory, [world.submitted()])
    assert [row.twin for row in memory.read(queue.queue_page)] == [True, True, True]
    found = memory.read(lambda conn: people.namesakes(conn, first.name, besides=first.id))
    assert [one.person for one in found] == [second.id]


# Passes.


def pass_rows(store):
    return store.read(lambda conn: passes.passes_page(conn, live=None, size=1000))


def test_a_pass_is_found_by_its_serial_its_tail_and_its_person(memory, corpus):
    keep(memory, corpus.records(400))
    rows = pass_rows(memory)
    assert len(rows) > 10
    for row in rows:
        assert row in memory.read(lambda conn, row=row: passes.by_serial(conn, row.serial))
        assert row in memory.read(lambda conn, row=row: passes.by_tail(conn, row.id_tail))
        assert row in memory.read(lambda conn, row=row: passes.passes_of(conn, row.person))
        assert row == memory.read(lambda conn, row=row: passes.one_pass(conn, row.ref))


def test_a_void_or_replaced_pass_does_not_live_and_a_doubled_one_neither():
    world = World(17)
    submitted = world.submitted()
    records = [submitted, *(world.issued() for _ in range(40))]
    store = store_with(records)
    rows = {row.ref: row for row in pass_rows(store)}
    tokens = {}
    for one in records[1:]:
        ref = next(ref for ref, row in rows.items() if read(one) == ref)
        tokens.setdefault(ref, set()).add(one.body.token)
    replaced = {
        (one.body.replaces.kid, one.body.replaces.sequence)
        for one in records[1:]
        if one.body.replaces is not None
        # Of a doubled name only the first is a row, and only it replaces.
        and rows[read(one)].record == one.id
        and one.subject == rows[PassRef(one.body.replaces.kid, one.body.replaces.sequence)].person
    }
    assert replaced
    for ref, row in rows.items():
        doubled = len(tokens[ref]) > 1
        assert (row.void_reason == "doubled") == doubled
        assert bool(row.live) == (not doubled and (ref.kid, ref.sequence) not in replaced)


@pytest.mark.parametrize("first", ["old", "new"])
def test_nobody_takes_the_place_of_another_persons_pass_whichever_comes_first(first):
    world = World(23, persons=2)
    while len({person.id for _, person in world.applications}) < 2:
        world.submitted()
    old = world.issued()
    new = next(
        one
        for one in iter(world.issued, None)
        if one.subject != old.subject and read(one) != read(old)
    )
    ref = read(old)
    named = ReplacedPass(kid=ref.kid, sequence=ref.sequence)
    new = dataclasses.replace(new, body=dataclasses.replace(new.body, replaces=named))
    store = store_with([old, new] if first == "old" else [new, old], size=1)
    assert [row.live for row in pass_rows(store)] == [1, 1]
    own = dataclasses.replace(new, subject=old.subject)
    same = store_with([old, own] if first == "old" else [own, old], size=1)
    assert {row.ref: row.live for row in pass_rows(same)} == {ref: 0, read(own): 1}


def read(record):
    from fieldpass.store.names import pass_of

    assert isinstance(record.body, PassIssued)
    return pass_of(record)


def test_those_who_have_not_reported_are_listed_until_they_do():
    world = World(19, persons=3)
    store = store_with([world.submitted(), *(world.issued() for _ in range(6))])
    live = [row for row in pass_rows(store) if row.live]
    day = max(row.issued_day for row in live) + 1
    valid = {row.ref for row in live if row.last_day >= day and row.reported_day < day}
    listed = store.read(lambda conn: passes.not_reported_page(conn, day=day))
    assert {row.ref for row in listed} == valid
    assert valid
    assert store.read(lambda conn: passes.not_reported_count(conn, day=day)) == len(valid)
    from fieldpass.model.bodies import HealthReported

    person = listed[0].person
    report = world.record(HealthReported(day=day), "health.reported", subject=person)
    keep(store, [report])
    after = store.read(lambda conn: passes.not_reported_page(conn, day=day))
    assert {row.ref for row in after} == {row.ref for row in listed if row.person != person}


def test_whatever_touches_a_person_makes_the_verdict_due_again(memory, corpus):
    keep(memory, corpus.records(300))
    for row in pass_rows(memory):
        memory.write(
            lambda tx, row=row: passes.save_judgement(
                tx, row.ref, colour="yellow", code="NO-REPORT", next_change=10**15
            )
        )
    assert memory.read(lambda conn: passes.due_passes(conn, 10**14)) == []
    counts = memory.read(passes.colour_counts)
    assert counts == {("yellow", "NO-REPORT"): len(pass_rows(memory))}
    (record,) = keep(memory, corpus.records(1))
    due = memory.read(lambda conn: passes.due_passes(conn, 10**14))
    assert {row.person for row in due} == {record.subject}
    memory.write(views.rebuild_views)
    assert {row.judged_code for row in pass_rows(memory)} == {"NO-REPORT"}


def test_reds_wait_until_somebody_has_reported_them_and_a_new_red_waits_again():
    world = World(23, persons=1)
    submitted = world.submitted()
    red = next(one for one in iter(world.decided, None) if one.body.colour == "red")
    store = store_with([submitted, red])
    assert [one.application for one in store.read(queue.reds_to_report)] == [submitted.id]
    world.at = max(world.at, red.at) + 10 * 86_400_000
    keep(store, [world.red_reported()])
    assert store.read(queue.reds_to_report_count) == 0
    world.at += 10 * 86_400_000
    keep(store, [next(one for one in iter(world.decided, None) if one.body.colour == "red")])
    assert store.read(queue.reds_to_report_count) == 1


def test_an_amended_name_is_what_people_are_found_by(memory):
    world = World(29, persons=1)
    first = world.submitted()
    keep(memory, [first])
    amended = world.amended()
    name = "欧阳修"
    says = amended.body.declaration
    import dataclasses

    changed: Declaration = dataclasses.replace(says, name=name)
    world.at += 10 * 86_400_000
    body = dataclasses.replace(amended.body, declaration=changed)
    keep(memory, [dataclasses.replace(amended, at=world.at, body=body)])
    assert [one.name for one in memory.read(lambda conn: people.search(conn, "oyx"))] == [name]
    old = first.body.declaration.name
    assert memory.read(lambda conn: people.search(conn, old)) == []
