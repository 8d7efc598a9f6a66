"""What stands under the big word: whole sentences on 80 columns, whatever the verdict is."""

import re
from dataclasses import replace
from itertools import product

import pytest

from fieldpass import locale
from fieldpass.desk import cards
from fieldpass.desk.looks import HolderView, Look, Whom, say_aloud
from fieldpass.model.policy import NOTICE_164, days_of
from fieldpass.model.reasons import Reason
from fieldpass.model.text import Text
from fieldpass.screens.checkpoint_lines import (
    HOLDER_ROWS,
    VERDICT_ROWS,
    holder_lines,
    verdict_lines,
)
from fieldpass.screens.panel import RULE, Span
from fieldpass.terminal.width import cells
from fieldpass.wire import recognition, verdict_texts
from fieldpass.wire.recognition import Recognised
from fieldpass.wire.verifying import LIFTABLE, Stage, Verdict, VerdictKind

BODY, PHONE = "沂水县高桥镇后坡村村民委员会", "13800000001"
DAYS = days_of(NOTICE_164)
STALE = verdict_texts.stale(26 * 3600, hard=False)


def _reasons() -> list[tuple[VerdictKind, Text, bool]]:
    said: list[tuple[VerdictKind, Text, bool]] = []
    for reason in Reason:
        if reason.fits("yellow"):
            said.append(("CHECK", verdict_texts.yellow(reason, DAYS), reason in LIFTABLE))
        if reason.fits("red"):
            said.append(("STOP", verdict_texts.red(reason, DAYS), False))
    return said


def _others() -> list[tuple[VerdictKind, Text, bool]]:
    texts = [one for one in vars(verdict_texts).values() if isinstance(one, Text)]
    named = [one.text for one in vars(recognition).values() if isinstance(one, Recognised)]
    named += [recognition.recognise(start + "X").text for start, _ in recognition._STARTS]
    kinds: tuple[VerdictKind, ...] = ("INVALID", "CANNOT_TELL", "CHECK")
    return [(kind, text, False) for text in texts + named for kind in kinds]


def _look(
    kind: VerdictKind, text: Text, liftable: bool, body: str, phone: str, line: str = ""
) -> Look:
    verdict = Verdict(
        kind=kind,
        stage=Stage.COLOUR,
        code="X",
        text=text,
        lists_as_of=0,
        liftable_here=liftable,
    )
    return Look(
        verdict=verdict,
        seen="scan",
        at=0,
        did="stopped",
        say=say_aloud(verdict, Whom(body=body, phone=phone, county_line=line)),
        lists_age=Text(zh="名单是 5 分钟前的.", en="The lists are 5 minutes old."),
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("body", "phone", "line"),
    [("", "", ""), (BODY, "", ""), (BODY, PHONE, ""), ("", "", PHONE), (BODY, "", PHONE)],
)
def test_a_verdict_is_three_rows_of_whole_sentences(
    lang: str, body: str, phone: str, line: str
) -> None:
    locale.use(lang)
    cases = _reasons() + _others()
    for (kind, text, liftable), aged in product(cases, (False, True)):
        whole = verdict_texts.joined(text, STALE if aged else None)
        look = _look(kind, whole, liftable, body, phone, line)
        lines = verdict_lines(look)
        assert len(lines) == VERDICT_ROWS
        rows = [one.text if isinstance(one, Span) else str(one) for one in lines]
        assert all(cells(row) <= 80 for row in rows if row != RULE), rows
        shown = " ".join(one.text.strip() for one in lines if isinstance(one, Span))
        assert shown.endswith((".", "!", "?")), rows
        assert "~" not in shown
        # Nothing of the verdict is lost, but what the sentence to read aloud says better.
        wanted = re.split(r"(?<=[.?!]) ", text.of(lang))
        report = (
            "请向所在村或单位报告." if lang == "zh" else "Please report to your village or unit."
        )
        kept = [one for one in wanted if one != report or kind != "STOP"]
        packed = shown.replace(" ", "")
        assert all(one.replace(" ", "") in packed for one in kept), (rows, text)
        # Whom to call is read aloud from the last row.
        if kind == "STOP":
            spoken = " ".join(one.strip() for one in lines if isinstance(one, str))
            assert (phone or line or body or look.say.of(lang)) in spoken, rows


def test_a_short_verdict_keeps_the_rule_under_the_big_word() -> None:
    locale.use("zh")
    lines = verdict_lines(_look("GO", verdict_texts.GO, False, BODY, ""))
    assert lines[0] == RULE


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "body", ["后坡村村委会", BODY, "沂水县经济开发区第二实验小学教育集团东校区"]
)
def test_the_body_that_issued_is_named_whole_on_the_holders_rows(lang: str, body: str) -> None:
    locale.use(lang)
    holder = HolderView(
        name="欧阳卫东",
        id_tail="221X",
        route=cards.route_text("371323", "370211"),
        valid_until=1582905600000,
        validity=cards.validity_text(1582905600000),
        issued_by=body,
        serial="3713 0042 7186",
    )
    look = replace(_look("GO", verdict_texts.GO, False, body, ""), holder=holder)
    rows = [str(line) for line in holder_lines(look)]
    assert len(rows) == HOLDER_ROWS
    assert all(cells(row) <= 80 for row in rows), rows
    assert body in rows[1]
    assert holder.name in rows[0]
