"""The pipeline: which verdict at which stage, and what each sentence tells to do."""

import pytest

from fieldpass.model.reasons import Reason
from fieldpass.wire import status
from fieldpass.wire.verifying import (
    FIELDPASS,
    Ages,
    HeldLists,
    LookedUp,
    Stage,
    StageFailure,
    read_text,
    verify,
)
from tests.wire.village import (
    DAY,
    ISSUER,
    NOW,
    OTHER_COUNTY,
    check,
    claims,
    issuers,
    listed,
    state_of,
    stolen,
    text,
)

# The five verdicts.


def test_a_green_pass_of_an_authorised_issuer_goes() -> None:
    verdict = check(text())
    assert (verdict.kind, verdict.stage, verdict.exit_code) == ("GO", Stage.COLOUR, 0)
    assert verdict.claims == claims()
    assert verdict.proven is not None
    assert verdict.proven.issuer.body_name == "后坡村村委会"
    assert verdict.lists_as_of == NOW


@pytest.mark.parametrize(
    ("changed", "kind", "code", "exit_code"),
    [
        ({"colour": "yellow", "reason": 2}, "CHECK", "MORE-INFO", 4),
        ({"colour": "yellow", "reason": 4}, "CHECK", "NO-REPORT", 4),
        ({"colour": "pending"}, "CHECK", "UNDECIDED", 4),
        ({"colour": "red", "reason": 8}, "STOP", "EX1", 1),
        ({"training": True}, "INVALID", "training", 5),
    ],
)
def test_what_was_signed_decides_where_nothing_else_does(
    changed: dict[str, object], kind: str, code: str, exit_code: int
) -> None:
    verdict = check(text(**changed))
    assert (verdict.kind, verdict.code, verdict.exit_code) == (kind, code, exit_code)


@pytest.mark.parametrize(
    ("state", "kind", "code"),
    [
        (state_of(status.VOID), "INVALID", "void"),
        (state_of(status.YELLOW, reason=4), "CHECK", "NO-REPORT"),
        (state_of(status.RED, reason=13), "STOP", "FEVER"),
        (state_of(screened=True), "GO", "GREEN"),
        (state_of(status.RED, reason=13, sequence=6), "GO", "GREEN"),
    ],
)
def test_a_listed_state_makes_a_green_pass_worse_and_only_its_own(
    state: status.StatusList, kind: str, code: str
) -> None:
    verdict = check(text(), status_list=state)
    assert (verdict.kind, verdict.code) == (kind, code)


def test_a_list_never_makes_a_pass_better_than_it_was_signed() -> None:
    red = text(colour="red", reason=9)
    verdict = check(red, status_list=state_of(status.YELLOW, reason=4))
    assert (verdict.kind, verdict.code) == ("STOP", "EX2")
    assert verdict.codes == ("EX2", "NO-REPORT")


@pytest.mark.parametrize("signed_reason", [1, 4])
@pytest.mark.parametrize("listed_reason", [None, 1, 4])
def test_a_recheck_or_missing_report_alone_can_be_lifted_here(
    signed_reason: int, listed_reason: int | None
) -> None:
    state = state_of(status.YELLOW, reason=listed_reason) if listed_reason else None
    verdict = check(text(colour="yellow", reason=signed_reason), status_list=state)
    assert verdict.kind == "CHECK"
    assert verdict.liftable_here


@pytest.mark.parametrize(
    ("changed", "listed_reason", "now"),
    [
        ({"colour": "yellow", "reason": 4}, 2, NOW),
        ({"colour": "yellow", "reason": 2}, 4, NOW),
        ({"colour": "yellow", "reason": 4}, None, NOW + 7 * DAY),
        ({"colour": "pending"}, 4, NOW),
        ({"colour": "red", "reason": 8}, 4, NOW),
    ],
)
def test_any_other_reason_beside_it_cannot_be_lifted_here(
    changed: dict[str, object], listed_reason: int | None, now: int
) -> None:
    state = state_of(status.YELLOW, reason=listed_reason) if listed_reason else None
    assert not check(text(**changed), now=now, status_list=state).liftable_here


@pytest.mark.parametrize("reason", [r for r in Reason if r.fits("yellow")])
def test_every_yellow_says_what_to_do_now(reason: Reason) -> None:
    verdict = check(text(colour="yellow", reason=int(reason)))
    assert verdict.kind == "CHECK"
    assert "放行" in verdict.text.zh
    assert len(verdict.text.en) > len(reason.said({}).en)


@pytest.mark.parametrize("reason", [r for r in Reason if r.fits("red")])
def test_every_red_says_not_to_let_pass_and_names_the_appeal(reason: Reason) -> None:
    verdict = check(text(colour="red", reason=int(reason)))
    assert "请不要放行" in verdict.text.zh
    numbered = check(text(colour="red", reason=int(reason)), days={reason.name: 9}).text
    assert ("9" in numbered.zh) == ("9" in numbered.en) == ("14" in verdict.text.zh)
    assert "申诉" in verdict.text.zh


# Time.


def test_a_pass_is_expired_from_24_hours_of_its_last_day_on() -> None:
    last = claims().expires * 1000
    assert check(text(), now=last - 1).kind == "GO"
    verdict = check(text(), now=last)
    assert (verdict.kind, verdict.stage, verdict.code) == ("CHECK", Stage.TIME, "EXPIRED")


def test_an_expired_red_stays_red() -> None:
    assert check(text(colour="red", reason=8), now=NOW + 30 * DAY).kind == "STOP"


