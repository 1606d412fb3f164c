"""Records that keep their own rights: a download under a licence never holds a record whose own statement forbids what that licence allows.

Such records (no commercial use, no changes, all rights reserved) go into a download of their own, which bears no licence as a whole: each
record names its own. What forbids is told by `licences.forbids`; a dataset whose own licence forbids the same keeps them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from intarsia.engine.duckdb import DuckDB, identifier, quote
from intarsia.licences import forbids
from intarsia.tables import TABLES, Table

PART = ".own-rights"  #: between the name of the dataset and the ending of the file
ABOUT = "The records of this dataset that forbid more than its licence does, by their own statement; no licence covers them together"
Ask = Callable[[str], list[tuple[str | None]]]  #: the rows of a query of one column


def statements(ask: Ask, dataset: str) -> list[str]:
    """The statements in a dataset's records that forbid what its licence allows, in order; mostly none."""
    licence = next(iter(ask(f'SELECT licence FROM "dataset" WHERE id = {quote(dataset)}')), (None,))[0]
    kept = set(forbids(licence))
    said = ask(f'SELECT DISTINCT rights FROM "work" WHERE dataset = {quote(dataset)} AND rights IS NOT NULL ORDER BY rights')
    return [statement for (statement,) in said if statement and set(forbids(statement)) - kept]


def rows(table: Table, found: list[str], own: bool, named: Callable[[str], str] = identifier) -> str:
    """The rows of a table on one side: of records that keep their own rights (`own`), or of all others. named: what a table is called in SQL.

    What says nothing of one record (the dataset itself, its files) is with the others. An agent that any other record credits is with
    them too, without the record it was first met in.
    """
    if "record" not in table.names:
        return f"SELECT * FROM {named(table.name)} WHERE {'FALSE' if own else 'TRUE'}"
    keep = f"record IN (SELECT record FROM {named('work')} WHERE rights IN ({', '.join(map(quote, found))}))"
    mine = f"coalesce({keep}, FALSE)"
    if table.name != "agent":
        return f"SELECT * FROM {named(table.name)} WHERE {mine if own else f'NOT {mine}'}"
    shared = f"id IN (SELECT agent FROM {named('contribution')} WHERE agent IS NOT NULL AND NOT {mine})"
    if own:
        return f"SELECT * FROM {named('agent')} WHERE {mine} AND NOT {shared}"
    columns = ", ".join(f"CASE WHEN {mine} THEN NULL ELSE record END AS record" if name == "record" else identifier(name) for name in table.names)
    return f"SELECT {columns} FROM {named('agent')} WHERE NOT {mine} OR {shared}"


@contextmanager
def divided(engine: DuckDB, found: list[str]) -> Iterator[Callable[[bool], None]]:
    """The tables of an engine as one side of them: the function that is given sets which. Afterwards they are whole again."""

    def whole(name: str) -> str:
        return identifier(f"__whole_{name}")

    names = [name for name in TABLES if engine.rows(f"SELECT 1 FROM {identifier(name)} LIMIT 1")]
    for name in dict.fromkeys(("work", "contribution", *names)):
        engine.run(f"__whole_{name}", f"SELECT * FROM {identifier(name)}")

    def show(own: bool) -> None:
        for name in names:
            engine.drop([name])
            engine.view(name, rows(TABLES[name], found, own, whole))

    try:
        yield show
    finally:
        for name in names:
            engine.drop([name])
            engine.view(name, f"SELECT * FROM {whole(name)}")
