"""`fieldpass doctor`: look at terminal, data folder, store, clock, rules and link, and say what to do.

Exit status: 0, or 1 where something needs doing. What was not looked at is said, and is no failure.
"""

import os
import shutil

import click

from fieldpass.commands.answering import answer_json
from fieldpass.config import Folders
from fieldpass.desk import doctor
from fieldpass.desk.doctor import Checkup
from fieldpass.desk.surroundings import real_surroundings
from fieldpass.locale import _, language
from fieldpass.terminal import checkup, profiles
from fieldpass.terminal.width import fit


@click.command("doctor")
@click.option("--server", default="", metavar="URL", help="Also ask this platform for its time.")
@click.option(
    "--unlock", is_flag=True, help="Ask for the passphrase and check the store's contents."
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.pass_obj
def command(folders: Folders, server: str, unlock: bool, as_json: bool) -> None:
    """Look at terminal, data, clock, rules and link, and say in plain words what to do."""
    secret = None
    if unlock:
        secret = click.prompt(_("Passphrase"), hide_input=True, err=True)
    found = examine(folders, secret=secret, server=server)
    if as_json:
        answer_json([_data(each) for each in found], indent=1)
    else:
        for line in lines(found, language()):
            click.echo(line)
    raise SystemExit(1 if any(each.state == "bad" for each in found) else 0)


def examine(folders: Folders, *, secret: str | None = None, server: str = "") -> list[Checkup]:
    """All checks, in the order in which they are told."""
    around = profiles.look_around(os.environ)
    chosen = profiles.choose(around)
    columns, rows = shutil.get_terminal_size()
    surroundings = real_surroundings()
    # Without a terminal there is no size: the figures would be a guess.
    seen = [
        checkup.size(columns, rows),
        checkup.code(chosen, columns, rows),
    ]
    return [
        checkup.profile(chosen, around),
        *(seen if around.is_terminal else []),
        checkup.glyphs(checkup.asker()),
        checkup.display(chosen),
        doctor.folder(folders),
        doctor.store(folders, secret, surroundings),
        doctor.clock(folders, surroundings.clock()),
        doctor.rules(folders, surroundings.clock()),
        doctor.link(server, surroundings),
    ]


def lines(found: list[Checkup], lang: str) -> list[str]:
    """What a person reads: a line a check, what to do under it, and the sum."""
    marks = {
        "ok": _("[ok]"),
        "warning": _("[look]"),
        "bad": _("[do]"),
        "unknown": _("[-]"),
    }
    told = []
    for each in found:
        told.append(
            f"{fit(marks[each.state], 8)}{fit(each.label.of(lang), 14)}{each.found.of(lang)}"
        )
        if each.do is not None:
            told.append(f"{fit('', 22)}{each.do.of(lang)}")
    bad = sum(each.state == "bad" for each in found)
    told.append("")
    told.append(
        _("Nothing needs doing.") if not bad else _("To be done: {n}, marked [do].").format(n=bad)
    )
    return told


def _data(each: Checkup) -> dict[str, object]:
    return {
        "name": each.name,
        "state": each.state,
        "found": {"zh": each.found.zh, "en": each.found.en},
        "do": {"zh": each.do.zh, "en": each.do.en} if each.do else None,
    }
