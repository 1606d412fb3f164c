"""What the insights about pairs share: who is credited with whom in a release, how past lists did, and what the credits rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from intarsia.collaborating import Credits, Pairs, Seen, Track, came, candidates, scored, seen, track
from intarsia.engine.duckdb import quote
from intarsia.evidence import Basis, framed
from intarsia.shelf.insights.base import Parameter, Source
from intarsia.shelf.insights.plain import having

#: what is paired: those who make, countries of one work, genres of one work
BETWEEN = ("makers", "countries", "genres")
#: places a list shows
SHOWN = 50
#: credits that are no work together
BESIDE = ("venue", "subject-person")
#: a work that names more is a bill or a list of staff: it counts only where its form was chosen
WIDEST = 20
AHEAD = ("3", "5", "10")

PARAMETERS = (
    Parameter("between", "choice", default="makers", choices=BETWEEN), Parameter("who", "agent"), Parameter("country", "facet", of="country"), Parameter("genre", "facet", of="genre"),
    Parameter("sector", "sector"), Parameter("form", "form"), Parameter("ahead", "choice", default="3", choices=AHEAD))


@dataclass(frozen=True)
class Pairing:
    """The credits of a release as numbers, and what the numbers stand for.

    ids: of nodes (agents, countries, genres). works: ids of works. rows: datasets with what they brought (form). subset: what all the works have in common
    ("part_of=..."), where a frame may be of that. twins: pairs, as smaller number times all plus larger, that may be one and the same.
    focus: the number of who the list is for, None for all; -1 where that one is not there. year: the last
    whole year before the release.
    """

    credits: Credits
    ids: tuple[str, ...]
    works: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    subset: str
    focus: int | None
    year: int
    roles: tuple[str, ...]
    terms: tuple[str, ...]
    sql: str
    twins: np.ndarray


@dataclass(frozen=True)
class Lists:
    """A pairing with its graph of today, its pairs, their scores, and the track record of lists made like this."""

    pairing: Pairing
    now: Seen
    pairs: Pairs
    scores: np.ndarray
    track: Track
    basis: Basis


def lists(source: Source, chosen: Mapping[str, str]) -> Lists:
    """Everything about pairs for these slots, made once a release. The back-test does not depend on who asks."""
    whole = {name: chosen.get(name, "") for name in ("between", "country", "genre", "sector", "form", "ahead")}
    key = " ".join(f"{name}={value}" for name, value in whole.items())
    paired = source.once(f"pairing {key}", lambda: pairing(source, whole))
    told = source.once(f"pairs track {key}", lambda: track(paired.credits, ahead=int(whole["ahead"] or 3), until=paired.year, strangers=whole["between"] in ("", "makers")))
    focus = _focus(source, paired, chosen)
    if focus is not None:
        paired = Pairing(**{**paired.__dict__, "focus": focus})
    now = source.once(f"pairs seen {key}", lambda: seen(paired.credits, paired.year + 1))
    everybody = source.once(f"pairs of all {key}", lambda: candidates(now))
    pairs = everybody if focus is None or focus < 0 else candidates(now, focus=focus)
    pairs = _new(paired, pairs)
    return Lists(paired, now, pairs, scored(told.model, pairs.measures, everybody.measures), told, _basis(source, paired))


def places(whole: Lists, everybody: np.ndarray) -> np.ndarray:
    """The place of each pair's score in the list of all pairs, from 1."""
    ordered = np.sort(everybody)
    return np.asarray(everybody.size - np.searchsorted(ordered, whole.scores, side="right") + 1, dtype=np.int64)


def all_scores(source: Source, chosen: Mapping[str, str]) -> np.ndarray:
    """The scores of all pairs, whoever asks."""
    return lists(source, {**chosen, "who": "", **({"country": ""} if chosen.get("between") == "countries" else {}), **({"genre": ""} if chosen.get("between") == "genres" else {})}).scores


def pairing(source: Source, chosen: Mapping[str, str]) -> Pairing:
    """The credits of a release for these slots: works that were shown, one for each story's record, with a year."""
    between = chosen["between"] or "makers"
    limits = {name: value for name, value in chosen.items() if not (between == "countries" and name == "country") and not (between == "genres" and name == "genre")}
    sql = _SQL[between].format(having=having(limits), beside=", ".join(map(quote, BESIDE)))
    found = source.arrow(sql)
    work, works = _numbered(found["work"])
    node, nodes = _numbered(found["who"])
    role, roles = _numbered(found["role"])
    year = np.zeros(len(works), np.int64)
    year[work] = found["year"].to_numpy()
    chosen_works = pa.table({"work": works})
    terms = _terms(source, between, chosen_works)
    at = {id: number for number, id in enumerate(works)}
    kept = [(at[one["work"]], one["term"]) for one in terms if one["work"] in at]
    term, names = _numbered(pa.chunked_array([pa.array([one[1] for one in kept], pa.string())]))
    theme = (np.array([one[0] for one in kept], np.int64), term)
    ends = _ends(source, nodes) if between == "makers" else None
    rows = tuple(sorted((row["dataset"], row["form"] or "work") for row in found.group_by(["dataset", "form"]).aggregate([]).to_pylist()))
    series = set(found["series"].to_pylist())
    subset = f"part_of={next(iter(series))}" if len(series) == 1 and None not in series else ""
    return Pairing(Credits(work, node, year, len(nodes), theme, np.where(np.array(roles)[role] == "", -1, role) if roles else None, ends,
                           200 if chosen["form"] else WIDEST), tuple(nodes), tuple(works), rows,
                   subset, None, int(source.as_of[:4]) - 1, tuple(roles), tuple(names), sql,
                   _twins(source, nodes) if between == "makers" else np.zeros(0, np.int64))


