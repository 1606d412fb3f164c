"""Canaries: values planted in columns that are flagged, looked for in everything that anybody else gets to see.

They may stand in three places alone: the contributor's own file, its blob, and what was read of it (outcomes/profile), none of which is served.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from click.testing import CliRunner

from intarsia.cli import main
from intarsia.contributing import Drafts, look, publishing, weighing
from intarsia.contributing.looking import FIRST
from intarsia.contributing.plan import Plan
from intarsia.contributing.publishing import save
from intarsia.erasing.left import places
from intarsia.errors import IntarsiaError
from intarsia.objections import signing
from intarsia.pool import Pool
from intarsia.tables import TABLES
from intarsia.web import create_app
from tests.small import POOL, dataset
from tests.web.conftest import Web
from tests.web.person import Person

ROWS = 60
EMAIL, PERSON, REMARK, PLAN = "zqcanary{}@nonesuch.example", "Zqcanaria Birdwood{}", "zqremark{}", "Zqcanary Rising Part {}"
TAKINGS = 73190400
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
LEFT = [form.format(n) for n in range(ROWS) for form in (EMAIL, PERSON, REMARK, PLAN)] + [f"{TAKINGS + n}" for n in range(ROWS)] + [f"{TAKINGS + n:,}" for n in range(ROWS)]
SEEN = re.compile(r"zqcanar|zqremark|73[.,\s]?1904[0-5]\d|\+31 20 5551[01]", re.IGNORECASE)
#: what rules ask about: the takings of single screenings they do not
FLAGGED = re.compile(r"zqcanar|zqremark|\+31 20 5551[01]", re.IGNORECASE)
HOME = {"guests.csv", "plans.csv"}  # the contributors' own files

GUESTS = """mapping = 1

[[source]]
name = "guests.csv"
record = "id"

[[work]]
form = "'film'"
title = "title"
date = "year"

[[work.terms]]
facet = "'genre'"
value = "genre"

[unused]
country = "all Dutch"
takings = "not for a catalogue"
week = "not for a catalogue"
"""
PLANS = """mapping = 1

[[source]]
name = "plans.csv"

[[work]]
form = "'film'"
title = "description"
status = "'announced'"

