"""remedy: a raw table becomes a safer one, by the dataset's recipe. Nothing after this step sees the raw table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid, NotFound
from intarsia.shelf import loader
from intarsia.shelf.remedies.base import Safer
from intarsia.shelf.remedies.recipe import Act, Recipe
from intarsia.shelf.remedies.writing import columns_of


@dataclass(frozen=True)
class Remedied:
    """Safer tables by list ("" the records): for each a query whose columns are the columns there are. notes: by list, what the remedies tell."""

    tables: dict[str, Safer]
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)


def remedied(engine: DuckDB, recipe: Recipe, relations: Mapping[str, str], own: Path | None = None, today: str = "", ledger: str = "", subject: str = "") -> Remedied:
    """Apply a recipe, remedies of columns first and those of the whole table last, each in the order of the recipe.

    relations: list ("" the records) -> what stands after FROM, such as `Delivery.relation(list)`. own: the pool's own shelf.
    today: the day of the release (YYYY-MM-DD), for remedies that wait for one; without it they let nothing through. ledger: the file that
    remembers what noise was given, for the remedy that adds some, and subject: whose budget it uses where the recipe does not say. The
    queries read those relations; nothing is written. Lists whose records are no longer there lose these rows; where records were gathered
    into a table of counts, the lists are gone.
    Raises: NotFound for a remedy that is not on the shelf; Invalid for options or columns that are not right.
    """
    shelf = loader.remedies(own)
    for act in recipe.acts:
        if act.remedy not in shelf:
            raise NotFound(f"no remedy '{act.remedy}' on the shelf", where="recipe", way_out="one of: " + ", ".join(sorted(shelf)))
    sources = {table: columns_of(engine, relation) for table, relation in relations.items()}
    now = {table: Safer(f"SELECT * FROM {relation} AS t", tuple(sources[table])) for table, relation in relations.items()}
    notes: dict[str, dict[str, Any]] = {table: {} for table in relations}
    for act in sorted(recipe.acts, key=lambda act: shelf[act.remedy].LEVEL == "table"):
        for table, columns in placed(act, sources).items():
            given = {"today": today, "ledger": ledger, "subject": act.options.get("subject") or subject}
            if ledger and "ledger" in shelf[act.remedy].OPTIONS:
                Path(ledger).parent.mkdir(mode=0o700, exist_ok=True)  # of a pool that keeps nothing else to itself
            options = {**act.options, **{name: said for name, said in given.items() if said and name in shelf[act.remedy].OPTIONS}}
            safer = shelf[act.remedy].apply(engine, f"({now[table].sql})", columns, options)
            now[table] = Safer(safer.sql, safer.columns, now[table].same_rows and safer.same_rows, safer.notes)
            notes[table].update(safer.notes)
    return Remedied(_with_their_records(now), notes)


def placed(act: Act, sources: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The columns of a remedy by the list they are in. One without columns is for the records.

    A list can stand in the records as well, its values joined in a column `list.column`: the remedy is then for both. A column that is to
    be left out and is not there asks for nothing.
    Raises: Invalid for any other column that is nowhere.
    """
    found: dict[str, list[str]] = {}
    for full in act.columns:
        at = [(table, full.removeprefix(f"{table}.") if table else full) for table in sorted(sources) if not table or full.startswith(f"{table}.")]
        at = [(table, name) for table, name in at if name in sources[table]]
        if not at and act.remedy != "leave-out":
            raise Invalid(f"the recipe's '{act.remedy}' is for a column that this delivery does not have: {full}", where="recipe",
                          way_out="see what changed (intarsia check FILE --like DATASET), then make the recipe again")
        for table, name in at:
            found.setdefault(table, []).append(name)
    return found if act.columns else {"": []}


def _with_their_records(now: dict[str, Safer]) -> dict[str, Safer]:
    """Lists follow the records: without rows of records that are gone, and not at all where no row is a record any more."""
    root = now.get("")
    if root is None or root.same_rows:
        return now
    if "_row" not in root.columns or root.notes.get("gathered"):
        return {"": root}
    lists = {table: Safer(f"SELECT t.* FROM ({safer.sql}) AS t WHERE t._row IN (SELECT r._row FROM ({root.sql}) AS r)", safer.columns, False, safer.notes)
             for table, safer in now.items() if table}
    return {"": root, **lists}


def write(engine: DuckDB, note: Mapping[str, Any], path: Path, recipe: Recipe, folder: Path, own: Path | None = None, today: str = "", ledger: str = "",
          subject: str = "") -> dict[str, Any]:
    """The raw tables of a delivery, as `profile` left them, made safer and written to `folder`.

    note, path: of the outcome of reading. recipe: for this distribution (`Recipe.of`). Gives the same kind of note: options, parts,
    columns, rows, rejects, more, total; and `remedied`: rows_in, rows_out, left_out, gathered, and what the remedies tell of each table. The
    account of columns (`profile`) is not in it: it is made again, from the tables in `folder`.
    Raises: as `remedied`.
    """
    relations = {}
    for table, parts in note["parts"].items():
        engine.scan([path / part for part in parts], f"raw:{table}" if table else "raw")
        relations[table] = identifier(f"raw:{table}" if table else "raw")
    done = remedied(engine, recipe, relations, own, today, ledger, subject)
    parts, columns, rows = {}, {}, {}
    for number, (table, safer) in enumerate(done.tables.items()):
        reader = engine.stream(f"{safer.sql} ORDER BY {'_id' if '_id' in safer.columns else '_row'}")
        name, count = f"raw{number}-0.parquet", 0
        with pq.ParquetWriter(folder / name, reader.schema, compression="lz4", use_dictionary=False, write_statistics=False) as writer:
            for batch in reader:
                writer.write_batch(batch)
                count += batch.num_rows
        parts[table], columns[table], rows[table] = [name], list(safer.columns), count
    rows_in = int(note["rows"].get("", 0))
    gathered = bool(done.notes.get("", {}).get("gathered"))
    account = {"rows_in": rows_in, "rows_out": rows[""], "left_out": 0 if gathered else rows_in - rows[""], "gathered": rows_in if gathered else 0,
               "notes": {table: dict(told) for table, told in done.notes.items() if told}}
    rejects = list(note["rejects"])
    return {**note, "parts": parts, "columns": columns, "rows": rows, "total": rows[""] + len(rejects) + int(note.get("more", 0)), "remedied": account}
