"""A release held in memory answers as its files do: the same rows in the same order."""

from __future__ import annotations

from itertools import permutations

import pytest

from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.tables import TABLES
from tests.small import small_pool


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Reader, Reader]:
    """One release, read from its files and from memory."""
    folder = small_pool(tmp_path_factory.mktemp("held") / "small")
    Pool(folder).build()
    path = Pool(folder).reader().path
    files, memory = Reader(path), Reader(path)
    memory.hold()
    return files, memory


def test_views_give_the_same_rows_in_the_same_order(both: tuple[Reader, Reader]) -> None:
    files, memory = both
    assert memory.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'held'")[0][0] > 5
    for table in TABLES:
        assert memory.arrow(f'SELECT * FROM "{table}"').equals(files.arrow(f'SELECT * FROM "{table}"')), table


def test_parts_come_in_the_order_asked_for(both: tuple[Reader, Reader]) -> None:
    files, memory = both
    for table in ("work", "title", "label"):
        have = sorted(files.manifest["tables"][table]["parts"])
        for count in range(len(have) + 1):
            for asked in permutations(have, count):
                sql = "SELECT * FROM {} ORDER BY _file, _row"
                assert memory.rows(sql.format(memory.part(table, asked))) == files.rows(sql.format(files.part(table, asked)))


def test_rows_by_a_value(both: tuple[Reader, Reader]) -> None:
    files, memory = both
    works = [row[0] for row in files.rows("SELECT id FROM work ORDER BY id DESC")]
    datasets = sorted(files.manifest["tables"]["work"]["parts"])
    for reader in both:
        assert [row["id"] for row in reader.where("work", "id", works[:2])] != []
        assert reader.where("work", "id", ["' OR 1=1 --"]) == reader.where("work", "id", []) == reader.where("work", "id", works, ["nowhere"]) == []
    for asked in (works[:1], works[:3], works, works * 50):
        for chosen in (None, datasets[:1], datasets):
            assert memory.where("title", "work", asked, chosen) == files.where("title", "work", asked, chosen)


def test_no_more_is_held_than_allowed(both: tuple[Reader, Reader]) -> None:
    reader = Reader(both[0].path)
    reader.hold(rows=0)
    assert reader.rows("SELECT count(*) FROM duckdb_tables() WHERE schema_name = 'held'") == [(0,)]
    reader.hold(size=0)
    assert reader.rows("SELECT * FROM work ORDER BY id") == both[1].rows("SELECT * FROM work ORDER BY id")
