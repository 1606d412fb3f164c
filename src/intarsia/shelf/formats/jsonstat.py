"""JSON-stat (2.0, and 1.x): a data cube. A record is one cell that has a value or a status; codes and labels are columns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from intarsia.errors import Invalid
from intarsia.shelf.formats.base import BATCH, MAX_BYTES_MEANING, MEMBER_MEANING, Batch, Reject, column_names, root_batch, settle, strings
from intarsia.shelf.formats.heads import Head
from intarsia.shelf.formats.jsontext import ENCODING_MEANING, encoding_of, open_json

NAME = "jsonstat"
EXTENSIONS = (".jsonstat",)
MEDIA_TYPE = "application/vnd.json-stat"
OPTIONS = {
    "dataset": "which dataset of a collection or bundle: its key or label, or its number from 1",
    "encoding": ENCODING_MEANING,
    "member": MEMBER_MEANING,
    "max_bytes": MAX_BYTES_MEANING,
}
DEFAULTS = {"dataset": None, "encoding": None, "member": "", "max_bytes": 1_000_000_000}
MAX_CELLS = 1 << 62


def recognises(head: Head) -> bool:
    """The class of 2.0; the "dimension" with its "size" of 1.x."""
    if head.kind not in ("json", "json line"):
        return False
    keys = head.keys
    if keys.get("class") in ("dataset", "collection") and ("version" in keys or {"dimension", "id", "size", "value"} & set(keys)):
        return True
    inner = next(iter(keys.values()), None) if len(keys) == 1 else None
    return _is_dataset(inner) or (len(keys) == 1 and "dataset" in keys and '"dimension"' in head.text and '"value"' in head.text)


def guess(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """The one dataset there is.

    Raises: Invalid when there are several, or none.
    """
    found = settle(NAME, path, options, DEFAULTS)
    if found["encoding"] is None:
        found["encoding"] = encoding_of(path, found)
    if found["dataset"] is None:
        datasets = _datasets(_load(path, found), path)
        if len(datasets) > 1:
            raise _choose(datasets, path, "The file holds several datasets.")
        found["dataset"] = next(iter(datasets))
    return found


def read(path: Path, options: Mapping[str, Any]) -> Iterator[Batch | Reject]:
    """The cells in the order of the cube, the last dimension running fastest."""
    full = guess(path, options)
    datasets = _datasets(_load(path, full), path)
    wanted = str(full["dataset"])
    if wanted not in datasets and wanted.isdigit() and 0 < int(wanted) <= len(datasets):
        wanted = list(datasets)[int(wanted) - 1]
    if wanted not in datasets:
        raise _choose(datasets, path, "There is no such dataset in the file.")
    yield from Cube(datasets[wanted], str(path)).batches()


def _load(path: Path, options: Mapping[str, Any]) -> Any:
    with open_json(path, options) as text:
        value = text.value()
        if text.unclear:
            raise Invalid(f"The file cannot be understood: {text.unclear}.", where=str(path), way_out="Fetch the file again, or tell its publisher.")
        text.end()
    return value


def _choose(datasets: Mapping[str, Any], path: Path, what: str) -> Invalid:
    names = ["".join(sign if sign.isprintable() else "?" for sign in name)[:80] for name in list(datasets)[:10]]
    return Invalid(what, where=str(path), way_out=f"Set the option dataset to one of: {', '.join(names)}.")


def _is_dataset(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("dimension"), dict) and "value" in value


def _datasets(value: Any, path: Path) -> dict[str, dict[str, Any]]:
    """The datasets by key (1.x), or by label (2.0)."""
    found: dict[str, dict[str, Any]] = {}
    if _is_dataset(value):
        found["1"] = value
    elif isinstance(value, dict) and value.get("class") == "collection":
        link = value.get("link")
        items = link.get("item") if isinstance(link, dict) else None
        for number, item in enumerate(items if isinstance(items, list) else [], start=1):
            if _is_dataset(item):
                label = item.get("label")
                key = label if isinstance(label, str) and label and label not in found else str(number)
                found[key] = item
    elif isinstance(value, dict):
        found = {key: inner for key, inner in value.items() if _is_dataset(inner)}
    if not found:
        raise Invalid(
            "The file holds no JSON-stat dataset with dimensions and values.",
            where=str(path),
            way_out="A collection that only links to datasets has none itself: fetch one of those, or read the file as json.",
        )
    return found


class Cube:
    """One dataset: `id` and `size` of its dimensions, their categories, its values and statuses."""

    def __init__(self, data: dict[str, Any], where: str) -> None:
        self.where, self.dimension = where, data["dimension"]
        self.ids, self.sizes = self._shape(data)
        self.cells = math.prod(self.sizes)
        if self.cells > MAX_CELLS:
            raise self._wrong("The sizes of the dimensions multiply to more cells than can be counted.")
        status = data.get("status")
        if isinstance(status, list) and len(status) == 1 < self.cells:
            status = status[0]
        everywhere = status if isinstance(status, str) else None
        self.at, self.values, self.statuses = self._filled(data["value"], None if everywhere else status)
        if everywhere:
            self.statuses = np.full(len(self.at), everywhere, dtype=object)

    def _wrong(self, what: str) -> Invalid:
        return Invalid(what, where=self.where, way_out="Fetch the file again, or tell its publisher; it breaks the rules of JSON-stat.")

    def _shape(self, data: dict[str, Any]) -> tuple[list[str], list[int]]:
        """Names and sizes of the dimensions; in 1.x they stand inside `dimension`."""
        ids, sizes = (data.get(key, self.dimension.get(key)) for key in ("id", "size"))
        if not isinstance(ids, list) or not isinstance(sizes, list) or len(ids) != len(sizes) or not ids:
            raise self._wrong("The dataset does not give a size for each of its dimensions.")
        if len(set(map(str, ids))) != len(ids) or not all(isinstance(self.dimension.get(name), dict) for name in map(str, ids)):
            raise self._wrong("A dimension is named twice, or is named and not described.")
        try:
            numbers = [int(size) for size in sizes]
        except (TypeError, ValueError) as error:
            raise self._wrong("A size is no whole number.") from error
        if min(numbers) < 0:
            raise self._wrong("A size is below zero.")
        return [str(name) for name in ids], numbers

    def _filled(self, values: Any, statuses: Any) -> tuple[Any, Any, Any]:
        """Where something stands, the values there and the statuses there."""
        value_at, value = self._cells(values, "values")
        status_at, status = self._cells(statuses, "statuses")
        at = np.union1d(value_at, status_at)
        return at, _placed(at, value_at, value), _placed(at, status_at, status)

    def _cells(self, found: Any, what: str) -> tuple[Any, Any]:
        """Positions in the cube and what stands there, of a list or of an object by position."""
        if found is None:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=object)
        if isinstance(found, list):
            if len(found) != self.cells:
                raise self._wrong(f"The sizes of the dimensions make {self.cells:,} cells; there are {len(found):,} {what}.")
            at = np.arange(len(found))
        elif isinstance(found, dict):
            try:
                at = np.array([int(key) for key in found], dtype=np.int64)
            except (ValueError, OverflowError) as error:
                raise self._wrong(f"A position among the {what} is no whole number.") from error
            if len(at) and (at.min() < 0 or at.max() >= self.cells or len(np.unique(at)) != len(at)):
                raise self._wrong(f"A position among the {what} is outside of the cube, or given twice.")
            found = list(found.values())
        else:
            raise self._wrong(f"The {what} are neither a list nor an object.")
        kinds = set(map(type, found))
        if kinds & {dict, list}:
            raise self._wrong(f"One of the {what} is a list or an object.")
        cells = np.empty(len(found), dtype=object)
        cells[:] = [str(cell).lower() if isinstance(cell, bool) else cell for cell in found] if bool in kinds else found
        said = np.fromiter((cell is not None and cell != "" for cell in found), dtype=bool, count=len(found))
        order = np.argsort(at[said], kind="stable")
        return at[said][order], cells[said][order]

    def _categories(self, name: str, size: int) -> tuple[pa.Array, pa.Array]:
        """Codes and labels of a dimension, in the order of its index."""
        category = self.dimension[name].get("category")
        category = category if isinstance(category, dict) else {}
        labels = category.get("label")
        labels = labels if isinstance(labels, dict) else {}
        index = category.get("index", list(labels))
        if isinstance(index, dict):
            places = {str(place): code for code, place in index.items()}
            codes = [places.get(str(place)) for place in range(min(size, len(places) + 1))]
        else:
            codes = index if isinstance(index, list) else []
        if len(codes) != size or (isinstance(index, dict) and len(index) != size) or not all(isinstance(code, str) for code in codes):
            raise self._wrong(f"Dimension {self.ids.index(name) + 1} says it has {size:,} categories and lists others.")
        named = [label if isinstance(label, str) and label else None for label in map(labels.get, codes)]
        return strings(codes), strings(named)

    def batches(self) -> Iterator[Batch]:
        """Codes are looked up for a batch of cells at a time, dimension by dimension."""
        categories = [self._categories(name, size) for name, size in zip(self.ids, self.sizes, strict=True)]
        names = column_names([*(name for one in self.ids for name in (one, f"{one}.label")), "value", "status"])
        for start in range(0, len(self.at), BATCH):
            part = slice(start, start + BATCH)
            places = np.unravel_index(self.at[part], self.sizes)
            columns: list[pa.Array] = []
            for (codes, labels), place in zip(categories, places, strict=True):
                columns += [codes.take(pa.array(place)), labels.take(pa.array(place))]
            columns += [strings(self.values[part].tolist()), strings(self.statuses[part].tolist())]
            numbers = np.arange(start + 1, start + 1 + len(self.at[part]))
            yield root_batch(names, columns, numbers, pa.nulls(len(numbers), pa.int64()))


def _placed(at: Any, where: Any, what: Any) -> Any:
    """Each thing at its place among `at`, None elsewhere."""
    cells = np.full(len(at), None, dtype=object)
    cells[np.searchsorted(at, where)] = what
    return cells


def example(path: Path) -> tuple[Path, dict[str, Any], int]:
    """A cube of three cells, one of them empty."""
    path.write_text(
        '{"version": "2.0", "class": "dataset", "id": ["geo", "year"], "size": [1, 3], "value": [1.50, null, 3], "dimension": {'
        '"geo": {"category": {"label": {"NL": "Netherlands"}}}, "year": {"category": {"index": ["2022", "2023", "2024"]}}}}',
        encoding="utf-8",
    )
    return path, {}, 2
