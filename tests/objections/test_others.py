"""What others did: organisations are counted, not datasets; below five nothing is said at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.objections import others
from intarsia.pool import Pool
from intarsia.reader import Reader
from tests.objections.made import empty

TOML = """id = "{id}"
title = {{ en = "T" }}
description = {{ en = "D" }}
publisher = "{publisher}"
sector = "heritage"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
mining = "ask"

[decision]
verdict = "{verdict}"
who = "steward"
when = "2026-11-20"
why = "because"
{more}"""
RECIPE = 'version = 1\n\n[[remedy]]\nremedy = "{remedy}"\ncolumns = ["price"]\noptions = {{ {options} }}\nbecause = ["trade-figures"]\n'


class Shown:
    """Datasets of a release."""

    def __init__(self, ids: list[str]) -> None:
        self.ids = ids

    def rows(self, sql: str) -> list[tuple[str]]:
        assert "dataset" in sql
        return [(one,) for one in self.ids]


def dataset(pool: Pool, name: str, publisher: str, remedy: str = "bands", verdict: str = "OPEN AFTER", more: str = "") -> None:
    folder = pool.layout.dataset(name)
    folder.mkdir()
    (folder / "dataset.toml").write_text(TOML.format(id=name, publisher=publisher, verdict=verdict, more=more), "utf-8")
    if verdict == "OPEN AFTER":
        (folder / "recipe.toml").write_text(RECIPE.format(remedy=remedy, options="width = 10" if remedy == "bands" else ""), "utf-8")


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    made = empty(tmp_path / "pool")
    for n in range(4):
        dataset(made, f"one{n}", f"Museum {n}")
    dataset(made, "twice", "MUSEUM 0")  # a second dataset of the first organisation counts nothing
    return made


def said(pool: Pool, own: str = "") -> dict[str, str]:
    reader: Reader = Shown([folder.name for folder in pool.layout.datasets.iterdir()])  # type: ignore[assignment]
    return others.told(others.did(pool, reader), "en", own)


def test_below_five_organisations_nothing_is_said(pool: Pool) -> None:
    assert said(pool) == {}


def test_from_five_on_the_most_frequent_is_told_without_names(pool: Pool) -> None:
    dataset(pool, "five", "Theatre", "leave-out")
    told = said(pool)["trade-figures"]
    assert "Of 5 other organisations" in told and ", 4 did this" in told and "Museum" not in told
    assert said(pool, own="Theatre") == {}  # whoever asks is none of the others


def test_keeping_it_to_oneself_counts_too(pool: Pool) -> None:
    dataset(pool, "five", "Theatre", verdict="DESCRIBE ONLY", more='rests_on = "trade-figures"\nuntil = "2027-11-20"\n')
    assert "Of 5 other organisations" in said(pool)["trade-figures"]


def test_what_is_not_in_the_release_counts_nothing(pool: Pool) -> None:
    dataset(pool, "five", "Theatre")
    reader: Reader = Shown(["one0", "one1", "one2", "one3"])  # type: ignore[assignment]
    assert others.told(others.did(pool, reader), "en") == {}
