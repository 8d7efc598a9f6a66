"""One application as the review screen shows it.

Everything that a screen says about an application is put together here, from the store's rows and the
rules' judgement; screens only lay it out. What waits is `queueing`, the on-site form `onsite`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from fieldpass.desk import deciding, judged, near, passes, queueing
from fieldpass.desk.deciding import Draft
from fieldpass.desk.divisions import full_name
from fieldpass.desk.follow_ups import CallLine, calls
from fieldpass.desk.judged import ApplicationCase
from fieldpass.desk.later import is_late
from fieldpass.desk.office import Office
from fieldpass.desk.passes import PassLine
from fieldpass.desk.people import KnownPerson, known
from fieldpass.model import clauses
from fieldpass.model.bodies import Answer, Declaration
from fieldpass.model.clauses import Clause
from fieldpass.model.findings import Code, Colour, Finding
from fieldpass.model.form import PURPOSES
from fieldpass.model.identifiers import check_document
from fieldpass.model.judging import Options
from fieldpass.model.policy import Policy, asked, days_of
from fieldpass.model.questions import NO_SITUATION, SITUATIONS, Question
from fieldpass.model.text import Text
from fieldpass.model.times import day_of, day_text, moment_text
from fieldpass.store import people, records

_NUMBER_RIGHT = Text(zh="校验对", en="check digit right")


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One of the three controls; `state`: ok, wait or bad."""

    label: Text
    state: Literal["ok", "wait", "bad"]
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """One line of the basis of judgement; `mark`: ok, check or bad."""

    code: str
    colour: str
    mark: Literal["ok", "check", "bad"]
    text: Text
    clause: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredLine:
    """One answer of the declaration."""

    code: str
    yes: bool
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    """One reading: `at` in ms, tenths of a degree, `late` where it was typed in from paper."""

    at: int
    tenths: int
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """All that the review screen shows; `position` is (n, of how many) among those that wait;
    `entered_at` (ms) when an application from paper was typed in; `near` how many people may be taken
    for this one (see `near`); `days` those that reasons name, by the policy in force."""

    application: bytes
    person: bytes
    name: str
    sex: str | None
    age: int | None
    document_type: str
    number: str
    number_check: Text
    phone: str
    residence: Text
    destination: Text
    purpose: Text
    channel: str
    submitted_at: int
    due_at: int | None
    guardian: str
    """Who speaks for a child: name, relation, telephone, identity number; empty where nobody does."""
    declaration: tuple[DeclaredLine, ...]
    controls: tuple[Control, Control, Control]
    findings: tuple[FindingView, ...]
    colour: str
    decided: bool
    options: Options
    days: Mapping[str, int]
    twins: tuple[KnownPerson, ...]
    near: int
    earlier: tuple[PassLine, ...]
    readings: tuple[ReadingLine, ...]
    calls: tuple[CallLine, ...]
    draft: Draft | None
    entered_at: int | None
    position: tuple[int, int]
    next_application: bytes | None


def open_application(office: Office, application: bytes) -> ApplicationView:
    """One application as it stands now; raises NotFound."""
    case = judged.application_case(office, application)
    said, policy, now = case.state.declaration, office.policy(), office.now()
    submitted = case.state.record.at
    channel = case.state.submitted.channel
    checked = check_document(said.document.type, said.document.number, today=day_of(now))
    twins = office.store.read(lambda conn: people.namesakes(conn, said.name, besides=case.person))
    held = office.store.read(lambda conn: records.records_of(conn, case.person))
    late = {one.id: one.entered for one in held if is_late(one)}
    return ApplicationView(
        application=application,
        person=case.person,
        name=said.name,
        sex=said.sex or checked.facts.get("sex"),
        age=_age(said.birth or _birth(checked.facts), day_of(now)),
        document_type=said.document.type,
        number=_grouped(said.document.number),
        number_check=_NUMBER_RIGHT if checked.level == "ok" else checked.text,
        phone=said.phone,
        residence=_place(said.residence.division, said.residence.detail),
        destination=_place(said.destination.division, said.destination.detail),
        purpose=_purpose(said),
        channel=channel,
        submitted_at=submitted,
        due_at=queueing.due_at(submitted, channel, policy),
        guardian=_guardian(said),
        declaration=_declared(said, policy),
        controls=_controls(case, mine=_refusal(office) is None),
        findings=_findings(case, policy),
        colour=case.judgement.colour,
        decided=case.state.decided,
        options=_offered(office, case.options),
        days=days_of(policy),
        twins=tuple(known(row) for row in twins),
        near=near.count(office, case.person),
        earlier=tuple(
            one
            for one in passes.find(office, said.document.number)
            if one.application != application
        ),
        readings=tuple(
            ReadingLine(at=one.at, tenths=one.tenths, late=one.record in late)
            for one in case.case.readings
        ),
        calls=tuple(calls(office, application)),
        draft=next((one for one in deciding.drafts(office) if one.id == application), None),
        entered_at=late.get(case.state.record.id),
        position=queueing.position(office, application),
        next_application=queueing.next_undecided(office, application),
    )


