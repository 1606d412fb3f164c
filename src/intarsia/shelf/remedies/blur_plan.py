"""Blur a plan: what is coming, without which work it is. "Game, fantasy, 8-12, NL, 2028": no title, and no date finer than a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from intarsia.engine.duckdb import DuckDB, identifier, quote
from intarsia.model import ADDED
from intarsia.shelf.remedies import generalise_date
from intarsia.shelf.remedies.base import Option, Safer
from intarsia.shelf.remedies.writing import settled, there
from intarsia.text import fold

NAME = "blur-plan"
LEVEL = "column"
TITLE = {"en": "Blur the plan", "nl": "Het plan vervagen"}
ABOUT = {
    "en": "Titles make way for a description: what it is, its genre, for whom, where, and the year. Every date becomes a year. Other columns stay: leave out what still tells too much.",
    "nl": "Titels maken plaats voor een omschrijving: wat het is, genre, voor wie, waar, en het jaar. Elke datum wordt een jaar. Andere kolommen blijven: laat weg wat nog te veel vertelt.",
}
PARTS = ("kind", "genre", "audience", "country", "date")
OPTIONS = {
    **{part: Option(f"the column that tells the {part}; '' finds it by its name", "") for part in PARTS},
    "as": Option("the name of the new column", "description"),
}
#: how columns that tell these parts are called, folded; the first that is there counts
CALLED = {
    "kind": ("type", "kind", "form", "category", "soort", "vorm", "art", "gattung", "tipo", "categoria", "categorie", "forme", "rodzaj", "medium", "format"),
    "genre": ("genre", "genres", "genere", "genero", "generi", "gatunek"),
    "audience": ("audience", "target_audience", "age_group", "age_rating", "doelgroep", "leeftijd", "zielgruppe", "altersgruppe", "public", "publico", "pubblico", "odbiorcy"),
    "country": ("country", "land", "pays", "pais", "paese", "kraj", "region", "regio"),
    "date": ("release_date", "release", "releasedatum", "year", "jaar", "jahr", "annee", "ano", "anno", "rok", "premiere_date", "premiere", "publication_date", "verschijningsdatum",
             "erscheinungsdatum", "date_sortie", "fecha", "data"),
}
#: a column is one of dates when so large a share of its cells begins like one
SHARE = 0.8
_DATE = "^([0-9]{4}-?[01][0-9](-?[0-3][0-9])?([T ].*)?|[0-9]{4}-?[Ww][0-5][0-9]|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{4}.*)$"


def apply(engine: DuckDB, relation: str, columns: Sequence[str], options: Mapping[str, Any]) -> Safer:
    """The same rows without those titles, with a description, and with years for dates."""
    asked = settled(NAME, options, OPTIONS)
    known = there(engine, relation, columns, NAME)
    there(engine, relation, [*columns, *(asked[part] for part in PARTS if asked[part])], NAME)
    kept = [name for name in known if name not in columns]
    data = [name for name in kept if name not in ADDED]
    found = {part: asked[part] or next((name for word in CALLED[part] for name in data if "_".join(fold(name).split()) == word), "") for part in PARTS}
    dates = {*_dates(engine, relation, data), *([found["date"]] if found["date"] else [])}
    years = f"({generalise_date.apply(engine, relation, sorted(dates), {'to': 'year'}).sql})" if dates else relation
    parts = [f"t.{identifier(found[part])}" for part in PARTS if found[part]]
    description = " || ".join(f"coalesce({quote(', ') if n else quote('')} || nullif(trim({sql}), ''), '')" for n, sql in enumerate(parts)) or "''"
    name = asked["as"] if asked["as"] not in kept else next(f"{asked['as']} {n}" for n in range(2, len(kept) + 3) if f"{asked['as']} {n}" not in kept)
    fields = ", ".join(f"t.{identifier(column)}" for column in kept)
    return Safer(f"SELECT {fields}, nullif(regexp_replace({description}, '^, ', '', 'g'), '') AS {identifier(name)} FROM {years} AS t", (*kept, name))


def _dates(engine: DuckDB, relation: str, columns: Sequence[str]) -> list[str]:
    """The columns of which most cells are dates with a month."""
    if not columns:
        return []
    asked = ", ".join(f"count(t.{identifier(name)}), sum(CASE WHEN regexp_matches(trim(t.{identifier(name)}), '{_DATE}') THEN 1 ELSE 0 END)" for name in columns)
    counts = engine.rows(f"SELECT {asked} FROM {relation} AS t")[0]
    return [name for n, name in enumerate(columns) if counts[2 * n] and (counts[2 * n + 1] or 0) >= SHARE * counts[2 * n]]
