"""The proofs of linkage: `intarsia link A B` on other people's data, one configuration for all, judged by what is known of them.

    python benchmarks/linkage_truths.py [name ...] [--folder DIR] [--keep]      all, or some of: NAMES below

Truths: labelled pairs of songs (iTunes and Amazon; the labels are not shown to the model); for the rest, records that agree in
title and year, in name and year of birth, or in an identifier that is taken out of both files first. Such truths are incomplete,
so precision is judged over pairs with a record in the truth. Times are of this machine; files are written anew at each run.
"""

from __future__ import annotations

import argparse
import csv
import ctypes
import gzip
import json
import os
import random
import re
import resource
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from intarsia.text import fingerprint  # noqa: E402
from tests.conftest import SHARED  # noqa: E402

FOLDER = Path(os.environ.get("INTARSIA_BENCH", "/tmp/intarsia-bench")) / "linkage"
INTARSIA = Path(sys.executable).with_name("intarsia")
REAL, TRUTH = SHARED / "data" / "real", SHARED / "data" / "truth"
SEED, PR_SET_CHILD_SUBREAPER = 5, 36
Rows = list[dict[str, Any]]
#: two tables, known pairs (with a label, or matches only), and how much of it is known
Case = tuple[Rows, Rows, list[tuple[str, ...]]]


