"""Command that asks a question of the shelf: ask."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, show
from intarsia.errors import Invalid

FILES = (".svg", ".png", ".csv", ".json")


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", required=False, default="")
@click.argument("slots", nargs=-1, type=click.UNPROCESSED, metavar="[--SLOT VALUE]...")
@click.option("--lang", default="en", show_default=True, help="Language of the answer: en or nl.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the table as CSV.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write the answer to a file: .svg, .png, .csv or .json.")
@click.option("--release", default=None, help="Release, by the first characters of its id.")
@pool_option
@json_option
@plainly
def ask(name: str, slots: tuple[str, ...], lang: str, as_csv: bool, output: Path | None, release: str | None, pool_dir: Path, as_json: bool) -> None:
    """Ask a question of the shelf, by NAME and with a value for each of its slots; without NAME, see them all. A saved question is asked by its own name.

    Example: intarsia ask stories-in-forms --least 4 --sector games
    """
    from intarsia import answering
    from intarsia.answering import saved
    from intarsia.words import speaker

    pool = open_pool(pool_dir)
    own, say = pool.layout.shelf, speaker(lang)
    if not name:
        _list(answering.listed(answering.insights(own), say.language), saved.questions(own), say.language, as_json, pool_dir)
        return
    chosen = _pairs(slots)
    source = answering.Release(pool.reader(release), own)
    found = answering.answer(source, name, chosen, say)
    if output is not None:
        _write(output, source, name, chosen, say)
        show([{"question": name, "state": found.evidence.state, "file": str(output), "bytes": output.stat().st_size}], as_json)
    elif as_json:
        click.echo(json.dumps(answering.record(found, source, say), ensure_ascii=False, default=str))
    elif as_csv:
        click.echo(_as_csv(found), nl=False)
    else:
        _tell(answering.record(found, source, say))
        next_step("--json gives the evidence and the queries, --csv the table, -o chart.svg the chart")


def _pairs(slots: tuple[str, ...]) -> dict[str, str]:
    """`--slot value` and `--slot=value`.

    Raises: Invalid for anything else.
    """
    found: dict[str, str] = {}
    waiting = ""
    for text in slots:
        if waiting:
            found[waiting], waiting = text, ""
        elif not text.startswith("--") or len(text) < 3:
            raise Invalid(f"'{text[:60]}' belongs to no slot", where="ask", way_out="write: --slot value")
        elif "=" in text:
            slot, _, value = text[2:].partition("=")
            found[slot] = value
        else:
            waiting = text[2:]
    if waiting:
        raise Invalid(f"'--{waiting[:60]}' has no value", where="ask", way_out="write: --slot value")
    return found


def _list(found: list[dict[str, Any]], kept: Any, language: str, as_json: bool, pool_dir: Path) -> None:
    rows = [{"name": one.id, "question": one.said("title", language), "slots": ", ".join(f"{slot}={value}" for slot, value in one.slots.items()), "group": "saved"} for one in kept.values()]
    if as_json:
        click.echo(json.dumps({"questions": found, "saved": [one.record(language) for one in kept.values()]}, ensure_ascii=False))
        return
    rows += [{"name": one["id"], "question": one["question"], "slots": ", ".join(slot["name"] for slot in one["slots"]), "group": one["group"]} for one in found]
    show([{name: row[name] for name in ("name", "group", "slots", "question")} for row in rows], False)
    next_step(f"intarsia ask theme-by-sector --genre fantasy --pool {shlex.quote(str(pool_dir))}")


def _tell(record: dict[str, Any]) -> None:
    """The answer for a terminal: headline, evidence, the first rows, what would settle it."""
    click.echo(record["headline"])
    click.echo(f"{record['evidence']['state']}: {record['evidence']['sentence']}")
    columns = [field["name"] for field in record["fields"] if field["kind"] != "key"] or [field["name"] for field in record["fields"]]
    if record["rows"]:
        years = {field["name"] for field in record["fields"] if field["kind"] == "year"}
        show([{name: str(row[name]) if name in years and row[name] is not None else row[name] for name in columns} for row in record["rows"][:20]], False)
        if len(record["rows"]) > 20:
            click.echo(f"... and {len(record['rows']) - 20:,} more rows")
    for need in record["needs"]:
        click.echo(f"would need: {need['about']}")
    click.echo(record["cite"])


def _as_csv(found: Any) -> str:
    from intarsia import answering
    from intarsia.web.visit import as_csv

    return as_csv(*answering.table(found))


def _write(output: Path, source: Any, name: str, chosen: dict[str, str], say: Any) -> None:
    """Write the answer in the form that the file's name asks for.

    Raises: Invalid for another ending; NotFound for an answer without a chart.
    """
    from intarsia import answering

    if output.suffix not in FILES:
        raise Invalid(f"an answer cannot be written as '{output.suffix}'", where=str(output), way_out="let the name end in " + ", ".join(FILES))
    if output.suffix in (".svg", ".png"):
        output.write_bytes(answering.drawing(source, name, chosen, output.suffix[1:], say))
    elif output.suffix == ".csv":
        output.write_text(_as_csv(answering.answer(source, name, chosen, say)), "utf-8", newline="")
    else:
        output.write_text(json.dumps(answering.handed(source, name, chosen, say), ensure_ascii=False, default=str), "utf-8")
