"""`fieldpass verify`: one verdict on the text of a code, offline, before anything is unlocked.

Exit status: 0 GO, 1 STOP, 3 CANNOT TELL, 4 CHECK, 5 INVALID, 2 for bad usage; of several (a folder of
pictures, two codes in one, a camera) that of the worst. A picture of a folder that cannot be read does not
keep the others from their verdicts: it is one that CANNOT be TOLD. Keys and states come from the public
trust file that the desk keeps beside its store (`desk.trust_file`), and from files given.
"""

import sys
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import click

from fieldpass.commands.answering import answer_json, printable
from fieldpass.config import Folders
from fieldpass.desk import cameras, cards, pictures, trust_file, trust_import
from fieldpass.desk.holdings import policies_in
from fieldpass.desk.trust_file import Trusted, TrustFileMissing
from fieldpass.desk.weighing import ages_of
from fieldpass.errors import FieldpassError
from fieldpass.locale import _, language
from fieldpass.model.policy import Policy, days_of
from fieldpass.model.text import Text
from fieldpass.wire import serial
from fieldpass.wire.token import PassClaims
from fieldpass.wire.verifying import WORST_FIRST, HeldLists, Stage, Verdict, verify

_CHINA = timezone(timedelta(hours=8))
_CLOCK_SLACK_MS = 2 * 60 * 1000
_TEXT_MOST = 64 * 1024
# Those of telephones that Pillow does not read are named in a folder's answers, not passed over.
_PICTURES = frozenset(
    {".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".heic", ".heif", ".avif"}
)
_PICTURES_MOST = 1000
_WORDS = {
    "GO": Text(zh="通行", en="may pass"),
    "CHECK": Text(zh="待行", en="check first"),
    "STOP": Text(zh="禁行", en="may not pass"),
    "INVALID": Text(zh="卡无效", en="not a valid pass"),
    "CANNOT_TELL": Text(zh="无法核实", en="cannot tell"),
}


@click.command("verify")
@click.argument("text", required=False)
@click.option(
    "--image",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read the code from a picture instead, or those of all pictures of a folder "
    "(needs the extra 'images').",
)
@click.option(
    "--camera",
    metavar="NUMBER",
    help="Read codes from a camera, 0 being the first, and answer each as it comes, until Ctrl+C "
    "(needs the extra 'images'); a recording's file is read like a camera.",
)
@click.option(
    "--at",
    metavar="TIME",
    help="Verify as of this time, like 2020-02-25T10:00 (UTC+8 unless it says otherwise).",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option(
    "--lists",
    "list_files",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE",
    help="Use the lists of this file too; may be given several times.",
)
@click.pass_obj
def command(
    folders: Folders,
    text: str | None,
    image: Path | None,
    camera: str | None,
    at: str | None,
    as_json: bool,
    list_files: tuple[Path, ...],
) -> None:
    """Verify a pass, offline, and say GO, CHECK, STOP, INVALID or CANNOT TELL.

    TEXT is what a scanner reads: the digits, or FP1: and what follows; - reads standard input.
    """
    if sum(one is not None for one in (text, image, camera)) != 1:
        raise click.UsageError(
            _("Give one of these: the text of a code, --image FILE, or --camera NUMBER.")
        )
    scanned = _scanned(text, image, camera)
    try:
        trusted = _trusted(folders, list_files)
    except FieldpassError as error:
        raise click.UsageError(error.text(language())) from error
    found = []
    for name, one in scanned:
        if isinstance(one, FieldpassError):
            verdict = _untold(one, trusted)
        else:
            now = _now() if at is None else _moment(at)
            # Somebody who asks for another time wants to know what would have been said then.
            newest = trusted.newest if trusted is not None and at is None else 0
            floor = max(0, newest - _CLOCK_SLACK_MS)
            verdict = verdict_of(one, trusted, now=now, clock_floor=floor)
        found.append(verdict)
        _answer(verdict, name, as_json)
    if not found:
        raise click.UsageError(
            _(
                "The camera saw no QR code: hold it before the lens, whole and sharp, and look again."
            )
        )
    raise SystemExit(min(found, key=lambda one: WORST_FIRST.index(one.kind)).exit_code)


Scanned = Iterable[tuple[str, str | FieldpassError]]
"""(file's name or nothing, text or why there is none) of all that is to be verified, as it comes."""


def _scanned(text: str | None, image: Path | None, camera: str | None) -> Scanned:
    if camera is not None:
        return (("", one) for one in _from_camera(camera))
    if image is None:
        return [("", _from_text(text or ""))]
    if image.is_dir():
        return _from_folder(_pictures(image))
    return [("", one) for one in _from_image(image)]


def _untold(error: FieldpassError, trusted: Trusted | None) -> Verdict:
    """What is said of a picture in a folder that gave no text."""
    as_of = None if trusted is None else trusted.held.as_of(None)
    text = Text(zh=error.text("zh"), en=error.text("en"))
    return Verdict(
        kind="CANNOT_TELL",
        stage=Stage.TEXT,
        code=error.code,
        codes=(error.code,),
        text=text,
        lists_as_of=as_of,
    )


def _answer(verdict: Verdict, name: str, as_json: bool) -> None:
    """Print one verdict; `name` of its picture where there are several."""
    if as_json:
        named = {"file": name} if name else {}
        answer_json(named | verdict.as_json())
        return
    if name:
        click.echo(f"-- {printable(name)}")
    _print_words(verdict)


def verdict_of(text: str, trusted: Trusted | None, *, now: int, clock_floor: int = 0) -> Verdict:
    """The verdict under what is trusted; without anything, nothing can be told. `now` in ms."""
    held = HeldLists.of(()) if trusted is None else trusted.held
    policy = _policy(trusted, now)
    days = policy.unscreened_grace_days if policy.unscreened_matters else None
    return verify(
        text,
        keys=held,
        status=held,
        now=now,
        clock_floor=clock_floor,
        ages=ages_of(policy),
        unscreened_days=days,
        days=days_of(policy),
    )


def _policy(trusted: Trusted | None, now: int) -> Policy:
    return policies_in(trusted.lists if trusted else ()).in_force(now)


def _trusted(folders: Folders, list_files: tuple[Path, ...]) -> Trusted | None:
    """The device's trust file, with the lists of the files given; raises FieldpassError."""
    trusted: Trusted | None
    try:
        trusted = trust_file.load(trust_file.path_of(folders))
    except TrustFileMissing:
        trusted = None
    for path in list_files:
        # Naming a file on the command line is the word of a person that a copy needs.
        data = trust_file.content(path)
        root = "" if trusted is not None else trust_import.root_named_in(data)
        trusted = trust_import.take(trusted, data, root=root, copy=True).result
    return trusted


def _from_text(text: str) -> str:
    return sys.stdin.read(_TEXT_MOST) if text == "-" else text


def _pictures(folder: Path) -> list[Path]:
    """The pictures of a folder by name; UsageError where there is none, or no way to know."""
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise click.UsageError(
            _("This folder cannot be read: ask its owner for the right to, or copy the pictures.")
        ) from error
    found = [one for one in inside if one.suffix.lower() in _PICTURES and not one.is_dir()]
    if not found:
        raise click.UsageError(
            _("There is no picture in this folder: name the one with the JPG or PNG files.")
        )
    if len(found) > _PICTURES_MOST:
        # Those beyond would be passed over without a word.
        raise click.UsageError(
            _("More than {most} pictures: put them into several folders.").format(
                most=_PICTURES_MOST
            )
        )
    return found


def _from_folder(paths: list[Path]) -> Iterator[tuple[str, str | FieldpassError]]:
    for path in paths:
        try:
            yield from ((path.name, one) for one in pictures.texts_in_picture(path))
        except pictures.ImagesNotInstalled as error:
            raise click.UsageError(error.text(language())) from error
        except FieldpassError as error:
            yield path.name, error


def _from_image(path: Path) -> list[str]:
    """The texts of the codes in a picture; UsageError where there is none, or no way to read it."""
    try:
        return pictures.texts_in_picture(path)
    except FieldpassError as error:
        raise click.UsageError(error.text(language())) from error


def _from_camera(source: str) -> Iterator[str]:
    """What a camera sees, until it stops or Ctrl+C; UsageError where nothing can be read at all."""
    try:
        for texts in cameras.camera_texts(source):
            yield from texts
    except cameras.CameraStopped as error:
        # What was seen before has its verdicts, and the worst of them is the answer.
        click.echo(error.text(language()), err=True)
    except FieldpassError as error:
        raise click.UsageError(error.text(language())) from error
    except KeyboardInterrupt:
        return


def _now() -> int:
    return time.time_ns() // 1_000_000


def _moment(text: str) -> int:
    """Milliseconds of a time as people write it; UsageError."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(
            _("Write the time like 2020-02-25T10:00."), param_hint="--at"
        ) from error
    if found.tzinfo is None:
        found = found.replace(tzinfo=_CHINA)
    return int(found.timestamp() * 1000)


def _print_words(verdict: Verdict) -> None:
    lang = language()
    word = verdict.kind.replace("_", " ")
    click.echo(f"{word}: {_WORDS[verdict.kind].of(lang)}")
    click.echo(verdict.text.of(lang))
    if verdict.claims is not None:
        for line in _claim_lines(verdict.claims, lang):
            click.echo(line)
    click.echo(_as_of(verdict.lists_as_of))


def _as_of(at: int | None) -> str:
    if at is None:
        return _("No lists are held here.")
    when = datetime.fromtimestamp(at / 1000, _CHINA)
    return _("Lists as of {time}").format(time=f"{when:%Y-%m-%d %H:%M}")


def _claim_lines(claims: PassClaims, lang: str) -> list[str]:
    route = cards.route_text(claims.county_from, claims.county_to)
    # A line of its own word: a name may read like a verdict.
    return [
        _("Holder: {name}").format(name=claims.name)
        + f"  {claims.id_tail}  {serial.grouped(claims.serial)}",
        f"{route.of(lang)}  {cards.validity_text(claims.expires * 1000).of(lang)}",
    ]
