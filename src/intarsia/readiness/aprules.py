"""The rules of DCAT-AP 3.0.1 for a dataset and what belongs to it, as its published shapes state them.

Source: github.com/SEMICeu/DCAT-AP, releases/3.0.1/shacl (CC BY 4.0): for each property whether it is a literal or a thing of some class, and
how often it may stand. Breaking one is a violation.
"""

from __future__ import annotations

from intarsia.readiness.shapes import Rule
from intarsia.shelf.feeds.rdfnames import DCAT, DCT, FOAF, PROV, SKOS, SPDX, VCARD, XSD

ADMS, DATA, TIME, ODRL = "http://www.w3.org/ns/adms#", "http://data.europa.eu/r5r/", "http://www.w3.org/2006/time#", "http://www.w3.org/ns/odrl/2/"
LEGAL = "http://data.europa.eu/eli/ontology#LegalResource"
TEXT, THING = ("literal",), ("blank", "iri")

#: (property, what its values are, class or datatype, most)
DATASET = (
    (f"{DATA}applicableLegislation", THING, LEGAL, 0), (f"{DCT}accessRights", THING, f"{DCT}RightsStatement", 1), (f"{DCT}accrualPeriodicity", THING, f"{DCT}Frequency", 1),
    (f"{DCT}conformsTo", THING, f"{DCT}Standard", 0), (f"{DCT}creator", THING, f"{FOAF}Agent", 0), (f"{DCT}description", TEXT, "", 0), (f"{DCT}identifier", TEXT, "", 0),
    (f"{DCT}isReferencedBy", THING, "", 0), (f"{DCT}issued", TEXT, "", 1), (f"{DCT}language", THING, f"{DCT}LinguisticSystem", 0), (f"{DCT}modified", TEXT, "", 1),
    (f"{DCT}provenance", THING, f"{DCT}ProvenanceStatement", 0), (f"{DCT}publisher", THING, f"{FOAF}Agent", 1), (f"{DCT}relation", THING, "", 0),
    (f"{DCT}source", THING, f"{DCAT}Dataset", 0), (f"{DCT}spatial", THING, f"{DCT}Location", 0), (f"{DCT}temporal", THING, f"{DCT}PeriodOfTime", 0), (f"{DCT}title", TEXT, "", 0),
    (f"{DCT}type", THING, f"{SKOS}Concept", 0), (f"{ADMS}identifier", THING, f"{ADMS}Identifier", 0), (f"{ADMS}sample", THING, f"{DCAT}Distribution", 0), (f"{ADMS}versionNotes", TEXT, "",
        0),
    (f"{DCAT}contactPoint", THING, f"{VCARD}Kind", 0), (f"{DCAT}distribution", THING, f"{DCAT}Distribution", 0), (f"{DCAT}hasVersion", THING, f"{DCAT}Dataset", 0),
    (f"{DCAT}inSeries", THING, f"{DCAT}DatasetSeries", 0), (f"{DCAT}keyword", TEXT, "", 0), (f"{DCAT}landingPage", THING, f"{FOAF}Document", 0),
    (f"{DCAT}qualifiedRelation", THING, f"{DCAT}Relationship", 0), (f"{DCAT}spatialResolutionInMeters", TEXT, f"{XSD}decimal", 0), (f"{DCAT}temporalResolution", TEXT, f"{XSD}duration", 1),
    (f"{DCAT}theme", THING, f"{SKOS}Concept", 0), (f"{DCAT}version", TEXT, "", 1), (f"{PROV}qualifiedAttribution", THING, f"{PROV}Attribution", 0),
    (f"{PROV}wasGeneratedBy", THING, f"{PROV}Activity", 0), (f"{FOAF}page", THING, f"{FOAF}Document", 0),
)  # fmt: skip
FILE = (
    (f"{DATA}applicableLegislation", THING, LEGAL, 0), (f"{DATA}availability", THING, f"{SKOS}Concept", 1), (f"{DCT}conformsTo", THING, f"{DCT}Standard", 0), (f"{DCT}description", TEXT,
        "", 0),
    (f"{DCT}format", THING, f"{DCT}MediaTypeOrExtent", 1), (f"{DCT}issued", TEXT, "", 1), (f"{DCT}language", THING, f"{DCT}LinguisticSystem", 0),
    (f"{DCT}license", THING, f"{DCT}LicenseDocument", 1), (f"{DCT}modified", TEXT, "", 1), (f"{DCT}rights", THING, f"{DCT}RightsStatement", 0), (f"{DCT}title", TEXT, "", 0),
    (f"{SPDX}checksum", THING, f"{SPDX}Checksum", 1), (f"{ADMS}status", THING, f"{SKOS}Concept", 1), (f"{DCAT}accessService", THING, f"{DCAT}DataService", 0), (f"{DCAT}accessURL", THING,
        "", 0),
    (f"{DCAT}byteSize", TEXT, f"{XSD}nonNegativeInteger", 1), (f"{DCAT}compressFormat", THING, f"{DCT}MediaType", 1), (f"{DCAT}downloadURL", THING, "", 0),
    (f"{DCAT}mediaType", THING, f"{DCT}MediaType", 1), (f"{DCAT}packageFormat", THING, f"{DCT}MediaType", 1), (f"{DCAT}spatialResolutionInMeters", TEXT, f"{XSD}decimal", 1),
    (f"{DCAT}temporalResolution", TEXT, f"{XSD}duration", 1), (f"{ODRL}hasPolicy", THING, f"{ODRL}Policy", 1), (f"{FOAF}page", THING, f"{FOAF}Document", 0),
)  # fmt: skip
AGENT = ((f"{DCT}type", THING, f"{SKOS}Concept", 1), (f"{FOAF}name", TEXT, "", 0))
PERIOD = ((f"{TIME}hasBeginning", THING, f"{TIME}Instant", 1), (f"{TIME}hasEnd", THING, f"{TIME}Instant", 1), (f"{DCAT}endDate", TEXT, "", 1), (f"{DCAT}startDate", TEXT, "", 1))
CHECKSUM = ((f"{SPDX}algorithm", THING, f"{SPDX}ChecksumAlgorithm", 1), (f"{SPDX}checksumValue", TEXT, f"{XSD}hexBinary", 1))
LICENCE = ((f"{DCT}type", THING, f"{SKOS}Concept", 0),)
MUST = {"dataset": (f"{DCT}title", f"{DCT}description"), "file": (f"{DCAT}accessURL",), "agent": (f"{FOAF}name",), "checksum": (f"{SPDX}algorithm", f"{SPDX}checksumValue")}

