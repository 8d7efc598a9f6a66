"""The application taken on site: the form, its checks, and what is written down.

One transaction writes the application, today's reading and the pending code, so that a crash leaves
either all of them or the half-filled form. The questions are those of the policy in force. What stands
on paper (see `later`) is the channel "paper": application and reading bear their true time, the pending
code that of its signing.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from fieldpass.desk import passes
from fieldpass.desk.answering import read_answers
from fieldpass.desk.checked import Checked, Findings
from fieldpass.desk.errors import ReadingRefused
from fieldpass.desk.identity import Identity
from fieldpass.desk.issuing import ToIssue, issue
from fieldpass.desk.later import require_time
from fieldpass.desk.office import Office
from fieldpass.desk.onsite_fields import NAMES, ROWS
from fieldpass.desk.passes import PassView
from fieldpass.desk.readings import parse_reading
from fieldpass.model.bodies import (
    ApplicationSubmitted,
    Declaration,
    Document,
    Guardian,
    Place,
    Promise,
    TemperatureTaken,
)
from fieldpass.model.declaring import GROWN_UP_YEARS, declaration_wrong
from fieldpass.model.form import promise_of
from fieldpass.model.identifiers import (
    DOCUMENT_TYPES,
    check_division,
    check_document,
    check_phone,
    needs_guardian,
)
from fieldpass.model.person import person_of
from fieldpass.model.policy import Policy, asked
from fieldpass.model.questions import QUESTIONS, Question
from fieldpass.model.records import PassRef
from fieldpass.model.text import Text
from fieldpass.model.times import day_of, is_day
from fieldpass.store import settings
from fieldpass.store.transaction import Transaction

_FORM = "form"
_PROVINCE_DAYS_MOST = 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class OnsiteForm:
    """What is typed at the table, all of it text; `answers` by question code: "yes" or "no", `dates` by
    code and end, such as "EX4.since" (see `answering`)."""

    document_type: str = "resident_id"
    number: str = ""
    name: str = ""
    sex: str = ""
    birth: str = ""
    phone: str = ""
    residence_division: str = ""
    residence_detail: str = ""
    destination_division: str = ""
    destination_detail: str = ""
    purpose: str = "work"
    purpose_note: str = ""
    province_days: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    symptoms: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    guardian_name: str = ""
    guardian_relation: str = ""
    guardian_phone: str = ""
    guardian_number: str = ""
    promise: str = "witness"
    promise_by: str = ""
    onsite_reason: str = "no_phone"
    reading: str = ""
    written_at: int = 0
    """When it was written on paper, ms; 0 for what is taken down now."""


def first_values(identity: Identity) -> dict[str, str]:
    """What stands in an empty form: people live here, and who applies at a unit works or learns there."""
    first = {"residence_division": identity.division}
    return first | {"purpose_note": identity.body_name} if identity.body_type == "unit" else first


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What was written: the application, its pending code, and the code as it is shown."""

    application: bytes
    pass_ref: PassRef
    serial: str
    pass_view: PassView


_LABELS = {row.name: row.field.label for row in ROWS}


def questions(office: Office) -> tuple[Question, ...]:
    """The questions to ask: the notice's, then the county's own, which have no symptoms to tick."""
    notice = {one.code for one in QUESTIONS}
    every = asked(office.policy())
    return tuple(one if one.code in notice else replace(one, items=()) for one in every)


def check(office: Office, form: OnsiteForm) -> Checked:
    """Every error and warning of the form at once, and what the numbers tell."""
    return _read(office, form)[0]


def is_child(checked: Checked, now: int) -> bool:
    """Whether the number says that a guardian may speak for this person (`now` in ms).

    Ours: the notice names children only with the household booklet; who has an own card is asked, not forced.
    """
    birth = checked.facts.get("number.birth", "").replace("-", "")
    return birth.isdecimal() and (day_of(now) - int(birth)) // 10_000 < GROWN_UP_YEARS


def promise(form: OnsiteForm) -> Text:
    """The promise as it is read aloud or signed: the person's own, or a guardian's for a child."""
    return promise_of(for_child=_with_guardian(form))


def _with_guardian(form: OnsiteForm) -> bool:
    wanted = form.document_type in DOCUMENT_TYPES and needs_guardian(form.document_type)
    return wanted or bool(form.guardian_name.strip() or form.guardian_number.strip())


