"""Each page in schema.org's words, as a block of data in its head. What is not known is left out, and so is what a page merely shows beside it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from intarsia.iris import iri
from intarsia.linkeddata.catalogue import address
from intarsia.web.present import identifier
from intarsia.web.visit import Visit

CONTEXT = "https://schema.org"  # understood by name by those who read these blocks: it is never fetched by us
Body = dict[str, Any]
MOST = 100
KINDS = {"person": "Person", "organisation": "Organization"}


def block(visit: Visit, data: Any) -> Markup:
    """The script element of a page; empty for pages that are about nothing in particular, and for works, whose page brings its own."""
    steps = visit.path.strip("/").split("/")
    make = BODIES.get((steps[0], min(len(steps), 3)))
    if make is None or visit.release is None or data is None:
        return Markup("")
    return script({"@context": CONTEXT, **make(visit, data)})


def script(body: Body) -> Markup:
    """A body as a block of data; `<` is escaped, so that no text of a contributor ends the block."""
    text = json.dumps(bare(body), ensure_ascii=False)
    return Markup('<script type="application/ld+json">%s</script>') % Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def bare(value: Any) -> Any:
    """Without what is not known, at any depth."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if one not in (None, "", [], {})}
    return [bare(one) for one in value] if isinstance(value, list) else value


def site(visit: Visit, data: Any) -> Body:
    """The site, and how to search it."""
    base = visit.reader.base
    return {"@type": "WebSite", "@id": base, "url": base, "name": visit.serving.pool.config.name, "inLanguage": list(visit.reader.languages),
            "publisher": {"@type": "Organization", "name": visit.serving.pool.config.publisher},
            "potentialAction": {"@type": "SearchAction", "target": {"@type": "EntryPoint", "urlTemplate": f"{base}explore?q={{search_term_string}}"},
                                "query-input": "required name=search_term_string"}}


def datasets(visit: Visit, data: Any) -> Body:
    """The catalogue and its datasets."""
    base = visit.reader.base
    return {"@type": "DataCatalog", "@id": address(base), "url": f"{base}datasets", "name": visit.serving.pool.config.name,
            "publisher": {"@type": "Organization", "name": visit.serving.pool.config.publisher}, "version": visit.reader.id, "dateModified": visit.reader.manifest["issued"][:10],
            "dataset": [{"@type": "Dataset", "@id": one["iri"], "name": one["title"], "description": one["description"], "license": one["licence"], "url": f"{base}datasets/{one['id']}"}
                        for one in data[:MOST]]}


def dataset(visit: Visit, data: Any) -> Body:
    """A dataset with its downloads."""
    reader, base = visit.reader, visit.reader.base
    dumps = reader.manifest.get("dumps", {})
    downloads = [{"@type": "DataDownload", "encodingFormat": "text/csv+zip", "contentUrl": f"{base}dumps/{reader.id}/{data['id']}.csv.zip", "name": "CSV"}]
    if (dump := f"{data['id']}.nq.zst") in dumps:
        downloads.append({"@type": "DataDownload", "encodingFormat": "application/n-quads+zstd", "contentUrl": f"{base}dumps/{reader.id}/{dump}", "name": "N-Quads",
                          "contentSize": f"{dumps[dump]['bytes']} B"})
    return {"@type": "Dataset", "@id": data["iri"], "url": f"{base}datasets/{data['id']}", "name": reader.label(data["id"], visit.language), "description": data["description"],
            "identifier": data["iri"], "license": data["licence"], "inLanguage": data["language"], "temporalCoverage": data["period"], "version": reader.id,
            "dateModified": reader.manifest["issued"][:10], "publisher": {"@type": "Organization", "name": data["publisher"]} if data["publisher"] else None,
            "includedInDataCatalog": {"@type": "DataCatalog", "@id": address(base), "name": visit.serving.pool.config.name}, "distribution": downloads, "isAccessibleForFree": True,
            "usageInfo": _notices(data)}


