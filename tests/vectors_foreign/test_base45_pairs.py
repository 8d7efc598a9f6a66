"""Base45 as RFC 9285 has it: good pairs both ways, bad texts refused."""

import json
from pathlib import Path

import pytest

from fieldpass.wire import base45
from fieldpass.wire.errors import Malformed
from tests.vectors_foreign.folders import files


@pytest.mark.parametrize("path", files("base45"))
def test_good_pairs_read_and_write_alike_and_bad_texts_are_refused(path: Path) -> None:
    table = json.loads(path.read_text("utf-8"))
    assert table["good"]
    assert table["bad"]
    for pair in table["good"]:
        data = bytes.fromhex(pair["hex"])
        assert base45.encode(data) == pair["text"]
        assert base45.decode(pair["text"]) == data
    for text in table["bad"]:
        with pytest.raises(Malformed):
            base45.decode(text)
