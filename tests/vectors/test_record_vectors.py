"""The frozen bytes of records, persons, links, bundles and feed items."""

import json
from pathlib import Path

import pytest

from fieldpass.model.bodies import BODIES
from fieldpass.model.records import SIGNED_KINDS
from fieldpass.wire.bundle import open_bundle
from fieldpass.wire.messages import FeedItemMessage
from fieldpass.wire.records import decode_record, encode_record, verify_record
from tests.vectors.record_cases import DEVICE, ISSUER, LOG, all_records, all_vectors

FROZEN = json.loads((Path(__file__).parent / "records.json").read_text())


@pytest.mark.parametrize("name", FROZEN["records"])
def test_a_frozen_record_is_written_and_read_as_it_was(name):
    frozen = bytes.fromhex(FROZEN["records"][name])
    record = all_records()[name]
    assert encode_record(record) == frozen
    assert decode_record(frozen) == record
    if record.kind in SIGNED_KINDS:
        verify_record(decode_record(frozen), ISSUER.public)


@pytest.mark.parametrize("name", FROZEN["chain"])
def test_persons_links_bundles_and_feed_items_are_written_as_they_were(name):
    assert all_vectors()["chain"][name] == FROZEN["chain"][name]


def test_every_kind_and_version_is_frozen():
    assert {f"{kind} {version}" for kind, version in BODIES} <= FROZEN["records"].keys()
    assert all_vectors().keys() == FROZEN.keys()


def test_frozen_bundles_open_under_their_device_and_carry_the_same_chain():
    def find(kid):
        return {DEVICE.kid: DEVICE.public}.get(kid)

    chain = {name: bytes.fromhex(data) for name, data in FROZEN["chain"].items()}
    whole = open_bundle(chain["bundle of three"], find)
    erased = open_bundle(chain["bundle of three, the second erased"], find)
    later = open_bundle(chain["the next bundle"], find)
    assert whole.log == LOG
    assert whole.link == erased.link == later.previous == chain["link 3"]
    item = FeedItemMessage.decode(chain["feed item"])
    assert (item.position, item.bundle, item.returned) == (7, whole.data, ((1, "out-of-scope"),))
