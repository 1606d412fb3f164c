"""The guide is true: its files are what its script writes, its commands run, its addresses open, and its steps are those of the pages."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from urllib.parse import urlsplit

import click
import openpyxl
import pytest
from click.testing import CliRunner

from intarsia.checking import report as checking
from intarsia.cli import main
from intarsia.pool import Pool
from intarsia.web import create_app
from tests.small import small_pool
from tests.web.person import Person

ROOT = Path(__file__).parents[1]
GUIDES = {"en": ROOT / "docs/guide/en/afternoon.md", "nl": ROOT / "docs/guide/nl/middag.md"}
MOST = 60_000  # bytes of a picture


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_pool(tmp_path_factory.mktemp("guide") / "mypool")
    Pool(folder).build()
    return folder


def test_the_files_are_what_the_script_writes(tmp_path: Path) -> None:
    runpy.run_path(str(ROOT / "examples/guide/make.py"))["main"](tmp_path)
    for name in ("season-2025.xlsx", "season-2026.xlsx"):
        assert (tmp_path / name).read_bytes() == (ROOT / "examples/guide" / name).read_bytes()
    rows = [len(list(openpyxl.load_workbook(tmp_path / name).active.rows)) for name in ("season-2025.xlsx", "season-2026.xlsx")]
    assert rows == [41, 77]  # next year's file holds this year's rows too


def test_the_verdict_is_the_one_that_the_guide_tells(pool: Path) -> None:
    found = checking.report(ROOT / "examples/guide/season-2025.xlsx", pool=Pool(pool))
    assert found["verdict"] == "OPEN AFTER"
    assert [column["column"] for column in found["columns"] if column["verdict"] != "OPEN"] == ["maker", "contact", "remark"]


@pytest.mark.parametrize("language", sorted(GUIDES))
def test_its_addresses_open_and_its_commands_are_there(pool: Path, language: str, tmp_path: Path) -> None:
    text = GUIDES[language].read_text("utf-8")
    owner = Person(create_app(Pool(pool), here=True), "http://localhost:8000", "127.0.0.1")
    addresses = re.findall(r"\]\(http://localhost:8000(/[^)]*)\)", text)
    assert {urlsplit(one).path for one in addresses} == {"/contribute", "/agreement", "/law", "/desk/notices", "/desk/wrong"}
    for one in addresses:
        assert owner.get(one, Accept="text/html").status_code == 200, one
    commands = re.findall(r"intarsia ([a-z]+)", text)
    assert set(commands) == {"demo", "serve", "papers"} and set(commands) <= set(main.list_commands(click.Context(main)))
    done = CliRunner().invoke(main, ["papers", "--into", str(tmp_path / "papers"), "--pool", str(pool)])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("language", sorted(GUIDES))
def test_its_pictures_are_there_and_small(language: str) -> None:
    text = GUIDES[language].read_text("utf-8")
    pictures = re.findall(r"!\[([^\]]+)\]\(\.\./pictures/([^)]+)\)", text)
    assert len(pictures) == 4 and all(len(said) > 20 for said, _ in pictures)
    for _, name in pictures:
        file = ROOT / "docs/guide/pictures" / name
        assert name.endswith(f".{language}.webp") and file.stat().st_size <= MOST and file.read_bytes()[8:12] == b"WEBP"


def test_the_two_languages_have_the_same_steps() -> None:
    shapes = [[line.split(".")[0] for line in GUIDES[language].read_text("utf-8").split("\n") if line.startswith("## ")] for language in sorted(GUIDES)]
    assert [re.sub(r"## [A-Z].*", "end", one) for one in shapes[0]] == [re.sub(r"## [A-Z].*", "end", one) for one in shapes[1]]
