"""Panels and a pool with an intervention of known size in them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from intarsia.impact import Panel
from tests.small import POOL, dataset, warmed

UNITS, MONTHS, FIRST = 24, 72, 48  # six years of months; something is done after four


def values(units: int = UNITS, periods: int = 12, seed: int = 1) -> np.ndarray:
    """Units of different sizes that share the ups and downs of the years, and wander a little by themselves."""
    rng = np.random.default_rng(seed)
    common = rng.normal(0, 0.08, periods).cumsum()
    return np.exp(rng.normal(7, 1, (units, 1)) + common + rng.normal(0, 0.03, (units, periods)))


def years(found: np.ndarray, first: int = 2010) -> Panel:
    return Panel(tuple(f"u{n:02d}" for n in range(len(found))), tuple(f"{first + n}-01-01" for n in range(found.shape[1])), found.copy(), np.zeros(found.shape, dtype=bool))


def months(seed: int = 3) -> np.ndarray:
    """Monthly visits with a season of their own for each house."""
    rng = np.random.default_rng(seed)
    season = 0.3 * np.sin(2 * np.pi * (np.arange(MONTHS) % 12) / 12 + rng.uniform(0, 6, (UNITS, 1)))
    common = np.repeat(rng.normal(0, 0.05, MONTHS // 12).cumsum(), 12)
    return np.exp(rng.normal(8, 0.7, (UNITS, 1)) + season + common + rng.normal(0, 0.05, (UNITS, MONTHS)))


FRAME = '\n[[frame]]\nmeasure = "houses"\nof = "visits"\nsize = { all = 24 }\nsource = "The test."\n'
VISITS = """mapping = 1

[[source]]
name = "visits.csv"
record = "house"

[[agent]]
key = "house"
name = "house"
kind = "'organisation'"

[[observation]]
unpivot = { columns = "^[0-9]{4}-[0-9]{2}$", name = "month", value = "visits" }
about = "house"
about_kind = "'agent'"
measure = "'visits'"
value = "number(visits, 'en')"
unit = "'visits'"
period = "month"
place = "'NL'"
"""
DONE = """mapping = 1

[[source]]
name = "done.csv"
record = "id"

[[intervention]]
title = "title"
place = "place"
sector = "'heritage'"
kind = "kind"
start = "start"
direction = "direction"
about = "about"
"""
STUDY = """title = {{ en = "{title}", nl = "{title} (nl)" }}
question = "Did more people come?"
who = "analyst"
registered = "2026-11-20"

[intervention]
dataset = "done"
record = "{record}"

[outcome]
dataset = "visits"
measure = "visits"
about = "agent"
frequency = "month"
direction = "up"

[window]
since = "2015-01"
until = "2020-12"
"""


def pool(folder: Path, raised: float = 1.5) -> Path:
    """A pool of 24 houses: `House 05` is raised from January 2019 on; in one study nothing is wrong with the others, in the other `House 06` was rebuilt meanwhile."""
    (folder / "studies").mkdir(parents=True)
    (folder / "pool.toml").write_text(POOL, "utf-8")
    found = months()
    found[5, FIRST:] *= raised
    header = ("house", *(f"{2015 + month // 12}-{month % 12 + 1:02d}" for month in range(MONTHS)))
    rows = [(f"House {unit:02d}", *(f"{value:.0f}" for value in found[unit])) for unit in range(UNITS)]
    done = [("free", "Free entry", "Netherlands", "free entry", "2019-01-01", "up", "House 05"), ("built", "A new wing", "Netherlands", "new building", "2018-06-01", "up", "House 06"),
            ("all", "Lower VAT", "Netherlands", "vat", "2019-01-01", "up", "")]
    for name, mapping, titles, lines, more in (("visits", VISITS, header, rows, FRAME),
                                               ("done", DONE, ("id", "title", "place", "kind", "start", "direction", "about"), done, "")):
        text = io.StringIO(newline="")
        csv.writer(text).writerows([titles, *lines])
        dataset(folder, name, name.title(), "heritage", f"{name}.csv", "csv", text.getvalue(), mapping, selection="complete register", more=more)
    (folder / "studies" / "free-entry.toml").write_text(STUDY.format(title="Free entry", record="free") + '\n[without]\n"House 06" = "a new wing opened in 2018"\n', "utf-8")
    (folder / "studies" / "free-entry-careless.toml").write_text(STUDY.format(title="Free entry, all compared", record="free"), "utf-8")
    (folder / "studies" / "lower-vat.toml").write_text(STUDY.format(title="Lower VAT", record="all").replace('about = "agent"', 'about = "agent"\nunit = "House 05"'), "utf-8")
    return warmed(folder)
