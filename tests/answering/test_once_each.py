"""A work that two datasets describe is one work: in the table, in the figure, in SQL and in SPARQL."""

from __future__ import annotations

from typing import Any

import pytest

from intarsia import answering
from intarsia.questions import asked as graph
from intarsia.web.words import words
from tests.answering.made import Tables, agent, as_one, based, concept, credit, dataset, graphed, released, term, work
from tests.answering.test_doors import assert_rows

#: each question, what is chosen, and the figure that its works make
QUESTIONS: dict[str, tuple[dict[str, str], int]] = {
    "languages-of": ({"genre": "fantasy"}, 3), "audiences-of": ({}, 3), "theme-by-sector": ({"genre": "fantasy"}, 3), "shared-themes": ({"here": "publishing", "there": "film-tv"}, 2),
    "makers-in-both": ({"here": "publishing", "there": "games"}, 2), "roles-across-sectors": ({}, 6), "story-flows": ({}, 2), "adapted-abroad": ({"country": "NL"}, 2),
    "most-adapted": ({}, 2), "stories-in-forms": ({"least": "2"}, 3), "worked-on-upcoming": ({"genre": "fantasy"}, 6), "source-to-adaptation": ({}, 1),
}
WORKS = (("novel", "publishing", "book", 1950, None), ("film", "film-tv", "film", 1980, None), ("game", "games", "game", 2028, "announced"))


def described(*keepers: str) -> Tables:
    """A novel, the film and the game after it, and their two makers, as each of these keepers describes them; all that they say of the same is linked."""
    tables: Tables = {name: [] for name in ("dataset", "work", "agent", "term", "contribution", "link", "entity")}
    for keeper in keepers:
        tables["dataset"].append(dataset(keeper))
        for name, sector, form, year, status in WORKS:
            tables["work"].append(work(f"{name} of {keeper}", keeper, year, sector, form, status) | {"language": "nl"})
            tables["term"] += [term(f"{name} of {keeper}", keeper, facet, value) for facet, value in (("genre", "fantasy"), ("language", "nl"), ("audience", "children"), ("country", "NL"))]
            tables["contribution"] += [credit(f"{name} of {keeper}", f"{who} of {keeper}", keeper, role) for who, role in (("writer", "screenwriter"), ("animator", "animator"))]
        tables["agent"] += [agent(f"{one} of {keeper}", keeper, "person") for one in ("writer", "animator")]
        tables["link"] += [based(f"{one} of {keeper}", f"novel of {keeper}") for one in ("film", "game")]
    if len(keepers) > 1:
        tables["entity"] += [row for name, *_ in WORKS for row in as_one("work", *(f"{name} of {keeper}" for keeper in keepers))]
        tables["entity"] += [row for name in ("writer", "animator") for row in as_one("agent", *(f"{name} of {keeper}" for keeper in keepers))]
    schemes = {"sector": [one[1] for one in WORKS], "form": [one[2] for one in WORKS], "genre": ["fantasy"], "audience": ["children"], "role": ["screenwriter", "animator"]}
    return tables | {"concept": [concept(scheme, value) for scheme, values in schemes.items() for value in values]}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> answering.Release:
    return released(tmp_path_factory.mktemp("alone") / "release", described("archive"))


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> answering.Release:
    return graphed(tmp_path_factory.mktemp("twice") / "release", described("archive", "museum"))


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_work_in_two_datasets_counts_once(name: str, alone: answering.Release, twice: answering.Release) -> None:
    chosen, figure = QUESTIONS[name]
    once, again = answering.answer(alone, name, chosen), answering.answer(twice, name, chosen)
    assert (once.evidence.n, again.evidence.n) == (figure, figure)
    assert again.evidence.contributors == 2 and set(again.datasets) == {"archive", "museum"}
    assert numbers(once) == numbers(again) != []
    said = answering.answer(twice, name, chosen, words("nl")).evidence.sentence
    assert f" (in de records: {2 * figure})" in said
    assert "(in the records" not in once.evidence.sentence, "said only where records are more than works"
    assert_rows([field.name for field in again.fields], again.rows, graph.rows(twice.reader.path, again.sparql, twice.reader.base))


def numbers(answer: Any) -> list[tuple[Any, ...]]:
    """The rows without the keys of records."""
    kept = [place for place, field in enumerate(answer.fields) if field.kind in ("number", "share", "year")]
    return sorted(tuple(row[place] for place in kept) for row in answer.rows)
