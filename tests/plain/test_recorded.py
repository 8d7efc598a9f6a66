"""The program as a script uses it, through pipes: two devices and a real platform, kept as they were said.

From the first start of a new device to a signed pass and its verification, in Chinese; then a colleague's
device, in English, admitted by digits and a number. `tests/plain/kept/` holds what was said, with every
number as `#`; `FIELDPASS_KEEP=1` keeps what is said now.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from fieldpass.desk.surroundings import real_surroundings
from fieldpass.training import village
from fieldpass.training.job import Job
from tests.job.place import FIELDPASS, Place

KEPT = Path(__file__).parent / "kept"
OURS, THEIRS = "four words only mine", "four others only theirs"
# How much time is left or has gone by is the machine's, and so is its battery.
_VOLATILE = re.compile(r"^(电池|Battery)|screening \.\.\.$|核验结果 \.\.\.$")
_TYPED = re.compile(r"(?:^|; )\d{1,2} (?=[^\d ])|(?<!\d)00?(?= 返回| 退出| quits| goes back)")
_CODE = re.compile(r"\b[0-9A-Z]{2,4}(?:-[0-9A-Z]{2,4}){4,}\b|/\S+/\S*")
_NUMBER = re.compile(r"\d[\d ]*\d|\d")
_SAFE = {ord("0") + one: 0xE000 + one for one in range(10)}
_BACK = {0xE000 + one: ord("0") + one for one in range(10)}
_SPAN = re.compile(r"(还剩|# 小时|# 分前|# ago|left).*")


class Device:
    """One laptop, spoken to by a pipe."""

    def __init__(self, place: Place, name: str, lang: str) -> None:
        self.place, self.lang = place, lang
        self.home = place.here / name

    def says(self, *answers: str) -> str:
        """What the program says to these answers, from its start to its end."""
        done = subprocess.run(
            [*FIELDPASS, "--lang", self.lang],
            env=self.place.environ(FIELDPASS_HOME=str(self.home)),
            cwd=self.place.here,
            input="".join(f"{answer}\n" for answer in answers).encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
        assert b"\x1b" not in done.stdout
        return done.stdout.decode()


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    made = Job(tmp_path / "platform", real_surroundings())
    made.start_server()
    made.apply_online(village.ONLINE)
    yield made
    made.close()


def _slip(job: Job) -> tuple[str, ...]:
    """The answers to the registration, from the slip: choices by their digits."""
    form = asdict(job.form(village.ISSUER))
    digits = {"body_type": "1", "role": "1"}
    return tuple(digits.get(name, str(value)) for name, value in form.items())


def _neutral(line: str) -> str:
    """A line without what differs from run to run; what is typed (13) stays."""
    line = _TYPED.sub(lambda found: found[0].translate(_SAFE), line)
    line = _CODE.sub("@", line)
    line = _NUMBER.sub("#", line)
    return _SPAN.sub(r"\1", line).translate(_BACK).rstrip()


def _kept(name: str, said: str, job: Job) -> None:
    """Hold what was said against what is kept."""
    lines = [_neutral(line) for line in said.replace(job.server.url, "URL").splitlines()]
    lines = [line for line in lines if not _VOLATILE.search(line)]
    path = KEPT / f"{name}.txt"
    if os.environ.get("FIELDPASS_KEEP"):
        KEPT.mkdir(exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()


def _found(pattern: str, said: str) -> str:
    found = re.search(pattern, said, re.MULTILINE)
    assert found is not None, said
    return found[1]


def test_two_devices_through_pipes_from_the_first_start_to_a_colleague_who_signs(
    job: Job, tmp_path: Path
) -> None:
    place = Place.below(tmp_path)
    ours, theirs = Device(place, "ours", "zh"), Device(place, "theirs", "en")
    # 1. A new device: set up, registered, the application fetched, signed, shown, verified, sent.
    said = ours.says(
        OURS, OURS, "", *_slip(job),
        "0", "1", "15", "0", "0",
        "2", "1", "1", "", "1", "", "0",
        "1", village.ONLINE.number, "",
        "0", "1", "15", "0", "9", "14", "0", "0", "00",
    )  # fmt: skip
    assert OURS not in said
    assert "绿 通行 [OK]" in said, said
    assert "通行 [OK]" in said.split("扫码, 或输卡号, 身份证; 回车返回>")[1]
    assert re.search(r"^\d{280,321}$", said, re.MULTILINE)
    _kept("issuer.zh", said, job)
    # 2. The colleague's device registers with the invitation, and says its code and its number.
    code = _found(r"^登记码: (\S+)$", said)
    form = list(_slip(job))
    form[1], form[7], form[8], form[9] = code, "李红梅", "文书", "13800005566"
    said = theirs.says(THEIRS, THEIRS, "", *form, "13", "1", "0", "0", "00")
    digits = _found(r"^(\d{250,321})$", said)
    number = _found(r"^(\d{4} \d{4} \d{4} \d{4} \d{4})$", said)
    _kept("colleague.en", said, job)
    # 3. The issuer admits and sends.
    said = ours.says(OURS, "0", "9", "14", digits, "", "", "", number, "0", "1", "15", "00", "00")
    assert "李红梅" in said
    # 4. The colleague's device asks, and may sign.
    said = theirs.says(THEIRS, "0", "2", "16", "0", "00")
    assert "Authorised." in said or "AUTHORISED" in said.upper()
    said = theirs.says(THEIRS, "0", "1", "15", "0", "9", "0", "00", "00")
    assert "issuer, 李红梅, 文书, authorised (you)" in said
