"""Commands that keep a pool safe: backup, restore."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, plainly


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="File to write, such as mypool-2026-11-22.tar.zst.")
@click.option("--all", "everything", is_flag=True, help="Outcomes and graphs too, which a build would make again.")
@json_option
@plainly
def backup(folder: Path, output: Path, everything: bool, as_json: bool) -> None:
    """Copy the pool into one file, also while it is served and built. Keep the file as private as the pool.

    Example: intarsia backup mypool -o /backups/mypool.tar.zst
    """
    from intarsia import disk
    from intarsia.backup import backup as copy

    found = copy(folder, output, everything=everything)
    if as_json:
        click.echo(json.dumps({"file": str(output), **asdict(found)}))
        return
    click.echo(f"{found.files:,} files of {disk.size(found.bytes)} in {output}: {disk.size(found.size)}, sha256 {found.sha256}")
    for name in found.left_out:
        click.echo(f"left out: {name}", err=True)
    next_step(f"try it: intarsia restore {shlex.quote(str(output))} {shlex.quote(str(folder.resolve().name))}-restored")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
@plainly
def restore(file: Path, folder: Path, as_json: bool) -> None:
    """Make a pool in FOLDER from the backup FILE: every checksum looked at, whole or not at all, nothing overwritten.

    Example: intarsia restore /backups/mypool.tar.zst mypool
    """
    from intarsia import disk
    from intarsia.answering import wanted
    from intarsia.pool import Pool
    from intarsia.restore import restore as unpack
    from intarsia.store import graph

    found = unpack(file, folder)
    pool = Pool(folder)
    if pool.current():
        for release in pool.served():
            if not graph.ready(release.path):
                graph.start(release.path)
        wanted.start(folder)
    if as_json:
        click.echo(json.dumps({"folder": str(folder), **found}))
        return
    click.echo(f"{found['files']:,} files of {disk.size(found['bytes'])} in {folder}, from a backup of {found['created']}, release {found['release'] or 'none yet'}")
    next_step(f"intarsia verify --pool {shlex.quote(str(folder))}, then intarsia serve {shlex.quote(str(folder))}")
