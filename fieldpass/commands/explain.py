"""`fieldpass explain`: the colour of a case given as a file, clause by clause.

Exit status: 0 for a well-formed case, 2 for a malformed one, with the path of the field on stderr.
"""

import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from fieldpass.commands.answering import answer_json
from fieldpass.desk.case_files import LARGEST, CaseFile, CaseFileError, read_case
from fieldpass.desk.case_shapes import schema
from fieldpass.locale import _, language
from fieldpass.model.authors import Refused
from fieldpass.model.belonging import names_none
from fieldpass.model.findings import Colour, Finding
from fieldpass.model.judging import Judgement, judge
from fieldpass.model.text import Text
from fieldpass.terminal.glyphs import safe

_CHINA = timezone(timedelta(hours=8))
_COLOURS = {
    Colour.NONE: Text(zh="不予受理, 没有卡", en="none: not accepted, no pass"),
    Colour.PENDING: Text(zh="待审核", en="pending"),
    Colour.GREEN: Text(zh="绿 通行", en="green"),
    Colour.YELLOW: Text(zh="黄 待行", en="yellow"),
    Colour.RED: Text(zh="红 禁行", en="red"),
}


@click.command("explain")
@click.option(
    "--case",
    "path",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="The case as JSON; - reads standard input.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option("--schema", "show_schema", is_flag=True, help="Print the JSON schema of a case.")
def command(path: Path | None, as_json: bool, show_schema: bool) -> None:
    """Explain the colour of a case given as JSON, clause by clause."""
    if show_schema:
        answer_json(schema(), indent=2)
        return
    if path is None:
        raise click.UsageError(
            _("Give a case with --case FILE, or ask for its shape with --schema.")
        )
    try:
        text = _read(path)
    except OSError as wrong:
        raise click.UsageError(
            _("The case cannot be read: {file}. Check its name and that it may be read.").format(
                file=path
            )
        ) from wrong
    try:
        found = read_case(text)
    except CaseFileError as wrong:
        click.echo(wrong.text(language()), err=True)
        raise SystemExit(2) from wrong
    judgement = judge(
        found.case,
        policy=found.policy,
        now=found.now,
        known_until=found.known_until,
        application=found.application,
        pass_ref=found.pass_ref,
    )
    if as_json:
        answer_json(to_json(judgement, found), indent=2)
    else:
        _print_words(judgement, found)


def _read(path: Path) -> bytes:
    """What the file holds, but no more than is needed to see that it is too large."""
    if str(path) == "-":
        return sys.stdin.buffer.read(LARGEST + 1)
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def to_json(judgement: Judgement, found: CaseFile) -> dict[str, Any]:
    """The answer as JSON data: colour, findings, unknown, next_change."""
    change = judgement.next_change
    notes = _notes(found)
    return {
        "colour": str(judgement.colour),
        "findings": [_finding(item, found) for item in judgement.findings],
        "unknown": [str(code) for code in judgement.unknown],
        "next_change": None
        if change is None
        else {"at": _iso(change.at), "colour": str(change.colour), "code": str(change.code)},
    } | ({"notes": notes} if notes else {})


_NAMES_NONE = Text(
    zh="所写的旧卡不在这个人的卡里, 所以不替代任何卡; 若是别人的卡, 平台会退回这条记录.",
    en="The pass that it names is none of this person's, so it takes the place of none; "
    "where it is another person's, the platform returns this record.",
)


def _notes(found: CaseFile) -> list[dict[str, Any]]:
    """What does not count, and why, beside the findings."""
    return [
        {
            "record": found.names[record.id],
            "code": Refused.ANOTHERS.value,
            "text": {"zh": _NAMES_NONE.zh, "en": _NAMES_NONE.en},
        }
        for record in names_none(found.case)
    ]


def _finding(item: Finding, found: CaseFile) -> dict[str, Any]:
    return {
        "code": str(item.code),
        "colour": str(item.colour),
        "clause": str(item.clause),
        "since": _iso(item.since),
        "until": None if item.until is None else _iso(item.until),
        "records": [found.names[record] for record in item.records],
        "text": {"zh": item.holder.zh, "en": item.holder.en},
    }


def _iso(at: int) -> str:
    """A time (ms) in UTC+8; thousandths only where there are any."""
    # A time beyond the calendar of datetime reads as its last second.
    seconds, thousandths = divmod(min(at, 253_370_000_000_000), 1000)
    moment = datetime.fromtimestamp(seconds, UTC).astimezone(_CHINA)
    if not thousandths:
        return moment.isoformat()
    return moment.replace(microsecond=thousandths * 1000).isoformat(timespec="milliseconds")


def _print_words(judgement: Judgement, found: CaseFile) -> None:
    lang = language()
    click.echo(_COLOURS[judgement.colour].of(lang))
    for item in judgement.findings:
        click.echo(f"  {item.code}  [{item.clause.text.of(lang)}]")
        # What an issuer or a county has written could drive the terminal.
        click.echo(f"    {safe(item.holder.of(lang))}")
        click.echo(f"    {safe(item.issuer.of(lang))}")
        click.echo("    " + _("Lifted by: {what}").format(what=item.lifted_by.of(lang)))
    for code in judgement.unknown:
        click.echo("  " + _("Not known on this device: {code}").format(code=code))
    for note in _notes(found):
        click.echo(f"  {safe(note['record'])}: {note['text'][lang]}")
    change = judgement.next_change
    if change:
        line = _("Next change: {when}, {colour}, {code}")
        click.echo(
            line.format(
                when=_iso(change.at), colour=_COLOURS[change.colour].of(lang), code=change.code
            )
        )
