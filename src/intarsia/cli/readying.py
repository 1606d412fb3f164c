"""How ready data is: readiness, of a dataset, of all of them, of a record in Europeana's model; and an organisation's answers from a file."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, printable, show
from intarsia.errors import NotFound


@main.command()
@click.argument("what", metavar="[DATASET|FILE]", default="")
@click.option("--answers", type=click.Path(dir_okay=False, path_type=Path), help="Keep an organisation's answers to the questionnaire, from a JSON file.")
@click.option("--lang", default="en", type=click.Choice(["en", "nl"]), help="Language of what is said.")
@pool_option
@json_option
@plainly
def readiness(what: str, answers: Path | None, lang: str, pool_dir: Path, as_json: bool) -> None:
    """How ready a DATASET of the pool is to be used by others, by five instruments on one ladder; without one, all of them.

    For a FILE in Europeana's model (EDM, RDF/XML): the metadata tier of each record.

    Example: intarsia readiness film-register --pool mypool
    """
    if answers is not None:
        _keep(answers, pool_dir, as_json)
    elif what and Path(what).is_file():
        _tiers(Path(what), as_json)
    else:
        _measured(what, lang, pool_dir, as_json)


def _measured(what: str, lang: str, pool_dir: Path, as_json: bool) -> None:
    from intarsia.readiness import everything, told

    pool = open_pool(pool_dir)
    reader = pool.reader()
    found = everything(pool, reader)
    if what and what not in found:
        raise NotFound(f"there is no dataset '{what[:60]}' in release {reader.id}, and no such file", where=what,
            way_out=f"see them all: intarsia readiness --pool {shlex.quote(str(pool_dir))}")
    if not what:
        rows = [{"dataset": name, "rung": one["ladder"]["name"], "of 5": one["ladder"]["reached"], **{each["key"]: each["step"] for each in one["instruments"]},
                 "pays most": one["fix"]["says"] if one["fix"] else ""} for name, one in ((name, told(each, lang)) for name, each in found.items())]
        show(rows, as_json)
        next_step(f"intarsia readiness DATASET --pool {shlex.quote(str(pool_dir))}", as_json)
        return
    data = told(found[what], lang)
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
        return
    _tell(data)
    next_step(f"intarsia serve {shlex.quote(str(pool_dir))}   (then see /datasets/{what}/readiness)")


def _tell(data: dict[str, Any]) -> None:
    """The ladder, what comes first, what pays most, and each instrument in a line."""
    show([{"rung": one["name"], "state": one["state"], "asked for": one["why"]} for one in data["ladder"]["rungs"]], False)
    click.echo("")
    show([{"instrument": one["name"], "stands on": one["step"], "first that fails": one["first"]["says"] if one["first"] else ""} for one in data["instruments"]], False)
    click.echo("")
    if data["fix"]:
        fix = data["fix"]
        click.echo(f"pays most: {fix['says']} ({fix['effort']})")
        for gain in fix["gains"]:
            click.echo(f"  {'at most: ' if fix['unsure'] else ''}{gain}")
    else:
        click.echo("nothing that can be filled in or judged would change a ladder")


def _tiers(file: Path, as_json: bool) -> None:
    from intarsia.readiness import edm, europeana

    found = edm.records(file.read_bytes())
    show([{"record": printable(name), "tier": europeana.tier(one), **{key: criterion(one) for key, criterion in europeana.CRITERIA.items()}} for name, one in found.items()], as_json)


def _keep(file: Path, pool_dir: Path, as_json: bool) -> None:
    from intarsia.readiness import declared

    said = declared.read(file)
    ledger = open_pool(pool_dir).ledger()
    try:
        number = declared.save(ledger, said["organisation"] or declared.HERE, said["sector"], said["answers"], "owner")
        mine = declared.all_of(ledger)[said["organisation"] or declared.HERE]
    finally:
        ledger.close()
    if as_json:
        click.echo(json.dumps({"judgement": number, "themes": mine.themes, "barriers": list(mine.barriers), "first": mine.first}))
        return
    show([{"theme": theme, "level": level, "holds back": "yes" if theme in mine.barriers else ""} for theme, level in mine.themes.items()], False)
    next_step(f"intarsia serve {shlex.quote(str(pool_dir))}   (then see /desk/readiness)")
