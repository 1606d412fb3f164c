"""The command line: a thin skin over Pool. Every command ends with the next sensible one; all take --json."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from intarsia import __version__
from intarsia.errors import Broken, IntarsiaError, NotFound
from intarsia.progress import Progress

EXIT_OK, EXIT_FINDINGS, EXIT_USAGE, EXIT_FAILED = 0, 1, 2, 3
pool_option = click.option("--pool", "pool_dir", default=".", show_default=True, type=click.Path(path_type=Path), help="Folder of the pool.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class Group(click.Group):
    """Commands in the order in which one uses them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="intarsia")
@click.option("-v", "--verbose", is_flag=True, help="Show tracebacks: for the operator.")
def main(verbose: bool) -> None:
    """Pool low-risk data of the cultural and creative industries, link it, publish it, ask it.

    Exit codes: 0 ok, 1 findings or a missing decision, 2 wrong use or input, 3 failed.
    """


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Errors in words, with the exit code of their kind; a traceback only with -v."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except IntarsiaError as error:
            if click.get_current_context().find_root().params.get("verbose"):
                raise
            if kwargs.get("as_json"):
                click.echo(json.dumps(error.problem(), ensure_ascii=False))
            click.echo(click.style(f"{error.title}: ", fg="red", bold=True, reset=True) + str(error), err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            sys.exit(EXIT_OK)
        except KeyboardInterrupt:
            click.echo("stopped; nothing half-done was kept", err=True)
            sys.exit(EXIT_FAILED)

    return run


def show(rows: list[dict[str, Any]], as_json: bool, columns: list[str] | None = None) -> None:
    """Rows as JSON, or as an aligned table."""
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=str, indent=1 if sys.stdout.isatty() else None))
        return
    if not rows:
        click.echo("nothing")
        return
    names = columns or list(rows[0])
    cells = [names, *[[_cell(row.get(name)) for name in names] for row in rows]]
    widths = [min(60, max(len(line[n]) for line in cells)) for n in range(len(names))]
    numeric = [all(isinstance(row.get(name), (int, float)) or row.get(name) is None for row in rows) for name in names]
    for number, line in enumerate(cells):
        text = "  ".join((c[:w].rjust(w) if numeric[n] else c[:w].ljust(w)) for n, (c, w) in enumerate(zip(line, widths, strict=True)))
        click.echo(click.style(text.rstrip(), bold=True) if number == 0 and sys.stdout.isatty() else text.rstrip())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6g}"
    return " ".join(str(value).split())


def next_step(text: str, as_json: bool = False) -> None:
    """The next sensible command."""
    if not as_json:
        click.echo(f"next: {text}", err=True)


def open_pool(folder: Path) -> Any:
    from intarsia.pool import Pool

    return Pool(folder)


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
    next_step(f"intarsia add FILE --pool {folder}", as_json)


@main.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--id", "dataset", default="", help="Short name of the dataset; from the file's name by default.")
@click.option("--title", default="", help="Title of the dataset.")
@click.option("--publisher", default="", help="Who shares it.")
@click.option("--sector", default="heritage", show_default=True, help="Sector of the contributor.")
@click.option("--licence", default="https://creativecommons.org/publicdomain/zero/1.0/", show_default=True, help="Licence of the metadata (URI).")
@click.option("--format", "format_name", default="", help="Format, where the extension does not tell.")
@pool_option
@json_option
@plainly
def add(file: Path, dataset: str, title: str, publisher: str, sector: str, licence: str, format_name: str, pool_dir: Path, as_json: bool) -> None:
    """Add FILE to the pool as a dataset: copies it and writes its description and a mapping to fill in.

    Example: intarsia add films.csv --title "Our films" --publisher "A small archive" --sector film-tv
    """
    from intarsia import adding

    pool = open_pool(pool_dir)
    made = adding.add(pool, file, dataset=dataset, title=title, publisher=publisher, sector=sector, licence=licence, format_name=format_name)
    show([{"dataset": made.name, "folder": str(made), "columns": ", ".join(adding.columns(pool, made))}], as_json)
    next_step(f"write {made / 'mapping.toml'} and the decision in {made / 'dataset.toml'}, then: intarsia build {pool_dir}", as_json)


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
        click.echo(f"{file.name}  {report['rows']:,} records, {len(report['columns'])} columns, {len(report['rejected'])} unreadable")
        click.echo("read as " + ", ".join(f"{k}={v}" for k, v in report["options"].items() if v not in (None, "", [], False)))
        show(report["columns"], False)
        for reject in report["rejected"][:10]:
            click.echo(f"  record {reject['record'] or '?'}, line {reject['line'] or '?'}: {reject['reason']}")
    next_step(f"intarsia add {file} --pool FOLDER", as_json)


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--mirror", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with <dataset>/<name>[.gz] to take instead of addresses.")
@click.option("--refresh", is_flag=True, help="Fetch every source again.")
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

        graph.start(pool.reader().path)
    show([{"release": identity, "datasets": rows}] if as_json else rows, as_json, None if as_json else ["dataset", "verdict", "rows_in", "rows_out", "rows_rejected", "works"])
    if not as_json:
        click.echo(f"release {identity}")
    next_step(f"intarsia serve {folder}", as_json)


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
    next_step(f'intarsia sql "SELECT * FROM rejected LIMIT 20" --pool {folder}', as_json)


