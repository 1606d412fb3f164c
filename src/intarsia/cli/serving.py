"""Commands that serve and look after a pool: serve, demo, doctor."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from intarsia.cli.shared import EXIT_FINDINGS, json_option, main, next_step, open_pool, plainly, show
from intarsia.progress import Progress


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--port", default=8000, type=click.IntRange(1, 65535), show_default=True, envvar="PORT", help="Port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--local", is_flag=True, help="Show datasets for use on this machine to this machine, though the pool's base is a public address. Not behind a proxy.")
@plainly
def serve(folder: Path, port: int, host: str, local: bool) -> None:
    """Serve the pool's current release.

    Example: intarsia serve mypool --port 8080
    """
    from intarsia.web import server

    server.serve(open_pool(folder), host, port, local)


@main.command()
@click.argument("folder", default="demo-pool", type=click.Path(path_type=Path))
@click.option("--port", default=8000, type=click.IntRange(1, 65535), show_default=True, envvar="PORT", help="Port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--build-only", is_flag=True, help="Build, do not serve.")
@plainly
def demo(folder: Path, port: int, host: str, build_only: bool) -> None:
    """Build the demo pool that comes with Intarsia into FOLDER and serve it.

    Example: intarsia demo demo-pool --port 8001
    """
    from intarsia import adding

    pool = adding.demo(folder)
    progress = Progress(False, False)
    identity = pool.build(report=progress)
    progress.close()
    click.echo(f"release {identity} in {folder}")
    from intarsia.store import graph

    for release in pool.served():
        graph.start(release.path)
    if build_only:
        next_step(f"intarsia serve {shlex.quote(str(folder))}")
        return
    from intarsia.web import server

    server.serve(pool, host, port)


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@json_option
@plainly
def doctor(folder: Path, as_json: bool) -> None:
    """Look at machine and pool, and say what is wrong and what to do.

    Example: intarsia doctor mypool
    """
    from intarsia import doctoring

    rows = doctoring.examine(folder)
    show(rows, as_json)
    if any(row["state"] == "wrong" for row in rows):
        sys.exit(EXIT_FINDINGS)
    next_step(f"intarsia build {shlex.quote(str(folder))}", as_json)
