"""What people judged of words, as the build reads it: the newest of each word stands, and what is said of one dataset goes before what is said of all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.text import fold

#: facets whose words the mapping itself reads, so that a judgement on them is a word it knows
BY_MAPPING = ("form", "role", "status")
#: "new": a term was proposed for it; once the vocabulary has the word, that counts and not the judgement
STATES = ("matched", "rejected", "no_match", "new")
SHAPE = pa.schema([("facet", pa.string()), ("vocabulary", pa.string()), ("folded", pa.string()), ("state", pa.string()), ("concept", pa.string())])


@dataclass(frozen=True)
class Judged:
    """One word as a person sees it. `state`: matched (then `concept` says to what), rejected, no_match or new; `dataset` is empty for all."""

    facet: str
    vocabulary: str
    folded: str
    state: str
    concept: str
    dataset: str = ""


def judged(standing: Iterable[dict[str, Any]]) -> list[Judged]:
    """The standing judgements of kind "term", one for each word and dataset, sorted; what cannot be read as one is left out."""
    found: dict[tuple[str, str, str, str], Judged] = {}
    for row in standing:
        body = row["body"]
        state, value = body.get("state"), body.get("value")
        facet, _, rest = str(row["subject"]).partition("|")
        vocabulary = rest.partition("|")[0]
        if state not in STATES or not value or not facet or not vocabulary or (state == "matched" and not body.get("concept")):
            continue
        one = Judged(facet, vocabulary, fold(value), state, str(body.get("concept") or ""), str(body.get("dataset") or ""))
        found[(one.facet, one.vocabulary, one.folded, one.dataset)] = one
    return sorted(found.values(), key=lambda one: (one.facet, one.vocabulary, one.folded, one.dataset))


def of_dataset(all_of_them: Iterable[Judged], dataset: str) -> list[Judged]:
    """Those that count for a dataset, one for each word."""
    found: dict[tuple[str, str, str], Judged] = {}
    for one in all_of_them:
        name = (one.facet, one.vocabulary, one.folded)
        if one.dataset in ("", dataset) and (one.dataset or name not in found or not found[name].dataset):
            found[name] = one
    return [found[name] for name in sorted(found)]


def table(of_them: Iterable[Judged]) -> pa.Table:
    """As a table of (facet, vocabulary, folded, state, concept)."""
    return pa.Table.from_pylist([{name: getattr(one, name) for name in SHAPE.names} for one in of_them], schema=SHAPE)


def overrule(engine: DuckDB, of_them: Iterable[Judged]) -> None:
    """Change the table `words` for the words that the mapping reads itself: what a person matched is a word, what a person rejected is none."""
    engine.load("judged_words", table(one for one in of_them if one.facet in BY_MAPPING and one.state != "new"))
    engine.run("words", (
        "SELECT w.vocabulary AS vocabulary, w.folded AS folded, w.notation AS notation, w.sector AS sector FROM words AS w "
        "LEFT JOIN judged_words AS j ON j.vocabulary = w.vocabulary AND j.folded = w.folded WHERE j.folded IS NULL "
        "UNION ALL SELECT j.vocabulary, j.folded, j.concept, s.sector FROM judged_words AS j "
        "LEFT JOIN (SELECT vocabulary, notation, min(sector) AS sector FROM words GROUP BY vocabulary, notation) AS s "
        "ON s.vocabulary = j.vocabulary AND s.notation = j.concept WHERE j.state = 'matched'"))
