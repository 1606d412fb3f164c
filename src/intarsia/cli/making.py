"""Commands that make a pool: new, build, status."""

from __future__ import annotations

import datetime
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from intarsia.cli.shared import EXIT_FINDINGS, json_option, main, next_step, open_pool, plainly, printable, show
from intarsia.progress import Progress

DAY = click.DateTime(["%Y-%m-%d"])


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="", help="Name of the pool.")
@click.option("--base", default="http://localhost:8000/", show_default=True, help="Address that IRIs begin with; ends with a slash.")
@click.option("--publisher", default="", help="Who runs the pool.")
@json_option
@plainly
def new(folder: Path, name: str, base: str, publisher: str, as_json: bool) -> None:
    """Start an empty pool in FOLDER.

    Example: intarsia new mypool --name "Our pool" --publisher "A small museum"
    """
    from intarsia import pool

    made = pool.new(folder, name or folder.resolve().name, base, publisher or name or folder.resolve().name)
    show([{"pool": made.config.name, "folder": str(folder)}], as_json)
    next_step(f"intarsia suggest FILE --pool {shlex.quote(str(folder))}", as_json)


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--mirror", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with <dataset>/<name>[.gz] to take instead of addresses.")
@click.option("--refresh", is_flag=True, help="Ask every source again; what did not change is not sent again.")
@click.option("--explain", is_flag=True, help="Say for each step why it runs or does not.")
@click.option("--no-graph", is_flag=True, help="Do not make the graph store after the release, nor the list of wanted data.")
@click.option("--as-of", type=DAY, default=None, help="Day that the build is of: for embargoes and conditions, and for which years are over. Part of the release id; today when not given.")
@json_option
@plainly
def build(folder: Path, mirror: Path | None, refresh: bool, explain: bool, no_graph: bool, as_of: datetime.datetime | None, as_json: bool) -> None:
    """Run what is stale and release what comes of it. Exit code 1 when a new delivery was stopped: its last good one stays in use.

    Example: intarsia build mypool --explain
    """
    pool = open_pool(folder)
    progress = Progress(explain, as_json)
    identity = _built(pool, mirror=mirror, refresh=refresh, report=progress, as_of=as_of.date().isoformat() if as_of else "")
    progress.close()
    rows = pool.status()
    if not no_graph:
        from intarsia.answering import wanted
        from intarsia.store import graph

        for release in pool.served():
            graph.start(release.path)
        wanted.start(folder)
    whole = [{"release": identity, "datasets": rows, "stopped": progress.stopped}]
    show(whole if as_json else rows, as_json, None if as_json else ["dataset", "verdict", "rows_in", "rows_out", "rows_rejected", "works"])
    if not as_json:
        click.echo(f"release {identity}")
    for one in progress.stopped:
        click.echo(f"stopped: {printable(one['dataset'])}: {printable(one['why'])}\n  way out: {printable(one['way_out'])}", err=True)
    next_step(f"intarsia serve {shlex.quote(str(folder))}", as_json)
    if progress.stopped:
        sys.exit(EXIT_FINDINGS)


def _built(pool: Any, **asked: Any) -> str:
    """A build, with the decided drafts whose time to undo is over; drafts that nobody came back for are removed. Raises: as `Pool.build`; such drafts are then put back."""
    if not pool.layout.incoming.is_dir():
        return str(pool.build(**asked))
    from intarsia.contributing import Drafts, leaving
    from intarsia.errors import IntarsiaError

    Drafts(pool).expire(datetime.datetime.now(datetime.UTC))
    moved = leaving.move_in(pool)
    stopped: dict[str, dict[str, Any]] = {}

    def report(event: dict[str, Any]) -> None:
        if "stopped" in event:
            stopped[str(event["subject"])] = event
        if "report" in asked:
            asked["report"](event)

    try:
        identity = str(pool.build(**{**asked, "report": report}))
    except IntarsiaError as error:
        leaving.taken_back(pool, moved, error)
        raise
    leaving.released(pool, moved, identity, stopped)
    return identity


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--as-of", type=DAY, default=None, help="Day on which decisions are due; today when not given.")
@json_option
@plainly
def status(folder: Path, as_of: datetime.datetime | None, as_json: bool) -> None:
    """Per dataset: records in, out and rejected, of the served release; and the decisions that are due, or wait for something.

    Example: intarsia status mypool --json
    """
    from intarsia.deciding import due

    pool = open_pool(folder)
    told = due.decisions(pool, (as_of.date() if as_of else datetime.datetime.now(datetime.UTC).date()).isoformat())
    rows = pool.status()
    if as_json:
        show([{**row, **told.get(row["dataset"], due.nothing())} for row in rows], True)
    else:
        show(rows, False)
        for line in due.lines(told):
            click.echo(printable(line))
    next_step(f'intarsia sql "SELECT * FROM rejected LIMIT 20" --pool {shlex.quote(str(folder))}', as_json)
