"""Films of a national archive: the rights differ by record, and those that forbid trade or changes are in no download under the licence of the whole."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import zstandard

from intarsia.licences import forbids
from intarsia.shelf.feeds import csvzip

pytestmark = pytest.mark.data
SET = "dataset = 'openbeelden'"


def dump(reader: Any, name: str) -> str:
    with open(reader.path / "dumps" / name, "rb") as packed:
        return zstandard.ZstdDecompressor().stream_reader(packed).read().decode()


def test_records_that_forbid_trade_are_in_a_dump_of_their_own(reader: Any) -> None:
    records = {record: rights for record, rights in reader.rows(f"SELECT DISTINCT record, rights FROM work WHERE {SET} AND rights IS NOT NULL") if forbids(rights)}
    assert sorted(rights.split("/licenses/")[1].split("/")[0] for rights in records.values()) == ["by-nc-nd"] * 6 + ["by-nc-sa"]
    main, own = dump(reader, "openbeelden.nq.zst"), dump(reader, "openbeelden.own-rights.nq.zst")
    assert "/licenses/by-nc" not in main
    assert own.count("/licenses/by-nc") >= 7
    for record in records:
        number = record.rpartition(":")[2]
        assert f'{record}"' not in main
        assert f"{record}>" not in main
        assert number in own
    with zipfile.ZipFile(io.BytesIO(b"".join(csvzip.stream(reader, "openbeelden")))) as packed:
        for name in packed.namelist():
            text = packed.read(name).decode()
            assert "/licenses/by-nc" not in text, name
            assert not [record for record in records if f'"{record}"' in text], name
