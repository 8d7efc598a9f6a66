"""The body of a policy list: what comes in one frame, and what of it stops nobody."""

from typing import Any

import pytest

from fieldpass.model.policies import Policies
from fieldpass.model.policy import LATER_NOTICE, NOTICE_164
from fieldpass.model.policy_data import policy_to_data
from fieldpass.wire import cbor, lists, policies
from fieldpass.wire.errors import Malformed, RolledBack
from fieldpass.wire.policies import POLICIES_MAX, POLICY_BYTES_MAX, PolicyBody
from tests.wire.test_lists_and_trust import NOW, made

FIRST, NEXT = policy_to_data(NOTICE_164), policy_to_data(LATER_NOTICE)


def taken(body: Any, version: int = 1, held: lists.HeldList | None = None) -> lists.HeldList:
    return lists.take_list(held, made(body, version, as_of=NOW, kind="policy"))


def body_of(held: lists.HeldList) -> PolicyBody:
    assert isinstance(held.body, PolicyBody)
    return held.body


def test_one_policy_alone_is_the_body_itself() -> None:
    body = policies.body_of(FIRST)
    assert policies.to_body(body) == FIRST
    assert body.policies == (FIRST,)


def test_the_others_come_beside_the_first_and_a_reader_of_one_reads_the_first() -> None:
    body = policies.body_of(FIRST, [NEXT])
    assert body.policies == (FIRST, NEXT)
    assert Policies.of([policies.to_body(body)]).read == (NOTICE_164,)
    assert body.newest == 2


def test_it_survives_the_signature_and_the_keeping() -> None:
    one = taken(policies.to_body(policies.body_of(FIRST, [NEXT])))
    assert body_of(lists.decode_held(lists.encode_held(one))).policies == (FIRST, NEXT)


def test_a_policy_may_be_nested_as_deep_as_a_list() -> None:
    words = {"zh": "一", "en": "one"}
    items = [{"code": "X", "text": words}]
    deep = NEXT | {"questions": [{"code": "CRUISE", "text": words, "items": items}]}
    one = taken(policies.to_body(policies.body_of(FIRST, [deep])))
    assert body_of(one).policies[1] == deep


@pytest.mark.parametrize(
    "other",
    [b"", b"\xff", cbor.encode([1]), cbor.encode("x"), bytes(POLICY_BYTES_MAX + 1)],
    ids=["empty", "no CBOR", "a list", "a text", "too long"],
)
def test_another_policy_that_is_none_leaves_the_rest_readable(other: bytes) -> None:
    one = body_of(taken({**FIRST, "also": [other, cbor.encode(NEXT)]}))
    assert one.policies == (FIRST, {}, NEXT)
    assert one.newest == 2
    read = Policies.of(one.policies)
    assert read.read == (NOTICE_164, LATER_NOTICE)
    assert read.newer(NOW) is not None


@pytest.mark.parametrize("also", [{}, None, [1], [{}], ["x"], [b""] * POLICIES_MAX])
def test_another_shape_or_too_many_are_malformed(also: Any) -> None:
    with pytest.raises(Malformed, match="policies"):
        taken({**FIRST, "also": also})
    with pytest.raises(Malformed, match="policies"):
        policies.from_body([])


def test_as_many_as_a_list_may_hold_are_read() -> None:
    one = taken({**FIRST, "also": [cbor.encode(NEXT)] * (POLICIES_MAX - 1)})
    assert len(body_of(one).policies) == POLICIES_MAX


@pytest.mark.parametrize("version", [None, "9", True, [1]])
def test_a_version_that_is_no_number_counts_for_none(version: Any) -> None:
    assert PolicyBody(data={"version": version}).newest == 0
    one = taken({"version": version})
    assert body_of(taken(FIRST, 2, one)).policies == (FIRST,)


def test_the_newest_policy_never_falls_behind_the_one_held() -> None:
    one = taken(policies.to_body(policies.body_of(FIRST, [NEXT])))
    with pytest.raises(RolledBack, match="older policy"):
        taken(FIRST, 2, one)
    # The same again may come in a new list, when what is in force has moved.
    assert body_of(taken(NEXT, 2, one)).policies == (NEXT, FIRST)


def test_what_a_new_list_leaves_out_is_kept_and_what_it_names_is_as_it_says() -> None:
    one = taken(policies.to_body(policies.body_of(FIRST, [NEXT])))
    other = NEXT | {"validity_days": 10}
    third = NEXT | {"version": 3, "format": 2}
    two = taken(policies.to_body(policies.body_of(third, [other])), 2, one)
    assert body_of(two).policies == (third, other, FIRST)
    # Without a gap: who cannot read the third goes on by the second.
    assert Policies.of(body_of(two).policies).in_force(LATER_NOTICE.valid_from).validity_days == 10
    again = lists.decode_held(lists.encode_held(two))
    assert body_of(again).policies == body_of(two).policies


def test_of_very_many_the_oldest_are_left_out() -> None:
    held = None
    for version in range(1, 3 * POLICIES_MAX):
        held = taken(FIRST | {"version": version}, version, held)
    assert held is not None
    found = [one["version"] for one in body_of(held).policies]
    assert found == list(range(3 * POLICIES_MAX - 1, 2 * POLICIES_MAX - 1, -1))
