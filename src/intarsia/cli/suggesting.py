"""Commands from a contributor's file to a dataset: suggest, add."""

from __future__ import annotations

import itertools
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, printable, show
from intarsia.errors import Invalid

if TYPE_CHECKING:
    from intarsia.suggest.drift import Drift
    from intarsia.suggest.suggestion import Suggestion

format_option = click.option("--format", "format_name", default="", help="Format, where the extension does not tell.")
reading_option = click.option("--option", "-o", "options", multiple=True, metavar="KEY=VALUE", help="Reading option, such as delimiter=; or sheet=2.")
like_option = click.option("--like", default="", metavar="DATASET", help="Take the mapping of this dataset of the pool, adapted to what changed.")


#: lines of columns that are printed
SHOWN = 120


def command(*words: str | Path) -> str:
    """A command line as one would type it."""
    return " ".join(("intarsia", *(shlex.quote(str(word)) for word in words)))


def settings(options: tuple[str, ...]) -> dict[str, str]:
    """Reading options as they were typed.

    Raises: Invalid for one that is no KEY=VALUE.
    """
    for option in options:
        if not option.partition("=")[0].strip() or "=" not in option:
            raise Invalid(f"'{option}' is no reading option", where="--option", way_out="write KEY=VALUE, such as -o sheet=2; a folder for the drafts is --output FOLDER")
    return dict(option.partition("=")[::2] for option in options)


def meanings(columns: tuple[str, ...]) -> dict[str, str]:
    """What columns are, as it was typed; a column's own name may hold a =.

    Raises: Invalid for one that is no COLUMN=MEANING.
    """
    for column in columns:
        if not column.rpartition("=")[0].strip():
            raise Invalid(f"'{column}' does not say what a column is", where="--column", way_out="write COLUMN=MEANING, such as --column maker=c:director; --column remark= leaves one out")
    return {column.rpartition("=")[0]: column.rpartition("=")[2] for column in columns}


@main.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@format_option
@reading_option
@click.option("--sector", default="", help="Sector of the contributor; guessed from the columns by default.")
@like_option
@click.option("--pool", "pool_dir", type=click.Path(path_type=Path), help="Folder of the pool; this one by default, if it is one.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder for the drafts; one named after the file by default, none with a pool.")
@json_option
@plainly
def suggest(file: Path, format_name: str, options: tuple[str, ...], sector: str, like: str, pool_dir: Path | None, output: Path | None, as_json: bool) -> None:
    """Say what each column of FILE becomes, how surely and why, and draft its mapping and description.

    Example: intarsia suggest films.csv
    """
    from intarsia.suggest import drafts

    if pool_dir is None and Path("pool.toml").is_file():
        pool_dir = Path(".")
    pool = open_pool(pool_dir) if pool_dir is not None else None
    where = {"datasets": pool.layout.datasets, "shelf": pool.layout.shelf.absolute(), "settings": pool.config.reading} if pool is not None else {}
    found, drift = drafts.suggested(file, format_name=format_name, sector=sector, like=like, options=settings(options), **where)
    name = drafts.name_for(file)
    folder = output or (None if pool is not None else Path(name))
    if folder is not None:
        drafts.write(folder, found, name, pool.config.publisher if pool else "")
    similar = ""
    if pool is not None and not like:
        from intarsia.suggest import again

        similar = again.alike(found, pool.layout.datasets)
    _say(file, found, drift, folder, similar, as_json)
    extra = [
        *(["--format", format_name] if format_name else []),
        *(word for option in options for word in ("-o", option)),
        *(["--draft", str(folder)] if folder is not None else []),
        *(["--like", like] if like and folder is None else []),
        *(["--sector", sector] if sector else []),
    ]
    if similar:
        next_step(f"{command('suggest', file, '--like', similar, '--pool', pool_dir or '.')}   (it looks like a new delivery of '{similar}'), or else:", as_json)
    if pool_dir is None:
        next_step(f"{command('add', file, *extra, '--pool')} FOLDER   (a pool to put it in: intarsia new FOLDER)", as_json)
    else:
        next_step(command("add", file, *extra, "--pool", pool_dir), as_json)