def _refusal(office: Office) -> Text | None:
    """Why the person at work signs nothing whatever the findings say; None where it is an issuer."""
    standing = office.standing()
    if standing.state != "authorised":
        return standing.text
    if office.works_as_issuer and standing.may_sign:
        return None
    return Text(
        zh="您的职务不签发, 由签发人核签. 您可以先测体温, 核对申报.",
        en="Your role signs nothing: an issuer decides. "
        "You may take the temperature and check the declaration.",
    )


def _offered(office: Office, options: Options) -> Options:
    """What may be decided here: nothing, with the reason, where this device signs nothing."""
    why = _refusal(office)
    if why is None:
        return options
    green, yellow, red = (
        replace(one, allowed=False, because=(why,))
        for one in (options.green, options.yellow, options.red)
    )
    return replace(options, green=green, yellow=yellow, red=red)


def _age(birth: int | None, today: int) -> int | None:
    return None if birth is None else (today - birth) // 10_000


def _birth(facts: Mapping[str, str]) -> int | None:
    plain = facts.get("birth", "").replace("-", "")
    return int(plain) if plain.isdecimal() else None


def _grouped(number: str) -> str:
    if len(number) == 18:
        return f"{number[:6]} {number[6:14]} {number[14:]}"
    return number


def _place(division: str, detail: str) -> Text:
    name = full_name(division)
    return Text(zh=f"{name.zh} {detail}".strip(), en=f"{name.en} {detail}".strip())


def _purpose(said: Declaration) -> Text:
    words = next((one.text for one in PURPOSES if one.code == said.purpose), None)
    known = words or Text(zh=said.purpose, en=said.purpose)
    if not said.purpose_note:
        return known
    if said.purpose_note.startswith(known.zh):
        return Text(zh=said.purpose_note, en=f"{known.en}: {said.purpose_note}")
    return Text(zh=f"{known.zh}: {said.purpose_note}", en=f"{known.en}: {said.purpose_note}")


def _guardian(said: Declaration) -> str:
    one = said.guardian
    if one is None:
        return ""
    number = one.document.number if one.document else ""
    return ", ".join(part for part in (one.name, one.relation, one.phone, number) if part)


def _declared(said: Declaration, policy: Policy) -> tuple[DeclaredLine, ...]:
    questions = {one.code: one for one in asked(policy)}
    return tuple(_declared_line(one, questions.get(one.code)) for one in said.answers)


def _declared_line(answer: Answer, question: Question | None) -> DeclaredLine:
    """The question with the days that a yes was given."""
    text = question.text if question else Text(zh=answer.code, en=answer.code)
    zh, en = text.zh, text.en
    if question is not None and answer.yes:
        for label, at in (
            (question.since, answer.since),
            # What ended at 24:00 ended on that day, not on the next.
            (question.until, None if answer.until is None else answer.until - 1),
        ):
            if label is not None and at is not None:
                day = day_text(day_of(at))
                zh, en = f"{zh} {label.zh} {day.zh}", f"{en} {label.en} {day.en}"
    return DeclaredLine(code=answer.code, yes=answer.yes, text=Text(zh=zh, en=en))


def _controls(case: ApplicationCase, *, mine: bool) -> tuple[Control, Control, Control]:
    state = case.state
    submitted = moment_text(state.record.at)
    by = {
        "self": Text(zh="本人", en="by the person"),
        "stub": Text(zh="存根签字", en="signed stub"),
        "witness": Text(zh="见证人在场", en="before a witness"),
    }[state.submitted.promise.how]
    declared = Control(
        label=Text(zh="本人申报承诺", en="declaration and promise"),
        state="ok",
        text=Text(zh=f"有, {by.zh}, {submitted.zh}", en=f"yes, {by.en}, {submitted.en}"),
    )
    return declared, _screening(case), _decided(case, mine)


