"""The command by which the owner of a file packs what may leave: pack."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, plainly, printable


@main.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The parcel to write, such as films.intarsia.")
@click.option("--who", required=True, help="Role of who decides that it may leave.")
@click.option("--why", required=True, help="Reason, which everybody may read.")
@click.option("--id", "dataset", default="", help="Short name of the dataset; the file's name by default.")
@click.option("--title", default="", help="Title of the dataset.")
@click.option("--publisher", default="", help="Who shares it.")
@click.option("--sector", default="", help="Sector of the contributor.")
@click.option("--licence", default="", help="Licence of the file.")
@click.option("--public-at", default="", metavar="URL", help="Where anyone can read it today.")
@click.option("--contributor", default="", help="Whose figures these are.")
@click.option("--as-of", default="", metavar="DATE", help="The day it is looked at; today by default.")
@click.option("--format", "format_name", default="", help="Format, where the extension does not tell.")
@click.option("--option", "options", multiple=True, metavar="KEY=VALUE", help="Reading option, such as delimiter=; or sheet=2.")
@click.option("--signed", multiple=True, metavar="RULE", help="A rule whose finding is left after the remedies, and that you answer for. May be given again.")
@click.option("--like", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An earlier parcel or recipe.toml: its recipe is replayed, and drift stops it.")
@json_option
@plainly
def pack(file: Path, output: Path, who: str, why: str, options: tuple[str, ...], signed: tuple[str, ...], like: Path | None, as_json: bool, **given: str) -> None:
    """Check FILE, apply the suggested remedies, and write one signed parcel with the safer records only. Nothing else leaves this machine.

    The pool takes it in with: intarsia add films.intarsia --pool mypool

    Example: intarsia pack films.xlsx -o films.intarsia --who "head of collections" --why "facts about published films"
    """
    from intarsia import parcel
    from intarsia.parcel.packing import recipe_in

    recipe = "" if like is None else recipe_in(like) if like.suffix == parcel.SUFFIX else like.read_text("utf-8")
    reading = dict(one.partition("=")[::2] for one in options)
    done = parcel.pack(file, output, who, why, options=reading, signed=signed, like=recipe, **{name: value for name, value in given.items() if value})
    if as_json:
        click.echo(json.dumps({**asdict(done), "file": str(done.file)}, ensure_ascii=False))
        return
    click.echo(f"{done.rows_out:,} of {done.rows_in:,} records in {done.file}: {done.verdict} before, {done.after} now")
    for line in done.remedies:
        click.echo(f"  {printable(line)}")
    click.echo(f"columns that leave: {', '.join(map(printable, done.columns))}")
    for line in done.notes:
        click.echo(printable(line), err=True)
    click.echo(f"signed with your key {done.fingerprint}: tell these digits to whoever takes it in, in another way than you send it")
    next_step(f"intarsia add {shlex.quote(str(done.file))} --pool POOL")


def accepted(file: Path, dataset: str, again: bool, new_key: bool, pool_dir: Path, as_json: bool) -> None:
    """What `intarsia add` does with a parcel."""
    from intarsia import parcel
    from intarsia.cli.shared import open_pool, show

    done = parcel.accept(open_pool(pool_dir), file, dataset=dataset, again=again, new_key=new_key)
    show([{"dataset": done.folder.name, "folder": str(done.folder), "rows": done.rows, "key": done.fingerprint, "known_key": done.known, "left_out": list(done.left_out)}], as_json)
    if not as_json and done.left_out:
        click.echo(f"its owner's file also has lists within records, which are not in this parcel: {', '.join(map(printable, done.left_out))}", err=True)
    if not as_json and not done.known:
        click.echo("this key signs for this pool for the first time: compare its digits with those its owner tells you", err=True)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)
