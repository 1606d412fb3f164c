"""Terms made together: proposed, argued, accepted into the pool's own file, withdrawn; and the commands and pages that show it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from intarsia import mapped, proposals
from intarsia.cli import main
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.pool import Pool
from intarsia.shelf import loader
from intarsia.shelf.vocabularies import vocabulary
from intarsia.store.ledger import Ledger
from intarsia.web import create_app
from tests.small import dataset, small_pool
from tests.web.conftest import Web

WORKS = "id,titel,soort,genre\n1,One,film,drama\n2,Two,film,circus western\n3,Three,film,zzyzx\n4,Four,film,\n"
MAPPING = """mapping = 1
[[source]]
name = "works.csv"
[[work]]
key = "id"
title = "titel"
form = "soort"
[[work.terms]]
facet = "'genre'"
value = "genre"
"""
CROSSED = "# by: {by}\n# on: 2026-11-22\nsource\trelation\ttarget\tnote\nx:1\t{relation}\tgenre:drama\tSaid so.\n"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    folder = small_pool(tmp_path_factory.mktemp("proposals") / "pool")
    dataset(folder, "works", "Works", "film-tv", "works.csv", "csv", WORKS, MAPPING)
    (folder / "shelf" / "crosswalks").mkdir(parents=True)
    for name, by, relation in (("one", "Editors", "exact"), ("two", "Archivists", "broad")):
        (folder / "shelf" / "crosswalks" / f"{name}.tsv").write_text(CROSSED.format(by=by, relation=relation))
    found = Pool(folder)
    found.build()
    return found


@pytest.fixture
def ledger(pool: Pool) -> Iterator[Ledger]:
    found = pool.ledger()
    yield found
    found.close()


def test_a_term_is_proposed_argued_and_accepted_and_the_next_build_matches_its_word(pool: Pool, ledger: Ledger) -> None:
    before = mapped.shares(pool.reader())["genre"]
    assert before.written - before.mapped == 2
    assert before.percent == 100 * before.mapped // before.written < 100
    number = proposals.propose(ledger, "Cataloguer", "genre", "Circus western", broader="western", definition="A western in a circus.", why="One film says so.", word="circus western")
    with pytest.raises(Conflict):
        proposals.propose(ledger, "Cataloguer", "genre", "CIRCUS Western")
    proposals.argue(ledger, "Archivist", number, "Two do.")
    assert proposals.accept(ledger, pool.layout.shelf, "Genre editors", number) == "circus-western"
    one = proposals.find(ledger, number)
    assert (one.state, [said.act for said in one.said]) == ("accepted", ["propose", "argue", "accept"])
    with pytest.raises(Conflict, match="accepted already"):
        proposals.reject(ledger, "Genre editors", number, "no")
    old = pool.current()
    pool.build()
    assert mapped.shares(pool.reader())["genre"] == mapped.Mapped(before.written, before.mapped + 1)
    ((since, broader),) = pool.reader().rows("SELECT since, broader FROM concept WHERE id = 'genre:circus-western'")
    assert (len(since), broader) == (10, "genre:western")
    site = Web(create_app(pool))
    address, until = f"/releases/{old}/diff/{pool.current()}.json", time.monotonic() + 60
    while site.get(address).status_code == 202 and time.monotonic() < until:  # "comparing", where the machine is busy
        time.sleep(0.1)
    assert site.json(address)["data"]["terms"]["counts"]["added"] == 1
    assert "Circus western" in site.get(f"/releases/{old}/diff/{pool.current()}").text
    assert site.json("/terms/genre/circus-western.json")["data"]["first_release"]["id"] == pool.current()
    proposals.withdraw(ledger, pool.layout.shelf, "Genre editors", "genre", "circus-western", "It was a joke.", "western")
    words = {word: notation for _, word, notation, _ in vocabulary.words(vocabulary.load(*loader.vocabularies(pool.layout.shelf)["genre"]))}
    assert words["circus western"] == "western"


def test_what_stands_in_the_way_is_said_and_nothing_is_written(pool: Pool, ledger: Ledger) -> None:
    own = pool.layout.shelf / "vocabularies" / "role.own.ttl"
    with pytest.raises(Conflict, match="a word of 'director'"):
        proposals.accept(ledger, pool.layout.shelf, "Editors", proposals.propose(ledger, "Cataloguer", "role", "Regisseur"))
    with pytest.raises(NotFound, match="stand below"):
        proposals.accept(ledger, pool.layout.shelf, "Editors", proposals.propose(ledger, "Cataloguer", "role", "Quux", broader="nobody"))
    with pytest.raises(NotFound):
        proposals.accept(ledger, pool.layout.shelf, "Editors", proposals.propose(ledger, "Cataloguer", "nowhere", "Quux"))
    with pytest.raises(Invalid):
        proposals.reject(ledger, "Editors", proposals.propose(ledger, "Cataloguer", "role", "Foo"), " ")
    with pytest.raises(NotFound):
        proposals.argue(ledger, "Editors", 10_000, "why")
    assert not own.exists()


def test_commands(pool: Pool, tmp_path: Path) -> None:
    run = CliRunner()

    def said(*arguments: str, code: int = 0) -> str:
        done = run.invoke(main, ["terms", *arguments, "--pool", str(pool.layout.root)])
        assert done.exit_code == code, done.output
        return done.output

    assert "genre" in said("list")
    (tmp_path / "vessels.tsv").write_text("notation\tprefLabel@en\nC\tcup\n")
    assert "vessels" in said("add", str(tmp_path / "vessels.tsv"))
    said("add", str(tmp_path / "vessels.tsv"), code=3)
    (tmp_path / "cross.tsv").write_text(CROSSED.format(by="X", relation="close"))
    assert "cross.tsv" in said("add", str(tmp_path / "cross.tsv"))
    assert "comedy" in said("search", "genre", "Komödie")
    assert "Archivists" in said("crosswalks", "genre:drama")
    assert "open" in said("propose", "status", "Shelved", "--why", "Happens.")
    assert "Shelved" in said("proposals")


def test_pages_show_rivals_proposals_and_how_much_is_mapped(pool: Pool) -> None:
    site = Web(create_app(pool))
    rows = site.json("/terms/genre/drama.json")["data"]["crosswalks"]
    told = {(row["crosswalk"], row["relation"], row["said_by"], row["rivals"]) for row in rows if row["other"] == "x:1"}
    assert told == {("one", "exact", "Editors", True), ("two", "narrow", "Archivists", True)}
    assert "disputed" in site.get("/terms/genre/drama").text
    assert "mapped " in site.get("/terms").text
    assert "mapped " in site.get("/explore/genre").text
    assert {one["crosswalk"] for one in site.json("/crosswalks.json")["data"]} >= {"one", "two"}
    assert "x:1,skos:exactMatch,genre:drama" in site.get("/crosswalks/one.csv").text
    assert site.get("/crosswalks/none").status_code == 404
    assert "Circus western" in site.get("/proposals").text
    assert site.json("/proposals.json")["meta"]["total"] >= 1
    assert site.json("/terms/genre.json?q=Komödie")["data"][0]["notation"] == "comedy"
    for address in ("/crosswalks", "/crosswalks/one", "/terms/genre/comedy", "/proposals"):
        assert site.get(address).status_code == 200