def _short(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Runs of five and more columns that are judged alike, such as years, in one line."""
    short: list[dict[str, str]] = []
    for _, group in itertools.groupby(rows, key=lambda row: (row["becomes"], row["confidence"], row["why"])):
        same = list(group)
        short += same if len(same) < 5 else [{**same[0], "column": f"{same[0]['column']} ... {same[-1]['column']} ({len(same):,} columns)"}]
    return short


def _say(file: Path, found: Suggestion, drift: Drift | None, folder: Path | None, similar: str, as_json: bool) -> None:
    if as_json:
        from intarsia.suggest.drift import note

        said: dict[str, Any] = {
            "file": file.name,
            "format": found.format,
            "options": found.sample.options,
            "records": found.sample.records,
            "all_records": found.sample.whole,
            "makes": found.kind.makes,
            "form": found.kind.form,
            "sector": found.kind.sector,
            "columns": found.rows,
            "draft": str(folder) if folder else "",
            "looks_like": similar,
            "other_sheets": found.sample.others,
            "notes": found.notes,
            "drift": note(drift) if drift is not None else None,
            "mapping": found.mapping,
        }
        show([said], True)
        return
    records = f"{found.sample.records:,} records" if found.sample.whole else f"the first {found.sample.records:,} records"
    click.echo(f"{printable(file.name)}  read as {found.format}, {records}: " + ", ".join(f"{n} {word}" for word, n in found.counts.items()))
    shown = ", ".join(f"{k}={printable(str(v))}" for k, v in found.sample.options.items() if v not in (None, "", [], False) and k != "max_bytes")
    if shown:
        click.echo(f"reading options as guessed: {shown}")
    if found.sample.others:
        click.echo("other sheets: " + ", ".join(printable(name) for name in found.sample.others) + f"; to read one of them: {command('suggest', file, '-o', 'sheet=NAME')}")
    for said_of_it in found.notes:
        click.echo(f"note: {printable(said_of_it)}")
    rows = _short(found.rows)
    show(rows[:SHOWN], False)
    if len(rows) > SHOWN:
        click.echo(f"and {len(rows) - SHOWN:,} more lines; all columns are in the draft, and in the answer with --json")
    if drift is not None:
        click.echo("the columns are those of the earlier delivery" if not drift else "what changed since the earlier delivery:")
        if drift:
            show(drift.rows, False)
    if folder is not None:
        click.echo(f"drafts written: {folder / 'mapping.toml'}, {folder / 'dataset.toml'}")


@main.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--id", "dataset", default="", help="Short name of the dataset; from the file's name by default.")
@click.option("--title", default="", help="Title of the dataset.")
@click.option("--publisher", default="", help="Who shares it.")
@click.option("--sector", default="", help="Sector of the contributor; guessed from the columns by default.")
@click.option("--licence", default="", help="Licence of the metadata (URI); CC0 by default.")
@format_option
@reading_option
@like_option
@click.option("--draft", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with drafts that suggest wrote and you mended.")
@click.option("--column", "columns", multiple=True, metavar="COLUMN=MEANING", help="What a column is, in place of what is suggested, such as maker=c:director; nothing behind = "
              "leaves it out. May be given several times.")
@click.option("--again", is_flag=True, help="A parcel takes the place of an earlier one of the same dataset.")
@click.option("--new-key", is_flag=True, help="Its owner signs parcels with another key than before, and told you so.")
@pool_option
@json_option
@plainly
def add(file: Path, dataset: str, title: str, publisher: str, sector: str, licence: str, format_name: str, options: tuple[str, ...], like: str, draft: Path | None,
        columns: tuple[str, ...], again: bool, new_key: bool, pool_dir: Path, as_json: bool) -> None:
    """Add FILE to the pool as a dataset: copies it and writes the drafts of its description and mapping.

    A parcel (films.intarsia, see pack) brings its own, with the decision: its checksums and signature are looked at.

    Example: intarsia add films.csv --title "Our films" --publisher "A small archive" --sector film-tv
    """
    from intarsia import adding

    if file.suffix == ".intarsia":
        from intarsia.cli.parcels import accepted

        return accepted(file, dataset, again, new_key, pool_dir, as_json)
    pool = open_pool(pool_dir)
    given = {"title": title, "publisher": publisher, "sector": sector, "licence": licence, "format_name": format_name, "like": like}
    made = adding.add(pool, file, dataset=dataset, draft=draft, options=settings(options), about=None, chosen=meanings(columns), **given)
    rows = made.suggestion.rows
    show(
        [
            {
                "dataset": made.folder.name,
                "folder": str(made.folder),
                **{word.replace(" ", "_"): n for word, n in made.suggestion.counts.items()},
                "columns": ", ".join(r["column"] for r in rows),
            }
        ],
        as_json,
    )
    if made.drift and not as_json:
        show(made.drift.rows, False)
    if not as_json:
        click.echo(f"read what was drafted, above all what is your call: {made.folder / 'mapping.toml'}, {made.folder / 'dataset.toml'}")
    next_step(command("decide", made.folder.name, "--verdict", "OPEN", "--who", "your role", "--why", "your reason", "--pool", pool_dir), as_json)
