"""The plan: what is to become public of a draft, in whose name, how far and why; proposed from what was found, and changed by people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia.contributing.draft import Draft
from intarsia.errors import Invalid
from intarsia.model import MINING, VERDICTS
from intarsia.steps import register
from intarsia.suggest import drafts as names

if TYPE_CHECKING:
    from intarsia.pool import Pool

KEY = "publishing"  #: under which a draft keeps it
LONGEST = {"title": 200, "description": 4_000, "publisher": 200, "sector": 60, "licence": 400, "contact": 300, "who": 200, "why": 1_000, "when": 200, "dataset": 63}
#: what nobody may leave empty -> what is wanted there
NEEDED = {
    "who": "the role of who decides, such as head of collections", "why": "a reason that everybody may read, such as: facts about published works",
    "title": "a title, as people would look for it", "description": "in a sentence or two: what is it, since when, who made it", "publisher": "the name of your organisation",
}  # fmt: skip
SECTORS = ("film-tv", "games", "publishing", "music", "performing-arts", "heritage", "new-media", "design", "architecture", "fashion", "crafts", "advertising", "radio", "cross-sector",
           "context")
GOALS = ("public", "commercial")
#: languages of titles and descriptions; each is a key of dataset.toml
LANGUAGES = ("en", "nl")
#: verdicts under which rows leave, or are gathered with those of others; the others describe alone, and the file never enters the pool
WITH_ROWS = ("OPEN", "OPEN AFTER", "POOLED ONLY")
LICENCES = {
    "CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-NC": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC BY-NC-SA": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
}


@dataclass(frozen=True)
class Plan:
    """What leaves, and who says so.

    dataset: the id it gets. language: of title and description. verdict: as `model.VERDICTS`. who: a role. when: a condition in words.
    signed: rules whose findings somebody answers for. again: it takes the place of what stands under that id. stands: the earlier
    decision about that is kept as it is, for nothing came that it did not expect.
    """

    dataset: str = ""
    title: str = ""
    description: str = ""
    language: str = "en"
    publisher: str = ""
    sector: str = ""
    licence: str = ""
    goal: str = "public"
    mining: str = "ask"
    contact: str = ""
    verdict: str = ""
    who: str = ""
    why: str = ""
    until: str = ""
    embargo: str = ""
    when: str = ""
    signed: tuple[str, ...] = ()
    again: bool = False
    stands: bool = False

    @property
    def with_rows(self) -> bool:
        """Do rows leave, alone or together with those of others?"""
        return self.verdict in WITH_ROWS

    def record(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {**asdict(self), "signed": list(self.signed)}


def of(kept: Mapping[str, Any]) -> Plan:
    """The plan that a draft keeps; words that are not known are left out."""
    known = {one.name for one in fields(Plan)}
    return Plan(**{**{name: value for name, value in kept.items() if name in known}, "signed": tuple(map(str, kept.get("signed", ())))})


def proposed(pool: Pool, draft: Draft, report: Mapping[str, Any], weighed: Mapping[str, Any] | None, language: str = "en") -> Plan:
    """What is proposed where nobody said otherwise: the description from what was said of the file, the verdict from what was found."""
    about = draft.about
    if like := str(about.get("like") or ""):
        return _like(pool, like, report, weighed)
    licence = str(about.get("licence") or "") or _address(str(report["licence"]["licence"]))
    return Plan(
        dataset=free_name(pool, str(about.get("title") or "") or Path(draft.name).name), title=str(about.get("title") or ""), description=str(about.get("description") or ""),
        language=language,
        publisher=str(about.get("publisher") or "") or pool.config.publisher, sector=str(about.get("sector") or ""), licence=licence,
        goal=str(about.get("goal") or "public"), verdict=verdict(report, weighed),
    )  # fmt: skip


def _like(pool: Pool, like: str, report: Mapping[str, Any], weighed: Mapping[str, Any] | None) -> Plan:
    """A new delivery: described as the dataset is, decided as it was, as far as that still holds."""
    there = register.dataset(register.folder_of(pool.layout.datasets, like))
    language = "nl" if "en" not in there.title and "nl" in there.title else "en"
    decision = there.decision
    told = next(iter(there.description.values()), "")
    held = decision is not None and decision.verdict in WITH_ROWS
    return Plan(
        dataset=there.id, title=there.title.get(language) or next(iter(there.title.values())), description=there.description.get(language) or told, language=language,
        publisher=there.publisher,
        sector=there.sector, licence=there.licence, goal=there.goal, mining=there.mining, contact=there.contact,
        verdict=decision.verdict if decision is not None and held else verdict(report, weighed), who=decision.who if decision else "", why=decision.why if decision else "",
        signed=decision.signed if decision else (), again=True, stands=held and not any(one["stops"] for one in report["drift"]),
    )  # fmt: skip


def verdict(report: Mapping[str, Any], weighed: Mapping[str, Any] | None) -> str:
    """How far it may be shared, as things are chosen now: as it is, after the remedies, or as the rules say where something is left."""
    if weighed is None:
        return str(report["verdict"])
    if weighed["left"] and any(one["state"] == "finding" for one in weighed["findings"]):
        return str(report["verdict"]) if report["verdict"] not in ("OPEN", "OPEN AFTER") else "DESCRIBE ONLY"
    if report["verdict"] in ("POOLED ONLY", "ASK"):
        return str(report["verdict"])
    if report["verdict"] == "DESCRIBE ONLY" and weighed["verdict"] == "DESCRIBE ONLY":
        return "DESCRIBE ONLY"
    return "OPEN AFTER" if weighed["acts"] else "OPEN"


def free_name(pool: Pool, wish: str) -> str:
    """A short name that no dataset of the pool has yet."""
    name = (names.name_for(Path(wish)) or "dataset")[:55].strip("-_") or "dataset"
    taken, found, number = {folder.name for folder in register.datasets(pool.layout.datasets)}, name, 2
    while found in taken or (pool.layout.root / "pooled" / found).exists():
        found, number = f"{name}-{number}", number + 1
    return found


def checked(plan: Plan) -> Plan:
    """The plan, when it can be decided about.

    Raises: Invalid, naming the field.
    """
    register.must_be_id(plan.dataset)
    for name, most in LONGEST.items():
        if len(str(getattr(plan, name))) > most:
            raise Invalid(f"this is longer than {most:,} characters", where=name, way_out="say it shorter")
    for name, wanted in NEEDED.items():
        if not str(getattr(plan, name)).strip():
            raise Invalid("something is not filled in yet", where=name, way_out=wanted)
    if plan.verdict not in VERDICTS:
        raise Invalid("nobody said how far it may be shared", where="verdict", way_out="choose one of the five answers")
    if plan.sector not in SECTORS:
        raise Invalid("nobody said which sector it is of", where="sector", way_out="choose one from the list")
    if plan.mining not in MINING or plan.goal not in GOALS:
        raise Invalid("this answer is not known", where="mining" if plan.mining not in MINING else "goal", way_out="choose one from the list")
    if plan.language not in LANGUAGES:
        raise Invalid("this language is not one that a description can be written in here", where="language", way_out=f"choose one of: {', '.join(LANGUAGES)}")
    if not re.match(r"^https?://[^\s<>\"{}|^`\\]+$", plan.licence):
        raise Invalid("a licence is named by its address", where="licence", way_out="answer the three questions, or paste the address of your own licence (https://...)")
    if plan.contact and not re.match(r"^(mailto:[^\s@<>\"]+@[^\s@<>\"]+|https?://[^\s<>\"]+)$", plan.contact):
        raise Invalid("this is no mail address and no address of a page", where="contact", way_out="mailto:desk@example.org, or https://...")
    return plan


def _address(said: str) -> str:
    return said if said.startswith(("http://", "https://")) else ""
