"""Passes: what is shown of one, how some are found, how many are paged, how one is taken back."""

import dataclasses

import pytest

from fieldpass.desk import exporting, judged, passes
from fieldpass.desk.errors import NotAllowed, NotFound
from fieldpass.desk.issuing import ToIssue, issue
from fieldpass.desk.passes import PassFilter
from fieldpass.model.reasons import Reason
from fieldpass.model.records import PassRef
from tests.parts import HIGH, ONLINE, ONSITE


def test_a_green_pass_shows_its_holder_route_validity_and_issuer(place, issuer):
    view = place.issue(issuer, ONSITE)
    assert (view.colour, view.colour_as_signed, view.yellow) == ("green", "green", None)
    assert (view.name, view.id_tail, view.tenths) == ("张卫东", ONSITE.number[-4:], 365)
    assert view.route.zh == "沂水县 > 青岛市黄岛区"
    assert view.validity.zh == "有效到 3月1日24时"
    assert view.issued_by == "沂水县高桥镇后坡村村民委员会"
    assert [len(group) for group in view.serial.split()] == [4, 4, 4]
    assert view.digits.isdecimal()
    assert view.unscreened


def test_a_name_too_long_for_the_token_is_shown_whole(place, issuer):
    view = place.issue(issuer, ONSITE, name="买买提艾力阿卜杜热合曼")
    assert view.name == "买买提艾力阿卜杜热合曼"


def test_a_screening_that_came_later_ends_the_mark_unscreened(place, issuer):
    view = place.issue(issuer, ONSITE)
    place.screen(issuer, ONSITE)
    assert not passes.open_pass(issuer, view.pass_ref).unscreened


def test_a_pass_past_its_last_day_is_yellow_expired(place, issuer):
    view = place.issue(issuer, ONSITE)
    place.clock.now = view.valid_until
    later = passes.open_pass(issuer, view.pass_ref)
    assert (later.colour, later.yellow) == ("yellow", "expired")


def test_a_pass_without_a_report_for_yesterday_is_yellow_to_be_checked(place, issuer):
    view = place.issue(issuer, ONSITE)
    place.screen(issuer, ONSITE)
    place.clock.pass_(days=2)
    place.synced(issuer)
    later = passes.open_pass(issuer, view.pass_ref)
    assert (later.colour, later.yellow) == ("yellow", "check")
    assert "昨天没有健康上报" in later.reason.zh


def test_silence_after_the_last_sync_turns_no_pass_yellow(place, issuer):
    view = place.issue(issuer, ONSITE)
    place.screen(issuer, ONSITE)
    place.clock.pass_(days=2)
    assert passes.open_pass(issuer, view.pass_ref).colour == "green"


def test_a_yellow_pass_stays_yellow_when_a_new_green_one_replaces_it(place, issuer):
    application = place.apply(issuer, ONSITE)
    old = place.decide(issuer, application, "yellow", reason=Reason.ISSUER, note="核实住址")
    place.clock.pass_(hours=1)
    new = place.decide(issuer, application, "green")
    again = passes.open_pass(issuer, old.pass_ref)
    assert (again.colour, again.replaced_by) == ("yellow", new.pass_ref)
    assert passes.latest_of(issuer, application) == new.pass_ref


def test_a_pending_code_stays_pending_after_the_decision(place, issuer):
    application = place.apply(issuer, ONSITE)
    code = passes.latest_of(issuer, application)
    place.decide(issuer, application, "green")
    view = passes.open_pass(issuer, code)
    assert view.colour == "pending"
    assert "新卡" in view.reason.zh


def test_a_pass_that_is_not_here_is_not_found(issuer):
    with pytest.raises(NotFound):
        passes.open_pass(issuer, PassRef(b"none", 1))


def test_no_pass_is_signed_in_the_place_of_another_persons(place, issuer):
    """The desk never asks for it; who calls it wrongly is refused before anything is signed."""
    victim = place.issue(issuer, ONSITE)
    application = place.apply(issuer, dataclasses.replace(ONSITE, number="371323197301022236"))
    said = judged.application_case(issuer, application).state.declaration
    asked = ToIssue(
        application=application,
        declaration=said,
        colour="green",
        at=issuer.now(),
        replaces=victim.pass_ref,
    )
    with pytest.raises(NotAllowed) as caught:
        issuer.store.write(lambda tx: issue(issuer, tx, asked))
    assert "another person's" in caught.value.text("en")
    assert "另一个人的卡" in caught.value.text("zh")
    # A pass taken back before has nothing left to take.
    passes.void(issuer, victim.pass_ref, "leaver")
    assert issuer.store.write(lambda tx: issue(issuer, tx, asked)).body.replaces is not None


# Voiding.


def test_a_void_pass_is_shown_void_and_never_red(place, issuer):
    view = place.issue(issuer, ONSITE)
    passes.void(issuer, view.pass_ref, "misprint", "姓名写错")
    after = passes.open_pass(issuer, view.pass_ref)
    assert (after.void, after.colour, after.yellow) == (True, "yellow", "void")


