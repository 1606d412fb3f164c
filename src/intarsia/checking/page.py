"""Page: a report as one HTML page that needs nothing else: no script, no outside request, colours by the house's tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from intarsia import __version__
from intarsia.checking import terminal
from intarsia.checking.sentences import FINDINGS, LABELS, STATES, language, say, words

HERE = Path(__file__).parent
TOKENS = HERE.parent / "web" / "styles" / "tokens.css"  # a file, not code: each colour stands there once
SHOWN = 400  #: columns


def written(report: dict[str, Any], lang: str) -> str:
    """The page of a report, in its language. Every text of the file is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    lang = language(lang)
    page = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).get_template("page.html")
    charts = [{**chart, "most": max(bar["count"] for bar in chart["bars"])} for chart in report["charts"]]
    columns = sorted(report["columns"], key=lambda c: c["verdict"] == "OPEN")
    return page.render(
        r={**report, "charts": charts},
        lang=lang,
        label=LABELS[lang],
        states=STATES[lang],
        say=lambda key, **names: say(LABELS, key, lang, **names),
        open_words=words("OPEN", 0, lang),
        columns=[_column(column, lang) for column in columns[:SHOWN]],
        more=max(0, len(columns) - SHOWN),
        findings=[{**one, "rests_on": terminal.rests_on(one, lang)} for one in report["findings"] if one["acts"]],
        notes=[one for one in report["findings"] if one["state"] == "note"],
        rival=rival_sentences(report),
        tokens=Markup(TOKENS.read_text("utf-8")),
        style=Markup((HERE / "page.css").read_text("utf-8")),
        version=__version__,
    )


def _column(column: dict[str, Any], lang: str) -> dict[str, Any]:
    return {**column, "looks": terminal.looks(column), "said": FINDINGS[lang][column["finding"]] or column["title"], "form": terminal.form(column, lang)}


def rival_sentences(report: dict[str, Any]) -> list[str]:
    """What the rival's view says in words, "" where it says nothing."""
    found = (report["rival"] or {}).get("sentences", [])
    return [str(text) for text in found] if isinstance(found, list) else []
