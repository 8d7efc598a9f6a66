"""`fieldpass-server policy`: what is wrong is named by its path, and nothing wrong is published."""

import json

import pytest
from click.testing import CliRunner

from fieldpass.model.policy import NOTICE_164, SOURCES, SWITCHES
from fieldpass.model.times import at_hour
from server_stub import policies, policyfile
from server_stub.__main__ import main
from server_stub.commands import opening
from server_stub.policyfile import BadPolicyFile
from tests.server.world import COUNTY, NOW, SEED, World

CRUISE = {
    "code": "CRUISE",
    "text": {"zh": "是否乘坐过邮轮?", "en": "On a cruise ship?"},
    "since": {"zh": "下船日期", "en": "Left on"},
}


@pytest.fixture
def command(tmp_path, monkeypatch):
    """Runs one of the commands on a server's data; a mapping, text or bytes go as its file."""
    world = World(tmp_path / "data")
    world.seed()
    world.stop()
    clock = {"now": NOW}
    monkeypatch.setattr(opening, "real_clock", lambda: clock["now"])

    def run(*words, content=None, fails=False):
        named = []
        if content is not None:
            file = tmp_path / "policy.json"
            text = content if isinstance(content, str) else json.dumps(content)
            file.write_text(text, encoding="utf-8")
            named = [str(file)]
        done = CliRunner().invoke(
            main, ["policy", *words, *named, "--data", str(tmp_path / "data")]
        )
        assert (done.exit_code != 0) == fails, done.output
        return done.output

    run.clock = clock
    return run


def listed(command):
    return [tuple(row.values()) for row in json.loads(command("list", "--json"))]


def test_a_check_shows_every_number_with_its_bounds_and_source_and_changes_nothing(command):
    said = command("check", "--valid-from", "2020-03-01", content={"validity_days": 14})
    for name, source in SOURCES.items():
        (line,) = [one for one in said.splitlines() if one[2:].startswith(f"{name} ")]
        assert f"({source.low}-{source.high}) [{source.clause}] {source.zh} / {source.en}" in line
        assert line.startswith("*" if name == "validity_days" else " ")
    assert "14 (was 5)" in said
    assert listed(command) == [("370000", 1, "2020-02-22", "in force")]


def test_publishing_gives_the_next_version_and_says_what_changes(command):
    said = command("publish", "--valid-from", "2020-03-01", content={"validity_days": 14})
    assert said.splitlines()[0].startswith("* validity_days")
    assert "policy 2 of 370000, valid from 2020-03-01, signed in list version" in said
    assert len(said.splitlines()) == 2
    assert listed(command) == [
        ("370000", 1, "2020-02-22", "in force"),
        ("370000", 2, "2020-03-01", "to come"),
    ]
    command.clock["now"] = at_hour(20200301, 0)
    assert [row[3] for row in listed(command)] == ["past", "in force"]
    assert "370000     2  2020-03-01  in force" in command("list")


def test_what_the_file_leaves_out_stays_as_the_newest_has_it(command):
    command("publish", "--valid-from", "2020-03-01", content={"validity_days": 14})
    said = command("publish", "--valid-from", "2020-03-02", content={"due_hours": 8})
    assert "validity_days" not in said
    shown = json.loads(command("show", "--version", "3", "--file"))
    assert (shown["validity_days"], shown["due_hours"]) == (14, 8)


def test_a_published_policy_is_the_file_to_start_the_next_from(command):
    file = json.loads(command("show", "--file"))
    assert (file["version"], file["valid_from"]) == (1, "2020-02-22")
    assert set(SOURCES) <= set(file)
    file |= {"version": 2, "valid_from": "2020-03-01", "ex4_days": 10}
    said = command("publish", content=file)
    assert said.count("*") == 1
    assert "ex4_days" in said


def test_show_says_what_is_in_force_and_names_what_is_not_there(command):
    assert "validity_days" in command("show")
    assert "no such policy" in command("show", "--version", "7", fails=True).lower()
    assert "No such policy" in command("show", COUNTY, fails=True)


def test_a_county_publishes_what_it_adds_and_no_number(command):
    own = {"county": COUNTY, "county_line": "0539-2250000", "questions": [CRUISE]}
    wrong = command(
        "publish", "--valid-from", "2020-02-25", content=own | {"ex4_days": 7}, fails=True
    )
    assert "ex4_days: 只有省里能定" in wrong
    command("publish", "--valid-from", "2020-02-25", content=own)
    shown = command("show", COUNTY)
    assert "0539-2250000" in shown
    assert "validity_days" not in shown
    assert listed(command)[1] == (COUNTY, 1, "2020-02-25", "in force")
    # What it does not name stays, what it empties goes.
    command("publish", "--valid-from", "2020-02-25", content={"county": COUNTY, "questions": []})
    assert json.loads(command("show", COUNTY, "--file"))["county_line"] == "0539-2250000"
    assert json.loads(command("show", COUNTY, "--file"))["questions"] == []


