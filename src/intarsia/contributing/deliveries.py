"""Deliveries: a file that is next year's of a dataset of the pool, whose recipe and mapping are used again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intarsia.steps import register

if TYPE_CHECKING:
    from intarsia.pool import Pool


def known(pool: Pool, dataset: str) -> bool:
    """Is there such a dataset in the pool?"""
    return bool(register.DATASET_ID.fullmatch(dataset)) and (pool.layout.dataset(dataset) / "dataset.toml").is_file()


def about(pool: Pool, dataset: str) -> dict[str, Any]:
    """What a draft says of the dataset that it is a new delivery of: like, its recipe where it has one, and how its file was read.

    Raises: NotFound.
    """
    folder = register.folder_of(pool.layout.datasets, dataset)
    recipe = folder / "recipe.toml"
    found: dict[str, Any] = {"like": dataset, **({"recipe": recipe.read_text("utf-8")} if recipe.is_file() else {})}
    described = register.dataset(folder)
    if len(described.distributions) == 1:
        one = described.distributions[0]
        found |= {"format": one.format, "options": dict(one.options)}
    for name in ("sector", "licence", "publisher"):
        if value := getattr(described, name):
            found[name] = value
    return found
