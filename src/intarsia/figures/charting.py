"""Figures in the Python API: works that were asked for, drawn as the site draws them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from intarsia.errors import Invalid
from intarsia.evidence import ENGLISH, Basis
from intarsia.figures.composition import composition
from intarsia.figures.figure import Figure
from intarsia.figures.figure import Source as Shared
from intarsia.figures.telling import Counts, Telling
from intarsia.figures.yearly import yearly


class Source(Protocol):
    """A release, in a folder or on a server."""

    id: str
    base: str
    manifest: dict[str, Any]

    def sql(self, query: str, limit: int | None) -> pa.RecordBatchReader: ...


KINDS: dict[str, Callable[[Counts, Telling], Figure]] = {"year": yearly, "sector": composition}


def chart(found: pa.Table, source: Source, by: str) -> Figure:
    """Works, as rows with their sector, dataset and year, counted by sector and year.

    Raises: Invalid for rows that are no works, or another `by`.
    """
    year = "year_start" if "year_start" in found.column_names else "year"
    if not {"sector", "dataset", year} <= set(found.column_names):
        raise Invalid("these rows are no works", where="chart", way_out="begin with .works(...) or .search(...)")
    if by not in KINDS:
        raise Invalid(f"works cannot be drawn by '{by[:40]}'", where="chart", way_out="one of: " + ", ".join(KINDS))
    release, base = source.id, source.base
    counted = pa.table({"sector": found["sector"].fill_null(""), "year": found[year]}).group_by(["sector", "year"]).aggregate([([], "count_all")]).to_pylist()
    used = set(pc.unique(found["dataset"]).to_pylist())
    brought = [row for row in _asked(source, "SELECT id, title, publisher, selection, licence, synthetic FROM dataset ORDER BY id") if row["id"] in used]
    labels = {row["entity"].partition(":")[2]: row["value"] for row in _asked(source, "SELECT entity, value FROM label WHERE entity LIKE 'sector:%' AND kind = 'pref' AND language = 'en'")}
    per_sector: dict[str, int] = {}
    per_year: dict[str, dict[int, int]] = {}
    for row in counted:
        per_sector[row["sector"]] = per_sector.get(row["sector"], 0) + row["count_all"]
        if row["year"] is not None:
            per_year.setdefault(row["sector"], {})[row["year"]] = row["count_all"]
    counts = Counts(per_sector, {key: per_year.get(key, {}) for key in per_sector}, sum(per_sector.values()), int(source.manifest["issued"][:4]))
    basis = Basis(release, len({row["publisher"] for row in brought}), frozenset(row["selection"] or "unknown" for row in brought))
    sources = tuple(Shared(row["id"], row["title"], row["licence"] or "", bool(row["synthetic"])) for row in brought)

    def named(key: str) -> str:
        text: str = labels.get(key, key.replace("-", " "))
        return text[:1].upper() + text[1:]

    def href(sector: str | None, first: int | None, last: int | None) -> str:
        pairs: Mapping[str, Any] = {"sector": sector, "from": first, "to": last, "release": release}
        return f"{base}explore?" + "&".join(f"{name}={value}" for name, value in pairs.items() if value not in (None, ""))

    return KINDS[by](counts, Telling(ENGLISH, basis, sources, named, lambda year: str(year) if year > 0 else f"{1 - year} BCE", href))


def _asked(source: Source, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = source.sql(query, None).read_all().to_pylist()
    return found
