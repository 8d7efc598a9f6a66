"""A village of real parts with an issuer's device; the program speaks English unless told otherwise."""

from collections.abc import Iterator

import pytest

from fieldpass import locale
from fieldpass.desk.office import Office
from fieldpass.store import envelope
from tests.laptop import CHEAP
from tests.parts import Village, village


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """The language, and back to what it was."""
    before = locale.language()
    locale.use("en")
    yield
    locale.use(before)


@pytest.fixture
def cheap_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at test cost: what it costs is the envelope's own test."""
    real = envelope._made

    def made(number, data_key, secret, person, issuer_seed, _cost, chance):  # type: ignore[no-untyped-def]
        return real(number, data_key, secret, person, issuer_seed, CHEAP, chance)

    monkeypatch.setattr(envelope, "_made", made)


@pytest.fixture
def place() -> Iterator[Village]:
    made = village()
    yield made
    made.close()


@pytest.fixture
def issuer(place: Village) -> Office:
    return place.device("issuer")
