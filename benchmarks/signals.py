"""The proof of signals on corpora of others: average precision, wins, calibration, and what is left when there is nothing to find.

    python benchmarks/signals.py [name ...] [--films DIR] [--concerts DIR] [--collection DIR]      all of CORPORA, or some
    python benchmarks/signals.py speed                                                              35,000 works x 4,000 terms
    python benchmarks/signals.py series --pool POOL                                                 the audience series of a pool: what bands held, false alarms

Films: the words of each film's text, by year, rates per all words of the year (movies-*.json, gzipped or not). Genres of the same films, and
composers by programme (New York Philharmonic, *.xml) and subjects, forms and genres of a collection (JSON lines): rates per document. A word is a
run of three letters or more. Each origin has the vocabulary of its own day. Paired intervals are over blocks of five neighbouring origins.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from intarsia.answering import Release  # noqa: E402
from intarsia.foresight.counts import Counts  # noqa: E402
from intarsia.foresight.leadtime import doubled_after, lead  # noqa: E402
from intarsia.foresight.replay import Replay, replay  # noqa: E402
from intarsia.pool import Pool  # noqa: E402
from intarsia.proving import chance, paired  # noqa: E402
from intarsia.proving.clusters import clustered  # noqa: E402
from intarsia.shelf.insights import audience_series as audience  # noqa: E402
from tests.conftest import SHARED  # noqa: E402

REAL = SHARED / "data" / "real"
WORD = re.compile(r"[^\W\d_]{3,}")
FOLDERS = {"films": REAL / "wikipedia_movies", "concerts": REAL / "nyphil", "collection": REAL / "acmi_collection"}
#: how many are counted as the first few
FIRST = {"films": 20, "genres": 8, "concerts": 10, "collection": 20, "collection-words": 20}
SHUFFLES, BLOCK = 5, 5


def opened(path: Path) -> BinaryIO:
    """A file, unpacked."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def counted(documents: Iterable[tuple[int, Iterable[str]]], *, texts: bool) -> Counts:
    """Counts of the terms that any five years could make eligible: those that occur five times at all."""
    years: dict[int, Counter[str]] = defaultdict(Counter)
    whole: Counter[int] = Counter()
    for year, terms in documents:
        years[year].update(set(terms))
        whole[year] += 1
    total: Counter[str] = Counter()
    for found in years.values():
        total.update(found)
    first, last = min(whole), max(whole)
    kept = sorted(term for term, n in total.items() if n >= 5)
    at = {term: place for place, term in enumerate(kept)}
    table, exposure, documents_ = np.zeros((len(kept), last - first + 1)), np.zeros(last - first + 1), np.zeros(last - first + 1)
    for year, found in years.items():
        documents_[year - first] = whole[year]
        exposure[year - first] = sum(found.values()) if texts else whole[year]
        for term, n in found.items():
            if term in at:
                table[at[term], year - first] = n
    return Counts(tuple(kept), first, table, exposure, documents_)


def movies(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("movies-*.json*")):
        with opened(path) as handle:
            yield from json.load(handle)


def films(folder: Path) -> Counts:
    return counted(((row["year"], WORD.findall((row.get("extract") or "").lower())) for row in movies(folder)), texts=True)


def genres(folder: Path) -> Counts:
    return counted(((row["year"], row["genres"]) for row in movies(folder)), texts=False)


def concerts(folder: Path) -> Counts:
    """Composers by season, the year in which it begins."""
    def programmes() -> Iterator[tuple[int, list[str]]]:
        for path in sorted(folder.glob("*.xml*")):
            with opened(path) as handle:
                for _, node in ElementTree.iterparse(handle):
                    if node.tag == "program":
                        yield int((node.findtext("season") or "0")[:4]), [" ".join(one.text.split()) for one in node.iter("composerName") if one.text]
                        node.clear()
    return counted(programmes(), texts=False)


def objects(folder: Path, *columns: str) -> Iterator[tuple[int, list[str]]]:
    for path in sorted(folder.glob("*.jsonl*")):
        with opened(path) as handle:
            for line in handle:
                row = json.loads(line)
                if year := re.search(r"(?:19|20)\d\d", " ".join(row.get("creation_date") or [])):
                    yield int(year[0]), [value for column in columns for value in row.get(column) or [] if value]


