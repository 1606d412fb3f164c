"""Fetched originals: kept by the checksum of their content, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from intarsia.errors import Invalid
from intarsia.store.blobs import Blobs

DATA = random.Random(1).randbytes(3_000_000)
SUM = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def parts() -> Iterator[bytes]:
    yield from (DATA[n:n + 70_000] for n in range(0, len(DATA), 70_000))


def test_bytes_are_kept_once_by_their_checksum(blobs: Blobs) -> None:
    assert not blobs.has(SUM)
    kept = blobs.keep(parts(), len(DATA))
    assert (kept.sha256, kept.bytes, kept.path) == (SUM, len(DATA), blobs.path(SUM))
    assert blobs.keep([DATA], len(DATA)) == kept == blobs.get(SUM)
    assert blobs.has(SUM)
    assert kept.path.read_bytes() == DATA
    assert [p.name for p in blobs.root.iterdir()] == [SUM]
    assert blobs.keep([], 0).bytes == 0


def test_a_gzipped_file_is_kept_unpacked(blobs: Blobs, tmp_path: Path) -> None:
    (tmp_path / "plain.csv").write_bytes(DATA)
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(DATA, 1))
    (tmp_path / "twice.gz").write_bytes(gzip.compress(DATA[:1_000_000], 1) + gzip.compress(DATA[1_000_000:], 1))
    assert {blobs.keep_file(tmp_path / name, len(DATA)).sha256 for name in ("plain.csv", "packed.csv.gz", "twice.gz")} == {SUM}


def test_more_than_allowed_is_refused_and_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(bytes(50_000_000)))
    with pytest.raises(Invalid) as caught:
        blobs.keep_file(bomb, 1_000_000)
    assert "1,000,000" in caught.value.what
    assert "max_bytes" in caught.value.way_out
    assert list(blobs.root.iterdir()) == []


@pytest.mark.parametrize("damage", ["short", "flipped", "checksum", "head", "garbage after"])
def test_a_damaged_gzip_file_is_said_to_be_so(blobs: Blobs, tmp_path: Path, damage: str) -> None:
    data = bytearray(gzip.compress(DATA, 1))
    if damage == "short":
        data = data[:len(data) // 2]
    elif damage == "flipped":
        data[len(data) // 2:len(data) // 2 + 64] = bytes(64)
    elif damage == "checksum":
        data[-6] ^= 255
    elif damage == "head":
        data[2] = 99
    else:
        data += b"garbage"
    file = tmp_path / "damaged.gz"
    file.write_bytes(data)
    with pytest.raises(Invalid) as caught:
        blobs.keep_file(file, 10_000_000)
    assert caught.value.where == str(file)
    assert list(blobs.root.iterdir()) == []


def test_deflate_errors_are_damage_too(blobs: Blobs, tmp_path: Path) -> None:
    file = tmp_path / "damaged.gz"
    file.write_bytes(gzip.compress(b"x" * 1000)[:10] + b"\xff" * 60)
    with pytest.raises(Invalid):
        blobs.keep_file(file, 10_000_000)


def test_a_source_that_stops_halfway_leaves_nothing(blobs: Blobs) -> None:
    def broken() -> Iterator[bytes]:
        yield DATA[:100]
        raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError):
        blobs.keep(broken(), len(DATA))
    assert list(blobs.root.iterdir()) == []
