"""What a rival learns: the interval in which a rival can place a contributor's own figure, as the file is, and after the suggested changes.

All numbers are shares of the contributor's own figure, which is 100: the picture needs no figure of the file, so it shows none.
The rival is the one who learns most: the largest other contributor, who subtracts its own figure from a published sum
(Hundepool et al., Statistical Disclosure Control, 2012, section 4.2.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from intarsia.disclosure.attack import rival
from intarsia.shelf.rules import contributions, trade
from intarsia.shelf.rules.delivery import Delivery
from intarsia.triage.running import Ruled

#: rules whose columns hold a contributor's own figures
FIGURES = ("trade-figures", "trade-terms")
#: how many others a pool may have in the picture; a pool has five organisations at least
OTHERS = (1, 2, 3, 4, 6, 9, 14, 19)
LEAST = 4
WHOLE = 100.0

TEXTS = {
    "en": {
        "before": "As the file is, a rival reads every figure of {columns} exactly.",
        "summed": "Even if {column} were summed over every {party} (by {by}), the second largest would come within {p} % of the largest in {within} of {cells} sums.",
        "safe": "Summed over every {party} (by {by}), no sum of {column} lets the second largest come within {p} % of the largest.",
        "left out": "After the changes the file tells a rival nothing of {columns}: they are not in it.",
        "within": "After the changes a rival places a usual figure of {column} between {low} and {high} times what it is.",
        "pooled": "In a total with {others} others of about the same size, a rival among them learns only that a figure lies between nothing and {times} times what it is.",
        "needs": "A sum protects a contributor once the others, without the rival, make up at least {p} % of that contributor's own figure.",
        "assumes": "What the others have is not known here: this chart takes them to be as large as the contributor.",
    },
    "nl": {
        "before": "Zoals het bestand is, leest een concurrent elk cijfer van {columns} precies.",
        "summed": "Zelfs als {column} over elke {party} wordt opgeteld (per {by}), komt de op één na grootste in {within} van {cells} sommen binnen {p} % van de grootste.",
        "safe": "Opgeteld over elke {party} (per {by}) komt de op één na grootste in geen enkele som van {column} binnen {p} % van de grootste.",
        "left out": "Na de wijzigingen vertelt het bestand een concurrent niets over {columns}: ze staan er niet in.",
        "within": "Na de wijzigingen kan een concurrent een gewoon cijfer van {column} plaatsen tussen {low} en {high} keer de echte waarde.",
        "pooled": "In een totaal met {others} anderen van ongeveer dezelfde grootte weet een concurrent onder hen alleen dat een cijfer tussen niets en {times} keer de echte waarde ligt.",
        "needs": "Een som beschermt een deelnemer zodra de anderen, zonder de concurrent, samen minstens {p} % van het cijfer van die deelnemer hebben.",
        "assumes": "Wat de anderen hebben, is hier niet bekend: deze grafiek neemt aan dat ze even groot zijn als de deelnemer.",
    },
}


def learned(others: int) -> dict[str, float | None]:
    """Where the largest of so many others, each as large as the contributor, can place its figure once the sum of all is published."""
    found = rival({"own": WHOLE, **{f"other {n}": WHOLE for n in range(others)}}, "own")
    return {"low": found.low, "high": found.high}


def shown(delivery: Delivery, ruled: Sequence[Ruled], lang: str = "en") -> dict[str, Any] | None:
    """What a rival learns of each column with a finding of trade; None where there is none.

    {"p", "measures": [{"column", "before", "after", "remedy", "summed"}], "pooled": [{"others", "low", "high"}], "sentences"}:
    intervals are {"low", "high"} in percent of the own figure, high None for no bound. summed: {"party", "by", "cells", "within",
    "closest", "typical"}, where `closest` and `typical` say by how many percent the second largest misses the largest; None where
    the file names no parties.
    """
    found = {column: one.found for one in ruled if one.rule in FIGURES and one.found.state == "finding" and one.kind == "competitive" for column in one.found.columns}
    sums = {one.measure.column.full: one for one in contributions.sums(delivery, contributions.options(delivery, "p-percent"))}
    figures = {m for what in _tables(delivery) for m in what}
    columns = [name for name in found if name in figures]
    if not columns:
        return None
    p = contributions.options(delivery, "p-percent").p
    measures = [_measure(name, found[name].verdict == "POOLED ONLY", sums.get(name), p) for name in columns]
    pooled = [{"others": n, **learned(n)} for n in OTHERS]
    return {"p": p, "measures": measures, "pooled": pooled, "sentences": sentences(measures, p, lang)}


def _tables(delivery: Delivery) -> list[tuple[str, ...]]:
    """The names of the measures of each table: parties are named in findings too, and are no figures."""
    return [tuple(m.column.full for m in one.measures) for one in trade.tables(delivery)]


def _measure(name: str, pooled: bool, sums: contributions.Sums | None, p: float) -> dict[str, Any]:
    after = learned(LEAST) if pooled else {"low": 0.0, "high": None}
    return {"column": name, "before": {"low": WHOLE, "high": WHOLE}, "after": after, "remedy": "pool" if pooled else "leave-out", "summed": _summed(sums, p) if sums else None}


def _summed(one: contributions.Sums, p: float) -> dict[str, Any]:
    missed = misses(one.cells)
    return {
        "party": one.party.name, "by": [c.name for c in one.by], "cells": len(missed), "within": int((missed < p).sum()),
        "closest": round(float(missed.min()), 1) if len(missed) else None, "typical": round(float(np.median(missed)), 1) if len(missed) else None,
    }  # fmt: skip


def misses(cells: pa.Table) -> np.ndarray[Any, np.dtype[np.float64]]:
    """By how many percent of the largest figure the second largest misses it, in each cell that has a figure: 100 (X - x1 - x2) / x1."""
    total, largest, second = (np.nan_to_num(cells[name].to_numpy(zero_copy_only=False).astype(float)) for name in ("total", "largest", "second"))
    there = largest > 0
    return np.asarray(np.maximum(0.0, 100 * (total[there] - largest[there] - second[there]) / largest[there]))


def sentences(measures: list[dict[str, Any]], p: float, lang: str) -> list[str]:
    """What the picture shows, in words. measures: as `shown` gives them."""
    said = TEXTS.get(lang, TEXTS["en"])
    percent = contributions.plain(p)
    told = [said["before"].format(columns=", ".join(m["column"] for m in measures))]
    for measure in measures:
        if one := measure["summed"]:
            words = {"column": measure["column"], "party": one["party"], "by": ", ".join(one["by"]) or "-", "p": percent}
            told.append(said["summed" if one["within"] else "safe"].format(**words, within=one["within"], cells=one["cells"]))
    if gone := [m["column"] for m in measures if m["remedy"] == "leave-out"]:
        told.append(said["left out"].format(columns=", ".join(gone)))
    for measure in measures:
        if measure["remedy"] in ("bands", "round"):
            low, high = (contributions.plain(round(measure["after"][end] / WHOLE, 1)) for end in ("low", "high"))
            told.append(said["within"].format(column=measure["column"], low=low, high=high))
    if any(m["remedy"] == "pool" for m in measures):
        told += [said["pooled"].format(others=LEAST, times=LEAST), said["needs"].format(p=percent), said["assumes"]]
    return told
