"""Commands that ask a release: search, sql, sparql, export."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, show


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
            next_step(f"intarsia sql \"SELECT * FROM contribution WHERE work = '{hits.cards[0]['id']}'\" --pool {shlex.quote(str(pool_dir))}")


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
    from intarsia.engine.duckdb import only_reads

    rows = open_pool(pool_dir).reader(release).records(only_reads(query))
    show(rows, as_json)
    next_step("docs/tables.md names every table and column", as_json)


@main.command()
@click.argument("query")
@click.option("--format", "form", type=click.Choice(["json", "xml", "csv", "tsv", "ttl", "nt", "rdf", "jsonld"]), default=None, help="Print the standard form instead of a table.")
@click.option("--release", default=None, help="Release, by the first characters of its id.")
@pool_option
@json_option
@plainly
def sparql(query: str, form: str | None, release: str | None, pool_dir: Path, as_json: bool) -> None:
    """Ask the graph of a release in SPARQL: a QUERY, a file that holds one, or - for what is piped in.

    Example: intarsia sparql "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class"
    """
    from intarsia.questions import asked

    text = sys.stdin.read() if query == "-" else Path(query).read_text("utf-8") if "{" not in query and Path(query).is_file() else query
    reader = open_pool(pool_dir).reader(release)
    if form:
        click.echo(asked.written(reader.path, text, form, reader.base), nl=False)
        return
    show(asked.rows(reader.path, text, reader.base), as_json)
    next_step("--format ttl, csv or json prints it in a standard form", as_json)


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
