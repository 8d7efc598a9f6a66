"""The tables of reasons and codes: numbers, colours and sentences of every row."""

from dataclasses import replace

import pytest

from fieldpass.model import clauses
from fieldpass.model.clauses import NOTICES, Clause
from fieldpass.model.findings import ORDER, RANK, TABLE, Code, Colour, Finding, order_of
from fieldpass.model.policy import (
    NOTICE_164,
    days_of,
)
from fieldpass.model.reasons import Reason
from fieldpass.model.text import Text
from tests.model.build import ms

DAYS = days_of(NOTICE_164)


class TestReasons:
    def test_the_numbers_are_frozen(self) -> None:
        names = (
            "NONE RECHECK MORE_INFO UNSCREENED NO_REPORT EXPIRED CONFLICT SYMPTOM EX1 EX2 EX3 EX4"
            " EX5 FEVER ISSUER OTHER"
        )
        assert [reason.name for reason in Reason] == names.split()
        assert [int(reason) for reason in Reason] == list(range(16))

    def test_the_colours_of_each_are_frozen(self) -> None:
        yellow = {1, 2, 3, 4, 5, 6, 14, 15}
        red = {6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
        assert {int(reason) for reason in Reason if reason.fits("yellow")} == yellow
        assert {int(reason) for reason in Reason if reason.fits("red")} == red
        assert {int(reason) for reason in Reason if reason.fits("green")} == {0}
        assert {int(reason) for reason in Reason if reason.fits("pending")} == {0}
        assert Reason.NONE.colours == {"green", "pending"}

    def test_the_sentence_of_a_colour_begins_with_it(self) -> None:
        for reason in Reason:
            if reason.colours == {"yellow"}:
                assert reason.said(DAYS).zh.startswith("黄卡")
                assert reason.said(DAYS).en.startswith("Yellow")
            if reason.colours == {"red"}:
                assert reason.said(DAYS).zh.startswith("红卡")
                assert reason.said(DAYS).en.startswith("Red")
            assert reason.said(DAYS).zh.endswith(".")

    @pytest.mark.parametrize(
        ("number", "name"),
        [
            ("symptom_free_days", "SYMPTOM"),
            ("ex1_days", "EX1"),
            ("ex2_days", "EX2"),
            ("ex4_days", "EX4"),
            ("ex5_days", "EX5"),
        ],
    )
    def test_its_days_are_the_policy_s_and_no_other_reason_s(self, number: str, name: str) -> None:
        days = days_of(replace(NOTICE_164, **{number: 9}))
        for reason in Reason:
            said = reason.said(days)
            assert ("9" in said.zh) == ("9" in said.en) == (reason.name == name)
        assert "9 天" in Reason[name].said(days).zh
        assert "9 days" in Reason[name].said(days).en

    def test_no_sentence_has_a_number_of_its_own(self) -> None:
        for reason in Reason:
            said = reason.said({})
            assert not any(character.isdigit() for character in said.zh + said.en)
            assert "{" not in said.zh + said.en
        for entry in TABLE.values():
            words = [entry.holder, entry.issuer, entry.lifted_by]
            said_all = "".join(one.zh + one.en for one in words)
            assert not any(character.isdigit() for character in said_all)


class TestTheTable:
    def test_every_code_has_a_row_and_a_place_in_the_order(self) -> None:
        assert set(TABLE) == set(Code) == set(ORDER)
        assert set(RANK) == set(Colour)

    def test_colours_rank_from_green_to_none(self) -> None:
        assert sorted(RANK, key=lambda colour: RANK[colour]) == [
            Colour.GREEN,
            Colour.PENDING,
            Colour.YELLOW,
            Colour.RED,
            Colour.NONE,
        ]

    @pytest.mark.parametrize(
        ("code", "colour", "reach", "clause"),
        [
            ("NOT-ACCEPTED", "none", "application", "164 一(一)"),
            ("UNDECIDED", "pending", "application", "164 一(二)"),
            ("NO-READING", "pending", "application", "164 一(三)"),
            ("SYMPTOM", "red", "person", "164 一(三)"),
            ("EX1", "red", "person", "164 一(三)1"),
            ("EX2", "red", "person", "164 一(三)2"),
            ("EX3", "red", "person", "164 一(三)3"),
            ("EX4", "red", "person", "164 一(三)4"),
            ("EX5", "red", "person", "164 一(三)5"),
            ("RECHECK", "yellow", "person", "ours"),
            ("FEVER", "red", "person", "164 一(三)"),
            ("MORE-INFO", "yellow", "application", "164 二(一)"),
            ("UNSCREENED", "yellow", "pass", "ours"),
            ("NO-REPORT", "yellow", "pass", "164 二(二)"),
            ("EXPIRED", "yellow", "pass", "164 二(三)"),
            ("CONFLICT", None, "application", "ours"),
            ("DECIDED-RED", "red", "application", "164 一(二)"),
            ("DECIDED-YELLOW", "yellow", "application", "164 一(二)"),
            ("VOID", "yellow", "pass", "ours"),
            ("WITHDRAWN", "none", "application", "ours"),
            ("COUNTY", "red", "person", "county"),
        ],
    )
    def test_a_row_has_its_colour_reach_and_clause(
        self, code: str, colour: str | None, reach: str, clause: str
    ) -> None:
        row = TABLE[Code(code)]
        assert (row.colour, row.reach, str(row.clause)) == (colour, reach, clause)

    @pytest.mark.parametrize("code", list(Code))
    def test_a_row_speaks_both_languages_without_ambiguous_glyphs(self, code: Code) -> None:
        row = TABLE[code]
        for text in (row.holder, row.issuer, row.lifted_by, row.clause.text):
            assert text.zh
            assert text.en
            assert not set(text.zh) & set("℃…“”·")
            assert text.en.isascii()

    def test_the_reason_of_a_row_fits_its_colour(self) -> None:
        for row in TABLE.values():
            if row.colour in (Colour.YELLOW, Colour.RED):
                assert row.reason.fits(row.colour)
            elif row.colour is not None:
                assert row.reason is Reason.NONE

    def test_a_finding_says_its_detail_and_its_end(self) -> None:
        finding = Finding(
            code=Code.EX4,
            colour=Colour.RED,
            since=0,
            until=ms("0301"),
            detail=Text(zh="青岛.", en="Qingdao."),
        )
        assert finding.issuer.zh == "从省外返回, 居家观察期未满 (青岛), 到2月29日24时为止."
        assert finding.issuer.en.endswith("not over (Qingdao), until 24:00 on 29 Feb.")
        assert finding.reach == "person"
        assert finding.clause == clauses.EX4
        assert finding.lifted_by.en == "the date, or a correction"
        plain = Finding(code=Code.EX4, colour=Colour.RED, since=0)
        assert plain.issuer.zh == "从省外返回, 居家观察期未满."
        assert plain.blocks

    def test_findings_sort_worst_first_then_by_code_time_and_record(self) -> None:
        made = [
            Finding(code=Code.NO_READING, colour=Colour.PENDING, since=0),
            Finding(code=Code.RECHECK, colour=Colour.YELLOW, since=2, records=(b"a",)),
            Finding(code=Code.RECHECK, colour=Colour.YELLOW, since=1, records=(b"b",)),
            Finding(code=Code.RECHECK, colour=Colour.YELLOW, since=1, records=(b"a",)),
            Finding(code=Code.EXPIRED, colour=Colour.YELLOW, since=9),
            Finding(code=Code.EX1, colour=Colour.RED, since=0),
            Finding(code=Code.NOT_ACCEPTED, colour=Colour.NONE, since=0),
        ]
        assert sorted(made, key=order_of) == made[::-1]

    def test_a_clause_reads_short_and_long(self) -> None:
        assert str(clauses.EX4) == "164 一(三)4"
        assert clauses.EX4.text.zh == "第164号通告 一(三)4"
        assert clauses.EX4.text.en == "notice No. 164 of 22 February 2020, I(3)4"
        assert clauses.DAILY.text.en.endswith("II(2)")
        assert clauses.SCOPE.text.en.endswith("I(1)")
        assert clauses.ISSUERS.text.en.endswith("2020, III")
        assert str(Clause(notice="ours")) == "ours"
        assert Clause(notice="ours").text == NOTICES["ours"]
