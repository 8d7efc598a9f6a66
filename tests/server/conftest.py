"""A world for each test, over SQLite and over PostgreSQL."""

import pytest

from tests.server import postgres
from tests.server.world import World


@pytest.fixture(scope="session")
def cluster():
    why = postgres.why_not()
    if why is not None:
        pytest.skip(why)
    started = postgres.Postgres()
    yield started
    started.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """None for SQLite in the data folder, else the URL of an empty schema."""
    if request.param == "sqlite":
        return None
    return request.getfixturevalue("cluster").fresh_url()


@pytest.fixture
def world(tmp_path, database_url):
    made = World(tmp_path / "data", database_url)
    made.seed()
    yield made
    made.stop()
