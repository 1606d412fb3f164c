"""Vocabularies in every form: the same terms from Turtle, RDF/XML, JSON-LD, N-Triples, a table, a classification scheme and Iconclass' own texts."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid, NotFound
from intarsia.shelf import loader
from intarsia.shelf.vocabularies import readers, vocabulary
from intarsia.store import termindex
from intarsia.text import fold

SKOS = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
TURTLE = SKOS + """<http://x.example/v> a skos:ConceptScheme ; skos:prefLabel "Vessels"@en .
<http://x.example/cup> a skos:Concept ; skos:inScheme <http://x.example/v> ; skos:notation "C" ; skos:prefLabel "cup"@en, "kop"@nl ; skos:broader <http://x.example/vessel> .
<http://x.example/vessel> a skos:Concept ; skos:notation "V" ; skos:prefLabel "vessel"@en ; skos:definition "What holds."@en .
"""
TABLE = "notation\tbroader\tprefLabel@en\tprefLabel@nl\tdefinition@en\nC\tV\tcup\tkop\t\nV\t\tvessel\t\tWhat holds.\n"
XML = """<?xml version="1.0"?><ClassificationScheme uri="urn:x:cs:V:2011" xmlns="urn:tva:mpeg7:2008"><Term termID="V"><Name xml:lang="en">vessel</Name>
<Definition xml:lang="en">What
 holds.</Definition><Term termID="C"><Name xml:lang="en">cup</Name><Name xml:lang="nl">kop</Name></Term></Term></ClassificationScheme>"""
JSONLD = """{"@context": {"skos": "http://www.w3.org/2004/02/skos/core#"}, "@graph": [
{"@id": "http://x.example/cup", "@type": "skos:Concept", "skos:notation": "C", "skos:prefLabel": [{"@value": "cup", "@language": "en"}, {"@value": "kop", "@language": "nl"}],
 "skos:broader": {"@id": "http://x.example/vessel"}},
{"@id": "http://x.example/vessel", "@type": "skos:Concept", "skos:notation": "V", "skos:prefLabel": {"@value": "vessel", "@language": "en"},
 "skos:definition": {"@value": "What holds.", "@language": "en"}}]}"""
RDFXML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#">
<skos:Concept rdf:about="http://x.example/cup"><skos:notation>C</skos:notation><skos:prefLabel xml:lang="en">cup</skos:prefLabel>
<skos:prefLabel xml:lang="nl">kop</skos:prefLabel></skos:Concept>
<skos:Concept rdf:about="http://x.example/vessel"><skos:notation>V</skos:notation><skos:prefLabel xml:lang="en">vessel</skos:prefLabel>
<skos:definition xml:lang="en">What holds.</skos:definition>
<skos:narrower rdf:resource="http://x.example/cup"/></skos:Concept></rdf:RDF>"""
TRIPLES = "".join(f"<http://x.example/{s}> <http://www.w3.org/2004/02/skos/core#{p}> {o} .\n" for s, p, o in (
    ("cup", "notation", '"C"'), ("cup", "prefLabel", '"cup"@en'), ("cup", "prefLabel", '"kop"@nl'), ("cup", "broader", "<http://x.example/vessel>"), ("vessel", "notation", '"V"'),
    ("vessel", "prefLabel", '"vessel"@en'), ("vessel", "definition", '"What holds."@en')))


def load(folder: Path, name: str, text: str) -> vocabulary.Vocabulary:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return vocabulary.load(path)


@pytest.mark.parametrize(("name", "text"), [("vessels.ttl", TURTLE), ("vessels.tsv", TABLE), ("vessels.csv", TABLE.replace("\t", ",")), ("vessels.xml", XML), ("vessels.jsonld", JSONLD),
                                             ("vessels.rdf", RDFXML), ("vessels.nt", TRIPLES)], ids=lambda text: text[:12] if "." in text[:12] else "")  # fmt: skip
def test_one_vocabulary_in_every_form(tmp_path: Path, name: str, text: str) -> None:
    found = load(tmp_path, name, text)
    assert found.scheme == "vessels"
    assert [(c.notation, c.broader, c.definition) for c in found.concepts] == [("C", "V", ""), ("V", None, "What holds.")]
    assert [(x.notation, x.language, x.value) for x in found.labels] == [("C", "en", "cup"), ("C", "nl", "kop"), ("V", "en", "vessel")]
    assert [(word, notation) for _, word, notation, _ in vocabulary.words(found)] == [("c", "C"), ("cup", "C"), ("kop", "C"), ("v", "V"), ("vessel", "V")]


def test_gzip_is_no_obstacle_and_the_checksum_is_that_of_the_content(tmp_path: Path) -> None:
    packed = tmp_path / "vessels.ttl.gz"
    packed.write_bytes(gzip.compress(TURTLE.encode()))
    assert vocabulary.load(packed).sha256 == load(tmp_path, "vessels.ttl", TURTLE).sha256


