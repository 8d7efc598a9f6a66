"""The line to the server: cuts, packing, signatures, nonces, pages, look-ups and the hello."""

import hashlib

import zstandard

from fieldpass.model.person import person_of
from fieldpass.wire import sequence
from fieldpass.wire.checkpoints import open_checkpoint
from fieldpass.wire.messages import (
    FeedPageMessage,
    LookupAnswerMessage,
    LookupMessage,
)
from fieldpass.wire.requests import NONCE_HEADER, sign_request
from fieldpass.wire.serial import serial
from server_stub import checkpoint
from server_stub.app import app_of
from server_stub.store.schema import lookups
from tests.server.test_job import finder
from tests.server.world import (
    OTHER_SCOPE,
    Device,
    resident,
)


async def test_what_arrived_whole_before_a_cut_is_stored(world):
    device = await world.issuer()
    one, two = device.seal(device.application(1)), device.seal(device.application(2))
    body = sequence.write([one, two])
    await device.hello()
    signed = sign_request(
        device.key, method="POST", target="/v1/bundles", body=body, nonce=device.nonce
    )

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/bundles",
        "raw_path": b"/v1/bundles",
        "query_string": b"",
        "headers": [
            (b"authorization", signed.header().encode()),
            (b"content-type", b"application/cbor-seq"),
        ],
    }
    arrived = body[: len(sequence.write([one])) + 20]
    messages = [
        {"type": "http.request", "body": arrived, "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive():
        return messages.pop(0) if len(messages) > 1 else messages[0]

    async def send(message):
        """Nobody hears it."""

    await app_of(world.server)(scope, receive, send)
    device.nonce = None
    assert (await device.hello()).heads[0].last == 2
    answers = await device.post(one, two)
    assert [answer.through for answer in answers][-1] == 3


async def test_bodies_and_answers_may_be_packed(world):
    device = await world.issuer()
    body = sequence.write([device.seal(*[device.application(n) for n in range(10)])])
    packed = zstandard.compress(body)
    answer = await device.ask("POST", "/v1/bundles", packed, **{"Content-Encoding": "zstd"})
    assert answer.status_code == 200
    page = await device.ask(
        "GET", f"/v1/feed/{device.scope}?after=0", **{"Accept-Encoding": "zstd"}
    )
    assert page.headers["content-encoding"] == "zstd"


async def test_a_body_that_unpacks_to_more_than_allowed_is_refused(world):
    device = await world.issuer()
    bomb = zstandard.compress(bytes(64 << 20))
    for target in ("/v1/bundles", "/v1/hello", "/v1/passes/lookup"):
        answer = await device.ask("POST", target, bomb, **{"Content-Encoding": "zstd"})
        assert answer.status_code in (400, 413), target


async def test_a_signature_counts_once_for_its_method_path_body_and_nonce(world):
    device = await world.issuer()
    nonce = bytes.fromhex((await world.client.get("/v1/lists")).headers[NONCE_HEADER])
    target = f"/v1/feed/{device.scope}?after=0"
    signed = sign_request(device.key, method="GET", target=target, body=b"", nonce=nonce)
    headers = {"Authorization": signed.header()}
    other = await world.client.get(target.replace("after=0", "after=1"), headers=headers)
    assert other.status_code == 401
    assert (await world.client.get(target, headers=headers)).status_code == 200
    again = await world.client.get(target, headers=headers)
    assert again.status_code == 401
    assert again.headers[NONCE_HEADER]


async def test_a_nonce_dies_after_ten_minutes_and_the_next_is_always_given(world):
    device = await world.issuer()
    await device.hello()
    world.now += 11 * 60_000
    answer = await device.ask("GET", f"/v1/feed/{device.scope}?after=0")
    assert answer.status_code == 401
    assert (await device.ask("GET", f"/v1/feed/{device.scope}?after=0")).status_code == 200


async def test_the_wrong_clock_of_a_device_locks_nobody_out(world):
    device = await world.issuer()
    page = await device.feed()
    world.now += 400 * 86_400_000
    device.nonce = None
    assert (await device.hello()).server_time == world.now
    assert page.head == 2


async def test_numbers_are_bounded(world):
    device = await world.issuer()
    for text in ("-1", "9223372036854775808", "x", "1" * 40):
        answer = await device.ask("GET", f"/v1/feed/{device.scope}?after={text}")
        assert answer.status_code == 400, text
    answer = await device.ask("GET", f"/v1/feed/{device.scope}?after=9223372036854775807")
    assert answer.status_code == 200


async def test_no_device_reads_another_scope(world):
    device = await world.issuer()
    answer = await device.ask("GET", f"/v1/feed/{OTHER_SCOPE}?after=0")
    assert answer.status_code == 403
    assert (await device.ask("GET", f"/v1/snapshot/{OTHER_SCOPE}")).status_code == 403


async def test_the_snapshot_is_the_whole_feed(world):
    device = await world.issuer()
    for number in range(6):
        await device.post(device.seal(*[device.application(number * 50 + n) for n in range(9)]))
    answer = await device.ask("GET", f"/v1/snapshot/{device.scope}", **{"Accept-Encoding": "zstd"})
    pages = [
        FeedPageMessage.decode(one)
        for one in sequence.read(answer.content, element_bytes_max=4 << 20)
    ]
    items = [item for page in pages for item in page.items]
    assert items == list((await device.feed()).items)


async def test_a_page_may_come_in_pieces_that_unpack_one_by_one(world):
    device = await world.issuer()
    for number in range(6):
        await device.post(device.seal(*[device.application(number * 50 + n) for n in range(9)]))
    page = await device.feed()
    asked = {"Accept": "application/cbor-seq", "Accept-Encoding": "zstd"}
    answer = await device.ask("GET", f"/v1/feed/{device.scope}?after=0", **asked)
    assert answer.headers["content-type"] == "application/cbor-seq"
    raw = sequence.read(answer.content, element_bytes_max=4 << 20)
    pieces = [FeedPageMessage.decode(one) for one in raw]
    assert [one.items for one in pieces] == [(one,) for one in page.items]
    assert {(one.scope, one.incarnation, one.head) for one in pieces} == {
        (page.scope, page.incarnation, page.head)
    }
    target = f"/v1/feed/{device.scope}?after={page.head}"
    answer = await device.ask("GET", target, **asked)
    (empty,) = sequence.read(answer.content, element_bytes_max=4 << 20)
    assert FeedPageMessage.decode(empty).items == ()


async def test_a_bundle_may_be_carried_by_another_device(world):
    one, two = await world.issuer("one"), await world.issuer("two")
    (answer,) = await two.post(one.seal(one.application()))
    assert (answer.status, answer.log_id) == ("stored", one.log)


async def test_a_strangers_bundle_is_refused_and_the_others_are_taken(world):
    device, stranger = await world.issuer(), Device(world, "stranger")
    first, second = await device.post(
        stranger.seal(stranger.application()), device.seal(device.application())
    )
    assert (first.status, first.reason) == ("refused", "unknown-key")
    assert second.status == "stored"


async def test_random_bytes_are_refused_and_never_a_server_error(world):
    device = await world.issuer()
    for number in range(60):
        noise = hashlib.shake_256(bytes([number])).digest(number * 7)
        for target in ("/v1/bundles", "/v1/hello", "/v1/passes/lookup"):
            assert (await device.ask("POST", target, noise)).status_code in (200, 400), target
        answer = await world.client.post("/v1/registrations", content=noise)
        assert answer.status_code == 400


async def test_a_pass_is_found_by_serial_and_by_person_and_the_look_is_noted(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    card = device.card(decided)
    await device.post(device.seal(applied, decided, card))
    by_serial = LookupMessage(serial=serial(card.pass_ref.kid, card.pass_ref.sequence))
    by_person = LookupMessage(person=person_of(resident()))
    for asked in (by_serial, by_person):
        answer = await device.ask("POST", "/v1/passes/lookup", asked.encode())
        (found,) = LookupAnswerMessage.decode(answer.content).passes
        assert found.token == card.body.token
        world.now += 1
    rows = world.server.database.read(lambda conn: conn.execute(lookups.select()).all())
    assert [row.found for row in rows] == [1, 1]


async def test_hello_tells_heads_feed_lists_and_sequences_in_one_round_trip(world):
    device = await world.issuer()
    applied = device.application()
    decided = device.decision(applied)
    await device.post(device.seal(applied, decided, device.card(decided, sequence=40)))
    told = await device.hello()
    assert (told.heads[0].last, told.heads[0].link) == (device.number, device.link)
    assert told.feeds == {device.scope: 4}
    assert told.sequences == {device.issuer.kid: 40}
    assert {(one.kind, one.county) for one in told.lists} == {
        ("issuers", "371323"),
        ("status", "371323"),
        ("policy", "370000"),
    }


async def test_a_checkpoint_comes_only_after_a_backup_was_noted(world):

    device = await world.issuer()
    assert (await device.hello()).checkpoint is None
    world.server.database.write(lambda tx: checkpoint.note(tx, world.now))
    world.now += 1
    await device.post(device.seal(device.application()))
    told = await device.hello()
    found = open_checkpoint(told.checkpoint, finder(world))
    assert [(head.log, head.last) for head in found.heads] == [(device.log, 1)]
