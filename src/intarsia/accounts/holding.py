"""Whose a dataset is: the organisation that published it here, or this machine's owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intarsia.accounts.who import HERE
from intarsia.errors import NotFound

if TYPE_CHECKING:
    from intarsia.pool import Pool
    from intarsia.store.desk import DeskFile


def holder(pool: Pool, dataset: str) -> str:
    """The id of the organisation whose this dataset is; `HERE` where no organisation holds it."""
    return holdings(pool).get(dataset, HERE)


def held(pool: Pool, organisation: str) -> frozenset[str]:
    """The datasets that an organisation holds; for `HERE`, those of the pool that no organisation holds."""
    every = holdings(pool)
    if organisation == HERE:
        folder = pool.layout.datasets
        return frozenset(path.parent.name for path in folder.glob("*/dataset.toml")) - every.keys() if folder.is_dir() else frozenset()
    return frozenset(dataset for dataset, one in every.items() if one == organisation)


def holdings(pool: Pool) -> dict[str, str]:
    """Dataset -> the id of the organisation that holds it."""
    import sqlalchemy as sa

    from intarsia.accounts.schema import HOLDING

    desk = _desk(pool)
    if not desk.has("holding"):
        return {}
    with desk.read() as connection:
        return {row.dataset: row.organisation for row in connection.execute(sa.select(HOLDING))}


def hold(pool: Pool, dataset: str, organisation: str) -> None:
    """Write down whose a dataset is from now on. organisation: an id, or `HERE`.

    Raises: NotFound for an organisation that is not there.
    """
    import sqlalchemy as sa

    from intarsia.accounts.schema import HOLDING, ORGANISATION

    if organisation == HERE and not _desk(pool).has("holding"):
        return
    with _desk(pool).write() as connection:
        connection.execute(sa.delete(HOLDING).where(HOLDING.c.dataset == dataset))
        if organisation == HERE:
            return
        if connection.execute(sa.select(ORGANISATION.c.id).where(ORGANISATION.c.id == organisation)).first() is None:
            raise NotFound(f"there is no organisation '{organisation}'", where=organisation, way_out="see them: intarsia people list")
        connection.execute(sa.insert(HOLDING).values(dataset=dataset, organisation=organisation))


def _desk(pool: Pool) -> DeskFile:
    from intarsia.store.desk import at

    return at(pool.layout.desk)
