"""What a table and a column are."""

from __future__ import annotations

from dataclasses import dataclass

TEXT, INT, FLOAT, BOOL = "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN"


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    meaning: str
    term: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its key gives the order in which rows are stored and hashed."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def empty_select(self) -> str:
        """A query with this table's columns and no rows."""
        fields = ", ".join(f'CAST(NULL AS {c.type}) AS "{c.name}"' for c in self.columns)
        return f"SELECT {fields} WHERE 1 = 0"

    @property
    def schema_text(self) -> str:
        """The schema as hashed into a release id."""
        return f"{self.name}({', '.join(f'{c.name} {c.type}' for c in self.columns)}) key({', '.join(self.key)})"
