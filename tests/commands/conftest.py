"""A village, its issuer and a pass; a machine that has verified before; and the program as from a shell."""

import pytest
from click.testing import CliRunner

from fieldpass import locale
from fieldpass.commands.group import main
from fieldpass.desk import trust_file
from tests.parts import ONSITE, Village, village


@pytest.fixture
def place():
    made = village()
    yield made
    made.close()


@pytest.fixture
def issuer(place: Village):
    return place.device("issuer")


@pytest.fixture
def card(place, issuer):
    return place.issue(issuer, ONSITE)


@pytest.fixture
def home(tmp_path, issuer, card):
    """A machine that has verified before: only its public trust file is there."""
    trust_file.export(issuer, tmp_path / "data" / trust_file.NAME)
    return tmp_path


@pytest.fixture
def run(tmp_path):
    """Run `fieldpass` as from a shell, in Chinese unless it is told otherwise."""

    def run(*words, home=tmp_path, stdin=None):
        before = locale.language()
        try:
            return CliRunner().invoke(main, ["--home", str(home), *map(str, words)], input=stdin)
        finally:
            locale.use(before)

    return run
