"""Judgements as a linkset that another pool can take: a table (SSSOM's columns, a literal as subject) or SKOS in Turtle with the same facts.

SSSOM (Matentzoglu et al. 2022, doi:10.1093/database/baac035) names the columns: subject_label, predicate_id, predicate_modifier ("Not" for
what was rejected), object_id, mapping_justification. `facet`, `vocabulary`, `state` and `dataset` are ours. A vocabulary is named by its key, so
that a pool under another address finds its own concept.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from intarsia.errors import IntarsiaError, Invalid
from intarsia.iris import concept_iri
from intarsia.judging.acts import STATES, Judgement, judge, standing
from intarsia.reader import Reader
from intarsia.store.ledger import Ledger

COLUMNS = ("facet", "vocabulary", "subject_label", "predicate_modifier", "predicate_id", "object_id", "object_label", "state", "mapping_justification", "author_label",
           "mapping_date", "dataset", "mapping_source", "comment", "object_iri")
NEEDED = ("facet", "vocabulary", "subject_label", "state")
MANUAL = "semapv:ManualMappingCuration"
SSSOM, SKOS = "https://w3id.org/sssom/", "http://www.w3.org/2004/02/skos/core#"
MOST = 1_000_000  # rows of one file
TYPES = {"tsv": "text/tab-separated-values; charset=utf-8", "ttl": "text/turtle; charset=utf-8"}


@dataclass(frozen=True)
class Imported:
    """What became of the rows of a linkset: in = taken + kept + there + refused. `kept`: words that this pool judged itself; `refused`: (row, why)."""

    rows: int
    taken: int
    kept: int
    there: int
    refused: tuple[tuple[int, str], ...]


def rows(judged: Iterable[Judgement], reader: Reader | None, base: str, pool: str) -> list[dict[str, str]]:
    """The judgements as rows of the table, in order of facet, vocabulary, word and dataset."""
    found = []
    for one in sorted(judged, key=lambda one: one.key):
        label = reader.label(f"{one.vocabulary}:{one.concept}", "en") if reader is not None and one.concept else one.concept
        found.append({
            "facet": one.facet, "vocabulary": one.vocabulary, "subject_label": one.value, "predicate_modifier": "" if one.state == "matched" else "Not",
            "predicate_id": "skos:exactMatch", "object_id": f"{one.vocabulary}:{one.concept}" if one.concept else "sssom:NoTermFound", "object_label": label or "",
            "state": one.state, "mapping_justification": MANUAL, "author_label": one.by, "mapping_date": one.at[:10], "dataset": one.dataset,
            "mapping_source": one.source or pool, "comment": one.why, "object_iri": concept_iri(base, one.vocabulary, one.concept) if one.concept else ""})
    return found


def as_tsv(found: list[dict[str, str]]) -> str:
    """As a table with tabs; a cell holds no tab and no line end."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(COLUMNS)
    writer.writerows([" ".join(row[name].split()) if name != "subject_label" else row[name].replace("\t", " ").replace("\n", " ") for name in COLUMNS] for row in found)
    return out.getvalue()


def as_turtle(found: list[dict[str, str]], base: str) -> str:
    """As SKOS: each word a concept of its facet's words, matched exactly to the concept that is meant; each judgement a sssom:Mapping."""
    lines = [f"@prefix skos: <{SKOS}> .", f"@prefix sssom: <{SSSOM}> .", "@prefix dcterms: <http://purl.org/dc/terms/> .", "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .", ""]
    for row in found:
        name = hashlib.sha256("\x1f".join(row[c] for c in ("facet", "vocabulary", "subject_label", "dataset")).encode()).hexdigest()[:16]
        word, mapping = f"<{base}id/word/{name}>", f"<{base}id/word/{name}#judgement>"
        lines.append(f"{word} a skos:Concept ; skos:prefLabel {_text(row['subject_label'])} ; skos:inScheme <{base}id/words/{row['facet']}>"
                     + (f" ; skos:exactMatch <{row['object_iri']}>" if row["state"] == "matched" else "") + " .")
        told = " ; ".join(f"sssom:{column} {_text(row[column])}" for column in COLUMNS if row[column] and column != "object_iri")
        lines.append(f"{mapping} a sssom:Mapping ; sssom:subject_id {word} ; {told} .")
    return "\n".join([*lines, ""])


def read(content: bytes, name: str = "") -> list[dict[str, str]]:
    """The rows of a linkset file, either form.

    Raises: Invalid for what is none.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid("a linkset is UTF-8", where=name, way_out="save it as UTF-8") from error
    head = text.lstrip()[:200]
    found = _from_turtle(content, name) if head.startswith(("@prefix", "PREFIX", "<")) else _from_table(text, name)
    if len(found) > MOST:
        raise Invalid(f"a linkset has at most {MOST:,} rows", where=name, way_out="cut it in parts")
    return found


def _from_table(text: str, name: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    header = next(csv.reader(lines[:1], delimiter="\t"), [])
    lacking = [column for column in NEEDED if column not in header]
    if lacking:
        raise Invalid(f"this is no linkset: its header has no {', '.join(lacking)}", where=name, way_out="export one to see its form: intarsia reconcile export")
    return [{column: value for column, value in zip(header, row, strict=False)} for row in csv.reader(lines[1:], delimiter="\t")]


def _from_turtle(content: bytes, name: str) -> list[dict[str, str]]:
    import pyoxigraph

    found: dict[str, dict[str, str]] = {}
    try:
        for quad in pyoxigraph.parse(content.removeprefix(b"\xef\xbb\xbf"), format=pyoxigraph.RdfFormat.TURTLE):
            if quad.predicate.value.startswith(SSSOM) and isinstance(quad.object, pyoxigraph.Literal):
                found.setdefault(str(quad.subject), {})[quad.predicate.value.removeprefix(SSSOM)] = quad.object.value
    except SyntaxError as error:
        raise Invalid("this is not Turtle", where=f"{name}, line {error.lineno or 1}", way_out="correct that line, or take the table (.tsv)") from error
    return [row for row in found.values() if all(row.get(column) for column in NEEDED)]


def take(ledger: Ledger, reader: Reader | None, actor: str, found: Iterable[Mapping[str, str]], source: str = "") -> Imported:
    """Take over the judgements of others; what this pool judged itself stays, and a concept that it does not have is refused with its row."""
    mine = {one.key: one for one in standing(ledger)}
    count = taken = kept = there = 0
    refused: list[tuple[int, str]] = []
    for count, row in enumerate(found, 1):
        given: dict[str, Any] = {name: (row.get(column) or "").strip() for name, column in (
            ("facet", "facet"), ("vocabulary", "vocabulary"), ("value", "subject_label"), ("state", "state"), ("dataset", "dataset"), ("why", "comment"))}
        scheme, _, concept = (row.get("object_id") or "").partition(":")
        given["concept"] = concept.strip() if given["state"] == "matched" and scheme == given["vocabulary"] else ""
        one = Judgement(0, given["facet"], given["vocabulary"], given["value"], given["state"], given["concept"], given["dataset"], "", "")
        before = mine.get(one.key)
        if before is not None and (before.state, before.concept) == (one.state, one.concept):
            there += 1
        elif before is not None and not before.source:
            kept += 1
        elif given["state"] not in STATES:
            refused.append((count, "its state is none of " + ", ".join(STATES)))
        else:
            try:
                judge(ledger, reader, actor, **given, source=(row.get("mapping_source") or source or "another pool").strip()[:200])
                taken += 1
            except IntarsiaError as error:
                refused.append((count, error.what))
    return Imported(count, taken, kept, there, tuple(refused))


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    return f'"{escaped}"'
