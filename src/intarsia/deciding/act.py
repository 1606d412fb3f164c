"""The act of deciding: written into the description of the dataset, and kept in the ledger with what was known at that moment."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from intarsia import conditions
from intarsia.deciding import writing
from intarsia.errors import Conflict, Invalid, Refused
from intarsia.model import USES, VERDICTS, Decision
from intarsia.pool import Pool
from intarsia.shelf.mappings import mapping as mappings
from intarsia.steps import register

KIND = "decide"
#: what printed commands have in the place of a role and a reason
PLACEHOLDERS = frozenset({"", "your role", "your reason", "role", "reason", "who", "why"})
CHOICE = "choice"  #: what a decision rests on that no rule asks for
MONTHS = 12


@dataclass(frozen=True)
class Asked:
    """What a decision may say beyond verdict, role and reason.

    when: a condition in words (docs/deciding.md). until: the day to ask again; for DESCRIBE ONLY twelve months on when nobody says.
    evidence: what the check said (`deciding.seen.Seen.evidence`), None where nobody looked; asking: the rules that ask for
    something, each with its verdict, for which `signed` answers. organisation: for which who decided, where that is not the one that
    shares the dataset; signature: the hash of the page that was signed.
    """

    use: str = "anyone"
    until: str = ""
    rests_on: str = ""
    when: str = ""
    embargo: str = ""
    signed: tuple[str, ...] = ()
    by: str = ""
    evidence: Mapping[str, Any] | None = None
    asking: Mapping[str, str] = field(default_factory=dict)
    organisation: str = ""
    signature: str = ""


def decide(pool: Pool, dataset: str, verdict: str, who: str, why: str, *, use: str = "anyone", again: bool = False, asked: Asked | None = None,
           today: datetime.date | None = None) -> Path:
    """Write the [decision] of a dataset; the rest of dataset.toml stays byte for byte. Returns the file. The ledger keeps every decision.

    again: replace an earlier decision. today: the day it is taken; this one when nobody says.
    Raises: NotFound for an unknown dataset; Conflict for a decision that is there already; Invalid for what is no decision; Refused
    for an OPEN one while rules ask for something that nobody signed for.
    """
    folder, asked = register.folder_of(pool.layout.datasets, dataset), asked or Asked(use=use)
    _words(verdict, who, why, asked)
    path = folder / "dataset.toml"
    before = register.dataset(folder).decision
    if before is not None and not again:
        raise Conflict(f"'{dataset}' has a decision already: {before.verdict}", where=str(path), way_out="to replace it, say so with --again; the ledger keeps both")
    given = _table(folder, verdict, who, why, asked, today or datetime.date.today())
    decision = writing.write(folder, given)
    with closing(pool.ledger()) as ledger:
        told = {key: value for key, value in asdict(decision).items() if value and key != "who"}
        ledger.record(asked.by.strip() or who.strip(), KIND, dataset, {**told, "who": who.strip(), **_earlier(before)})
    return path


def measures(folder: Path) -> list[str]:
    """The measures that the mapping of a dataset names."""
    path = folder / "mapping.toml"
    rules = mappings.load(path).every_rule() if path.is_file() else ()
    said = {rule.columns.get("measure", "").strip() for rule in rules if rule.table == "observation"}
    return sorted(text[1:-1] for text in said if len(text) > 2 and text[0] == text[-1] == "'" and "'" not in text[1:-1])


def _words(verdict: str, who: str, why: str, asked: Asked) -> None:
    for value, known, option in ((verdict, VERDICTS, "--verdict"), (asked.use, USES, "--use")):
        if value not in known:
            raise Invalid(f"'{value}' is not known here", where=option, way_out="one of: " + ", ".join(known))
    if not who.strip() or not why.strip():
        raise Invalid(
            "a decision names who took it and why",
            where="--who" if not who.strip() else "--why",
            way_out='a role and a reason: --who "head of collections" --why "facts about published films; the licence allows it"',
        )
    for said, option, wanted in ((who, "--who", "who decides: a role, such as 'head of collections'"), (why, "--why", "why it may be shared: a reason that everybody may read")):
        if " ".join(said.split()).strip(" .").casefold() in PLACEHOLDERS:
            raise Invalid(f"'{said.strip()}' only stands for {option} in the printed command", where=option, way_out=f"write in its place {wanted}")


def _table(folder: Path, verdict: str, who: str, why: str, asked: Asked, today: datetime.date) -> dict[str, Any]:
    """The table [decision], key by key.

    Raises: Invalid, Refused.
    """
    given: dict[str, Any] = {"verdict": verdict, "who": who.strip(), "when": today.isoformat(), "why": why.strip()}
    if asked.use != "anyone":
        given["use"] = asked.use
    unsigned = sorted(rule for rule in asked.asking if rule not in asked.signed)
    if verdict == "OPEN" and asked.use == "anyone" and unsigned:
        raise Refused(f"the data ask for something before they are open: {', '.join(unsigned)}", where=str(folder),
                      way_out='share it after changes (--verdict "OPEN AFTER"), or answer for what was found: ' + " ".join(f"--signed {rule}" for rule in unsigned))
    if verdict == "DESCRIBE ONLY":
        given["rests_on"] = _rests_on(asked)
        given["until"] = conditions.day(asked.until, "--until") if asked.until else _months_on(today, MONTHS)
    elif asked.until:
        given["until"] = conditions.day(asked.until, "--until")
    if given.get("until", "9") <= today.isoformat():
        raise Invalid("the day to ask again has passed already", where="--until", way_out="a later day; without one it is twelve months on")
    if asked.when:
        if verdict not in ("OPEN", "OPEN AFTER", "POOLED ONLY"):
            raise Invalid("a condition is for data that are shared once it is met", where="--when", way_out='--verdict OPEN, "OPEN AFTER" or "POOLED ONLY"')
        given["condition"] = conditions.data_of(conditions.read(asked.when, measures(folder)))
    if asked.embargo:
        given["embargo"] = conditions.day(asked.embargo, "--embargo")
    if asked.signed:
        given["signed"] = sorted(set(asked.signed))
    if asked.by.strip():
        given["by"] = asked.by.strip()
    given |= {key: said for key in ("organisation", "signature") if (said := getattr(asked, key).strip())}
    if asked.evidence is not None:
        given["evidence"] = dict(asked.evidence)
    return given


def _rests_on(asked: Asked) -> str:
    """The rule that a DESCRIBE ONLY rests on: the one that was named, else the gravest that asks for something, else none does."""
    if asked.rests_on and asked.rests_on != CHOICE and asked.evidence is not None and asked.rests_on not in asked.asking:
        found = ", ".join(sorted(asked.asking)) or "nothing"
        raise Invalid(f"no finding of '{asked.rests_on}' is there to rest on", where="--rests-on", way_out=f"the check found: {found}; or --rests-on {CHOICE}: held back by choice")
    if asked.rests_on:
        return asked.rests_on
    return min(asked.asking, key=lambda rule: (-VERDICTS.index(asked.asking[rule]), rule)) if asked.asking else CHOICE


def _months_on(day: datetime.date, months: int) -> str:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return datetime.date(year, month + 1, last).isoformat()
        except ValueError:
            continue
    return datetime.date(year, month + 1, day.day if day.day < 28 else 28).isoformat()


def _earlier(before: Decision | None) -> dict[str, str]:
    return {"before": before.verdict, "before_why": before.why} if before else {}
