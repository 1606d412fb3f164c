"""Decisions are written into a description that otherwise stays as it is, and are not lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia import adding, deciding
from intarsia import pool as pools
from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.pool import Pool
from intarsia.steps import register


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    made = pools.new(tmp_path / "pool", "Ours", "http://localhost:8000/", "A small archive")
    file = tmp_path / "films.csv"
    file.write_text("nr;titel;jaar\n1;De molen;1931\n2;Het licht;1950\n", "utf-8")
    adding.add(made, file)
    return made


def test_a_decision_is_added_and_the_rest_stays(pool: Pool) -> None:
    path = pool.layout.dataset("films") / "dataset.toml"
    before = path.read_bytes()
    assert deciding.decide(pool, "films", "OPEN", "steward", 'facts, "nothing" else') == path
    assert path.read_bytes().startswith(before)
    decision = register.dataset(path.parent).decision
    assert decision is not None
    assert (decision.verdict, decision.who, decision.why, decision.use) == ("OPEN", "steward", 'facts, "nothing" else', "anyone")
    ledger = pool.ledger()
    try:
        assert [(one["actor"], one["body"]["verdict"], one["body"]["why"]) for one in ledger.judgements("decide", "films")] == [("steward", "OPEN", 'facts, "nothing" else')]
    finally:
        ledger.close()


def test_for_this_machine_only(pool: Pool) -> None:
    deciding.decide(pool, "films", "OPEN", "steward", "no licence yet", use="this machine")
    decision = register.dataset(pool.layout.dataset("films")).decision
    assert decision is not None and decision.use == "this machine"


@pytest.mark.parametrize("after", ["", "\n# a remark at the end\n", '\n[[frame]]\nmeasure = "films"\nsize = 9\nsource = "us"\n'])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_second_decision_must_be_asked_for(pool: Pool, after: str, newline: str) -> None:
    path = pool.layout.dataset("films") / "dataset.toml"
    deciding.decide(pool, "films", "ASK", "steward", "not sure yet")
    path.write_bytes((path.read_text("utf-8") + after).replace("\n", newline).encode("utf-8"))
    with pytest.raises(Conflict, match="ASK"):
        deciding.decide(pool, "films", "OPEN", "steward", "now I am")
    before = path.read_bytes()
    deciding.decide(pool, "films", "OPEN", "director", "now we are", again=True)
    decision = register.dataset(path.parent).decision
    assert decision is not None and decision.verdict == "OPEN"
    assert path.read_bytes().count(b"[decision]") == 1
    head, _, tail = before.partition(b"[decision]")
    assert path.read_bytes().startswith(head)
    if b"[[frame]]" in tail:
        assert path.read_bytes().endswith(tail[tail.index(b"[[frame]]") :])
    ledger = pool.ledger()
    try:
        said = ledger.judgements("decide", "films")
    finally:
        ledger.close()
    assert [one["body"]["verdict"] for one in said] == ["ASK", "OPEN"]
    assert said[1]["body"]["before"] == "ASK"


def test_what_is_no_decision(pool: Pool) -> None:
    for words in (("OPEN", "", "facts"), ("OPEN", "head", " "), ("MAYBE", "head", "facts"), ("OPEN", "your role", "facts"), ("OPEN", "head", "Your reason."), ("OPEN", "head", "...")):
        with pytest.raises(Invalid):
            deciding.decide(pool, "films", *words)
    for name in ("books", "../films", ""):
        with pytest.raises(NotFound):
            deciding.decide(pool, name, "OPEN", "head", "facts")
    assert register.dataset(pool.layout.dataset("films")).decision is None
