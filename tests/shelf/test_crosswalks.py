"""Crosswalk files: what they promise, what is read, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.errors import Invalid, NotFound
from intarsia.pool import Pool
from intarsia.shelf import loader
from intarsia.shelf.crosswalks import crosswalk
from intarsia.shelf.vocabularies import vocabulary
from tests.small import small_pool

HEAD = "# title: Ours and theirs\n# title nl: De onze en die van hen\n# by: Editors\n# on: 2026-11-22\n# prefix theirs: http://t.example/\n"
COLUMNS = "source\trelation\ttarget\tnote\tsource_label\n"


def load(folder: Path, text: str, name: str = "theirs-genre.tsv") -> crosswalk.Crosswalk:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return crosswalk.load(path)


def test_rows_with_who_says_so(tmp_path: Path) -> None:
    found = load(tmp_path, HEAD + COLUMNS + "theirs:1 a\tskos:broadMatch\tgenre:drama\tWider.\tOne\ntheirs:2\tnone\t\t\t\nhttp://t.example/3\toverlap\tgenre:crime\t\t\n")
    rows = {row["source"]: row for row in found.rows.to_pylist()}
    assert found.title == {"en": "Ours and theirs", "nl": "De onze en die van hen"}
    assert rows["theirs:1 a"] == {"crosswalk": "theirs-genre", "source": "theirs:1 a", "relation": "broad", "target": "genre:drama", "source_iri": "http://t.example/1 a", "target_iri": None,
                                  "source_label": "One", "target_label": None, "said_by": "Editors", "said_on": "2026-11-22", "note": "Wider."}
    assert (rows["theirs:2"]["target"], rows["http://t.example/3"]["source_iri"]) == ("", "http://t.example/3")
    assert found.schemes == {"theirs", "genre"}


def test_the_columns_of_sssom_are_understood(tmp_path: Path) -> None:
    found = load(tmp_path, "subject_id\tpredicate_id\tobject_id\tauthor_label\tmapping_date\na:1\tskos:exactMatch\tb:2\tX\t2020\n")
    assert [(row["source"], row["relation"], row["target"], row["said_by"], row["said_on"]) for row in found.rows.to_pylist()] == [("a:1", "exact", "b:2", "X", "2020")]


@pytest.mark.parametrize(("text", "line", "words"), [
    (HEAD + "source\trelation\n", 6, "no column 'target'"), (HEAD + "source\trelation\ttarget\tcolour\n", 6, "not known"), (HEAD + COLUMNS + "a:1\tsimilar\tb:2\n", 7, "relation"),
    (HEAD + COLUMNS + "a\texact\tb:2\n", 7, "no concept"), (HEAD + COLUMNS + "a:1\tnone\tb:2\n", 7, "has a target"), (HEAD + COLUMNS + "a:1\texact\tb:2\na:1\texact\tb:2\n", 8, "earlier"),
    (HEAD.replace("# by: Editors\n", "") + COLUMNS + "a:1\texact\tb:2\n", 6, "Nobody"), (HEAD.replace("2026-11-22", "soon") + COLUMNS + "a:1\texact\tb:2\n", 7, "when"),
    (HEAD + COLUMNS + "a:1\texact\tb:2\t\t\tmore\n", 7, "more cells"), (HEAD, 0, "no row"),
])  # fmt: skip
def test_what_is_refused_says_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        load(tmp_path, text)
    assert caught.value.way_out
    assert caught.value.where == str(tmp_path / "theirs-genre.tsv") + (f", line {line}" if line else "")


def test_no_file() -> None:
    with pytest.raises(NotFound):
        crosswalk.load(Path("/nowhere/x.tsv"))


@pytest.mark.parametrize("path", crosswalk.builtin(), ids=lambda path: path.stem)
def test_every_crosswalk_of_ours_speaks_of_concepts_that_are_there(path: Path) -> None:
    found = crosswalk.load(path)
    ours = {one.stem for one in vocabulary.builtin()}
    known = {f"{c.scheme}:{c.notation}" for one in vocabulary.builtin() if one.stem in found.schemes for c in vocabulary.load(one).concepts}
    named = {row[end] for row in found.rows.to_pylist() for end in ("source", "target") if row[end].partition(":")[0] in ours}
    assert named <= known
    assert named, "a crosswalk of ours leads to a vocabulary of ours"
    assert found.title.get("en")


def test_the_pools_own_come_first(tmp_path: Path) -> None:
    (tmp_path / "crosswalks").mkdir()
    name = crosswalk.builtin()[0].name
    (tmp_path / "crosswalks" / name).write_text(HEAD + COLUMNS + "a:1\texact\tb:2\n")
    assert loader.crosswalks(tmp_path)[name.removesuffix(".tsv")].parent == tmp_path / "crosswalks"


def test_a_pool_may_replace_a_vocabulary_that_our_crosswalks_speak_of(tmp_path: Path) -> None:
    """What they say of concepts that it does not have is left out; the rest stays."""
    pool = small_pool(tmp_path / "pool")
    own = pool / "shelf" / "vocabularies" / "audience.ttl"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n'
                   '<urn:intarsia:audience/children> a skos:Concept ; skos:notation "children" ; skos:prefLabel "children"@en .\n', "utf-8")
    Pool(pool).build()
    rows = Pool(pool).reader().rows("SELECT source, target FROM crosswalk WHERE split_part(source, ':', 1) = 'audience' OR split_part(target, ':', 1) = 'audience'")
    ends = {end for row in rows for end in row if end.startswith("audience:")}
    assert ends == {"audience:children"}