def test_a_clock_set_back_cannot_tell_and_still_stops_a_red() -> None:
    verdict = check(text(), clock_floor=NOW + 1)
    assert (verdict.kind, verdict.stage, verdict.code) == ("CANNOT_TELL", Stage.TIME, "clock")
    assert check(text(colour="red", reason=8), clock_floor=NOW + 1).kind == "STOP"


def test_a_pass_issued_after_now_points_at_the_clock() -> None:
    verdict = check(text(), now=NOW - 2 * DAY)
    assert (verdict.kind, verdict.code) == ("CANNOT_TELL", "not-yet")


def test_an_unscreened_pass_is_green_until_the_end_of_the_next_day_and_only_the_list_tells() -> (
    None
):
    unscreened = text(unscreened=True)
    due = (claims().issue_day_start + 2 * 86_400) * 1000
    assert "没有核验" in check(unscreened).text.zh
    stale = check(unscreened, issuers(), listed(as_of=due - 1), now=due + 1)
    assert stale.kind == "GO"
    known = check(unscreened, issuers(), listed(as_of=due), now=due + 1)
    assert (known.kind, known.code) == ("CHECK", "UNSCREENED")
    done = check(unscreened, issuers(), listed(state_of(screened=True), as_of=due), now=due + 1)
    assert done.kind == "GO"
    off = check(unscreened, issuers(), listed(as_of=due), now=due + 1, unscreened_days=None)
    assert off.kind == "GO"


def test_stale_lists_weaken_the_words_and_never_the_verdict() -> None:
    ages = Ages(soft=3600, hard=7200)
    fresh, soft, hard = (
        check(text(), issuers(), listed(as_of=NOW - age * 1000), ages=ages)
        for age in (3600, 3601, 7201)
    )
    assert [one.kind for one in (fresh, soft, hard)] == ["GO"] * 3
    assert [one.stale for one in (fresh, soft, hard)] == ["", "soft", "hard"]
    assert fresh.text != soft.text != hard.text
    without = check(text(), issuers())
    assert (without.kind, without.stale, without.lists_as_of) == ("GO", "none", None)
    assert "看不到" in without.text.zh


# What a verdict is written as.


def test_the_json_form_has_exactly_the_promised_keys() -> None:
    shown = check(text()).as_json()
    assert list(shown) == ["verdict", "stage", "code", "claims", "lists_as_of", "text"]
    assert shown["verdict"] == "GO"
    assert shown["stage"] == "colour"
    assert set(shown["text"]) == {"zh", "en"}
    assert check("x").as_json()["claims"] is None


def test_a_stage_failure_names_its_stage_and_holds_nothing_of_the_scan() -> None:
    with pytest.raises(StageFailure) as caught:
        read_text("FP1:张三张三", FIELDPASS)
    assert "张" not in str(caught.value)
    assert caught.value.stage is Stage.TEXT


# What a look-up tells.


def test_lists_of_several_counties_find_the_key_of_the_passs_own() -> None:
    lists = HeldLists.of([issuers(), issuers([], OTHER_COUNTY), listed()])
    assert verify(text(), keys=lists, status=lists, now=NOW).kind == "GO"


@pytest.mark.parametrize(
    ("before", "told", "kind", "code"),
    [
        (0, status.state(status.RED, reason=8), "STOP", "EX1"),
        (0, status.state(status.VOID), "INVALID", "void"),
        (
            status.state(status.YELLOW, reason=int(Reason.NO_REPORT)),
            status.state(status.YELLOW, reason=int(Reason.MORE_INFO)),
            "CHECK",
            "MORE-INFO",
        ),
        (status.state(status.VOID), 0, "INVALID", "void"),
        (status.state(status.RED, reason=8), 0, "STOP", "EX1"),
        (
            status.state(status.YELLOW, reason=int(Reason.MORE_INFO)),
            status.state(status.YELLOW, reason=int(Reason.NO_REPORT)),
            "CHECK",
            "MORE-INFO",
        ),
    ],
)
def test_what_a_look_up_tells_makes_a_pass_worse_and_never_better(
    before: int, told: int, kind: str, code: str
) -> None:
    body = status.build({ISSUER.kid: {5: before}})
    lists = HeldLists.of([issuers(), listed(body, as_of=NOW - DAY)])
    asked = LookedUp(held=lists, ref=claims().ref, told=told)
    verdict = verify(text(), keys=lists, status=asked, now=NOW)
    assert (verdict.kind, verdict.code) == (kind, code)
    assert verdict.lists_as_of == NOW - DAY
    assert verify(text(sequence=6), keys=lists, status=asked, now=NOW).kind == "GO"


def test_a_look_up_cannot_tell_that_an_unscreened_pass_was_screened() -> None:
    lists = HeldLists.of([issuers(), listed(as_of=NOW + 3 * DAY)])
    asked = LookedUp(held=lists, ref=claims().ref, told=status.SCREENED)
    scanned = text(unscreened=True)
    assert verify(scanned, keys=lists, status=asked, now=NOW + 3 * DAY).code == "UNSCREENED"


def test_a_look_up_takes_no_stolen_key_off_the_list() -> None:
    known = HeldLists.of([issuers(), listed(stolen({ISSUER.kid: []}))])
    still = LookedUp(held=known, ref=claims().ref, told=0)
    assert verify(text(), keys=known, status=still, now=NOW).code == "stolen-key"
