"""What a remedy promises.

A remedy is a module of this folder that has a NAME: the name of its file, with "-" for "_". It takes a table and gives a safer one, as
SQL over it, and says what is lost before anybody chooses it. It never looks at anything but the table and its options, so
the same recipe does the same to the next delivery. After it, the rule that asked for it is silent.

Hashing is no remedy: who knows or can list the values (e-mail addresses, card numbers, names) hashes them too and compares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # doors need the words, not the engine
    from intarsia.engine.duckdb import DuckDB


@dataclass(frozen=True)
class Option:
    """An option of a remedy: what it means, and what it is when nobody says."""

    meaning: str
    default: Any


@dataclass(frozen=True)
class Safer:
    """A safer table: a SELECT over the relation that was given, with the columns it has then.

    Rows keep `_row` and `_line` where a row is still a row of the file. same_rows: False when rows were gathered or left out.
    notes: what people must know of it, such as {"withheld": 12}.
    """

    sql: str
    columns: tuple[str, ...]
    same_rows: bool = True
    notes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Loss:
    """What a remedy costs. rows: rows that are gone. detail: of each column it changed, the share of different values kept, 0 to 1.
    questions: the relative error of the three usual questions (how many or how much in all, how it moves over time, how it divides
    over kinds or places), None where the table cannot answer one. kept: one figure for it all, 0 to 1: the lower the dearer."""

    rows: int = 0
    detail: Mapping[str, float] = field(default_factory=dict)
    questions: Mapping[str, float | None] = field(default_factory=dict)
    kept: float = 1.0


class Remedy(Protocol):
    """A module with these names. TITLE, ABOUT: by language ("en", "nl"). OPTIONS: by name. LEVEL: "column" or "table"."""

    NAME: str
    TITLE: Mapping[str, str]
    ABOUT: Mapping[str, str]
    LEVEL: str
    OPTIONS: Mapping[str, Option]

    def apply(self, engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
        """The safer table. relation: a view or table, quoted; columns: those that the remedy is for.

        Raises: Invalid for options that are not right, or a column that is not there.
        """
        ...
