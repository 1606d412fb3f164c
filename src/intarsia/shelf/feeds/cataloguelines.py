"""Datasets, their files, vocabularies, places and links as statements: DCAT 3, SKOS, PROV-O and our own Link."""

from __future__ import annotations

from collections.abc import Iterator

from intarsia.shelf.feeds import termlines
from intarsia.shelf.feeds.rdfnames import (
    DCAT,
    DCT,
    EDM,
    FOAF,
    LANGUAGES,
    LANGUAGES_3,
    LINK_PROPERTIES,
    MEDIA_TYPES,
    PROV,
    QB,
    RDF,
    SCHEMA,
    SKOS,
    SPDX,
    TDM,
    VCARD,
    XSD,
)
from intarsia.shelf.feeds.statement import (
    END,
    Statements,
    Term,
    Text,
    chosen,
    concat,
    date,
    double,
    iri_or_literal,
    is_iri,
    literal,
    matches,
    name,
    select,
    tagged,
    typed,
)

S: Term = ("_s",)


def queries(to: Statements) -> Iterator[tuple[str, str]]:
    """The queries for descriptions, vocabularies, places and links: the table each is about, and its SQL."""
    yield "dataset", datasets(to)
    yield "distribution", distributions(to)
    yield from termlines.queries(to)
    yield "place", places(to)
    yield "label", labels(to)
    yield "link", links(to)
    yield "entity", entities(to)


def datasets(to: Statements) -> str:
    """The description of a dataset, with its terms and its decision."""
    lines = (
        *to.type(S, f"{DCAT}Dataset"),
        *to.type(S, f"{SCHEMA}Dataset"),
        *to.maybe(S, f"{RDF}type", name(f"{QB}DataSet"), "EXISTS (SELECT 1 FROM observation)"),
        *to.line(S, f"{DCT}identifier", literal("id")),
        *to.maybe(S, f"{SCHEMA}name", literal("title"), "title IS NOT NULL"),
        *to.maybe(S, f"{DCAT}theme", to.concept("sector", "sector"), "sector IS NOT NULL"),
        *to.maybe(S, f"{DCT}license", licence("licence"), "licence IS NOT NULL"),
        *to.maybe(S, f"{SCHEMA}license", licence("licence"), "licence IS NOT NULL"),
        *to.maybe(S, f"{EDM}rights", iri_or_literal("object_rights"), "object_rights IS NOT NULL"),
        *to.maybe(S, f"{DCT}language", language(), "language IS NOT NULL"),
        *to.maybe(S, f"{TDM}reservation", (Text('"'), "CASE WHEN mining = 'allowed' THEN '0' ELSE '1' END", Text(f'"^^<{XSD}integer>')), "mining IS NOT NULL"),
        *to.maybe(S, f"{DCT}dateAccepted", date("decided_on"), "decided_on IS NOT NULL"),
        *(part for column in ("goal", "selection", "purpose", "verdict", "decided_by", "decision_why")
          for part in to.maybe(S, to.own(column), literal(column), f"{column} IS NOT NULL")),
        *to.maybe(S, to.own("synthetic"), typed("synthetic", "boolean"), "synthetic IS NOT NULL"),
        *period(to),
        *publisher(to),
        *contact(to),
    )
    return select(lines, "dataset WHERE id IS NOT NULL", to.entity("dataset", "id"))


def licence(sql: str) -> Term:
    """A licence by the name that its makers gave it: Open Data Commons' addresses with a hyphen lead to pages about the licence."""
    return iri_or_literal(f"regexp_replace({sql}, '^https?://(www[.])?opendatacommons[.]org/licenses/(pddl|by|odbl)/([0-9]+)[-.]([0-9]+)/?$', "
                          "'http://opendatacommons.org/licenses/\\2/\\3.\\4/')")


def _part(to: Statements, column: str, fragment: str) -> Term:
    """A node of its own below an entity: its IRI with a fragment."""
    return (*to.entity("dataset", column)[:-1], Text(f"#{fragment}>"))


def publisher(to: Statements) -> Term:
    """Who shares it, as a node of its own."""
    node = _part(to, "id", "publisher")
    lines = (*to.line(S, f"{DCT}publisher", node), *to.line(S, f"{PROV}wasAttributedTo", node), *to.line(S, f"{SCHEMA}publisher", node),
             *to.type(node, f"{FOAF}Agent"), *to.type(node, f"{SCHEMA}Organization"), *to.line(node, f"{FOAF}name", literal("publisher")),
             *to.line(node, f"{SCHEMA}name", literal("publisher")))
    return (f"CASE WHEN publisher IS NOT NULL THEN {concat(lines)} END",)


