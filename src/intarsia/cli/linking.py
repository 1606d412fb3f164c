"""The command that links two files without a pool, and judges its pairs by a truth: link."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from intarsia.cli.shared import json_option, main, next_step, plainly, printable, show
from intarsia.cli.suggesting import command, settings
from intarsia.errors import Invalid

if TYPE_CHECKING:
    import pyarrow as pa

    from intarsia.pairs.compared import Compared
    from intarsia.pairs.scores import Scores
    from intarsia.pairs.shared import Side
    from intarsia.pairs.table import Table

#: columns that are printed of each file
SHOWN = 40


def _each(given: tuple[str, ...], what: str) -> list[str]:
    """What is said once for both files, or once for each.

    Raises: Invalid for more.
    """
    if len(given) > 2:
        raise Invalid(f"{what} was given {len(given)} times", where=what, way_out="give it once for both files, or twice: for the first and the second")
    return [given[0], given[-1]] if given else ["", ""]


def _columns(*several: tuple[str, ...]) -> dict[str, str]:
    """FIELD=COLUMN as it was typed, as column -> field.

    Raises: Invalid for one that is not of this form.
    """
    found: dict[str, str] = {}
    for given in (one for typed in several for one in typed):
        field, equals, column = given.partition("=")
        if not (field.strip() and equals and column):
            raise Invalid(f"'{given}' names no column", where="--column", way_out="write FIELD=COLUMN, such as --column title=Naam")
        found[column] = field.strip()
    return found


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="A B")
@click.option("--output", "output", type=click.Path(dir_okay=False, path_type=Path), help="File for the pairs: .csv, .jsonl or .parquet. -o pairs.csv is the same.")
@click.option("--option", "-o", "options", multiple=True, metavar="KEY=VALUE", help="Reading option for both files, such as delimiter=; (without =: the file for the pairs).")
@click.option("--left-option", multiple=True, metavar="KEY=VALUE", help="Reading option for the first file.")
@click.option("--right-option", multiple=True, metavar="KEY=VALUE", help="Reading option for the second file.")
@click.option("--format", "formats", multiple=True, help="Format, where the extension does not tell; once for both files or twice.")
@click.option("--key", "keys", multiple=True, metavar="COLUMN", help="Key column; once for both files or twice. By default the one that is recognised, else row numbers from 1.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="What a column of both files is: title=Naam, people=, year=, born=, type=, text=, none= ...")
@click.option("--left-column", multiple=True, metavar="FIELD=COLUMN", help="The same for the first file.")
@click.option("--right-column", multiple=True, metavar="FIELD=COLUMN", help="The same for the second file.")
@click.option("--threshold", type=float, default=0.5, show_default=True, help="The least probability of a pair.")
@click.option("--all", "every", is_flag=True, help="Every pair from probability .01 on, rivals included.")
@click.option("--many", is_flag=True, help="Below .5, also pairs of which a stronger one excludes the other.")
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="CSV for the records that were not compared, with the reason.")
@click.option(
    "--evaluate",
    "truth",
    type=click.Path(path_type=Path),
    metavar="TRUTH",
    help="Table of known matches (two columns of keys, or with a label 0/1): how right are A B, or the file of pairs?",
)
@click.option("--diagram", type=click.Path(dir_okay=False, path_type=Path), help="With --evaluate: the reliability diagram as .svg, .png or .html.")
@json_option
@plainly
def link(files: tuple[Path, ...], output: Path | None, options: tuple[str, ...], truth: Path | None, diagram: Path | None, as_json: bool, **given: Any) -> None:
    """Find the records of A and B that are the same thing, with probability and reasons; no configuration, no pool.

    Example: intarsia link ours.csv theirs.json -o pairs.csv
    """
    from intarsia.pairs import compared, written

    output = _checked(files, output, options, truth, diagram)
    keys, threshold, every = given["keys"], given["threshold"], given["every"]
    if len(files) == 1:
        assert truth is not None
        _judge(written.again(_opened(files[0], "", {}, things=False)), truth, keys, threshold, diagram, as_json, {"pairs_file": files[0].name})
        return
    started = time.monotonic()
    typed = (_columns(given["columns"]), _columns(given["left_column"]), _columns(given["right_column"]))
    shared = tuple(one for one in options if "=" in one)
    read_with = tuple(settings((*shared, *given[name])) for name in ("left_option", "right_option"))
    sides = _sides(files, _each(given["formats"], "--format"), read_with, _each(keys, "--key"), typed)
    found = compared.compare(*sides, threshold=compared.EVERY if every else threshold, many=given["many"] or every)
    if output is not None:
        written.write(found.pairs, output, machine=as_json)
    if given["rejects"] is not None:
        written.rejects(found.rejects, given["rejects"])
    summary = _summary(files, found, time.monotonic() - started, output)
    if truth is not None:
        _judge(found.every, truth, keys, threshold, diagram, as_json, summary, found)
    elif as_json:
        show([summary], True)
    else:
        _say(found, summary)
        following = command("link", *files, "-o", "pairs.csv") + "   (to keep the pairs)"
        next_step(following if output is None else command("link", "--evaluate", "TRUTH", output) + "   (with known matches: how right is it?)")


def _checked(files: tuple[Path, ...], output: Path | None, options: tuple[str, ...], truth: Path | None, diagram: Path | None) -> Path | None:
    """The file for the pairs, if one is wanted; nothing is read or compared before everything else that was typed makes sense.

    Raises: Invalid for what does not.
    """
    from intarsia.pairs import diagram as drawing
    from intarsia.pairs import written

    named = [*([output] if output is not None else []), *(Path(one) for one in options if "=" not in one)]
    if len(named) > 1:
        raise Invalid("more than one file for the pairs was given", where="-o", way_out="name one")
    if named:
        written.known(named[0])
    if diagram is not None:
        drawing.known(diagram)
        if truth is None:
            raise Invalid("a reliability diagram needs a truth", where="--diagram", way_out="add --evaluate TRUTH")
    if len(files) != 2 and not (truth is not None and len(files) == 1):
        told = f"{len(files)} file{'s were' if len(files) != 1 else ' was'} given"
        raise Invalid(told, where="link", way_out="give two files: intarsia link A B; with --evaluate also one file of pairs")
    return named[0] if named else None


def _opened(file: Path, format_name: str, options: dict[str, str], *, things: bool = True) -> Table:
    from intarsia.pairs import table

    return table.read(file, format_name, options, things=things)


def _sides(files: tuple[Path, ...], formats: list[str], options: tuple[dict[str, str], ...], keys: list[str], typed: tuple[dict[str, str], ...]) -> tuple[Side, Side]:
    """Both files, read and recognised. A column that was named for both files must be in one of them at least.

    Raises: NotFound for a column that is not there.
    """
    from intarsia.pairs import roles, shared, table

    opened = [_opened(file, formats[n], options[n]) for n, file in enumerate(files)]
    both = [{column: field for column, field in typed[0].items() if table.has(one, column)} for one in opened]
    for column in typed[0]:
        if not any(column in said for said in both):
            table.column_named(opened[0], column)
    left, right = (shared.side(one, roles.roles(one, {**both[n], **typed[n + 1]}, keys[n])) for n, one in enumerate(opened))
    return left, right


def _summary(files: tuple[Path, ...], found: Compared, seconds: float, output: Path | None) -> dict[str, Any]:
    from intarsia.pairs.compared import LIKELY, SURE

    sides = [
        {
            "file": file.name, "format": side.table.format, "records": side.count, "compared": int(side.comparable.sum()),
            "not_compared": sum(1 for name, _, _ in found.rejects if name == where), "key": side.key_column or "row number", "notes": side.table.notes,
            "columns": [{"column": role.column, "is": role.field, "scheme": role.scheme, "why": role.why} for role in side.roles],
        }
        for where, file, side in zip(("left", "right"), files, (found.left, found.right), strict=True)
    ]  # fmt: skip
    return {
        "files": sides, "pairs": len(found.pairs), "sure": found.count(SURE), "likely": found.count(LIKELY, SURE), "expected_matches": round(found.expected, 1), "conflicts": found.conflicts,
        "seconds": round(seconds, 1), "output": str(output) if output else "",
    }  # fmt: skip


def _say(found: Compared, summary: dict[str, Any]) -> None:
    for told, side in zip(summary["files"], (found.left, found.right), strict=True):
        rest = f", {told['not_compared']:,} not compared" if told["not_compared"] else ""
        put = f", {side.table.repeated:,} rows put together with an earlier one of the same key" if side.table.repeated else ""
        click.echo(f"{printable(told['file'])}  read as {told['format']}, {told['compared']:,} records compared{rest}{put}; key: {printable(told['key'])}")
        for note in told["notes"]:
            click.echo(f"note: {printable(note)}")
        used = [role for role in told["columns"] if role["is"] != "none"]
        show([{"column": role["column"], "is": role["is"] + (f" ({role['scheme']})" if role["scheme"] else ""), "why": role["why"]} for role in used[:SHOWN]], False)
        left_out = [role["column"] for role in told["columns"] if role["is"] == "none"]
        if len(used) > SHOWN:
            click.echo(f"and {len(used) - SHOWN:,} more columns; all are in the answer with --json")
        if left_out:
            click.echo("left out: " + ", ".join(printable(name) for name in left_out[:12]) + (f" and {len(left_out) - 12:,} more" if len(left_out) > 12 else ""))
        click.echo("")
    counted = f"{summary['pairs']:,} pairs: {summary['sure']:,} at probability .95 and more, {summary['likely']:,} from .5 to .95"
    click.echo(f"{counted}; expected matches {summary['expected_matches']:,.1f}; {summary['seconds']:.1f} s")
    if summary["conflicts"]:
        click.echo(f"{summary['conflicts']:,} pairs have identifiers that differ: look at them before believing them")
    if summary["output"]:
        click.echo(f"written: {printable(summary['output'])}")


def _judge(pairs: pa.Table, truth: Path, keys: tuple[str, ...], threshold: float, diagram: Path | None, as_json: bool, summary: dict[str, Any], of: Compared | None = None) -> None:
    """Judge pairs by a truth and say how right they are."""
    from intarsia.pairs import diagram as drawing
    from intarsia.pairs import scores, table
    from intarsia.pairs import truth as truths

    known = _opened(truth, "", {}, things=False)
    named = keys if len(set(keys)) == 2 and all(table.has(known, key) for key in keys) else ()
    own = (of.left.keys, of.right.keys) if of is not None else None
    found = scores.evaluate(pairs, truths.truth(known, named, pairs), threshold, of.chosen if of is not None else None, own)
    if diagram is not None:
        drawing.draw(found, diagram)
    if as_json:
        show([{**summary, "evaluation": found.record()}], True)
        return
    _tell(found)
    for line in drawing.in_text(found):
        click.echo(line)
    if diagram is not None:
        click.echo(f"drawn: {printable(str(diagram))}")


def _tell(found: Scores) -> None:
    of = "labelled pairs" if found.labelled else "pairs with a record of the truth"
    click.echo(f"{found.predicted:,} pairs at probability {found.threshold:g} and more, {found.judged:,} of them judged ({of}), {found.hits:,} right; {found.true:,} matches in the truth")
    rows = [("precision", found.precision), ("recall", found.recall), ("F1", found.f1), ("precision, every pair counted", found.raw_precision), ("F1, every pair counted", found.raw_f1)]
    show([{"measure": name, "value": f"{rate.value:.3f}", "95 % interval": f"{rate.low:.3f} to {rate.high:.3f}"} for name, rate in rows], False)
    away = 100 * (found.expected / found.true - 1) if found.true else 0.0
    click.echo(f"sum of probabilities of judged pairs {found.expected:,.1f}, {away:+.1f} % of the matches in the truth; calibration error {found.ece:.3f} (pairs from {found.weakest:.2f})")
