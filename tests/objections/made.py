"""Reports made up for tests: findings of any kind, answered by a remedy or not; and a draft that was read, with a canary in its cells."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from intarsia.contributing import Draft, Drafts, looking
from intarsia.contributing.draft import now
from intarsia.contributing.plan import Plan
from intarsia.contributing.publishing import save
from intarsia.pool import Pool
from intarsia.shelf import loader
from tests.small import POOL

CANARY = "kanarie.vogel@voorbeeld.example"
ROWS = "title,year,email,ticket_price\n" + "".join(f"The Lighthouse {n},{1950 + n},{n}.{CANARY},{7 + n % 5}\n" for n in range(30))
TESTS = ("available", "reliable", "relevant", "competitive", "sensitive")
PLAN = Plan(dataset="visits", title="Visits to a lighthouse", description="Every visit, by year.", publisher="Museum of Lighthouses", sector="heritage",
            licence="https://creativecommons.org/publicdomain/zero/1.0/", verdict="OPEN AFTER", who="steward", why="facts about published works")


#: what was read, by name and content: pools without a release give the same report
_READ: dict[tuple[str, bytes], dict[str, dict[str, Any]]] = {}


def finding(rule: str, *columns: str, state: str = "finding", verdict: str = "OPEN AFTER", count: int = 12) -> dict[str, Any]:
    """A finding as a report tells it, with the kind, test and title of the rule itself."""
    of = loader.rules(None)[rule]
    return {"rule": rule, "title": of.TITLE["en"], "test": of.TEST, "kind": of.KIND, "state": state, "verdict": verdict, "columns": list(columns), "count": count, "lines": [],
    "why": "Because.",
            "way_out": "", "source": of.SOURCE, "parameters": {}, "acts": state in ("finding", "not checked") and verdict != "OPEN"}


def act(rule: str, *columns: str, remedy: str = "leave-out", words: str = "Leave out") -> dict[str, Any]:
    """A remedy that answers a rule."""
    return {"remedy": remedy, "title": words, "words": f"{words}: {', '.join(columns)}", "loss": "keeps 90 % of what the file tells", "columns": list(columns), "options": {},
    "because": [rule],
            "kept": 0.9, "rows": 0}


def report(*findings: dict[str, Any], acts: tuple[dict[str, Any], ...] = (), verdict: str = "OPEN", columns: int = 4, rejected: int = 0, **more: Any) -> dict[str, Any]:
    """A report with these findings."""
    names = [f"column_{n}" for n in range(columns)]
    return {
        "file": "made.csv", "format": "csv", "options": {}, "rows": 100, "columns": [{"list": "", "column": name, "confidence": "sure", "verdict": "OPEN"} for name in names],
        "rejected": [], "rejected_in_all": rejected, "verdict": verdict, "words": "Share it", "sentence": "A sentence.", "after": "OPEN", "changes": len(acts),
        "tests": [{"test": test, "title": test, "state": "pass", "says": ""} for test in TESTS], "findings": list(findings), "not_checked": ["Nobody has signed."], "suggested": list(acts),
        "licence": {"licence": "", "from": ""}, "as_of": "2026-11-23", "rival": None, **more,
    }  # fmt: skip


def empty(folder: Path) -> Pool:
    """A pool without a dataset."""
    (folder / "datasets").mkdir(parents=True)
    (folder / "pool.toml").write_text(POOL, "utf-8")
    return Pool(folder)


def drafted(pool: Pool, content: str | Path = ROWS, name: str = "visits.csv", plan: Plan | None = PLAN) -> Draft:
    """A draft of a file, read in both languages, with a plan."""
    draft = Drafts(pool).begin("steward", name)
    if isinstance(content, Path):
        shutil.copyfile(content, draft.file)
    else:
        draft.file.write_text(content, "utf-8")
    seen = (name, draft.file.read_bytes())
    for lang in ("en", "nl"):
        if seen in _READ:
            draft.keep(looking.report_name(lang), _READ[seen][lang])
        else:
            looking.look(pool, draft, lang)
    _READ.setdefault(seen, {lang: looking.look(pool, draft, lang) for lang in ("en", "nl")})
    draft = draft.say(state="read", times={"received": now(), "verdict": now(), "read": now()})
    return save(draft, plan) if plan else draft
