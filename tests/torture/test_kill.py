"""A seeded sample of `make torture`: four moments, and every named step of a build."""

from __future__ import annotations

from pathlib import Path

from intarsia.pool import Pool
from tests.torture.kill import STEPS, torture
from tests.torture.pools import larger


def test_a_killed_build_never_harms_the_served_release(tmp_path: Path) -> None:
    pool = larger(tmp_path / "pool", rows=400)
    Pool(pool).build()
    result = torture(pool, tmp_path, moments=4, seed=7, each_step=1)
    killed = result["killed"]
    assert isinstance(killed, dict)
    assert sum(killed.values()) >= 9
    assert len(set(STEPS) & set(killed)) >= 7, killed
