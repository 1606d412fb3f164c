"""The memo: what is on it, what is not, and what a signature is about."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from intarsia.cli import main
from intarsia.contributing import Draft
from intarsia.objections import subjects
from intarsia.objections.memo import memo
from intarsia.objections.memowords import MEMO, short, some
from intarsia.objections.sheet import page
from intarsia.objections.subject import Subject
from intarsia.pool import Pool
from tests.objections.made import CANARY, PLAN, act, drafted, empty, finding, report

TRYOUT = Path(__file__).parents[2] / "examples" / "tryout"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return empty(tmp_path_factory.mktemp("memo") / "pool")


@pytest.fixture(scope="module")
def draft(pool: Pool) -> Draft:
    return drafted(pool)


def of(found: dict[str, object], **more: object) -> Subject:
    return Subject("made.csv", found, "ab" * 32, "cafe", "2026-11-23", acts=found["suggested"], **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_draft_gives_a_whole_memo_without_a_cell(pool: Pool, draft: Draft, lang: str) -> None:
    found = memo(subjects.of_draft(pool, draft, lang), lang)
    told = json.dumps(found.record(), ensure_ascii=False) + page(found)
    assert CANARY not in told and "The Lighthouse" not in told
    assert found.title == PLAN.title and found.organisation == PLAN.publisher and len(found.checksum) == 64 and found.rules and len(found.tests) == 5
    assert any("email" in line for line in found.evidence) and any("email" in line for line in found.changes) and found.unchecked and found.back and len(found.effort) == 4
    assert "steward" in found.decides[0] and "30 " in dict(found.facts)[MEMO[lang]["data"]]


def test_the_mark_changes_with_what_is_signed_and_with_nothing_else(pool: Pool, draft: Draft) -> None:
    mark = subjects.of_draft(pool, draft, "en").mark
    assert subjects.of_draft(pool, draft, "nl").mark == mark == subjects.of_draft(pool, draft, "en", today="2027-01-01").mark
    for changes in ({"choices": {"ticket_price": {"remedy": "leave-out", "options": {}}}}, {"columns": {"year": ""}}, {"extra": {"publishing": replace(PLAN, title="Other").record()}}):
        assert subjects.of_draft(pool, draft.say(**changes), "en").mark != mark, changes
        draft.say(choices={}, columns={}, extra={"publishing": PLAN.record()})
    back = draft.again()
    assert subjects.of_draft(pool, back, "en").mark == mark
    draft.file.write_text(draft.file.read_text("utf-8") + "One more,2001,x@y.example,1\n", "utf-8")
    assert subjects.of_draft(pool, back, "en").mark != mark


def test_verdicts_that_share_nothing_do_not_say_that_anything_leaves() -> None:
    found = report(finding("unannounced", "title", verdict="ASK"), acts=(act("unannounced", "title"),), verdict="ASK")
    told = memo(of(found), "en")
    assert "stay as they are" not in " ".join(told.changes) and MEMO["en"]["suggested"] in page(told)
    assert MEMO["en"]["changes"] in page(memo(of(report(acts=(act("email", "a"),), verdict="OPEN AFTER")), "en"))


def test_what_comes_back_has_its_interval_and_is_never_made_up() -> None:
    back = {"records": 400, "links": {"expected": 20.4, "low": 12.2, "high": 31.0}, "gained": [{"group": "year", "own": 0, "expected": 9.0, "low": 4.0, "high": 12.0}],
    "datasets": [{"dataset": "a"}]}
    told = memo(of(report(), back=back), "en").back
    assert "12 to 31 of 400 records (95 % interval; 20 expected), in 1 dataset" in told[0] and "year" in told[1]
    assert memo(of(report()), "en").back == (MEMO["en"]["nothing there"],) and memo(of(report(), compared=False), "nl").back == (MEMO["nl"]["unknown back"],)
    assert memo(of(report(), back={"problem": {}}), "en").back == (MEMO["en"]["problem back"],)


def test_hostile_names_are_escaped_and_cut() -> None:
    evil = '"><script>alert(1)</script>' + "x" * 300
    told = memo(of(report(finding("email", evil), acts=(act("email", evil),)), about={"title": evil, "publisher": evil, "description": evil}), "en")
    assert "<script" not in page(told) and all(len(line) < 400 for line in (*told.evidence, *told.changes, told.title))
    assert short("a " * 400, 20).endswith("…") and len(short("x" * 400, 20)) == 20 and some(["a" * 50, "b", "c", "d"], "nl", 2) == "a" * 25 + "…, b en nog 2"


def test_on_ones_own_machine(tmp_path: Path) -> None:
    target = tmp_path / "memo.html"
    done = CliRunner().invoke(main, ["memo", str(TRYOUT / "tickets.xlsx"), "--html", str(target), "--json", "--lang", "nl", "--title", "Kaartverkoop", "--goal", "public"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["verdict"] == "OPEN AFTER" and told["title"] == "Kaartverkoop" and told["words"] == "Delen kan na 6 wijzigingen"
    html = target.read_text("utf-8")
    assert "Kaartverkoop" in html and "<script" not in html and "http" not in html.replace("http-equiv", "")
    none = CliRunner().invoke(main, ["memo", "no-such-file.csv"])
    assert none.exit_code == 2 and "way out" in none.output


def test_a_dataset_that_was_decided(demo: Pool) -> None:
    reader = demo.reader()
    dataset, rows, publisher, who = reader.rows("SELECT id, rows_in, publisher, decided_by FROM dataset WHERE verdict = 'OPEN' AND rows_in > 0 ORDER BY id LIMIT 1")[0]
    told = memo(subjects.of_dataset(demo, reader, dataset, "nl"), "nl")
    assert told.verdict == "OPEN" and told.words == "Delen kan" and told.organisation == publisher and told.evidence == (MEMO["nl"]["silent"],)
    assert who in told.decides[0] and f"{rows} records" in dict(told.facts)[MEMO["nl"]["data"]] and len(told.back) == 1