def contact(to: Statements) -> Term:
    """Whom to ask, as a node of its own."""
    node = _part(to, "id", "contact")
    address = matches("contact", "[A-Za-z0-9._+-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*")
    mail = (f"CASE WHEN {address} THEN concat('<mailto:', contact, '>') ELSE {concat(iri_or_literal('contact'))} END",)
    lines = (*to.line(S, f"{DCAT}contactPoint", node), *to.type(node, f"{VCARD}Kind"), *to.line(node, f"{VCARD}fn", literal("coalesce(publisher, contact)")),
             *to.line(node, f"{VCARD}hasEmail", mail))
    return (f"CASE WHEN contact IS NOT NULL THEN {concat(lines)} END",)


def period(to: Statements) -> Term:
    """The period covered, as text and with the two ends of an interval."""
    node = _part(to, "id", "period")
    start, end = "split_part(period, '/', 1)", "split_part(period, '/', 2)"
    lines = (*to.line(S, f"{SCHEMA}temporalCoverage", literal("period")), *to.line(S, f"{DCT}temporal", node), *to.type(node, f"{DCT}PeriodOfTime"),
             *to.maybe(node, f"{DCAT}startDate", date(start), f"{start} NOT IN ('', '..')"),
             *to.maybe(node, f"{DCAT}endDate", date(end), f"{end} NOT IN ('', '..')"))
    return (f"CASE WHEN period IS NOT NULL THEN {concat(lines)} END",)


def language() -> Term:
    """A language as an IRI of the Library of Congress."""
    return (f"CASE WHEN {matches('language', '[a-z]{2}')} THEN concat('<{LANGUAGES}', language, '>') "
            f"WHEN {matches('language', '[a-z]{3}')} THEN concat('<{LANGUAGES_3}', language, '>') ELSE {concat(literal('language'))} END",)


def distributions(to: Statements) -> str:
    """The files of a dataset, with their checksums."""
    checksum: Term = ("left(_s, length(_s) - 1)", Text("#checksum>"))
    summed = (*to.line(S, f"{SPDX}checksum", checksum), *to.type(checksum, f"{SPDX}Checksum"),
              *to.line(checksum, f"{SPDX}algorithm", name(f"{SPDX}checksumAlgorithm_sha256")),
              *to.line(checksum, f"{SPDX}checksumValue", (*literal("sha256"), Text(f"^^<{XSD}hexBinary>"))))
    media = (f"CASE WHEN {matches('media_type', '[a-z]+/[A-Za-z0-9.+-]+')} THEN concat('<{MEDIA_TYPES}', media_type, '>') ELSE {concat(literal('media_type'))} END",)
    lines = (
        *to.line(to.entity("dataset", "dataset"), f"{DCAT}distribution", S),
        *to.type(S, f"{DCAT}Distribution"),
        *to.maybe(S, f"{DCT}title", literal('"name"'), '"name" IS NOT NULL'),
        *to.maybe(S, f"{DCAT}mediaType", media, "media_type IS NOT NULL"),
        *to.maybe(S, f"{DCAT}byteSize", typed("bytes", "nonNegativeInteger"), "bytes >= 0"),
        *to.line(S, f"{DCAT}accessURL", access(to)),
        *to.maybe(S, f"{DCAT}downloadURL", (Text("<"), '"source"', Text(">")), is_iri('"source"')),
        *to.maybe(S, f"{PROV}wasDerivedFrom", (Text("<"), '"source"', Text(">")), is_iri('"source"')),
        *to.maybe(S, f"{DCT}license", licence("_licence"), "_licence IS NOT NULL"),
        f"CASE WHEN sha256 IS NOT NULL THEN {concat(summed)} END",
    )
    source = '(SELECT *, (SELECT min(licence) FROM dataset) AS _licence FROM distribution WHERE dataset IS NOT NULL) AS d'
    minted = "substr(sha256(concat('distribution', chr(31), dataset, chr(31), \"name\")), 1, 16)"
    subject = (f"CASE WHEN {is_iri('iri')} AND strpos(iri, '#') = 0 THEN concat('<', iri, '>') ELSE {concat(to.entity('distribution', minted))} END",)
    return select(lines, source, subject)


def access(to: Statements) -> Term:
    """Where a file can be had: its own address, else the page of its dataset, which says whom to ask."""
    page = concat((Text(f"<{to.base}datasets/"), "url_encode(dataset)", Text(">")))
    own = is_iri('"source"')
    return (f"CASE WHEN {own} THEN concat('<', \"source\", '>') ELSE {page} END",)


def places(to: Statements) -> str:
    """Countries and other places."""
    country = "kind IN ('country', 'former country')"
    lines = (
        *to.type(S, f"{SCHEMA}Place"),
        *to.maybe(S, f"{RDF}type", name(f"{SCHEMA}Country"), country),
        *to.maybe(S, f"{SCHEMA}name", literal('"name"'), '"name" IS NOT NULL'),
        *to.maybe(S, f"{SCHEMA}identifier", literal("id"), country),
    )
    return select(lines, "place WHERE id IS NOT NULL", to.entity("place", "id"))


