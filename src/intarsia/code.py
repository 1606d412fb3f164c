"""The version of the code that computes releases: a hash over the sources of the floors below the doors."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

#: what a step's outcome depends on, by step; doors, the pool and feeds' texts do not change a table
PARTS: dict[str, tuple[str, ...]] = {
    "read": ("shelf/formats", "steps/profile.py"),
    "map": ("text.py", "transliteration.py", "dates.py", "dateparts.py", "datewords.py", "names.py", "codes.py", "tables.py", "iris.py",
            "engine", "shelf/mappings", "shelf/vocabularies", "steps/map.py", "steps/reconcile/exact.py", "steps/reconcile/judged.py", "steps/register.py", "store/columnar.py"),
    "reconcile": ("text.py", "transliteration.py", "codes.py", "tables.py", "engine", "matching", "shelf/vocabularies", "steps/reconcile", "steps/keep.py", "store/columnar.py"),
    "terms": ("text.py", "transliteration.py", "tables.py", "engine", "shelf/vocabularies/assembling.py", "shelf/vocabularies/parts.py", "shelf/vocabularies/readers",
              "shelf/vocabularies/vocabulary.py", "shelf/crosswalks/crosswalk.py", "steps/terms.py", "store/termindex.py", "store/columnar.py"),
    "link": ("text.py", "transliteration.py", "names.py", "namewords.py", "tables.py", "engine", "linking", "steps/link"),
    "identity": ("tables.py", "iris.py", "engine", "steps/identity.py"),
    "suppress": ("tables.py", "text.py", "names.py", "namewords.py", "steps/suppress.py", "store/columnar.py"),
    "triage": ("text.py", "licences.py", "names.py", "namewords.py", "codes.py", "engine", "triage", "personal", "disclosure", "shelf/rules", "steps/drift.py",
               "build/safety.py", "build/becoming.py"),
    "pooled": ("tables.py", "engine", "disclosure", "steps/pooling.py", "build/pooled.py", "build/issues.py", "store/columnar.py"),
    "remedy": ("text.py", "dates.py", "dateparts.py", "datewords.py", "codes.py", "engine", "personal", "disclosure", "shelf/remedies", "steps/remedy.py"),
    "cubes": ("tables.py", "cubes.py", "engine", "steps/cubes.py", "store/columnar.py"),
    "describe": ("tables.py", "evidence/framing.py", "steps/frame.py", "steps/describe.py", "store/columnar.py"),
    "forecasts": ("tables.py", "foundtables.py", "engine", "foresight/bursts.py", "foresight/calibration.py", "foresight/counts.py", "foresight/emergence.py", "foresight/ledger.py",
                  "foresight/ranker.py", "foresight/replay.py", "foresight/scores.py", "steps/forecasts.py", "store/columnar.py"),
    "studies": ("tables.py", "foundtables.py", "engine", "impact", "steps/studies.py", "store/columnar.py"),
    "feed": ("text.py", "transliteration.py", "licences.py", "tables.py", "iris.py", "shelf/feeds"),
    "names": ("text.py", "transliteration.py", "reconciling/naming.py", "reconciling/chances.py", "reconciling/entries.py",
              "reconciling/making.py", "reconciling/largeterms.py", "store/nameindex.py"),
    "wanted": ("evidence", "trending", "collaborating", "foresight", "placed", "peers", "impact", "proving", "shelf/insights", "answering", "web/locales"),
    "search": ("text.py", "steps/search.py", "store/searchindex.py"),
}


@cache
def version(part: str) -> str:
    """The hash of the sources that a step's outcome depends on."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for name in PARTS[part]:
        path = root / name
        files = sorted(p for p in path.rglob("*") if p.suffix in (".py", ".sql", ".ttl", ".tsv", ".po")) if path.is_dir() else [path] if path.is_file() else []
        for file in files:
            digest.update(str(file.relative_to(root)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def release_version() -> str:
    """The code version that goes into a release id: everything that decides what the tables hold."""
    parts = ("read", "remedy", "map", "terms", "reconcile", "link", "identity", "suppress", "pooled", "studies", "forecasts")
    return hashlib.sha256("".join(version(part) for part in parts).encode()).hexdigest()[:16]
