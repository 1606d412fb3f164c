"""The front end: its lock, its licences, that the same lock gives the same bytes, and that nothing built is committed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import zlib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from intarsia.web import built

ROOT = Path(__file__).parents[2]
LOCK = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
PERMISSIVE = {"MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "BSD-0-Clause", "Apache-2.0", "OFL-1.1", "(MIT AND Zlib)", "Python-2.0", "Zlib", "Unlicense", "CC0-1.0"}


@pytest.fixture(scope="session")
def run() -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend_run", ROOT / "tools" / "frontend" / "run.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def packages() -> dict[str, Any]:
    return {name: one for name, one in LOCK["packages"].items() if name}


def test_the_lock_says_what_and_never_where_from() -> None:
    assert len(packages()) > 20
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")
    assert all(one.get("integrity", "").startswith("sha512-") for one in packages().values())
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text("utf-8")


def test_versions_are_pinned() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    for name, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} {version}"
        assert LOCK["packages"][f"node_modules/{name}"]["version"] == version


def test_licences_are_permissive() -> None:
    assert {name: one.get("license") for name, one in packages().items() if one.get("license") not in PERMISSIVE} == {}


def test_node_is_the_same_in_both_places(run: ModuleType) -> None:
    assert (ROOT / "requirements" / "node.in").read_text("utf-8").split() == [run.NODE_PACKAGE]
    text = (ROOT / "requirements" / "node.txt").read_text("utf-8")
    assert run.NODE_PACKAGE in text
    assert text.count("--hash=sha256:") >= 5


def test_nothing_built_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files", "src/intarsia/web/static/built", "node_modules"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout")
    assert listed.stdout == ""
    ignored = subprocess.run(["git", "check-ignore", "src/intarsia/web/static/built/site.js", "node_modules/x"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert len(ignored.stdout.splitlines()) == 2


@pytest.fixture(scope="session")
def two(run: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The front end built twice, from nothing."""
    folder = tmp_path_factory.mktemp("frontend")
    for name in ("one", "other"):
        subprocess.run([sys.executable, str(ROOT / "tools" / "frontend" / "run.py"), str(folder / name)], check=True, timeout=300)
    return folder / "one", folder / "other"


def contents(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_same_lock_gives_the_same_bytes(two: tuple[Path, Path], run: ModuleType) -> None:
    first, second = map(contents, two)
    assert first == second
    assert {"site.js", "editor.js", "fonts.css", "LICENCES.txt", "manifest.json", "fonts/source-sans-3-latin.woff2"} <= set(first)
    manifest = json.loads((two[0] / "manifest.json").read_text("utf-8"))
    assert {name: one["sha256"] for name, one in manifest["files"].items()} == {name: digest for name, digest in first.items() if name != "manifest.json"}
    assert manifest["inputs"] == run.inputs() == run.made_from(two[0])


def test_what_is_served_is_what_the_sources_give(run: ModuleType, two: tuple[Path, Path]) -> None:
    assert contents(built.FOLDER) == contents(two[0]), "run: python tools/frontend/run.py"


def test_nothing_is_built_when_nothing_changed(run: ModuleType, two: tuple[Path, Path]) -> None:
    before = (two[0] / "manifest.json").stat().st_mtime_ns
    assert run.build(two[0]) is False
    assert (two[0] / "manifest.json").stat().st_mtime_ns == before


def test_the_licence_of_everything_bundled_goes_along(two: tuple[Path, Path]) -> None:
    manifest = json.loads((two[0] / "manifest.json").read_text("utf-8"))
    text = (two[0] / "LICENCES.txt").read_text("utf-8")
    for name in manifest["packages"]:
        assert f"\n{name} {LOCK['packages'][f'node_modules/{name}']['version']} (" in text
    assert {"htmx.org", "@fontsource-variable/source-sans-3", "@codemirror/view", "world-atlas"} <= set(manifest["packages"])
    assert "SIL OPEN FONT LICENSE" in text.upper()


def test_the_scripts_evaluate_nothing_and_ask_no_other_host(two: tuple[Path, Path]) -> None:
    for name in ("site.js", "editor.js"):
        hosts = set(re.findall(r"https?://([a-z0-9.-]+)", (two[0] / name).read_text("utf-8")))
        assert hosts <= {"www.w3.org"}, f"{name} names {hosts}"


def test_the_first_visit_has_little_script(two: tuple[Path, Path]) -> None:
    stream = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    assert len(stream.compress((two[0] / "site.js").read_bytes()) + stream.flush()) <= 20_000


def test_fonts_give_each_character_one_file(two: tuple[Path, Path]) -> None:
    seen: dict[tuple[str, str], set[int]] = {}
    for rule in (two[0] / "fonts.css").read_text("utf-8").splitlines():
        family = re.search(r'font-family:"([^"]+)";font-style:(\w+)', rule)
        ranges = re.search(r"unicode-range:([^}]+)}", rule)
        file = re.search(r"url\(built/([^)]+)\)", rule)
        assert family and ranges and file
        assert "Source" not in family[1], "a reserved name"
        assert (two[0] / file[1]).read_bytes()[:4] == b"wOF2"
        for part in ranges[1].split(","):
            first, _, last = part.removeprefix("U+").partition("-")
            points = set(range(int(first, 16), int(last or first, 16) + 1))
            known = seen.setdefault((family[1], family[2]), set())
            assert not known & points, f"{file[1]} holds what another file of {family[1]} holds"
            known |= points
    for text in ("Dvořák", "Ελύτης", "Шевченко", "façade €", "Nguyễn"):
        assert {ord(letter) for letter in text} <= seen["Intarsia Sans", "normal"], text


def test_without_a_node_it_says_what_to_do(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"requirements/node\.txt"):
        run.found_node()
