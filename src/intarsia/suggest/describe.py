"""The draft of a dataset's description, with the reading options as they were guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from intarsia.model import MINING
from intarsia.tomltext import key as _key
from intarsia.tomltext import text as toml

_TEXT = """\
id = {id}
title = {{ {language} = {title} }}
description = {{ {language} = {description} }}
publisher = {publisher}
sector = {sector}
goal = "{goal}"            # or commercial
selection = "unknown"      # complete register | legal deposit | own output | sample | chosen by fame | unknown
licence = {licence}
mining = "{mining}"             # AI training and text mining of the metadata: allowed | reserved | ask

[[distribution]]
name = {file}
format = {format}
path = {file}
"""
ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"


def text(file: Path, format_name: str, options: dict[str, Any], sector: str, given: dict[str, str]) -> str:
    """dataset.toml without a decision. `given`: id, title, description, language (of both), publisher, licence, goal, mining, contact, like."""
    name = given.get("id") or "dataset"
    body = _TEXT.format(
        id=toml(name),
        title=toml(given.get("title") or name),
        publisher=toml(given.get("publisher") or "..."),
        sector=toml(sector),
        licence=toml(given.get("licence") or ZERO),
        language=_key(given.get("language") or "en"),
        description=toml(given.get("description") or "..."),
        goal="commercial" if given.get("goal") == "commercial" else "public",
        mining=given["mining"] if given.get("mining") in MINING else "ask",
        file=toml(file.name),
        format=toml(format_name),
    )
    if given.get("like"):
        body = body.replace("\nmining =", f'\nlike = {toml(given["like"])}\nmining =', 1)
    if given.get("contact"):
        body = body.replace("\nmining =", f'\ncontact = {toml(given["contact"])}\nmining =', 1)
    written = [f"{_key(k)} = {value}" for k, v in options.items() if k != "max_bytes" and (value := _value(v))]
    if written:
        body += "\n# how the file is read, as guessed: this is the one place to mend it\n[distribution.options]\n" + "\n".join(written) + "\n"
    return body


def _value(value: Any) -> str:
    """A guessed option as TOML; '' for what says nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return toml(value)
    if isinstance(value, (list, tuple)) and value:
        return "[" + ", ".join(_value(v) for v in value) + "]"
    if isinstance(value, dict) and value:
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    return ""
