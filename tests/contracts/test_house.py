"""The rules of the house, kept by looking at the sources: floors, sizes, names, no leaks."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "intarsia"
MODULES = sorted(SOURCE.rglob("*.py"))

#: floor of each part; a module may import from its own floor or below (docs/architecture.md)
FLOORS = {
    "errors": 0, "text": 0, "transliteration": 0, "dates": 0, "dateparts": 0, "datewords": 0, "names": 0, "namewords": 0, "codes": 0, "codewords": 0, "colours": 0, "licences": 0,
    "tomltext": 0, "words": 0,
    "model": 1, "deskconfig": 1, "tableshape": 1, "tables": 1, "foundtables": 1, "cubes": 1, "iris": 1, "code": 1, "signing": 1, "disk": 1, "conditions": 1,
    "engine": 2, "evidence": 2, "matching": 2, "store": 2, "sandbox": 2, "linking": 2, "disclosure": 2, "personal": 2, "peers": 2, "placed": 2, "trending": 2, "collaborating": 2,
    "impact": 2,
    "foresight": 2, "proving": 2,
    "shelf": 3,
    "steps": 4, "triage": 4,
    "build": 5, "pool": 5, "reader": 5,
    "adding": 6, "proposals": 6, "mapped": 6, "judging": 6, "deciding": 6, "suggest": 6, "contents": 6, "exporting": 6, "doctoring": 6, "frames": 6,
    "lists": 6, "searching": 6, "site": 6, "fetched": 6, "remote": 6, "progress": 6, "linkeddata": 6, "kit": 6,
    "backup": 6, "restore": 6, "explaining": 6, "ruling": 6, "suppression": 6, "answering": 6, "figures": 6, "questions": 6, "reconciling": 6, "pairs": 6, "receipt": 6,
    "checking": 6, "contributing": 6, "erasing": 6, "withdrawing": 6, "notices": 6, "wrong": 6, "stewarding": 6, "mailing": 6,
    "narrowing": 6, "papers": 6, "parcel": 6, "studying": 6, "objections": 6, "accounts": 6, "readiness": 6,
    "cli": 7, "web": 7, "__init__": 7,
}


def part(module: Path) -> str:
    return module.relative_to(SOURCE).parts[0].removesuffix(".py")


def imports(module: Path) -> list[tuple[str, int]]:
    """(module of ours, line) for every import, late ones included."""
    found = []
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "intarsia":
            names = [node.module] if node.module != "intarsia" else [f"intarsia.{alias.name}" for alias in node.names]
            found += [(name, node.lineno) for name in names]
        elif isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names if alias.name.startswith("intarsia")]
    return found


def test_every_module_has_a_floor() -> None:
    assert {part(m) for m in MODULES} <= set(FLOORS)
    assert len(MODULES) > 50


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SOURCE)))
def test_imports_only_go_down(module: Path) -> None:
    mine = FLOORS[part(module)]
    for name, line in imports(module):
        words = name.split(".")
        if len(words) < 2 or words[1] not in FLOORS:
            continue
        assert FLOORS[words[1]] <= mine, f"{module.relative_to(ROOT)}:{line} imports {name}, which is a floor above"


def test_engine_and_store_do_not_know_each_other() -> None:
    for one, other in (("engine", "store"), ("store", "engine")):
        for module in (SOURCE / one).rglob("*.py"):
            assert not [n for n, _ in imports(module) if n.startswith(f"intarsia.{other}")], f"{module} imports {other}"


def test_kinds_of_shelf_items_do_not_import_each_other() -> None:
    for module in (SOURCE / "shelf").rglob("*/*.py"):
        kind = module.relative_to(SOURCE / "shelf").parts[0]
        for name, _ in imports(module):
            words = name.split(".")
            if len(words) > 2 and words[1] == "shelf" and words[2] != "loader":
                assert words[2] == kind, f"{module} imports {name}"


def test_steps_meet_through_tables() -> None:
    helpers = {"map", "profile", "reconcile", "fetch"}  # describe and examples read what these steps return
    for module in (SOURCE / "steps").glob("*.py"):
        named = {n.split(".")[2] for n, _ in imports(module) if n.startswith("intarsia.steps.") and len(n.split(".")) > 2}
        if module.stem not in ("describe", "examples"):
            assert not named, f"{module.name} imports steps {named}"
        else:
            assert named <= helpers


def test_doors_talk_to_pool_and_release_only() -> None:
    for module in [*(SOURCE / "cli").rglob("*.py"), *(SOURCE / "web").rglob("*.py")]:
        assert not [n for n, _ in imports(module) if n.startswith("intarsia.steps")], f"{module} imports a step"


@pytest.mark.parametrize("module", [*MODULES, *sorted((ROOT / "tests").rglob("*.py")), *sorted((ROOT / "benchmarks").rglob("*.py"))], ids=lambda m: str(m.relative_to(ROOT)))
def test_files_stay_small(module: Path) -> None:
    assert len(module.read_text("utf-8").splitlines()) <= 400


def test_functions_stay_short() -> None:
    long = []
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno and node.end_lineno - node.lineno > 60:
                long.append(f"{module.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not long


def test_public_things_have_docstrings() -> None:
    bare = []
    for module in MODULES:
        tree = ast.parse(module.read_text("utf-8"))
        if "migrations" in module.parts:
            continue
        if not ast.get_docstring(tree) and tree.body:
            bare.append(str(module.relative_to(ROOT)))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                bare.append(f"{module.relative_to(ROOT)}:{node.lineno} {node.name}")
    allowed = len(bare) <= 25
    assert allowed, "\n".join(bare)


def test_no_second_homes() -> None:
    assert not [m for m in SOURCE.rglob("*") if m.stem in ("utils", "helpers", "common", "misc")]


def test_public_names_are_few_and_there() -> None:
    import intarsia

    assert len(intarsia.__all__) <= 10
    for name in intarsia.__all__:
        assert getattr(intarsia, name) is not None


def test_the_code_knows_no_data_set_of_the_examples() -> None:
    """A feature that works on the demo only is a defect: no dataset id or story of the examples stands in the code."""
    ids = {p.parent.name for p in (ROOT / "examples").rglob("dataset.toml")}
    assert len(ids) >= 14
    ids -= set(re.findall(r'skos:notation "([^"]+)"', (SOURCE / "shelf" / "vocabularies" / "measure.ttl").read_text("utf-8")))  # "gdp" is a measure too
    sources = {m: m.read_text("utf-8") for m in SOURCE.rglob("*") if m.suffix in (".py", ".html", ".sql", ".css")}
    for name in sorted(ids):
        for module, text in sources.items():
            assert not re.search(rf"['\"/]{re.escape(name)}['\"/]", text), f"{module} names the dataset {name}"


def test_nothing_of_the_workplace_is_committed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
    if not any(listed):
        pytest.skip("real data is absent: this is no git checkout")
    words = ["/wo" + "rk/main", "/wo" + "rk/shared", "/fa" + "rm/", "bash_" + "jobs", "pypi" + ".org", "pythonhosted" + ".org", "registry.npm" + "js"]
    for name in filter(None, listed):
        path = ROOT / name
        if path.suffix in (".xlsx", ".ods", ".png", ".parquet", ".zst") or not path.is_file():
            continue
        text = path.read_text("utf-8", errors="ignore")
        for word in words:
            assert word not in text, f"{name} holds {word}"
