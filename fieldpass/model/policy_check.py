"""What is wrong with a policy that somebody writes, beyond what a reader refuses (`policy_data`).

A reader leaves aside what it does not know and asks no question twice; whoever writes a policy or a case
would never hear of it. Rules:

1. A name that no policy has is wrong, also inside of a question: it would be a typing mistake.
2. Numbers that are each within bounds and make no sense together are wrong.
3. An area of high incidence is a division that can be.
4. A question under a code that there is already would never be asked; one that cannot be shown is none.
5. All that is wrong is named by its path, never by its value.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from fieldpass.model.identifiers import check_division
from fieldpass.model.identifiers.divisions import PROVINCES
from fieldpass.model.policy import Policy
from fieldpass.model.policy_data import unknown_names
from fieldpass.model.questions import QUESTIONS
from fieldpass.model.text import Text

WrongPlace = tuple[str, Text]
NAMES = frozenset(item.name for item in fields(Policy))
_CODE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
_ASKED = frozenset(question.code for question in QUESTIONS)
_NO_SUCH = Text(zh="没有这一项", en="there is no such field")


def names_wrong(data: Mapping[str, Any]) -> Iterator[WrongPlace]:
    """Rule 1, of what is written; a `format` is the program's to write, not a person's."""
    if "format" in data:
        yield "format", _NO_SUCH
    for path in unknown_names(data):
        yield path, _NO_SUCH


def policy_wrong(policy: Policy) -> Iterator[WrongPlace]:
    """Rules 2 to 4, of what was read."""
    yield from _disagreements(policy)
    yield from _areas_wrong(policy)
    yield from _questions_wrong(policy)


def _disagreements(policy: Policy) -> Iterator[WrongPlace]:
    """Numbers that are each within bounds and make no sense together."""
    if not policy.reading_min_tenths < policy.fever_tenths <= policy.reading_max_tenths:
        yield (
            "fever_tenths",
            Text(
                zh="不在 reading_min_tenths 和 reading_max_tenths 之间",
                en="not between reading_min_tenths and reading_max_tenths",
            ),
        )
    if policy.lists_soft_hours > policy.lists_hard_hours:
        wrong = Text(zh="大于 lists_hard_hours", en="more than lists_hard_hours")
        yield "lists_soft_hours", wrong


def _areas_wrong(policy: Policy) -> Iterator[WrongPlace]:
    for place, code in enumerate(policy.high_incidence):
        if code not in PROVINCES and not check_division(code).passed:
            wrong = Text(zh="不是区划代码", en="not a division code")
            yield f"high_incidence[{place}]", wrong


def _questions_wrong(policy: Policy) -> Iterator[WrongPlace]:
    """A county's question under a code of the notice's would never be asked."""
    seen = set(_ASKED)
    for place, question in enumerate(policy.questions):
        path = f"questions[{place}]"
        if question.code in seen:
            yield f"{path}.code", Text(zh="这个代码已经有了", en="there is this code already")
        seen.add(question.code)
        if not set(question.code) <= _CODE:
            wrong = Text(zh="只能用大写字母, 数字和 -", en="not capitals, digits and - alone")
            yield f"{path}.code", wrong
        if question.items:
            wrong = Text(zh="只有症状一问能勾选", en="only the question about symptoms has any")
            yield f"{path}.items", wrong
        texts = {"text": question.text, "since": question.since, "until": question.until}
        for name, text in texts.items():
            if text is not None and not _said(text):
                wrong = Text(zh="要有可以显示的中英文", en="not words that can be shown, zh and en")
                yield f"{path}.{name}", wrong


def _said(text: Text) -> bool:
    """Whether both languages have words, and nothing that would move a terminal's cursor."""
    return all(
        said.strip() and not any(unicodedata.category(one).startswith("C") for one in said)
        for said in (text.zh, text.en)
    )
