"""Packing: a file is checked, made safer and signed on its owner's machine; what comes out is the only thing that needs to leave it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from intarsia import __version__, code, disk, sandbox, signing, tomltext
from intarsia.checking.report import Seen, checked
from intarsia.deciding import PLACEHOLDERS
from intarsia.errors import Conflict, Invalid, Refused
from intarsia.parcel import content
from intarsia.steps import register
from intarsia.suggest import drafts

DATA = "data.parquet"


@dataclass(frozen=True)
class Packed:
    """What was packed: the file, the rows that came in and that are in it, verdict before and after, the remedies in words, and whose key signed it."""

    file: Path
    dataset: str
    rows_in: int
    rows_out: int
    verdict: str
    after: str
    remedies: tuple[str, ...]
    columns: tuple[str, ...]
    fingerprint: str
    notes: tuple[str, ...]


def pack(file: Path, target: Path, who: str, why: str, *, dataset: str = "", title: str = "", publisher: str = "", format_name: str = "", options: dict[str, Any] | None = None,
         signed: Sequence[str] = (), like: str = "", today: str = "", **about: Any) -> Packed:
    """Check a file, apply the remedies that are suggested, and write the parcel `target`. Nothing leaves the machine.

    who, why: the decision, with a role and a reason that everybody may read. signed: rules whose findings, still there afterwards, somebody answers
    for. like: the text of the recipe of an earlier parcel, which is replayed. about: what is known of the file, as texts (`checking.report.ABOUT`).
    Raises: Invalid for what is no decision, name or file; Conflict when the target is there; Refused when something is still found afterwards, or
    the delivery drifted from its recipe.
    """
    name = dataset or drafts.name_for(file)
    _asked(name, who, why, target)
    with checked(file, format_name, options, like=like, fix=True, **about) as seen, tempfile.TemporaryDirectory(prefix="intarsia-pack-") as scratch:
        left = _may_leave(seen, file, set(signed))
        folder = Path(scratch) / name
        folder.mkdir()
        assert seen.safe is not None  # _may_leave
        pq.write_table(pq.read_table(seen.safe, partitioning=None), folder / DATA, compression="zstd", compression_level=3)
        draft = drafts.suggested(folder / DATA, format_name="parquet", sector=about.get("sector", ""))[0]
        described = draft.description(id=name, title=title or name, publisher=publisher, licence=about.get("licence", "") or _licence(seen.report))
        texts = {"dataset.toml": described + _decision(seen, who, why, left, content.checksum(folder / DATA), today), "mapping.toml": draft.mapping, "recipe.toml": seen.recipe.text,
                 "report.json": json.dumps(seen.report, ensure_ascii=False, indent=1, sort_keys=True, default=str)}
        for one, text in texts.items():
            (folder / one).write_text(text, "utf-8")
        register.dataset(folder)  # what cannot be read here cannot be read there
        key = signing.own()
        body = {"version": __version__, "dataset": name, "rows_in": seen.rows_in, "rows_out": seen.rows_out, "verdict": seen.report["verdict"], "after": seen.report["after"],
                "publisher": publisher, "left_out": _lists(seen.report)}
        _written(folder, content.manifest(folder, body, key), target)
        lists = ", ".join(one["list"] for one in body["left_out"])
        notes = (f"the lists within records are not in it, and the parcel says so: {lists}",) if lists else ()
        return Packed(target, name, seen.rows_in, seen.rows_out, seen.report["verdict"], seen.report["after"], tuple(_remedies(seen)),
                      tuple(pq.read_schema(folder / DATA).names), key.fingerprint, notes)


def recipe_in(parcel: Path) -> str:
    """The recipe of an earlier parcel, to be replayed.

    Raises: Invalid for what is no parcel.
    """
    with tempfile.TemporaryDirectory(prefix="intarsia-pack-") as scratch:
        unpacked(parcel, Path(scratch), 0)
        return (Path(scratch) / "recipe.toml").read_text("utf-8")


def unpacked(parcel: Path, folder: Path, largest: int) -> None:
    """A parcel in an empty folder, unpacked by a child process with limits. largest: the most bytes of one file; 0 leaves it to the limits.

    Raises: Invalid with the parcel named.
    """
    limits = sandbox.Limits.reading(parcel.stat().st_size)
    asked = {"parcel": str(parcel.absolute()), "folder": str(folder), "max_bytes": largest or max(content.MOST.values())}
    sandbox.call("intarsia.parcel.content:take", asked, limits, where=str(parcel), folder=folder)


def _asked(name: str, who: str, why: str, target: Path) -> None:
    register.must_be_id(name)
    for said, option in ((who, "--who"), (why, "--why")):
        if " ".join(said.split()).strip(" .").casefold() in PLACEHOLDERS:
            raise Invalid("a parcel says who decided that it may leave, and why", where=option,
                          way_out='a role and a reason: --who "head of collections" --why "facts about published films"')
    if target.suffix != content.SUFFIX:
        raise Invalid("a parcel is known by its name", where=str(target), way_out=f"end it in {content.SUFFIX}")
    if target.exists():
        raise Conflict(f"{target.name} is there already", where=str(target), way_out="choose another name, or move it away")


def _may_leave(seen: Seen, file: Path, signed: set[str]) -> list[str]:
    """The rules that still find something after the remedies, all of them signed for.

    Raises: Refused.
    """
    drift = [str(change.get("sentence", change.get("kind", ""))) for change in seen.report.get("drift") or () if change.get("stops")]
    if drift:
        raise Refused("this delivery is not as its recipe expects: " + "; ".join(drift[:5]), where=str(file),
                      way_out="look at what changed: intarsia check FILE; then pack it without --like")
    left = sorted({rule for rule in seen.recipe.remains} | {rule for one in seen.recipe.expects for rule in one.remains})
    unsigned = [rule for rule in left if rule not in signed]
    if seen.safe is None or (seen.report["after"] != "OPEN" and (unsigned or seen.report["after"] != "OPEN AFTER")):
        raise Refused(f"after the suggested changes the verdict would be {seen.report['after']}, so nothing is packed", where=str(file),
                      way_out=("answer for what is left: " + " ".join(f"--signed {rule}" for rule in unsigned)) if unsigned and seen.report["after"] == "OPEN AFTER" and seen.safe
                      else f"describe it instead; see why: intarsia check {file.name}")
    return left


def _lists(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The lists within records, which a parcel of one table has no place for: each with its columns. The signed account names them."""
    found: dict[str, list[str]] = {}
    for column in report["columns"]:
        if column.get("list"):
            found.setdefault(str(column["list"]), []).append(str(column["column"]))
    return [{"list": name, "columns": found[name]} for name in sorted(found)]


