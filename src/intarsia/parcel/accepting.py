"""Accepting: a parcel of somebody else becomes a dataset of the pool, once every checksum and the signature agree."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intarsia import disk, signing
from intarsia.errors import Conflict, IntarsiaError, Invalid, Refused
from intarsia.parcel import content
from intarsia.parcel.packing import DATA, unpacked
from intarsia.pool import Pool
from intarsia.shelf.mappings import mapping as mappings
from intarsia.shelf.remedies import recipe as recipes
from intarsia.steps import profile, register

KIND = "signer"
KEPT = "parcel"  # what came with the data and is not read by a build: the signed manifest, the recipe that was applied, the report

MOST, LONGEST = 200, 200  #: lists that are told of, and characters of a name


@dataclass(frozen=True)
class Accepted:
    """A dataset that came in a parcel: its folder, its rows, whose key signed it, and whether that key signed one for this pool before.
    left_out: the lists within records that its owner's file had and the parcel has not."""

    folder: Path
    rows: int
    fingerprint: str
    known: bool
    left_out: tuple[str, ...] = ()


def accept(pool: Pool, parcel: Path, *, dataset: str = "", again: bool = False, new_key: bool = False) -> Accepted:
    """Check a parcel and make it a dataset, ready to build.

    dataset: another short name. again: take the place of an earlier delivery of the same dataset. new_key: accept that its owner signs with another
    key than before. Raises: Invalid for a parcel that is damaged, changed or not signed; Conflict for a dataset that is there; Refused for another key.
    """
    with disk.in_words(pool.layout.root), tempfile.TemporaryDirectory(prefix=".intarsia-parcel-", dir=pool.layout.root) as scratch:
        folder = Path(scratch) / "parcel"
        folder.mkdir()
        unpacked(parcel, folder, pool.config.reading.output)
        try:
            body = believed(folder)
            fingerprint = signing.signer(body)
        except Invalid as error:
            error.where = str(parcel)
            raise
        name = dataset or str(body["dataset"])
        target = _place(pool, name, again)
        known = trusted(pool, name, fingerprint, new_key)
        _readable(pool, folder, name, int(body["rows_out"]), parcel)
        (folder / KEPT).mkdir()
        for one in (content.MANIFEST, "recipe.toml", "report.json"):
            (folder / one).rename(folder / KEPT / one)
        old = Path(scratch) / "old"
        if target.exists():
            target.rename(old)
        folder.rename(target)
        shutil.rmtree(old, ignore_errors=True)
        with closing(pool.ledger()) as ledger:
            told = {"fingerprint": fingerprint, "rows": int(body["rows_out"]), "sha256": body["files"][DATA]["sha256"]}
            ledger.record(str(body.get("publisher") or "owner of the parcel")[:200], KIND, name, told)
    return Accepted(target, int(body["rows_out"]), fingerprint, known, _left_out(body))


def believed(folder: Path) -> dict[str, Any]:
    """The manifest, when every file is as it says. Raises: Invalid."""
    again = "ask for another copy, made with: intarsia pack FILE"
    try:
        body = json.loads((folder / content.MANIFEST).read_text("utf-8"))
        files = body["files"]
        if body["intarsia"] != content.FORMAT or set(files) != set(content.MOST):
            raise ValueError("another kind")
        for name in content.MOST:
            if files[name] != {"bytes": (folder / name).stat().st_size, "sha256": content.checksum(folder / name)}:
                raise Invalid(f"{name} in this parcel is not as its manifest says", way_out=again)
        if not register.DATASET_ID.fullmatch(str(body["dataset"])) or not isinstance(body["rows_out"], int):
            raise ValueError("no name or no rows")
    except (KeyError, TypeError, ValueError, AttributeError, OSError, RecursionError):
        raise Invalid("the manifest of this parcel cannot be understood", way_out=again) from None
    found: dict[str, Any] = body
    return found


def _left_out(body: dict[str, Any]) -> tuple[str, ...]:
    """The lists that a manifest says were left out; parcels of earlier versions say nothing of them."""
    said = body.get("left_out")
    return tuple(str(one.get("list"))[:LONGEST] for one in said[:MOST] if isinstance(one, dict)) if isinstance(said, list) else ()


def _place(pool: Pool, name: str, again: bool) -> Path:
    register.must_be_id(name)
    target = pool.layout.dataset(name)
    if target.exists() and not (again and (target / KEPT / content.MANIFEST).is_file()):
        came = (target / KEPT / content.MANIFEST).is_file()
        raise Conflict(f"there is a dataset '{name}' already", where=str(target), way_out="a new delivery of it takes its place with --again; or choose another name with --id" if came
                       else "choose another name with --id")
    return target


def trusted(pool: Pool, name: str, fingerprint: str, new_key: bool) -> bool:
    """Trust on first use: is it the key that signed this dataset before? Raises: Refused."""
    with closing(pool.ledger()) as ledger:
        acts = ledger.judgements(KIND, standing=True)
    before = next((one["body"]["fingerprint"] for one in reversed(acts) if one["subject"] == name), None)
    if before is not None and before != fingerprint and not new_key:
        raise Refused(f"'{name}' was signed with another key before", where=f"before: {before}; now: {fingerprint}",
                      way_out="ask its owner, in another way than the one it came by, whether the key is theirs; if so: --new-key")
    return any(one["body"]["fingerprint"] == fingerprint for one in acts)


def _readable(pool: Pool, folder: Path, name: str, rows: int, parcel: Path) -> None:
    """Description, mapping and recipe are right, the one file is the one in the parcel, and a child reads as many rows as were signed. Raises: Invalid."""
    described = folder / "dataset.toml"
    described.write_text(re.sub(r'(?m)^id = "[^"\n]*"', f"id = {json.dumps(name)}", described.read_text("utf-8"), count=1), "utf-8")
    aside = folder.with_name(name)
    folder.rename(aside)  # a description is checked against the name of its folder
    try:
        found = register.dataset(aside)
        mappings.load(aside / "mapping.toml")
        recipes.load(aside / "recipe.toml")
        if [(one.path, one.url, one.format) for one in found.distributions] != [(DATA, "", "parquet")] or found.decision is None or not found.decision.evidence:
            raise Invalid("its description is of other files, or its decision does not say what was checked", way_out="ask for one made with: intarsia pack FILE")
        with tempfile.TemporaryDirectory(dir=aside.parent) as scratch:
            raw = profile.apart(aside / DATA, "parquet", {}, Path(scratch), settings=pool.config.reading, described=False).raw
        if raw.rows_in != rows:
            raise Invalid("its data have another number of rows than was signed", way_out="ask for one made with: intarsia pack FILE")
    except IntarsiaError as error:
        raise Invalid(f"this parcel cannot be used: {error.what}", where=str(parcel), way_out=error.way_out) from None
    finally:
        aside.rename(folder)
