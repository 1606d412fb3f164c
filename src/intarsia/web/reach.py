"""How far this release can answer the founding questions: what share of its links, series and interventions has what an answer takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intarsia.evidence import Basis, refused, share
from intarsia.figures import Column, Figure, Mark, Source, theme
from intarsia.figures.bars import Bar, lying
from intarsia.figures.picture import VegaLite
from intarsia.figures.telling import foot
from intarsia.web.figures import datasets, separators, shown
from intarsia.web.query import Query
from intarsia.web.visit import Visit

#: the figures of this file
REACH = ("links-between-sectors", "audience-series", "interventions")
#: a signal is growth of the last five years over the five before
LONG = 10
#: years with figures on either side of an intervention, below which there is no before and after
EACH_SIDE = 3
MOST_ROWS = 200

CROSSING = """
SELECT s.sector AS source, o.sector AS target, s.dataset AS dataset, count(*) AS links
FROM link AS l JOIN work AS s ON s.id = l.subject JOIN work AS o ON o.id = l.object
WHERE l.kind = 'work' AND l.state = 'accepted' AND s.sector IS NOT NULL AND o.sector IS NOT NULL
GROUP BY ALL ORDER BY links DESC, source, target, dataset
"""


@shown("links-between-sectors")
def crossing(visit: Visit, query: Query) -> Figure:
    """The share of accepted links between works that lead to another sector."""
    _ = visit.words
    found = _once(visit, "founding links", CROSSING)
    about = _about(visit, [row["dataset"] for row in found])
    need = _("Works that state what they are based on, about or part of, from at least three contributors who describe all they make.")
    parts = _parts(about, [(row["dataset"], row["links"] if row["source"] != row["target"] else 0, row["links"]) for row in found])
    said = _("%(share)s of %(rows)s accepted links lead from one sector to another (95%% interval %(low)s to %(high)s).")
    evidence = share(parts, _basis(visit, about), said, _, would_need=need)
    pairs: dict[tuple[str, str], int] = {}
    for row in found:
        pairs[row["source"], row["target"]] = pairs.get((row["source"], row["target"]), 0) + row["links"]
    ranked = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    named = {key: visit.names("sector", key) for pair in pairs for key in pair}
    rows = tuple((named[a], named[b], n) for (a, b), n in ranked)
    bars = [Bar(f"{named[a]} → {named[b]}", n, _.number(n), theme.sector(a)) for (a, b), n in ranked[:12]]
    hrefs = tuple(visit.href("/explore", sector=a) for (a, _b), _n in ranked)
    marks = tuple(Mark(bar.name, ((_("links"), bar.said, ranked[n][0][0]),), hrefs[n]) for n, bar in enumerate(bars))
    columns = (Column("from_sector", _("From sector")), Column("to_sector", _("To sector")), Column("links", _("Links"), True))
    return Figure("links-between-sectors", _("Links between works, by sector"), _("links"), _("Accepted links from a work to the work it is based on, about, part of or performs."),
                  evidence, columns, rows,
                  hrefs, marks, VegaLite(lambda wide: lying(bars, wide), *separators(visit)) if bars else None, _sources(visit, about), notes=_more(visit, len(rows), 12),
                  address=visit.href("/figures/links-between-sectors"), foot=foot(evidence.n, visit.reader.id, _), language=_.language, written=_.number)


SERIES = """
WITH series AS (
  SELECT measure, about, place, segment, dataset, count(DISTINCT substr(period_start, 1, 4)) AS years
  FROM observation WHERE value IS NOT NULL AND about_kind IN ('work', 'agent') GROUP BY ALL
)
SELECT measure, dataset, count(*) AS series, count(*) FILTER (years >= $long) AS long, median(years) AS middle FROM series GROUP BY ALL ORDER BY series DESC, measure, dataset
"""


@shown("audience-series")
def signals(visit: Visit, query: Query) -> Figure:
    """The share of audience series that are long enough to look for growth in."""
    _ = visit.words
    found = _once(visit, "founding series", SERIES, {"long": LONG})
    about = _about(visit, [row["dataset"] for row in found])
    need = _("Yearly audience figures over at least ten years, from three contributors or more, in two sectors or more.")
    said = _("%(share)s of %(rows)s audience series have figures for ten years or more (95%% interval %(low)s to %(high)s), which is what looking for growth takes.")
    parts = _parts(about, [(row["dataset"], row["long"], row["series"]) for row in found])
    evidence = share(parts, _basis(visit, about), said, _, would_need=need)
    rows = tuple((visit.names("measure", row["measure"]), visit.names("dataset", row["dataset"]), row["series"], row["long"], int(row["middle"])) for row in found)
    hrefs = tuple(visit.href(f"/datasets/{row['dataset']}") for row in found)
    shown = [(row, said) for row, said in zip(found, rows, strict=True) if row["series"]][:12]
    bars = [Bar(said[0], row["long"] / row["series"], f"{_.number(row['long'])} / {_.number(row['series'])}", "var(--accent)") for row, said in shown]
    marks = tuple(Mark(f"{said[0]}, {said[1]}", ((_("long enough"), bar.said, ""),), hrefs[n]) for n, ((_row, said), bar) in enumerate(zip(shown, bars, strict=True)))
    columns = (Column("measure", _("Measure")), Column("dataset", _("Dataset")), Column("series", _("Series"), True), Column("long", _("Ten years or more"), True),
               Column("median_years", _("Median years"), True))
    return Figure("audience-series", _("Audience series of ten years or more"), _("series"),
                  _("A series is one measure of one work, maker or institution, in one place and part of the audience. Bars: the share of them that is long enough."),
                  evidence, columns, rows, hrefs, marks, VegaLite(lambda wide: lying(bars, wide), *separators(visit)) if bars else None, _sources(visit, about), notes=_more(visit,
                          len(rows), 12),
                  address=visit.href("/figures/audience-series"), foot=foot(evidence.n, visit.reader.id, _), language=_.language, written=_.number)


#: an outcome is of the intervention's sector and counted at works, makers, institutions or the sector, never at the place itself:
#: inhabitants are no outcome. The sector of a maker or institution is that of the dataset that counts it.
BEFORE_AFTER = """
WITH yearly AS (
  SELECT DISTINCT o.measure, o.place, CASE o.about_kind WHEN 'work' THEN w.sector WHEN 'sector' THEN o.about ELSE d.sector END AS sector,
    CAST(substr(o.period_start, 1, 4) AS INTEGER) AS year
  FROM observation AS o JOIN dataset AS d ON d.id = o.dataset LEFT JOIN work AS w ON w.id = o.about
  WHERE o.value IS NOT NULL AND o.about_kind IN ('work', 'agent', 'sector') AND o.place IS NOT NULL AND regexp_matches(o.period_start, '^[0-9]{4}')
), begun AS (
  SELECT id, place, kind, nullif(sector, 'cross-sector') AS sector, CAST(substr(start, 1, 4) AS INTEGER) AS year
  FROM intervention WHERE place IS NOT NULL AND regexp_matches(start, '^[0-9]{4}')
), sides AS (
  SELECT b.id, y.measure, y.place, y.place = b.place AS own, count(DISTINCT y.year) FILTER (y.year < b.year) AS before, count(DISTINCT y.year) FILTER (y.year > b.year) AS after
  FROM begun AS b JOIN yearly AS y ON b.sector IS NULL OR y.sector = b.sector GROUP BY ALL
), treated AS (SELECT DISTINCT place, kind FROM begun),
measured AS (
  SELECT o.id, o.measure, o.before, o.after,
    count(DISTINCT c.place) FILTER (c.before >= $side AND c.after >= $side
      AND NOT EXISTS (SELECT 1 FROM treated AS t JOIN begun AS b ON b.id = o.id WHERE t.place = c.place AND t.kind = b.kind)) AS controls
  FROM sides AS o LEFT JOIN sides AS c ON c.id = o.id AND c.measure = o.measure AND NOT c.own WHERE o.own GROUP BY ALL
), best AS (
  SELECT *, row_number() OVER (PARTITION BY id ORDER BY least(before, after) >= $side DESC, controls DESC, least(before, after) DESC, measure) AS nth FROM measured
)
SELECT i.id, i.title, i.place, i.kind, i.dataset, substr(i.start, 1, 4) AS start, m.measure,
  coalesce(m.before, 0) AS before, coalesce(m.after, 0) AS after, coalesce(m.controls, 0) AS controls
