"""Europeana's metadata tiers: records made from the rule text, each with the tier it states, and one named cause that keeps it from the next."""

from __future__ import annotations

from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia.errors import Invalid
from intarsia.readiness import edm, europeana
from intarsia.readiness.europeana import AGENT, GROUPS, KIND, PLACE, POINTING, RELEVANT, STEPS, TIME, Record

HEAD = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:edm="http://www.europeana.eu/schemas/edm/" xmlns:skos="http://www.w3.org/2004/02/skos/core#" xmlns:wgs84="http://www.w3.org/2003/01/geo/wgs84_pos#"
 xmlns:rdaGr2="http://rdvocab.info/ElementsGr2/"><edm:ProvidedCHO rdf:about="http://example.org/cho">$cho</edm:ProvidedCHO>$context</rdf:RDF>"""
#: pieces of records: texts with and without a language, pointers, and contexts with and without their least elements
TITLE, TITLE_L = "<dc:title>A bowl</dc:title>", '<dc:title xml:lang="en">A bowl</dc:title>'
TOLD, TOLD_L = "<dc:description>It is blue.</dc:description>", '<dc:description xml:lang="en">It is blue.</dc:description>'
TYPE, TYPE_L = "<dc:type>bowl</dc:type>", '<dc:type xml:lang="en">bowl</dc:type>'
MEDIUM, MEDIUM_L = "<dcterms:medium>clay</dcterms:medium>", '<dcterms:medium xml:lang="en">clay</dcterms:medium>'
MAKER, DATE, KIND_OF = "<dc:creator>A. Maker</dc:creator>", "<dcterms:created>1650</dcterms:created>", '<dc:subject rdf:resource="http://example.org/c"/>'
WHO, WHERE, WHEN = '<dc:creator rdf:resource="http://example.org/a"/>', '<dcterms:spatial rdf:resource="http://example.org/p"/>', '<dcterms:temporal rdf:resource="http://example.org/t"/>'
CONCEPT = '<skos:Concept rdf:about="http://example.org/c"><skos:prefLabel xml:lang="en">bowls</skos:prefLabel>$more</skos:Concept>'
AGENT_OF = '<edm:Agent rdf:about="http://example.org/a"><skos:prefLabel xml:lang="en">A. Maker</skos:prefLabel>$more</edm:Agent>'
PLACE_OF = '<edm:Place rdf:about="http://example.org/p"><skos:prefLabel xml:lang="en">Delft</skos:prefLabel>$more</edm:Place>'
SPAN = '<edm:TimeSpan rdf:about="http://example.org/t"><skos:prefLabel xml:lang="en">17th century</skos:prefLabel>$more</edm:TimeSpan>'


def whole(context: str, more: str = "") -> str:
    return Template(context).substitute(more=more)


BROADER, BORN, SPOT = '<skos:broader rdf:resource="http://example.org/v"/>', "<rdaGr2:dateOfBirth>1632</rdaGr2:dateOfBirth>", "<wgs84:lat>52.0</wgs84:lat><wgs84:long>4.4</wgs84:long>"
ENDS = "<edm:begin>1601</edm:begin><edm:end>1700</edm:end>"
TEXTS_C = TITLE_L + TOLD_L + TYPE_L

#: name, which says the cause -> (elements of the object, contexts, tier, the criterion that decides, the others' tiers)
FIXTURES: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "0: no text has a language": (TITLE + TOLD + TYPE + MAKER + DATE + MEDIUM, "", "0", {"language": "0", "enabling": "C", "classes": "A"}),
    "0: one text of five has a language, 20 %": (TITLE_L + TOLD + TYPE + MEDIUM + "<dc:format>blue</dc:format>" + DATE, "", "0", {"language": "0", "enabling": "C", "classes": "A"}),
    "0: nothing to browse by": (TITLE_L + TOLD_L, "", "0", {"language": "C", "enabling": "0", "classes": "A"}),
    "0: a subject in words is nothing to browse by": (TITLE_L + '<dc:subject xml:lang="en">bowls</dc:subject>', "", "0", {"language": "C", "enabling": "0", "classes": "A"}),
    "0: a link that leads nowhere has no language": (TITLE_L + TOLD + TYPE + MEDIUM + MAKER + DATE + KIND_OF.replace("/c", "/none"), "", "0", {"language": "0", "enabling": "C",
        "classes": "A"}),
    "A: exactly 25 %": (TITLE_L + TOLD + TYPE + MEDIUM + MAKER + DATE, whole(CONCEPT, BROADER), "A", {"language": "A", "enabling": "C", "classes": "A"}),
    "A: one element to browse by": (TEXTS_C + KIND_OF, whole(CONCEPT, BROADER), "A", {"language": "C", "enabling": "A", "classes": "B"}),
    "A: three elements of one group": (TEXTS_C + MEDIUM_L + '<dc:format xml:lang="en">blue</dc:format>', "", "A", {"language": "C", "enabling": "A", "classes": "A"}),
    "A: no context": (TEXTS_C + MAKER + DATE + MEDIUM_L, "", "A", {"language": "C", "enabling": "C", "classes": "A"}),
    "A: a concept without a note or relation": (TEXTS_C + MAKER + DATE + KIND_OF, whole(CONCEPT), "A", {"language": "C", "enabling": "C", "classes": "A"}),
    "A: a context that the record does not point to": (TEXTS_C + MAKER + DATE + MEDIUM_L, whole(CONCEPT, BROADER), "A", {"language": "C", "enabling": "C", "classes": "A"}),
    "B: exactly half of the texts": (TITLE_L + TOLD + TYPE + MAKER + DATE + KIND_OF, whole(CONCEPT, BROADER), "B", {"language": "B", "enabling": "C", "classes": "B"}),
    "B: three elements of two groups": (TITLE_L + TOLD_L + TYPE_L + DATE + KIND_OF, whole(CONCEPT, BROADER), "B", {"language": "C", "enabling": "B", "classes": "B"}),
    "B: one kind of context": (TEXTS_C + MAKER + DATE + KIND_OF, whole(CONCEPT, BROADER), "B", {"language": "C", "enabling": "C", "classes": "B"}),
    "B: an agent without years beside a concept": (TEXTS_C + WHO + DATE + KIND_OF, whole(CONCEPT, BROADER) + whole(AGENT_OF), "B", {"language": "C", "enabling": "C", "classes": "B"}),
    "B: a place without coordinates beside a concept": (TEXTS_C + MAKER + WHERE + KIND_OF, whole(CONCEPT, BROADER) + whole(PLACE_OF), "B", {"language": "C", "enabling": "C",
        "classes": "B"}),
    "B: two concepts are one kind": (TEXTS_C + MAKER + DATE + KIND_OF + '<dc:type rdf:resource="http://example.org/d"/>',
                                     whole(CONCEPT, BROADER) + whole(CONCEPT, BROADER).replace("/c", "/d"), "B", {"language": "C", "enabling": "C", "classes": "B"}),
    "C: concept and agent": (TEXTS_C + WHO + DATE + KIND_OF, whole(CONCEPT, BROADER) + whole(AGENT_OF, BORN), "C", {"language": "C", "enabling": "C", "classes": "C"}),
    "C: place and time span, by links alone": (TITLE_L + TYPE_L + MAKER + WHERE + WHEN, whole(PLACE_OF, SPOT) + whole(SPAN, ENDS), "C", {"language": "C", "enabling": "C", "classes": "C"}),
    "C: exactly three quarters of the texts": (TITLE_L + TOLD + TYPE_L + WHO + DATE + KIND_OF, whole(CONCEPT, "<skos:note>open</skos:note>") + whole(AGENT_OF, BORN), "C",
                                               {"language": "C", "enabling": "C", "classes": "C"}),
    "C: four elements, where the summary of the rules asks for three": (TITLE_L + TYPE_L + KIND_OF + MAKER + WHEN, whole(CONCEPT, BROADER) + whole(SPAN, ENDS), "C",
                                                                        {"language": "C", "enabling": "C", "classes": "C"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FIXTURES)
def test_a_record_gets_the_tier_of_the_rule_text(name: str) -> None:
    cho, context, tier, criteria = FIXTURES[name]
    (record,) = edm.records(Template(HEAD).substitute(cho=cho, context=context).encode()).values()
    assert {key: criterion(record) for key, criterion in europeana.CRITERIA.items()} == criteria
    assert europeana.tier(record) == tier


def test_at_least_three_records_a_tier() -> None:
    for tier in STEPS:
        assert sum(one[2] == tier for one in FIXTURES.values()) >= 3, tier


def test_what_is_no_record_is_told_in_words() -> None:
    for content in (b"no xml", b"<a/>", b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', b"\xff\xfe\x00"):
        with pytest.raises(Invalid) as told:
            edm.records(content)
        assert told.value.way_out


ELEMENTS = st.frozensets(st.sampled_from(sorted({*RELEVANT, *GROUPS, *POINTING})))
RECORDS = st.builds(lambda present, tagged, points, classes: Record(present, tagged & present & RELEVANT, points, classes), ELEMENTS, ELEMENTS,
                    st.dictionaries(st.sampled_from(sorted(POINTING)), st.frozensets(st.sampled_from((TIME, KIND, AGENT, PLACE)))), st.frozensets(st.sampled_from((TIME, KIND, AGENT,
                        PLACE))))


@given(RECORDS)
def test_the_lowest_criterion_decides_and_more_never_costs(record: Record) -> None:
    tier = europeana.tier(record)
    assert STEPS.index(tier) == min(STEPS.index(criterion(record)) for criterion in europeana.CRITERIA.values())
    better = Record(record.present | {"dcterms:issued"}, record.tagged | (record.present & RELEVANT), record.points, record.classes | {KIND})
    assert STEPS.index(europeana.tier(better)) >= STEPS.index(tier)


@given(st.lists(st.tuples(RECORDS, st.integers(0, 50)), max_size=8))
def test_a_dataset_stands_where_half_of_its_records_do(kinds: list[tuple[Record, int]]) -> None:
    ladder = europeana.measured(kinds)
    total = sum(count for _, count in kinds)
    if not total:
        assert ladder.reached is None
        assert ladder.spread == {}
        return
    assert sum(ladder.spread.values()) == total
    level = STEPS.index(ladder.reached or "0")
    assert sum(ladder.spread[step] for step in STEPS[level:]) * 2 >= total
    if level < 3:
        assert sum(ladder.spread[step] for step in STEPS[level + 1:]) * 2 < total
        assert ladder.first is not None
