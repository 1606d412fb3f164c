"""What a search finds, as rows: the same columns on a folder and by HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from intarsia import notices
from intarsia.iris import iri
from intarsia.reader import Reader
from intarsia.store import termindex
from intarsia.store.searchindex import DEEPEST, Filters

STEP = 10_000
_LIST = pa.list_(pa.string())
SCHEMA = pa.schema([
    ("id", pa.string()), ("iri", pa.string()), ("title", pa.string()), ("original", pa.string()), ("form", pa.string()), ("sector", pa.string()), ("year", pa.int32()),
    ("date", pa.string()), ("status", pa.string()), ("countries", _LIST), ("genres", _LIST), ("makers", _LIST), ("dataset", pa.string()), ("licence", pa.string()),
    ("synthetic", pa.bool_()), ("notice", pa.string()),
])


def datasets(reader: Reader) -> dict[str, tuple[str | None, bool]]:
    """Licence and nature of each dataset."""
    return {identifier: (licence, bool(made)) for identifier, licence, made in reader.rows("SELECT id, licence, synthetic FROM dataset")}


def described(reader: Reader, cards: Sequence[Mapping[str, Any]], about: Mapping[str, tuple[str | None, bool]]) -> list[dict[str, Any]]:
    """Cards of works with their IRIs, licences and nature."""
    found, noticed = [], notices.kinds(reader, [card["id"] for card in cards])
    for card in cards:
        licence, made = about.get(card["dataset"], (None, False))
        found.append({**card, "iri": iri(reader.base, "work", card["id"]), "licence": licence, "synthetic": made, "notice": noticed.get(card["id"])})
    return found


def batch(works: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    """Works as Arrow; makers by their names."""
    columns = {field.name: [work[field.name] for work in works] for field in SCHEMA if field.name != "makers"}
    columns["makers"] = [[maker["name"] for maker in work["makers"]] for work in works]
    return pa.RecordBatch.from_arrays([pa.array(columns[field.name], field.type) for field in SCHEMA], schema=SCHEMA)


def batches(reader: Reader, text: str, filters: Filters, order: str, begin: int = 0, limit: int | None = None) -> Iterator[pa.RecordBatch]:
    """The works found, best or first in `order` first, as far as the index goes.

    Raises: Invalid when the question cannot be read.
    """
    about = datasets(reader)
    end = DEEPEST if limit is None else min(begin + limit, DEEPEST)
    for offset in range(begin, end, STEP):
        hits = reader.search(text, filters, limit=min(STEP, end - offset), offset=offset, sort=order, counts=False)
        if hits.cards:
            yield batch(described(reader, hits.cards, about))
        if offset + STEP >= hits.total:
            return


def terms(reader: Reader, scheme: str, text: str, language: str = "", limit: int = 10, offset: int = 0) -> list[termindex.TermHit]:
    """The concepts of a vocabulary that a text means, in any language, the best first; `language` is preferred, and what labels are shown in.

    Raises: NotFound when the release has no such vocabulary.
    """
    return termindex.search(reader.terms(scheme), text, language, limit, offset)
