"""The application on site, field after field; kept in the store after each answer.

Somebody known is found by the last four characters of the number, a division by its name or its pinyin
initials. What is wrong is said at once. It ends on the pending code and, for who may sign, on the review.
"""

from collections.abc import Mapping
from typing import Any

from fieldpass.desk import divisions, onsite, people
from fieldpass.desk.errors import FormRefused
from fieldpass.desk.onsite import OnsiteForm, Submitted
from fieldpass.locale import _
from fieldpass.model.identifiers import DOCUMENT_TYPES, needs_guardian
from fieldpass.model.questions import SYMPTOMS
from fieldpass.model.text import Text
from fieldpass.plain import review, showing
from fieldpass.plain.apply_fields import DIVISIONS, FIELDS, GUARDIAN, PROMISE, WHERE, WHO
from fieldpass.plain.asking import Field, Values, walk
from fieldpass.plain.sitting import Sitting
from fieldpass.screens.shown import say

_TAIL = 4
_OF_CHILDREN = tuple(kind for kind in DOCUMENT_TYPES if needs_guardian(kind))


def run(sitting: Sitting) -> None:
    """Ask, check, save; 00 leaves the form as it stands for later."""
    form = _begun(sitting)
    values = {field.name: str(getattr(form, field.name)) for field in FIELDS}
    answers, symptoms = dict(form.answers), form.symptoms
    asked = _Asked(sitting, values, answers, symptoms, form.written_at)
    asked.fields(WHO)
    asked.fields(WHERE)
    asked.questions()
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

    def __init__(
        self,
        sitting: Sitting,
        values: Values,
        answers: dict[str, str],
        symptoms: tuple[str, ...],
        written_at: int,
    ) -> None:
        self._sitting, self._values = sitting, values
        self._answers, self._symptoms = answers, symptoms
        # A form that was begun from paper on the full screen keeps its time here.
        self._written_at = written_at

    def form(self) -> OnsiteForm:
        """The desk's form of it."""
        typed: dict[str, Any] = dict(self._values)
        return OnsiteForm(
            **typed,
            answers=dict(self._answers),
            symptoms=self._symptoms,
            written_at=self._written_at,
        )

    def fields(self, fields: tuple[Field, ...]) -> None:
        """Ask for these; a guardian only where the document asks for one."""
        walk(
            self._sitting.talk,
            [one for one in fields if one.name not in GUARDIAN],
            self._values,
            check=self._errors,
            keep=self._keep,
            take=self._taken,
        )
        if fields is WHO and self._values["document_type"] in _OF_CHILDREN:
            guardian = [one for one in fields if one.name in GUARDIAN]
            walk(self._sitting.talk, guardian, self._values, check=self._errors, keep=self._keep)

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
            if question.code == "SYMPTOM":
                self._symptoms = self._asked_symptom() if said else ()
            self._keep(self._values)

    def _asked_symptom(self) -> tuple[str, ...]:
        names = [say(one.text) for one in SYMPTOMS]
        index = self._sitting.talk.choose(_("Which symptom?"), names)
        return () if index is None else (SYMPTOMS[index].code,)


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
