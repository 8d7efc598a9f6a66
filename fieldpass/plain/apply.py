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
from fieldpass.plain import review, showing
from fieldpass.plain.apply_fields import FIELDS, PROMISE, WHERE, WHO
from fieldpass.plain.asking import Field, Values, walk
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say

_TAIL = 4
_OF_CHILDREN = tuple(kind for kind in DOCUMENT_TYPES if needs_guardian(kind))


def run(sitting: Sitting) -> None:
    """Ask, check, save; 00 leaves the form as it stands for later."""
    form = _begun(sitting)
    values = {field.name: str(getattr(form, field.name)) for field in FIELDS}
    asked = _Asked(sitting, values, form)
    asked.fields(WHO)
    asked.fields(WHERE)
    asked.questions()
    sitting.talk.say(say(onsite.promise(asked.form())))
    asked.fields(PROMISE)
    done = _submitted(sitting, asked)
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
    division = office.require_identity().division
    # What nobody has said yet is not chosen beforehand.
    return OnsiteForm(
        residence_division=division, purpose="", promise="", onsite_reason="", province_days=""
    )


class _Asked:
    """What has been answered so far; each answer is durable before the next question."""

    def __init__(self, sitting: Sitting, values: Values, kept: OnsiteForm) -> None:
        self._sitting, self._values = sitting, values
        self._answers, self._dates = dict(kept.answers), dict(kept.dates)
        self._symptoms = kept.symptoms
        # A form that was begun from paper on the full screen keeps its time here.
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
        """Ask for these; a guardian only where the document asks for one."""
        self._walk([one for one in fields if one.name == "document_type"])
        kind = self._values["document_type"]
        hidden = set() if kind in _OF_CHILDREN else set(GUARDIAN)
        if numbers_tell(kind):
            hidden |= set(UNTOLD)
        self._walk(
            [one for one in fields if one.name not in hidden and one.name != "document_type"]
        )

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
        asked = onsite.questions(office)
        talk.say(*(f"{number} {say(one.text)}" for number, one in enumerate(asked, 1)))
        ways = [_("All no"), _("One by one")]
        while (way := talk.choose(_("Read each question aloud"), ways)) is None:
            pass
        for question in asked:
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


def _submitted(sitting: Sitting, asked: _Asked) -> Submitted | None:
    """What was written down; where the form is refused, what is wrong is asked for again."""
    while True:
        try:
            return onsite.submit(sitting.office, asked.form())
        except FormRefused as error:
            sitting.talk.say(*(say(text) for text in error.fields.values()))
            wrong = tuple(one for one in FIELDS if one.name in error.fields)
            if not wrong:
                asked.questions()
            asked.fields(wrong)
