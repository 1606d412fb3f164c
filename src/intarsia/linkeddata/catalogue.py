"""The catalogue of a release: DCAT 3 (as DCAT-AP 3 wants it) and schema.org side by side, for registers of datasets.

What it says of a dataset and of the contributor's own files is what the dumps say, by the same SQL; the catalogue adds
what only a release knows: its dumps, its services, its versions. DCAT-AP looks at the class of each IRI it meets, so
`typed.restated` says of publishers, licences, languages and places what they are.
"""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from intarsia.linkeddata import decided, downloads, typed
from intarsia.linkeddata.said import Said, day, moment, text
from intarsia.linkeddata.subject import queries
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.shelf.feeds.base import POOL
from intarsia.shelf.feeds.rdfnames import DCAT, DCT, FOAF, SCHEMA

DESCRIBING = {"dataset": "TRUE", "label": "kind IN ('title', 'description')", "distribution": "TRUE", "notice": "entity IS NULL"}
ACCESS = "http://publications.europa.eu/resource/authority/access-right/"
PUBLIC = f"{ACCESS}PUBLIC"
CULTURE = "http://publications.europa.eu/resource/authority/data-theme/EDUC"
SPARQL_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"
#: (address below the base, name, what describes it)
SERVICES = (("sparql", "SPARQL 1.1", SPARQL_PROTOCOL), ("api/v1", "API", "https://spec.openapis.org/oas/v3.1.0"))


def address(base: str) -> str:
    """The IRI of the catalogue, which is where it stands."""
    return f"{base}catalog"


def graphs(manifest: dict[str, Any]) -> list[str]:
    """The datasets of a release, and `_pool` where it has tables of its own."""
    return sorted({part for entry in manifest["tables"].values() for part in entry["parts"]})


def catalogue(pool: Pool, reader: Reader) -> list[ox.Triple]:
    """Everything the catalogue says, with each IRI's class restated."""
    said = Said()
    me = address(reader.base)
    names = [row[0] for row in reader.rows("SELECT id FROM dataset ORDER BY id")]
    _itself(said, pool, reader, names)
    for name in names:
        _dataset(said, pool, reader, name)
    if POOL in graphs(reader.manifest):
        said.take(pool_tables(pool, reader))
        said.link(me, f"{DCAT}dataset", f"{reader.base}id/dataset/{POOL}")
    said.take(release(pool, reader))
    _services(said, reader, names)
    typed.restated(said, reader)
    return said.triples()


def release(pool: Pool, reader: Reader) -> list[ox.Triple]:
    """A release as a member of the series of releases, with the one before it."""
    said, base, manifest = Said(), reader.base, reader.manifest
    me, series = f"{base}id/release/{reader.id}", f"{address(base)}#releases"
    name = manifest["pool"]["name"]
    said.type(series, f"{DCAT}DatasetSeries")
    said.texts(series, f"{DCT}title", {"en": f"Releases of {name}", "nl": f"Releases van {name}"})
    said.texts(series, f"{DCT}description", {"en": "Each release is whole and never changes; a new one follows when a contributor's data change.",
                                             "nl": "Elke release is compleet en verandert nooit; er komt een nieuwe als gegevens van een bijdrager veranderen."})
    said.type(me, f"{DCAT}Dataset")
    said.texts(me, f"{DCT}title", {"en": f"{name}, release {reader.id}", "nl": f"{name}, release {reader.id}"})
    said.texts(me, f"{DCT}description", {"en": f"All that the datasets of this pool gave to the release of {manifest['issued'][:10]}.",
                                         "nl": f"Alles wat de datasets van deze pool gaven aan de release van {manifest['issued'][:10]}."})
    said.add(me, f"{DCT}identifier", text(reader.id))
    said.add(me, f"{DCAT}version", text(reader.id))
    said.add(me, f"{DCT}issued", moment(manifest["issued"]))
    said.link(me, f"{DCAT}inSeries", series)
    said.link(me, f"{DCT}isVersionOf", address(base))
    said.link(me, f"{DCAT}landingPage", f"{base}releases/{reader.id}")
    said.type(f"{base}releases/{reader.id}", f"{FOAF}Document")
    for dataset in graphs(manifest):
        said.link(me, f"{DCT}hasPart", f"{base}id/dataset/{dataset}")
    _publisher(said, reader, me)
    before = manifest["previous"]
    if before and any(m["id"] == before for m in pool.releases()):
        said.link(me, f"{DCAT}previousVersion", f"{base}id/release/{before}")
        said.link(me, f"{DCAT}prev", f"{base}id/release/{before}")
    return said.triples()


