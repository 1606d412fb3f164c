"""What linking gives back: returns, for a dataset of the pool, or for a file before it is shared."""

from __future__ import annotations

import json
import shlex
import time
from pathlib import Path
from typing import Any

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, printable, show
from intarsia.errors import Invalid


@main.command()
@click.argument("what", metavar="DATASET|FILE")
@click.option("--with", "with_", default="", metavar="URL|FOLDER", help="For a FILE: the pool it is held against; without, the one of --pool.")
@click.option("--output", "-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="For a DATASET: its own file with the gained columns behind, as CSV.")
@click.option("--file", "distribution", default="", help="For -o: which file of the dataset, where it has several.")
@click.option("--key", default="", help="For a FILE: the column of its keys.")
@click.option("--sector", default="", help="For a FILE: the sector of its works, such as film-tv, where the file does not tell their form.")
@click.option("--format", "format_name", default="", help="For a FILE: its format, where it is not recognised.")
@pool_option
@json_option
@plainly
def returns(what: str, with_: str, output: Path | None, distribution: str, key: str, sector: str, format_name: str, pool_dir: Path, as_json: bool) -> None:
    """What linking gave back to a DATASET of the pool, or what a FILE that is not shared yet would get.

    For a FILE nothing of it leaves this machine: the titles and figures of the other pool are fetched and compared here.

    Example: intarsia returns film-register --pool mypool -o gained.csv
    """
    file = Path(what)
    if file.is_file():
        if output is not None or distribution:
            raise Invalid("a file that is not shared yet has no gained values, only a forecast", where="-o", way_out="share it first, then: intarsia returns DATASET -o gained.csv")
        _ahead(file, with_, {"key": key, "format_name": format_name, "sector": sector}, pool_dir, as_json)
        return
    if with_ or key or sector or format_name:
        raise Invalid("there is no such file", where=what, way_out="--with, --key, --sector and --format belong to a FILE; check its path")
    from intarsia.receipt import Basis, receipt

    pool = open_pool(pool_dir)
    basis = Basis(pool.reader())
    found = receipt(basis, what)
    if output is not None:
        from intarsia.receipt import ownfile

        found["written"] = ownfile.write(pool, basis, what, distribution, output)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, default=str))
        return
    _tell(found)
    next_step(f"intarsia returns {shlex.quote(what)} --pool {shlex.quote(str(pool_dir))} -o gained.csv   (your own file, with the gained columns)" if output is None
              else f"intarsia serve {shlex.quote(str(pool_dir))}   (then see /datasets/{what}/return)")


def _bounds(counts: dict[str, int]) -> dict[str, int]:
    return {f"p >= {bound}": count for bound, count in counts.items()}


def _tell(found: dict[str, Any]) -> None:
    records, links, questions, context = found["records"], found["links"], found["questions"], found["context"]
    click.echo(f"{printable(found['dataset']['title'] or '')}: {records['works']:,} works, {records['agents']:,} makers")
    rows = [{"gain": "records that are the same as one of others", **_bounds(links["same"]["records"])}, {"gain": "works related to one of others", **_bounds(links["related"]["records"])},
            {"gain": "records linked in any way", **_bounds(links["either"]["records"])}, {"gain": "values gained that the file cannot tell itself", **_bounds(found["gained"]["values"])},
            {"gain": f"questions of {questions['bank']} answered (alone: {questions['alone']})", **_bounds(questions["with"])}]
    show(rows, False)
    if found["attributes"]:
        click.echo("")
        show([{"column": one["field"], **_bounds(one["gained"]), "expected": one["expected"], "from": ", ".join(one["sources"])} for one in found["attributes"]], False)
    click.echo("")
    if found["conflicts"]:
        show([{"does not agree": one["what"], "records": one["records"], "two others against it": one["outvoted"], "with": ", ".join(one["datasets"])} for one in found["conflicts"]], False)
    else:
        click.echo("0 records that others contradict")
    click.echo(f"context: {context['places']} places named; others count inhabitants for {context['inhabitants']}, age groups for {context['age_groups']}, jobs for {context['jobs']}")
    peers = found["comparison"]
    if peers["measures"]:
        show([{f"you against {peers['peers']} peers": one["measure"], "you": one["own"], "median": one["median"], "peers below": one["below"]} for one in peers["measures"]], False)
    else:
        click.echo(f"comparison: not shown, {peers['peers']} peers are fewer than {peers['least']}")
    rights = found["rights"]
    click.echo(f"rights of the combination ask: {rights['asks']}; decided by {', '.join(rights['because'])}")
    if written := found.get("written"):
        click.echo(f"written: {printable(written['file'])}, {written['rows']:,} rows, {written['own_columns']} own columns, {written['gained_columns']} gained with "
                   f"{written['gained']:,} values")


