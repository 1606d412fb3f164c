"""A delivery as rules see it: columns with samples of their values, and all rows to be asked in SQL."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.text import fold

#: where a word begins within a name: between contact and Email in contactEmail
CAMEL = re.compile(r"(?<=[a-z0-9à-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-ZÀ-Þ])(?=[A-ZÀ-Þ][a-zà-ÿ])")
LINES = 1_000


@dataclass(frozen=True)
class Column:
    """One column of the records (`table` is "") or of a nested list.

    looks_like: the kind that the account of columns gives (integer, number, year, date, text, empty, ...). values: different
    values, the most frequent first, then spread over the rest; all of them when `whole`. counts: how often each stands in the
    rows. becomes: what it would become, or becomes, in the model ("title", "m:visits", "agent"), "" when nobody said.
    """

    table: str
    name: str
    looks_like: str
    rows: int
    filled: int
    different: int
    longest: int
    values: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    whole: bool = False
    becomes: str = ""

    @property
    def full(self) -> str:
        """Its name as people write it: `column`, or `list.column`."""
        return f"{self.table}.{self.name}" if self.table else self.name

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of its name, folded: "contactEmail_2" is ("contact", "email", "2")."""
        return tuple(re.findall(r"[^\W_]+", fold(CAMEL.sub(" ", self.name).replace("_", " "))))

    @property
    def numeric(self) -> bool:
        """Does it hold numbers?"""
        return self.looks_like in ("integer", "number", "year")


@dataclass(frozen=True)
class Context:
    """What is known beside the file itself. Nothing here is guessed: "" and None are "nobody said".

    as_of: the day the delivery is looked at (ISO); rules take no clock. licence: as stated for the file, or found beside it
    (`licence_from` says where). public_at: where its owner says that anyone can read it today. contributor: whose figures these
    are. known: asks the pool whether titles or identifiers are known there; None without a pool. settings: parameters that a
    steward set in place of a rule's own, by rule: {"p-percent": {"p": 5}, "microdata": {"columns": ["age", "town"]}}.
    """

    as_of: str
    sector: str = ""
    licence: str = ""
    licence_from: str = ""
    public_at: str = ""
    contributor: str = ""
    object_rights: str = ""
    period: str = ""
    known: Callable[[str, tuple[str, ...]], dict[str, str]] | None = None
    mining: str = ""  #: what is said of text mining and AI training: allowed, reserved, ask
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass
class Delivery:
    """A file that was read: its columns, and its rows as text in views of an engine.

    Each view (`relation`) has the columns of the file as text, NULL where nothing stands, and `_row` (number of the record, from
    1) and `_line` (its line in the file, or NULL).
    """

    name: str
    engine: DuckDB
    columns: list[Column]
    rows: int
    context: Context
    makes: str = ""  #: "work", "agent", "observation", ... as far as known
    stem: str = "raw"  #: what its views are called: a delivery and what remedies made of it are held side by side
    _kept: dict[str, Any] = field(default_factory=dict)

    def relation(self, table: str = "") -> str:
        """The view of the records, or of a nested list, quoted for SQL."""
        return identifier(f"{self.stem}:{table}" if table else self.stem)

    def of(self, table: str = "") -> list[Column]:
        """The columns of the records, or of a nested list."""
        return [column for column in self.columns if column.table == table]

    def count(self, condition: str, table: str = "") -> int:
        """How many rows meet a condition in SQL."""
        return int(self.engine.rows(f"SELECT count(*) FROM {self.relation(table)} WHERE {condition}")[0][0])

    def lines(self, condition: str, table: str = "") -> tuple[int, ...]:
        """The lines (or records) of the first rows that meet a condition in SQL."""
        sql = f"SELECT coalesce(_line, _row) FROM {self.relation(table)} WHERE {condition} ORDER BY _row LIMIT {LINES}"
        return tuple(int(row[0]) for row in self.engine.rows(sql))

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What several rules need and one of them computes: made when first asked for."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]