def agent(visit: Visit, data: Any) -> Body:
    """A person or organisation as one dataset credits it."""
    body = data["kind"] == "organisation"
    return {"@type": KINDS.get(data["kind"], "Thing"), "@id": data["iri"], "name": data["name"], **_life(data, body),
            "subjectOf": _notices(data), "sameAs": sorted({url for one in data.get("identifiers", []) if (url := identifier(one["scheme"], one["value"])["url"])})}


def _notices(data: Any) -> list[Body]:
    """What readers should know first."""
    return [{"@type": "CreativeWork", "name": one["label"] or one["kind"], "text": one["text"], "url": one["link"]} for one in data.get("notices", [])]


def _life(data: Any, body: bool) -> Body:
    """The years of a person or organisation; nothing of what is neither."""
    if data["kind"] not in KINDS:
        return {}
    names = ("foundingDate", "dissolutionDate") if body else ("birthDate", "deathDate")
    return {name: f"{data[column]:04d}" if data[column] is not None and data[column] >= 0 else None for name, column in zip(names, ("year_start", "year_end"), strict=True)}


def place(visit: Visit, data: Any) -> Body:
    """A place, with its names."""
    return {"@type": "Country" if data["kind"] in ("country", "former country") else "Place", "@id": data["iri"], "name": visit.reader.label(data["id"], visit.language),
            "alternateName": sorted({one["value"] for one in data["names"]})[:MOST], "identifier": data["id"]}


def terms(visit: Visit, data: Any) -> Body:
    """The vocabularies."""
    base = visit.reader.base
    return {"@type": "DataCatalog", "@id": f"{base}terms", "url": f"{base}terms", "name": visit.words("Terms"),
            "hasPart": [{"@type": "DefinedTermSet", "@id": one["iri"], "name": one["title"]} for one in data[:MOST]]}


def scheme(visit: Visit, data: Any) -> Body:
    """A vocabulary and the first of its terms, however many of them its page shows."""
    reader, name = visit.reader, visit.path.strip("/").split("/")[1]
    found = reader.rows("SELECT id, iri, notation FROM concept WHERE scheme = ? ORDER BY notation LIMIT ?", [name, MOST])
    return {"@type": "DefinedTermSet", "@id": iri(reader.base, "concept", name), "name": name,
            "hasDefinedTerm": [{"@type": "DefinedTerm", "@id": address_of, "name": reader.label(key, visit.language), "termCode": notation} for key, address_of, notation in found]}


def term(visit: Visit, data: Any) -> Body:
    """A term with its names."""
    base = visit.reader.base
    return {"@type": "DefinedTerm", "@id": data["iri"], "name": data["name"], "description": data["definition"], "termCode": data["notation"],
            "alternateName": sorted({one["value"] for one in data["labels"] if one["kind"] == "alt"})[:MOST],
            "inDefinedTermSet": {"@type": "DefinedTermSet", "@id": iri(base, "concept", data["scheme"]), "name": data["scheme"]}}


def release(visit: Visit, data: Any) -> Body:
    """A release: a version of the whole."""
    base = visit.reader.base
    return {"@type": "Dataset", "@id": data["iri"], "url": f"{base}releases/{data['id']}", "name": f"{visit.serving.pool.config.name}, release {data['id']}",
            "description": data["citation"], "version": data["id"], "datePublished": data["issued"][:10],
            "publisher": {"@type": "Organization", "name": visit.serving.pool.config.publisher},
            "distribution": [{"@type": "DataDownload", "name": one["file"], "contentUrl": f"{base}dumps/{data['id']}/{one['file']}", "encodingFormat": "application/n-quads+zstd",
                              "contentSize": f"{one['bytes']} B"} for one in data["dumps"] if one["file"].endswith(".nq.zst")]}


#: the first step of the path and how many there are -> what the page is about
BODIES: dict[tuple[str, int], Callable[[Visit, Any], Body]] = {
    ("", 1): site, ("datasets", 1): datasets, ("catalog", 1): lambda visit, data: datasets(visit, [{**one, "description": ""} for one in data["datasets"]]),
    ("datasets", 2): dataset, ("agents", 2): agent, ("places", 2): place, ("terms", 1): terms, ("terms", 2): scheme, ("terms", 3): term, ("releases", 2): release,
}
