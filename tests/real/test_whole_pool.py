"""The pool of other people's open data as a whole: every row of every set accounted for, and nothing without a licence in what others see."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import zstandard

from intarsia.pool import Pool
from intarsia.tables import TABLES
from tests.real.conftest import BUILT, EXAMPLE

pytestmark = pytest.mark.data

HERE_ONLY = {"gamescanon", "corgis_video_games", "dcms_museum_visits", "owid", "vega_employment", "cinebudge_open"}
#: reasons that the steps give by themselves: a row rejected for one of these is not explained by a named trap
GENERAL = {"no rule gave a row", "no title", "no name", "no key", "no record key", "same key as an earlier record", "same record key as an earlier record", "no readable figure",
           "no readable period", "no code", "no scheme", "no notation"}

#: the one set that is no copy of what others publish
OWN = "dated-interventions"


def test_no_data_file_is_in_the_repository() -> None:
    files = [path.relative_to(EXAMPLE) for path in EXAMPLE.rglob("*") if path.is_file()]
    ours = [path for path in files if path.parts[0] not in {*BUILT, "local"}]
    written = [path for path in ours if path.parts[:2] == ("datasets", OWN)]  # dates of what was done, written down by us
    assert {path.name for path in written} == {"dataset.toml", "mapping.toml", "interventions.csv"}
    assert {path.suffix for path in ours if path.parts[0] == "studies"} == {".toml"}
    others = [path for path in ours if path.parts[0] not in ("shelf", "studies") and path not in written]
    assert {path.name for path in others} == {"pool.toml", "dataset.toml", "mapping.toml", "recipe.toml"}
    # of terminologies only where they are to be fetched from, and what we say their terms are of ours
    assert {(path.parts[1], path.suffix) for path in ours if path.parts[0] == "shelf"} == {("vocabularies", ".toml"), ("crosswalks", ".tsv")}


def test_there_are_enough_sets() -> None:
    assert len(list((EXAMPLE / "datasets").iterdir())) >= 24


def test_every_row_of_every_set_is_accounted_for(reader: Any) -> None:
    rows = reader.rows("SELECT dataset, name, rows_in, rows_out, rows_rejected FROM distribution")
    assert len({dataset for dataset, *_ in rows}) == len(list((EXAMPLE / "datasets").iterdir()))
    for dataset, name, rows_in, rows_out, rejected in rows:
        assert rows_in == rows_out + rejected, (dataset, name)
        assert rows_in > 0, (dataset, name)
    counted = {(dataset, name): count for dataset, name, count in reader.rows("SELECT dataset, distribution, count(*) FROM rejected GROUP BY ALL")}
    assert counted == {(dataset, name): rejected for dataset, name, _, _, rejected in rows if rejected}


def test_little_is_rejected_unless_a_named_trap_explains_it(reader: Any) -> None:
    for dataset, rows_in, rejected in reader.rows("SELECT id, rows_in, rows_rejected FROM dataset"):
        if rejected > 0.005 * rows_in:
            reasons = {reason for (reason,) in reader.rows("SELECT DISTINCT reason FROM rejected WHERE dataset = ?", [dataset])}
            assert not reasons & GENERAL, (dataset, rejected, rows_in, reasons)


def test_no_work_comes_twice(reader: Any) -> None:
    assert reader.rows("SELECT dataset, count(*) - count(DISTINCT id) AS twice FROM work GROUP BY 1 HAVING twice > 0") == []
    assert reader.rows("SELECT dataset, count(*) FROM work WHERE title IS NULL OR form IS NULL GROUP BY 1") == []


def test_stated_relations_reach_their_work(reader: Any) -> None:
    assert reader.rows("SELECT dataset, count(*) FROM relation WHERE key IS NOT NULL AND key NOT IN (SELECT id FROM work) GROUP BY 1") == []


def test_credits_reach_their_agent(reader: Any) -> None:
    assert reader.rows("SELECT dataset, count(*) FROM contribution WHERE agent NOT IN (SELECT id FROM agent) OR work NOT IN (SELECT id FROM work) GROUP BY 1") == []


def test_terminologies_are_no_works(reader: Any) -> None:
    sets = ("country_codes", "language_codes", "v_rightsstatements", "v_cc_licenses", "v_unesco", "population", "gdp")
    assert reader.rows("SELECT DISTINCT dataset FROM work WHERE dataset IN (SELECT unnest(?))", [list(sets)]) == []
    assert reader.rows("SELECT count(DISTINCT scheme) FROM concept")[0][0] >= 7 + 4


# ---- without an open licence: on this machine alone ---------------------------------------------------


def test_sets_without_an_open_licence_are_for_this_machine(real_pool: Pool, reader: Any) -> None:
    assert {name for (name,) in reader.rows("SELECT id FROM dataset WHERE use = 'this machine'")} == HERE_ONLY
    public = real_pool.public().reader()
    assert not HERE_ONLY & {name for (name,) in public.rows("SELECT id FROM dataset")}
    assert set(public.manifest["inputs"]) == {row["dataset"] for row in real_pool.status()} - HERE_ONLY


def test_no_row_of_theirs_is_in_what_others_see(real_pool: Pool) -> None:
    public = real_pool.public().reader()
    for name, table in TABLES.items():
        if "dataset" in table.names:
            assert public.rows(f"SELECT count(*) FROM {name} WHERE dataset IN (SELECT unnest(?))", [sorted(HERE_ONLY)]) == [(0,)], name
        assert not HERE_ONLY & set(public.manifest["tables"].get(name, {}).get("parts", {}))
    for path in public.path.rglob("*"):
        assert path.name.split(".")[0] not in HERE_ONLY, path
        if path.name.endswith(".nq.zst"):
            with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
                seen = b""
                while piece := stream.read(1 << 22):
                    found = re.search(b"|".join(f"/dataset/{name}[>#]".encode() for name in HERE_ONLY), seen + piece)
                    assert not found, path
                    seen = piece[-200:]


def test_no_title_of_theirs_is_found_by_others(real_pool: Pool, reader: Any) -> None:
    public = real_pool.public().reader()
    titles = [t for (t,) in reader.rows("SELECT title FROM work WHERE dataset = 'gamescanon' AND title NOT IN (SELECT title FROM work WHERE dataset NOT IN (SELECT unnest(?))) "
                                        "ORDER BY title LIMIT 40", [sorted(HERE_ONLY)])]
    assert len(titles) >= 20
    for title in titles:
        near = real_pool.reader().search(f'"{title}"')
        assert "gamescanon" in {card["dataset"] for card in near.cards}, title
        assert "gamescanon" not in {card["dataset"] for card in public.search(f'"{title}"').cards}, title


def test_the_public_pool_verifies(real_pool: Pool) -> None:
    assert real_pool.verify() == []
    assert Path(real_pool.public().reader().path).parent.parent == real_pool.layout.root
