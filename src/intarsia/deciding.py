"""Deciding: who lets a dataset be shared, how far and why, written into its description."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

from intarsia.errors import Conflict, Invalid, NotFound
from intarsia.model import USES, VERDICTS
from intarsia.pool import Pool
from intarsia.steps import register

#: what printed commands have in the place of a role and a reason
PLACEHOLDERS = frozenset({"", "your role", "your reason", "role", "reason", "who", "why"})
_TABLE = re.compile(r"^\[decision\][^\n]*\n(?:(?!\[)[^\n]*(?:\n|\Z))*", re.MULTILINE)


def decide(pool: Pool, dataset: str, verdict: str, who: str, why: str, *, use: str = "anyone", again: bool = False) -> Path:
    """Write the [decision] of a dataset; the rest of dataset.toml stays byte for byte. Returns the file.

    again: replace an earlier decision; the ledger keeps both.
    Raises: NotFound for an unknown dataset; Conflict for a decision that is there already; Invalid for what is no decision.
    """
    folder = pool.layout.dataset(dataset) if register.DATASET_ID.fullmatch(dataset) else None
    if folder is None or not (folder / "dataset.toml").is_file():
        known = ", ".join(path.name for path in register.datasets(pool.layout.datasets)) or "none yet"
        raise NotFound(f"there is no dataset '{dataset}' in this pool", where=str(pool.layout.datasets), way_out=f"there are: {known}")
    for value, known_words, option in ((verdict, VERDICTS, "--verdict"), (use, USES, "--use")):
        if value not in known_words:
            raise Invalid(f"'{value}' is not known here", where=option, way_out="one of: " + ", ".join(known_words))
    if not who.strip() or not why.strip():
        raise Invalid(
            "a decision names who took it and why",
            where="--who" if not who.strip() else "--why",
            way_out='a role and a reason: --who "head of collections" --why "facts about published films; the licence allows it"',
        )
    for said, option, asked in ((who, "--who", "who decides: a role, such as 'head of collections'"), (why, "--why", "why it may be shared: a reason that everybody may read")):
        if " ".join(said.split()).strip(" .").casefold() in PLACEHOLDERS:
            raise Invalid(f"'{said.strip()}' only stands for {option} in the printed command", where=option, way_out=f"write in its place {asked}")
    path = folder / "dataset.toml"
    before = register.dataset(folder).decision
    if before is not None and not again:
        raise Conflict(f"'{dataset}' has a decision already: {before.verdict}", where=str(path), way_out="to replace it, say so with --again; the ledger keeps both")
    today = datetime.date.today().isoformat()
    given = {"verdict": verdict, "who": who.strip(), "when": today, "why": why.strip(), **({"use": use} if use != "anyone" else {})}
    _write(path, given, folder)
    if before is not None:
        ledger = pool.ledger()
        try:
            ledger.record(who.strip(), "decide", dataset, {"verdict": verdict, "use": use, "why": why.strip(), "before": before.verdict, "before_why": before.why})
        finally:
            ledger.close()
    return path


def _write(path: Path, given: dict[str, str], folder: Path) -> None:
    """The table in place of the old one, or at the end; written aside and renamed, and read again before it counts."""
    text = path.read_bytes().decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    table = newline.join(["[decision]", *(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in given.items()), ""])
    found = _TABLE.search(text)
    if found:
        kept = found[0][len(found[0].rstrip()) :].removeprefix("\r").removeprefix("\n")  # the blank lines before the next table
        changed = text[: found.start()] + table + kept + text[found.end() :]
    else:
        changed = text + ("" if text.endswith("\n") else newline) + newline + table
    aside = path.with_name(".dataset.toml.new")
    aside.write_bytes(changed.encode("utf-8"))
    old = path.read_bytes()
    aside.replace(path)
    try:
        decision = register.dataset(folder).decision
        if decision is None or decision.verdict != given["verdict"] or decision.why != given["why"]:
            raise Invalid("the decision cannot be written into this file", where=str(path), way_out="write the table [decision] by hand; see docs/datasets.md")
    except Invalid:
        path.write_bytes(old)
        raise
