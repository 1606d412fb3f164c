"""forecasts: the tables of a release become rows of `forecast`: signals with their odds, earlier ones settled, past origins replayed.

Every facet is counted by year, in each sector and in all together, each work once over datasets. Nothing here knows a clock: the
day is given, and which years are over follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from intarsia.engine.base import Engine
from intarsia.engine.duckdb import quote
from intarsia.foresight import ledger
from intarsia.foresight.calibration import LIFT, Decile
from intarsia.foresight.counts import RECENT, Counts, Floats, Ints, summed
from intarsia.foresight.emergence import LARGEST, eligible, emerged
from intarsia.foresight.leadtime import doubled_after
from intarsia.foresight.ledger import CAME, HORIZONS, MISSED, OPEN, SAID
from intarsia.foresight.replay import METHOD, VERSION, Replay, consensus, nearer, replay
from intarsia.store import columnar
from intarsia.tables import TABLES

READ = ("work", "term", "contribution", "entity", "agent", "dataset", "frame")
ALL = "all"
FACETS = ("genre", "subject", "country", "form", "maker", "word")
#: years of the past that are counted; signals that one facet of one sector may print; ranks where there are no odds, and replayed signals, by origin
SPAN, MOST, RANKS, REPLAYED = 45, 50, 20, 20
#: past origins of which the first few are listed where there are no odds; and how many of each
AGO, FIRST = 20, 5
#: so many works in five years are few in a pool of any size
ROOM = 10.0
#: a year with fewer works than this share of the five before is not over: not all of it has been delivered yet
WHOLE_YEAR = 0.5
#: a sector that has at least this share of all works says what all together would say
NEARLY_ALL = 0.9
FEWEST = 5

#: each work once over datasets, with its one year; announced ones are not there yet
_WORKS = """SELECT coalesce(e.cluster, w.id) AS work, w.id AS record, w.dataset, w.sector, w.form, w.title, w.description, w.year_start AS year
 FROM work AS w LEFT JOIN (SELECT member, cluster FROM entity WHERE kind = 'work') AS e ON e.member = w.id
 WHERE w.year_start = coalesce(w.year_end, w.year_start) AND coalesce(w.status, 'released') = 'released' AND w.sector IS NOT NULL"""
_WORDS = "unnest(string_split_regex(lower(concat(coalesce(title, ''), ' ', coalesce(description, ''))), '[^\\\\p{L}]+'))".replace("\\\\", "\\")
_SAID = {
    "form": "SELECT work, dataset, sector, year, form AS concept FROM placed WHERE form IS NOT NULL",
    "maker": "SELECT p.work, p.dataset, p.sector, p.year, coalesce(e.cluster, c.agent) AS concept FROM placed AS p JOIN contribution AS c ON c.work = p.record "
             "LEFT JOIN (SELECT member, cluster FROM entity WHERE kind = 'agent') AS e ON e.member = c.agent",
    "word": f"SELECT work, dataset, sector, year, concept FROM (SELECT work, dataset, sector, year, {_WORDS} AS concept FROM placed) AS q WHERE length(concept) >= 4",
}


@dataclass(frozen=True)
class Field:
    """A facet in one sector: its counts, and by concept the contributors and sectors of its last five years."""

    facet: str
    sector: str
    counts: Counts
    origin: int
    carried: Mapping[str, tuple[int, int]]
    famous: bool


def forecasts(engine: Engine, as_of: str, earlier: Iterable[Mapping[str, Any]]) -> pa.Table:
    """The table `forecast`, over the tables of READ that the engine has. as_of: the day the release is of (ISO). earlier: rows of earlier releases, said live.

    Earlier rows stay as they were said; those whose years are over are settled by the figures of now.
    """
    over = int(as_of[:4]) - 1
    engine.run("placed", f"SELECT * FROM ({_WORKS}) AS q WHERE year BETWEEN {over - SPAN + 1} AND {over}")
    standing = [dict(row) for row in earlier]
    known = {ledger.subject(row) for row in standing}
    rows: list[dict[str, Any]] = []
    for facet in FACETS:
        waiting = [row for row in standing if row["facet"] == facet and row["state"] == OPEN and row["due_on"] <= as_of]
        engine.run("said", _SAID.get(facet) or _term(facet))
        for sector in _sectors(engine, over, {row["sector"] for row in waiting}):
            field = _field(engine, facet, sector, over)
            _settle(field, [row for row in waiting if row["sector"] == sector])
            if eligible(field.counts, _room(field)).any():
                rows += [row for row in _of(field, as_of) if not row["live"] or ledger.subject(row) not in known]
        engine.drop(["said"])
    engine.drop(["placed"])
    shape = columnar.schema(TABLES["forecast"])
    return pa.Table.from_pylist([*standing, *rows], schema=shape).sort_by("id")


def _term(facet: str) -> str:
    """The words of a facet: the concept, or the word itself where it was matched to none."""
    concept = "CASE WHEN t.state = 'matched' AND t.concept IS NOT NULL THEN t.concept ELSE lower(trim(t.value)) END"
    return f"SELECT p.work, p.dataset, p.sector, p.year, {concept} AS concept FROM placed AS p JOIN term AS t ON t.work = p.record WHERE t.facet = {quote(facet)}"


def _sectors(engine: Engine, over: int, wanted: set[str]) -> list[str]:
    """The sectors that are counted, and all together where no single one is nearly all."""
    found = dict(engine.rows("SELECT sector, count(DISTINCT work) FROM said GROUP BY sector ORDER BY sector"))
    if not found:
        return sorted(wanted)
    together = max(found.values()) < NEARLY_ALL * sum(found.values())
    return [*([ALL] if together or ALL in wanted else []), *sorted({*found, *wanted} - {ALL})]


def _field(engine: Engine, facet: str, sector: str, over: int) -> Field:
    """Counts by concept and year, the last year that is whole, and who brought the last five."""
    mine = "SELECT * FROM said" if sector == ALL else f"SELECT * FROM said WHERE sector = {quote(sector)}"
    first = over - SPAN + 1
    some = f"SELECT concept FROM ({mine}) AS k GROUP BY concept HAVING count(DISTINCT work) >= {FEWEST}"
    if facet == "word":  # what stands in many works of the whole time is grammar, however little of it a year has
        some += f" AND count(DISTINCT work) <= {LARGEST} * (SELECT count(DISTINCT work) FROM ({mine}) AS a)"
    per = engine.stream(f"SELECT concept, year, count(DISTINCT work) AS n FROM ({mine}) AS m WHERE concept IN ({some}) GROUP BY concept, year ORDER BY concept, year").read_all()
    whole = engine.rows(f"SELECT year, count(DISTINCT work), count(*) FROM (SELECT DISTINCT work, year, concept FROM ({mine}) AS m) AS d GROUP BY year ORDER BY year")
    documents, exposure = np.zeros(SPAN), np.zeros(SPAN)
    for year, works, words in whole:
        documents[year - first], exposure[year - first] = works, words if facet == "word" else works
    last = _last_whole(documents)
    encoded = pa.compute.dictionary_encode(per.column("concept").combine_chunks())
    terms = tuple(encoded.dictionary.to_pylist())
    table = np.zeros((len(terms), SPAN))
    np.add.at(table, (encoded.indices.to_numpy(zero_copy_only=False), per.column("year").to_numpy() - first), per.column("n").to_numpy())
    counts = Counts(terms, first, table, exposure, documents, _spread(engine, terms, first)).upto(first + last)
    recent = f"FROM ({mine}) AS m JOIN dataset AS d ON d.id = m.dataset WHERE m.year BETWEEN {first + last - RECENT + 1} AND {first + last}"
    brought = {row[0]: (row[1], row[2]) for row in engine.rows(f"SELECT m.concept, count(DISTINCT coalesce(d.publisher, d.id)), count(DISTINCT m.sector) {recent} GROUP BY m.concept")}
    famous = engine.rows(f"SELECT count(*) {recent} AND d.selection = 'chosen by fame'")
    return Field(facet, sector, counts, first + last, brought, bool(famous[0][0]))


def _spread(engine: Engine, terms: tuple[str, ...], first: int) -> Floats | None:
    """In how many sectors each term was in the RECENT years up to each year, whatever sector it is counted in; None where all is of one."""
    if engine.rows("SELECT count(DISTINCT sector) FROM said")[0][0] < 2:
        return None
    there = "SELECT DISTINCT concept, sector, year FROM said WHERE sector IS NOT NULL"
    found = engine.stream(f"SELECT concept, dense_rank() OVER (ORDER BY sector) AS sector, year FROM ({there}) AS d").read_all()
    at = pa.compute.index_in(found.column("concept"), value_set=pa.array(terms, pa.string())).fill_null(-1).to_numpy()
    sector, year = found.column("sector").to_numpy(), found.column("year").to_numpy() - first
    spread = np.zeros((len(terms), SPAN))
    for one in np.unique(sector):
        mine = (sector == one) & (at >= 0)
        years = np.zeros((len(terms), SPAN))
        years[at[mine], year[mine]] = 1
        spread += summed(years, RECENT) > 0
    return spread


def _last_whole(documents: np.ndarray[Any, np.dtype[np.float64]]) -> int:
    """Place of the last year that has works, and not far fewer than those before."""
    having = np.flatnonzero(documents)
    for at in having[::-1]:
        if documents[at] >= WHOLE_YEAR * documents[max(0, at - RECENT) : at].mean() if at else True:
            return int(at)
    return len(documents) - 1


def _settle(field: Field, rows: list[dict[str, Any]]) -> None:
    """Say of each row whether it came true, where the figures reach that far: in place, the words of the forecast untouched."""
    at = {term: place for place, term in enumerate(field.counts.terms)}
    after = doubled_after(field.counts) if rows else None
    for horizon in sorted({row["horizon"] for row in rows}):
        came, known = emerged(field.counts, horizon)
        for row in rows:
            year = row["origin"] - field.counts.first
            if row["horizon"] == horizon and 0 <= year < len(known) and known[year]:
                true = row["concept"] in at and bool(came[at[row["concept"]], year])
                years = int(after[at[row["concept"]], year]) if true and after is not None else 0
                row |= {"state": CAME if true else MISSED, "brier": ledger.brier(row["odds"], true), "resolved_on": None, "doubled_by": row["origin"] + years if years else None}


def _room(field: Field) -> float:
    """How many are few: of words, which are many, only what is a small share."""
    return 0.0 if field.facet == "word" else ROOM


def _of(field: Field, as_of: str) -> list[dict[str, Any]]:
    """The rows of one facet in one sector: live ones at its last year, replayed ones before."""
    done = replay(field.counts, room=_room(field))
    simple = consensus(done)
    rows: list[dict[str, Any]] = []
    for horizon in HORIZONS:
        spoken = done if horizon == done.ahead else nearer(field.counts, done, horizon)
        if ledger.due(field.origin, horizon) > as_of:
            rows += _live(field, spoken, simple)
    return rows + _replayed(field, done, simple)


def _live(field: Field, spoken: Replay, simple: Floats) -> list[dict[str, Any]]:
    """What is said at the last year: its signals, or the first few where there is none."""
    order, size = _order(spoken, field.origin, simple), int((spoken.origin == field.origin).sum())
    chosen = np.flatnonzero(spoken.signal[order])[:MOST] if spoken.signal[order].any() else _rising(spoken, order)[:RANKS]
    tenths = spoken.deciles()
    return [_row(field, spoken, int(order[at]), int(at) + 1, size, True, _withheld(field, spoken, int(order[at]), tenths)) for at in chosen]


def _order(spoken: Replay, origin: int, simple: Floats) -> Ints:
    """The rows of an origin, first the highest: by the ranker, or by simple scores where it has not enough to learn from."""
    here = np.flatnonzero(spoken.origin == origin)
    place = simple[here] if np.isnan(spoken.place[here]).any() else spoken.place[here]
    return here[np.argsort(-place, kind="stable")]


def _rising(spoken: Replay, order: Ints) -> Ints:
    """Those of an order that have a larger share in their last five years than in the five before."""
    return np.flatnonzero(spoken.scores["growth-five"][order] > 0)


def _withheld(field: Field, spoken: Replay, row: int, tenths: tuple[Decile, ...]) -> str | None:
    """Why no odds are said of a row: None where they may be."""
    if np.isnan(spoken.odds[row]):
        return "origins"
    if field.famous:
        return "fame"
    nearest = min(tenths, key=lambda tenth: abs(tenth.said - spoken.odds[row]), default=None)
    return None if nearest is not None and nearest.holds else "decile"


def _replayed(field: Field, done: Replay, simple: Floats) -> list[dict[str, Any]]:
    """What would have been said at past origins, with what came of it: the signals; where no odds could be given, the first few of the last AGO origins."""
    rows: list[dict[str, Any]] = []
    for origin in np.unique(done.origin[done.known]):
        order = _order(done, int(origin), simple)
        odds = not np.isnan(done.odds[order]).any()
        chosen = np.flatnonzero(done.signal[order])[:REPLAYED] if odds else _rising(done, order)[:FIRST] if origin > field.origin - AGO else ()
        rows += [_row(field, done, int(order[at]), int(at) + 1, len(order), False, None if odds else "origins") for at in chosen]
    _date(field, rows)
    return rows


def _date(field: Field, rows: list[dict[str, Any]]) -> None:
    """Say of what came true by which year it had: in place."""
    came = [row for row in rows if row["state"] == CAME]
    if came:
        at, after = {term: place for place, term in enumerate(field.counts.terms)}, doubled_after(field.counts)
        for row in came:
            row["doubled_by"] = row["origin"] + int(after[at[row["concept"]], row["origin"] - field.counts.first])


def _row(field: Field, spoken: Replay, row: int, rank: int, ranked: int, live: bool, withheld: str | None) -> dict[str, Any]:
    """One forecast, with the figures it was made from."""
    origin, term, counts = int(spoken.origin[row]), int(spoken.term[row]), field.counts
    at = origin - counts.first + 1
    span, before = slice(max(0, at - RECENT), at), slice(max(0, at - 2 * RECENT), max(0, at - RECENT))
    works, earlier = float(counts.counts[term, span].sum()), float(counts.counts[term, before].sum())
    exposed, exposed_before = float(counts.exposure[span].sum()), float(counts.exposure[before].sum())
    odds = None if withheld else round(float(spoken.odds[row]), 4)
    base = None if np.isnan(spoken.base[row]) else round(float(spoken.base[row]), 4)
    concept = counts.terms[term]
    came = bool(spoken.came[row])
    said = {"method": METHOD, "version": VERSION, "facet": field.facet, "concept": concept, "sector": field.sector, "origin": origin, "horizon": spoken.ahead, "rank": rank,
            "odds": odds, "base": base, "threshold": None if base is None else round(LIFT * base, 4)}
    contributors, sectors = field.carried.get(concept, (0, 0)) if live else (None, None)
    return {name: said[name] for name in SAID} | {
        "id": ledger.seal(said) + ("" if live else "-r"), "live": live, "made_on": None, "release": None, "ranked": ranked, "withheld": withheld, "works": int(works),
        "share": works / max(float(counts.documents[span].sum()), 1.0), "growth": (works / exposed) / (earlier / exposed_before) if earlier and exposed_before else None,
        "contributors": contributors, "sectors": sectors, "new": not counts.counts[term, : max(0, at - RECENT)].any(), "due_on": ledger.due(origin, spoken.ahead),
        "state": OPEN if live else CAME if came else MISSED, "resolved_on": None, "brier": None if live else ledger.brier(odds, came), "doubled_by": None}
