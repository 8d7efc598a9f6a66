"""Records that the platform returned, and what mends them; none is ever lost.

What mends a record depends on its kind. Rules:

1. A reading, a report, a call, who was told of a red, a void, a look or an appeal is written *again*:
   the same content under a new id, with its true time (as a later entry). A time that lay ahead of
   now, because the clock was wrong, becomes now.
2. A decision or a pass no longer counts once it was returned, so its application is undecided: it is
   decided anew in the *review*. An application is put back into the on-site *form*.
3. `settle` sees what was done: a later record of the same kind about the same application (or, for an
   application, the same person) stands in the returned one's place.
4. Everything can be *noted* as seen with nothing to do. The record stays in the log and the audit.
"""

from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal

from fieldpass.desk import answering, onsite
from fieldpass.desk.errors import NotAllowed, NotFound
from fieldpass.desk.office import Office
from fieldpass.desk.onsite import OnsiteForm
from fieldpass.desk.readings import show_reading
from fieldpass.desk.sending import kind_text, reason_text
from fieldpass.model.authors import Refused
from fieldpass.model.bodies import (
    AppealFiled,
    ApplicationSubmitted,
    Body,
    CallMade,
    CheckpointChecked,
    Declaration,
    HealthReported,
    PassVoided,
    RedReported,
    TemperatureTaken,
)
from fieldpass.model.declaring import declaration_wrong
from fieldpass.model.form import FORM
from fieldpass.model.records import Record
from fieldpass.model.text import Text, advised
from fieldpass.model.times import day_of
from fieldpass.store import applications as rows
from fieldpass.store import outbox, people, records
from fieldpass.store.transaction import Connection, Transaction
from fieldpass.wire.bundle import LogId

Remedy = Literal["again", "review", "form", "noted"]
_AGAIN = (
    TemperatureTaken,
    HealthReported,
    CallMade,
    RedReported,
    PassVoided,
    CheckpointChecked,
    AppealFiled,
)
_ANEW = frozenset({"decision.made", "pass.issued", "application.submitted"})
_MOST = 200
# As many as have room with the record and its remedies on a screen of 24 rows.
_FIELDS_MOST = 3
_LABELS = {field.path: field.label for field in FORM}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedView:
    """One returned record; times in ms. `remedies` are what can be done, `noted` always among them."""

    log: LogId
    number: int
    record: Record | None
    kind: Text
    name: str
    id_tail: str
    content: Text
    reason: Text
    advice: Text
    written_at: int | None
    returned_at: int | None
    application: bytes | None
    remedies: tuple[Remedy, ...]

    @property
    def key(self) -> tuple[bytes, int, int]:
        """What names it in a list."""
        return self.log.device, self.log.epoch, self.number


def returned(office: Office) -> list[ReturnedView]:
    """This device's returned records that nobody has dealt with, oldest first."""
    settle(office)
    found = office.store.read(
        lambda conn: [_view(conn, row) for row in outbox.returned(conn) if row.own][:_MOST]
    )
    return found


def settle(office: Office) -> int:
    """Mark what was done anew since (rule 3); gives how many."""

    def settling(tx: Transaction) -> int:
        done = 0
        for row in outbox.returned(tx.conn):
            later = _later(tx.conn, row, row.record) if row.own and row.record else None
            if later is not None:
                outbox.mend(tx, row.log, row.number, by=later.id)
                done += 1
        return done

    if not office.store.read(outbox.returned_count):
        return 0
    return office.store.write(settling)


def again(office: Office, view: ReturnedView) -> bytes:
    """Write a record again (rule 1); durable when this returns; gives the new record's id.

    Raises NotAllowed where it cannot be, or where this device may not write it now either.
    """
    before = view.record
    body = before.body if before else None
    if before is None or not isinstance(body, _AGAIN):
        raise NotAllowed(_NOT_AGAIN)
    now = office.now()

    def writing(tx: Transaction) -> bytes:
        if _dealt_with(tx.conn, view):
            raise NotFound("returned")
        after = office.make(
            _renewed(tx.conn, body, day_of(now)),
            subject=before.subject,
            application=before.application,
            pass_ref=before.pass_ref,
            sees=before.sees,
            at=before.at if before.at < now else None,
        )
        office.append(tx, after)
        outbox.mend(tx, view.log, view.number, by=after.id)
        return after.id

    return office.store.write(writing)


