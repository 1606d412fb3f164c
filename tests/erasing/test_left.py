"""The search for what is left: it sees what is packed, however deep, and no file that a stranger sent stops it or takes the machine's memory."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from intarsia.erasing import left
from intarsia.erasing.left import places

VALUE = "Onder de brug"
OTHER = b"something else "


def zipped(data: bytes, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as packed:
        packed.writestr("a", OTHER)
        packed.writestr("b", data)
    return out.getvalue()


def rolled(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as packed:
        about = tarfile.TarInfo("a")
        about.size = len(data)
        packed.addfile(about, io.BytesIO(data))
    return out.getvalue()


def table(column: pa.Array) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"a": column}), out, compression="zstd")
    return out.getvalue()


@pytest.mark.parametrize("pack", [
    lambda data: data, gzip.compress, zipped, lambda data: zipped(data, zipfile.ZIP_LZMA), rolled, zstandard.compress, lambda data: zstandard.compress(OTHER) + zstandard.compress(data),
    lambda data: gzip.compress(rolled(zipped(data))), lambda data: table(pa.array([data.decode()] * 50)), lambda data: zipped(table(pa.array([[None, data.decode()]]))),
    lambda data: table(pa.array([{"b": data.decode()}])), lambda data: table(pa.array([data.decode()]).dictionary_encode()),
])
def test_packed_values_are_seen(pack: object, tmp_path: Path) -> None:
    for name in ("held", "held.parquet"):
        (tmp_path / name).write_bytes(pack(f"before {VALUE} after".encode()))  # type: ignore[operator]
    (tmp_path / "other").write_bytes(pack(OTHER))  # type: ignore[operator]
    assert places(tmp_path, [VALUE]) == [tmp_path / "held", tmp_path / "held.parquet"]


def test_a_value_is_seen_where_two_pieces_meet(tmp_path: Path) -> None:
    for shift in range(0, len(VALUE) + 2, 3):
        (tmp_path / f"{shift}.gz").write_bytes(gzip.compress(b"." * (left.PIECE - shift) + VALUE.encode() + b"." * left.PIECE, 1))
    assert len(places(tmp_path, [VALUE])) == 5


@pytest.mark.parametrize("whole", [gzip.compress(OTHER * 900), zipped(OTHER * 900), zipped(OTHER * 900, zipfile.ZIP_LZMA), rolled(OTHER * 900), zstandard.compress(OTHER * 900),
                                   table(pa.array(["something else"] * 900)), zipped(gzip.compress(OTHER * 900))])
def test_a_broken_file_stops_nothing(whole: bytes, tmp_path: Path) -> None:
    (tmp_path / "held").write_text(VALUE)
    for at in (6, 20, len(whole) // 2, len(whole) - 9):
        (tmp_path / f"cut {at}.parquet").write_bytes(whole[:at])
        (tmp_path / f"turned {at}.parquet").write_bytes(whole[:at] + bytes(255 - one for one in whole[at:at + 9]) + whole[at + 9:])
    assert places(tmp_path, [VALUE]) == [tmp_path / "held"]


def test_what_unpacks_without_end_is_told_and_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left, "FREE", 4 * left.PIECE)
    bomb = zstandard.compress(zstandard.compress(bytes(400 * left.PIECE)))
    assert len(bomb) < 10_000
    (tmp_path / "bomb").write_bytes(bomb)
    (tmp_path / "plain").write_bytes(zstandard.compress(bytes(3 * left.PIECE)))
    assert places(tmp_path, [VALUE]) == [tmp_path / "bomb"]