@main.command()
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@plainly
def serve(folder: Path, port: int, host: str) -> None:
    """Serve the pool's current release.

    Example: intarsia serve mypool --port 8080
    """
    from intarsia.web import server

    server.serve(open_pool(folder), host, port)


@main.command()
@click.argument("folder", default="demo-pool", type=click.Path(path_type=Path))
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port.")
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

    graph.start(pool.reader().path)
    if build_only:
        next_step(f"intarsia serve {folder}")
        return
    from intarsia.web import server

    server.serve(pool, host, port)


@main.command()
@click.argument("text")
@click.option("--sector", multiple=True, help="Only this sector; repeat for several.")
@click.option("--country", multiple=True, help="Only this country (ISO code).")
@click.option("--genre", multiple=True, help="Only this genre.")
@click.option("--from", "year_from", type=int, help="From this year.")
@click.option("--to", "year_to", type=int, help="Up to this year.")
@click.option("--limit", default=20, show_default=True, help="How many.")
@pool_option
@json_option
@plainly
def search(text: str, sector: tuple[str, ...], country: tuple[str, ...], genre: tuple[str, ...], year_from: int | None, year_to: int | None, limit: int,
           pool_dir: Path, as_json: bool) -> None:
    """Search works: words, "phrases", -without, maker:name, year:1990..2000.

    Example: intarsia search "dracula" --sector games
    """
    from intarsia.store.searchindex import Filters

    reader = open_pool(pool_dir).reader()
    chosen = {name: values for name, values in (("sector", sector), ("country", country), ("genre", genre)) if values}
    hits = reader.search(text, Filters(chosen, {}, year_from, year_to), limit=limit)
    if as_json:
        click.echo(json.dumps({"total": hits.total, "note": hits.note, "works": hits.cards, "facets": hits.facets}, ensure_ascii=False))
    else:
        click.echo(f"{hits.total:,} works" + (f" ({hits.note})" if hits.note else ""))
        if hits.cards:
            show([{"id": c["id"], "title": c["title"], "year": str(c.get("year") or ""), "form": c.get("form"), "makers": ", ".join(m["name"] for m in c.get("makers", [])),
                   "dataset": c["dataset"]} for c in hits.cards], False)
            next_step(f"intarsia sql \"SELECT * FROM contribution WHERE work = '{hits.cards[0]['id']}'\" --pool {pool_dir}")


@main.command()
@click.argument("query")
@click.option("--release", default=None, help="Release, by the first characters of its id.")
@pool_option
@json_option
@plainly
def sql(query: str, release: str | None, pool_dir: Path, as_json: bool) -> None:
    """Ask the tables of a release in SQL (DuckDB's dialect), read-only.

    Example: intarsia sql "SELECT sector, count(*) AS works FROM work GROUP BY 1" --json
    """
    rows = open_pool(pool_dir).reader(release).records(query)
    show(rows, as_json)
    next_step("docs/tables.md names every table and column", as_json)


@main.command()
@click.argument("table")
@click.option("--format", "format_name", type=click.Choice(["csv", "parquet", "jsonl"]), default="csv", show_default=True, help="Format.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--where", default="", help="SQL condition on the rows.")
@click.option("--release", default=None, help="Release, by the first characters of its id.")
@pool_option
@json_option
@plainly
def export(table: str, format_name: str, output: Path, where: str, release: str | None, pool_dir: Path, as_json: bool) -> None:
    """Write a TABLE of a release to a file.

    Example: intarsia export work --format parquet --where "sector = 'games'" -o games.parquet
    """
    from intarsia import exporting

    rows = exporting.export(open_pool(pool_dir).reader(release), table, format_name, output, where)
    show([{"table": table, "rows": rows, "file": str(output), "bytes": output.stat().st_size}], as_json)
    next_step("docs/tables.md says what each column means", as_json)


@main.command()
@pool_option
@json_option
@plainly
def releases(pool_dir: Path, as_json: bool) -> None:
    """The releases of a pool, newest first.

    Example: intarsia releases --pool mypool
    """
    pool = open_pool(pool_dir)
    now = pool.current()
    show([{"release": m["id"], "issued": m["issued"], "works": m["tables"].get("work", {}).get("rows", 0), "datasets": len(m["inputs"]),
           "served": m["id"] == now, "previous": m["previous"]} for m in pool.releases()], as_json)
    next_step(f"intarsia diff A B --pool {pool_dir}", as_json)


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
    next_step(f"intarsia rollback {old} --why REASON --pool {pool_dir}", as_json)


@main.command()
@click.argument("release", default="")
@pool_option
@json_option
@plainly
def verify(release: str, pool_dir: Path, as_json: bool) -> None:
    """Read every byte of a RELEASE (the served one by default) and compare it with its manifest.

    Example: intarsia verify --pool mypool
    """
    pool = open_pool(pool_dir)
    wrong = pool.verify(release or None)
    identity = pool.resolve(release) if release else pool.current()
    show([{"release": identity, "verified": not wrong, "wrong": wrong}] if as_json else [{"release": identity, "verified": not wrong}], as_json)
    for line in wrong:
        click.echo(f"  {line}", err=True)
    if wrong:
        raise Broken(f"release {identity} is not what its manifest says", where=str(pool.layout.releases / str(identity)), way_out="intarsia rollback to another release, or build again")


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
    next_step(f"intarsia serve {pool_dir}", as_json)


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
    next_step(f"intarsia build {folder}", as_json)


__all__ = ["NotFound", "main"]
