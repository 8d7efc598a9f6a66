"""`fieldpass check-id`: check an identifier and say which character is wrong.

Exit status: 0 for ok and warning, 1 for an error.
"""

import time

import click

from fieldpass.commands.answering import answer_json
from fieldpass.locale import language
from fieldpass.model.identifiers import (
    Check,
    check_division,
    check_phone,
    check_resident_id,
    check_uscc,
)
from fieldpass.model.times import day_of

KINDS = ("resident-id", "uscc", "phone", "division")


@click.command("check-id")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("value")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def command(kind: str, value: str, as_json: bool) -> None:
    """Check an identity number, USCC, phone or division code."""
    found = check(kind, value, today=day_of(int(time.time() * 1000)))
    if as_json:
        answer_json(
            {
                "level": found.level,
                "text": {"zh": found.text.zh, "en": found.text.en},
                "position": found.position,
                "facts": dict(found.facts),
            }
        )
    else:
        click.echo(found.text.of(language()))
    raise SystemExit(0 if found.passed else 1)


def check(kind: str, value: str, *, today: int) -> Check:
    """The check of one of `KINDS`; `today` is YYYYMMDD of UTC+8."""
    if kind == "resident-id":
        return check_resident_id(value, today=today)
    return {"uscc": check_uscc, "phone": check_phone, "division": check_division}[kind](value)
