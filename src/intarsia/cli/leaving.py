"""Commands by which data leaves a pool again: withdraw, erase."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, printable, show


@main.command()
@click.argument("dataset")
@click.option("--who", required=True, help="Role of who decides.")
@click.option("--why", required=True, help="Reason, which everybody may read.")
@click.option("--undo", is_flag=True, help="Let it into the next release again.")
@pool_option
@json_option
@plainly
def withdraw(dataset: str, who: str, why: str, undo: bool, pool_dir: Path, as_json: bool) -> None:
    """Leave DATASET out of the next release and all after it; earlier ones keep it, and its addresses say why.

    Example: intarsia withdraw games --who "head of collections" --why "the figures were wrong" --pool mypool
    """
    from intarsia.withdrawing import withdraw as leave

    act = leave(open_pool(pool_dir), dataset, who, why, undo=undo)
    show([{"dataset": act.dataset, "act": act.kind, "on": act.on, "number": act.number}], as_json)
    if not undo and not as_json:
        click.echo("releases made before keep it: to take it out of those too, erase it", err=True)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)


@main.command()
@click.argument("subject", default="")
@click.option("--who", default="", help="Role of who decides.")
@click.option("--why", default="", help="Reason, which everybody may read: it must not name what is erased.")
@click.option("--backup", "backups", multiple=True, type=click.Path(dir_okay=False, exists=True, path_type=Path), help="A backup to erase it from too. May be given again.")
@click.option("--dry-run", is_flag=True, help="Only say what it would concern.")
@click.option("--resume", "again", is_flag=True, help="Finish an erasure that was cut off.")
@pool_option
@json_option
@plainly
def erase(subject: str, who: str, why: str, backups: tuple[Path, ...], dry_run: bool, again: bool, pool_dir: Path, as_json: bool) -> None:
    """Take SUBJECT out of everything the pool keeps: all releases, files, indexes, the desk, drafts, caches and named backups.

    SUBJECT is a dataset, DATASET:RECORD (the key that its contributor gave the record), or the id of a work. It cannot be undone.

    Example: intarsia erase films:tt0012345 --who "data steward" --why "asked for by the maker" --backup /backups/mypool.tar.zst --pool mypool
    """
    from intarsia import erasing

    pool = open_pool(pool_dir)
    if dry_run:
        found = erasing.plan(pool, subject)
        show([{"dataset": found.dataset, "record": found.records[0] if found.records else None, "releases": len(found.releases), "files": found.file}], as_json)
        return

    def say(line: str) -> None:
        if not as_json:
            click.echo(line, err=True)

    done = erasing.resume(pool, say) if again else erasing.erase(pool, subject, who, why, backups=backups, report=say)
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    what = f"{done.records} record{'' if done.records == 1 else 's'} of {done.dataset}" if done.records else f"the dataset {done.dataset}"
    click.echo(f"erased: {what}; releases written anew: {len(done.releases)}, backups: {len(done.backups)} (redaction {done.number})")
    for line in done.left:
        click.echo(f"  still there: {printable(line)}: look at this file yourself", err=True)
    for address in done.sources:
        click.echo(f"  {printable(address)} may give it again: each build leaves it out of the release; ask the source to take it out", err=True)
    click.echo("copies that others made keep it: they see what is gone at /releases.json", err=True)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}")
