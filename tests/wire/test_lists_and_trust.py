"""Lists never go backwards, and the root is replaced by its own word only."""

from typing import Any

import pytest

from fieldpass.wire import cose, enrolment, lists, status, trust
from fieldpass.wire.errors import (
    BadSignature,
    Malformed,
    NotInForce,
    RolledBack,
    UnknownKey,
    WireError,
    WrongBase,
    WrongRoot,
)
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.lists import HeldList, ListHead, SignedList
from tests.wire.village import AUTHORITY, COUNTY, DEVICE, ISSUER, NOW, ROOT, STRANGER, row

NEXT_ROOT, NEXT_AUTHORITY = SigningKey(b"r" * 32), SigningKey(b"a" * 32)
YEAR = 365 * 86_400_000


def certificate(key: SigningKey = AUTHORITY, **changed: int) -> trust.AuthorityCertificate:
    fields: dict[str, Any] = {
        "authority": key.public,
        "valid_from": NOW - YEAR,
        "valid_until": NOW + YEAR,
        "serial": 1,
    }
    return trust.AuthorityCertificate(**fields | changed)


def store() -> trust.TrustStore:
    code = enrolment.make(b"abcde", ROOT.public)
    signed = trust.sign_certificate(ROOT, certificate())
    return trust.accept_certificate(trust.pin(ROOT.public, code), signed)


def made(
    body: Any,
    version: int,
    base: int = 0,
    as_of: int = NOW,
    kind: lists.ListKind = "issuers",
    county: str = COUNTY,
    key: SigningKey = AUTHORITY,
) -> SignedList:
    head = ListHead(kind=kind, county=county, version=version, base=base, as_of=as_of)
    return lists.open_list(lists.sign_list(key, head, body), {key.kid: key.public}.get)


def held(version: int = 3) -> HeldList:
    body = lists.issuer_body([row(ISSUER)], {})
    return lists.take_list(None, made(body, version))


EMPTY = lists.issuer_changes_body()

# Lists.


def test_a_delta_on_its_exact_base_adds_changes_and_takes_away() -> None:
    body = lists.issuer_changes_body([row(DEVICE, "device")], {}, [ISSUER.kid])
    taken = lists.take_list(held(), made(body, 4, 3))
    assert isinstance(taken.body, lists.IssuerList)
    assert set(taken.body.rows) == {DEVICE.kid}
    assert taken.version == 4


@pytest.mark.parametrize(
    ("version", "base", "as_of", "error"),
    [
        (3, 0, NOW, RolledBack),
        (2, 0, NOW, RolledBack),
        (4, 0, NOW - 1, RolledBack),
        (4, 3, NOW - 1, RolledBack),
        (4, 2, NOW, WrongBase),
        (9, 4, NOW, WrongBase),
        (3, 2, NOW, RolledBack),
    ],
)
def test_an_older_list_or_a_delta_on_another_base_is_refused(
    version: int, base: int, as_of: int, error: type[WireError]
) -> None:
    with pytest.raises(error):
        lists.take_list(held(), made(EMPTY, version, base, as_of))


def test_nothing_new_moves_the_time_alone() -> None:
    taken = lists.take_list(held(), made(EMPTY, 3, 3, NOW + 5))
    assert (taken.version, taken.as_of) == (3, NOW + 5)
    assert taken.body == held().body
    with pytest.raises(Malformed):
        lists.take_list(held(), made(lists.issuer_changes_body(gone=[ISSUER.kid]), 3, 3, NOW + 5))


def test_a_delta_without_a_list_is_refused() -> None:
    with pytest.raises(WrongBase):
        lists.take_list(None, made(EMPTY, 4, 3))


@pytest.mark.parametrize("changed", [{"kind": "policy"}, {"county": "370211"}])
def test_lists_of_another_kind_or_county_never_mix(changed: dict[str, Any]) -> None:
    body: Any = {} if changed.get("kind") == "policy" else EMPTY
    with pytest.raises(Malformed):
        lists.take_list(held(), made(body, 9, **changed))


def test_a_second_key_under_a_kid_in_use_is_refused() -> None:
    one, other = row(ISSUER), row(STRANGER)
    body = lists.issuer_body([one], {})
    body["rows"].append([other.public, 1, other.uscc, other.scope, 0, 1])
    taken = lists.take_list(None, made(body, 1))
    assert isinstance(taken.body, lists.IssuerList)
    assert len(taken.body.rows) == 2
    clash = lists.IssuerList(rows={STRANGER.kid: one}, bodies={})
    bad = HeldList(kind="issuers", county=COUNTY, version=1, as_of=NOW, body=clash)
    with pytest.raises(Malformed):
        lists.take_list(bad, made(lists.issuer_changes_body([other]), 2, 1))