def test_a_pass_is_voided_once(place, issuer):
    view = place.issue(issuer, ONSITE)
    passes.void(issuer, view.pass_ref, "leaver")
    with pytest.raises(NotAllowed):
        passes.void(issuer, view.pass_ref, "leaver")


def test_a_pass_that_was_taken_back_leaves_the_screen_in_no_form(place, issuer, tmp_path):
    view = place.issue(issuer)
    passes.void(issuer, view.pass_ref, "misprint")
    with pytest.raises(NotAllowed):
        passes.printed(issuer, view.pass_ref)
    with pytest.raises(NotAllowed):
        exporting.save_images(issuer, view, {"png": b"picture"}, tmp_path)
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_a_locked_office_voids_nothing(place, issuer):
    view = place.issue(issuer, ONSITE)
    issuer.lock()
    with pytest.raises(NotAllowed):
        passes.void(issuer, view.pass_ref, "leaver")
    assert not passes.open_pass(issuer, view.pass_ref).void


def test_printed_copies_are_counted(place, issuer):
    view = place.issue(issuer, ONSITE)
    passes.printed(issuer, view.pass_ref, copies=2)
    passes.printed(issuer, view.pass_ref, form="receipt")
    assert passes.open_pass(issuer, view.pass_ref).printed == 3


# Finding.


@pytest.mark.parametrize(
    "text",
    [
        ONSITE.number,
        f"{ONSITE.number[:6]} {ONSITE.number[6:14]} {ONSITE.number[14:]}",
        ONSITE.number[-4:],
        "张卫",
        "zwd",
    ],
)
def test_a_pass_is_found_by_number_tail_part_of_name_and_initials(place, issuer, text):
    view = place.issue(issuer, ONSITE)
    place.issue(issuer, ONLINE)
    assert [line.pass_ref for line in passes.find(issuer, text)] == [view.pass_ref]


def test_a_pass_is_found_by_its_serial_and_by_its_scan(place, issuer):
    view = place.issue(issuer, ONSITE)
    for text in (view.serial, view.serial.replace(" ", ""), view.digits):
        assert [line.pass_ref for line in passes.find(issuer, text)] == [view.pass_ref]


def test_the_pending_code_is_found_until_there_is_a_pass(place, issuer):
    application = place.apply(issuer, ONSITE)
    assert [line.colour for line in passes.find(issuer, "张卫东")] == ["pending"]
    place.decide(issuer, application, "green")
    assert [line.colour for line in passes.find(issuer, "张卫东")] == ["green"]


@pytest.mark.parametrize("text", ["", "   ", "没有这个人", "000000000000", "9" * 300])
def test_nothing_is_found_for_what_is_not_here(place, issuer, text):
    place.issue(issuer, ONSITE)
    assert passes.find(issuer, text) == []


# Lists.


@pytest.fixture
def many(place, issuer):
    views = []
    for who in (ONSITE, ONLINE, HIGH):
        place.clock.pass_(minutes=1)
        tenths = {"reading": "365"}
        views.append(place.issue(issuer, who, **tenths))
    return views[::-1]


def refs(lines):
    return [line.pass_ref for line in lines]


def test_passes_are_paged_newest_first_in_both_directions(issuer, many):
    source = passes.passes_source(issuer)
    expected = [view.pass_ref for view in many]
    assert source.count() == 3
    first = source.page(None, "forward", 2)
    assert refs(first) == expected[:2]
    assert refs(source.page(first[-1].key, "forward", 2)) == expected[2:]
    assert refs(source.page(None, "back", 2)) == expected[1:]
    last = source.page(None, "back", 1)[0]
    assert refs(source.page(last.key, "back", 2)) == expected[:2]
    assert refs(source.page(first[1].key, "forward", 5, inclusive=True)) == expected[1:]


def test_place_and_key_of_a_row_belong_together(issuer, many):
    source = passes.passes_source(issuer)
    for place, view in enumerate(many):
        key = source.key_at(place)
        assert (key[-1], source.position(key)) == (view.pass_ref, place)
    assert source.key_at(3) is None


def test_void_and_replaced_passes_are_listed_only_when_asked_for(issuer, many):
    passes.void(issuer, many[0].pass_ref, "misprint")
    assert passes.passes_source(issuer).count() == 2
    everything = passes.passes_source(issuer, PassFilter(live=None))
    assert [line.void for line in everything.page(None, "forward", 9)] == [True, False, False]


def test_a_list_shows_the_colour_of_now_also_where_nobody_judged_since(place, issuer, many):
    passes.keep_judged(issuer)
    place.clock.now = many[0].valid_until
    lines = passes.passes_source(issuer).page(None, "forward", 9)
    assert {(line.colour, line.yellow) for line in lines} == {("yellow", "expired")}


def test_what_is_judged_is_kept_until_it_may_change(place, issuer, many):
    assert passes.keep_judged(issuer) > 0
    assert passes.keep_judged(issuer) == 0
    place.clock.now = many[0].valid_until
    assert passes.keep_judged(issuer) > 0
    expired = passes.passes_source(issuer, PassFilter(colour="yellow"))
    assert expired.count() == 3
