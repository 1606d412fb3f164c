"""A new delivery of what a pool has already: recognised, its drift listed, the earlier mapping adapted."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia import adding, deciding
from intarsia import pool as pools
from intarsia.errors import Invalid, NotFound
from intarsia.pool import Pool
from intarsia.shelf.mappings import mapping as mappings
from intarsia.suggest import again, drafts

FIRST = "nr;titel;jaar;regie;genre;kleur\n1;De molen;1931;An Voorbeeld;drama;ja\n2;Het licht;1950;Bo Verzonnen;komedie;nee\n3;De zee;1960;An Voorbeeld;drama;ja\n"
SECOND = "nr;titel;releasejaar;regisseur;genre;land\n1;De molen;1931;An Voorbeeld;drama;NL\n4;Het lied;1999;Cas Bedacht;drama;BE\n5;De weg;2001;An Voorbeeld;komedie;NL\n"


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    made = pools.new(tmp_path / "pool", "Ours", "http://localhost:8000/", "A small archive")
    (tmp_path / "films.csv").write_text(FIRST, "utf-8")
    folder = adding.add(made, tmp_path / "films.csv").folder
    deciding.decide(made, "films", "OPEN", "steward", "facts")
    path = folder / "mapping.toml"
    path.write_text(
        path.read_text("utf-8").replace("form = \"'film'\"", "form = \"case when kleur = 'ja' then 'film' else 'short-film' end\"").replace('"kleur" = ', '# "kleur" = ')
        + '\n[[example]]\ngiven = { nr = "9", titel = "Verzonnen", jaar = "1900", kleur = "ja" }\nexpect.work = [{ title = "Verzonnen", date = "1900" }]\n',
        "utf-8",
    )
    return made


def test_the_drift_is_listed_and_the_mapping_adapted(pool: Pool, tmp_path: Path) -> None:
    file = tmp_path / "films-2.csv"
    file.write_text(SECOND, "utf-8")
    found, drift = adding.suggested(pool, file, like="films")
    assert drift is not None
    assert sorted(drift.renamed) == [("jaar", "releasejaar"), ("regie", "regisseur")]
    assert (drift.gone, drift.added, drift.changed) == (["kleur"], ["land"], [])
    mapping = mappings.parse(found.mapping)
    work = mapping.rules[0]
    assert (work.columns["date"], work.children[0].columns["name"]) == ("releasejaar", "regisseur")
    assert "kleur" in work.columns["form"]
    assert mapping.sources["films-2.csv"].optional == ("kleur",)
    assert mapping.unused["land"].endswith("your call")
    made = adding.add(pool, file, like="films")
    assert made.drift == drift
    assert 'like = "films"' in (made.folder / "dataset.toml").read_text("utf-8")
    deciding.decide(pool, made.folder.name, "OPEN", "steward", "facts")
    pool.build()
    works = pool.reader().records("SELECT title, date, form FROM work WHERE dataset = 'films-2' ORDER BY record")
    assert works[0] == {"title": "De molen", "date": "1931", "form": "short-film"}


def test_it_is_recognised_without_being_named(pool: Pool, tmp_path: Path) -> None:
    file = tmp_path / "levering.csv"
    file.write_text(SECOND, "utf-8")
    found, _ = adding.suggested(pool, file)
    assert again.alike(found, pool.layout.datasets) == "films"
    file.write_text("museum;2020;2021;2022\nLamp Museum;1;2;3\nShoe Museum;4;5;6\n", "utf-8")
    found, _ = adding.suggested(pool, file)
    assert again.alike(found, pool.layout.datasets) == ""


def test_the_same_delivery_has_no_drift(pool: Pool, tmp_path: Path) -> None:
    found, drift = adding.suggested(pool, tmp_path / "films.csv", like="films")
    assert drift is not None and not drift
    assert "[[example]]" not in found.mapping


def test_a_changed_type_is_told(pool: Pool, tmp_path: Path) -> None:
    file = tmp_path / "films-3.csv"
    file.write_text(FIRST.replace("1931", "lang geleden").replace("1950", "kort geleden").replace("1960", "toen"), "utf-8")
    _, drift = adding.suggested(pool, file, like="films")
    assert drift is not None
    assert [name for name, _, _ in drift.changed] == ["jaar"]
    assert "lang geleden" not in str(drift.rows)


def test_ways_out(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        adding.suggested(pool, tmp_path / "films.csv", like="books")
    with pytest.raises(Invalid, match="pool"):
        drafts.suggested(tmp_path / "films.csv", like="films")
