"""Disclosure control on made-up contributions: what is found, what an attacker recovers, and what it costs. Prints JSON.

    python benchmarks/disclosure.py                 everything; seeded, the same tables every time
    python benchmarks/disclosure.py peer PYTHON     k and l of the same rows by pycanon, in the Python that has it
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parents[1]))
from intarsia.disclosure.attack import attack
from intarsia.disclosure.differencing import Published, differs_safely, learns, published
from intarsia.disclosure.linked import linked
from intarsia.disclosure.microdata import classes, diversity
from intarsia.disclosure.sensitive import Options, cells, shares
from intarsia.disclosure.suppression import Limits, protect
from tests.disclosure.made import contributions, database

QUASI = (["age"], ["age", "town"], ["age", "town", "job"])
ASK = """import json, sys, pyarrow.parquet as pq
from pycanon import anonymity
frame = pq.read_table(sys.argv[1]).to_pandas()
print(json.dumps([[int(anonymity.k_anonymity(frame, q)), int(anonymity.l_diversity(frame, q, ["who"]))] for q in json.loads(sys.argv[2])]))"""


def primary() -> dict[str, Any]:
    """p % against an attacker who tries every pair, on cells of 1 to 60 contributors."""
    chance, rows = np.random.default_rng(1), []
    for cell in range(8000):
        for who in range(int(chance.choice([1, 2, 3, 4, 6, 10, 20, 60]))):
            rows.append((f"c{cell:04}", f"o{who}", float(np.round(chance.lognormal(4, 1.5)))))
    cell, who, x = zip(*rows)
    connection = database(t=pa.table({"cell": pa.array(cell), "who": pa.array(who), "x": pa.array(x)}))
    spent = time.process_time()
    found = {row["cell"] for row in cells(connection, "t", ["cell"], "who", "x", Options(rules=("p_percent",), zeros=False)).to_pylist() if row["sensitive"]}
    spent = time.process_time() - spent
    own: dict[str, list[float]] = defaultdict(list)
    for row in shares(connection, "t", ["cell"], "who", "x").to_pylist():
        own[row["cell"]].append(row["__x"])
    connection.close()
    truth = {name for name, parts in own.items() if guessed(np.array(parts))}
    return {"cells": len(own), "recovered_by_force": len(truth), "recall": len(found & truth) / len(truth), "called_beside": len(found - truth), "cpu_s": round(spent, 2)}


def guessed(parts: Any, p: float = 10.0) -> bool:
    """Does anybody, subtracting its own figure from the sum, come within p % of another's?"""
    left = parts.sum() - parts[None, :] - np.append(parts, 0.0)[:, None]
    left[np.arange(len(parts)), np.arange(len(parts))] = np.inf
    return bool((100 * np.abs(left) < p * np.abs(parts)[None, :]).any())


def tables(count: int = 100) -> dict[str, Any]:
    """What an attacker recovers of two-way tables, with complementary suppression and without."""
    naked = recovered = unsafe = withheld = primaries = 0
    spent = time.process_time()
    for seed in range(count):
        connection = database(t=contributions(seed, {"region": 5, "sector": 6}, 60 + 3 * seed, 12 + seed % 30))
        made = linked(connection, "t", [["region", "sector"]], "who", "x")
        connection.close()
        naked += sum(row["recovered"] for row in attack(made, made.primary, insiders=False).to_pylist())
        done = protect(made, limits=Limits(cells=0))
        told = [row for row in attack(made, done.withheld).to_pylist() if row["primary"]]
        recovered, unsafe = recovered + sum(row["recovered"] for row in told), unsafe + sum(not row["safe"] for row in told)
        withheld, primaries = withheld + int(done.withheld.sum()), primaries + int(made.primary.sum())
    return {"tables": count, "primary": primaries, "withheld": withheld, "recovered": recovered, "unsafe": unsafe, "recovered_without": naked,
            "cpu_s": round(time.process_time() - spent, 1)}  # fmt: skip


def speed() -> dict[str, Any]:
    """CPU seconds of one two-way table of some 200 cells, to the least cost, and of three linked ones of some 500."""
    found: dict[str, Any] = {}
    for name, dimensions, rows, organisations, shapes in (
        ("two-way", {"region": 14, "sector": 14}, 3000, 80, [["region", "sector"]]),
        ("two-way, many small", {"region": 14, "sector": 14}, 2000, 400, [["region", "sector"]]),
        ("three linked", {"region": 20, "sector": 22, "size": 22}, 6000, 150, [["region", "sector"], ["sector", "size"], ["region", "size"]]),
    ):
        connection = database(t=contributions(2, dimensions, rows, organisations))
        made = linked(connection, "t", shapes, "who", "x")
        connection.close()
        spent = time.process_time()
        done = protect(made)
        found[name] = {"cells": len(made), "primary": int(made.primary.sum()), "secondary": done.status.count("secondary"), "least": done.optimal,
                       "cpu_s": round(time.process_time() - spent, 2), "note": done.note}  # fmt: skip
    return found


