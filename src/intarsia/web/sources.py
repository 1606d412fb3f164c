"""The datasets of a release as sources: read once, so that no page about a work joins them again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from intarsia.reader import Reader

_known: WeakKeyDictionary[Reader, dict[str, dict[str, Any]]] = WeakKeyDictionary()
FIELDS = ("title", "publisher", "synthetic", "licence", "object_rights", "mining", "selection")


def sources(reader: Reader) -> dict[str, dict[str, Any]]:
    """Per dataset its title, publisher, licence, rights, mining reservation, selection and whether it is synthetic."""
    if reader not in _known:
        _known[reader] = {one["id"]: one for one in reader.records(f"SELECT id, {', '.join(FIELDS)} FROM dataset")}
    return _known[reader]


def licences(reader: Reader) -> dict[str, str]:
    """Per dataset the licence of its metadata, where it has one."""
    return {dataset: str(one["licence"]) for dataset, one in sources(reader).items() if one["licence"]}


def sourced(reader: Reader, rows: list[dict[str, Any]], *fields: str) -> list[dict[str, Any]]:
    """Rows with `dataset_title` and the named fields of their dataset added; None where a row has no dataset."""
    known = sources(reader)
    return [{**row, "dataset_title": known.get(row["dataset"] or "", {}).get("title"), **{name: known.get(row["dataset"] or "", {}).get(name) for name in fields}} for row in rows]


def parts(reader: Reader, sql: str, datasets: Iterable[str]) -> str:
    """A query in which each `@table` stands for the rows of that table from these datasets: the files of others are not read."""
    wanted = list(dict.fromkeys(datasets))
    return re.sub(r"@(\w+)", lambda found: reader.part(found[1], wanted), sql)
