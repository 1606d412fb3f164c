"""Data extension: which properties can be fetched, and their values for entities that were found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intarsia.errors import Invalid
from intarsia.reader import Reader
from intarsia.reconciling.answering import Card, Label
from intarsia.reconciling.query import TooMany, cleaned, decoded
from intarsia.reconciling.services import Property, Service

IDS, PROPERTIES, VALUES = 1_000, 50, 100
#: what may be set for a property when it is fetched (docs/reconcile-api.md)
SETTINGS: list[dict[str, Any]] = [
    {"type": "number", "name": "limit", "label": "Most values", "default": 0, "help_text": "The most values to fetch for one entity; 0 fetches all, up to 100."},
    {"type": "select", "name": "content", "label": "Content", "default": "entities", "help_text": "Terms, makers and places as entities that are reconciled already, as names, or as ids.",
     "choices": [{"value": "entities", "name": "Reconciled entities"}, {"value": "literal", "name": "Names"}, {"value": "id", "name": "Ids"}]},
    {"type": "text", "name": "language", "label": "Language", "default": "", "help_text": "Names and titles in this language alone, such as nl; empty for all."},
]
Value = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """A property to fetch, with its settings."""

    column: Property
    limit: int = 0
    content: str = "entities"
    language: str = ""

    @property
    def most(self) -> int:
        """How many values are given at most."""
        return min(self.limit or VALUES, VALUES)


def read(text: str, service: Service) -> tuple[list[str], list[Wish]]:
    """The ids and the properties that a client asks for; a property that there is not gives no values.

    Raises: Invalid, TooMany.
    """
    found = decoded(text, "extend")
    if not isinstance(found, dict) or not isinstance(found.get("ids"), list) or not isinstance(found.get("properties"), list):
        raise Invalid("an extension has ids and properties", where="extend", way_out='{"ids": ["..."], "properties": [{"id": "year"}]}')
    ids, wishes = found["ids"], found["properties"]
    if len(ids) > IDS or len(wishes) > PROPERTIES:
        raise TooMany(f"at most {IDS:,} ids and {PROPERTIES} properties are extended at once", where="extend", way_out="send them in smaller batches")
    if not all(isinstance(one, str) for one in ids):
        raise Invalid("ids are texts", where="extend, ids", way_out='"ids": ["..."]')
    return list(dict.fromkeys(ids)), [_wish(one, service) for one in wishes]


def _wish(given: Any, service: Service) -> Wish:
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        raise Invalid("a property to fetch has an id", where="extend, properties", way_out='{"id": "year"}')
    known = service.property(given["id"]) or Property(cleaned(given["id"])[:100], cleaned(given["id"])[:100], "", given=False)
    settings = given.get("settings")
    settings = settings if isinstance(settings, dict) else {}
    return Wish(known, _number(settings.get("limit")), str(settings.get("content", "entities"))[:20], str(settings.get("language", ""))[:20].lower())


def _number(value: Any) -> int:
    """A limit as forms send it: a number, or a text of figures; anything else is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:6])
    return int(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1e6 else 0


class Extending:
    """Values of entities of one service, read from the tables of the release."""

    def __init__(self, service: Service, reader: Reader, label: Label) -> None:
        self.service, self._reader, self._label = service, reader, label

    def answer(self, ids: Sequence[str], wishes: Sequence[Wish], cards: Mapping[str, Card]) -> tuple[list[Wish], dict[str, dict[str, list[Value]]]]:
        """The properties as they were understood, and the rows: every id has every property, with no values where there are none."""
        columns = {wish.column.id: self._values(wish, cards) for wish in wishes}
        return list(wishes), {one: {name: values.get(one, []) for name, values in columns.items()} for one in ids}

    def _values(self, wish: Wish, cards: Mapping[str, Card]) -> dict[str, list[Value]]:
        if not wish.column.given or not cards:
            return {}
        if wish.column.id == "iri":
            return {one: [{"str": self.service.space + card["id"]}] for one, card in cards.items()}
        make = {"works": self._of_works, "agents": self._of_agents, "places": self._of_places, "terms": self._of_terms}[self.service.group]
        return {one: self._cut(found, wish) for one, found in make(wish, cards).items()}

    @staticmethod
    def _cut(values: list[Value], wish: Wish) -> list[Value]:
        seen: dict[str, Value] = {}
        for value in values:
            if "id" in value and wish.content != "entities":
                value = {"str": value["id"] if wish.content == "id" else value["name"]}
            seen.setdefault(str(value), value)
        return list(seen.values())[: wish.most]

    def _rows(self, table: str, column: str, cards: Mapping[str, Card], where: str = "") -> dict[str, list[dict[str, Any]]]:
        """The rows of a table about the members of each entity, in order of member."""
        owners: dict[str, list[str]] = {}
        for one, card in cards.items():
            for member in card["members"]:
                owners.setdefault(member, []).append(one)
        found: dict[str, list[dict[str, Any]]] = {one: [] for one in cards}
        for row in self._reader.where(table, column, list(owners)):
            for one in owners[row[column]]:
                found[one].append(row)
        return found

    def _of_works(self, wish: Wish, cards: Mapping[str, Card]) -> dict[str, list[Value]]:
        name, tongue = wish.column.id, wish.language
        if name in ("title", "original"):
            rows = self._rows("title", "work", cards)
            return {one: [{"str": row["value"]} for row in found if (name == "title" or row["kind"] == "original") and _speaks(row["language"], tongue)] for one, found in rows.items()}
        if name == "maker":
            return self._makers(cards)
        if name in ("country", "genre", "audience") or (name == "language" and name not in cards):
            rows = self._rows("term", "work", cards)
            terms = {one: [self._term(name, row["concept"]) for row in found if row["facet"] == name and row["state"] == "matched" and row["concept"]] for one, found in rows.items()}
            return {one: terms[one] or [{"str": value} for value in card["by"].get(name, [])] for one, card in cards.items()}
        if name in ("year", "date", "form", "sector", "status", "description", "dataset", "licence"):
            rows = self._rows("work", "id", cards)
            return {one: [value for row in found for value in self._plain(name, row)] for one, found in rows.items()}
        return self._identifiers(wish, cards)

    def _plain(self, name: str, row: Mapping[str, Any]) -> list[Value]:
        """A value of the table of works."""
        if name == "licence":
            licences = dict(self._reader.rows("SELECT id, licence FROM dataset"))
            return [{"str": licences[row["dataset"]]}] if licences.get(row["dataset"]) else []
        value = row["year_start" if name == "year" else name]
        if value is None:
            return []
        if name == "year":
            return [{"int": int(value)}]
        return [self._term(name, str(value))] if name in ("form", "sector", "status") else [{"str": str(value)}]

    def _term(self, name: str, concept: str) -> Value:
        """A term, as an entity of the service that its property names."""
        prop = self.service.property(name)
        label = self._label(concept if name == "country" else f"{name}:{concept}")
        return {"id": concept, "name": label} if prop is not None and prop.service else {"str": label if name != "language" else concept}

    def _makers(self, cards: Mapping[str, Card]) -> dict[str, list[Value]]:
        rows = self._rows("contribution", "work", cards)
        agents = sorted({row["agent"] for found in rows.values() for row in found if row["agent"]})
        names = {row["id"]: row["name"] for row in self._reader.where("agent", "id", agents)}
        whole = {row["member"]: row["cluster"] for row in self._reader.where("entity", "member", agents)}

        def entity(agent: str) -> Value:
            path = f"entity/{whole[agent]}" if agent in whole else f"agent/{agent}"
            return {"id": path, "name": names[agent]}

        linked = self.service.property("maker")
        return {one: [entity(row["agent"]) if linked and linked.service else {"str": names[row["agent"]]} for row in sorted(found, key=lambda row: row["position"] or 0)
                      if names.get(row["agent"])] for one, found in rows.items()}

    def _of_agents(self, wish: Wish, cards: Mapping[str, Card]) -> dict[str, list[Value]]:
        name = wish.column.id
        if name == "name":
            return {one: [{"str": value} for value in card["names"]] for one, card in cards.items()}
        if name in ("work", "role"):
            rows = self._rows("contribution", "agent", cards)
            if name == "role":
                return {one: [{"id": row["role"], "name": self._label(f"role:{row['role']}")} for row in found if row["role"]] for one, found in rows.items()}
            works = sorted({row["work"] for found in rows.values() for row in found})
            titles = {row["id"]: row["title"] for row in self._reader.where("work", "id", works)}
            whole = {row["member"]: row["cluster"] for row in self._reader.where("entity", "member", works)}
            return {one: [{"id": f"entity/{whole[row['work']]}" if row["work"] in whole else f"work/{row['work']}", "name": titles[row["work"]]}
                          for row in found if titles.get(row["work"])] for one, found in rows.items()}
        if name in ("year", "death", "country", "kind", "dataset"):
            rows = self._rows("agent", "id", cards)
            column = {"year": "year_start", "death": "year_end"}.get(name, name)
            values = {one: [row[column] for row in found if row[column] not in (None, "unknown")] for one, found in rows.items()}
            return {one: [{"int": int(v)} if name in ("year", "death") else {"id": v, "name": self._label(v)} if name == "country" else {"str": str(v)} for v in found]
                    for one, found in values.items()}
        return self._identifiers(wish, cards)

    def _identifiers(self, wish: Wish, cards: Mapping[str, Card]) -> dict[str, list[Value]]:
        every = wish.column.id == "identifier"
        rows = self._rows("identifier", "entity", cards)
        return {one: [{"str": f"{row['scheme']}:{row['value']}" if every else row["value"]} for row in found if every or row["scheme"] == wish.column.id] for one, found in rows.items()}

    def _of_places(self, wish: Wish, cards: Mapping[str, Card]) -> dict[str, list[Value]]:
        if wish.column.id == "identifier":
            return {one: [{"str": card["id"]}] if len(card["id"]) == 2 else [] for one, card in cards.items()}
        return self._labels(wish, cards, ("pref", "alt"))

    def _of_terms(self, wish: Wish, cards: Mapping[str, Card]) -> dict[str, list[Value]]:
        name, scheme = wish.column.id, self.service.scheme
        if name == "notation":
            return {one: [{"str": card["id"]}] for one, card in cards.items()}
        if name in ("label", "synonym"):
            return self._labels(wish, cards, ("pref",) if name == "label" else ("alt",))
        if name == "works":
            counts = dict(self._reader.rows("SELECT concept, count(DISTINCT work) FROM term WHERE facet = $scheme AND state = 'matched' AND concept IN (SELECT unnest($ids)) GROUP BY 1",
                                            {"scheme": scheme, "ids": [card["id"] for card in cards.values()]}))
            return {one: [{"int": int(counts.get(card["id"], 0))}] for one, card in cards.items()}
        if name == "broader":
            return {one: [{"id": up, "name": self._label(f"{scheme}:{up}")} for up in card["by"].get("broader", [])] for one, card in cards.items()}
        column = "broader" if name == "narrower" else "id"
        rows = self._rows("concept", column, cards)
        if name == "narrower":
            return {one: [{"id": row["notation"], "name": self._label(row["id"])} for row in found] for one, found in rows.items()}
        return {one: [{"str": row["definition"]} for row in found if row["definition"]] for one, found in rows.items()}

    def _labels(self, wish: Wish, cards: Mapping[str, Card], kinds: tuple[str, ...]) -> dict[str, list[Value]]:
        rows = self._rows("label", "entity", cards)
        return {one: [{"str": row["value"]} for kind in kinds for row in found if row["kind"] == kind and _speaks(row["language"], wish.language)] for one, found in rows.items()}


def _speaks(language: str | None, wanted: str) -> bool:
    return not wanted or (language or "").lower().partition("-")[0] == wanted.partition("-")[0]
