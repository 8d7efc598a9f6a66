"""New keys for root, authority, device and issuer, and a stolen laptop: from the command to a second device.

The second device is a real store that takes the server's answers as a sync does, and verifies by them.
"""

import os
from dataclasses import replace

import pytest
from click.testing import CliRunner

from fieldpass.store.database import Store
from fieldpass.sync import port
from fieldpass.sync.errors import NotTheServer
from fieldpass.sync.steps import ListName, ListsTold, SaveLists
from fieldpass.wire import lists, token, trust, verifying
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.messages import ListsMessage
from server_stub import authorising, keyfiles, rotating
from server_stub.__main__ import main
from server_stub.errors import WrongRootKey
from tests.server.world import COUNTY, NUMBER, Device

DAY = 86_400_000
KINDS = ("issuers", "status")


class Checker:
    """A device that only takes lists and verifies; its root was pinned when it was made."""

    def __init__(self, world):
        self.world = world
        self.store = Store.in_memory()
        root = world.server.authority.root_public
        self.store.write(lambda tx: port.save_trust(tx, trust.pin_unchecked(root)))
        key = SigningKey(b"\x77" * 32)
        self.port = port.StorePort(self.store, key, county=COUNTY, clock=lambda: world.now)

    @property
    def trust(self):
        return self.store.read(port.trust_of)

    def held(self):
        return self.store.read(port.held_lists)

    async def told(self):
        held = self.held()
        have = {kind: held.get(ListName(kind, COUNTY)) for kind in KINDS}
        after = ",".join(
            f"{kind}:{COUNTY}:{one.version if one else 0}" for kind, one in have.items()
        )
        answer = await self.world.client.get(f"/v1/lists?after={after}")
        message = ListsMessage.decode(answer.content)
        return ListsTold(
            root=message.root,
            certificates=message.certificates,
            rotations=message.rotations,
            lists=message.lists,
        )

    async def sync(self):
        done = self.port.carry_out(SaveLists(told=await self.told()))
        return done

    def verdict(self, data):
        sources = verifying.HeldLists.of(self.held().values())
        return verifying.verify(
            token.to_text(data), keys=sources, status=sources, now=self.world.now
        )


async def issued(device, order=223):
    """A green pass that the server has accepted; its token."""
    applied = device.application(order)
    decided = device.decision(applied)
    card = device.card(decided)
    bundle = device.seal(applied, device.reading(applied), decided, card)
    (answer,) = await device.post(bundle)
    assert (answer.status, answer.returned) == ("stored", ())
    return card.body.token


def rotate_authority(world, **options):
    folder = world.settings.keys
    root = rotating.root_key(folder, None)
    world.stop()
    rotating.rotate_authority(folder, root, now=world.now, years=2, chance=os.urandom, **options)
    world.start()


def rotate_root(world, days=30):
    folder = world.settings.keys
    old = rotating.root_key(folder, None)
    world.stop()
    rotating.rotate_root(folder, old, now=world.now, overlap_ms=days * DAY, chance=os.urandom)
    world.start()


async def test_a_pass_from_before_and_one_from_after_a_new_authority_key_both_go(world):
    device = await world.issuer()
    checker = Checker(world)
    before = await issued(device)
    await checker.sync()
    old = world.server.key.kid
    world.now += 60_000
    rotate_authority(world)
    assert world.server.key.kid != old
    device.nonce = None
    after = await issued(device, 224)
    for one in (checker, Checker(world)):
        await one.sync()
        assert [one.verdict(data).kind for data in (before, after)] == ["GO", "GO"]
        assert one.trust.authority(old, world.now) is not None, "the overlap"


async def test_after_a_rotation_every_list_is_signed_by_the_new_key_and_goes_on_as_deltas(world):
    device = await world.issuer()
    checker = Checker(world)
    await checker.sync()
    world.now += 60_000
    rotate_authority(world)
    told = await checker.told()
    vouched = port.vouched(checker.trust, told.rotations, told.certificates)
    signers = {lists.open_trusted(data, vouched).authority for data in told.lists}
    assert signers == {world.server.key.public}
    await checker.sync()
    versions = {name.kind: held.version for name, held in checker.held().items()}
    device.nonce = None
    await issued(device)
    world.now += 120_000
    await checker.sync()
    for name, held in checker.held().items():
        assert held.version >= versions[name.kind]


async def test_a_stolen_authority_key_is_out_of_force_everywhere_after_the_next_lists(world):
    await world.issuer()
    checker = Checker(world)
    await checker.sync()
    thief = world.server.key
    world.now += 60_000
    rotate_authority(world, stolen=True)
    await checker.sync()
    head = lists.ListHead(kind="issuers", county=COUNTY, version=900, as_of=world.now)
    forged = lists.sign_list(thief, head, lists.issuer_body((), {}))
    told = replace(await checker.told(), lists=(forged,))
    with pytest.raises(NotTheServer):
        checker.port.carry_out(SaveLists(told=told))


