"""Forms as linking sees them: which are kinds of one thing, and in which sector each is at home."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from intarsia.engine.duckdb import DuckDB
from intarsia.shelf.vocabularies.vocabulary import Vocabulary, words

SCHEME = "form"


def load_forms(engine: DuckDB, vocabularies: Iterable[Vocabulary]) -> None:
    """The table `form` (form, kin, sector): kin is the form at the top above it, itself for a form at the top."""
    rows = []
    for vocabulary in vocabularies:
        if vocabulary.scheme == SCHEME:
            above = {concept.notation: concept.broader for concept in vocabulary.concepts}
            sectors = {notation: sector for _, _, notation, sector in words(vocabulary)}
            rows += [(form, _top(form, above), sectors.get(form)) for form in sorted(above)]
    columns: list[tuple[str | None, ...]] = list(zip(*rows, strict=True)) or [(), (), ()]
    engine.load("form", pa.table({name: pa.array(column, pa.string()) for name, column in zip(("form", "kin", "sector"), columns, strict=True)}))


def _top(form: str, above: dict[str, str | None]) -> str:
    while above.get(form):
        form = str(above[form])
    return form
