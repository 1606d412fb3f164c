"""Collaboration opportunities on small releases: what may be said of them, who must not stand in a list, and why each row does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from intarsia import answering
from intarsia.answering.record import headline
from intarsia.shelf.insights.base import Answer
from intarsia.web.words import words
from tests.answering.made import Tables, agent, dataset, key, released, term, work

YEARS = range(1985, 2025)
DEAD, TWINS, AGREED = "act 0", ("act 1", "act 2"), ("act 3", "act 4")


def credit(of: str, who: str, role: str = "performer", dataset: str = "festival") -> dict[str, Any]:
    return {"work": key(of), "agent": key(who), "role": role, "role_written": role, "name_written": who, "position": 1, "dataset": dataset, "record": of}


def festival(selection: str = "complete register", acts: int = 45) -> Tables:
    """One series of editions with habits: some acts come often, and circles come together."""
    rng = np.random.default_rng(3)
    busy = rng.pareto(1.3, acts) + 0.2
    busy[:8] += 2.0
    found: Tables = {"dataset": [dataset("festival", "music", selection)], "work": [], "contribution": [], "term": [], "relation": [],
                     "agent": [{**agent(f"act {n}", "festival", "unknown"), "year_end": 2020 if f"act {n}" == DEAD else None} for n in range(acts)],
                     "link": [{"id": "twins", "subject": key(TWINS[0]), "predicate": "same_as", "object": key(TWINS[1]), "kind": "agent", "state": "proposed", "probability": 0.6,
                               "method": "model"}],
                     "frame": [{"dataset": "festival", "measure": "editions", "of": "festival-edition", "period": "1985/2024", "size": 40, "source": "said so",
                                "subset": "part_of=The Series", "selection": selection, "have": 40, "beyond": 0}]}
    for year in YEARS:
        name = f"Edition {year}"
        found["work"].append(work(name, "festival", year, "music", "festival-edition"))
        found["relation"].append({"work": key(name), "predicate": "part_of", "title": "The Series", "form": "festival", "dataset": "festival", "record": name})
        found["term"].append(term(name, "festival", "genre", "rock" if year % 2 else "pop"))
        weight = busy * np.where(np.arange(acts) % 5 == year % 5, 5.0, 1.0)
        found["contribution"] += [credit(name, f"act {number}") for number in sorted(rng.choice(acts, 6, replace=False, p=weight / weight.sum()))]
    found["work"].append(work("Edition 2027", "festival", 2027, "music", "festival-edition", "announced"))
    found["contribution"] += [credit("Edition 2027", who) for who in AGREED]
    return found


def asked(folder: Path, tables: Tables, name: str, language: str = "en", **chosen: str) -> Answer:
    return answering.answer(released(folder / "release", tables), name, chosen, words(language))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> answering.Release:
    return released(tmp_path_factory.mktemp("festival") / "release", festival())


def pairs(answer: Answer) -> set[frozenset[str]]:
    names = [one.name for one in answer.fields]
    return {frozenset((row[names.index("first_name")], row[names.index("second_name")])) for row in answer.rows}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_series_known_as_a_whole_gives_a_finding(whole: answering.Release, language: str) -> None:
    answer = answering.answer(whole, "likely-next", {"form": "festival-edition"}, words(language))
    assert answer.evidence.state == "SOLID" and headline(answer, language) == answer.finding != answer.title
    assert answer.evidence.interval is not None and answer.evidence.estimate is not None and answer.evidence.coverage == 1.0
    assert 0 < len(answer.rows) <= 50 and len(pairs(answer)) == len(answer.rows) == len(answer.leads)
    _fields, track = answer.aside["track"]
    assert [row for row in track if row[1]] and all(0 <= row[2] <= 1 and 0 < row[3] < 1 for row in track)


def test_who_must_not_stand_in_a_list(whole: answering.Release) -> None:
    """The dead, what may be one and the same, what is announced together, and on list A who has met."""
    met = {frozenset((one["a"], one["b"])) for one in whole.records("""SELECT a.name AS a, b.name AS b FROM contribution AS c JOIN contribution AS d USING (work)