def collection(folder: Path) -> Counts:
    return counted(objects(folder, "form", "genre", "subject_group"), texts=False)


def collection_words(folder: Path) -> Counts:
    return counted(((year, WORD.findall(" ".join(texts).lower())) for year, texts in objects(folder, "description", "abstract")), texts=True)


CORPORA: dict[str, tuple[str, Callable[[Path], Counts]]] = {
    "films": ("films", films), "genres": ("films", genres), "concerts": ("concerts", concerts), "collection": ("collection", collection), "collection-words": ("collection",
        collection_words)}


def scored(done: Replay, k: int) -> None:
    """Every score of the bank and the ranker, by average precision; each against naive growth."""
    base = done.precision(done.naive)
    rows = [("random order (chance)", np.array([_chance(done, year) for year in done.origins]), None)]
    rows += [(name, done.precision(values), values) for name, values in {**done.scores, "RANKER": done.place}.items()]
    for name, precision, values in sorted(rows, key=lambda row: float(np.nanmean(row[1]))):
        first = "" if values is None else f"p@{k} {np.mean(done.first(values, k)):.3f}"
        pair = paired(precision, base, block=BLOCK)
        print(f"  {name:22} AP {np.nanmean(precision):.4f}  {np.nanmean(precision) / np.nanmean(base):5.2f}x naive  wins {pair.wins:4.0%}  difference {pair.difference:+.4f} "
              f"({pair.low:+.4f} to {pair.high:+.4f})  {first}")


def _chance(done: Replay, year: int) -> float:
    rows = done.origin == year
    came = int(done.came[rows].sum())
    return chance(int(rows.sum()), came) if came else float("nan")


def calibrated(done: Replay) -> None:
    """What was said and what came, by tenths, and what a page would have printed."""
    told = done.told
    if not told.any():
        print("  no odds: fewer than eight past origins")
        return
    for at, tenth in enumerate(done.deciles(), 1):
        print(f"  tenth {at:2}: n {tenth.n:6,}  said {tenth.said:7.2%}  came {tenth.came:7.2%}  ratio {tenth.came / max(tenth.said, 1e-9):4.2f}  se {tenth.error:6.2%}  "
            f"{'holds' if tenth.holds else 'MISSES'}")
    printed, origins = done.signal & told, len(np.unique(done.origin[told]))
    hit = "none"
    if printed.any():
        found = clustered(done.came[printed], done.term[printed].tolist(), done.origin[printed], overlap=done.ahead)
        hit = f"said {done.odds[printed].mean():.1%}, came {found.share:.1%} ({found.low:.1%} to {found.high:.1%}; as much as {found.effective:.0f} separate ones of {found.n})"
    print(f"  printed as signals: {printed.sum() / origins:.1f} an origin ({origins} origins), {hit}; at random {done.came[told].mean():.2%}; "
          f"false alarms: {(printed & ~done.came).sum() / origins:.1f} an origin")


def early(counts: Counts, done: Replay) -> None:
    """Lead time of what was printed: years from the first flag of an alarm to the year by which its share had doubled."""
    after, printed = doubled_after(counts), np.flatnonzero(done.signal & done.told)
    found = lead((int(done.term[row]), int(done.origin[row]), int(done.origin[row] + after[done.term[row], done.origin[row] - counts.first]) if done.came[row] else None)
                 for row in printed)
    print("  lead time: none of the printed signals came true" if found is None else
          f"  lead time: median {found.median:g} years from the first flag to the doubling, quartiles {found.low:g} and {found.high:g} ({found.n} that came true)")


def nothing(counts: Counts) -> None:
    """Shuffled within each origin, and a scorer that gives all the same: both have to land where chance does."""
    for seed in range(1, SHUFFLES + 1):
        blind = replay(counts, shuffle=seed)
        told, level = blind.told, np.nanmean([_chance(blind, year) for year in blind.origins])
        print(f"  shuffled {seed}: AP {np.nanmean(blind.precision(blind.place)):.4f} where chance gives {level:.4f}; signals printed an origin "
              f"{(blind.signal & told).sum() / max(1, len(np.unique(blind.origin[told]))):.2f}")
    flat = replay(counts, scorer=np.zeros(len(blind.place)))
    print(f"  constant: AP {np.nanmean(flat.precision(flat.place)):.4f} where chance gives {np.nanmean([_chance(flat, year) for year in flat.origins]):.4f}; signals printed "
        f"{int((flat.signal & flat.told).sum())}")


