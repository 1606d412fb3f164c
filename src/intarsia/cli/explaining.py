"""Commands about single links: explain, judge."""

from __future__ import annotations

import json
import math
import shlex
from pathlib import Path
from typing import Any

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, printable
from intarsia.errors import Invalid

BAR = 24  # characters of the longest bar
METHODS = {"identifier": "both records carry the same identifier", "stated": "a contributor states it",
           "person": "a person looked at both and judged", "model": "a model compared the two records"}
WHY_NOT = {"dataset": "both come from one contributor, who holds them apart: records of one dataset are not compared",
           "forms": "they are of different forms, which are never the same work: one may be based on the other",
           "unlike": "nothing in them agrees that would bring them together"}


@main.command()
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@pool_option
@json_option
@plainly
def explain(one: str, other: str, pool_dir: Path, as_json: bool) -> None:
    """Why A and B are linked, or are not: ids, addresses, titles or names of two works or two agents.

    Example: intarsia explain "Max Havelaar" 4f0c11d29a7be350
    """
    from intarsia import explaining

    told = explaining.explain(open_pool(pool_dir).reader(), one, other)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for side in ("a", "b"):
        card = told[side]
        about = [card["name"] or "", card.get("form") or card.get("kind") or "", card.get("date") or _years(card), card["dataset"], card["id"]]
        others = f"  ({told['others'][side]} more of that name)" if told["others"][side] else ""
        click.echo(printable("  ".join(part for part in about if part)) + others)
    for link in [*told["links"], *told["chain"]]:
        _link(link, {told["a"]["id"]: told["a"]["name"], told["b"]["id"]: told["b"]["name"]})
    if told["entity"]:
        click.echo(f"\nboth are records of the entity {told['entity']}" + ("" if told["links"] else ", by way of other records" if told["chain"] else ""))
    if told["compared"]:
        _compared(told["compared"])
    first = next((link["id"] for link in told["links"]), "")
    next_step(f"intarsia judge accept|reject {first or 'A same_as B'} --pool {shlex.quote(str(pool_dir))}")


def _link(link: dict[str, Any], names: dict[str, str]) -> None:
    ends = [names.get(link[end]) or link[end] for end in ("subject", "object")]
    share = "" if link["probability"] is None else f", probability {link['probability']:.1%}"
    click.echo(f"\n{printable(ends[0])} -- {link['predicate']} --> {printable(ends[1])}: {link['state']}{share}")
    click.echo(f"  {METHODS.get(link['method'], 'how this was found is not stated')}")
    if link["steps"]:
        _waterfall(link["steps"], link["probability"])
    for field, value in link["evidence"].items() if not link["steps"] else ():
        click.echo(f"  {printable(field.replace('_', ' '))}: {printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))}")


def _compared(found: dict[str, Any]) -> None:
    click.echo("\nno link between them is known")
    if found["why"]:
        click.echo(f"  {WHY_NOT[found['why']]}")
        return
    click.echo(f"  compared now, among {found['among']:,} records like them: probability {found['probability']:.1%} (a build compares all records, and may weigh a little differently)")
    _waterfall(found["steps"], found["probability"])


def _waterfall(steps: list[dict[str, Any]], share: float | None) -> None:
    """A line for each step: what was compared, what came of it, how much it counts, and a bar from the odds before to the odds after."""
    from intarsia.explaining import factor, probability

    low, high = min(0.0, *(s["end"] for s in steps)), max(0.0, *(s["end"] for s in steps))
    scale = BAR / max(high - low, 1e-9)
    named = [("before looking" if s["field"] == "prior" else s["field"], s["level"]) for s in steps]
    wide = [max(len(row[n]) for row in named) for n in (0, 1)]
    for (field, level), step in zip(named, steps, strict=True):
        begin, end = sorted((round((step["start"] - low) * scale), round((step["end"] - low) * scale)))
        bar = " " * begin + ("█" if step["weight"] >= 0 else "░") * max(1, end - begin)
        times = factor(step["weight"])
        said = "" if math.isclose(times, 1.0, abs_tol=0.05) else f"{times:,.{0 if times >= 10 else 1}f} x {'for' if step['weight'] > 0 else 'against'}"
        click.echo(f"  {printable(field).ljust(wide[0])}  {printable(level).ljust(wide[1])}  {step['weight']:+7.1f}  {said:>18}  {bar}")
    total = steps[-1]["end"]
    click.echo(f"  {'in all'.ljust(wide[0])}  {''.ljust(wide[1])}  {total:+7.1f}  {(probability(total) if share is None else share):>18.1%}")


def _years(card: dict[str, Any]) -> str:
    known = [str(card[column]) if card.get(column) is not None else "" for column in ("year_start", "year_end")]
    return "-".join(known) if any(known) else ""


@main.command()
@click.argument("verdict", type=click.Choice(["accept", "reject", "undo"]))
@click.argument("link", nargs=-1, required=True)
@click.option("--why", default="", help="Reason, kept in the ledger.")
@click.option("--by", default="owner", show_default=True, help="Role of who judges; no name.")
@pool_option
@json_option
@plainly
def judge(verdict: str, link: tuple[str, ...], why: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """Accept or reject a LINK, or undo what was judged of it: its id, or two ids with a relation between them.

    The judgement wins over every model and holds for the deliveries to come; the next build heeds it.

    Example: intarsia judge reject 05ab33d1c9e0f724 --why "another Dracula"
    Example: intarsia judge accept 4f0c11d29a7be350 same_as 9d3e5b7a10c2f846
    """
    from intarsia import ruling

    pool = open_pool(pool_dir)
    reader = pool.reader()
    if len(link) not in (1, 3):
        raise Invalid("a link is one id, or a subject, a relation and an object", where=" ".join(link)[:80], way_out="intarsia judge accept A same_as B")
    row = ruling.link(reader, link[0]) if len(link) == 1 else ruling.ends(reader, *link)
    name = ruling.subject(row["subject"], row["predicate"], row["object"])
    done = ruling.take_back(pool, row, by) if verdict == "undo" else bool(ruling.rule(pool, row, {"accept": "accepted", "reject": "rejected"}[verdict], why, by))
    waiting = ruling.waiting(pool, reader)
    if as_json:
        click.echo(json.dumps({"link": name, "judged": verdict, "changed": done, "waiting": waiting}))
        return
    click.echo(f"{name}: {verdict}" + ("" if done else " (nothing was judged of it)"))
    click.echo(f"{waiting} judgement{'' if waiting == 1 else 's'} of links wait{'s' if waiting == 1 else ''} for the next build")
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}")
