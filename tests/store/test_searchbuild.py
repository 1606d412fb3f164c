"""Building: what is taken over from the last release, and when it must not be."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from intarsia.errors import Broken, NotFound
from intarsia.store import searchindex
from intarsia.store.searchindex import SearchIndex, build
from tests.store.test_searchindex import parts, works


def sums(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def totals(folder: Path) -> tuple[int, dict[str, dict[str, int]]]:
    hits = SearchIndex.open(folder).search()
    return hits.total, hits.facets


@pytest.mark.parametrize("links", [True, False])
def test_unchanged_datasets_are_taken_over(tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not links:
        monkeypatch.setattr(searchindex.os, "link", lambda *_: (_ for _ in ()).throw(OSError("no links here")))
    old, new = works(300), [w for w in works(300) if w["facets"]["dataset"] != ["ds1"]] + [w for w in works(150, seed=9) if w["facets"]["dataset"] == ["ds1"]]
    build(tmp_path / "old", parts(old))
    before = sums(tmp_path / "old")
    called = []
    watched = [(name, lambda name=name, lines=lines: called.append(name) or lines()) for name, lines in parts(new)]
    count = build(tmp_path / "new", watched, tmp_path / "old", frozenset({"ds0", "ds2"}))
    build(tmp_path / "full", parts(new))
    assert called == ["ds1"] and count == 250 and sums(tmp_path / "old") == before
    assert totals(tmp_path / "new") == totals(tmp_path / "full") and totals(tmp_path / "old")[0] == 300
    shared = [p for p in (tmp_path / "new").glob("*.store") if p.stat().st_nlink > 1]
    assert bool(shared) is links


def test_a_full_build_when_taking_over_would_be_wrong(tmp_path: Path) -> None:
    old = works(300)
    build(tmp_path / "old", parts(old))
    less = [w for w in old if w["facets"]["dataset"] != ["ds1"]]
    assert build(tmp_path / "withdrawn", parts(less), tmp_path / "old", frozenset({"ds0", "ds2"})) == 200
    assert not [p for p in (tmp_path / "withdrawn").glob("*.store") if p.stat().st_nlink > 1]  # nothing of ds1 stays in a segment
    (tmp_path / "old" / "schema").write_text("0", "utf-8")
    assert build(tmp_path / "other", parts(old), tmp_path / "old", frozenset({"ds0"})) == 300
    assert build(tmp_path / "none", parts(old), tmp_path / "nowhere", frozenset({"ds0"})) == 300
    with pytest.raises(NotFound):
        SearchIndex.open(tmp_path / "old")
    with pytest.raises(Broken):
        build(tmp_path / "bad", parts(less), None, frozenset({"ds1"}))
    with pytest.raises(Broken):
        build(tmp_path / "bad2", [("x", lambda: iter(["{"]))])


def test_an_empty_release_has_an_index(tmp_path: Path) -> None:
    assert build(tmp_path / "i", []) == 0
    assert SearchIndex.open(tmp_path / "i").search("x").total == 0
