"""Datasets of visits and of films that tests decide about."""

from __future__ import annotations

from pathlib import Path

from intarsia import pool as pools
from intarsia.pool import Pool

VISITS = """mapping = 1

[[source]]
name = "visits.csv"
record = "id"

[[observation]]
measure = "'visits'"
value = "number(visits, 'en')"
unit = "'visits'"
period = "month"
about = "'heritage'"
about_kind = "'sector'"
place = "country(country)"
"""

DESCRIBED = """id = "{id}"
title = {{ en = "Visits {id}", nl = "Bezoeken {id}" }}
description = {{ en = "Invented visits." }}
publisher = "{publisher}"
sector = "heritage"
selection = "own output"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
mining = "allowed"
synthetic = true
contact = "mailto:desk@example.org"

[[distribution]]
name = "visits.csv"
format = "csv"
path = "visits.csv"

[decision]
verdict = "{verdict}"
who = "steward"
when = "2026-11-20"
why = "invented"
{more}"""


def pool(folder: Path) -> Pool:
    """An empty pool."""
    return pools.new(folder, "A pool of visits", "http://localhost:8000/", "The desk")


def visits(pool: Pool, name: str, rows: dict[tuple[str, str], int], verdict: str = "POOLED ONLY", more: str = "", publisher: str = "") -> Path:
    """A dataset of visits by (month, country)."""
    folder = pool.layout.dataset(name)
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{month}/{country},{month},{country},{value}" for (month, country), value in sorted(rows.items())]
    (folder / "visits.csv").write_text("\n".join(["id,month,country,visits", *lines]) + "\n", "utf-8")
    (folder / "mapping.toml").write_text(VISITS, "utf-8")
    (folder / "dataset.toml").write_text(DESCRIBED.format(id=name, publisher=publisher or f"Museum {name}", verdict=verdict, more=more), "utf-8")
    return folder
