"""What the insights about openings share: rows of one query, each with a reason, what may stand in the way, and whom to write to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights.base import Answer, Field, Lead, Source
from intarsia.shelf.insights.plain import fields, told

Row = Mapping[str, Any]
CONTACTS = ("about", "dataset", "title", "contact")
WORDS = {"en": {"about": "About (key)", "dataset": "Dataset", "title": "Title", "contact": "Contact"},
         "nl": {"about": "Over (sleutel)", "dataset": "Dataset", "title": "Titel", "contact": "Contact"}}


def opened(source: Source, chosen: Mapping[str, str], say: Speaker, *, name: str, texts: Mapping[str, Mapping[str, str]], names: tuple[str, ...], sql: str, brought: str,
           because: Callable[[Row], list[str]], but: Callable[[Row], list[str]], lead: Callable[[Row], Lead], about: str, more: Mapping[str, str] = {}) -> Answer:
    """The answer of a query with two columns more, `because` and `but`, and the contacts of the datasets behind each row.

    because, but: parts of a sentence for a row; where nothing stands in the way, that is said. about: the column that says what a row is about.
    """
    text = texts.get(say.language, texts["en"])
    found = told(source, chosen, say, name=name, texts=texts, names=names, sql=sql, brought=brought, lead=lead, more=more)
    rows = [dict(zip(names, row, strict=True)) for row in found.rows]
    written = tuple((*row, _sentence(because(one)), _sentence(but(one) or [text["unknown"]])) for row, one in zip(found.rows, rows, strict=True))
    titles = WORDS.get(say.language, WORDS["en"])
    columns = tuple(Field(column, titles[column], "key" if column in ("about", "dataset") else "text") for column in CONTACTS)
    return replace(found, fields=(*found.fields, *fields(("because", "but"), say)), rows=written,
                   aside={"contacts": (columns, _contacts(source, say, rows, about))})


def themes(source: Source, keys: str, language: str, most: int = 3) -> str:
    """Names of genres written as "a|b"."""
    return ", ".join(source.label("genre", key, language).lower() for key in keys.split("|")[:most] if key)


def _contacts(source: Source, say: Speaker, rows: list[dict[str, Any]], about: str) -> tuple[tuple[Any, ...], ...]:
    ids = sorted({str(row[about]) for row in rows})
    if not ids:
        return ()
    kind = "agent" if about == "agent" else "work"
    found = source.records(f"""SELECT w.id, w.dataset, d.contact FROM {kind} AS w JOIN dataset AS d ON d.id = w.dataset WHERE w.id IN ({', '.join(map(quote, ids))}) ORDER BY ALL""")
    return tuple((row["id"], row["dataset"], source.label("dataset", row["dataset"], say.language), row["contact"] or "") for row in found)


def _sentence(parts: list[str]) -> str:
    text = "; ".join(part for part in parts if part)
    return text[:1].upper() + text[1:] + "." if text else ""
