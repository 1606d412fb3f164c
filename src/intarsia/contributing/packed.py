"""Packed: a parcel that was sent: what it says of itself, and taking it in as decided by whoever packed it."""

from __future__ import annotations

import datetime
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from intarsia import signing
from intarsia.contributing import staging
from intarsia.contributing.draft import Draft, now
from intarsia.contributing.plan import KEY, Plan, free_name
from intarsia.contributing.publishing import ACCOUNT, LEAVING, OPEN_STATES, changing, stood
from intarsia.errors import Invalid, Refused
from intarsia.parcel import accepting
from intarsia.parcel.packing import DATA, unpacked
from intarsia.shelf.remedies import recipe as recipes
from intarsia.steps import register

if TYPE_CHECKING:
    from intarsia.pool import Pool

TOLD = "parcel.json"


def about(pool: Pool, draft: Draft) -> dict[str, Any]:
    """What a parcel says: dataset, title, publisher, who, why, verdict before and after, rows_in, rows_out, columns, remedies, signer, known, taken. No cell.

    known: did that key sign this dataset before? taken: is there a dataset of that name already, by a parcel? Unpacked once, checked against its signature.
    Raises: Invalid for one that is damaged, changed or not signed.
    """
    kept = draft.kept(TOLD)
    if not isinstance(kept, dict):
        kept = _read(pool, draft)
        draft.keep(TOLD, kept)
    folder = pool.layout.dataset(kept["dataset"])
    return {**kept, "taken": "by a parcel" if (folder / accepting.KEPT).is_dir() else "otherwise" if folder.exists() else "", "free": free_name(pool, kept["dataset"])}


def _read(pool: Pool, draft: Draft) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix=".parcel-", dir=draft.folder) as scratch:
        folder = Path(scratch) / "parcel"
        folder.mkdir()
        unpacked(draft.file, folder, pool.config.reading.output)
        body = accepting.believed(folder)
        signer = signing.signer(body)
        named = folder.with_name(str(body["dataset"]))
        folder.rename(named)
        described = register.dataset(named)
        if described.decision is None:
            raise Invalid("this parcel does not say who decided that it may leave", where=draft.name, way_out="ask for one made with: intarsia pack FILE")
        acts = recipes.load(named / "recipe.toml").acts
        report = json.loads((named / "report.json").read_text("utf-8"))
        told = {str(one["remedy"]) + "/" + ",".join(one["columns"]): str(one["words"]) for one in report.get("suggested", ())}
        return {"dataset": described.id, "title": described.title, "publisher": described.publisher, "licence": described.licence, "sector": described.sector, "who": described.decision.who,
                "why": described.decision.why, "signed": list(described.decision.signed), "verdict": str(body["verdict"]), "after": str(body["after"]), "rows_in": int(body["rows_in"]),
                "rows_out": int(body["rows_out"]), "columns": pq.read_schema(named / DATA).names,
                "remedies": [told.get(act.remedy + "/" + ",".join(act.columns), f"{act.remedy}: {', '.join(act.columns)}") for act in acts], "fingerprint": signer}


def take(pool: Pool, draft: Draft, by: str, *, dataset: str = "", again: bool = False, new_key: bool = False, owner: str = "", member: int = 0) -> Draft:
    """Make the parcel a dataset beside the draft; it leaves when the time to undo is over, by the decision that it holds.

    Raises: Refused for another key than before; Conflict for a name that is taken; Invalid for what cannot be used.
    """
    told = about(pool, draft)
    name = dataset or str(told["dataset"])
    register.must_be_id(name)
    with changing(draft) as current:
        if current.state not in OPEN_STATES:
            raise Refused("this draft is decided about already", where=draft.name, way_out="undo that first, or wait until it is published")
        if not again and pool.layout.dataset(name).exists():
            raise Refused(f"there is a dataset '{name}' already", where="dataset", way_out="choose another short name, or say that this is its new delivery")
        if again and told["taken"] == "otherwise":
            raise Refused(f"'{name}' did not come as a packed file", where="dataset", way_out="choose another short name; a new delivery of that dataset comes the way the first one came")
        accepting.trusted(pool, name, str(told["fingerprint"]), new_key)
        staging.taken(pool, current, name)
        current.keep(ACCOUNT, {"tables": {}, "rows_in": told["rows_out"], "rejected": 0})
        hour = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=pool.config.contribute.undo_minutes)
        language = "en" if "en" in told["title"] else next(iter(told["title"]), "en")
        plan = Plan(dataset=name, title=told["title"].get(language, name), language=language, publisher=told["publisher"], sector=told["sector"], licence=told["licence"], verdict="OPEN",
                    who=told["who"], why=told["why"], signed=tuple(told["signed"]), again=again)
        leaving = {"at": hour.isoformat(timespec="seconds"), "dataset": name, "by": by, "member": member, "owner": owner or current.owner, "stood": stood(pool, name)}
        return current.say(state="leaves at", stage="", problem={}, times={"decided": now()}, extra={KEY: plan.record(), LEAVING: leaving})