def test_the_difference_of_two_issuer_lists_makes_the_one_of_the_other() -> None:
    old = lists.IssuerList(rows={ISSUER.kid: row(ISSUER)}, bodies={})
    new = lists.IssuerList(
        rows={ISSUER.kid: row(ISSUER, valid_until=NOW), DEVICE.kid: row(DEVICE, "device")},
        bodies={"x" * 18: lists.BodyEntry(name="高庄村村委会", role="community")},
    )
    first = HeldList(kind="issuers", county=COUNTY, version=1, as_of=NOW, body=old)
    taken = lists.take_list(first, made(lists.issuer_difference(old, new), 2, 1))
    assert taken.body == new


def test_a_held_list_of_every_kind_survives_the_local_store() -> None:
    state = status.build({ISSUER.kid: {1: 1, 70: 66}}, {DEVICE.kid: [bytes(16)]})
    kept = lists.take_list(None, made(status.to_body(state), 1, kind="status"))
    again = lists.decode_held(lists.encode_held(kept))
    assert isinstance(again.body, status.StatusList)
    assert again.body.stolen == state.stolen
    assert again.body.tables[ISSUER.kid].entries() == {1: 1, 70: 66}
    for one in (held(), lists.take_list(None, made({"numbers": [1]}, 1, kind="policy"))):
        assert lists.decode_held(lists.encode_held(one)) == one


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"rows": [], "bodies": []},
        {"rows": [[b"k" * 31, 1, "u", "s", 0, 1]], "bodies": {}},
        {"rows": [[b"k" * 32, 2, "u", "s", 0, 1]], "bodies": {}},
        {"rows": [[b"k" * 32, 1, "u", "s", 2, 1]], "bodies": {}},
        {"rows": [[b"k" * 32, True, "u", "s", 0, 1]], "bodies": {}},
        {"rows": [], "bodies": {"u": ["", 0]}},
        {"rows": [], "bodies": {"u": ["name", 9]}},
        {"rows": [], "bodies": {}, "more": 1},
    ],
)
def test_a_damaged_body_is_refused_even_from_the_authority(body: Any) -> None:
    with pytest.raises(Malformed):
        lists.take_list(None, made(body, 1))


# Trust.


def test_a_list_is_opened_with_an_authority_key_in_force_at_its_own_time() -> None:
    head = ListHead(kind="issuers", county=COUNTY, version=1, as_of=NOW)
    data = lists.sign_list(AUTHORITY, head, EMPTY)
    assert lists.open_trusted(data, store()).head == head
    late = ListHead(kind="issuers", county=COUNTY, version=1, as_of=NOW + 2 * YEAR)
    with pytest.raises(NotInForce):
        lists.open_trusted(lists.sign_list(AUTHORITY, late, EMPTY), store())
    with pytest.raises(UnknownKey):
        lists.open_trusted(lists.sign_list(STRANGER, head, EMPTY), store())


def test_an_altered_list_is_refused() -> None:
    head = ListHead(kind="issuers", county=COUNTY, version=1, as_of=NOW)
    data = bytearray(lists.sign_list(AUTHORITY, head, EMPTY))
    for place in range(len(data)):
        data[place] ^= 1
        with pytest.raises(WireError):
            lists.open_trusted(bytes(data), store())
        data[place] ^= 1


def test_a_signature_for_one_purpose_is_none_for_another() -> None:
    head = ListHead(kind="issuers", county=COUNTY, version=1, as_of=NOW)
    as_list = lists.sign_list(ROOT, head, EMPTY)
    with pytest.raises(BadSignature):
        trust.accept_certificate(store(), as_list)
    as_certificate = trust.sign_certificate(ROOT, certificate(serial=2))
    with pytest.raises(BadSignature):
        trust.rotate_root(store(), as_certificate)
    with pytest.raises(BadSignature):
        cose.open1(as_certificate, {ROOT.kid: ROOT.public}.get, max_bytes=600)


def test_a_root_that_the_code_does_not_name_is_never_pinned() -> None:
    with pytest.raises(WrongRoot):
        trust.pin(STRANGER.public, enrolment.make(b"abcde", ROOT.public))


def test_another_root_certifies_nobody_and_replaces_nothing() -> None:
    with pytest.raises(WrongRoot):
        trust.accept_certificate(store(), trust.sign_certificate(STRANGER, certificate(serial=2)))
    rotation = trust.RootRotation(root=STRANGER.public, number=1, old_until=NOW)
    with pytest.raises(WrongRoot):
        trust.rotate_root(store(), trust.sign_rotation(STRANGER, rotation))
    forged = trust.sign_rotation(STRANGER, rotation).replace(STRANGER.kid, ROOT.kid, 1)
    with pytest.raises(BadSignature):
        trust.rotate_root(store(), forged)


