"""How things are called: facets, licences, identifiers, states. The labels of data come from the release."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from intarsia.reader import Reader
from intarsia.web.words import Words

FACETS = ("sector", "form", "country", "genre", "language", "audience", "status", "dataset")

SCHEMES = {
    "wikidata": ("Wikidata", "https://www.wikidata.org/wiki/{}"),
    "viaf": ("VIAF", "https://viaf.org/viaf/{}"),
    "isni": ("ISNI", "https://isni.org/isni/{}"),
    "orcid": ("ORCID", "https://orcid.org/{}"),
    "ulan": ("Getty ULAN", "http://vocab.getty.edu/ulan/{}"),
    "aat": ("Getty AAT", "http://vocab.getty.edu/aat/{}"),
    "tgn": ("Getty TGN", "http://vocab.getty.edu/tgn/{}"),
    "muziekweb": ("Muziekweb", "https://www.muziekweb.nl/Link/{}"),
    "geonames": ("GeoNames", "https://www.geonames.org/{}"),
    "doi": ("DOI", "https://doi.org/{}"),
    "eidr": ("EIDR", "https://ui.eidr.org/view/content?id={}"),
    "steam": ("Steam", "https://store.steampowered.com/app/{}"),
    "gnd": ("GND", "https://d-nb.info/gnd/{}"),
    "imdb": ("IMDb", ""),
    "isbn": ("ISBN", ""),
    "ean": ("EAN", ""),
    "issn": ("ISSN", ""),
    "iswc": ("ISWC", ""),
    "isrc": ("ISRC", ""),
}

LICENCES = {
    "publicdomain/zero/1.0": "CC0 1.0",
    "publicdomain/mark/1.0": "Public Domain Mark",
    "vocab/InC/1.0": "In copyright",
    "vocab/InC-OW-EU/1.0": "In copyright, orphan work",
    "vocab/InC-EDU/1.0": "In copyright, educational use permitted",
    "vocab/InC-NC/1.0": "In copyright, non-commercial use permitted",
    "vocab/InC-RUU/1.0": "In copyright, rights holder not found",
    "vocab/NoC-CR/1.0": "No copyright, contractual restrictions",
    "vocab/NoC-NC/1.0": "No copyright, non-commercial use only",
    "vocab/NoC-OKLR/1.0": "No copyright, other known legal restrictions",
    "vocab/NoC-US/1.0": "No copyright in the United States",
    "vocab/CNE/1.0": "Copyright not evaluated",
    "vocab/UND/1.0": "Copyright undetermined",
    "vocab/NKC/1.0": "No known copyright",
}
#: licences that have a short name of their own: what the address must hold -> the name, and whether one may use it
KNOWN = {
    "opensource.org/license/mit": "MIT", "opensource.org/licenses/mit": "MIT", "opendatacommons.org/licenses/pddl": "PDDL 1.0", "opendatacommons.org/licenses/odbl": "ODbL 1.0",
    "opendatacommons.org/licenses/by": "ODC-BY 1.0", "nationalarchives.gov.uk/doc/open-government-licence": "OGL 3.0", "etalab.gouv.fr/licence-ouverte": "Licence Ouverte",
    "data.europa.eu/eli/dec_impl/2017/863": "EUPL 1.2", "govdata.de/dl-de/by": "DL-DE BY 2.0", "govdata.de/dl-de/zero": "DL-DE Zero 2.0",
}
FREE = ("CC0 1.0", "Public Domain Mark", "No known copyright", "PDDL 1.0", "DL-DE Zero 2.0")


def licence(uri: str | None, _: Words) -> str:
    """A licence or rights statement by its short name."""
    return _(_short(uri))


def reuse(uri: str | None, _: Words) -> str:
    """May I use it? In three plain answers."""
    name = _short(uri)
    if name in FREE:
        return _("Yes")
    if name.startswith(("CC ", "No copyright")) or "permitted" in name or name in KNOWN.values():
        return _("Yes, with conditions")
    return _("Ask first")


def _short(uri: str | None) -> str:
    if not uri:
        return "not stated"
    host, _slash, path = uri.rstrip("/").split("://", 1)[-1].partition("/")
    if path in LICENCES:
        return LICENCES[path]
    if host.endswith("creativecommons.org") and path.startswith("licenses/"):
        kind, _slash, version = path.removeprefix("licenses/").partition("/")
        return f"CC {kind.upper()} {version}".strip()
    return next((name for part, name in KNOWN.items() if part in uri.lower()), uri)


def is_link(text: str | None) -> bool:
    """May it be an `href`? Only web addresses; contributors write anything."""
    return bool(text) and str(text).split(":", 1)[0].lower() in ("http", "https") and "://" in str(text)


def identifier(scheme: str, value: str) -> dict[str, str]:
    """The name of a scheme and, where the scheme has public pages, the address."""
    name, pattern = SCHEMES.get(scheme, (scheme, ""))
    if scheme == "imdb" and value[:2] in ("tt", "nm"):
        pattern = "https://www.imdb.com/" + ("title/{}" if value.startswith("tt") else "name/{}")
    if value.startswith(("http://", "https://")):
        return {"name": name, "value": value, "url": value}
    return {"name": name, "value": value, "url": pattern.format(quote(value, safe="/")) if pattern else ""}


class Names:
    """Labels of a release in one language, with a capital where they stand alone."""

    def __init__(self, reader: Reader | None, tongue: Words) -> None:
        self._reader = reader
        self._tongue = tongue

    def plain(self, facet: str, value: str | None) -> str:
        """The label of a facet's value: ("genre", "drama"), ("country", "NL"), ("dataset", "films")."""
        if not value:
            return ""
        if facet == "language":
            return self._tongue.tongue(value)
        if self._reader is None:
            return value
        entity = value if facet in ("country", "place", "dataset") else f"{facet}:{value}"
        label = self._reader.label(entity, self._tongue.language)
        return label.replace("-", " ") if label == value and facet not in ("country", "place", "dataset") else label

    def __call__(self, facet: str, value: str | None) -> str:
        text = self.plain(facet, value)
        return text[:1].upper() + text[1:]

    def facet(self, facet: str) -> str:
        """The name of a facet."""
        return _facets(self._tongue).get(facet, facet)

    def predicate(self, predicate: str, forward: bool = True) -> str:
        """A relation as it reads from one side."""
        _ = self._tongue
        names: dict[str, tuple[str, str]] = {
            "same_as": (_("same as"), _("same as")),
            "based_on": (_("based on"), _("source of")),
            "part_of": (_("part of"), _("contains")),
            "about": (_("about"), _("subject of")),
            "performs": (_("performs"), _("performed in")),
            "edition_of": (_("edition of"), _("published as")),
            "shares_origin": (_("shares its origin with"), _("shares its origin with")),
        }
        pair = names.get(predicate, (predicate.replace("_", " "), predicate.replace("_", " ")))
        return pair[0] if forward else pair[1]

    def state(self, state: str | None) -> str:
        """A state of a link or term in words."""
        _ = self._tongue
        names: dict[str, Any] = {
            "accepted": _("accepted"), "proposed": _("proposed"), "rejected": _("rejected"), "no_match": _("no match"),
            "failed": _("failed"), "matched": _("matched"),
        }
        return str(names.get(state or "", state or ""))


@lru_cache
def _facets(_: Words) -> dict[str, str]:
    return {
        "sector": _("Sector"), "form": _("Form"), "country": _("Country"), "genre": _("Genre"), "language": _("Language"),
        "audience": _("Audience"), "status": _("Status"), "dataset": _("Dataset"), "subject": _("Subject"), "role": _("Role"),
    }
