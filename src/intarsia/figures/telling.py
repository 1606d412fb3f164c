"""What figures of works share: who reads, how things are called, where marks lead, what the counts rest on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from intarsia.evidence import Basis, Speaker, counted
from intarsia.figures.figure import Source
from intarsia.model import Evidence


@dataclass(frozen=True)
class Counts:
    """Works by sector and year. per_sector: all works of a sector, dated or not; per_year: the dated ones by year. "" is no sector.

    total: all works counted. issued: the year of the release, from which on years are not over.
    """

    per_sector: Mapping[str, int]
    per_year: Mapping[str, Mapping[int, int]]
    total: int
    issued: int

    @property
    def years(self) -> dict[int, int]:
        """Works per year over all sectors."""
        found: dict[int, int] = {}
        for counts in self.per_year.values():
            for year, count in counts.items():
                found[year] = found.get(year, 0) + count
        return found

    @property
    def undated(self) -> int:
        return self.total - sum(self.years.values())

    @property
    def sectors(self) -> list[str]:
        """Those with works, most first, works without a sector last."""
        return sorted((key for key, count in self.per_sector.items() if count), key=lambda key: (not key, -self.per_sector[key], key))


@dataclass(frozen=True)
class Telling:
    """The reader's words and addresses. href: from a sector or None, and first and last year or None, to the works behind a mark.

    chosen: the reader's filter in words, empty when there is none.
    """

    say: Speaker
    basis: Basis
    sources: tuple[Source, ...]
    sector: Callable[[str], str]
    year: Callable[[int], str]
    href: Callable[[str | None, int | None, int | None], str]
    chosen: str = ""
    separators: tuple[str, str] = field(default=(".", ","))

    def named(self, key: str) -> str:
        """A sector's name, or that there is none."""
        return self.sector(key) if key else self.say("No sector")

    def span(self, first: int, last: int) -> str:
        """Years in words."""
        return self.year(first) if first == last else f"{self.year(first)}–{self.year(last)}"

    def works(self, n: int) -> Evidence:
        """The evidence of a count of works."""
        say = self.say
        works = say.many("%(n)s work", "%(n)s works", n)
        said = say.many("%(works)s from %(n)s contributor.", "%(works)s from %(n)s contributors.", self.basis.contributors, works=works)
        return counted(n, self.basis, said, say, unit=say("works"), would_need=say("Nothing here fits; with fewer filters there is more to count.") if n == 0 else "")

    def foot(self, n: int) -> str:
        """Number of rows and release, for files."""
        return foot(n, self.basis.release, self.say)

    def defined(self, text: str) -> str:
        """A definition, with the reader's filter after it."""
        return " ".join(part for part in (text, self.say("Only: %(filter)s.", filter=self.chosen) if self.chosen else "") if part)


def foot(n: int, release: str, say: Speaker) -> str:
    """Number of rows and release in words."""
    return say("n = %(n)s · release %(id)s", n=say.number(n), id=release)
