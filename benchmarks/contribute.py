"""From a spreadsheet to its verdict and what sharing would give back, on screen: wall seconds against the goal; and memory while a large file comes in.

    python benchmarks/contribute.py --pool DIR [--rows 10000] [--large 500]

A server of the pool (100,000 works for the goal) is asked as a browser asks: the form is opened, a workbook of 20 columns is sent, the
page waits and looks again every two seconds, until the page of risk and return is there. The file repeats titles of the pool, so that
there is something to compare. `--large`: megabytes of a CSV file that is streamed in; told is what the server's memory grew by.
Prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

PORT, GOAL = 8597, 10.0  # seconds
LOOKS = 0.25  # the page itself looks every two seconds; the clock here is finer
COLUMNS = ("inventory", "title", "other title", "maker", "year", "bought on", "genre", "technique", "country", "language", "height_cm", "width_cm", "visits", "price_eur",
           "contact", "email", "telephone", "postcode", "remark", "page")


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--pool", required=True)
    arguments.add_argument("--rows", type=int, default=10_000)
    arguments.add_argument("--large", type=int, default=500)
    given = arguments.parse_args()
    server = subprocess.Popen([sys.executable, "-m", "intarsia.cli", "serve", given.pool, "--port", str(PORT)], stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{PORT}"
    try:
        _up(base)
        with tempfile.TemporaryDirectory() as folder, httpx.Client(base_url=base, trust_env=False, timeout=300) as client:
            book = workbook(Path(folder) / "collection.xlsx", given.rows, [one["title"] for one in client.get("/explore.json").json()["data"]["works"]])
            token = _token(client)
            time.sleep(5)  # somebody looks for their file
            runs = [one_file(client, token, book) for _ in range(3)]
            works = client.get(f"{runs[0]['draft']}/risk.json").json()["data"]["forecast"]
            grew = _streamed(client, _token(client), server.pid, given.large) if given.large else {}
        told = {"rows": given.rows, "columns": len(COLUMNS), "works": (works or {}).get("works"), "seconds": [one["seconds"] for one in runs],
                          "answered_in": [one["answered_in"] for one in runs], "goal": GOAL, "ratio": round(min(one["seconds"] for one in runs) / GOAL, 2), **grew}
    finally:
        server.terminate()
        server.wait(60)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)  # of the server and all that it started: three files in both languages, and the large one coming in
    print(json.dumps({**told, "cpu_seconds": round(spent.ru_utime + spent.ru_stime, 1)}))


def one_file(client: httpx.Client, token: str, file: Path) -> dict[str, Any]:
    """Send a file and look until verdict and return are on the page; its second language is waited for outside the clock."""
    start = time.perf_counter()
    answer = client.post("/contribute", files={"token": (None, token), "file": (file.name, file.read_bytes())}, headers={"Origin": str(client.base_url).rstrip("/")})
    answered = time.perf_counter() - start
    path = answer.headers["location"]
    while client.get(path).status_code != 303:
        time.sleep(LOOKS)
    page = client.get(f"{path}/risk")
    spent = time.perf_counter() - start
    if page.status_code != 200:
        sys.exit(f"the page of risk and return answered {page.status_code}")
    for language in ("nl", "en"):
        client.get(f"{path}/risk", headers={"Accept-Language": language})
    time.sleep(8)
    return {"draft": path, "seconds": round(spent, 2), "answered_in": round(answered, 2)}


def workbook(path: Path, rows: int, titles: list[str]) -> Path:
    """A workbook of made-up objects; one in ten has a title of the pool."""
    from openpyxl import Workbook

    chance = random.Random(7)
    words = ("red", "blue", "green", "light", "dark", "sea", "hill", "road", "house", "night", "day", "winter", "summer", "voice", "fire", "glass", "stone", "bridge")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Objects")
    sheet.append(COLUMNS)
    for n in range(rows):
        person = f"{chance.choice(words).title()} {chance.choice(words).title()}"
        title = chance.choice(titles) if titles and n % 10 == 0 else " ".join(chance.choices(words, k=3)).capitalize()
        sheet.append([f"A-{n:05d}", title, " ".join(chance.choices(words, k=3)), person, chance.randint(1850, 2024),
                      f"{chance.randint(1990, 2024)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
                      chance.choice(("portrait", "landscape", "drama")), chance.choice(("oil", "etching")),
                      chance.choice(("NL", "BE", "DE")), chance.choice(("nl", "en", "de")), round(chance.uniform(10, 200), 1), round(chance.uniform(10, 200), 1), chance.randint(0, 50_000),
                      round(chance.uniform(100, 90_000), 2), person, f"{chance.choice(words)}{n}@example.org",
                      f"+31 6 {chance.randint(10_000_000, 99_999_999)}", f"{chance.randint(1000, 9999)} AB", " ".join(chance.choices(words, k=8)), f"https://example.org/{n}"])
    book.save(path)
    return path


def _streamed(client: httpx.Client, token: str, server: int, megabytes: int) -> dict[str, Any]:
    """Send a large file that is refused at its end (its last field is wrong), and tell by how much the server's memory grew meanwhile."""
    head = f'--xyz\r\nContent-Disposition: form-data; name="token"\r\n\r\n{token}\r\n--xyz\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\n\r\n'.encode()
    row = b"title;year\n" * 90_000

    def body() -> Iterator[bytes]:
        yield head
        for _ in range(megabytes * 1_000_000 // len(row)):
            yield row  # the form has no end: it is taken for cut off, and nothing of it is kept

    before, most, done = _memory(server), 0, threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.wait(0.1):
            most = max(most, _memory(server))

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    status = client.post("/contribute", content=body(), headers={"Origin": str(client.base_url).rstrip("/"), "Content-Type": "multipart/form-data; boundary=xyz"}).status_code
    spent = time.perf_counter() - start
    done.set()
    watcher.join()
    return {"streamed_mb": megabytes, "streamed_in": round(spent, 1), "grew_mb": round((most - before) / 1e6, 1), "status": status}


def _memory(pid: int) -> int:
    """Bytes of a process in memory, where the system tells (Linux)."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("ascii"))
    return 1024 * int(found[1]) if found else 0


def _token(client: httpx.Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/contribute").text)
    return found[1] if found else sys.exit("the form is not there")


def _up(base: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{base}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    sys.exit("the server did not come up")


if __name__ == "__main__":
    main()
