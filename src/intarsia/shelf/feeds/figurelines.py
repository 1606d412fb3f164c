"""Figures and interventions as statements: the RDF Data Cube with SDMX's words; interventions as PROV activities."""

from __future__ import annotations

from collections.abc import Iterator

from intarsia.iris import DIGITS, SEPARATOR
from intarsia.shelf.feeds.rdfnames import DCT, PROV, QB, SCHEMA, SDMX_ATTRIBUTE, SDMX_DIMENSION, SDMX_MEASURE, XSD
from intarsia.shelf.feeds.statement import Statements, Term, concat, date, day, double, iri_or_literal, literal, matches, name, select
from intarsia.shelf.feeds.worklines import derived
from intarsia.tables import TABLES

S: Term = ("_s",)


def queries(to: Statements) -> Iterator[tuple[str, str]]:
    """The queries for a dataset's figures and interventions: the table each is about, and its SQL."""
    yield "observation", observations(to)
    yield "intervention", interventions(to)


def observations(to: Statements) -> str:
    """One qb:Observation a figure."""
    lines = (
        *to.type(S, f"{QB}Observation"),
        *to.line(S, f"{QB}dataSet", name(to.graph)),
        *to.maybe(S, f"{QB}measureType", to.concept("measure", "measure"), "measure IS NOT NULL"),
        *to.maybe(S, f"{SDMX_MEASURE}obsValue", double('"value"'), '"value" IS NOT NULL'),
        *to.maybe(S, f"{SDMX_ATTRIBUTE}unitMeasure", literal("unit"), "unit IS NOT NULL"),
        *to.maybe(S, f"{SDMX_DIMENSION}refPeriod", period(), "period_start IS NOT NULL"),
        *to.maybe(S, f"{SDMX_DIMENSION}refArea", to.place("place"), "place IS NOT NULL"),
        *to.maybe(S, f"{SCHEMA}about", about(to), "about IS NOT NULL"),
        *to.maybe(S, to.own("segment"), literal("segment"), "segment IS NOT NULL"),
        *to.maybe(S, f"{SDMX_ATTRIBUTE}obsStatus", literal("flag"), "flag IS NOT NULL"),
        *to.maybe(S, f"{SCHEMA}measurementMethod", literal("method"), "method IS NOT NULL"),
        *derived(to),
    )
    return select(lines, "observation", to.entity("observation", identity()))


def identity() -> str:
    """An observation has no key of its own: it is named by the hash of all columns that tell it apart."""
    parts = "".join(f", chr({ord(SEPARATOR)}), coalesce(CAST(\"{key}\" AS VARCHAR), '')" for key in ("dataset", *TABLES["observation"].key))
    return f"substr(sha256(concat('observation'{parts})), 1, {DIGITS})"


def period() -> Term:
    """A year as xsd:gYear, a day as xsd:date, anything else as an ISO 8601 interval."""
    start, end = "period_start", "coalesce(period_end, period_start)"
    whole = f"{matches(start, '[0-9]{4}-01-01')} AND {end} = concat(left({start}, 4), '-12-31')"
    one = f"{start} = {end} AND {day(start)}"
    return (f"CASE WHEN {whole} THEN concat('\"', left({start}, 4), '\"^^<{XSD}gYear>') "
            f"WHEN {one} THEN concat('\"', {start}, '\"^^<{XSD}date>') ELSE {concat(literal(f'concat({start}, chr(47), {end})'))} END",)


def about(to: Statements) -> Term:
    """What a figure is about, by its kind."""
    kinds = " ".join(f"WHEN {kind!r} THEN {concat(term)}" for kind, term in (
        ("work", to.entity("work", "about")), ("agent", to.entity("agent", "about")),
        ("place", to.place("about")), ("sector", to.concept("sector", "about"))))
    return (f"CASE about_kind {kinds} ELSE {concat(literal('about'))} END",)


def interventions(to: Statements) -> str:
    """What was done, where and when."""
    lines = (
        *to.type(S, f"{PROV}Activity"),
        *to.type(S, to.own("Intervention")),
        *to.maybe(S, f"{DCT}title", literal("title"), "title IS NOT NULL"),
        *to.maybe(S, f"{DCT}spatial", to.place("place"), "place IS NOT NULL"),
        *to.maybe(S, f"{DCT}subject", to.concept("sector", "sector"), "sector IS NOT NULL"),
        *to.maybe(S, f"{DCT}type", literal("kind"), "kind IS NOT NULL"),
        *to.maybe(S, f"{SCHEMA}startDate", date('"start"'), '"start" IS NOT NULL'),
        *to.maybe(S, f"{SCHEMA}endDate", date('"end"'), '"end" IS NOT NULL'),
        *to.maybe(S, to.own("amount"), literal("amount"), "amount IS NOT NULL"),
        *to.maybe(S, to.own("direction"), literal("direction"), "direction IS NOT NULL"),
        *to.maybe(S, f"{DCT}source", iri_or_literal('"source"'), '"source" IS NOT NULL'),
        *derived(to),
    )
    return select(lines, "intervention WHERE id IS NOT NULL", to.entity("intervention", "id"))