FROM intervention AS i LEFT JOIN best AS m ON m.id = i.id AND m.nth = 1
ORDER BY least(coalesce(m.before, 0), coalesce(m.after, 0), $side) DESC, controls DESC, i.start, i.id
"""


@shown("interventions")
def interventions(visit: Visit, query: Query) -> Figure:
    """The share of interventions with figures before and after, in their place and in another; a refusal when there is none."""
    _ = visit.words
    found = _once(visit, "founding interventions", BEFORE_AFTER, {"side": EACH_SIDE})
    about = _about(visit, [row["dataset"] for row in found])
    need = _("For an intervention: figures of its sector for three years before and three after, in its own place and in a place like it without one.")
    parts = _parts(about, [(row["dataset"], int(_comparable(row)), 1) for row in found])
    basis = _basis(visit, about)
    if found and not any(hits for hits, _rows in parts):
        near = sum(min(row["before"], row["after"]) >= EACH_SIDE for row in found)
        why = (_.many("of %(n)s intervention, none has figures before and after both in its place and in one to compare it with",
                      "of %(n)s interventions, none has figures before and after both in its place and in one to compare it with", len(found)),
               _.many("%(n)s has them in its own place", "%(n)s have them in their own place", near))
        evidence = refused(basis, why, _, n=len(found), method=_("Count of the years with figures on either side of each intervention"), unit=_("share"), would_need=need)
    else:
        said = _("%(hits)s of %(rows)s interventions have figures before and after, in their place and in another to compare it with: %(share)s (95%% interval %(low)s to %(high)s).")
        evidence = share(parts, basis, said, _, would_need=need)
    rows = tuple((row["title"], visit.names("place", row["place"]), row["start"], visit.names("measure", row["measure"]) or None, row["before"], row["after"],
                  row["controls"]) for row in found[:MOST_ROWS])
    columns = (Column("intervention", _("Intervention")), Column("place", _("Place")), Column("start", _("Start")), Column("measure", _("Measure")), Column("years_before",
            _("Years before"), True),
               Column("years_after", _("Years after"), True), Column("places_to_compare", _("Places to compare"), True))
    return Figure("interventions", _("Interventions with figures before and after"), _("interventions"),
                  _("Years with figures of the measure of its sector that covers most, counted at works, makers, institutions or the sector as a whole."), evidence, columns, rows,
                  tuple(visit.href(f"/datasets/{row['dataset']}") for row in found[:MOST_ROWS]), (), None, _sources(visit, about), notes=_more(visit, len(found), MOST_ROWS),
                  address=visit.href("/figures/interventions"), foot=foot(evidence.n, visit.reader.id, _), language=_.language, written=_.number)


def _comparable(row: Mapping[str, Any]) -> bool:
    return bool(min(row["before"], row["after"]) >= EACH_SIDE and row["controls"] > 0)


def _once(visit: Visit, name: str, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    return visit.serving.once(visit.reader, name, lambda: visit.reader.records(sql, values or {}))


def _about(visit: Visit, used: list[str]) -> list[dict[str, Any]]:
    return [one for one in datasets(visit) if one["id"] in set(used)]


def _basis(visit: Visit, about: list[dict[str, Any]]) -> Basis:
    return Basis(visit.reader.id, len({one["publisher"] for one in about}), frozenset(one["selection"] or "unknown" for one in about))


def _parts(about: list[dict[str, Any]], counted: list[tuple[str, int, int]]) -> list[tuple[int, int]]:
    """Hits and rows per contributor, from those per dataset."""
    publisher = {one["id"]: one["publisher"] for one in about}
    found: dict[str, tuple[int, int]] = {}
    for dataset, hits, rows in counted:
        before = found.get(publisher[dataset], (0, 0))
        found[publisher[dataset]] = (before[0] + hits, before[1] + rows)
    return list(found.values())


def _sources(visit: Visit, about: list[dict[str, Any]]) -> tuple[Source, ...]:
    return tuple(Source(one["id"], visit.names("dataset", one["id"]), one["licence"] or "", bool(one["synthetic"])) for one in about)


def _more(visit: Visit, rows: int, most: int) -> tuple[str, ...]:
    return (visit.words("The first %(n)s of %(all)s are shown.", n=visit.words.number(most), all=visit.words.number(rows)),) if rows > most else ()

