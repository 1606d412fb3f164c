"""What a steward does with a spreadsheet of orders: add, decide, build; what the recipe leaves out takes nothing else with it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from intarsia.cli import main
from intarsia.pool import Pool
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.mappings.without import without
from tests.small import BOOK_MAPPING

TICKETS = Path(__file__).parents[2] / "examples" / "tryout" / "tickets.xlsx"


def ran(*words: str) -> str:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_orders_become_visits(tmp_path: Path) -> None:
    pool = str(tmp_path / "pool")
    ran("new", pool)
    ran("add", str(TICKETS), "--pool", pool, "--publisher", "A museum", "--licence", "CC-BY-4.0")
    ran("decide", "tickets", "--verdict", "OPEN AFTER", "--who", "head of visitors", "--why", "visits by day, without persons and takings", "--pool", pool)
    ran("build", pool, "--no-graph")
    (status,) = [one for one in json.loads(ran("status", pool, "--json")) if one["dataset"] == "tickets"]
    assert (status["rows_in"], status["rows_out"], status["rows_rejected"]) == (400, 400, 0)
    reader = Pool(Path(pool)).reader()
    assert {measure for (measure,) in reader.rows("SELECT DISTINCT measure FROM observation")} == {"admissions", "price"}
    columns = {name for (name,) in reader.rows('SELECT "column" FROM profile')}
    assert {"visit_date", "quantity"} <= columns and not {"email", "paid", "order_no", "remark"} & columns
    reader.close()


def test_what_stands_on_a_column_falls_with_it() -> None:
    mapping = mappings.parse(BOOK_MAPPING, "mapping.toml")
    (source,) = mapping.sources
    assert without(mapping, {}) == mapping
    less = without(mapping, {source: ["id", "author"]})
    assert less.sources[source].record == "" and set(less.sources[source].optional) >= {"id", "author"}
    assert [rule.table for rule in less.every_rule()] == [rule.table for rule in mapping.every_rule() if rule.table != "contribution"]
    assert not list(without(mapping, {source: ["title"]}).rules)
