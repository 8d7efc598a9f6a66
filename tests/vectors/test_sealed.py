"""What a stick carries is written and read as on the day it was frozen."""

import json

import pytest

from fieldpass.wire import carried, sealing
from fieldpass.wire.keys import SigningKey
from tests.vectors import make_sealed
from tests.vectors.make_sealed import AUTHORITY, DEVICE, PATH

GOLDEN = json.loads(PATH.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", GOLDEN)
def test_the_frozen_bytes_are_written_again(name: str) -> None:
    assert make_sealed.made()[name] == GOLDEN[name]


def test_the_frozen_bytes_are_read() -> None:
    authority, device = SigningKey(AUTHORITY), SigningKey(DEVICE)
    assert sealing.open_sealed(device, bytes.fromhex(GOLDEN["sealed"])) == b"content"
    assert sealing.open_sealed(device, bytes.fromhex(GOLDEN["sealed empty"])) == b""
    kid, up = carried.read_up(authority, bytes.fromhex(GOLDEN["up"]), lambda _: device.public)
    assert (kid, up.bundles) == (device.kid, (b"one", b"two"))
    key, down = carried.read_down(device, bytes.fromhex(GOLDEN["down"]), lambda _: authority.public)
    assert (key, down.lists, down.pages) == (authority.public, b"lists", (b"page",))
