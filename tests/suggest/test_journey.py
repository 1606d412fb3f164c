"""From nothing to a page, by the commands that are printed: new, suggest, add, decide, build, serve; for a file of every format."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from intarsia.cli import main
from intarsia.shelf import loader

COMMAND = str(Path(sys.executable).with_name("intarsia"))
FORMATS = {name: module for name, module in sorted(loader.formats().items()) if hasattr(module, "example")}
#: the formats of statistics: their examples hold figures of places, no titles
STATISTICS = {"eurostat", "jsonstat", "sdmxcsv"}


def typed(line: str) -> Result:
    """Run a command line as it was printed."""
    words = shlex.split(line)
    assert words[0] == "intarsia"
    result = CliRunner().invoke(main, words[1:], catch_exceptions=False)
    assert result.exit_code == 0, f"{line}\n{result.output}\n{result.stderr}"
    return result


def following(result: Result) -> str:
    """The command that was printed as the next one, with a role and a reason where it asks for them."""
    lines = re.findall(r"(?m)^next: (.*)$", result.stderr)
    assert lines, result.output
    return str(lines[-1]).replace("'your role'", "'head of collections'").replace("'your reason'", "'facts about published works'")


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool with a file of every format, each brought in by following what is printed; built."""
    home = tmp_path_factory.mktemp("journey")
    folder = home / "our pool"
    start = following(typed(f"intarsia new {shlex.quote(str(folder))}"))
    last = ""
    for name, module in FORMATS.items():
        file, _, _ = module.example(home / f"our-{name}{module.EXTENSIONS[0]}")
        line = start.replace("FILE", shlex.quote(str(file)))
        assert line.split()[1] == "suggest"
        for step in ("add", "decide", "build"):
            line = following(typed(line))
            assert line.split()[1] == step, line
        last = line
    serve = following(typed(last + " --no-graph"))
    assert serve == f"intarsia serve {shlex.quote(str(folder))}"
    return folder


@pytest.fixture(scope="module")
def served(pool: Path) -> Iterator[str]:
    """The pool served by the printed command, in a process of its own."""
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([COMMAND, "serve", str(pool), "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
                break
            time.sleep(0.1)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode("utf-8"))


def rows(pool: Path, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(CliRunner().invoke(main, ["sql", query, "--pool", str(pool), "--json"]).stdout)
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_each_format_becomes_a_page(pool: Path, served: str, name: str) -> None:
    dataset = next(d["id"] for d in rows(pool, "SELECT id FROM dataset") if d["id"].startswith(f"our-{name}"))
    counted = rows(pool, f"SELECT rows_in, rows_out, rows_rejected FROM dataset WHERE id = '{dataset}'")[0]
    assert counted["rows_in"] == counted["rows_out"] >= 2, counted
    if name in STATISTICS:
        figures = rows(pool, f"SELECT value, period_start, place FROM observation WHERE dataset = '{dataset}'")
        assert len(figures) >= 2
        assert dataset in read(f"{served}/datasets/{dataset}")
        return
    works = rows(pool, f"SELECT id, title FROM work WHERE dataset = '{dataset}' ORDER BY title")
    assert [w["title"].split(";")[0] for w in works] == ["Herfst", "Zomer"]
    for work in works:
        assert work["title"].split(";")[0] in read(f"{served}/works/{work['id']}")


def test_drafts_can_be_mended_before_they_are_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a pool: drafts stand in a folder named after the file; `add --draft` takes them as they were mended."""
    monkeypatch.chdir(tmp_path)
    Path("Onze films.csv").write_text("nr;titel;jaar\n1;De molen;1931\n2;Het licht;ca. 1950\n", "utf-8")
    typed("intarsia new pool")
    result = typed("intarsia suggest 'Onze films.csv'")
    assert "drafts written: onze-films/mapping.toml, onze-films/dataset.toml" in result.stdout
    line = following(result).partition("   ")[0].replace("FOLDER", "pool")
    mapping = Path("onze-films/mapping.toml")
    mapping.write_text(mapping.read_text("utf-8").replace("form = \"'film'\"", "form = \"'short-film'\""), "utf-8")
    line = following(typed(line))
    line = following(typed(line))
    typed(line + " --no-graph")
    assert {r["form"] for r in rows(Path("pool"), "SELECT form FROM work")} == {"short-film"}


def test_what_suggest_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("films.csv").write_text("nr;titel;jaar;e-mail\n1;De molen;1931;an@example.org\n2;Het licht;ca. 1950;bo@example.org\n", "utf-8")
    told = json.loads(typed("intarsia suggest films.csv --json --output out").stdout)[0]
    assert [(c["column"], c["becomes"], c["confidence"]) for c in told["columns"]] == [
        ("nr", "record key", "sure"),
        ("titel", "title", "sure"),
        ("jaar", "date", "sure"),
        ("e-mail", "left out", "sure"),
    ]
    assert told["makes"] == "work" and told["form"] == "film" and told["sector"] == "film-tv"
    assert "example.org" not in json.dumps(told)
    again = CliRunner().invoke(main, ["suggest", "films.csv", "--output", "out"])
    assert again.exit_code == 0  # the same drafts are no conflict
    Path("out/mapping.toml").write_text("mended\n", "utf-8")
    refused = CliRunner().invoke(main, ["suggest", "films.csv", "--output", "out"])
    assert refused.exit_code == 3
    assert "way out: " in refused.stderr
    assert Path("out/mapping.toml").read_text("utf-8") == "mended\n"


def test_a_file_without_values_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("titel;jaar\n", "utf-8")
    refused = CliRunner().invoke(main, ["suggest", str(file), "--output", str(tmp_path / "out")])
    assert refused.exit_code == 2
    assert "way out: " in refused.stderr
    assert not (tmp_path / "out").exists()
