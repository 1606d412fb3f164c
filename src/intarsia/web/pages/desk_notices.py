"""Notices at the desk: what stands in the descriptions of one's own datasets, with a form for one more."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import accounts, notices
from intarsia.accounts.who import HERE
from intarsia.errors import IntarsiaError, Invalid, NotFound
from intarsia.model import NOTICES
from intarsia.web.desk import Act, Owner
from intarsia.web.routes import page
from intarsia.web.visit import Visit

router = APIRouter(tags=["desk"])
MOST_COLUMNS = 400
MOST_RECORDS = 2_000
TYPED = ("dataset", "kind", "label", "link", "records", "column", "values")


@page(router, "/desk/notices", "json", about="What readers of one's own datasets should know first, as their descriptions state it")
def stated(visit: Owner) -> Response:
    """The notices of each dataset, released or not, and the form; ?dataset=, ?record= and ?kind= fill it in."""
    asked = visit.request.query_params
    return shown(visit, {"dataset": asked.get("dataset", ""), "kind": asked.get("kind", ""), "records": asked.get("record", "")})


def shown(visit: Visit, typed: dict[str, str], problem: dict[str, Any] | None = None, status: int = 200) -> Response:
    """The page with what was typed so far."""
    pool, held = visit.serving.pool, accounts.holdings(visit.serving.pool)
    found = []
    for folder in notices.folders(pool):
        if not visit.who.may("judge", held.get(folder.name, HERE)):
            continue
        try:
            told: list[dict[str, Any]] = [vars(one) | {"number": number} for number, one in enumerate(notices.stated(folder))]
        except IntarsiaError:  # a description that cannot be read is told by the build, and hides no other
            continue
        found.append({"dataset": folder.name, "notices": told})
    known = "SELECT DISTINCT \"column\" FROM profile WHERE dataset = ? AND source_table = '' ORDER BY 1 LIMIT ?"
    columns = visit.reader.rows(known, [typed.get("dataset", ""), MOST_COLUMNS]) if visit.release else []
    fields = (*TYPED, *(f"text_{language}" for language in pool.config.languages))
    return visit.answer("desk-notices.html", found, status=status, typed=dict.fromkeys(fields, "") | typed, problem=problem, kinds=NOTICES, spoken=pool.config.languages,
                        columns=[column for (column,) in columns], command=f"intarsia build {pool.layout.root.name}")


@router.post("/desk/notices", include_in_schema=False)
def change(act: Act) -> Response:
    """Add one, or take one away; it shows with the next build."""
    visit, dataset = act.visit, act.need("dataset")
    pool = visit.serving.pool
    act.must("judge", accounts.holder(pool, dataset))
    folder = notices.folder(pool, dataset)
    if act.get("remove"):
        if not act.get("remove").isdecimal():
            raise NotFound("there is no such notice", where="remove", way_out="load the page again")
        notices.remove(folder, int(act.get("remove")))
        return act.back("/desk/notices", dataset=dataset)
    typed = {name: act.get(name) for name in TYPED} | {f"text_{language}": act.get(f"text_{language}") for language in pool.config.languages}
    try:
        notices.add(folder, read(typed, pool.config.languages))
    except Invalid as error:
        return shown(visit, typed, {"where": "", "way_out": "", **error.problem()}, error.status)
    return act.back("/desk/notices", dataset=dataset)


def read(typed: dict[str, str], languages: tuple[str, ...]) -> dict[str, Any]:
    """The form as a [[notice]]. Raises: Invalid for more records than a notice should name."""
    records = list(dict.fromkeys(line.strip() for line in typed["records"].replace("\r", "\n").split("\n") if line.strip()))
    if len(records) > MOST_RECORDS:
        raise Invalid(f"a notice names at most {MOST_RECORDS:,} records", where="records", way_out="name a column in which they have something in common, or put it on the whole dataset")
    values = list(dict.fromkeys(line.strip() for line in typed["values"].replace("\r", "\n").split("\n") if line.strip()))
    text = {language: " ".join(typed[f"text_{language}"].split()) for language in languages if typed[f"text_{language}"]}
    return {"kind": typed["kind"], "text": text, "label": " ".join(typed["label"].split()), "link": typed["link"], "records": records, "column": typed["column"], "values": values}
