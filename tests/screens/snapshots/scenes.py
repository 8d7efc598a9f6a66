"""The screens that are kept: on which desk, and by which keys one comes there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual import events

from fieldpass.wire.introduction import Introduction
from tests.parts import ONSITE
from tests.screens.driver import Person
from tests.screens.snapshots import stage as stages
from tests.screens.snapshots.stage import SECRET, Stage

Acting = Callable[[Person, Stage], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One screen to look at."""

    name: str
    stage: Callable[[], Stage]
    act: Acting


ELSEWHERE = Introduction(
    role="issuer",
    person=bytes(16),
    device_key=b"d" * 32,
    issuer_key=b"i" * 32,
    name="周明",
    post="文书",
    phone="13800005577",
)
"""A colleague's device at another place."""


def _keys(*keys: str) -> Acting:
    async def act(person: Person, stage: Stage) -> None:
        await person.presses(*keys)

    return act


def _then(*steps: str) -> Acting:
    """Steps one after the other: a key, or a text to enter after `>`, to type after `+`."""

    async def act(person: Person, stage: Stage) -> None:
        for step in steps:
            if step.startswith(">"):
                await person.enters(step[1:])
            elif step.startswith("+"):
                await person.types(step[1:])
            else:
                await person.presses(step)

    return act


def _card(name: str, *more: str) -> Acting:
    async def act(person: Person, stage: Stage) -> None:
        await person.presses("1")
        await person.enters(stage.passes[name].digits)
        await _then(*more)(person, stage)

    return act


def _altered(name: str) -> Acting:
    async def act(person: Person, stage: Stage) -> None:
        digits = stage.passes[name].digits
        await person.presses("1")
        await person.enters(digits[:150] + str((int(digits[150]) + 1) % 10) + digits[151:])

    return act


def _pass(name: str, *more: str) -> Acting:
    async def act(person: Person, stage: Stage) -> None:
        await person.presses("5")
        await person.enters(stage.passes[name].serial.replace(" ", ""))
        await _then(*more)(person, stage)

    return act


async def _voided(person: Person, stage: Stage) -> None:
    await _pass("green", "7", "1")(person, stage)
    await person.presses("escape", "escape")
    await _card("green")(person, stage)


async def _scanned(person: Person, stage: Stage) -> None:
    """A scanner fires where no scan belongs."""
    for digit in stage.passes["green"].digits:
        person.app.post_message(events.Key(digit, digit))
    await person.settles()


WHO = (">" + ONSITE.number, ">" + ONSITE.name, ">" + ONSITE.phone)
WHERE = (
    ">" + ONSITE.residence_detail,
    ">" + ONSITE.destination,
    ">" + ONSITE.destination_detail,
    "1",
    ">" + ONSITE.purpose_note,
    ">300",
)

