"""What an insight promises.

An insight is a module of this folder that has a NAME: the name of its file, with "-" for "_". It asks one question of one
release and gives an `Answer`: an `Evidence` with its table, its chart as data, and where every row comes from. It never draws,
never links to an address of its own making, and knows no clock: `source.as_of` is the day of the release. Sentences stand
in TEXTS, in every language of the site; methods stand in packages of floor 2 (`evidence`, `trending`, `foresight`, ...).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import pyarrow as pa

from intarsia.errors import Broken
from intarsia.evidence.wording import Speaker
from intarsia.model import Evidence

Thing = TypeVar("Thing")
#: the page an insight stands on
GROUPS = ("trends", "partners", "signals", "impact", "benchmark", "map", "context", "ask")
#: how its rows are drawn; "" for a table alone
CHARTS = ("", "lines", "bars", "scatter", "matrix", "sparks", "map", "bivariate", "gap")


@dataclass(frozen=True)
class Parameter:
    """A slot of the question. kind: "facet" (a concept of `of`: genre, country, audience, subject, language), "sector", "form", "measure",
    "place", "agent", "work", "intervention", "study", "year", "number", "choice" or "text". default: "" is "all" or "none chosen". choices: of a
    "choice", and of any other kind what it takes besides what the release has, with their words by language under `TEXTS[language]["choice <value>"]`."""

    name: str
    kind: str
    of: str = ""
    default: str = ""
    choices: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Field:
    """A column of the answer's table. title: in the reader's language. unit: of a number. kind: "text", "year", "number", "share", "key" or "flag"."""

    name: str
    title: str
    kind: str = "text"
    unit: str = ""


@dataclass(frozen=True)
class Chart:
    """How rows are drawn, by names of fields: `y` against `x`, a line or mark per `series`, a band from `low` to `high`, dashed where
    `dashed` is true; a vertical line with words at each of `events`; `breaks`: x where a definition changed. sector: the field whose value colours a mark.
    size: the field whose value is a mark's area. focus: the series that stand out, the others are grey; () for all.
    named: of points, the series whose names are written beside them. logs: the fields whose axis goes by powers of ten."""

    kind: str = ""
    x: str = ""
    y: str = ""
    series: str = ""
    low: str = ""
    high: str = ""
    dashed: str = ""
    sector: str = ""
    size: str = ""
    events: tuple[tuple[float, str], ...] = ()
    breaks: tuple[float, ...] = ()
    focus: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Need:
    """What would settle a question: in words, and as facts that /wanted and triage can hold a dataset against.

    about: in the reader's language. tables: those it would fill ("work", "observation", "intervention"). measure, form, sector, place,
    facet: "" for any. years: first and last, None for any. contributors: how many more independent ones.
    """

    about: str
    tables: tuple[str, ...] = ()
    measure: str = ""
    form: str = ""
    sector: str = ""
    place: str = ""
    facet: str = ""
    years: tuple[int, int] | None = None
    contributors: int = 0


@dataclass(frozen=True)
class Quality:
    """The quality note of a series, under headings of SIMS (Single Integrated Metadata Structure, Eurostat)."""

    dataset: str
    concept: str  # statistical concepts and definitions (S.04)
    frame: str  # statistical population, coverage (S.04)
    frequency: str  # frequency of dissemination (S.09)
    revisions: str  # data revision (S.17)
    breaks: str  # comparability over time (S.15)


@dataclass(frozen=True)
class Tested:
    """One test of a family: what was tested, its p value, and what is left of it after Benjamini-Hochberg over the family."""

    key: str
    p: float
    q: float
    passed: bool


#: where a row leads: a path of the site and its parameters
Lead = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class Answer:
    """What an insight says of a release.

    title: neutral, says what is counted. finding: a headline; used only where the evidence holds. rows: as many values as fields. leads:
    where each row leads, () for nowhere. datasets: that brought rows. needs: what would settle it; never empty where it is THIN or REFUSED.
    sql, sparql: queries that give these rows again on /sql and /sparql. tests: the family this page declares. aside: further tables
    by key, as fields and rows, for pages that show more than one.

    Raises: Broken for parts that do not fit each other.
    """

    insight: str
    title: str
    unit: str
    definition: str
    evidence: Evidence
    fields: tuple[Field, ...]
    rows: tuple[tuple[Any, ...], ...]
    chart: Chart = Chart()
    finding: str = ""
    leads: tuple[Lead, ...] = ()
    datasets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    sql: tuple[str, ...] = ()
    sparql: str = ""
    quality: tuple[Quality, ...] = ()
    tests: tuple[Tested, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, tuple[tuple[Field, ...], tuple[tuple[Any, ...], ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = ""
        if not isinstance(self.evidence, Evidence):
            wrong = "it has no Evidence"
        elif any(len(row) != len(self.fields) for row in self.rows) or (self.leads and len(self.leads) != len(self.rows)):
            wrong = "a row does not fit the fields, or the leads"
        elif self.evidence.state in ("THIN", "REFUSED") and not self.needs:
            wrong = f"it is {self.evidence.state} and says nothing of what would settle it"
        elif self.chart.kind not in CHARTS:
            wrong = f"there is no chart '{self.chart.kind}'"
        if wrong:
            raise Broken(f"this answer cannot be: {wrong}", where=self.insight, way_out="report this to whoever wrote the insight")


class Source(Protocol):
    """A release as an insight sees it. Tables of docs/tables.md and the cubes of docs/cubes.md are views."""

    id: str
    as_of: str

    def records(self, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]: ...

    def arrow(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table: ...

    def label(self, kind: str, id: str, language: str) -> str:
        """The name of a concept, sector, form, measure, place, dataset, agent or work; the id itself where it has none."""
        ...

    def values(self, kind: str, of: str, language: str) -> Mapping[str, str]:
        """What this release has for a slot (facet, sector, form, measure, place, intervention, dataset), with names; empty for other kinds."""
        ...

    def once(self, key: str, make: Callable[[], Thing]) -> Thing:
        """What `make` gives, computed once for this release and kept; the key names the insight, and the language where texts are in it."""
        ...


class Insight(Protocol):
    """A module with these names.

    GROUP: one of GROUPS. TABLES: tables and cubes it reads. TEXTS: by language ("en", "nl"), the same keys in each: "question" (with a {slot} for each
    parameter that stands in the sentence), "about" (what it tells, for whom), "method" (how, with the source of a formula), "caveats" (one a line),
    and its own sentences. METHOD: name and version of the method. BACKTEST: the name of its back-test in the harness; "" for plain counts.
    """

    NAME: str
    GROUP: str
    TABLES: tuple[str, ...]
    PARAMETERS: tuple[Parameter, ...]
    TEXTS: Mapping[str, Mapping[str, str]]
    METHOD: str
    BACKTEST: str

    def answer(self, source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
        """The answer for the parameters chosen (each given, defaults filled in, values known to exist or ""). REFUSED rather than an error where data is missing.

        Raises: Invalid for a value that no reader could mean.
        """
        ...
