"""The kit: one zip with everything for a day; what is in it runs."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import intarsia
from intarsia import kit
from intarsia.cli import main
from intarsia.pool import Pool
from tests.web.made import empty_pool, write_release


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit")
    done = CliRunner().invoke(main, ["kit", str(folder / "kit.zip"), "--json"])
    assert done.exit_code == 0, done.output
    assert (folder / "kit.zip").stat().st_size > 100_000
    with zipfile.ZipFile(folder / "kit.zip") as packed:
        assert all(name.startswith("intarsia-kit/") and ".." not in name for name in packed.namelist())
        packed.extractall(folder)
    return folder / "intarsia-kit"


def test_the_parts_are_there(unpacked: Path) -> None:
    assert {path.name for path in unpacked.iterdir()} == {"README.md", "challenges.md", "notebook.ipynb", "questions.md", "tables.md", "pool"}
    assert (unpacked / "challenges.md").read_text("utf-8").count("\n## ") == 5
    assert (unpacked / "questions.md").read_text("utf-8").count("\n## ") == 20
    assert not list((unpacked / "pool").rglob("desk.sqlite")) and not list((unpacked / "pool").rglob("graph"))


def test_every_question_has_an_answer_and_a_warning(unpacked: Path) -> None:
    pool = intarsia.open(unpacked / "pool")
    asked = kit.questions()
    assert len(asked) == 20
    for one in asked:
        assert pool.sql(one["sql"]).to_arrow().num_rows > 0, one["ask"]
        assert one["ask"].endswith("?") and len(one["care"]) > 20


def test_the_notebook_runs(unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(unpacked)
    cells = [cell for cell in json.loads((unpacked / "notebook.ipynb").read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 8
    known: dict[str, object] = {}
    for cell in cells:
        exec("".join(cell["source"]), known)
    assert known["games"].count() > 0  # type: ignore[attr-defined]


def test_the_packed_pool_verifies_and_builds_again(unpacked: Path, demo: Pool) -> None:
    """What the steps left in another copy is named by the hash of all they read: it serves here only if nothing of that is missing or different."""
    pool = Pool(unpacked / "pool")
    assert pool.verify() == []
    for kept in (demo.layout.outcomes, demo.layout.blobs):
        shutil.copytree(kept, pool.layout.root / kept.name)
    shutil.rmtree(pool.layout.releases)
    served = pool.current()
    pool.layout.current.unlink()
    assert pool.build() == served


def test_another_pool_leaves_its_sources_at_home(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "made")
    write_release(folder, "aaaa222233334444")
    (folder / "datasets" / "secret").mkdir(parents=True)
    (folder / "datasets" / "secret" / "rows.csv").write_text("name\nsomebody\n")
    (folder / "desk.sqlite").write_bytes(b"judgements")
    names = kit.pack(Pool(folder), None, tmp_path / "one.zip")
    assert not [name for name in names if "secret" in name or "desk" in name]
    kit.pack(Pool(folder), None, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_pool_without_a_release_says_so(tmp_path: Path) -> None:
    folder = empty_pool(tmp_path / "made")
    done = CliRunner().invoke(main, ["kit", str(tmp_path / "kit.zip"), "--pool", str(folder)])
    assert done.exit_code == 2 and "no release to pack" in done.output and not (tmp_path / "kit.zip").exists()