def rows_of_persons() -> dict[str, Any]:
    """k, rows alone and l of a million rows by eight columns."""
    connection = database()
    columns = ", ".join(f"(((i + 1) * {2654435761 + 2 * n} // 65536 + (i * {40503 + 6 * n}) // 256) % {size})::VARCHAR AS c{n}" for n, size in enumerate((90, 5, 400, 3, 12, 2, 7, 50)))
    connection.execute(f"CREATE TABLE t AS SELECT {columns} FROM range(1000000) r(i)")
    spent = time.process_time()
    names = [f"c{n}" for n in range(8)]
    found = classes(connection, "t", names)
    varied = diversity(connection, "t", names[:7], names[7:])
    spent = time.process_time() - spent
    connection.close()
    return {"rows": found.rows, "k": found.k, "alone": found.unique, "l": varied["c7"], "cpu_s": round(spent, 2)}


def sequences(count: int = 10, months: int = 6) -> dict[str, Any]:
    """Tables issued again while one organisation joins, leaves or corrects: figures recovered from those that pass, and from all."""
    options, recovered, naked, issued, asked = Options(minimum=5), 0, 0, 0, 0
    spent = time.process_time()
    for seed in range(count):
        chance = np.random.default_rng(seed)
        rows = contributions(100 + seed, {"region": 4, "sector": 4}, 420, 24).to_pylist()
        passed: list[Published] = []
        every: list[Published] = []
        for month in range(months):
            who = f"o{int(chance.integers(0, 24)):03}"
            if month % 3 == 1:
                rows = [*rows, {"region": "region01", "sector": "sector02", "who": f"new{month}", "x": 77.0}]
            elif month % 3 == 2:
                rows = [row | {"x": row["x"] + 31} if row["who"] == who else row for row in rows]
            elif month:
                rows = [row for row in rows if row["who"] != who]
            connection = database(t=pa.Table.from_pylist(rows))
            made = linked(connection, "t", [["region", "sector"]], "who", "x", options)
            one = published(str(month), connection, "t", ["region", "sector"], "who", "x", protect(made, options, limits=Limits(cells=0)))
            connection.close()
            every.append(one)
            if not differs_safely(passed, one, options):
                passed.append(one)
        recovered, naked, issued, asked = recovered + followed(passed), naked + followed(every), issued + len(passed), asked + len(every)
    return {"sequences": count, "tables": asked, "issued": issued, "recovered": recovered, "recovered_without": naked, "cpu_s": round(time.process_time() - spent, 1)}


def followed(issues: list[Published]) -> int:
    """How many organisations' published part of some issue lies within 10 %, given all issues."""
    found = set()
    for number in range(len(issues)):
        ordered = [*issues[:number], *issues[number + 1 :], issues[number]]
        parts: dict[str, float] = defaultdict(float)
        for atom in set().union(*(figure.members for figure in ordered[-1].figures)):
            parts[atom[0]] += ordered[-1].values[atom]
        found |= {who for who, mine in parts.items() if learns(ordered, who).within(mine)}
    return len(found)


def peer(python: str) -> bool:
    """Does pycanon, in an environment of its own, give the same k and l?"""
    made = contributions(11, {"age": 6, "town": 5, "job": 3}, 6000, 14)
    connection = database(t=made)
    ours = [[classes(connection, "t", quasi).k, diversity(connection, "t", quasi, ["who"])["who"]] for quasi in QUASI]
    connection.close()
    with tempfile.TemporaryDirectory() as folder:
        pq.write_table(made, Path(folder) / "rows.parquet")
        done = subprocess.run([python, "-c", ASK, str(Path(folder) / "rows.parquet"), json.dumps(QUASI)], capture_output=True, text=True, check=True)
    return bool(json.loads(done.stdout.splitlines()[-1]) == ours)


def told(found: dict[str, Any], equal: bool | str) -> list[tuple[str, str, str]]:
    """The figures as lines of `run.py`."""
    first, tables, again, rows = (found[name] for name in ("primary", "tables", "sequences", "microdata"))
    return [
        (f"p %, {first['cells']:,} cells, against every pair", f"recall {first['recall']:.2%}, {first['called_beside']} called beside", "goal 100 %"),
        (f"attack on {tables['tables']} tables, {tables['primary']} primary cells", f"{tables['recovered']} recovered, {tables['unsafe']} unsafe",
         f"goal 0; {tables['recovered_without']} without complementary suppression"),
        (f"{again['tables']} tables issued again and again, {again['issued']} passed", f"{again['recovered']} organisations recovered", f"goal 0; {again['recovered_without']} unchecked"),
        *((f"suppression, {name}: {one['cells']} cells", f"{one['cpu_s']} s, {one['secondary']} withheld beside {one['primary']}", f"goal {20 if 'linked' in name else 2} s")
          for name, one in found["speed"].items()),
        (f"k, l, rows alone: {rows['rows']:,} x 8", f"{rows['cpu_s']} s", "goal 10 s"),
        ("k and l of pycanon", f"equal: {equal}", ""),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["peer"]:
        print(json.dumps({"equal": peer(sys.argv[2])}))
    else:
        print(json.dumps({"primary": primary(), "tables": tables(), "speed": speed(), "microdata": rows_of_persons(), "sequences": sequences()}))
