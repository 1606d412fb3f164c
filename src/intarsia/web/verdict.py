"""A verdict for the eye: what a page shows of a report, in the order in which people want to know it."""

from __future__ import annotations

from typing import Any

from intarsia.checking import terminal
from intarsia.checking.sentences import FINDINGS, LABELS, STATES, language, say, words

#: how a verdict is coloured; the words say it too
COLOURS = {"OPEN": "ok", "OPEN AFTER": "warn", "POOLED ONLY": "warn", "ASK": "warn", "DESCRIBE ONLY": "bad"}
STATE_COLOURS = {"pass": "ok", "finding": "bad", "not checked": ""}
LINES = 12  # lines of the file that are named
#: the scale of the picture of what a rival learns: four times the figure
MOST = 400.0


def told(report: dict[str, Any], lang: str) -> dict[str, Any]:
    """What the template of a check needs beside the report: the columns that need somebody, each with its finding, and the rest."""
    lang = language(lang)
    why = {(one["rule"], column): one for one in report["findings"] if one["acts"] for column in one["columns"]}
    columns = [_column(column, why, lang) for column in report["columns"]]
    return {
        "colour": COLOURS[report["verdict"]],
        "after": say(LABELS, "after", lang, words=words("OPEN", 0, lang)) if report["after"] == "OPEN" != report["verdict"] and report["suggested"] else "",
        "tests": [{**one, "colour": STATE_COLOURS[one["state"]], "word": STATES[lang][one["state"]]} for one in report["tests"]],
        "open": [column for column in columns if column["verdict"] != "OPEN"],
        "fine": [column for column in columns if column["verdict"] == "OPEN"],
        "whole": [_finding(one, lang) for one in report["findings"] if one["acts"] and not one["columns"]],
        "notes": [_finding(one, lang) for one in report["findings"] if one["state"] == "note"],
        "charts": [{**chart, "most": max(bar["count"] for bar in chart["bars"])} for chart in report["charts"] if chart["bars"]],
        "rival": _rival(report["rival"]),
    }


def _column(column: dict[str, Any], why: dict[tuple[str, str], dict[str, Any]], lang: str) -> dict[str, Any]:
    full = terminal.full_name(column)
    one = why.get((column["rule"], full), {})
    lines = column["lines"] or one.get("lines", [])
    return {**column, "full": full, "looks": terminal.looks(column), "said": FINDINGS[lang][column["finding"]] or column["title"], "form": terminal.form(column, lang),
            "lines": _lines(lines, column["count"], lang)}


def _finding(one: dict[str, Any], lang: str) -> dict[str, Any]:
    return {**one, "lines": _lines(one["lines"], one["count"], lang)}


def _lines(lines: list[int], count: int, lang: str) -> str:
    """Which lines of the file, where they are few enough to be of use."""
    if not lines or count > 10 * LINES:
        return ""
    more = f", {say(LABELS, 'more', lang, n=count - LINES)}" if count > LINES else ""
    return say(LABELS, "lines", lang, lines=", ".join(map(str, lines[:LINES]))) + more


def _rival(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """What a rival learns as bars: the figure itself is 100, the axis ends at four times the figure."""
    if not found or not found.get("measures"):
        return None
    rows = [{"column": one["column"], "before": _bar(one["before"]), "after": _bar(one["after"]), "remedy": one["remedy"]} for one in found["measures"][:4]]
    return {"rows": rows, "sentences": found["sentences"], "p": found["p"]}


def _bar(interval: dict[str, float | None] | None) -> dict[str, Any]:
    """Where a bar starts and how wide it is, in percent of the axis; `high` None: no end is known."""
    low, high = (interval or {}).get("low"), (interval or {}).get("high")
    start, end = min(low or 0.0, MOST), MOST if high is None else min(high, MOST)
    width = max(1.2, (end - start) / MOST * 100)
    return {"low": low, "high": high, "x": round(min(start / MOST * 100, 100 - width), 2), "width": round(width, 2), "exact": low is not None and low == high}
