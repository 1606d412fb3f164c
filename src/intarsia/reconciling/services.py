"""Which services a release offers: its works, agents and places, and each of its vocabularies; with their types and properties."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from intarsia.reader import Reader

VERSIONS = ("0.1", "0.2")
KINDS = ("works", "agents", "places")


@dataclass(frozen=True)
class Property:
    """What can be given as evidence (`asked`), and fetched for what was found (`given`). `service`: whose entities its values are."""

    id: str
    name: str
    about: str
    asked: bool = True
    given: bool = True
    service: str = ""


@dataclass(frozen=True)
class Type:
    """A type of entities, below another one."""

    id: str
    name: str
    broader: str = ""


@dataclass(frozen=True)
class Service:
    """One service. `group` and `scheme` say where its names stand, `space` with an id is an IRI, `count` is how many entities it has."""

    id: str
    group: str
    scheme: str
    space: str
    types: tuple[Type, ...]
    properties: tuple[Property, ...]
    count: int
    language: str = field(default="en")

    @property
    def default(self) -> Type:
        """The type that everything here has."""
        return self.types[0]

    def type(self, identifier: str) -> Type | None:
        """A type by its id."""
        return next((one for one in self.types if one.id == identifier), None)

    def property(self, identifier: str) -> Property | None:
        """A property by its id; identifiers may be named by their scheme."""
        return next((one for one in self.properties if one.id == identifier), None)


WORKS = (
    Property("year", "year", "Year of release, publication, premiere or making"),
    Property("date", "date", "Date of release, as EDTF"),
    Property("maker", "maker", "Name of anybody credited: author, director, composer, developer ...", service="agents"),
    Property("form", "form", "What it is: film, book, game, song ...", service="form"),
    Property("country", "country", "Country (ISO 3166-1 alpha-2 code or name)", service="places"),
    Property("language", "language", "Language of the work (BCP 47 code)"),
    Property("genre", "genre", "Genre", service="genre"),
    Property("identifier", "identifier", "An identifier from elsewhere, as scheme:value or bare: isbn, imdb, wikidata ..."),
    Property("dataset", "dataset", "The dataset that describes it"),
    Property("title", "titles", "Every title it has", asked=False),
    Property("original", "original title", "Title in the language it was made in", asked=False),
    Property("sector", "sector", "Sector that it belongs to", asked=False, service="sector"),
    Property("status", "status", "Announced, in production, released or withdrawn", asked=False, service="status"),
    Property("description", "description", "Short descriptions by those who share it", asked=False),
    Property("audience", "audience", "For whom it is made", asked=False, service="audience"),
    Property("licence", "licence", "Licence of the metadata, by dataset", asked=False),
    Property("iri", "IRI", "Its IRI in this pool", asked=False),
)
AGENTS = (
    Property("year", "year of birth or founding", "Year of birth or founding"),
    Property("death", "year of death or end", "Year of death, or in which it ended"),
    Property("country", "country", "Country (ISO 3166-1 alpha-2 code or name)", service="places"),
    Property("work", "works", "Title of a work that credits this name", service="works"),
    Property("identifier", "identifier", "An identifier from elsewhere, as scheme:value or bare: isni, viaf, wikidata ..."),
    Property("dataset", "dataset", "The dataset that credits it"),
    Property("kind", "kind", "Person or organisation", asked=False),
    Property("role", "roles", "What it is credited for", asked=False, service="role"),
    Property("name", "names", "Every way the name is written", asked=False),
    Property("iri", "IRI", "Its IRI in this pool", asked=False),
)
PLACES = (
    Property("identifier", "code", "ISO 3166-1 alpha-2 code"),
    Property("name", "names", "Names in all languages", asked=False),
    Property("iri", "IRI", "Its IRI in this pool", asked=False),
)
TERMS = (
    Property("broader", "broader term", "The term above it"),
    Property("narrower", "narrower terms", "The terms below it", asked=False),
    Property("label", "label", "Its name; the setting `language` chooses which", asked=False),
    Property("synonym", "other names", "Other words for it; the setting `language` chooses which", asked=False),
    Property("definition", "definition", "What it means", asked=False),
    Property("notation", "notation", "Its key in the vocabulary", asked=False),
    Property("works", "number of works", "Works that have this term", asked=False),
    Property("iri", "IRI", "Its IRI", asked=False),
)
_MOST_TYPES = 300


def services(reader: Reader) -> dict[str, Service]:
    """The services of a release by their ids, works first. A vocabulary called as a kind of entity is reached as "<name>-terms"."""
    found: dict[str, Service] = {}
    for kind, properties, table, name in (("works", WORKS, "work", "Work"), ("agents", AGENTS, "agent", "Person or organisation"), ("places", PLACES, "place", "Place")):
        count = int(reader.rows(f"SELECT count(*) FROM {table}")[0][0])
        if count:
            space = f"{reader.base}id/place/" if kind == "places" else f"{reader.base}id/"
            found[kind] = Service(kind, kind, "", space, (Type(table, name), *_types(reader, kind, table)), _linked(properties, reader, table), count)
    for scheme, count in reader.rows("SELECT scheme, count(*) FROM concept WHERE scheme IS NOT NULL GROUP BY scheme ORDER BY scheme"):
        identifier = f"{scheme}-terms" if scheme in KINDS else scheme
        found[identifier] = Service(identifier, "terms", scheme, f"{reader.base}id/concept/{scheme}/", (Type(scheme, scheme.replace("-", " ")), *_above(reader, scheme)), TERMS, int(count))
    return {name: _own(service, found) for name, service in found.items()}


def _types(reader: Reader, kind: str, table: str) -> list[Type]:
    column = "form" if kind == "works" else "kind"
    rows = reader.rows(f"SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL AND {column} <> 'unknown' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_TYPES}")
    return [Type(one, reader.label(f"form:{one}") if kind == "works" else one, table) for one, _count in rows if one != table]


def _above(reader: Reader, scheme: str) -> list[Type]:
    """The terms that have terms below them: each is a type of these."""
    rows = reader.rows(f"SELECT broader, count(*) FROM concept WHERE scheme = ? AND broader IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST_TYPES}", [scheme])
    return [Type(one.partition(":")[2], reader.label(one), scheme) for one, _count in rows if one.partition(":")[2] != scheme]


def _linked(properties: tuple[Property, ...], reader: Reader, table: str) -> tuple[Property, ...]:
    """The properties, and one for each frequent scheme of identifiers."""
    if table == "place":
        return properties
    rows = reader.rows(f"SELECT i.scheme, count(*) FROM identifier AS i JOIN {table} AS t ON t.id = i.entity GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12")
    known = {one.id for one in properties}
    return (*properties, *(Property(scheme, scheme, f"Identifier in {scheme}") for scheme, _count in rows if scheme not in known))


def _own(service: Service, found: dict[str, Service]) -> Service:
    """The service with properties that only point to services there are."""
    return replace(service, properties=tuple(replace(one, service=one.service if one.service in found else "") for one in service.properties))
