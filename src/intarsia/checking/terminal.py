"""Terminal: a report as lines of plain text, the verdict first."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Any

from intarsia.checking.sentences import FINDINGS, LABELS, STATES, language, listed, say, words

SHOWN = 200  #: columns
BAR = 30
REJECTS = 10
#: what is said where no remedy is suggested
INSTEAD = {"POOLED ONLY": "pool", "ASK": "ask"}


def lines(report: dict[str, Any], lang: str, width: int = 110) -> Iterator[str]:
    """The report for a terminal of so many columns; nothing in it moves the cursor."""
    lang = language(lang)
    for line in _lines(report, lang, width):
        yield plain(line)


def plain(text: str) -> str:
    """A line without control characters, whatever a file holds; spaces that align are kept."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)


def _lines(report: dict[str, Any], lang: str, width: int) -> Iterator[str]:
    options = ", ".join(f"{k}={str(v).replace(chr(9), chr(92) + 't')}" for k, v in report["options"].items() if v not in (None, "", [], False))
    counts = (
        say(LABELS, "records", lang, n=f"{report['rows']:,}"),
        say(LABELS, "columns", lang, n=len(report["columns"])),
        say(LABELS, "unreadable", lang, n=f"{report['rejected_in_all']:,}"),
    )
    yield f"{report['file']}  {', '.join(counts)}"
    yield say(LABELS, "read", lang, format=report["format"]) + (f": {options}" if options else "")
    yield ""
    yield f"{report['words']}  ({report['verdict']})"
    yield from textwrap.wrap(report["sentence"], width)
    if report["verdict"] == "OPEN AFTER" and report["suggested"] and report["after"] == "OPEN":
        yield say(LABELS, "after", lang, words=f"{words('OPEN', 0, lang)} (OPEN)")
    yield ""
    yield from _columns(report, lang, width)
    for reject in report["rejected"][:REJECTS]:
        yield f"  record {reject['record'] or '?'}, line {reject['line'] or '?'}: {' '.join(reject['reason'].split())}"
    yield from _drift(report, lang, width)
    yield from _findings(report, lang, width)
    yield ""
    yield LABELS[lang]["tests"]
    longest = max(len(one["title"]) for one in report["tests"])
    wide = max(16, max(map(len, STATES[lang].values())) + 2)
    for one in report["tests"]:
        head = f"  {one['title']:<{longest}}  {STATES[lang][one['state']]:<{wide}}"
        yield from textwrap.wrap(head + one["says"], width, subsequent_indent=" " * min(len(head), width // 2)) or [head]
    yield ""
    yield LABELS[lang]["not_checked"]
    for text in report["not_checked"]:
        yield from textwrap.wrap(f"  - {text}", width, subsequent_indent="    ")
    yield from _charts(report, lang)


def _columns(report: dict[str, Any], lang: str, width: int) -> Iterator[str]:
    """The table of columns, those with findings first."""
    heads = [LABELS[lang][key] for key in ("column", "looks", "finding", "release")]
    rows = sorted(report["columns"], key=lambda c: c["verdict"] == "OPEN")
    cells = [heads]
    for column in rows[:SHOWN]:
        name = full_name(column)
        count = f"  {column['count']:,}" if column["count"] else ""
        finding = (FINDINGS[lang][column["finding"]] or column["title"]) + count if column["verdict"] != "OPEN" else ""
        cells.append([" ".join(name.split()), looks(column), finding, form(column, lang)])
    widths = [min(34, max(_wide(row[n]) for row in cells)) for n in range(3)]
    for row in cells:
        yield " " + "  ".join([_fit(cell, w) for cell, w in zip(row[:3], widths, strict=True)] + [row[3]]).rstrip()
    if len(rows) > SHOWN:
        yield " " + say(LABELS, "more", lang, n=len(rows) - SHOWN)


def full_name(column: dict[str, Any]) -> str:
    """A column's name as people write it: `column`, or `list.column`."""
    return f"{column['list']}.{column['column']}" if column["list"] else str(column["column"])


def looks(column: dict[str, Any]) -> str:
    """What a column becomes, or else what its values look like."""
    return str(column["becomes"] if column["becomes"] not in ("", "left out") else column["looks_like"])


def form(column: dict[str, Any], lang: str) -> str:
    """The suggested form of a column, with what it costs."""
    if column["verdict"] == "OPEN":
        return LABELS[lang]["as_is"]
    loss = f" ({column['loss']})" if column["loss"] else ""
    return column["suggested"] + loss if column["suggested"] else LABELS[lang][INSTEAD.get(column["verdict"], "sign")]


def _findings(report: dict[str, Any], lang: str, width: int) -> Iterator[str]:
    acts = [one for one in report["findings"] if one["acts"]]
    if acts:
        yield ""
        yield LABELS[lang]["findings"]
    for one in acts:
        at = f": {listed(one['columns'], lang)}" if one["columns"] else ""
        yield f"  {one['title']}{at}"
        for text in (one["why"], one["way_out"], rests_on(one, lang)):
            yield from textwrap.wrap(text, width - 4, initial_indent="    ", subsequent_indent="    ") if text else ()


def rests_on(one: dict[str, Any], lang: str) -> str:
    """The rule, its parameters, the lines and its source."""
    parts = [f"{LABELS[lang]['rule']} {one['rule']}"]
    if one["parameters"]:
        parts.append(say(LABELS, "parameters", lang, parameters=", ".join(f"{k} {v}" for k, v in one["parameters"].items())))
    if one["lines"]:
        shown = ", ".join(map(str, one["lines"][:8])) + (" ..." if len(one["lines"]) > 8 else "")
        parts.append(say(LABELS, "lines", lang, lines=shown))
    return ", ".join(parts) + f". {LABELS[lang]['source']}: {one['source']}"


def _drift(report: dict[str, Any], lang: str, width: int) -> Iterator[str]:
    if report["drift"]:
        yield ""
        yield LABELS[lang]["drift"]
    for one in report["drift"]:
        yield from textwrap.wrap(f"  - {one['sentence']}", width, subsequent_indent="    ")


def _charts(report: dict[str, Any], lang: str) -> Iterator[str]:
    if report["charts"]:
        yield ""
        yield LABELS[lang]["charts"]
    for chart in report["charts"]:
        yield f"  {chart['title']} ({chart['column']})"
        longest = max(_wide(bar["label"]) for bar in chart["bars"])
        most = max(bar["count"] for bar in chart["bars"])
        for bar in chart["bars"]:
            yield f"    {_fit(bar['label'], longest)}  {'█' * max(1, round(BAR * bar['count'] / most))} {bar['count']:,}"


def _wide(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _fit(text: str, width: int) -> str:
    while _wide(text) > width:
        text = text[:-1]
    return text + " " * (width - _wide(text))
