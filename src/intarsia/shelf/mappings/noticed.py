"""Notices as SQL: those that a mapping takes from columns, those that a description states of records, and what rows carry of both.

Every query here gives record, entity, kind, language, text, label, link, _told (stands it in the column `notice` of its thing?) and _row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from intarsia.engine.duckdb import identifier, quote
from intarsia.model import NOTICES, Notice
from intarsia.shelf.mappings.clauses import NOTHING, tidy
from intarsia.text import fold

#: the tables whose rows carry what readers should know
CARRYING = ("work", "agent", "observation", "intervention")
#: of several notices of one record so many stand in its row; all stand in the table `notice`
IN_ROW = 4
BETWEEN = " | "
LINK = "https?://[^ <>\"]+"


def mapped(rows: str, language: str) -> str:
    """Of a rule `notices` of a mapping. rows: its columns as written (_c_kind ...), with _of, record, _row. A kind that is none is context."""
    kinds = ", ".join(map(quote, NOTICES))
    return (f"SELECT record, _of AS entity, CASE WHEN lower(trim(_c_kind)) IN ({kinds}) THEN lower(trim(_c_kind)) ELSE 'context' END AS kind, coalesce({language}, 'und') AS language, "
            f"{tidy('_c_text')} AS text, {tidy('_c_label')} AS label, CASE WHEN regexp_matches(trim(_c_link), {quote(f'^{LINK}$')}) THEN trim(_c_link) END AS link, TRUE AS _told, _row "
            f"FROM ({rows}) AS c WHERE {tidy('_c_text')} IS NOT NULL AND {tidy('_c_kind')} IS NOT NULL")


def described(notices: Iterable[Notice], kept: str, relation: str, columns: list[str], first: str) -> Iterator[str]:
    """Of the notices of a description that are about some records. kept: the things that a rule made; relation, columns: the records it read; first: the language of rows."""
    for one in notices:
        if one.whole or (one.column and one.column not in columns):
            continue
        source, test = f"{kept} AS w", f"w.record IN ({', '.join(map(quote, one.records))})"
        if one.column:
            source, test = f"{kept} AS w JOIN {relation} AS r ON r._row = w._row", _holds(f"CAST(r.{identifier(one.column)} AS VARCHAR)", one.values)
        for language, text in one.text.items():
            told = language == (first if first in one.text else "en" if "en" in one.text else next(iter(one.text)))
            yield (f"SELECT w.record AS record, w.id AS entity, {quote(one.kind)} AS kind, {quote(language)} AS language, {quote(text)} AS text, {_or_null(one.label)} AS label, "
                   f"{_or_null(one.link)} AS link, {'TRUE' if told else 'FALSE'} AS _told, w._row AS _row FROM {source} WHERE {test}")


def carried(source: str, by: str, whole: str, own: bool) -> str:
    """The rows of a source with the column `notice`. by: the column that names the thing; whole: what is said of all; own: are there notices of single things?"""
    if not own:
        return f"(SELECT s.*, {quote(whole)} AS notice FROM {source} AS s)" if whole else source
    nth = "row_number() OVER (PARTITION BY entity ORDER BY kind, text)"
    parts = ", ".join(f"max(CASE WHEN _nth = {n} THEN {quote(BETWEEN) + ' || ' if n > 1 else ''}kind || ': ' || text END)" for n in range(1, IN_ROW + 1))
    once = "(SELECT DISTINCT entity, kind, text FROM out_notice WHERE _told) AS d"
    told = f"SELECT entity, concat({parts}) AS said FROM (SELECT entity, kind, text, {nth} AS _nth FROM {once}) AS n GROUP BY entity"
    said = f"CASE WHEN n.said IS NULL THEN {_or_null(whole)} ELSE {quote(whole + BETWEEN) + ' || ' if whole else ''}n.said END"
    return f"(SELECT s.*, {said} AS notice FROM {source} AS s LEFT JOIN ({told}) AS n ON n.entity = s.{identifier(by)})"


def of_all(notices: Iterable[Notice], first: str) -> str:
    """What a description says of the whole dataset, as rows carry it."""
    return BETWEEN.join(f"{one.kind}: {one.text.get(first) or one.text.get('en') or next(iter(one.text.values()))}" for one in notices if one.whole)


def _holds(cell: str, values: tuple[str, ...]) -> str:
    """Has a cell one of these values, alone or between ; , | or /? Any value where none is named."""
    if not values:
        return f"trim({cell}) <> ''"
    listed = "|".join(re.escape(fold(one)) for one in values)
    return f"regexp_matches(fold({cell}), {quote(f'(^|[;,|/]) *({listed}) *([;,|/]|$)')})"


def _or_null(text: str) -> str:
    return quote(text) if text else NOTHING