def submit(office: Office, form: OnsiteForm) -> Submitted:
    """Write the application, its reading and its pending code; durable when this returns.

    Raises FormRefused with every error, NotAllowed, ClockDoubted, TimeRefused.
    """
    office.require_clock()
    at = form.written_at or None
    require_time(office, at)
    checked, said, tenths = _read(office, form)
    checked.require()
    identity = office.require_identity()
    body = ApplicationSubmitted(
        scope=identity.scope,
        channel="onsite" if at is None else "paper",
        declaration=said,
        promise=_promise(form),
        onsite_reason=form.onsite_reason,  # type: ignore[arg-type]
    )
    person = person_of(said.document)

    def writing(tx: Transaction) -> tuple[bytes, PassRef]:
        applied = office.make(body, subject=person, at=at)
        reading = office.make(
            TemperatureTaken(tenths=tenths), subject=person, application=applied.id, at=at
        )
        coded = issue(
            office,
            tx,
            ToIssue(
                application=applied.id,
                declaration=said,
                colour="pending",
                at=office.now(),
                tenths=tenths,
            ),
        )
        office.append(tx, applied, reading, coded)
        drop_form(office, tx=tx)
        if coded.pass_ref is None:
            raise AssertionError("a pass always has its name")
        return applied.id, coded.pass_ref

    application, ref = office.store.write(writing)
    view = passes.open_pass(office, ref)
    return Submitted(application=application, pass_ref=ref, serial=view.serial, pass_view=view)


# Reading the form.


def _read(office: Office, form: OnsiteForm) -> tuple[Checked, Declaration, int]:
    found = Findings()
    document = _document(found, form, day_of(office.now()))
    said = Declaration(
        document=document,
        name=found.text("name", form.name, most=60, label=_LABELS["name"]) or "?",
        phone=found.check("phone", check_phone(form.phone)),
        residence=_place(found, "residence", form.residence_division, form.residence_detail),
        destination=_place(
            found, "destination", form.destination_division, form.destination_detail
        ),
        purpose=_purpose(found, form.purpose),
        purpose_note=found.text(
            "purpose_note",
            form.purpose_note,
            most=200,
            label=_LABELS["purpose_note"],
            needed=False,
        ),
        province_days=_days(found, form.province_days),
        answers=read_answers(
            found,
            questions(office),
            said=form.answers,
            dates=form.dates,
            symptoms=form.symptoms,
            now=form.written_at or office.now(),
        ),
        sex=_sex(found, form),
        birth=_birth(found, form, day_of(office.now())),
        guardian=_guardian(found, form),
    )
    # What a field's own check has said stands; the rest is what the platform holds a declaration to.
    for path, text in declaration_wrong(said, day_of(office.now())):
        found.error(NAMES.get(path, path), zh=text.zh, en=text.en)
    _check_promise(found, form)
    tenths = _reading(found, form.reading, office.policy())
    return found.done(), said, tenths


def _document(found: Findings, form: OnsiteForm, today: int) -> Document:
    kind = form.document_type
    if kind not in DOCUMENT_TYPES:
        found.error("document_type", zh="请选证件类型.", en="Choose the kind of document.")
        kind = "resident_id"
    number = found.check("number", check_document(kind, form.number, today=today))  # type: ignore[arg-type]
    return Document(type=kind, number=number)  # type: ignore[arg-type]


def _place(found: Findings, name: str, code: str, detail: str) -> Place:
    division = "".join(code.split())
    if division and not division.isdecimal():
        # A name that the look-up did not find is no mistyped code.
        found.error(
            f"{name}_division",
            zh="没有这个地方: 请输名称, 首字母或代码.",
            en="No such place: type its name, its initials or its code.",
        )
    else:
        division = found.check(f"{name}_division", check_division(code))
    line = found.text(
        f"{name}_detail", detail, most=200, label=_LABELS[f"{name}_detail"], needed=False
    )
    return Place(division=division, detail=line)


def _purpose(found: Findings, purpose: str) -> Any:
    if purpose not in ("work", "school", "other"):
        found.error(
            "purpose",
            zh="请选事由: 复工, 复学或其他.",
            en="Choose a purpose: work, school or other.",
        )
        return "other"
    return purpose