[unused]
"planned release" = "shown by the blurred title"
genre = "shown by the blurred title"
country = "all Dutch"
"""


def written(folder: Path) -> tuple[Path, Path]:
    """Two files with canaries: visits of guests with takings, and plans that nobody knows of."""
    guests = ["id,title,year,genre,country,contact_email,phone,remark,takings,week"]
    guests += [f'v{n:03},The Lamp of Street {n},{1990 + n % 30},{("drama", "comedy")[n % 2]},NL,{EMAIL.format(n)},+31 20 5551{n:03},"{PERSON.format(n)} said {REMARK.format(n)}",'
               f"{TAKINGS + n},2026-{1 + n % 10:02}-0{1 + n % 7}" for n in range(ROWS)]
    plans = ["project,working title,planned release,genre,country,status"]
    plans += [f"p{n:02},{PLAN.format(n)},2027-{1 + n % 12:02}-15,{('drama', 'fantasy')[n % 2]},NL,in development" for n in range(30)]
    for name, lines in (("guests.csv", guests), ("plans.csv", plans)):
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "guests.csv", folder / "plans.csv"


def run(*words: str | Path) -> str:
    """All that a command says."""
    answer = CliRunner().invoke(main, [str(word) for word in words])
    assert answer.exit_code in (0, 1, 2), answer.output
    return str(answer.output)


def built(pool: Path) -> str:
    """All that a build says, its error too."""
    told: list[dict[str, Any]] = []
    try:
        Pool(pool).build(report=told.append)
    except IntarsiaError as error:
        return f"{told} {error} {error.problem()}"
    return str(told)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A built pool of both files, decided as the rules suggest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        folder = tmp_path_factory.mktemp("canaries")
        guests, plans = written(folder)
        pool = folder / "pool"
        (pool / "datasets").mkdir(parents=True)
        (pool / "pool.toml").write_text(POOL, "utf-8")
        dataset(pool, "guests", "Guests", "film-tv", "guests.csv", "csv", guests.read_text("utf-8"), GUESTS, None)
        dataset(pool, "plans", "Plans", "film-tv", "plans.csv", "csv", plans.read_text("utf-8"), PLANS, None)
        said = ""
        for name in ("guests", "plans"):
            said += run("decide", name, "--verdict", "OPEN AFTER", "--who", "steward", "--why", "safe after changes", "--signed", "fresh", "--pool", pool, "--as-of", "2026-11-23", "--json")
        said += built(pool) + run("status", pool)
        assert Pool(pool).current(), said
        (folder / "said.txt").write_text(said, "utf-8")
        yield folder


def test_the_canaries_would_be_seen(made: Path) -> None:
    assert SEEN.search((made / "guests.csv").read_text("utf-8")) and {path.name for path in places(made, LEFT)} >= HOME
    assert Pool(made / "pool").reader().rows("SELECT dataset, count(*) FROM work GROUP BY 1 ORDER BY 1")[0] == ("guests", ROWS)


def test_no_report_quotes_one(made: Path, tmp_path: Path) -> None:
    for name in ("guests.csv", "plans.csv"):
        file = shutil.copy(made / name, tmp_path)
        both = ("--html", tmp_path / "page.html", "--recipe", tmp_path / f"{name}.toml")
        said = [run("check", file, "--as-of", "2026-11-23", *more) for more in (("--json",), both)]
        said += [run("suggest", file), (tmp_path / "page.html").read_text("utf-8"), (tmp_path / f"{name}.toml").read_text("utf-8")]
        assert not [SEEN.search(text) for text in said if SEEN.search(text)], name


def test_drafts_and_parcels_hold_none(made: Path, tmp_path: Path) -> None:
    pool = tmp_path / "pool"
    (pool / "datasets").mkdir(parents=True)
    (pool / "pool.toml").write_text(POOL, "utf-8")
    said = run("add", made / "guests.csv", "--pool", pool) + run("add", made / "plans.csv", "--pool", pool, "--json")
    said += run("suggest", made / "guests.csv", "-o", tmp_path / "draft")
    said += run("returns", made / "guests.csv", "--pool", made / "pool") + run("returns", "guests", "--pool", made / "pool", "--json")
    said += run("pack", made / "guests.csv", "-o", tmp_path / "guests.intarsia", "--who", "steward", "--why", "safe after changes", "--licence", "https://creativecommons.org/publicdomain/zero/1.0/",
                "--signed", "fresh", "--as-of", "2026-11-23")
    assert not SEEN.search(said)
    assert {path.name for path in places(tmp_path, LEFT)} == HOME
    assert (tmp_path / "guests.intarsia").is_file(), said


def test_what_is_kept_for_others_holds_none(made: Path, tmp_path: Path) -> None:
    assert not SEEN.search((made / "said.txt").read_text("utf-8"))
    pool = made / "pool"
    private = [path for path in places(pool, LEFT) if path.name not in HOME and path.parent.name != "blobs" and "outcomes/profile" not in str(path)]
    assert private == []
    run("kit", tmp_path / "kit.zip", "--pool", pool)
    assert places(tmp_path / "kit.zip", LEFT) == []


def addresses(web: Web) -> Iterator[str]:
    """Pages of every kind, every route of the API, tables by SQL and SPARQL, dumps, and errors provoked on purpose."""
    from tests.browser.kinds import ADDRESSES

    works = web.json("/explore.json")["data"]["works"]
    release = web.json("/healthz")["release"]
    values = {"work": works[0]["id"], "other": works[1]["id"], "entity": "x", "agent": "x", "link": "x", "dataset": "guests", "last": "plans",
              **dict.fromkeys(("release", "oldest", "newest"), release)}
    yield from (address.format(**values) for kind, address in ADDRESSES.items() if kind not in ("unreadable", "tried") and not kind.startswith("dutch"))
    for path, told in web.json("/openapi.json")["paths"].items():
        if "get" in told:
            yield re.sub(r"\{(\w+)(:path)?\}", lambda found: {"id": works[0]["id"], "release": release, "table": "work", "dataset": "guests"}.get(found[1], "guests"), path)
    for name in TABLES:
        yield f"/sql.json?query={quote(f'SELECT * FROM {json.dumps(name)}')}"
    yield "/sql.json?query=" + quote("SELECT CAST(title AS INTEGER) FROM work")
    for name in ("guests", "plans"):
        yield f"/dumps/{release}/{name}.csv.zip"
        yield f"/dumps/{release}/{name}.nq.zst"
        yield from (f"/datasets/{name}.json", f"/datasets/{name}?tab=preview", f"/api/v1/datasets/{name}")
    yield from (f"/releases/{release}/manifest.json", "/metrics", "/healthz")


def posted(web: Web, address: str, file: Path) -> httpx.Response:
    """A file given to the check page."""
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web.app), base_url="http://test") as client:
            return await client.post(address, files={"file": (file.name, file.read_bytes(), "text/csv")})

    return web.thread.submit(lambda: asyncio.run(send())).result(120)


def test_nothing_that_is_served_shows_one(made: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    web = Web(create_app(Pool(made / "pool")))
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    asked = 0
    for address in dict.fromkeys(addresses(web)):
        answer = web.get(address)
        asked += answer.status_code == 200
        (tmp_path / "answer").write_bytes(answer.content)
        if SEEN.search(answer.text) or places(tmp_path / "answer", LEFT):
            seen.append(f"{answer.status_code} {address}")
    for name, lang in (("guests.csv", "en"), ("plans.csv", "nl")):
        for path in ("/check", "/check.json"):
            answer = posted(web, f"{path}?lang={lang}", made / name)
            asked += answer.status_code == 200
            if SEEN.search(answer.text):
                seen.append(f"{answer.status_code} {path} {name}")
    assert seen == [] and asked > 100, asked
    assert not SEEN.search(caplog.text)


def test_an_error_of_the_mapping_quotes_no_cell(made: Path, tmp_path: Path) -> None:
    """An expression that no cell satisfies: DuckDB says which cell it was; we do not."""
    pool = tmp_path / "pool"
    (pool / "datasets").mkdir(parents=True)
    (pool / "pool.toml").write_text(POOL, "utf-8")
    text = (made / "guests.csv").read_text("utf-8")
    said = ""
    for number, wrong in enumerate(("CAST(contact_email AS INTEGER)", "CAST(takings AS INTEGER) * 2000000000", "regexp_extract(title, concat(contact_email, '('), 0)")):
        rest = "".join(f'{name} = "not for this test"\n' for name in ("year", "phone", "remark", "contact_email", "takings") if name not in wrong)
        mapping = GUESTS.replace('date = "year"', f'description = "{wrong}"').replace('takings = "not for a catalogue"\n', rest)
        dataset(pool, "guests", "Guests", "film-tv", "guests.csv", "csv", text, mapping, "OPEN")
        said += f"{number}: {built(pool)}\n"
    assert not SEEN.search(said), said
    assert "INT32 was wanted" in said and "too large" in said


def test_the_doors_of_a_draft_show_none(made: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """From the first look to the page that says it is out, and the desk, its letters and its audit: also for who may see the draft, flagged values are covered."""
    caplog.set_level(logging.DEBUG)
    pool = Pool(Path(shutil.copytree(made / "pool", tmp_path / "pool", symlinks=True)))
    owner = Person(create_app(pool, here=True), "http://127.0.0.1", "127.0.0.1")
    wrong: list[str] = []
    for name, verdict in (("guests.csv", "OPEN AFTER"), ("plans.csv", "DESCRIBE ONLY")):
        draft = Drafts(pool).begin("owner", name)
        shutil.copyfile(made / name, draft.file)
        for language in ("en", "nl"):
            look(pool, draft, language)
        draft = draft.say(state="read")
        weighing.weigh(pool, draft, look(pool, draft, "en"), "en")
        save(draft, Plan(dataset=f"new-{name[:-4]}", title="New", description="Of a test.", publisher="A house", sector="film-tv", licence=CC0,
                         verdict=verdict, who="steward", why="after changes"))
        steps = [f"/contribute/{draft.id}{step}" for step in ("", "/profile", "/map", "/risk", "/objections", "/memo", "/publish")]
        wrong += _shown(owner, steps)
        owner.post(f"/contribute/{draft.id}/map", steps[1], act="try", c1="date", c2="title")  # a choice that does not fit the values
        refused = owner.post(f"/contribute/{draft.id}/risk", steps[1], act="look", c0="no-such:1")
        link = owner.post(f"/contribute/{draft.id}/memo", steps[1], act="send")
        found = re.search(r'value="http://127.0.0.1(/sign/[^"]+)"', link.text)
        wrong += _shown(Person(owner.app, "http://127.0.0.1", "203.0.113.8"), [found[1]] if found else []) + [text for text in (refused.text, link.text) if FLAGGED.search(text)]
        assert found, link.text[:1_000]
        signing.call_back(draft.again())
        publishing.decide(pool, draft.again(), publishing.plan_kept(draft.again()), "owner", at_once=True)
        wrong += _shown(owner, [steps[-1]])
        kept = [path for path in places(draft.folder, LEFT) if not {"sent", "stage"} & set(path.parts) and path.name != FIRST]  # FIRST: what columns are told by, gone with the file
        assert kept == [], kept
    before = {one.state for one in Drafts(pool).all()}
    assert before == {"leaves at"} and not list(pool.layout.datasets.glob("new-*"))
    said = run("status", pool.layout.root) + run("doctor", pool.layout.root)
    assert not FLAGGED.search(said) and not any(one.id in said for one in Drafts(pool).all())
    desk = ("/desk", "/desk/links", "/desk/terms", "/desk/withdrawals", "/desk/receipts", "/desk/requests", "/desk/audit", "/desk/people", "/desk/papers", "/desk/readiness",
            "/desk/notices", "/contribute",
            "/datasets/guests/readiness", "/datasets/guests/memo", "/datasets/guests/feed.atom", "/metrics", "/sitemap.xml")
    wrong += _shown(owner, list(desk))
    strangers = Person(owner.app, "http://test", "203.0.113.9")
    for path in ("/explore?q=New", "/datasets.json", "/metrics", "/catalog.jsonld", "/healthz", *(f"/contribute/{one.id}" for one in Drafts(pool).all())):
        text = strangers.get(path).text
        wrong += [path for one in Drafts(pool).all() if "new-guests" in text or FLAGGED.search(text) or (one.id in text and one.id not in path)]
    assert wrong == [] and not FLAGGED.search(caplog.text)


def _shown(person: Person, paths: list[str]) -> list[str]:
    """Pages, as HTML and as JSON, in both languages, that show a canary or do not answer."""
    wrong = []
    for path in paths:
        for language, form in (("en", ""), ("nl", "" if "/sign/" in path or "." in path else ".json")):
            answer = person.get(path + form, Accept_Language=language, Accept="application/json" if form else "text/html")
            wrong += [f"{answer.status_code} {path}{form}"] if FLAGGED.search(answer.text) or answer.status_code >= 500 else []
    return wrong


def test_the_search_sees_packed_values(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packed", "w") as out:
        out.writestr("x", PLAN.format(1))
    assert places(tmp_path, [PLAN.format(1)]) == [tmp_path / "packed"] and places(tmp_path, [PLAN.format(2)]) == []
