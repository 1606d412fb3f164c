"""Checking a file through its doors: the report, the safer copy, the recipe that replays, the page, a dataset of a pool."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from intarsia.checking import believing, page, report, terminal
from intarsia.cli import main

CANARY = "zyx-canary"
ROWS = [(f"film {n}", str(1990 + n % 20), ("NL", "BE", "FR")[n % 3], f"{CANARY}{n}@example.org", "=1+1" if n == 3 else "drama") for n in range(40)]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, words)])


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("films") / "films.csv"
    with open(file, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("title", "year", "country", "email", "genre"))
        writer.writerows(ROWS)
    return file


@pytest.fixture(scope="module")
def seen(films: Path) -> dict[str, Any]:
    return report.report(films, as_of="2026-11-23")


def test_the_report_has_what_was_promised(seen: dict[str, Any]) -> None:
    assert (seen["file"], seen["format"], seen["rows"], seen["rejected"], seen["rejected_in_all"], seen["as_of"]) == ("films.csv", "csv", 40, [], 0, "2026-11-23")
    assert seen["verdict"] == "OPEN AFTER" and seen["after"] == "OPEN" and seen["words"] == "Share it after one change"
    assert [one["test"] for one in seen["tests"]] == ["available", "reliable", "relevant", "competitive", "sensitive"]
    assert seen["tests"][0]["title"] == "publicly available"
    assert {one["test"]: one["state"] for one in seen["tests"]}["sensitive"] == "finding"
    email = next(c for c in seen["columns"] if c["column"] == "email")
    assert (email["finding"], email["count"], email["verdict"]) == ("personal", 40, "OPEN AFTER")
    assert email["reason"] and email["way_out"] and email["suggested"] and email["rule"] == "email"
    assert [(one["remedy"], one["columns"]) for one in seen["suggested"]] == [("leave-out", ["email"])]
    assert seen["keys"]["country"] == "country" and "title" in seen["serves"]["productions"]
    assert {c["chart"] for c in seen["charts"]} == {"time", "kind", "place"}
    assert all(one["source"] for one in seen["findings"])
    assert seen["not_checked"]


def test_no_cell_of_a_flagged_column_is_in_any_form_of_it(seen: dict[str, Any], films: Path) -> None:
    shown = json.dumps(seen) + page.written(seen, "en") + "\n".join(terminal.lines(seen, "nl")) + run(films).output
    assert CANARY not in shown


def test_the_page_asks_for_nothing_outside(seen: dict[str, Any]) -> None:
    for lang in ("en", "nl"):
        text = page.written({**seen, "file": "<script>alert(1)</script>.csv"}, lang)
        assert "<script" not in text and not re.search(r"(?:src|href)=|url\(|@import", text)
        assert f'<html lang="{lang}">' in text


def test_it_speaks_dutch(films: Path) -> None:
    assert report.report(films, lang="nl")["words"] == "Delen kan na één wijziging"


def test_the_command_ends_with_findings_and_the_next_command(films: Path) -> None:
    result = run(films)
    assert result.exit_code == 1
    assert "Share it after one change" in result.stdout and "40 records, 5 columns, 0 unreadable" in result.stdout
    assert "--fix -o films-safe.csv" in result.stderr
    assert "low-risk" not in result.stdout.lower() and "invalid" not in result.stdout.lower() and "compliant" not in result.stdout.lower()


def test_fix_writes_the_safer_copy_and_the_recipe_replays(films: Path, tmp_path: Path) -> None:
    safe, recipe, html = tmp_path / "safe.csv", tmp_path / "recipe.toml", tmp_path / "report.html"
    result = run(films, "--fix", "-o", safe, "--recipe", recipe, "--html", html)
    assert result.exit_code == 0, result.output
    assert "40 records in, 40 out" in result.stdout
    with open(safe, encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    assert rows[0] == ["title", "year", "country", "genre"] and len(rows) == 41
    assert rows[4][3] == "'=1+1", "a spreadsheet must not compute it"
    assert CANARY not in safe.read_text("utf-8") + recipe.read_text("utf-8") + html.read_text("utf-8")
    assert run(safe).exit_code == 0, "the safer copy is open"
    assert run(films, "--like", recipe).exit_code == 0, "the same delivery does not drift"
    lines = films.read_text("utf-8").splitlines()
    grown = tmp_path / "next.csv"
    grown.write_text("\n".join([lines[0] + ",phone", *(f"{line},+31 6 {10000000 + n * 7919}" for n, line in enumerate(lines[1:]))]) + "\n", "utf-8")
    drifted = run(grown, "--like", recipe)
    assert drifted.exit_code == 1 and "phone" in drifted.stdout


def test_fix_writes_parquet_and_refuses_other_names(films: Path, tmp_path: Path) -> None:
    assert run(films, "--fix", "-o", tmp_path / "safe.parquet").exit_code == 0
    assert pq.read_table(tmp_path / "safe.parquet").column_names == ["title", "year", "country", "genre"]
    wrong = {(films, "--fix"): "--fix -o SAFE.csv", (films, "--fix", "-o", "safe.docx"): ".csv or .parquet", (films, "--fix", "-o", films): "another name", (films, "-o", "x"): "KEY=VALUE"}
    for words, said in wrong.items():
        refused = run(*words)
        assert refused.exit_code in (2, 3) and said in refused.stderr, refused.output
    assert films.read_text("utf-8").startswith("title,year")


def test_what_cannot_be_made_safe_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "mails.csv"
    file.write_text("email\n" + "".join(f"person{n}.name@example.org\n" for n in range(20)), "utf-8")
    result = run(file, "--fix", "-o", tmp_path / "safe.csv")
    assert result.exit_code == 1 and not (tmp_path / "safe.csv").exists()
    assert report.report(file)["verdict"] == "DESCRIBE ONLY"


def test_an_empty_table_and_a_missing_file(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("a,b\n", "utf-8")
    assert run(file, "--json").exit_code in (0, 1)
    missing = run(tmp_path / "absent.csv")
    assert missing.exit_code == 2 and "no such file" in missing.stderr


def test_a_dataset_of_a_pool_is_checked_with_its_description(films: Path, tmp_path: Path) -> None:
    pool = tmp_path / "pool"
    for words in (["new", str(pool)], ["add", str(films), "--pool", str(pool), "--id", "films", "--licence", "CC-BY-4.0"]):
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
    found = run("films", "--pool", pool, "--json")
    told = json.loads(found.stdout)
    assert told["verdict"] == "OPEN AFTER" and "BY" in told["licence"]["licence"].upper()
    (pool / "shelf" / "rules").mkdir(parents=True, exist_ok=True)
    (pool / "shelf" / "rules" / "house.py").write_text(OWN, "utf-8")
    own = json.loads(run(films, "--pool", pool, "--json").stdout)
    assert "house" in {one["rule"] for one in own["findings"]}


OWN = '''
from intarsia.shelf.rules.base import Found
NAME, KIND, TEST = "house", "rights", "available"
TITLE = {"en": "House", "nl": "Huis"}
WHY = WAY_OUT = {"en": "Ours.", "nl": "Ons."}
SOURCE = "our own agreement"
GOOD, BAD = [{"a": ["1"]}], [{"title": ["1"]}]
def look(delivery):
    yield Found(state="note")
'''


def test_an_answer_that_is_not_believed(films: Path) -> None:
    from intarsia.checking import child

    assert "DESCRIBE ONLY" in believing.VERDICTS
    assert callable(child.in_child)
    for wrong in ({}, {"told": {"verdict": "FINE"}}):
        with pytest.raises((KeyError, ValueError)):
            believing.believed(wrong, "x")


def test_bands_of_ages_are_suggested_where_they_are_enough(tmp_path: Path) -> None:
    """Answers of visitors: with their ages in bands nobody stands alone any more, which keeps more than leaving the ages out."""
    file = tmp_path / "answers.csv"
    people = [(age, gender, n) for age in range(20, 70) for gender in "fm" for n in range(2)]
    file.write_text("age,gender,satisfied\n" + "".join(f"{age},{gender},{1 + (age + n) % 5}\n" for age, gender, n in people), "utf-8")
    seen = report.report(file)
    assert [(one["remedy"], one["columns"], one["options"]) for one in seen["suggested"]] == [("age-bands", ["age"], {"width": 5})]
    assert seen["after"] == "OPEN"
