"""What the embedded demo pool promises: counts, breadth, stories, frames, facts carried over, nothing lost."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from intarsia.adding import embedded
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.steps import register

GOLDEN = Path(__file__).with_name("commons.json")
STORIES = embedded() / "stories"


@pytest.fixture(scope="module")
def reader(demo: Pool) -> Reader:
    return demo.reader()


def one(reader: Reader, sql: str, *values: Any) -> Any:
    return reader.rows(sql, list(values))[0][0]


def test_the_release_is_the_golden_one(demo: Pool) -> None:
    """Hashes of every table's values; `python -m tests.golden.write` renews them after a meant change."""
    manifest = demo.reader().manifest
    got = {name: {"rows": entry["rows"], "hash": entry["hash"]} for name, entry in manifest["tables"].items()}
    assert got == json.loads(GOLDEN.read_text("utf-8"))


def test_ten_datasets_by_ten_contributors_in_ten_formats(reader: Reader) -> None:
    assert one(reader, "SELECT count(*) FROM dataset") == 10
    assert one(reader, "SELECT count(DISTINCT publisher) FROM dataset") == 10
    formats = {row[0] for row in reader.rows("SELECT DISTINCT format FROM distribution")}
    assert formats >= {"csv", "xlsx", "jsonl", "xml", "jsonld", "rdf", "markdown", "ods"} or len(formats) >= 8


def test_enough_works_over_time_sectors_and_countries(reader: Reader) -> None:
    assert one(reader, "SELECT count(DISTINCT lower(title) || form || coalesce(date, '')) FROM work WHERE year_start >= 1900") >= 1200
    assert one(reader, "SELECT count(*) FROM work WHERE year_start >= 2000") >= 700
    assert len(reader.rows("SELECT sector FROM work GROUP BY sector HAVING count(*) >= 150")) >= 3
    assert one(reader, "SELECT count(DISTINCT concept) FROM term WHERE facet = 'country' AND state = 'matched'") >= 30
    assert one(reader, "SELECT count(*) FROM work WHERE status IN ('announced', 'in-production')") >= 15
    assert one(reader, "SELECT count(*) FROM status_event WHERE as_of IS NOT NULL") >= 10


def test_sixty_stories_live_in_three_sectors(reader: Reader) -> None:
    sectors: dict[str, set[str]] = defaultdict(set)
    forms: dict[str, set[tuple[int | None, str]]] = defaultdict(set)
    known = {(d, r): (i, s, y) for i, d, r, s, y in reader.rows("SELECT id, dataset, record, sector, year_start FROM work")}
    lost = []
    for path in sorted(STORIES.glob("*.tsv")):
        with open(path, encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle, delimiter="\t"):
                found = known.get((path.stem, row["record"]))
                if found is None:
                    lost.append((path.stem, row["record"]))
                    continue
                sectors[row["story"]].add(found[1])
                forms[row["story"]].add((found[2], row["form"]))
    assert not lost
    wide = [story for story, found in sectors.items() if len(found) >= 3]
    assert len(wide) >= 60
    assert sum(len({year for year, _ in forms[story]}) >= 2 for story in wide) >= 60


def test_every_record_is_accounted_for(reader: Reader) -> None:
    for dataset, came, out, rejected in reader.rows("SELECT id, rows_in, rows_out, rows_rejected FROM dataset"):
        assert came == out + rejected, dataset
        assert one(reader, "SELECT count(*) FROM rejected WHERE dataset = ?", dataset) == rejected
    unexplained = reader.rows("SELECT dataset, reason FROM rejected WHERE reason IN ('no rule gave a row', 'no readable figure', 'no readable period')")
    assert unexplained == []


def test_selection_and_frames_are_said(reader: Reader) -> None:
    assert one(reader, "SELECT count(*) FROM dataset WHERE selection = 'chosen by fame'") >= 6
    assert one(reader, "SELECT count(DISTINCT dataset) FROM frame") >= 3
    assert one(reader, "SELECT count(*) FROM dataset WHERE concat_ws('', licence) = '' OR mining IS NULL OR decided_by IS NULL OR purpose IS NULL OR contact IS NULL") == 0


