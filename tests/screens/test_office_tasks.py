"""Tasks of the office beyond deciding, from the first key to the record in the store."""

from pathlib import Path

import pytest

from fieldpass.desk import follow_ups, home, mending, queueing, reports, tables
from fieldpass.desk.errors import NotAllowed
from fieldpass.desk.office import Office
from fieldpass.desk.queueing import QueueFilter
from fieldpass.model.records import Record
from fieldpass.store import outbox, records
from fieldpass.store.transaction import Transaction
from fieldpass.training import village as demo
from tests.parts import HIGH, ONSITE, OTHER_DIVISION, Village, village
from tests.screens.driver import Person, at_work


def written(office: Office, kind: str) -> list[Record]:
    """The records of a kind in the store."""
    return office.store.read(lambda conn: records.records_of_kinds(conn, [kind]))


def tidy(person: Person) -> None:
    """The screen in front is tidy, with allowed glyphs only."""
    from fieldpass.terminal.glyphs import offenders

    person.sees_a_tidy_screen()
    assert offenders(person.screen) == set()


async def test_a_red_stays_a_task_until_it_is_written_down_who_was_told(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, HIGH)
    place.decide(issuer, application, "red", reason=14, note="coughs")
    async with at_work(issuer, tmp_path) as person:
        person.sees("Red not told", "F3")
        await person.presses("f3")
        person.is_at("reds")
        person.sees(HIGH.name, HIGH.number[-4:], "The issuer wrote: coughs")
        tidy(person)
        await person.presses("1")
        person.sees("Who was told?", "1 the village", "3 the epidemic office")
        await person.presses("3", "enter")
        person.sees("Type a sentence first")
        await person.enters("Wang 0539-0000000")
        person.sees("How?", "1 by phone")
        assert written(issuer, "red.reported") == []
        await person.presses("1")
        person.sees("recorded who was told", "Every red has been told")
        [record] = written(issuer, "red.reported")
        assert (record.body.told, record.body.how) == ("epidemic_office", "phone")
        assert record.body.whom == "Wang 0539-0000000"
        assert record.application == application
        await person.presses("escape")
        person.is_at("home")
        person.does_not_see("F3: tell")
        assert home.overview(issuer).red_unreported == 0


async def test_a_red_after_a_report_is_a_task_again(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, HIGH)
    place.decide(issuer, application, "red", reason=14, note="coughs")
    async with at_work(issuer, tmp_path) as person:
        await person.presses("f3", "1", "1")
        await person.enters("Li")
        await person.presses("2")
        place.clock.pass_(minutes=10)
        place.decide(issuer, application, "red", reason=14, note="coughs again")
        await person.presses("escape", "f3")
        person.sees(HIGH.name)


# What came back.


def give_back(office: Office, record: Record, reason: str = "not-yet-authorised") -> None:
    """The platform returns a record of this device's log."""

    def returning(tx: Transaction) -> None:
        number = tx.run(
            "SELECT e.number, e.log FROM entry AS e JOIN record AS r ON r.seq = e.record "
            "WHERE r.id = ?",
            (record.id,),
        ).one()
        outbox.mark_returned(tx, number[1], number[0], reason, office.now())

    office.store.write(returning)


def still_open(office: Office) -> int:
    """How many returned records nobody has dealt with."""
    return office.store.read(outbox.returned_count)


