"""Everything that can bear on one application and its pass, as spans of time.

Owns when a finding begins and ends by itself; `judging` picks those that hold. Rules:

1. What rests on a record holds from 0; what the calendar brings begins at a 24:00 of UTC+8.
2. EXPIRED begins after 24:00 of the last day, the day of issue not counted; the pass's own validity.
3. NO-REPORT begins at 24:00 of a day after that of issue without a report, and ends with any normal
   report of that day or a later one. UNSCREENED begins at 24:00 of the day after the day of issue.
4. NO-REPORT and UNSCREENED end with the pass: one that is void or expired asks for neither.
5. A pass without a record of its issue is taken from the decision, with the policy's validity.

Source: DESIGN section 3.
"""

from collections.abc import Iterator
from typing import cast

from fieldpass.model.bodies import DecisionMade
from fieldpass.model.case import ApplicationState, Case, PassState
from fieldpass.model.findings import RANK, Code, Colour
from fieldpass.model.health import NEVER, Span, health_spans, is_reading
from fieldpass.model.policy import Policy
from fieldpass.model.reasons import Reason
from fieldpass.model.records import Record
from fieldpass.model.text import Text
from fieldpass.model.times import day_number, day_start, expires_at


def all_spans(
    case: Case, policy: Policy, state: ApplicationState | None, card: PassState | None
) -> Iterator[Span]:
    """Every span that can bear on this application and pass."""
    yield from health_spans(case, policy)
    if state is not None:
        yield from _application_spans(case, policy, state)
        yield from _pass_spans(case, policy, state, card)


def _application_spans(case: Case, policy: Policy, state: ApplicationState) -> Iterator[Span]:
    at = state.record.at
    refused = _not_accepted(state, policy)
    if refused:
        detail = Text(
            zh=", ".join(text.zh for text in refused), en=", ".join(text.en for text in refused)
        )
        records = (state.versions[-1].record.id,)
        yield Span(Code.NOT_ACCEPTED, Colour.NONE, 0, NEVER, at, records, detail=detail)
    if state.decisions:
        yield from _decision_spans(state)
    elif state.withdrawn:
        yield Span(Code.WITHDRAWN, Colour.NONE, 0, NEVER, state.withdrawn.at, (state.withdrawn.id,))
    else:
        yield Span(Code.UNDECIDED, Colour.PENDING, 0, NEVER, at, (state.id,))
    first = day_start(day_number(at))
    if not any(item.at >= first and is_reading(item.tenths, policy) for item in case.readings):
        yield Span(Code.NO_READING, Colour.PENDING, 0, NEVER, at, (state.id,))


def _not_accepted(state: ApplicationState, policy: Policy) -> list[Text]:
    """Why an application is not accepted, all reasons at once; empty where it is."""
    declaration, days = state.declaration, policy.province_days_min
    found = []
    if declaration.province_days < days:
        zh = f"在山东连续居住未满 {days} 天"
        found.append(Text(zh=zh, en=f"under {days} continuous days in the province"))
    if declaration.purpose == "other":
        found.append(Text(zh="不是复工复学", en="not for work or school"))
    here = declaration.residence.division[: policy.place_digits]
    if here == declaration.destination.division[: policy.place_digits]:
        found.append(Text(zh="不是去异地", en="not to another place"))
    return found


def _decision_spans(state: ApplicationState) -> Iterator[Span]:
    for head in state.heads:
        body = cast(DecisionMade, head.body)
        if body.colour == "green":
            continue
        detail = _decision_detail(body)
        if body.colour == "yellow" and body.reason == Reason.MORE_INFO:
            blocks = not _answered(head, state)
            yield Span(
                Code.MORE_INFO, Colour.YELLOW, 0, NEVER, head.at, (head.id,), False, detail, blocks
            )
            continue
        red = body.colour == "red"
        yield Span(
            Code.DECIDED_RED if red else Code.DECIDED_YELLOW,
            Colour.RED if red else Colour.YELLOW,
            0,
            NEVER,
            head.at,
            (head.id,),
            detail=detail,
            blocks=False,
            reason=_decision_reason(body),
        )
    if state.conflicting:
        worst = max(
            (Colour(cast(DecisionMade, item.body).colour) for item in state.conflicting),
            key=lambda colour: RANK[colour],
        )
        yield Span(
            Code.CONFLICT,
            worst,
            0,
            NEVER,
            max(item.at for item in state.conflicting),
            tuple(item.id for item in state.conflicting),
            blocks=False,
        )


def _decision_reason(body: DecisionMade) -> Reason:
    """The reason that the issuer gave; one that cannot stand with the colour is the issuer's own."""
    given = Reason(body.reason)
    return given if given.fits(body.colour) else Reason.ISSUER


def _decision_detail(body: DecisionMade) -> Text | None:
    said = body.asked or body.note
    return Text(zh=said, en=said) if said else None


def _answered(decision: Record, state: ApplicationState) -> bool:
    """Whether what a MORE-INFO asked for has come: an amendment, or a call that reached the person."""
    return any(decision.id in answer.sees or answer.at >= decision.at for answer in state.answers)


def _pass_spans(
    case: Case, policy: Policy, state: ApplicationState, card: PassState | None
) -> Iterator[Span]:
    if card is None and not state.decisions:
        return
    if card is not None:
        issued, validity, records = card.issued, card.validity_days, (card.record.id,)
    else:
        last = state.heads[-1]
        issued, validity, records = last.at, policy.validity_days, (last.id,)
    if card is not None and card.void is not None:
        yield Span(Code.VOID, Colour.YELLOW, 0, NEVER, card.void.at, (card.void.id,), blocks=False)
        return
    expires = expires_at(issued, validity)
    yield Span(Code.EXPIRED, Colour.YELLOW, expires, NEVER, expires, records)
    if card is not None and card.decision is None:
        return
    if policy.unscreened_matters and not state.screened and _on_site(state):
        start = day_start(day_number(issued) + policy.unscreened_grace_days + 1)
        if start < expires:
            yield Span(Code.UNSCREENED, Colour.YELLOW, start, expires, start, records, True)
    if policy.report_matters:
        yield from _report_spans(case, policy, issued, expires, records)


def _on_site(state: ApplicationState) -> bool:
    """Whether the pass was issued on site: the decision says so, or the application was taken there."""
    if state.submitted.channel != "web":
        return True
    return any(cast(DecisionMade, head.body).unscreened for head in state.heads)


def _report_spans(
    case: Case, policy: Policy, issued: int, expires: int, records: tuple[bytes, ...]
) -> Iterator[Span]:
    """The runs of days on which the report of the day before is missing.

    The day of issue counts as reported. A day is not missed if its report is there, or any normal one
    of that day or later.
    """
    first = day_number(issued)
    reported = {first}
    last_normal = first
    for report in case.reports:
        reported.add(report.day)
        if report.day > last_normal and _is_normal(report.tenths, report.symptoms, policy):
            last_normal = report.day
    begun: int | None = None
    for day in range(first + 2, day_number(expires - 1) + 1):
        missing = last_normal < day and (day - 1) not in reported
        if missing and begun is None:
            begun = day_start(day)
        elif not missing and begun is not None:
            yield Span(Code.NO_REPORT, Colour.YELLOW, begun, day_start(day), begun, records, True)
            begun = None
    if begun is not None:
        yield Span(Code.NO_REPORT, Colour.YELLOW, begun, expires, begun, records, True)


def _is_normal(tenths: int | None, symptoms: bool, policy: Policy) -> bool:
    if symptoms:
        return False
    return tenths is None or policy.reading_min_tenths <= tenths < policy.fever_tenths
