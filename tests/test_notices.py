"""What readers should know first: stated once, found in every copy, erased with its record, and written without touching the rest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import zstandard
from click.testing import CliRunner

from intarsia import notices
from intarsia.cli import main
from intarsia.errors import Invalid
from intarsia.lists import NOUNS
from intarsia.pool import Pool
from intarsia.shelf import loader
from intarsia.steps import register
from intarsia.tables import TABLES
from intarsia.web import create_app
from tests.small import small_pool
from tests.web.conftest import Web

WHOLE, HARM, ASKED, MAPPED = "Only printed books are listed.", "Words of 1931 that hurt.", "Name the community when you show this.", "Made for 2004"
STATED = f"""
[[notice]]
kind = "bias"
text = {{ en = "{WHOLE}", nl = "Alleen gedrukte boeken staan erin." }}

[[notice]]
kind = "harm"
text = {{ en = "{HARM}", nl = "Woorden van 1931 die kwetsen." }}
records = ["b1", "gone"]

[[notice]]
kind = "community"
label = "TK Attribution"
link = "https://localcontexts.org/label/tk-attribution/"
text = "{ASKED}"
column = "genre"
values = ["Poetry"]
"""
MAPPING = "\n[[work.notices]]\nkind = \"'context'\"\ntext = \"'Made for ' || year\"\nwhere = \"year = '2004'\"\n"


def stated_pool(folder: Path) -> Path:
    """The small pool with notices of each kind."""
    small_pool(folder)
    described, mapping = folder / "datasets/books/dataset.toml", folder / "datasets/games/mapping.toml"
    described.write_text(described.read_text("utf-8") + STATED, "utf-8")
    mapping.write_text(mapping.read_text("utf-8") + MAPPING, "utf-8")
    return folder


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    pool = Pool(stated_pool(tmp_path_factory.mktemp("notices") / "pool"))
    pool.build()
    return pool


@pytest.fixture(scope="module")
def web(pool: Pool) -> Web:
    return Web(create_app(pool))


def work(pool: Pool, record: str) -> str:
    return str(pool.reader().rows("SELECT id FROM work WHERE record = ?", [record])[0][0])


def test_the_table_says_whom_each_is_about(pool: Pool) -> None:
    rows = pool.reader().rows("SELECT dataset, record, kind, language, text, label IS NOT NULL FROM notice")
    assert rows == [("books", None, "bias", "en", WHOLE, False), ("books", None, "bias", "nl", "Alleen gedrukte boeken staan erin.", False),
                    ("books", "b1", "harm", "en", HARM, False), ("books", "b1", "harm", "nl", "Woorden van 1931 die kwetsen.", False),
                    ("books", "b2", "community", "en", ASKED, True), ("games", "g1", "context", "und", MAPPED, False)]
    told = dict(pool.reader().rows("SELECT record, notice FROM work"))
    assert told == {"b1": f"bias: {WHOLE} | harm: {HARM}", "b2": f"bias: {WHOLE} | community: {ASKED}", "b3": f"bias: {WHOLE}", "g1": f"context: {MAPPED}", "g2": None}
    assert pool.reader().rows("SELECT count FROM finding WHERE rule = 'notice'") == [(1,)]  # a record that is not there


def texts(answer: bytes, name: str) -> bytes:
    """What stands in a file, unpacked."""
    if name.endswith(".zip"):
        packed = zipfile.ZipFile(io.BytesIO(answer))
        return b"\n".join(packed.read(one) for one in packed.namelist())
    if name.endswith(".zst"):
        return zstandard.ZstdDecompressor().decompressobj().decompress(answer)
    if ".parquet" in name:
        return str(pq.read_table(io.BytesIO(answer)).to_pylist()).encode()
    return answer


def addresses(pool: Pool) -> Iterator[tuple[str, str]]:
    """Every copy of the record b1 and of its dataset, and what must be found there."""
    release, b1, g1 = pool.reader().id, work(pool, "b1"), work(pool, "g1")
    for form in ("", ".json", ".jsonld", ".ttl", ".nt", ".rdf"):
        yield f"/works/{b1}{form}", HARM
        yield f"/works/{b1}{form}", WHOLE
        yield f"/works/{g1}{form}", MAPPED
        yield f"/datasets/books{form}", WHOLE
    for one in (f"/works/{g1}", f"/works/{g1}/elsewhere.html", f"/families/{b1}", f"/families/{g1}.json"):  # of another dataset, linked to b1
        yield one, HARM
    yield f"/agents/{pool.reader().rows('SELECT agent FROM contribution WHERE record = ?', ['b1'])[0][0]}", WHOLE
    for form in ("", ".json", ".csv", ".parquet", ".jsonld"):
        yield f"/explore{form}?q=lighthouse", HARM
    yield "/explore?q=lighthouse&view=table", HARM
    for one in ("/datasets", "/datasets.json", "/datasets.csv", "/catalog.ttl", "/catalog.jsonld"):
        yield one, WHOLE
    for form in ("csv", "parquet"):
        yield f"/datasets/books.{form}", HARM
    for one in (f"/api/v1/works/{b1}", "/api/v1/search?q=lighthouse", "/api/v1/works", "/api/v1/tables/work", "/api/v1/tables/notice"):
        yield one, HARM
    for accept in ("csv", "parquet"):
        yield f"/api/v1/works?dataset=books@{accept}", HARM
    yield f"/dumps/{release}/books.csv.zip", HARM
    yield f"/dumps/{release}/books.csv.zip", WHOLE
    yield f"/dumps/{release}/books.nq.zst", HARM
    yield f"/dumps/{release}/books.nq.zst", WHOLE


def test_every_copy_on_the_web_carries_it(pool: Pool, web: Web) -> None:
    media = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
    missing = []
    for address, text in addresses(pool):
        plain, _, asked = address.partition("@")
        answer = web.get(plain, accept=media[asked]) if asked else web.get(plain)
        assert answer.status_code == 200, address
        if text not in texts(answer.content, f"{address}{'.parquet' if asked == 'parquet' else ''}").decode():
            missing.append((address, text))
    assert not missing


#: feeds that hold no sentence of anybody: a reader of them comes back to the record
WORDLESS = {"titleindex"}


def test_every_feed_carries_it(pool: Pool, tmp_path: Path) -> None:
    """A feed that is added later fails here until it does, or stands among those that hold no words at all."""
    from intarsia.engine.duckdb import DuckDB

    engine, reader = DuckDB(), pool.reader()
    for name in TABLES:
        files = [reader.path / "tables" / name / "books.parquet"]
        engine.scan(files, name) if files[0].is_file() else engine.run(name, TABLES[name].empty_select())
    for name, feed in loader._modules("feeds", None).items():
        (tmp_path / name).mkdir()
        said = b"".join(texts(path.read_bytes(), path.name) for path in feed.write(engine, "books", reader.base, tmp_path / name))
        assert (HARM.encode() in said and WHOLE.encode() in said) or name in WORDLESS, name


def test_every_table_of_things_with_a_page_carries_it() -> None:
    assert all("notice" in TABLES[NOUNS[noun].table].names for noun in ("works", "agents", "observations", "interventions"))


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_what_the_command_writes_carries_it(pool: Pool, tmp_path: Path, form: str) -> None:
    done = CliRunner().invoke(main, ["export", "work", "--format", form, "-o", str(tmp_path / f"works.{form}"), "--pool", str(pool.layout.root)])
    assert done.exit_code == 0, done.output
    assert HARM in texts((tmp_path / f"works.{form}").read_bytes(), f".{form}").decode()


def test_a_page_says_it_in_the_readers_language_above_the_content(pool: Pool, web: Web) -> None:
    page = web.get(f"/works/{work(pool, 'b1')}?lang=nl").text
    assert "Woorden van 1931 die kwetsen." in page and page.index("Woorden van 1931") < page.index('id="facts"')
    assert MAPPED not in web.get(f"/works/{work(pool, 'g2')}").text
    assert "https://localcontexts.org/label/tk-attribution/" in web.get(f"/works/{work(pool, 'b2')}").text


def test_notices_survive_a_release_show_in_the_difference_and_go_with_their_record(tmp_path: Path) -> None:
    pool = Pool(stated_pool(tmp_path / "pool"))
    first = pool.build()
    notices.add(tmp_path / "pool/datasets/games", {"kind": "context", "text": {"en": "Of one studio's own archive."}})
    second = pool.build()
    assert first != second and ("notice", "games") in {(part["table"], part["dataset"]) for part in pool.diff(first, second)}
    assert pool.reader().rows("SELECT count(*) FROM notice WHERE text = ?", [HARM]) == [(1,)]
    done = CliRunner().invoke(main, ["erase", "books:b1", "--who", "steward", "--why", "asked for", "--pool", str(tmp_path / "pool")])
    assert done.exit_code == 0, done.output
    for release in (first, second):
        left = Pool(tmp_path / "pool").reader(release)
        assert left.rows("SELECT count(*) FROM notice WHERE record = 'b1'") == [(0,)] and left.rows("SELECT count(*) FROM notice WHERE text = ?", [WHOLE]) == [(1,)]
    assert [one.records for one in notices.stated(tmp_path / "pool/datasets/books")] == [(), ("gone",), ()]
    assert '"b1"' not in (tmp_path / "pool/datasets/books/dataset.toml").read_text("utf-8")


def test_a_release_of_an_earlier_version_has_none(pool: Pool, tmp_path: Path) -> None:
    """The table is read as empty where its files, and its name in the manifest, are not there."""
    import json
    import shutil

    from intarsia.reader import Reader

    old = tmp_path / "old"
    shutil.copytree(pool.reader().path, old)
    shutil.rmtree(old / "tables" / "notice")
    body = json.loads((old / "manifest.json").read_text("utf-8"))
    del body["tables"]["notice"]
    (old / "manifest.json").write_text(json.dumps(body), "utf-8")
    reader = Reader(old)
    assert reader.rows("SELECT * FROM notice") == [] and notices.of_dataset(reader, "books", "en") == [] and notices.of_things(reader, ["x"], ["books"], "en") == []


def test_writing_keeps_the_rest_of_the_file(tmp_path: Path) -> None:
    folder = stated_pool(tmp_path / "pool") / "datasets" / "books"
    path = folder / "dataset.toml"
    before = path.read_text("utf-8").replace('[decision]\n', '# who decided, and why\n[decision] # ours\n')
    path.write_text(before, "utf-8")
    one = notices.add(folder, {"kind": "harm", "text": {"nl": "Beelden van doden.", "en": 'Images of the "dead".'}, "records": ["b3"], "label": ""})
    assert path.read_text("utf-8").startswith(before) and register.dataset(folder).notices[-1] == one
    assert notices.remove(folder, 3) == one
    assert path.read_text("utf-8").rstrip() == before.rstrip() and register.dataset(folder).decision is not None
    with pytest.raises(Invalid):
        notices.add(folder, {"kind": "rude", "text": {"en": "x"}})
    with pytest.raises(Invalid):
        notices.add(folder, {"kind": "harm", "text": {"en": "x" * 1_001}})
    assert path.read_text("utf-8").rstrip() == before.rstrip()


@pytest.mark.parametrize("wrong", ['kind = "harm"', 'kind = "loud"\ntext = "x"', 'kind = "harm"\ntext = ""', 'kind = "harm"\ntext = "x"\nlink = "javascript:alert(1)"',
                                   'kind = "harm"\ntext = "x"\nvalues = ["y"]', 'kind = "harm"\ntext = "x"\nrecords = ["y"]\ncolumn = "z"', 'kind = "harm"\ntext = "x"\nrecords = "some"',
                                   'kind = "harm"\ntext = "x"\nwho = "me"'])
def test_what_is_no_notice_is_told(tmp_path: Path, wrong: str) -> None:
    folder = small_pool(tmp_path / "pool") / "datasets" / "books"
    path = folder / "dataset.toml"
    path.write_text(path.read_text("utf-8") + f"\n[[notice]]\n{wrong}\n", "utf-8")
    with pytest.raises(Invalid) as told:
        register.dataset(folder)
    assert told.value.way_out and "dataset.toml" in told.value.where
