"""What else a thief, a forger or a liar on the line may try: the checkpoint's own check, on real parts."""

from dataclasses import replace

import pytest

from fieldpass.desk import checkpoint, clock, doubles, trust_file, trust_import
from fieldpass.desk.errors import ClockDoubted, NotAllowed
from fieldpass.desk.looking_up import ToldPass
from fieldpass.desk.trust_import import OtherRoot
from fieldpass.model.bodies import ScreeningDone
from fieldpass.model.reasons import Reason
from fieldpass.model.times import DAY, HOUR
from fieldpass.store import settings
from fieldpass.sync.errors import NotTheServer
from fieldpass.wire import base45, cbor, cose, digits, lists, status, token, trust
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.lists import ListHead
from tests.desk.test_attacks import (
    FOREIGN_DIVISION,
    FOREIGN_USCC,
    THIEF,
    claims_of,
    data_of,
    deliver,
    outcome,
    signed,
)
from tests.parts import ONLINE, ONSITE, YEAR, person


def certified(root, key, *, serial=2, least=0, begins=-YEAR, ends=YEAR, now):
    certificate = trust.AuthorityCertificate(
        authority=key.public,
        valid_from=now + begins,
        valid_until=now + ends,
        serial=serial,
        least=least,
    )
    return trust.sign_certificate(root, certificate)


def one_list(key, kind, county, body, *, version, as_of, base=0):
    head = ListHead(kind=kind, county=county, version=version, base=base, as_of=as_of)
    return lists.sign_list(key, head, body)


def thiefs_issuers(place, county):
    """A list that names the thief as an issuer of a county that this device does not hold yet."""
    row = lists.IssuerRow(
        public=THIEF.public,
        use="issuer",
        uscc="54370211ME4000025J",
        scope=f"d:{county}001001",
        valid_from=place.clock.now - DAY,
        valid_until=place.clock.now + DAY,
    )
    return lists.issuer_body([row], {})


# Old keys, after they were replaced.


@pytest.mark.parametrize("back", [0, HOUR, 20 * DAY])
def test_a_stolen_old_root_certifies_nobody_after_the_rotation_with_any_date(
    place, checker, card, back
):
    old, new, now = place.authority.root, SigningKey(b"\x51" * 32), place.clock.now
    rotation = trust.RootRotation(root=new.public, number=1, old_until=now + 30 * DAY)
    deliver(place, checker, [], rotations=(trust.sign_rotation(old, rotation),), root=new.public)
    false = SigningKey(b"\x52" * 32)
    forged = one_list(
        false, "issuers", "370211", thiefs_issuers(place, "370211"), version=1, as_of=now - back
    )
    with pytest.raises(NotTheServer):
        deliver(
            place,
            checker,
            [forged],
            certificates=(certified(old, false, now=now),),
            root=new.public,
        )
    forged_card = signed(THIEF, card, county_from="370211")
    assert outcome(checker, forged_card) == ("CANNOT_TELL", "no-issuer-list")
    assert outcome(checker, card.digits) == ("GO", "GREEN")


def test_a_list_of_an_authority_whose_certificate_is_over_is_refused(place, checker, card):
    over, now = SigningKey(b"\x53" * 32), place.clock.now
    ended = certified(place.authority.root, over, ends=-HOUR, now=now)
    for as_of in (now, now - HOUR + 1):
        late = one_list(
            over, "issuers", "370211", thiefs_issuers(place, "370211"), version=1, as_of=as_of
        )
        with pytest.raises(NotTheServer):
            deliver(place, checker, [late], certificates=(ended,))
    assert outcome(checker, signed(THIEF, card, county_from="370211"))[0] == "CANNOT_TELL"


