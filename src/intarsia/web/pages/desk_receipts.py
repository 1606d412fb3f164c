"""What each release gave to each dataset on a desk: links and gained values, release by release."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.mailing import rounds
from intarsia.pool import Pool
from intarsia.stewarding import holdings, receipts
from intarsia.web.desk import Owner
from intarsia.web.routes import page

router = APIRouter(tags=["desk"])
COLUMNS = ("release", "issued", "dataset", "records", "linked", "gained", "partners")


@page(router, "/desk/receipts", "json", "csv", about="What each of the last releases gave to each of the desk's datasets")
def listed(visit: Owner) -> Response:
    """A table: datasets by releases. What is not counted yet is counted meanwhile."""
    pool = visit.serving.pool
    datasets = holdings.seen(pool, visit.who).datasets
    counting = receipts.count_aside(pool)
    told = gave(pool, datasets)
    titles = {name: rounds.title(pool, name, visit.language) for one in told for name in one["datasets"]}
    rows = [[one["release"], one["issued"], name, *((figures or {}).get(key) for key in COLUMNS[3:])] for one in told for name, figures in one["datasets"].items()]
    return visit.answer("desk-receipts.html", told, meta={"counting": counting}, table=(COLUMNS, rows), counting=counting,
                        titles=sorted(titles.items(), key=lambda one: one[1].casefold()), now=set(told[0]["datasets"]) if told else set())


def gave(pool: Pool, datasets: frozenset[str]) -> list[dict[str, Any]]:
    """The last releases with what each gave; without those that have none of the datasets."""
    return [one for one in receipts.kept(pool, datasets) if one["datasets"]]
