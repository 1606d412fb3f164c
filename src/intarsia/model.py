"""The few types at the edges. Inside steps there are Arrow tables, never an object per row."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from intarsia.deskconfig import DeskConfig, MailConfig
from intarsia.errors import Broken

VERDICTS = ("OPEN", "OPEN AFTER", "POOLED ONLY", "ASK", "DESCRIBE ONLY")
SELECTIONS = ("complete register", "legal deposit", "own output", "sample", "chosen by fame", "unknown")
MINING = ("allowed", "reserved", "ask")
NOTICES = ("harm", "bias", "community", "context")
USES = ("anyone", "this machine")
#: columns that reading a file adds to its own
ADDED = ("_row", "_line", "_id", "_parent", "_index")
#: SOLID may be told as a finding; THIN has too little; CONTESTED hangs on who takes part; UNTESTED describes rows only; REFUSED has no figure
EVIDENCE_STATES = ("SOLID", "THIN", "CONTESTED", "UNTESTED", "REFUSED")
#: what an operator may colour, and the texts of the pages that may be the operator's own
LOOK_COLOURS = ("paper", "card", "tint", "ink", "accent", "soft")
LOOK_TEXTS = ("lede", "footer")


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
    """What 'all' would be for a measure: size by year, or 'all'.

    of: which rows of the dataset it is the whole of: ids of measures or forms, or "work". only: values that those rows have, by
    column; of works also the series they are part of ("part_of"). selection: how those rows were chosen, where that differs from the
    dataset.
    """

    measure: str
    size: dict[str, int]
    source: str
    of: tuple[str, ...] = ()
    only: dict[str, str] = field(default_factory=dict)
    selection: str = ""


@dataclass(frozen=True)
class Notice:
    """[[notice]] of dataset.toml: what readers should know before they read, carried to every copy.

    kind: harm (words or images that hurt), bias (what the data leave out or tilt), community (what a community asks of readers), or
    context. text: by language. label, link: a label of a community by name and address, or where more is said. It is about the whole
    dataset; or about some records by key; or about those in whose column something stands, one of the values where there are any.
    """

    kind: str
    text: dict[str, str]
    label: str = ""
    link: str = ""
    records: tuple[str, ...] = ()
    column: str = ""
    values: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Is it about the dataset as a whole?"""
        return not self.records and not self.column


@dataclass(frozen=True)
class Condition:
    """What a decision waits for. kind: "share" (so many other organisations share a measure), "pledge" (so many others pledge to
    share too), or "after" (a day). others: how many. measure: of "share". day: of "after" (ISO)."""

    kind: str
    others: int = 0
    measure: str = ""
    day: str = ""


@dataclass(frozen=True)
class Decision:
    """Who decided what about sharing a dataset, when and why. `use`: "this machine" keeps it out of everything that others see.

    until: the day to ask again. rests_on: the rule whose finding holds the data back; "choice" where no rule asks for it.
    condition: nothing leaves before it is met. embargo: nothing leaves before that day. signed: rules whose findings somebody answers
    for. evidence: what the check said when it was decided (verdict, rules, code, files); decisions of earlier versions have none, and
    are taken at their word. by: who wrote it down, where that is somebody else. organisation: for which who decided, where that is not
    the one that shares it. signature: the hash of the page that who decided signed.
    """

    verdict: str
    who: str
    when: str
    why: str
    use: str = "anyone"
    until: str = ""
    rests_on: str = ""
    condition: Condition | None = None
    embargo: str = ""
    signed: tuple[str, ...] = ()
    evidence: dict[str, Any] = field(default_factory=dict)
    by: str = ""
    organisation: str = ""
    signature: str = ""


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
    notices: tuple[Notice, ...] = ()

    @property
    def shares_rows(self) -> bool:
        """May its rows enter a release, once nothing holds them back (a condition, an embargo, a recipe that is not there)?"""
        return self.decision is not None and (self.decision.verdict in ("OPEN", "OPEN AFTER") or (self.only_here and not self.pooled_only))

    @property
    def waits_for_recipe(self) -> bool:
        """Does nothing leave before there is a recipe for it?"""
        return self.decision is not None and self.decision.verdict == "OPEN AFTER" and not self.only_here

    @property
    def pooled_only(self) -> bool:
        """Do its rows stay in the vault, to leave as part of protected tables alone?"""
        return self.decision is not None and self.decision.verdict == "POOLED ONLY"

    @property
    def holds_files(self) -> bool:
        """Are its files fetched and read? Nobody reads what is only to be asked for, or only described."""
        return self.shares_rows or self.pooled_only

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
class Asking:
    """[questions] of pool.toml: what the questions of strangers (SPARQL, SQL) may use.

    at_once: children that answer, each one question at a time. waiting: questions in the queue; beyond it 429.
    seconds: by the clock, for one question. memory: bytes, for one question. rows, size: the longest answer, in rows and in bytes.
    """

    at_once: int = 2
    waiting: int = 16
    seconds: int = 10
    memory: int = 1_000_000_000
    rows: int = 100_000
    size: int = 50_000_000


