"""What compiling a mapping gives: the SQL to run, and what it promises."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Plan:
    """SQL to run, in order: stages (name -> query) and, for each table, the queries that feed it."""

    stages: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, list[str]] = field(default_factory=dict)
    rejects: list[tuple[str, str]] = field(default_factory=list)
    made: list[tuple[str, str]] = field(default_factory=list)
    used: set[tuple[str, str, str]] = field(default_factory=set)
    marks: dict[str, list[str | None]] = field(default_factory=dict)

    def feed(self, table: str, sql: str, mark: str | None = "") -> None:
        """Add a query to a table. `mark`: a constant that tells its rows from other feeds' rows, None when a thing may have several."""
        self.feeds.setdefault(table, []).append(sql)
        self.marks.setdefault(table, []).append(mark)

    def may_repeat(self, table: str) -> bool:
        """Could two rows have one key? Not when each feed gives at most one row a thing, under a mark of its own."""
        marks = self.marks[table]
        return None in marks or len(set(marks)) < len(marks)
