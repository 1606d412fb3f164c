"""The few types at the edges. Inside steps there are Arrow tables, never an object per row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

VERDICTS = ("OPEN", "OPEN AFTER", "POOLED ONLY", "ASK", "DESCRIBE ONLY")
SELECTIONS = ("complete register", "legal deposit", "own output", "sample", "chosen by fame", "unknown")
MINING = ("allowed", "reserved", "ask")
USES = ("anyone", "this machine")
LINK_STATES = ("proposed", "accepted", "rejected", "no_match", "failed")


@dataclass(frozen=True)
class Distribution:
    """dcat:Distribution: one file of a dataset, where it comes from and how it is read."""

    name: str
    format: str
    path: str = ""
    url: str = ""
    member: str = ""
    sha256: str = ""
    max_bytes: int = 2_000_000_000
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """What 'all' would be for a measure: size by year, or 'all'."""

    measure: str
    size: dict[str, int]
    source: str


@dataclass(frozen=True)
class Decision:
    """Who decided what about sharing a dataset, when and why. `use`: "this machine" keeps it out of everything that others see."""

    verdict: str
    who: str
    when: str
    why: str
    use: str = "anyone"


@dataclass(frozen=True)
class Dataset:
    """dcat:Dataset: a contributor's description of what is shared, with its terms and decision."""

    id: str
    title: dict[str, str]
    description: dict[str, str]
    publisher: str
    sector: str
    licence: str
    goal: str = "public"
    selection: str = "unknown"
    language: str = ""
    period: str = ""
    purpose: str = ""
    contact: str = ""
    object_rights: str = ""
    mining: str = "ask"
    synthetic: bool = False
    distributions: tuple[Distribution, ...] = ()
    frames: tuple[Frame, ...] = ()
    decision: Decision | None = None
    like: str = ""

    @property
    def shares_rows(self) -> bool:
        """Do its rows enter a release? Remedies and protected aggregates come with triage; until then only OPEN does."""
        return self.decision is not None and (self.decision.verdict == "OPEN" or self.only_here)

    @property
    def only_here(self) -> bool:
        """Is it for use on this machine alone? Then it is in the local release, and in nothing that others see, not even by name."""
        return self.decision is not None and self.decision.use == "this machine"


@dataclass(frozen=True)
class Reading:
    """[reading] of pool.toml: the most bytes of memory, seconds of computing and bytes written that reading one file may take; 0 leaves it to its size."""

    memory: int = 0
    seconds: int = 0
    output: int = 0


@dataclass(frozen=True)
class PoolConfig:
    """pool.toml."""

    name: str
    base: str
    publisher: str
    languages: tuple[str, ...] = ("en",)
    engine: str = "duckdb"
    memory_limit: str = ""
    threads: int = 1
    allow_hosts: tuple[str, ...] = ()
    reading: Reading = Reading()


@dataclass(frozen=True)
class Agent:
    """foaf:Agent as one dataset credits it."""

    id: str
    iri: str
    name: str
    kind: str


@dataclass(frozen=True)
class Work:
    """schema:CreativeWork with its status: announced, in-production, released or withdrawn."""

    id: str
    iri: str
    title: str
    form: str
    sector: str
    year: int | None = None
    status: str | None = None


@dataclass(frozen=True)
class Concept:
    """skos:Concept."""

    id: str
    iri: str
    label: str


@dataclass(frozen=True)
class Observation:
    """qb:Observation: one figure."""

    measure: str
    value: float | None
    unit: str
    about: str
    period: tuple[str, str]


@dataclass(frozen=True)
class Link:
    """A link between entities, with its state, probability, method and evidence."""

    subject: str
    predicate: str
    object: str | None
    state: str
    probability: float | None
    method: str
    evidence: dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """dqv:QualityAnnotation / sh:ValidationResult: what a step noticed, in words and never with a cell."""

    distribution: str
    column: str
    rule: str
    severity: str
    message: str
    count: int = 0


@dataclass(frozen=True)
class Evidence:
    """What every chart and headline takes; bare numbers are not enough."""

    estimate: float | None
    interval: tuple[float, float] | None
    n: int
    contributors: int
    coverage: float | None
    method: str
    release: str
    suppressed: int
    state: str
    sentence: str


@dataclass(frozen=True)
class Release:
    """prov:Entity: an immutable state of the pool."""

    id: str
    issued: str
    tables: dict[str, int]
    previous: str | None = None
