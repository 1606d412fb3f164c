"""Made-up films, series, episodes and persons, told twice by two catalogues that write differently; and the ways files hold them."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

from intarsia.text import wordset

SYLLABLES = tuple(sorted(wordset("ba de lo mi ru sta ven kor li na ter wol fri gan hel jo ka pel quo sim tor ul vra xan yel zo")))
Record = dict[str, Any]


def word(chance: random.Random, most: int = 3) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, most))).capitalize()


def catalogues(things: int = 160, seed: int = 3) -> tuple[list[Record], list[Record], list[tuple[str, str]]]:
    """Two catalogues that share two thirds of their things, and which keys belong together.

    Works: id, type, title, release date, duration, director, actors, description; episodes also series, season, episode.
    Persons: id, type, name, birthDate, deathDate.
    """
    chance = random.Random(seed)
    people = [(f"{word(chance)} {word(chance)}", chance.randint(1900, 1990)) for _ in range(things // 3)]
    left: list[Record] = []
    right: list[Record] = []
    pairs: list[tuple[str, str]] = []
    for n in range(things):
        year = chance.randint(1950, 2020)
        if n % 3 == 0:
            name, born = people[n // 3]
            died = born + chance.randint(30, 90)
            one: Record = {"type": "Person", "name": name, "birthDate": str(born), "deathDate": str(died) if chance.random() < 0.5 else ""}
            first, last = name.split()
            other: Record = {**one, "type": "person", "name": f"{last}, {first}", "birthDate": f"{born}-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"}
        else:
            title = " ".join(word(chance, 2) for _ in range(chance.randint(1, 3)))
            cast = [name for name, _ in chance.sample(people, 4)]
            minutes = chance.randint(50, 180)
            text = " ".join(word(chance, 2).lower() for _ in range(12))
            one = {"type": "Film", "title": f"The {title}", "release date": f"{year}-05-1{chance.randint(0, 9)}", "duration": f"{minutes} min"}
            one |= {"director": cast[0], "actors": cast[1:], "description": text}
            other = {**one, "type": "movie", "title": f"{title}, The", "release date": str(year), "duration": str(minutes), "actors": cast[2:], "description": text.partition(" ")[2]}
            if n % 3 == 2:
                more = {"series": word(chance), "season": str(chance.randint(1, 4)), "episode": str(chance.randint(1, 20))}
                one, other = {**one, **more, "type": "Episode"}, {**other, **more, "type": "tvEpisode"}
        where = chance.random()
        if where < 5 / 6:
            left.append({"id": f"a{n}", **one})
        if where > 1 / 6:
            right.append({"id": f"b{n}", **other})
        if 1 / 6 < where < 5 / 6:
            pairs.append((f"a{n}", f"b{n}"))
    return left, right, pairs


def columns(records: list[Record]) -> list[str]:
    return list(dict.fromkeys(name for record in records for name in record))


def as_csv(path: Path, records: list[Record], delimiter: str = ",", rename: dict[str, str] | None = None, header: bool = True, between: str = "|") -> Path:
    names = columns(records)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=delimiter)
        if header:
            writer.writerow([(rename or {}).get(name, name) for name in names])
        for record in records:
            writer.writerow([between.join(v) if isinstance(v := record.get(name, ""), list) else v for name in names])
    return path


def as_json_lines(path: Path, records: list[Record]) -> Path:
    path.write_text("".join(json.dumps({k: v for k, v in record.items() if v}) + "\n" for record in records), "utf-8")
    return path


#: the predicates that an attribute table or N-Triples use for the fields
PREDICATES = {
    "type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "title": "http://www.movieontology.org/2009/10/01/movieontology.owl#title", "name": "http://xmlns.com/foaf/0.1/name",
    "release date": "http://dbpedia.org/ontology/releaseDate", "duration": "http://dbpedia.org/ontology/runtime", "director": "http://dbpedia.org/ontology/director",
    "actors": "http://dbpedia.org/ontology/starring", "description": "http://purl.org/dc/terms/description", "birthDate": "http://dbpedia.org/ontology/birthDate",
    "deathDate": "http://dbpedia.org/ontology/deathDate", "series": "http://dbpedia.org/ontology/series", "season": "http://dbpedia.org/ontology/seasonNumber",
    "episode": "http://dbpedia.org/ontology/episodeNumber",
}  # fmt: skip


def _facts(records: list[Record], base: str) -> list[tuple[str, str, str]]:
    several = [(record["id"], name, value if isinstance(value, list) else [value]) for record in records for name, value in record.items() if name != "id"]
    return [(base + key, PREDICATES[name], value) for key, name, values in several for value in values if value]


def as_attributes(path: Path, records: list[Record], base: str = "http://example.org/") -> Path:
    """A table without header: thing, attribute, value."""
    path.write_text("".join("\t".join(fact) + "\n" for fact in _facts(records, base)), "utf-8")
    return path


def as_ntriples(path: Path, records: list[Record], base: str = "http://example.org/") -> Path:
    """N-Triples with plain literals; types are addresses."""
    lines = []
    for thing, predicate, value in _facts(records, base):
        lines.append(f"<{thing}> <{predicate}> " + (f"<http://dbpedia.org/ontology/{value}>" if predicate.endswith("#type") else json.dumps(value, ensure_ascii=False)) + " .\n")
    path.write_text("".join(lines), "utf-8")
    return path


def as_turtle(path: Path, records: list[Record], base: str = "http://example.org/") -> Path:
    """Turtle in which films name their people by the addresses of the persons' records."""
    persons = {record["name"]: record["id"] for record in records if "name" in record}
    out = ["@prefix dbo: <http://dbpedia.org/ontology/> .\n@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"]
    for record in records:
        lines = [f"<{base}{record['id']}> a dbo:{record['type']}"]
        for name in record:
            predicate = {"title": "rdfs:label", "name": "foaf:name"}.get(name, "dbo:" + PREDICATES.get(name, "").rsplit("/", 1)[-1])
            for value in (record[name] if isinstance(record[name], list) else [record[name]]) if name not in ("id", "type") else []:
                if value:
                    lines.append(f"{predicate} " + (f"<{base}{persons[value]}>" if name in ("director", "actors") and value in persons else json.dumps(value, ensure_ascii=False)))
        out.append(" ;\n  ".join(lines) + " .\n")
    path.write_text("".join(out), "utf-8")
    return path
