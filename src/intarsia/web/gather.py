"""Rows about one thing from several tables. Measured: eight plain queries take half the time of one that nests them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intarsia.reader import Reader

Lists = Mapping[str, tuple[str, str]]


def gather(reader: Reader, lists: Lists, identifier: str, dataset: str) -> dict[str, list[dict[str, Any]]]:
    """Per name the rows of its query, given `$id`; a table to which the dataset gave no rows is not read.

    lists: name -> (table, query); a table with a star is read whoever gave its rows.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for name, (table, sql) in lists.items():
        parts = reader.manifest["tables"].get(table.removesuffix("*"), {}).get("parts", {})
        given = bool(parts) if table.endswith("*") else dataset in parts
        found[name] = reader.records(sql, {"id": identifier}) if given else []
    return found
