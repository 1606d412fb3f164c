"""Commands that make a pool: new, check, build, status."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, printable, show
from intarsia.progress import Progress


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
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--format", "format_name", default="", help="Format, where the extension does not tell.")
@click.option("--option", "-o", "options", multiple=True, metavar="KEY=VALUE", help="Reading option, such as delimiter=; or sheet=2.")
@json_option
@plainly
def check(file: Path, format_name: str, options: tuple[str, ...], as_json: bool) -> None:
    """Profile FILE: what its columns look like. Nothing is stored, nothing leaves this machine.

    Example: intarsia check tickets.xlsx
    """
    from intarsia import adding

    report = adding.profile_file(file, format_name, dict(o.partition("=")[::2] for o in options))
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, default=str))
    else:
        click.echo(f"{file.name}  {report['rows']:,} records, {len(report['columns'])} columns, {report['rejected_in_all']:,} unreadable")
        click.echo(f"read as {report['format']}: " + ", ".join(f"{k}={printable(_said(v))}" for k, v in report["options"].items() if v not in (None, "", [], False)))
        show(report["columns"], False)
        for reject in report["rejected"][:10]:
            click.echo(f"  record {reject['record'] or '?'}, line {reject['line'] or '?'}: {printable(reject['reason'])}")
    given = [*(["--format", format_name] if format_name else []), *(word for option in options for word in ("-o", option))]
    next_step(shlex.join(["intarsia", "suggest", str(file), *given]), as_json)


def _said(value: object) -> str:
    """An option as one can say it again: a tab is seen."""
    return str(value).replace("\t", "\\t")


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--mirror", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with <dataset>/<name>[.gz] to take instead of addresses.")
@click.option("--refresh", is_flag=True, help="Ask every source again; what did not change is not sent again.")
@click.option("--explain", is_flag=True, help="Say for each step why it runs or does not.")
@click.option("--no-graph", is_flag=True, help="Do not make the graph store after the release.")
@json_option
@plainly
def build(folder: Path, mirror: Path | None, refresh: bool, explain: bool, no_graph: bool, as_json: bool) -> None:
    """Run what is stale and release what comes of it.

    Example: intarsia build mypool --explain
    """
    pool = open_pool(folder)
    progress = Progress(explain, as_json)
    identity = pool.build(mirror=mirror, refresh=refresh, report=progress)
    progress.close()
    rows = pool.status()
    if not no_graph:
        from intarsia.store import graph

        for release in pool.served():
            graph.start(release.path)
    show([{"release": identity, "datasets": rows}] if as_json else rows, as_json, None if as_json else ["dataset", "verdict", "rows_in", "rows_out", "rows_rejected", "works"])
    if not as_json:
        click.echo(f"release {identity}")
    next_step(f"intarsia serve {shlex.quote(str(folder))}", as_json)


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@json_option
@plainly
def status(folder: Path, as_json: bool) -> None:
    """Per dataset: records in, out and rejected, of the served release.

    Example: intarsia status mypool --json
    """
    pool = open_pool(folder)
    rows = pool.status()
    show(rows, as_json)
    next_step(f'intarsia sql "SELECT * FROM rejected LIMIT 20" --pool {shlex.quote(str(folder))}', as_json)