def test_two_authority_keys_overlap_until_the_older_is_taken_out() -> None:
    both = trust.accept_certificate(
        store(), trust.sign_certificate(ROOT, certificate(NEXT_AUTHORITY, serial=2))
    )
    assert both.authority(AUTHORITY.kid, NOW)
    assert both.authority(NEXT_AUTHORITY.kid, NOW)
    third = SigningKey(b"t" * 32)
    after = trust.accept_certificate(
        both, trust.sign_certificate(ROOT, certificate(third, serial=3, least=2))
    )
    assert after.authority(AUTHORITY.kid, NOW) is None
    assert after.find_authority(AUTHORITY.kid) is None
    assert after.authority(NEXT_AUTHORITY.kid, NOW) == NEXT_AUTHORITY.public
    with pytest.raises(RolledBack):
        trust.accept_certificate(after, trust.sign_certificate(ROOT, certificate()))


def test_a_serial_number_names_one_certificate_for_good() -> None:
    assert trust.accept_certificate(store(), trust.sign_certificate(ROOT, certificate())) == store()
    with pytest.raises(RolledBack):
        trust.accept_certificate(store(), trust.sign_certificate(ROOT, certificate(NEXT_AUTHORITY)))


def test_a_rotated_root_overlaps_with_the_old_one_and_then_stands_alone() -> None:
    rotation = trust.RootRotation(root=NEXT_ROOT.public, number=1, old_until=NOW + 1000)
    signed = trust.sign_rotation(ROOT, rotation)
    rotated = trust.rotate_root(store(), signed)
    assert rotated.root == NEXT_ROOT.public
    assert rotated.authority(AUTHORITY.kid, NOW + 1000) == AUTHORITY.public
    assert rotated.authority(AUTHORITY.kid, NOW + 1001) is None
    renewed = trust.accept_certificate(
        rotated, trust.sign_certificate(NEXT_ROOT, certificate(NEXT_AUTHORITY, serial=2))
    )
    assert renewed.authority(NEXT_AUTHORITY.kid, NOW + 2000) == NEXT_AUTHORITY.public
    assert trust.rotate_root(rotated, signed) == rotated


def test_a_root_out_of_use_certifies_nothing_any_more_whatever_date_it_writes() -> None:
    rotation = trust.RootRotation(root=NEXT_ROOT.public, number=1, old_until=NOW + 1000)
    rotated = trust.rotate_root(store(), trust.sign_rotation(ROOT, rotation))
    for serial in (2, 2**32 - 1):
        thiefs = certificate(STRANGER, serial=serial)
        with pytest.raises(WrongRoot):
            trust.accept_certificate(rotated, trust.sign_certificate(ROOT, thiefs))
    known = trust.sign_certificate(ROOT, certificate(AUTHORITY))
    assert trust.accept_certificate(rotated, known) == rotated
    assert trust.grow(rotated, (), (trust.sign_certificate(ROOT, thiefs), known)) == rotated


def test_what_each_root_signed_while_it_was_in_use_is_taken_in_any_order() -> None:
    later = SigningKey(b"\x2f" * 32)
    rotations = [
        trust.sign_rotation(
            ROOT, trust.RootRotation(root=NEXT_ROOT.public, number=1, old_until=NOW)
        ),
        trust.sign_rotation(
            NEXT_ROOT, trust.RootRotation(root=later.public, number=2, old_until=NOW)
        ),
    ]
    certificates = [
        trust.sign_certificate(ROOT, certificate(AUTHORITY)),
        trust.sign_certificate(NEXT_ROOT, certificate(NEXT_AUTHORITY, serial=2)),
        trust.sign_certificate(later, certificate(STRANGER, serial=3)),
    ]
    pinned = trust.pin_unchecked(ROOT.public)
    for turned in (slice(None), slice(None, None, -1)):
        grown = trust.grow(pinned, rotations[turned], certificates[turned])
        assert grown.root == later.public
        assert [known.serial for known, _ in grown.certificates] == [1, 2, 3]
        assert trust.grow(grown, rotations[turned], certificates[turned]) == grown


def test_a_root_out_of_use_rotates_nothing_any_more() -> None:
    first = trust.RootRotation(root=NEXT_ROOT.public, number=1, old_until=NOW)
    rotated = trust.rotate_root(store(), trust.sign_rotation(ROOT, first))
    second = trust.RootRotation(root=STRANGER.public, number=2, old_until=NOW)
    with pytest.raises(WrongRoot):
        trust.rotate_root(rotated, trust.sign_rotation(ROOT, second))
    other = trust.RootRotation(root=STRANGER.public, number=1, old_until=NOW)
    with pytest.raises(RolledBack):
        trust.rotate_root(rotated, trust.sign_rotation(ROOT, other))


def test_a_store_survives_being_written_down_and_nothing_else_is_read_as_one() -> None:
    assert trust.decode_store(trust.encode_store(store())) == store()
    data = trust.encode_store(store())
    for place in range(len(data)):
        damaged = data[:place] + bytes([data[place] ^ 0x20]) + data[place + 1 :]
        try:
            assert trust.decode_store(damaged) != store()
        except WireError:
            continue
