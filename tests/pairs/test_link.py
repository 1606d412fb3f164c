"""The command link: two files in, pairs out, whatever their format; its errors in words; its account of what was compared."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from intarsia.cli import main
from tests.pairs import made


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def told(*words: str | Path) -> dict[str, Any]:
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)[0]
    return found


@pytest.fixture(scope="module")
def three() -> tuple[list[made.Record], list[made.Record], list[tuple[str, str]]]:
    return made.catalogues(150)


@pytest.fixture(scope="module")
def both(three: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Two files as CSV and TSV, and the truth."""
    folder = tmp_path_factory.mktemp("both")
    left, right, pairs = three
    truth = folder / "truth.csv"
    truth.write_text("left,right\n" + "".join(f"{a},{b}\n" for a, b in pairs), "utf-8")
    return made.as_csv(folder / "ours.csv", left), made.as_csv(folder / "theirs.tsv", right, "\t"), truth


def without(records: list[made.Record], *names: str) -> list[made.Record]:
    return [{key: value for key, value in record.items() if key not in names} for record in records]


def judged(a: Path, b: Path, pairs: list[tuple[str, str]], folder: Path, bases: tuple[str, str] = ("", ""), *more: str) -> dict[str, Any]:
    truth = folder / "known.csv"
    truth.write_text("left,right\n" + "".join(f"{bases[0]}{x},{bases[1]}{y}\n" for x, y in pairs), "utf-8")
    return told("link", a, b, "--evaluate", truth, *more)


