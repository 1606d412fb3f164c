"""Commands over terminologies: terms list, add, search, crosswalks; and terms made together: propose, argue, accept, reject, withdraw."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from intarsia.cli.shared import json_option, main, next_step, open_pool, plainly, pool_option, printable, show
from intarsia.errors import Conflict, Invalid

COLUMNS = ["scheme", "concepts", "names", "languages", "broader", "file"]
by_option = click.option("--by", default="operator", show_default=True, help="Role of who says so.")


@main.group()
def terms() -> None:
    """Terminologies: vocabularies, crosswalks between them, and terms that are proposed.

    Example: intarsia terms list
    """


@terms.command("list")
@pool_option
@json_option
@plainly
def list_(pool_dir: Path, as_json: bool) -> None:
    """The vocabularies of the pool, with what they hold.

    Example: intarsia terms list
    """
    from intarsia.shelf import loader

    rows = [row for paths in loader.vocabularies(open_pool(pool_dir).layout.shelf).values() for row in _told(*paths)]
    show(rows, as_json, COLUMNS)
    next_step("intarsia terms search genre crime", as_json)


@terms.command()
@click.argument("source", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option("--as", "name", default="", metavar="NAME", help="Key of the vocabulary; the file's own name when it is not said.")
@pool_option
@json_option
@plainly
def add(source: Path, name: str, pool_dir: Path, as_json: bool) -> None:
    """Add a vocabulary to the pool: FILE is SKOS (Turtle, RDF/XML, JSON-LD, N-Triples), a table (.tsv, .csv), a TV-Anytime or DVB classification
    scheme, or a folder in Iconclass' own form; .gz is fine. A crosswalk (.tsv with source, relation and target) is added as such.

    It is read first, and what it holds is told; the next build takes it up.

    Example: intarsia terms add aat.ttl.gz --as aat
    """
    from intarsia.shelf.vocabularies import readers
    from intarsia.text import slug

    shelf = open_pool(pool_dir).layout.shelf
    if _is_crosswalk(source):
        _add_crosswalk(source, name or source.stem, shelf, pool_dir, as_json)
        return
    rows = _told(source)
    key = name or slug(readers.stem(source))
    if key != slug(key) or not key:
        raise Invalid(f"'{key}' cannot be the key of a vocabulary", where="--as", way_out="take lower-case letters, digits and hyphens")
    ending = "" if source.is_dir() else source.name[len(readers.stem(source)):].lower()
    target = shelf / "vocabularies" / f"{key}{ending}"
    _copy(source, target)
    show([{**row, "scheme": row["scheme"].replace(readers.stem(source), key, 1), "file": str(target)} for row in rows], as_json, COLUMNS)
    if not as_json:
        for note in {note for row in rows for note in row["notes"]}:
            click.echo(f"note: {printable(note)}", err=True)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)


@terms.command()
@click.argument("vocabulary")
@click.argument("words", nargs=-1, required=True)
@click.option("--language", default="", help="Language to show names in; every language is searched.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="Concepts.")
@pool_option
@json_option
@plainly
def search(vocabulary: str, words: tuple[str, ...], language: str, limit: int, pool_dir: Path, as_json: bool) -> None:
    """The concepts of a VOCABULARY of the served release that WORDS may mean, in any language, or whose notation begins so.

    Example: intarsia terms search genre krimi
    """
    from intarsia.searching import terms as find

    hits = find(open_pool(pool_dir).reader(), vocabulary, " ".join(words), language, limit)
    show([{"notation": hit.notation, "name": hit.label, "fits": hit.matched, "language": hit.language, "score": hit.score} for hit in hits], as_json)


@terms.command()
@click.argument("concept", default="")
@pool_option
@json_option
@plainly
def crosswalks(concept: str, pool_dir: Path, as_json: bool) -> None:
    """The crosswalks of the served release; of a CONCEPT (scheme:notation) what each says, rivals side by side.

    Example: intarsia terms crosswalks genre:crime
    """
    reader = open_pool(pool_dir).reader()
    if concept:
        told = "SELECT source, relation, target, said_by, said_on, note, crosswalk FROM crosswalk WHERE $id IN (source, target) ORDER BY source, target, crosswalk"
        show(reader.records(told, {"id": concept}), as_json)
        return
    counted = "count(*) AS rows, count(DISTINCT source) AS sources, count(DISTINCT target) AS targets"
    show(reader.records(f"SELECT crosswalk, {counted} FROM crosswalk GROUP BY crosswalk ORDER BY crosswalk"), as_json)


# ---- terms made together ------------------------------------------------------------------------------


@terms.command()
@click.argument("vocabulary")
@click.argument("label")
@click.option("--language", default="en", show_default=True, help="Language of the label.")
@click.option("--broader", default="", metavar="NOTATION", help="The concept it would stand below.")
@click.option("--definition", default="", help="What it means, in one English sentence.")
@click.option("--why", default="", help="Why it is needed.")
@by_option
@pool_option
@json_option
@plainly
def propose(vocabulary: str, label: str, language: str, broader: str, definition: str, why: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """Propose LABEL as a term of a VOCABULARY.

    Example: intarsia terms propose genre "Walking simulator" --broader adventure --why "Fourteen games say so"
    """
    from intarsia import proposals

    with _ledger(pool_dir) as (_, ledger):
        number = proposals.propose(ledger, by, vocabulary, label, language=language, broader=broader, definition=definition, why=why)
    show([{"proposal": number, "vocabulary": vocabulary, "label": label, "state": "open"}], as_json)
    next_step(f"intarsia terms accept {number}, or argue, or reject", as_json)


@terms.command("proposals")
@click.option("--all", "everything", is_flag=True, help="Also those that were decided.")
@pool_option
@json_option
@plainly
def proposals_(everything: bool, pool_dir: Path, as_json: bool) -> None:
    """The terms that are proposed, with what was said of them.

    Example: intarsia terms proposals
    """
    from intarsia import proposals

    with _ledger(pool_dir) as (_, ledger):
        found = [one for one in proposals.listed(ledger.judgements(proposals.KIND, standing=True)) if everything or one.state == "open"]
    show([{"proposal": one.number, "vocabulary": one.vocabulary, "label": one.label, "broader": one.broader, "state": one.state,
           "said": [vars(said) for said in one.said] if as_json else "; ".join(f"{said.by}, {said.on}: {said.why or said.act}" for said in one.said)} for one in found], as_json)


@terms.command()
@click.argument("number", type=int)
@click.argument("why")
@by_option
@pool_option
@json_option
@plainly
def argue(number: int, why: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """Say something for or against proposal NUMBER.

    Example: intarsia terms argue 12 "Two datasets mean different things by it"
    """
    from intarsia import proposals

    with _ledger(pool_dir) as (_, ledger):
        show([{"proposal": number, "act": proposals.argue(ledger, by, number, why)}], as_json)


@terms.command()
@click.argument("number", type=int)
@click.option("--notation", default="", help="Its key; made from the label when it is not said.")
@click.option("--why", default="", help="Reason.")
@by_option
@pool_option
@json_option
@plainly
def accept(number: int, notation: str, why: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """Take up the term of proposal NUMBER: it is written to the pool's own file of that vocabulary.

    Example: intarsia terms accept 12 --by "Genre editors"
    """
    from intarsia import proposals

    with _ledger(pool_dir) as (pool, ledger):
        show([{"proposal": number, "state": "accepted", "notation": proposals.accept(ledger, pool.layout.shelf, by, number, why, notation)}], as_json)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)


@terms.command()
@click.argument("number", type=int)
@click.argument("why")
@by_option
@pool_option
@json_option
@plainly
def reject(number: int, why: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """Do not take up the term of proposal NUMBER, and say why.

    Example: intarsia terms reject 12 "It is a form, not a genre"
    """
    from intarsia import proposals

    with _ledger(pool_dir) as (_, ledger):
        proposals.reject(ledger, by, number, why)
    show([{"proposal": number, "state": "rejected"}], as_json)


@terms.command()
@click.argument("concept", metavar="VOCABULARY:NOTATION")
@click.argument("why")
@click.option("--replaced-by", "instead", default="", metavar="NOTATION", help="The term that its words lead to from now on.")
@by_option
@pool_option
@json_option
@plainly
def withdraw(concept: str, why: str, instead: str, by: str, pool_dir: Path, as_json: bool) -> None:
    """Use a term of ours no longer; it stays, marked as withdrawn.

    Example: intarsia terms withdraw genre:exotica "Nobody means one thing by it" --replaced-by easy-listening
    """
    from intarsia import proposals

    vocabulary, _, notation = concept.partition(":")
    with _ledger(pool_dir) as (pool, ledger):
        proposals.withdraw(ledger, pool.layout.shelf, by, vocabulary, notation, why, instead)
    show([{"concept": concept, "state": "withdrawn", "replaced_by": instead}], as_json)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)


@contextmanager
def _ledger(folder: Path) -> Iterator[tuple[Any, Any]]:
    pool = open_pool(folder)
    ledger = pool.ledger()
    try:
        yield pool, ledger
    finally:
        ledger.close()


def _told(*paths: Path) -> list[dict[str, Any]]:
    """What a vocabulary file holds."""
    from intarsia.shelf.vocabularies import elsewhere, vocabulary

    if paths[0].suffix == elsewhere.EXTENSION:
        found = elsewhere.load(paths[0])
        return [{"scheme": found.key, "concepts": None, "names": None, "languages": "", "broader": None, "file": f"{len(found.files)} files elsewhere", "notes": []}]
    return [{"scheme": one.scheme, "concepts": one.table.num_rows, "names": one.names.num_rows, "languages": " ".join(sorted(set(one.names.column("language").to_pylist()) - {""})),
             "broader": one.table.num_rows - one.table.column("broader").null_count, "file": ", ".join(path.name for path in paths), "notes": list(one.notes)}
            for one in vocabulary.load_all(*paths)]


def _is_crosswalk(source: Path) -> bool:
    from intarsia.shelf.crosswalks import crosswalk

    if not source.is_file() or source.suffix != crosswalk.EXTENSION:
        return False
    with open(source, encoding="utf-8", errors="replace") as lines:
        header = next((line for line in lines if not line.startswith("#") and line.strip()), "")
    names = {cell.strip().lower() for cell in header.split("\t")}
    return {"source", "relation", "target"} <= names or {"subject_id", "predicate_id", "object_id"} <= names


def _add_crosswalk(source: Path, name: str, shelf: Path, pool_dir: Path, as_json: bool) -> None:
    from intarsia.shelf.crosswalks import crosswalk

    found = crosswalk.load(source)
    target = shelf / "crosswalks" / f"{name}{crosswalk.EXTENSION}"
    _copy(source, target)
    show([{"crosswalk": name, "rows": found.rows.num_rows, "schemes": " ".join(sorted(found.schemes)), "file": str(target)}], as_json)
    next_step(f"intarsia build {shlex.quote(str(pool_dir))}", as_json)


def _copy(source: Path, target: Path) -> None:
    if target.exists():
        raise Conflict("the pool has a file of that name already", where=str(target), way_out="take another name with --as, or remove the old one first")
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)
