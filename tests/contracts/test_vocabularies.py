"""What every vocabulary that comes with Intarsia promises."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from intarsia.shelf.vocabularies import vocabulary
from intarsia.text import fold

LANGUAGES = {"en", "nl", "fr", "de", "es", "it", "pl"}
NEEDED = {"sector", "form", "genre", "role", "audience", "measure", "status"}
FILES = vocabulary.builtin()
load = cache(vocabulary.load)
every = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def test_the_seven_are_there() -> None:
    assert {path.stem for path in FILES} >= NEEDED


@every
def test_every_concept_has_one_name_in_each_language(path: Path) -> None:
    named = Counter((label.notation, label.language) for label in load(path).labels if label.kind == "pref")
    wanted = {(concept.notation, language) for concept in load(path).concepts for language in LANGUAGES}
    assert set(named) == wanted
    assert set(named.values()) == {1}


@every
def test_every_concept_has_one_short_sentence_in_english(path: Path) -> None:
    for concept in load(path).concepts:
        assert re.fullmatch(r"[A-Z].{5,139}\.", concept.definition), concept.notation


@every
def test_notations_are_well_formed_and_the_scheme_is_the_file(path: Path) -> None:
    assert load(path).scheme == path.stem
    for concept in load(path).concepts:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", concept.notation)


@every
def test_a_word_has_one_meaning(path: Path) -> None:
    words = [word for _, word, _, _ in vocabulary.words(load(path))]
    assert len(words) == len(set(words))
    assert all(word == fold(word) for word in words)


@every
def test_labels_are_clean(path: Path) -> None:
    for label in load(path).labels:
        assert label.value == " ".join(label.value.split())
        assert label.kind == "hidden" or label.language
        assert ";" not in label.value


@every
def test_related_sectors_exist(path: Path) -> None:
    sectors = {concept.notation for concept in load(_file("sector")).concepts}
    for concept in load(path).concepts:
        assert {related.removeprefix("sector:") for related in concept.related} <= sectors


def test_every_form_has_a_sector() -> None:
    assert all(sector for _, _, _, sector in vocabulary.words(load(_file("form"))))


def test_every_measure_has_a_unit() -> None:
    assert all(concept.unit for concept in load(_file("measure")).concepts)


def test_every_audience_says_its_ages() -> None:
    for concept in load(_file("audience")).concepts:
        assert re.search(r"; interval: \d+ (and over|to \d+)\.$", concept.definition), concept.notation


def _file(scheme: str) -> Path:
    return next(path for path in FILES if path.stem == scheme)
