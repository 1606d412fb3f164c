"""The rules of the NDE Requirements for Datasets 1.14, and what is announced for 2.0, as the Dutch Dataset Register's shapes state them.

Source: github.com/netwerk-digitaal-erfgoed/dataset-register, requirements/shacl.ttl (EUPL), of August 2026. `about` groups the rules by what a
person would do. The two rules that need the network (is the address reachable, does it send the stated format) are not measured.
"""

from __future__ import annotations

from intarsia.readiness.shapes import INFO, LANG_STRING, VIOLATION, WARNING, Rule, classes, literal_of
from intarsia.shelf.feeds.rdfnames import DCAT, DCT, FOAF, SCHEMA, VCARD

S, D, T = SCHEMA, DCT, DCAT
WEB = "^https?://"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}.*)?$"
_POINT = r"(-?\d{%s}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?)?|\.\.)"
PERIOD = f"^{_POINT % '4,'}(/({(_POINT % '4,')[1:-1]}|" + r"\d{2}(-\d{2})?))?$"
PERIOD_4 = f"^{_POINT % '4'}(/({(_POINT % '4')[1:-1]}|" + r"\d{2}(-\d{2})?))?$"
TEXTS = literal_of("string", LANG_STRING)
DATES = literal_of(f"{S}Date", f"{S}DateTime", "dateTime", "date")
BODIES = classes(f"{S}Organization", f"{S}Person")
AGENTS = classes(f"{FOAF}Organization", f"{FOAF}Person", f"{FOAF}Agent")
CC = "https://creativecommons.org/"
LICENCES = (f"{CC}publicdomain/zero/1.0/", f"{CC}publicdomain/mark/1.0/", *(f"{CC}licenses/{one}/4.0/" for one in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")))
ACCESS = tuple(f"http://publications.europa.eu/resource/authority/access-right/{one}" for one in ("PUBLIC", "RESTRICTED", "NON_PUBLIC"))
FREQUENCY = r"^http://publications\.europa\.eu/resource/authority/frequency/"
EU_LANGUAGE = r"^http://publications\.europa\.eu/resource/authority/language/"
TAG = "^[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*$"
#: how the address of a licence is written; each is a node shape of its own there
SPELT = (
    (("not", (("pattern", r"^http://creativecommons\.org/"),)),),
    (("or", ((("not", (("pattern", r"^https://creativecommons\.org/"),)),), (("pattern", r"^https://creativecommons\.org/.+/$"),))),),
    (("not", (("pattern", r"^https?://www\.opendefinition\.org/licenses/"),)),),
    (("or", ((("not", (("pattern", r"opendatacommons\.org"),)),), (("pattern", r"^http://opendatacommons\.org/licenses/[^/]+/[0-9]+\.[0-9]+/$"),))),),
)
PACKED = ("application/zip", "application/x-zip-compressed", "application/gzip", "application/x-gzip")
SPARQL = "https://www.w3.org/TR/sparql11-protocol/"

#: how each kind of node is reached from a dataset
PATHS = {
    "dataset": ((),), "schema file": ((f"{S}distribution",),), "dcat file": ((f"{T}distribution",),),
    "schema agent": ((f"{S}publisher",), (f"{S}creator",)), "dcat agent": ((f"{D}publisher",), (f"{D}creator",)),
    "schema contact": ((f"{S}publisher", f"{S}contactPoint"), (f"{S}creator", f"{S}contactPoint")), "dcat contact": ((f"{T}contactPoint",),),
}  # fmt: skip


def _text(about: str, target: str, path: str) -> tuple[Rule, ...]:
    """What holds of a text: it is one, has each language once, and says which language that is."""
    return (Rule(about, target, path, "or", TEXTS), Rule(about, target, path, "uniqueLang", True),
            Rule("nde.tagged", target, path, "datatype", LANG_STRING, WARNING, VIOLATION))


def _date(target: str, path: str) -> tuple[Rule, ...]:
    return Rule("nde.dates", target, path, "or", DATES, WARNING, VIOLATION), Rule("nde.dates", target, path, "pattern", DAY, WARNING, VIOLATION)


def _spelt(target: str, path: str) -> tuple[Rule, ...]:
    return tuple(Rule("nde.licence-spelt", target, path, "node", one, WARNING) for one in SPELT)


def _once(about: str, target: str, path: str, severity: str = INFO) -> tuple[Rule, ...]:
    return Rule(about, target, path, "minCount", 1, severity), Rule(about, target, path, "maxCount", 1, severity)


def _shared() -> tuple[Rule, ...]:
    """Of both vocabularies."""
    return (
        Rule("nde.frequency", "dataset", f"{D}accrualPeriodicity", "maxCount", 1), Rule("nde.frequency", "dataset", f"{D}accrualPeriodicity", "nodeKind", ("iri",)),
        Rule("nde.frequency", "dataset", f"{D}accrualPeriodicity", "pattern", FREQUENCY),
        Rule("nde.access", "dataset", f"{D}accessRights", "maxCount", 1), Rule("nde.access", "dataset", f"{D}accessRights", "nodeKind", ("iri",)),
        Rule("nde.access", "dataset", f"{D}accessRights", "in", ACCESS),
        Rule("nde.address", "dataset", "", "nodeKind", ("iri",)), Rule("nde.address", "dataset", "", "pattern", WEB),
    )  # fmt: skip


def _schema_dataset() -> tuple[Rule, ...]:
    t = "dataset"
    return (
        Rule("nde.name", t, f"{S}name", "minCount", 1), *_text("nde.name", t, f"{S}name"),
        *_text("nde.description", t, f"{S}description"), Rule("nde.description", t, f"{S}description", "minCount", 1, WARNING, VIOLATION),
        Rule("nde.publisher", t, f"{S}publisher", "minCount", 1), Rule("nde.publisher", t, f"{S}publisher", "or", BODIES), Rule("nde.publisher", t, f"{S}publisher", "maxCount", 1),
        Rule("nde.licence", t, f"{S}license", "minCount", 1), Rule("nde.licence", t, f"{S}license", "nodeKind", ("iri", "literal"), WARNING),
        Rule("nde.licence", t, f"{S}license", "nodeKind", ("iri",), "", WARNING), Rule("nde.licence", t, f"{S}license", "maxCount", 1, WARNING),
        Rule("nde.licence-known", t, f"{S}license", "in", LICENCES, WARNING, VIOLATION), *_spelt(t, f"{S}license"),
        Rule("nde.files", t, f"{S}distribution", "minCount", 1, INFO), Rule("nde.files", t, f"{S}distribution", "class", f"{S}DataDownload", INFO),
        Rule("nde.creator", t, f"{S}creator", "minCount", 1, WARNING, VIOLATION), Rule("nde.creator", t, f"{S}creator", "or", BODIES, WARNING, VIOLATION),
        *_once("nde.published", t, f"{S}datePublished"), *_date(t, f"{S}datePublished"), *_once("nde.made", t, f"{S}dateCreated"), *_date(t, f"{S}dateCreated"),
        *_once("nde.changed", t, f"{S}dateModified"), *_date(t, f"{S}dateModified"),
        Rule("nde.version", t, f"{S}version", "maxCount", 1), Rule("nde.language", t, f"{S}inLanguage", "pattern", TAG, "", VIOLATION),
        Rule("nde.page", t, f"{S}mainEntityOfPage", "nodeKind", ("iri",)), Rule("nde.page", t, f"{S}mainEntityOfPage", "pattern", "^https://"),
        Rule("nde.subject", t, f"{S}genre", "maxCount", 0, WARNING, VIOLATION), Rule("nde.subject", t, f"{S}about", "minCount", 1, INFO),
        Rule("nde.subject", t, f"{S}about", "nodeKind", ("iri",)), Rule("nde.subject", t, f"{S}about", "pattern", WEB),
        Rule("nde.place", t, f"{S}spatialCoverage", "minCount", 1, INFO), Rule("nde.place", t, f"{S}spatialCoverage", "nodeKind", ("iri",), WARNING, VIOLATION),
        Rule("nde.place", t, f"{S}spatialCoverage", "pattern", WEB, WARNING, VIOLATION),
        Rule("nde.period", t, f"{S}temporalCoverage", "minCount", 1, INFO),
        Rule("nde.period", t, f"{S}temporalCoverage", "or", ((("nodeKind", ("iri",)), ("pattern", WEB)), (("pattern", PERIOD),)), WARNING, VIOLATION),
        Rule("nde.catalogue", t, f"{S}includedInDataCatalog", "nodeKind", ("iri",), WARNING, VIOLATION),
        Rule("nde.catalogue", t, f"{S}includedInDataCatalog", "pattern", WEB, WARNING, VIOLATION),
    )  # fmt: skip


def _schema_file() -> tuple[Rule, ...]:
    t = "schema file"
    unknown = (("not", (("pattern", "application/sparql-"),)), ("not", (("in", PACKED),)), ("not", (("pattern", "^[a-zA-Z]+/x-"),)))
    return (
        *_once("nde.link", t, f"{S}contentUrl", VIOLATION),
        Rule("nde.https", t, f"{S}contentUrl", "or", ((("nodeKind", ("iri",)),), *literal_of("anyURI")), WARNING, VIOLATION), Rule("nde.https", t, f"{S}contentUrl", "pattern",
            "^https://", WARNING, VIOLATION),
        Rule("nde.https", t, f"{S}contentUrl", "nodeKind", ("iri",), "", VIOLATION),
        Rule("nde.format", t, "", "or", ((("some", f"{S}encodingFormat"),), (("some", f"{S}usageInfo"),))),
        Rule("nde.format", t, f"{S}encodingFormat", "pattern", r"^[a-zA-Z]+/[a-zA-Z0-9][a-zA-Z0-9!#$&\-^_.+]*$"), Rule("nde.format", t, f"{S}encodingFormat", "maxCount", 1, "", VIOLATION),
        *(Rule("nde.format", t, f"{S}encodingFormat", kind, value, WARNING, VIOLATION) for kind, value in unknown),
        Rule("nde.file-words", t, f"{S}description", "or", TEXTS), Rule("nde.file-words", t, f"{S}description", "uniqueLang", True), Rule("nde.file-words", t, f"{S}description",
            "minCount", 1, INFO),
        Rule("nde.dates", t, f"{S}datePublished", "maxCount", 1), Rule("nde.dates", t, f"{S}dateModified", "maxCount", 1), *_date(t, f"{S}datePublished"), *_date(t, f"{S}dateModified"),
        Rule("nde.language", t, f"{S}inLanguage", "pattern", TAG, "", VIOLATION),
        Rule("nde.licence", t, f"{S}license", "nodeKind", ("iri", "literal")), Rule("nde.licence", t, f"{S}license", "nodeKind", ("iri",), "", VIOLATION), Rule("nde.licence", t,
            f"{S}license", "maxCount", 1, WARNING),
        Rule("nde.size", t, f"{S}contentSize", "maxCount", 1),
        Rule("nde.format", t, f"{S}usageInfo", "nodeKind", ("iri",), WARNING, VIOLATION), Rule("nde.format", t, f"{S}usageInfo", "pattern", WEB, WARNING, VIOLATION),
        Rule("nde.page", t, f"{S}documentation", "nodeKind", ("iri",)), Rule("nde.page", t, f"{S}documentation", "pattern", "^https://"),
    )  # fmt: skip


def _schema_agent() -> tuple[Rule, ...]:
    t, c = "schema agent", "schema contact"
    person = (("not", (("class", f"{S}Organization"),)),)
    return (
        Rule("nde.publisher", t, "", "nodeKind", ("iri",)), Rule("nde.publisher", t, "", "pattern", WEB),
        Rule("nde.publisher", t, f"{S}name", "minCount", 1), *_text("nde.publisher", t, f"{S}name"),
        Rule("nde.other-name", t, f"{S}alternateName", "or", TEXTS), Rule("nde.other-name", t, f"{S}alternateName", "uniqueLang", True, WARNING),
        Rule("nde.tagged", t, f"{S}alternateName", "datatype", LANG_STRING, WARNING, VIOLATION),
        Rule("nde.isil", t, f"{S}identifier", "or", (*literal_of("string"), *classes(f"{S}PropertyValue")), WARNING),
        Rule("nde.same", t, f"{S}sameAs", "nodeKind", ("iri",), INFO), Rule("nde.same", t, f"{S}sameAs", "pattern", WEB, INFO),
        Rule("nde.contact", t, "", "sparql", (person, (("some", f"{S}contactPoint"),)), WARNING, VIOLATION),
        Rule("nde.isil", t, "", "sparql", (person, (("some", f"{S}identifier"),)), INFO),
        Rule("nde.contact", c, f"{S}name", "minCount", 1), *_text("nde.contact", c, f"{S}name"), Rule("nde.contact", c, f"{S}email", "minCount", 1),
    )  # fmt: skip


def _dcat() -> tuple[Rule, ...]:
    t, f, a, c = "dataset", "dcat file", "dcat agent", "dcat contact"
    return (
        Rule("nde.name", t, f"{D}title", "minCount", 1), *_text("nde.name", t, f"{D}title"),
        Rule("nde.description", t, f"{D}description", "minCount", 1, WARNING, VIOLATION), *_text("nde.description", t, f"{D}description"),
        *(rule for about, name in (("nde.made", "created"), ("nde.published", "issued"), ("nde.changed", "modified")) for rule in _dated(about, name)),
        Rule("nde.place", t, f"{D}spatial", "minCount", 1, INFO), Rule("nde.place", t, f"{D}spatial", "nodeKind", ("iri",), WARNING, VIOLATION),
        Rule("nde.place", t, f"{D}spatial", "pattern", WEB, WARNING, VIOLATION),
        Rule("nde.period", t, f"{D}temporal", "minCount", 1, INFO),
        Rule("nde.period", t, f"{D}temporal", "or", ((("nodeKind", ("iri",)), ("pattern", WEB)), (("pattern", PERIOD_4),), (("class", f"{D}PeriodOfTime"),)), WARNING, VIOLATION),
        Rule("nde.language", t, f"{D}language", "minCount", 1, INFO), Rule("nde.language", t, f"{D}language", "nodeKind", ("iri",), "", INFO),
        Rule("nde.language", t, f"{D}language", "pattern", EU_LANGUAGE, "", INFO),
        Rule("nde.publisher", t, f"{D}publisher", "minCount", 1, WARNING, VIOLATION), Rule("nde.publisher", t, f"{D}publisher", "or", AGENTS, WARNING, VIOLATION),
        Rule("nde.publisher", t, f"{D}publisher", "maxCount", 1, WARNING, VIOLATION),
        Rule("nde.creator", t, f"{D}creator", "minCount", 1, WARNING, VIOLATION), Rule("nde.creator", t, f"{D}creator", "or", AGENTS, WARNING, VIOLATION),
        Rule("nde.contact", t, f"{T}contactPoint", "minCount", 1, WARNING, VIOLATION), Rule("nde.contact", t, f"{T}contactPoint", "maxCount", 1, WARNING, VIOLATION),
        Rule("nde.subject", t, f"{T}theme", "nodeKind", ("iri",)), Rule("nde.subject", t, f"{T}theme", "pattern", WEB),
        Rule("nde.files", t, f"{T}distribution", "minCount", 1, INFO), Rule("nde.files", t, f"{T}distribution", "class", f"{T}Distribution", INFO),
        Rule("nde.page", t, f"{T}landingPage", "nodeKind", ("iri",)), Rule("nde.page", t, f"{T}landingPage", "pattern", WEB),
        Rule("nde.link", f, "", "or", ((("one", f"{T}accessURL"),), (("one", f"{T}downloadURL"),))),
        Rule("nde.format", f, "", "or", ((("some", f"{T}mediaType"),), (("some", f"{D}format"),))),
        Rule("nde.format", f, f"{T}mediaType", "not", (("pattern", "application/sparql-"),), WARNING, VIOLATION),
        Rule("nde.file-licence", f, f"{D}license", "minCount", 1, WARNING, VIOLATION), Rule("nde.file-licence", f, f"{D}license", "maxCount", 1, WARNING, VIOLATION),
        Rule("nde.file-licence", f, f"{D}license", "nodeKind", ("iri",), WARNING, VIOLATION), *_spelt(f, f"{D}license"),
        Rule("nde.language", f, f"{D}language", "nodeKind", ("iri",), "", INFO), Rule("nde.language", f, f"{D}language", "pattern", EU_LANGUAGE, "", INFO),
        Rule("nde.publisher", a, "", "nodeKind", ("iri",)), Rule("nde.publisher", a, "", "pattern", WEB),
        Rule("nde.publisher", a, f"{FOAF}name", "minCount", 1), *_text("nde.publisher", a, f"{FOAF}name"),
        Rule("nde.contact", c, f"{VCARD}fn", "minCount", 1),
        *(Rule("nde.contact", c, f"{VCARD}hasEmail", kind, value, WARNING, VIOLATION) for kind, value in (("minCount", 1), ("nodeKind", ("iri",)), ("pattern", "^mailto:"))),
    )  # fmt: skip


def _dated(about: str, name: str) -> tuple[Rule, ...]:
    return *_once(about, "dataset", f"{DCT}{name}"), *_date("dataset", f"{DCT}{name}")


def _asked_by_sparql(target: str, path: str, names: str) -> Rule:
    """A door for SPARQL names the protocol: its media type alone is not enough."""
    return Rule("nde.format", target, "", "sparql", ((("lacks", (path, "application/sparql-")),), (("has", (names, SPARQL)),)), WARNING, VIOLATION)


#: what both vocabularies ask of the same node stands there twice, as each of the two shapes asks it
RULES: tuple[Rule, ...] = (*_shared(), *_shared(), _asked_by_sparql("schema file", f"{S}encodingFormat", f"{S}usageInfo"), _asked_by_sparql("dcat file", f"{T}mediaType",
    f"{D}conformsTo"), *_schema_dataset(), *_schema_file(), *_schema_agent(), *_dcat())
