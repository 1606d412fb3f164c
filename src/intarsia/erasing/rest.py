"""Everything beside the releases: files of the dataset, blobs, outcomes, vault, drafts, what services of others were asked."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

from intarsia import notices
from intarsia.build import issues
from intarsia.erasing import left, originals
from intarsia.erasing.cut import POOL, Cut
from intarsia.erasing.plan import manifests
from intarsia.pool import Pool
from intarsia.store.layout import Layout, replace
from intarsia.text import fold
from intarsia.wrong import letters

SHARED = (POOL, "_here")  # subjects of outcomes that are made of all datasets
_EXAMPLE = re.compile(r"(?m)^\[\[example\]\]\n(?:(?!\[\[(?!example\.)|\[(?!\[?example\.)).*(?:\n|\Z))*")


def files(pool: Pool, what: Cut, values: frozenset[str]) -> list[str]:
    """The dataset's own files, then blobs and outcomes made of them. Returns what was removed, in words."""
    layout = pool.layout
    folder = layout.dataset(what.dataset)
    done = []
    if what.whole:
        if folder.is_dir():
            shutil.rmtree(folder)
            done.append(f"datasets/{what.dataset}/")
    elif folder.is_dir():
        for one in originals.without(pool, what.dataset, what.records).replaced:
            replace(one.path, one.content)
            described = folder / "dataset.toml"
            replace(described, described.read_text("utf-8").replace(one.old, one.new))
            done.append(f"{one.path.relative_to(layout.root)} (cut)")
        done += _examples(folder / "mapping.toml", what, values)
        if notices.forget(folder, what.records):
            done.append(f"datasets/{what.dataset}/dataset.toml (notices)")
    gone = _blobs(layout, what)
    if gone:
        done.append(f"blobs/ ({gone})")
    for step in sorted(layout.outcomes.glob("*")):
        for subject in (what.dataset, *SHARED):
            if (step / subject).exists() and not (step.name == "fetch" and subject != what.dataset):
                shutil.rmtree(step / subject)
                done.append(f"outcomes/{step.name}/{subject}/")
    return done


def others(layout: Layout, what: Cut, values: frozenset[str]) -> list[str]:
    """The vault's rows of the dataset, drafts that hold one of the values, and what services were asked. Returns what was removed, in words."""
    done = []
    vault = layout.root / "vault" / what.dataset
    if vault.is_dir():  # a build makes it again, from a file that no longer has it
        shutil.rmtree(vault)
        done.append(f"vault/{what.dataset}/")
    done += issues.erase(layout.vault, what.dataset)
    if count := letters.erase(layout.root, what.dataset, what.records):
        done.append(f"wrong/ ({count})")
    incoming = layout.root / "incoming"
    for draft in sorted(incoming.iterdir()) if incoming.is_dir() else ():
        if _of_dataset(draft, what.dataset) if what.whole else left.places(draft, values):  # one title of a whole dataset may well stand in the draft of another
            shutil.rmtree(draft) if draft.is_dir() else draft.unlink()
            done.append(f"incoming/{draft.name}")
    said = {fold(value) for value in values}
    for file in sorted((layout.root / "asked").glob("*.jsonl")):
        lines = file.read_text("utf-8", errors="replace").splitlines(keepends=True)
        kept = [line for line in lines if fold(_value(line)) not in said]
        if len(kept) < len(lines):
            replace(file, "".join(kept))
            done.append(f"asked/{file.name} ({len(lines) - len(kept)} lines)")
    return done


def _blobs(layout: Layout, what: Cut) -> int:
    """Remove the blobs of the dataset, and those that nobody knows any more; never one that another dataset uses or a release names as another's."""
    if not layout.blobs.is_dir():
        return 0
    used: set[str] = set()
    for note in (layout.outcomes / "fetch").rglob("outcome.json"):
        if note.relative_to(layout.outcomes / "fetch").parts[0] != what.dataset:
            used |= {sha256 for _, sha256 in json.loads(note.read_text("utf-8")).get("files", [])}
    for _, manifest in manifests(layout):
        used |= {checksum for dataset, given in manifest["inputs"].items() if dataset != what.dataset for checksum in given.values()}
    count = 0
    for path in sorted(layout.blobs.iterdir()):
        if path.name not in used:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
            count += not path.name.startswith(".")
    return count


def _examples(path: Path, what: Cut, values: frozenset[str]) -> list[str]:
    """Examples of a mapping are written with real records now and then: those that hold one of the values go."""
    if not path.is_file():
        return []
    text = path.read_text("utf-8")
    wanted = {json.dumps(one, ensure_ascii=False) for one in what.records} | set(left.telling(values))
    kept = _EXAMPLE.sub(lambda found: "" if any(one in found[0] for one in wanted) else found[0], text)
    if kept == text:
        return []
    replace(path, kept)
    return [f"datasets/{what.dataset}/mapping.toml (examples)"]


def _of_dataset(draft: Path, dataset: str) -> bool:
    """Is it a draft of that dataset?"""
    names = [draft] if draft.is_file() else list(draft.rglob("dataset.toml"))
    if draft.name == dataset or dataset in _named(draft):
        return True
    return any(re.search(rf'(?m)^id\s*=\s*"{re.escape(dataset)}"', path.read_text("utf-8", errors="replace")) for path in names if path.is_file())


def _named(draft: Path) -> tuple[str, ...]:
    """The datasets that a draft is a new delivery of, or became."""
    try:
        said = json.loads((draft / "draft.json").read_text("utf-8"))
        return str(said["about"].get("like", "")), *(str(part["dataset"]) for part in said["extra"].values() if isinstance(part, dict) and "dataset" in part)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def _value(line: str) -> str:
    try:
        found: Any = json.loads(line)
        return str(found["value"])
    except (ValueError, TypeError, KeyError):
        return ""
