"""Home on 24 rows: however much there is to say, it begins and ends with a rule."""

import asyncio
import threading
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from fieldpass import locale
from fieldpass.app import FieldpassApp
from fieldpass.desk.battery import Battery
from fieldpass.desk.office import Office
from fieldpass.desk.standing import Standing
from fieldpass.model.text import Text
from fieldpass.screens.home import ROWS_MAX, HomeFacts, home_lines, read_facts
from fieldpass.screens.panel import RULE, Span
from tests.screens.driver import at_work

WAIT_S = 20.0
LONG = Text(zh="平台没有应答, 请看网线和地址. " * 8, en="The platform does not answer. " * 12)
ENDED = Standing(state="ended", may_sign=False, text=LONG)


def _facts(office: Office, *, error: bool, update: bool, drafts: int, low: bool) -> HomeFacts:
    facts = read_facts(office)
    assert facts.view is not None
    sending = replace(
        facts.view.sending, text=LONG, last_error=LONG if error else None, update_needed=update
    )
    battery = Battery(percent=7, minutes=12, charging=False) if low else None
    trouble = LONG if update else None
    view = replace(facts.view, sending=sending, battery=battery, rules_trouble=trouble)
    standing = ENDED if error else facts.standing
    return replace(facts, view=view, drafts=drafts, standing=standing)


def _text(line: object) -> str:
    parts = line if isinstance(line, tuple) else (line,)
    return "".join(one.text if isinstance(one, Span) else str(one) for one in parts)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_fits_ends_with_a_rule_and_leaves_out_no_task(issuer: Office, lang: str) -> None:
    locale.use(lang)
    every = product((False, True), (False, True), (0, 3), (False, True))
    for error, update, drafts, low in every:
        facts = _facts(issuer, error=error, update=update, drafts=drafts, low=low)
        lines = home_lines(facts)
        assert len(lines) <= ROWS_MAX
        assert (lines[0], lines[-1]) == (RULE, RULE)
        shown = "\n".join(map(_text, lines))
        for word in ("1 ", "0 ", "5 ", "7%" if low else "", "3 " if drafts else ""):
            assert word in shown
        assert _text(lines[-2]).startswith((" 本班", " Shift"))


async def test_the_fullest_home_is_tidy(
    issuer: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = _facts(issuer, error=True, update=True, drafts=3, low=True)
    monkeypatch.setattr("fieldpass.screens.home.read_facts", lambda _office: facts)
    async with at_work(issuer, tmp_path) as person:
        person.sees_a_tidy_screen()
        rules = [at for at, line in enumerate(person.lines) if set(line) == {"-"}]
        assert rules[-1] >= ROWS_MAX - 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_an_answer_is_shown_though_another_is_asked_for_and_none_after_a_newer_one(
    issuer: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: tuple[int, int]
) -> None:
    facts = _facts(issuer, error=False, update=False, drafts=0, low=False)
    asked: list[threading.Event] = []

    def read(_office: Office) -> HomeFacts:
        asked.append(threading.Event())
        drafts = 3 + len(asked)
        assert asked[-1].wait(WAIT_S)
        return replace(facts, drafts=drafts)

    def unasked(app: FieldpassApp) -> None:
        app._change_due = None

    async with at_work(issuer, tmp_path) as person:
        shown: list[int] = []
        # The sending that fails in the background would ask a third time.
        monkeypatch.setattr(FieldpassApp, "_show_change", unasked)
        monkeypatch.setattr("fieldpass.screens.home.read_facts", read)
        home = person.app.front
        monkeypatch.setattr(type(home), "_shown", lambda _home, each: shown.append(each.drafts))
        home.show()
        while not asked:
            await person.pilot.pause(0.01)
        home.show()
        while len(asked) < 2:
            await person.pilot.pause(0.01)
        asked[order[0]].set()
        async with asyncio.timeout(WAIT_S / 2):
            while not shown:
                await person.pilot.pause(0.01)
        asked[order[1]].set()
        await person.settles()
        assert shown == ([4, 5] if order == (0, 1) else [5])
