"""The declaration form as data for the applicants' page: the questions of the policy in force, the fields,
the promise. All words are the model's, so that the page asks what the screen and the paper ask.
"""

from pydantic import BaseModel

from fieldpass.model import form
from fieldpass.model.form import FormField
from fieldpass.model.policy import Policy, asked
from fieldpass.model.questions import Choice, Question
from fieldpass.model.text import Text


class Said(BaseModel):
    """Words in both languages."""

    zh: str
    en: str


class Chosen(BaseModel):
    """One of several answers: what is sent, and how it reads."""

    code: str
    text: Said


class Asked(BaseModel):
    """A question answered yes or no; `since` and `until` label the dates that a yes asks for."""

    code: str
    text: Said
    clause: str
    since: Said | None
    until: Said | None
    items: list[Chosen]


class Filled(BaseModel):
    """One field of the declaration; `path` is its place in it."""

    path: str
    label: Said
    kind: str
    required: bool
    choices: list[Chosen]
    hint: Said | None


class DeclarationForm(BaseModel):
    """All that an applicant is asked, in the order in which it is asked."""

    fields: list[Filled]
    questions: list[Asked]
    promise: Said
    promise_for_child: Said


def declaration_form(policy: Policy) -> DeclarationForm:
    """The form under a policy."""
    return DeclarationForm(
        fields=[_filled(field) for field in form.FORM],
        questions=[_asked(question) for question in asked(policy)],
        promise=_said(form.PROMISE),
        promise_for_child=_said(form.PROMISE_FOR_CHILD),
    )


def _said(text: Text) -> Said:
    return Said(zh=text.zh, en=text.en)


def _chosen(choice: Choice) -> Chosen:
    return Chosen(code=choice.code, text=_said(choice.text))


def _filled(field: FormField) -> Filled:
    return Filled(
        path=field.path,
        label=_said(field.label),
        kind=field.kind,
        required=field.required,
        choices=[_chosen(choice) for choice in field.choices],
        hint=None if field.hint is None else _said(field.hint),
    )


def _asked(question: Question) -> Asked:
    return Asked(
        code=question.code,
        text=_said(question.text),
        clause=str(question.clause),
        since=None if question.since is None else _said(question.since),
        until=None if question.until is None else _said(question.until),
        items=[_chosen(choice) for choice in question.items],
    )