def _ahead(file: Path, with_: str, options: dict[str, str], pool_dir: Path, as_json: bool) -> None:
    """The forecast for a file: what it would get back."""
    from intarsia.receipt import dryrun, titleindex

    started = time.monotonic()
    index = titleindex.of_site(with_) if with_.startswith(("http://", "https://")) else titleindex.of_pool(open_pool(Path(with_) if with_ else pool_dir))
    fetched = time.monotonic()
    found = dryrun.forecast(file, index, **options)
    found["beside"] = _beside(file, with_ or str(pool_dir), options.get("format_name", ""))
    found |= {"against": with_ or str(pool_dir), "release": index.release, "seconds": {"index": round(fetched - started, 2), "forecast": round(time.monotonic() - fetched, 2)}}
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"{printable(file.name)}: {found['records']:,} records, held against {found['works']:,} works and {found['agents']:,} makers of {printable(found['against'])}; nothing "
               f"of the file left this machine")
    if not found["sector_told"]:
        click.echo("the file does not tell the sector of its works: it is taken for that of most of its matches; to be sure, name it with --sector")
    links = found["links"]
    click.echo(f"expected: {links['expected']:,.0f} linked records (95 %: {links['low']:,.0f} to {links['high']:,.0f})")
    show([{"gain": "linked records", **_bounds(links["records"])}], False)
    if found["gained"]:
        show([{"column": one["group"], "the file has it": one["own"], "expected": one["expected"], "low": one["low"], "high": one["high"]} for one in found["gained"]], False)
    if found["datasets"]:
        show([{"linked with": one["dataset"], "expected": one["expected"]} for one in found["datasets"]], False)
    if one := found["beside"]:
        _show_beside(one)
    next_step(f"intarsia add {shlex.quote(str(file))} --pool MYPOOL")


def _beside(file: Path, against: str, format_name: str) -> dict[str, Any] | None:
    """Where the file's own figures would stand among those of peers; None where it has none that five others count as well.

    Of a pool on a server the published tables are fetched and the comparison is made here: the server learns that they were fetched, and nothing of the file.
    """
    from intarsia.answering import Release
    from intarsia.receipt import beside, farfigures, ownfigures

    away = against.startswith(("http://", "https://"))
    pool = None if away else open_pool(Path(against))
    try:
        figures = ownfigures.told(pool, file, format_name)
    except Invalid:
        figures = []
    if pool is not None:
        return beside.forecast(Release(pool.reader(), pool.layout.shelf), figures, file.name) if figures else None
    try:
        with farfigures.far(against) as source:  # also for a file without figures: what is fetched says nothing of it
            return beside.forecast(source, figures, file.name) if figures else None
    except Invalid as error:
        click.echo(f"not laid beside peers: {error}", err=True)
        return None


def _show_beside(one: dict[str, Any]) -> None:
    """The same on a terminal."""
    if one["ratio"] is None:
        return
    click.echo(f"beside {one['members']} peers in {one['measure']}, {one['year']}: {one['ratio']:.2f} times their median over {one['compared']} periods "
               f"(without any one of them {one['low']:.2f} to {one['high']:.2f})")
    show([{key: row[key] for key in ("period", "own", "quarter", "median", "three_quarters", "peers")} for row in one["rows"]], False)
