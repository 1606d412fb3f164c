"""Audience series of a release with a season (months, weeks), judged once: what the insights on departures and on what lies ahead read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from intarsia.engine.duckdb import quote
from intarsia.foresight.series import Series, Stretch, stretches
from intarsia.foresight.seriesbands import Judged, judged
from intarsia.foresight.seriesforecast import Tries, tried
from intarsia.shelf.insights.base import Quality, Source

#: measures of an audience that can be forecast: counts of people and of what they did (keys of the vocabulary `measure`)
AUDIENCE = ("admissions", "attendance", "downloads", "listeners", "loans", "members", "participation", "peak-players", "plays", "reach", "sales-units", "subscribers", "tourist-arrivals",
            "viewers", "visits", "web-visits")
MONTHS, WEEKS = 12, 52
#: a Monday; weeks are counted from it whatever day they begin on
EPOCH = date(1970, 1, 5)
AHEAD = 24
#: how the figures of a period were counted: a flag under which there is no figure, and one under which the doors were shut
UNKNOWN, CLOSED, BREAK = ("missing", "suppressed", "not_recorded"), "closed", "break"
FAMILY = "audience series "


@dataclass(frozen=True)
class Family:
    """All series of one measure with one season. about: per series key, the id and kind of what it is about. datasets: whose rows they are. closed: periods in which
    doors were shut. counted: figures that are read. years: first and last."""

    measure: str
    season: int
    about: Mapping[str, tuple[str, str]]
    series: tuple[Series, ...]
    stretches: tuple[Stretch, ...]
    tries: Tries
    judged: Judged
    datasets: tuple[str, ...]
    closed: int
    counted: int
    years: tuple[int, int]


def query(measure: str) -> str:
    """The figures per month and per week of a measure, of a whole audience."""
    return (f"SELECT dataset, about, about_kind, coalesce(place, '') AS place, coalesce(method, '') AS method, coalesce(unit, '') AS unit, period_start, period_end, value, "
            f"flag FROM observation "
            f"WHERE measure = {quote(measure)} AND segment IS NULL AND about_kind IN ('agent', 'work', 'place') "
            "AND date_diff('day', CAST(period_start AS DATE), CAST(period_end AS DATE)) BETWEEN 6 AND 30 ORDER BY dataset, about, method, place, unit, period_start, record")


def measures(source: Source) -> dict[str, int]:
    """Audience measures of the release with the number of their figures per month or week; those with none too."""
    listed = ", ".join(quote(one) for one in AUDIENCE)
    found = source.records(f"SELECT measure, coalesce(sum(n) FILTER (period IN ('month', 'week')), 0) AS n FROM cube_observation WHERE measure IN ({listed}) GROUP BY measure ORDER BY n "
    f"DESC, measure")
    return {row["measure"]: int(row["n"]) for row in found}


def family(source: Source, measure: str) -> Family | None:
    """The series of a measure, judged; None where none is long enough. Computed once a release."""
    made: Family | None = source.once(FAMILY + measure, lambda: _made(source, measure))
    return made


def _made(source: Source, measure: str) -> Family | None:
    table = source.arrow(query(measure))
    if not table.num_rows:
        return None
    starts, days = np.array(table["period_start"].to_pylist(), "datetime64[D]"), _days(table)
    months = starts.astype("datetime64[M]").astype(int)
    whole_month = (days >= 27) & (starts == starts.astype("datetime64[M]"))
    week = days == 6
    season = MONTHS if whole_month.sum() >= week.sum() else WEEKS
    number = months if season == MONTHS else (starts - np.datetime64(EPOCH)).astype(int) // 7
    rows = np.flatnonzero(whole_month if season == MONTHS else week)
    columns = {name: np.array(table[name].to_pylist(), object)[rows] for name in ("dataset", "about", "about_kind", "place", "method", "unit", "flag")}
    values, number = np.array(table["value"].to_pylist(), float)[rows], number[rows]
    keys = np.array(["\x1f".join(parts) for parts in zip(*(columns[name] for name in ("dataset", "about", "method", "place", "unit")), strict=True)], object)
    series, about = [], {}
    for places in np.split(np.arange(len(keys)), np.flatnonzero(keys[1:] != keys[:-1]) + 1 if len(keys) else []):
        if len(places):
            key = str(keys[places[0]])
            about[key] = (str(columns["about"][places[0]]), str(columns["about_kind"][places[0]]))
            series += _series(key, season, number[places], values[places], columns["flag"][places])
    parts = tuple(one for each in series for one in stretches(each))
    if not parts:
        return None
    tries = tried(parts, AHEAD)
    first, last = int(number.min()), int(number.max())
    return Family(measure, season, about, tuple(series), parts, tries, judged(parts, tries), tuple(sorted({str(one) for one in columns["dataset"]})),
                  int(sum(each.closed.sum() for each in series)), int(sum((~np.isnan(each.values) & ~each.closed).sum() for each in series)),
                  (int(day(first, season)[:4]), int(day(last, season)[:4])))


def _days(table: object) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    ends, starts = (np.array(table[name].to_pylist(), "datetime64[D]") for name in ("period_end", "period_start"))  # type: ignore[index]
    return np.asarray((ends - starts).astype(np.int64))


def _series(key: str, season: int, number: np.ndarray, values: np.ndarray, flags: np.ndarray) -> list[Series]:
    """One series, or one from each break on: figures before it and after it are not counted alike."""
    first, size = int(number.min()), int(number.max() - number.min()) + 1
    figures, closed = np.full(size, np.nan), np.zeros(size, bool)
    figures[number - first] = np.where(np.isin(flags, UNKNOWN), np.nan, values)
    closed[number - first] = flags == CLOSED
    figures[closed] = np.nan
    breaks = sorted({0, size} | {int(n - first) for n, flag in zip(number, flags, strict=True) if flag == BREAK})
    return [Series(key, season, first + a, figures[a:b], closed[a:b]) for a, b in pairwise(breaks)]


def day(number: int, season: int) -> str:
    """The first day of a period, as "2018-09" for a month and "2018-09-03" for a week."""
    if season == MONTHS:
        return f"{1970 + number // 12:04}-{number % 12 + 1:02}"
    return (EPOCH + timedelta(days=7 * number)).isoformat()


def quality(source: Source, found: Family, language: str) -> tuple[Quality, ...]:
    """What is stated of these series, dataset by dataset; what nobody stated is said to be unknown."""
    unknown, every, none, breaks = {
        "nl": ("niet vermeld", {MONTHS: "elke maand", WEEKS: "elke week"}, "geen vermeld", "{n} keer een breuk in de reeks vermeld"),
    }.get(language, ("not stated", {MONTHS: "every month", WEEKS: "every week"}, "none stated", "a break in the series is stated {n} times"))
    told = []
    for dataset in found.datasets:
        named = source.records("SELECT string_agg(DISTINCT method, '; ' ORDER BY method) AS concept, count(*) FILTER (flag = 'break') AS breaks, "
                               "count(*) FILTER (flag = 'provisional') AS provisional FROM observation WHERE dataset = $dataset AND measure = $measure",
                               {"dataset": dataset, "measure": found.measure})[0]
        frame = source.records("SELECT string_agg(DISTINCT source, '; ' ORDER BY source) AS said FROM frame WHERE dataset = $dataset AND \"of\" = $measure",
                               {"dataset": dataset, "measure": found.measure})[0]["said"]
        cut = breaks.format(n=named["breaks"]) if named["breaks"] else none
        told.append(Quality(dataset, named["concept"] or unknown, frame or unknown, every[found.season], str(named["provisional"]) if named["provisional"] else unknown, cut))
    return tuple(told)
