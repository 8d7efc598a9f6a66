"""A village of real parts with an issuer's device; the program speaks English unless told otherwise."""

from collections.abc import Iterator

import pytest

from fieldpass import locale
from fieldpass.desk.office import Office
from tests.parts import Village, village


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The language, and back to what it was."""
    before = locale.language()
    locale.use("en")
    yield
    locale.use(before)


@pytest.fixture
def place() -> Iterator[Village]:
    made = village()
    yield made
    made.close()


@pytest.fixture
def issuer(place: Village) -> Office:
    return place.device("issuer")
