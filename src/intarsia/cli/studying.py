"""Commands over studies of interventions: impact list, show, register."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, printable, show
from intarsia.errors import Invalid, NotFound

COLUMNS = ["id", "registered", "start", "design", "status", "effect", "low", "high", "p", "title"]


@main.group()
def impact() -> None:
    """Studies of interventions: what followed, next to what comparable others would lead one to expect. Each is registered in the ledger before its result is shown.

    Example: intarsia impact list
    """


@impact.command("list")
@pool_option
@json_option
@plainly
def list_(pool_dir: Path, as_json: bool) -> None:
    """The studies of the pool, with what was found; those without a status are answered with the next build.

    Example: intarsia impact list
    """
    from intarsia import studying

    pool = open_pool(pool_dir)
    answered = {row["id"]: row for row in studying.listed(pool.reader())} if pool.current() else {}
    waiting = [dict.fromkeys(COLUMNS) | {"id": one.id, "registered": one.registered, "title": next(iter(one.title.values()))} for one in studying.registered(pool) if one.id not in answered]
    show([{name: row[name] for name in COLUMNS} for row in (*answered.values(), *waiting)], as_json, COLUMNS)
    next_step("intarsia impact show STUDY" if answered else f"intarsia build {pool_dir}" if waiting else "intarsia impact register", as_json)


@impact.command("show")
@click.argument("study")
@click.option("--lang", default="en", show_default=True, help="Language of the sentence: en or nl.")
@pool_option
@json_option
@plainly
def show_(study: str, lang: str, pool_dir: Path, as_json: bool) -> None:
    """What was found in STUDY; with --json the whole dossier: registration, series, placebos, hashes.

    Example: intarsia impact show free-sundays --json
    """
    from intarsia import answering, studying
    from intarsia.web.words import words

    pool = open_pool(pool_dir)
    told = studying.dossier(pool.reader(), study)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    answer = answering.answer(answering.Release(pool.reader(), pool.layout.shelf), "impact", {"study": study}, words(lang))
    for line in (answer.finding or answer.title, answer.evidence.sentence, *answer.notes, *(need.about for need in answer.needs)):
        click.echo(printable(line))
    for number, at, by, hash, _ in studying.entered(pool).get(study, studying.Registered()).entered:
        click.echo(printable(f"Ledger, entry {number}: registered {at} by {by}, SHA-256 {hash}"))
    next_step(f"intarsia ask impact --study {study} --csv", as_json)


@impact.command()
@click.argument("study")
@click.option("--title", required=True, help="What it is called.")
@click.option("--question", required=True, help="What is asked.")
@click.option("--who", required=True, help="Role of who asks.")
@click.option("--intervention", "records", required=True, multiple=True, metavar="DATASET/RECORD",
              help="The intervention: its dataset and its record; several times for one thing done at several places, each on its own day.")
@click.option("--figures", "dataset", required=True, metavar="DATASET", help="Dataset whose figures are looked at.")
@click.option("--measure", required=True, help="What the figures measure.")
@click.option("--about", required=True, type=click.Choice(["agent", "place", "work", "sector"]), help="What each figure is about.")
@click.option("--unit", default="", help="The one it was done to, if the intervention does not name it.")
@click.option("--frequency", default="year", show_default=True, type=click.Choice(["month", "quarter", "year"]), help="One figure per month, quarter or year.")
@click.option("--method", default="", metavar="TEXT", help="Only figures counted in this way, word for word; otherwise each series keeps to the way that most of it is counted in.")
@click.option("--measured-in", default="", metavar="UNIT", help="Only figures in this unit; otherwise the unit of most figures.")
@click.option("--segment", default="", metavar="TEXT", help="Only this part of the audience, such as paid entry or an age group; otherwise the whole of it.")
@click.option("--per", default="", metavar="MEASURE", help="Divide by this measure of the place, such as population or jobs, and take 1,000 of it.")
@click.option("--per-dataset", default="", metavar="DATASET", help="Whose figures to divide by; otherwise the one dataset that knows most of the years.")
@click.option("--per-segment", default="", metavar="TEXT", help="Which part to divide by, such as an age group; otherwise the same part as that of the audience, or all.")
@click.option("--direction", required=True, type=click.Choice(["up", "down", "unknown"]), help="What is expected.")
@click.option("--since", default="", metavar="DATE", help="First year, month or day of the window.")
@click.option("--until", default="", metavar="DATE", help="Last year, month or day of the window.")
@click.option("--without", multiple=True, metavar="NAME=REASON", help="One not to compare with, and why; can be given several times.")
@click.option("--blind", is_flag=True, help="The figures were not public and not known to who asks.")
@click.option("--as-of", "day", default="", metavar="DATE", help="Day of the registration; today when not given.")
@pool_option
@json_option
@plainly
def register(study: str, title: str, question: str, who: str, records: tuple[str, ...], dataset: str, measure: str, about: str, unit: str, frequency: str, method: str, measured_in: str,
             segment: str, per: str, per_dataset: str, per_segment: str, direction: str, since: str, until: str, without: tuple[str, ...], blind: bool, day: str, pool_dir: Path,
             as_json: bool) -> None:
    """Register STUDY: what is asked of an intervention, before its result is shown. It stands in the ledger from then on and is answered with the next build; a study that is changed
    after its result was shown says so.

    Example: intarsia impact register free-sundays --title "Free Sundays" --question "Did more people come?" --who "policy analyst"
    --intervention measures/iv-1 --figures visits --measure visits --about agent --frequency month --direction up
    """
    from intarsia import studying

    named = [record.partition("/") for record in records]
    of = named[0][0]
    if not all(slash and one == of for one, slash, _ in named):
        raise Invalid("an intervention is named by its dataset and its record", where="--intervention",
                      way_out="--intervention DATASET/RECORD, as GET /api/v1/interventions lists them; several of one dataset")
    pool = open_pool(pool_dir)
    for _, _, key in named:
        if pool.current() and not pool.reader().records("SELECT 1 FROM intervention WHERE dataset = $d AND record = $r LIMIT 1", {"d": of, "r": key}):
            raise NotFound(f"the release has no intervention '{of[:40]}/{key[:80]}'", where="--intervention",
                           way_out='see them: intarsia sql "SELECT dataset, record, title, start FROM intervention"')
    outcome = {"dataset": dataset, "measure": measure, "about": about, "unit": unit, "frequency": frequency, "method": method, "measured_in": measured_in, "segment": segment, "per": per,
               "per_dataset": per_dataset, "per_segment": per_segment, "direction": direction}
    given: dict[str, Any] = {
        "title": title, "question": question, "who": who, "registered": day or datetime.datetime.now(datetime.UTC).date().isoformat(), "seen": not blind,
        "intervention": {"dataset": of, **({"records": [key for _, _, key in named]} if len(named) > 1 else {"record": named[0][2]})},
        "outcome": {name: value for name, value in outcome.items() if value},
        "window": {name: value for name, value in (("since", since), ("until", until)) if value},
        "without": {name: why or "no reason given" for name, _, why in (one.partition("=") for one in without)},
    }
    found = studying.register(pool, study, given)
    show([{"id": found.id, "registered": found.registered, "hash": found.hash, "file": str(pool.layout.studies / f"{found.id}.toml")}], as_json, ["id", "registered", "hash", "file"])
    next_step(f"intarsia build {pool_dir}", as_json)
