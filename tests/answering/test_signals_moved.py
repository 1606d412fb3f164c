"""What moved, and which audiences left their range, asked of releases written by hand: a death, a film, a prize, a closure, and rows chosen by fame."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from intarsia import answering
from intarsia.narrowing import coming, narrowed, of_dataset, of_values
from tests.answering.made import agent, dataset, key, observed, released, work


def framed(name: str, what: str, years: range, size: int, only: str | None = None) -> list[dict[str, Any]]:
    return [{"dataset": name, "measure": f"all {what}", "of": what, "period": str(year), "size": size, "source": "the list itself", "only": only, "selection": "complete register",
        "have": size, "beyond": 0}
            for year in years]


def places(song: str, rises: dict[int, float]) -> list[dict[str, Any]]:
    return [observed("rank", song, rises.get(year, 700.0 + year % 7), f"{year}-01-01", f"{year}-12-31", "songs", "work") for year in range(2000, 2025)]


def songs(selection: str) -> dict[str, Any]:
    """Forty songs in a list of 2,000: "Lament" rises when its singer dies, "Lantern" when its film comes, "Anthem" for no reason; the film of "Ballad" moves nothing."""
    names = ["Lament", "Lantern", "Anthem", "Ballad", *(f"Song {n:02}" for n in range(36))]
    rises: dict[str, dict[int, float]] = {"Lament": {2016: 90.0}, "Lantern": {2012: 120.0}, "Anthem": {2009: 99.0}}
    singer = agent("A Singer", "songs", "person")
    dead = {**agent("A Singer", "people", "person"), "id": key("A Singer of people"), "year_end": 2016}
    tie = {"predicate": "based_on", "kind": "work", "state": "accepted", "method": "stated"}
    return {
        "dataset": [dataset("songs", "music", selection), dataset("films"), dataset("people", "heritage", "complete register")],
        "work": [*(work(name, "songs", 1980, "music", "song") for name in names), work("The Lantern", "films", 2012), work("The Ballad", "films", 2014)],
        "agent": [singer, dead], "entity": [{"cluster": "one", "member": one["id"], "kind": "agent", "method": "identifier"} for one in (singer, dead)],
        "contribution": [{"work": key("Lament"), "agent": singer["id"], "role": "performer", "role_written": "performer", "name_written": "A Singer", "position": 1, "dataset": "songs",
            "record": "Lament"}],
        "link": [{**tie, "id": "l1", "subject": key("The Lantern"), "object": key("Lantern")}, {**tie, "id": "l2", "subject": key("The Ballad"), "object": key("Ballad")}],
        "observation": [row for name in names for row in places(name, rises.get(name, {}))], "frame": framed("songs", "rank", range(2000, 2025), 2000),
    }


def test_rises_are_dated_against_a_death_and_a_film_and_misses_are_told(tmp_path: Path) -> None:
    told = answering.answer(released(tmp_path, songs("complete register")), "moved")
    names = [field.name for field in told.fields]
    rows = [dict(zip(names, row, strict=True)) for row in told.rows]
    assert {(row["name"], row["year"], row["event"], row["when"], row["followed"]) for row in rows} == {
        ("Lament", 2016, "A Singer", 2016, True), ("Lantern", 2012, "The Lantern", 2012, True), ("Anthem", 2009, "no match in this pool", None, False)}
    assert [row[1:5] for row in told.aside["missed"][1]] == [("Ballad", "The Ballad", "release of the same story", 2014)]
    assert "2 followed an event that this pool knows, 1 have no match" in told.evidence.sentence and "1 passed without a rise" in told.evidence.sentence
    assert "caused" not in told.evidence.sentence and told.evidence.state != "SOLID"  # the films come from no register


def test_songs_chosen_by_fame_get_no_headline(tmp_path: Path) -> None:
    made = songs("chosen by fame")
    told = answering.answer(released(tmp_path, {**made, "frame": []}), "moved")
    assert told.finding == "" and told.evidence.state in ("THIN", "UNTESTED") and not any(one.passed for one in told.tests)


def test_a_pool_without_series_refuses_and_says_what_it_needs(tmp_path: Path) -> None:
    empty = released(tmp_path, {"dataset": [dataset("films")], "work": [work("A Film", "films", 2001)]})
    for name in ("moved", "departures", "departure-lines", "ahead"):
        told = answering.answer(empty, name)
        assert told.evidence.state == "REFUSED" and told.needs and not told.rows and told.finding == ""


def visits() -> dict[str, Any]:
    """Twelve houses, five years and a half of months; three of them have three times their visitors for four months, one is shut for half a year."""
    random, rows = np.random.default_rng(7), []
    for number in range(12):
        for month in range(66):
            value = float(np.exp(8 + 0.5 * np.sin(2 * np.pi * month / 12) + random.normal(0, 0.06)))
            year, at = 2018 + month // 12, month % 12 + 1
            first = f"{year}-{at:02}-01"
            shut = number == 11 and 36 <= month < 42
            rows.append(observed("visits", f"House {number}", 0.0 if shut else value * (3 if number < 3 and 50 + 3 * number <= month < 54 + 3 * number else 1), first,
                                 str(np.datetime64(first[:7], "M") + 1 - np.timedelta64(1, "D")), "figures", flag="closed" if shut else None))
    return {"dataset": [dataset("figures", "heritage", "complete register")], "agent": [agent(f"House {n}") for n in range(12)], "observation": rows,
            "frame": framed("figures", "visits", range(2018, 2024), 12)}


def test_a_departure_of_a_framed_series_is_a_finding_and_a_closure_is_none(tmp_path: Path) -> None:
    source = released(tmp_path, visits())
    told = answering.answer(source, "departures")
    assert told.evidence.state == "SOLID" and told.finding and {row[1].split(",")[0] for row in told.rows} >= {"House 0", "House 1", "House 2"}
    assert "House 11" not in {row[1] for row in told.rows} and any("A closure is not a signal" in note for note in told.notes)
    assert {row[0] for row in answering.answer(source, "departure-lines").rows}
    assert answering.answer(source, "departures", {"since": "2024"}).rows == ()
    ahead = answering.answer(source, "ahead", {"agent": key("House 7"), "horizon": "6"})
    assert [row[5] for row in ahead.rows].count(True) == 6 and all(row[3] < row[2] < row[4] for row in ahead.rows if row[5] and row[3] is not None)


def test_a_list_narrows_answers_and_announced_works(tmp_path: Path) -> None:
    made = songs("complete register")
    made["work"] += [work("The Lantern II", "films", 2027, status="announced"), work("Elsewhere", "films", 2027, status="announced")]
    made["link"] += [{"id": "l3", "subject": key("The Lantern II"), "object": key("Lantern"), "predicate": "based_on", "kind": "work", "state": "accepted", "method": "stated"}]
    made["title"] = [{"work": one["id"], "value": one["title"], "kind": "main", "language": "en", "dataset": one["dataset"], "record": one["record"]} for one in made["work"]]
    source = released(tmp_path, made)
    listed = of_values(source.reader, [" lantern ", "nobody knows this"])
    told = narrowed(answering.answer(source, "moved"), listed)
    assert [row[1] for row in told.rows] == ["Lantern"] and told.finding == "" and listed.asked == 2 and listed.named == 1
    assert [(one.title, one.why) for one in coming(source.reader, source.as_of, listed)] == [("The Lantern II", "story")]
    assert {one.title for one in coming(source.reader, source.as_of)} == {"The Lantern II", "Elsewhere"}
    assert key("Ballad") in of_dataset(source.reader, "songs").works and of_values(source.reader, ["zzz"]).empty