def test_a_county_that_the_register_does_not_know_is_refused(command):
    said = command(
        "publish", "--valid-from", "2020-02-25", content={"county": "371322"}, fails=True
    )
    assert "the register has no body of this county" in said


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "valid_from: no day"),
        (("--valid-from", "2020-02-30"), "valid_from: not a day like 2020-03-01"),
        (("--valid-from", "1 March"), "valid_from: not a day like 2020-03-01"),
        (("--valid-from", "2020-03-01", "--version", "1"), "Versions never go backwards"),
        (("--valid-from", "2020-02-21"), "It would never come into force"),
    ],
)
def test_a_day_or_version_that_cannot_be_is_refused(command, options, told):
    assert told in command("publish", *options, content={"validity_days": 14}, fails=True)
    assert len(listed(command)) == 1


def test_a_file_that_is_none_is_refused_in_one_sentence(command, tmp_path):
    for content in ("", "[]", "{", "[" * 100_000, "9" * (policyfile.FILE_BYTES_MAX + 1)):
        said = command("check", "--valid-from", "2020-03-01", content=content, fails=True)
        assert "not a JSON object" in said
    said = command("check", str(tmp_path / "none.json"), fails=True)
    assert "cannot be read. Check its path" in said


def read(**content):
    return policyfile.read({"valid_from": "2020-03-01", "version": 2, **content}, NOTICE_164)


def wrong_in(**content):
    with pytest.raises(BadPolicyFile) as raised:
        read(**content)
    return [path for path, _ in raised.value.wrong]


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_number_and_switch_is_bounded_by_name(name):
    source = SOURCES[name]
    bad = [2, "on"] if name in SWITCHES else [source.low - 1, source.high + 1, 1.5, True]
    for value in [*bad, None, [], {}]:
        assert wrong_in(**{name: value}) == [name]


@pytest.mark.parametrize(
    ("content", "paths"),
    [
        ({"validty_days": 14}, ["validty_days"]),
        ({"validity_days": 24, "ex4_days": -1, "moon": 1}, ["moon", "validity_days", "ex4_days"]),
        ({"format": 1}, ["format"]),
        ({"version": "2"}, ["version"]),
        ({"opens_hour": 18}, ["opens_hour"]),
        ({"fever_tenths": 360, "reading_min_tenths": 370}, ["fever_tenths"]),
        ({"lists_soft_hours": 100}, ["lists_soft_hours"]),
        ({"high_incidence": ["42", "99"]}, ["high_incidence[1]"]),
        ({"high_incidence": ["4201"]}, ["high_incidence[0]"]),
        ({"questions": [CRUISE, CRUISE]}, ["questions[1].code"]),
        ({"questions": [CRUISE | {"code": "EX1"}]}, ["questions[0].code"]),
        ({"questions": [CRUISE | {"code": "a b"}]}, ["questions[0].code"]),
        (
            {"questions": [CRUISE | {"items": [{"code": "X", "text": {"zh": "一", "en": "a"}}]}]},
            ["questions[0].items"],
        ),
        ({"questions": [CRUISE | {"text": {"zh": "一", "en": " "}}]}, ["questions[0].text"]),
        (
            {"questions": [CRUISE | {"text": {"zh": "\x1b[2J", "en": "clear"}}]},
            ["questions[0].text"],
        ),
        ({"questions": [CRUISE | {"until": {"zh": "", "en": ""}}]}, ["questions[0].until"]),
        ({"questions": [{"code": "A"}]}, ["questions[0].text"]),
        ({"county_line": "call us"}, ["county_line"]),
        ({"county": "37132"}, ["county"]),
        ({"county": 371323}, ["county"]),
        ({"county": "371300"}, ["county"]),
        ({"county": "990101"}, ["county"]),
    ],
)
def test_what_is_wrong_is_named_by_its_path_all_at_once(content, paths):
    assert wrong_in(**content) == paths


def test_a_wrong_value_is_never_told_again(command):
    said = command(
        "check", "--valid-from", "2020-03-01", content={"county_line": "secret words"}, fails=True
    )
    assert "county_line: 不是电话号码" in said
    assert "secret" not in said


def test_hours_that_move_together_are_taken(command):
    found = read(opens_hour=19, closes_hour=22)
    assert (found.opens_hour, found.closes_hour) == (19, 22)
    assert policies.data_of(found)["version"] == 2
    assert len(SEED["bodies"]) == 3