async def test_a_returned_report_is_written_again_with_its_true_time_and_leaves_the_list(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    place.clock.pass_(days=1)
    reports.report(issuer, pass_ref=view.pass_ref, tenths=364)
    [first] = written(issuer, "health.reported")
    give_back(issuer, first)
    place.clock.pass_(hours=1)
    async with at_work(issuer, tmp_path) as person:
        person.sees("Came back", "F4: mend")
        await person.presses("f4")
        person.is_at("sending")
        person.sees(ONSITE.name, "health report")
        await person.presses("1")
        person.is_at("returned")
        person.sees("36.4", "had not begun", "1 Write again", "9 Noted")
        person.does_not_see("2 Decide anew")
        tidy(person)
        await person.presses("1")
        person.is_at("sending")
        person.sees("Nothing has come back")
        [again] = written(issuer, "health.reported")
        assert again.id != first.id
        assert (again.body, again.subject, again.at) == (first.body, first.subject, first.at)
        assert again.entered is not None
        assert still_open(issuer) == 0


async def test_a_returned_decision_is_decided_anew_and_then_settled(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    place.decide(issuer, application)
    for kind in ("decision.made", "pass.issued"):
        give_back(issuer, written(issuer, kind)[-1])
    place.clock.pass_(hours=1)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("f4", "1", "2")
        person.is_at("review")
        await person.presses("1", "enter")
        person.is_at("pass_card")
        assert [one.body.colour for one in written(issuer, "decision.made")] == ["green"]
        mending.settle(issuer)
        assert still_open(issuer) == 0


async def test_a_returned_application_goes_back_into_the_form(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONSITE)
    give_back(issuer, written(issuer, "application.submitted")[0], "out-of-scope")
    async with at_work(issuer, tmp_path) as person:
        await person.presses("f4", "1", "3")
        person.is_at("apply")
        person.sees(ONSITE.name, "Taken up where it was left")
        assert still_open(issuer) == 1


async def test_a_returned_record_with_nothing_to_do_is_noted_and_stays_in_the_store(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONSITE)
    [reading] = written(issuer, "temperature.taken")
    give_back(issuer, reading)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("f4", "1", "escape")
        person.sees(ONSITE.name)
        assert still_open(issuer) == 1
        await person.presses("1", "9")
        person.sees("Nothing has come back")
        assert still_open(issuer) == 0
        assert issuer.store.read(lambda conn: records.record(conn, reading.id)) == reading


# The queue.


async def test_the_queue_finds_by_initials_name_and_tail_and_sorts_both_ways(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, HIGH)
    place.clock.pass_(minutes=1)
    place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2")
        person.sees("1/2")
        assert person.screen.index(HIGH.name) < person.screen.index(ONSITE.name)
        await person.presses("f6")
        person.sees("newest first", "1/2")
        assert person.screen.index(ONSITE.name) < person.screen.index(HIGH.name)
        tidy(person)
        for words in ("zgl", HIGH.name[1:], HIGH.number[-4:]):
            await person.presses("f5", "end", *["backspace"] * 4)
            await person.enters(words)
            person.sees(HIGH.name, f"[{words}]", "1/1")
            person.does_not_see(ONSITE.name)
        await person.presses("f5", "end", *["backspace"] * 4)
        await person.enters("%%")
        person.sees("0/0")
        await person.presses("f5", "backspace", "backspace", "enter")
        person.sees(HIGH.name, ONSITE.name, "1/2")


def test_the_queue_newest_first_pages_without_a_gap_in_both_directions(
    place: Village, issuer: Office
) -> None:
    for who in (HIGH, ONSITE, *demo.MORE):
        place.apply(issuer, who)
        place.clock.pass_(minutes=1)
    old = queueing.queue_source(issuer)
    new = queueing.queue_source(issuer, QueueFilter(sort="newest"))
    keys = [row.key for row in new.page(None, "forward", 9)]
    assert keys == [row.key for row in old.page(None, "forward", 9)][::-1]
    assert len(keys) == new.count() == 5
    assert [row.key for row in new.page(keys[1], "forward", 2)] == keys[2:4]
    assert [row.key for row in new.page(keys[1], "forward", 2, inclusive=True)] == keys[1:3]
    assert [row.key for row in new.page(keys[3], "back", 2)] == keys[1:3]
    assert [row.key for row in new.page(keys[3], "back", 2, inclusive=True)] == keys[2:4]
    assert [row.key for row in new.page(None, "back", 2)] == keys[3:]
    assert [new.position(key) for key in keys] == [0, 1, 2, 3, 4]
    assert [new.key_at(at) for at in range(5)] == keys


# At the checkpoint.


async def test_who_waits_aside_is_listed_and_let_go_or_not_in_the_end(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    view = place.issue(issuer)
    place.clock.pass_(minutes=5)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("1", "f5")
        person.is_at("checkpoint")
        await person.enters(view.serial.replace(" ", ""))
        await person.presses("f5")
        person.sees("waits aside", "aside 1")
        await person.presses("escape", "f5")
        person.is_at("parked")
        person.sees("Waits aside: 1", ONSITE.name, view.serial)
        tidy(person)
        await person.types("3713")
        person.is_at("parked")
        person.sees("Press Esc first")
        assert written(issuer, "checkpoint.checked")[-1].body.did == "parked"
        await person.presses("f4")
        person.sees("not let through", "Nobody waits aside")
        assert written(issuer, "checkpoint.checked")[-1].body.did == "stopped"
        await person.presses("escape")
        person.is_at("checkpoint")
        person.sees("stopped 1, aside 0")


# From the review.


async def test_a_call_is_recorded_and_seen_in_the_review(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "5")
        person.sees("Call", "1 by phone", "3 by a visit")
        await person.presses("1", "2")
        await person.presses("enter")
        person.sees("Type a sentence first")
        await person.enters("was in Wuhan")
        person.is_at("review")
        person.sees("The call is recorded", "called today", "does not agree")
        tidy(person)
        [record] = written(issuer, "call.made")
        said = record.body
        assert (said.how, said.reached, said.agrees, said.note) == (
            "phone", True, False, "was in Wuhan",
        )  # fmt: skip
        assert record.application == application
        await person.presses("5", "3", "3", "enter")
        person.sees("not reached")
        assert written(issuer, "call.made")[-1].body.agrees is None


async def test_an_application_is_transferred_and_leaves_queue_and_home(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    place.apply(issuer, ONSITE)
    place.clock.pass_(minutes=1)
    place.apply(issuer, HIGH)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "9")
        person.sees("Transfer to whom?", "12-digit")
        await person.enters("3713")
        person.sees("Type the 12-digit code")
        await person.presses(*["backspace"] * 4)
        await person.enters(OTHER_DIVISION)
        await person.enters("lives there")
        person.is_at("review")
        person.sees(HIGH.name)
        [record] = written(issuer, "application.transferred")
        assert (record.body.to_scope, record.body.reason) == (f"d:{OTHER_DIVISION}", "lives there")
        await person.presses("escape")
        person.sees("1/1", HIGH.name)
        person.does_not_see(ONSITE.name)
        assert home.overview(issuer).pending == 1


async def test_an_application_is_withdrawn_by_the_applicant(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "enter", "f7")
        person.sees("Withdraw the application")
        await person.enters("stays at home")
        [record] = written(issuer, "application.withdrawn")
        assert (record.application, record.body.reason) == (application, "stays at home")
        person.is_at("queue")
        person.sees("Nobody waits")


async def test_what_is_decided_is_neither_transferred_nor_withdrawn(
    place: Village, issuer: Office, tmp_path: Path
) -> None:
    application = place.apply(issuer, ONSITE)
    place.decide(issuer, application)
    for act in (
        lambda: follow_ups.transfer(issuer, application, f"d:{OTHER_DIVISION}"),
        lambda: follow_ups.withdraw(issuer, application),
    ):
        with pytest.raises(NotAllowed):
            act()
    async with at_work(issuer, tmp_path) as person:
        await person.presses("2", "f3", "enter")
        person.is_at("review")
        person.does_not_see("9 Transfer", "F7 ")


# Lists as files.


@pytest.mark.parametrize(
    ("name", "route", "rows"),
    [
        ("queue", ("2",), 1),
        ("reports", ("4",), 1),
        ("passes", ("5",), 1),
        ("sending", ("f4",), 1),
        ("reds", ("f3",), 0),
    ],
)
async def test_a_list_is_saved_as_a_plain_file_under_the_name_that_is_given(
    place: Village, issuer: Office, tmp_path: Path, name: str, route: tuple[str, ...], rows: int
) -> None:
    place.issue(issuer)
    give_back(issuer, written(issuer, "temperature.taken")[0])
    place.clock.pass_(days=1)
    place.apply(issuer, HIGH)
    async with at_work(issuer, tmp_path) as person:
        await person.presses(*route)
        person.is_at(name)
        await person.presses("f7")
        person.sees("plain: not encrypted", name)
        await person.presses(*["backspace"] * 20)
        await person.enters("../x")
        person.sees("letters, digits")
        await person.presses(*["backspace"] * 4)
        await person.enters("list_1")
        person.sees(f"{rows} row", "plain file")
        folder = person.app.folders.data / "export"
        [saved] = folder.iterdir()
        lines = saved.read_text(encoding="utf-8-sig").splitlines()
        assert (saved.name, len(lines)) == ("list_1.csv", rows + 1)
        assert saved.stat().st_mode & 0o077 == 0
        if rows:
            assert any(one.name in saved.read_text() for one in (ONSITE, HIGH))
        await person.presses("f7", *["backspace"] * 20)
        await person.enters("list_1")
        person.sees("already")
        assert len(list(folder.iterdir())) == 1


def test_a_cell_that_looks_like_a_formula_is_made_plain(tmp_path: Path) -> None:
    path, count = tables.save(tmp_path, "x", ["a"], [["=1+1"], ["王, 一"]])
    assert count == 2
    assert path.read_bytes().decode("utf-8-sig") == 'a\r\n\'=1+1\r\n"王, 一"\r\n'


# The audit.


async def test_the_audit_shows_searches_and_verifies_every_record(
    tmp_path: Path,
) -> None:
    place = village(tmp_path / "store")
    issuer = place.device("issuer")
    place.issue(issuer)
    place.clock.pass_(minutes=1)
    place.apply(issuer, HIGH)
    give_back(issuer, written(issuer, "temperature.taken")[0])
    async with at_work(issuer, tmp_path) as person:
        await person.presses("0", "8")
        person.is_at("audit")
        person.sees("decision", "pass", HIGH.name, ONSITE.name, "returned", "SHA-256")
        tidy(person)
        await person.presses("f5")
        await person.enters("zwd")
        person.sees("[zwd]", ONSITE.name)
        person.does_not_see(HIGH.name)
        await person.presses("f3")
        await person.waits_for("All is whole")
        issuer.store.write(
            lambda tx: tx.run(
                "UPDATE record SET digest = zeroblob(32) WHERE kind = 'decision.made'"
            )
        )
        await person.presses("f3")
        await person.waits_for("fieldpass repair")
        person.does_not_see("All is whole")
