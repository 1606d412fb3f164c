"""The plan: what an erasure concerns, found before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from intarsia.erasing.cut import Cut
from intarsia.errors import Invalid, NotFound
from intarsia.iris import MINTED
from intarsia.pool import Pool
from intarsia.steps import register, release
from intarsia.store.layout import Layout

LONGEST = 1_000


@dataclass(frozen=True)
class Plan:
    """What is erased: a dataset, or records of it. releases: those that have it. here: a dataset that only this machine knows."""

    dataset: str
    records: tuple[str, ...]
    releases: tuple[str, ...]
    here: bool
    file: bool

    @property
    def cut(self) -> Cut:
        return Cut(self.dataset, self.records)


def plan(pool: Pool, subject: str) -> Plan:
    """What a subject names: a dataset, `dataset:record` (the key that its contributor gave the record), or the id of a work.

    Raises: Invalid for an empty or long subject, and for the id of an agent, whom many records may name; NotFound when no release or folder has it.
    """
    given = subject.strip()
    if not given or len(given) > LONGEST:
        raise Invalid("nothing is named that could be erased", where="subject", way_out="name a dataset, dataset:record, or the id of a work")
    dataset, _, record = given.partition(":")
    if MINTED.fullmatch(given) and not known(pool.layout, given):
        dataset, record = _of_work(pool, given)
    names = known(pool.layout, dataset)
    folder = bool(register.DATASET_ID.fullmatch(dataset)) and pool.layout.dataset(dataset).is_dir()
    if not names and not folder:
        raise NotFound(f"there is no dataset '{dataset[:80]}' in this pool or its releases", where=str(pool.layout.root), way_out="see them: intarsia status")
    here = bool(names) and not any((pool.layout.releases / one).is_dir() for one in names)
    return Plan(dataset, (record,) if record else (), tuple(names), here, folder)


def manifests(layout: Layout) -> list[tuple[Layout, dict[str, Any]]]:
    """Every release of a pool with where it stands, oldest first."""
    found = [(one, told) for one in (layout, layout.for_this_machine) if one.releases.is_dir()
             for path in one.releases.glob("[!.]*/manifest.json") if (told := release.manifest_in(path.parent))]
    return sorted(found, key=lambda pair: (pair[1]["issued"], pair[1]["id"], pair[0].local))


def known(layout: Layout, dataset: str) -> list[str]:
    """The releases that have tables, or took files, of a dataset."""
    return [told["id"] for _, told in manifests(layout) if dataset in told["inputs"] or any(dataset in entry["parts"] for entry in told["tables"].values())]


def _of_work(pool: Pool, identifier: str) -> tuple[str, str]:
    """The dataset and record of a work, from the newest release that has it."""
    for manifest in pool.releases():
        reader = pool.reader(manifest["id"])
        for row in reader.where("work", "id", [identifier]):
            return str(row["dataset"]), str(row["record"])
        for _row in reader.where("agent", "id", [identifier]):
            credits = sorted({f"{one['dataset']}:{one['record']}" for one in reader.where("contribution", "agent", [identifier])})
            raise Invalid(f"{identifier} is an agent, whom {len(credits)} records credit", where="subject",
                          way_out="leave the name out from now on: intarsia suppress add " + identifier + " --what remove; or erase records: " + ", ".join(credits[:5]))
    raise NotFound(f"no release has a work {identifier}", where="subject", way_out="name a dataset, or dataset:record")
