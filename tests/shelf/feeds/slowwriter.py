"""The same statements written another way: a row at a time, in plain Python. Slow, and independent of the SQL."""

from __future__ import annotations

import hashlib
import math
import re
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from intarsia.shelf.feeds.rdfnames import FORM_CLASSES, FORM_ROLES, LINK_PROPERTIES, ROLE_PROPERTIES

Row = dict[str, Any]
Node = Any
XSD, SCHEMA, DCT, DCAT = "http://www.w3.org/2001/XMLSchema#", "https://schema.org/", "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#"
PROV, SKOS, QB, RDF = (
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://purl.org/linked-data/cube#",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
)
FOAF, VCARD, EDM, SDMX = (
    "http://xmlns.com/foaf/0.1/",
    "http://www.w3.org/2006/vcard/ns#",
    "http://www.europeana.eu/schemas/edm/",
    "http://purl.org/linked-data/sdmx/2009/",
)
N, L = ox.NamedNode, ox.Literal


def expected(tables: dict[str, list[Row]], dataset: str, base: str) -> set[ox.Quad]:
    return Slow(tables, dataset, base).quads()


class Slow:
    def __init__(self, tables: dict[str, list[Row]], dataset: str, base: str) -> None:
        self.tables, self.base, self.graph = tables, base, N(f"{base}id/dataset/{dataset}")
        self.out: set[ox.Quad] = set()
        self.language = next((d.get("language") for d in tables.get("dataset", [])), None)
        self.agents = {a["id"] for a in tables.get("agent", [])}
        self.forms = {w["id"]: w.get("form") for w in tables.get("work", [])}

    def quads(self) -> set[ox.Quad]:
        for table, rows in self.tables.items():
            for row in rows:
                getattr(self, table)(Blank(row))
        return self.out

    def id(self, kind: str, key: str) -> Node:
        return N(f"{self.base}id/{kind}/{quote(key, safe='~')}")

    def concept_node(self, key: str) -> Node:
        scheme, _, notation = key.partition(":")
        return N(f"{self.base}id/concept/{quote(scheme)}/{quote(notation)}")

    def place_node(self, text: str) -> Node:
        return self.id("place", text) if re.fullmatch("[A-Z]{2,4}|[0-9a-f]{16}", text) else L(text)

    def add(self, subject: Node, predicate: str, value: Node | None) -> None:
        if value is not None:
            self.out.add(ox.Quad(subject, N(predicate), value, self.graph))

    def source(self, subject: Node, record: str | None) -> None:
        if record is not None:
            self.add(subject, *((PROV + "wasDerivedFrom", N(record)) if is_iri(record) else (DCT + "identifier", L(record))))

    def dataset(self, row: Row) -> None:
        me = self.id("dataset", row["id"])
        for kind in (DCAT + "Dataset", SCHEMA + "Dataset", *([QB + "DataSet"] if self.tables.get("observation") else [])):
            self.add(me, RDF + "type", N(kind))
        self.add(me, DCT + "identifier", L(row["id"]))
        self.add(me, SCHEMA + "name", text(row["title"]))
        self.add(me, DCAT + "theme", self.concept_node(f"sector:{row['sector']}"))
        self.add(me, DCT + "license", N(row["licence"]))
        self.add(me, SCHEMA + "license", N(row["licence"]))
        self.add(me, DCT + "language", N("http://id.loc.gov/vocabulary/iso639-1/" + row["language"]))
        self.add(me, "http://www.w3.org/ns/tdmrep#reservation", L("1", datatype=N(XSD + "integer")))
        self.add(me, DCT + "dateAccepted", dated(row["decided_on"]))
        self.add(me, self.base + "ns#" + "verdict", text(row["verdict"]))
        self.add(me, self.base + "ns#" + "synthetic", L("true", datatype=N(XSD + "boolean")))
        span, contact, publisher = N(me.value + "#period"), N(me.value + "#contact"), N(me.value + "#publisher")
        self.add(me, SCHEMA + "temporalCoverage", L(row["period"]))
        self.add(me, DCT + "temporal", span)
        self.add(span, RDF + "type", N(DCT + "PeriodOfTime"))
        self.add(span, DCAT + "startDate", dated(row["period"].split("/")[0]))
        self.add(me, DCAT + "contactPoint", contact)
        self.add(contact, RDF + "type", N(VCARD + "Kind"))
        self.add(contact, VCARD + "fn", L(row["publisher"]))
        self.add(contact, VCARD + "hasEmail", N("mailto:" + row["contact"]))
        for predicate in (DCT + "publisher", PROV + "wasAttributedTo", SCHEMA + "publisher"):
            self.add(me, predicate, publisher)
        for kind in (FOAF + "Agent", SCHEMA + "Organization"):
            self.add(publisher, RDF + "type", N(kind))
        for predicate in (FOAF + "name", SCHEMA + "name"):
            self.add(publisher, predicate, L(row["publisher"]))

    def work(self, row: Row) -> None:
        me = self.id("work", row["id"])
        for kind in ("CreativeWork", FORM_CLASSES.get(row["form"] or "")):
            self.add(me, RDF + "type", kind and N(SCHEMA + kind))
        self.add(me, SCHEMA + "additionalType", row["form"] and self.concept_node("form:" + row["form"]))
        self.add(me, DCT + "type", row["sector"] and self.concept_node("sector:" + row["sector"]))
        self.add(me, SCHEMA + "datePublished", dated(row["date"]))
        self.add(me, SCHEMA + "inLanguage", text(row["language"]))
        self.add(me, SCHEMA + "creativeWorkStatus", text(row["status"]))
        self.add(me, SCHEMA + "description", tagged(row["description"], self.language))
        self.add(me, EDM + "rights", iri_or_text(row["rights"]))
        if (row["rights"] or "").startswith("https://creativecommons.org/"):
            self.add(me, SCHEMA + "license", N(row["rights"]))
        self.add(me, SCHEMA + "url", iri_or_text(row["page"]))
        self.add(me, SCHEMA + "isPartOf", self.graph)
        self.source(me, row["record"])

    def title(self, row: Row) -> None:
        self.add(self.id("work", row["work"]), SCHEMA + ("name" if row["kind"] == "main" else "alternateName"), tagged(row["value"], row["language"]))

    def term(self, row: Row) -> None:
        facet, known = row["facet"], row["state"] == "matched" and row["concept"] is not None
        named = {"genre": "genre", "country": "countryOfOrigin", "language": "inLanguage", "audience": "audience", "subject": "about" if known else "keywords"}
        if facet not in named:
            return
        value = text(row["value"])
        if known:
            value = {"country": lambda c: self.id("place", c), "language": L}.get(facet, lambda c: self.concept_node(f"{facet}:{c}"))(row["concept"])
        self.add(self.id("work", row["work"]), SCHEMA + named[facet], value)

    def agent(self, row: Row) -> None:
        me, body = self.id("agent", row["id"]), row["kind"] == "organisation"
        self.add(me, RDF + "type", N(SCHEMA + {"person": "Person", "organisation": "Organization"}.get(row["kind"], "Thing")))
        self.add(me, SCHEMA + "name", text(row["name"]))
        self.add(me, SCHEMA + ("foundingDate" if body else "birthDate"), yeared(row["year_start"]))
        self.add(me, SCHEMA + ("dissolutionDate" if body else "deathDate"), yeared(row["year_end"]))
        self.add(me, SCHEMA + ("location" if body else "nationality"), row["country"] and self.place_node(row["country"]))

    def contribution(self, row: Row) -> None:
        role = row["role"]
        found = ROLE_PROPERTIES.get(role or "", "contributor")
        if role in FORM_ROLES:
            found = next(p for forms, p in FORM_ROLES[role] if not forms or self.forms[row["work"]] in forms)
        self.add(self.id("work", row["work"]), SCHEMA + found, self.id("agent", row["agent"]))
        if role:
            self.add(self.id("work", row["work"]), self.concept_node(f"role:{role}").value, self.id("agent", row["agent"]))

    def identifier(self, row: Row) -> None:
        me = self.concept_node(row["entity"]) if ":" in row["entity"] else self.id("agent" if row["entity"] in self.agents else "work", row["entity"])
        scheme, value = row["scheme"], row["value"]
        self.add(me, SCHEMA + "identifier", L(f"{scheme}:{value}"))
        well_known = {
            "wikidata": ("Q[1-9][0-9]*", "http://www.wikidata.org/entity/%s"),
            "isbn": ("97[89][0-9]{10}", "urn:isbn:%s"),
            "ulan": ("[0-9]{9}", "http://vocab.getty.edu/ulan/%s"),
            "imdb": ("(tt|nm)[0-9]+", "https://www.imdb.com/" + ("title" if value.startswith("tt") else "name") + "/%s/"),
        }
        pattern, form = well_known.get(scheme, ("(?!)", ""))
        if re.fullmatch(pattern, value):
            self.add(me, SCHEMA + "sameAs", N(form % value))

    def observation(self, row: Row) -> None:
        keys = ("dataset", "measure", "about", "place", "period_start", "period_end", "segment", "record")
        digest = hashlib.sha256("\x1f".join(("observation", *(row[k] or "" for k in keys))).encode()).hexdigest()[:16]
        me = self.id("observation", digest)
        self.add(me, RDF + "type", N(QB + "Observation"))
        self.add(me, QB + "dataSet", self.graph)
        self.add(me, QB + "measureType", self.concept_node("measure:" + row["measure"]))
        number = row["value"]
        if number is not None:
            assert math.isfinite(number)
            self.add(me, SDMX + "measure#obsValue", L(str(number), datatype=N(XSD + "double")))
        self.add(me, SDMX + "attribute#unitMeasure", text(row["unit"]))
        start, end = row["period_start"], row["period_end"] or row["period_start"]
        whole = start[:4] + "-01-01" == start and end == start[:4] + "-12-31"
        self.add(me, SDMX + "dimension#refPeriod", yeared(int(start[:4])) if whole else dated(start) if start == end else L(f"{start}/{end}"))
        self.add(me, SDMX + "dimension#refArea", row["place"] and self.place_node(row["place"]))
        kind = row["about_kind"]
        about = {
            "work": lambda a: self.id("work", a),
            "agent": lambda a: self.id("agent", a),
            "place": self.place_node,
            "sector": lambda a: self.concept_node("sector:" + a),
        }
        self.add(me, SCHEMA + "about", about.get(kind, L)(row["about"]))
        self.add(me, self.base + "ns#" + "segment", text(row["segment"]))
        self.add(me, SDMX + "attribute#obsStatus", text(row["flag"]))
        self.source(me, row["record"])

    def concept(self, row: Row) -> None:
        me, scheme = self.concept_node(row["id"]), N(f"{self.base}id/concept/{row['scheme']}")
        self.add(scheme, RDF + "type", N(SKOS + "ConceptScheme"))
        self.add(scheme, DCT + "identifier", L(row["scheme"]))
        self.add(scheme, SKOS + "hasTopConcept", None if row["broader"] else me)
        self.add(me, RDF + "type", N(SKOS + "Concept"))
        self.add(me, SKOS + "inScheme", scheme)
        self.add(me, SKOS + "notation", L(row["notation"]))
        self.add(me, SKOS + "broader", self.concept_node(row["broader"]))
        self.add(me, SKOS + "definition", L(row["definition"], language="en"))

    def place(self, row: Row) -> None:
        me = self.id("place", row["id"])
        for kind in ("Place", "Country"):
            self.add(me, RDF + "type", N(SCHEMA + kind))
        self.add(me, SCHEMA + "name", L(row["name"]))
        self.add(me, SCHEMA + "identifier", L(row["id"]))

    def label(self, row: Row) -> None:
        kind, entity = row["kind"], row["entity"]
        if kind in ("title", "description"):
            me, predicate = self.id("dataset", entity), DCT + kind
        elif ":" in entity:
            me, predicate = self.concept_node(entity), SKOS + {"pref": "prefLabel", "hidden": "hiddenLabel"}.get(kind, "altLabel")
        else:
            me, predicate = self.id("place", entity), SCHEMA + ("name" if kind == "pref" else "alternateName")
        self.add(me, predicate, tagged(row["value"], row["language"]))

    def link(self, row: Row) -> None:
        subject, predicate = self.id(row["kind"], row["subject"]), LINK_PROPERTIES[row["predicate"]]
        other = row["object"] and self.id(row["kind"], row["object"])
        sure = row["method"] in ("identifier", "person") or (row["method"] == "stated" and row["predicate"] != "same_as")
        if other and row["state"] == "accepted" and sure:
            return self.add(subject, SCHEMA + predicate, other)
        me = self.id("link", row["id"])
        self.add(me, RDF + "type", N(self.base + "ns#" + "Link"))
        self.add(me, self.base + "ns#" + "subject", subject)
        self.add(me, self.base + "ns#" + "predicate", N(SCHEMA + predicate))
        self.add(me, self.base + "ns#" + "object", other)
        for column in ("state", "method", "evidence"):
            self.add(me, self.base + "ns#" + column, text(row[column]))
        self.add(me, self.base + "ns#" + "probability", None if row["probability"] is None else L(str(row["probability"]), datatype=N(XSD + "double")))

    def entity(self, row: Row) -> None:
        me, record = self.id("entity", row["cluster"]), self.id(row["kind"], row["member"])
        part = N(f"{me.value}#{row['member']}")
        self.add(me, RDF + "type", N(PROV + "Entity"))
        self.add(me, self.base + "ns#membership", part)
        self.add(part, RDF + "type", N(self.base + "ns#Membership"))
        self.add(part, self.base + "ns#record", record)
        self.add(part, self.base + "ns#method", text(row["method"]))
        self.add(part, self.base + "ns#probability", None if row["probability"] is None else L(str(row["probability"]), datatype=N(XSD + "double")))
        if row["method"] != "model":
            self.add(me, self.base + "ns#member", record)
            self.add(record, PROV + "specializationOf", me)


