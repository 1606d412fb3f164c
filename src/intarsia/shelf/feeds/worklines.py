"""Works and who made them as statements: schema.org, with rights by EDM and the record they come from by PROV-O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intarsia.engine.duckdb import quote
from intarsia.shelf.feeds.rdfnames import DCT, EDM, FORM_CLASSES, FORM_ROLES, IMDB, OTHER_ROLE, PROV, RDF, ROLE_PROPERTIES, SAME_AS, SCHEMA
from intarsia.shelf.feeds.statement import (
    END,
    Statements,
    Term,
    Text,
    chosen,
    concat,
    date,
    iri_or_literal,
    is_iri,
    literal,
    matches,
    name,
    select,
    tagged,
    year,
)

S: Term = ("_s",)


def queries(to: Statements, language: str | None) -> Iterator[tuple[str, str]]:
    """The queries for a dataset's works: the table each is about, and its SQL; `language` is that of its descriptions."""
    yield "work", works(to, language)
    yield "title", titles(to)
    yield "term", terms(to)
    yield "contribution", contributions(to)
    yield "contribution", form_contributions(to)
    yield "contribution", roles(to)
    yield "agent", agents(to)
    yield "identifier", identifiers(to)


def works(to: Statements, language: str | None) -> str:
    """What a work is, when it appeared, its rights, and the record it comes from."""
    kind = chosen("form", FORM_CLASSES)
    described = tagged("description", quote(language)) if language else literal("description")
    lines = (
        *to.type(S, f"{SCHEMA}CreativeWork"),
        *to.maybe(S, f"{RDF}type", (Text(f"<{SCHEMA}"), "_class", Text(">")), "_class IS NOT NULL"),
        *to.maybe(S, f"{SCHEMA}additionalType", to.concept("form", "form"), "form IS NOT NULL"),
        *to.maybe(S, f"{DCT}type", to.concept("sector", "sector"), "sector IS NOT NULL"),
        *to.maybe(S, f"{SCHEMA}datePublished", date('"date"'), '"date" IS NOT NULL'),
        *to.maybe(S, f"{SCHEMA}inLanguage", literal("language"), "language IS NOT NULL"),
        *to.maybe(S, f"{SCHEMA}creativeWorkStatus", literal("status"), "status IS NOT NULL"),
        *to.maybe(S, f"{SCHEMA}description", described, "description IS NOT NULL"),
        *to.maybe(S, f"{EDM}rights", iri_or_literal("rights"), "rights IS NOT NULL"),
        *to.maybe(S, f"{SCHEMA}license", ("concat('<', rights, '>')",), f"starts_with(rights, 'https://creativecommons.org/') AND {is_iri('rights')}"),
        *to.maybe(S, f"{SCHEMA}url", iri_or_literal("page"), "page IS NOT NULL"),
        *to.line(S, f"{SCHEMA}isPartOf", name(to.graph)),
        *derived(to),
    )
    return select(lines, f"(SELECT *, {kind} AS _class FROM work WHERE id IS NOT NULL) AS w", to.entity("work", "id"))


def derived(to: Statements) -> Term:
    """The contributor's record: its IRI where the key is one, else the key."""
    source = concat(to.line(S, f"{PROV}wasDerivedFrom", (Text("<"), "record", Text(">"))))
    key = concat(to.line(S, f"{DCT}identifier", literal("record")))
    likely = "(starts_with(record, 'http') OR starts_with(record, 'urn:'))"
    return (f"CASE WHEN record IS NULL THEN NULL WHEN {likely} AND {is_iri('record')} THEN {source} ELSE {key} END",)


def titles(to: Statements) -> str:
    """The main title is its name, all others are alternate names."""
    named = "CASE WHEN kind = 'main' THEN 'name' ELSE 'alternateName' END"
    return select(to.same_property(to.entity("work", "work"), named, tagged("value", "language")), "title WHERE work IS NOT NULL AND value IS NOT NULL")


def terms(to: Statements) -> str:
    """A matched word is its concept, any other word stays a word."""
    known = "coalesce(state = 'matched' AND concept IS NOT NULL, FALSE)"
    property_ = (f"CASE facet WHEN 'country' THEN 'countryOfOrigin' WHEN 'language' THEN 'inLanguage' WHEN 'audience' THEN 'audience' "
                 f"WHEN 'subject' THEN CASE WHEN {known} THEN 'about' ELSE 'keywords' END ELSE 'genre' END")
    place, language = concat(to.entity("place", "concept")), concat(literal("concept"))
    other = concat((Text(f"<{to.base}id/concept/"), "facet", Text("/"), "url_encode(concept)", Text(">")))
    value = f"CASE WHEN NOT {known} THEN {concat(literal('value'))} WHEN facet = 'country' THEN {place} WHEN facet = 'language' THEN {language} ELSE {other} END"
    facets = "facet IN ('genre', 'country', 'language', 'audience', 'subject')"
    return select(to.same_property(to.entity("work", "work"), property_, (value,)), f"term WHERE work IS NOT NULL AND {facets} AND (value IS NOT NULL OR {known})")


