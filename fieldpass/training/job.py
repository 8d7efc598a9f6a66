"""The whole job without a screen: seven steps on real parts, each with what it found in the stores.

A reference server as a process on loopback, an issuer's device and a checkpoint's device with
databases of their own, real HTTP between them. Nothing here is pretended: a step reads what it says
from the stores and the tokens, and fails with `StepFailed` where that differs from what must be.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from fieldpass.config import folders
from fieldpass.desk import (
    applications,
    checkpoint,
    deciding,
    onsite,
    opening,
    queueing,
    registration,
    sending,
    temperatures,
)
from fieldpass.desk.errors import DeskError, NotAllowed
from fieldpass.desk.office import Office
from fieldpass.desk.passes import PassView
from fieldpass.desk.registration import RegistrationForm
from fieldpass.desk.surroundings import Surroundings
from fieldpass.locale import _, language
from fieldpass.model.reasons import Reason
from fieldpass.model.text import Advised, advised
from fieldpass.store import records
from fieldpass.store.envelope_file import Cost
from fieldpass.store.outbox import unsent_count
from fieldpass.sync.transport import Request, Transport
from fieldpass.training import village
from fieldpass.training.server_process import ServerProcess
from fieldpass.training.village import Staff, Villager
from fieldpass.wire import token
from fieldpass.wire.keys import SigningKey

# The demo's secret is no secret, so its envelope may open quickly.
DEMO_COST = Cost(memory_kib=8 * 1024, passes=1, lanes=1)
_DAY_MS = 86_400_000


class StepFailed(DeskError):
    """A step found something else than what must be; the detail says what."""

    code = "step-failed"
    told: ClassVar[Advised] = advised(
        zh="演示中的一步结果不对.",
        en="A step of the demo came out wrong.",
        do_zh="请用一个新的空文件夹再运行 fieldpass demo.",
        do_en="Run fieldpass demo again in a new, empty folder.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step that succeeded, and what it found."""

    number: int
    text: str


