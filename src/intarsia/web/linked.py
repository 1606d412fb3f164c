"""A work as schema.org JSON-LD: a file of its own, and a block of data in its page (which a strict policy lets pass: it is no script)."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from intarsia.iris import iri
from intarsia.reader import Reader
from intarsia.web.present import identifier

TYPES = {"film": "Movie", "series": "TVSeries", "game": "VideoGame", "book": "Book", "novel": "Book", "comic": "ComicStory", "song": "MusicComposition",
         "album": "MusicAlbum", "play": "Play", "painting": "Painting", "podcast": "PodcastSeries", "opera": "MusicComposition"}


def schema_org(data: dict[str, Any], reader: Reader) -> Markup:
    """The work in schema.org's words, what is not known left out; `<` is escaped, so that no title ends the block."""
    body: dict[str, Any] = {
        "@context": "https://schema.org", "@type": TYPES.get(data["form"] or "", "CreativeWork"), "@id": data["iri"], "name": data["title"],
        "alternateName": sorted({one["value"] for one in data["titles"]} - {data["title"]}),
        "datePublished": data["date"] if data["date"] and data["date"].replace("-", "").isdigit() else None, "inLanguage": data["language"],
            "description": data["description"],
        "contributor": [{"@type": "Person" if one["kind"] == "person" else "Organization" if one["kind"] == "organisation" else "Thing",
                         "@id": iri(reader.base, "agent", one["id"]), "name": one["name"]} for one in data["makers"]],
        "sameAs": sorted({url for one in data["identifiers"] if (url := identifier(one["scheme"], one["value"])["url"])}),
        "isBasedOn": [iri(reader.base, "work", one["work"]) for one in data["links"] if one["predicate"] == "based_on" and one["state"] == "accepted" and one["forward"]],
        "isPartOf": {"@id": iri(reader.base, "dataset", data["dataset"]), "@type": "Dataset", "name": data["dataset_title"]},
        "sdLicense": data["licence"],
        "usageInfo": [{key: value for key, value in {"@type": "CreativeWork", "name": one["label"] or one["kind"], "text": one["text"], "url": one["link"]}.items() if value}
                      for one in data.get("notices", [])],
    }
    text = json.dumps({key: value for key, value in body.items() if value not in (None, [], "")}, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