JOIN agent AS a ON a.id = c.agent JOIN agent AS b ON b.id = d.agent WHERE a.id <> b.id""")}
    for name in ("likely-next", "unexplored"):
        for who in ("", key("act 3"), key(TWINS[0])):
            listed = pairs(answering.answer(whole, name, {"form": "festival-edition", "who": who}, words("en")))
            assert listed or name == "unexplored"
            assert not any(DEAD in pair for pair in listed) and frozenset(TWINS) not in listed and frozenset(AGREED) not in listed and not listed & met
    mine = pairs(answering.answer(whole, "likely-next", {"form": "festival-edition", "who": key("act 3")}, words("en")))
    assert mine and all("act 3" in pair for pair in mine)


def test_rows_chosen_by_fame_give_no_finding(tmp_path: Path) -> None:
    answer = asked(tmp_path, festival("chosen by fame"), "likely-next", form="festival-edition")
    assert answer.evidence.state in ("THIN", "UNTESTED") and headline(answer, "en") == answer.title and answer.needs


def test_list_b_is_never_a_finding(whole: answering.Release) -> None:
    answer = answering.answer(whole, "unexplored", {"form": "festival-edition"}, words("en"))
    assert answer.evidence.state in ("UNTESTED", "THIN", "REFUSED") and not answer.finding and "not a forecast" in answer.title


def test_too_few_years_are_refused_with_what_would_settle_it(tmp_path: Path) -> None:
    tables = festival()
    tables["work"] = [one for one in tables["work"] if (one["year_start"] or 0) >= 2019]
    kept = {one["id"] for one in tables["work"]}
    tables["contribution"] = [one for one in tables["contribution"] if one["work"] in kept]
    answer = asked(tmp_path, tables, "likely-next", form="festival-edition")
    assert answer.evidence.state == "REFUSED" and not answer.rows and answer.needs[0].form == "festival-edition"
    other = asked(tmp_path / "other", {"dataset": [dataset("nothing")]}, "unexplored")
    assert other.evidence.state == "REFUSED" and other.needs


def story() -> Tables:
    """A book with a film and an opera, a game on its way, and makers of other sectors."""
    book, film, game = work("The Book", "books", 1950, "publishing", "book"), work("The Film", "films", 2001), work("The Game", "games", 2027, "games", "video-game", "announced")
    return {"dataset": [{**dataset(one, sector), "contact": f"{one}@example.org"} for one, sector in (("books", "publishing"), ("films", "film-tv"), ("games", "games"))],
            "work": [book, film, game, work("Another Game", "games", 2023, "games", "video-game")],
            "term": [term(name, where, "genre", "fantasy") for name, where in (("The Book", "books"), ("The Film", "films"), ("The Game", "games"), ("Another Game", "games"))],
            "agent": [{**agent("An Author", "books", "person"), "year_end": 1990}, agent("A Studio", "games"), agent("A Late Studio", "games")],
            "contribution": [credit("The Book", "An Author", "author", "books"), credit("Another Game", "A Studio", "developer", "games"),
                             credit("The Game", "A Late Studio", "developer", "games")],
            "link": [{"id": f"l{n}", "subject": key(one), "predicate": "based_on", "object": key("The Book"), "kind": "work", "state": "accepted", "method": "stated"}
                     for n, one in enumerate(("The Film", "The Game"))]}


def test_openings_say_why_and_what_stands_in_the_way(tmp_path: Path) -> None:
    source = released(tmp_path / "release", story())

    def rows(name: str, language: str = "en", **chosen: str) -> list[dict[str, Any]]:
        answer = answering.answer(source, name, chosen, words(language))
        return [dict(zip((one.name for one in answer.fields), row, strict=True)) for row in answer.rows]

    coming = rows("upcoming-elsewhere", work=key("The Film"))
    assert [(one["title"], one["stories"], one["alike"]) for one in coming] == [("The Game", 1, 1)]
    assert "same story" in coming[0]["because"] and "rights" in coming[0]["but"]
    assert not rows("upcoming-elsewhere", work=key("Another Game")), "its own sector"
    sources = rows("not-yet-adapted", form="video-game")
    assert not sources, "the announced game is an adaptation already"
    assert [one["source_title"] for one in rows("not-yet-adapted", form="film")] == []
    together = rows("who-together", "nl", work=key("The Film"))
    assert [one["name"] for one in together] == ["A Studio"], "who is credited on this story, or has died, is not asked"
    answer = answering.answer(source, "who-together", {"work": key("The Film")}, words("nl"))
    assert [row[3] for row in answer.aside["contacts"][1]] == ["games@example.org"]


def test_a_source_without_an_adaptation(tmp_path: Path) -> None:
    tables = story()
    tables["link"] = tables["link"][:1]
    tables["work"] += [work("Old Play", "books", 1600, "publishing", "play"), work("A Play’s Game", "games", 2010, "games", "video-game")]
    tables["link"].append({"id": "l9", "subject": key("A Play’s Game"), "predicate": "based_on", "object": key("Old Play"), "kind": "work", "state": "accepted", "method": "stated"})
    answer = asked(tmp_path, tables, "not-yet-adapted", form="video-game")
    names = [one.name for one in answer.fields]
    assert [(row[names.index("source_title")], row[names.index("but")]) for row in answer.rows] == [("The Book", "Its maker died in 1990: rights are likely still held.")]
    other = asked(tmp_path / "other", tables, "not-yet-adapted", form="film")
    assert [(row[names.index("source_title")], "1600" in row[names.index("but")]) for row in other.rows] == [("Old Play", True)]
