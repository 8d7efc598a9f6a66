"""Several people on one laptop, over the real envelope and the encrypted store."""

from dataclasses import replace

import pytest

from fieldpass.desk import opening, people_here, recovering
from fieldpass.desk.errors import FormRefused, NotAllowed
from fieldpass.desk.office import Office
from fieldpass.desk.people_here import ColleagueForm
from fieldpass.model.bodies import CallMade, ColleagueAdmitted, ColleagueReplaced
from fieldpass.store.errors import LastPerson, SecretInUse, WrongRecoveryCode, WrongSecret
from fieldpass.wire.keys import kid as kid_of
from tests.laptop import CHEAP, MINE, OTHER, YOURS, Laptop

CLERK = ColleagueForm(
    name="王芳", post="会计", phone="13800005522", role="clerk", secret=YOURS, again=YOURS
)
ISSUER = replace(CLERK, role="issuer")


@pytest.fixture
def laptop(tmp_path):
    made = Laptop(tmp_path)
    yield made
    made.place.close()


def call(office: Office):
    return office.make(CallMade(how="phone", reached=True))


def test_a_colleague_unlocks_with_an_own_secret_and_is_the_author_of_what_is_written(laptop):
    added = people_here.add(laptop.office, CLERK, cost=CHEAP)
    first = laptop.office.require_identity()
    office = laptop.unlocks(YOURS)
    identity = office.require_identity()
    assert (identity.name, identity.role, identity.person) == ("王芳", "clerk", added.person)
    assert (identity.scope, identity.uscc) == (first.scope, first.uscc)
    assert call(office).by.person == added.person != first.person
    assert office.issuer is None


def test_the_admission_is_signed_by_who_admits_and_names_the_own_device(laptop):
    people_here.add(laptop.office, ISSUER, cost=CHEAP)
    (record,) = [one for one in laptop.written() if isinstance(one.body, ColleagueAdmitted)]
    assert record.by.kid == laptop.office.issuer_kid
    assert record.body.device_key == laptop.office.device.public
    assert record.body.issuer_key is not None


def test_a_second_issuer_signs_nothing_until_the_platform_lists_the_key(laptop):
    people_here.add(laptop.office, ISSUER, cost=CHEAP)
    first_kid = laptop.office.issuer_kid
    office = laptop.unlocks(YOURS)
    assert office.issuer_kid not in (None, first_kid)
    assert not office.standing().may_sign
    with pytest.raises(NotAllowed):
        people_here.add(office, replace(CLERK, secret=OTHER, again=OTHER), cost=CHEAP)
    laptop.lists(office.issuer)
    assert office.standing().may_sign


def test_the_issuer_key_of_one_person_is_not_opened_by_the_other(laptop):
    mine = laptop.office.issuer_kid
    people_here.add(laptop.office, CLERK, cost=CHEAP)
    assert laptop.unlocks(YOURS).issuer is None
    assert laptop.unlocks(MINE).issuer_kid == mine


def test_two_people_cannot_have_the_same_secret_and_nobody_is_added(laptop):
    with pytest.raises(SecretInUse):
        people_here.add(laptop.office, replace(CLERK, secret=MINE, again=MINE), cost=CHEAP)
    assert len(people_here.people(laptop.office)) == 1
    assert laptop.written() == []


def test_all_errors_of_the_form_come_at_once(laptop):
    with pytest.raises(FormRefused) as refused:
        people_here.add(laptop.office, ColleagueForm(name="", post="", phone="1"), cost=CHEAP)
    assert set(refused.value.fields) == {"name", "post", "phone", "secret"}


def test_a_clerk_adds_and_removes_nobody_else(laptop):
    people_here.add(laptop.office, CLERK, cost=CHEAP)
    office = laptop.unlocks(YOURS)
    with pytest.raises(NotAllowed):
        people_here.add(office, replace(CLERK, secret=OTHER, again=OTHER), cost=CHEAP)
    with pytest.raises(NotAllowed):
        people_here.remove(office, 1)


def test_removing_an_issuer_ends_the_key_and_the_secret_opens_nothing_any_more(laptop):
    added = people_here.add(laptop.office, ISSUER, cost=CHEAP)
    (record,) = [one for one in laptop.written() if isinstance(one.body, ColleagueAdmitted)]
    people_here.remove(laptop.office, added.slot)
    ended = [one.body for one in laptop.written() if isinstance(one.body, ColleagueReplaced)]
    assert [one.kid for one in ended] == [kid_of(record.body.issuer_key)]
    with pytest.raises(WrongSecret):
        opening.unlock(laptop.folders, YOURS, laptop.around)
    assert [one.is_me for one in people_here.people(laptop.office)] == [True]


def test_the_last_person_stays(laptop):
    with pytest.raises(LastPerson):
        people_here.remove(laptop.office, 1)
    assert laptop.written() == []


def test_a_changed_secret_opens_the_same_keys_and_the_old_one_opens_nothing(laptop):
    kid = laptop.office.issuer_kid
    people_here.change_secret(laptop.office, MINE, OTHER, OTHER, cost=CHEAP)
    assert laptop.unlocks(OTHER).issuer_kid == kid
    with pytest.raises(WrongSecret):
        opening.unlock(laptop.folders, MINE, laptop.around)


def test_a_changed_secret_asks_for_the_one_of_now(laptop):
    with pytest.raises(WrongSecret):
        people_here.change_secret(laptop.office, YOURS, OTHER, OTHER, cost=CHEAP)


def test_the_recovery_code_opens_the_data_for_a_new_secret_but_no_issuer_key(laptop):
    me = laptop.office.require_identity()
    laptop.office.close()
    found = recovering.recover(laptop.folders, laptop.code, laptop.around)
    assert found.people == ((me.person, me.name),)
    office = recovering.go_on(
        laptop.folders, found, me.person, OTHER, OTHER, laptop.around, cost=CHEAP
    )
    assert office.issuer is None
    assert office.require_identity().name == me.name
    office.close()
    again = opening.unlock(laptop.folders, OTHER, laptop.around)
    assert again.require_identity().person == me.person
    assert [one.is_me for one in people_here.people(again)] == [False, True]
    again.close()


def test_a_new_recovery_code_makes_the_printed_one_worthless(laptop):
    fresh = people_here.new_recovery_code(laptop.office, MINE)
    laptop.office.close()
    with pytest.raises(WrongRecoveryCode):
        recovering.recover(laptop.folders, laptop.code, laptop.around)
    recovering.recover(laptop.folders, fresh, laptop.around).close()


def test_putting_the_issuer_key_away_keeps_the_person_and_the_work(laptop):
    me = laptop.office.require_identity()
    laptop.office.lock()
    assert laptop.office.require_identity() == me
    assert call(laptop.office).by.person == me.person
    with pytest.raises(people_here.Locked):
        people_here.new_recovery_code(laptop.office, MINE)


def test_no_name_stands_in_the_key_envelope(laptop):
    people_here.add(laptop.office, CLERK, cost=CHEAP)
    for path in laptop.folders.data.glob("keys*"):
        assert "王芳".encode() not in path.read_bytes()