_BUSY: dict[str, Acting] = {
    "home": _keys(),
    "home_strong_light": _keys("f9"),
    "home_scanned": _scanned,
    "help_home": _keys("f2"),
    "help_review": _keys("2", "enter", "f2"),
    "help_checkpoint": _keys("1", "f2"),
    "queue": _keys("2"),
    "queue_all": _keys("2", "f3", "f3"),
    "review_high": _keys("2", "enter"),
    "review_twin": _keys("2", "down", "enter"),
    "review_draft": _keys("2", "down", "enter", "3", "1"),
    "review_reasons_yellow": _keys("2", "enter", "2"),
    "review_reasons_red": _keys("2", "enter", "3"),
    "review_ask": _then("2", "enter", "7", ">"),
    "review_temperature": _then("2", "enter", "4", ">20"),
    "review_same_name": _keys("2", "down", "enter", "8"),
    "review_declaration": _keys("2", "enter", "0"),
    "checkpoint": _keys("1"),
    "checkpoint_go": _card("green"),
    "checkpoint_check_report": _card("silent", "+365"),
    "checkpoint_check_yellow": _card("yellow"),
    "checkpoint_pending": _card("pending"),
    "checkpoint_overtaken": _card("pending red"),
    "checkpoint_foreign": _then(
        "1", ">HC1:6BFOXN%TS3DH0YOJ58S S-W5HDC *M0IIE 1C9B5G2+$NEJPP-IA1NGQOAQ"
    ),
    "checkpoint_stop": _card("red"),
    "checkpoint_invalid": _altered("green"),
    "checkpoint_void": _voided,
    "checkpoint_not_known": _then("1", ">371300427186"),
    "checkpoint_parked": _card("yellow", "f5"),
    "checkpoint_appeal": _card("red", "f6", "+去年已治愈"),
    "checkpoint_paper": _then("1", "f7", ">221", ">221X"),
    "apply_who": _keys("3"),
    "apply_wrong_number": _then("3", ">371323196503182210", "f5"),
    "apply_known": _then("3", ">" + ONSITE.number[-4:]),
    "apply_child": _then("3", "up", "5"),
    "apply_passport": _then("3", "up", "4"),
    "apply_where": _then("3", *WHO),
    "apply_place": _then("3", *WHO, ">", ">yanzhou"),
    "apply_questions": _then("3", *WHO, *WHERE),
    "apply_questions_yes": _then("3", *WHO, *WHERE, "f6", "1"),
    "apply_dates": _then("3", *WHO, *WHERE, "f6", "2", ">0120"),
    "apply_dates_wrong": _then("3", *WHO, *WHERE, "f6", "5", ">0228"),
    "apply_dates_given": _then("3", *WHO, *WHERE, "f6", "5", ">3"),
    "apply_promise": _then("3", *WHO, *WHERE, "f6", "enter"),
    "apply_promise_wrong": _then("3", *WHO, *WHERE, "f6", "enter", "f5"),
    "reports": _keys("4"),
    "reports_green": _keys("4", "f4"),
    "reports_many": _then("4", "f5", "+364"),
    "reports_paper": _then("4", "f3", ">0227 0900"),
    "passes": _keys("5"),
    "passes_nobody": _then("5", ">0000"),
    "pass_green": _pass("green"),
    "pass_yellow": _pass("yellow"),
    "pass_red": _pass("red"),
    "pass_pending": _pass("pending"),
    "pass_void_reasons": _pass("green", "7"),
    "pass_voided": _pass("green", "7", "1"),
    "temperatures": _keys("6"),
    "temperatures_who": _then("6", ">" + ONSITE.number[-4:]),
    "temperatures_high": _then("6", ">" + ONSITE.number[-4:], ">384"),
    "temperatures_none": _then("6", ">" + ONSITE.number[-4:], ">20"),
    "temperatures_course": _then("6", ">" + ONSITE.number[-4:], "f6"),
    "temperatures_today": _keys("6", "f7"),
    "temperatures_group": _then("6", ">" + ONSITE.number[-4:], "f5"),
    "temperatures_household": _then("6", ">" + ONSITE.number[-4:], "f5", "1", ">365"),
    "temperatures_paper": _then("6", "f3", ">0226 0900", ">" + ONSITE.number[-4:]),
    "later_time": _then("6", "f3", ">soon"),
    "staff": _keys("0", "9"),
    "invitation": _keys("0", "9", "f4"),
    "admit": _then("0", "9", "f4", ">" + ELSEWHERE.to_digits()),
    "admit_differs": _then("0", "9", "f4", ">" + ELSEWHERE.to_digits(), "+1234", "f5"),
    "endorse": _keys("0", "9", "f5", "f5"),
    "batches": _keys("0", "1", "f6"),
    "apply_own_card_of_a_child": _then("3", ">371323201005012219"),
    "find_person": _keys("8"),
    "more": _keys("0"),
    "sending": _keys("0", "1"),
    "registration_authorised": _keys("0", "2"),
    "settings": _keys("0", "3"),
    "about": _keys("0", "4"),
    "clock": _keys("0", "5"),
    "people": _keys("0", "6"),
    "colleague": _then("0", "6", "1", ">1234", "f5"),
    "secret": _keys("0", "6", "2"),
    "new_code": _keys("0", "6", "3"),
    "erasures": _keys("0", "7"),
    "erase_person": _then("0", "7", "1", "+" + ONSITE.number),
    "erase_person_sure": _then("0", "7", "1", "+" + ONSITE.number, "f5"),
    "audit": _keys("0", "8"),
    "reds": _keys("f3"),
    "reds_told": _keys("f3", "1"),
    "parked": _card("yellow", "f5", "escape", "f5"),
    "palette": _keys("f1"),
    "palette_words": _then("2", "enter", "f1", "+ca"),
    "queue_find": _keys("2", "f5"),
    "queue_save": _keys("2", "f7"),
}

