"""Commands over words that wait for a judgement: reconcile list, accept, reject, undo, export, import."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from intarsia.cli.shared import EXIT_FINDINGS, json_option, main, next_step, open_pool, plainly, pool_option, printable, show
from intarsia.errors import Invalid, NotFound

by_option = click.option("--by", default="operator", show_default=True, help="Role of who judges.")
dataset_option = click.option("--dataset", default="", metavar="ID", help="For the words of this dataset alone; else for all.")
vocabulary_option = click.option("--vocabulary", default="", metavar="NAME", help="Vocabulary that the mapping looks in, where it is not that of the facet.")


@main.group()
def reconcile() -> None:
    """The words that datasets write: which concepts they may mean, and what people judge.

    Judgements stand in the ledger; the next build uses them. The same queue, with keys, is at /desk/reconcile of a pool served on this machine.

    Example: intarsia reconcile list --facet genre --pool mypool
    """


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Any, Any, Any]]:
    """Pool, ledger and release (None before the first build)."""
    pool = open_pool(folder)
    ledger = pool.ledger()
    try:
        yield pool, ledger, pool.reader() if pool.current() else None
    finally:
        ledger.close()


@reconcile.command("list")
@click.option("--facet", default="", help="genre, audience, subject, role, form ...")
@click.option("--dataset", default="", metavar="ID", help="Words of this dataset.")
@click.option("--judged", is_flag=True, help="What people judged, instead of what waits.")
@click.option("--counts", is_flag=True, help="How many words of each facet are in which state.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="Rows.")
@pool_option
@json_option
@plainly
def list_(facet: str, dataset: str, judged: bool, counts: bool, limit: int, pool_dir: Path, as_json: bool) -> None:
    """The words that wait for a judgement, most used first.

    Example: intarsia reconcile list --facet genre
    """
    from intarsia import judging

    with opened(pool_dir) as (_, ledger, reader):
        if reader is None:
            raise NotFound("there is no release yet, so no word waits", where=str(pool_dir), way_out=f"intarsia build {shlex.quote(str(pool_dir))}")
        said = judging.standing(ledger)
        if counts:
            show([{"facet": one.facet, "words": one.all, **{state: one.states.get(state, 0) for state in ("matched", "proposed", "no_match", "failed", "rejected")}}
                  for one in judging.counts(reader) if not facet or one.facet == facet], as_json)
            return
        if judged:
            chosen = [one for one in said if (not facet or one.facet == facet) and (not dataset or one.dataset in ("", dataset))]
            show([{"number": one.id, "facet": one.facet, "word": one.value, "state": one.state, "concept": one.concept, "dataset": one.dataset or "all", "by": one.by, "at": one.at,
                   "from": one.source} for one in chosen[-limit:]], as_json)
            return
        found = judging.queue(judging.open_words(reader), said, facet, dataset)
        listed = []
        for word in found.words[:limit]:
            best = judging.candidates(reader, word)
            told = "; ".join(f"{one['concept']} {one['probability']:.2f}" for one in best[:3])
            listed.append({"facet": word.facet, "word": word.value, "uses": word.uses, "datasets": len(word.datasets), "state": word.state, "candidates": best if as_json else told})
        show(listed, as_json)
        if not as_json:
            click.echo(f"{len(found.words)} words wait, {found.judged} were judged since the release", err=True)
    next_step(f"intarsia reconcile accept FACET WORD CONCEPT --pool {shlex.quote(str(pool_dir))}", as_json)


def _judge(pool_dir: Path, by: str, facet: str, word: str, state: str, vocabulary: str, dataset: str, why: str, as_json: bool, concept: str = "") -> None:
    from intarsia import judging

    with opened(pool_dir) as (_, ledger, reader):
        number = judging.judge(ledger, reader, by, facet, vocabulary or facet, word, state, concept, dataset, why)
        waiting = judging.waiting(reader, judging.standing(ledger)) if reader is not None else 0
    show([{"number": number, "word": word, "state": state, "concept": concept, "waiting": waiting}], as_json)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)


@reconcile.command()
@click.argument("facet")
@click.argument("word")
@click.argument("concept")
@vocabulary_option
@dataset_option
@click.option("--why", default="", help="Reason, kept in the ledger.")
@by_option
@pool_option
@json_option
@plainly
def accept(facet: str, word: str, concept: str, vocabulary: str, dataset: str, why: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """WORD of FACET means CONCEPT, from the next build on.

    Example: intarsia reconcile accept genre "sciencefiction" science-fiction
    """
    _judge(pool_dir, by, facet, word, "matched", vocabulary, dataset, why, as_json, concept)


@reconcile.command()
@click.argument("facet")
@click.argument("word")
@click.option("--none", "no_match", is_flag=True, help="The vocabulary has no concept for it, rather than: the candidates are wrong.")
@vocabulary_option
@dataset_option
@click.option("--why", default="", help="Reason, kept in the ledger.")
@by_option
@pool_option
@json_option
@plainly
def reject(facet: str, word: str, no_match: bool, vocabulary: str, dataset: str, why: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """None of the candidates for WORD is right.

    Example: intarsia reconcile reject genre "virtual reality" --why "a technique, no genre"
    """
    _judge(pool_dir, by, facet, word, "no_match" if no_match else "rejected", vocabulary, dataset, why, as_json)


@reconcile.command()
@click.argument("number", type=int, required=False)
@by_option
@pool_option
@json_option
@plainly
def undo(number: int | None, by: str, pool_dir: Path, as_json: bool) -> None:
    """Take back judgement NUMBER, or the last one. The ledger keeps both acts.

    Example: intarsia reconcile undo
    """
    from intarsia import judging

    with opened(pool_dir) as (_, ledger, _reader):
        one = judging.undo(ledger, by, number)
    show([{"number": one.id, "word": one.value, "was": one.state, "concept": one.concept}], as_json)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)


@reconcile.command("export")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File: .tsv (SSSOM's columns) or .ttl (SKOS).")
@click.option("--facet", default="", help="Of this facet alone.")
@pool_option
@json_option
@plainly
def export_(output: Path, facet: str, pool_dir: Path, as_json: bool) -> None:
    """Write what people judged as a linkset that another pool can take.

    Example: intarsia reconcile export -o judged.tsv
    """
    from intarsia import judging
    from intarsia.judging import linkset

    if output.suffix not in (".tsv", ".ttl"):
        raise Invalid("a linkset is a .tsv or a .ttl", where=str(output), way_out="name it so: -o judged.tsv")
    with opened(pool_dir) as (pool, ledger, reader):
        found = linkset.rows([one for one in judging.standing(ledger) if not facet or one.facet == facet], reader, pool.config.base, pool.config.name)
        output.write_text(linkset.as_tsv(found) if output.suffix == ".tsv" else linkset.as_turtle(found, pool.config.base), "utf-8")
    show([{"file": str(output), "judgements": len(found)}], as_json)
    next_step(f"intarsia reconcile import {shlex.quote(str(output))} --pool ANOTHER", as_json)


@reconcile.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@by_option
@pool_option
@json_option
@plainly
def import_(file: Path, by: str, pool_dir: Path, as_json: bool) -> None:
    """Take over the judgements of a linkset; what this pool judged itself stays as it is.

    Example: intarsia reconcile import judged.tsv
    """
    from intarsia.judging import linkset

    with opened(pool_dir) as (_, ledger, reader):
        found = linkset.take(ledger, reader, by, linkset.read(file.read_bytes(), file.name), file.stem)
    show([{"rows": found.rows, "taken": found.taken, "there already": found.there, "own judgement kept": found.kept, "refused": len(found.refused)}], as_json)
    for row, why in found.refused[:20]:
        click.echo(f"  row {row}: {printable(why)}", err=True)
    if found.refused:
        sys.exit(EXIT_FINDINGS)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)