#: how each kind of node is reached from a dataset; a shape holds for what is said to be of its class
PATHS = {
    "dataset": ((),), "file": ((f"{DCAT}distribution",),), "agent": ((f"{DCT}publisher",), (f"{DCT}creator",)), "period": ((f"{DCT}temporal",),),
    "checksum": ((f"{DCAT}distribution", f"{SPDX}checksum"),), "licence": ((f"{DCT}license",), (f"{DCAT}distribution", f"{DCT}license")),
}  # fmt: skip
CLASS = {"dataset": f"{DCAT}Dataset", "file": f"{DCAT}Distribution", "agent": f"{FOAF}Agent", "period": f"{DCT}PeriodOfTime", "checksum": f"{SPDX}Checksum",
    "licence": f"{DCT}LicenseDocument"}


def _rules(target: str, table: tuple[tuple[str, tuple[str, ...], str, int], ...]) -> list[Rule]:
    found = [Rule("mqa.dcat-ap", target, path, "minCount", 1) for path in MUST.get(target, ())]
    for path, kinds, kind, most in table:
        found.append(Rule("mqa.dcat-ap", target, path, "nodeKind", kinds))
        if kind:
            found.append(Rule("mqa.dcat-ap", target, path, "datatype" if kinds == TEXT else "class", kind))
        if most:
            found.append(Rule("mqa.dcat-ap", target, path, "maxCount", most))
    return found


RULES: tuple[Rule, ...] = tuple(rule for target, table in (("dataset", DATASET), ("file", FILE), ("agent", AGENT), ("period", PERIOD), ("checksum", CHECKSUM), ("licence", LICENCE))
                                for rule in _rules(target, table))