def to_form(office: Office, view: ReturnedView) -> None:
    """Put a returned application back into the on-site form; durable when this returns.

    Raises NotAllowed where another form is half filled.
    """
    record = view.record
    if record is None or not isinstance(record.body, ApplicationSubmitted):
        raise NotFound("application")
    if onsite.load_form(office) is not None:
        raise NotAllowed(
            advised(
                zh="现场代填里还有没填完的申请.",
                en="Another application is half filled in.",
                do_zh="先办完或清空它, 再来改这一份.",
                do_en="Finish or empty it first.",
            )
        )
    # What stood on paper keeps the time that it was written there.
    written_at = record.at if record.body.channel == "paper" else 0
    onsite.save_form(office, replace(_form(record.body), written_at=written_at))


def noted(office: Office, view: ReturnedView) -> None:
    """A person has seen it, and there is nothing to do; durable. The record itself stays."""
    office.store.write(lambda tx: outbox.mend(tx, view.log, view.number, by=None))


# Inside.

_NOT_AGAIN = advised(
    zh="这种记录不能照原样再写一次.",
    en="This kind of record cannot be written again as it was.",
    do_zh="请看原因, 用这里的另一个办法, 或按 9 已阅.",
    do_en="See the reason and take another way from here, or press 9 Noted.",
)


def _dealt_with(conn: Connection, view: ReturnedView) -> bool:
    return all((one.log, one.number) != (view.log, view.number) for one in outbox.returned(conn))


def _renewed(conn: Connection, body: Body, today: int) -> Body:
    """The content as it is true now: a day not ahead, and a repeat that names the mended reading."""
    if isinstance(body, HealthReported):
        return replace(body, day=min(body.day, today))
    if isinstance(body, TemperatureTaken) and body.confirms is not None:
        mended = {
            row.record.id: row.mended
            for row in outbox.returned(conn, only_open=False)
            if row.record and row.mended
        }
        return replace(body, confirms=mended.get(body.confirms, body.confirms))
    return body


def _later(conn: Connection, row: outbox.ReturnedRow, record: Record) -> Record | None:
    if record.kind not in _ANEW:
        return None
    # What was written under a clock that ran ahead was there when it came back, whatever it says.
    came_back = _written(record) if row.returned_at is None else row.returned_at
    place = min(_written(record), came_back), record.id
    if record.kind == "application.submitted":
        found = records.records_of(conn, record.subject) if record.subject else []
    else:
        found = records.records_of_application(conn, record.application or b"")
    of_kind = [one for one in found if one.kind == record.kind and (_written(one), one.id) > place]
    return of_kind[-1] if of_kind else None


def _written(record: Record) -> int:
    """When it was written down, also where it tells of an earlier time (ms)."""
    return record.at if record.entered is None else record.entered


def _view(conn: Connection, row: outbox.ReturnedRow) -> ReturnedView:
    record = row.record
    name, tail = _whose(conn, record)
    remedies = _remedies(conn, record)
    return ReturnedView(
        log=row.log,
        number=row.number,
        record=record,
        kind=kind_text(record),
        name=name,
        id_tail=tail,
        content=_content(record),
        reason=_reason(row),
        advice=_ADVICE[remedies[0]],
        written_at=record.at if record else None,
        returned_at=row.returned_at,
        application=record.application or record.id if record else None,
        remedies=remedies,
    )


def _reason(row: outbox.ReturnedRow) -> Text:
    """Why it came back; of a declaration also what is wrong, by its label: the form marks the rest."""
    said = reason_text(row.reason)
    record = row.record
    if record is None or row.reason != Refused.FORM_WRONG:
        return said
    if not isinstance(record.body, ApplicationSubmitted):
        return said
    every = declaration_wrong(record.body.declaration, day_of(record.at))
    wrong = [(_LABELS[path], text) for path, text in islice(every, _FIELDS_MOST)]
    return Text(
        zh=" ".join([said.zh, *(f"{label.zh}: {text.zh}" for label, text in wrong)]),
        en=" ".join([said.en, *(f"{label.en}: {text.en}" for label, text in wrong)]),
    )


