"""Scan to verdict: 321 digits typed by a scanner, to the last byte of the verdict, in a real terminal.

A checkpoint of a registered device on real parts, full profile, 80x24; each pass is genuine, known by
its lists and verified. The digits come as fast as the line takes them, or with a pause after each. What
is timed begins when the last digit was written; Enter follows it at once, as scanners send it.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.figures import Figure
from bench.pty_program import PtyProgram
from bench.screen_device import SECRET, make_device
from bench.screen_start import user_script
from bench.screen_work import ENTER, home_shown, typed
from fieldpass.config import folders
from fieldpass.desk import opening
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.store import lists as kept
from fieldpass.store.transaction import Transaction
from fieldpass.wire import status, token
from fieldpass.wire.keys import SigningKey
from fieldpass.wire.lists import BodyEntry, HeldList, IssuerList, IssuerRow, encode_held

_ISSUER = SigningKey(b"\x16" * 32)
_COUNTY, _USCC = "371323", "54371323ME4000017G"
_YEAR_MS = 366 * 86_400_000
_QUIET_S = 0.4
_ESC = b"\x1b"


def run(quick: bool = False) -> Iterator[Figure]:
    """Milliseconds after the last digit, for scanners of different speed, and whether any was lost."""
    count = 5 if quick else 30
    with tempfile.TemporaryDirectory(prefix="fieldpass-bench-") as name, ExitStack() as open_:
        folder = Path(name)
        home = folder / "device"
        make_device(home, 10)
        _lists(home)
        program = _checkpoint(open_, user_script(folder), home)
        number = 0
        for gap_ms in (0, 1, 10):
            took, lost = [], 0
            for _ in range(count if gap_ms < 10 else max(3, count // 5)):
                number += 1
                seconds = _scan(program, _pass(number), gap_ms / 1000)
                lost += seconds is None
                took += [] if seconds is None else [seconds * 1000]
            ordered = sorted(took)
            yield Figure(
                name=f"scan of 321 digits to the last byte, {gap_ms} ms a digit",
                value=round(statistics.median(ordered), 1),
                unit="ms",
                note=f"slowest {ordered[-1]:.1f} of {len(took)}, not read {lost}; 100 wanted, none lost",
            )


def _scan(program: PtyProgram, digits: str, gap_s: float) -> float | None:
    """Seconds from the last digit to the last byte of the verdict; None where none came."""
    begin = time.perf_counter()
    if gap_s:
        for place, digit in enumerate(digits):
            program.type(digit.encode())
            program.read(max(0.0, begin + (place + 1) * gap_s - time.perf_counter()))
        last = program.type(ENTER)
    else:
        last = program.type(digits.encode() + ENTER)
    program.read_until_quiet(_QUIET_S, 10.0)
    shown = [when for when, _ in program.writes if when >= last]
    green = any("[OK]" in line or "Green" in line or "绿卡" in line for line in program.lines())
    program.type(_ESC)
    program.read_until_quiet(_QUIET_S, 10.0)
    return shown[-1] - last if green and shown else None


def _checkpoint(open_: ExitStack, script: str, home: Path) -> PtyProgram:
    program = typed(open_, script, home)
    program.type(ENTER)
    program.wait_for(home_shown)
    program.type(b"1")
    program.wait_for(lambda lines: any("F3" in line for line in lines))
    return program


def _pass(number: int) -> str:
    """A green pass of 321 digits."""
    claims = token.PassClaims(
        kid=_ISSUER.kid,
        name="买买提艾力",
        expires=token.expiry(time.time_ns() // 10**9, 23),
        sequence=(1 << 31) + number,
        colour="green",
        tenths=430,
        id_tail="221X",
        county_from=_COUNTY,
        county_to="990000",
        validity_days=23,
    )
    return token.to_text(token.sign_pass(_ISSUER, claims))


def _lists(home: Path) -> None:
    """The device holds the issuer's key, its own, and a status list of now."""
    surroundings = real_surroundings()
    office = opening.unlock(folders(home), SECRET, surroundings)
    now = surroundings.clock()
    keys = ((_ISSUER.public, "issuer"), (office.device.public, "device"))
    rows = [
        IssuerRow(
            public=public,
            use="issuer" if use == "issuer" else "device",
            uscc=_USCC,
            scope=office.require_identity().scope,
            valid_from=now - _YEAR_MS,
            valid_until=now + _YEAR_MS,
        )
        for public, use in keys
    ]
    body = IssuerList(
        rows={row.kid: row for row in rows},
        bodies={_USCC: BodyEntry(name="后坡村村民委员会", role="community")},
    )
    issuers = HeldList(kind="issuers", county=_COUNTY, version=1, as_of=now, body=body)
    listed = HeldList(kind="status", county=_COUNTY, version=1, as_of=now, body=status.EMPTY)

    def keep(tx: Transaction) -> None:
        for one in (issuers, listed):
            data = encode_held(one)
            kept.save_list(tx, one.kind, one.county, version=1, as_of=now, data=data)

    office.store.write(keep)
    office.close()
