"""The search page against Datasette's, and under a steady load.

    python benchmarks/portal.py against 100000     CPU seconds a request, 500 distinct questions, no answer kept
    python benchmarks/portal.py load 1000000       20 requests a second for half a minute: p95 and the server's memory

Datasette gets the same records from the same release: same fields, 20 rows by year, the same nine facets, a full-text index over the
same words. Before anything is measured all answers are compared: totals, rows, and the counts of every facet.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

QUESTIONS = 500
PLAIN, LISTS = ("sector", "form", "status", "dataset", "year"), ("country", "genre", "language", "audience")
COLUMNS = ("id", "title", "original", "makers", "date", "year", "form", "sector", "status", "country", "genre", "language", "audience", "dataset", "words")


def cpu_of(pid: int) -> float:
    """CPU seconds of a process so far, threads included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory_of(pid: int) -> float:
    """Resident memory in MB."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1000  # type: ignore[index]


def works(pool: Path) -> list[tuple[Any, ...]]:
    """Every work as a row of COLUMNS; `words` is what our index looks at, folded as it folds."""
    import intarsia
    from intarsia.store.searchindex import words

    release = intarsia.open(pool)
    lists = ", ".join(f"(SELECT list(DISTINCT t.concept ORDER BY t.concept) FROM term AS t WHERE t.work = w.id AND t.facet = '{name}' AND t.state = 'matched') AS {name}" for name in LISTS)
    found = release.sql(
        "WITH made AS (SELECT c.work, list(DISTINCT a.name ORDER BY a.name) AS names FROM contribution AS c JOIN agent AS a ON a.id = c.agent GROUP BY c.work), "
        "titled AS (SELECT work, string_agg(value, ' ') AS titles, min(value) FILTER (WHERE kind = 'original') AS original FROM title GROUP BY work), "
        "placed AS (SELECT t.work, string_agg(l.value, ' ') AS places FROM term AS t JOIN label AS l ON l.entity = t.concept AND l.kind IN ('pref', 'alt') "
        "WHERE t.facet = 'country' AND t.state = 'matched' GROUP BY t.work), numbered AS (SELECT entity, string_agg(value, ' ') AS numbers FROM identifier GROUP BY entity) "
        f"SELECT w.id, w.title, original, names, w.date, w.year_start, w.form, w.sector, w.status, {lists}, w.dataset, "
        "concat_ws(' ', w.title, titles, array_to_string(names, ' '), w.description, places, numbers) AS text "
        "FROM work AS w LEFT JOIN made ON made.work = w.id LEFT JOIN titled ON titled.work = w.id LEFT JOIN placed ON placed.work = w.id LEFT JOIN numbered ON numbered.entity = w.id "
        "ORDER BY w.id").to_arrow()
    rows = []
    for row in found.to_pylist():
        known = {**row, "makers": json.dumps(row["names"] or [], ensure_ascii=False), "year": row["year_start"], "words": " ".join(words(row["text"]))}
        rows.append(tuple(json.dumps(known[c] or []) if c in LISTS else known[c] for c in COLUMNS))
    return rows


def database(rows: list[tuple[Any, ...]], file: Path) -> None:
    """The rows as SQLite with indexes on the facets and full text on `words`."""
    file.unlink(missing_ok=True)
    with sqlite3.connect(file) as made:
        made.execute(f"CREATE TABLE works ({', '.join(c + (' INTEGER' if c == 'year' else ' TEXT PRIMARY KEY' if c == 'id' else ' TEXT') for c in COLUMNS)})")
        made.executemany(f"INSERT INTO works VALUES ({', '.join('?' * len(COLUMNS))})", rows)
        made.execute("CREATE VIRTUAL TABLE works_fts USING fts5(words, content=\"works\", tokenize='unicode61 remove_diacritics 0')")  # it recognises these quotes
        made.execute("INSERT INTO works_fts(rowid, words) SELECT rowid, words FROM works")
        for name in PLAIN:
            made.execute(f"CREATE INDEX works_{name} ON works({name})")
        made.execute("ANALYZE")
    made.close()


def questions(rows: list[tuple[Any, ...]], count: int = QUESTIONS) -> list[dict[str, str]]:
    """Distinct questions that find something: a word, two words of one work, a word within a dataset or from a year on."""
    drawn, found, seen = random.Random(20), [], set()
    while len(found) < count:
        row = dict(zip(COLUMNS, drawn.choice(rows), strict=True))
        words = [w for w in row["words"].split() if len(w) > 2 and not w.isdecimal()]
        if not words:
            continue
        kind, asked = drawn.random(), {"q": drawn.choice(words)}
        if kind > 0.8 and len(words) > 1:
            asked["q"] += " " + drawn.choice(words)
        elif kind > 0.65:
            asked["dataset"] = row["dataset"]
        elif kind > 0.5 and row["year"] is not None:
            asked["from"] = str(row["year"])
        if (key := tuple(asked.items())) not in seen:
            seen.add(key)
            found.append(asked)
    return found


def ours(asked: dict[str, str], form: str = "") -> str:
    return f"/explore{form}?{urlencode({**asked, 'sort': 'newest'})}"


def theirs(asked: dict[str, str], form: str = "") -> str:
    pairs = [("_search", asked["q"]), ("_sort_desc", "year"), ("_size", "20"), ("_nocol", "words"), ("_facet_size", "max")]
    pairs += [("_facet", name) for name in PLAIN] + [("_facet_array", name) for name in LISTS]
    pairs += [("dataset", asked["dataset"])] if "dataset" in asked else []
    pairs += [("year__gte", asked["from"])] if "from" in asked else []
    return f"/works/works{form}?{urlencode(pairs)}"


def same(asked: dict[str, str], one: dict[str, Any], other: dict[str, Any]) -> None:
    """Equal totals, rows and counts, or an AssertionError that says where they part. A facet's own selection narrows only Datasette's."""
    data = one["data"]
    assert one["meta"]["total"] == other["filtered_table_rows_count"], (asked, one["meta"]["total"], other["filtered_table_rows_count"])
    places = {name: n for n, name in enumerate(other["columns"])}
    mine, yours = [(w["year"], w["id"]) for w in data["works"]], [(row[places["year"]], row[places["id"]]) for row in other["rows"]]
    assert [year for year, _ in mine] == [year for year, _ in yours], asked
    last = mine[-1][0] if len(mine) == 20 else object()  # works of the last year on the page may stand in another order
    assert {w for w in mine if w[0] != last} == {w for w in yours if w[0] != last}, asked
    for name in (*PLAIN, *LISTS):
        if name in asked or name == "year":
            continue
        here = {value["value"]: value["count"] for value in other["facet_results"].get(name, {}).get("results", []) if value["value"] is not None}
        assert data["facets"].get(name, {}) == here, (asked, name, data["facets"].get(name), here)


class Server:
    """A server of ours or theirs, and a client that asks it one thing after another."""

    def __init__(self, command: list[str], port: int, ready: str) -> None:
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        for _ in range(600):
            try:
                if self.client.get(ready).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise SystemExit(f"{command[0]} does not answer")

    def json(self, address: str) -> dict[str, Any]:
        answer = self.client.get(address, headers={"Accept": "application/json"})
        assert answer.status_code == 200, (address, answer.text[:300])
        found: dict[str, Any] = answer.json()
        return found

    def cost(self, addresses: list[str]) -> float:
        """CPU milliseconds a page."""
        before = cpu_of(self.process.pid)
        for address in addresses:
            assert self.client.get(address).status_code == 200, address
        return (cpu_of(self.process.pid) - before) / len(addresses) * 1000

    def stop(self) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(30)


def our_server(intarsia: Path, pool: Path, port: int = 8611) -> Server:
    return Server([str(intarsia), "serve", str(pool), "--port", str(port)], port, "/healthz")


def against(intarsia: Path, pool: Path, datasette: Path, folder: Path) -> tuple[float, float, int]:
    """CPU milliseconds a page: ours, Datasette's; and over how many questions, all with equal answers."""
    rows = works(pool)
    database(rows, folder / "works.db")
    asked = questions(rows)
    limits = {"sql_time_limit_ms": "60000", "facet_time_limit_ms": "60000", "max_returned_rows": "2000", "suggest_facets": "off"}
    settings = [word for name, value in limits.items() for word in ("--setting", name, value)]
    one = our_server(intarsia, pool)
    other = Server([str(datasette), "serve", "-i", str(folder / "works.db"), "--port", "8612", *settings], 8612, "/-/versions.json")
    try:
        for question in asked:
            same(question, one.json(ours(question, ".json")), other.json(theirs(question, ".json")))
        here = one.cost([ours(question) for question in asked])
        there = other.cost([theirs(question) for question in asked])
    finally:
        one.stop()
        other.stop()
    return here, there, len(asked)


