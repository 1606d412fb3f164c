"""Writing: the table [decision] of a description; the rest of the file stays byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intarsia import tomltext
from intarsia.errors import Invalid
from intarsia.model import Decision
from intarsia.steps import register

_TABLE = re.compile(r"^\[decision\][^\n]*\n(?:(?!\[)[^\n]*(?:\n|\Z))*", re.MULTILINE)


def write(folder: Path, given: Mapping[str, Any]) -> Decision:
    """The table in place of the old one, or at the end; written aside and renamed, and read again before it counts.

    Raises: Invalid when the file cannot hold it; the file is then as it was.
    """
    path = folder / "dataset.toml"
    old = path.read_bytes()
    text = old.decode("utf-8")
    newline = "\r\n" if "\r\n" in text else "\n"
    table = newline.join(["[decision]", *(f"{key} = {tomltext.value(value)}" for key, value in given.items()), ""])
    found = _TABLE.search(text)
    if found:
        kept = found[0][len(found[0].rstrip()) :].removeprefix("\r").removeprefix("\n")  # the blank lines before the next table
        changed = text[: found.start()] + table + kept + text[found.end() :]
    else:
        changed = text + ("" if text.endswith("\n") else newline) + newline + table
    aside = path.with_name(".dataset.toml.new")
    aside.write_bytes(changed.encode("utf-8"))
    aside.replace(path)
    try:
        decision = register.dataset(folder).decision
        if decision is None or any(getattr(decision, key) != given[key] for key in ("verdict", "who", "when", "why")):
            raise Invalid("the decision cannot be written into this file", where=str(path), way_out="write the table [decision] by hand; see docs/deciding.md")
    except Invalid:
        path.write_bytes(old)
        raise
    return decision
