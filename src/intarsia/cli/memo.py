"""The command that makes one page for who decides: memo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, printable
from intarsia.errors import NotFound

if TYPE_CHECKING:
    from intarsia.objections.memo import Memo
    from intarsia.objections.subject import Subject


@main.command()
@click.argument("what", metavar="FILE|DATASET")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write the page, which prints on one sheet of A4.")
@click.option("--pool", "pool_dir", type=click.Path(path_type=Path), help="Folder of a pool: what comes back is computed against it; and its datasets by name.")
@click.option("--title", default="", help="Title of the dataset; the file's name by default.")
@click.option("--publisher", default="", help="Who would share it.")
@click.option("--description", default="", help="What it is, in a sentence.")
@click.option("--goal", default="", type=click.Choice(["", "public", "commercial"]), help="What it is for.")
@click.option("--licence", default="", help="Licence of the file.")
@click.option("--sector", default="", help="Sector of the contributor.")
@click.option("--format", "format_name", default="", help="Format, where the extension does not tell.")
@click.option("--option", "-o", "options", multiple=True, metavar="KEY=VALUE", help="Reading option, such as delimiter=; or sheet=2.")
@click.option("--lang", default="en", type=click.Choice(["en", "nl"]), help="Language of the memo.")
@json_option
@plainly
def memo(what: str, html: Path | None, pool_dir: Path | None, format_name: str, options: tuple[str, ...], lang: str, as_json: bool, **about: str) -> None:
    """One page for who decides about FILE, or about a DATASET of --pool: verdict, evidence, changes, return, what was not checked, effort. Nothing leaves this machine.

    Example: intarsia memo tickets.xlsx --html memo.html
    """
    from intarsia.objections.memo import memo as made
    from intarsia.objections.sheet import page

    found = made(_subject(what, pool_dir, lang, format_name, dict(one.partition("=")[::2] for one in options), about), lang)
    if html is not None:
        html.write_text(page(found), "utf-8")
    if as_json:
        click.echo(json.dumps(found.record(), ensure_ascii=False))
    elif html is not None:
        click.echo(f"written: {printable(str(html))}")
        next_step(f"open {printable(str(html))} in a browser and print it")
    else:
        _tell(found)


def _subject(what: str, pool_dir: Path | None, lang: str, format_name: str, options: dict[str, str], about: dict[str, str]) -> Subject:
    """What the memo is about. Raises: NotFound."""
    from intarsia.objections import subjects

    pool, path = open_pool(pool_dir) if pool_dir else None, Path(what)
    if path.is_file():
        return subjects.of_file(path, lang, pool, format_name=format_name, options=options, about=about)
    if pool is None:
        raise NotFound("there is no such file", where=what, way_out="check the path; a dataset needs its pool: --pool FOLDER")
    return subjects.of_dataset(pool, pool.reader(), what, lang)


def _tell(found: Memo) -> None:
    """The memo as plain lines."""
    from intarsia.objections.memowords import MEMO

    label = MEMO[found.language]
    lines = [f"{found.kind}: {found.title}", *(f"  {name}: {text}" for name, text in found.facts),
    "", f"{label['verdict']}: {found.words}  ({found.verdict})", *([found.sentence] if found.sentence else [])]
    for key in ("evidence", "changes", "back", "unchecked", "effort", "decides"):
        if getattr(found, key):
            lines += ["", label[key], *(f"  - {line}" for line in getattr(found, key))]
    lines += ["", f"{label['mark']}: {label['file']} {found.checksum or '-'}, {label['rules']} {found.rules or '-'}, {label['memo']} {found.mark}"]
    for line in lines:
        click.echo(printable(line))
