"""What remedies share: the columns of a relation, options that were settled, and SELECTs that change some columns and keep the rest.

A relation is what stands after FROM: a view, quoted, or a query in brackets. Remedies give it a name (`AS t`) so that both work.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB, identifier
from intarsia.errors import Invalid
from intarsia.model import ADDED
from intarsia.shelf.remedies.base import Option, Safer

#: columns that say where a row stands; they are no data, and stay as long as a row is a row of the file


def columns_of(engine: DuckDB, relation: str) -> list[str]:
    """Every column of a relation, those of the system too."""
    return [str(row[0]) for row in engine.rows(f"DESCRIBE SELECT * FROM {relation} AS t")]


def there(engine: DuckDB, relation: str, columns: Sequence[str], remedy: str) -> list[str]:
    """The columns of a relation, when those asked for are among them.

    Raises: Invalid, naming the columns that are not there.
    """
    known = columns_of(engine, relation)
    missing = [name for name in columns if name not in known or name in ADDED]
    if missing:
        raise Invalid(f"'{remedy}' is to change what this table does not have: {', '.join(missing)}", where=remedy,
                      way_out="name columns of the table: " + ", ".join(name for name in known if name not in ADDED)[:500])
    if not columns:
        raise Invalid(f"'{remedy}' needs the columns it is for", where=remedy, way_out='name them: columns = ["..."]')
    return known


def settled(remedy: str, options: Mapping[str, Any], known: Mapping[str, Option]) -> dict[str, Any]:
    """Every option of a remedy: what was given, else what it is when nobody says. A number given as a whole one is right for both.

    Raises: Invalid for an option that is not there, or of another kind than its default.
    """
    for name, value in options.items():
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            raise Invalid(f"'{remedy}' has no option '{name}'", where=remedy,
                          way_out=f"did you mean '{close[0]}'?" if close else "it has: " + (", ".join(known) or "no options"))
        default = known[name].default
        if isinstance(default, bool) != isinstance(value, bool) or not isinstance(value, _kinds(default)):
            raise Invalid(f"option '{name}' of '{remedy}' must be {_word(default)}", where=remedy, way_out=known[name].meaning)
    return {name: options.get(name, option.default) for name, option in known.items()}


def _kinds(default: Any) -> tuple[type, ...]:
    if isinstance(default, float):
        return (int, float)
    return (list, tuple) if isinstance(default, list | tuple) else (type(default),)


def _word(default: Any) -> str:
    if isinstance(default, bool):
        return "true or false"
    if isinstance(default, int | float):
        return "a number" if isinstance(default, float) else "a whole number"
    return "a list" if isinstance(default, list | tuple) else "a text"


def changed(engine: DuckDB, relation: str, columns: Sequence[str], remedy: str, expression: Callable[[str], str], **notes: Any) -> Safer:
    """The same rows, with these columns replaced by an expression over `t.<column>` as text."""
    known = there(engine, relation, columns, remedy)
    fields = [f"{expression('t.' + identifier(name))} AS {identifier(name)}" if name in columns else f"t.{identifier(name)}" for name in known]
    return Safer(f"SELECT {', '.join(fields)} FROM {relation} AS t", tuple(known), notes=notes)
