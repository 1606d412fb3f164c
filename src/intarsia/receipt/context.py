"""Context: what others count in the places that a dataset names: inhabitants, age groups, jobs."""

from __future__ import annotations

from typing import Any

from intarsia.receipt.basis import Basis

#: measures by what they tell of a place; any other measure of places is told by its own name
INHABITANTS, JOBS = ("population", "inhabitants"), ("jobs", "employment", "employed", "employees", "workers")

_NAMED = ("SELECT DISTINCT work AS record, concept AS place FROM term WHERE dataset = $d AND facet = 'country' AND concept IS NOT NULL UNION "
          "SELECT id, country FROM agent WHERE dataset = $d AND country IS NOT NULL UNION SELECT record, place FROM observation WHERE dataset = $d AND place IS NOT NULL")
_FIGURES = ("SELECT place, measure, segment, value, unit, period_start, dataset FROM observation WHERE about_kind IN ('place', 'sector') AND dataset <> $d AND value IS NOT NULL AND "
            "place IS NOT NULL")


def context(basis: Basis, dataset: str) -> dict[str, Any]:
    """The places that the dataset names, most records first; how many have inhabitants, age groups or jobs counted by others; the newest figure of each."""
    d = {"d": dataset}
    places = basis.rows(f"SELECT place, count(DISTINCT record) AS records FROM ({_NAMED}) AS n GROUP BY place ORDER BY records DESC, place", d)
    rows = basis.rows(f"SELECT f.place AS place, f.measure AS measure, f.segment IS NOT NULL AS parts, count(DISTINCT f.segment) AS segments, max(f.period_start) AS newest, "
                      "min(f.period_start) AS oldest, arg_max(f.value, f.period_start) AS value, any_value(f.unit) AS unit, min(f.dataset) AS source, count(*) AS figures "
                      f"FROM ({_FIGURES}) AS f JOIN (SELECT DISTINCT place FROM ({_NAMED}) AS n) AS p ON p.place = f.place GROUP BY f.place, f.measure, parts ORDER BY f.place, "
                      f"f.measure, parts", d)
    with_: dict[str, set[str]] = {"inhabitants": set(), "age_groups": set(), "jobs": set(), "other": set()}
    newest: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        people, jobs = row["measure"] in INHABITANTS, any(word in row["measure"] for word in JOBS)
        kind = "age_groups" if people and row["parts"] else "inhabitants" if people else "jobs" if jobs else "other"
        with_[kind].add(row["place"])
        told = {"measure": row["measure"], "kind": kind, "from": row["oldest"], "to": row["newest"], "source": row["source"], "figures": row["figures"]}
        told |= {"segments": row["segments"]} if row["parts"] else {"value": row["value"], "unit": row["unit"]}
        newest.setdefault(row["place"], []).append(told)
    return {"places": len(places), **{name: len(found) for name, found in with_.items()}, "figures": sum(row["figures"] for row in rows), "sources": sorted({row["source"] for row in rows}),
            "list": [{**one, "known": newest.get(one["place"], [])} for one in places]}