def test_a_list_of_an_authority_that_is_not_yet_in_force_is_refused(place, checker, card):
    early, now = SigningKey(b"\x54" * 32), place.clock.now
    certificate = certified(place.authority.root, early, begins=HOUR, now=now)
    data = one_list(early, "status", "371323", status.to_body(status.EMPTY), version=99, as_of=now)
    with pytest.raises(NotTheServer):
        deliver(place, checker, [data], certificates=(certificate,))


# Deltas.


def void_delta(place, card, *, base, version, mark=status.VOID):
    ref = card.pass_ref
    body = status.changes_body({ref.kid: {ref.sequence: status.state(mark, screened=True)}})
    return one_list(
        place.authority.key,
        "status",
        "371323",
        body,
        base=base,
        version=version,
        as_of=place.clock.now,
    )


def test_a_delta_that_skips_a_version_changes_nothing_and_the_whole_is_asked_for(
    place, checker, card
):
    held = place.authority.version
    wanted = deliver(place, checker, [void_delta(place, card, base=held + 1, version=held + 2)])
    assert [(one.kind, one.county) for one in wanted] == [("status", "371323")]
    assert outcome(checker, card.digits) == ("GO", "GREEN")


def test_of_two_deltas_of_one_version_the_second_is_not_taken(place, checker, card):
    held = place.authority.version
    void = void_delta(place, card, base=held, version=held + 1)
    lifted = void_delta(place, card, base=held, version=held + 1, mark=status.AS_SIGNED)
    deliver(place, checker, [void, lifted])
    assert outcome(checker, card.digits) == ("INVALID", "void")
    deliver(place, checker, [lifted])
    assert outcome(checker, card.digits) == ("INVALID", "void")


def test_a_delta_of_another_county_is_no_delta_of_this_one(place, checker, card):
    place.device("issuer", division=FOREIGN_DIVISION, uscc=FOREIGN_USCC, body_name="前坡社区")
    held, ref = place.authority.version, card.pass_ref
    body = status.changes_body({ref.kid: {ref.sequence: status.state(status.VOID)}})
    data = one_list(
        place.authority.key,
        "status",
        "370211",
        body,
        base=held,
        version=held + 1,
        as_of=place.clock.now,
    )
    deliver(place, checker, [data])
    assert outcome(checker, card.digits) == ("GO", "GREEN")


# The thief and the kept set.


def test_a_kept_set_is_enlarged_by_nobody_but_the_authority(place, issuer, checker, card):
    kid, own = card.pass_ref.kid, token.from_text(signed(issuer.issuer, card, name="贼"))
    kept = (status.token_hash(data_of(card)),)
    place.authority.stolen["371323"] = {kid: (*kept, status.token_hash(own))}
    wider = place.authority.signed(["status"])
    place.authority.stolen["371323"] = {kid: kept}
    place.publish()
    assert outcome(checker, token.to_text(own)) == ("INVALID", "stolen-key")
    # An older list, which kept more; and one with the wider set, by the thief's own key.
    deliver(place, checker, wider)
    body = status.changes_body({}, {kid: (*kept, status.token_hash(own))})
    held = place.authority.version
    for base, version in ((held, held + 1), (0, held + 5)):
        forged = one_list(
            issuer.issuer,
            "status",
            "371323",
            body,
            base=base,
            version=version,
            as_of=place.clock.now,
        )
        with pytest.raises(NotTheServer):
            deliver(place, checker, [forged])
    assert outcome(checker, token.to_text(own)) == ("INVALID", "stolen-key")
    assert outcome(checker, card.digits) == ("GO", "GREEN")


def test_one_sequence_with_other_bytes_by_the_genuine_issuer_shows_its_evidence(
    issuer, checker, card
):
    again = signed(issuer.issuer, card, tenths=371)
    assert outcome(checker, card.digits) == ("GO", "GREEN")
    look = checkpoint.check(checker, again)
    assert (look.kind, look.verdict.code) == ("INVALID", "doubled")
    assert "证据" in look.verdict.text.zh
    assert set(doubles.evidence(checker)[0].digits) == {card.digits, again}