def test_figures_were_carried_over_right(reader: Reader) -> None:
    attendance = dict(reader.rows("SELECT left(period_start, 4), value FROM observation WHERE measure = 'attendance'"))
    assert (attendance["1970"], attendance["2014"]) == (10_000, 134_000)
    number_one = reader.rows("SELECT w.title, count(*) AS n FROM observation o JOIN work w ON w.id = o.about WHERE o.measure = 'rank' AND o.value = 1 GROUP BY 1 ORDER BY 2 DESC LIMIT 1")
    assert number_one == [("Bohemian Rhapsody", 21)]
    tate = ("SELECT value, flag FROM observation o JOIN agent a ON a.id = o.about WHERE o.measure = 'visits' AND a.name ILIKE 'tate%' AND o.period_start = ? AND o.period_end = ? "
            "AND value IS NOT NULL ORDER BY value DESC LIMIT 1")
    assert reader.rows(tate, ["2019-04-01", "2019-04-30"])[0][0] == 784_493
    closed = reader.rows("SELECT DISTINCT flag FROM observation o JOIN agent a ON a.id = about WHERE a.name ILIKE 'tate%' AND o.period_start = '2020-04-01' AND o.period_end = '2020-04-30'")
    assert closed == [("closed",)]


def test_missing_closed_and_not_recorded_stay_apart(reader: Reader) -> None:
    flags = dict(reader.rows("SELECT flag, count(*) FROM observation WHERE flag IS NOT NULL GROUP BY 1"))
    assert {"missing", "closed", "not_recorded"} <= set(flags)
    assert one(reader, "SELECT count(*) FROM observation WHERE value IS NULL AND flag IS NULL") == 0
    assert one(reader, "SELECT count(*) FROM observation WHERE value = 0 AND flag IS NULL AND measure = 'visits'") == 0


def test_context_covers_thirty_countries_and_real_interventions(reader: Reader) -> None:
    assert one(reader, "SELECT count(DISTINCT place) FROM observation WHERE measure = 'population'") == 30
    assert one(reader, "SELECT count(*) FROM intervention") >= 15
    assert one(reader, "SELECT count(*) FROM intervention WHERE source IS NULL OR start IS NULL") == 0
    assert one(reader, "SELECT count(DISTINCT segment) FROM observation WHERE measure = 'population' AND segment IS NOT NULL") >= 3


def test_words_found_their_concepts(reader: Reader) -> None:
    for facet in ("genre", "audience", "country", "language"):
        matched, every = reader.rows("SELECT count(*) FILTER (state = 'matched'), count(*) FROM term WHERE facet = ?", [facet])[0]
        assert matched >= 0.95 * every, facet
    assert one(reader, "SELECT count(*) FROM work WHERE form IS NULL OR sector IS NULL") == 0
    credited, known = reader.rows("SELECT count(role_written), count(role) FROM contribution")[0]
    assert known >= 0.97 * credited


def test_stated_relations_lead_across_sectors(reader: Reader) -> None:
    across = one(reader, "SELECT count(*) FROM link l JOIN work s ON s.id = l.subject JOIN work o ON o.id = l.object WHERE l.state = 'accepted' AND s.sector <> o.sector")
    assert across >= 300
    assert one(reader, "SELECT count(*) FROM link WHERE state NOT IN ('proposed', 'accepted', 'rejected', 'no_match', 'failed') OR evidence IS NULL") == 0


def test_only_synthetic_sets_are_synthetic(reader: Reader) -> None:
    assert one(reader, "SELECT count(*) FROM dataset WHERE synthetic") == 0


def test_the_release_verifies(demo: Pool) -> None:
    assert demo.verify() == []


def test_tryout_files_have_keys_for_every_column() -> None:
    import tomllib

    from intarsia.adding import profile_file

    folder = embedded().parent / "tryout"
    if not folder.is_dir():  # an installed package carries the demo pool only
        folder = Path(__file__).parents[2] / "examples" / "tryout"
    files = [p for p in sorted(folder.iterdir()) if p.suffix in (".xlsx", ".csv")]
    assert len(files) == 3
    for file in files:
        key = tomllib.loads((folder / f"{file.stem}.key.toml").read_text("utf-8"))
        named = {entry["column"] for entry in key["column"]}
        assert named <= {c["column"] for c in profile_file(file)["columns"]}, file.name
        assert "synthetic" in (folder / "README.md").read_text("utf-8").lower()


def test_descriptions_are_complete() -> None:
    for folder in register.datasets(embedded() / "datasets"):
        dataset = register.dataset(folder)
        assert set(dataset.title) >= {"en", "nl"}, folder.name
        assert dataset.decision is not None
