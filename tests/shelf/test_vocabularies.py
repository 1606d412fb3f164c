"""Reading vocabularies: what loads, what is refused and where, and that contributors' words are known."""

from __future__ import annotations

import gzip
import time
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid, NotFound
from intarsia.shelf.vocabularies import vocabulary
from intarsia.text import fold

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix kind: <urn:intarsia:kind/> .
@prefix sector: <urn:intarsia:sector/> .
<urn:intarsia:kind> a skos:ConceptScheme ; skos:prefLabel "Kind"@en .
"""


def load(folder: Path, body: str, name: str = "kind.ttl", head: str = HEAD) -> vocabulary.Vocabulary:
    path = folder / name
    path.write_text(head + body, encoding="utf-8")
    return vocabulary.load(path)


def refused(folder: Path, body: str) -> Invalid:
    with pytest.raises(Invalid) as caught:
        load(folder, body)
    assert caught.value.way_out
    return caught.value


@cache
def known(scheme: str) -> dict[str, str]:
    path = next(path for path in vocabulary.builtin() if path.stem == scheme)
    return {word: notation for _, word, notation, _ in vocabulary.words(vocabulary.load(path))}


def test_concepts_labels_and_words(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        """kind:story a skos:Concept ; skos:notation "story" ; skos:prefLabel "Story"@en, "Erzählung"@de ;
    skos:related sector:publishing ; skos:definition "Something told."@en .
kind:tale a skos:Concept ; skos:notation "tale" ; skos:prefLabel "Tale"@en ; skos:hiddenLabel "TALES" ;
    skos:broader kind:story .
""",
    )
    assert found.scheme == "kind"
    assert found.concepts == (
        vocabulary.Concept("kind", "story", None, "Something told.", ("sector:publishing",)),
        vocabulary.Concept("kind", "tale", "story", "", ()),
    )
    assert vocabulary.Label("kind", "tale", "hidden", "", "TALES") in found.labels
    assert vocabulary.words(found) == [
        ("kind", "erzahlung", "story", "publishing"),
        ("kind", "story", "story", "publishing"),
        ("kind", "tale", "tale", "publishing"),
        ("kind", "tales", "tale", "publishing"),
    ]


def test_the_checksum_is_that_of_the_bytes(tmp_path: Path) -> None:
    one = load(tmp_path, 'kind:a skos:prefLabel "A"@en .\n')
    two = load(tmp_path, 'kind:a skos:prefLabel "A"@en . \n')
    assert one.concepts == two.concepts
    assert one.sha256 != two.sha256


def test_anybodys_skos_loads_under_its_file_name(tmp_path: Path) -> None:
    head = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    body = """<http://x.example/t#cup> a skos:Concept ; skos:prefLabel "kop"@nl ; skos:broader <http://x.example/t/9> .
<http://x.example/t/9> a skos:Concept ; skos:notation "vessel" ; skos:prefLabel "vaatwerk"@nl ;
    skos:related <http://y.example/1> .
"""
    found = load(tmp_path, body, "objects.ttl", head)
    assert found.scheme == "objects"
    assert [(c.notation, c.broader, c.related) for c in found.concepts] == [
        ("cup", "vessel", ()),
        ("vessel", None, ("http://y.example/1",)),
    ]


def test_a_word_that_strangers_give_to_two_concepts_is_nobodys(tmp_path: Path) -> None:
    head = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    body = """<http://x.example/bank> skos:prefLabel "Bank"@de, "bench"@en .
