"""The measured instrument: five ladders of others, computed from a release, and the one ladder that they make."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.errors import NotFound
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.readiness import europeana, fair, fixes, ladder, mqa, nde, stars
from intarsia.readiness.facts import Facts, facts
from intarsia.readiness.gain import Tried, tried
from intarsia.readiness.ladder import Rung
from intarsia.readiness.requirement import Ladder, Requirement

#: the instruments, in the order in which they are shown
INSTRUMENTS = (stars.NAME, fair.NAME, europeana.NAME, nde.NAME, mqa.NAME)


@dataclass(frozen=True)
class Measured:
    """Where a dataset stands. rungs: the one ladder. ladders: the instruments by name. fixes: what would pay, the best first."""

    dataset: str
    organisation: str
    sector: str
    records: int
    rungs: tuple[Rung, ...]
    ladders: dict[str, Ladder]
    fixes: tuple[Tried, ...] = ()

    @property
    def reached(self) -> int:
        """How many rungs of the five are reached."""
        return ladder.reached(self.rungs)

    @property
    def rung(self) -> str:
        """The highest rung that is reached; "" for none."""
        return ladder.RUNGS[self.reached - 1] if self.reached else ""

    @property
    def first(self) -> Requirement | None:
        """The first requirement that fails, on the lowest rung that is not reached; None at the top."""
        return next((one.failing[0] for one in self.rungs if one.failing), None)

    @property
    def fix(self) -> Tried | None:
        """The single fix that pays most; None where nothing that can be filled in would change a ladder."""
        return self.fixes[0] if self.fixes else None


def judged(about: Facts, like: tuple[Facts, Measured] | None = None) -> Measured:
    """The ladders of a dataset with these facts, without fixes.

    like: facts that were judged before; what looks at the description alone is taken from there where that is the same.
    """
    found = {stars.NAME: stars.measured(about)}
    if like is not None and like[0].graph is about.graph:
        found.update({name: like[1].ladders[name] for name in (fair.NAME, nde.NAME, mqa.NAME)})
    else:
        found.update({one.NAME: one.measured(about.graph, about.iri) for one in (fair, nde, mqa)})
    found[europeana.NAME] = like[1].ladders[europeana.NAME] if like is not None and like[0].kinds is about.kinds else europeana.measured(about.kinds)
    found = {name: found[name] for name in INSTRUMENTS}
    return Measured(about.dataset, about.organisation, about.sector, about.records, ladder.rungs(found, own(about)), found)


def own(about: Facts) -> tuple[Requirement, ...]:
    """What the contributor said, as far as a catalogue would fill it in from elsewhere and instruments would not notice."""
    said = about.written
    return (Requirement("own.title", "known", bool(said.get("title"))), Requirement("own.publisher", "known", bool(said.get("publisher"))),
            Requirement("own.description", "described", bool(said.get("description")) and said.get("description") != said.get("title")))


def everything(pool: Pool, reader: Reader) -> dict[str, Measured]:
    """Every dataset of a release, measured; the fixes are tried out too."""
    found = {}
    for about in facts(pool, reader):
        before = judged(about)
        found[about.dataset] = Measured(before.dataset, before.organisation, before.sector, before.records, before.rungs, before.ladders,
                                        tuple(tried(about, before, fixes.candidates(about), judged)))
    return found


def measured(pool: Pool, reader: Reader, dataset: str) -> Measured:
    """One dataset of a release.

    Raises: NotFound when the release has no such dataset.
    """
    if not reader.rows("SELECT 1 FROM dataset WHERE id = ?", [dataset]):
        raise NotFound(f"there is no dataset '{dataset[:60]}' in release {reader.id}", where=reader.id, way_out="see them all: intarsia status")
    return everything(pool, reader)[dataset]