def table(path: Path, rows: Rows) -> Path:
    """Rows as CSV; lists with bars between their values."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(names)
        for row in rows:
            writer.writerow(["|".join(map(str, v)) if isinstance(v := row.get(name, ""), list) else "" if v is None else v for name in names])
    return path


def lines(path: Path) -> list[str]:
    """The lines of a text file, unpacked."""
    packed = path.read_bytes()
    return (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8-sig").removesuffix("\n").split("\n")


def songs(kind: str) -> Case:
    """The records of the labelled pairs, each once, and all pairs with their labels."""
    sides: tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]] = ({}, {})
    pairs = []
    for part in ("train.txt.gz", "valid.txt", "test.txt"):
        for line in lines(TRUTH / "itunes_amazon" / f"{kind}_{part}"):
            *two, label = line.rstrip("\n").split("\t")
            keys = []
            for side, text in zip(sides, two, strict=True):
                if text not in side:
                    fields = re.findall(r"COL (\S+) VAL (.*?)(?= COL \S+ VAL |$)", text)
                    side[text] = {"id": f"r{len(side)}", **{name: value.strip() for name, value in fields}}
                keys.append(side[text]["id"])
            pairs.append((*keys, label))
    return list(sides[0].values()), list(sides[1].values()), pairs


def films() -> Rows:
    """The films of the encyclopaedia, without the address of their page."""
    found = []
    for path in sorted((REAL / "wikipedia_movies").glob("*.json.gz")):
        for n, film in enumerate(json.loads("".join(lines(path)))):
            found.append({"id": f"{path.name[7:11]}-{n}", **{name: film.get(name, "") for name in ("title", "year", "cast", "genres", "extract")}})
    return found


def agreeing(left: Rows, right: Rows, name: str = "title", year: str = "year", names: str = "", years: str = "") -> list[tuple[str, ...]]:
    """Pairs that agree in the words of their title, and in the year but for one, where no other record does on either side."""
    by: dict[str, Rows] = defaultdict(list)
    for row in right:
        by[fingerprint(str(row[names or name]))].append(row)
    pairs = []
    for row in left:
        if (when := number(row[year])) is not None:
            near = [o for o in by[fingerprint(str(row[name]))] if (other := number(o[years or year])) is not None and abs(other - when) <= 1]
            pairs += [(str(row["id"]), str(other["id"])) for other in near]
    one, two = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return [(a, b) for a, b in pairs if one[a] == 1 and two[b] == 1]


def number(written: Any) -> int | None:
    found = re.search(r"\b(1[0-9]{3}|20[0-9]{2})\b", str(written or ""))
    return int(found[1]) if found else None


def bechdel() -> Case:
    """A list of films with money and a verdict, against the encyclopaedia."""
    rows = csv.DictReader(lines(REAL / "fivethirtyeight" / "bechdel_movies.csv.gz"))
    left = [{"id": f"b{n}", **{k: v for k, v in row.items() if k not in ("imdb", "code")}} for n, row in enumerate(rows)]
    right = films()
    return left, right, agreeing(left, right)


def acmi(hidden: str) -> Case:
    """A film archive's catalogue against the encyclopaedia; `hidden` is taken out of the archive's records before they are linked."""
    left, right = [], films()
    for line in lines(REAL / "acmi_collection" / "acmi_objects.jsonl.gz"):
        row = json.loads(line)
        left.append({"id": f"a{row['system_id']}", "title": row["title"], "year": row["creation_date"], "creator_contributor_role": [v for v in row["creator_contributor_role"] if v],
                     "length": row.get("length", ""), "form": [v for v in row["form"] if v], "genre": [v for v in row["genre"] if v], "description": row.get("description", ""),
                     "abstract": row.get("abstract", ""), "place_of_production": row.get("place_of_production", "")})  # fmt: skip
    pairs = agreeing(left, right)
    for row in left:
        row.pop(hidden, None)
    return left, right, pairs


def artists() -> Case:
    """Artists of a chart of songs against those of a festival: names only, the identifiers of a music library taken out."""
    names: dict[str, Counter[str]] = defaultdict(Counter)
    for row in csv.DictReader(lines(REAL / "hackalod_nl_music" / "top2000-database.csv.gz")):
        if row["Muziekweb match"]:
            names[row["Muziekweb match"].rsplit("/", 1)[-1]][row["Artiest"]] += 1
    left = [{"id": f"t{n}", "artist": found.most_common(1)[0][0], "of": key} for n, (key, found) in enumerate(sorted(names.items()))]
    right, seen = [], set()
    text = "\n".join(lines(REAL / "hackalod_nl_music" / "pinkpop.ttl.gz"))
    for key, name in re.findall(r"<https?://[^>]*muziekweb\.nl/Link/([A-Z]+\d+)>\s+a\s+schema:MusicGroup\s*;\s*schema:name\s+\"((?:[^\"\\]|\\.)*)\"", text):
        if key not in seen:
            seen.add(key)
            right.append({"id": f"p{len(right)}", "artist": name, "of": key})
    known = {row["of"]: row["id"] for row in right}
    pairs = [(row["id"], known[row["of"]]) for row in left if row["of"] in known]
    for row in (*left, *right):
        del row["of"]
    return left, right, pairs


def moma() -> Rows:
    """The artists of a museum, without the identifiers of others."""
    kept = ("DisplayName", "Nationality", "Gender", "BeginDate", "EndDate")
    return [{"id": f"m{row['ConstituentID']}", **{name: row[name] for name in kept}} for row in csv.DictReader(lines(REAL / "moma" / "Artists.csv.gz"))]


def tate() -> Case:
    """Artists of two museums; one writes the surname first."""
    left = moma()
    right = [{**row, "id": f"t{row['id']}"} for row in csv.DictReader(lines(REAL / "tate" / "artist_data.csv.gz"))]
    return left, right, agreeing(left, right, "DisplayName", "BeginDate", "name", "yearOfBirth")


def cmoa() -> Case:
    """Artists of a museum against the makers named with another museum's objects."""
    right: dict[str, dict[str, Any]] = {}
    told = ("full_name", "cited_name", "nationality", "birth_date", "death_date", "birth_place")
    for line in lines(REAL / "cmoa" / "cmoa_objects.jsonl.gz"):
        for maker in json.loads(line).get("creator") or ():
            if maker.get("artist_id") and maker.get("party_type") == "Person":
                right.setdefault(maker["artist_id"], {"id": maker["artist_id"], **{name: maker.get(name) or "" for name in told}})
    left, others = moma(), list(right.values())
    return left, others, agreeing(left, others, "DisplayName", "BeginDate", "full_name", "birth_date")