<http://x.example/money> skos:prefLabel "money"@en ; skos:altLabel "bank"@en .
"""
    found = vocabulary.words(load(tmp_path, body, "things.ttl", head))
    assert [(word, notation) for _, word, notation, _ in found] == [("bench", "bank"), ("money", "money")]


def test_collections_are_no_concepts(tmp_path: Path) -> None:
    found = load(tmp_path, 'kind:a a skos:Concept ; skos:prefLabel "A"@en .\nkind:c a skos:Collection ; skos:prefLabel "A"@en .\n')
    assert [concept.notation for concept in found.concepts] == ["a"]


def test_a_whole_thesaurus_loads(tmp_path: Path, real_data: Path) -> None:
    path = tmp_path / "unesco.ttl"
    path.write_bytes(gzip.decompress((real_data / "v_unesco" / "unesco-thesaurus.ttl.gz").read_bytes()))
    found = vocabulary.load(path)
    assert found.scheme == "unesco"
    assert len(found.concepts) > 4000
    assert len(vocabulary.words(found)) > 20_000


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    assert load(tmp_path, 'kind:a skos:prefLabel "A"@en .', head="\ufeff" + HEAD).concepts


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        vocabulary.load(tmp_path / "none.ttl")


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ('kind:a skos:prefLabel "A"@en ;; [ .\n', 5, "not Turtle"),
        ("", 1, "no concept"),
        ('kind:a skos:notation "x" ; skos:prefLabel "A"@en .\nkind:b skos:prefLabel "B"@en ;\n  skos:notation "x" .\n', 7, "notation"),
        ('kind:a skos:prefLabel "Café"@en .\nkind:b skos:prefLabel "B"@en ; skos:altLabel "CAFE"@en .\n', 6, "both 'a' and 'b'"),
        ('kind:a skos:prefLabel "A"@en .\nkind:b skos:prefLabel "B"@en ; skos:hiddenLabel "a" .\n', 6, "both"),
        ('kind:a skos:prefLabel "A"@en ;\n  skos:broader kind:zzz .\n', 6, "not in this file"),
        ('kind:a skos:notation "a" ; skos:prefLabel "A"@en ; skos:broader kind:b .\nkind:b skos:prefLabel "B"@en ; skos:broader kind:a .\n',
         5, "own broader"),
        ('kind:a skos:prefLabel "A"@en .\n<http://x.example/odd> skos:prefLabel "O"@en .\n', 6, "several schemes"),
    ],
)  # fmt: skip
def test_what_is_refused_says_file_and_line(tmp_path: Path, body: str, line: int, words: str) -> None:
    error = refused(tmp_path, body)
    assert words in error.what
    assert error.where == f"{tmp_path / 'kind.ttl'}, line {line}"


def test_bytes_that_are_no_utf8_are_refused_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "kind.ttl"
    path.write_bytes(HEAD.encode() + b'kind:a skos:prefLabel "caf\xe9"@en .\n')
    with pytest.raises(Invalid, match="UTF-8") as caught:
        vocabulary.load(path)
    assert caught.value.where.endswith("line 5")


@given(st.lists(st.sampled_from("abcdef"), min_size=6, max_size=6))
def test_broader_never_runs_in_a_circle(tmp_path_factory: pytest.TempPathFactory, targets: list[str]) -> None:
    body = "".join(
        f'kind:{name} skos:notation "{name}" ; skos:prefLabel "word {name}"@en ; skos:broader kind:{target} .\n' for name, target in zip("abcdef", targets, strict=True)
    )
    with pytest.raises(Invalid):  # six concepts that all have a broader one must close a circle
        load(tmp_path_factory.getbasetemp(), body)


def test_reading_all_of_them_is_quick() -> None:
    vocabulary.builtin()
    vocabulary.load(vocabulary.builtin()[0])  # the import of the parser is not reading
    best = 9.0
    for _ in range(3):
        start = time.process_time()
        for path in vocabulary.builtin():
            vocabulary.load(path)
        best = min(best, time.process_time() - start)
    assert best < 0.3


@pytest.mark.parametrize(
    ("scheme", "written", "notation"),
    [
        ("genre", "Sciencefiction", "science-fiction"), ("genre", "SF", "science-fiction"), ("genre", "sci-fi", "science-fiction"),
        ("genre", "Kriminalroman", "crime"), ("genre", "tekenfilm", "drawn-animation"), ("genre", "action RPG", "action-rpg"),
        ("genre", "comédie musicale", "musical-theatre"), ("genre", "verse play", "verse-drama"), ("genre", "Buch zum Film", "media-tie-in"),
        ("role", "A12", "illustrator"), ("role", "B06", "translator"), ("role", "dev", "developer"), ("role", "regie", "director"),
        ("audience", "AL", "all-ages"), ("audience", "PEGI 16", "age-16"), ("audience", "Kinder ab 8 Jahren", "age-8"),
        ("audience", "vanaf 12 jr.", "age-12"), ("audience", "Jugendbuch", "teens"), ("audience", "tout public", "all-ages"),
        ("form", "graphic novel", "graphic-novel"), ("form", "B.O.F.", "soundtrack"), ("form", "DIPINTO", "painting"),
        ("form", "TheaterEvent", "play-production"), ("form", "VR", "vr"), ("form", "speelfilm", "film"),
        ("status", "02", "announced"), ("status", "04", "released"), ("status", "in productie", "in-production"),
        ("status", "cancelled", "withdrawn"), ("status", "https://schema.org/EventScheduled", "announced"),
        ("measure", "bezoeken totaal", "visits"), ("measure", "bezoekers", "attendance"), ("measure", "GDP", "gdp"),
        ("sector", "podiumkunsten", "performing-arts"), ("sector", "games", "games"),
    ],
)  # fmt: skip
def test_words_that_contributors_write(scheme: str, written: str, notation: str) -> None:
    assert known(scheme)[fold(written)] == notation


def test_a_form_knows_its_sector() -> None:
    form = next(path for path in vocabulary.builtin() if path.stem == "form")
    sectors = {word: sector for _, word, _, sector in vocabulary.words(vocabulary.load(form))}
    assert (sectors["roman"], sectors["film"], sectors["webcomic"]) == ("publishing", "film-tv", "new-media")
