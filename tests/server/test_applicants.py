"""The applicants' API: what an applicant sends, is told, and is shown."""

import dataclasses
import json
import random

import pytest

from fieldpass.model.form import FORM, PROMISE, PROMISE_FOR_CHILD
from fieldpass.model.policy import NOTICE_164, asked
from server_stub import chores
from tests.server.test_job import finder, jsonable, records_of_feed
from tests.server.world import SCOPE, SEED, declaration, resident

DAY = 20200225
DAY_MS = 86_400_000
ALL_DAY_MS = 86_400_000


def form(order=223, **changes):
    said = {
        "scope": SCOPE,
        "declaration": jsonable(declaration(order)),
        "promise": {"how": "self"},
        "reading": {"tenths": 365},
    }
    return said | changes


async def applied(world, order=223, **changes):
    answer = await world.client.post("/v1/applications", json=form(order, **changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def shown(world, given):
    answer = await world.client.get(
        f"/v1/applications/{given['application']}",
        headers={"Authorization": f"Bearer {given['secret']}"},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def report(world, given, **body):
    return await world.client.post(
        f"/v1/applications/{given['application']}/reports",
        json=body,
        headers={"Authorization": f"Bearer {given['secret']}"},
    )


def wrong(said, path, value):
    steps = path.split(".")
    place = said
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    return said


async def test_the_form_asks_what_the_screen_asks_in_the_same_words(world):
    answer = await world.client.get("/v1/applications/form")
    assert answer.status_code == 200
    form_given = answer.json()
    on_the_screen = asked(NOTICE_164)
    assert [one["code"] for one in form_given["questions"]] == [one.code for one in on_the_screen]
    for given, question in zip(form_given["questions"], on_the_screen, strict=True):
        assert given["text"] == {"zh": question.text.zh, "en": question.text.en}
        assert given["clause"] == str(question.clause)
        for name in ("since", "until"):
            label = getattr(question, name)
            assert given[name] == (label and {"zh": label.zh, "en": label.en})
        assert [one["code"] for one in given["items"]] == [one.code for one in question.items]
    assert [
        (one["path"], one["label"]["zh"], one["label"]["en"]) for one in form_given["fields"]
    ] == [(one.path, one.label.zh, one.label.en) for one in FORM]
    for given, field in zip(form_given["fields"], FORM, strict=True):
        assert [one["text"]["zh"] for one in given["choices"]] == [
            one.text.zh for one in field.choices
        ]
    assert form_given["promise"]["zh"] == PROMISE.zh
    assert form_given["promise_for_child"]["zh"] == PROMISE_FOR_CHILD.zh


async def test_a_question_left_out_is_not_a_no(world):
    said = form()
    said["declaration"]["answers"] = [
        one for one in said["declaration"]["answers"] if one["code"] not in ("EX1", "EX5")
    ]
    answer = await world.client.post("/v1/applications", json=said)
    assert answer.status_code == 422
    assert [one["path"] for one in answer.json()["fields"]] == [
        "declaration.answers.EX1",
        "declaration.answers.EX5",
    ]


async def test_the_days_of_a_yes_are_counted_and_wrong_ones_named(world):
    now = world.now
    midnight = (now + 8 * 3_600_000) // DAY_MS * DAY_MS - 8 * 3_600_000
    said = form()
    answers = {one["code"]: one for one in said["declaration"]["answers"]}
    answers["EX1"] |= {"yes": True, "since": midnight, "until": midnight}
    answers["EX2"] |= {"since": midnight - DAY_MS}
    answers["EX4"] |= {"yes": True, "since": now + 1, "until": now}
    answer = await world.client.post("/v1/applications", json=said)
    assert answer.status_code == 422
    assert [(one["path"], one["zh"]) for one in answer.json()["fields"]] == [
        ("declaration.answers.EX1.until", "结束的日期比开始的日期还早, 请核对."),
        ("declaration.answers.EX2.since", "这里不问日期."),
        ("declaration.answers.EX4.since", "这一天还没有到."),
        ("declaration.answers.EX4.until", "这里不问日期."),
    ]
    said = form()
    answers = {one["code"]: one for one in said["declaration"]["answers"]}
    # Discharged today, as a page counts days: until 24:00, which is not yet.
    answers["EX1"] |= {"yes": True, "since": midnight - DAY_MS, "until": midnight + DAY_MS}
    answer = await world.client.post("/v1/applications", json=said)
    assert answer.status_code == 201, answer.text
    (found,) = [
        one for one in (await shown(world, answer.json()))["findings"] if one["code"] == "EX1"
    ]
    assert found["until"] == now + 14 * DAY_MS


async def test_a_new_application_is_pending_and_shows_its_code(world):
    given = await applied(world)
    found = await shown(world, given)
    assert (found["colour"], found["code"], found["serial"]) == (
        "pending",
        given["code"],
        given["serial"],
    )
    assert [one["code"] for one in found["findings"]] == ["UNDECIDED"]


async def test_all_wrong_fields_are_named_at_once_in_both_languages_and_never_echoed(world):
    said = form()
    wrong(said, "declaration.document.number", "371323197301022230")
    wrong(said, "declaration.phone", "1290000秘密")
    wrong(said, "declaration.residence.division", "999999")
    answer = await world.client.post("/v1/applications", json=said)
    assert answer.status_code == 422
    assert {one["path"] for one in answer.json()["fields"]} == {
        "declaration.document.number",
        "declaration.phone",
        "declaration.residence.division",
    }
    assert all(one["zh"] and one["en"] for one in answer.json()["fields"])
    assert "秘密" not in answer.text
    assert "371323197301022230" not in answer.text


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("declaration.name", ""),
        ("declaration.name", "长" * 61),
        ("declaration.purpose", "秘密"),
        ("declaration.province_days", 10**30),
        ("declaration.province_days", -1),
        ("declaration.answers", [{"code": "EX1", "yes": False}] * 25),
        ("reading", {"tenths": 10**9}),
        ("reading", {"tenths": 365, "extra": "秘密"}),
        ("scope", "秘" * 30),
        ("promise", {"how": "秘密"}),
    ],
)
async def test_every_field_is_bounded_and_its_place_is_told(world, path, value):
    answer = await world.client.post("/v1/applications", json=wrong(form(), path, value))
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["path"].startswith(path)
    assert "秘" not in answer.text


async def test_what_is_no_json_or_too_long_is_refused(world):
    headers = {"Content-Type": "application/json"}
    for body, status in ((b"{", 422), (b"\xff\xfe", 422), (b'"' + b"x" * 70_000 + b'"', 413)):
        answer = await world.client.post("/v1/applications", content=body, headers=headers)
        assert answer.status_code == status, body[:9]


async def test_who_is_not_eligible_is_told_every_reason_and_nothing_is_kept(world):
    said = form()
    said["declaration"]["province_days"] = 3
    said["declaration"]["destination"]["division"] = "371323"
    answer = await world.client.post("/v1/applications", json=said)
    assert (answer.status_code, answer.json()["code"]) == (422, "not-accepted")
    assert len(answer.json()["reasons"]) >= 1
    device = await world.issuer()
    assert (await device.feed()).head == 2


async def test_a_scope_that_nobody_serves_is_told_so(world):
    answer = await world.client.post("/v1/applications", json=form(scope="d:371323104999"))
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_without_the_right_secret_there_is_nothing(world):
    given = await applied(world)
    path = f"/v1/applications/{given['application']}"
    other = await applied(world, 225)
    for headers in (
        {},
        {"Authorization": "Bearer x"},
        {"Authorization": f"Bearer {other['secret']}"},
        {"Authorization": given["secret"]},
    ):
        assert (await world.client.get(path, headers=headers)).status_code == 404
        answer = await world.client.post(path + "/reports", json={"day": DAY}, headers=headers)
        assert answer.status_code == 404
    for odd in ("x", "0" * 32, "g" * 32, "0" * 1000):
        assert (await world.client.get(f"/v1/applications/{odd}")).status_code == 404


async def test_a_green_pass_turns_yellow_without_a_report_and_green_again_with_one(world):
    given = await applied(world)
    device = await world.issuer()
    (first,) = [
        one
        for one in await records_of_feed(device, finder(world, device))
        if one.kind == "application.submitted"
    ]
    decided = device.decision(first)
    await device.post(device.seal(decided, device.card(decided)))
    assert (await shown(world, given))["colour"] == "green"
    world.now += 2 * ALL_DAY_MS
    yellow = await shown(world, given)
    assert yellow["colour"] == "yellow"
    assert yellow["findings"][0]["code"] == "NO-REPORT"
    taken = await report(world, given, day=DAY + 2, tenths=366)
    assert (taken.status_code, taken.json()) == (201, {"day": DAY + 2})
    assert (await shown(world, given))["colour"] == "green"


async def test_a_report_of_a_day_to_come_or_of_no_day_is_refused(world):
    given = await applied(world)
    for day in (DAY + 1, 20200230):
        answer = await report(world, given, day=day)
        assert (answer.status_code, answer.json()["fields"][0]["path"]) == (422, "day")
    assert (await report(world, given, day=DAY, tenths=9999)).status_code == 422


async def test_screening_answers_an_application_with_all_that_the_health_records_say(world):
    hit = {
        "document": dataclasses.asdict(resident()),
        "code": "EX3",
        "since": "2020-02-20",
        "note": "",
    }
    world.seed(SEED | {"health": [hit]})
    given = await applied(world)
    assert (await shown(world, given))["colour"] == "red"


async def test_changed_health_records_screen_again_those_who_have_an_application(world):
    given = await applied(world)
    assert (await shown(world, given))["colour"] == "pending"
    hit = {"document": dataclasses.asdict(resident()), "code": "EX1", "since": "2020-02-20"}
    world.seed({"health": [hit]})
    found = await shown(world, given)
    assert (found["colour"], found["findings"][0]["code"]) == ("red", "EX1")
    device = await world.issuer()
    head = (await device.feed()).head
    world.seed({"health": [hit]})
    assert (await device.feed()).head == head, "the same file again changes nothing"


async def test_applications_alive_are_screened_again_every_day(world):
    await applied(world)
    device = await world.issuer()
    start = (await device.feed()).head
    chores.run(world.server)
    assert (await device.feed()).head == start
    world.now += ALL_DAY_MS
    chores.run(world.server)
    device.nonce = None
    found = await records_of_feed(device, finder(world, device), after=start)
    assert [one.kind for one in found] == ["screening.done"]
    assert found[0].body.as_of == world.now


async def test_an_application_on_site_is_screened_in_the_feed_of_its_scope(world):
    hit = {"document": dataclasses.asdict(resident()), "code": "EX5", "since": "2020-02-20"}
    world.seed({"health": [hit]})
    device = await world.issuer()
    await device.post(device.seal(device.application()))
    found = await records_of_feed(device, finder(world, device))
    screened = found[-1]
    assert (screened.kind, screened.body.hits[0].code) == ("screening.done", "EX5")


async def test_the_api_is_described_and_no_description_holds_an_example_person(world):
    described = (await world.client.get("/openapi.json")).json()
    assert {
        "/v1/applications",
        "/v1/applications/form",
        "/v1/applications/{application}",
        "/v1/applications/{application}/reports",
        "/v1/hello",
        "/v1/bundles",
        "/v1/feed/{scope}",
        "/v1/lists",
        "/v1/snapshot/{scope}",
        "/v1/passes/lookup",
        "/v1/registrations",
    } == set(described["paths"])
    form_of = described["components"]["schemas"]["ApplicationForm"]
    assert form_of["properties"]["scope"]["maxLength"] == 24


ODD = (
    None, True, -1, 0, 1.5, 1e308, 10**400, "", "\x00", "\u202e", "\ud800", "长" * 5000, "x" * 61,
    [], [[]], {}, {"a": {}}, "'; DROP TABLE passes; --", "NaN", [None] * 200, "371323", "\u3000",
)  # fmt: skip


def places(said, prefix=()):
    """Every place of a form, innermost included."""
    for key, value in said.items() if isinstance(said, dict) else enumerate(said):
        yield (*prefix, key)
        if isinstance(value, dict | list | tuple):
            yield from places(value, (*prefix, key))


async def test_no_odd_value_at_any_place_ever_makes_a_server_error(world):
    chance = random.Random(7)
    for place in places(form()):
        for value in chance.sample(ODD, 5):
            said = json.loads(json.dumps(form()))
            inner = said
            for step in place[:-1]:
                inner = inner[step]
            inner[place[-1]] = value
            body = json.dumps(said).encode()
            answer = await world.client.post(
                "/v1/applications", content=body, headers={"Content-Type": "application/json"}
            )
            assert answer.status_code in (201, 404, 422), (place, value, answer.text)


async def test_a_text_with_a_nul_is_told_with_its_field_and_nothing_is_written(world):
    said = json.loads(json.dumps(form()))
    said["declaration"]["purpose_note"] = "a\0b"
    answer = await world.client.post("/v1/applications", json=said)
    assert answer.status_code == 422
    told = [(one["path"], one["zh"]) for one in answer.json()["fields"]]
    assert told == [("declaration.purpose_note", "有不能用的字符.")]