def guard() -> Case:
    """Film people of two overlapping periods, with 2,000 painters among the first: no painter may find a partner. Known matches: none of the painters'."""
    people: tuple[dict[str, list[str]], dict[str, list[str]]] = (defaultdict(list), defaultdict(list))
    for film in films():
        for name in film["cast"]:
            if len(name.split()) > 1:
                for side, fits in zip(people, (film["year"] < 2005, film["year"] >= 1995), strict=True):
                    if fits:
                        side[name].append(film["title"])
    left = [{"id": f"f{n}", "name": name, "known for": titles[:8]} for n, (name, titles) in enumerate(sorted(people[0].items()))]
    right = [{"id": f"g{n}", "name": name, "known for": titles[-8:]} for n, (name, titles) in enumerate(sorted(people[1].items()))]
    painters = random.Random(SEED).sample([row for row in moma() if number(row["BeginDate"]) and len(row["DisplayName"].split()) > 1], 2000)
    left += [{"id": f"x{row['id']}", "name": row["DisplayName"], "birth year": row["BeginDate"], "nationality": row["Nationality"]} for row in painters]
    known = {row["name"]: row["id"] for row in right}
    return left, right, [(row["id"], known[row["name"]]) for row in left if row["id"][0] == "f" and row["name"] in known]


def shuffled() -> Case:
    """Two museums' artists, the second with every column in an order of its own and given names changed among surnames: nobody is left to be found."""
    left, right, pairs = tate()
    chance = random.Random(SEED)
    for row in right:
        family, _, given = str(row.pop("name")).partition(", ")
        row.update(family=family, given=given)
    columns = {name: [row[name] for row in right] for name in right[0] if name != "id"}
    for values in columns.values():
        chance.shuffle(values)
    mixed: Rows = [{"id": row["id"], **{name: values[n] for name, values in columns.items()}} for n, row in enumerate(right)]
    for row in mixed:
        family, given = row.pop("family"), row.pop("given")
        row["name"] = f"{family}, {given}" if given else family
    return left, mixed, pairs


def strangers() -> Case:
    """Games against films about persons: what they share is at most a title, and nothing is the same thing."""
    right = [{"id": f"p{n}", **row} for n, row in enumerate(csv.DictReader((REAL / "fivethirtyeight" / "biopics.csv").read_text("cp1252", "replace").splitlines()))]
    left = [{"id": f"v{n}", **row} for n, row in enumerate(csv.DictReader(lines(REAL / "corgis_video_games" / "video_games.csv.gz")))]
    return left, right, [(left[0]["id"], "none")]


#: name -> (what it is, how it is made, the goal in words)
CASES: dict[str, tuple[str, Callable[[], Case], str]] = {
    "songs": ("songs of two shops, 539 labelled pairs", lambda: songs("structured"), "F1 .83"),
    "dirty": ("the same, values in the wrong columns", lambda: songs("dirty"), "F1 .79"),
    "bechdel": ("films of a list x encyclopaedia", bechdel, "own proxy of F1 .96"),
    "acmi": ("film archive x encyclopaedia", lambda: acmi(""), "own proxy of F1 .85"),
    "acmi-year": ("film archive x encyclopaedia, years hidden", lambda: acmi("year"), "own proxy"),
    "acmi-title": ("film archive x encyclopaedia, titles hidden", lambda: acmi("title"), "own proxy"),
    "artists": ("artists of a chart x of a festival, names only", artists, "F1 .945"),
    "tate": ("artists of two museums", tate, "judged F1 .99"),
    "cmoa": ("artists of a museum x makers of another's objects", cmoa, "judged F1 .98"),
    "guard": ("2,000 painters among film people", guard, "5 false links per 1,000"),
    "strangers": ("games x films about persons, nothing in common", strangers, "no links"),
    "shuffled": ("artists of two museums, one shuffled, names included", shuffled, "no links"),
}


