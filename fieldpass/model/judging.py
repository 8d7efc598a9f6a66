"""The colour of a pass and why: from a case, the policy and two times, the findings that hold.

Owns the decision which findings hold, and nothing else does. Pure: `now` and `known_until` are
arguments. Rules:

1. Every possible finding is a span of time (`Span`). Those that hold at `now` are the findings; the
   worst of them is the colour, and without any it is green.
2. Absence is known up to `known_until`: a span that rests on a missing record and begins later is
   unknown, and never a finding.
3. A pass is judged by the person's findings, its application's, and its own.
4. Without a pass or an application named, the newest application is judged, with its current pass; a
   person without any has no pass, whatever is known of the person.
5. The next change is the first time after `now` at which the colour differs, if no record comes. What
   is known now is taken to stay known; from a `known_until` before `now` on, it is not.
6. What may be decided: an issuer may be stricter than the findings, never milder. A finding that blocks
   is in the way of every better colour; decisions, conflicts and an answered MORE-INFO are not, since
   the new decision names them. Nothing is decided before the screening, except on site without a link.

Source: DESIGN section 3.
"""

from typing import Literal

from fieldpass.model.case import ApplicationState, Case, PassState
from fieldpass.model.decisions import DecisionRecord, may_lift
from fieldpass.model.findings import ORDER, RANK, TABLE, Code, Colour, Finding, order_of
from fieldpass.model.frozen import dataclass
from fieldpass.model.health import NEVER, Span, lifting_begun
from fieldpass.model.policy import Policy
from fieldpass.model.reasons import Reason
from fieldpass.model.records import PassRef
from fieldpass.model.spans import all_spans
from fieldpass.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NextChange:
    """When (ms) the colour will change by itself, to which, and the code that begins or ends then."""

    at: int
    colour: Colour
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The answer: colour, findings worst first, codes that are not known, and the next change.

    `application` and `pass_ref` name what was judged, None where there is none.
    """

    colour: Colour
    findings: tuple[Finding, ...]
    unknown: tuple[Code, ...] = ()
    next_change: NextChange | None = None
    application: bytes | None = None
    pass_ref: PassRef | None = None

    @property
    def codes(self) -> tuple[Code, ...]:
        """The codes of the findings, worst first."""
        return tuple(finding.code for finding in self.findings)

    @property
    def yellow(self) -> Literal["check", "expired", "void"] | None:
        """Which yellow: to be checked, expired, or taken back; None where it is not yellow."""
        if self.colour is not Colour.YELLOW:
            return None
        codes = self.codes
        if Code.VOID in codes:
            return "void"
        return "expired" if Code.EXPIRED in codes else "check"

    @property
    def reason(self) -> Reason:
        """The reason of the worst finding, as a token bears it; NONE for green and pending."""
        return self.findings[0].reason if self.findings else Reason.NONE

    @property
    def sentence(self) -> Text:
        """The colour's reason in one sentence, for the holder."""
        if self.application is None:
            return Text(zh="没有申请.", en="There is no application.")
        if self.findings:
            return self.findings[0].holder
        return Text(zh="绿卡, 可以通行.", en="Green: may pass.")


def judge(
    case: Case,
    *,
    policy: Policy,
    now: int,
    known_until: int,
    application: bytes | None = None,
    pass_ref: PassRef | None = None,
) -> Judgement:
    """The colour and its findings at `now` (ms). Raises NotInCaseError for what the case lacks."""
    state, card = _what(case, application, pass_ref)
    spans = list(all_spans(case, policy, state, card))
    findings: list[Finding] = []
    unknown: set[Code] = set()
    for span in spans:
        if span.start <= now < span.end:
            if span.absence and span.start > known_until:
                unknown.add(span.code)
            else:
                findings.append(_finding(span))
    if len(findings) > 1:
        findings.sort(key=order_of)
    # Without an application there is no pass to colour; what is known of the person is still told.
    colour = findings[0].colour if findings else Colour.GREEN
    if state is None:
        colour = Colour.NONE
    known = NEVER if known_until >= now else known_until
    return Judgement(
        colour=colour,
        findings=tuple(findings),
        unknown=tuple(sorted(unknown)) if unknown else (),
        next_change=None if state is None else _next_change(spans, now, known, colour),
        application=state.id if state else None,
        pass_ref=card.ref if card else None,
    )


def next_change(
    case: Case,
    *,
    policy: Policy,
    now: int,
    application: bytes | None = None,
    pass_ref: PassRef | None = None,
) -> NextChange | None:
    """When and why the colour changes by itself, as if all were known at every time."""
    found = judge(
        case,
        policy=policy,
        now=now,
        known_until=now,
        application=application,
        pass_ref=pass_ref,
    )
    return found.next_change


def _what(
    case: Case, application: bytes | None, pass_ref: PassRef | None
) -> tuple[ApplicationState | None, PassState | None]:
    if pass_ref is not None:
        return case.pass_state(pass_ref)
    state = case.newest() if application is None else case.application(application)
    return state, current_pass(state) if state else None


def current_pass(state: ApplicationState) -> PassState | None:
    """The pass that counts: of a decision in force, not void, issued last; else the void one."""
    heads = {head.id for head in state.heads}
    decided = [card for card in state.passes if card.decision is not None]
    best = [card for card in decided if card.decision in heads] or decided
    best = [card for card in best if card.void is None] or best
    return max(best, key=lambda card: (card.issued, card.ref), default=None)


def _finding(span: Span) -> Finding:
    return Finding(
        code=span.code,
        colour=span.colour,
        since=span.since,
        until=None if span.end >= NEVER else span.end,
        records=span.records,
        blocks=span.blocks,
        reason=TABLE[span.code].reason if span.reason is None else Reason(span.reason),
        detail=span.detail,
    )


