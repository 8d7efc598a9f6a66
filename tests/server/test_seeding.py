"""The file of bodies and health records: what stands in it twice is refused, by its place."""

import pytest

from server_stub import seeding
from server_stub.errors import BadSeed


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"bodies": [], "bodies": []}', "bodies"),
        ('{"health": [{"code": "EX1", "code": "EX2"}]}', "health[0].code"),
        ('{"bodies": [{"name": "\\ud800"}]}', "bodies[0].name"),
    ],
)
def test_a_field_that_stands_twice_is_refused_with_its_path(text, path):
    with pytest.raises(BadSeed) as caught:
        seeding.read(text.encode())
    assert f"{path}." in caught.value.text("en")


def test_what_is_no_json_is_refused():
    for text in (b"{", b"\xff", b"[" * 100_000):
        with pytest.raises(BadSeed):
            seeding.read(text)
