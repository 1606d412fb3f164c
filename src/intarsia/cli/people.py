"""`intarsia people`: accounts by hand, for the operator at the machine; no mail is needed."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, show

if TYPE_CHECKING:
    from intarsia.store.desk import DeskFile

ROLE_NAMES = ("steward", "decision maker", "operator")
role_option = click.option("--role", "roles", multiple=True, type=click.Choice(ROLE_NAMES), help="A role; may be repeated.")
organisation_option = click.option("--organisation", required=True, help="Its name, or its id.")


@main.group()
def people() -> None:
    """Organisations, members and their roles: who may work at the desk.

    Example: intarsia people add anna@museum.example --name "Anna de Vries" --organisation "City Museum"
    """


@people.command("list")
@pool_option
@json_option
@plainly
def listed(pool_dir: Path, as_json: bool) -> None:
    """Who has an account, for which organisation, with which roles, and which datasets each organisation holds.

    Example: intarsia people list --pool mypool
    """
    from intarsia import accounts
    from intarsia.accounts import members

    pool, file = open_pool(pool_dir), _desk(pool_dir)
    rows: list[dict[str, Any]] = []
    for id, name in accounts.organisations(pool).items():
        held = ", ".join(sorted(accounts.held(pool, id)))
        every = members.listed(file, id)
        rows += [{"organisation": name, "id": id, "name": one.name, "login": one.login, "roles": ", ".join(sorted(one.roles[id])), "datasets": held} for one in every]
        if not every:
            rows.append({"organisation": name, "id": id, "name": "", "login": "", "roles": "", "datasets": held})
    show(rows, as_json)
    if not rows:
        next_step(f'intarsia people add LOGIN --name NAME --organisation ORGANISATION --pool {shlex.quote(str(pool_dir))}', as_json)


@people.command()
@click.argument("login")
@click.option("--name", required=True, help="The name that pages and the ledger say.")
@organisation_option
@role_option
@click.option("--password-from", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A file that holds the password, instead of being asked for it.")
@pool_option
@json_option
@plainly
def add(login: str, name: str, organisation: str, roles: tuple[str, ...], password_from: Path | None, pool_dir: Path, as_json: bool) -> None:
    """Make an account; the organisation is made too where it is not there yet. Without --role: all three for the first account, steward for others.

    Example: intarsia people add anna@museum.example --name "Anna de Vries" --organisation "City Museum" --pool mypool
    """
    from intarsia.accounts import members, passwords

    file = _desk(pool_dir)
    first = not members.any_there(file)
    wanted = roles or (ROLE_NAMES if first else ("steward",))
    members.folded_login(login)
    kept = passwords.hashed(_password(password_from))
    members.with_organisation(file, login, name, kept, organisation, wanted)
    lines = [f"{name} signs in as {members.folded_login(login)}", *(["from now on everybody signs in, on this machine too"] if first else [])]
    _tell(as_json, lines, name=name, login=members.folded_login(login), organisation=organisation, roles=sorted(wanted))
    next_step(f"intarsia serve {shlex.quote(str(pool_dir))}, and open /desk/sign-in", as_json)


@people.command()
@organisation_option
@role_option
@click.option("--note", default="", help="Whom it is for: a note for the list of invitations.")
@pool_option
@json_option
@plainly
def invite(organisation: str, roles: tuple[str, ...], note: str, pool_dir: Path, as_json: bool) -> None:
    """Make a link with which somebody makes an account, or accepts more roles with the one they have. It works once, for 14 days.

    Example: intarsia people invite --organisation "City Museum" --role steward --pool mypool
    """
    from intarsia.accounts import invitations, members, organisation_named
    from intarsia.accounts.who import OWNER

    file = _desk(pool_dir)
    first = not members.any_there(file)
    organisation_named(file, organisation)
    secret = invitations.make(file, OWNER, organisation, {*(roles or ("steward",)), *(("operator",) if first else ())}, note, "command line")
    _show_link(pool_dir, secret, as_json)


@people.command()
@click.argument("login")
@organisation_option
@role_option
@pool_option
@json_option
@plainly
def role(login: str, organisation: str, roles: tuple[str, ...], pool_dir: Path, as_json: bool) -> None:
    """Have a member hold exactly these roles in an organisation; none ends their work for it.

    Example: intarsia people role anna@museum.example --organisation "City Museum" --role steward --role "decision maker" --pool mypool
    """
    from intarsia.accounts import members

    file = _desk(pool_dir)
    member = members.find(file, login)
    members.give(file, member, organisation, roles)
    lines = [f"{member.name}: {', '.join(roles) or 'no role'} at {organisation}; it holds from the next request"]
    _tell(as_json, lines, name=member.name, login=member.login, organisation=organisation, roles=sorted(roles))


@people.command()
@click.argument("login")
@click.option("--forget", is_flag=True, help="Forget the name too: what was done stands under the role then.")
@pool_option
@json_option
@plainly
def remove(login: str, forget: bool, pool_dir: Path, as_json: bool) -> None:
    """End an account: password, roles, sessions, tokens and the invitations that it made go at once. What was done stays in the ledger.

    Example: intarsia people remove anna@museum.example --forget --pool mypool
    """
    from intarsia.accounts import members

    file = _desk(pool_dir)
    name = members.remove(file, members.find(file, login), forget=forget)
    lines = [f"removed; what was done stands under: {name}"]
    if not members.any_there(file):
        lines.append("nobody has an account any more: whoever sits at this machine is the owner again")
    _tell(as_json, lines, removed=login, stands_under=name)
    if forget:
        click.echo("signed releases and backups that were made before keep the name; erase those that need not be kept", err=True)


@people.command()
@click.argument("login")
@pool_option
@json_option
@plainly
def reset(login: str, pool_dir: Path, as_json: bool) -> None:
    """Make a link with which a member sets a new password. It works once, for 14 days; an earlier one ends.

    Example: intarsia people reset anna@museum.example --pool mypool
    """
    from intarsia.accounts import invitations, members
    from intarsia.accounts.who import OWNER

    file = _desk(pool_dir)
    _show_link(pool_dir, invitations.reset(file, OWNER, members.find(file, login)), as_json)


@people.command()
@click.argument("login")
@organisation_option
@click.option("--name", help="What the token is for.")
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 366), help="Days that it works.")
@click.option("--revoke", type=int, metavar="NUMBER", help="End the token with this number instead of making one.")
@pool_option
@json_option
@plainly
def token(login: str, organisation: str, name: str | None, days: int, revoke: int | None, pool_dir: Path, as_json: bool) -> None:
    """Make a personal token for a program that acts for a member, shown this once; without --name or --revoke: the tokens there are.

    Example: intarsia people token anna@museum.example --organisation "City Museum" --name "nightly upload" --pool mypool
    """
    from intarsia.accounts import members, tokens
    from intarsia.accounts.who import Who

    file = _desk(pool_dir)
    member = members.find(file, login)
    id = members.organisation_of(file, member, organisation)
    who = Who(member.name, id, member.roles[id], "member", member.id)
    if revoke is not None:
        tokens.revoke(file, who, revoke, "command line")
        _tell(as_json, ["revoked"], revoked=revoke)
    elif name:
        secret = tokens.make(file, who, name, days, "command line")
        show([{"token": secret, "days": days}], True) if as_json else click.echo(secret)
    else:
        show([{"number": one.id, "name": one.name, "organisation": one.organisation, "made": one.made, "used": one.used, "ends": one.ends} for one in tokens.of(file, member.id)], as_json)


@people.command()
@organisation_option
@click.argument("datasets", nargs=-1, required=True)
@pool_option
@json_option
@plainly
def hold(organisation: str, datasets: tuple[str, ...], pool_dir: Path, as_json: bool) -> None:
    """Write down that these datasets are an organisation's: its members then see and change them at the desk.

    Example: intarsia people hold --organisation "City Museum" museum-objects --pool mypool
    """
    from intarsia import accounts
    from intarsia.accounts import organisation_named
    from intarsia.errors import NotFound

    pool = open_pool(pool_dir)
    for dataset in datasets:
        if not (pool.layout.dataset(dataset) / "dataset.toml").is_file():
            raise NotFound(f"there is no dataset '{dataset}'", where=str(pool.layout.datasets), way_out="see them: intarsia status")
    id = organisation_named(_desk(pool_dir), organisation, make=False)
    for dataset in datasets:
        accounts.hold(pool, dataset, id)
    _tell(as_json, [f"{', '.join(datasets)}: held by {organisation}"], organisation=organisation, datasets=list(datasets))


def _tell(as_json: bool, lines: list[str], **told: Any) -> None:
    """What was done, in words or as one row of JSON."""
    if as_json:
        show([told], True)
    else:
        click.echo("\n".join(lines))


def _desk(folder: Path) -> DeskFile:
    from intarsia.store.desk import at

    file: DeskFile = at(open_pool(folder).layout.desk)
    return file


def _password(source: Path | None) -> str:
    if source is not None:
        return source.read_text("utf-8").rstrip("\r\n")
    found: str = click.prompt("Password, at least 10 characters", hide_input=True, confirmation_prompt="The same again")
    return found


def _show_link(folder: Path, secret: str, as_json: bool) -> None:
    base = open_pool(folder).config.base
    if as_json:
        show([{"path": f"/join/{secret}", "link": f"{base}join/{secret}"}], True)
        return
    click.echo(f"{base}join/{secret}")
    click.echo("give it to whom it is for; where the site stands at another address, put /join/... behind that", err=True)
