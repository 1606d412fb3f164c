"""What the IRIs of a catalogue are: registers look at the class of each, and fetch nothing to find out."""

from __future__ import annotations

import pyoxigraph as ox

from intarsia.linkeddata.said import TYPE, Said, text
from intarsia.linkeddata.subject import iri
from intarsia.reader import Reader
from intarsia.shelf.feeds.rdfnames import DCAT, DCT, FOAF, LANGUAGES, LANGUAGES_3, SCHEMA, SKOS, SPDX

RESOURCE = "http://www.w3.org/2000/01/rdf-schema#Resource"
#: property -> the class of what it points to
CLASSES = {
    f"{DCT}license": f"{DCT}LicenseDocument", f"{DCT}language": f"{DCT}LinguisticSystem", f"{DCT}spatial": f"{DCT}Location", f"{DCAT}mediaType": f"{DCT}MediaType",
    f"{DCT}format": f"{DCT}MediaTypeOrExtent",
    f"{DCAT}compressFormat": f"{DCT}MediaType", f"{DCAT}packageFormat": f"{DCT}MediaType", f"{DCT}accessRights": f"{DCT}RightsStatement", f"{DCAT}theme": f"{SKOS}Concept",
    f"{DCAT}themeTaxonomy": f"{SKOS}ConceptScheme", f"{DCT}publisher": f"{FOAF}Agent", f"{SPDX}algorithm": f"{SPDX}ChecksumAlgorithm",
    f"{DCAT}endpointURL": RESOURCE, f"{DCAT}endpointDescription": RESOURCE,
}
CULTURE = "http://publications.europa.eu/resource/authority/data-theme/EDUC"
KEYWORDS = 6
THEMES = "http://publications.europa.eu/resource/authority/data-theme"


def language(code: str) -> str:
    """A language as the dumps name it."""
    return f"{LANGUAGES if len(code) == 2 else LANGUAGES_3}{code}"


def licence_of_all(reader: Reader) -> str | None:
    """The licence that all datasets share; None where they differ or state none: then what was derived from all of them has no licence of its own."""
    found = reader.rows("SELECT DISTINCT licence FROM dataset")
    return found[0][0] if len(found) == 1 and str(found[0][0]).startswith("http") else None


def places(said: Said, reader: Reader, dataset: str) -> None:
    """The countries that a dataset's works come from and its figures and interventions speak of, where the release knows them as places."""
    sql = ("SELECT concept AS place FROM term WHERE dataset = $d AND facet = 'country' AND state = 'matched' UNION SELECT place FROM observation WHERE dataset = $d "
           "UNION SELECT place FROM intervention WHERE dataset = $d")
    me = f"{reader.base}id/dataset/{dataset}"
    for (place,) in reader.rows(f"SELECT id FROM place WHERE kind = 'country' AND id IN ({sql}) ORDER BY id", {"d": dataset}):
        node = iri(reader.base, "place", place)
        said.link(me, f"{DCT}spatial", node)
        said.link(me, f"{SCHEMA}spatialCoverage", node)


def keywords(said: Said, reader: Reader, dataset: str) -> None:
    """Words to find a dataset by, in the pool's languages: its sector, and what most of its works are or its figures measure."""
    me = f"{reader.base}id/dataset/{dataset}"
    sql = ("SELECT concat('sector:', sector) AS id, 0 AS place, 1 AS uses FROM dataset WHERE id = $d AND sector IS NOT NULL "
           "UNION ALL SELECT concat('form:', form), 1, count(*) FROM work WHERE dataset = $d AND form IS NOT NULL GROUP BY form "
           "UNION ALL SELECT concat('measure:', measure), 1, count(*) FROM observation WHERE dataset = $d AND measure IS NOT NULL GROUP BY measure")
    for (concept,) in reader.rows(f"SELECT id FROM ({sql}) WHERE id IN (SELECT id FROM concept) ORDER BY place, uses DESC, id LIMIT {KEYWORDS}", {"d": dataset}):
        for tongue in reader.languages:
            word = reader.label(concept, tongue)
            said.texts(me, f"{DCAT}keyword", {tongue: word})
            said.texts(me, f"{SCHEMA}keywords", {tongue: word})


def restated(said: Said, reader: Reader) -> None:
    """Add the class of each IRI that a property of the catalogue points to, and the names of themes."""
    for triple in said.triples():
        wanted = CLASSES.get(triple.predicate.value)
        if wanted and isinstance(triple.object, ox.NamedNode):
            said.type(triple.object.value, wanted)
    for triple in said.triples():
        if triple.predicate == TYPE and triple.object == ox.NamedNode(f"{SKOS}Concept"):
            _named(said, reader, str(triple.subject.value))  # type: ignore[union-attr]
        if triple.predicate == TYPE and triple.object == ox.NamedNode(f"{SKOS}ConceptScheme"):
            said.add(str(triple.subject.value), f"{DCT}title", text(str(triple.subject.value).rpartition("/")[2]))  # type: ignore[union-attr]


def _named(said: Said, reader: Reader, theme: str) -> None:
    """A theme's names, by its vocabulary."""
    if theme == CULTURE:
        said.texts(theme, f"{SKOS}prefLabel", {"en": "Education, culture and sport", "nl": "Onderwijs, cultuur en sport"})
        said.link(theme, f"{SKOS}inScheme", THEMES)
        said.type(THEMES, f"{SKOS}ConceptScheme")
        said.add(THEMES, f"{DCT}title", ox.Literal("Data theme", language="en"))
        return
    notation = theme.rpartition("/")[2]
    said.link(theme, f"{SKOS}inScheme", theme.rpartition("/")[0])
    said.type(theme.rpartition("/")[0], f"{SKOS}ConceptScheme")
    for tongue in reader.languages:
        said.texts(theme, f"{SKOS}prefLabel", {tongue: reader.label(f"sector:{notation}", tongue)})


