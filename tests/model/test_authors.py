"""Who may write what: the table, row by row, and the states it needs."""

from dataclasses import replace

import pytest

from fieldpass.model import authors
from fieldpass.model.authors import (
    REFUSALS,
    TABLE,
    THE_SERVER,
    UNKNOWN,
    Refused,
    Standing,
    may_write,
)
from fieldpass.model.bodies import BODIES
from fieldpass.model.records import (
    SIGNED_KINDS,
    Author,
    DeviceAuthor,
    Holder,
    IssuerAuthor,
    Platform,
)

ISSUER = IssuerAuthor(kid=b"WANG")
HERE, THERE = "d:371323102215", "d:370211001001"
STANDING = Standing(
    roles=frozenset({"issuer", "clerk", "checker"}),
    scope=HERE,
    valid_from=100,
    valid_until=200,
    community=True,
)
KINDS = sorted(TABLE)


def device(role: str) -> DeviceAuthor:
    return DeviceAuthor(kid=b"DEV1", person=b"p" * 16, role=role)  # type: ignore[arg-type]


def refused(
    kind: str, author: Author, standing: Standing = STANDING, at: int = 150, **more: object
) -> str:
    found = may_write(kind, author, standing, at=at, **more)  # type: ignore[arg-type]
    return "" if found is None else found.code


WRITERS = {
    # kind: (issuer key, issuer, clerk, checker, platform, holder)
    "appeal.answered": "ii--p-",
    "appeal.filed": "-icc-h",
    "application.amended": "i---ph",
    "application.submitted": "-ic--h",
    "application.transferred": "ii--p-",
    "application.withdrawn": "-ic--h",
    "call.made": "-ic---",
    "checkpoint.checked": "-i-c--",
    "colleague.admitted": "i-----",
    "colleague.replaced": "i-----",
    "decision.made": "i-----",
    "health.reported": "-icc-h",
    "issuer.authorised": "----p-",
    "issuer.requested": "-icc--",
    "issuer.suspended": "----p-",
    "issuer.withdrawn": "----p-",
    "pass.issued": "i-----",
    "pass.printed": "-ic---",
    "pass.voided": "i---p-",
    "records.erased": "----p-",
    "red.reported": "-ic---",
    "screening.corrected": "----p-",
    "screening.done": "----p-",
    "shift.handed_over": "-icc--",
    "temperature.taken": "-icc-h",
    "unit.endorsed": "i-----",
    "unit.endorsement_withdrawn": "i-----",
}


