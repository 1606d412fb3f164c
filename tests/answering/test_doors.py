"""One answer, many doors: page, CSV, JSON, API, Python and the command line give the same numbers; the queries behind an answer give its rows."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

import intarsia
from intarsia import answering
from intarsia.answering import saved
from intarsia.cli import main
from intarsia.errors import Invalid, NotFound
from intarsia.frames import Commons, Local
from intarsia.pool import Pool
from intarsia.questions import asked as graph
from intarsia.shelf import loader
from intarsia.shelf.insights import plain
from intarsia.web import create_app
from intarsia.web.words import words
from tests.browser.conftest import serve
from tests.web.conftest import Web

ROOT = Path(__file__).parents[2]
SHELF = loader.insights()
QUESTIONS = ROOT / "examples" / "commons" / "shelf" / "questions"
OFFERED = {"sector": ("film-tv", "games"), "facet genre": ("drama", "fantasy"), "facet country": ("GB", "NL"), "place": ("GB", "NL"), "form": ("film", "book"),
           "measure": ("attendance", "visits")}


def others(release: answering.Release, name: str) -> dict[str, str]:
    """One slot filled otherwise than by default, with a value that this release has; none where there is nothing to choose."""
    for slot in SHELF[name].PARAMETERS:
        if slot.kind == "number" and slot.default:
            return {slot.name: str(int(float(slot.default)) + 1) if slot.most is None or float(slot.default) < slot.most else str(int(float(slot.default)) - 1)}
        has = {value for value in (*slot.choices, *release.values(slot.kind, slot.of, "en")) if value and value != slot.default}
        wanted = [value for value in OFFERED.get(f"{slot.kind} {slot.of}".strip(), ()) if value in has] or sorted(has)
        if wanted:
            return {slot.name: wanted[0]}
    return {}


@pytest.fixture(scope="module")
def release(demo: Pool) -> answering.Release:
    return answering.Release(demo.reader(), demo.layout.shelf)


@pytest.fixture(scope="module")
def web(demo: Pool, release: answering.Release) -> Web:
    """The site over the same release; what a method took long to compute is computed once."""
    app = create_app(demo)
    serving = app.state.serving
    serving.once(serving.reader(), "as a source", lambda: release)
    return Web(app)


@pytest.fixture(scope="module")
def site(demo: Pool) -> Iterator[str]:
    yield from serve(demo.layout.root)


class Table(HTMLParser):
    """The rows of the table under a chart, as texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = self.done = False
        self.feed(text[text.index("figure-table"):] if "figure-table" in text else "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tbody" and not self.done:
            self.inside = True
        elif tag == "tr" and self.inside:
            self.rows.append([])
        elif tag in ("td", "th") and self.inside:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody":
            self.done, self.inside = self.done or self.inside, False

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def plainly(value: Any) -> Any:
    """A value as JSON brings it."""
    return json.loads(json.dumps(value, default=str))


@pytest.mark.parametrize("name", SHELF)
def test_every_door_gives_the_same_answer(name: str, release: answering.Release, web: Web, demo: Pool) -> None:
    folder = Commons(Local(release.reader, release.own, release))
    for chosen in ({}, others(release, name)):
        query = urlencode(chosen)
        told = plainly(answering.record(answering.answer(release, name, chosen), release, words("en")))
        names = [field["name"] for field in told["fields"]]
        rows = [[row[column] for column in names] for row in told["rows"]]
        for address in (f"/ask/{name}.json", f"/figures/{name}.json", f"/api/v1/insights/{name}"):
            data = web.json(f"{address}?{query}")["data"]
            assert (data["rows"], data["evidence"], data["chosen"]) == (told["rows"], told["evidence"], told["chosen"]), address
        asked = folder.ask(name, **chosen)
        assert (plainly(asked.rows), plainly(asked.evidence)) == ([dict(zip(names, row, strict=True)) for row in rows], told["evidence"])
        for address in (f"/ask/{name}.csv", f"/figures/{name}.csv"):
            assert_csv(web.get(f"{address}?{query}").text, names, rows)
        assert_page(web.get(f"/ask/{name}?{query}").text, told)


def assert_csv(text: str, names: list[str], rows: list[list[Any]]) -> None:
    """The same names and values, each number as it is."""
    header, *lines = csv.reader(io.StringIO(text))
    assert header == names and len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        for written, value in zip(line, row, strict=True):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                assert float(written.removeprefix("'")) == pytest.approx(value, abs=0, rel=1e-12)
            else:
                assert written.removeprefix("'") == ("" if value is None else str(value).removeprefix("'")) or isinstance(value, (list, dict))


def assert_page(text: str, told: Mapping[str, Any]) -> None:
    """Title, state and the table under the chart: a row of the page for each row of the answer, its numbers as the reader's language writes them."""
    table = Table(text)
    assert told["evidence"]["release"] in text
    if not told["rows"]:
        assert "data-figure-data" not in text
        return
    assert len(table.rows) == len(told["rows"])
    shown = [place for place, field in enumerate(told["fields"]) if field["kind"] != "key"]
    whole = [place for place in shown if told["fields"][place]["kind"] == "number"]
    for row, cells in zip(told["rows"], table.rows, strict=True):
        assert len(cells) == len(shown)
        for place in whole:
            value = row[told["fields"][place]["name"]]
            if isinstance(value, int) or (isinstance(value, float) and value == int(value)):
                assert re.sub(r"[^0-9-]", "", cells[shown.index(place)].replace("\u2212", "-")) == str(int(value)), (row, cells)


def test_a_server_and_a_terminal_give_them_too(release: answering.Release, demo: Pool, site: str) -> None:
    """Those that cost a process or a connection, for a few questions of different kinds."""
    far, runner = intarsia.open(site), CliRunner()
    assert [one["id"] for one in far.questions()] == [one["id"] for one in answering.listed(SHELF, "en")]
    for name, chosen in (("theme-by-sector", {"genre": "fantasy"}), ("audience-per-inhabitant", {}), ("shared-themes", {"here": "games", "there": "music"}), ("story-flows", {})):
        told = plainly(answering.record(answering.answer(release, name, chosen), release, words("en")))
        there = far.ask(name, **chosen)
        assert (there.record["rows"], there.evidence, there.cite()) == (told["rows"], told["evidence"], told["cite"])
        assert there.to_arrow().num_rows == len(told["rows"])
        assert there.headline in there._repr_html_() and there.state in repr(there)
        slots = [part for slot, value in chosen.items() for part in (f"--{slot}", value)]
        done = runner.invoke(main, ["ask", name, *slots, "--pool", str(demo.layout.root), "--json"])
        assert done.exit_code == 0 and (json.loads(done.stdout)["rows"], json.loads(done.stdout)["evidence"]) == (told["rows"], told["evidence"])
        names = [field["name"] for field in told["fields"]]
        assert_csv(runner.invoke(main, ["ask", name, *slots, "--pool", str(demo.layout.root), "--csv"]).stdout, names, [[row[column] for column in names] for row in told["rows"]])
        plain = runner.invoke(main, ["ask", name, *(f"--{slot}={value}" for slot, value in chosen.items()), "--pool", str(demo.layout.root)]).stdout
        assert told["headline"] in plain and told["evidence"]["sentence"] in plain


@pytest.mark.parametrize(("name", "chosen"), [("theme-by-sector", {"genre": "fantasy"}), ("impact-overlay", {}), ("coverage-known", {})])
def test_every_door_speaks_dutch(name: str, chosen: dict[str, str], release: answering.Release, web: Web, demo: Pool) -> None:
    """Words, numbers and method in the language that was asked for, and the same at each door."""
    told = plainly(answering.record(answering.answer(release, name, chosen, words("nl")), release, words("nl")))
    english = plainly(answering.record(answering.answer(release, name, chosen), release, words("en")))
    for part in (lambda one: one["title"], lambda one: one["evidence"]["sentence"], lambda one: one["evidence"]["method"], lambda one: one["definition"], lambda one: one["cite"]):
        assert part(told) != part(english)
    assert plainly(Commons(Local(release.reader, release.own, release)).ask(name, lang="nl", **chosen).record) == told
    query = urlencode(chosen)
    assert web.json(f"/api/v1/insights/{name}?{query}&lang=nl")["data"] == told
    assert plainly(web.get(f"/api/v1/insights/{name}?{query}", accept_language="nl").json())["data"] == told
    if chosen:
        slots = [part for slot, value in chosen.items() for part in (f"--{slot}", value)]
        assert json.loads(CliRunner().invoke(main, ["ask", name, *slots, "--lang", "nl", "--pool", str(demo.layout.root), "--json"]).stdout) == told
    with pytest.raises(Invalid, match="no language"):
        Commons(Local(release.reader, release.own, release)).ask(name, lang="xx")


@pytest.mark.parametrize(("name", "chosen", "test"), [
    ("theme-by-sector", {"genre": "fantasy"}, "sector = '{sector}'"), ("theme-by-sector", {}, "sector = '{sector}'"),
    ("languages-of", {"sector": "games"}, "id IN (SELECT work FROM term WHERE facet = 'language' AND state = 'matched' AND concept = '{language}')"),
])
def test_a_mark_leads_to_the_records_behind_it(name: str, chosen: dict[str, str], test: str, release: answering.Release, web: Web) -> None:
    """Explore lists the records; a work that several of them describe counts once in the answer."""
    answer = answering.answer(release, name, chosen)
    names = [field.name for field in answer.fields]
    for row, (path, pairs) in list(zip(answer.rows, answer.leads, strict=True))[:3]:
        values = dict(zip(names, row, strict=True))
        records = release.records(f"SELECT count(*) AS n FROM work AS w WHERE {test.format(**values)}{plain.having(chosen)}")[0]["n"]
        assert web.json(f"{path}.json?{urlencode(dict(pairs))}")["meta"]["total"] == records >= values["works"] > 0


@pytest.mark.parametrize(("figure", "entry"), [("theme-by-sector", "/ask"), ("share-of-productions", "/trends"), ("benchmark", "/map"), ("works-per-year", "/explore")])
def test_a_figure_stands_under_its_entry_of_the_menu(figure: str, entry: str, web: Web) -> None:
    menu = web.get(f"/figures/{figure}").text.partition('class="sections"')[2].partition("</nav>")[0]
    assert re.findall(r'<a href="([^"]*)"[^>]*aria-current', menu) == [entry]


def test_charts_are_taken_along(demo: Pool, site: str, tmp_path: Path) -> None:
    folder, far = intarsia.open(demo.layout.root), intarsia.open(site)
    for pool in (folder, far):
        drawing = pool.ask("theme-by-sector", genre="fantasy").plot()
        assert drawing._repr_svg_().lstrip().startswith("<svg") and "Publishing" in drawing.svg
        assert drawing.save(tmp_path / "chart.svg").read_text("utf-8") == drawing.svg
    done = CliRunner().invoke(main, ["ask", "theme-by-sector", "--genre", "fantasy", "--lang", "nl", "-o", str(tmp_path / "kaart.svg"), "--pool", str(demo.layout.root), "--json"])
    assert done.exit_code == 0 and "Uitgeverij" in (tmp_path / "kaart.svg").read_text("utf-8")
    with pytest.raises(NotFound, match="no chart"):
        folder.ask("shared-themes", here="games", there="music").plot()
    with pytest.raises(Invalid):
        drawing.save(tmp_path / "chart.doc")
    assert far.ask("theme-by-sector", lang="nl").headline.startswith("Werken")


@pytest.mark.parametrize("name", SHELF)
def test_the_queries_behind_an_answer_give_its_rows(name: str, release: answering.Release, web: Web) -> None:
    """SQL on /sql, within its limits and functions; SPARQL over the graph: the columns that bear names of the table hold its rows."""
    for chosen in ({}, others(release, name)):
        answer = answering.answer(release, name, chosen)
        names = [field.name for field in answer.fields]
        for sql in answer.sql:
            found = web.json("/api/v1/sql?" + urlencode({"query": sql}))["data"]
            if found and set(found[0]) <= set(names):
                assert_rows(names, answer.rows, found, beyond=bool(SHELF[name].BACKTEST))
        if answer.sparql:
            assert_rows(names, answer.rows, graph.rows(release.reader.path, answer.sparql, release.reader.base))


def assert_rows(names: list[str], rows: tuple[tuple[Any, ...], ...], found: list[dict[str, Any]], *, beyond: bool = False) -> None:
    """The same rows on the columns that both have, in any order. beyond: a method may leave out some of what it read."""
    columns = list(found[0]) if found else []
    assert set(columns) <= set(names)
    mine = sorted(tuple(written(row[names.index(column)]) for column in columns) for row in rows)
    there = sorted(tuple(written(row[column]) for column in columns) for row in found)
    assert set(mine) <= set(there) if beyond else mine == there


def written(value: Any) -> str:
    """A value as text: a number without its type, nothing as nothing."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", value) and not re.fullmatch(r"[0-9]*e[0-9]*", value):
        value = float(value)
    return "" if value is None else f"{value:.9g}" if isinstance(value, (int, float)) else str(value)


def test_every_question_of_works_and_makers_has_its_queries(release: answering.Release) -> None:
    for name, insight in SHELF.items():
        if insight.GROUP == "ask":
            answer = answering.answer(release, name)
            assert answer.sql and answer.sparql, name


def test_one_question_is_solid_and_one_is_refused(web: Web) -> None:
    states = {one["id"]: one["evidence"]["state"] for one in web.json("/ask.json")["data"]["saved"]}
    assert {"SOLID", "REFUSED"} <= set(states.values()), states
    page = web.get("/ask").text
    assert all(f"/ask/{SHELF[one].NAME}" in page for one in SHELF)


def test_a_wrong_value_gets_a_way_out(web: Web) -> None:
    wrong = web.get("/ask/theme-by-sector?genre=fantasi")
    assert wrong.status_code == 400 and "genre=fantasy" in wrong.text and 'aria-invalid="true"' in wrong.text
    program = web.get("/ask/theme-by-sector.json?genre=fantasi")
    assert program.status_code == 400 and program.json()["way_out"]
    assert web.get("/ask/no-such-question").status_code == 404
    assert web.get("/api/v1/insights/theme-by-sector?colour=red").status_code == 400
    assert web.get("/api/v1/insights/share-of-productions?since=-9999999999").status_code == 400, "years have four digits"
    named = web.json("/ask/theme-by-sector.json?" + urlencode({"genre": "Fantasy"}))["data"]
    assert named["chosen"]["genre"] == "fantasy", "a name stands for its value"


def test_answers_are_pinned_and_kept(web: Web, release: answering.Release) -> None:
    address = f"/api/v1/insights/theme-by-sector?genre=fantasy&release={release.id}"
    first = web.get(address)
    assert "immutable" in first.headers["cache-control"] and web.get(address, if_none_match=first.headers["etag"]).status_code == 304
    assert web.get("/api/v1/insights/theme-by-sector.parquet?genre=fantasy").content[:4] == b"PAR1"
    document = web.json("/openapi.json")["paths"]
    assert {"/api/v1/insights", "/api/v1/insights/{name}"} <= set(document)


@pytest.mark.parametrize("file", sorted(QUESTIONS.glob("*.toml")), ids=lambda file: file.stem)
def test_a_saved_question_can_be_asked(file: Path, release: answering.Release) -> None:
    one = saved.questions(file.parent.parent)[file.stem]
    assert set(one.title) >= {"en", "nl"} and set(one.why) == set(one.title)
    assert answering.answer(release, one.insight, one.slots).chosen.items() >= one.slots.items()


def test_saved_questions_stand_at_every_door(demo: Pool, web: Web) -> None:
    page = web.get("/ask?lang=nl").text
    assert "Welke musea hadden de meeste bezoeken" in page
    mine = web.json("/ask/national-museums.json")["data"]
    assert mine["insight"] == "audience-per-inhabitant" and mine["chosen"]["place"] == "GB"
    done = CliRunner().invoke(main, ["ask", "national-museums", "--pool", str(demo.layout.root), "--json"])
    assert json.loads(done.stdout)["rows"] == mine["rows"]
    listed = CliRunner().invoke(main, ["ask", "--pool", str(demo.layout.root)]).stdout
    assert "national-museums" in listed and "theme-by-sector" in listed


def test_a_saved_question_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    shutil.copy(next(iter(sorted(QUESTIONS.glob("*.toml")))), folder / "good.toml")
    for text, said in (("insight = 3", "names its insight"), ("colour = 'red'", "no 'colour'"), ("insight =", "cannot be read")):
        (folder / "bad.toml").write_text(text, "utf-8")
        with pytest.raises(Invalid, match=said):
            saved.questions(tmp_path)


def test_commands_say_what_is_wrong(demo: Pool) -> None:
    for more, said in ((["--genre"], "has no value"), (["genre", "fantasy"], "belongs to no slot"), (["--colour", "red"], "has no slot"), (["--genre", "zzz"], "has no genre")):
        done = CliRunner().invoke(main, ["ask", "theme-by-sector", *more, "--pool", str(demo.layout.root)])
        assert done.exit_code == 2 and said in done.stderr, done.output
