"""Pairs as rows that a reader can judge: who they are, why they stand there, what speaks against it, and where that is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights.base import Field, Lead, Source
from intarsia.shelf.insights.pairing import Lists

#: a reason names so many partners or themes, and a node shows so many of its latest works
NAMED, LATEST = 2, 2
#: a maker without a work for so many years may have stopped
QUIET = 5
#: sides of a pair
SIDES = ("first", "second")

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "place": "Place", "first": "First (key)", "first_name": "First", "second": "Second (key)", "second_name": "Second", "first_iri": "IRI of the first",
        "second_iri": "IRI of the second",
        "because": "Because", "but": "What may stand in the way", "odds": "Past pairs at such a place that came together", "shared": "Partners in common", "scorer": "Ranked by",
        "ships": "Ranks this list", "precision": "Average precision", "chance": "By chance",
        "origins": "Past years tested", "together": "Works together",
        "expected": "Works together that sizes alone would give",
        "alike": "Alike in genre, subject and audience", "who": "Who (key)", "work": "Work", "title": "Title", "year": "Year", "dataset": "Dataset", "contact": "Contact",
        "partners": "each shares works with {names}", "more partners": "each shares works with {names} and more ({n} in all)", "themes": "in common: {names}", "sizes": "{a} and {b} works",
        "roles": "{a} is credited as {role_a}, {b} as {role_b}", "fewer": "{together} works together, where their sizes alone would give {expected}",
        "none yet": "no work together, where their sizes alone would give {expected}",
        "quiet": "the last work of {name} here is of {year}", "once": "only one work of {name} is here", "tongues": "their works here have no language in common ({a}; {b})",
        "unknown": "no record here speaks against it; rights, money and time stand in none", "and": "and", "strangers": "no work together",
    },
    "nl": {
        "place": "Plaats", "first": "Eerste (sleutel)", "first_name": "Eerste", "second": "Tweede (sleutel)", "second_name": "Tweede", "first_iri": "IRI van de eerste",
        "second_iri": "IRI van de tweede",
        "because": "Omdat", "but": "Wat in de weg kan staan", "odds": "Eerdere paren op zo’n plaats die samenkwamen", "shared": "Gedeelde partners", "scorer": "Geordend naar",
        "ships": "Ordent deze lijst", "precision": "Gemiddelde precisie", "chance": "Bij toeval",
        "origins": "Getoetste jaren", "together": "Werken samen",
        "expected": "Werken samen die omvang alleen zou geven",
        "alike": "Gelijkenis in genre, onderwerp en publiek", "who": "Wie (sleutel)", "work": "Werk", "title": "Titel", "year": "Jaar", "dataset": "Dataset", "contact": "Contact",
        "partners": "elk deelt werken met {names}", "more partners": "elk deelt werken met {names} en meer ({n} in totaal)", "themes": "gedeeld: {names}", "sizes": "{a} en {b} werken",
        "roles": "{a} staat vermeld als {role_a}, {b} als {role_b}", "fewer": "{together} werken samen, waar hun omvang alleen er {expected} zou geven",
        "none yet": "geen werk samen, waar hun omvang alleen er {expected} zou geven",
        "quiet": "het laatste werk van {name} hier is van {year}", "once": "van {name} is hier maar één werk", "tongues": "hun werken hier hebben geen gedeelde taal ({a}; {b})",
        "unknown": "geen record hier spreekt ertegen; rechten, geld en tijd staan in geen ervan", "and": "en", "strangers": "geen werk samen",
    },
}
_KINDS = {"place": "number", "first": "key", "second": "key", "first_iri": "key", "second_iri": "key", "odds": "share",
          "ships": "flag", "precision": "number", "chance": "number", "origins": "number", "shared": "number", "together": "number",
          "expected": "number", "alike": "share",
          "who": "key", "work": "key", "year": "year", "dataset": "key"}
WORKS = ("who", "work", "title", "year")
CONTACTS = ("who", "dataset", "title", "contact")


@dataclass(frozen=True)
class Node:
    """Who stands in a list. id: an agent, country or genre as pages know it. name, iri: as it is told. tongues: languages of its works."""

    id: str
    name: str
    iri: str
    tongues: tuple[str, ...]


class Told:
    """Some of the pairs of a list, in words."""

    def __init__(self, source: Source, lists: Lists, chosen: Mapping[str, str], say: Speaker, order: np.ndarray) -> None:
        self.source, self.lists, self.say, self.order = source, lists, say, order
        self.between = chosen.get("between") or "makers"
        self.words = WORDS.get(say.language, WORDS["en"])
        self.u, self.v = lists.pairs.u[order], lists.pairs.v[order]
        self.numbers = sorted({int(n) for n in (*self.u, *self.v)})
        self.nodes = self._nodes()

    def fields(self, names: Iterable[str]) -> tuple[Field, ...]:
        """Columns by name."""
        return tuple(Field(name, self.words[name], _KINDS.get(name, "text")) for name in names)

    def pair(self, place: int) -> dict[str, Any]:
        """Who the pair at a place (from 0) of the order is."""
        found: dict[str, Any] = {"place": place + 1}
        for side, number in zip(SIDES, (int(self.u[place]), int(self.v[place])), strict=True):
            node = self.nodes[number]
            found |= {side: node.id, f"{side}_name": node.name, f"{side}_iri": node.iri}
        return found

    def lead(self, place: int) -> Lead:
        """Where the pair leads: to the page about whom the first may work with."""
        first = self.nodes[int(self.u[place])].id
        return {"makers": f"/agents/{first}", "countries": f"/places/{first}", "genres": f"/concepts/genre/{first}"}[self.between], {}

    def shared(self, place: int) -> int:
        """With how many both have worked."""
        ties = self.lists.now.ties
        return int(np.intersect1d(ties[int(self.u[place])].indices, ties[int(self.v[place])].indices).size)

    def partners(self, place: int) -> str:
        """With whom both have worked; "" where there is nobody."""
        ties, u, v = self.lists.now.ties, int(self.u[place]), int(self.v[place])
        both = np.intersect1d(ties[u].indices, ties[v].indices)
        if not both.size:
            return ""
        first = both[np.lexsort((both, -self.lists.now.activity[both]))][:NAMED]
        names = self._joined([self._name(int(number)) for number in first])
        more = both.size - first.size
        return self.words["more partners"].format(names=names, n=self.say.number(int(both.size))) if more else self.words["partners"].format(names=names)

    def themes(self, place: int) -> str:
        """The genres, subjects and audiences of both."""
        mine, theirs = (self.lists.now.themes[number] for number in (int(self.u[place]), int(self.v[place])))
        both = mine.multiply(theirs).tocsr()
        first = both.indices[np.lexsort((both.indices, -both.data))][: NAMED + 1]
        names = [self._term(self.lists.pairing.terms[number]) for number in first]
        return self.words["themes"].format(names=", ".join(names)) if names else ""

    def sizes(self, place: int) -> str:
        """How many works each has."""
        works = self.lists.now.works
        return self.words["sizes"].format(a=self.say.number(int(works[self.u[place]])), b=self.say.number(int(works[self.v[place]])))

    def roles(self, place: int) -> str:
        """What each is credited as most, where that differs; "" else."""
        mine, theirs = self._role(int(self.u[place])), self._role(int(self.v[place]))
        if not mine or not theirs or mine == theirs:
            return ""
        names = {role: self.source.label("role", role, self.say.language).lower() for role in (mine, theirs)}
        a, b = self.nodes[int(self.u[place])].name, self.nodes[int(self.v[place])].name
        return self.words["roles"].format(a=a, b=b, role_a=names[mine], role_b=names[theirs])

    def against(self, place: int) -> str:
        """What may stand in the way: silence, one work, no language in common."""
        found = []
        for number in (int(self.u[place]), int(self.v[place])):
            name, last = self.nodes[number].name, int(self.lists.now.last[number])
            if last < self.lists.pairing.year - QUIET:
                found.append(self.words["quiet"].format(name=name, year=last))
            elif self.lists.now.works[number] == 1 and self.between == "makers":
                found.append(self.words["once"].format(name=name))
        mine, theirs = (self.nodes[int(number)].tongues for number in (self.u[place], self.v[place]))
        if self.between == "makers" and mine and theirs and not set(mine) & set(theirs):
            a, b = (", ".join(self.source.label("language", one, self.say.language) for one in found_in[:NAMED]) for found_in in (mine, theirs))
            found.append(self.words["tongues"].format(a=a, b=b))
        return _sentence("; ".join(found) or self.words["unknown"])

    def because(self, parts: Iterable[str]) -> str:
        """Reasons as one sentence."""
        return _sentence("; ".join(part for part in parts if part))

    def works(self) -> tuple[tuple[Any, ...], ...]:
        """The latest works of each in the list."""
        rows = self.source.records(f"""WITH base AS ({self.lists.pairing.sql}), mine AS (SELECT DISTINCT who, work, year FROM base WHERE who IN (SELECT unnest($ids)) AND year <= $year),