async def test_a_new_root_is_taken_with_the_next_lists_and_passes_go_on(world):
    device = await world.issuer()
    checker = Checker(world)
    before = await issued(device)
    await checker.sync()
    world.now += 60_000
    rotate_root(world)
    device.nonce = None
    after = await issued(device, 224)
    await checker.sync()
    assert checker.trust.root == world.server.authority.root_public
    assert [checker.verdict(data).kind for data in (before, after)] == ["GO", "GO"]
    world.now += 40 * DAY
    device.nonce = None
    late = await issued(device, 225)
    await checker.sync()
    assert checker.verdict(late).kind == "GO", "also after the old root's end"


async def test_who_enrolled_between_two_root_rotations_follows_the_second(world):
    device = await world.issuer()
    first = Checker(world)
    await first.sync()
    rotate_root(world)
    between = Checker(world)
    await between.sync()
    world.now += 60_000
    rotate_root(world)
    device.nonce = None
    data = await issued(device)
    for checker in (first, between, Checker(world)):
        await checker.sync()
        assert checker.trust.root == world.server.authority.root_public
        assert checker.verdict(data).kind == "GO"


async def test_both_rotations_one_after_the_other_leave_a_working_server(world):
    device = await world.issuer()
    checker = Checker(world)
    await checker.sync()
    rotate_root(world)
    rotate_authority(world)
    device.nonce = None
    data = await issued(device)
    for one in (checker, Checker(world)):
        await one.sync()
        assert one.verdict(data).kind == "GO"


async def test_a_rotation_without_the_root_in_use_changes_nothing(world, tmp_path):
    folder = world.settings.keys
    key = (folder / keyfiles.AUTHORITY).read_bytes()
    other = tmp_path / "other.key"
    other.write_text("11" * 32)
    for path in (other, tmp_path / "nowhere.key"):
        with pytest.raises(WrongRootKey):
            rotating.root_key(folder, path)
    done = CliRunner().invoke(
        main, ["rotate-authority", "--root", str(other), "--data", str(world.settings.data)]
    )
    assert done.exit_code == 1
    assert "--root" in done.output or "root key" in done.output
    assert (folder / keyfiles.AUTHORITY).read_bytes() == key


def test_the_commands_rotate_an_authority_that_was_just_made(tmp_path):
    runner, data = CliRunner(), str(tmp_path / "data")
    assert runner.invoke(main, ["status", "--data", data]).exit_code == 0
    keys = tmp_path / "data" / "keys"
    first = (keys / "root.pub").read_text()
    authority = runner.invoke(main, ["rotate-authority", "--data", data])
    root = runner.invoke(main, ["rotate-root", "--data", data])
    assert (authority.exit_code, root.exit_code) == (0, 0), root.output
    assert (keys / "root.pub").read_text() != first
    assert (keys / keyfiles.OLD_ROOT).exists()
    assert runner.invoke(main, ["status", "--data", data]).exit_code == 0


# A device's and an issuer's keys.


async def test_a_new_registration_gives_new_keys_and_the_old_passes_go_on(world):
    old = await world.issuer("one")
    before = await issued(old)
    new = Device(world, "one, renewed")
    new.person = old.person
    assert (await new.register(world.code())).outcome == "authorised"
    after = await issued(new, 224)
    checker = Checker(world)
    await checker.sync()
    assert [checker.verdict(data).kind for data in (before, after)] == ["GO", "GO"]
    world.now += 60_000
    world.server.database.write(
        lambda tx: authorising.revoke(world.server, tx, old.key.kid, stolen=False, now=world.now)
    )
    await checker.sync()
    assert [checker.verdict(data).kind for data in (before, after)] == ["GO", "GO"]
    world.now += 2 * DAY
    late = old.card(old.decision(old.application(225))).body.token
    assert checker.verdict(late).code == "key-not-in-force"


# The stolen laptop.


async def test_a_stolen_laptop_signs_nothing_that_goes_and_its_passes_from_before_do(world):
    device = await world.issuer()
    before = await issued(device)
    checker = Checker(world)
    await checker.sync()
    assert checker.verdict(before).kind == "GO"
    applied = device.application(224)
    decided = device.decision(applied)
    unsent = device.card(decided).body.token
    world.now += 60_000
    world.server.database.write(
        lambda tx: authorising.revoke(world.server, tx, device.key.kid, stolen=True, now=world.now)
    )
    await checker.sync()
    assert checker.verdict(before).kind == "GO"
    assert checker.verdict(unsent).code == "stolen-key"
    own = token.read_pass(before).claims
    for sequence in (0, own.sequence, own.sequence + 1, 70_000, 0xFFFF_FFFF):
        for days in (-30, -3, 0):
            expires = own.expires + days * token.DAY_SECONDS
            said = replace(own, name="贼", sequence=sequence, expires=expires)
            verdict = checker.verdict(token.sign_pass(device.issuer, said))
            assert verdict.kind == "INVALID"
            assert "stolen-key" in verdict.codes
    pending = replace(own, kid=device.key.kid, colour="pending")
    assert checker.verdict(token.sign_pass(device.key, pending)).kind == "INVALID"
    assert NUMBER not in str(verdict.as_json())
