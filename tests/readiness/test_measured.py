"""The measured ladders of a release: the minimum rule, what is asked first, and predictions that come true."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph as RdfGraph

from intarsia import readiness
from intarsia.errors import NotFound
from intarsia.linkeddata import catalogue
from intarsia.linkeddata.rdf import text
from intarsia.pool import Pool
from intarsia.readiness import aprules, ladder, mqa, nderules, telling, words
from intarsia.readiness.graph import Graph
from intarsia.readiness.measured import INSTRUMENTS, Measured
from intarsia.readiness.requirement import Ladder, Requirement, reached
from intarsia.readiness.shapes import dataset_nodes
from tests.conformance.shacl import shapes
from tests.readiness.test_shapes import ours, theirs
from tests.web import made

#: fix -> the dataset that lacks it, and what is blank; two releases lack different things, the whole one lacks none of them
MISSING = ({"titles": ("museum", "title", "language"), "licence": ("novels", "dataset", "licence"), "dates": ("films", "work", "date"), "publisher": ("figures", "dataset", "publisher")},
           {"period": ("museum", "dataset", "period"), "description": ("novels", "dataset", "description"), "contact": ("films", "dataset", "contact")})


def release(folder: Path, missing: dict[str, tuple[str, str, str]], hidden: str = "") -> dict[str, Measured]:
    """Every dataset of the release made by hand, with some cells blank and one dataset only described."""
    rows = made.rows()
    for dataset, table, column in missing.values():
        for row in rows[table]:
            if dataset in (row.get("dataset"), row.get("id")):
                row[column] = None
        if column == "description":
            rows["label"] = [row for row in rows["label"] if not (row["entity"] == dataset and row["kind"] == "description")]
    for row in rows["dataset"]:
        row["verdict"] = "DESCRIBE ONLY" if row["id"] == hidden else row["verdict"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(made, "rows", lambda: rows)
        pool = Pool(made.empty_pool(folder))
        made.write_release(pool.layout.root, "cccc222233334444")
    return readiness.everything(pool, pool.reader())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("readiness")


@pytest.fixture(scope="module")
def whole(folder: Path) -> dict[str, Measured]:
    return release(folder / "whole", {})


@pytest.fixture(scope="module")
def lacking(folder: Path) -> list[dict[str, Measured]]:
    return [release(folder / "first", MISSING[0]), release(folder / "second", MISSING[1], hidden="figures")]


def test_the_lowest_decides(whole: dict[str, Measured]) -> None:
    for one in whole.values():
        assert [rung.key for rung in one.rungs] == list(ladder.RUNGS)
        states = [rung.reached for rung in one.rungs]
        assert states == sorted(states, reverse=True)
        assert one.reached == sum(states)
        for rung in one.rungs[:one.reached]:
            assert not rung.failing
        assert (one.first is None) == (one.reached == len(ladder.RUNGS))
        for found in one.ladders.values():
            if found.name != mqa.NAME and found.reached:
                unmet = [found.steps.index(asked.step) for asked in found.requirements if asked.met is False]
                assert found.level == min([len(found.steps), *unmet]) - 1 or found.level == 0


def test_a_step_needs_all_below_it() -> None:
    steps = ("0", "1", "2", "3")
    met = {"1": True, "2": False, "3": True}
    asked = tuple(Requirement(f"x.{step}", step, done) for step, done in met.items())
    assert reached(steps, asked) == "1"
    assert Ladder("x", steps, "1", asked).first == asked[1]
    assert reached(steps, ()) == "3"
    assert reached(steps, (Requirement("x.1", "1", None),)) == "3", "what was not measured holds nothing back"


@pytest.mark.parametrize(("n", "key"), [(n, key) for n, keys in enumerate(MISSING) for key in keys])
def test_a_prediction_comes_true(n: int, key: str, whole: dict[str, Measured], lacking: list[dict[str, Measured]]) -> None:
    name = MISSING[n][key][0]
    before, after = lacking[n][name], whole[name]
    fix = next(one for one in before.fixes if one.key == key)
    assert fix.rungs == (before.reached, after.reached)
    assert fix.points == (after.ladders["mqa"].points or (0, 0))[0] - (before.ladders["mqa"].points or (0, 0))[0]
    assert fix.steps == {one: (before.ladders[one].reached, found.reached) for one, found in after.ladders.items() if found.level > before.ladders[one].level}
    failed = {one.key for instrument in INSTRUMENTS for one in before.ladders[instrument].requirements if one.met is False}
    assert set(fix.met) == failed & {one.key for instrument in INSTRUMENTS for one in after.ladders[instrument].requirements if one.met}
    spreads = before.ladders["europeana"].spread, after.ladders["europeana"].spread
    risen = {step: spreads[1][step] - spreads[0][step] for step in spreads[0]}
    for (was, now), count in fix.moved.items():
        risen[was] += count
        risen[now] -= count
    assert set(risen.values()) <= {0}


def test_the_best_fix_is_first(whole: dict[str, Measured], lacking: list[dict[str, Measured]]) -> None:
    for one in (*whole.values(), *lacking[0].values(), *lacking[1].values()):
        assert [fix.worth for fix in one.fixes] == sorted((fix.worth for fix in one.fixes), reverse=True)
        assert all(fix.brings for fix in one.fixes)
    held = lacking[0]["novels"]
    assert held.fix is not None
    assert held.first is not None
    assert (held.fix.key, held.rung, held.first.key) == ("licence", "known", "nde.licence")


def test_rows_that_are_kept_back_are_not_counted(lacking: list[dict[str, Measured]]) -> None:
    found = lacking[1]["figures"]
    assert found.first is not None
    assert (found.rung, found.ladders["stars"].reached, found.first.key) == ("described", "0", "stars.structured")


def test_no_dataset_no_ladder(folder: Path, whole: dict[str, Measured]) -> None:
    pool = Pool(folder / "whole")
    with pytest.raises(NotFound, match="nowhere"):
        readiness.measured(pool, pool.reader(), "nowhere")
    assert whole.keys() == {"museum", "novels", "films", "figures"}


def test_our_own_catalogue_is_judged_as_the_shapes_judge_it(folder: Path, whole: dict[str, Measured], suites: Path) -> None:
    pool = Pool(folder / "whole")
    reader = pool.reader()
    told = catalogue.catalogue(pool, reader)
    rdf, graph = RdfGraph().parse(data=text(told, "nt", reader.base), format="nt"), Graph(told)
    for file, rules in (("nde/shacl.ttl", nderules.RULES), ("dcat-ap-3.0.1/dcat-ap-SHACL.ttl", aprules.RULES)):
        judged = theirs(rdf, shapes(suites / file))
        for dataset in whole:
            me = f"{reader.base}id/dataset/{dataset}"
            targets = dataset_nodes(graph, me, nderules.PATHS) if rules is nderules.RULES else mqa.ap_nodes(graph, me)
            focus = {node.value for nodes in targets.values() for node in nodes}
            assert {node: found for node, found in ours(graph, rules, targets).items() if node in focus} == {node: found for node, found in judged.items() if node in focus}


def test_points_and_ratings_of_mqa_add_up() -> None:
    assert sum(points for _, points in mqa.POINTS.values()) == mqa.MOST == 405
    assert {name: mqa.most(name) for name in mqa.DIMENSIONS} == {"findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75, "contextuality": 20}
    assert [mqa.rating(points) for points in (0, 120, 121, 220, 221, 350, 351, 405)] == ["bad", "bad", "sufficient", "sufficient", "good", "good", "excellent", "excellent"]


def test_everything_has_words_in_both_languages(whole: dict[str, Measured]) -> None:
    for key, (english, dutch) in words.texts().items():
        assert english.strip(), key
        assert dutch.strip(), key
        assert english != dutch or key in ("gain contextuality", "rung open 0") or any(name in english for name in ("FAIR", "Open", "context")), key
    for one in whole.values():
        for language in ("en", "nl", "de"):
            told = telling.told(one, language)
            assert [each["key"] for each in told["instruments"]] == list(INSTRUMENTS)
            assert all(asked["says"] for each in told["instruments"] for asked in each["requirements"])


@pytest.mark.parametrize(("minutes", "said"), [(1, "a few minutes"), (15, "a quarter of an hour"), (60, "an hour"), (480, "a day"), (879, "2 days"), (1440, "3 days")])
def test_effort_in_words(minutes: int, said: str) -> None:
    assert words.effort(minutes, "en") == said
