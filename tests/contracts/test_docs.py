"""Documentation is true: what is made from code is up to date, every command, key, column and setting is documented."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click

from intarsia.cli import main as cli
from intarsia.model import Dataset, Decision, Distribution, Frame, PoolConfig

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def test_generated_docs_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "tools" / "write_docs.py"), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_setting_and_key_is_documented() -> None:
    text = (DOCS / "datasets.md").read_text("utf-8")
    for type_ in (Dataset, Distribution, Frame, Decision, PoolConfig):
        for name in type_.__dataclass_fields__:
            if name not in ("distributions", "frames"):
                assert f"`{name}`" in text or f"[{name}]" in text, f"{type_.__name__}.{name}"


def test_every_command_has_help_with_an_example() -> None:
    context = click.Context(cli)
    names = cli.list_commands(context)
    assert {"new", "add", "check", "build", "status", "serve", "demo", "search", "sql", "export", "releases", "diff", "verify", "rollback", "doctor"} <= set(names)
    for name in names:
        command = cli.get_command(context, name)
        assert command is not None
        assert command.help
        assert "Example: intarsia" in command.help, name


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *DOCS.rglob("*.md"), ROOT / "examples" / "kit" / "README.md"]:
        text = page.read_text("utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 150


def test_every_module_stands_in_the_architecture() -> None:
    text = (DOCS / "architecture.md").read_text("utf-8")
    for child in (ROOT / "src" / "intarsia").iterdir():
        name = child.stem
        if name.startswith("__") or name in ("py", "locales") or child.suffix == ".typed":
            continue
        assert f"`{name}`" in text or f"`{name}/`" in text, name
