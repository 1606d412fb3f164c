"""The command that looks at a file before anything else does: check."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from intarsia.cli.shared import EXIT_FINDINGS, json_option, main, next_step, open_pool, plainly, printable
from intarsia.errors import Invalid

if TYPE_CHECKING:
    from intarsia.checking.report import Seen
    from intarsia.checking.target import Target
    from intarsia.pool import Pool

KEY_VALUE = re.compile(r"[a-z_]+=")


@main.command()
@click.argument("file")
@click.option("--format", "format_name", default="", help="Format, where the extension does not tell.")
@click.option(
    "--option", "-o", "options", multiple=True, metavar="KEY=VALUE|SAFE", help="Reading option, such as delimiter=; or sheet=2. With --fix: the file for the safer copy, .csv or .parquet."
)
@click.option("--licence", default="", help="Licence of the file, where neither it nor a file beside it says.")
@click.option("--public-at", default="", metavar="URL", help="Where anyone can read it today.")
@click.option("--sector", default="", help="Sector of the contributor.")
@click.option("--contributor", default="", help="Whose figures these are.")
@click.option("--as-of", default="", metavar="DATE", help="The day it is looked at; today by default.")
@click.option("--set", "settings", multiple=True, metavar="RULE.PARAMETER=VALUE", help="A rule's parameter in place of its own, such as p-percent.p=5 or microdata.columns=age,town.")
@click.option("--pool", "pool_dir", type=click.Path(path_type=Path), help="Folder of a pool: its own rules, what its release shows, its datasets by name.")
@click.option("--like", default="", metavar="DATASET|RECIPE", help="Replay an earlier recipe and say what changed.")
@click.option("--fix", is_flag=True, help="Apply the suggested remedies and write the safer copy to -o SAFE.")
@click.option("--recipe", type=click.Path(dir_okay=False, path_type=Path), help="Write the suggested remedies as recipe.toml.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as one page that needs nothing else.")
@click.option("--spans", type=click.Path(dir_okay=False, path_type=Path), help="Write where personal data stands in the cells (CSV; never the text).")
@click.option("--lang", default="en", type=click.Choice(["en", "nl"]), help="Language of the report.")
@json_option
@plainly
def check(
    file: str,
    format_name: str,
    options: tuple[str, ...],
    settings: tuple[str, ...],
    pool_dir: Path | None,
    like: str,
    fix: bool,
    recipe: Path | None,
    html: Path | None,
    spans: Path | None,
    lang: str,
    as_json: bool,
    **about: str,
) -> None:
    """Look at FILE before you share it: the verdict, why, and the cheapest safe form. Nothing is stored, nothing leaves this machine.

    FILE may be a dataset of --pool. Exit code 1 when something asks for an act.

    Example: intarsia check tickets.xlsx
    """
    from intarsia.checking import target

    pool = open_pool(pool_dir) if pool_dir else None
    about["settings"] = "\n".join(settings)
    outputs = [word for word in options if not KEY_VALUE.match(word)]
    reading = dict(word.partition("=")[::2] for word in options if KEY_VALUE.match(word))
    safe = _output(outputs, fix, Path(file))
    reports = []
    with target.targets(file, pool) as found:
        if len(found) > 1 and (safe or recipe or html or spans):
            raise Invalid(f"{file} has {len(found)} files, and one copy, recipe or page is of one of them", where=file, way_out="check the file itself: " + printable(str(found[0].path)))
        for one in found:
            with _checked(one, pool, format_name, reading, lang, like, {name: value for name, value in about.items() if value}, bool(safe), bool(spans)) as seen:
                reports.append(seen.report)
                if not as_json:
                    _show(seen.report, lang)
                _write(seen, safe, recipe, html, spans, lang, as_json)
    if as_json:
        click.echo(json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False, default=str))
    _next(reports, file, format_name, options, bool(safe), as_json)
    acts = any(report["verdict"] != "OPEN" for report in reports) if not like else any(change["stops"] for report in reports for change in report["drift"])
    sys.exit(EXIT_FINDINGS if acts and not safe else 0)


def _output(outputs: list[str], fix: bool, source: Path) -> Path | None:
    """Where the safer copy goes.

    Raises: Invalid.
    """
    if not fix and outputs:
        raise Invalid(f"'{outputs[0]}' is no reading option", where="--option", way_out="write KEY=VALUE, such as -o sheet=2; a safer copy is written by --fix -o SAFE.csv")
    if fix and len(outputs) != 1:
        raise Invalid("one file for the safer copy is needed", where="--fix", way_out="intarsia check FILE --fix -o SAFE.csv")
    if not fix:
        return None
    from intarsia.checking import saving

    saving.checked_name(Path(outputs[0]), source)
    return Path(outputs[0])


def _checked(one: Target, pool: Pool | None, format_name: str, reading: dict[str, str], lang: str, like: str, about: dict[str, str], fix: bool, spans: bool) -> Any:
    from intarsia.checking import report

    return report.checked(one.path, format_name or one.format, {**one.options, **reading}, pool, lang=lang, fix=fix, spans=spans, like=_recipe(like, pool), **{**one.about, **about})  # type: ignore[arg-type]


def _recipe(like: str, pool: Pool | None) -> str:
    """The text of the recipe that is replayed.

    Raises: NotFound, Invalid.
    """
    from intarsia.shelf.remedies import recipe as recipes

    if not like:
        return ""
    path = Path(like)
    return recipes.load(path if path.is_file() or pool is None else pool.layout.dataset(like) / "recipe.toml").text


def _write(seen: Seen, safe: Path | None, recipe: Path | None, html: Path | None, spans: Path | None, lang: str, as_json: bool) -> None:
    if not (safe or recipe or html or spans):
        return
    from intarsia.checking import page, saving

    said = []
    if recipe is not None:
        recipe.write_text(seen.recipe.text, "utf-8")
        said.append(f"the recipe: {recipe}")
    if html is not None:
        html.write_text(page.written(seen.report, lang), "utf-8")
        said.append(f"the report: {html}")
    if spans is not None and seen.spans is not None:
        said.append(f"{saving.spans(seen.spans, spans):,} places of personal data: {spans}")
    if safe is not None:
        saving.save(seen, safe)
        said.append(f"{safe}: {seen.rows_in:,} records in, {seen.rows_out:,} out")
    for line in said:
        click.echo(line, err=as_json)


def _show(report: dict[str, Any], lang: str) -> None:
    from intarsia.checking import terminal

    for line in terminal.lines(report, lang, width=_width()):
        click.echo(line)


def _width() -> int:
    return min(140, max(80, shutil.get_terminal_size((110, 24)).columns))


def _next(reports: list[dict[str, Any]], file: str, format_name: str, options: tuple[str, ...], fixed: bool, as_json: bool) -> None:
    """The next sensible command, with the same reading options."""
    given = [*(["--format", format_name] if format_name else []), *_words(options)]
    if not fixed and len(reports) == 1 and reports[0]["after"] == "OPEN" and reports[0]["verdict"] != "OPEN" and reports[0]["changes"]:
        next_step(shlex.join(["intarsia", "check", file, *given, "--fix", "-o", f"{Path(file).stem}-safe.csv"]), as_json)
    elif not fixed:
        next_step(shlex.join(["intarsia", "suggest", file, *given]), as_json)
    else:
        output = next(word for word in options if not KEY_VALUE.match(word))
        next_step(shlex.join(["intarsia", "suggest", output]), as_json)


def _words(options: tuple[str, ...]) -> Iterator[str]:
    for option in options:
        if KEY_VALUE.match(option):
            yield from ("-o", option)
