"""fieldpass-server policy: check a policy file, sign and publish it, show what is in force."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import click
from sqlalchemy import Connection

from fieldpass.model.policy import COUNTY_ADDS, SOURCES, Policy
from fieldpass.model.policy_data import policy_to_data
from fieldpass.model.text import Advised, Text, advised
from server_stub import policies, policyfile, publication, register, turning
from server_stub.api.lists import publish_now
from server_stub.commands.opening import opened
from server_stub.errors import ServerError
from server_stub.policies import day_said
from server_stub.policyfile import BadPolicyFile
from server_stub.server import Server

Given = tuple[str | None, int | None]
"""What the options say: the day it is valid from, and its version."""


class NoPolicyFile(ServerError):
    """A file that cannot be opened."""

    code = "no-policy-file"
    told: ClassVar[Advised] = advised(
        zh="规则文件无法读取.",
        en="The policy file cannot be read.",
        do_zh="请检查路径.",
        do_en="Check its path.",
    )


class NoSuchPolicy(ServerError):
    """A version that was never published."""

    code = "no-such-policy"
    told: ClassVar[Advised] = advised(
        zh="没有发布过这一版规则.",
        en="No such policy is published.",
        do_zh="请用 policy list 查看各版规则.",
        do_en="See `fieldpass-server policy list`.",
    )


def check(file: str, given: Given, data: str | None, database_url: str | None) -> None:
    """Say what a file means, number by number, and change nothing. Raises BadPolicyFile."""
    with opened(data, database_url) as server:
        found, before = server.database.read(lambda conn: _read(conn, file, given))
    for line in _table(found, before):
        click.echo(line)
    click.echo("the file is good; nothing was published")


def publish(file: str, given: Given, data: str | None, database_url: str | None) -> None:
    """Check, keep, sign and publish. Raises BadPolicyFile, NotPublished."""
    with opened(data, database_url) as server:
        now = server.clock()
        found, before = server.database.write(lambda tx: _publish(server, tx, file, given, now))
        code = policies.code_of(found.county)
        # Where it is in force at once, nobody waits for the server's next round.
        turning.turn(server, now)
        publish_now(server, [code], now)
        listed = server.database.read(lambda conn: publication.versions(conn, [code]))
    for line in _table(found, before, changed_only=True):
        click.echo(line)
    click.echo(
        f"published: policy {found.version} of {code}, valid from {day_said(found.valid_from)}, "
        f"signed in list version {listed.get((publication.POLICY, code), 0)}"
    )


def show(
    county: str, version: int | None, as_file: bool, data: str | None, url: str | None
) -> None:
    """Print one policy, that in force now unless a version is named. Raises NoSuchPolicy."""
    with opened(data, url) as server:
        now = server.clock()
        found = server.database.read(lambda conn: policies.of(conn, policies.code_of(county)))
    begun = [one for one in found if one.valid_from <= now]
    chosen = [one for one in found if one.version == version] if version is not None else begun
    if not chosen:
        raise NoSuchPolicy
    one = max(chosen, key=lambda policy: (policy.valid_from, policy.version))
    if as_file:
        click.echo(policyfile.as_file(one, policies.data_of(one), day_said(one.valid_from)))
        return
    for line in _table(one, one):
        click.echo(line)


def every(as_json: bool, data: str | None, database_url: str | None) -> None:
    """Print what is published, and what is in force now."""
    with opened(data, database_url) as server:
        now = server.clock()
        rows = server.database.read(lambda conn: list(_rows(conn, now)))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['county']}  {row['version']:>4}  {row['valid_from']}  {row['state']}")


def _rows(conn: Connection, now: int) -> Iterator[dict[str, Any]]:
    begun = policies.begun(conn, now)
    for code in sorted({policies.PROVINCE, *policies.codes(conn)}):
        for one in policies.of(conn, code):
            state = "to come" if one.valid_from > now else "past"
            if one.version == begun.get(code, 1 if code == policies.PROVINCE else 0):
                state = "in force"
            yield {
                "county": code,
                "version": one.version,
                "valid_from": day_said(one.valid_from),
                "state": state,
            }


def _publish(
    server: Server, tx: Connection, file: str, given: Given, now: int
) -> tuple[Policy, Policy]:
    found, before = _read(tx, file, given)
    if found.county and not register.serves(tx, found.county):
        raise BadPolicyFile([("county", _NOT_OURS)])
    policies.publish(tx, found, now)
    publication.mark(tx, publication.POLICY, policies.code_of(found.county))
    return found, before


def _read(conn: Connection, file: str, given: Given) -> tuple[Policy, Policy]:
    """The policy of a file and options, and the newest published one that it goes on from."""
    try:
        content = policyfile.load(Path(file).read_bytes())
    except OSError as error:
        raise NoPolicyFile(type(error).__name__) from error
    county = policyfile.county_of(content)
    before = _newest(policies.of(conn, policies.code_of(county)), county)
    day, version = given
    said = {"valid_from": day} if day is not None else {}
    number = before.version + 1 if version is None else version
    content = {"version": number, **content, **said, **({"version": version} if version else {})}
    if "valid_from" not in content:
        raise BadPolicyFile([("valid_from", _NO_DAY)])
    return policyfile.read(content, before), before


_NOT_OURS = Text(zh="登记簿里没有这个县的机构", en="the register has no body of this county")
_NO_DAY = Text(
    zh="没有生效日期, 请写在文件里或用 --valid-from 指定",
    en="no day, write one in the file or name it with --valid-from",
)


def _newest(published: Sequence[Policy], county: str) -> Policy:
    """What a new policy goes on from; a county that has published none has added nothing yet."""
    nothing = Policy(version=0, valid_from=0, county=county, high_incidence=())
    return max(published, key=lambda one: one.version, default=nothing)


def _table(policy: Policy, before: Policy, *, changed_only: bool = False) -> Iterator[str]:
    """Number by number: value, unit, bounds, clause and meaning; `*` where it changes."""
    for name, source in SOURCES.items() if not policy.county else ():
        new, old = getattr(policy, name), getattr(before, name)
        if changed_only and new == old:
            continue
        yield (
            f"{'*' if new != old else ' '} {name:<22}{_said(new):>6}{_was(new, old):<12}"
            f"{source.unit} ({source.low}-{source.high}) [{source.clause}]"
            f" {source.zh} / {source.en}"
        )
    new_data, old_data = policy_to_data(policy), policy_to_data(before)
    for name in COUNTY_ADDS:
        new, old = new_data.get(name, ""), old_data.get(name, "")
        if not changed_only or new != old:
            yield f"{'*' if new != old else ' '} {name:<22}{json.dumps(new, ensure_ascii=False)}"


def _was(new: Any, old: Any) -> str:
    return f" (was {_said(old)})" if new != old else ""


def _said(value: Any) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
