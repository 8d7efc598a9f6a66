"""The declaration form: one set of words, short ones only where a row has no room for the long."""

from typing import get_args, get_type_hints

import pytest

from fieldpass.model import bodies, declaration
from fieldpass.model.form import (
    AT_THE_TABLE,
    CHOICES,
    DOCUMENTS,
    FORM,
    NARROW,
    ONSITE_REASONS,
    PROMISE,
    PROMISE_FOR_CHILD,
    PROMISE_WAYS,
    PURPOSES,
    SEXES,
    FormField,
    promise_of,
)
from fieldpass.model.policy import NOTICE_164, asked
from fieldpass.model.questions import QUESTIONS, Question, began, dates_wrong, ended
from fieldpass.model.text import Text
from fieldpass.model.times import at_hour

ALL = (*FORM, *AT_THE_TABLE)
BEGAN, ENDED = at_hour(20200210, 0), at_hour(20200216, 0)
NOW = at_hour(20200225, 10)
LABEL = Text(zh="日", en="day")


def cells(text: str) -> int:
    return sum(1 if one.isascii() else 2 for one in text)


@pytest.mark.parametrize("field", ALL, ids=lambda field: field.path)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_label_fits_its_row_and_is_only_shortened_where_it_does_not(
    field: FormField, lang: str
) -> None:
    long, narrow = field.label.of(lang), field.narrow.of(lang)
    assert cells(narrow) <= NARROW
    assert (narrow == long) == (cells(long) <= NARROW)


@pytest.mark.parametrize("field", [one for one in ALL if one.choices], ids=lambda one: one.path)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_choices_stand_in_one_row(field: FormField, lang: str) -> None:
    assert sum(cells(one.narrow.of(lang)) + 4 for one in field.choices) <= CHOICES
    for one in field.choices:
        assert one.text.of(lang)


def test_short_words_stand_only_beside_choices_that_have_no_room() -> None:
    for field in ALL:
        if any(one.short for one in field.choices):
            row = sum(cells(one.text.of("en")) + 4 for one in field.choices)
            assert row > CHOICES, field.path


def test_the_choices_are_what_the_records_can_hold() -> None:
    hints = get_type_hints(bodies.Promise)["how"], get_type_hints(bodies.Declaration)["purpose"]
    assert [one.code for one in PROMISE_WAYS] == list(get_args(hints[0]))
    assert [one.code for one in PURPOSES] == list(get_args(hints[1]))
    assert [one.code for one in DOCUMENTS] == list(get_args(declaration.DocumentType))
    assert [one.code for one in SEXES] == ["m", "f"]
    reasons = get_type_hints(bodies.ApplicationSubmitted)["onsite_reason"]
    assert {one.code for one in ONSITE_REASONS} <= {
        code for one in (reasons, *get_args(reasons)) for code in get_args(one)
    }
    assert AT_THE_TABLE[0].choices == PROMISE_WAYS[1:]


def test_what_stands_beside_a_row_is_the_hint_and_the_full_label() -> None:
    hint = Text(zh="提示", en="hint")
    plain = FormField(path="x", label=Text(zh="长", en="long"), kind="text")
    assert plain.narrow == plain.label
    assert plain.beside(None) is None
    assert plain.beside(hint) == hint
    short = FormField(
        path="x", label=Text(zh="长", en="long"), kind="text", short=Text(zh="长", en="l")
    )
    assert short.narrow.en == "l"
    assert short.beside(hint) == Text(zh="提示", en="hint (long)")
    assert short.beside(None) == Text(zh="", en="long")
    zh = FormField(
        path="x", label=Text(zh="长的", en="long"), kind="text", short=Text(zh="长", en="long")
    )
    assert zh.beside(None) == Text(zh="长的", en="")


def test_which_fields_may_stay_empty() -> None:
    assert {one.path for one in FORM if not one.required} == {
        "sex",
        "birth",
        "residence.detail",
        "destination.detail",
        "purpose_note",
        "guardian.name",
        "guardian.relation",
        "guardian.phone",
        "guardian.document.number",
    }
    assert all(one.required for one in AT_THE_TABLE)


def test_a_guardian_promises_for_a_child() -> None:
    assert promise_of(for_child=False) == PROMISE
    assert promise_of(for_child=True) == PROMISE_FOR_CHILD
    for said in (PROMISE, PROMISE_FOR_CHILD):
        assert cells(said.zh) <= 78
        assert cells(said.en) <= 79


class TestDates:
    def test_a_beginning_counts_from_0_and_an_end_to_24(self) -> None:
        assert began(20200210) == BEGAN
        assert ended(20200215, NOW) == ENDED
        assert ended(20200224, at_hour(20200225, 0)) == at_hour(20200225, 0)

    def test_what_ended_today_has_ended_now_and_tomorrow_has_not_come(self) -> None:
        assert ended(20200225, NOW) == NOW
        assert ended(20200226, NOW) == at_hour(20200226, 0)

    def test_right_dates(self) -> None:
        question = QUESTIONS[1]
        for since, until in ((None, None), (NOW, None), (None, NOW), (BEGAN, BEGAN + 1)):
            assert dates_wrong(question, yes=True, since=since, until=until, now=NOW) == {}

    @pytest.mark.parametrize(
        ("since", "until", "wrong"),
        [
            (NOW + 1, None, {"since": "这一天还没有到."}),
            (None, NOW + 1, {"until": "这一天还没有到."}),
            (NOW + 1, NOW + 1, {"since": "这一天还没有到.", "until": "这一天还没有到."}),
            (BEGAN, BEGAN, {"until": "结束的日期比开始的日期还早, 请核对."}),
            (ENDED, BEGAN, {"until": "结束的日期比开始的日期还早, 请核对."}),
            (0, 0, {"until": "结束的日期比开始的日期还早, 请核对."}),
        ],
    )
    def test_wrong_dates(self, since: int | None, until: int | None, wrong: object) -> None:
        found = dates_wrong(QUESTIONS[1], yes=True, since=since, until=until, now=NOW)
        assert {name: text.zh for name, text in found.items()} == wrong

    @pytest.mark.parametrize("end", ["since", "until"])
    @pytest.mark.parametrize("given", [0, BEGAN])
    def test_a_date_that_nobody_asks_for(self, end: str, given: int) -> None:
        dates = {"since": None, "until": None} | {end: given}
        asks = Question(code="X", text=LABEL, since=LABEL, until=LABEL)
        asks_not = Question(code="X", text=LABEL)
        for question, yes in ((asks, False), (asks_not, True)):
            found = dates_wrong(question, yes=yes, now=NOW, **dates)  # type: ignore[arg-type]
            assert {name: text.zh for name, text in found.items()} == {end: "这里不问日期."}
        assert dates_wrong(asks, yes=True, now=NOW, **dates) == {}  # type: ignore[arg-type]

    def test_filling_numbers_in_keeps_the_short_words_of_choices(self) -> None:
        for question in asked(NOTICE_164):
            for one in question.items:
                assert one.narrow == (one.short or one.text)
