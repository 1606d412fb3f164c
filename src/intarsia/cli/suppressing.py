"""Commands for those who ask not to be found, or not to be named: suppress add, list, lift."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, printable, show


@main.group()
def suppress() -> None:
    """Heed those who ask not to be found or named: at every build, whatever is delivered again.

    Example: intarsia suppress add "Jane Doe" --what remove --dry-run
    """


@suppress.command("add")
@click.argument("subject")
@click.option("--what", type=click.Choice(["noindex", "remove"]), default="noindex", show_default=True, help="Kept out of search engines, or left out of everything.")
@click.option("--why", default="", help="Reason, kept in the ledger and shown to nobody else.")
@click.option("--by", default="owner", show_default=True, help="Role of who takes the request in; no name.")
@click.option("--dry-run", is_flag=True, help="Only say what it would concern.")
@pool_option
@json_option
@plainly
def add(subject: str, what: str, why: str, by: str, dry_run: bool, pool_dir: Path, as_json: bool) -> None:
    """Keep a request: SUBJECT is the id of an agent or work, an identifier such as isni:0000000121032683, or a name.

    A name concerns all who bear it. An id concerns the records that are held to be the same, and their identifiers.

    Example: intarsia suppress add "Jane Doe" --what remove --pool mypool
    """
    from intarsia import suppression

    pool = open_pool(pool_dir)
    found = suppression.reach(pool, subject) if dry_run else suppression.add(pool, subject, what, why, by)
    if as_json:
        click.echo(json.dumps({"what": what, "kept": not dry_run, **asdict(found)}, ensure_ascii=False))
        return
    if found.records:
        show([{"id": row["id"], "kind": row["kind"], "name": row["name"], "dataset": row["dataset"]} for row in found.records], False)
    click.echo(f"{len(found.records):,} record{'' if len(found.records) == 1 else 's'} in the served release, credited in {found.works:,} work{'' if found.works == 1 else 's'}"
               + ("; nothing was kept" if dry_run else ""))
    if what == "remove":
        _what_remains(found.releases, pool_dir)
        if len(found.subjects) == 1 and found.records and found.subjects[0] == found.records[0]["id"]:
            click.echo("it has no identifier: should the contributor deliver it under another key, only its name would tell. Add the name too.", err=True)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}")


def _what_remains(releases: tuple[str, ...], pool_dir: Path) -> None:
    """What the next builds leave out, and what they cannot: releases never change, and originals are the contributor's."""
    click.echo("the next build leaves it out of every table, the search, the dumps and all pages; so does each build after it")
    if releases:
        listed = ", ".join(releases[:5]) + (" ..." if len(releases) > 5 else "")
        several = "release made before still holds" if len(releases) == 1 else "releases made before still hold"
        click.echo(f"{len(releases)} {several} it, as releases do not change: {listed}")
        click.echo(f"  once another one is served, remove their folders below {pool_dir / 'releases'}; backups and copies of others keep what they have")
    click.echo("the contributor's files (blobs, datasets) and the outcomes of steps hold it until the contributor delivers without it; they are never served")


@suppress.command("list")
@pool_option
@json_option
@plainly
def list_(pool_dir: Path, as_json: bool) -> None:
    """The requests that hold. Keep this list private: it says who asked.

    Example: intarsia suppress list --pool mypool
    """
    from intarsia import suppression

    rows = suppression.standing(open_pool(pool_dir))
    show(rows if as_json else [{**row, "names": len(row["names"])} for row in rows], as_json)


@suppress.command("lift")
@click.argument("subject")
@click.option("--why", default="", help="Reason, kept in the ledger.")
@click.option("--by", default="owner", show_default=True, help="Role of who lets it go; no name.")
@pool_option
@json_option
@plainly
def lift(subject: str, why: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """Let a request go: from the next build on, SUBJECT stands again as its contributors name it.

    Example: intarsia suppress lift "Jane Doe" --why "asked for it" --pool mypool
    """
    from intarsia import suppression

    count = suppression.lift(open_pool(pool_dir), subject, why, by)
    if as_json:
        click.echo(json.dumps({"lifted": count}))
        return
    click.echo(f"{printable(subject)}: {count} subject{'' if count == 1 else 's'} no longer suppressed")
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}")
