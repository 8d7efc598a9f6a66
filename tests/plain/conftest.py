"""A village of real parts with an issuer's device, spoken to line by line."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fieldpass.desk.office import Office
from tests.parts import Village, village
from tests.plain.talking import talk


@pytest.fixture
def place() -> Iterator[Village]:
    made = village()
    yield made
    made.close()


@pytest.fixture
def office(place: Village) -> Office:
    return place.device("issuer")


@pytest.fixture
def say(office: Office, tmp_path: Path) -> Callable[..., str]:
    """What is told in answer to these answers, from home on."""
    return lambda *answers: talk(office, tmp_path, *answers)
