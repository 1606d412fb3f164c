"""Parcels: what the owner packs is what leaves; what is damaged, changed, made up or signed by somebody else is not let in."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intarsia import parcel, signing
from intarsia.erasing.left import places
from intarsia.errors import Conflict, Invalid, Refused
from intarsia.pool import Pool
from tests.small import POOL

ZERO = "https://creativecommons.org/publicdomain/zero/1.0/"
WHO, WHY = "head of collections", "facts about published works"
CANARY = [f"canary{n}@nonesuch.example" for n in range(40)]


def films(folder: Path, more: str = "") -> Path:
    """A file with titles, years, countries and addresses of persons."""
    rows = [f"f{n:03},The Lamp of {name},{1990 + n % 30},NL,{CANARY[n]}" for n, name in enumerate(f"Street {n}" for n in range(40))]
    file = folder / "films.csv"
    file.write_text("id,title,year,country,contact_email\n" + "\n".join(rows) + "\n" + more, "utf-8")
    return file


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("config")
        patch.setenv("XDG_CONFIG_HOME", str(folder))
        yield folder


@pytest.fixture(scope="module")
def packed(config: Path, tmp_path_factory: pytest.TempPathFactory) -> parcel.Packed:
    folder = tmp_path_factory.mktemp("owner")
    return parcel.pack(films(folder), folder / "films.intarsia", WHO, WHY, licence=ZERO, publisher="A test contributor", as_of="2026-11-23")


@pytest.fixture
def pool(tmp_path: Path) -> Pool:
    (tmp_path / "pool" / "datasets").mkdir(parents=True)
    (tmp_path / "pool" / "pool.toml").write_text(POOL, "utf-8")
    return Pool(tmp_path / "pool")


def test_only_what_is_safe_leaves_and_it_builds(packed: parcel.Packed, pool: Pool, config: Path) -> None:
    assert (packed.rows_in, packed.rows_out, packed.after) == (40, 40, "OPEN") and "contact_email" not in packed.columns
    assert places(packed.file, CANARY) == []
    key = signing.place()
    assert key.is_relative_to(config) and stat.S_IMODE(key.stat().st_mode) == 0o600
    done = parcel.accept(pool, packed.file)
    assert (done.folder.name, done.rows, done.fingerprint, done.known) == ("films", 40, packed.fingerprint, False)
    pool.build()
    assert pool.verify() == [] and places(pool.layout.root, CANARY) == []
    assert pool.reader().rows("SELECT count(*) FROM work") == [(40,)]
    assert pool.reader().rows("SELECT verdict, decided_by, decision_why FROM dataset") == [("OPEN", WHO, WHY)]


def test_the_same_file_gives_the_same_bytes(packed: parcel.Packed, tmp_path: Path) -> None:
    again = parcel.pack(films(tmp_path), tmp_path / "films.intarsia", WHO, WHY, licence=ZERO, publisher="A test contributor", as_of="2026-11-23")
    assert again.file.read_bytes() == packed.file.read_bytes()


def test_lists_that_are_left_out_are_in_the_signed_account(config: Path, pool: Pool, tmp_path: Path) -> None:
    rows = [{"id": f"f{n}", "title": f"The Lamp of Street {n}", "year": 1990 + n, "studios": [{"name": f"Studio {n}", "role": "maker"}], "tags": ["a", "b"]} for n in range(30)]
    (tmp_path / "nested.json").write_text(json.dumps(rows), "utf-8")
    done = parcel.pack(tmp_path / "nested.json", tmp_path / "nested.intarsia", WHO, WHY, licence=ZERO, as_of="2026-11-23")
    assert "studios, tags" in done.notes[0]
    with zipfile.ZipFile(done.file) as held:
        assert json.loads(held.read("manifest.json"))["left_out"] == [{"list": "studios", "columns": ["name", "role"]}, {"list": "tags", "columns": ["value"]}]
    assert parcel.accept(pool, done.file).left_out == ("studios", "tags")


def test_a_new_delivery_takes_the_place_of_the_earlier_one(packed: parcel.Packed, pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parcel.accept(pool, packed.file)
    with pytest.raises(Conflict):
        parcel.accept(pool, packed.file)
    assert parcel.accept(pool, packed.file, again=True).known
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other"))
    other = shutil.copy(packed.file, tmp_path / "other.intarsia")
    changed(Path(other), lambda files: files.update({"manifest.json": json.dumps(signing.own().sign(json.loads(files["manifest.json"]))).encode()}))
    with pytest.raises(Refused, match="another key"):
        parcel.accept(pool, Path(other), again=True)
    assert not parcel.accept(pool, Path(other), again=True, new_key=True).known


def test_what_is_no_decision_or_not_safe_is_not_packed(config: Path, tmp_path: Path) -> None:
    file = films(tmp_path)
    for who, target, error in ((" ", "x.intarsia", Invalid), ("your role", "x.intarsia", Invalid), (WHO, "x.zip", Invalid), (WHO, "films.csv", Invalid)):
        with pytest.raises(error):
            parcel.pack(file, tmp_path / target, who, WHY)
    (tmp_path / "LICENSE").write_text("Copyright. All rights reserved.\n", "utf-8")
    with pytest.raises(Refused):
        parcel.pack(file, tmp_path / "x.intarsia", WHO, WHY)
    assert not list(tmp_path.glob("*x.intarsia*"))


def test_drift_stops_it(packed: parcel.Packed, config: Path, tmp_path: Path) -> None:
    from intarsia.parcel.packing import recipe_in

    file = films(tmp_path)
    file.write_text(file.read_text("utf-8").replace("country,", "country,phone,", 1).replace(",NL,", ",NL,+31 20 5550123,"), "utf-8")
    with pytest.raises(Refused, match="recipe"):
        parcel.pack(file, tmp_path / "x.intarsia", WHO, WHY, licence=ZERO, like=recipe_in(packed.file))


def changed(file: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """A parcel with other content, written as a zip would be."""
    with zipfile.ZipFile(file) as old:
        files = {info.filename: old.read(info) for info in old.infolist()}
    change(files)
    with zipfile.ZipFile(file, "w") as new:
        for name, content in files.items():
            new.writestr(name, content)


HOSTILE: dict[str, Callable[[dict[str, bytes]], object]] = {
    "a file more": lambda files: files.update({"../evil.toml": b"x"}),
    "a file less": lambda files: files.pop("mapping.toml"),
    "other rows": lambda files: files.update({"data.parquet": files["data.parquet"][:-9] + b"x" * 9}),
    "another mapping": lambda files: files.update({"mapping.toml": files["mapping.toml"].replace(b"title", b"country")}),
    "another dataset": lambda files: files.update({"manifest.json": files["manifest.json"].replace(b'"films"', b'"books"')}),
    "no signature": lambda files: files.update({"manifest.json": files["manifest.json"].replace(b'"signature"', b'"other"')}),
    "no manifest": lambda files: files.update({"manifest.json": b"[" * 10_000}),
    "a large manifest": lambda files: files.update({"manifest.json": b" " * 200_000}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_parcel_of_somebody_else_is_not_believed(packed: parcel.Packed, pool: Pool, tmp_path: Path, name: str) -> None:
    file = Path(shutil.copy(packed.file, tmp_path / "x.intarsia"))
    changed(file, HOSTILE[name])
    with pytest.raises(Invalid):
        parcel.accept(pool, file)
    assert not list(pool.layout.datasets.iterdir()) and not (tmp_path / "evil.toml").exists() and not list(pool.layout.root.glob(".intarsia-*"))


def test_a_link_in_a_parcel_is_refused(packed: parcel.Packed, pool: Pool, tmp_path: Path) -> None:
    with zipfile.ZipFile(packed.file) as old, zipfile.ZipFile(tmp_path / "x.intarsia", "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "data.parquet":
                info.external_attr, content = (stat.S_IFLNK | 0o777) << 16, b"/etc/passwd"
            new.writestr(info, content)
    with pytest.raises(Invalid):
        parcel.accept(pool, tmp_path / "x.intarsia")


def signed(files: dict[str, bytes], name: str, content: bytes) -> None:
    """Another file in a parcel, signed as its owner would."""
    files[name] = content
    body = json.loads(files["manifest.json"])
    body["files"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    files["manifest.json"] = json.dumps(signing.own().sign(body)).encode()


@pytest.mark.parametrize(("old", "new"), [('path = "data.parquet"', 'url = "http://127.0.0.1/data.parquet"'), ("[decision.evidence]", "[decision.other]"), ("[decision]", "[decided]")])
def test_a_signed_parcel_can_neither_make_the_host_fetch_nor_go_unchecked(packed: parcel.Packed, pool: Pool, config: Path, tmp_path: Path, old: str, new: str) -> None:
    file = Path(shutil.copy(packed.file, tmp_path / "x.intarsia"))
    changed(file, lambda files: signed(files, "dataset.toml", files["dataset.toml"].replace(old.encode(), new.encode())))
    with pytest.raises(Invalid, match="cannot be used"):
        parcel.accept(pool, file)
    assert not list(pool.layout.datasets.iterdir())


def test_what_a_host_builds_is_ruled_over_again(packed: parcel.Packed, pool: Pool, config: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(packed.file, tmp_path / "x.intarsia"))

    def unsafe(files: dict[str, bytes]) -> None:
        rows = pq.read_table(io.BytesIO(files["data.parquet"])).append_column("contact_email", pa.array(CANARY))
        out = io.BytesIO()
        pq.write_table(rows, out)
        signed(files, "data.parquet", out.getvalue())
        signed(files, "mapping.toml", files["mapping.toml"].replace(b"[unused]\n", b'[unused]\ncontact_email = "no"\n'))

    changed(file, unsafe)
    parcel.accept(pool, file)
    with pytest.raises(Refused):
        pool.build()
    assert not pool.layout.releases.exists() or places(pool.layout.releases, CANARY) == []


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    first = signing.own(path)
    assert signing.own(path).fingerprint == first.fingerprint
    path.chmod(0o644)
    with pytest.raises(Refused):
        signing.own(path)
    path.chmod(0o600)
    path.write_text("nothing", "utf-8")
    with pytest.raises(Invalid):
        signing.own(path)


@given(st.dictionaries(st.text(max_size=8).filter(lambda name: name != signing.FIELD), st.one_of(st.integers(), st.text(max_size=8), st.booleans()), max_size=5), st.text(max_size=5))
def test_what_was_signed_is_what_is_checked(body: dict[str, object], more: str) -> None:
    try:
        signing.plain(body)
    except UnicodeEncodeError:  # half of a pair is no text
        return
    key = signing.Key(KEY)
    signed = json.loads(json.dumps(key.sign(body)))
    assert signing.signer(signed) == key.fingerprint
    with pytest.raises(Invalid):
        signing.signer({**signed, "x" + signing.FIELD: 1})
    with pytest.raises(Invalid):
        signing.signer({**signed, signing.FIELD: more})


def _key() -> object:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)


KEY = _key()
