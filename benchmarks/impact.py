"""What the status of a study is worth: published results reproduced, false findings where nothing was done, and planted changes that are found.

    OMP_NUM_THREADS=1 nice python benchmarks/impact.py --data DIR [--planted 1.4]

DIR holds california_prop99.csv and qcew_512110/*.csv.gz (US Quarterly Census of Employment and Wages, film and video production), each
checked against its checksum before it is read. The panel: states with every quarter published and 200 jobs at least, yearly means that begin in
January and in July, six years before and two after. Every state takes every date as if something had been done: each is fitted once and serves as
placebo for the others (there the one under study stays among those compared, as nothing was done to it). Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import random
import sys
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

import numpy as np
import pyarrow as pa

from intarsia.impact import Panel, estimate, panel
from intarsia.impact.events import Event
from intarsia.impact.panel import scaled
from intarsia.impact.placebos import Placebos
from intarsia.impact.staggered import several
from intarsia.impact.synthetic import fit

PROP99 = "50d36488a8ef17251e2897ddc46df7c7476b6727cfeb96770c7f5e7422a69f5b"
QCEW = "273d23e6"  # of the checksums of its files, in order
BEFORE, AFTER, JOBS = 6, 2, 200
LAST = 2024  # the last year with four quarters


def checked(path: Path, sha256: str) -> bytes:
    """The content of a file that is the one that was meant."""
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise SystemExit(f"{path.name} is not the file that the figures were measured on")
    return content


def prop99(folder: Path) -> Panel:
    """Cigarette packs a head by state, 1970-2000."""
    lines = list(csv.reader(checked(folder / "california_prop99.csv", PROP99).decode().splitlines()))
    rows = [{"unit": state, "period": f"{line[0]}-01-01", "value": float(value), "flag": None} for line in lines[1:] for state, value in zip(lines[0][1:], line[1:], strict=True)]
    return panel(pa.Table.from_pylist(rows, schema=SCHEMA))


SCHEMA = pa.schema([("unit", pa.string()), ("period", pa.string()), ("value", pa.float64()), ("flag", pa.string())])


def quarters(folder: Path) -> dict[str, dict[tuple[int, int], float | None]]:
    """Jobs in film and video production by state and quarter: the mean of its three months; None where they are withheld."""
    sums, found = hashlib.sha256(), defaultdict(dict)
    for file in sorted((folder / "qcew_512110").glob("*.csv.gz")):
        content = file.read_bytes()
        sums.update(hashlib.sha256(content).digest())
        for row in csv.reader(gzip.decompress(content).decode().splitlines()[1:]):
            if row[1] == "5" and row[3] == "58":
                found[row[8].removesuffix(" -- Statewide")][int(row[5]), int(row[6])] = None if row[7] == "N" else sum(map(float, row[14:17])) / 3
    if not sums.hexdigest().startswith(QCEW):
        raise SystemExit(f"the census files are not those that the figures were measured on ({sums.hexdigest()[:8]})")
    return found


def years(jobs: dict[str, dict[tuple[int, int], float | None]], begin: int) -> Panel:
    """Yearly means from quarter 1 or 3 on; a year with a withheld quarter is withheld."""
    rows = []
    for state, of in jobs.items():
        for year in range(2010, LAST + 1 if begin == 1 else LAST):
            four = [of.get((year + (begin + n - 1) // 4, (begin + n - 1) % 4 + 1)) for n in range(4)]
            known = [one for one in four if one is not None]
            rows.append({"unit": state, "period": f"{year}-{3 * begin - 2:02d}-01", "value": sum(known) / 4 if len(known) == 4 else None, "flag": None if len(known) == 4 else "suppressed"})
    found = panel(pa.Table.from_pylist(rows, schema=SCHEMA))
    return found.only([n for n in range(len(found.units)) if found.complete()[n] and found.values[n].min() >= JOBS])


def interventions(jobs: dict[str, dict[tuple[int, int], float | None]]) -> list[tuple[Panel, str]]:
    """Each window with the date in it."""
    found = []
    for begin in (1, 3):
        whole = years(jobs, begin)
        for first in range(BEFORE, len(whole.periods) - AFTER + 1):
            found.append((whole.between(whole.periods[first - BEFORE], whole.periods[first + AFTER - 1]), whole.periods[first]))
    return found


def tercile(found: Panel, unit: int) -> int:
    return int(np.argsort(np.argsort(found.values.mean(axis=1)))[unit] * 3 // len(found.units))


def measured(jobs: dict[str, dict[tuple[int, int], float | None]], planted: float, seed: int = 1) -> dict[str, Any]:
    """False findings, findings of a planted change, and contaminated comparisons, over all states and dates."""
    rng = random.Random(seed)
    false: dict[int, list[bool]] = defaultdict(list)
    statuses: dict[str, int] = defaultdict(int)
    seen, supported, flagged, contaminated = [], [], 0, 0
    for window, start in interventions(jobs):
        fits = [fit(scaled(window, n, BEFORE).panel.values, n, BEFORE) for n in range(len(window.units))]
        for n, unit in enumerate(window.units):
            others = [m for m in range(len(window.units)) if m != n]
            cached = Placebos(tuple(others), tuple(fits[m] for m in others))
            result = estimate(window, unit, start, fits=cached, thorough=False)
            statuses[result.status] += 1
            false[tercile(window, n)].append(result.status == "SUPPORTED")
            raised = window.values.copy()
            raised[n, BEFORE:] *= planted
            changed = estimate(replace(window, values=raised), unit, start, fits=cached, thorough=False, direction="up" if planted > 1 else "down")
            seen.append(changed.p <= 0.10 and (changed.effect > 0) == (planted > 1))
            supported.append(changed.status == "SUPPORTED")
            if rng.random() < 0.1:
                donor = window.units[rng.choice(others)]
                event = Event("x", "something else", f"{rng.randint(int(window.periods[0][:4]) + 1, int(window.periods[-1][:4]))}-06-01")
                contaminated += 1
                flagged += estimate(window, unit, start, fits=cached, thorough=False, events={donor: [event]}).status == "CONTAMINATED"
    every = [one for group in false.values() for one in group]
    return {"placebo interventions": len(every), "states": sorted({len(window.units) for window, _ in interventions(jobs)}), "false supported": round(float(np.mean(every)), 4),
            "by size, small to large": [round(float(np.mean(false[k])), 4) for k in range(3)], "statuses where nothing was done": dict(sorted(statuses.items())),
            "planted": planted, "found at p <= .10 with the right sign": round(float(np.mean(seen)), 3), "supported, of all planted": round(float(np.mean(supported)), 3),
            "contaminated comparisons flagged": f"{flagged} of {contaminated}"}


def timed(smoking: Panel) -> dict[str, Any]:
    """One estimate over 36 states with 35 placebos, each left out once, and earlier dates, of real figures: CPU and wall seconds."""
    found = smoking.only([n for n in range(len(smoking.units)) if smoking.units[n] == "California"] + [n for n in range(len(smoking.units)) if smoking.units[n] != "California"][:35])
    estimate(found.only(list(range(10))), "California", "1989")  # what is loaded once is not counted
    cpu, wall = time.process_time(), time.perf_counter()
    result = estimate(found, "California", "1989")
    return {"placebos": len(result.space), "CPU seconds": round(time.process_time() - cpu, 2), "wall seconds": round(time.perf_counter() - wall, 2), "status": result.status}


def adopted(planted: float, panels: int) -> dict[str, Any]:
    """Made panels of 30 units and 12 years, of which 8 adopt something in 4 different years: how often a planted change is supported, by how much its size is missed, and how
    often nothing is supported too."""
    supported, false, off, clock = [], [], [], time.process_time()
    for seed in range(panels):
        rng = np.random.default_rng(seed)
        values = np.exp(rng.normal(7, 1, (30, 1)) + rng.normal(0, 0.08, 12).cumsum() + rng.normal(0, 0.05, (30, 12)).cumsum(axis=1))
        starts = {f"u{n:02d}": f"{2015 + n % 4}" for n in range(8)}
        for by in (1.0, planted):
            changed = values.copy()
            for n in range(8):
                changed[n, 5 + n % 4:] *= by
            result = several(Panel(tuple(f"u{n:02d}" for n in range(30)), tuple(f"{2010 + n}-01-01" for n in range(12)), changed, np.zeros(changed.shape, dtype=bool)), starts)
            (false if by == 1.0 else supported).append(result.status == "SUPPORTED")
            off += [abs((result.effect or 0.0) - 100 * (planted - 1))] if by != 1.0 else []
    return {"panels": panels, "planted": planted, "supported": round(float(np.mean(supported)), 3), "mean distance from its size, points": round(float(np.mean(off)), 2),
            "supported where nothing was done": round(float(np.mean(false)), 3), "CPU seconds each": round((time.process_time() - clock) / (2 * panels), 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--planted", type=float, default=1.4)
    parser.add_argument("--panels", type=int, default=20, help="made panels for staggered adoption")
    parser.add_argument("--quick", action="store_true", help="the published result, the seconds of one estimate and staggered adoption; not the placebo interventions")
    given = parser.parse_args()
    smoking = prop99(given.data)
    began = time.process_time()
    california = fit(smoking.values, smoking.units.index("California"), 19)
    found = {} if given.quick else measured(quarters(given.data), given.planted)
    print(json.dumps({"proposition 99": round(california.effect, 4), **found, "one estimate": timed(smoking), "staggered adoption": adopted(given.planted, given.panels),
                      "CPU seconds in all": round(time.process_time() - began, 1)}))


if __name__ == "__main__":
    main()
