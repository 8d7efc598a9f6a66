"""Every reason for which the reference server returns a record has words that say what to do."""

import ast
import inspect

import pytest

from fieldpass.desk.sending import reason_text
from fieldpass.model.authors import Refused
from server_stub import judging, reach


def _named(module: object) -> set[str]:
    """The reasons that a module names for itself: its constants of lower-case words with hyphens."""
    tree = ast.parse(inspect.getsource(module))
    return {
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


# A theft is the reason of a key, not of a record: its records are "revoked".
CODES = sorted(
    (_named(judging) - {judging.STOLEN}) | _named(reach) | {one.value for one in Refused}
)


def test_the_reasons_are_found() -> None:
    assert {judging.DOUBLED, judging.NO_DECISION, reach.REVOKED, "form-wrong"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_reason_has_words(code: str) -> None:
    text = reason_text(code)
    assert code not in text.zh
    assert "-" not in code or code not in text.en
    assert "Returned: " not in text.en
    assert text.zh.count(".") >= 2, "what happened, and what to do"
    assert text.en.count(".") >= 2 or ": " in text.en, "what happened, and what to do"


def test_a_reason_of_a_newer_platform_is_shown_as_it_came() -> None:
    assert "x-of-tomorrow" in reason_text("x-of-tomorrow").en
