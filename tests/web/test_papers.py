"""Papers: filled in from the pool, in both languages, without anything made up, and within one sheet where that is promised."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from intarsia import papers
from intarsia.cli import main
from intarsia.papers.blocks import html, safe
from intarsia.papers.paper import text
from intarsia.pool import Pool
from intarsia.web import create_app
from tests.small import small_pool
from tests.web.person import Person

ROOT = Path(__file__).parents[2]
DAY = datetime.date(2026, 11, 23)


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    folder = small_pool(tmp_path_factory.mktemp("papers") / "pool")
    settings = folder / "pool.toml"
    written = settings.read_text("utf-8").replace('publisher = "Test desk"', 'publisher = "Desk | of <b>tests</b>"\ncontact = "mailto:desk@example.org"')
    settings.write_text(f"{written}\n[contribute]\ndays = 21\n", "utf-8")
    pool = Pool(folder)
    pool.build()
    return pool


@pytest.mark.parametrize("language", papers.LANGUAGES)
@pytest.mark.parametrize("name", papers.NAMES)
def test_every_place_is_filled(pool: Pool, name: str, language: str) -> None:
    one = papers.paper(pool, name, language, lambda: DAY)
    assert "{" not in one.text and one.text.startswith("# ")
    assert ("no legal advice" if language == "en" else "geen juridisch advies") in one.text
    shown = html(one.text)
    assert "<b>" not in shown and shown.count("<table") == shown.count("</table>") and shown.count("<h1>") == 1


def test_papers_say_what_the_pool_holds(pool: Pool) -> None:
    register, screening, agreement = (papers.paper(pool, name, "en", lambda: DAY).text for name in ("register", "screening", "agreement"))
    persons = pool.reader().rows("SELECT count(*) FROM agent WHERE kind = 'person'")[0][0]
    assert f"of the 4 makers and organisations in this release, {persons} are" in register
    assert "| Books | A test contributor | OPEN |" in register and "desk@example.org" in register and "2026-11-23" in register
    assert f"{persons} persons in 2 datasets" in screening and "for 21 days at most" in agreement and "21 days; files of people" in register


def test_the_two_languages_have_the_same_parts() -> None:
    for name in papers.NAMES:
        shapes = [[line[:3] if line[:1] in "#|-" or line[:1].isdigit() else "" for line in text(name, language).split("\n") if line] for language in papers.LANGUAGES]
        assert len(shapes[0]) == len(shapes[1]), name
        places = [sorted(set(re.findall(r"\{[a-z_]+\}", text(name, language)))) for language in papers.LANGUAGES]
        assert places[0] == places[1], name
        articles = [sorted(re.findall(r"\(E[UG]\) \d+/\d+|96/9", text(name, language))) for language in papers.LANGUAGES]
        assert articles[0] == articles[1], name


def test_a_pool_without_a_release_has_papers_too(tmp_path: Path) -> None:
    assert "none yet" in papers.paper(Pool(small_pool(tmp_path / "pool")), "register", "en").text


def test_what_others_write_is_no_markdown() -> None:
    assert html(f"| a | b |\n|---|---|\n| {safe('x | y [z](https://evil.example) `c` **d** <i>')} | e |").count("<td") == 2
    assert "<a " not in html(safe("[z](https://evil.example)")) and "<i>" not in html(safe("<i>"))


def test_the_command_writes_them(pool: Pool, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["papers", "--into", str(tmp_path / "out"), "--pool", str(pool.layout.root)])
    assert done.exit_code == 0, done.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{name}.{language}.{form}" for name in papers.NAMES for language in papers.LANGUAGES for form in ("md", "html")}
    assert "http" not in re.sub(r">[^<]*<", "", (tmp_path / "out" / "agreement.en.html").read_text("utf-8"))  # nothing is loaded from elsewhere


def test_pages(pool: Pool) -> None:
    app = create_app(pool)
    reader = Person(app)
    for address, said in (("/agreement", "Contributor agreement"), ("/agreement?lang=nl", "Overeenkomst met deelnemers"), ("/law", "What law applies to whom"),
                          ("/law?lang=nl", "Welk recht geldt voor wie")):
        shown = reader.get(address)
        assert shown.status_code == 200 and f"<h1>{said}</h1>" in shown.text
    assert reader.get("/agreement.json").json()["data"]["text"].startswith("# Contributor agreement")
    assert reader.get("/desk/papers", Accept="application/json").status_code == 403
    owner = Person(create_app(pool, here=True), "http://localhost:8000", "127.0.0.1")
    shown = owner.get("/desk/papers")
    assert shown.status_code == 200 and "Record of processing" in shown.text
    for form, media in (("md", "text/markdown"), ("html", "text/html")):
        taken = owner.get(f"/desk/papers/register.nl.{form}")
        assert taken.status_code == 200 and taken.headers["content-type"].startswith(media) and "Register van verwerkingen" in taken.text
    assert owner.get("/desk/papers/passwd.en.md").status_code == 404


def test_the_guide_to_the_law_in_the_documentation_is_this_one() -> None:
    for language, file in (("en", "law.md"), ("nl", "law.nl.md")):
        assert text("law", language).strip() in (ROOT / "docs" / file).read_text("utf-8")
