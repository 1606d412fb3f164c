"""Rises of a release's yearly audience series, and what the pool knows of releases, prizes and deaths elsewhere: what the insight `moved` tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from intarsia.engine.duckdb import quote
from intarsia.foresight.rises import Against, Ints, Steps, against, near, steps
from intarsia.shelf.insights.audience_series import AUDIENCE
from intarsia.shelf.insights.base import Source

#: measures whose figures are places in a list, and those that are counts of an audience
PLACES, COUNTS = ("rank",), (*AUDIENCE, "rating-count", "review-count")
#: links by which a work of another sector is tied to this one; shown releases only
TIES = ("based_on", "about", "performs", "shares_origin")
#: what a credit for a prize is called
PRIZES = ("winner", "prize winner", "award winner", "laureate", "winnaar", "prijswinnaar", "laureaat", "gewinner", "preisträger", "preisträgerin", "lauréat", "lauréate", "premiado",
    "premiada",
          "ganador", "ganadora", "vincitore", "vincitrice")
#: the year that a yearly figure is of, and figures that were counted
YEARLY = "date_diff('day', CAST({o}period_start AS DATE), CAST({o}period_end AS DATE)) BETWEEN 300 AND 370"
COUNTED = "{o}segment IS NULL AND {o}value IS NOT NULL AND coalesce({o}flag, '') NOT IN ('closed', 'missing', 'suppressed', 'not_recorded', 'projected')"
EDITION = "festival-edition"


#: a year in which doors were shut is no year to rise from
SHUT = ("NOT EXISTS (SELECT 1 FROM observation c WHERE c.flag = 'closed' AND c.about = o.about AND c.measure = o.measure AND c.period_start <= o.period_end AND c.period_end >= "
"o.period_start)")


@dataclass(frozen=True)
class Moved:
    """Rises of one measure and one sector. series: per number, what it is of. found: the steps looked at. near: per rise, numbers of events. events: kind, year, id of the work or agent."""

    measure: str
    series: tuple[Mapping[str, Any], ...]
    found: Steps
    events: tuple[Mapping[str, Any], ...]
    of: Ints
    near: tuple[Ints, ...]
    held: Against
    datasets: tuple[str, ...]
    brought: tuple[tuple[str, str], ...]
    years: tuple[int, int]


def series(measure: str, sector: str = "") -> str:
    """One figure a year of each work, maker, or event that comes back; the editions of a festival are one series."""
    only = f" AND coalesce(w.sector, d.sector) = {quote(sector)}" if sector else ""
    return (f"WITH figure AS (SELECT o.dataset, o.about, o.about_kind, coalesce(o.place, '') AS place, coalesce(o.method, '') AS method, CAST(left(o.period_start, 4) AS BIGINT) AS year, "
    f"o.value, "
            "coalesce(w.sector, d.sector) AS sector, p.title AS whole FROM observation o JOIN dataset d ON d.id = o.dataset LEFT JOIN work w ON w.id = o.about "
            "LEFT JOIN (SELECT work, min(title) AS title FROM relation WHERE predicate = 'part_of' GROUP BY work) p ON p.work = o.about AND w.form = 'festival-edition' "
            f"WHERE o.measure = {quote(measure)} AND o.about_kind IN ('work', 'agent') AND {SHUT} AND ({YEARLY.format(o='o.')} OR w.form = '{EDITION}') AND {COUNTED.format(o='o.')}{only}) "
            "SELECT dataset, max(about) AS about, about_kind, place, max(method) AS method, coalesce(whole, '') AS whole, sector, year, max(value) AS value FROM figure "
            "GROUP BY dataset, CASE WHEN whole IS NULL THEN about ELSE whole END, about_kind, place, CASE WHEN whole IS NULL THEN method ELSE '' END, whole, sector, year HAVING count(*) = "
            "1 "
            "ORDER BY dataset, whole, CASE WHEN whole IS NULL THEN about ELSE whole END, about_kind, place, CASE WHEN whole IS NULL THEN method ELSE '' END, year")


def events(measure: str) -> str:
    """What is known of works and makers with such figures: shown works of other sectors tied to them, works about the maker, works of the maker, prizes, deaths."""
    ties, prizes = ", ".join(quote(one) for one in TIES), ", ".join(quote(one) for one in PRIZES)
    return (f"WITH about AS (SELECT DISTINCT o.about AS id, coalesce(w.sector, d.sector) AS sector FROM observation o JOIN dataset d ON d.id = o.dataset LEFT JOIN work w ON w.id = o.about "
    f"WHERE o.measure = {quote(measure)}), "
            "twin AS (SELECT member, cluster FROM entity), "
            "same AS (SELECT id, sector, id AS other FROM about UNION SELECT a.id, a.sector, t2.member FROM about a JOIN twin t ON t.member = a.id JOIN twin t2 ON t2.cluster = t.cluster), "
            "shown AS (SELECT id, sector, title, form, dataset, CAST(left(date, 4) AS BIGINT) AS year, coalesce(cluster, id) AS one FROM work LEFT JOIN twin ON twin.member = work.id "
            "WHERE year_start = year_end AND regexp_matches(date, '^[0-9]{4}') AND (status IS NULL OR status = 'released')), "
            "maker AS (SELECT DISTINCT s.id, s.sector, coalesce(t.cluster, c.agent) AS agent FROM same s JOIN contribution c ON c.work = s.other LEFT JOIN twin t ON t.member = c.agent "
            "UNION SELECT a.id, a.sector, coalesce(t.cluster, a.id) FROM about a LEFT JOIN twin t ON t.member = a.id WHERE a.id IN (SELECT id FROM agent)), "
            "agents AS (SELECT DISTINCT m.id, m.sector, coalesce(t.member, m.agent) AS agent FROM maker m LEFT JOIN twin t ON t.cluster = m.agent), "
            f"tie AS (SELECT subject, object FROM link WHERE state = 'accepted' AND kind = 'work' AND predicate IN ({ties})), "
            "tied AS (SELECT s.id, s.sector, t.object AS work, 'story' AS kind FROM same s JOIN tie t ON t.subject = s.other UNION SELECT s.id, s.sector, t.subject, 'story' FROM same s "
            "JOIN tie t ON t.object = s.other "
            "UNION SELECT g.id, g.sector, l.subject, 'portrait' FROM agents g JOIN link l ON l.object = g.agent WHERE l.state = 'accepted' AND l.kind = 'work-agent' AND l.predicate = "
            "'about' "
            f"UNION SELECT g.id, g.sector, c.work, 'maker' FROM agents g JOIN contribution c ON c.agent = g.agent WHERE lower(coalesce(c.role_written, c.role, '')) NOT IN ({prizes})), "
            "told AS (SELECT t.id, t.kind, s.year, s.id AS what, s.sector, s.dataset, s.one, CASE t.kind WHEN 'story' THEN 0 WHEN 'portrait' THEN 1 ELSE 2 END AS nearer "
            "FROM tied t JOIN shown s ON s.id = t.work WHERE s.sector <> t.sector AND s.sector <> 'cross-sector'), "
            "release AS (SELECT id, kind, year, what, sector, dataset FROM told QUALIFY row_number() OVER (PARTITION BY id, one ORDER BY nearer, year, what) = 1) "
            "SELECT id, kind, year, what, sector, dataset FROM release "
            "UNION ALL SELECT DISTINCT g.id, 'prize', s.year, s.id, s.sector, s.dataset FROM agents g JOIN contribution c ON c.agent = g.agent JOIN shown s ON s.id = c.work "
            f"WHERE lower(coalesce(c.role_written, c.role)) IN ({prizes}) "
            "UNION ALL SELECT g.id, 'death', min(a.year_end), min(a.id), '', min(a.dataset) FROM agents g JOIN agent a ON a.id = g.agent WHERE a.year_end IS NOT NULL GROUP BY g.id, "
            "a.year_end "
            "ORDER BY 1, 3, 2, 4")


def moved(source: Source, measure: str, sector: str, within: int, times: float | None) -> Moved | None:
    """The rises of a measure, held against events; None where there is no such series. Computed once a release for each choice."""
    made: Moved | None = source.once(f"audience rises {measure} {sector} {within} {times}", lambda: _moved(source, measure, sector, within, times))
    return made


def measures(source: Source) -> list[str]:
    """Measures with yearly series of works or makers, most figures first."""
    listed = ", ".join(quote(one) for one in (*PLACES, *COUNTS))
    return [str(row["measure"]) for row in source.records(
        f"SELECT measure, count(*) AS n FROM observation LEFT JOIN work w ON w.id = about WHERE measure IN ({listed}) AND about_kind IN ('work', 'agent') "
        f"AND ({YEARLY.format(o='')} OR w.form = '{EDITION}') AND {COUNTED.format(o='')} GROUP BY measure ORDER BY n DESC, measure")]


def _moved(source: Source, measure: str, sector: str, within: int, times: float | None) -> Moved | None:
    table = source.arrow(series(measure, sector))
    if not table.num_rows:
        return None
    rows = table.to_pylist()
    keys = [(row["dataset"], row["whole"] or row["about"], row["about_kind"], row["place"], "" if row["whole"] else row["method"]) for row in rows]
    number = np.cumsum([0] + [a != b for a, b in zip(keys[1:], keys, strict=False)])
    year, value = np.array(table["year"].to_pylist(), np.int64), np.array(table["value"].to_pylist(), float)
    length = _lengths(source, rows, measure, value) if measure in PLACES else None
    found = steps(number, year, value, length=length, times=times)
    last = np.r_[np.flatnonzero(np.diff(number)), len(rows) - 1]
    told = tuple(rows[place] for place in last)  # of a festival, the latest edition stands for it
    listed: dict[str, list[int]] = {}
    for place, one in enumerate(told):
        listed.setdefault(one["about"], []).append(place)
    known = [(place, one) for one in source.arrow(events(measure)).to_pylist() for place in listed.get(one["id"], ()) if one["year"] is not None]
    of, when = np.array([place for place, _ in known], np.int64), np.array([one["year"] for _, one in known], np.int64)
    return Moved(measure, told, found, tuple(one for _, one in known), of, tuple(near(found, of, when, within)), against(found, of, when, within),
                 tuple(sorted({row["dataset"] for row in rows})), _brought(source, known), (int(year.min()), int(year.max())))


def _lengths(source: Source, rows: list[dict[str, Any]], measure: str, value: np.ndarray) -> np.ndarray:
    """Places in the list that each figure is of: as its frame states it, else the lowest place there is in that dataset and country."""
    stated = {row["dataset"]: float(row["size"]) for row in source.records('SELECT dataset, max(size) AS size FROM frame WHERE "of" = $measure GROUP BY dataset', {"measure": measure})}
    lowest: dict[tuple[str, str], float] = {}
    for row in rows:
        key = (row["dataset"], row["place"])
        lowest[key] = max(lowest.get(key, 0.0), row["value"])
    return np.array([stated.get(row["dataset"], lowest[row["dataset"], row["place"]]) for row in rows], float)


def _brought(source: Source, known: list[tuple[int, dict[str, Any]]]) -> tuple[tuple[str, str], ...]:
    """Datasets and forms of the works among the events."""
    works = sorted({one["what"] for _, one in known if one["kind"] != "death"})
    forms = source.records("SELECT DISTINCT dataset, coalesce(form, 'work') AS form FROM work WHERE list_contains($works, id) ORDER BY ALL", {"works": works}) if works else []
    return tuple((row["dataset"], row["form"]) for row in forms) + tuple(sorted({(one["dataset"], "work") for _, one in known if one["kind"] == "death"}))