def _next_change(
    spans: list[Span], now: int, known_until: int, colour: Colour
) -> NextChange | None:
    asserted = [span for span in spans if not (span.absence and span.start > known_until)]
    holding = dict.fromkeys(RANK, 0)
    turns: dict[int, list[tuple[Colour, int]]] = {}
    for span in asserted:
        if span.start > now:
            turns.setdefault(span.start, []).append((span.colour, 1))
        elif span.end > now:
            holding[span.colour] += 1
        if now < span.end < NEVER:
            turns.setdefault(span.end, []).append((span.colour, -1))
    for at in sorted(turns):
        for turning, by in turns[at]:
            holding[turning] += by
        held = [item for item, count in holding.items() if count]
        then = max(held, key=RANK.__getitem__, default=Colour.GREEN)
        if then is not colour:
            return NextChange(at=at, colour=then, code=_why(asserted, at, colour, then))
    return None


def _why(spans: list[Span], at: int, before: Colour, after: Colour) -> Code:
    """The code that makes the change: the worst that begins, or the worst that ends."""
    if RANK[after] > RANK[before]:
        turning = [span.code for span in spans if span.start == at and span.colour is after]
    else:
        turning = [span.code for span in spans if span.end == at and span.colour is before]
    return min(turning, key=lambda code: ORDER[code])


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Whether a colour may be decided now, why not, and the reasons that may stand with it."""

    colour: Colour
    allowed: bool
    because: tuple[Text, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be decided now.

    `superseded` are the ids that the new decision must name in `sees`; `unscreened` is what it must
    say of itself; `lift_red_needs_second_issuer` when a red by an issuer stands, `red_by` those
    issuers (persons, or kids where unknown): any other may lift it.
    """

    green: Option
    yellow: Option
    red: Option
    superseded: tuple[bytes, ...]
    unscreened: bool
    lift_red_needs_second_issuer: bool
    red_by: tuple[bytes, ...]
    judgement: Judgement

    def of(self, colour: str) -> Option:
        """The option for "green", "yellow" or "red"."""
        return {"green": self.green, "yellow": self.yellow, "red": self.red}[colour]


_SCREENING_FIRST = Text(
    zh="平台还没有核验, 核验后才能核签.",
    en="Not yet screened by the platform; screening comes first.",
)
_SECOND_ISSUER = Text(
    zh="这张红卡是您签的, 要另一位签发人或平台才能改.",
    en="You decided this red yourself; another issuer or the platform must lift it.",
)
_SECOND_VOICE = Text(
    zh="一位签发人已经更正申报, 还要另一位签发人同样更正.",
    en="One issuer has corrected the declaration; a second one must do the same.",
)


def what_may_be_decided(
    case: Case,
    application: bytes,
    *,
    policy: Policy,
    now: int,
    known_until: int,
    online: bool,
    issuer: bytes | None = None,
) -> Options:
    """Which colours may be decided now, and why not. Raises NotInCaseError.

    `issuer` is the kid of who would decide; without it nobody is held to have signed a red before.
    """
    state = case.application(application)
    judgement = judge(
        case, policy=policy, now=now, known_until=known_until, application=application
    )
    closed = [item.issuer for item in judgement.findings if item.colour is Colour.NONE]
    if not state.screened and (online or state.submitted.channel == "web"):
        closed.append(_SCREENING_FIRST)
    red_by = _held_by(case, state)
    voice = None if issuer is None else case.people.get(issuer, issuer)
    own_red = [_SECOND_ISSUER] if voice in red_by else []
    against_yellow = closed + _blocking(judgement, red=True)
    if len(against_yellow) > len(closed) and lifting_begun(state, case.struck, policy):
        against_yellow.append(_SECOND_VOICE)
    against_green = against_yellow + _blocking(judgement, red=False)
    return Options(
        green=_option(Colour.GREEN, against_green + own_red, judgement),
        yellow=_option(Colour.YELLOW, against_yellow + own_red, judgement),
        red=_option(Colour.RED, closed, judgement),
        superseded=tuple(head.id for head in state.heads),
        unscreened=not state.screened,
        lift_red_needs_second_issuer=bool(red_by),
        red_by=red_by,
        judgement=judgement,
    )


def _held_by(case: Case, state: ApplicationState) -> tuple[bytes, ...]:
    """Who has signed a red that stands and that the platform has not agreed to lift."""
    heads = (DecisionRecord.of(head, case.people) for head in state.heads)
    return tuple(
        sorted(
            {
                head.voice
                for head in heads
                if head.colour == "red" and not may_lift(head.voice, head, state.granted)
            }
        )
    )


def _blocking(judgement: Judgement, *, red: bool) -> list[Text]:
    """What the findings say against every colour milder than red, or against green alone."""
    found = []
    for item in judgement.findings:
        if red:
            counts = item.colour is Colour.RED
        else:
            # Without a reading a green would be signed and pending at once.
            counts = item.colour is Colour.YELLOW or item.code is Code.NO_READING
        if counts and item.blocks:
            found.append(item.issuer)
    return found


def _option(colour: Colour, because: list[Text], judgement: Judgement) -> Option:
    """The option, its reasons: those of the findings of this colour, then what an issuer may say."""
    found = [item.reason for item in judgement.findings if item.colour is colour]
    reasons = dict.fromkeys([*found, Reason.NONE, Reason.MORE_INFO, Reason.ISSUER])
    return Option(
        colour=colour,
        allowed=not because,
        because=tuple(because),
        reasons=tuple(item for item in reasons if item.fits(colour)),
    )
