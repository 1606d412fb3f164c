"""Charts: what somebody's own file already tells, over time, by kind and by place. Counts of records only, of columns that no rule flagged."""

from __future__ import annotations

from typing import Any

from intarsia.engine.duckdb import identifier
from intarsia.shelf.rules.delivery import Column, Delivery
from intarsia.triage.verdict import Verdicts

MOST = 12  #: bars of one chart
LONGEST = 40  #: characters of a label
CHARTS = ("time", "kind", "place")
TITLES = {
    "en": {"time": "Over time", "kind": "By kind", "place": "By place"},
    "nl": {"time": "In de tijd", "kind": "Naar soort", "place": "Naar plaats"},
}
OTHERS = {"en": "{n} others", "nl": "{n} andere"}
#: what a column becomes, the most telling first
FOR = {
    "time": ("date", "period", "date.end", "as_of", "period.month", "period.quarter", "born"),
    "kind": ("form", "genre", "segment", "audience", "status", "subject", "language"),
    "place": ("country", "place", "place.name"),
}
#: longest parts of a written date that still give a chart: (part, characters)
MONTH, YEAR = r"^(\d{4}-(?:0[1-9]|1[0-2]))", r"\b(1[0-9]{3}|20[0-9]{2})\b"


def made(delivery: Delivery, verdicts: Verdicts, lang: str) -> list[dict[str, Any]]:
    """Up to three charts: chart, title, column, bars of label and count. None for what no free column tells."""
    free = [c for c in delivery.of() if c.filled and not any(one.acts for one in verdicts.columns[c.full].all)]
    charts = []
    for chart in CHARTS:
        column = next((c for becomes in FOR[chart] for c in free if c.becomes == becomes and (chart == "time" or c.different > 1)), None)
        column = column or (next((c for c in free if c.looks_like in ("date", "year")), None) if chart == "time" else None)
        if column is None:
            continue
        bars = _over_time(delivery, column) if chart == "time" else _by_value(delivery, column, lang)
        if len(bars) > 1:
            charts.append({"chart": chart, "title": TITLES[lang][chart], "column": column.full, "bars": [{"label": label, "count": count} for label, count in bars]})
    return charts


def _over_time(delivery: Delivery, column: Column) -> list[tuple[str, int]]:
    """Records by month where they span few, else by year, else by ten or a hundred years."""
    for pattern in (MONTH, YEAR):
        rows = _counted(delivery, f"regexp_extract({identifier(column.name)}, '{pattern}', 1)", 400)
        rows = [row for row in rows if row[0]]
        if pattern == MONTH and (not rows or sum(n for _, n in rows) < 0.8 * column.filled or len(rows) > MOST):
            continue
        for width in (1, 10, 100, 1000):
            if pattern == MONTH or len(rows) <= MOST:
                return rows
            wide = 10 * width if width > 1 else 10
            grouped: dict[str, int] = {}
            for label, n in rows:
                start = int(label[:4]) // wide * wide
                grouped[f"{start}-{start + wide - 1}"] = grouped.get(f"{start}-{start + wide - 1}", 0) + n
            rows = sorted(grouped.items())
    return rows


def _counted(delivery: Delivery, expression: str, most: int) -> list[tuple[str, int]]:
    found = delivery.engine.rows(f"SELECT {expression} AS label, count(*) AS n FROM {delivery.relation()} WHERE {expression} IS NOT NULL GROUP BY label ORDER BY label LIMIT {most}")
    return [(str(label), int(n)) for label, n in found]


def _by_value(delivery: Delivery, column: Column, lang: str) -> list[tuple[str, int]]:
    """Records by value, the most frequent first; what is left is told together."""
    c = identifier(column.name)
    found = delivery.engine.rows(f"SELECT left({c}, {LONGEST}), count(*) AS n FROM {delivery.relation()} WHERE {c} IS NOT NULL GROUP BY {c} ORDER BY n DESC, {c} LIMIT {MOST - 1}")
    bars = [(str(label), int(n)) for label, n in found]
    rest = column.filled - sum(n for _, n in bars)
    return [*bars, (OTHERS[lang].format(n=max(1, column.different - len(bars))), rest)] if rest > 0 else bars