def test_what_real_vocabularies_do_is_set_right_and_noted(tmp_path: Path) -> None:
    found = load(tmp_path, "odd.ttl", SKOS + """
<http://x.example/a> a skos:Concept ; skos:notation "1" ; skos:prefLabel "A"@en ; skos:broader <http://x.example/b>, <http://x.example/c>, <http://x.example/gone> .
<http://x.example/b> a skos:Concept ; skos:notation "1" ; skos:prefLabel "B"@en ; skos:broader <http://x.example/a> .
<http://x.example/c> a skos:Concept ; skos:prefLabel "C"@en ; skos:exactMatch <http://y.example/z> .
<http://x.example/list> a skos:Collection ; skos:prefLabel "L"@en ; skos:member <http://x.example/a> .
""")  # fmt: skip
    assert [c.notation for c in found.concepts] == ["a", "b", "c"]
    assert sorted((n, o) for n, r, o in zip(*(found.relations.column(k).to_pylist() for k in range(3)), strict=True) if r == "broader") == [("a", "b"), ("a", "c"), ("b", "a")]
    assert sum(c.broader is not None for c in found.concepts) == 1  # the circle is cut
    assert ("c", "exact", "http://y.example/z") in zip(*(found.relations.column(k).to_pylist() for k in range(3)), strict=True)
    assert {note.split(" ", 1)[1] for note in found.notes} == {
        "collections are no concepts, and left out", "notations belong to several concepts, which are known by their addresses instead",
        "broader or narrower terms are of no concept of this vocabulary, and left out", "concepts have several broader ones: all are kept, the first leads",
        "circles of broader concepts are cut"}


def test_several_schemes_are_several_vocabularies(tmp_path: Path) -> None:
    path = tmp_path / "two.ttl"
    path.write_text(SKOS + "".join(f'<http://x.example/{s}> a skos:ConceptScheme ; skos:prefLabel "{s}"@en .\n'
                                   f'<http://x.example/{s}/1> a skos:Concept ; skos:inScheme <http://x.example/{s}> ; '
                                   f'skos:notation "1" ; skos:prefLabel "one of {s}"@en .\n' for s in ("Apples", "Pears")))
    assert [(v.scheme, v.title, v.table.num_rows) for v in vocabulary.load_all(path)] == [("two-apples", {"en": "Apples"}, 1), ("two-pears", {"en": "Pears"}, 1)]
    with pytest.raises(Invalid, match="2 vocabularies"):
        vocabulary.load(path)
    assert vocabulary.load(path, scheme="two-pears").labels[0].value == "one of Pears"


def test_labels_that_are_nodes_of_their_own_are_read(tmp_path: Path) -> None:
    found = load(tmp_path, "xl.ttl", SKOS + '@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .\n<http://x.example/a> a skos:Concept ; xl:prefLabel [ xl:literalForm "amphora"@en ] .\n')
    assert [(x.kind, x.language, x.value) for x in found.labels] == [("pref", "en", "amphora")]


def test_a_withdrawn_term_leads_to_what_replaced_it(tmp_path: Path) -> None:
    found = load(tmp_path, "kind.tsv", "notation\tprefLabel@en\tdeprecated\treplacedBy\nold\tOld word\ttrue\tnew\nnew\tNew word\t\t\nlost\tLost word\ttrue\t\n")
    assert {word: notation for _, word, notation, _ in vocabulary.words(found)} == {"old word": "new", "old": "new", "new word": "new", "new": "new"}


def test_iconclass_texts(tmp_path: Path) -> None:
    folder = tmp_path / "ic"
    folder.mkdir()
    (folder / "notations.txt").write_text("N 1\nC 11\n; 12\n$\nN 11\nK 1k\nR 12\n$\nN 12\n$\n")
    (folder / "keys.txt").write_text("K 1k\nS 1\n; 11\n$\n")
    (folder / "txt_en_1.txt").write_text("1|religion\n11|god | father\n12|saints\n99|nobody\nbare\n")
    (folder / "txt_nl_1.txt").write_text("1|religie\n#11|god\n")
    (folder / "txt_en_keys.txt").write_text("1k1|variant one\n1k11|variant eleven\n")
    found = vocabulary.load(folder)
    assert [(c.notation, c.broader, c.related) for c in found.concepts] == [("1", None, ()), ("11", "1", ("ic:12",)), ("12", "1", ())]
    expected = [("1", "en", "religion"), ("1", "nl", "religie"), ("11", "en", "god | father"), ("11", "nl", "god"), ("12", "en", "saints")]
    assert [(x.notation, x.language, x.value) for x in found.labels] == expected
    assert len(found.notes) == 3
    (folder / "expand-keys").touch()
    assert [(c.notation, c.broader) for c in vocabulary.load(folder).concepts if "+" in c.notation] == [("11(+1)", "11"), ("11(+11)", "11(+1)")]


