"""The answers of the on-site form: yes or no, and after a yes the days that its question asks for.

A day is typed in few keys: "0210" or "210" is month and day, this year's or within the last half year; "3"
is three days ago, "0" today; a whole date is read too. Every day may stay empty: then nothing is known of
it, and the rules count from when it was said, or see no end. What a day counts for is `questions.began` and
`ended`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import ClassVar

from fieldpass.desk.checked import Findings
from fieldpass.desk.errors import DeskError
from fieldpass.errors import FieldpassError
from fieldpass.model.bodies import Answer
from fieldpass.model.questions import Question, began, dates_wrong, ended
from fieldpass.model.text import Advised, Text, advised
from fieldpass.model.times import day_of

DAYS_MOST = 366
# Tomorrow's date, a slip, must not read as a day of last year: its count would long be over.
_WITHOUT_YEAR_MOST = timedelta(days=183)
ENDS = ("since", "until")
_AGO = {"今天": 0, "昨天": 1, "前天": 2, "today": 0, "yesterday": 1}
_FORM = re.compile(
    r"(?:(\d{4})[-/.年]?)?(?:(\d{1,2})[-/.月](\d{1,2})日?|(\d{1,2})(\d{2}))|(\d{1,2})"
)
HINT = Text(zh="如 0210, 或 3 (几天前)", en="like 0210, or 3 (days ago)")
MAY_STAY_EMPTY = Text(
    zh="不知道的, 还没有的, 都不填.", en="What is not known, or not yet so, stays empty."
)
_FORM_WRONG = Text(
    zh="日期填月日, 像 0210, 或填几天前, 像 3 (0 是今天).",
    en="Type month and day like 0210, or days ago like 3 (0 is today).",
)


class DayRefused(DeskError):
    """What was typed is no day on which something declared can have happened."""

    code = "day-refused"
    told: ClassVar[Advised] = advised(
        zh="这不是能用的日期.",
        en="This is no day that can be used.",
        do_zh="请填月日, 像 0210, 或填几天前, 像 3.",
        do_en="Type month and day like 0210, or days ago like 3.",
    )


def read_day(text: str, now: int) -> int:
    """The day YYYYMMDD that was typed, seen from `now` (ms). Raises DayRefused with what to do."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    today = _date(day_of(now))
    try:
        found = _typed(plain, today)
    except (ValueError, OverflowError) as error:
        raise DayRefused("form") from error
    if found > today:
        raise DayRefused(
            "ahead",
            advised(
                zh="这一天还没有到.",
                en="That day has not come yet.",
                do_zh="去年的请连年份一起填, 像 20191210.",
                do_en="If it was last year, type the year too: 20191210.",
            ),
        )
    if found < today - timedelta(days=DAYS_MOST):
        raise DayRefused(
            "old",
            advised(
                zh="比一年前还早.",
                en="That is more than a year ago.",
                do_zh="请核对年月日.",
                do_en="Check the date.",
            ),
        )
    return found.year * 10_000 + found.month * 100 + found.day


def _date(day: int) -> date:
    return date(day // 10_000, day // 100 % 100, day % 100)


def _typed(plain: str, today: date) -> date:
    """Raises ValueError."""
    if plain in _AGO:
        return today - timedelta(days=_AGO[plain])
    match = _FORM.fullmatch(plain) if plain.isascii() or set(plain) & set("年月日") else None
    if match is None:
        raise ValueError("no day")
    if match[6]:
        return today - timedelta(days=int(match[6]))
    month, day = int(match[2] or match[4]), int(match[3] or match[5])
    if match[1]:
        return date(int(match[1]), month, day)
    this_year = date(today.year, month, day)
    before = date(today.year - 1, month, day) if (month, day) != (2, 29) else this_year
    return before if this_year > today and today - before <= _WITHOUT_YEAR_MOST else this_year


def shown_day(day: int) -> str:
    """A day as it stands in the form once it was read: another day later it is still the same one."""
    return f"{day // 10_000}-{day // 100 % 100:02d}-{day % 100:02d}"


def tidy(text: str, now: int) -> str:
    """The day as `shown_day` has it where it can be read, else what was typed."""
    try:
        return shown_day(read_day(text, now)) if text.strip() else ""
    except DayRefused:
        return text


def labels(question: Question) -> dict[str, Text]:
    """The dates that a yes asks for, "since" and "until", with their labels."""
    both = {"since": question.since, "until": question.until}
    return {name: label for name, label in both.items() if label is not None}


def field(code: str, end: str) -> str:
    """The name of a date in the form."""
    return f"{code}.{end}"


def check_dates(question: Question, typed: Mapping[str, str], now: int) -> dict[str, Text]:
    """What is wrong with the dates of a yes, by "since" and "until"; empty is right."""
    return _dates(question, typed, now)[1]


def _dates(
    question: Question, typed: Mapping[str, str], now: int
) -> tuple[dict[str, int | None], dict[str, Text]]:
    times: dict[str, int | None] = dict.fromkeys(ENDS)
    wrong: dict[str, Text] = {}
    for end in labels(question):
        text = typed.get(field(question.code, end), "").strip()
        if not text:
            continue
        try:
            day = read_day(text, now)
        except FieldpassError as error:
            wrong[end] = Text(zh=error.text("zh"), en=error.text("en"))
        else:
            times[end] = began(day) if end == "since" else ended(day, now)
    wrong = dates_wrong(question, yes=True, now=now, **times) | wrong
    return times, wrong


def read_answers(
    found: Findings,
    questions: Iterable[Question],
    *,
    said: Mapping[str, str],
    dates: Mapping[str, str],
    symptoms: tuple[str, ...],
    now: int,
) -> tuple[Answer, ...]:
    """The answers as they are recorded; what is wrong goes into `found` under "answers.CODE"."""
    return tuple(
        _answer(found, question, said.get(question.code, ""), dates, symptoms, now)
        for question in questions
    )


def _answer(
    found: Findings,
    question: Question,
    said: str,
    dates: Mapping[str, str],
    symptoms: tuple[str, ...],
    now: int,
) -> Answer:
    if said not in ("yes", "no"):
        found.error(
            f"answers.{question.code}",
            zh="这一问还没有回答: 是或否.",
            en="Not answered yet: yes or no.",
        )
    if said != "yes":
        return Answer(code=question.code, yes=False)
    times, wrong = _dates(question, dates, now)
    for end, text in wrong.items():
        found.error(f"answers.{field(question.code, end)}", zh=text.zh, en=text.en)
    ticked = symptoms if question.code == "SYMPTOM" else ()
    known = {choice.code for choice in question.items}
    return Answer(
        code=question.code,
        yes=True,
        since=times["since"],
        until=times["until"],
        items=tuple(one for one in ticked if one in known),
    )