def pool_tables(pool: Pool, reader: Reader) -> list[ox.Triple]:
    """What belongs to no contributor: vocabularies, places and links, as a dataset whose graph is named by its IRI."""
    said, base = Said(), reader.base
    me, name = f"{base}id/dataset/{POOL}", reader.manifest["pool"]["name"]
    said.type(me, f"{DCAT}Dataset")
    titles = {"en": f"Vocabularies, places and links of {name}", "nl": f"Vocabulaires, plaatsen en links van {name}"}
    told = {"en": "The terms in which the datasets of this pool are put, the places they speak of, and the links that were found between their records.",
            "nl": "De termen waarin de datasets van deze pool zijn gevat, de plaatsen waar ze over gaan en de links die tussen hun records zijn gevonden."}
    for title, description in ((f"{DCT}title", f"{DCT}description"), (f"{SCHEMA}name", f"{SCHEMA}description")):
        said.texts(me, title, titles)
        said.texts(me, description, told)
    said.add(me, f"{DCT}identifier", text(POOL))
    _publisher(said, reader, me)
    said.link(me, f"{SCHEMA}creator", f"{address(base)}#publisher")
    licence = typed.licence_of_all(reader)
    if licence:  # registers of open data take only what has one licence
        said.type(me, f"{SCHEMA}Dataset")
        said.link(address(base), f"{SCHEMA}dataset", me)
        said.link(me, f"{DCT}license", licence)
        said.link(me, f"{SCHEMA}license", licence)
    _in_release(said, pool, reader, POOL, licence)
    return said.triples()


def _itself(said: Said, pool: Pool, reader: Reader, names: list[str]) -> None:
    """The catalogue: who keeps it, since when it stands as it does, which datasets it holds."""
    base, manifest, me = reader.base, reader.manifest, address(reader.base)
    name = manifest["pool"]["name"]
    organisations = reader.rows("SELECT count(DISTINCT publisher) FROM dataset")[0][0]
    told = {"en": f"Open data of the cultural and creative sectors: {len(names)} datasets by {organisations} organisations.",
            "nl": f"Open data van de culturele en creatieve sectoren: {len(names)} datasets van {organisations} organisaties."}
    said.type(me, f"{DCAT}Catalog", f"{SCHEMA}DataCatalog")
    for title, description in ((f"{DCT}title", f"{DCT}description"), (f"{SCHEMA}name", f"{SCHEMA}description")):
        said.add(me, title, text(name))
        said.texts(me, description, told)
    _publisher(said, reader, me)
    for language in reader.languages:
        said.link(me, f"{DCT}language", typed.language(language))
        said.add(me, f"{SCHEMA}inLanguage", text(language))
    said.add(me, f"{DCT}issued", moment(min(m["issued"] for m in [*pool.releases(), manifest])))
    said.add(me, f"{DCT}modified", moment(manifest["issued"]))
    said.add(me, f"{DCAT}version", text(reader.id))
    said.link(me, f"{DCAT}hasCurrentVersion", f"{base}id/release/{reader.id}")
    said.link(me, f"{DCAT}resource", f"{address(base)}#releases")
    said.link(me, f"{FOAF}homepage", base)
    said.link(me, f"{SCHEMA}url", base)
    said.type(base, f"{FOAF}Document")
    schemes = reader.rows("SELECT scheme FROM concept WHERE scheme = 'sector' LIMIT 1")
    for (scheme,) in schemes:
        said.link(me, f"{DCAT}themeTaxonomy", f"{base}id/concept/{scheme}")
    for dataset in names:
        said.link(me, f"{DCAT}dataset", f"{base}id/dataset/{dataset}")
        said.link(me, f"{SCHEMA}dataset", f"{base}id/dataset/{dataset}")


def _access(reader: Reader, name: str) -> str:
    """Who may see the data, beside their description: anyone, those who ask, or nobody."""
    held = reader.rows("SELECT 1 FROM decision WHERE dataset = ? AND held IS NOT NULL", [name])
    verdict = reader.rows('SELECT verdict, "use" FROM dataset WHERE id = ?', [name])[0]
    if verdict[0] in ("OPEN", "OPEN AFTER") and not held:
        return PUBLIC
    return f"{ACCESS}{'RESTRICTED' if verdict[0] == 'ASK' else 'NON_PUBLIC'}"