def _screening(case: ApplicationCase) -> Control:
    label = Text(zh="平台核验", en="screening by the platform")
    if not case.state.screened:
        why = Text(zh="还没有核验", en="not screened yet")
        if case.options.unscreened and case.options.yellow.allowed:
            why = Text(zh="没有网, 先签发, 标明未核验", en="no network: issued as not screened")
        return Control(label=label, state="wait", text=why)
    bad = [one for one in case.judgement.findings if one.colour is Colour.RED]
    if bad:
        return Control(label=label, state="bad", text=bad[0].issuer)
    return Control(
        label=label, state="ok", text=Text(zh="已核验, 无异常", en="screened, nothing known")
    )


def _decided(case: ApplicationCase, mine: bool) -> Control:
    label = Text(zh="签发人核签", en="decision by the issuer")
    if not case.state.decided:
        yours = Text(zh="等您签", en="waiting for your decision")
        theirs = Text(zh="等签发人签", en="waiting for an issuer's decision")
        return Control(label=label, state="wait", text=yours if mine else theirs)
    colours = {
        "green": Text(zh="已签绿", en="decided green"),
        "yellow": Text(zh="已签黄", en="decided yellow"),
        "red": Text(zh="已签红", en="decided red"),
    }
    last = max(case.state.decisions, key=lambda one: (one.at, one.id))
    colour = getattr(last.body, "colour", "green")
    when = moment_text(last.at)
    text = Text(zh=f"{colours[colour].zh}, {when.zh}", en=f"{colours[colour].en}, {when.en}")
    return Control(label=label, state="bad" if colour == "red" else "ok", text=text)


# The basis of judgement: what holds, then what was asked and is in order.


def _findings(case: ApplicationCase, policy: Policy) -> tuple[FindingView, ...]:
    held = [_found(one) for one in case.judgement.findings if one.code is not Code.UNDECIDED]
    codes = {str(one) for one in case.judgement.codes}
    clear = [_clear(one) for one in asked(policy) if one.code not in codes | set(SITUATIONS)]
    if not codes & set(SITUATIONS):
        section = Text(zh="一(三)1至5", en="一(三)1-5")
        clear.append(_line("EX", "ok", NO_SITUATION, section))
    if Code.NOT_ACCEPTED not in codes:
        clear.insert(0, _line("SCOPE", "ok", _in_scope(case, policy), _clause(clauses.SCOPE)))
    return tuple(held + clear)


def _line(code: str, mark: Literal["ok", "check", "bad"], text: Text, clause: Text) -> FindingView:
    return FindingView(code=code, colour="green", mark=mark, text=text, clause=clause)


def _in_scope(case: ApplicationCase, policy: Policy) -> Text:
    said, days = case.state.declaration, policy.province_days_min
    word = next((one.text for one in PURPOSES if one.code == said.purpose), Text(zh="", en=""))
    return Text(
        zh=f"山东连续居住 {days} 天以上; {word.zh}, 去异地",
        en=f"{days} days or more in Shandong; {word.en}, to another place",
    )


def _clear(question: Question) -> FindingView:
    """A question that was answered no, and of which the platform knows nothing."""
    said = question.clear or Text(zh=f"否: {question.text.zh}", en=f"No: {question.text.en}")
    return _line(question.code, "ok", said, _clause(question.clause))


def _found(finding: Finding) -> FindingView:
    mark: Literal["check", "bad"] = (
        "bad" if finding.colour in (Colour.RED, Colour.NONE) else "check"
    )
    return FindingView(
        code=finding.code,
        colour=finding.colour,
        mark=mark,
        text=finding.issuer,
        clause=_clause(finding.clause),
    )


def _clause(clause: Clause) -> Text:
    """The section alone, as notice 164 is the one that everybody at the table has before them."""
    if clause.notice == "164":
        return Text(zh=clause.section, en=clause.section)
    return {
        "county": Text(zh="县补充", en="county"),
        "ours": Text(zh="补充", en="own rule"),
    }.get(clause.notice, clause.text)