def test_pairs_have_both_keys_a_probability_and_reasons(both: tuple[Path, Path, Path], tmp_path: Path, three: Any) -> None:
    result = run("link", both[0], both[1], "-o", tmp_path / "pairs.csv")
    assert result.exit_code == 0, result.output
    with (tmp_path / "pairs.csv").open(newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == ["left", "right", "probability", "evidence"]
    assert {(row[0], row[1]) for row in rows[1:]} >= set(three[2][:20]) and all(0.5 <= float(row[2]) <= 1 for row in rows[1:])
    assert re.search(r"title \+\d[\d.]* \([a-z, ]+\), ", rows[1][3]) and re.search(r"before any evidence -\d", rows[1][3])
    assert "id" in result.stdout and "title" in result.stdout and "expected matches" in result.stdout and "next: intarsia link --evaluate" in result.stderr


def test_weights_and_prior_add_up_to_the_probability(both: tuple[Path, Path, Path], tmp_path: Path) -> None:
    run("link", both[0], both[1], "-o", tmp_path / "pairs.parquet", "--all")
    table = pq.read_table(tmp_path / "pairs.parquet").to_pylist()
    run("link", both[0], both[1], "-o", tmp_path / "pairs.jsonl", "--all")
    lines = [json.loads(line) for line in (tmp_path / "pairs.jsonl").read_text("utf-8").splitlines()]
    assert len(table) == len(lines) > 80
    for row, line in zip(table, lines, strict=True):
        odds = row["prior"] + sum(row["weights"])
        assert 1 / (1 + 2**-odds) == pytest.approx(row["probability"], abs=1e-6)
        assert line["evidence"]["prior"] == pytest.approx(row["prior"], abs=1e-3) and [f["field"] for f in line["evidence"]["fields"]] == row["fields"]


@pytest.mark.parametrize("form", ["json lines", "attribute table and N-Triples", "Turtle with links", "headers that mean nothing", "Dutch headers", "gz and zip"])
def test_any_format_gives_the_same_answer(form: str, three: Any, tmp_path: Path) -> None:
    left, right, pairs = three
    bases, more = ("", ""), []
    if form == "json lines":
        a, b = made.as_json_lines(tmp_path / "a.jsonl", left), made.as_json_lines(tmp_path / "b.jsonl", without(right, "type"))
    elif form == "attribute table and N-Triples":
        a, b = made.as_attributes(tmp_path / "a.tsv", left), made.as_ntriples(tmp_path / "b.nt", right)
        bases = ("http://example.org/", "http://example.org/")
    elif form == "Turtle with links":
        a, b = made.as_turtle(tmp_path / "a.ttl", left), made.as_csv(tmp_path / "b.csv", without(right, "type"))
        bases = ("http://example.org/", "")
    elif form == "headers that mean nothing":
        names = {name: f"attr{n}" for n, name in enumerate(made.columns(without(left, "type", "id")))}
        a = made.as_csv(tmp_path / "a.csv", without(left, "type"), rename=names)
        b = made.as_csv(tmp_path / "b.csv", without(right, "type"), rename=names)
    elif form == "Dutch headers":
        dutch = {
            "title": "titel",
            "name": "naam",
            "release date": "jaar",
            "duration": "speelduur",
            "director": "regie",
            "actors": "rolverdeling",
            "birthDate": "geboortedatum",
            "deathDate": "sterfdatum",
        }
        a = made.as_csv(tmp_path / "a.csv", without(left, "type"), ";", dutch, between=" | ")
        b = made.as_csv(tmp_path / "b.csv", right, ";", dutch)
    else:
        import gzip
        import zipfile

        a, b = tmp_path / "a.csv.gz", tmp_path / "b.zip"
        a.write_bytes(gzip.compress(made.as_csv(tmp_path / "a.csv", left).read_bytes()))
        with zipfile.ZipFile(b, "w") as pack:
            pack.write(made.as_csv(tmp_path / "b.csv", right), "things.csv")
            pack.writestr("other.csv", "x,y\n1,2\n")
        more = ["--right-option", "member=things.csv"]
    found = judged(a, b, pairs, tmp_path, bases, *more)["evaluation"]
    assert found["recall"]["value"] > 0.97 and found["precision"]["value"] > 0.97, form


def test_keys_are_named_recognised_or_row_numbers(both: tuple[Path, Path, Path], three: Any, tmp_path: Path) -> None:
    left, right, _ = three
    assert [side["key"] for side in told("link", both[0], both[1])["files"]] == ["id", "id"]
    named = told("link", both[0], both[1], "--key", "id", "--key", "ID")
    assert [side["key"] for side in named["files"]] == ["id", "id"]
    a = made.as_csv(tmp_path / "a.csv", without(left, "id"))
    answer = told("link", a, both[1], "-o", tmp_path / "p.csv")
    assert answer["files"][0]["key"] == "row number"
    with (tmp_path / "p.csv").open(newline="") as lines:
        row = next(csv.DictReader(lines))
    assert row["left"].isdigit() and 1 <= int(row["left"]) <= len(left) and row["right"] in {r["id"] for r in right}


def test_records_of_one_key_are_one_and_those_without_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nr,title,actor,year\n1,Gelder Vonk,Aba Dero,1980\n1,Gelder Vonk,Lomi Ruve,1980\n2,Hanno,Mira Sten,1990\n,Zonder sleutel,X Y,2000\n3,,,\n", "utf-8")
    (tmp_path / "b.csv").write_text("id,title,cast,year\nx,Gelder Vonk,Lomi Ruve,1980\ny,Hanno,Mira Sten,1990\nz,Ander,Wie Dan,1970\n", "utf-8")
    answer = told("link", tmp_path / "a.csv", tmp_path / "b.csv", "--key", "nr", "--key", "id", "--rejects", tmp_path / "r.csv")
    assert answer["files"][0] | {"columns": 0, "notes": 0} == {"file": "a.csv", "format": "csv", "records": 3, "compared": 2, "not_compared": 2, "key": "nr", "notes": 0, "columns": 0}
    assert (tmp_path / "r.csv").read_text("utf-8").splitlines() == ["side,record,reason", "left,4,no key", 'left,5,"nothing to compare by: no title, name, text or identifier"']


def test_columns_can_be_named_by_hand(tmp_path: Path, three: Any) -> None:
    left, right, _ = three
    a = made.as_csv(tmp_path / "a.csv", without(left, "type"), rename={"title": "wat", "name": "wie"})
    b = made.as_csv(tmp_path / "b.csv", right)
    said = told("link", a, b, "--column", "title=wat", "--left-column", "alias=wie", "--right-column", "none=description")
    fields = [{c["column"]: c["is"] for c in side["columns"]} for side in said["files"]]
    assert fields[0]["wat"] == "title" and fields[0]["wie"] == "alias" and fields[1]["description"] == "none" and fields[0]["description"] == "text"


def test_rivals_are_given_when_all_are_wanted(both: tuple[Path, Path, Path], tmp_path: Path) -> None:
    def found(*more: str) -> dict[tuple[str, str], float]:
        run("link", both[0], both[1], "-o", tmp_path / "p.csv", *more)
        with (tmp_path / "p.csv").open(newline="") as lines:
            return {(row["left"], row["right"]): float(row["probability"]) for row in csv.DictReader(lines)}

    likely, weak, every = found(), found("--threshold", "0.01"), found("--all")
    assert set(likely) <= set(weak) <= set(every) == set(found("--threshold", "0.01", "--many"))
    for pair, p in weak.items():  # below .5 no other pair holds either record
        assert p >= 0.5 or not [other for other in weak if other != pair and (other[0] == pair[0] or other[1] == pair[1]) and weak[other] > p]


def test_the_same_files_give_the_same_bytes(both: tuple[Path, Path, Path], tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        run("link", both[0], both[1], "-o", tmp_path / name)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_evaluation_of_files_and_of_pairs(both: tuple[Path, Path, Path], tmp_path: Path, three: Any) -> None:
    a, b, truth = both
    run("link", a, b, "-o", tmp_path / "pairs.csv")
    whole, again = told("link", "--evaluate", truth, a, b)["evaluation"], told("link", "--evaluate", truth, tmp_path / "pairs.csv")["evaluation"]
    assert whole["true"] == again["true"] == len(three[2]) and whole["hits"] == again["hits"] and whole["f1"] == again["f1"]
    said = run("link", "--evaluate", truth, tmp_path / "pairs.csv", "--diagram", tmp_path / "d.svg")
    assert said.exit_code == 0 and "precision" in said.stdout and "0.9 to 1.0" in said.stdout and "calibration error" in said.stdout
    drawn = (tmp_path / "d.svg").read_text("utf-8")
    assert drawn.startswith("<svg") and "mean probability" in drawn and "how many match" in drawn
    run("link", "--evaluate", truth, tmp_path / "pairs.csv", "--diagram", tmp_path / "d.html")
    assert (tmp_path / "d.html").read_text("utf-8").count("<table>") == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("a.csv",), "1 file was given"),
        (("a.csv", "b.csv", "a.csv"), "3 files were given"),
        (("a.csv", "gone.csv"), "there is no such file"),
        (("a.csv", "b.csv", "-o", "pairs.doc"), "not written as '.doc'"),
        (("a.csv", "b.csv", "--key", "nummer"), "there is no column 'nummer'"),
        (("a.csv", "b.csv", "--key", "id", "--key", "id", "--key", "id"), "given 3 times"),
        (("a.csv", "b.csv", "--column", "title"), "names no column"),
        (("a.csv", "b.csv", "--column", "colour=title"), "there is no field 'colour'"),
        (("a.csv", "b.csv", "--column", "title=nergens"), "there is no column 'nergens'"),
        (("a.csv", "b.csv", "--threshold", "7"), "no probability"),
        (("a.csv", "b.csv", "--diagram", "d.svg"), "needs a truth"),
        (("a.csv", "b.csv", "-o", "a=b"), "no option a"),
        (("a.csv", "empty.csv"), "The file is empty"),
        (("a.csv", "figures.csv"), "no record has anything to compare by"),
        (("--evaluate", "a.csv", "a.csv"), "no file of pairs"),
        (("--evaluate", "other.csv", "a.csv", "b.csv"), "no record of the truth is in the files"),
    ],
)
def test_errors_say_what_and_the_way_out(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,title,year\n1,Gelder Vonk,1980\n2,Hanno,1990\n", "utf-8")
    (tmp_path / "b.csv").write_text("id,title,year\n1,Gelder Vonk,1980\n2,Hanno,1990\n", "utf-8")
    (tmp_path / "empty.csv").write_text("", "utf-8")
    (tmp_path / "figures.csv").write_text("x,y\n1.5,7.25\n2.5,8.25\n3.5,9.25\n", "utf-8")
    (tmp_path / "other.csv").write_text("left,right\nq1,q2\n", "utf-8")
    placed = [str(tmp_path / word) if re.fullmatch(r"\w+\.\w+", word) else word for word in words]
    result = run("link", *placed)
    assert result.exit_code == 2, result.output
    assert says in result.stderr and "way out: " in result.stderr and "Traceback" not in result.output
    assert "Gelder" not in result.stderr  # errors quote no cell
