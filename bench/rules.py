"""The rules: the colour of one pass with 30 records, a village of 2,000 re-judged, and the import.

A pass is judged from its bare records, so the fold is part of the figure.
"""

import os
import pkgutil
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import fieldpass.model
from bench.figures import Figure, best_times
from fieldpass.model import bodies as b
from fieldpass.model.case import Case
from fieldpass.model.judging import judge
from fieldpass.model.policy import LATER_NOTICE
from fieldpass.model.records import DeviceAuthor, Holder, IssuerAuthor, PassRef, Platform, Record
from fieldpass.model.times import DAY, HOUR, MINUTE, at_hour, day_of

RECORDS, HOLDERS = 30, 2_000
START = at_hour(20200302, 9)
NOW = START + 12 * DAY
ISSUER = IssuerAuthor(kid=b"WANG")
DEVICE = DeviceAuthor(kid=b"DEV1", person=bytes(16), role="clerk")


def run() -> Iterator[Figure]:
    """One pass, a village, the import."""
    records = pass_records(0)
    assert len(records) == RECORDS
    assert colour(records) == "green"
    fold, whole = best_times(lambda: Case.of(records), lambda: colour(records), calls=50, rounds=40)
    yield Figure(
        name="colour of one pass with 30 records",
        value=round(whole * 1e6, 1),
        unit="us",
        floor=100.0,
        ratio=round(whole * 1e4, 3),
        note=f"of it the fold {fold * 1e6:.1f} us; ratio to the 100 us wanted at most",
    )
    village = [pass_records(number) for number in range(HOLDERS)]
    cases = [Case.of(one) for one in village]
    again, anew = best_times(
        lambda: [_judge(case) for case in cases],
        lambda: [colour(one) for one in village],
        calls=1,
        rounds=5,
    )
    yield Figure(
        name="a village of 2,000 holders re-judged",
        value=round(again, 3),
        unit="s",
        floor=0.25,
        ratio=round(again / 0.25, 3),
        note=f"folded anew as well {anew:.3f} s; ratio to the 0.25 s wanted at most",
    )
    yield _import_time()


def colour(records: list[Record]) -> str:
    """Fold and judge."""
    return _judge(Case.of(records))


def _judge(case: Case) -> str:
    return judge(case, policy=LATER_NOTICE, now=NOW, known_until=NOW).colour


def pass_records(number: int) -> list[Record]:
    """One holder's 30 records: an application decided green, 13 readings, 12 reports."""
    base = number << 16
    person = number.to_bytes(16, "big")

    def record(place: int, kind: str, at: int, by: object, body: object, **more: object) -> Record:
        return Record(
            kind=kind,
            id=(base + place).to_bytes(16, "big"),
            at=at,
            by=by,  # type: ignore[arg-type]
            body=body,  # type: ignore[arg-type]
            subject=person,
            **({"application": base.to_bytes(16, "big")} | more),  # type: ignore[arg-type]
        )

    declaration = b.Declaration(
        document=b.Document(type="passport", number=f"E{number:07}"),
        name="张三",
        phone="13800000000",
        residence=b.Place(division="371323102215"),
        destination=b.Place(division="370211"),
        purpose="work",
        province_days=30,
        answers=tuple(
            b.Answer(code=code, yes=False)
            for code in ("SYMPTOM", "EX1", "EX2", "EX3", "EX4", "EX5")
        ),
    )
    submitted = b.ApplicationSubmitted(
        scope="d:371323102215",
        channel="web",
        declaration=declaration,
        promise=b.Promise(how="self"),
    )
    decision = b.DecisionMade(colour="green")
    issued = b.PassIssued(
        token=bytes(64), decision=(base + 3).to_bytes(16, "big"), validity_days=14
    )
    made = [
        record(0, "application.submitted", START, Holder(), submitted, application=None),
        record(1, "screening.done", START + MINUTE, Platform(), b.ScreeningDone(as_of=START)),
        record(2, "temperature.taken", START + MINUTE, DEVICE, b.TemperatureTaken(tenths=365)),
        record(3, "decision.made", START + HOUR, ISSUER, decision),
        record(
            4, "pass.issued", START + HOUR, ISSUER, issued, pass_ref=PassRef(b"WANG", number + 1)
        ),
    ]
    for day in range(1, 13):
        at = START + day * DAY - HOUR
        report = b.HealthReported(day=day_of(at), tenths=365)
        made.append(record(10 + day, "health.reported", at, Holder(), report))
        reading = b.TemperatureTaken(tenths=366)
        made.append(record(30 + day, "temperature.taken", at + MINUTE, DEVICE, reading))
    at = NOW - MINUTE
    made.append(record(50, "temperature.taken", at, DEVICE, b.TemperatureTaken(tenths=364)))
    return made


def _import_time() -> Figure:
    """Processor time, because the clock on the wall also measures what else the machine does."""
    names = ["fieldpass.model"]
    names += [item.name for item in pkgutil.walk_packages(fieldpass.model.__path__, f"{names[0]}.")]
    with tempfile.TemporaryDirectory() as folder:
        # Compiled, as an installation is.
        settings = os.environ | {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
        bare, whole = (
            min(_processor_time(code, settings) for _ in range(9))
            for code in ("pass", f"import {', '.join(names)}")
        )
    took = (whole - bare) * 1e3
    return Figure(
        name="import of fieldpass.model",
        value=round(took, 1),
        unit="ms",
        floor=60.0,
        ratio=round(took / 60, 3),
        note=f"all {len(names)} modules, above a bare start of {bare * 1e3:.0f} ms; ratio to 60 ms",
    )


def _processor_time(code: str, settings: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, env=settings)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