def _focus(source: Source, paired: Pairing, chosen: Mapping[str, str]) -> int | None:
    between = chosen.get("between") or "makers"
    wanted = {"makers": chosen.get("who", ""), "countries": chosen.get("country", ""), "genres": chosen.get("genre", "")}[between]
    if not wanted:
        return None
    if between == "makers":
        wanted = next((row["cluster"] for row in source.records("SELECT cluster FROM entity WHERE member = $id", {"id": wanted})), wanted)
    return paired.ids.index(wanted) if wanted in paired.ids else -1


def _new(paired: Pairing, pairs: Pairs) -> Pairs:
    """Without those that are announced together, for what is agreed is no opportunity; and without those that may be one and the same."""
    agreed = came(paired.credits, pairs, paired.year + 1, 100)
    written = np.minimum(pairs.u, pairs.v) * paired.credits.nodes + np.maximum(pairs.u, pairs.v)
    keep = ~agreed & ~np.isin(written, paired.twins)
    return pairs if keep.all() else Pairs(pairs.u[keep], pairs.v[keep], {name: values[keep] for name, values in pairs.measures.items()})


def _twins(source: Source, nodes: list[str]) -> np.ndarray:
    """Pairs of makers with the same name, or that somebody or the model takes for one."""
    at = {id: number for number, id in enumerate(nodes)}
    rows = source.records("""WITH person AS (SELECT a.id, coalesce(e.cluster, a.id) AS who, lower(a.name) AS name FROM agent AS a
  LEFT JOIN entity AS e ON e.member = a.id AND e.kind = 'agent')
SELECT p.who AS one, q.who AS other FROM person AS p JOIN person AS q ON q.name = p.name AND p.who < q.who
UNION SELECT p.who, q.who FROM link AS l JOIN person AS p ON p.id = l.subject JOIN person AS q ON q.id = l.object
WHERE l.predicate = 'same_as' AND l.state IN ('proposed', 'accepted') AND p.who <> q.who""")
    pairs = [sorted((at[row["one"]], at[row["other"]])) for row in rows if row["one"] in at and row["other"] in at]
    return np.array([one * len(nodes) + other for one, other in pairs], np.int64)


def _basis(source: Source, paired: Pairing) -> Basis:
    return framed(source, paired.rows, only=paired.subset) if paired.rows else Basis(source.id, 0)


def by_fame(lists: Lists) -> bool:
    """Were any of the works chosen by fame? Then nothing is said beyond them."""
    return lists.basis.famous


def _terms(source: Source, between: str, works: pa.Table) -> list[dict[str, Any]]:
    facets = {"makers": ("genre", "subject", "audience"), "countries": ("genre", "subject", "audience"), "genres": ("audience", "country", "subject")}[between]
    return source.records(f"""SELECT DISTINCT coalesce(e.cluster, t.work) AS work, t.facet || ':' || coalesce(t.concept, lower(t.value)) AS term FROM term AS t
LEFT JOIN entity AS e ON e.member = t.work AND e.kind = 'work'
WHERE t.facet IN ({', '.join(map(quote, facets))}) AND (t.state = 'matched' OR t.facet = 'subject') ORDER BY ALL""")


def _ends(source: Source, nodes: list[str]) -> np.ndarray:
    ended = {row["who"]: row["ended"] for row in source.records("""SELECT coalesce(e.cluster, a.id) AS who, max(a.year_end) AS ended FROM agent AS a
LEFT JOIN entity AS e ON e.member = a.id AND e.kind = 'agent' WHERE a.year_end IS NOT NULL GROUP BY 1""")}
    return np.array([ended.get(id, 9999) for id in nodes], np.int64)


def _numbered(column: Any) -> tuple[np.ndarray, list[str]]:
    """Values as numbers from 0 in the order of their text, and the texts; nothing counts as "" ."""
    values = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    texts = sorted(set(values.fill_null("").to_pylist()))
    coded = values.fill_null("").dictionary_encode()
    place = {text: number for number, text in enumerate(texts)}
    order = np.array([place[text] for text in coded.dictionary.to_pylist()], np.int64)
    return (order[coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)] if len(values) else np.zeros(0, np.int64)), texts


_USED = """WITH used AS (
  SELECT w.id, coalesce(e.cluster, w.id) AS work, w.year_start, w.dataset, w.form, s.title AS series
  FROM work AS w LEFT JOIN entity AS e ON e.member = w.id AND e.kind = 'work'
  LEFT JOIN (SELECT work, min(title) AS title FROM relation WHERE predicate = 'part_of' GROUP BY work) AS s ON s.work = w.id
  WHERE w.year_start IS NOT NULL{having}
)
"""
_MADE = _USED + """SELECT u.work, coalesce(g.cluster, c.agent) AS who, c.role, min(u.year_start) OVER (PARTITION BY u.work) AS year, u.dataset, u.form, u.series
FROM contribution AS c JOIN used AS u ON u.id = c.work LEFT JOIN entity AS g ON g.member = c.agent AND g.kind = 'agent'
WHERE c.role IS NULL OR c.role NOT IN ({beside})
ORDER BY u.work, who, c.role, u.dataset"""
_TERMED = _USED + """SELECT u.work, t.concept AS who, CAST(NULL AS VARCHAR) AS role, min(u.year_start) OVER (PARTITION BY u.work) AS year, u.dataset, u.form, u.series
FROM term AS t JOIN used AS u ON u.id = t.work WHERE t.facet = '{{facet}}' AND t.state = 'matched'
ORDER BY u.work, who, u.dataset"""
_SQL = {"makers": _MADE, "countries": _TERMED.replace("{{facet}}", "country"), "genres": _TERMED.replace("{{facet}}", "genre")}
