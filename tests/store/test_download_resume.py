"""A download that was cut goes on where it stopped, if the file is still the same; and what did not change is not sent again."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from intarsia.errors import Unavailable
from intarsia.store import partial
from intarsia.store.download import Limits, downloaded
from tests.store.sources import LONG_AGO, Answer, Source, Talk, gives, in_turn, moves, raw, resumable, says, unless_known

BIG = b"".join(hashlib.sha256(b"%d" % n).hexdigest().encode() + b"\n" for n in range(40_000))
OTHER = BIG[::-1]
CUT = len(BIG) // 2
ONCE = Limits(connect=2, silence=1, total=10, retries=0, pause=0.01)
QUICK = Limits(connect=2, silence=1, total=10, retries=3, pause=0.01)
ETAG, WEAK, DATE = 'ETag: "one"', 'ETag: W/"one"', f"Last-Modified: {LONG_AGO}"


@pytest.fixture
def source() -> Iterator[Source]:
    with Source() as made:
        yield made


def got(source: Source, folder: Path, limits: Limits = QUICK, known: dict[str, str] | None = None, most: int = 100_000_000, path: str = "/f") -> tuple[bytes | None, dict[str, str]]:
    with downloaded(source.url + path, folder, most, ("127.0.0.1",), known, limits) as came:
        return came.file.read_bytes() if came.file else None, came.validator


def kept(folder: Path) -> list[int]:
    return [p.stat().st_size for p in sorted(folder.iterdir()) if p.suffix != ".json"]


@pytest.mark.parametrize("validator", [ETAG, DATE])
def test_a_retry_resumes(source: Source, tmp_path: Path, validator: str) -> None:
    source.answers["/f"] = resumable(BIG, validator, cut=CUT)
    assert got(source, tmp_path)[0] == BIG
    assert [a.headers.get("range", "") for a in source.asked] == ["", f"bytes={CUT}-"]
    assert source.asked[1].headers["if-range"] == validator.partition(": ")[2]
    assert source.sent < 1.2 * len(BIG)
    assert kept(tmp_path) == []


def test_every_retry_resumes(source: Source, tmp_path: Path) -> None:
    source.answers["/f"] = resumable(BIG, ETAG, cut=len(BIG) // 4 + 1, cuts=3)
    assert got(source, tmp_path)[0] == BIG
    assert len(source.asked) == 4
    assert source.sent < 1.2 * len(BIG)


def test_a_later_build_resumes(source: Source, tmp_path: Path) -> None:
    source.answers["/f"] = resumable(BIG, ETAG, cut=CUT)
    with pytest.raises(Unavailable):
        got(source, tmp_path, ONCE)
    assert kept(tmp_path) == [CUT]
    partial.sweep(tmp_path)
    assert got(source, tmp_path, ONCE)[0] == BIG
    assert source.asked[-1].headers["range"] == f"bytes={CUT}-"
    assert source.sent < 1.2 * len(BIG)
    assert kept(tmp_path) == []


def test_a_download_that_took_too_long_is_resumed_later(source: Source, tmp_path: Path) -> None:
    def slow(talk: Talk) -> None:
        talk.head("200 OK", f"Content-Length: {len(BIG)}", ETAG)
        talk.send(BIG[:CUT])
        time.sleep(2)

    source.answers["/f"] = in_turn(slow, resumable(BIG, ETAG))
    with pytest.raises(Unavailable) as caught:
        got(source, tmp_path, Limits(silence=5, total=1))
    assert "longer than allowed" in caught.value.what
    assert "what came is kept" in caught.value.way_out
    assert got(source, tmp_path)[0] == BIG
    assert source.asked[-1].headers["range"] == f"bytes={CUT}-"


@pytest.mark.parametrize("validators", [(), (WEAK,), (WEAK, DATE), ("now",), ("Last-Modified: yesterday",)],
                         ids=["none", "weak", "weak and a date", "just changed", "no date"])
def test_what_cannot_be_told_apart_starts_again(source: Source, tmp_path: Path, validators: tuple[str, ...]) -> None:
    just = tuple(f"Last-Modified: {formatdate(usegmt=True)}" if one == "now" else one for one in validators)
    source.answers["/f"] = resumable(BIG, *just, cut=CUT)
    assert got(source, tmp_path)[0] == BIG
    assert all("range" not in a.headers for a in source.asked)
    assert kept(tmp_path) == []


def half(talk: Talk) -> None:
    talk.head("200 OK", f"Content-Length: {len(BIG)}", ETAG)
    talk.send(BIG[:CUT])


def part(start: int, total: int | str, *headers: str, body: bytes = OTHER) -> Answer:
    return says("206 Partial Content", f"Content-Range: bytes {start}-{start + len(body) - 1}/{total}", *headers, body=body)


@pytest.mark.parametrize(("second", "asked"), [
    (gives(OTHER, 'ETag: "two"'), 2),
    (resumable(OTHER, 'ETag: "two"'), 2),
    (part(CUT, len(BIG), 'ETag: "two"', body=OTHER[CUT:]), 3),
    (part(CUT + 5, len(BIG), ETAG, body=OTHER[CUT + 5:]), 3),
    (part(0, len(BIG), ETAG), 3),
    (part(CUT, len(BIG) + 7, ETAG, body=OTHER[CUT:] + b"1234567"), 3),
    (says("206 Partial Content", ETAG, body=OTHER[CUT:]), 3),
    (says("206 Partial Content", ETAG, "Content-Range: lines 1-2/3", body=OTHER[CUT:]), 3),
    (says("206 Partial Content", ETAG, "Content-Type: multipart/byteranges; boundary=x", body=b"--x"), 3),
    (says("206 Partial Content", ETAG, "Content-Encoding: gzip", f"Content-Range: bytes {CUT}-{len(BIG) - 1}/{len(BIG)}", body=OTHER[CUT:]), 3),
    (says("416 Range Not Satisfiable", f"Content-Range: bytes */{CUT}"), 3),
], ids=["200", "200 for another etag", "206 of another etag", "another start", "from the start", "another size", "no range", "nonsense", "multipart", "another packing", "416"])
def test_another_file_is_never_sewn_to_the_first(source: Source, tmp_path: Path, second: Answer, asked: int) -> None:
    source.answers["/f"] = in_turn(half, second, gives(OTHER, 'ETag: "two"'))
    assert got(source, tmp_path)[0] == OTHER
    assert len(source.asked) == asked
    assert "range" in source.asked[1].headers
    assert kept(tmp_path) == []


def test_a_part_of_the_rest_is_followed_by_the_rest(source: Source, tmp_path: Path) -> None:
    source.answers["/f"] = in_turn(half, part(CUT, len(BIG), ETAG, body=BIG[CUT:CUT + 1000]), resumable(BIG, ETAG))
    assert got(source, tmp_path)[0] == BIG
    assert source.asked[2].headers["range"] == f"bytes={CUT + 1000}-"


def test_a_resumed_file_is_capped_too(source: Source, tmp_path: Path) -> None:
    source.answers["/f"] = resumable(BIG, ETAG, cut=CUT)
    with pytest.raises(Unavailable):
        got(source, tmp_path, ONCE)
    with pytest.raises(Unavailable) as caught:
        got(source, tmp_path, ONCE, most=CUT + 10)
    assert "more than" in caught.value.what
    assert kept(tmp_path) == []


def test_a_signed_link_that_changes_resumes_by_its_etag(source: Source, tmp_path: Path) -> None:
    source.answers["/f"] = in_turn(moves("/store?signature=1"), moves("/store?signature=2"))
    file = resumable(BIG, ETAG, cut=CUT)
    source.answers["/store?signature=1"] = source.answers["/store?signature=2"] = file
    assert got(source, tmp_path)[0] == BIG
    assert source.asked[-1].headers["range"] == f"bytes={CUT}-"
    assert "range" not in source.asked[-2].headers


def test_a_torn_or_foreign_note_starts_again(source: Source, tmp_path: Path) -> None:
    for spoil in (lambda note, file: note.write_text("{"), lambda note, file: note.unlink(), lambda note, file: note.write_text('{"said": {"odd": 1}, "bytes": 5}'),
                  lambda note, file: file.unlink()):
        source.answers["/f"] = resumable(BIG, ETAG, cut=CUT)
        with pytest.raises(Unavailable):
            got(source, tmp_path, ONCE)
        note = next(tmp_path.glob("*.json"))
        spoil(note, note.with_suffix(""))
        assert got(source, tmp_path, ONCE)[0] == BIG
        assert "range" not in source.asked[-1].headers


def test_bytes_after_the_last_flush_are_not_trusted(source: Source, tmp_path: Path) -> None:
    source.answers["/f"] = resumable(BIG, ETAG, cut=CUT)
    with pytest.raises(Unavailable):
        got(source, tmp_path, ONCE)
    file = next(p for p in tmp_path.iterdir() if p.suffix != ".json")
    with open(file, "ab") as out:
        out.write(bytes(1000))  # as a power cut may leave it
    assert got(source, tmp_path, ONCE)[0] == BIG


def test_unfinished_downloads_do_not_pile_up(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("/a", "/b", "/c"):
        source.answers[name] = resumable(BIG, ETAG, cut=CUT)
        with pytest.raises(Unavailable):
            got(source, tmp_path, ONCE, path=name)
    files = sorted((p for p in tmp_path.iterdir() if p.suffix != ".json"), key=lambda p: p.stat().st_mtime_ns)
    for n, file in enumerate(files):
        os.utime(file, (time.time() - 100 + n, time.time() - 100 + n))
    os.utime(files[0], (0, 0))
    (tmp_path / f"{partial.PREFIX}orphan").write_bytes(b"x")
    blob = tmp_path / ("ab" * 32)
    blob.write_bytes(b"a blob")
    partial.sweep(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {blob.name, *(f.name + end for f in files[1:] for end in ("", ".json"))}
    monkeypatch.setattr(partial, "KEPT_BYTES", CUT + 10)
    partial.sweep(tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {blob.name, files[2].name, files[2].name + ".json"}


# ---- only what changed -----------------------------------------------------------------------------


@pytest.mark.parametrize("validator", [ETAG, WEAK, DATE])
def test_what_did_not_change_is_not_sent_again(source: Source, tmp_path: Path, validator: str) -> None:
    source.answers["/f"] = unless_known(BIG, validator)
    data, known = got(source, tmp_path)
    assert data == BIG
    before = source.sent
    assert got(source, tmp_path, known=known) == (None, known)
    assert source.sent - before < 500
    source.answers["/f"] = unless_known(OTHER, 'ETag: "two"')
    data, known = got(source, tmp_path, known=known)
    assert data == OTHER
    assert known["etag"] == '"two"'


def test_a_validator_goes_to_the_address_that_gave_it_only(source: Source, tmp_path: Path) -> None:
    source.answers |= {"/f": moves("/one"), "/one": unless_known(BIG, ETAG), "/two": unless_known(OTHER, ETAG)}
    data, known = got(source, tmp_path)
    assert data == BIG
    assert got(source, tmp_path, known=known)[0] is None
    assert "if-none-match" not in source.asked[-2].headers
    source.answers["/f"] = moves("/two")  # another file that happens to have the same ETag
    assert got(source, tmp_path, known=known)[0] == OTHER


def test_304_to_who_did_not_ask_is_no_delivery(source: Source, tmp_path: Path) -> None:
    source.answers["/f"] = raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")
    with pytest.raises(Unavailable):
        got(source, tmp_path)
    with pytest.raises(Unavailable):
        got(source, tmp_path, known={"url": f"{source.url}/other", "etag": '"one"', "modified": ""})
