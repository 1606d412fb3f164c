"""A terminology of 1.3 million notations, made up and shaped like Iconclass with its keys expanded: read into columns, words and index, then searched.

    python benchmarks/terms.py [--notations 1300000] [--form tsv|iconclass|nt] [--folder DIR]

Prints one line of JSON: seconds by the clock and of the processor to read it, the most memory held, and milliseconds of searches in it. Reading is what a build
does with a new vocabulary: the file, its checks, its words, its index.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

PARTS = ("angel", "king", "ship", "storm", "tree", "hand", "garden", "wolf", "bridge", "lamp", "letter", "market", "river", "crown", "mask", "stage", "violin", "horse", "saint", "winter")
DELEN = ("engel", "koning", "schip", "storm", "boom", "hand", "tuin", "wolf", "brug", "lamp", "brief", "markt", "rivier", "kroon", "masker", "toneel", "viool", "paard", "heilige", "winter")
HOW = ("with", "beside", "without", "above", "carrying", "seen from", "as attribute of")
HOE = ("met", "naast", "zonder", "boven", "met in de hand", "gezien vanaf", "als attribuut van")
KEYS = 32  # suffixes that each base notation takes, in two levels


def notations(wanted: int) -> Iterator[tuple[str, str, str, str]]:
    """(notation, broader, English text, Dutch text): a tree as deep as Iconclass', and below each of its notations the keys."""
    chance, made = random.Random(13), 0
    level: list[tuple[str, int]] = [(str(n), 0) for n in range(10)]
    yield from ((one, "", f"division {one}", f"afdeling {one}") for one, _ in level)
    while made < wanted:
        below: list[tuple[str, int]] = []
        for above, depth in level:
            for n in range(1, 10):
                notation = above + ("ABCDEFGHI"[n - 1] if depth == 1 else str(n))
                a, b, c = chance.randrange(20), chance.randrange(7), chance.randrange(20)
                yield notation, above, f"{PARTS[a]} {HOW[b]} {PARTS[c]} {notation}", f"{DELEN[a]} {HOE[b]} {DELEN[c]} {notation}"
                below.append((notation, depth + 1))
                made += 1
                for key in range(KEYS if depth else 0):
                    suffix = str(key // 8 + 1) + (str(key % 8) if key % 8 else "")
                    up = notation if len(suffix) == 1 else f"{notation}(+{suffix[0]})"
                    x = chance.randrange(20)
                    yield f"{notation}(+{suffix})", up, f"{PARTS[a]} {HOW[b]} {PARTS[c]} - {PARTS[x]} variant {suffix}", f"{DELEN[a]} {HOE[b]} {DELEN[c]} - {DELEN[x]} variant {suffix}"
                    made += 1
                if made >= wanted:
                    return
        level = below


def write(folder: Path, form: str, wanted: int) -> Path:
    """The terminology in one form; the same at every call."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = notations(wanted)
    if form == "tsv":
        path = folder / "subjects.tsv"
        with path.open("w", encoding="utf-8") as out:
            out.write("notation\tbroader\tprefLabel@en\tprefLabel@nl\n")
            out.writelines("\t".join(row) + "\n" for row in rows)
        return path
    if form == "nt":
        return _triples(folder / "subjects.nt", rows)
    target = folder / "subjects"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    files = [target / name for name in ("notations.txt", "txt_en_all.txt", "txt_nl_all.txt")]
    with files[0].open("w", encoding="utf-8") as out, files[1].open("w", encoding="utf-8") as en, files[2].open("w", encoding="utf-8") as nl:
        children: dict[str, list[str]] = {}
        for notation, above, english, dutch in rows:
            children.setdefault(above, []).append(notation)
            children.setdefault(notation, [])
            en.write(f"{notation}|{english}\n")
            nl.write(f"{notation}|{dutch}\n")
        for notation, below in children.items():
            out.write(f"N {notation}\n" + "".join(f"{'C' if not n else ';'} {one}\n" for n, one in enumerate(below)) + "$\n" if notation else "")
    return target


def _triples(path: Path, rows: Iterator[tuple[str, str, str, str]]) -> Path:
    from urllib.parse import quote

    skos, base = "http://www.w3.org/2004/02/skos/core#", "http://subjects.example/"
    with path.open("w", encoding="utf-8") as out:
        for notation, above, english, dutch in rows:
            s = f"<{base}{quote(notation, safe='')}>"
            out.write(f'{s} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{skos}Concept> .\n{s} <{skos}notation> "{notation}" .\n{s} <{skos}prefLabel> "{english}"@en .\n'
                      f'{s} <{skos}prefLabel> "{dutch}"@nl .\n' + (f"{s} <{skos}broader> <{base}{quote(above, safe='')}> .\n" if above else ""))
    return path


def questions(count: int = 200) -> list[str]:
    """What people ask: beginnings of notations, words in two languages and any order, the commonest words, words with a letter wrong."""
    chance, found = random.Random(7), []
    for n in range(count):
        a, b = chance.randrange(20), chance.randrange(20)
        word = PARTS[a]
        found.append((f"{chance.randrange(1, 10)}{chance.randrange(1, 10)}{'ABCDEFGHI'[chance.randrange(9)]}", f"{word} {PARTS[b]}", f"{DELEN[b]} {DELEN[a]}", "with the", "a", word[:3],
                      word[:1] + word[2:3] + word[1:2] + word[3:] + " variant", f"{PARTS[b]} carrying {word}")[n % 8])
    return found


def measure(folder: Path, form: str, wanted: int) -> dict[str, object]:
    """Read it in this process, then search."""
    from intarsia.build.staleness import rarely_collecting
    from intarsia.shelf.vocabularies import vocabulary
    from intarsia.store import termindex

    path = write(folder, form, wanted)
    clock, cpu = time.perf_counter(), time.process_time()
    shutil.rmtree(folder / "index", ignore_errors=True)
    with rarely_collecting():  # as a build does
        one = vocabulary.load(path)
        words = vocabulary.word_table(one)
        termindex.build(folder / "index", one.scheme, one.table.column("notation").combine_chunks(), one.names)
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    opened = time.perf_counter()
    index = termindex.TermIndex(folder / "index")
    opened = time.perf_counter() - opened
    times, empty = [], 0
    index.search("warm", "en")
    for text in questions():
        start = time.perf_counter()
        empty += not index.search(text, "nl")
        times.append(1000 * (time.perf_counter() - start))
    return {"form": form, "concepts": one.table.num_rows, "names": one.names.num_rows, "words": len(words), "load_s": round(clock, 1), "load_cpu_s": round(cpu, 1),
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "open_ms": round(1000 * opened, 1), "search_p50_ms": round(statistics.median(times), 1),
            "search_p95_ms": round(sorted(times)[int(0.95 * len(times))], 1), "search_max_ms": round(max(times), 1), "nothing_found": empty}


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("--notations", type=int, default=1_300_000)
    given.add_argument("--form", default="tsv", choices=("tsv", "iconclass", "nt"))
    given.add_argument("--folder", default="/tmp/intarsia-bench/terms", type=Path)
    asked = given.parse_args()
    print(json.dumps(measure(asked.folder, asked.form, asked.notations)))
