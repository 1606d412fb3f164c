"""Queries answered: candidates with probabilities, and what each rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from intarsia import codes
from intarsia.reader import Reader
from intarsia.reconciling import chances, naming
from intarsia.reconciling.chances import Accidents
from intarsia.reconciling.largeterms import LargeTerms, Names
from intarsia.reconciling.making import Index, wanted
from intarsia.reconciling.query import Query
from intarsia.reconciling.services import Service
from intarsia.store.nameindex import Wanted

SHORT = 20  # candidates that are compared
FIRST = 200  # suggestions that are put in order
SHOWN = 0.0005  # a less probable one is left out, unless its name is alike
_FULL = re.compile(r"(?<!\d)-?\d{4}(?!\d)")
_YEAR = re.compile(r"(?<!\d)-?\d{1,4}(?!\d)")
Card = dict[str, Any]
Label = Callable[[str], str]


class Answering:
    """One service of one release, answering. `label`: the name of a concept or place in the language asked for."""

    def __init__(self, service: Service, index: Index, reader: Reader, label: Label) -> None:
        self.service, self._label = service, label
        self._names: Names = LargeTerms(reader, service.scheme) if service.group == "terms" and service.scheme in reader.large else index.group(service.group)
        self._accidents: Accidents = index.accidents(service.group, service.scheme)

    def answer(self, query: Query) -> list[dict[str, Any]]:
        """The candidates of one query, best first, as the standard writes them; none for a query that asks nothing."""
        if query.empty:
            return []
        asked = _Evidence(query, self.service)
        if not naming.tidy(query.text) and not asked.any:
            return []
        found = self._judged(query, asked, self._candidates(query, asked))
        certain = [one for one in found if one["probability"] >= chances.CERTAIN and one["level"] in ("equal", "form", "close", "named")]
        match = found[0]["card"]["id"] if found and certain and certain[0] is found[0] else None
        return [self._written(one, one["card"]["id"] == match) for one in found[: query.limit]]

    def _candidates(self, query: Query, asked: _Evidence) -> list[Card]:
        strict = bool(query.types) and query.strict != "should"
        known = [one for one in query.types if one != self.service.default.id]
        look = wanted([query.text] if query.text else [], self.service.scheme, types=known, strict=strict and bool(known), years=asked.years, people=naming.latin(asked.people),
                      identifiers=[*asked.identifiers, *self._ids(query.text)])
        cards: dict[str, Card] = {}
        if look.identifiers:
            cards |= {card["id"]: card for card in self._names.identified(look, SHORT)}
        if look.names:
            cards |= {card["id"]: card for card in self._names.find(look, SHORT)}
            if not any(naming.best(asked.name, card["forms"])[0] in ("equal", "form", "close") for card in cards.values()):
                cards |= {card["id"]: card for card in self._names.alike(look, SHORT)}
        elif look.people:
            cards |= {card["id"]: card for card in self._names.credited(look, SHORT)}
        if strict:
            every = set(query.types)
            fits = every.issubset if query.strict == "all" else every.intersection
            cards = {name: card for name, card in cards.items() if fits(card["types"])}
        return list(cards.values())

    def _ids(self, text: str) -> list[str]:
        """The text as the id of an entity, bare or its IRI; of a place its code too, by any of its names."""
        bare = text.removeprefix(self.service.space)
        code = codes.country(text) if self.service.group == "places" else None
        return [*([bare] if bare and " " not in bare and len(bare) <= 200 else []), *([code] if code else [])]

    def _judged(self, query: Query, asked: _Evidence, cards: list[Card]) -> list[dict[str, Any]]:
        """The cards with level, evidence and probability, most probable first; equal ones in order of likeness and id."""
        name, found = naming.tidy(query.text), []
        words = naming.count(name) if name else 0
        ids, among = {query.text.removeprefix(self.service.space)}, self._among(query)
        code = codes.country(query.text) if self.service.group == "places" else None
        for card in cards:
            level, alike, place = naming.best(asked.name, card["forms"]) if name else ("", 0.0, 0)
            named = (bool(ids.intersection((card["id"], card["id"].rpartition("/")[2]))) and self.service.group != "terms") or card["id"] in ids
            evidence = asked.ratios(card, self._accidents)
            if named:
                level, alike = "named", 1.0
            elif code == card["id"] and level != "equal":
                level, alike = "form", 0.99
            elif name and not level and evidence.get("identifier", 1.0) <= 1:
                continue
            weight = 1e9 if named else chances.weight(level or ("far" if name else ""), words, evidence, self._accidents, among)
            found.append({"card": card, "level": level, "alike": alike, "called": card["names"][place], "evidence": evidence, "weight": weight})
        for one, probability in zip(found, chances.shared([one["weight"] for one in found]), strict=True):
            one["probability"] = probability
        found.sort(key=lambda one: (-one["probability"], -one["alike"], one["card"]["id"]))
        return [one for one in found if one["probability"] >= SHOWN or one["alike"] >= naming.NEAR]

    def _among(self, query: Query) -> float:
        """The share of the group that a query with strict types looks at."""
        known = [one for one in query.types if one != self.service.default.id]
        strict = known and query.strict != "should" and self.service.default.id not in query.types
        return self._accidents.chance("type", known) if strict else 1.0

    def _written(self, found: dict[str, Any], match: bool) -> dict[str, Any]:
        card: Card = found["card"]
        features: list[dict[str, Any]] = [{"id": "name", "value": round(found["alike"], 4)}, {"id": "probability", "value": round(found["probability"], 4)}]
        features += [{"id": name, "value": ratio > 1} for name, ratio in found["evidence"].items() if ratio != 1.0]
        written = {"id": card["id"], "name": card["name"], "score": round(100 * found["probability"], 1), "match": match, "type": self.types(card), "features": features}
        about = self.about(card, found["called"])
        return {**written, "description": about} if about else written

    def types(self, card: Card) -> list[dict[str, str]]:
        """The types of an entity, the narrowest first."""
        return [{"id": one, "name": self.named(one)} for one in card["types"]]

    def named(self, type_id: str) -> str:
        """What a type is called."""
        if self.service.group == "works" and type_id != "work":
            return self._label(f"form:{type_id}")
        if self.service.group == "terms" and type_id != self.service.scheme:
            return self._label(f"{self.service.scheme}:{type_id}")
        known = self.service.type(type_id)
        return known.name if known else type_id

    def about(self, card: Card, called: str = "") -> str:
        """An entity told from its namesakes in one line: what it is, when, by whom or of what; and the name that fits, where it is another."""
        parts = [self.named(card["types"][0])] if card["types"] and self.service.group != "terms" else []
        if card["years"]:
            first, last = card["years"][0], card["years"][-1]
            parts.append(str(first) if first == last or (self.service.group == "works" and last - first > 300) else f"{first}-{last}")
        if self.service.group == "terms":
            parts += [self._label(f"{self.service.scheme}:{one}") for one in card["by"].get("broader", [])]
        elif card["people"]:
            parts.append(", ".join(card["people"][:3]))
        if called and naming.key(called) != naming.key(card["name"]):
            parts.append(f"“{called}”")
        return "; ".join(parts)

    def suggested(self, prefix: str, limit: int, offset: int, types: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        """Entities whose names begin so; where there are none, those that a query would find."""
        known = [one for one in types if one != self.service.default.id and self.service.type(one)]
        look = Wanted([naming.tidy(prefix)] if prefix.strip() else [], naming.keys([prefix]), self.service.scheme, types=known, strict=bool(known))
        cards = self._names.get([one for one in self._ids(prefix)], self.service.scheme) if not offset else []
        start = naming.form(prefix).folded
        if offset + limit <= FIRST:  # those whose own name begins so come before those with another name that does
            near = sorted(self._names.beginning(look, FIRST), key=lambda card: not any(one[0].startswith(start) for one in card["forms"][:1]))[offset : offset + limit]
        else:
            near = self._names.beginning(look, limit, offset)
        cards += [card for card in near if card not in cards]
        if not cards and not offset and prefix.strip():
            typed = Query(prefix, types)
            cards = [one["card"] for one in self._judged(typed, _Evidence(typed, self.service), self._names.find(look, SHORT))]
        return [{"id": card["id"], "name": card["name"], "description": self.about(card), "notable": self.types(card)} for card in cards[:limit]]

    def cards(self, identifiers: list[str]) -> dict[str, Card]:
        """Cards by the ids they were asked for: as given out, bare, or as IRIs."""
        bare = {one: one.removeprefix(self.service.space) for one in identifiers}
        found = {card["id"]: card for card in self._names.get(list(bare.values()), self.service.scheme)}
        missing = [one for one, path in bare.items() if path not in found]
        if missing and self.service.group in ("works", "agents"):
            for card in self._names.identified(Wanted((), identifiers=[bare[one].rpartition("/")[2] for one in missing]), 2 * len(missing)):
                for one in missing:
                    if bare[one].rpartition("/")[2] in (card["id"].rpartition("/")[2], *card["members"]):
                        found.setdefault(bare[one], card)
        return {one: found[path] for one, path in bare.items() if path in found}


class _Evidence:
    """What a query says beside a name, as it is compared with cards."""

    def __init__(self, query: Query, service: Service) -> None:
        self.name = naming.form(naming.tidy(query.text))
        self.years: list[int] = []
        self.people: list[str] = []
        self.identifiers: list[str] = []
        self.by: dict[str, set[str]] = {}
        self.types = {one for one in query.types if one != service.default.id} if query.strict == "should" else set()
        self._death: list[int] = []
        self._schemes: set[str] = set()
        for name, values in query.evidence:
            self._take(name, values, service)
        self._credits = [naming.form(one) for one in self.people]
        self.any = bool(self.years or self.people or self.identifiers or self.by or self._death)

    def _take(self, name: str, values: tuple[str, ...], service: Service) -> None:
        if name in ("year", "date", "birth", "founded", "released"):
            self.years += _years(values)
        elif name == "death":
            self._death += _years(values)
        elif name in ("maker", "creator", "author", "director", "artist", "people", "work"):
            self.people += [tidy for value in values if (tidy := naming.tidy(value))]
        elif name == "identifier":
            self.identifiers += [*values]
            self._schemes |= {value.partition(":")[0] for value in values if ":" in value}
        elif name in ("country", "language", "genre", "dataset", "broader"):
            self.by.setdefault(name, set()).update(_coded(name, values))
        elif name in ("form", "type", "kind"):
            self.types |= {naming.key(value) for value in values} | set(values)
        elif service.property(name) is not None:  # a scheme of identifiers
            self.identifiers += [f"{name}:{value.removeprefix(f'{name}:')}" for value in values]
            self._schemes.add(name)

    def ratios(self, card: Card, accidents: Accidents) -> dict[str, float]:
        """m/u of each kind of evidence for one card."""
        found: dict[str, float] = {}
        if self.years:
            found["year"] = chances.year_ratio(self.years, card["years"][:1] if len(card["types"]) and card["types"][-1] == "agent" else card["years"], accidents)
        if self._death and len(card["years"]) > 1:
            found["death"] = chances.year_ratio(self._death, card["years"][1:], accidents)
        if self.people:
            found["people"] = chances.people_ratio(self._credits, [naming.form(one) for one in card["people"]], accidents)
        if self.identifiers:
            found["identifier"] = self._identifier(card)
        for name, values in self.by.items():
            held = card["by"].get(name, [])
            agrees = any(one in values or naming.key(one) in values for one in held) if held else None
            found[name] = chances.ratio(name, agrees, accidents, values)
        if self.types:
            held = card["types"]
            found["type"] = chances.ratio("type", any(one in self.types or naming.key(one) in self.types for one in held) if held else None, accidents, self.types)
        return found

    def _identifier(self, card: Card) -> float:
        held = {*card["ids"], *(one.partition(":")[2] for one in card["ids"]), *card["members"]}
        if held.intersection(self.identifiers):
            return 1e6
        clash = self._schemes.intersection(one.partition(":")[0] for one in card["ids"])
        return 0.03 if clash else 1.0


def _years(values: tuple[str, ...]) -> list[int]:
    return [int(found[0]) for value in values if (found := _FULL.search(value) or _YEAR.search(value))]


def _coded(name: str, values: tuple[str, ...]) -> set[str]:
    """Values as codes where there are codes, as they stand, and as keys."""
    found = set(values) | {naming.key(value) for value in values} | {value.rpartition(":")[2] for value in values}
    if name in ("country", "language"):
        look = codes.country if name == "country" else codes.language
        found |= {code for value in values if (code := look(value))}
    return found


def batch(answering: Answering, queries: Mapping[str, Query]) -> dict[str, Any]:
    """A batch answered, key by key."""
    return {key: {"result": answering.answer(query)} for key, query in queries.items()}
