"""Links and what they bring: how many records are linked and how surely, which columns gain values, what does not agree, who links back."""

from __future__ import annotations

from typing import Any

from intarsia.receipt.basis import BOUNDS, Basis, bounded, bounds
from intarsia.shelf.feeds.recordfacts import GROUPS
from intarsia.steps.link.shared import OF_EDITIONS, OF_ONE_HOUSE

#: years may differ by so much before it is called a conflict: a premiere in December, a release in January
YEARS_APART = 1


def records(basis: Basis, dataset: str) -> dict[str, int]:
    """How many works and agents the dataset has."""
    row = basis.rows("SELECT (SELECT count(*) FROM work WHERE dataset = $d) AS works, (SELECT count(*) FROM agent WHERE dataset = $d) AS agents", {"d": dataset})[0]
    return {"works": row["works"], "agents": row["agents"], "total": row["works"] + row["agents"]}


def linked(basis: Basis, dataset: str) -> dict[str, Any]:
    """Records that are the same as one of others, and works that are related to one of others: at each bound, and by whom."""
    d = {"d": dataset}
    same = basis.rows(f"SELECT {bounded('own')}, coalesce((SELECT sum(m) FROM (SELECT max(p) AS m FROM pair WHERE own_dataset = $d AND dataset <> $d GROUP BY own) AS x), 0) AS expected "
                      "FROM pair WHERE own_dataset = $d AND dataset <> $d", d)[0]
    related = basis.rows(f"SELECT {bounded('own')} FROM tie WHERE own_dataset = $d AND dataset <> $d", d)[0]
    either = basis.rows(f"SELECT {bounded('own')} FROM (SELECT own, p FROM pair WHERE own_dataset = $d AND dataset <> $d UNION ALL "
                        "SELECT own, p FROM tie WHERE own_dataset = $d AND dataset <> $d) AS e", d)[0]
    relations = basis.rows(f"SELECT predicate, way, {bounded('own')}, count(DISTINCT dataset) AS datasets FROM tie WHERE own_dataset = $d AND dataset <> $d AND p >= 0.5 "
                           "GROUP BY predicate, way ORDER BY predicate, way", d)
    partners = basis.rows(
        f"SELECT dataset, {bounded('own')}, count(DISTINCT CASE WHEN what = 'same' AND p >= 0.5 THEN own END) AS same, "
        "count(DISTINCT CASE WHEN what = 'from' AND p >= 0.5 THEN own END) AS links_back FROM ("
        "SELECT own, dataset, p, 'same' AS what FROM pair WHERE own_dataset = $d AND dataset <> $d UNION ALL SELECT own, dataset, p, way FROM tie WHERE own_dataset = $d AND dataset "
        "<> $d) AS e "
        "GROUP BY dataset HAVING max(p) >= 0.5 ORDER BY b0 DESC, dataset", d)
    return {
        "same": {"records": bounds(same), "expected": round(float(same["expected"]), 1)}, "related": {"records": bounds(related)}, "either": {"records": bounds(either)},
        "relations": [{"predicate": one["predicate"], "way": one["way"], "records": bounds(one), "datasets": one["datasets"]} for one in relations],
        "partners": [{"dataset": one["dataset"], "records": bounds(one), "same": one["same"], "links_back": one["links_back"]} for one in partners],
        "noise": [{"dataset": one["dataset"], "kind": one["kind"], "links": int(one["links"]), "agree": int(one["agree"]), "by_chance": round(one["links"] * one["chance"], 1)}
                  for one in basis.noise if one["own_dataset"] == dataset],
    }


def attributes(basis: Basis, dataset: str) -> list[dict[str, Any]]:
    """Each column that gains values: how many linked records lack it, how many get it, from whom. Only what the own data cannot tell."""
    found = basis.rows(
        f"SELECT field, {bounded('own')}, list_sort(list(DISTINCT dataset)) AS sources FROM gain WHERE own_dataset = $d GROUP BY field HAVING max(p) >= 0.5", {"d": dataset})
    expected = {one["field"]: one["e"] for one in basis.rows("SELECT field, sum(m) AS e FROM (SELECT field, own, max(p) AS m FROM gain WHERE own_dataset = $d GROUP BY field, own) AS "
                                                             "x GROUP BY field",
                                                            {"d": dataset})}
    has = {one["field"]: one["n"] for one in basis.rows("SELECT f.field AS field, count(DISTINCT f.record) AS n FROM fact AS f JOIN (SELECT DISTINCT own FROM pair WHERE own_dataset "
                                                        "= $d AND dataset <> $d) AS p "
                                                       "ON p.own = f.record WHERE f.dataset = $d GROUP BY f.field", {"d": dataset})}
    found.sort(key=lambda one: (GROUPS.index(one["field"].partition(":")[0]), -one["b0"], one["field"]))
    return [{"field": one["field"], "group": one["field"].partition(":")[0], "of": one["field"].partition(":")[2], "own": has.get(one["field"], 0), "gained": bounds(one),
             "expected": round(float(expected[one["field"]]), 1), "sources": one["sources"]} for one in found]


