"""Pools that earlier versions built open, verify, keep their ledger and can be built again."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from intarsia.pool import Pool

KEPT = sorted((Path(__file__).parent / "pools").glob("*.tar.gz"))


def test_at_least_one_pool_is_kept() -> None:
    assert len(KEPT) >= 1
    assert all(path.stat().st_size < 300_000 for path in KEPT)


@pytest.mark.parametrize("archive", KEPT, ids=lambda p: p.name)
def test_a_kept_pool_opens_and_upgrades(archive: Path, tmp_path: Path) -> None:
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    pool = Pool(tmp_path / "pool")
    assert len(pool.releases()) == 2
    for manifest in pool.releases():
        assert pool.verify(manifest["id"]) == []
    reader = pool.reader()
    assert reader.rows("SELECT count(*) FROM work") == [(6,)]
    assert reader.rows("SELECT title FROM work WHERE record = 'b4'") == [("Kept for later versions",)]
    ledger = pool.ledger()
    assert [j["kind"] for j in ledger.judgements()] == ["rollback", "rollback"]
    ledger.close()
    before = pool.current()
    after = Pool(tmp_path / "pool").build()
    assert pool.verify(after) == []
    changes = pool.diff(str(before), after) if after != before else []
    assert not [c for c in changes if c["table"] == "work" and (c["added"] or c["withdrawn"])]