def load(intarsia: Path, pool: Path, rate: int = 20, seconds: int = 30) -> dict[str, float]:
    """A steady stream of distinct questions: milliseconds at p50 and p95, and the server's memory in MB."""
    asked = questions(works_sample(pool), rate * seconds)
    server, times, threads = our_server(intarsia, pool), [], []
    try:
        server.client.get("/explore")
        start = time.monotonic() + 0.5

        def ask(n: int, client: httpx.Client) -> None:
            time.sleep(max(0.0, start + n / rate - time.monotonic()))
            due = start + n / rate
            assert client.get(ours(asked[n])).status_code == 200
            times.append((time.monotonic() - due) * 1000)

        with httpx.Client(base_url=server.client.base_url, timeout=60, headers={"Accept": "text/html", "Accept-Encoding": "gzip"},
                          limits=httpx.Limits(max_connections=50)) as client:
            threads = [threading.Thread(target=lambda first=first: [ask(n, client) for n in range(first, rate * seconds, 16)]) for first in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        memory = memory_of(server.process.pid)
    finally:
        server.stop()
    times.sort()
    return {"requests": len(times), "p50": times[len(times) // 2], "p95": times[int(len(times) * 0.95)], "memory": memory}


def works_sample(pool: Path) -> list[tuple[Any, ...]]:
    """Some thousand works of a large pool, with what questions are made of."""
    import intarsia
    from intarsia.store.searchindex import words

    found = intarsia.open(pool).sql("SELECT w.id, w.title, w.year_start AS year, w.dataset "
                                    "FROM work AS w WHERE substr(w.id, 1, 2) IN ('00', '7f') ORDER BY w.id").to_arrow()
    rows = []
    for row in found.to_pylist():
        known = {**dict.fromkeys(COLUMNS), **row, "words": " ".join(words(row["title"]))}
        rows.append(tuple(known[c] for c in COLUMNS))
    return rows


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    import run

    count = int(sys.argv[2])
    made = run.FOLDER / f"pool-{count}-4"
    if not (made / "current").exists():
        run.made(count, 4)
        run.cpu([run.INTARSIA, "build", made, "--no-graph"])
    if sys.argv[1] == "load":
        print(load(run.INTARSIA, made))
    else:
        ours_ms, theirs_ms, asked_in_all = against(run.INTARSIA, made, run.environment("datasette", "datasette") / "datasette", run.FOLDER)
        print(f"CPU ms a page: ours {ours_ms:.2f}, Datasette {theirs_ms:.2f}, {asked_in_all} questions")
