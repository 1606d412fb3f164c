"""Commands that serve and look after a pool: serve, demo, doctor."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from intarsia.cli.shared import EXIT_FINDINGS, json_option, main, next_step, plainly, show
from intarsia.progress import Progress


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--port", default=8000, type=click.IntRange(1, 65535), show_default=True, envvar="PORT", help="Port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", default=1, type=click.IntRange(1, 64), show_default=True, help="Processes that answer.")
@click.option("--base-path", default="", metavar="PATH", help="Path under which the site stands, such as /commons.")
@click.option("--proxy", "proxies", multiple=True, metavar="ADDRESS", help="Believe X-Forwarded-* of this address or network; may be repeated.")
@click.option("--hsts", default=0, type=click.IntRange(0), metavar="SECONDS", help="Have browsers insist on https for so long; sent over https only.")
@click.option("--log", "log_form", default="lines", type=click.Choice(["lines", "json"]), show_default=True, help="Form of the log, on the error stream.")
@click.option("--access-log", is_flag=True, help="Log each answer: no addresses of readers, no words looked for.")
@click.option("--metrics", is_flag=True, help="Let other machines read /metrics.")
@click.option("--connections", default=2000, type=click.IntRange(50), show_default=True, help="Open connections at most, in each process.")
@click.option("--local", is_flag=True, help="Show datasets for use on this machine to this machine, though the pool's base is a public address. Not behind a proxy.")
@plainly
def serve(folder: Path, port: int, host: str, workers: int, base_path: str, proxies: tuple[str, ...], hsts: int, log_form: str, access_log: bool, metrics: bool,
          connections: int, local: bool) -> None:
    """Serve the pool's current release.

    Example: intarsia serve mypool --port 8080
    """
    from intarsia.store.layout import Layout
    from intarsia.web import server
    from intarsia.web.settings import Settings

    settings = Settings(host=host, port=port, workers=workers, base_path=base_path, proxies=proxies, local=local, hsts=hsts, json_logs=log_form == "json",
                        access_log=access_log, metrics=metrics, connections=connections)
    server.serve(Layout(folder).require().root, settings.checked())


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
    from intarsia.answering import wanted
    from intarsia.store import graph

    for release in pool.served():
        graph.start(release.path)
    wanted.start(folder)
    if build_only:
        next_step(f"intarsia serve {shlex.quote(str(folder))}")
        return
    from intarsia.web import server
    from intarsia.web.settings import Settings

    server.serve(folder, Settings(host=host, port=port))


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