def _days(found: Findings, text: str) -> int:
    plain = text.strip()
    if not plain.isdecimal() or int(plain) > _PROVINCE_DAYS_MOST:
        found.error(
            "province_days",
            zh="请填在山东连续居住了多少天, 只写数字.",
            en="Give the continuous days in the province, as a number.",
        )
        return 0
    return int(plain)


def _guardian(found: Findings, form: OnsiteForm) -> Guardian | None:
    if not _with_guardian(form):
        return None
    name = found.text("guardian_name", form.guardian_name, most=60, label=_LABELS["guardian_name"])
    relation = found.text(
        "guardian_relation", form.guardian_relation, most=20, label=_LABELS["guardian_relation"]
    )
    phone = form.guardian_phone.strip()
    return Guardian(
        name=name or "?",
        relation=relation or "?",
        phone=found.check("guardian_phone", check_phone(phone)) if phone else "",
        document=_guardian_document(found, form.guardian_number.strip()),
    )


def _guardian_document(found: Findings, typed: str) -> Document | None:
    """The guardian's own identity card, where it was shown."""
    if not typed:
        return None
    number = found.check("guardian_number", check_document("resident_id", typed))
    return Document(type="resident_id", number=number)


def _check_promise(found: Findings, form: OnsiteForm) -> None:
    if form.promise not in ("stub", "witness"):
        found.error(
            "promise",
            zh="请选承诺方式: 存根签字, 或念给本人听并有见证人.",
            en="Choose how the promise was made: signed stub, or read aloud before a witness.",
        )
    found.text("promise_by", form.promise_by, most=40, label=_LABELS["promise_by"])
    if form.onsite_reason not in ("no_phone", "cannot_use", "no_network"):
        found.error(
            "onsite_reason",
            zh="请选现场办理的原因.",
            en="Choose why the application is taken on site.",
        )


def _promise(form: OnsiteForm) -> Promise:
    said = " ".join(form.promise_by.split())
    if form.promise == "stub":
        return Promise(how="stub", stub=said)
    return Promise(how="witness", witness=said)


def _reading(found: Findings, text: str, policy: Policy) -> int:
    try:
        return parse_reading(text, policy)
    except ReadingRefused as error:
        found.error("reading", zh=error.advised.do.zh, en=error.advised.do.en)
        return 0


def _sex(found: Findings, form: OnsiteForm) -> Any:
    """What the number tells, else what was said."""
    said = form.sex if form.sex in ("m", "f") else None
    return found.done().facts.get("number.sex", said)


def _birth(found: Findings, form: OnsiteForm, today: int) -> int | None:
    told = found.done().facts.get("number.birth", "")
    text = (told or unicodedata.normalize("NFKC", form.birth)).replace("-", "").strip()
    if not text:
        return None
    day = int(text) if text.isdecimal() and len(text) == 8 else 0
    if not 19000101 <= day <= today or not is_day(day):
        found.error(
            "birth",
            zh="出生日期填 8 位数字, 像 19650318.",
            en="Type the date of birth with 8 digits, like 19650318.",
        )
        return None
    return day


# The half-filled form.


def save_form(office: Office, form: OnsiteForm) -> None:
    """Keep the form as it is, so that a crash loses nothing; durable when this returns."""
    data = asdict(form) | {
        "answers": dict(form.answers),
        "symptoms": list(form.symptoms),
        "dates": dict(form.dates),
    }
    office.store.write(
        lambda tx: settings.save_draft(tx, _FORM, b"onsite", data, made_at=office.now())
    )


def load_form(office: Office) -> OnsiteForm | None:
    """The half-filled form, or None."""
    row = office.store.read(lambda conn: settings.draft(conn, _FORM, b"onsite"))
    if row is None:
        return None
    known = {one.name for one in fields(OnsiteForm)}
    data = {name: value for name, value in row.data.items() if name in known}
    return OnsiteForm(**data | {"symptoms": tuple(data.get("symptoms", ()))})


def drop_form(office: Office, *, tx: Transaction | None = None) -> None:
    """Forget the half-filled form."""
    if tx is None:
        office.store.write(lambda inner: drop_form(office, tx=inner))
    else:
        settings.drop_draft(tx, _FORM, b"onsite")
