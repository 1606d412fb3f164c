"""Thirty tiny pools in which there is too little to say anything, each with the reason why; none of them may give a headline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.answering.made import Tables, agent, dataset, observed, term, work

#: what questions may say of it at most
AT_MOST = ("UNTESTED", "THIN", "CONTESTED", "REFUSED")


@dataclass(frozen=True)
class Case:
    """A pool, the groups of questions that it tempts, and why nothing can be said."""

    name: str
    why: str
    groups: tuple[str, ...]
    make: Callable[[], Tables]
    slots: tuple[tuple[str, str], ...] = ()


def productions(per_year: Callable[[int], int], hits: Callable[[int], int], *, contributors: int = 3, years: range = range(2010, 2026), selection: str = "sample",
                facet: str = "genre", framed: int | None = None, sectors: tuple[str, ...] = ("film-tv",), status: str | None = None, publishers: int | None = None) -> Tables:
    """Works per year and contributor, some with a genre. framed: the size of the whole that is stated, per year."""
    found: Tables = {"dataset": [], "work": [], "term": [], "frame": []}
    for sector in sectors:
        for number in range(contributors):
            id = f"{sector}-{number}"
            found["dataset"].append(dataset(id, sector, selection, f"Keeper {number % publishers}" if publishers else ""))
            for year in years:
                for n in range(per_year(year)):
                    name = f"{id} {year} {n}"
                    found["work"].append(work(name, id, year, sector, "film" if sector == "film-tv" else "book", status))
                    found["term"].append(term(name, id, facet, "fantasy" if n < hits(year) else "drama"))
                if framed is not None:
                    found["frame"].append({"dataset": id, "measure": "works", "of": "work", "period": str(year), "size": framed, "source": "said so", "have": per_year(year), "beyond": 0})
    return found


def rising(year: int) -> int:
    return max(0, (year - 2010) // 2)


def audience(values: Callable[[int], float | None], *, museums: int = 1, years: range = range(2010, 2026), selection: str = "sample", monthly: bool = False, contributors: int = 1,
             measure: str = "visits", flag: str | None = None, units: int = 1) -> Tables:
    """Yearly or monthly figures of some museums."""
    found: Tables = {"dataset": [dataset(f"figures{n}", "heritage", selection) for n in range(contributors)], "agent": [], "observation": []}
    for number in range(museums):
        id = f"figures{number % contributors}"
        found["agent"].append(agent(f"Museum {number}", id))
        for year in years:
            for month in range(1, 13) if monthly else (0,):
                start, end = (f"{year}-{month:02d}-01", f"{year}-{month:02d}-28") if monthly else (f"{year}-01-01", f"{year}-12-31")
                found["observation"].append(observed(measure, f"Museum {number}", values(year), start, end, id, flag=flag))
    return found


def intervention(tables: Tables, start: str = "2018-01-01", **more: str) -> Tables:
    """The same with something that was done."""
    first = tables["dataset"][0]["id"]
    row = {"id": "0123456789abcdef", "iri": "http://localhost:8000/id/intervention/0123456789abcdef", "dataset": first, "record": "x", "title": "A rebate", "place": "NL",
           "sector": "heritage", "kind": "tax incentive", "start": start, "direction": "up", "source": "a law", **more}
    return {**tables, "intervention": [row]}


def works_of(n: int, contributors: int = 1) -> Tables:
    return productions(lambda year: n, lambda year: n, contributors=contributors)


CASES: tuple[Case, ...] = (
    Case("empty", "there is nothing at all", ("trends", "partners", "signals", "impact", "map", "benchmark"), lambda: {"dataset": [dataset("nothing")]}),
    Case("one work", "one row is no trend", ("trends", "signals"), lambda: {"dataset": [dataset("a")], "work": [work("x", "a", 2020)]}),
    Case("no year", "works without a year stand nowhere in time", ("trends",), lambda: {"dataset": [dataset("a")], "work": [work(f"x{n}", "a", None) for n in range(60)]}),
    Case("few rows", "fewer than 30 works in each window", ("trends", "signals"), lambda: productions(lambda y: 1, lambda y: int(y > 2020))),
    Case("one contributor", "one contributor rises, and is the only one", ("trends", "signals"), lambda: productions(lambda y: 20, rising, contributors=1)),
    Case("two contributors", "two contributors are fewer than three", ("trends", "signals"), lambda: productions(lambda y: 20, rising, contributors=2)),
    Case("one publisher", "three datasets of one publisher are one contributor", ("trends",), lambda: productions(lambda y: 20, rising, publishers=1)),
    Case("a canon", "rows chosen by fame with a made rise", ("trends", "signals"), lambda: productions(lambda y: 30, lambda y: 2 * rising(y), selection="chosen by fame", contributors=4)),
    Case("a framed canon", "a frame does not undo how rows were chosen", ("trends", "signals"),
         lambda: productions(lambda y: 30, lambda y: 2 * rising(y), selection="chosen by fame", contributors=4, framed=30)),
    Case("no frame", "a rise in samples whose whole nobody stated", ("trends", "signals"), lambda: productions(lambda y: 30, lambda y: 2 * rising(y))),
    Case("a small part", "a register of which 3 % is here", ("trends",),
         lambda: productions(lambda y: 30, lambda y: 2 * rising(y), selection="complete register", framed=1000, contributors=1)),
    Case("one year", "a year is no time", ("trends", "signals"), lambda: productions(lambda y: 100, lambda y: 10, years=range(2024, 2025))),
    Case("four years", "no five years to compare with five", ("trends", "signals"), lambda: productions(lambda y: 40, lambda y: 5 * (y - 2021), years=range(2022, 2026))),
    Case("flat", "nothing changes", ("trends", "signals"), lambda: productions(lambda y: 30, lambda y: 6)),
    Case("all of it", "every work has the genre in every year", ("trends",), lambda: productions(lambda y: 20, lambda y: 20)),
    Case("none of it", "no work has the genre in any year", ("trends",), lambda: productions(lambda y: 20, lambda y: 0)),
    Case("who joined", "the rise is that of contributors who came later", ("trends",), lambda: joined()),
    Case("announced only", "what is announced is not made", ("trends", "signals"), lambda: productions(lambda y: 30, rising, status="announced")),
    Case("lag of two years", "two sectors with a few years", ("trends",), lambda: productions(lambda y: 30, rising, sectors=("film-tv", "publishing"), years=range(2022, 2026))),
    Case("lag of a canon", "one canon leads another", ("trends",), lambda: productions(lambda y: 20, rising, sectors=("film-tv", "publishing"), selection="chosen by fame")),
    Case("one museum", "one museum is no sector", ("trends", "signals", "benchmark"), lambda: audience(lambda y: 1000.0 + 100 * (y - 2010))),
    Case("one figure", "one figure is no series", ("trends", "signals", "benchmark"), lambda: audience(lambda y: 1000.0, years=range(2024, 2025))),
    Case("yearly departures", "years are too few to know a season", ("signals",), lambda: audience(lambda y: 1000.0 if y < 2024 else 9000.0)),
    Case("closed", "a closed door is no signal", ("signals",), lambda: audience(lambda y: 0.0, museums=6, monthly=True, years=range(2018, 2024), flag="closed")),
    Case("missing", "nothing was counted", ("trends", "signals", "benchmark"), lambda: audience(lambda y: None, museums=6, flag="missing")),
    Case("withheld", "everything is withheld", ("trends", "signals", "impact"), lambda: intervention(audience(lambda y: None, museums=6, flag="suppressed"))),
    Case("four peers", "a group of four shows each of them", ("benchmark",), lambda: audience(lambda y: 1000.0, museums=4)),
    Case("no outcome", "an intervention with no figures", ("impact",), lambda: intervention({"dataset": [dataset("a")]})),
    Case("no before", "an intervention in the first year of the figures", ("impact",), lambda: intervention(audience(lambda y: 1000.0, museums=6), start="2010-01-01")),
    Case("no one to compare", "an intervention at the only museum there is", ("impact",), lambda: intervention(audience(lambda y: 1000.0 if y < 2018 else 2000.0))),
    Case("few ties", "three works of two makers", ("partners",), lambda: tied(3)),
    Case("no ties", "makers who never worked together", ("partners",), lambda: tied(0)),
)


def joined() -> Tables:
    """Two contributors without fantasy all along, three more with nothing else from 2021 on."""
    early = productions(lambda y: 12, lambda y: 0, contributors=2)
    late = productions(lambda y: 12, lambda y: 12, contributors=3, years=range(2021, 2026), sectors=("film-tv",))
    renamed: Tables = {name: [] for name in late}
    for name, rows in late.items():
        for row in rows:
            renamed[name].append({key: (value.replace("film-tv-", "late-") if isinstance(value, str) and value.startswith("film-tv-") else value) for key, value in row.items()})
    for row in renamed["work"]:
        row["id"] = "f" + row["id"][1:]
    for row in renamed["term"]:
        row["work"] = "f" + row["work"][1:]
    return {name: early[name] + renamed[name] for name in early}


def tied(n: int) -> Tables:
    """Some works with two makers each, and some with one."""
    found: Tables = {"dataset": [dataset("a")], "work": [], "agent": [agent("Ann", "a", "person"), agent("Bob", "a", "person")], "contribution": []}
    for number in range(6):
        name = f"tie {number}"
        found["work"].append(work(name, "a", 2015 + number))
        for place, maker in enumerate(("Ann", "Bob") if number < n else ("Ann",), 1):
            agent_row = next(row for row in found["agent"] if row["name"] == maker)
            found["contribution"].append({"work": found["work"][-1]["id"], "agent": agent_row["id"], "role": "director", "role_written": "director", "name_written": maker,
                                          "position": place, "dataset": "a", "record": name})
    return found