def test_every_kind_that_has_a_body_has_a_row() -> None:
    assert set(TABLE) == {kind for kind, _version in BODIES} == set(WRITERS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_written_by_the_authors_of_its_row_and_by_nobody_else(kind: str) -> None:
    everyone: list[tuple[Author, Standing]] = [
        (ISSUER, STANDING),
        (device("issuer"), STANDING),
        (device("clerk"), STANDING),
        (device("checker"), STANDING),
        (Platform(), THE_SERVER),
        (Holder(), THE_SERVER),
    ]
    for mark, (author, standing) in zip(WRITERS[kind], everyone, strict=True):
        answer = refused(kind, author, standing)
        if mark == "-":
            assert answer in (Refused.WRONG_AUTHOR, Refused.WRONG_ROLE), (kind, author)
        else:
            assert answer == "", (kind, author)


def test_what_must_be_signed_can_be_written_by_an_issuer_s_key() -> None:
    assert all(TABLE[kind].issuer for kind in SIGNED_KINDS)


def test_a_kind_newer_than_this_program_is_not_written() -> None:
    assert refused("spell.cast", ISSUER) == Refused.UNKNOWN_KIND


def test_platform_and_holder_write_only_in_the_server_s_own_bundles() -> None:
    assert refused("screening.done", Platform(), STANDING) == Refused.NOT_OWN_BUNDLE
    assert refused("health.reported", Holder(), STANDING) == Refused.NOT_OWN_BUNDLE
    assert refused("decision.made", Platform(), THE_SERVER) == Refused.WRONG_AUTHOR
    assert refused("screening.done", Holder(), THE_SERVER) == Refused.WRONG_AUTHOR


class TestAuthorisation:
    @pytest.mark.parametrize(
        ("at", "answer"),
        [
            (99, Refused.NOT_YET),
            (100, ""),
            (199, ""),
            (200, Refused.ENDED),
        ],
    )
    def test_it_holds_from_its_first_to_before_its_last_millisecond(
        self, at: int, answer: str
    ) -> None:
        assert refused("decision.made", ISSUER, at=at) == answer

    def test_one_without_an_end_does_not_end(self) -> None:
        assert refused("decision.made", ISSUER, replace(STANDING, valid_until=None), at=999) == ""

    def test_withdrawn_it_ends_at_that_time_and_what_was_before_stays(self) -> None:
        ended = replace(STANDING, ended_at=150)
        assert refused("decision.made", ISSUER, ended, at=149) == ""
        assert refused("decision.made", ISSUER, ended, at=150) == Refused.ENDED
        assert refused("temperature.taken", device("clerk"), ended, at=150) == Refused.ENDED

    def test_suspended_it_rests_until_it_goes_on(self) -> None:
        paused = replace(STANDING, suspended_from=120, suspended_until=140)
        answers = [refused("decision.made", ISSUER, paused, at=at) for at in (119, 120, 139, 140)]
        assert answers == ["", Refused.SUSPENDED, Refused.SUSPENDED, ""]
        forever = replace(paused, suspended_until=None)
        assert refused("decision.made", ISSUER, forever, at=199) == Refused.SUSPENDED

    def test_before_it_a_device_takes_applications_and_readings_and_signs_nothing(self) -> None:
        new = Standing(scope=HERE)
        early = {
            "issuer.requested",
            "application.submitted",
            "application.withdrawn",
            "temperature.taken",
            "health.reported",
            "appeal.filed",
        }
        for kind in KINDS:
            author = device("issuer")
            if TABLE[kind].roles:
                expected = "" if kind in early else Refused.NOT_AUTHORISED
                assert refused(kind, author, new) == expected, kind
        assert refused("decision.made", ISSUER, new) == Refused.NOT_AUTHORISED
        assert refused("temperature.taken", device("clerk"), STANDING, at=50) == ""

    def test_a_key_of_a_clerk_signs_nothing(self) -> None:
        clerk = replace(STANDING, roles=frozenset({"clerk"}))
        assert refused("decision.made", ISSUER, clerk) == Refused.NOT_AUTHORISED

    def test_a_role_that_was_not_authorised_is_refused(self) -> None:
        clerk = replace(STANDING, roles=frozenset({"clerk"}))
        assert refused("temperature.taken", device("checker"), clerk) == Refused.WRONG_ROLE
        assert refused("temperature.taken", device("clerk"), clerk) == ""
        assert refused("call.made", device("checker"), STANDING) == Refused.WRONG_ROLE


class TestScope:
    def test_the_own_scope_may_be_left_out_or_named(self) -> None:
        assert refused("decision.made", ISSUER, scope=None) == ""
        assert refused("decision.made", ISSUER, scope=HERE) == ""

    @pytest.mark.parametrize("kind", [kind for kind in KINDS if TABLE[kind].roles])
    def test_only_a_checker_s_kinds_may_be_about_another_scope(self, kind: str) -> None:
        foreign = {"temperature.taken", "health.reported", "checkpoint.checked", "appeal.filed"}
        expected = "" if kind in foreign else Refused.OUT_OF_SCOPE
        assert refused(kind, device("issuer"), scope=THERE) == expected

    def test_a_decision_outside_the_scope_is_refused(self) -> None:
        assert refused("decision.made", ISSUER, scope=THERE) == Refused.OUT_OF_SCOPE

    def test_only_a_community_s_issuer_endorses_a_unit(self) -> None:
        unit = replace(STANDING, community=False)
        for kind in ("unit.endorsed", "unit.endorsement_withdrawn"):
            assert refused(kind, ISSUER, unit) == Refused.NOT_COMMUNITY
            assert refused(kind, ISSUER) == ""
        assert refused("colleague.admitted", ISSUER, unit) == ""


class TestPendingCodes:
    def test_the_device_that_took_the_application_signs_it_or_the_server(self) -> None:
        new = Standing(scope=HERE)
        assert refused("pass.issued", device("clerk"), new, pending=True) == ""
        assert refused("pass.issued", device("issuer"), pending=True) == ""
        assert refused("pass.issued", Platform(), THE_SERVER, pending=True) == ""
        assert refused("pass.issued", device("checker"), pending=True) == Refused.WRONG_ROLE
        assert refused("pass.issued", ISSUER, pending=True) == Refused.WRONG_AUTHOR
        assert refused("pass.issued", Holder(), THE_SERVER, pending=True) == Refused.WRONG_AUTHOR

    def test_no_other_pass_and_no_other_kind_is_signed_by_a_device(self) -> None:
        assert refused("pass.issued", device("clerk")) == Refused.WRONG_AUTHOR
        assert refused("decision.made", device("clerk"), pending=True) == Refused.WRONG_AUTHOR


class TestTimes:
    def test_a_record_ten_minutes_ahead_of_the_server_is_taken_and_one_more_is_not(self) -> None:
        now = 150 - 600_000
        assert refused("temperature.taken", device("clerk"), server_now=now) == ""
        late = refused("temperature.taken", device("clerk"), server_now=now - 1)
        assert late == Refused.AHEAD_OF_TIME
        assert refused("temperature.taken", device("clerk"), server_now=149, ahead_ms=1) == ""
        late = refused("temperature.taken", device("clerk"), server_now=148, ahead_ms=1)
        assert late == Refused.AHEAD_OF_TIME

    def test_another_refusal_comes_first(self) -> None:
        assert (
            refused("decision.made", device("clerk"), server_now=-(10**9)) == Refused.WRONG_AUTHOR
        )


def test_every_refusal_says_what_to_do_in_both_languages() -> None:
    assert set(REFUSALS) == set(Refused)
    found = may_write("decision.made", device("clerk"), UNKNOWN, at=0)
    assert found is not None
    assert found.text == REFUSALS[Refused.WRONG_AUTHOR].text
    assert all(one.do.zh and one.do.en for one in REFUSALS.values())


def test_an_unknown_author_has_nothing() -> None:
    assert refused("decision.made", ISSUER, UNKNOWN) == Refused.NOT_AUTHORISED
    assert Standing() == authors.UNKNOWN
