"""Commands over releases: releases, diff, verify, rollback."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from intarsia.cli.shared import in_words, json_option, main, next_step, open_pool, plainly, pool_option, printable, show
from intarsia.errors import Broken


@main.command()
@pool_option
@json_option
@plainly
def releases(pool_dir: Path, as_json: bool) -> None:
    """The releases of a pool, newest first.

    Example: intarsia releases --pool mypool
    """
    pool = open_pool(pool_dir)
    now = (pool.current(), pool.public().current())
    show([{"release": m["id"], "issued": m["issued"], "works": m["tables"].get("work", {}).get("rows", 0), "datasets": len(m["inputs"]),
           "for": "this machine" if "public" in m else "anyone",
           "served": m["id"] in now, "previous": m["previous"]} for m in pool.releases()], as_json)
    next_step(f"intarsia diff A B --pool {shlex.quote(str(pool_dir))}", as_json)


@main.command()
@click.argument("old")
@click.argument("new_release", metavar="NEW")
@pool_option
@json_option
@plainly
def diff(old: str, new_release: str, pool_dir: Path, as_json: bool) -> None:
    """What changed from release OLD to NEW: rows added, changed and withdrawn per table and dataset.

    Example: intarsia diff 3f2a 9c41
    """
    show(open_pool(pool_dir).diff(old, new_release), as_json)
    next_step(f"intarsia rollback {old} --why REASON --pool {shlex.quote(str(pool_dir))}", as_json)


@main.command()
@click.argument("release", default="")
@pool_option
@json_option
@plainly
def verify(release: str, pool_dir: Path, as_json: bool) -> None:
    """Read every byte of a RELEASE (the served one by default) and compare it with its manifest; and the studies it shows with the ledger.

    Example: intarsia verify --pool mypool
    """
    pool = open_pool(pool_dir)
    wrong = pool.verify(release or None)
    identity = pool.resolve(release) if release else pool.current()
    show([{"release": identity, "verified": not wrong, "wrong": wrong}] if as_json else [{"release": identity, "verified": not wrong}], as_json)
    for line in wrong:
        click.echo(f"  {printable(line)}", err=True)
    if wrong:
        error = Broken(f"release {identity} is not what its manifest says", where=str(pool.layout.releases / str(identity)),
                       way_out="intarsia rollback to another release, or build again")
        if not as_json:
            raise error
        click.echo(in_words(error), err=True)  # what is wrong stands in the JSON already
        sys.exit(error.exit_code)


@main.command()
@click.argument("release")
@click.option("--why", required=True, help="Reason, kept in the ledger.")
@click.option("--by", default="operator", show_default=True, help="Role of who decides.")
@pool_option
@json_option
@plainly
def rollback(release: str, why: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """Serve an earlier RELEASE again, after verifying it.

    Example: intarsia rollback 3f2a --why "wrong delivery of the games catalogue"
    """
    identity = open_pool(pool_dir).rollback(release, by, why)
    show([{"release": identity, "served": True}], as_json)
    next_step(f"intarsia serve {shlex.quote(str(pool_dir))}", as_json)
