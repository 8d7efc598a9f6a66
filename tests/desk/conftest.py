"""A village with its issuer, a checkpoint elsewhere, and a genuine pass; a test file may have its own."""

import pytest

from fieldpass.wire import status
from tests.desk.forging import data_of
from tests.parts import ONSITE, OTHER_DIVISION, OTHER_USCC, Village, village


@pytest.fixture
def place():
    made = village()
    yield made
    made.close()


@pytest.fixture
def issuer(place: Village):
    return place.device("issuer")


@pytest.fixture
def checker(place: Village, issuer):
    """A checker of another village, who knows nobody here."""
    return place.device("checker", division=OTHER_DIVISION, uscc=OTHER_USCC, body_name="高庄村")


@pytest.fixture
def card(place: Village, issuer, checker):
    """A genuine, screened green pass."""
    view = place.issue(issuer, ONSITE)
    place.screen(issuer, ONSITE)
    place.list_pass(view.pass_ref, status.AS_SIGNED, screened=True)
    place.publish()
    return view


@pytest.fixture
def theft(place, issuer, checker, card):
    """The laptop is gone; the authority lists its key with what it held from before."""
    place.authority.stolen["371323"] = {card.pass_ref.kid: (status.token_hash(data_of(card)),)}
    place.publish()
    return issuer.issuer