def test_a_flood_of_doubles_pushes_no_evidence_out(issuer, checker, card):
    checkpoint.check(checker, card.digits)
    for tenths in range(360, 372):
        checkpoint.check(checker, signed(issuer.issuer, card, tenths=tenths, name="乙"))
    (kept,) = doubles.evidence(checker)
    assert card.digits in kept.digits
    assert outcome(checker, card.digits) == ("INVALID", "doubled")


# Names that would draw on the screen.

NAMES = {
    "escape": "a\x1b[2J",
    "title": "\x1b]0;x\x07",
    "eight-bit control": "a\x9b31m",
    "line end": "a\nGO",
    "backspace": "a\x08\x08b",
    "right-to-left": "\u202e行通",
    "isolate": "\u2066a",
    "line separator": "a\u2028b",
    "tag": "a\U000e0041",
    "zero width": "\u200b\u200b",
    "word joiner": "张\u2060三",
    "byte order mark": "\ufeff张三",
    "filler": "\u3164",
    "blanks": "   ",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_that_would_draw_on_the_screen_reaches_none(issuer, checker, card, name):
    payload = token.encode_claims(replace(claims_of(card), name=name, sequence=700))
    look = checkpoint.check(checker, token.to_text(cose.sign1(issuer.issuer, payload)))
    assert look.kind == "INVALID"
    assert look.holder is None
    with pytest.raises(token.Malformed):
        token.sign_pass(issuer.issuer, replace(claims_of(card), name=name))


@pytest.mark.parametrize(
    "scanned", ["\x1b[31mFP1:", "x" * 30 + "\x1b]52;c;aGk=\x07", "\u202e" * 40]
)
def test_a_scan_is_never_repeated_in_what_is_said(checker, scanned):
    look = checkpoint.check(checker, scanned)
    said = look.verdict.text.zh + look.verdict.text.en + str(look.say or "") + look.verdict.code
    assert look.kind in ("INVALID", "CANNOT_TELL")
    assert not any(one in said for one in "\x1b\x07\u202e")


# Other writings of the same.


def test_a_text_of_base45_that_is_not_the_one_is_refused(checker, card):
    text = token.to_prefixed(data_of(card))
    assert checkpoint.check(checker, text).kind == "GO"
    body = text[4:]
    others = [
        text.lower(),
        "fp1:" + body,
        text + "0",
        text + "00",
        "FP1:" + body[::-1],
        "FP1: " + body,
        "FP1:FP1:" + body,
        "FP1:" + base45.encode(b"\x00" + data_of(card)),
        "FP1:" + base45.encode(data_of(card) + b"\x00"),
        "FP1:" + card.digits,
        # A group above 65,535 that names the same bytes modulo 2^16.
        "FP1:" + _overflowing(body),
    ]
    for other in others:
        assert checkpoint.check(checker, other).kind in ("INVALID", "CANNOT_TELL"), other[:8]


def _overflowing(body: str) -> str:
    """The text with one group that is 65,536 higher, where there is room for it."""
    for at in range(0, len(body) - 2, 3):
        values = [base45.ALPHABET.index(one) for one in body[at : at + 3]]
        number = values[0] + 45 * values[1] + 2025 * values[2] + 65_536
        if number < 45**3:
            low, middle, high = number % 45, number // 45 % 45, number // 2025
            group = "".join(base45.ALPHABET[one] for one in (low, middle, high))
            return body[:at] + group + body[at + 3 :]
    raise AssertionError("no room")


def test_digits_that_are_not_the_one_number_are_refused(checker, card):
    text = card.digits
    for other in (
        "0" + text,
        "+" + text,
        "-" + text,
        text + ".0",
        text[:5] + "_" + text[5:],
        "0x" + text,
    ):
        assert checkpoint.check(checker, other).kind in ("INVALID", "CANNOT_TELL")


FOREIGN_CBOR = {
    "a large number": b"\xd2\xc2\x58\x78" + b"\xff" * 0x78,
    "tags in tags": b"\xd2" + b"\xc6" * 120 + b"\x00",
    "arrays in arrays": b"\xd2" + b"\x81" * 120 + b"\x00",
    "maps in maps": b"\xd2" + b"\xa1\x00" * 60 + b"\x00",
    "a string that says it is longer": b"\xd2\x84\x5b" + b"\xff" * 8 + b"\x00" * 110,
    "an endless string": b"\xd2\x84\x5f" + b"\x41\x00" * 60 + b"\xff",
    "an endless array": b"\xd2\x9f" + b"\x00" * 120 + b"\xff",
    "a date": b"\xd2\xc0\x74" + b"2020-02-25T10:00:00Z" + b"\x00" * 100,
    "not a number": b"\xd2\x84" + b"\xf9\x7e\x00" * 40,
}


@pytest.mark.parametrize("data", FOREIGN_CBOR.values(), ids=FOREIGN_CBOR)
def test_a_token_of_another_tool_is_refused_at_its_form(issuer, checker, card, data):
    verdict = checkpoint.check(checker, digits.to_digits(data[:133])).verdict
    assert verdict.kind == "INVALID"
    assert verdict.stage.word in ("cbor", "cose")
    # The same as a payload behind the issuer's own signature.
    room = token.TOKEN_BYTES_MAX - len(cose.sign1(issuer.issuer, b""))
    inside = cose.sign1(issuer.issuer, data[1 : room - 1])
    assert checkpoint.check(checker, token.to_text(inside)).kind == "INVALID"


def test_what_an_issuer_signs_elsewhere_is_no_pass(issuer, checker, card):
    payload = token.encode_claims(claims_of(card))
    for aad in (b"fieldpass/list/1", trust.CERTIFICATE_AAD, b"x"):
        other = cose.sign1(issuer.issuer, payload, external_aad=aad)
        assert outcome(checker, token.to_text(other)) == ("INVALID", "bad-signature")


@pytest.mark.parametrize(
    "make",
    [
        lambda text: f"HC1:{text}",
        lambda text: f"HC1:{token.to_prefixed(token.from_text(text))}",
        lambda text: f"https://hc.example.com/jkm?FP1:{text}",
        lambda text: f"健康码 {text}",
        lambda text: f"{text} 健康码",
        lambda text: f"FP2:{text}",
        lambda text: text + text,
        lambda text: text + "\r\n" + text,
    ],
)
def test_a_foreign_code_made_to_look_like_ours_lets_nobody_pass(checker, card, make):
    look = checkpoint.check(checker, make(card.digits))
    assert look.kind in ("INVALID", "CANNOT_TELL")
    assert look.holder is None


# The clock.


def test_a_record_from_a_clock_in_the_future_moves_nobodys_floor(place, issuer):
    before = clock.state(issuer).floor
    ahead = replace_clock(place, 20 * YEAR)
    with ahead:
        place.platform(issuer, ScreeningDone(as_of=place.clock.now), subject=person(ONSITE))
    assert clock.state(issuer).floor == before
    assert clock.state(issuer).trusted
    place.issue(issuer, ONLINE)


class replace_clock:
    """The village's clock runs ahead for a while."""

    def __init__(self, place, ahead):
        self.place, self.ahead = place, ahead

    def __enter__(self):
        self.place.clock.now += self.ahead

    def __exit__(self, *_):
        self.place.clock.now -= self.ahead


def test_a_device_that_was_once_started_under_a_date_far_ahead_signs_again(place, issuer):
    with replace_clock(place, 10 * YEAR):
        issuer.store.write(lambda tx: issuer._advance_floor(tx, issuer.now()))
    with pytest.raises(ClockDoubted):
        place.issue(issuer, ONSITE)
    now = place.clock.now
    with pytest.raises(NotAllowed):
        clock.set_time(issuer, now, issuer.require_identity().name)
    with pytest.raises(NotAllowed):
        clock.set_time(issuer, issuer.signed_floor() - DAY, "李红梅")
    clock.set_time(issuer, now, "李红梅")
    place.clock.pass_(minutes=1)
    view = clock.state(issuer)
    assert (view.trusted, view.typed) == (True, False)
    assert place.issue(issuer, ONSITE).colour == "green"
    # It stays so: nothing of the wrong time comes back.
    issuer.read_clock()
    assert clock.state(issuer).floor <= place.clock.now


def test_a_time_shortly_before_the_last_use_is_still_a_mistyped_one(place, issuer):
    floor = place.clock.now + 5 * HOUR
    issuer.store.write(lambda tx: issuer._advance_floor(tx, floor))
    with pytest.raises(NotAllowed):
        clock.set_time(issuer, place.clock.now, "李红梅")
    assert int(issuer.store.read(lambda conn: settings.get(conn, "desk.time-floor"))) == floor


# A liar who answers look-ups.


class Liar:
    """Answers every question with one pass and a state."""

    def __init__(self, text, state=0):
        self.told = (ToldPass(digits=text, state=state),)

    def ask(self, **_question):
        return self.told


def test_an_answer_about_somebody_else_is_none(place, issuer, checker, card):
    other = place.issue(issuer, ONLINE)
    place.screen(issuer, ONLINE)
    place.publish()
    checker.online, checker.asker = True, Liar(other.digits)
    assert outcome(checker, card.serial) == ("CANNOT_TELL", "not-here")
    assert outcome(checker, ONSITE.number) == ("CANNOT_TELL", "not-here")
    checker.asker = Liar(card.digits)
    assert outcome(checker, card.serial) == ("GO", "GREEN")
    assert outcome(checker, ONSITE.number) == ("GO", "GREEN")


def test_an_answer_lifts_no_stop(place, checker, card):
    place.list_pass(card.pass_ref, status.RED, reason=Reason.EX3, screened=True)
    place.publish()
    for state in (0, status.SCREENED, status.state(status.YELLOW, reason=int(Reason.NO_REPORT))):
        checker.online, checker.asker = True, Liar(card.digits, state)
        assert checkpoint.check(checker, card.serial).kind == "STOP"


def test_an_answer_with_a_forged_pass_lets_nobody_pass(checker, card):
    checker.online, checker.asker = True, Liar(signed(THIEF, card))
    assert checkpoint.check(checker, card.serial).kind == "CANNOT_TELL"


# A trust file from somebody.


def test_a_copied_trust_file_brings_no_other_root_also_not_as_a_rotation(
    place, issuer, card, tmp_path
):
    path = tmp_path / "trust"
    trust_file.export(issuer, path)
    own = trust_file.load(path)
    root = SigningKey(b"\x61" * 32)
    longer = replace(
        own.trust,
        roots=(
            *((one, place.clock.now) for one, _ in own.trust.roots),
            (root.public, trust.TIME_MAX),
        ),
        rotation=own.trust.rotation + 1,
    )
    forged = trust_file.encode(replace(own, trust=longer))
    with pytest.raises(OtherRoot):
        trust_import.take(own, forged, copy=True)
    from fieldpass.wire import enrolment

    named = enrolment.fingerprint(root.public)
    assert trust_import.take(own, forged, root=named, copy=True).result.trust.root == root.public


def test_a_map_of_claims_in_another_order_is_no_pass(issuer, checker, card):
    payload = cbor.decode(token.encode_claims(claims_of(card)), max_bytes=200)
    turned = b"\xa4" + b"".join(
        cbor.encode(key) + cbor.encode(payload[key]) for key in reversed(list(payload))
    )
    assert (
        checkpoint.check(checker, token.to_text(cose.sign1(issuer.issuer, turned))).kind
        == "INVALID"
    )
