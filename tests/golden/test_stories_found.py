"""The stories of the demo pool are found by the links, against what its authors know of them (examples/commons/stories)."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from typing import Any

import pytest

from intarsia.adding import embedded
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.web.family import Families, families

STORIES = embedded() / "stories"
#: stories that contributors' own statements tie: West Side Story says that it is based on Romeo and Juliet, and so on; one record is in both of the last two
TOLD = ({"romeo-and-juliet", "west-side-story"}, {"wicked", "wizard-of-oz"}, {"dragon-ball", "journey-to-the-west", "monkey-king"}, {"pokemon", "vincent-van-gogh"})
#: films that bear a known title, of which the register says that they are not it
LOOK_ALIKES = {"Outlander", "The Snowman", "Mona Lisa", "Les Misérables"}


@pytest.fixture(scope="module")
def reader(demo: Pool) -> Reader:
    return demo.reader()


@pytest.fixture(scope="module")
def known(reader: Reader) -> dict[str, set[tuple[str, str]]]:
    """Story -> (work, form as its authors call it)."""
    ids = {(dataset, record): work for work, dataset, record in reader.rows("SELECT id, dataset, record FROM work")}
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for path in sorted(STORIES.glob("*.tsv")):
        with open(path, encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle, delimiter="\t"):
                found[row["story"]].add((ids[path.stem, row["record"]], row["form"]))
    return found


@pytest.fixture(scope="module")
def kin(reader: Reader) -> Families:
    return families(reader)


def test_nine_of_ten_stories_of_three_forms_are_found(known: dict[str, set[tuple[str, str]]], kin: Families) -> None:
    """A story is found when one family shows it in three forms or more."""
    root = dict(zip(kin.works, kin.names, strict=True))
    wide = {story: members for story, members in known.items() if len({form for _, form in members}) >= 3}
    found, records = 0, 0
    for members in wide.values():
        forms: dict[str, set[str]] = defaultdict(set)
        for work, form in members:
            forms[root.get(work, work)].add(form)
        found += max(map(len, forms.values())) >= 3
        records += Counter(root.get(work, work) for work, _ in members).most_common(1)[0][1]
    assert len(wide) >= 250
    assert found >= 0.9 * len(wide), f"{found} of {len(wide)}"
    assert records >= 0.82 * sum(map(len, wide.values()))


def test_no_family_is_false(known: dict[str, set[tuple[str, str]]], kin: Families) -> None:
    """Two stories stand in one family only where contributors say so themselves."""
    stories: dict[str, set[str]] = defaultdict(set)
    of = {work: story for story, members in known.items() for work, _ in members}
    for work, name in zip(kin.works, kin.names, strict=True):
        if work in of:
            stories[name].add(of[work])
    mixed = [found for found in stories.values() if len(found) > 1]
    assert not [found for found in mixed if not any(found <= told for told in TOLD)]


def test_every_models_link_explains_itself(reader: Reader) -> None:
    """Prior and weights add up to the probability; what is accepted is at .95 or above, what is asked below."""
    rows = reader.records("SELECT predicate, state, method, probability, evidence FROM link")
    assert len(rows) > 1500
    for row in rows:
        evidence: dict[str, Any] = json.loads(row["evidence"])
        if row["method"] != "model":
            assert row["probability"] is None and row["state"] != "failed"
            continue
        assert (row["state"] == "accepted") <= (row["probability"] >= 0.95)
        odds = evidence["prior"] + sum(field["weight"] for field in evidence["fields"])
        p = 1 / (1 + 2.0 ** -max(-60.0, min(60.0, odds)))
        assert abs(p - row["probability"]) < 0.02, row
    assert not [row for row in rows if row["predicate"] == "same_as" and row["probability"] is not None and row["probability"] < 0.5]


def test_look_alikes_are_turned_down(reader: Reader) -> None:
    rejected = {title for (title,) in reader.rows("SELECT DISTINCT w.title FROM link AS l JOIN work AS w ON w.id = l.subject WHERE l.state = 'rejected' AND l.predicate = 'based_on'")}
    assert rejected >= LOOK_ALIKES
    accepted = reader.rows("SELECT w.title FROM link AS l JOIN work AS w ON w.id = l.subject WHERE l.state = 'accepted' AND l.method = 'model' AND w.description LIKE 'niet %'")
    assert not accepted


def test_sameness_is_of_one_form_and_between_contributors(reader: Reader) -> None:
    rows = reader.rows("SELECT s.form, o.form, s.dataset, o.dataset FROM link AS l JOIN work AS s ON s.id = l.subject JOIN work AS o ON o.id = l.object WHERE l.predicate = 'same_as'")
    assert len(rows) >= 150
    assert not [row for row in rows if row[0] != row[1] or row[2] == row[3]]
