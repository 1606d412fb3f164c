"""Commands of those who decide: decide, pledge."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, printable, show
from intarsia.model import USES, VERDICTS


@main.command()
@click.argument("dataset")
@click.option("--verdict", type=click.Choice(VERDICTS), required=True, help="How far it may be shared.")
@click.option("--who", required=True, help="Role of who decides.")
@click.option("--why", required=True, help="Reason, for everybody to read.")
@click.option("--use", type=click.Choice(USES), default="anyone", show_default=True, help="For whom: anyone, or this machine only.")
@click.option("--until", default="", metavar="DATE", help="Day to ask again; for DESCRIBE ONLY twelve months on.")
@click.option("--rests-on", default="", metavar="RULE", help="Rule whose finding holds the data back, or 'choice'; the gravest finding when nobody says.")
@click.option("--when", default="", metavar="CONDITION", help="Nothing leaves before it is met: 'four others share this measure', 'three others pledge', 'after DATE'.")
@click.option("--embargo", default="", metavar="DATE", help="Nothing leaves before that day.")
@click.option("--signed", multiple=True, metavar="RULE", help="A rule whose finding you answer for.")
@click.option("--by", default="", help="Role of who writes it down, where that is somebody else.")
@click.option("--again", is_flag=True, help="Replace an earlier decision; the ledger keeps both.")
@click.option("--unseen", is_flag=True, help="Do not look at the files now; the build does.")
@click.option("--mirror", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder with <dataset>/<name>[.gz] to look at instead of addresses.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Day of the decision; today when not given.")
@pool_option
@json_option
@plainly
def decide(dataset: str, verdict: str, who: str, why: str, use: str, until: str, rests_on: str, when: str, embargo: str, signed: tuple[str, ...], by: str, again: bool,
           unseen: bool, mirror: Path | None, as_of: object, pool_dir: Path, as_json: bool) -> None:
    """Write down the decision about DATASET: nothing is released without one. The rules look at its files first.

    Example: intarsia decide our-films --verdict OPEN --who "head of collections" --why "facts about published films"
    """
    from intarsia.deciding import Asked, seen

    asked = Asked(use=use, until=until, rests_on=rests_on, when=when, embargo=embargo, signed=signed, by=by)
    day = as_of.date() if hasattr(as_of, "date") else None
    done = seen.look_and_decide(open_pool(pool_dir), dataset, verdict, who, why, asked=asked, again=again, unseen=unseen, mirror=mirror, today=day)
    found = sorted(done.looked.asking) if done.looked else []
    row = {"dataset": dataset, "verdict": verdict, "use": use, "who": who, "file": str(done.file), "recipe": str(done.recipe) if done.recipe else None}
    show([{**row, "found": found, "check": done.looked.verdict if done.looked else None}] if as_json else [row], as_json)
    if found and not as_json:
        click.echo("rules that asked for something: " + printable(", ".join(found)))
    if use == "anyone" and verdict == "OPEN" and not found and done.looked and not as_json:
        click.echo("no rule asks for anything; what rules cannot check is told by: intarsia check FILE")
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)


@main.command()
@click.argument("dataset")
@click.option("--organisation", required=True, help="Who pledges.")
@click.option("--named", is_flag=True, help="It agrees that its name is shown; else it is only counted.")
@click.option("--undo", is_flag=True, help="Take its pledge back.")
@click.option("--by", default="operator", show_default=True, help="Role of who writes it down.")
@click.option("--why", default="", help="Where it was said; kept in the ledger and shown to nobody else.")
@pool_option
@json_option
@plainly
def pledge(dataset: str, organisation: str, named: bool, undo: bool, by: str, why: str, pool_dir: Path, as_json: bool) -> None:
    """Keep that an organisation would share too what the decision about DATASET waits for.

    Example: intarsia pledge our-visits --organisation "A museum" --named --pool mypool
    """
    from intarsia.deciding import pledges

    pool = open_pool(pool_dir)
    count = pledges.take_back(pool, dataset, organisation, by=by, why=why) if undo else pledges.pledge(pool, dataset, organisation, named=named, by=by, why=why)
    if as_json:
        click.echo(json.dumps({"dataset": dataset, "pledged": not undo, "others": count}))
    else:
        click.echo(f"{count} other organisation{'' if count == 1 else 's'} pledged for {printable(dataset)}")
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)
