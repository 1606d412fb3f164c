"""Branch: one dataset on its way through the steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intarsia.model import Dataset
from intarsia.steps import fetch, release
from intarsia.store.outcomes import Outcome


@dataclass
class Branch:
    """One dataset on its way through the steps.

    held: why its rows stay here for now, though its decision shares them: "recipe" (there is none), "embargo", "condition",
    "undo" (met, with days left to take it back). waits: how far its condition is. stopped: what kept a new delivery out.
    delay: the day before which its recipe lets nothing leave. left_out: the columns that its recipe left out, by source.
    """

    dataset: Dataset
    folder: Path
    deliveries: dict[str, fetch.Delivery] = field(default_factory=dict)
    raws: dict[str, Outcome] = field(default_factory=dict)
    mapped: Outcome | None = None
    settled: Outcome | None = None
    described: Outcome | None = None
    held: str = ""
    waits: dict[str, Any] = field(default_factory=dict)
    stopped: str = ""
    delay: str = ""
    left_out: dict[str, list[str]] = field(default_factory=dict)
    pooled_in: list[str] = field(default_factory=list)
    contents: dict[str, str] = field(default_factory=dict)

    @property
    def shares(self) -> bool:
        return self.mapped is not None and self.dataset.shares_rows and not self.held

    @property
    def inputs(self) -> dict[str, str]:
        """The checksum of each delivery that enters a release: of the original, or of what remedies made of it. None of what stays here:
        who can guess the content of a small file could compare its checksum."""
        if self.contents:
            return self.contents if self.shares else {}
        return {name: delivery.checksum for name, delivery in self.deliveries.items()} if self.shares else {}

    def outcomes(self) -> list[Outcome]:
        """What this dataset contributes to a release: rows only if its decision lets them."""
        found = [self.described] if self.described else []
        return [*found, *(one for one in (self.mapped, self.settled) if one)] if self.mapped and self.shares else found

    def table(self, name: str) -> Path | None:
        """The file of one of its tables as a release has it: what reconciling made of it goes before what the mapping left."""
        return next((one.file(name) for one in (self.settled, self.mapped) if one and name in one.tables()), None)

    def hashes(self) -> dict[str, str]:
        """The hash of each of its tables, as `table` gives them."""
        return {name: entry["hash"] for one in (self.mapped, self.settled) if one for name, entry in one.tables().items()}

    @property
    def places(self) -> set[str]:
        """The codes of countries that its rows speak of."""
        return {code for one in (self.settled, self.mapped) if one for code in one.note["places"]}

    def parts(self) -> list[release.Part]:
        """Its table files. Its places stand among the pool's, and the names of its concepts and its notices among its own (`describe`)."""
        told = ("place", "label", "notice", *(self.settled.tables() if self.settled else ()))
        elsewhere = {self.mapped.file(name) for name in told if name in self.mapped.tables()} if self.mapped else set()
        return [part for part in release.parts_of(self.dataset.id, self.outcomes()) if part.path not in elsewhere]
