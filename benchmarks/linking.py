"""The linking core alone: made-up films told twice with known truth, its growth, its memory, and Splink on the same file.

    python benchmarks/linking.py 100000            left and right of that size, 60 % of each in both: quality, CPU seconds, peak memory
    python benchmarks/linking.py 100000 --splink   the same file through Splink with six blocking rules (needs splink)

The second telling drops fields, moves years, makes typing errors in titles, turns names round, and casts otherwise; others share
titles and people by chance, as films do. Every process does one thing and prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

FOLDER = Path(os.environ.get("INTARSIA_BENCH", "/tmp/intarsia-bench"))
SEED = 7
SHARED = 0.6
Rng = np.random.Generator


def words(rng: Rng, count: int) -> Any:
    """Made-up words of two to four syllables."""
    first, last = (*"bdfghklmnprstvwz", "ch", "st", "tr", "br"), (*"aeiou", "an", "en", "or", "ar", "il")
    syllables = np.array([a + b for a in first for b in last], object)
    parts = syllables[rng.integers(0, len(syllables), (count, 4))]
    length = rng.integers(2, 5, count)
    made = parts[:, 0] + parts[:, 1]
    made = np.where(length > 2, made + parts[:, 2], made)
    return np.where(length > 3, made + parts[:, 3], made)


def drawn(rng: Rng, size: int, many: int) -> Any:
    """Numbers below `many`, the small ones far more often, as words and names are."""
    return np.minimum((many ** rng.random(size) - 1).astype(np.int64), many - 1)


def told(rng: Rng, films: dict[str, Any], chosen: Any, source: str, spoil: bool) -> pa.Table:
    """Records of the chosen films; with `spoil` as somebody else would tell them."""
    n = len(chosen)
    title, names = films["title"][chosen], films["names"][chosen]
    year = films["year"][chosen].astype(np.float64)
    if spoil:
        letters = rng.integers(1, 6, n)
        typed = np.array([t[:k] + t[k + 1 :] if len(t) > 7 else t for t, k in zip(title.tolist(), letters.tolist(), strict=True)], object)
        title = np.where(rng.random(n) < 0.08, typed, title)
        title = np.where(rng.random(n) < 0.1, np.array([f"The {t}" for t in title.tolist()], object), title)
        year = np.where(rng.random(n) < 0.12, year + rng.integers(-1, 2, n), year)
        turned = np.array([f"{b}, {a}" for a, _, b in (name.partition(" ") for name in names.ravel().tolist())], object).reshape(names.shape)
        names = np.where(rng.random(n)[:, None] < 0.3, turned, names)
    year = np.where(rng.random(n) < 0.1, np.nan, year)
    kept = rng.random(names.shape) < (0.55 if spoil else 0.8)
    people = [[name for name, k in zip(row, keep, strict=True) if k] or None for row, keep in zip(names.tolist(), kept.tolist(), strict=True)]
    minutes = np.where(rng.random(n) < 0.4, np.nan, films["minutes"][chosen] * 60.0 + (rng.integers(-120, 121, n) if spoil else 0))
    return pa.table({
        "key": pa.array([str(k) for k in chosen.tolist()]), "source": pa.array([source] * n), "kind": pa.array(["work"] * n),
        "titles": pa.array([[t] for t in title.tolist()], pa.list_(pa.string())),
        "people": pa.array(people, pa.list_(pa.string())), "year_start": pa.array(year, from_pandas=True).cast(pa.int32()), "duration": pa.array(minutes, from_pandas=True),
    })


def made(size: int) -> pa.Table:
    """Two sources of `size` films each; those they share have the same key."""
    rng = np.random.default_rng(SEED)
    total = int(size * (2 - SHARED))
    vocabulary, given, family = words(rng, 30_000), words(rng, 3_000), words(rng, 60_000)
    length = rng.integers(1, 5, total)
    parts = [vocabulary[drawn(rng, total, len(vocabulary))] for _ in range(4)]
    title = np.array([" ".join(row[:k]).title() for *row, k in zip(*[p.tolist() for p in parts], length.tolist(), strict=True)], object)
    persons = np.array([f"{a} {b}".title() for a, b in zip(given[drawn(rng, total, len(given))].tolist(), family[drawn(rng, total, len(family))].tolist(), strict=True)], object)
    films = {"title": title, "names": persons[drawn(rng, total * 4, total).reshape(total, 4)], "year": rng.integers(1930, 2024, total), "minutes": rng.integers(60, 180, total)}
    left, right = np.arange(size), np.arange(total - size, total)
    return pa.concat_tables([told(rng, films, left, "left", False), told(rng, films, rng.permutation(right), "right", True)])


def stored(size: int) -> pa.Table:
    """The made-up films, from a file that a process of its own writes once: making them counts in no figure."""
    file = FOLDER / f"linking-{size}.parquet"
    if not file.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, __file__, str(size), "--make", str(file)], check=True)
    return pq.read_table(file)


def ours(size: int, threads: int) -> dict[str, Any]:
    """Our own core on the made-up films."""
    from intarsia import linking

    records = stored(size)
    before, clock = time.process_time(), time.monotonic()
    found = linking.compare(records, linking.Options(threads=threads))
    spent = {"cpu": round(time.process_time() - before, 1), "wall": round(time.monotonic() - clock, 1)}
    pairs = found.pairs.filter(pc.greater_equal(found.pairs["probability"], 0.5))
    right = pc.sum(pc.equal(pairs["left_key"], pairs["right_key"])).as_py() or 0
    return spent | quality(len(pairs), right, size) | {"expected": round(found.counts["work"]["expected"]), **{k: found.counts["work"][k] for k in ("candidates", "decoys")}}


def quality(given: int, right: int, size: int) -> dict[str, Any]:
    """Precision, recall and F1 of pairs at probability .5 and more; how many there are to be found."""
    known = int(size * SHARED)
    return {"precision": round(right / max(given, 1), 4), "recall": round(right / known, 4), "f1": round(2 * right / max(given + known, 1), 4), "true": known}


def splink(size: int) -> dict[str, Any]:
    """Splink as its documentation has one link two files: six blocking rules, u by sampling, m by expectation maximisation."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    records = stored(size)
    frames = []
    for source in ("left", "right"):
        part = records.filter(pc.equal(records["source"], source))
        people = [sorted(one or []) for one in part["people"].to_pylist()]
        frames.append(pd.DataFrame({
            "unique_id": part["key"].to_pylist(), "title": [one[0].lower() for one in part["titles"].to_pylist()],
            "year": part["year_start"].to_pandas().astype("Int64").astype("string"), "minutes": (part["duration"].to_pandas() // 60).astype("Int64").astype("string"),
            "first": [one[0] if one else None for one in people], "second": [one[1] if len(one) > 1 else None for one in people],
        }))
    rules = [block_on("title"), block_on("year", "first"), block_on("year", "second"), block_on("substr(title, 1, 6)", "year"), block_on("first", "second"),
             block_on("minutes", "substr(title, 1, 4)")]
    before, clock = total_cpu(), time.monotonic()
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[cl.JaroWinklerAtThresholds("title", [0.9, 0.8]).configure(term_frequency_adjustments=True), cl.ExactMatch("year"),
                     cl.JaroWinklerAtThresholds("first", [0.9]), cl.JaroWinklerAtThresholds("second", [0.9]), cl.ExactMatch("minutes")],
        blocking_rules_to_generate_predictions=rules,
    )
    database = DuckDBAPI(":memory:")
    linker = Linker([database.register(frame, table_name=source) for frame, source in zip(frames, ("films_a", "films_b"), strict=True)], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("title", "year")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000, seed=SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("title"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("year", "first"))
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return {"cpu": round(total_cpu() - before, 1), "wall": round(time.monotonic() - clock, 1)} | quality(len(found), int((found["unique_id_l"] == found["unique_id_r"]).sum()), size)


def total_cpu() -> float:
    """CPU seconds of this process with all its threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """One measurement, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int)
    parser.add_argument("--splink", action="store_true", help="measure Splink instead")
    parser.add_argument("--make", type=Path, help="only write the films to this file")
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    if asked.make:
        pq.write_table(made(asked.size), asked.make)
        return
    found = splink(asked.size) if asked.splink else ours(asked.size, asked.threads)
    print(json.dumps({"size": asked.size, **found, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


if __name__ == "__main__":
    main()