def values(basis: Basis, dataset: str, least: float = BOUNDS[0]) -> list[dict[str, Any]]:
    """Every gained value with its source, licence and the probability of the link it came by, in order of the own record's key."""
    return basis.rows(
        "SELECT r.record AS record, g.own AS own, r.iri AS iri, g.field AS field, g.value AS value, g.record AS source_record, s.iri AS source_iri, g.dataset AS source, g.licence AS "
        "licence, "
        "round(g.p, 6) AS probability FROM gain AS g JOIN (SELECT id, record, iri FROM work WHERE dataset = $d UNION ALL SELECT id, record, iri FROM agent WHERE dataset = $d) AS r "
        "ON r.id = g.own "
        "JOIN (SELECT id, iri FROM work UNION ALL SELECT id, iri FROM agent) AS s ON s.id = g.record WHERE g.own_dataset = $d AND g.p >= $least "
        "ORDER BY r.record, g.own, g.field, g.p DESC, g.value, g.dataset", {"d": dataset, "least": least})


def conflicts(basis: Basis, dataset: str) -> list[dict[str, Any]]:
    """What does not agree between linked records (from probability .5 on): how many of the own records, and in how many of them two others agree against them."""
    house = ", ".join(f"'{scheme}'" for scheme in (*OF_ONE_HOUSE, *OF_EDITIONS))
    pairs = "pair AS p WHERE p.own_dataset = $d AND p.dataset <> $d AND p.p >= 0.5"
    years = ("SELECT p.own AS own, 'year' AS what, p.dataset AS dataset, CAST(o.year_start AS VARCHAR) AS said FROM pair AS p JOIN {t} AS w ON w.id = p.own JOIN {t} AS o ON o.id = p.other "
             f"WHERE p.own_dataset = $d AND p.dataset <> $d AND p.p >= 0.5 AND (o.year_start > coalesce(w.year_end, w.year_start) + {YEARS_APART} OR coalesce(o.year_end, "
             f"o.year_start) < w.year_start - {YEARS_APART})")
    lives = ("SELECT p.own AS own, '{w}' AS what, p.dataset AS dataset, CAST(o.{c} AS VARCHAR) AS said FROM pair AS p JOIN agent AS w ON w.id = p.own JOIN agent AS o ON o.id = p.other "
             "WHERE p.own_dataset = $d AND p.dataset <> $d AND p.p >= 0.5 AND o.{c} <> w.{c}")
    country = lives.replace("CAST(o.{c} AS VARCHAR)", "o.{c}").format(w="country", c="country")
    numbers = (f"SELECT p.own AS own, 'identifier' AS what, p.dataset AS dataset, i.scheme || ' ' || i.value AS said FROM (SELECT * FROM {pairs}) AS p JOIN identifier AS i ON "
               f"i.entity = p.other AND i.scheme NOT IN ({house}) "
               "WHERE EXISTS (SELECT 1 FROM identifier AS m WHERE m.entity = p.own AND m.scheme = i.scheme) "
               "AND NOT EXISTS (SELECT 1 FROM identifier AS m JOIN identifier AS n ON n.entity = p.other AND n.scheme = m.scheme AND n.value = m.value WHERE m.entity = p.own AND "
               "m.scheme = i.scheme)")
    every = " UNION ALL ".join((years.format(t="work"), lives.format(w="born", c="year_start"), lives.format(w="died", c="year_end"), country, numbers))
    found = basis.rows(
        f"WITH every AS ({every}), outvoted AS (SELECT own, what FROM every GROUP BY own, what, said HAVING count(DISTINCT dataset) > 1) "
        "SELECT e.what AS what, count(DISTINCT e.own) AS records, count(DISTINCT o.own) AS outvoted, list_sort(list(DISTINCT e.dataset)) AS datasets, min(e.own) AS example "
        "FROM every AS e LEFT JOIN outvoted AS o ON o.own = e.own AND o.what = e.what GROUP BY e.what ORDER BY records DESC, what", {"d": dataset})
    return found


def example(basis: Basis, dataset: str) -> dict[str, Any] | None:
    """The record that gained most at probability .9 (else .5): what the own file knew of it, and what it knows now; None where nothing was gained."""
    best = basis.rows("SELECT own, count(DISTINCT CASE WHEN p >= 0.9 THEN field END) AS sure, count(DISTINCT field) AS n FROM gain WHERE own_dataset = $d AND p >= 0.5 GROUP BY own "
                      "ORDER BY sure DESC, n DESC, own LIMIT 1", {"d": dataset})
    if not best:
        return None
    own = best[0]["own"]
    who = basis.rows("SELECT id, iri, record, title AS name, form, 'work' AS kind FROM work WHERE id = $o UNION ALL SELECT id, iri, record, name, kind, 'agent' FROM agent WHERE id = "
                     "$o", {"o": own})[0]
    before = basis.rows("SELECT field, list_sort(list(DISTINCT value)) AS values FROM fact WHERE record = $o AND dataset = $d GROUP BY field", {"o": own, "d": dataset})
    after = basis.rows("SELECT field, value, record, dataset, licence, round(p, 6) AS probability FROM gain WHERE own = $o AND p >= 0.5 ORDER BY field, p DESC, value, dataset", {"o": own})

    def place(one: dict[str, Any]) -> tuple[int, str]:
        return GROUPS.index(one["field"].partition(":")[0]), one["field"]

    return {"record": who, "before": sorted(before, key=place), "after": sorted(after, key=place)}