def one(name: str, folder: Path) -> None:
    counts = CORPORA[name][1](folder)
    start, cpu = time.monotonic(), time.process_time()
    done = replay(counts)
    took = f"{time.monotonic() - start:.1f} s, {time.process_time() - cpu:.1f} CPU s"
    print(f"{name}: {int(counts.documents.sum()):,} documents, {len(np.unique(done.term)):,} terms eligible at some origin, {len(done.term):,} rows; ranked at {len(done.origins)} origins "
          f"({', '.join(map(str, (done.origins[0], done.origins[-1]))) if len(done.origins) else 'none: too little comes true'}); base rate "
              f"{done.came[done.known].mean() if done.known.any() else 0:.4f}; {took}")
    if len(done.origins):
        scored(done, FIRST[name])
        calibrated(done)
        early(counts, done)
        nothing(counts)


def speed() -> None:
    """A corpus of 35,000 works, 4,000 terms and 80 years, made: the whole re-score, every origin."""
    rng = np.random.default_rng(1)
    documents = np.linspace(200, 675, 80).round()
    start = rng.uniform(0, 110, size=(4000, 1))
    rate = rng.gamma(1.2, 0.004, size=(4000, 1)) * (1 + rng.uniform(0, 6, size=(4000, 1)) / (1 + np.exp(-(np.arange(80) - start) / 2)))
    table = rng.poisson(np.minimum(rate, 0.3) * documents).astype(float)
    begin, cpu = time.monotonic(), time.process_time()
    done = replay(Counts(tuple(map(str, range(4000))), 1940, table, table.sum(axis=0), documents))
    print(f"speed: {int(documents.sum()):,} works x 4,000 terms, {len(done.term):,} rows at {len(np.unique(done.origin))} origins: {time.monotonic() - begin:.1f} s, "
        f"{time.process_time() - cpu:.1f} CPU s")


def audiences(pool: Path) -> None:
    """Every measure that has series by month or week: the share of figures inside their 95 % band, and departures beside how many chance gives."""
    source = Release(Pool(pool).reader())
    for measure in audience.measures(source):
        found = audience.family(source, measure)
        if found is None or not found.judged.tried:
            continue
        told, origins = found.judged, len(np.unique(found.tries.at))
        print(f"series of {measure}: {len({one.key for one in found.stretches})} series, {told.periods:,} figures beside their forecast, {told.covered:.1%} inside the 95 % band; "
              f"{told.alarms} departures among {told.tried:,} stretches, chance gives {told.expected:.1f} ({told.interval[0]:.0f} to {told.interval[1]:.0f}): "
              f"{told.expected / origins:.2f} false alarms an origin ({origins} origins)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", metavar="name", help=f"of {', '.join([*CORPORA, 'speed', 'series'])}; default: all but series")
    parser.add_argument("--pool", type=Path, help="of `series`")
    for name, folder in FOLDERS.items():
        parser.add_argument(f"--{name}", type=Path, default=folder, help=f"default: {folder.name} of the real data")
    given = parser.parse_args()
    if strange := set(given.name) - {*CORPORA, "speed", "series"}:
        parser.error(f"there is no corpus {', '.join(sorted(strange))}")
    if "series" in given.name and given.pool is None:
        parser.error("series are those of a pool: --pool POOL")
    for name in given.name or [*CORPORA, "speed"]:
        if name == "series":
            audiences(given.pool)
            continue
        folder = None if name == "speed" else getattr(given, CORPORA[name][0])
        if folder is None:
            speed()
        elif folder.is_dir():
            one(name, folder)
        else:
            print(f"{name}: not measured: {folder} is not there (INTARSIA_TEST_DATA)")


if __name__ == "__main__":
    main()