def contributions(to: Statements) -> str:
    """Who did what, by the property that schema.org has for the role."""
    role = chosen("role", ROLE_PROPERTIES, OTHER_ROLE)
    plain = f"role IS NULL OR role NOT IN ({_listed(FORM_ROLES)})"
    return select(to.same_property(to.entity("work", "work"), role, to.entity("agent", "agent")),
                  f"contribution WHERE work IS NOT NULL AND agent IS NOT NULL AND ({plain})")


def form_contributions(to: Statements) -> str:
    """The few roles that schema.org names by the form of the work."""
    cases = []
    for role, options in FORM_ROLES.items():
        forms = " ".join(f"WHEN form IN ({_listed(forms)}) THEN {quote(p)}" for forms, p in options if forms)
        cases.append(f"WHEN {quote(role)} THEN CASE {forms} ELSE {quote(options[-1][1])} END")
    source = ("(SELECT c.work, c.agent, c.role, w.form FROM contribution AS c LEFT JOIN work AS w ON w.id = c.work "
              f"WHERE c.role IN ({_listed(FORM_ROLES)}) AND c.work IS NOT NULL AND c.agent IS NOT NULL ORDER BY c.work, c.position, c.agent, c.role) AS j")
    return select(to.same_property(to.entity("work", "work"), f"CASE role {' '.join(cases)} END", to.entity("agent", "agent")), source)


def roles(to: Statements) -> str:
    """Who did what, by the role itself: its concept is the property, as the relators of the Library of Congress are concepts and properties at once.

    schema.org has fewer properties than there are roles; without these statements a choreographer and a gaffer are both a contributor.
    """
    said = (*to.entity("work", "work"), Text(" "), *to.concept("role", "role"), Text(" "), *to.entity("agent", "agent"), Text(f" <{to.graph}>{END}"))
    return select(said, "contribution WHERE work IS NOT NULL AND agent IS NOT NULL AND role IS NOT NULL")


def agents(to: Statements) -> str:
    """Of living persons only what the credit says."""
    organised = "kind = 'organisation'"
    lines = (
        *to.line(S, f"{RDF}type", (Text(f"<{SCHEMA}"), chosen("kind", {"person": "Person", "organisation": "Organization"}, "Thing"), Text(">"))),
        *to.maybe(S, f"{SCHEMA}name", literal("name"), "name IS NOT NULL"),
        *_span(to, "year_start", f"CASE WHEN {organised} THEN 'foundingDate' ELSE 'birthDate' END"),
        *_span(to, "year_end", f"CASE WHEN {organised} THEN 'dissolutionDate' ELSE 'deathDate' END"),
        *to.maybe(S, f"{SCHEMA}nationality", to.place("country"), f"country IS NOT NULL AND ({organised}) IS NOT TRUE"),
        *to.maybe(S, f"{SCHEMA}location", to.place("country"), f"country IS NOT NULL AND {organised}"),
    )
    return select(lines, "agent WHERE id IS NOT NULL", to.entity("agent", "id"))


def _span(to: Statements, column: str, property_sql: str) -> Term:
    return (f"CASE WHEN {column} IS NOT NULL THEN {concat(to.same_property(S, property_sql, year(column)))} END",)


def identifiers(to: Statements) -> str:
    """`scheme:value` as a literal, and the IRI where the scheme's are well known."""
    agent, work = concat(to.entity("agent", "entity")), concat(to.entity("work", "entity"))
    concept = concat(to.concept_of("entity"))  # only a concept's id has a colon
    subject = (f"CASE WHEN strpos(entity, ':') > 0 THEN {concept} WHEN entity IN (SELECT id FROM agent WHERE id IS NOT NULL) THEN {agent} ELSE {work} END",)
    cases = [f"WHEN scheme = {quote(s)} AND {matches('value', pattern)} THEN concat({quote(before)}, value, {quote(after)})"
             for s, (pattern, before, after) in SAME_AS.items()]
    cases += [f"WHEN scheme = 'imdb' AND {matches('value', prefix + '[0-9]+')} THEN concat({quote(before)}, value, '/')" for prefix, before in IMDB.items()]
    lines = (
        *to.line(S, f"{SCHEMA}identifier", literal("concat(scheme, ':', value)")),
        *to.maybe(S, f"{SCHEMA}sameAs", (Text("<"), "_same", Text(">")), "_same IS NOT NULL"),
    )
    return select(lines, f"(SELECT *, CASE {' '.join(cases)} END AS _same FROM identifier WHERE entity IS NOT NULL AND value IS NOT NULL) AS i", subject)


def _listed(values: Iterable[str]) -> str:
    return ", ".join(quote(value) for value in values)
