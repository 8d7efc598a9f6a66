"""A world for each test."""

import pytest

from tests.server.world import World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "data")
    made.seed()
    yield made
    made.stop()
