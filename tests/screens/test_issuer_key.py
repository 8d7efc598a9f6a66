"""The checkpoint puts the issuer key away, and whoever signs afterwards types the passphrase again."""

import pytest

from fieldpass.desk import checkpoint, deciding, opening, passes, people_here, registration
from fieldpass.desk.errors import IssuerKeyAway, NotAllowed
from fieldpass.model.records import DeviceAuthor
from fieldpass.store.errors import WrongSecret
from tests.laptop import CHEAP, MINE, OTHER, YOURS, Laptop
from tests.parts import ONSITE
from tests.screens.driver import Person, at_the_terminal, at_work
from tests.screens.holding import Sought

pytestmark = pytest.mark.usefixtures("cheap_secrets")


@pytest.fixture
def laptop(tmp_path):
    made = Laptop(tmp_path)
    yield made
    made.place.close()


async def _through_the_checkpoint(person: Person) -> None:
    await person.presses("1")
    person.is_at("checkpoint")
    await person.presses("escape")
    person.is_at("home")


async def test_nothing_that_the_program_reaches_holds_the_issuer_key_at_the_checkpoint(
    laptop, tmp_path
):
    opened = laptop.office.unlocked
    sought = {
        "seed": Sought(opened.issuer_seed),
        "key that opens the seed": Sought(opened.issuer_wrap),
        "beginning of the passphrase": Sought(MINE[:12]),
    }
    device = Sought(laptop.office.device.seed)
    del opened
    laptop.office.close()
    laptop.office = None
    laptop.place.offices.clear()
    # Every test's laptop has the same keys: those of tests before this one may still be there.
    before = {what: tuple(each.objects()) for what, each in sought.items()}
    async with at_the_terminal(tmp_path, laptop.around) as person:
        await person.enters(MINE)
        await person.waits_for("Apply for a pass")
        # The search finds the key where it is: in the office of somebody who may sign.
        assert sought["seed"].holders(known=before["seed"])
        await person.presses("1")
        person.is_at("checkpoint")
        await person.settles()
        held = {what: each.holders(known=(MINE, *before[what])) for what, each in sought.items()}
        assert not any(held.values()), held
        assert device.holders()
        assert person.app.office.works_as_issuer


async def test_a_decision_after_the_checkpoint_asks_for_the_passphrase_and_goes_on(
    laptop, tmp_path
):
    office = laptop.office
    application = laptop.place.apply(office, ONSITE)
    async with at_work(office, tmp_path) as person:
        await _through_the_checkpoint(person)
        assert office.issuer is None
        await person.presses("2", "enter", "1")
        person.is_at("issuer_key")
        person.sees("what is filled in stays")
        person.sees_a_tidy_screen()
        await person.enters(MINE)
        person.is_at("review")
        person.sees("F4 withdraws")
        await person.presses("enter")
        person.is_at("pass_card")
        assert passes.open_pass(office, passes.latest_of(office, application)).colour == "green"


async def test_a_reason_that_was_typed_before_the_passphrase_is_kept(laptop, tmp_path):
    office = laptop.office
    application = laptop.place.apply(office, ONSITE)
    async with at_work(office, tmp_path) as person:
        await _through_the_checkpoint(person)
        await person.presses("2", "enter", "7")
        await person.enters("请补交单位证明")
        person.is_at("issuer_key")
        await person.enters(OTHER)
        person.is_at("issuer_key")
        person.sees("Wrong passphrase")
        await person.enters(MINE)
        person.is_at("review")
        (draft,) = deciding.drafts(office)
        assert (draft.application, draft.note) == (application, "请补交单位证明")


async def test_esc_before_the_passphrase_signs_nothing_and_says_so(laptop, tmp_path):
    office = laptop.office
    laptop.place.apply(office, ONSITE)
    async with at_work(office, tmp_path) as person:
        await _through_the_checkpoint(person)
        await person.presses("2", "enter", "1", "escape")
        person.is_at("review")
        person.sees("was put away for the checkpoint")
        assert deciding.drafts(office) == []
        assert office.issuer is None


async def test_what_waits_for_its_ten_seconds_is_signed_before_the_key_goes(laptop, tmp_path):
    office = laptop.office
    application = laptop.place.apply(office, ONSITE)
    async with at_work(office, tmp_path) as person:
        await person.presses("2", "enter", "1")
        person.sees("F4 withdraws")
        await person.presses("escape", "escape", "1")
        person.is_at("checkpoint")
        assert office.issuer is None
        assert deciding.drafts(office) == []
        assert passes.open_pass(office, passes.latest_of(office, application)).colour == "green"


def test_without_the_key_a_draft_stays_and_is_offered_again(laptop):
    office = laptop.office
    made = deciding.draft(office, laptop.place.apply(office, ONSITE), "green")
    office.put_issuer_away()
    with pytest.raises(IssuerKeyAway):
        deciding.sign(office, made.id)
    assert deciding.drafts(office) == [made]
    opening.open_issuer_again(office, MINE)
    assert deciding.sign(office, made.id).colour == "green"


def test_only_the_persons_own_secret_opens_the_key_again(laptop):
    people_here.add(
        laptop.office,
        people_here.ColleagueForm(
            name="王芳", post="会计", phone="13800005522", secret=YOURS, again=YOURS, role="issuer"
        ),
        cost=CHEAP,
    )
    laptop.office.put_issuer_away()
    with pytest.raises(WrongSecret):
        opening.open_issuer_again(laptop.office, YOURS)
    assert laptop.office.issuer is None


def test_the_same_key_is_open_again_and_registering_makes_no_second_one(laptop):
    kid = laptop.office.issuer_kid
    laptop.office.put_issuer_away()
    with pytest.raises(IssuerKeyAway):
        registration._issuer_key(laptop.office)
    opening.open_issuer_again(laptop.office, MINE)
    assert (laptop.office.issuer_kid, laptop.office.require_issuer().kid) == (kid, kid)


def test_a_clerk_is_told_that_no_key_is_here_and_is_never_asked_for_one(laptop):
    people_here.add(
        laptop.office,
        people_here.ColleagueForm(
            name="王芳", post="会计", phone="13800005522", secret=YOURS, again=YOURS
        ),
        cost=CHEAP,
    )
    clerk = laptop.unlocks(YOURS)
    clerk.put_issuer_away()
    with pytest.raises(NotAllowed):
        clerk.require_issuer()


def test_reports_taken_at_the_checkpoint_bear_the_devices_signature(laptop):
    office, place = laptop.office, laptop.place
    view = place.issue(office)
    place.screen(office, ONSITE)
    place.clock.pass_(days=2)
    place.publish()
    place.synced(office)
    office.put_issuer_away()
    look = checkpoint.check(office, view.digits)
    assert look.liftable_here
    assert checkpoint.report_here(office, look, 365).kind == "GO"
    checkpoint.appeal(office, look, "不同意")
    kinds = {"temperature.taken", "health.reported", "checkpoint.checked", "appeal.filed"}
    made = [one for one in laptop.written() if one.kind in kinds]
    assert {one.kind for one in made} == kinds
    assert {one.by for one in made if isinstance(one.by, DeviceAuthor)} == {office.author()}
    assert all(isinstance(one.by, DeviceAuthor) for one in made)
