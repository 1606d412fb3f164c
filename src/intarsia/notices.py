"""Notices: what readers should know before they read, as doors show it, and [[notice]] in a description, which a steward writes.

A notice is of a whole dataset, or of one record; a page about a thing shows those of every record that is one with it, whoever shares
it. The rest of a description stays byte for byte, as `deciding.writing` keeps it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from intarsia import tomltext
from intarsia.errors import Invalid, NotFound
from intarsia.model import Notice
from intarsia.pool import Pool
from intarsia.reader import Reader
from intarsia.steps import register
from intarsia.store.layout import replace

FIELDS = ("kind", "language", "text", "label", "link", "dataset")
LONGEST = 1_000  # characters of a text: a notice is read before what it is about
_BLOCK = re.compile(r"^\[\[notice\]\][^\n]*\n(?:(?!\[)[^\n]*(?:\n|\Z))*", re.MULTILINE)


def any_in(reader: Reader) -> bool:
    """Has the release notices? Most have none, and are asked no further."""
    return bool(reader.manifest["tables"].get("notice"))


def of_things(reader: Reader, ids: Sequence[str], datasets: Iterable[str], language: str) -> list[dict[str, Any]]:
    """What readers of these works or agents should know: of their datasets first, then of the records; each text once, in a language as near as there is."""
    if not any_in(reader):
        return []
    rows = [row for row in reader.where("notice", "dataset", sorted(set(datasets))) if row["entity"] is None] + reader.where("notice", "entity", list(ids))
    return _chosen(rows, language)


def of_dataset(reader: Reader, dataset: str, language: str) -> list[dict[str, Any]]:
    """What readers of a dataset should know; `records`: how many of its works and agents it is about, 0 for the dataset as a whole."""
    if dataset not in reader.manifest["tables"].get("notice", {}).get("parts", {}):
        return []
    listed = reader.records(f'SELECT dataset, kind, language, "text", label, link, count(entity) AS records FROM {reader.part("notice", [dataset])} AS n GROUP BY ALL ORDER BY ALL')
    return _chosen([{**row, "entity": "" if row["records"] else None} for row in listed], language)


def kinds(reader: Reader, ids: Sequence[str]) -> dict[str, str]:
    """What the rows of works carry, by id: for a mark beside each of a list of works."""
    if not any_in(reader):
        return {}
    return {row["id"]: row["notice"] for row in reader.where("work", "id", list(ids)) if row["notice"]}


def of_datasets(reader: Reader) -> dict[str, str]:
    """What readers of each dataset as a whole should know, on one line, in the release's first language; only of datasets that say something."""
    if not any_in(reader):
        return {}
    found: dict[str, list[str]] = {}
    for one in _chosen(reader.records("SELECT * FROM notice WHERE entity IS NULL"), reader.languages[0]):
        found.setdefault(one["dataset"], []).append(f"{one['kind']}: {one['text']}")
    return {dataset: " | ".join(said) for dataset, said in found.items()}


def _chosen(rows: Iterable[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """Of each notice one text: in the language asked for, else in English, else the first. Texts of one thing with one kind, label and link are one notice in several languages."""
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        name = (row["dataset"], row["entity"], row["kind"], row["label"], row["link"])
        mine = groups.setdefault(name, [])
        if row["text"] is None and not row["link"]:
            continue
        mine.append(row)
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for mine in groups.values():
        spoken = {row["language"] for row in mine}
        wanted = next((one for one in (language, "en") if one in spoken), min(spoken, default=None))
        for row in mine:
            if row["language"] in (wanted, "und"):
                told = {name: row[name] for name in FIELDS} | {"records": row.get("records", 0)}
                found.setdefault(tuple(told[name] for name in FIELDS), told)
    return list(found.values())


def folders(pool: Pool) -> list[Path]:
    """The folders of the datasets of a pool, released or not."""
    return register.datasets(pool.layout.datasets)


def folder(pool: Pool, dataset: str) -> Path:
    """The folder of a dataset. Raises: NotFound with those there are."""
    return register.folder_of(pool.layout.datasets, dataset)


def stated(folder: Path) -> tuple[Notice, ...]:
    """The notices of a description as it stands now, released or not. Raises: NotFound, Invalid."""
    return register.dataset(folder).notices


def add(folder: Path, given: Mapping[str, Any]) -> Notice:
    """Write one more [[notice]] at the end of a description. given: its keys, those that are empty left out.

    Raises: Invalid when it is none, or the file cannot hold it; the file is then as it was.
    """
    told = {name: value for name, value in given.items() if value not in ("", None, [], {}, ())}
    one = register.notice(told, str(folder / "dataset.toml"))
    if any(len(text) > LONGEST for text in one.text.values()):
        raise Invalid(f"a notice has at most {LONGEST:,} characters in each language", where="text", way_out="say it in a few sentences, and give a link to where more is said")
    before = stated(folder)

    def changed(text: str) -> str:
        newline = "\r\n" if "\r\n" in text else "\n"
        lines = ["[[notice]]", *(f"{key} = {tomltext.value(value)}" for key, value in told.items()), ""]
        return text + ("" if text.endswith("\n") else newline) + newline + newline.join(lines)

    _write(folder, changed, (*before, one))
    return one


def remove(folder: Path, number: int) -> Notice:
    """Take a [[notice]] out again, by its place from 0.

    Raises: NotFound when there is none; Invalid when the file is written in a way that only a hand can change.
    """
    before = stated(folder)
    if not 0 <= number < len(before):
        raise NotFound("there is no such notice any more", where=str(folder / "dataset.toml"), way_out="load the page again")
    _write(folder, lambda text: _block(text, number, ""), (*before[:number], *before[number + 1:]))
    return before[number]


def forget(folder: Path, records: Iterable[str]) -> bool:
    """Take records that are erased out of the lists of notices; a notice that names no other goes whole. Was anything changed?

    Raises: Invalid when the file is written in a way that only a hand can change.
    """
    gone, changed = set(records), False
    for number in reversed(range(len(before := stated(folder)))):
        one = before[number]
        if not gone.intersection(one.records):
            continue
        left = tuple(record for record in one.records if record not in gone)
        told = {name: value for name, value in vars(one).items() if value} | {"records": list(left), "values": list(one.values)}
        told = {name: value for name, value in told.items() if value}
        new = "\n".join(["[[notice]]", *(f"{key} = {tomltext.value(value)}" for key, value in told.items()), "", ""]) if left else ""
        now = stated(folder)
        after = (*now[:number], *([register.notice(told, "")] if left else []), *now[number + 1:])
        _write(folder, lambda text, number=number, new=new: _block(text, number, new), after)  # type: ignore[misc]
        changed = True
    return changed


def _block(text: str, number: int, new: str) -> str:
    found = list(_BLOCK.finditer(text))[number:number + 1]
    return text[: found[0].start()] + new + text[found[0].end() :] if found else text


def _write(folder: Path, change: Callable[[str], str], wanted: tuple[Notice, ...]) -> None:
    """Change the description; it is read again before it counts."""
    path = folder / "dataset.toml"
    old = path.read_bytes()
    try:
        tomllib.loads(changed := change(old.decode("utf-8")))
        replace(path, changed)
        if stated(folder) != wanted:
            raise Invalid("the notices cannot be written into this file", where=str(path), way_out="write [[notice]] by hand; see docs/notices.md")
    except (Invalid, tomllib.TOMLDecodeError) as error:
        replace(path, old)
        if isinstance(error, Invalid):
            raise
        raise Invalid("the notices cannot be written into this file", where=str(path), way_out="write [[notice]] by hand; see docs/notices.md") from error
