"""What may be decided never makes a pass better than its findings: properties."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldpass.model import bodies as b
from fieldpass.model.case import Case
from fieldpass.model.findings import Colour
from fieldpass.model.judging import judge, what_may_be_decided
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.records import (
    IssuerAuthor,
    PassRef,
    Record,
)
from tests.model.build import PERSON
from tests.model.stories import ISSUERS, moments, stories


class TestWhatMayBeDecided:
    """Green is never on offer over a finding that blocks it, and milder never over stricter."""

    @given(stories, moments, st.booleans(), st.sampled_from([None, *ISSUERS]))
    @settings(max_examples=300)
    def test_a_decision_that_is_offered_makes_the_pass_at_least_as_bad_as_the_findings(
        self, story: list[Record], now: int, online: bool, issuer: IssuerAuthor | None
    ) -> None:
        case = Case.of(story)
        for application in case.applications:
            options = what_may_be_decided(
                case,
                application,
                policy=NOTICE_164,
                now=now,
                known_until=now,
                online=online,
                issuer=issuer.kid if issuer else None,
            )
            for colour in Colour.GREEN, Colour.YELLOW, Colour.RED:
                option = options.of(colour)
                assert option.allowed == (not option.because)
                if option.allowed:
                    self._decide_and_see(case, application, options, colour, now)

    def _decide_and_see(
        self, case: Case, application: bytes, options: Any, colour: Colour, now: int
    ) -> None:
        made = Record(
            kind="decision.made",
            id=b"new".ljust(16),
            at=now,
            by=IssuerAuthor(kid=b"NEW!"),
            body=b.DecisionMade(
                colour=colour.value,  # type: ignore[arg-type]
                reason=options.of(colour).reasons[0],
                unscreened=options.unscreened,
            ),
            subject=PERSON,
            application=application,
            sees=options.superseded,
        )
        ref = PassRef(b"NEW!", 1)
        passed = Record(
            kind="pass.issued",
            id=b"newpass".ljust(16),
            at=now,
            by=IssuerAuthor(kid=b"NEW!"),
            body=b.PassIssued(token=b"t" * 64, decision=made.id),
            subject=PERSON,
            application=application,
            pass_ref=ref,
        )
        after = judge(
            case.adding([made, passed]), policy=NOTICE_164, now=now, known_until=now, pass_ref=ref
        )
        assert after.colour is colour, after.codes

    @given(stories, moments, st.booleans())
    def test_what_is_stricter_is_allowed_where_the_milder_is(
        self, story: list[Record], now: int, online: bool
    ) -> None:
        case = Case.of(story)
        for application in case.applications:
            options = what_may_be_decided(
                case, application, policy=NOTICE_164, now=now, known_until=now, online=online
            )
            assert options.yellow.allowed or not options.green.allowed
            assert options.red.allowed or not options.yellow.allowed