def _remedies(conn: Connection, record: Record | None) -> tuple[Remedy, ...]:
    if record is None:
        return ("noted",)
    if isinstance(record.body, _AGAIN):
        return ("again", "noted")
    if record.kind == "application.submitted":
        return ("form", "noted")
    if record.kind in _ANEW and rows.application(conn, record.application or b"") is not None:
        return ("review", "noted")
    return ("noted",)


_ADVICE: dict[Remedy, Text] = {
    "again": Text(
        zh="原因消除后可以再写一次: 内容和时间照旧, 重新传送.",
        en="Once the cause is gone, write it again: same content, same time, and it is sent anew.",
    ),
    "review": Text(
        zh="这次核签不算数, 申请又是待审核. 打开申请重新核签, 会出一张新卡.",
        en="It does not count, so the application is undecided: decide it anew, on a new pass.",
    ),
    "form": Text(
        zh="申请没有被接受. 放回现场代填, 改正后重新提交.",
        en="The application was not accepted: put it back into the form, correct and save it anew.",
    ),
    "noted": Text(
        zh="没有可以补办的. 看过后记为已阅; 记录仍留在本机.",
        en="Nothing can be done about it. Note that you have seen it; the record stays here.",
    ),
}


def _whose(conn: Connection, record: Record | None) -> tuple[str, str]:
    if record is None:
        return "", ""
    if isinstance(record.body, ApplicationSubmitted):
        said = record.body.declaration
        return said.name, said.document.number[-4:]
    found = people.person(conn, record.subject) if record.subject else None
    if found is not None:
        return found.name, found.number_tail
    row = rows.application(conn, record.application) if record.application else None
    return (row.name, row.number_tail) if row else ("", "")


def _content(record: Record | None) -> Text:
    body = record.body if record else None
    colours = {"green": ("绿", "green"), "yellow": ("黄", "yellow"), "red": ("红", "red")}
    if isinstance(body, TemperatureTaken | HealthReported) and body.tenths is not None:
        shown = show_reading(body.tenths)
        return Text(zh=f"{shown} 度", en=shown)
    if isinstance(body, RedReported):
        return Text(zh=f"报给 {body.whom}", en=f"told {body.whom}")
    colour = colours.get(getattr(body, "colour", ""))
    return Text(zh=colour[0], en=colour[1]) if colour else Text(zh="", en="")


def _dates(said: Declaration) -> dict[str, str]:
    """The days of each yes as they may be typed; what ended at 24:00 ended on that day."""
    return {
        answering.field(one.code, end): str(day_of(at))
        for one in said.answers
        for end, at in (
            ("since", one.since),
            ("until", None if one.until is None else one.until - 1),
        )
        if at is not None
    }


def _form(body: ApplicationSubmitted) -> OnsiteForm:
    said: Declaration = body.declaration
    guardian, promise = said.guardian, body.promise
    return OnsiteForm(
        document_type=said.document.type,
        number=said.document.number,
        name=said.name,
        sex=said.sex or "",
        birth=str(said.birth or ""),
        dates=_dates(said),
        phone=said.phone,
        residence_division=said.residence.division,
        residence_detail=said.residence.detail,
        destination_division=said.destination.division,
        destination_detail=said.destination.detail,
        purpose=said.purpose,
        purpose_note=said.purpose_note,
        province_days=str(said.province_days),
        answers={one.code: "yes" if one.yes else "no" for one in said.answers},
        symptoms=tuple(item for one in said.answers for item in one.items),
        guardian_name=guardian.name if guardian else "",
        guardian_relation=guardian.relation if guardian else "",
        guardian_phone=guardian.phone if guardian else "",
        guardian_number=guardian.document.number if guardian and guardian.document else "",
        promise=promise.how if promise.how in ("stub", "witness") else "witness",
        promise_by=promise.stub or promise.witness,
        onsite_reason=body.onsite_reason or "no_phone",
    )