@dataclass(frozen=True)
class LookConfig:
    """[look] of pool.toml: colours by token and theme, a picture in the pool's folder, texts by name and language."""

    logo: str = ""
    light: dict[str, str] = field(default_factory=dict)
    dark: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Quota:
    """[api] of pool.toml: so many requests in so many seconds may one client send to the API; 0 requests is no limit."""

    requests: int = 600
    seconds: int = 60


@dataclass(frozen=True)
class Contributing:
    """[contribute] of pool.toml: the largest file in bytes that a contributor may send, the minutes in which a decision can be undone before
    anything leaves, and the days that a draft is kept."""

    largest: int = 2_000_000_000
    undo_minutes: int = 10
    days: int = 30


@dataclass(frozen=True)
class ReconciliationService:
    """[[reconciliation]] of pool.toml: a service of others that is asked for candidates.

    name: stands before the ids of its candidates. facet: whose values are asked about. types: which entities are wanted; none asks
    for all. limit: candidates for one value. per_second: requests. days: after so many an answer is old.
    """

    name: str
    url: str
    facet: str
    types: tuple[str, ...] = ()
    limit: int = 5
    per_second: float = 1.0
    days: int = 90


@dataclass(frozen=True)
class PoolConfig:
    """pool.toml. contact: whom readers may ask, as "mailto:desk@example.org" or the address of a page."""

    name: str
    base: str
    publisher: str
    languages: tuple[str, ...] = ("en",)
    engine: str = "duckdb"
    memory_limit: str = ""
    threads: int = 1
    allow_hosts: tuple[str, ...] = ()
    reading: Reading = Reading()
    questions: Asking = Asking()
    api: Quota = Quota()
    look: LookConfig = field(default_factory=LookConfig)
    contact: str = ""
    reconciliation: tuple[ReconciliationService, ...] = ()
    contribute: Contributing = Contributing()
    desk: DeskConfig = field(default_factory=DeskConfig)
    mail: MailConfig = field(default_factory=MailConfig)


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
    """What every chart and headline takes; bare numbers are not enough.

    estimate, interval: the figure with what is compatible with it, none of both when it is REFUSED; a plain count has no interval.
    n: the rows it rests on. coverage: the share of all there are, None where nobody stated how many that is. suppressed: cells
    withheld. reasons: why the state is what it is, in words. would_need: what would make it stronger.

    Raises: Broken when the parts contradict each other.
    """

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
    unit: str = ""
    reasons: tuple[str, ...] = ()
    would_need: str = ""

    def __post_init__(self) -> None:
        wrong = ""
        if self.state not in EVIDENCE_STATES:
            wrong = f"there is no state '{self.state}'"
        elif (self.state == "REFUSED") != (self.estimate is None):
            wrong = "a figure is given exactly when its state is not REFUSED"
        elif self.interval is not None and (self.estimate is None or not self.interval[0] <= self.estimate <= self.interval[1]):
            wrong = "the estimate lies outside its interval"
        elif min(self.n, self.contributors, self.suppressed) < 0 or (self.coverage is not None and not 0 <= self.coverage <= 1):
            wrong = "a count below 0, or a coverage outside 0 to 1"
        elif not self.method or not self.sentence:
            wrong = "it says no method or no sentence"
        if wrong:
            raise Broken(f"this evidence cannot be: {wrong}", where="Evidence", way_out="report this: evidence is made by Intarsia")

    @property
    def holds(self) -> bool:
        """May it be told as a finding?"""
        return self.state == "SOLID"

    def record(self) -> dict[str, Any]:
        """Its JSON form."""
        return {**asdict(self), "interval": list(self.interval) if self.interval else None, "reasons": list(self.reasons)}


@dataclass(frozen=True)
class Release:
    """prov:Entity: an immutable state of the pool."""

    id: str
    issued: str
    tables: dict[str, int]
    previous: str | None = None
