"""The answers of the on-site form: days in few keys, and what the rules count from them."""

from typing import Any

import pytest

from fieldpass.desk import answering, applications, onsite, queueing
from fieldpass.desk.answering import DayRefused, read_day
from fieldpass.desk.errors import FormRefused
from fieldpass.desk.office import Office
from fieldpass.model.policy import NOTICE_164, asked
from fieldpass.model.times import at_hour
from tests.parts import ONSITE, Village, form, village

NOW = at_hour(20200225, 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("0", 20200225),
        ("3", 20200222),
        ("25", 20200131),
        ("0225", 20200225),
        ("210", 20200210),
        ("0210", 20200210),
        ("０２１０", 20200210),
        ("2-10", 20200210),
        ("2.10", 20200210),
        ("2月10日", 20200210),
        ("1231", 20191231),
        ("826", 20190826),
        ("20190601", 20190601),
        ("2019-06-01", 20190601),
        ("2020年2月1日", 20200201),
        ("今天", 20200225),
        ("昨天", 20200224),
        ("前天", 20200223),
        ("Yesterday", 20200224),
    ],
)
def test_a_day_is_typed_in_few_keys(text: str, day: int) -> None:
    assert read_day(text, NOW) == day
    assert read_day(answering.shown_day(day), NOW + 40 * 86_400_000) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "form"),
        ("0230", "form"),
        ("1301", "form"),
        ("20200230", "form"),
        ("last week", "form"),
        ("-3", "form"),
        ("0226", "ahead"),
        ("824", "ahead"),
        ("20200226", "ahead"),
        ("20190223", "old"),
        ("20100210", "old"),
        ("00000101", "form"),
    ],
)
def test_what_is_no_such_day_is_refused_with_what_to_do(text: str, why: str) -> None:
    with pytest.raises(DayRefused, match=f"^{why}$") as raised:
        read_day(text, NOW)
    assert raised.value.text("zh")


def test_leap_day_of_this_year_only() -> None:
    assert read_day("0229", at_hour(20200301, 9)) == 20200229
    with pytest.raises(DayRefused, match="form"):
        read_day("0229", at_hour(20210301, 9))


@pytest.fixture
def place() -> Any:
    made = village()
    yield made
    made.close()


def _yes(code: str, **dates: str) -> dict[str, Any]:
    answers = {question.code: "no" for question in asked(NOTICE_164)} | {code: "yes"}
    return {"answers": answers, "dates": {f"{code}.{end}": text for end, text in dates.items()}}


def _ends(place: Village, office: Office, **changes: Any) -> str:
    """What the issuer reads of the only red finding."""
    view = applications.open_application(office, place.apply(office, ONSITE, **changes))
    red = [one for one in view.findings if one.colour == "red"]
    return red[0].text.zh if red else ""


@pytest.mark.parametrize(
    ("code", "dates", "end"),
    [
        # 14 days from 24:00 of the last day, of discharge, of the cure.
        ("SYMPTOM", {"since": "0208", "until": "0212"}, "到2月26日24时为止"),
        ("EX1", {"since": "0120", "until": "0215"}, "到2月29日24时为止"),
        ("EX2", {"until": "0215"}, "到2月29日24时为止"),
        # 14 days from 0:00 of the return and of the isolation's first day.
        ("EX4", {"since": "0220"}, "到3月4日24时为止"),
        ("EX5", {"since": "0220"}, "到3月4日24时为止"),
        # What ended today has ended now.
        ("EX1", {"until": "0"}, "到3月10日10:00为止"),
        ("SYMPTOM", {"until": "0225"}, "到3月10日10:00为止"),
        # Without the day: from now, or no end known.
        ("EX4", {}, "到3月10日10:00为止"),
        ("SYMPTOM", {}, "到3月10日10:00为止"),
        ("EX5", {}, "到3月10日10:00为止"),
    ],
)
def test_the_rules_count_from_the_day_that_was_given(
    place: Village, code: str, dates: dict[str, str], end: str
) -> None:
    assert end in _ends(place, place.device("issuer"), **_yes(code, **dates))


@pytest.mark.parametrize(
    ("code", "dates"), [("EX1", {"since": "0120"}), ("EX2", {}), ("EX3", {"since": "0220"})]
)
def test_without_the_day_of_its_end_no_end_is_known(
    place: Village, code: str, dates: dict[str, str]
) -> None:
    said = _ends(place, place.device("issuer"), **_yes(code, **dates))
    assert said
    assert "为止" not in said


@pytest.mark.parametrize(
    ("code", "dates"),
    [
        ("EX1", {"until": "0210"}),
        ("EX2", {"until": "0210"}),
        ("EX3", {"until": "0"}),
        ("EX3", {"until": "0224"}),
        ("EX4", {"since": "0211"}),
        ("EX5", {"since": "0211"}),
        ("SYMPTOM", {"until": "0210"}),
    ],
)
def test_what_is_over_by_its_days_is_no_finding(
    place: Village, code: str, dates: dict[str, str]
) -> None:
    assert _ends(place, place.device("issuer"), **_yes(code, **dates)) == ""


@pytest.mark.parametrize(
    ("code", "dates"),
    [
        ("EX1", {"until": "0211"}),
        ("EX2", {"until": "0211"}),
        ("EX4", {"since": "0212"}),
        ("EX5", {"since": "0212"}),
        ("SYMPTOM", {"until": "0211"}),
    ],
)
def test_one_day_less_and_it_still_holds(place: Village, code: str, dates: dict[str, str]) -> None:
    assert _ends(place, place.device("issuer"), **_yes(code, **dates))


@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        ({"since": "0226"}, "answers.EX1.since"),
        ({"until": "nonsense"}, "answers.EX1.until"),
        ({"since": "0215", "until": "0214"}, "answers.EX1.until"),
    ],
)
def test_wrong_days_stop_the_form_by_their_place(
    place: Village, dates: dict[str, str], wrong: str
) -> None:
    office = place.device("issuer")
    with pytest.raises(FormRefused) as raised:
        onsite.submit(office, form(office, ONSITE, **_yes("EX1", **dates)))
    assert list(raised.value.fields) == [wrong]


def test_days_of_a_no_and_of_nothing_asked_are_not_recorded(place: Village) -> None:
    office = place.device("issuer")
    changes = _yes("EX4", since="0220", until="0221")
    changes["dates"]["EX1.since"] = "0210"
    place.apply(office, ONSITE, **changes)
    (row,) = queueing.queue_source(office).page(None, "forward", 5)
    view = applications.open_application(office, row.application)
    said = {one.code: one.text.zh for one in view.declaration}
    assert said["EX4"].endswith("返回日期 2月20日")
    assert said["EX1"].endswith("?")


def test_what_was_written_on_paper_counts_from_its_own_day(place: Village) -> None:
    office = place.device("issuer")
    at = at_hour(20200223, 9)
    said = _ends(place, office, written_at=at, **_yes("EX4", since="3"))
    assert "到3月4日24时为止" in said


def test_the_last_day_is_shown_as_it_was_said(place: Village) -> None:
    office = place.device("issuer")
    application = place.apply(office, ONSITE, **_yes("EX1", since="0120", until="0215"))
    view = applications.open_application(office, application)
    text = next(one.text for one in view.declaration if one.code == "EX1")
    assert text.zh.endswith("确诊日期 1月20日 出院日期 2月15日")
    assert text.en.endswith("Confirmed on 20 Jan Discharged on 15 Feb")
