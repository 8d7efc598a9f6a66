"""What goes wrong in the field: each gets one clear sentence in Chinese and English, and a way on.

Everything is real: processes, ports, files with wrong bytes. A sentence is held against what it must
say, and after it the test goes the way on and shows that no record was lost.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from fieldpass import locale
from fieldpass.config import folders
from fieldpass.desk import onsite, opening, registration, sending
from fieldpass.desk.office import Office
from fieldpass.desk.registration import RegistrationForm
from fieldpass.desk.surroundings import Surroundings, real_surroundings
from fieldpass.errors import FieldpassError
from fieldpass.screens.form import Form
from fieldpass.store import envelope, outbox, records, repairing
from fieldpass.store.errors import Damaged, InUse, ReadOnlyDisk, WrongSecret
from fieldpass.store.replacing import DATABASE
from fieldpass.sync.errors import Unreachable
from fieldpass.training import village
from fieldpass.training.job import DEMO_COST, Job, onsite_form
from fieldpass.wire.errors import BadEnrolmentCode, WrongRoot
from tests.job.place import ROOT, SERVER, Place
from tests.job.watching import Tap
from tests.screens.driver import Person, at_the_terminal

SECRET = village.SECRET
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def is_one_sentence(error: FieldpassError, zh: str, en: str) -> None:
    """Both languages say it, each in its own script, short, and with nothing of a program in it."""
    said = {"zh": error.text("zh"), "en": error.text("en")}
    assert zh in said["zh"]
    assert en in said["en"]
    assert _CHINESE.search(said["zh"])
    assert not _CHINESE.search(said["en"])
    for text in said.values():
        assert len(text.splitlines()) == 1
        assert len(text) < 200
        assert "Error" not in text
        assert "Traceback" not in text


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Job]:
    """A server with the village's register."""
    made = Job(tmp_path_factory.mktemp("job"), real_surroundings())
    try:
        made.start_server()
        yield made
    finally:
        made.close()


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Office]:
    """A new device that nobody has registered."""
    made = opening.set_up(folders(tmp_path / "device"), SECRET, real_surroundings(), cost=DEMO_COST)
    yield made.office
    made.office.close()


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = locale.language()
    locale.use(request.param)
    yield request.param
    locale.use(before)


# Registration.


def test_an_unreachable_server_is_said_and_the_same_form_works_once_it_is_there(
    job: Job, device: Office
) -> None:
    form = job.form(village.ISSUER)
    job.server.stop()
    try:
        with pytest.raises(Unreachable) as refused:
            registration.register(device, form)
        is_one_sentence(refused.value, "没有网", "network")
        assert device.identity is None
    finally:
        job.server.start()
    assert registration.register(device, form).state == "authorised"


def test_a_registration_cut_after_it_was_written_is_sent_again_by_itself(
    job: Job, device: Office
) -> None:
    assert registration.register(device, job.form(village.ISSUER)).state == "authorised"
    job.server.stop()
    try:
        done = onsite.submit(device, onsite_form(village.ONSITE))
        report = sending.run_once(device)
        assert report.last_error is not None
        assert sending.status(device).link == "offline"
        assert device.store.read(outbox.unsent_count) > 0
    finally:
        job.server.start()
    assert sending.run_once(device).last_error is None
    assert device.store.read(outbox.unsent_count) == 0
    assert device.store.read(lambda conn: records.record(conn, done.application)) is not None


def test_a_code_with_a_typing_error_is_marked_before_anything_is_sent(
    job: Job, device: Office
) -> None:
    form = job.form(village.ISSUER)
    tap = Tap(job.server.port)
    wrong = form.code[:5] + ("2" if form.code[5] != "2" else "3") + form.code[6:]
    checked = registration.check(replace(form, code=wrong))
    assert set(checked.errors) == {"code"}
    is_one_sentence(BadEnrolmentCode(), "登记码", "enrolment code")
    assert checked.errors["code"].zh == BadEnrolmentCode().text("zh")
    with pytest.raises(FieldpassError):
        registration.register(device, replace(form, code=wrong, server_url=tap.url))
    tap.close()
    assert bytes(tap.sent) == b""
    assert device.identity is None


def test_a_code_of_another_platform_stops_before_anything_personal_is_sent(
    job: Job, device: Office, tmp_path: Path
) -> None:
    """A false platform that was put in the way gets the question for its lists and no more."""
    other = Job(tmp_path / "other", real_surroundings())
    try:
        other.start_server()
        form = other.form(village.ISSUER)
    finally:
        other.close()
    tap = Tap(job.server.port)
    with pytest.raises(WrongRoot) as refused:
        registration.register(device, replace(form, server_url=tap.url))
    is_one_sentence(refused.value, "没有送出任何个人信息", "personal")
    tap.close()
    assert re.findall(rb"^(?:GET|POST|PUT) \S+", bytes(tap.sent), re.MULTILINE) == [
        b"GET /v1/lists"
    ]
    personal = (form.name, form.phone, form.uscc, form.body_name, form.post, form.code)
    assert [each for each in personal if each.encode() in tap.sent] == []
    assert device.identity is None
    assert registration.register(device, job.form(village.ISSUER)).state == "authorised"


