"""The entities of a release as entries of the index of names: records that are one entity are one entry.

Its id is the end of its IRI ("work/...", "entity/...", a place's code, a concept's notation), so that id and identifier space make the IRI.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from intarsia.reader import Reader
from intarsia.reconciling import naming
from intarsia.store.nameindex import Entry

GROUPS = ("works", "agents", "places", "terms")
_NAMES, _PEOPLE, _IDENTIFIERS = 40, 20, 30
_STEP = 20_000

_WHO = ("who AS (SELECT t.*, coalesce(e.cluster, t.id) AS entity, CASE WHEN e.cluster IS NULL THEN '{kind}/' ELSE 'entity/' END || coalesce(e.cluster, t.id) AS path "
        "FROM {kind} AS t LEFT JOIN entity AS e ON e.member = t.id AND e.kind = '{kind}')")
_NUMBERS = "numbers AS (SELECT w.entity, list(DISTINCT i.scheme || ':' || i.value) AS identifiers FROM identifier AS i JOIN who AS w ON w.id = i.entity GROUP BY w.entity)"

WORKS = f"""WITH {_WHO.format(kind='work')},
base AS (SELECT entity, any_value(path) AS path, list(title ORDER BY id) AS shown, list(id ORDER BY id) AS members, list(DISTINCT form) AS forms, min(year_start) AS first,
  max(year_end) AS last, list(DISTINCT dataset) AS datasets, list(DISTINCT language) AS tongues FROM who GROUP BY entity),
titles AS (SELECT w.entity, list(DISTINCT t.value) AS names FROM title AS t JOIN who AS w ON w.id = t.work GROUP BY w.entity),
credits AS (SELECT w.entity, a.name, min(c.position) AS position FROM contribution AS c JOIN who AS w ON w.id = c.work JOIN agent AS a ON a.id = c.agent
  WHERE a.name IS NOT NULL GROUP BY w.entity, a.name),
people AS (SELECT entity, list(name ORDER BY position, name) AS people FROM credits GROUP BY entity),
terms AS (SELECT w.entity, list(DISTINCT t.facet || ':' || t.concept) AS terms FROM term AS t JOIN who AS w ON w.id = t.work
  WHERE t.state = 'matched' AND t.facet IN ('country', 'language', 'genre') GROUP BY w.entity),
{_NUMBERS}
SELECT b.path, b.shown, t.names, b.members, b.forms, b.first, b.last, b.datasets, b.tongues, p.people, f.terms, n.identifiers
FROM base AS b LEFT JOIN titles AS t ON t.entity = b.entity LEFT JOIN people AS p ON p.entity = b.entity LEFT JOIN terms AS f ON f.entity = b.entity
LEFT JOIN numbers AS n ON n.entity = b.entity ORDER BY b.path"""

AGENTS = f"""WITH {_WHO.format(kind='agent')},
base AS (SELECT entity, any_value(path) AS path, list(name ORDER BY id) AS shown, list(DISTINCT sort_name) AS sorted, list(id ORDER BY id) AS members, list(DISTINCT kind) AS kinds,
  min(year_start) AS first, max(year_end) AS last, list(DISTINCT dataset) AS datasets, list(DISTINCT country) AS countries FROM who GROUP BY entity),
written AS (SELECT w.entity, list(DISTINCT c.name_written) AS names FROM contribution AS c JOIN who AS w ON w.id = c.agent GROUP BY w.entity),
made AS (SELECT DISTINCT w.entity, k.title FROM contribution AS c JOIN who AS w ON w.id = c.agent JOIN work AS k ON k.id = c.work),
works AS (SELECT entity, list(title ORDER BY title) AS works FROM made GROUP BY entity),
{_NUMBERS}
SELECT b.path, b.shown, list_concat(b.sorted, coalesce(c.names, [])), b.members, b.kinds, b.first, b.last, b.datasets, b.countries, k.works, NULL, n.identifiers
FROM base AS b LEFT JOIN written AS c ON c.entity = b.entity LEFT JOIN works AS k ON k.entity = b.entity LEFT JOIN numbers AS n ON n.entity = b.entity ORDER BY b.path"""

PLACES = """WITH names AS (SELECT entity, list(DISTINCT value) AS names FROM label WHERE kind IN ('pref', 'alt', 'hidden') GROUP BY entity)
SELECT p.id, p.name, n.names, p.kind FROM place AS p LEFT JOIN names AS n ON n.entity = p.id ORDER BY p.id"""

TERMS = """WITH names AS (SELECT entity, list(value ORDER BY CASE kind WHEN 'pref' THEN 0 WHEN 'alt' THEN 1 ELSE 2 END, CASE language WHEN 'en' THEN 0 ELSE 1 END, language, value) AS names
  FROM label WHERE kind IN ('pref', 'alt', 'hidden') GROUP BY entity)