SCENES = (
    Scene(name="opening_new", stage=stages.new_device, act=_keys()),
    Scene(name="opening_weak", stage=stages.new_device, act=_then(">123456", ">123456")),
    Scene(name="opening_differs", stage=stages.new_device, act=_then(">" + SECRET, ">other")),
    Scene(name="opening_help", stage=stages.new_device, act=_keys("f2")),
    Scene(name="recovery", stage=stages.new_device, act=_then(">" + SECRET, ">" + SECRET)),
    Scene(
        name="register",
        stage=stages.new_device,
        act=_then(">" + SECRET, ">" + SECRET, "enter"),
    ),
    Scene(
        name="register_errors",
        stage=stages.new_device,
        act=_then(">" + SECRET, ">" + SECRET, "enter", "f5"),
    ),
    Scene(
        name="home_unregistered",
        stage=stages.new_device,
        act=_then(">" + SECRET, ">" + SECRET, "enter", "f7"),
    ),
    Scene(name="opening_locked", stage=stages.locked_device, act=_keys()),
    Scene(name="recover", stage=stages.locked_device, act=_then("f7", ">ABCD-EFGH", "f5")),
    Scene(name="sending_returned", stage=stages.returned_day, act=_keys("0", "1")),
    Scene(name="returned_application", stage=stages.returned_day, act=_keys("0", "1", "1")),
    Scene(name="returned_reading", stage=stages.returned_day, act=_keys("0", "1", "2")),
    Scene(name="opening_wrong_secret", stage=stages.locked_device, act=_then(">no-such-secret")),
    Scene(
        name="issuer_key",
        stage=stages.key_put_away,
        act=_keys("1", "escape", "2", "enter", "1"),
    ),
    Scene(
        name="issuer_key_wrong",
        stage=stages.key_put_away,
        act=_then("1", "escape", "2", "enter", "1", ">no-such-secret"),
    ),
    Scene(
        name="issuer_key_scanned",
        stage=stages.key_put_away,
        act=_then("1", "escape", "2", "enter", "1", ">" + "1234567890" * 32),
    ),
    Scene(name="home_first_day", stage=stages.first_day, act=_keys()),
    Scene(name="queue_empty", stage=stages.first_day, act=_keys("2")),
    Scene(name="passes_empty", stage=stages.first_day, act=_keys("5")),
    Scene(name="reports_empty", stage=stages.first_day, act=_keys("4")),
    Scene(name="home_not_authorised", stage=stages.waiting_for_answer, act=_keys()),
    Scene(name="registration_waiting", stage=stages.waiting_for_answer, act=_keys("0", "2")),
    Scene(name="introduction", stage=stages.waiting_for_answer, act=_keys("0", "2", "f3")),
    Scene(name="home_battery", stage=stages.on_battery, act=_keys()),
    Scene(name="home_clerk", stage=stages.unsigned, act=_keys()),
    Scene(name="review_clerk", stage=stages.unsigned, act=_keys("2", "enter")),
    Scene(name="home_checker", stage=stages.checker, act=_keys()),
    Scene(name="checkpoint_checker_go", stage=stages.checker, act=_card("green")),
    Scene(name="review_may_sign", stage=stages.screened_day, act=_keys("2", "enter")),
    Scene(name="review_green_draft", stage=stages.screened_day, act=_keys("2", "enter", "1")),
    Scene(
        name="pass_just_signed", stage=stages.screened_day, act=_keys("2", "enter", "1", "enter")
    ),
    *(Scene(name=name, stage=stages.busy_day, act=act) for name, act in _BUSY.items()),
)


def by_name(name: str) -> Scene:
    """The scene of that name; LookupError if there is none."""
    for scene in SCENES:
        if scene.name == name:
            return scene
    raise LookupError(name)
