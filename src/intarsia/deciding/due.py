"""Due: which decisions are to be asked again, and what the others wait for; from the descriptions as they stand now."""

from __future__ import annotations

from typing import Any

from intarsia import conditions
from intarsia.errors import IntarsiaError
from intarsia.model import Decision
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.steps import register

AT_ITS_WORD = "decided before rules looked at the data: taken at its word"
HELD = {"recipe": "its rows stay here: there is no recipe yet", "embargo": "its rows stay here until the embargo ends", "condition": "its rows stay here until the condition is met",
        "undo": "its condition is met; its rows leave unless it is decided again"}


def decisions(pool: Pool, as_of: str) -> dict[str, dict[str, Any]]:
    """Of each dataset of the pool: ask_again, due, condition, pledged, embargo, held and a note; "" or None where there is nothing to say."""
    released = {row["dataset"]: row for row in pool.reader().records("SELECT * FROM decision")} if pool.current() and _has(pool.reader()) else {}
    found = {}
    for folder in register.datasets(pool.layout.datasets):
        try:
            decision = register.dataset(folder).decision
        except IntarsiaError as error:
            found[folder.name] = {**nothing(), "note": error.what}
            continue
        found[folder.name] = _told(decision, released.get(folder.name, {}), as_of)
    return found


def lines(told: dict[str, dict[str, Any]]) -> list[str]:
    """What a terminal says of decisions: nothing where nothing is due and nothing waits."""
    said = [f"due: ask again about {name} (since {one['ask_again']})" for name, one in told.items() if one["due"]]
    said += [f"{name} waits: {one['condition']}" + (f" ({one['pledged']})" if one["pledged"] else "") for name, one in told.items() if one["condition"]]
    said += [f"{name}: {one[key]}" for name, one in told.items() for key in ("held", "note") if one[key] and one[key] != AT_ITS_WORD]
    trusted = [name for name, one in told.items() if one["note"] == AT_ITS_WORD]
    return said + ([f"{AT_ITS_WORD}: {', '.join(trusted)}"] if trusted else [])


def _told(decision: Decision | None, released: dict[str, Any], as_of: str) -> dict[str, Any]:
    if decision is None:
        return {**nothing(), "note": "not decided yet"}
    condition = conditions.in_words(decision.condition) if decision.condition else ""
    pledged = f"{released['pledged']} of {released['needed']} pledged" if condition and released.get("needed") else ""
    leaves = f"; met on {released['met_on']}, leaves on {released['leaves_on']}" if condition and released.get("met_on") else ""
    return {"ask_again": decision.until or None, "due": bool(decision.until and decision.until <= as_of), "condition": condition or None,
            "pledged": pledged + leaves if pledged else None, "embargo": decision.embargo or None, "held": HELD.get(released.get("held") or ""),
            "note": AT_ITS_WORD if not decision.evidence and decision.verdict != "ASK" and decision.use == "anyone" else None}


def nothing() -> dict[str, Any]:
    """Of a dataset of which there is nothing to say, such as a table of the pool."""
    return {"ask_again": None, "due": False, "condition": None, "pledged": None, "embargo": None, "held": None, "note": None}


def _has(reader: Reader) -> bool:
    return "decision" in reader.manifest["tables"]
