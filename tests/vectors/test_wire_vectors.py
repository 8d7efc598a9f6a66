"""The wire's golden vectors: what is written down today is read, and written alike, for ever."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.wire_cases import NOUNS, from_json, to_json

FOLDER = Path(__file__).parent
CASES = [
    pytest.param(noun, case, id=f"{noun}: {name}")
    for noun in NOUNS
    for name, case in json.loads((FOLDER / f"wire_{noun}.json").read_text("utf-8")).items()
]


@pytest.mark.parametrize(("noun", "case"), CASES)
def test_a_frozen_input_is_written_as_the_frozen_bytes(noun: str, case: Any) -> None:
    assert NOUNS[noun].encode(from_json(case["input"])).hex() == case["hex"]


@pytest.mark.parametrize(("noun", "case"), CASES)
def test_frozen_bytes_are_read_as_the_frozen_values(noun: str, case: Any) -> None:
    given = from_json(case["input"])
    assert to_json(NOUNS[noun].decode(bytes.fromhex(case["hex"]), given)) == case["read"]


def test_every_vector_says_what_was_read_out_of_its_bytes() -> None:
    for noun, case in (param.values for param in CASES):
        kept = {name: value for name, value in case["read"].items() if name in case["input"]}
        if noun in ("list", "token", "certificate", "rotation", "checkpoint", "sequence", "base45"):
            assert kept == case["input"]
