"""What each release gave to each dataset: the figures of its receipts, counted once for a release and kept in desk.sqlite."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from intarsia.errors import IntarsiaError
from intarsia.pool import Pool
from intarsia.stewarding.schema import RECEIPT
from intarsia.store.desk import at

log = logging.getLogger(__name__)
#: releases that are told, newest first
RELEASES = 6
#: links and gained values are counted from this probability on, as receipts are shown
BOUND = "0.5"
_counting = threading.Lock()


def kept(pool: Pool, datasets: Collection[str]) -> list[dict[str, Any]]:
    """The last releases, newest first: id, issued, and by dataset its figures (records, linked, gained, partners), None while they are not counted."""
    manifests = pool.releases()[:RELEASES]
    known = _known(pool, [one["id"] for one in manifests])
    return [{"release": one["id"], "issued": one["issued"],
             "datasets": {name: known.get((one["id"], name)) for name in sorted(datasets) if name in one["tables"].get("dataset", {}).get("parts", {})}} for one in manifests]


def missing(pool: Pool) -> list[str]:
    """The last releases that are not counted whole, newest first."""
    manifests = pool.releases()[:RELEASES]
    known = {release for release, _ in _known(pool, [one["id"] for one in manifests])}
    return [one["id"] for one in manifests if one["id"] not in known and one["tables"].get("dataset")]


def count(pool: Pool, release: str) -> int:
    """Count the receipts of a release and keep their figures; returns of how many datasets."""
    from intarsia.receipt import Basis, gains, whole

    basis = Basis(pool.reader(release))
    try:
        figures = {}
        for row in basis.rows("SELECT id FROM dataset ORDER BY id"):
            links = gains.linked(basis, row["id"])
            figures[row["id"]] = {"records": gains.records(basis, row["id"])["total"], "linked": links["either"]["records"][BOUND],
                                  "gained": whole.gained(basis, row["id"])["values"][BOUND], "partners": len(links["partners"])}
    finally:
        basis.close()
    with at(pool.layout.desk).write() as connection:
        connection.execute(sa.delete(RECEIPT).where(RECEIPT.c.release == release))
        if figures:
            connection.execute(sa.insert(RECEIPT), [{"release": release, "dataset": name, "figures": json.dumps(one)} for name, one in figures.items()])
    return len(figures)


def count_aside(pool: Pool) -> bool:
    """Count what is missing in a thread of its own, one at a time; True when there is something to wait for."""
    if not missing(pool):
        return False
    threading.Thread(target=_count_all, args=(pool,), name="receipts", daemon=True).start()
    return True


def _count_all(pool: Pool) -> None:
    if not _counting.acquire(blocking=False):
        return
    try:
        for release in missing(pool):
            count(pool, release)
    except (IntarsiaError, OSError, sa.exc.SQLAlchemyError) as error:  # a disk that cannot be written: the desk goes on without these figures
        log.warning("the receipts of a release could not be kept: %s", type(error).__name__)
    finally:
        _counting.release()


def _known(pool: Pool, releases: list[str]) -> dict[tuple[str, str], dict[str, int]]:
    desk = at(pool.layout.desk)
    if not desk.has("receipt_kept"):
        return {}
    with desk.read() as connection:
        return {(row.release, row.dataset): json.loads(row.figures) for row in connection.execute(sa.select(RECEIPT).where(RECEIPT.c.release.in_(releases)))}