class Blank(dict[str, Any]):
    """A row in which an absent column is None."""

    def __missing__(self, key: str) -> None:
        return None


def text(value: str | None) -> Node | None:
    return None if value is None else L(value)


def tagged(value: str | None, language: str | None) -> Node | None:
    if value is None or not language or not re.fullmatch("[a-zA-Z]{2,3}(-[a-zA-Z]{4})?(-([a-zA-Z]{2}|[0-9]{3}))?", language):
        return text(value)
    return L(value, language=language)


def yeared(value: int | None) -> Node | None:
    return None if value is None else L(f"{'-' if value < 0 else ''}{abs(value):04d}", datatype=N(XSD + "gYear"))


def dated(value: str | None) -> Node | None:
    if value is None:
        return None
    if re.fullmatch("-?[0-9]{4}", value):
        return L(value, datatype=N(XSD + "gYear"))
    if re.fullmatch("-?[0-9]{4}-(0[1-9]|1[0-2])", value):
        return L(value, datatype=N(XSD + "gYearMonth"))
    try:
        date.fromisoformat(value.removeprefix("-"))
        return L(value, datatype=N(XSD + "date"))
    except ValueError:
        return L(value)


def is_iri(value: str) -> bool:
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", value)


def iri_or_text(value: str | None) -> Node | None:
    return N(value) if value and is_iri(value) else text(value)
