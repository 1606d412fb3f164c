"""What every remedy promises: texts, options, errors without cells, only functions of the common dialect, and no word of a column it did not touch."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from intarsia.engine import dialect
from intarsia.errors import Invalid, Refused
from intarsia.shelf import loader
from tests.engines.test_dialect import SYNTAX, functions_of
from tests.shelf.remedies.tables import RAW, engine, read

REMEDIES = loader.remedies()
TABLE = {"day": ["2026-03-22", "2026-04-01", "2025-01-01"] * 4, "kind": ["novel", "film", "novel"] * 4, "place": ["Gent", "Delft", "Gent"] * 4,
         "age": ["34", "7", "81"] * 4, "visits": ["12", "7", "1.000"] * 4, "remark": ["mail a@example.org", "fine", None] * 4, "odd \" name": ["x", "y", "z"] * 4}
#: columns and options that each is tried with; a new remedy comes here
TRIED: dict[str, tuple[list[str], dict[str, object]]] = {
    "age-bands": (["age"], {}), "aggregate": ([], {"by": ["day", "kind"], "sums": ["visits"]}), "bands": (["visits"], {}), "blur-plan": (["remark"], {}),
    "counts-with-noise": ([], {"by": ["kind"], "subject": "made"}), "delay": (["day"], {"days": 30, "today": "2026-05-01"}), "generalise-date": (["day"], {"to": "quarter"}),
    "generalise-postcode": (["place"], {}), "leave-out": (["remark"], {}), "place-to-region": (["place"], {}), "pool": ([], {}), "redact-text": (["remark"], {}),
    "round": (["visits"], {}), "suppress": ([], {"by": ["kind", "place"]}), "top-code": (["visits"], {"at": 100}),
}  # fmt: skip


def test_each_is_tried() -> None:
    assert set(TRIED) == set(REMEDIES)


@pytest.mark.parametrize("name", sorted(REMEDIES))
def test_texts_and_options(name: str) -> None:
    remedy = REMEDIES[name]
    assert remedy.__name__.rpartition(".")[2].replace("_", "-") == remedy.NAME == name
    assert remedy.LEVEL in ("column", "table")
    for texts in (remedy.TITLE, remedy.ABOUT):
        assert set(texts) >= {"en", "nl"} and all(texts.values()) and texts["en"] != texts["nl"]
    assert all(option.meaning for option in remedy.OPTIONS.values())


def applied(remedy: ModuleType, tmp_path: Path) -> tuple[list[str], dict[str, object]]:
    columns, options = TRIED[remedy.NAME]
    return columns, {**options, **({"ledger": str(tmp_path / "ledger.sqlite")} if "ledger" in remedy.OPTIONS else {})}


@pytest.mark.parametrize("name", sorted(set(REMEDIES) - {"pool"}))
def test_it_gives_the_columns_it_says_and_accounts_for_rows(name: str, tmp_path: Path) -> None:
    remedy = REMEDIES[name]
    columns, options = applied(remedy, tmp_path)
    with engine(TABLE) as made:
        safer = remedy.apply(made, RAW, columns, options)
        assert [row[0] for row in made.rows(f"DESCRIBE {safer.sql}")] == list(safer.columns)
        rows, again = read(made, safer), read(made, remedy.apply(made, RAW, columns, options))
        assert rows == again, "the same twice"
        assert {"_row", "_line"} <= set(safer.columns)
        if safer.same_rows:
            assert [row["_row"] for row in rows] == list(range(1, 13))
            untouched = [column for column in TABLE if column not in columns and name != "blur-plan"]
            assert all(row[column] == TABLE[column][n] for n, row in enumerate(rows) for column in untouched)
        elif safer.notes.get("gathered") and name == "aggregate":
            assert sum(int(row["rows"]) for row in rows) == 12
        assert not {function for function in functions_of(safer.sql) if not dialect.allowed(function)} - SYNTAX


@pytest.mark.parametrize("name", sorted(REMEDIES))
def test_errors_are_ours_and_tell_no_cell(name: str, tmp_path: Path) -> None:
    remedy = REMEDIES[name]
    columns, options = applied(remedy, tmp_path)
    wrong = [(columns, {**options, "no such option": 1}), *((columns, {**options, key: object()}) for key in remedy.OPTIONS)]
    wrong += [(["no such column"], options)] if remedy.LEVEL == "column" else []
    cells = {str(cell) for values in TABLE.values() for cell in values if cell and len(cell) > 2}
    with engine(TABLE) as made:
        for of, said in wrong:
            with pytest.raises(Invalid) as error:
                remedy.apply(made, RAW, of, said)
            assert error.value.where and error.value.way_out
            assert not any(cell in str(error.value) for cell in cells)


def test_pool_gives_no_rows() -> None:
    with engine(TABLE) as made, pytest.raises(Refused, match="together with those of others"):
        REMEDIES["pool"].apply(made, RAW, [], {})


def test_a_remedy_of_the_pools_own_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "remedies"
    folder.mkdir()
    (folder / "mine.py").write_text('NAME = "mine"\n', "utf-8")
    assert "mine" in loader.remedies(tmp_path) and "leave-out" in loader.remedies(tmp_path)

