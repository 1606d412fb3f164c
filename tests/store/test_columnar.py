"""The hash of a table is of its values in order, and of nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.store import columnar
from intarsia.tables import BOOL, FLOAT, INT, TEXT, Column, Table

TABLE = Table("made", "for tests", ("a",), (Column("a", TEXT, ""), Column("b", TEXT, ""), Column("n", INT, ""), Column("x", FLOAT, ""), Column("y", BOOL, "")))
Row = tuple[str | None, str | None, int | None, float | None, bool | None]
TEXTS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
ROWS = st.lists(st.tuples(TEXTS, TEXTS, st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)), st.one_of(st.none(), st.floats(allow_nan=False)),
                          st.one_of(st.none(), st.booleans())), max_size=20)
OTHERS: tuple[Any, ...] = ("", "é", 0, 0.0, False)


def table_of(rows: list[Row]) -> pa.Table:
    schema = columnar.schema(TABLE)
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema)


def hash_of(rows: list[Row], size: int = 1000) -> str:
    digest = columnar.Digest(TABLE)
    for batch in table_of(rows).to_batches(max_chunksize=size):
        digest.add(batch)
    return digest.hexdigest()


@given(ROWS, st.integers(1, 7))
def test_batches_do_not_matter(rows: list[Row], size: int) -> None:
    assert hash_of(rows, size) == hash_of(rows)


@given(ROWS, st.integers(1, 9), st.sampled_from(["zstd", "snappy", "none"]), st.booleans())
def test_row_groups_compression_and_encoding_do_not_matter(tmp_path: Path, rows: list[Row], group: int, compression: str, coded: bool) -> None:
    path = tmp_path / "other.parquet"
    pq.write_table(table_of(rows), path, row_group_size=group, compression=compression, use_dictionary=coded)
    found = columnar.rehash(path, TABLE)
    assert (found.rows, found.hash, found.bytes) == (len(rows), hash_of(rows), path.stat().st_size)


@given(ROWS, st.integers(1, 5))
def test_what_is_written_is_what_is_read_again(tmp_path: Path, rows: list[Row], size: int) -> None:
    path = tmp_path / "deep" / "made.parquet"
    written = columnar.write(path, TABLE, table_of(rows).to_batches(max_chunksize=size))
    assert written == columnar.rehash(path, TABLE)
    assert written.hash == hash_of(rows)
    assert pa.Table.from_batches(columnar.read(path), columnar.schema(TABLE)).equals(table_of(rows).combine_chunks())


@given(ROWS.filter(bool), st.data())
def test_any_changed_cell_changes_the_hash(rows: list[Row], data: st.DataObject) -> None:
    row, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 4))
    others = [None, OTHERS[column], *(line[column] for line in rows)]
    other = data.draw(st.sampled_from(others).filter(lambda value: repr(value) != repr(rows[row][column])))
    changed: list[Any] = [*rows]
    changed[row] = (*rows[row][:column], other, *rows[row][column + 1:])
    assert hash_of(changed) != hash_of(rows)


@given(ROWS)
def test_order_and_number_of_rows_matter(rows: list[Row]) -> None:
    turned = rows[::-1]
    assert (hash_of(turned) == hash_of(rows)) == (repr(turned) == repr(rows))
    assert hash_of([*rows, (None, None, None, None, None)]) != hash_of(rows)


@pytest.mark.parametrize(("one", "other"), [
    ([(None, "x", 1, 1.0, True)], [("", "x", 1, 1.0, True)]),
    ([("a", "x", 0, 1.0, True)], [("a", "x", None, 1.0, True)]),
    ([("a", "x", 0, 0.0, True)], [("a", "x", 0, None, True)]),
    ([("a", "x", 0, 0.0, False)], [("a", "x", 0, 0.0, None)]),
    ([("ab", "", 1, 1.0, True)], [("a", "b", 1, 1.0, True)]),
    ([("ab", "x", 1, 1.0, True), ("c", "x", 1, 1.0, True)], [("a", "x", 1, 1.0, True), ("bc", "x", 1, 1.0, True)]),
    ([("é", "x", 1, 1.0, True)], [("e\u0301", "x", 1, 1.0, True)]),
])
def test_what_looks_alike_differs(one: list[Row], other: list[Row]) -> None:
    assert hash_of(one) != hash_of(other)


def test_the_schema_is_part_of_the_hash() -> None:
    rows: list[Row] = [("a", "b", 1, 1.0, True)]
    renamed = Table("made", "for tests", ("a",), (Column("z", TEXT, ""), *TABLE.columns[1:]))
    keyed = Table("made", "for tests", ("b",), TABLE.columns)
    digests = {hash_of(rows)}
    for table in (renamed, keyed):
        digest = columnar.Digest(table)
        digest.add(table_of(rows).to_batches()[0])
        digests.add(digest.hexdigest())
    assert len(digests) == 3


def test_a_slice_is_hashed_as_itself() -> None:
    rows: list[Row] = [(f"t{n}" * n, None if n % 2 else "é", n, n / 3, n % 3 == 0) for n in range(30)]
    digest = columnar.Digest(TABLE)
    batch = table_of(rows).to_batches()[0]
    digest.add(batch.slice(7, 0))
    digest.add(batch.slice(7, 5))
    digest.add(batch.slice(12, 9))
    assert digest.hexdigest() == hash_of(rows[7:21])


def test_engines_write_other_types_for_the_same_values(tmp_path: Path) -> None:
    rows: list[Row] = [("a", None, 1, 1.5, True), ("é", "b", None, None, None)]
    plain = table_of(rows)
    schema = pa.schema([("a", pa.large_string()), ("b", pa.string_view()), ("n", pa.int32()), ("x", pa.float32()), ("y", pa.bool_())])
    odd = plain.cast(schema)
    assert columnar.write(tmp_path / "odd.parquet", TABLE, odd.to_batches()).hash == hash_of(rows)
    turned = odd.select(["y", "x", "n", "b", "a"])
    assert columnar.write(tmp_path / "turned.parquet", TABLE, turned.to_batches()).hash == hash_of(rows)


def test_a_table_without_rows(tmp_path: Path) -> None:
    written = columnar.write(tmp_path / "none.parquet", TABLE, [])
    assert written.rows == 0
    assert written.hash == hash_of([]) == columnar.rehash(tmp_path / "none.parquet", TABLE).hash


def test_some_columns_only(tmp_path: Path) -> None:
    columnar.write(tmp_path / "t.parquet", TABLE, table_of([("a", "b", 1, 1.0, True)]).to_batches())
    assert [b.schema.names for b in columnar.read(tmp_path / "t.parquet", ["n"])] == [["n"]]