class Job:
    """The demo village and its seven steps; `run` yields each step as it is done."""

    def __init__(self, home: Path, surroundings: Surroundings) -> None:
        """Everything is kept below `home`."""
        self.home = home
        self.surroundings = surroundings
        self.server = ServerProcess(home / "server")
        self._offices: list[Office] = []
        self._codes: dict[str, PassView] = {}
        self._online: dict[str, bytes] = {}

    # The parts, also for the demo with a screen.

    def start_server(self) -> None:
        """Start the server with the village's register, health records and what the county adds."""
        self.server.start()
        self.server.seed(village_seed(self.surroundings.clock()))
        self.server.publish(county_policy())

    def form(self, staff: Staff) -> RegistrationForm:
        """A registration with a fresh enrolment code."""
        return RegistrationForm(
            server_url=self.server.url,
            code=self.server.enrol(village.USCC, staff.role),
            uscc=village.USCC,
            body_type="community",
            body_name=village.BODY_NAME,
            division=village.DIVISION,
            name=staff.name,
            post=staff.post,
            phone=staff.phone,
            role=staff.role,
        )

    def device(self, name: str) -> Office:
        """A new device below the home folder."""
        made = opening.set_up(
            folders(self.home / name), village.SECRET, self.surroundings, cost=DEMO_COST
        )
        self._offices.append(made.office)
        return made.office

    def register(self, name: str, staff: Staff) -> Office:
        """A new device, registered and with its lists."""
        office = self.device(name)
        answer = registration.register(office, self.form(staff))
        _must(answer.state == "authorised", f"registration: {answer.state}")
        self.sync(office)
        _must(office.standing().state == "authorised", "the issuer list does not name the device")
        return office

    def apply_online(self, who: Villager) -> bytes:
        """An application through the server's HTTP API; gives its id."""
        transport = Transport(self.server.url)
        try:
            answer = transport.exchange(
                Request(
                    method="POST",
                    target="/v1/applications",
                    body=json.dumps(web_form(who), ensure_ascii=False).encode(),
                    headers={"content-type": "application/json"},
                )
            )
        finally:
            transport.close()
        said = json.loads(answer.body)
        _must(answer.status == 201, f"application: HTTP {answer.status} {said.get('code')}")
        _must(said["colour"] == "pending", "a new application is not pending")
        application = bytes.fromhex(said["application"])
        self._online[said["serial"]] = application
        return application

    def sync(self, office: Office) -> None:
        """One session that must end well."""
        report = sending.run_once(office)
        _must(report.last_error is None, f"sync: {report.error_code}")

    def close(self) -> None:
        """Close the devices and stop the server."""
        while self._offices:
            self._offices.pop().close()
        self.server.stop()

    # The seven steps.

    def run(self) -> Iterator[Step]:
        """The steps, one after the other; raises StepFailed and the desk's errors."""
        self.start_server()
        issuer = self.register("issuer", village.ISSUER)
        gate = self.register("checkpoint", village.CHECKER)
        yield Step(number=1, text=self._registered(issuer, gate))
        online, at_table = self._applied(issuer)
        yield Step(number=2, text=self._codes_text(at_table))
        yield Step(number=3, text=self._screened(issuer, gate, [*online, at_table.application]))
        yield Step(number=4, text=self._decided(issuer, online, at_table))
        yield Step(number=5, text=self._issued())
        yield Step(number=6, text=self._travelled(issuer, gate))
        yield Step(number=7, text=self._verified(issuer, gate))

    def _registered(self, issuer: Office, gate: Office) -> str:
        _must(issuer.standing().may_sign, "the issuer may not sign")
        _must(not gate.standing().may_sign, "a checker may sign")
        lists = issuer.holdings().held.issuers[village.COUNTY]
        return _("{issuer} and {checker} of {body} are authorised; issuer list version {v}").format(
            issuer=village.ISSUER.name,
            checker=village.CHECKER.name,
            body=village.BODY_NAME,
            v=lists.version,
        )

    def _applied(self, issuer: Office) -> tuple[list[bytes], onsite.Submitted]:
        online = [self.apply_online(who) for who in (village.ONLINE, village.HIGH, village.CONTACT)]
        at_table = onsite.submit(issuer, onsite_form(village.ONSITE))
        _must(at_table.pass_view.colour == "pending", "an undecided application has a colour")
        return online, at_table

    def _codes_text(self, at_table: onsite.Submitted) -> str:
        serials = " ".join(self._online)
        return _("3 applied online ({serials}), 1 on site ({serial}); all pending").format(
            serials=serials, serial=at_table.serial
        )

    def _screened(self, issuer: Office, gate: Office, wanted: list[bytes]) -> str:
        # Up with the on-site application, and down again with what the platform found.
        self.sync(issuer)
        self.sync(issuer)
        views = [applications.open_application(issuer, one) for one in wanted]
        states = [view.controls[1].state for view in views]
        _must("wait" not in states, f"not screened: {states}")
        _must(states.count("bad") == 1, f"the close contact was not found: {states}")
        self.sync(gate)
        return _("the platform screened {n} applications: {bad} with a finding").format(
            n=len(states), bad=states.count("bad")
        )

    def _decided(self, issuer: Office, online: list[bytes], at_table: onsite.Submitted) -> str:
        source = queueing.queue_source(issuer)
        waiting = source.count()
        _must(waiting == 4, f"{waiting} applications wait instead of 4")
        taken = temperatures.take(issuer, application=online[0], tenths=364)
        _must(not taken.high, "36.4 counts as high")
        self._codes["green"] = self._sign(issuer, online[0], "green")
        self._codes["onsite"] = self._sign(issuer, at_table.application, "green")
        for application in online[1:]:
            self._refused(issuer, application)
        self._codes["yellow"] = self._sign(issuer, online[1], "yellow", Reason.RECHECK)
        self._codes["red"] = self._sign(issuer, online[2], "red", Reason.EX3)
        _must(source.count() == 0, "decided applications still wait")
        return _("queue {n}; green {green}, {onsite}; yellow {yellow}; red {red}").format(
            n=waiting, **{name: view.serial for name, view in self._codes.items()}
        )

    def _refused(self, issuer: Office, application: bytes) -> None:
        offer = applications.open_application(issuer, application).options.green
        _must(not offer.allowed, "green is offered over a finding that blocks it")
        try:
            deciding.draft(issuer, application, "green")
        except NotAllowed:
            return
        raise StepFailed("green was drafted over a finding that blocks it")

    def _sign(
        self, issuer: Office, application: bytes, colour: deciding.Colour, reason: int = 0
    ) -> PassView:
        made = deciding.draft(issuer, application, colour, reason=int(reason))
        view = deciding.sign(issuer, made.id)
        _must(view.colour_as_signed == colour, f"signed {view.colour_as_signed} for {colour}")
        return view

    def _issued(self) -> str:
        lengths = [len(view.digits) for view in self._codes.values()]
        _must(max(lengths) <= token.TOKEN_DIGITS_MAX, f"{max(lengths)} digits in a code")
        view = self._codes["green"]
        return _("{n} signed passes of at most {most} digits; {name}, {route}, {serial}").format(
            n=len(lengths),
            most=max(lengths),
            name=view.name,
            route=view.route.of(language()),
            serial=view.serial,
        )

    def _travelled(self, issuer: Office, gate: Office) -> str:
        self.sync(issuer)
        self.sync(gate)
        _must(_held(gate) >= _held(issuer), "the checkpoint holds less than the issuer")
        self.server.stop()
        _must(sending.run_once(issuer).last_error is not None, "a stopped server answered")
        late = onsite.submit(issuer, onsite_form(village.MORE[0]))
        self._codes["offline"] = view = self._sign(issuer, late.application, "green")
        _must(view.unscreened, "a pass without screening does not say so")
        unsent = issuer.store.read(unsent_count)
        _must(unsent >= 4, f"only {unsent} records wait to be sent")
        self.server.start()
        for office in (issuer, gate, issuer, gate):
            self.sync(office)
        left = issuer.store.read(unsent_count)
        _must(left == 0, f"{left} records are still unsent")
        _must(_held(gate) == _held(issuer), f"{_held(gate)} records, not {_held(issuer)}")
        return _(
            "link cut: {unsent} records waited, {serial} was issued unscreened; "
            "back: 0 unsent, {n} records on both devices"
        ).format(unsent=unsent, serial=view.serial, n=_held(gate))

    def _verified(self, issuer: Office, gate: Office) -> str:
        self.server.stop()
        green = self._codes["green"].digits
        wanted = {
            "GO": green,
            "CHECK": self._codes["yellow"].digits,
            "STOP": self._codes["red"].digits,
            "INVALID": _altered(green),
            "CANNOT_TELL": foreign_pass(self.surroundings),
        }
        found = {name: checkpoint.check(gate, text).verdict.kind for name, text in wanted.items()}
        _must(all(name == kind for name, kind in found.items()), f"verdicts: {found}")
        line = gate.policy().county_line
        _must(line == village.COUNTY_LINE, f"the county's telephone is {line!r}")
        look = checkpoint.check(gate, green)
        return _("offline: {verdicts}; {age}").format(
            verdicts=" ".join(found.values()), age=look.lists_age.of(language())
        )


