"""The application on site, field after field; kept in the store after each answer.

Somebody known is found by the last four characters of the number, a division by its name or its pinyin
initials. What is wrong is said at once. It ends on the pending code and, for who may sign, on the review.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldpass.desk import answering, divisions, onsite, people
from fieldpass.desk.errors import FormRefused
from fieldpass.desk.onsite import OnsiteForm, Submitted
from fieldpass.desk.onsite_fields import DIVISIONS, GUARDIAN, UNTOLD, numbers_tell
from fieldpass.locale import _
from fieldpass.model.identifiers import DOCUMENT_TYPES, needs_guardian
from fieldpass.model.questions import Question
from fieldpass.model.text import Text
from fieldpass.plain import later_time, review, showing
from fieldpass.plain.apply_fields import FIELDS, PROMISE, WHERE, WHO
from fieldpass.plain.asking import Field, Values, in_words, walk
from fieldpass.plain.menu import Menu, asked, nothing
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say

HANDLED = ("later.time",)
_TAIL = 4
_OF_CHILDREN = tuple(kind for kind in DOCUMENT_TYPES if needs_guardian(kind))


def run(sitting: Sitting) -> None:
    """Ask, check, save; 00 leaves the form as it stands for later."""
    form = _begun(sitting)
    values = {field.name: str(getattr(form, field.name)) for field in FIELDS}
    answers = _Asked(sitting, values, form)
    answers.fields(WHO)
    answers.fields(WHERE)
    answers.questions()
    sitting.talk.say(say(onsite.promise(answers.form())))
    answers.fields(PROMISE)
    done = _submitted(sitting, answers)
    if done is None:
        return
    showing.show(sitting, done.pass_view)
    if sitting.office.works_as_issuer:
        review.run(sitting, done.application)


def _begun(sitting: Sitting) -> OnsiteForm:
    """The form that was left, where it is wanted, else a new one for somebody who lives here."""
    office = sitting.office
    kept = onsite.load_form(office)
    if kept is not None:
        names = [_("Go on with the form of {name}").format(name=kept.name or "?"), _("Begin anew")]
        index = sitting.talk.choose(_("A form was left half filled"), names, given=0)
        if index != 1:
            return kept
        onsite.drop_form(office)
    # What nobody has said yet is not chosen beforehand.
    first = onsite.first_values(office.require_identity())
    return OnsiteForm(
        residence_division=first["residence_division"],
        purpose_note=first.get("purpose_note", ""),
        purpose="",
        promise="",
        onsite_reason="",
        province_days="",
    )


class _Asked:
    """What has been answered so far; each answer is durable before the next question."""

    def __init__(self, sitting: Sitting, values: Values, kept: OnsiteForm) -> None:
        self._sitting, self._values = sitting, values
        self._answers, self._dates = dict(kept.answers), dict(kept.dates)
        self._symptoms = kept.symptoms
        self._written_at = kept.written_at

    def form(self) -> OnsiteForm:
        """The desk's form of it."""
        typed: dict[str, Any] = dict(self._values)
        return OnsiteForm(
            **typed,
            answers=dict(self._answers),
            symptoms=self._symptoms,
            dates=dict(self._dates),
            written_at=self._written_at,
        )

    def fields(self, fields: tuple[Field, ...]) -> None:
        """Ask for these; a guardian only for a child, as the document or its number tells."""
        first = ("document_type", "number")
        for one in fields:
            if one.name == "document_type":
                self._kind(one)
        self._walk([one for one in fields if one.name == "number"])
        office, kind = self._sitting.office, self._values["document_type"]
        child = onsite.is_child(onsite.check(office, self.form()), office.now())
        hidden = set() if kind in _OF_CHILDREN or child else set(GUARDIAN)
        if numbers_tell(kind):
            hidden |= set(UNTOLD)
        self._walk([one for one in fields if one.name not in {*hidden, *first}])

    def _kind(self, field: Field) -> None:
        """The kind of document; here, before anything is typed, the time on a paper is set too."""
        talk, menu = self._sitting.talk, Menu.of("apply", HANDLED)
        codes = [code for code, _label in field.choices]
        given = self._values[field.name]
        while True:
            for number, (_code, label) in enumerate(field.choices, 1):
                talk.say(f"{number} {in_words(label)}")
            beside = f" {later_time.mark(self._written_at or None)}".rstrip()
            talk.say(*menu.lines(beside={"later.time": beside}))
            answer = asked(
                talk,
                menu,
                field.shown_label(),
                given=str(codes.index(given) + 1) if given in codes else "",
            )
            if menu.meant(answer) == "later.time":
                before = self._written_at or None
                self._written_at = later_time.asked(self._sitting, before) or 0
                self._keep(self._values)
            elif answer.isdecimal() and 1 <= int(answer[:4]) <= len(codes):
                self._values[field.name] = codes[int(answer[:4]) - 1]
                self._keep(self._values)
                return
            else:
                talk.say(nothing(answer))

    def _walk(self, fields: Sequence[Field]) -> None:
        walk(
            self._sitting.talk,
            fields,
            self._values,
            check=self._errors,
            keep=self._keep,
            take=self._taken,
        )

    def _errors(self, _values: Values) -> Mapping[str, Text]:
        return onsite.check(self._sitting.office, self.form()).errors

    def _keep(self, _values: Values) -> None:
        onsite.save_form(self._sitting.office, self.form())

    def _taken(self, field: Field, answer: str) -> str | None:
        if field.name in DIVISIONS and answer:
            return self._division(answer)
        if field.name == "number" and len(answer) == _TAIL and answer[:3].isdecimal():
            return self._known(answer)
        return answer

    def _division(self, answer: str) -> str | None:
        if answer.isascii() and answer.isdigit() and len(answer) in (6, 9, 12):
            return answer
        found = divisions.find(answer)
        if not found:
            self._sitting.talk.say(_("No such place: type its name, its initials or its code."))
            return None
        if len(found) == 1:
            self._sitting.talk.say(say(found[0][1]))
            return found[0][0]
        index = self._sitting.talk.choose(
            _("Which place?"), [f"{say(name)} {code}" for code, name in found]
        )
        return None if index is None else found[index][0]

    def _known(self, tail: str) -> str | None:
        """The number of somebody known; name, telephone and place come along."""
        found = people.known_people(self._sitting.office, tail)
        if not found:
            self._sitting.talk.say(
                _("Nobody with this ending is known here: type the whole number.")
            )
            return None
        names = [f"{one.name}, {one.id_tail}, {one.phone}" for one in found]
        index = self._sitting.talk.choose(_("Who is it?"), names)
        if index is None:
            return None
        who = found[index]
        self._values |= {
            "document_type": who.document_type,
            "name": who.name,
            "phone": who.phone,
            "residence_division": who.residence or self._values["residence_division"],
        }
        return who.number

    def questions(self) -> None:
        """The declaration: all no by one digit, or one by one."""
        talk, office = self._sitting.talk, self._sitting.office
        found = onsite.questions(office)
        talk.say(*(f"{number} {say(one.text)}" for number, one in enumerate(found, 1)))
        ways = [_("All no"), _("One by one")]
        while (way := talk.choose(_("Read each question aloud"), ways)) is None:
            pass
        for question in found:
            said = way == 1 and talk.yes(say(question.text))
            self._answers[question.code] = "yes" if said else "no"
            if question.items:
                self._symptoms = self._asked_symptom(question) if said else ()
            self._ask_dates(question, said=said)
            self._keep(self._values)

    def _asked_symptom(self, question: Question) -> tuple[str, ...]:
        names = [say(one.text) for one in question.items]
        index = self._sitting.talk.choose(_("Which symptom?"), names)
        return () if index is None else (question.items[index].code,)

    def _ask_dates(self, question: Question, *, said: bool) -> None:
        """The days that belong to a yes, each read at once; a no forgets them."""
        talk, now = self._sitting.talk, self._written_at or self._sitting.office.now()
        labels = answering.labels(question)
        if said and labels:
            talk.say(say(answering.MAY_STAY_EMPTY))
        for end, label in labels.items():
            name = answering.field(question.code, end)
            before = self._dates.pop(name, "")
            wrong: Mapping[str, Text] = {end: label} if said else {}
            while end in wrong:
                text = talk.ask(f"{say(label)} ({say(answering.HINT)})", before)
                before, self._dates[name] = "", answering.tidy(text, now)
                wrong = answering.check_dates(question, self._dates, now)
                if end in wrong:
                    talk.say(say(wrong[end]))
                elif text:
                    talk.say(self._dates[name])


def _submitted(sitting: Sitting, answers: _Asked) -> Submitted | None:
    """What was written down; where the form is refused, what is wrong is asked for again."""
    while True:
        try:
            return onsite.submit(sitting.office, answers.form())
        except FormRefused as error:
            sitting.talk.say(*(say(text) for text in error.fields.values()))
            wrong = tuple(one for one in FIELDS if one.name in error.fields)
            if not wrong:
                answers.questions()
            answers.fields(wrong)
