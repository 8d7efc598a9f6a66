"""Texts in both languages, and what to do beside what is."""

from fieldpass.model.text import Advised, Text, advised, counted


def test_what_is_and_what_to_do_stand_each_in_their_place() -> None:
    said = advised(zh="满了.", en="Full.", do_zh="请清理.", do_en="Clear it.")
    assert said == Advised(what=Text(zh="满了.", en="Full."), do=Text(zh="请清理.", en="Clear it."))
    assert (said.what.zh, said.what.en) == ("满了.", "Full.")
    assert (said.do.zh, said.do.en) == ("请清理.", "Clear it.")
    assert "请清理." in said.text.zh
    assert "Clear it." in said.text.en


def test_one_of_a_thing_is_named_in_the_singular() -> None:
    assert [counted(n, "record", "records") for n in (0, 1, 2)] == [
        "0 records", "1 record", "2 records",
    ]  # fmt: skip