shown AS (SELECT * FROM mine QUALIFY row_number() OVER (PARTITION BY who ORDER BY year DESC, work) <= {LATEST}),
named AS (SELECT s.who, s.year, s.work, coalesce(min(e.member), s.work) AS id FROM shown AS s LEFT JOIN entity AS e ON e.cluster = s.work AND e.kind = 'work' GROUP BY s.who, s.year, s.work)
SELECT n.who, n.id AS work, w.title, n.year FROM named AS n JOIN work AS w ON w.id = n.id ORDER BY n.who, n.year DESC, n.id""",
                                   {"ids": [self.lists.pairing.ids[number] for number in self.numbers], "year": self.lists.pairing.year + 1})
        known = {self.lists.pairing.ids[number]: self.nodes[number].id for number in self.numbers}
        return tuple((known[row["who"]], row["work"], row["title"], row["year"]) for row in rows)

    def contacts(self) -> tuple[tuple[Any, ...], ...]:
        """Whom to write to: the published contact of each dataset that has them."""
        rows = self.source.records(f"""WITH base AS ({self.lists.pairing.sql})
SELECT b.who, b.dataset, d.contact, count(DISTINCT b.work) AS n FROM base AS b JOIN dataset AS d ON d.id = b.dataset
WHERE b.who IN (SELECT unnest($ids)) GROUP BY ALL ORDER BY b.who, n DESC, b.dataset""", {"ids": [self.lists.pairing.ids[number] for number in self.numbers]})
        known = {self.lists.pairing.ids[number]: self.nodes[number].id for number in self.numbers}
        return tuple((known[row["who"]], row["dataset"], self.source.label("dataset", row["dataset"], self.say.language), row["contact"] or "") for row in rows)

    def _nodes(self) -> dict[int, Node]:
        ids = {number: self.lists.pairing.ids[number] for number in self.numbers}
        tongues: dict[str, tuple[str, ...]] = {}
        if self.between != "makers":
            kind, scheme = ("country", "") if self.between == "countries" else ("genre", "genre:")
            told = {row["id"]: row["iri"] for row in self.source.records("SELECT id, iri FROM place UNION ALL SELECT id, iri FROM concept WHERE scheme = 'genre'")}
            return {number: Node(id, self.source.label(kind, id, self.say.language), told.get(scheme + id) or "", ()) for number, id in ids.items()}
        rows = self.source.records("""SELECT coalesce(e.cluster, a.id) AS who, min(a.id) AS id, arg_min(a.name, a.id) AS name, arg_min(a.iri, a.id) AS iri
