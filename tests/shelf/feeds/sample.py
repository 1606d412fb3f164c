"""Rows with the values that real tables hold, some of them odd."""

from __future__ import annotations

from typing import Any


def sample(n: int) -> dict[str, list[dict[str, Any]]]:
    """Some hundred rows with the values that real tables hold."""

    def pick(values: list[Any], at: int) -> Any:
        return values[at % len(values)]

    own = [{"dataset": "films", "record": f"r{i}" if i % 7 else f"https://museum.example.org/object/{i}"} for i in range(n)]
    works = [f"{i:016x}" for i in range(n)]
    people = [f"{i + 10_000:016x}" for i in range(n)]
    texts = ["Zeitgeist", 'She said "no"', "C:\\temp", "Ελλάδα\nβ", "東京", "tab\there", "Ünïcode \x07 bell"]
    return {
        "dataset": [
            {
                "id": "films",
                "title": "Films",
                "publisher": "A register",
                "sector": "film-tv",
                "language": "nl",
                "period": "1900/..",
                "contact": "data@example.org",
                "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
                "mining": "reserved",
                "synthetic": True,
                "verdict": "OPEN",
                "decided_on": "2026-11-20",
            }
        ],
        "work": [
            {
                "id": works[i],
                **own[i],
                "form": pick(["film", "opera", "poem", None, "song"], i),
                "sector": pick(["film-tv", None], i),
                "title": "t",
                "language": pick([None, "nl"], i),
                "date": pick(["1984", "-0044-03-15", "2023-02-30", "1984?", None, "2024-02-29", "1984-05", "-0500", "1900/1910"], i),
                "status": pick(["released", None], i),
                "description": pick([None, *texts], i),
                "rights": pick([None, "http://rightsstatements.org/vocab/InC/1.0/", "all mine", "https://creativecommons.org/licenses/by/4.0/"], i),
                "page": pick([None, "https://example.org/a?b=1#c", "example.org/x", "https://example.org/é è"], i),
            }
            for i in range(n)
        ],
        "title": [
            {
                "work": works[i],
                "value": pick(texts, i),
                "language": pick(["en", "zh-Hant-TW", None, "en_US", "nl-BE"], i),
                "kind": pick(["main", "original"], i),
                **own[i],
            }
            for i in range(n)
        ],
        "term": [
            {
                "work": works[i],
                "facet": pick(["genre", "country", "language", "audience", "subject", "other"], i),
                "value": pick(texts, i),
                "concept": pick([None, "drama", "NL", "a b"], i),
                "state": pick(["matched", "no_match", "matched", "proposed", "matched"], i),
                **own[i],
            }
            for i in range(n)
        ],
        "agent": [
            {
                "id": people[i],
                **own[i],
                "kind": pick(["person", "organisation", "unknown"], i),
                "name": pick(texts, i),
                "year_start": pick([1950, -44, None, 12345], i),
                "year_end": pick([None, 2001], i),
                "country": pick(["NL", None, "Atlantis"], i),
            }
            for i in range(n)
        ],
        "contribution": [
            {
                "work": works[i],
                "agent": people[i * 3 % n],
                "role": pick(["director", "composer", "performer", None, "gaffer", "author", "singer"], i),
                "position": i,
                **own[i],
            }
            for i in range(n)
        ],
        "identifier": [
            {
                "entity": pick([works, people], i)[i],
                "scheme": pick(["imdb", "wikidata", "isbn", "local", "ulan"], i),
                "value": pick(["tt0111161", "Q42", "9780306406157", 'a"b', "500115588", "nm0000001", "Q0"], i),
                **own[i],
            }
            for i in range(n)
        ],
        "observation": [
            {
                "measure": "visits",
                "value": pick([1.0, 0.1, None, 1e20], i),
                "unit": "visits",
                "about": pick([works[i], people[i], "NL", "games", "x y"], i),
                "about_kind": pick(["work", "agent", "place", "sector", None], i),
                "place": pick(["NL", "Utrecht", None], i),
                "period_start": pick(["2024-01-01", "2024-03-01"], i),
                "period_end": pick(["2024-12-31", "2024-03-01", "2024-06-30", None], i),
                "segment": pick([None, "0-17"], i),
                "flag": pick([None, "closed"], i),
                **own[i],
            }
            for i in range(n)
        ],
        "concept": [{"id": "genre:drama", "scheme": "genre", "notation": "drama", "broader": "genre:any", "definition": "Serious."}],
        "label": [
            {
                "entity": pick(["genre:drama", "NL", "films"], i),
                "kind": pick(["pref", "alt", "title", "hidden", "description"], i),
                "language": pick(["en", "nl", ""], i),
                "value": pick(texts, i),
            }
            for i in range(n)
        ],
        "place": [{"id": "NL", "name": "Netherlands", "kind": "country"}],
        "link": [
            {
                "id": f"{i:016x}",
                "subject": works[i],
                "predicate": pick(["same_as", "based_on", "part_of", "about", "performs", "edition_of"], i),
                "object": pick([works[-i], None], i // 7),
                "kind": pick(["work", "agent"], i // 6),
                "state": pick(["accepted", "proposed", "accepted", "rejected", "no_match"], i),
                "probability": pick([None, 0.9], i),
                "method": pick(["identifier", "stated", "model", "person"], i),
                "evidence": '{"title":"equal"}',
            }
            for i in range(n)
        ],
        "entity": [
            {"cluster": works[0], "member": works[i], "kind": "work", "method": pick([None, "model", "identifier"], i), "probability": pick([None, 0.97], i)} for i in range(3)
        ],
    }