@pytest.mark.parametrize("how", ["used twice", "another body's"])
def test_a_code_that_is_not_for_this_registration_is_refused_and_a_new_one_works(
    job: Job, device: Office, how: str
) -> None:
    form = job.form(village.ISSUER)
    if how == "used twice":
        with job.device(f"first {how}") as first:
            assert registration.register(first, form).state == "authorised"
        wrong = form
    else:
        wrong = replace(form, uscc=village.UNIT_USCC, body_type="unit", body_name=village.UNIT_NAME)
    answer = registration.register(device, wrong)
    assert answer.state == "refused"
    assert _CHINESE.search(answer.text.zh)
    assert "code" in answer.text.en
    assert device.identity is None
    assert not device.standing().may_sign
    assert registration.register(device, job.form(village.ISSUER)).state == "authorised"


async def test_the_registration_screen_says_that_the_server_is_not_there_and_goes_on(
    job: Job, tmp_path: Path, language: str
) -> None:
    form = job.form(village.ISSUER)
    words = {"zh": ("没有网", "已授权"), "en": ("No network", "AUTHORISED")}[language]
    job.server.stop()
    async with at_the_terminal(tmp_path, real_surroundings()) as person:
        try:
            await _to_registration(person, form)
            await person.presses("f5")
            person.sees(words[0])
            person.sees_a_tidy_screen()
        finally:
            job.server.start()
        await person.presses("f5")
        person.sees(words[1])
        person.sees_a_tidy_screen()


async def _to_registration(person: Person, form: RegistrationForm) -> None:
    made = opening.set_up(person.app.folders, SECRET, person.app.surroundings, cost=DEMO_COST)
    person.app.opened(made.office)
    await person.settles()
    person.is_at("register")
    values = {name: getattr(form, name) for name in RegistrationForm.__dataclass_fields__}
    person.app.screen.query_one(Form).put(values)
    await person.settles()


# Opening.


def test_wrong_passphrases_wait_longer_each_time_also_after_a_restart(device: Office) -> None:
    place = device.folders
    assert place is not None
    device.close()
    now = [real_surroundings().clock()]
    clocked = Surroundings(clock=lambda: now[0], chance=real_surroundings().chance)
    waits = []
    for _ in range(6):
        with pytest.raises(WrongSecret) as refused:
            opening.unlock(place, "something else", clocked)
        waits.append(refused.value.wait_s)
        is_one_sentence(refused.value, "口令不对", "Wrong passphrase")
        now[0] += 1000 * refused.value.wait_s
    assert waits == sorted(waits)
    assert waits[-1] > waits[3] > waits[0] == 0
    with pytest.raises(WrongSecret):
        opening.unlock(place, "something else", clocked)
    told = _in_another_process(place.data.parent, now[0])
    assert told.returncode == 0
    assert re.fullmatch(
        r"试得太快了. 请等 \d+ 秒再试. / That was too soon. Wait \d+ seconds before the next try.",
        told.stdout.strip(),
    )
    assert "Traceback" not in told.stderr
    now[0] += 1000 * 3600
    with opening.unlock(place, SECRET, clocked) as again:
        assert again.store.read(records.count) == 0


_UNLOCKING = """
import os, sys
from fieldpass.config import folders
from fieldpass.desk import opening
from fieldpass.desk.surroundings import Surroundings
from fieldpass.errors import FieldpassError
home, secret, now = sys.argv[1:]
here = Surroundings(clock=lambda: int(now), chance=os.urandom)
try:
    opening.unlock(folders(home), secret, here)
    print("open")
except FieldpassError as error:
    print(error.text("zh"), "/", error.text("en"))
"""


def _in_another_process(home: Path, now: int) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", _UNLOCKING, str(home), SECRET, str(now)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_database_open_in_another_process_is_said_there_and_works_on_here(device: Office) -> None:
    assert device.folders is not None
    told = _in_another_process(device.folders.data.parent, device.now())
    assert told.stderr == ""
    assert told.stdout.strip() == f"{InUse().text('zh')} / {InUse().text('en')}"
    is_one_sentence(InUse(), "请先关掉它", "Close that one first")
    device.close()
    told = _in_another_process(device.folders.data.parent, device.now())
    assert told.stdout.strip() == "open"


@pytest.fixture
def unsent(job: Job, device: Office) -> tuple[Office, bytes]:
    """A registered device, closed, with an application that was never sent."""
    assert registration.register(device, job.form(village.ISSUER)).state == "authorised"
    done = onsite.submit(device, onsite_form(village.ONSITE))
    for number in range(20):
        onsite.submit(device, onsite_form(replace(village.ONSITE, name=f"张卫{number}")))
    device.close()
    return device, done.application


