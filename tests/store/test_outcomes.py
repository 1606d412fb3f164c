"""What steps leave: found again by the hash of what went in, whole or not there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from intarsia.store.outcomes import NOTE, Outcome, Outcomes, key


@pytest.fixture
def outcomes(tmp_path: Path) -> Outcomes:
    return Outcomes(tmp_path / "outcomes")


def made(outcomes: Outcomes, name: str, note: dict[str, object] | None = None, subject: str = "books") -> Outcome:
    aside = outcomes.aside("map", subject)
    (aside / "work.parquet").write_bytes(name.encode())
    return outcomes.keep("map", subject, name, aside, dict(note or {}))


def test_a_key_is_of_values_and_order() -> None:
    assert key({"a": 1, "b": [None, "é"]}) == key({"b": [None, "é"], "a": 1})
    different = [key(), key(None), key(""), key("1"), key(1), key([1]), key("a", "b"), key("b", "a"), key("ab"), key(["a", "b"]), key({"a": 1}), key({"a": 1.5})]
    assert len(set(different)) == len(different)
    assert all(len(k) == 64 for k in different)


def test_an_outcome_is_found_by_its_key(outcomes: Outcomes) -> None:
    assert outcomes.get("map", "books", "k1") is None
    kept = made(outcomes, "k1", {"total": 3, "tables": {"work": {"rows": 1}, "agent": {"rows": 2}}})
    found = outcomes.get("map", "books", "k1")
    assert found == kept
    assert found is not None
    assert list(found.tables()) == ["agent", "work"]
    assert found.file("work").read_bytes() == b"k1"
    for step, subject, name in (("map", "books", "k2"), ("map", "games", "k1"), ("read", "books", "k1"), ("map", "books", f"k1/{NOTE}")):
        assert outcomes.get(step, subject, name) is None


def test_what_was_not_kept_is_not_there(outcomes: Outcomes) -> None:
    aside = outcomes.aside("map", "books")
    (aside / "work.parquet").write_bytes(b"half")
    assert outcomes.last("map", "books") is None
    assert outcomes.get("map", "books", aside.name) is None


def test_the_same_key_again_keeps_the_first(outcomes: Outcomes) -> None:
    first = made(outcomes, "k1", {"n": 1})
    again = made(outcomes, "k1", {"n": 1})
    assert again == first
    assert [p.name for p in (outcomes.root / "map" / "books").iterdir()] == ["k1"]


def test_the_last_outcome_is_the_newest(outcomes: Outcomes) -> None:
    assert outcomes.last("map", "books") is None
    for number, name in enumerate(("k9", "k1", "k5")):
        os.utime(made(outcomes, name, {"n": number}).path / NOTE, ns=(number, number))
    found = outcomes.last("map", "books")
    assert found is not None
    assert (found.key, found.note) == ("k5", {"n": 2})


def test_pruning_keeps_what_is_wanted(outcomes: Outcomes) -> None:
    for name in ("k1", "k2", "k3"):
        made(outcomes, name)
    other = made(outcomes, "k1", subject="games")
    outcomes.aside("map", "books")  # of a build that was killed
    outcomes.prune("map", "books", {"k2"})
    outcomes.prune("map", "nobody", {"k2"})
    assert [p.name for p in (outcomes.root / "map" / "books").iterdir()] == ["k2"]
    assert other.path.is_dir()


def test_a_note_says_the_same_every_time(outcomes: Outcomes) -> None:
    one, other = made(outcomes, "k1", {"b": "é", "a": 1}), made(outcomes, "k2", {"a": 1, "b": "é"})
    assert (one.path / NOTE).read_bytes() == (other.path / NOTE).read_bytes()
    assert json.loads((one.path / NOTE).read_text("utf-8")) == {"a": 1, "b": "é"}