def written(name: str, folder: Path) -> tuple[Case, list[Path]]:
    """One case, and its files: left, right, what is known."""
    left, right, pairs = case = CASES[name][1]()
    folder.mkdir(parents=True, exist_ok=True)
    known = folder / f"{name}-truth.csv"
    with known.open("w", newline="") as out:
        csv.writer(out).writerows([("left", "right", "label")[: len(pairs[0])], *pairs])
    return case, [table(folder / f"{name}-left.csv", left), table(folder / f"{name}-right.csv", right), known]


def adopt() -> None:
    """Take over what outlives its parent, so that the time of readers counts."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        sys.exit("this system hands orphans to nobody: the readers' time would be lost")


def measure(name: str, folder: Path) -> dict[str, Any]:
    """One case through the command: what it printed, CPU seconds of it and its children, peak memory of the largest."""
    (left, right, pairs), (one, other, known) = written(name, folder)
    output, before = folder / f"{name}-pairs.csv", resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [INTARSIA, "link", one, other, "--output", output, "--evaluate", known, "--json"]
    with (folder / f"{name}.json").open("w+") as out:
        process = subprocess.Popen([str(word) for word in command], stdout=out)
        _, status, own = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{name} failed")
        with suppress(ChildProcessError):  # the readers are forked by a server of their own, which outlives the command
            while True:
                os.wait()
        out.seek(0)
        told = json.loads(out.read())[0]
    with output.open(newline="") as rows:
        found = list(csv.reader(rows))[1:]
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    true = sum(1 for pair in pairs if pair[-1] != "0")
    return {
        "name": name,
        "what": CASES[name][0],
        "goal": CASES[name][2],
        "left": len(left),
        "right": len(right),
        "known": true,
        "told": told,
        "pairs": found,
        "cpu": spent,
        "mb": own.ru_maxrss // 1024,
    }


def line(found: dict[str, Any]) -> tuple[str, str, str]:
    """What is measured, the figure, the goal."""
    scores, name = found["told"]["evaluation"], found["name"]
    cost = f"{found['cpu']:.0f} s CPU, {found['mb']} MB"
    what = f"{found['what']} ({found['left']:,} x {found['right']:,})"
    if name == "guard":
        false = sum(1 for pair in found["pairs"] if pair[0].startswith("x"))
        return what, f"{false / 2:.1f} false links per 1,000; {cost}", f"goal {found['goal']}"
    if name in ("shuffled", "strangers"):
        return what, f"{len(found['pairs'])} links, expected {found['told']['expected_matches']:.1f}; {cost}", f"goal {found['goal']}"
    f1, away = scores["f1"], 100 * (scores["sum_of_p_judged"] / scores["true"] - 1)
    rates = ", ".join(f"{short} {scores[name]['value']:.3f}" for short, name in (("P", "precision"), ("R", "recall"), ("raw F1", "raw_f1")))
    figure = f"F1 {f1['value']:.3f} ({f1['low']:.3f} to {f1['high']:.3f}), {rates}; ECE {scores['ece']:.3f}, sum of p {away:+.0f} % of {scores['true']:,}; {cost}"
    return what, figure, f"goal {found['goal']}"


def main() -> None:
    """Measure what is named, or everything."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", choices=[*CASES, []])
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--keep", action="store_true", help="leave the files there")
    given = parser.parse_args()
    adopt()
    if not REAL.is_dir():
        sys.exit("the data is not there (INTARSIA_TEST_DATA)")
    for name in given.names or CASES:
        print("{:<72} {}  {}".format(*line(measure(name, given.folder))), flush=True)
        if not given.keep:
            for path in given.folder.glob(f"{name}*"):
                path.unlink()


if __name__ == "__main__":
    main()
