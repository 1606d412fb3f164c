"""News: what happened to a dataset: it came, its data changed, it was withdrawn, let in again, or erased.

Nobody writes news down. They are read from the manifests of the releases, which say of each table of a dataset whether it is the same
as before, and from the signed acts in `redactions/`; so nothing that happened can be missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from intarsia.pool import Pool, changes
from intarsia.store import redactions

#: tables of a contributor's own rows; what the pool says of them (links, names of concepts) is no news of the dataset
OWN = ("work", "agent", "observation", "intervention", "concept")
KINDS = ("first", "changed", "corrected", "closed", "withdrawn", "returned", "erased")


@dataclass(frozen=True)
class News:
    """One thing that happened.

    kind: one of KINDS; "corrected" is a change in which rows say something else and none came or went;
    "closed" when its rows are not shared any more and its description is. on: the day, or the moment of a
    release (ISO). release: that has it, "" for an act. act: the number of the redaction, 0 for a release. rows: table -> how many were
    added, changed and withdrawn. records: how many were erased, 0 for all.
    """

    kind: str
    dataset: str
    on: str
    release: str = ""
    before: str = ""
    act: int = 0
    who: str = ""
    why: str = ""
    records: int = 0
    rows: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What tells it apart from all other news of this pool, for good."""
        return f"{self.dataset}/{f'act/{self.act}' if self.act else f'release/{self.release}'}"


def of(pool: Pool, dataset: str, manifests: list[dict[str, Any]] | None = None) -> list[News]:
    """The news of a dataset, newest first. manifests: those of `pool.releases()`, where the caller has them."""
    told = [*_released(pool, dataset, manifests if manifests is not None else pool.releases()), *_acts(pool, dataset)]
    return sorted(told, key=lambda one: (one.on[:10], one.act, one.on, one.release), reverse=True)


def _released(pool: Pool, dataset: str, manifests: list[dict[str, Any]]) -> list[News]:
    """Releases in which its own rows differ from the release before, oldest first."""
    found: list[News] = []
    before: dict[str, Any] | None = None
    for manifest in reversed(manifests):
        if not any(dataset in entry["parts"] for entry in manifest["tables"].values()):
            continue
        if before is None:
            found.append(News("first", dataset, manifest["issued"], manifest["id"]))
        elif rows := _differing(pool, dataset, before, manifest):
            closed = not any(dataset in manifest["tables"].get(name, {}).get("parts", {}) for name in OWN)
            kind = "closed" if closed else "changed" if any(added or withdrawn for added, _, withdrawn in rows.values()) else "corrected"
            found.append(News(kind, dataset, manifest["issued"], manifest["id"], before["id"], rows=rows))
        before = manifest
    return found


def _differing(pool: Pool, dataset: str, one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """Tables of its own of which rows differ between two releases. Hashes tell which may: a new version of the code adds columns, and that is no news."""
    found = {}
    for name in OWN:
        parts = [manifest["tables"].get(name, {}).get("parts", {}).get(dataset, {}).get("hash", "") for manifest in (one, other)]
        if parts[0] != parts[1]:
            found[name] = _counted(str(pool.folder(one["id"])), str(pool.folder(other["id"])), name, dataset, *parts)
    return {name: rows for name, rows in found.items() if any(rows)}


@lru_cache(10_000)
def _counted(one: str, other: str, table: str, dataset: str, hash_one: str, hash_other: str) -> tuple[int, int, int]:
    """Rows added, changed and withdrawn; counted once for the same values."""
    told: dict[str, Any] = {"tables": {table: {"parts": {dataset: {}}}}}
    return changes(_Side(Path(one), told if hash_one else {"tables": {}}), _Side(Path(other), told if hash_other else {"tables": {}}), table, dataset)


@dataclass(frozen=True)
class _Side:
    """A release on disk, as far as comparing one table of it needs it."""

    path: Path
    manifest: dict[str, Any]


def _acts(pool: Pool, dataset: str) -> list[News]:
    here = pool.shown != pool.layout
    return [News(act.kind, dataset, act.on, act=act.number, who=act.by, why=act.why, records=act.records)
            for act in redactions.acts(pool.layout, here=here) if act.dataset == dataset]
