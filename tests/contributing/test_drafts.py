"""Drafts: kept apart, seen by their own, read in the background, told as failed when their reader died, and gone in time."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import threading
import zipfile
from pathlib import Path

import pytest
import zstandard

from intarsia import adding, backup
from intarsia.contributing import Draft, Drafts, forecast, jobs, look, looking, meanings, start
from intarsia.contributing.parcels import is_parcel
from intarsia.errors import IntarsiaError, NotFound
from intarsia.pool import Pool
from tests.small import small_pool

CANARY = "Xylophonix Canary"
FILM = f"titel;regie;jaar;soort;email\n{CANARY};Jan Voorbeeld;1999;drama;jan@{'x' * 8}.example.org\nDe Molen;Piet Verzonnen;1931;komisch gedoe;piet@museum.example.org\n"


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    return Pool(small_pool(tmp_path_factory.mktemp("drafts") / "pool"))


def begun(pool: Pool, name: str = "films.csv", text: str = FILM, owner: str = "museum", **more: str) -> Draft:
    draft = Drafts(pool).begin("steward", name, owner=owner, **more)
    draft.file.write_text(text, "utf-8")
    return draft


def read(pool: Pool, draft: Draft, language: str = "en") -> Draft:
    start(pool, draft, language)
    for thread in threading.enumerate():
        if thread.name.startswith(f"draft {draft.id[:8]}"):
            thread.join(120)
    return looking.state(draft.again())


@pytest.fixture(scope="module")
def seen(pool: Pool) -> Draft:
    return read(pool, begun(pool), "nl")


def test_a_file_is_read_in_both_languages_and_nothing_of_it_is_in_the_note(pool: Pool, seen: Draft) -> None:
    assert (seen.state, seen.stage, seen.problem) == ("read", "", {})
    assert seen.times["received"] <= seen.times["reading"] <= seen.times["verdict"] <= seen.times["read"]
    nl, en = look(pool, seen, "nl"), look(pool, seen, "en")
    assert nl["verdict"] == en["verdict"] == "OPEN AFTER" and nl["sentence"] != en["sentence"]
    assert forecast(pool, seen) is None  # this pool has no release to compare with
    for name in ("draft.json", "report.nl.json", "report.en.json", "forecast.json"):
        assert "voorbeeld" not in (seen.folder / name).read_text("utf-8").lower(), name
    assert "jan@" not in (seen.folder / "draft.json").read_text("utf-8")


def test_what_is_shown_of_the_rows_is_covered_where_a_rule_asks_something(seen: Draft) -> None:
    first = meanings.first(seen)
    covered = dict(zip(first["rows"]["names"], first["rows"]["covered"], strict=True))
    assert covered["email"] and not covered["titel"] and not covered["jaar"]
    row = dict(zip(first["rows"]["names"], first["rows"]["cells"][0], strict=True))
    assert row["titel"] == CANARY and "jan@" not in row["email"] and "•" in row["email"]


def test_a_choice_changes_what_is_shown_and_what_is_published(pool: Pool, seen: Draft) -> None:
    plain = meanings.of(pool, seen)
    assert {one["column"]: one["target"] for one in plain["columns"]}["jaar"] == "date"
    assert dict(plain["after"][0])["work:date"] == "1999"
    tried = meanings.of(pool, seen, {"jaar": "", "soort": "genre"})
    assert "work:date" not in dict(tried["after"][0]) and dict(tried["after"][0])["term:genre"] == "drama" and tried["refused"] == []
    assert next(one for one in tried["columns"] if one["column"] == "soort")["unknown"] == ["komisch gedoe"]
    assert not any("@" in value for row in tried["after"] for _, value in row)
    made = adding.add(pool, seen.file, dataset="chosen-films", chosen={"jaar": "", "soort": "genre"})
    text = (made.folder / "mapping.toml").read_text("utf-8")
    assert "facet = \"'genre'\"" in text and "date = " not in text
    shutil.rmtree(made.folder)
    again = read(pool, begun(pool).say(columns={"jaar": ""}), "en")
    assert next(one for one in look(pool, again, "en")["columns"] if one["column"] == "jaar")["becomes"] == "left out"


def test_nobody_but_its_own_can_tell_that_it_is_there(pool: Pool) -> None:
    drafts = Drafts(pool)
    draft, secret = begun(pool), begun(pool, owner="", secret="s" * 43)
    assert drafts.find(draft.id, {"museum"}).id == drafts.find(draft.id, None).id == draft.id
    assert drafts.find(secret.id, (), "s" * 43).id == secret.id
    said = set()
    for identity, owners, cookie in ((draft.id, {"theatre"}, ""), (draft.id, (), "s" * 43), ("0" * 32, None, ""), ("../../etc", None, ""), (secret.id, None, ""), (secret.id, (), "t" * 43)):
        with pytest.raises(NotFound) as refused:
            drafts.find(identity, owners, cookie)
        said.add(str(refused.value))
    assert len(said) == 1
    assert secret.id not in {one.id for one in drafts.of(None)} and draft.id in {one.id for one in drafts.of({"museum"})}
    assert "s" * 43 not in (secret.folder / "draft.json").read_text("utf-8")
    assert drafts.claim(secret, "museum", "steward").owner == "museum"


def test_a_reader_that_died_is_told_and_a_broken_file_is_help(pool: Pool) -> None:
    left = begun(pool).say(state="reading", stage="reading")
    assert not jobs.running(left)
    told = looking.state(left)
    assert told.state == "failed" and "send it again" in told.problem["way_out"]
    broken = read(pool, begun(pool, "films.xlsx", "PK\x03\x04 not really"))
    assert broken.state == "failed" and broken.problem["what"] and broken.problem["way_out"]
    assert str(pool.layout.root) not in json.dumps(broken.problem)
    wrong = begun(pool)
    jobs.do(wrong, lambda draft: 1 / 0)  # type: ignore[arg-type,return-value]
    assert wrong.again().state == "failed" and "division" not in json.dumps(wrong.again().problem)


def test_one_job_at_a_time_whatever_process(pool: Pool) -> None:
    draft, go, begun_ = begun(pool), threading.Event(), threading.Event()

    def wait(_: Draft) -> None:
        begun_.set()
        go.wait(20)

    assert jobs.start(draft, wait) and begun_.wait(20)
    assert jobs.running(draft) and not jobs.start(draft, wait)
    assert Drafts(pool).expire(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=400)) >= 0 and draft.folder.is_dir()
    go.set()
    for _ in range(200):
        if not jobs.running(draft):
            break
        threading.Event().wait(0.02)
    assert not jobs.running(draft)


def test_drafts_die_in_time(pool: Pool) -> None:
    drafts, now = Drafts(pool), datetime.datetime.now(datetime.UTC)
    kept, nobody, cut = begun(pool).say(state="read"), begun(pool, owner="", secret="s" * 43).say(state="read"), begun(pool)
    odd = pool.layout.incoming / ("f" * 32)
    odd.mkdir()
    other = pool.layout.incoming / "notes"  # somebody's own folder is none of ours
    other.mkdir()
    drafts.expire(now + datetime.timedelta(minutes=50))
    assert kept.folder.is_dir() and nobody.folder.is_dir() and cut.folder.is_dir()
    os.utime(odd, (0, 0))
    drafts.expire(now + datetime.timedelta(hours=2))
    assert kept.folder.is_dir() and nobody.folder.is_dir() and not cut.folder.exists() and not odd.exists()
    drafts.expire(now + datetime.timedelta(hours=25))
    assert kept.folder.is_dir() and not nobody.folder.exists()
    drafts.expire(now + datetime.timedelta(days=29))
    assert kept.folder.is_dir()
    drafts.expire(now + datetime.timedelta(days=31))
    assert not kept.folder.exists() and other.is_dir()
    with pytest.raises(NotFound):
        kept.say(state="read")


def test_what_was_removed_is_taken_off_the_disk_also_when_a_process_died_over_it(pool: Pool) -> None:
    drafts, draft = Drafts(pool), begun(pool).say(state="read")
    left = draft.folder.rename(draft.folder.with_name(f".gone-{draft.id}"))
    drafts.expire(datetime.datetime.now(datetime.UTC))
    assert not left.exists() and not [path for path in pool.layout.incoming.iterdir() if draft.id in path.name]


def test_a_draft_stands_in_nothing_else(pool: Pool, seen: Draft, tmp_path: Path) -> None:
    backup.backup(pool.layout.root, tmp_path / "copy.intarsia")
    packed = (tmp_path / "copy.intarsia").read_bytes()
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
    assert CANARY.encode() not in plain and seen.id.encode() not in plain and b"films.csv" not in plain


def test_a_parcel_is_known_by_its_first_entry(tmp_path: Path) -> None:
    parcel, other = tmp_path / "x.bin", tmp_path / "y.bin"
    for path, first in ((parcel, "manifest.json"), (other, "films.csv")):
        with zipfile.ZipFile(path, "w") as out:
            out.writestr(first, "{}")
    named = tmp_path / "z.intarsia"
    named.write_bytes(b"")
    assert (is_parcel(parcel), is_parcel(other), is_parcel(named)) == (True, False, True)


def test_settings_of_the_pool(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "pool")
    path = folder / "pool.toml"
    text = path.read_text("utf-8")
    path.write_text(text + '\n[contribute]\nlargest = "5MB"\nundo_minutes = 0\ndays = 7\n', "utf-8")
    found = Pool(folder).config.contribute
    assert (found.largest, found.undo_minutes, found.days) == (5_000_000, 0, 7)
    path.write_text(text + "\n[contribute]\ndays = 0\n", "utf-8")
    with pytest.raises(IntarsiaError, match="days under"):
        Pool(folder)


def test_changes_of_several_at_once_are_all_kept(pool: Pool) -> None:
    draft = begun(pool)
    many = [threading.Thread(target=lambda n=n: draft.say(extra={f"part{n}": n})) for n in range(12)]
    for one in many:
        one.start()
    for one in many:
        one.join()
    assert draft.again().extra == {f"part{n}": n for n in range(12)}
