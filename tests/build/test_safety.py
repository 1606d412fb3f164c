"""OPEN AFTER by recipe, findings that somebody must sign for, drift that stops a delivery, and files that nobody reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intarsia.build import becoming
from intarsia.deciding import Asked, decide, seen
from intarsia.errors import Invalid, Refused
from intarsia.pool import Pool
from intarsia.shelf.mappings import mapping as mappings
from intarsia.steps import register
from intarsia.stewarding import drifts
from tests.build.made import pool, visits
from tests.small import BOOK_MAPPING, dataset

HEAD = "id,title,year,author,genre,country,contact_email"
CANARY = "kanarie"


def books(made: Pool, count: int, head: str = HEAD, more: str = "", verdict: str | None = None) -> Path:
    """Books with an address in each row; an extra cell in each where `more` is given."""
    lines = [f"b{n},Book number {n},{1950 + n % 60},Maker Number{n},novel,NL,{CANARY}{n}@voorbeeld.nl{more}" for n in range(count)]
    folder = made.layout.dataset("books")
    if folder.is_dir():
        (folder / "books.csv").write_text("\n".join([head, *lines]) + "\n", "utf-8")
        return folder
    return dataset(made.layout.root, "books", "Books", "publishing", "books.csv", "csv", "\n".join([head, *lines]) + "\n", BOOK_MAPPING, verdict)


def build(made: Pool, **options: Any) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = []
    made.build(report=events.append, **options)
    return events


def works(made: Pool) -> int:
    return int(made.reader().rows("SELECT count(*) FROM work WHERE dataset = 'books'")[0][0])


def test_a_recipe_is_written_applied_and_held_against_the_next_delivery(tmp_path: Path) -> None:
    made = pool(tmp_path / "pool")
    folder = books(made, 12)
    done = seen.look_and_decide(made, "books", "OPEN AFTER", "steward", "facts", asked=Asked())
    assert done.looked is not None
    with pytest.raises(Refused, match="ask for something") as refused:
        decide(made, "books", "OPEN", "steward", "facts", asked=Asked(asking=done.looked.asking), again=True)
    assert "OPEN AFTER" in refused.value.way_out
    assert done.recipe == folder / "recipe.toml"
    assert CANARY not in done.recipe.read_text("utf-8") + done.file.read_text("utf-8")
    decision = register.dataset(folder).decision
    assert decision is not None and decision.evidence["verdict"] == "OPEN AFTER" and set(decision.evidence) == {"verdict", "rules", "columns", "code", "files"}
    build(made)
    assert works(made) == 12
    columns = {row[0] for row in made.reader().rows("SELECT \"column\" FROM profile WHERE dataset = 'books'")}
    assert columns == set(HEAD.split(",")) - {"contact_email"}
    assert made.reader().rows("SELECT sha256, bytes FROM distribution") == [(None, None)]
    for path in made.reader().path.rglob("*"):
        assert not path.is_file() or CANARY.encode() not in path.read_bytes()
    assert not [e for e in build(made) if e["state"] == "running"]

    books(made, 14, HEAD + ",shoe_size", ",42")
    events = build(made)
    stopped = next(e for e in events if "stopped" in e)
    assert "'shoe_size' is new" in stopped["stopped"] and "check FILE --like books" in stopped["way_out"]
    assert works(made) == 12
    assert made.reader().rows("SELECT rule FROM finding WHERE severity = 'violation'") == [("stopped",)]
    assert made.reader().rows("SELECT state FROM distribution") == [("kept",)]
    build(made)
    assert works(made) == 12  # and it stays so until somebody looks
    (told,) = drifts.standing(made)  # said once, however often it is built
    assert (told.dataset, told.served) == ("books", True) and "'shoe_size' is new" in told.what and CANARY not in told.what

    books(made, 15)
    assert not [e for e in build(made) if "stopped" in e] and drifts.standing(made) == []
    assert works(made) == 15


def test_without_a_delivery_that_went_through_the_build_refuses(tmp_path: Path) -> None:
    made = pool(tmp_path / "pool")
    folder = books(made, 12)
    seen.look_and_decide(made, "books", "OPEN AFTER", "steward", "facts", asked=Asked())
    books(made, 12, HEAD + ",shoe_size", ",42")
    with pytest.raises(Refused, match="'shoe_size' is new"):
        made.build()
    assert made.current() is None and [(one.dataset, one.served) for one in drifts.standing(made)] == [("books", False)]
    (folder / "recipe.toml").unlink()
    made.build()
    assert (works(made), made.reader().rows("SELECT held FROM decision")) == (0, [("recipe",)])


def test_what_is_open_is_looked_at_again_with_each_delivery(tmp_path: Path) -> None:
    made = pool(tmp_path / "pool")
    folder = books(made, 12)
    (folder / "mapping.toml").write_text(BOOK_MAPPING + '\n[unused]\n"contact_email" = "of no use here"\n', "utf-8")
    signed = tuple(made.look("books").asking)
    assert signed
    seen.look_and_decide(made, "books", "OPEN", "steward", "the makers published these addresses themselves", asked=Asked(signed=signed))
    build(made)
    assert works(made) == 12
    text = (folder / "dataset.toml").read_text("utf-8")
    (folder / "dataset.toml").write_text("".join(line for line in text.splitlines(True) if not line.startswith("signed")), "utf-8")
    with pytest.raises(Refused, match="nobody signed for"):
        made.build()
    unseen = "".join(line for line in text.splitlines(True) if not line.startswith(("signed", "evidence")))
    (folder / "dataset.toml").write_text(unseen, "utf-8")  # a decision of an earlier version is taken at its word
    build(made)
    assert works(made) == 12


def test_describe_only_rests_on_a_finding_or_on_choice_and_is_asked_again(tmp_path: Path) -> None:
    made = pool(tmp_path / "pool")
    folder = books(made, 12)
    seen.look_and_decide(made, "books", "DESCRIBE ONLY", "steward", "we have no time", asked=Asked())
    decision = register.dataset(folder).decision
    assert decision is not None and decision.rests_on in decision.evidence["rules"]
    assert decision.until[:4] == str(int(decision.when[:4]) + 1)
    assert not (made.layout.vault / "books").exists()
    known = {"evidence": decision.evidence, "asking": dict.fromkeys(decision.evidence["rules"], "OPEN AFTER")}
    with pytest.raises(Invalid, match="no finding of 'moonlight'"):
        decide(made, "books", "DESCRIBE ONLY", "steward", "we have no time", asked=Asked(rests_on="moonlight", **known), again=True)
    decide(made, "books", "DESCRIBE ONLY", "steward", "we have no time", asked=Asked(rests_on="choice", **known), again=True)
    build(made)
    assert made.reader().rows("SELECT rests_on FROM decision") == [("choice",)]


def test_nobody_reads_what_is_only_to_be_asked_for(tmp_path: Path) -> None:
    made = pool(tmp_path / "pool")
    folder = visits(made, "a", {("2026-01", "NL"): 5}, "OPEN")
    build(made)
    assert (made.layout.outcomes / "profile" / "a").is_dir()
    assert len(list(made.layout.blobs.iterdir())) == 1
    text = (folder / "dataset.toml").read_text("utf-8")
    (folder / "dataset.toml").write_text(text.replace('"OPEN"', '"ASK"'), "utf-8")
    (folder / "visits.csv").unlink()
    events = build(made)
    assert not [e for e in events if e["step"] in ("fetch", "profile", "map")]
    assert not (made.layout.outcomes / "profile" / "a").exists()
    assert not list(made.layout.blobs.iterdir())
    assert "distribution" not in made.reader().manifest["tables"]
    assert made.reader().rows("SELECT verdict, rows_in FROM dataset") == [("ASK", None)]


def test_what_a_mapping_says_a_column_becomes(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text('mapping = 1\n[[source]]\nname = "a.jsonl"\nrecord = "nr"\n[[work]]\nform = "\'film\'"\ntitle = "unarticle(titel)"\ndate = "jaar"\n'
                    '[[work.contributions]]\nfrom = "makers"\nname = "name"\nrole = "role"\n[[work.identifiers]]\nscheme = "\'isbn\'"\nvalue = "isbn"\n'
                    '[[work.observations]]\nmeasure = "\'admissions\'"\nvalue = "number(bezoek, \'nl\')"\nunit = "\'admissions\'"\nperiod = "jaar"\n', "utf-8")
    assert becoming.becomes(mappings.load(path), "a.jsonl") == {
        ("", "nr"): "key", ("", "titel"): "title", ("", "jaar"): "date", ("makers", "name"): "c:", ("", "makers.name"): "c:", ("", "isbn"): "id:isbn", ("", "bezoek"): "m:admissions"}
