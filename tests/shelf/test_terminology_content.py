"""What the terminologies that come with Intarsia hold: levels, the words of each sector, what is kept apart, and codes that exist."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from intarsia.shelf.crosswalks import crosswalk
from intarsia.shelf.vocabularies import vocabulary
from intarsia.text import fold

FILES = {path.stem: path for path in vocabulary.builtin()}
EXAMPLE = Path(__file__).parents[2] / "examples" / "real" / "shelf" / "crosswalks"
CROSSWALKS = [*crosswalk.builtin(), *sorted(EXAMPLE.glob("*.tsv"))]
MANY = 999  # the end of "and over"


@cache
def read(scheme: str) -> vocabulary.Vocabulary:
    return vocabulary.load(FILES[scheme])


@cache
def known(scheme: str) -> dict[str, str]:
    return {word: notation for _, word, notation, _ in vocabulary.words(read(scheme))}


@cache
def rows(path: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = crosswalk.load(path).rows.to_pylist()
    return found


@cache
def named(stem: str) -> list[dict[str, str]]:
    return rows(next(path for path in CROSSWALKS if path.stem == stem))


def ages(told: str) -> tuple[int, int]:
    match = re.search(r"[Ii]nterval: (\d+) (?:and over|to (\d+))\.$", told)
    assert match, told
    return int(match[1]), int(match[2] or MANY)


def between(one: tuple[int, int], other: tuple[int, int]) -> str:
    """How two intervals of ages stand to each other, in the words of a crosswalk."""
    if one == other:
        return "exact"
    if other[0] <= one[0] and one[1] <= other[1]:
        return "broad"
    if one[0] <= other[0] and other[1] <= one[1]:
        return "narrow"
    return "overlap" if one[0] <= other[1] and other[0] <= one[1] else "none"


def path_up(scheme: str, notation: str) -> list[str]:
    broader = {concept.notation: concept.broader for concept in read(scheme).concepts}
    path = [notation]
    while above := broader[path[-1]]:
        path.append(above)
    return path


def test_genre_has_a_broad_level_for_charts_and_a_narrow_one_for_use() -> None:
    concepts = read("genre").concepts
    broad = [concept for concept in concepts if concept.broader is None]
    assert 22 <= len(broad) <= 30
    assert len(concepts) - len(broad) >= 220
    assert max(len(path_up("genre", concept.notation)) for concept in concepts) <= 4
    below = Counter(path_up("genre", concept.notation)[-1] for concept in concepts)
    assert all(below[concept.notation] >= 4 for concept in broad), "a broad genre without narrower ones is a narrow one"


@pytest.mark.parametrize(
    ("written", "notation", "broad"),
    [
        ("role-playing game", "role-playing", "role-playing"), ("Metroidvania", "metroidvania", "adventure"), ("visual novel", "visual-novel", "adventure"),
        ("roguelike", "roguelike", "role-playing"), ("RTS", "real-time-strategy", "strategy"), ("jeu d'évasion", "escape-room", "strategy"), ("łamigłówka", "puzzle", "strategy"),
        ("Bildungsroman", "coming-of-age", "fiction"), ("streekroman", "regional-novel", "fiction"), ("Heimatroman", "regional-novel", "fiction"), ("romanzo rosa", "romance", "romance"),
        ("shōnen", "shonen", "fiction"), ("SEINEN", "seinen", "fiction"), ("isekai", "isekai", "fantasy"), ("yaoi", "boys-love", "romance"),
        ("opera buffa", "opera-buffa", "opera"), ("Singspiel", "singspiel", "opera"), ("zarzuela", "zarzuela", "musical-theatre"), ("tragédie lyrique", "tragedie-lyrique", "opera"),
        ("docudrama", "docudrama", "documentary"), ("telenovela", "telenovela", "drama"), ("giallo", "giallo", "crime"), ("wuxia", "wuxia", "adventure"),
        ("film noir", "noir", "crime"), ("found footage", "found-footage", "horror"), ("péplum", "ancient-world", "historical"), ("Italowestern", "spaghetti-western", "adventure"),
        ("levenslied", "levenslied", "popular-music"), ("smartlap", "levenslied", "popular-music"), ("Nederpop", "nederpop", "popular-music"), ("chanson", "chanson", "popular-music"),
        ("kleinkunst", "kleinkunst", "entertainment"), ("poezja śpiewana", "sung-poetry", "popular-music"), ("fado", "fado", "popular-music"), ("Schlager", "schlager", "popular-music"),
        ("commedia dell'arte", "commedia-dellarte", "theatre"), ("auto sacramental", "mystery-play", "theatre"), ("nocturne", "nocturne", "classical-music"),
        ("quatuor à cordes", "string-quartet", "classical-music"),
        ("Kunstlied", "art-song", "classical-music"), ("stilleven", "still-life", "visual-art"), ("vanitas", "vanitas", "visual-art"),
        ("natura morta", "still-life", "visual-art"), ("martwa natura", "still-life", "visual-art"),
    ],
)  # fmt: skip
def test_words_that_sectors_really_use(written: str, notation: str, broad: str) -> None:
    assert known("genre")[fold(written)] == notation
    assert path_up("genre", notation)[-1] == broad


@pytest.mark.parametrize("dirt", ["sci-fi", "SF", "sciencefiction", "scifi", "Sci Fi", "s.f.", "SCIENCE FICTION", "science-fiction"])
def test_common_dirt_is_read(dirt: str) -> None:
    assert known("genre")[fold(dirt)] == "science-fiction"


def test_mood_form_and_audience_are_not_genres() -> None:
    shown = {fold(label.value) for label in read("genre").labels if label.kind != "hidden"}
    moods = {fold(label.value) for label in read("mood").labels if label.kind == "pref"}
    audiences = {fold(label.value) for label in read("audience").labels if label.kind == "pref"}
    assert shown & moods == set()
    assert {word for word in audiences if word in known("genre")} == set()
    for form in ("short film", "novel", "podcast", "mini-series", "novella", "light novel", "court métrage", "Roman", "powieść"):
        assert fold(form) not in shown
        assert fold(form) in known("form")


def test_each_mood_is_read_in_each_language() -> None:
    assert {known("mood")[fold(word)] for word in ("dark", "donker", "sombre", "düster", "oscuro", "cupo", "mroczny")} == {"dark"}
    assert known("mood")["feelgood"] == known("mood")["feel good"] == "feel-good"


@pytest.mark.parametrize("path", CROSSWALKS, ids=lambda path: path.stem)
def test_a_crosswalk_names_our_concepts_and_who_said_so(path: Path) -> None:
    found = crosswalk.load(path)
    assert {"en", "nl"} <= set(found.title)
    for row in rows(path):
        assert row["said_by"] and row["said_on"]
        for end in ("source", "target"):
            scheme, _, notation = row[end].partition(":")
            if scheme in FILES:
                assert notation in {concept.notation for concept in read(scheme).concepts}, row


def test_every_sector_says_its_economic_activities_and_occupations() -> None:
    sectors = {"sector:" + concept.notation for concept in read("sector").concepts}
    for stem in ("sector-nace", "sector-isco"):
        assert {row["source"] for row in named(stem)} == sectors
        inside = Counter(row["target"] for row in named(stem) if row["relation"] == "narrow")
        touched = Counter(row["target"] for row in named(stem))
        assert all(touched[code] == 1 for code in inside), "a class inside one sector belongs to no other"
        assert all(row["note"] for row in named(stem) if row["relation"] == "overlap"), "an overlap says what cannot be separated"


def test_games_stand_inside_two_classes_of_activity() -> None:
    games = {row["target"]: row["relation"] for row in named("sector-nace") if row["source"] == "sector:games"}
    assert games["nace2:58.21"] == "narrow"
    assert games["nace2:62.01"] == "overlap"


def test_overlapping_bands_of_our_own_are_stated() -> None:
    spans = {concept.notation: ages(concept.definition) for concept in read("audience").concepts if not concept.notation.startswith("age-")}
    stated = {frozenset((row["source"], row["target"])) for row in named("audience-bands")}
    bands = [notation for notation in spans if notation not in ("all-ages", "professionals")]
    wanted = {frozenset(("audience:" + a, "audience:" + b)) for a in bands for b in bands if a < b and between(spans[a], spans[b]) == "overlap"}
    assert stated == wanted


@pytest.mark.parametrize("stem", ["audience-ratings", "audience-reading-ages", "acmi-audience", "dvb-parental-audience"])
def test_bands_of_ages_are_intervals_and_the_relation_follows_from_them(stem: str) -> None:
    spans = {"audience:" + concept.notation: ages(concept.definition) for concept in read("audience").concepts}
    measured = 0
    for row in named(stem):
        if "interval:" in (row["note"] or "").lower():
            worked_out = between(ages(row["note"]), spans[row["target"]])
            assert row["relation"] == worked_out or (row["relation"] == "close" and worked_out in ("exact", "narrow")), row
            measured += 1
    assert measured > 20


def _terms(file: Path) -> Iterator[str]:
    for element in ElementTree.parse(file).iter():
        if "termID" in element.attrib:
            yield element.attrib["termID"]


def test_codes_of_others_exist(real_data: Path) -> None:
    broadcast, museum = real_data / "v_tva_genres", real_data / "tate"
    codes: dict[str, set[str]] = {
        "dvb-content": set(_terms(broadcast / "DVBContentSubjectCS-2019.xml")), "dvb-parental": set(_terms(broadcast / "ParentalGuidanceCS.xml")),
        "tva-content": set(_terms(broadcast / "ContentCS.xml")), "tva-format": set(_terms(broadcast / "FormatCS.xml")),
        "tate-subject": {str(one["id"]) for level in (0, 1, 2) for one in json.loads((museum / f"level{level}list.json").read_text("utf-8"))},
        "iconclass": set(re.findall(r"^N (.+)$", gzip.decompress((real_data / "v_iconclass" / "notations.txt.gz").read_bytes()).decode("utf-8"), re.MULTILINE)),
    }  # fmt: skip
    seen = defaultdict(set)
    for path in CROSSWALKS:
        for row in rows(path):
            for end in ("source", "target"):
                scheme, _, notation = row[end].partition(":")
                if scheme in codes:
                    seen[scheme].add(notation)
    assert set(seen) == set(codes)
    for scheme, notations in seen.items():
        assert notations <= codes[scheme], scheme
    assert seen["dvb-content"] == codes["dvb-content"], "each class of the DVB content subjects is led somewhere, or said to have no counterpart"


def test_matches_to_a_thesaurus_of_others_exist_there(real_data: Path) -> None:
    there = gzip.decompress((real_data / "v_unesco" / "unesco-thesaurus.ttl.gz").read_bytes()).decode("utf-8")
    ours = FILES["genre"].read_text("utf-8")
    matched = set(re.findall(r"unesco:(concept\d+)", ours))
    assert len(matched) > 30
    assert {concept for concept in matched if not re.search(rf"thesaurus/{concept}>|:{concept}\b", there)} == set()
