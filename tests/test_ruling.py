"""Judging links and heeding those concerned: both win over what is delivered, at every build, and can be taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from click.testing import CliRunner

from intarsia import ruling, suppression
from intarsia.cli import main
from intarsia.errors import Invalid, NotFound
from intarsia.pool import Pool
from tests.small import small_pool

NAMED = re.compile(r"voorbeeld", re.IGNORECASE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = small_pool(tmp_path_factory.mktemp("ruled") / "pool")
    Pool(made).build()
    return made


def run(*words: object) -> str:
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output


def links(pool: Pool) -> list[tuple[str, str, str]]:
    return [(row["id"], row["state"], row["method"]) for row in pool.reader().records("SELECT id, state, method FROM link WHERE predicate = 'based_on' AND object IS NOT NULL")]


def texts(release: Path) -> Iterator[tuple[Path, str]]:
    """Every file of a release as text, dumps unpacked."""
    for path in release.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".zst":
                content = zstandard.ZstdDecompressor().stream_reader(content).read()
            yield path, content.decode("utf-8", "replace")


def test_a_judgement_is_kept_and_taken_back(folder: Path) -> None:
    pool = Pool(folder)
    (link, state, method), = links(pool)
    assert (state, method) != ("rejected", "person") and ruling.waiting(pool, pool.reader()) == 0
    told = json.loads(run("judge", "reject", link, "--why", "another lighthouse", "--pool", folder, "--json"))
    assert (told["judged"], told["changed"], told["waiting"]) == ("reject", True, 1)
    row = ruling.link(pool.reader(), link)
    held = ruling.standing(pool)[told["link"]]
    assert (held["state"], held["why"], held["by"]) == ("rejected", "another lighthouse", "owner")
    ruling.rule(pool, row, "accepted", "", "owner")
    assert [one["state"] for one in ruling.standing(pool).values()] == ["accepted"], "the newer one holds alone"
    assert "accept|reject" in run("explain", row["subject"], row["object"], "--pool", folder)
    with closing(pool.ledger()) as ledger:
        assert len(ledger.judgements("link")) == 3, "nothing is erased"
    run("judge", "undo", link, "--pool", folder)
    assert ruling.standing(pool) == {}
    for wrong in (("0" * 16, "same_as", row["object"]), (row["subject"], "same_as", row["subject"]), (row["subject"], "loves", row["object"])):
        with pytest.raises((Invalid, NotFound)):
            ruling.ends(pool.reader(), *wrong)
    with pytest.raises(Invalid):
        ruling.rule(pool, row, "perhaps", "", "owner")


def test_what_a_person_says_wins_and_who_asked_is_left_out_also_when_delivered_again(folder: Path) -> None:
    pool = Pool(folder)
    (link, _state, _method), = links(pool)
    run("judge", "reject", link, "--pool", folder)
    reach = suppression.reach(pool, "Voorbeeld, An")
    assert {row["name"] for row in reach.records} == {"An Voorbeeld"} and reach.works == 1 and reach.releases == (pool.current(),)
    said = run("suppress", "add", "An Voorbeeld", "--what", "remove", "--why", "asked by letter", "--pool", folder)
    assert "1 release made before still holds it" in said and "An Voorbeeld" in said
    assert [(row["asked"], row["what"]) for row in suppression.standing(pool)] == [("an voorbeeld", "remove")]
    run("suppress", "add", "Bo Verzonnen", "--pool", folder)
    books = folder / "datasets" / "books" / "books.csv"
    books.write_text(books.read_text("utf-8") + 'b9,Een tweede boek,1951,"Voorbeeld, An",novel,NL\n', "utf-8")
    release = pool.build()
    pool = Pool(folder)
    assert links(pool) == [(link, "rejected", "person")]
    assert ruling.waiting(pool, pool.reader()) == 0
    named = [path for path, text in texts(folder / "releases" / release) if NAMED.search(text)]
    assert named == []
    assert pool.reader().rows("SELECT count(*) FROM work WHERE title = 'Een tweede boek'") == [(1,)]
    assert pool.reader().search("Voorbeeld").total == 0
    assert pool.reader().rows("SELECT a.name, s.what FROM suppression AS s JOIN agent AS a ON a.id = s.entity") == [("Bo Verzonnen", "noindex")]
    assert pool.reader().rows("SELECT rule, severity, count FROM finding WHERE rule = 'suppression'") == [("suppression", "info", 1)]
    assert pool.verify() == []
    assert run("suppress", "lift", "an voorbeeld", "--pool", folder).startswith("an voorbeeld: 1 subject")
    with pytest.raises(NotFound):
        suppression.lift(pool, "an voorbeeld", "", "owner")
    assert [row["what"] for row in suppression.standing(pool)] == ["noindex"]


def test_a_request_that_cannot_be_heeded_is_refused(folder: Path) -> None:
    pool = Pool(folder)
    for subject, what in (("", "remove"), ("x" * 400, "remove"), ("0" * 16, "remove"), ("Somebody", "hide")):
        with pytest.raises((Invalid, NotFound)):
            suppression.add(pool, subject, what, "", "owner")
    work = pool.reader().rows("SELECT id FROM work LIMIT 1")[0][0]
    with pytest.raises(Invalid):
        suppression.add(pool, work, "noindex", "", "owner")
    assert suppression.reach(pool, "Nobody Here").records == ()
