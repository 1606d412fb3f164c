"""Alone or together: the same page from one contributor's rows only, or from all. The address says which: ?with=one:<dataset>."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from intarsia.errors import Invalid, NotFound
from intarsia.web.visit import Visit


def only(visit: Visit) -> str | None:
    """The dataset whose rows alone are asked for; None when all are.

    Raises: Invalid for something else than `one:<dataset>` or `all`; NotFound for a dataset that is not in the release.
    """
    asked = visit.request.query_params.get("with", "")
    if asked in ("", "all"):
        return None
    kind, _colon, dataset = asked.partition(":")
    if kind != "one" or not dataset:
        raise Invalid("'with' names no contributor", where="with", way_out="write with=one: and the id of a dataset, or leave it out to see all")
    if dataset not in visit.reader.manifest["tables"].get("dataset", {}).get("parts", {}) and not visit.reader.rows("SELECT 1 FROM dataset WHERE id = ?", [dataset]):
        raise NotFound(f"there is no dataset named '{dataset[:80]}' in this release", way_out="see them all: /datasets")
    return dataset


def switch(visit: Visit, datasets: Iterable[str], chosen: str | None, first: str | None = None) -> list[dict[str, Any]]:
    """The sides of the switch: together, then each dataset alone, those that bring most rows first; `on` marks what is shown.

    datasets: the dataset of each row, so often as it brings one; first: a dataset that goes before the others.
    """
    def side(dataset: str | None) -> dict[str, Any]:
        return {"dataset": dataset, "href": visit.here(**{"with": f"one:{dataset}" if dataset else None, "page": None}), "on": dataset == chosen}

    ordered = [dataset for dataset, _rows in sorted(Counter(datasets).items(), key=lambda item: (item[0] != first, -item[1], item[0]))]
    return [side(None), *(side(dataset) for dataset in ordered)]
