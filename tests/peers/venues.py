"""A pool with seven venues that count their visits by month, one of them closed for a while, one that misses a month, and one that counts otherwise."""

from __future__ import annotations

from pathlib import Path

from intarsia.pool import Pool
from tests.small import POOL, dataset, warmed

VENUES = ("Anker", "Beurs", "Cirkel", "Dam", "Eiland", "Fort", "Gracht", "Haven")
MAPPING = """mapping = 1

[[source]]
name = "visits.csv"
record = "venue || ' ' || month"

[[agent]]
key = "venue"
name = "venue"
kind = "'organisation'"
country = "'NL'"
repeat = "first"

[[observation]]
measure = "'visits'"
value = "visits"
unit = "'visits'"
period = "month"
about = "venue"
about_kind = "'agent'"
place = "'NL'"
flag = "flag"
method = "case venue when 'Haven' then 'with the garden' else 'tickets at the door' end"
"""


def visits(venue: str, month: str) -> tuple[float | None, str]:
    """What a venue counted in a month, and the flag."""
    n, (year, number) = VENUES.index(venue), (int(part) for part in month.split("-"))
    if venue == "Cirkel" and month in ("2020-04", "2020-05"):
        return 0.0, "closed"
    if venue == "Dam" and month == "2020-07":
        return None, "missing"
    return 100.0 * (n + 1) + 10 * number + (year - 2019) * 5, ""


def make(folder: Path) -> None:
    """Write the pool and build it."""
    lines = []
    for venue in VENUES:
        for month in (f"{year}-{number:02d}" for year in (2019, 2020) for number in range(1, 13)):
            value, flag = visits(venue, month)
            lines.append(f"{venue},{month},{'' if value is None else value},{flag}")
    content = "venue,month,visits,flag\n" + "\n".join(lines) + "\n"
    dataset(folder, "venues", "Invented venues", "performing-arts", "visits.csv", "csv", content, MAPPING, selection="complete register")
    (folder / "pool.toml").write_text(POOL, "utf-8")
    Pool(warmed(folder)).build()