FROM agent AS a LEFT JOIN entity AS e ON e.member = a.id AND e.kind = 'agent' WHERE coalesce(e.cluster, a.id) IN (SELECT unnest($ids)) GROUP BY 1""", {"ids": list(ids.values())})
        spoken = self.source.records("""SELECT coalesce(e.cluster, c.agent) AS who, t.concept AS tongue, count(*) AS n FROM contribution AS c
LEFT JOIN entity AS e ON e.member = c.agent AND e.kind = 'agent' JOIN term AS t ON t.work = c.work AND t.facet = 'language' AND t.state = 'matched'
WHERE coalesce(e.cluster, c.agent) IN (SELECT unnest($ids)) GROUP BY ALL ORDER BY who, n DESC, tongue""", {"ids": list(ids.values())})
        for row in spoken:
            tongues[row["who"]] = (*tongues.get(row["who"], ()), row["tongue"])
        found = {row["who"]: row for row in rows}
        return {number: Node(found[id]["id"], found[id]["name"] or found[id]["id"], found[id]["iri"], tongues.get(id, ())) for number, id in ids.items()}

    def _name(self, number: int) -> str:
        if number in self.nodes:
            return self.nodes[number].name
        id = self.lists.pairing.ids[number]
        if self.between != "makers":
            return self.source.label("country" if self.between == "countries" else "genre", id, self.say.language)
        names = self.source.once("partner names", self._all_names)
        return names.get(id, id)

    def _all_names(self) -> dict[str, str]:
        return {row["who"]: row["name"] for row in self.source.records("""SELECT coalesce(e.cluster, a.id) AS who, arg_min(a.name, a.id) AS name FROM agent AS a
LEFT JOIN entity AS e ON e.member = a.id AND e.kind = 'agent' GROUP BY 1""")}

    def _term(self, term: str) -> str:
        facet, _, id = term.partition(":")
        return self.source.label(facet, id, self.say.language).lower() if facet != "country" else self.source.label(facet, id, self.say.language)

    def _role(self, number: int) -> str:
        credits = self.lists.pairing.credits
        if credits.role is None:
            return ""
        mine = credits.role[(credits.node == number) & (credits.role >= 0)]
        return self.lists.pairing.roles[int(np.bincount(mine).argmax())] if mine.size else ""

    def _joined(self, names: list[str]) -> str:
        return f" {self.words['and']} ".join(names)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "." if text else ""