def labels(to: Statements) -> str:
    """A label names a dataset (kind title or description), a concept (its id has a colon) or a place."""
    subject = (f"CASE WHEN kind IN ('title', 'description') THEN {concat(to.entity('dataset', 'entity'))} WHEN strpos(entity, ':') > 0 "
               f"THEN {concat(to.concept_of('entity'))} ELSE {concat(to.entity('place', 'entity'))} END",)
    of_dataset = f"WHEN kind = 'title' THEN '{DCT}title' WHEN kind = 'description' THEN '{DCT}description'"
    of_concept = chosen("kind", {"pref": f"{SKOS}prefLabel", "hidden": f"{SKOS}hiddenLabel"}, f"{SKOS}altLabel")
    of_place = chosen("kind", {"pref": f"{SCHEMA}name"}, f"{SCHEMA}alternateName")
    predicate = f"CASE {of_dataset} WHEN strpos(entity, ':') > 0 THEN {of_concept} ELSE {of_place} END"
    line = (*subject, Text(" <"), predicate, Text("> "), *tagged('"value"', "language"), Text(f" <{to.graph}> .\n"))
    return select(line, "label WHERE entity IS NOT NULL AND \"value\" IS NOT NULL")


def links(to: Statements) -> str:
    """A bare statement only for what is accepted and no model's guess; every other link is a Link with its state."""
    bare = ("object IS NOT NULL AND state = 'accepted' AND "
            "(\"method\" IN ('identifier', 'person') OR \"method\" = 'stated' AND predicate <> 'same_as')")
    property_ = chosen("predicate", {**{predicate: f"{SCHEMA}{name_}" for predicate, name_ in LINK_PROPERTIES.items()}, "shares_origin": to.own("sharesOrigin")})
    subject, other = _end(to, "subject"), _end(to, "object")
    link = to.entity("link", "id")
    described = (
        *to.type(link, to.own("Link")),
        *to.maybe(link, to.own("subject"), subject, "subject IS NOT NULL"),
        *to.maybe(link, to.own("predicate"), (Text("<"), "_property", Text(">")), "_property IS NOT NULL"),
        *to.maybe(link, to.own("object"), other, "object IS NOT NULL"),
        *(part for column in ("state", "method", "evidence") for part in to.maybe(link, to.own(column), literal(column), f'"{column}" IS NOT NULL')),
        *to.maybe(link, to.own("probability"), double("probability"), "probability IS NOT NULL"),
    )
    lines = (f"CASE WHEN {bare} AND _property IS NOT NULL THEN {concat((*subject, Text(' <'), '_property', Text('> '), *other, Text(f' <{to.graph}>{END}')))} ELSE {concat(described)} END",)
    return select(lines, f"(SELECT *, {property_} AS _property FROM link WHERE id IS NOT NULL) AS l")


def _end(to: Statements, column: str) -> Term:
    agent = "kind = 'agent'" if column == "subject" else "kind IN ('agent', 'work-agent')"
    return (f"CASE WHEN {agent} THEN {concat(to.entity('agent', column))} ELSE {concat(to.entity('work', column))} END",)


def entities(to: Statements) -> str:
    """An entity and its records, which are specialisations of it: each keeps its own aspects.

    What a model ties is said of a membership, with its probability, and never as a bare statement.
    """
    member = (f"CASE WHEN kind = 'agent' THEN {concat(to.entity('agent', 'member'))} ELSE {concat(to.entity('work', 'member'))} END",)
    part = (Text(f"<{to.base}id/entity/"), "url_encode(cluster)", Text("#"), "url_encode(member)", Text(">"))
    bare = "(method IS NULL OR method <> 'model')"
    lines = (*to.maybe(S, f"{RDF}type", name(f"{PROV}Entity"), "_first"), *to.line(S, to.own("membership"), part),
             *to.type(part, to.own("Membership")), *to.line(part, to.own("record"), member),
             *to.maybe(part, to.own("method"), literal("method"), "method IS NOT NULL"),
             *to.maybe(part, to.own("probability"), double("probability"), "probability IS NOT NULL"),
             *to.maybe(S, to.own("member"), member, bare), *to.maybe(member, f"{PROV}specializationOf", S, bare))
    source = ("(SELECT *, row_number() OVER (PARTITION BY cluster ORDER BY member, kind) = 1 AS _first FROM entity "
              "WHERE member IS NOT NULL AND cluster IS NOT NULL ORDER BY cluster, member, kind) AS e")
    return select(lines, source, to.entity("entity", "cluster"))