def _overwrite(path: Path) -> None:
    """A page in the middle is not what was written."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 700] = bytes(700)
    path.write_bytes(data)


def _overwrite_the_start(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:3000] = bytes(2900)
    path.write_bytes(data)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def _says_that_it_is_damaged(device: Office) -> None:
    assert device.folders is not None
    with (
        pytest.raises(Damaged) as refused,
        opening.unlock(device.folders, SECRET, real_surroundings()) as opened,
    ):
        opened.store.check()
    is_one_sentence(refused.value, "救出没送到平台的记录", "saves what was not yet sent")


def _repair(device: Office) -> None:
    assert device.folders is not None
    data = device.folders.data
    opened = envelope.unlock(data / opening.KEYS, SECRET, now=device.now())
    repairing.repair(data, opened.data_key, now=device.now())


def _sends_everything(device: Office, application: bytes) -> None:
    assert device.folders is not None
    with opening.unlock(device.folders, SECRET, real_surroundings()) as again:
        assert again.store.read(lambda conn: records.record(conn, application)) is not None
        assert sending.run_once(again).last_error is None
        assert again.store.read(outbox.unsent_count) == 0


def test_a_damaged_page_is_said_and_the_repair_saves_what_was_not_sent(
    unsent: tuple[Office, bytes],
) -> None:
    device, application = unsent
    assert device.folders is not None
    _overwrite(device.folders.data / DATABASE)
    _says_that_it_is_damaged(device)
    _repair(device)
    _sends_everything(device, application)


@pytest.mark.parametrize("harm", [_overwrite_the_start, _truncate])
def test_what_no_repair_can_read_stays_as_it_is_and_a_backup_brings_everything_back(
    job: Job, device: Office, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    assert registration.register(device, job.form(village.ISSUER)).state == "authorised"
    application = onsite.submit(device, onsite_form(village.ONSITE)).application
    device.store.back_up(tmp_path / "backup")
    device.close()
    assert device.folders is not None
    database = device.folders.data / DATABASE
    harm(database)
    before = database.read_bytes()
    _says_that_it_is_damaged(device)
    with pytest.raises(Damaged):
        _repair(device)
    assert database.read_bytes() == before
    database.write_bytes((tmp_path / "backup").read_bytes())
    _sends_everything(device, application)


@pytest.mark.parametrize("harm", [_overwrite_the_start, _truncate])
async def test_the_opening_screen_says_that_the_database_is_damaged(
    unsent: tuple[Office, bytes], harm: Callable[[Path], None], language: str
) -> None:
    device, _application = unsent
    assert device.folders is not None
    harm(device.folders.data / DATABASE)
    async with at_the_terminal(device.folders.data.parent, real_surroundings()) as person:
        await person.enters(SECRET)
        person.is_at("opening")
        person.sees({"zh": "本机数据库有损坏", "en": "database is damaged"}[language])
        person.sees_a_tidy_screen()


async def test_the_opening_screen_counts_the_wrong_passphrases(
    device: Office, language: str
) -> None:
    assert device.folders is not None
    device.close()
    async with at_the_terminal(device.folders.data.parent, real_surroundings()) as person:
        for _ in range(3):
            await person.enters("something else")
            person.sees({"zh": "口令不对", "en": "Wrong passphrase"}[language])
        person.sees({"zh": "5 秒", "en": "5 seconds"}[language])
        await person.enters(SECRET)
        person.is_at("opening")
        person.sees({"zh": "秒再试", "en": "before the next try"}[language])
        person.sees_a_tidy_screen()


async def test_the_opening_screen_says_that_the_folder_cannot_be_written(
    tmp_path: Path, language: str
) -> None:
    """A file stands where the folder should be: so it is for root as for everybody."""
    (tmp_path / "file").write_text("")
    async with at_the_terminal(tmp_path / "file" / "home", real_surroundings()) as person:
        await person.enters("blue ox eats late")
        await person.enters("blue ox eats late")
        person.is_at("opening")
        person.sees({"zh": "数据文件夹不能写入", "en": "data folder cannot be written"}[language])
        person.sees_a_tidy_screen()
    is_one_sentence(ReadOnlyDisk(), "换一个文件夹", "choose another folder")


# The server.


def test_a_port_in_use_is_one_sentence_and_leaves_nothing_behind(job: Job, tmp_path: Path) -> None:
    place = Place.below(tmp_path)
    data = tmp_path / "server"
    command = [*SERVER, "serve", "--data", str(data)]
    done = subprocess.run(
        [*command, "--port", str(job.server.port)],
        env=place.environ(),
        cwd=place.here,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert f"{job.server.port} 端口" in done.stderr
    assert "Choose another with --port" in done.stderr
    assert not data.exists()