def village_seed(now: int) -> dict[str, Any]:
    """The register of bodies and the health records, as the server's `seed` reads them."""
    return {
        "bodies": [
            {
                "uscc": village.USCC,
                "name": village.BODY_NAME,
                "type": "community",
                "division": village.DIVISION,
            },
            {
                "uscc": village.UNIT_USCC,
                "name": village.UNIT_NAME,
                "type": "unit",
                "division": village.DIVISION,
                "parent": village.USCC,
            },
        ],
        "health": [
            {
                "document": {"type": "resident_id", "number": who.number},
                "code": code,
                "since": now - days * _DAY_MS,
            }
            for who in village.APPLICANTS
            for code, days in who.hits
        ],
    }


def county_policy() -> dict[str, Any]:
    """The county's own policy, as the server's `policy publish` reads it: whom a checkpoint calls."""
    return {
        "county": village.COUNTY,
        "valid_from": "2020-02-22",
        "county_line": village.COUNTY_LINE,
    }


def web_form(who: Villager) -> dict[str, Any]:
    """What the applicants' API takes."""
    return {
        "scope": village.SCOPE,
        "declaration": {
            "document": {"type": "resident_id", "number": who.number},
            "name": who.name,
            "phone": who.phone,
            "residence": {"division": village.DIVISION, "detail": who.residence_detail},
            "destination": {"division": who.destination, "detail": who.destination_detail},
            "purpose": who.purpose,
            "purpose_note": who.purpose_note,
            "province_days": 300,
            "answers": [
                {"code": code, "yes": False}
                for code in ("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5")
            ],
        },
        "promise": {"how": "self"},
        "reading": {"tenths": who.tenths},
    }


def onsite_form(who: Villager) -> onsite.OnsiteForm:
    """What a committee member types for somebody at the table."""
    return onsite.OnsiteForm(
        number=who.number,
        name=who.name,
        phone=who.phone,
        residence_division=village.DIVISION,
        residence_detail=who.residence_detail,
        destination_division=who.destination,
        destination_detail=who.destination_detail,
        purpose=who.purpose,
        purpose_note=who.purpose_note,
        province_days="300",
        answers=dict.fromkeys(("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5"), "no"),
        promise="witness",
        promise_by=village.CHECKER.name,
        onsite_reason="no_phone",
        reading=str(who.tenths),
    )


def foreign_pass(surroundings: Surroundings) -> str:
    """A well-made pass of an issuer that no list names."""
    key = SigningKey(surroundings.chance(32))
    claims = token.PassClaims(
        kid=key.kid,
        name="外县人",
        expires=token.expiry(surroundings.clock() // 1000, 5),
        sequence=1,
        colour="green",
        id_tail="0000",
        county_from="410102",
        county_to=village.COUNTY,
    )
    return token.to_text(token.sign_pass(key, claims))


def _altered(digits: str) -> str:
    """The same code with one digit changed, not the first, so that its length stays."""
    place = len(digits) // 2
    return digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]


def _held(office: Office) -> int:
    """How many records of the scope this device holds."""
    return office.store.read(records.count)


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise StepFailed(otherwise)
