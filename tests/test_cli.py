"""The command line: what it prints, its exit codes, its ways out; in this process and as a real one in a pipe."""

from __future__ import annotations

import csv
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from intarsia.cli import main
from intarsia.pool import Pool
from tests.small import BOOKS, small_pool

COMMAND = str(Path(sys.executable).with_name("intarsia"))
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
PIPED = {k: v for k, v in os.environ.items() if k not in ("FORCE_COLOR", "CLICOLOR_FORCE")} | {"PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8"}


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def told(*words: str | Path) -> Any:
    """What a command says as JSON; it ends well."""
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def piped(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *map(str, words)], capture_output=True, text=True, encoding="utf-8", timeout=120, env=PIPED, **options)


def refused(result: Result, code: int, *words: str) -> None:
    assert result.exit_code == code, result.output
    for word in ("way out: ", *words):
        assert word in result.stderr
    assert "Traceback" not in result.output


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool with two releases; the second has one book more."""
    folder = small_pool(tmp_path_factory.mktemp("cli") / "small")
    assert run("build", folder, "--no-graph").exit_code == 0
    (folder / "datasets" / "books" / "books.csv").write_text(BOOKS + "b4,Late,1999,An Voorbeeld,essay,NL\n", "utf-8")
    assert run("build", folder, "--no-graph").exit_code == 0
    return folder


@pytest.fixture
def copy(pool: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pool, tmp_path / "copy"))


def both(pool: Path) -> tuple[str, str]:
    """The ids of the older and of the served release."""
    rows = told("releases", "--pool", pool)
    return next(r["release"] for r in rows if not r["served"]), next(r["release"] for r in rows if r["served"])


def test_from_nothing_to_a_release(tmp_path: Path) -> None:
    folder, file = tmp_path / "ours", tmp_path / "Our films.csv"
    file.write_text("nr;titel;jaar\n1;De molen;1931\n2;Łódź;ca. 1950\n", "utf-8")
    made = run("new", folder, "--name", "Ours")
    assert (made.exit_code, f"next: intarsia suggest FILE --pool {folder}" in made.stderr) == (0, True)
    refused(run("new", folder), 3, "there is a pool")
    row = told("add", file, "--pool", folder, "--title", "Our \"best\" films", "--sector", "film-tv")[0]
    assert (row["dataset"], row["columns"]) == ("our-films", "nr, titel, jaar")
    refused(run("add", file, "--pool", folder), 3, "--id")
    refused(run("build", folder), 1, "our-films", "[decision]")
    refused(run("decide", "our-films", "--verdict", "OPEN", "--who", "us", "--why", " ", "--pool", folder), 2, "--why")
    decided = run("decide", "our-films", "--verdict", "OPEN", "--who", "us", "--why", "facts", "--pool", folder)
    assert (decided.exit_code, f"next: intarsia build {folder}" in decided.stderr) == (0, True)
    refused(run("decide", "our-films", "--verdict", "ASK", "--who", "us", "--why", "doubts", "--pool", folder), 3, "--again")
    assert run("build", folder, "--no-graph").exit_code == 0
    assert [r["works"] for r in told("status", folder)] == [2]


@pytest.mark.parametrize("name", ["../out", "Big", "a b", ".", ""])
def test_a_dataset_stays_within_the_pool(pool: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / ("films.csv" if name else "books.csv")
    file.write_text("titel\nx\n", "utf-8")
    before = sorted(pool.rglob("*"))
    refused(run("add", file, "--pool", pool, "--id", name), 2 if name else 3, "--id")
    assert sorted(pool.rglob("*")) == before


def test_check_looks_at_a_file(tmp_path: Path) -> None:
    text = tmp_path / "tickets.csv"
    text.write_text("day;pages\n2026-01-01;10\n2026-01-02;12\nbroken\n", "utf-8")
    found = told("check", text)
    assert [(c["column"], c["looks_like"]) for c in found["columns"]] == [("day", "date"), ("pages", "integer")]
    assert found["rows"] == 3
    book = openpyxl.Workbook()
    for row in (("day", "pages"), ("2026-01-01", 10), ("2026-01-02", 12)):
        book.active.append(row)
    book.save(tmp_path / "tickets.xlsx")
    assert [c["column"] for c in told("check", tmp_path / "tickets.xlsx")["columns"]] == ["day", "pages"]
    seen = run("check", tmp_path / "tickets.xlsx")
    assert "2 records, 2 columns, 0 unreadable" in seen.stdout
    one = told("check", text, "-o", "delimiter=,")
    assert [c["column"] for c in one["columns"]] == ["day;pages"]
    assert not list(tmp_path.glob("*.parquet"))


def test_a_hostile_file_does_not_write_to_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_bytes("id,\x1b[2Jna\x07me\x9b,x\u202ey\n1,a,b\n2,c\n".encode())
    result = piped("check", file)
    assert result.returncode == 0
    assert not CONTROL.search(result.stdout + result.stderr)
    assert "\u202e" not in result.stdout


def test_build_explains_and_takes_a_mirror(copy: Path, tmp_path: Path) -> None:
    again = run("build", copy, "--explain", "--no-graph")
    assert again.exit_code == 0
    assert re.search(r"map +books +stays: nothing changed", again.stderr)
    description = copy / "datasets" / "books" / "dataset.toml"
    description.write_text(description.read_text("utf-8").replace('path = "books.csv"', 'url = "http://localhost:1/books.csv"'), "utf-8")
    mirror = tmp_path / "mirror" / "books"
    mirror.mkdir(parents=True)
    (mirror / "books.csv.gz").write_bytes(gzip.compress(BOOKS.encode()))
    found = told("build", copy, "--mirror", mirror.parent, "--no-graph")
    assert {r["dataset"]: r["rows_in"] for r in found[0]["datasets"]} == {"books": 3, "games": 2}
    assert found[0]["release"] == Pool(copy).current()
    changed = run("build", copy, "--explain", "--no-graph", "--refresh", "--mirror", mirror.parent)
    assert re.search(r"fetch +books/books.csv +runs", changed.stderr)
    assert f"release {found[0]['release']}" in changed.stdout


def test_without_a_decision_nothing_is_released(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool", verdict=None)
    refused(run("build", folder), 1, "games", "[decision]", "where: ")
    result = run("build", folder, "--json")
    assert (result.exit_code, json.loads(result.stdout)["status"]) == (1, 403)


def test_status_search_and_sql(pool: Path) -> None:
    assert [(r["dataset"], r["rows_in"], r["rows_out"], r["works"]) for r in told("status", pool)] == [("books", 4, 4, 4), ("games", 2, 2, 2)]
    found = told("search", "lighthouse", "--pool", pool)
    assert (found["total"], {w["title"] for w in found["works"]}) == (2, {"The Lighthouse of Nowhere", "Lighthouse of Nowhere: The Game"})
    assert told("search", "lighthouse", "--pool", pool, "--sector", "games", "--from", "2000", "--to", "2010", "--limit", "1")["total"] == 1
    assert "2 works" in run("search", "lighthouse", "--pool", pool).stdout
    assert run("search", "zzzzzzzz", "--pool", pool).stdout.startswith("0 works")
    assert told("sql", "SELECT sector, count(*) AS works, 'nan'::DOUBLE AS odd FROM work GROUP BY 1 ORDER BY 1", "--pool", pool) == [
        {"sector": "games", "works": 2, "odd": None}, {"sector": "publishing", "works": 4, "odd": None}]
    old, _ = both(pool)
    assert told("sql", "SELECT count(*) AS n FROM work", "--pool", pool, "--release", old[:8]) == [{"n": 5}]
    assert told("sql", "SELECT * FROM work WHERE FALSE", "--pool", pool) == []
    assert run("sql", "SELECT * FROM work WHERE FALSE", "--pool", pool).stdout == "nothing\n"


@pytest.mark.parametrize("query", ["SELEC 1", "SELECT * FROM wrok", "DROP VIEW work", "COPY work TO 'stolen.csv'",
                                   "SELECT * FROM read_text('/etc/hostname')", "INSTALL httpfs"])
def test_sql_reads_the_release_only(pool: Path, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("sql", query, "--pool", pool)
    if query.startswith("DROP"):  # at most for this process: the files stay
        assert told("sql", "SELECT count(*) AS n FROM work", "--pool", pool) == [{"n": 6}]
    else:
        refused(result, 2, "where: ")
    assert not list(tmp_path.iterdir())


def test_export(pool: Path, tmp_path: Path) -> None:
    for format_name in ("csv", "parquet", "jsonl"):
        out = tmp_path / f"games.{format_name}"
        row = told("export", "work", "--format", format_name, "--where", "sector = 'games'", "-o", out, "--pool", pool)[0]
        assert (row["rows"], row["bytes"]) == (2, out.stat().st_size)
    titles = {"Lighthouse of Nowhere: The Game", "Brug & Berg"}
    with open(tmp_path / "games.csv", encoding="utf-8", newline="") as handle:
        assert {r["title"] for r in csv.DictReader(handle)} == titles
    assert {r["title"] for r in pq.read_table(tmp_path / "games.parquet").to_pylist()} == titles
    assert {json.loads(line)["title"] for line in (tmp_path / "games.jsonl").read_text("utf-8").splitlines()} == titles
    refused(run("export", "wrok", "-o", tmp_path / "x", "--pool", pool), 2, "no table 'wrok'", "where: ", "'work'")
    refused(run("export", "work", "--where", "sektor = 1", "-o", tmp_path / "x", "--pool", pool), 2, "where: ")
    assert run("export", "work", "--format", "xml", "-o", tmp_path / "x", "--pool", pool).exit_code == 2


def test_releases_diff_and_rollback(copy: Path) -> None:
    old, new = both(copy)
    changes = {(c["table"], c["dataset"]): c for c in told("diff", old[:6], new[:6], "--pool", copy)}
    assert changes["work", "books"]["added"] == 1
    assert re.search(r"work +books +1 +0 +0", run("diff", old, new, "--pool", copy).stdout)
    assert run("rollback", old, "--pool", copy).exit_code == 2
    assert "--why" in run("rollback", old, "--pool", copy).stderr
    assert told("rollback", old, "--why", "wrong delivery", "--by", "steward", "--pool", copy) == [{"release": old, "served": True}]
    assert both(copy) == (new, old)
    refused_again = run("rollback", old, "--why", "again", "--pool", copy)
    assert (refused_again.exit_code, "served one already" in refused_again.stderr) == (3, True)


def test_verify_says_what_is_damaged(copy: Path) -> None:
    identity = str(Pool(copy).current())
    assert told("verify", "--pool", copy) == [{"release": identity, "verified": True, "wrong": []}]
    victim = copy / "releases" / identity / "tables" / "title" / "books.parquet"
    data = bytearray(victim.read_bytes())
    data[len(data) // 2] ^= 1
    victim.unlink()
    victim.write_bytes(data)
    refused(run("verify", "--pool", copy), 3, "tables/title/books.parquet was changed", "where: ")
    result = run("verify", identity[:5], "--pool", copy, "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout) == [{"release": identity, "verified": False, "wrong": ["tables/title/books.parquet was changed"]}]
    assert run("doctor", copy).exit_code == 1
    assert "wrong" in {r["state"] for r in json.loads(run("doctor", copy, "--json").stdout)}


def test_doctor(pool: Path, tmp_path: Path) -> None:
    rows = {r["look"]: r for r in told("doctor", pool)}
    assert {look: r["state"] for look, r in rows.items() if look != "disk"} == {"Python": "ok", "libraries": "ok", "pool.toml": "ok", "datasets": "ok", "release": "ok"}
    empty = {r["look"]: r for r in told("doctor", tmp_path / "none")}
    assert "intarsia new" in empty["pool"]["way_out"]


@pytest.mark.parametrize("words", [
    ("build", "{none}"), ("status", "{none}"), ("search", "x", "--pool", "{none}"), ("sql", "SELECT 1", "--pool", "{none}"), ("releases", "--pool", "{none}"),
    ("export", "work", "-o", "{none}.csv", "--pool", "{none}"), ("verify", "--pool", "{none}"), ("rollback", "ab", "--why", "x", "--pool", "{none}"),
    ("verify", "zzzz", "--pool", "{pool}"), ("sql", "SELECT 1", "--release", "zzzz", "--pool", "{pool}"), ("diff", "zzzz", "yyyy", "--pool", "{pool}"),
    ("rollback", "zzzz", "--why", "x", "--pool", "{pool}"), ("search", '"open', "--pool", "{pool}"), ("search", "titel:x", "--pool", "{pool}"),
    ("add", "{pool}/pool.toml", "--pool", "{none}"), ("serve", "{none}"),
])
def test_what_is_not_there(pool: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    filled = [word.format(none=tmp_path / "none", pool=pool) for word in words]
    refused(run(*filled), 2, "where: ")
    if words[0] != "serve":
        result = run(*filled, "--json")
        problem = json.loads(result.stdout)
        assert (result.exit_code, problem["status"] in (400, 404)) == (2, True)
        assert problem["way_out"]
    assert not (tmp_path / "none").exists()


def test_every_command_explains_itself() -> None:
    for name, command in main.commands.items():
        result = run(name, "--help")
        assert result.exit_code == 0
        assert f"Example: intarsia {name}" in result.stdout, name
        assert command.help
        acts = [(name, one) for one in getattr(command, "commands", ())] or [(name,)]
        for words in acts:
            assert ("--json" in run(*words, "--help").stdout) == (name not in ("serve", "demo")), words
    assert run("--version").stdout.startswith("intarsia, version")
    assert run("wrong").exit_code == 2


def test_as_a_process_in_a_pipe(pool: Path, tmp_path: Path) -> None:
    shown = piped("status", pool)
    assert (shown.returncode, "books" in shown.stdout, shown.stderr.startswith("next: ")) == (0, True, True)
    missing = piped("sql", "SELECT 1", "--pool", tmp_path / "none")
    assert missing.returncode == 2
    assert "way out: " in missing.stderr
    assert "Traceback" not in missing.stderr
    odd = piped("sql", "SELECT chr(27) || '[31mred' || chr(7) || chr(10) || 'x' || chr(155) AS odd", "--pool", pool)
    again = piped("build", pool, "--explain", "--no-graph")
    assert again.returncode == 0
    for result in (shown, missing, odd, again):
        assert not CONTROL.search(result.stdout + result.stderr), result
    traced = piped("-v", "status", tmp_path / "none")
    assert (traced.returncode, "Traceback" in traced.stderr) == (1, True)


def test_a_reader_that_stops_reading_is_no_failure(pool: Path) -> None:
    command = [COMMAND, "sql", "SELECT * FROM range(200000)", "--pool", str(pool)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=PIPED)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    error = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 0, error
    assert "Traceback" not in error


@pytest.mark.parametrize("query", ["DROP VIEW work", "CREATE TABLE x AS SELECT 1", "SELECT 1; SELECT 2", "COPY work TO 'out.csv'", "ATTACH 'other.db'", "SET threads = 1"])
def test_sql_only_reads(pool: Path, query: str) -> None:
    result = run("sql", query, "--pool", pool)
    assert result.exit_code == 2
    assert "only read" in result.stderr


@pytest.mark.parametrize("query", ["SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('pool.toml')", "SELECT * FROM glob('/*')"])
def test_sql_reaches_no_file_but_the_release(pool: Path, query: str) -> None:
    result = run("sql", query, "--pool", pool)
    assert result.exit_code == 2
    assert "root:" not in result.output


def test_options_said_as_text_are_taken_as_meant(tmp_path: Path) -> None:
    """Lists, rows and tabs can be said on the command line; what cannot be meant is a sentence."""
    table = tmp_path / "a.csv"
    table.write_text("1\tx\n2\ty\n", "utf-8")
    command = [sys.executable, "-m", "intarsia.cli", "check", str(table), "-o", r"delimiter=\t", "-o", "header_row=0"]
    done = subprocess.run([*command, "-o", "columns=number,letter", "--json"], capture_output=True, text=True, check=True)
    assert [column["column"] for column in json.loads(done.stdout)["columns"]] == ["number", "letter"]
    assert r"delimiter=\t," in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    nested = tmp_path / "a.json"
    nested.write_text('[{"t": "a", "tags": ["x"]}]', "utf-8")
    for said in ("lists=tags", 'lists=["tags"]'):
        done = subprocess.run([*command[:4], str(nested), "-o", said, "--json"], capture_output=True, text=True, check=True)
        assert {column["list"] for column in json.loads(done.stdout)["columns"]} == {"", "tags"}
    for file, said in ((table, "header_row=first"), (table, "header_row=-1"), (nested, "lists=[tags")):
        done = subprocess.run([*command[:4], str(file), "-o", said], capture_output=True, text=True, check=False)
        assert (done.returncode, "way out" in done.stderr, "failed on it" in done.stderr) == (2, True, False), said


def test_what_the_system_refuses_is_a_sentence(tmp_path: Path) -> None:
    """A folder that is not there, a folder in place of a file, a host that is not ours, a port that is none."""
    pool = small_pool(tmp_path / "with spaces é")
    Pool(pool).build()
    base = [sys.executable, "-m", "intarsia.cli"]
    file = tmp_path / "file"
    file.write_text("x", "utf-8")
    for arguments in (["export", "work", "-o", str(tmp_path / "no" / "x.csv"), "--pool", str(pool)], ["export", "work", "-o", str(tmp_path), "--pool", str(pool)],
                      ["new", str(file / "pool")], ["serve", str(pool), "--host", "nosuch.invalid"], ["serve", str(pool), "--host", "203.0.113.9"],
                      ["serve", str(pool), "--port", "99999"]):
        done = subprocess.run([*base, *arguments], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 2, (arguments, done.stderr)
        assert "Traceback" not in done.stderr
        assert "is taken" not in done.stderr
    done = subprocess.run([*base, "status", str(pool)], capture_output=True, text=True, check=True)
    assert f"--pool '{pool}'" in done.stderr
