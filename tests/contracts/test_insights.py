"""What every insight of the shelf promises: texts in each language, answers that hold together on any pool, and no word that the evidence does not earn."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest

from intarsia import answering
from intarsia.answering.record import headline, record, table
from intarsia.evidence.basis import FAME
from intarsia.evidence.wording import FORBIDDEN
from intarsia.pool import Pool
from intarsia.shelf import loader
from intarsia.shelf.insights.base import CHARTS, GROUPS, Answer
from intarsia.web import create_app
from intarsia.web.figures import FIGURES
from intarsia.web.words import words
from tests.answering.made import dataset, released
from tests.web.conftest import Web

SHELF = loader.insights()
KINDS = ("facet", "sector", "form", "measure", "place", "agent", "work", "intervention", "study", "year", "number", "choice", "text", "dataset", "facets")
LEADS = 2  # of each question, that are followed
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def release(demo: Pool) -> answering.Release:
    return answering.Release(demo.reader())


def test_the_shelf_holds_at_least_twenty_questions() -> None:
    assert len(SHELF) >= 20
    assert {module.GROUP for module in SHELF.values()} <= set(GROUPS)
    assert not set(SHELF) & set(FIGURES), "two figures of one name"


@pytest.mark.parametrize("module", SHELF.values(), ids=SHELF)
def test_an_insight_says_what_it_is_in_every_language(module: ModuleType) -> None:
    assert module.__name__.rpartition(".")[2].replace("_", "-") == module.NAME
    texts: Any = module.TEXTS
    assert set(texts) >= {"en", "nl"}
    wanted = {"question", "about", "method", "caveats", *(f"choice {value}" for one in module.PARAMETERS for value in one.choices if value)}
    for language in ("en", "nl"):
        assert wanted <= set(texts[language]) or {key for key in wanted - set(texts[language])} <= {f"choice {v}" for o in module.PARAMETERS for v in o.choices if o.kind != "choice"}
        assert set(texts[language]) == set(texts["en"]), "a sentence stands in one language only"
        assert all(text.strip() for text in texts[language].values())
        for key, text in texts[language].items():
            assert slots(text) == slots(texts["en"][key]), f"{key}: other places to fill in than in English"
    names = [one.name for one in module.PARAMETERS]
    assert len(set(names)) == len(names) and all(one.kind in KINDS for one in module.PARAMETERS)
    assert slots(texts["en"]["question"]) <= set(names)
    assert not set(names) & {"lang", "release", "embed", "area", "json", "csv"}, "a name that addresses or commands use themselves"


def slots(text: str) -> set[str]:
    return set(re.findall(r"\{([a-z_ -]+)[^}]*\}", text)) | set(re.findall(r"%\(([a-z_]+)\)s", text))


@pytest.mark.parametrize("name", SHELF)
def test_an_answer_on_the_demo_pool_holds_together(name: str, release: answering.Release) -> None:
    say = words("nl" if len(name) % 2 else "en")
    answer = answering.answer(release, name, {}, say)
    assert answer.chart.kind in CHARTS and answer.insight == name
    assert_honest(answer, say.language, {row["id"]: row["selection"] for row in release.records("SELECT id, selection FROM dataset")})
    assert SHELF[name].BACKTEST or answer.evidence.interval is None, "an interval that no back-test has looked at"
    told = record(answer, release, say)
    header, rows = table(answer)
    assert [[row[field] for field in header] for row in told["rows"]] == [list(row) for row in rows]
    assert told["evidence"]["release"] == release.id in told["cite"]
    assert told["reproduce"]["code"] and told["reproduce"]["command"].startswith("intarsia ask ")


def assert_honest(answer: Answer, language: str, selections: dict[str, str]) -> None:
    """No finding without its evidence, no need left unsaid, no trend of rows chosen by fame, no word that is not earned."""
    state = answer.evidence.state
    if state in ("THIN", "REFUSED"):
        assert answer.needs and all(need.about.strip() for need in answer.needs)
    if state != "SOLID":
        assert headline(answer, language) == answer.title
        texts = [answer.title, answer.definition, answer.evidence.sentence, *answer.notes, *(need.about for need in answer.needs)]
        assert not [found[0] for text in texts if (found := FORBIDDEN[language].search(text))]
    if any(selections.get(dataset) == FAME for dataset in answer.datasets) and answer.evidence.coverage is None:
        assert state != "SOLID", "rows chosen by fame were told as a finding"
    for need in answer.needs:
        assert need.tables or need.measure or need.form or need.sector or need.facet or need.contributors or need.place, "a need that no dataset can be held against"


@pytest.mark.parametrize("name", SHELF)
def test_an_empty_pool_is_no_trouble(name: str, empty: answering.Release) -> None:
    answer = answering.answer(empty, name, {}, words("nl"))
    assert headline(answer, "nl") == answer.title and answer.evidence.state in ("REFUSED", "THIN", "UNTESTED")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> answering.Release:
    return released(tmp_path_factory.mktemp("empty") / "release", {"dataset": [dataset("nothing")]})


def test_leads_lead_somewhere(demo: Pool, release: answering.Release) -> None:
    web = Web(create_app(demo))
    addresses = {f"{path}?{urlencode(dict(pairs))}" for name in SHELF for path, pairs in [lead for lead in answering.answer(release, name).leads if lead[0]][:LEADS]}
    assert len(addresses) > 10
    wrong = {address: status for address in sorted(addresses) if (status := web.get(address, accept="application/json").status_code) != 200}
    assert not wrong


#: what makes pages and answers of these groups; a number gets there in an Answer, with its Evidence, or not at all
PAGES = [path for name in ("trends", "partners", "signals", "impact", "benchmark", "map", "ask", "questions", "wanted", "track_record")
         for path in (ROOT / "src/intarsia/web/pages").glob(f"{name}*.py")]


#: what turns rows into a number
COUNTS = re.compile(r"\b(count|sum|avg|mean|median|mode|min|max|quantile\w*|stddev\w*|corr)\s*\(|\bvalue\b", re.IGNORECASE)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_of_insights_count_nothing_themselves(path: Path) -> None:
    """A page lays out answers, and may ask a release for names to choose from. Each number comes in an Answer, which is not made without an Evidence."""
    asked = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant) and isinstance(node.value, str) and "SELECT " in node.value]
    assert not [sql for sql in asked if COUNTS.search(sql)], f"{path.name} counts rows of the release itself"


def test_there_is_no_answer_without_evidence() -> None:
    from intarsia.errors import Broken

    with pytest.raises(Broken, match="no Evidence"):
        Answer("x", "A title", "works", "", 41.0, (), ())  # type: ignore[arg-type]