def _licence(report: dict[str, Any]) -> str:
    """The licence that was found with the file, as far as it is an address."""
    found = report.get("licence")
    said = str(found.get("licence", "")) if isinstance(found, dict) else str(found or "")
    return said if said.startswith(("http://", "https://")) else ""


def _decision(seen: Seen, who: str, why: str, left: list[str], sha256: str, today: str) -> str:
    """The table [decision] of the description."""
    lines = ["", "[decision]", 'verdict = "OPEN"', f"who = {_text(who)}", f'when = "{today or seen.report["as_of"]}"', f"why = {_text(why)}"]
    lines += [f"signed = [{', '.join(map(_text, left))}]"] if left else []
    lines += ["", "[decision.evidence]", f"verdict = {_text(seen.report['after'])}", f"rules = [{', '.join(map(_text, left))}]", f"code = {_text(code.version('triage'))}",
              f'files = {{ "{DATA}" = "{sha256}" }}', ""]
    return "\n".join(lines)


def _remedies(seen: Seen) -> list[str]:
    return [f"{one.get('title') or one.get('remedy')}: {', '.join(one.get('columns') or ()) or 'the whole table'}" for one in seen.report["suggested"]]


def _text(value: str) -> str:
    return tomltext.text(" ".join(value.split()))


def _written(folder: Path, body: dict[str, Any], target: Path) -> None:
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with disk.in_words(target.absolute().parent):
            content.write(folder, body, aside)
            os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)
