"""A policy that is newer than the program: what goes on, by which policy, and what is told of it where."""

from dataclasses import replace
from typing import Any

import pytest

from fieldpass import locale
from fieldpass.config import folders
from fieldpass.desk import doctor, home, rules, trust_file
from fieldpass.desk.office import Office
from fieldpass.model.policy import NOTICE_164
from fieldpass.model.policy_data import policy_to_data
from fieldpass.model.times import DAY
from fieldpass.plain import home as plain_home
from fieldpass.sync import port
from fieldpass.sync.steps import ListsTold, SaveLists
from fieldpass.wire import lists, policies
from tests.parts import MORNING, Village, village

SEVEN = policy_to_data(replace(NOTICE_164, version=2, validity_days=7))
NEWER = {"version": 3, "valid_from": MORNING - DAY, "format": 2, "validity": {"green": 14}}
COMING = NEWER | {"valid_from": MORNING + DAY}
ASIDE = policy_to_data(replace(NOTICE_164, version=3)) | {"masks": True, "metres": 2}


@pytest.fixture
def place() -> Any:
    made = village()
    yield made
    made.close()


@pytest.fixture
def office(place: Village) -> Office:
    return place.device("issuer")


def sent(place: Village, office: Office, *written: dict[str, Any], county: str = "370000") -> None:
    """The authority's list of these policies, the first in force, as a session brings it."""
    authority = place.authority
    authority.version += 1
    head = lists.ListHead(
        kind="policy", county=county, version=authority.version, as_of=place.clock.now
    )
    body = policies.to_body(policies.body_of(written[0], written[1:]))
    told = ListsTold(
        root=authority.root.public,
        certificates=(),
        rotations=(),
        lists=(lists.sign_list(authority.key, head, body),),
    )
    taking = port.StorePort(office.store, office.device, county="371323", clock=place.clock)
    taking.carry_out(SaveLists(told=told))


def test_without_a_newer_one_nothing_is_told(office: Office) -> None:
    found = rules.here(office)
    assert (found.policy, found.state, found.trouble) == (NOTICE_164, "current", None)
    assert home.overview(office).rules_trouble is None


@pytest.mark.parametrize("together", [True, False])
def test_one_that_cannot_be_read_leaves_the_newest_readable_in_force(
    place: Village, office: Office, together: bool
) -> None:
    """Also where the authority sends the new one alone: what was held is kept beside it."""
    if together:
        sent(place, office, NEWER, SEVEN)
    else:
        sent(place, office, SEVEN)
        sent(place, office, NEWER)
    assert office.policy().validity_days == 7
    found = rules.here(office)
    assert found.state == "behind"
    assert found.trouble is not None
    assert found.trouble.zh == (
        "规则第 3 版已经生效, 本程序读不懂, 还在按第 2 版规则判定. 请升级程序."
    )
    assert found.trouble.en.startswith("Policy 3 is in force, but this program cannot read it")
    assert home.overview(office).rules_trouble == found.trouble


def test_it_is_told_from_its_announcement_on(place: Village, office: Office) -> None:
    sent(place, office, SEVEN, COMING)
    found = rules.here(office)
    assert found.state == "announced"
    assert found.trouble is not None
    assert "从2月26日起生效" in found.trouble.zh
    place.clock.pass_(days=1)
    assert rules.here(office).state == "behind"
    # The one that follows can be read, and takes its place.
    sent(place, office, policy_to_data(replace(NOTICE_164, version=4, valid_from=place.clock.now)))
    assert rules.here(office).state == "current"
    assert office.policy().version == 4


def test_numbers_that_are_left_aside_are_told_too(place: Village, office: Office) -> None:
    sent(place, office, ASIDE)
    found = rules.here(office)
    assert (found.policy.version, found.state) == (3, "in part")
    assert found.trouble is not None
    assert "有 2 项" in found.trouble.zh
    assert "(2)" in found.trouble.en


def test_the_own_county_s_is_named_as_its_own(place: Village, office: Office) -> None:
    sent(place, office, NEWER | {"county": "371323"}, county="371323")
    found = rules.here(office)
    assert found.policy == NOTICE_164
    assert found.trouble is not None
    assert found.trouble.zh.startswith("本县规则第 3 版")
    assert found.trouble.en.startswith("The county's policy 3")


def test_one_without_a_number_is_a_newer_one(place: Village, office: Office) -> None:
    sent(place, office, SEVEN, {"validity": 14})
    found = rules.here(office)
    assert found.state == "behind"
    assert found.trouble is not None
    assert found.trouble.en.startswith("A newer policy is in force")


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ((SEVEN,), "ok"),
        ((SEVEN, COMING), "warning"),
        ((ASIDE,), "warning"),
        ((NEWER, SEVEN), "bad"),
    ],
)
def test_the_doctor_reads_it_without_a_passphrase(
    place: Village, office: Office, tmp_path: Any, written: Any, state: str
) -> None:
    sent(place, office, *written)
    where = folders(tmp_path)
    where.data.mkdir(parents=True)
    trust_file.export(office, trust_file.path_of(where))
    found = doctor.rules(where, place.clock.now)
    assert (found.name, found.state) == ("rules", state)
    assert found.do == rules.here(office).trouble
    assert ("7 天" in found.found.zh) == (SEVEN in written)


def test_before_the_registration_the_doctor_says_that_there_are_none(tmp_path: Any) -> None:
    found = doctor.rules(folders(tmp_path), MORNING)
    assert found.state == "unknown"
    assert found.do is not None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_line_by_line_it_is_said_at_home(place: Village, office: Office, lang: str) -> None:
    locale.use(lang)
    sent(place, office, NEWER, SEVEN)
    trouble = rules.here(office).trouble
    assert trouble is not None
    assert trouble.of(lang) in plain_home._link(home.overview(office))