@pytest.mark.parametrize(("name", "text", "words"), [
    ("a.xml", "<ClassificationScheme><Term>", "not well-formed"), ("a.xml", "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hosts'>]><ClassificationScheme/>", "document type"),
    ("a.tsv", "prefLabel@en\nx\n", "no column of notations"), ("a.tsv", "notation\tprefLabel@en\nx\ty\tz\n", "no table"),
    ("a.jsonld", '{"@id": ', "JSON-LD"), ("a.nt", "<a> <b>\n", "N-Triples"),
])  # fmt: skip
def test_what_cannot_be_read_says_so(tmp_path: Path, name: str, text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        load(tmp_path, name, text)
    assert caught.value.way_out
    assert name in caught.value.where


def test_no_reader_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    for name in ("a.pdf", "none.ttl"):
        with pytest.raises(NotFound):
            vocabulary.load(tmp_path / name)


def test_a_file_on_the_shelf_adds_to_a_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "vocabularies").mkdir()
    own = tmp_path / "vocabularies" / "sector.own.ttl"
    own.write_text(SKOS + '<urn:intarsia:sector/circus> a skos:Concept ; skos:notation "circus" ; skos:prefLabel "Circus arts"@en ; skos:broader <urn:intarsia:sector/performing-arts> .\n')
    paths = loader.vocabularies(tmp_path)["sector"]
    assert paths[1:] == (own,)
    words = {word: notation for _, word, notation, _ in vocabulary.words(vocabulary.load(*paths))}
    assert words["circus arts"] == "circus"
    assert words["podiumkunsten"] == "performing-arts"
    own.write_text(own.read_text().replace("Circus arts", "Podiumkunsten"))
    with pytest.raises(Invalid, match="a word of both"):
        vocabulary.load(*paths)


def test_every_reader_says_how_it_is_called() -> None:
    for name, reader in readers.readers().items():
        assert name == reader.NAME
        assert all(extension.startswith(".") for extension in reader.EXTENSIONS)


# ---- search ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def genres(tmp_path_factory: pytest.TempPathFactory) -> termindex.TermIndex:
    one = vocabulary.load(next(path for path in vocabulary.builtin() if path.stem == "genre"))
    folder = tmp_path_factory.mktemp("index") / "genre"
    termindex.build(folder, one.scheme, one.table.column("notation").combine_chunks(), one.names)
    return termindex.TermIndex(folder)


@pytest.mark.parametrize(("asked", "notation"), [("sci-fi", "science-fiction"), ("KRIMI", "crime"), ("comdy", "comedy"), ("science-fict", "science-fiction"),
                                                 ("fiction science", "science-fiction"),
                                                 ("comédie", "comedy"), ("horror", "horror")])
def test_what_people_ask_is_found_first(genres: termindex.TermIndex, asked: str, notation: str) -> None:
    assert genres.search(asked, "nl")[0].notation == notation


def test_a_hit_tells_what_fitted(genres: termindex.TermIndex) -> None:
    hit = genres.search("sciencefiction", "fr")[0]
    assert (hit.id, hit.score, hit.label) == ("genre:science-fiction", 1.0, "science-fiction")
    assert "science-fiction" in [one.notation for one in genres.starting("science")]
    assert genres.label("comedy", "nl") == "komedie"
    assert genres.label("nothing-of-the-kind") == "nothing-of-the-kind"


@given(st.text(max_size=40), st.integers(0, 5))
def test_any_question_gets_an_answer(genres: termindex.TermIndex, text: str, limit: int) -> None:
    hits = genres.search(text, "en", limit)
    assert len(hits) <= limit
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.id for hit in hits}) == len(hits)
    assert all(0 <= hit.score <= 1 for hit in hits)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=20))
def test_folding_a_column_is_folding_each(texts: list[str]) -> None:
    assert termindex.folded(pa.array(texts, pa.string())).to_pylist() == [fold(text) for text in texts]


def test_an_index_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    one = load(tmp_path, "vessels.ttl", TURTLE)
    for name in ("a", "b"):
        termindex.build(tmp_path / name, one.scheme, one.table.column("notation").combine_chunks(), one.names)
    assert [(path.name, path.read_bytes()) for path in sorted((tmp_path / "a").iterdir())] == [(path.name, path.read_bytes()) for path in sorted((tmp_path / "b").iterdir())]
    with pytest.raises(NotFound):
        termindex.TermIndex(tmp_path)


@pytest.mark.data
def test_iconclass_and_broadcasting_as_they_are_published(real_data: Path) -> None:
    found = vocabulary.load(real_data / "v_iconclass")
    assert found.table.num_rows == 40_703
    assert {language: found.names.column("language").to_pylist().count(language) for language in ("en", "nl")} == {"en": 40_698, "nl": 39_781}
    names = ("ContentCS", "FormatCS", "DVBContentSubjectCS-2019", "ContentAlertCS", "ParentalGuidanceCS")
    sizes = {name: vocabulary.load(real_data / "v_tva_genres" / f"{name}.xml").table.num_rows for name in names}
    assert sizes == {"ContentCS": 703, "FormatCS": 99, "DVBContentSubjectCS-2019": 95, "ContentAlertCS": 108, "ParentalGuidanceCS": 199}
