"""The full screen, the line-by-line program and the form's own data ask in the same words."""

from pathlib import Path

import pytest

from fieldpass.desk import onsite_fields
from fieldpass.desk.office import Office
from fieldpass.locale import use
from fieldpass.model.form import AT_THE_TABLE, FORM, PROMISE, PROMISE_FOR_CHILD
from fieldpass.model.policy import NOTICE_164, asked
from fieldpass.plain import apply_fields as plain
from fieldpass.plain.asking import in_words
from fieldpass.screens import apply_fields as full
from tests.parts import ONSITE, Village, village
from tests.plain.talking import talk
from tests.screens.driver import at_work
from tests.screens.test_apply import fill_where, fill_who

ROWS = {row.name: row.field for row in onsite_fields.ROWS}


def test_nothing_of_the_form_is_left_out_or_added() -> None:
    assert {row.field.path for row in onsite_fields.ROWS} == {
        one.path for one in (*FORM, *AT_THE_TABLE)
    }
    names = [row.name for row in onsite_fields.ROWS]
    assert [field.name for field in full.FIELDS] == names
    assert [field.name for field in plain.FIELDS] == names


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_show_the_words_of_the_form(lang: str) -> None:
    use(lang)
    for shown, said in zip(full.FIELDS, plain.FIELDS, strict=True):
        words = ROWS[shown.name]
        assert shown.shown_label() == words.narrow.of(lang)
        assert in_words(said.label) == words.label.of(lang)
        if words.narrow.of(lang) != words.label.of(lang):
            assert words.label.of(lang) in shown.shown_hint()
        assert shown.choices == tuple((one.code, one.narrow) for one in words.choices)
        assert said.choices == tuple((one.code, one.text) for one in words.choices)


async def test_the_promise_is_read_from_the_screen_a_guardian_s_for_a_child(
    issuer: Office, tmp_path: Path
) -> None:
    async with at_work(issuer, tmp_path) as person:
        await person.presses("3")
        await fill_who(person)
        await fill_where(person)
        await person.presses("f6", "enter")
        person.sees(PROMISE.en, "4/4")
        await person.presses("escape", "escape", "escape", "up", "up", "up", "5")
        await person.enters(ONSITE.number)
        await person.presses("f5")
        person.sees("Guardian")
        await person.enters("李红")
        await person.enters("母亲")
        await person.presses("f5", "f5", "f5", "f5")
        person.sees(PROMISE_FOR_CHILD.en, "4/4")


def test_the_questions_read_the_same_line_by_line(tmp_path: Path) -> None:
    place: Village = village()
    use("zh")
    answers = (
        "1",
        ONSITE.number,
        ONSITE.name,
        ONSITE.phone,
        "",
        "x",
        "hdq",
        "1",
        "x",
        "1",
        "",
        "9",
    )
    said = talk(place.device("issuer"), tmp_path, "3", *answers, "1")
    place.close()
    for question in asked(NOTICE_164):
        assert question.text.zh in said
    assert PROMISE.zh in said
