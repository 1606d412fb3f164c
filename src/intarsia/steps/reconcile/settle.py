"""What becomes of each word: people's judgements first, then exact labels and codes, then crosswalks, then the model; the rest is asked or left."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB, quote
from intarsia.matching import ACCEPTED, ASKED, Context, Labels, candidates
from intarsia.matching.candidate import as_row
from intarsia.steps.reconcile.judged import BY_MAPPING, Judged, table
from intarsia.steps.reconcile.outside import CANDIDATE, Outside
from intarsia.tables import TABLES

LONGEST = 120  # characters; what is longer is prose, no word
MOST = 50_000  # words of one facet that get candidates, the most used ones
LED = ("exact", "close", "broad")  # relations of a crosswalk by which a word of another vocabulary becomes one of ours, best first
CROSSED = pa.schema([("source", pa.string()), ("relation", pa.string()), ("target", pa.string())])


@dataclass(frozen=True)
class Settled:
    """Ordered queries for `term`, `word` and `candidate`, and the words that the mapping is to know besides: (vocabulary, folded is up to the reader, concept)."""

    queries: dict[str, str]
    learnt: list[Judged] = field(default_factory=list)


def settle(engine: DuckDB, dataset: str, labels: Mapping[str, Labels], judgements: list[Judged], context: Context, crosswalks: pa.Table | None = None,
           outside: Outside = Outside()) -> Settled:  # noqa: B008
    """From the tables `term` and `word` that the mapping left.

    labels: by vocabulary; judgements: those that count for this dataset; crosswalks: a table with source and target ("vocabulary:notation") and relation.
    A word whose vocabulary is not there stays no_match without candidates.
    """
    engine.load("judged", table(judgements))
    engine.load("crossed", crosswalks.select(CROSSED.names).cast(CROSSED) if crosswalks is not None and crosswalks.num_rows else CROSSED.empty_table())
    engine.run("said", _said())
    engine.load("thought", pa.concat_tables([_candidates(engine, labels, context), outside.candidates]))
    engine.load("unheard", outside.failed)
    engine.run("chosen", _chosen())
    engine.run("settled", _settled())
    learnt = engine.rows(f"SELECT DISTINCT facet, vocabulary, fold(value), concept FROM settled WHERE method = 'model' AND state = 'matched' AND facet IN ({_listed(BY_MAPPING)}) "
                         "ORDER BY 1, 2, 3, 4")
    return Settled(_queries(dataset), [Judged(facet, vocabulary, folded, "matched", concept, dataset) for facet, vocabulary, folded, concept in learnt])


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(quote(name) for name in names)


def _said() -> str:
    """Each word with what a person said of it, what the mapping found, and where a crosswalk leads that."""
    best = " ".join(f"WHEN {quote(relation)} THEN {place}" for place, relation in enumerate(LED))
    led = (f"SELECT source, split_part(target, ':', 1) AS vocabulary, target, CASE relation {best} END AS place FROM crossed WHERE relation IN ({_listed(LED)})")
    first = "SELECT source, vocabulary, min(place) AS place FROM led GROUP BY source, vocabulary"
    one = ("SELECT l.source AS source, l.vocabulary AS vocabulary, min(l.target) AS target FROM led AS l JOIN first AS f ON f.source = l.source "
           "AND f.vocabulary = l.vocabulary AND f.place = l.place GROUP BY l.source, l.vocabulary HAVING count(DISTINCT l.target) = 1")
    return (
        f"WITH led AS ({led}), first AS ({first}), one AS ({one}) "
        "SELECT w.facet AS facet, w.vocabulary AS vocabulary, w.value AS value, w.uses AS uses, w.record AS record, w.concept AS found, w.method AS how, "
        "CASE WHEN o.target IS NULL THEN NULL ELSE substr(o.target, length(w.facet) + 2) END AS led, "
        "CASE WHEN j.state = 'new' AND w.concept IS NOT NULL THEN NULL ELSE j.state END AS judged, j.concept AS wanted FROM word AS w "
        "LEFT JOIN judged AS j ON j.facet = w.facet AND j.vocabulary = w.vocabulary AND j.folded = fold(w.value) "
        "LEFT JOIN one AS o ON w.vocabulary <> w.facet AND o.vocabulary = w.facet AND o.source = w.vocabulary || ':' || w.concept")


def _candidates(engine: DuckDB, labels: Mapping[str, Labels], context: Context) -> pa.Table:
    """Candidates of the vocabularies for words that no exact label decides, or that a person judged."""
    rows: list[dict[str, Any]] = []
    for facet, vocabulary in engine.rows("SELECT DISTINCT facet, vocabulary FROM said ORDER BY 1, 2"):
        if vocabulary not in labels:
            continue
        values = [row[0] for row in engine.rows(
            f"SELECT value FROM said WHERE facet = ? AND vocabulary = ? AND (found IS NULL OR judged IS NOT NULL) AND length(value) <= {LONGEST} ORDER BY uses DESC, value LIMIT {MOST}",
            [facet, vocabulary])]
        for value, found in zip(values, candidates(values, labels[vocabulary], context), strict=True):
            for rank, one in enumerate(found, 1):
                rows.append({"facet": facet, "vocabulary": vocabulary, "value": value, "rank": rank, "concept": one.concept, "label": one.label, "language": one.language,
                             "probability": one.probability, "source": "vocabulary", "reason": json.dumps(as_row(one), ensure_ascii=False, sort_keys=True)})
    return pa.Table.from_pylist(rows, schema=CANDIDATE)


def _chosen() -> str:
    """The candidates of all sources in one order: those of services after our own where they are as probable."""
    return ("SELECT facet, vocabulary, value, concept, label, language, probability, source, reason, row_number() OVER (PARTITION BY facet, vocabulary, value "
            "ORDER BY probability DESC, CASE source WHEN 'vocabulary' THEN 0 ELSE 1 END, rank, concept, source) AS rank FROM thought")


def _settled() -> str:
    """One row a word: its state, and who or what decided."""
    sure, asked = f"c.probability >= {ACCEPTED}", f"c.probability >= {ASKED}"
    return (
        "SELECT s.facet AS facet, s.vocabulary AS vocabulary, s.value AS value, s.uses AS uses, s.record AS record, s.found AS found, "
        f"CASE WHEN s.judged = 'matched' THEN s.wanted WHEN s.judged IS NOT NULL THEN NULL WHEN s.led IS NOT NULL THEN s.led WHEN s.found IS NOT NULL THEN s.found "
        f"WHEN {sure} THEN c.concept END AS concept, "
        "CASE WHEN s.judged IN ('matched', 'rejected') THEN s.judged WHEN s.judged IS NOT NULL THEN 'no_match' WHEN s.found IS NOT NULL THEN 'matched' "
        f"WHEN {sure} THEN 'matched' WHEN {asked} THEN 'proposed' WHEN u.value IS NOT NULL THEN 'failed' ELSE 'no_match' END AS state, "
        "CASE WHEN s.judged IS NOT NULL THEN 'person' WHEN s.led IS NOT NULL THEN 'crosswalk' WHEN s.found IS NOT NULL THEN s.how "
        f"WHEN {asked} THEN 'model' END AS method, "
        "CASE WHEN s.judged IS NOT NULL THEN NULL WHEN s.found IS NOT NULL THEN CAST(1 AS DOUBLE) ELSE c.probability END AS probability "
        "FROM said AS s LEFT JOIN chosen AS c ON c.facet = s.facet AND c.vocabulary = s.vocabulary AND c.value = s.value AND c.rank = 1 "
        "LEFT JOIN unheard AS u ON u.facet = s.facet AND u.vocabulary = s.vocabulary AND u.value = s.value")


def _queries(dataset: str) -> dict[str, str]:
    """What is kept, in key order. `term`: what a word became holds for each work that has it; what is not matched has no concept, so that nothing counts it."""
    of = f"{quote(dataset)} AS dataset"
    score = "CASE WHEN s.state = 'matched' AND s.method = 'person' THEN NULL WHEN s.state IN ('matched', 'proposed') THEN s.probability END"
    term = (f"SELECT t.work AS work, t.facet AS facet, t.value AS value, s.concept AS concept, s.state AS state, {score} AS score, min(t.dataset) AS dataset, min(t.record) AS record "
            "FROM term AS t JOIN settled AS s ON s.facet = t.facet AND s.value = t.value AND coalesce(s.found, '') = coalesce(t.concept, '') "
            f"WHERE s.facet NOT IN ({_listed(BY_MAPPING)}) GROUP BY t.work, t.facet, t.value, s.concept, s.state, {score}")
    candidate = (f"SELECT {of}, facet, vocabulary, value, rank, concept, label, language, probability, source, reason FROM chosen WHERE rank <= 9")
    return {
        "term": f"SELECT {', '.join(TABLES['term'].names)} FROM ({term}) AS r ORDER BY work, facet, value, concept",
        "word": f"SELECT {', '.join(TABLES['word'].names)} FROM (SELECT {of}, facet, vocabulary, value, uses, record, concept, state, method, probability FROM settled) AS r "
                "ORDER BY facet, vocabulary, value",
        "candidate": f"SELECT {', '.join(TABLES['candidate'].names)} FROM ({candidate}) AS r ORDER BY facet, vocabulary, value, rank",
    }