SELECT c.scheme, c.notation, n.names, c.broader FROM concept AS c LEFT JOIN names AS n ON n.entity = c.id
WHERE c.scheme NOT IN (SELECT unnest(CAST($large AS VARCHAR[]))) ORDER BY c.scheme, c.notation"""


def entries(reader: Reader, group: str) -> Iterator[Entry]:
    """All entities of one group, in order of id; the terms of large vocabularies are left to the release's own index of terms."""
    make = {"works": _works, "agents": _agents, "places": _places, "terms": _terms}[group]
    return make(reader)


def _rows(reader: Reader, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
    for batch in reader.batches(sql, values or ()):
        for start in range(0, batch.num_rows, _STEP):
            columns = [column.to_pylist() for column in batch.slice(start, _STEP).columns]
            yield from zip(*columns, strict=True)


def _works(reader: Reader) -> Iterator[Entry]:
    for path, shown, names, members, forms, first, last, datasets, tongues, people, terms, identifiers in _rows(reader, WORKS):
        by: dict[str, list[str]] = {"dataset": _sorted(datasets), "country": [], "genre": [], "language": _sorted(tongues)}
        for term in _sorted(terms):
            facet, _colon, concept = term.partition(":")
            by[facet] = [*by[facet], concept] if concept not in by[facet] else by[facet]
        yield _entry(path, "", _listed(shown, names), [*_sorted(forms), "work"], (first, last), _listed(people)[:_PEOPLE], _sorted(identifiers), by, members)


def _agents(reader: Reader) -> Iterator[Entry]:
    for path, shown, names, members, kinds, first, last, datasets, countries, works, _none, identifiers in _rows(reader, AGENTS):
        by = {"dataset": _sorted(datasets), "country": _sorted(countries)}
        known = [kind for kind in _sorted(kinds) if kind != "unknown"]
        yield _entry(path, "", _listed(shown, names), [*known, "agent"], (first, last), _listed(works)[:_PEOPLE], _sorted(identifiers), by, members)


def _places(reader: Reader) -> Iterator[Entry]:
    for identifier, name, names, kind in _rows(reader, PLACES):
        yield _entry(identifier, "", _listed([name], names), [*([kind] if kind else []), "place"], (), [], [f"iso3166:{identifier}"] if len(identifier) == 2 else [], {}, [identifier])


def _terms(reader: Reader) -> Iterator[Entry]:
    for scheme, notation, names, broader in _rows(reader, TERMS, {"large": sorted(reader.large)}):
        above = [broader.partition(":")[2]] if broader else []
        yield _entry(notation, scheme, _listed(names, [notation]), [*above, scheme], (), [], [], {"broader": above}, [f"{scheme}:{notation}"])


def _entry(path: str, scheme: str, names: list[str], types: list[str], years: Iterable[int | None], people: list[str], identifiers: list[str], by: dict[str, list[str]],
           members: list[str]) -> Entry:
    names = list(dict.fromkeys(tidy for name in names[:_NAMES] if (tidy := naming.tidy(name)))) or [path]
    looked = naming.latin(names)
    span = [int(year) for year in years if year is not None]
    card: dict[str, Any] = {
        "id": path, "name": names[0], "names": looked, "forms": [naming.form(name) for name in looked], "types": types, "years": [min(span), max(span)] if span else [], "people": people,
        "ids": identifiers[:_IDENTIFIERS], "by": {name: values for name, values in by.items() if values}, "members": members[:50]}
    if scheme:
        card["scheme"] = scheme
    bare = [path.rpartition("/")[2]] if "/" in path and not scheme else []
    return Entry(path, scheme, looked, naming.keys(looked), types, card["years"], naming.latin(people), [*identifiers[:_IDENTIFIERS], *members[:50], *bare], card)


def _sorted(values: Iterable[str | None] | None) -> list[str]:
    return sorted(value for value in values or () if value)


def _listed(*some: Iterable[str | None] | None) -> list[str]:
    """Names of several lists, each once; the first list keeps its order, the others are in order of the alphabet."""
    first, *others = some
    return list(dict.fromkeys([*(value for value in first or () if value), *(value for one in others for value in _sorted(one))]))
