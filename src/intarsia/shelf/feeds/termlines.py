"""Vocabularies and crosswalks as statements: SKOS, and for what a crosswalk says the axiom that SSSOM writes, with who says so, when and why."""

from __future__ import annotations

from collections.abc import Iterator

from intarsia.engine.duckdb import quote
from intarsia.shelf.feeds.rdfnames import DCT, OWL, RDF, RDFS, SKOS, SSSOM
from intarsia.shelf.feeds.statement import Statements, Term, Text, chosen, concat, date, iri_or_literal, is_iri, literal, name, select

S: Term = ("_s",)
_MATCHES = {one: f"{SKOS}{one}Match" for one in ("exact", "close", "broad", "narrow", "related")}


def queries(to: Statements) -> Iterator[tuple[str, str]]:
    """The queries: the table each is about, and its SQL."""
    yield "concept", schemes(to)
    yield "vocabulary", described(to)
    yield "concept", concepts(to)
    yield "concept_relation", relations(to)
    yield "crosswalk", crosswalks(to)


def schemes(to: Statements) -> str:
    """The vocabularies, each with the concepts that have no broader one."""
    lines = (*to.maybe(S, f"{RDF}type", name(f"{SKOS}ConceptScheme"), "_first"),
             *to.maybe(S, f"{DCT}identifier", literal("scheme"), "_first"),
             *to.maybe(S, f"{SKOS}hasTopConcept", to.concept_of("id"), "_top"))
    source = ("(SELECT scheme, id, broader IS NULL AND id IS NOT NULL AS _top, row_number() OVER (PARTITION BY scheme ORDER BY id) = 1 AS _first "
              "FROM concept WHERE scheme IS NOT NULL ORDER BY scheme, id) AS s WHERE _top OR _first")
    return select(lines, source, to.concept_scheme("scheme"))


def described(to: Statements) -> str:
    """Where a vocabulary comes from."""
    lines = (*to.maybe(S, f"{DCT}title", literal("title"), "title IS NOT NULL"), *to.maybe(S, f"{DCT}publisher", literal("publisher"), "publisher IS NOT NULL"),
             *to.maybe(S, f"{DCT}license", iri_or_literal("licence"), "licence IS NOT NULL"), *to.maybe(S, f"{DCT}source", iri_or_literal('"source"'), '"source" IS NOT NULL'))
    return select(lines, "vocabulary WHERE id IS NOT NULL", to.concept_scheme("id"))


def concepts(to: Statements) -> str:
    """Their concepts; names come from the labels."""
    lines = (
        *to.type(S, f"{SKOS}Concept"),
        *to.maybe(S, f"{SKOS}inScheme", to.concept_scheme("scheme"), "scheme IS NOT NULL"),
        *to.maybe(S, f"{SKOS}notation", literal("notation"), "notation IS NOT NULL"),
        *to.maybe(S, f"{SKOS}broader", to.concept_of("broader"), "broader IS NOT NULL"),
        *to.maybe(S, f"{SKOS}definition", (*literal("definition"), Text("@en")), "definition <> ''"),
        *to.maybe(S, f"{SKOS}exactMatch", (Text("<"), "origin", Text(">")), is_iri("origin")),
        *to.maybe(S, f"{DCT}issued", date("since"), "since IS NOT NULL"),
        *to.maybe(S, f"{OWL}deprecated", (Text('"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),), "withdrawn"),
        *to.maybe(S, f"{DCT}isReplacedBy", to.concept_of("replaced_by"), "replaced_by IS NOT NULL"),
    )
    return select(lines, "concept WHERE id IS NOT NULL", to.concept_of("id"))


def relations(to: Statements) -> str:
    """Broader concepts beside the first, and related ones."""
    other = (f"CASE WHEN {is_iri('other')} AND strpos(other, '://') > 0 THEN concat('<', other, '>') ELSE {concat(to.concept_of('other'))} END",)
    line = (*S, Text(" <"), chosen("relation", {"broader": f"{SKOS}broader"}, f"{SKOS}related"), Text("> "), *other, Text(f" <{to.graph}> .\n"))
    source = ("(SELECT r.concept, r.relation, r.other FROM concept_relation AS r LEFT JOIN concept AS c ON c.id = r.concept AND r.relation = 'broader' AND c.broader = r.other "
              "WHERE c.id IS NULL AND r.concept IS NOT NULL) AS r")
    return select(line, source, to.concept_of("concept"))


def crosswalks(to: Statements) -> str:
    """What one concept is of another: the bare statement where both have addresses, and always the axiom that says who says so.

    The axiom is a part of the concept that this pool has, so that it is found with it.
    """
    here = quote(f"{to.base}id/concept/")
    anchor = f"CASE WHEN strpos(source_iri, {here}) = 1 THEN source_iri WHEN strpos(target_iri, {here}) = 1 THEN target_iri END"
    node: Term = ("left(_s, length(_s) - 1)", Text("#says-"), "left(sha256(concat_ws(chr(31), crosswalk, source, relation, target)), 16)", Text(">"))
    ends = {end: iri_or_literal(f"coalesce({end}_iri, {end})") for end in ("source", "target")}
    bare = (*ends["source"], Text(" <"), "_match", Text("> "), *ends["target"], Text(f" <{to.graph}> .\n"))
    lines = (
        f"CASE WHEN _match IS NOT NULL AND {is_iri('source_iri')} AND {is_iri('target_iri')} THEN {concat(bare)} END",
        f"CASE WHEN _anchor IS NOT NULL THEN {concat(_axiom(to, node, ends))} END",
    )
    source = f"(SELECT *, {chosen('relation', _MATCHES)} AS _match, {anchor} AS _anchor FROM crosswalk WHERE source IS NOT NULL) AS c"
    return select(lines, source, ("CASE WHEN _anchor IS NOT NULL THEN concat('<', _anchor, '>') END",))


def _axiom(to: Statements, node: Term, ends: dict[str, Term]) -> Term:
    said = {f"{SSSOM}author_label": literal("said_by"), f"{SSSOM}mapping_date": date("said_on"), f"{RDFS}comment": literal("note"),
            f"{SSSOM}subject_label": literal("source_label"), f"{SSSOM}object_label": literal("target_label")}
    own = to.own("")
    columns = ("said_by", "said_on", "note", "source_label", "target_label")
    return (
        *to.line(S, to.own("crosswalk"), node),
        *to.type(node, f"{OWL}Axiom"),
        *to.line(node, f"{OWL}annotatedSource", ends["source"]),
        *to.line(node, f"{OWL}annotatedProperty", (f"CASE WHEN _match IS NOT NULL THEN concat('<', _match, '>') ELSE {concat((Text(f'<{own}'), 'relation', Text('>')))} END",)),
        *to.maybe(node, f"{OWL}annotatedTarget", ends["target"], "target <> ''"),
        *to.line(node, f"{SSSOM}mapping_source", literal("crosswalk")),
        *(part for (predicate, value), column in zip(said.items(), columns, strict=True) for part in to.maybe(node, predicate, value, f"{column} IS NOT NULL")),
    )
