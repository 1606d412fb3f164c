"""Statements as SQL: each expression gives whole N-Quads lines, set-wise and null-safe.

A term is a tuple of parts, constants (`Text`) and SQL; parts of one line become the arguments of one `concat`,
which is five times faster than a chain of `||`. A literal is quoted by `json_quote`: JSON's escapes are all
escapes of N-Quads too, and it is four times faster than nested `replace`. What cannot be an IRI becomes a literal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intarsia.engine.duckdb import quote
from intarsia.shelf.feeds.rdfnames import OWN_PATH, RDF, SCHEMA, XSD

_CHARACTER = r"[A-Za-z0-9._~!$&''()*+,;=:@\x{C0}-\x{1FFF}\x{2C00}-\x{D7FF}/-]|%[0-9A-Fa-f]{2}"
HTTP = rf"https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{{1,5}})?(/({_CHARACTER})*)?(\?({_CHARACTER}|\?)*)?(#({_CHARACTER}|\?)*)?"
URN = r"urn:[A-Za-z0-9][A-Za-z0-9-]{1,30}:[A-Za-z0-9._~!$&()*+,;=:@/-]+"
#: language, script and region; what has more parts loses its tag rather than risk a line nobody reads
LANGUAGE = "[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?"
END = " .\n"


class Text(str):
    """A constant part, as opposed to SQL."""


Term = tuple[str, ...]


def concat(parts: Term) -> str:
    """Parts as one SQL expression, constants side by side joined beforehand."""
    merged: list[str] = []
    for part in parts:
        if isinstance(part, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1] + part)
        else:
            merged.append(part)
    return f"concat({', '.join(quote(p) if isinstance(p, Text) else p for p in merged)})"


def matches(sql: str, pattern: str) -> str:
    """Is all of the value of this form? NULL is not."""
    return f"coalesce(regexp_full_match({sql}, '{pattern}'), FALSE)"


def is_iri(sql: str) -> str:
    """Is the value an http(s) address or a URN that every reader takes? NULL is not."""
    return matches(sql, f"{HTTP}|{URN}")


def name(iri: str) -> Term:
    """A constant IRI."""
    return (Text(f"<{iri}>"),)


def literal(sql: str) -> Term:
    """A text in quotes, escaped."""
    return (f"json_quote(CAST({sql} AS VARCHAR))",)


def tagged(sql: str, language: str) -> Term:
    """A text with its language, where that is one."""
    return (*literal(sql), f"CASE WHEN {matches(language, LANGUAGE)} THEN concat('@', {language}) END")


def typed(sql: str, kind: str) -> Term:
    """A value with a datatype of XML Schema; the value must hold no quotes."""
    return (Text('"'), f"CAST({sql} AS VARCHAR)", Text(f'"^^<{XSD}{kind}>'))


def double(sql: str) -> Term:
    """A number as xsd:double, with the infinities as XML Schema spells them."""
    spelled = f"CASE WHEN isnan({sql}) THEN 'NaN' WHEN isinf({sql}) THEN CASE WHEN {sql} > 0 THEN 'INF' ELSE '-INF' END ELSE CAST({sql} AS VARCHAR) END"
    return typed(spelled, "double")


def iri_or_literal(sql: str) -> Term:
    """An IRI where the value is one, else a text."""
    return (f"CASE WHEN {is_iri(sql)} THEN concat('<', {sql}, '>') ELSE {concat(literal(sql))} END",)


def day(sql: str) -> str:
    """Is it a day of the calendar, year-month-day? The year may be negative: such years leap like their absolute value."""
    form = matches(sql, "-?[0-9]{4}-[0-9]{2}-[0-9]{2}")
    return f"CASE WHEN {form} THEN TRY_CAST(ltrim({sql}, '-') AS DATE) IS NOT NULL ELSE FALSE END"


def date(sql: str) -> Term:
    """An EDTF date: xsd:gYear, xsd:gYearMonth or xsd:date where it is exactly that, else the text as it stands."""
    return (*literal(sql), f"CASE WHEN {matches(sql, '-?[0-9]{4}')} THEN '^^<{XSD}gYear>' "
            f"WHEN {matches(sql, '-?[0-9]{4}-(0[1-9]|1[0-2])')} THEN '^^<{XSD}gYearMonth>' WHEN {day(sql)} THEN '^^<{XSD}date>' END")


def year(sql: str) -> Term:
    """A whole number as xsd:gYear, with at least four digits."""
    digits = f"CAST(abs({sql}) AS VARCHAR)"
    return (Text('"'), f"CASE WHEN {sql} < 0 THEN '-' END", f"lpad({digits}, CAST(greatest(4, length({digits})) AS INTEGER), '0')", Text(f'"^^<{XSD}gYear>'))


def chosen(sql: str, options: Mapping[str, str], default: str | None = None) -> str:
    """One constant for each value."""
    cases: dict[str, list[str]] = {}
    for value, result in options.items():
        cases.setdefault(result, []).append(quote(value))
    body = " ".join(f"WHEN {sql} IN ({', '.join(values)}) THEN {quote(result)}" for result, values in cases.items())
    return f"CASE {body} ELSE {quote(default) if default is not None else 'NULL'} END"


@dataclass(frozen=True)
class Statements:
    """Lines of one graph of one pool."""

    base: str
    graph: str

    def own(self, term: str) -> str:
        """A property or class of our own, which the pool's vocabulary page explains."""
        return f"{self.base}{OWN_PATH}{term}"

    def entity(self, kind: str, sql: str) -> Term:
        """The IRI of an entity by its id, as `iris.iri` mints it; odd characters are percent-encoded."""
        return (Text(f"<{self.base}id/{kind}/"), f"url_encode({sql})", Text(">"))

    def concept(self, scheme: str, sql: str) -> Term:
        """The IRI of a concept by its notation, as `iris.concept_iri` mints it."""
        return (Text(f"<{self.base}id/concept/{scheme}/"), f"url_encode({sql})", Text(">"))

    def concept_of(self, sql: str) -> Term:
        """The IRI of a concept by its id, vocabulary:notation."""
        scheme, notation = f"split_part({sql}, ':', 1)", f"substr({sql}, strpos({sql}, ':') + 1)"
        return (Text(f"<{self.base}id/concept/"), f"url_encode({scheme})", Text("/"), f"url_encode({notation})", Text(">"))

    def concept_scheme(self, sql: str) -> Term:
        return (Text(f"<{self.base}id/concept/"), f"url_encode({sql})", Text(">"))

    def place(self, sql: str) -> Term:
        """A place by its code or id; a name that is neither stays a literal."""
        known = concat(self.entity("place", sql))
        return (f"CASE WHEN {matches(sql, '[A-Z]{2,4}|[0-9a-f]{16}')} THEN {known} ELSE {concat(literal(sql))} END",)

    def line(self, subject: Term, predicate: str, value: Term) -> Term:
        """One statement; all its parts must be there."""
        return (*subject, Text(f" <{predicate}> "), *value, Text(f" <{self.graph}>{END}"))

    def maybe(self, subject: Term, predicate: str, value: Term, condition: str) -> Term:
        """One statement, or nothing when the condition does not hold."""
        return (f"CASE WHEN {condition} THEN {concat(self.line(subject, predicate, value))} END",)

    def type(self, subject: Term, iri: str) -> Term:
        return self.line(subject, f"{RDF}type", name(iri))

    def same_property(self, subject: Term, property_sql: str, value: Term) -> Term:
        """One statement whose schema.org property is computed."""
        return (*subject, Text(f" <{SCHEMA}"), property_sql, Text("> "), *value, Text(f" <{self.graph}>{END}"))


def select(lines: Term, source: str, subject: Term | None = None) -> str:
    """A query of one text column, `lines`; a subject used more than once is computed once, as `_s`."""
    if subject is None:
        return f"SELECT {concat(lines)} AS lines FROM {source}"
    return f"SELECT {concat(lines)} AS lines FROM (SELECT *, {concat(subject)} AS _s FROM {source}) AS r"