def _dataset(said: Said, pool: Pool, reader: Reader, name: str) -> None:
    """A dataset as the dumps describe it, and what the release adds."""
    me = f"{reader.base}id/dataset/{name}"
    lines = "".join(row[0] for sql in queries(reader, name, DESCRIBING) for row in reader.rows(sql) if row[0])
    told = [quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS)]
    said.take(told)
    mine = [t for t in told if t.subject.value == me]
    given = {t.predicate.value for t in mine}
    title, description = reader.rows("SELECT coalesce(title, id), coalesce(description, title, id) FROM dataset WHERE id = ?", [name])[0]
    for predicate, value in ((f"{DCT}title", title), (f"{DCT}description", description)):
        if predicate not in given:
            said.add(me, predicate, text(value))
    said.take(ox.Triple(t.subject, ox.NamedNode(f"{SCHEMA}description"), t.object) for t in mine if t.predicate.value == f"{DCT}description")
    if f"{DCT}description" not in given:
        said.add(me, f"{SCHEMA}description", text(description))
    if f"{DCT}publisher" not in given:
        _publisher(said, reader, me)
    said.take(ox.Triple(t.subject, ox.NamedNode(f"{SCHEMA}about"), t.object) for t in mine if t.predicate.value == f"{DCAT}theme")
    said.link(me, f"{DCAT}theme", CULTURE)
    said.link(me, f"{DCT}accessRights", _access(reader, name))
    decided.decided(said, reader, name)
    languages = reader.rows("SELECT language FROM dataset WHERE id = ? AND language IS NOT NULL", [name])
    for (language,) in languages:
        said.add(me, f"{SCHEMA}inLanguage", text(language))
    licence = next((t.object.value for t in mine if t.predicate.value == f"{DCT}license"), None)
    _contact(said, reader, name, {t.predicate.value: t.object.value for t in mine})
    typed.places(said, reader, name)
    typed.keywords(said, reader, name)
    _in_release(said, pool, reader, name, licence)


def _contact(said: Said, reader: Reader, name: str, given: dict[str, str]) -> None:
    """Whom to write to, once more in schema.org's words: there a contact point belongs to the organisation."""
    for publisher, contact in reader.rows("SELECT publisher, contact FROM dataset WHERE id = ? AND contact LIKE '%_@_%' AND publisher IS NOT NULL", [name]):
        node = given[f"{DCAT}contactPoint"]
        said.link(given[f"{DCT}publisher"], f"{SCHEMA}contactPoint", node)
        said.type(node, f"{SCHEMA}ContactPoint")
        said.add(node, f"{SCHEMA}name", text(publisher))
        said.add(node, f"{SCHEMA}email", text(contact))


def _in_release(said: Said, pool: Pool, reader: Reader, name: str, licence: str | None) -> None:
    """A dataset's page, versions and downloads."""
    base, manifest = reader.base, reader.manifest
    me, page = f"{base}id/dataset/{name}", f"{base}data/dataset/{POOL}" if name == POOL else f"{base}datasets/{name}"
    said.link(me, f"{SCHEMA}includedInDataCatalog", address(base))
    said.link(me, f"{DCAT}landingPage", page)
    said.link(me, f"{SCHEMA}url", page)
    said.type(page, f"{FOAF}Document")
    since = min((m["issued"] for m in [*pool.releases(), manifest] if name in graphs(m)), default=manifest["issued"])
    for predicate, value in ((f"{DCT}issued", moment(since)), (f"{DCT}modified", moment(manifest["issued"])), (f"{DCAT}version", text(reader.id)),
                             (f"{SCHEMA}datePublished", day(since)), (f"{SCHEMA}dateModified", day(manifest["issued"])), (f"{SCHEMA}version", text(reader.id))):
        said.add(me, predicate, value)
    downloads.describe(said, reader, name, licence)


def _publisher(said: Said, reader: Reader, of: str) -> None:
    """Who keeps the pool."""
    node, name = f"{address(reader.base)}#publisher", reader.manifest["pool"]["publisher"]
    said.link(of, f"{DCT}publisher", node)
    said.link(of, f"{SCHEMA}publisher", node)
    said.type(node, f"{FOAF}Agent", f"{SCHEMA}Organization")
    said.add(node, f"{FOAF}name", text(name))
    said.add(node, f"{SCHEMA}name", text(name))


def _services(said: Said, reader: Reader, names: list[str]) -> None:
    """The doors for programs."""
    base = reader.base
    for path, title, standard in SERVICES:
        me = f"{address(base)}#{path.split('/')[0]}"
        said.link(address(base), f"{DCAT}service", me)
        said.type(me, f"{DCAT}DataService")
        said.texts(me, f"{DCT}title", {"en": f"{title} of {reader.manifest['pool']['name']}", "nl": f"{title} van {reader.manifest['pool']['name']}"})
        said.link(me, f"{DCAT}endpointURL", f"{base}{path}")
        said.link(me, f"{DCAT}endpointDescription", f"{base}openapi.json" if path.startswith("api") else f"{base}{path}")
        said.link(me, f"{DCT}conformsTo", standard)
        said.type(standard, f"{DCT}Standard")
        said.link(me, f"{DCT}accessRights", PUBLIC)
        _publisher(said, reader, me)
        for name in names:
            said.link(me, f"{DCAT}servesDataset", f"{base}id/dataset/{name}")


