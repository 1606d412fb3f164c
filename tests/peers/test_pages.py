"""The pages: the same numbers in every form, a file that is laid beside the group and kept nowhere, and an empty state that says what would fill it."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from intarsia import answering
from intarsia.answering import Release
from intarsia.cli import main
from intarsia.contributing import forecasting
from intarsia.evidence import ENGLISH
from intarsia.pool import Pool
from intarsia.receipt import beside
from intarsia.web import create_app
from tests.peers.venues import VENUES, visits
from tests.web.conftest import Web
from tests.web.running import Running, running

PEERS = VENUES[:7]


@pytest.fixture(scope="module")
def site(venues: Pool) -> Web:
    return Web(create_app(venues))


def sent(web: Web, name: str, content: bytes, address: str = "/benchmark") -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web.app), base_url="http://test", timeout=60) as client:
            return await client.post(address, files={"file": (name, content)}, headers={"Origin": "http://test"})

    return web.thread.submit(lambda: asyncio.run(ask())).result(60)


def agent(web: Web, name: str) -> str:
    (found,) = [row["agent"] for row in web.json("/benchmark.json")["data"]["aside"]["members"]["rows"] if row["organisation"] == name]
    return str(found)


def test_the_page_its_table_and_its_json_tell_the_same(site: Web) -> None:
    address = f"agent={agent(site, 'Cirkel')}&year=2020"
    told = site.json(f"/benchmark.json?{address}")["data"]
    rows = list(csv.DictReader(io.StringIO(site.get(f"/benchmark.csv?{address}").text)))
    assert [(row["period"], row["line"], float(row["value"]) if row["value"] else None) for row in rows] == [(row["period"], row["line"], row["value"]) for row in told["rows"]]
    for row in told["rows"]:
        there = [value for value, _ in (visits(venue, row["period"]) for venue in PEERS) if value is not None]
        if row["line"] == "Cirkel":
            assert (row["value"], row["flag"]) == (visits("Cirkel", row["period"])[0], visits("Cirkel", row["period"])[1])
            assert row["below"] == sum(value < row["value"] for value in there)
        else:
            assert (row["quarter"], row["value"], row["three_quarters"]) == pytest.approx(tuple(statistics.quantiles(there, n=4, method="inclusive")))
            assert row["peers"] == len(there) == (6 if row["period"] == "2020-07" else 7)
    page = site.get(f"/benchmark?{address}").text
    assert told["headline"] in page and "closed" in page and told["evidence"]["sentence"].split(":")[0] in page.replace("&#39;", "'")
    assert site.get(f"/figures/benchmark.svg?{address}").headers["content-type"].startswith("image/svg")


def test_a_year_that_is_none_is_not_asked_for(site: Web) -> None:
    content = "month,visits\n" + "".join(f"2019-{n:02d},{1000 + n}\n" for n in range(1, 13))
    for year in ("%C2%B2", "9" * 5_000, "soon"):
        assert sent(site, "mine.csv", content.encode(), f"/benchmark?year={year}").status_code == 200


def test_what_is_no_number_is_no_figure(site: Web) -> None:
    content = "month,visits\n" + "".join(f"2019-{n:02d},{value}\n" for n, value in enumerate(("1000", "1200", "1e309", "inf", "nan", "1e300", "-inf", "900"), 1))
    answer = sent(site, "mine.csv", content.encode())
    assert answer.status_code in (200, 400) and "Traceback" not in answer.text


def test_who_counts_otherwise_is_in_no_group(site: Web, venues: Pool) -> None:
    told = site.json("/benchmark.json")["data"]
    assert {row["organisation"] for row in told["aside"]["members"]["rows"]} == set(PEERS)
    (haven,) = Release(venues.reader()).records("SELECT id FROM agent WHERE name = 'Haven'")
    alone = site.json(f"/benchmark.json?agent={haven['id']}")["data"]
    assert alone["evidence"]["state"] == "REFUSED" and alone["needs"] and "with the garden" in " ".join(alone["notes"])
    assert "What would settle it" in site.get(f"/benchmark?agent={haven['id']}").text
    assert site.get("/benchmark?group=nonesuch").status_code == 404


def test_a_file_is_laid_beside_the_group_and_kept_nowhere(site: Web, venues: Pool) -> None:
    before = {path for path in venues.layout.root.rglob("*")}
    content = "month,visits\n" + "".join(f"2019-{n:02d},{1000 + n}\n" for n in range(1, 13))
    answer = sent(site, "secret-name.csv", content.encode())
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "secret-name.csv" in answer.text and "1,006" in answer.text and "7 organisations" in answer.text
    assert "/figures/benchmark" not in re.sub(r'href="[^"]*"', lambda found: found[0] if "csv" in found[0] else "", answer.text)  # nothing to load it again from
    assert {path for path in venues.layout.root.rglob("*")} == before
    assert "secret-name" not in site.get("/benchmark").text
    told = site.json("/benchmark.json?year=2019")["data"]["rows"]
    release = Release(venues.reader())
    own = beside.chosen(release, beside.ownfigures.believed([["visits", "visits", "month", f"2019-{n:02d}-01", 1000.0 + n, None] for n in range(1, 13)], frozenset()), "x")
    assert own is not None
    mine = beside.told(release, own, ENGLISH)
    assert [row[2:6] for row in mine.rows if row[1] == "Median of the peers"] == [tuple(row[name] for name in ("value", "quarter", "three_quarters", "peers")) for row in told]


@pytest.mark.parametrize(("name", "content", "said"), [("works.csv", "title,year\nA,1999\nB,2001\n", "no column of figures"), ("loans.csv", "month,loans\n2019-01,5\n2019-02,6\n",
    "nobody here has peers"),
                                                       ("empty.csv", "", "")])  # fmt: skip
def test_a_file_that_cannot_stand_beside_others_is_refused_in_words(site: Web, name: str, content: str, said: str) -> None:
    answer = sent(site, name, content.encode())
    assert answer.status_code in (400, 422) and said in answer.text.casefold() and "cannot be laid beside others" in answer.text


@contextmanager
def farfigures_of(pool: Pool) -> Iterator[tuple[str, Running]]:
    with running(pool.layout.root, "--access-log") as server:
        yield f"http://127.0.0.1:{server.port}", server


def test_the_dry_run_tells_the_same_before_anything_is_shared(venues: Pool, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("month,visits\n" + "".join(f"2019-{n:02d},{900 + 10 * n}\n" for n in range(1, 13)), "utf-8")
    done = CliRunner().invoke(main, ["returns", str(file), "--pool", str(venues.layout.root), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)["beside"]
    assert (told["measure"], told["members"], told["compared"], told["year"]) == ("visits", 7, 12, "2019")
    ratios = [(900 + 10 * n) / statistics.median([visits(venue, f"2019-{n:02d}")[0] or 0.0 for venue in PEERS]) for n in range(1, 13)]
    assert told["ratio"] == pytest.approx(statistics.median(ratios))
    release = Release(venues.reader())
    answer = answering.answer(release, "benchmark", {}, ENGLISH)
    with farfigures_of(venues) as (address, server):  # a pool on a server: its published tables are fetched, and the comparison is made here
        far = CliRunner().invoke(main, ["returns", str(file), "--with", address, "--json"], env={"NO_PROXY": "*", "XDG_CACHE_HOME": str(tmp_path / "cache")})
        _, log = server.stop()
    assert far.exit_code == 0, far.output
    assert json.loads(far.stdout)["beside"] == told
    asked = set(re.findall(r"[A-Z]+ /[^ \"]*", log))  # what the server was asked: whole files of the release it serves, by names that are its own
    whole = rf"GET /(api/v1/releases|api/v1/releases/{release.id}/manifest|dumps/{release.id}/[a-z._-]+|releases/{release.id}/tables/[a-z]+/[a-z_]+\.parquet)"
    assert f"GET /releases/{release.id}/tables/observation/venues.parquet" in asked
    assert all(re.fullmatch(whole, one) for one in asked), asked
    assert told["group"] == answer.chosen["group"]
    assert forecasting.believed({"problem": {"what": "a", "way_out": "b"}, "figures": []}) == {"problem": {"what": "a", "way_out": "b"}}


def test_the_map_tells_the_same_in_every_form(site: Web) -> None:
    told = site.json("/map.json?measure=visits&year=2019")["data"]
    rows = list(csv.DictReader(io.StringIO(site.get("/map.csv?measure=visits&year=2019").text)))
    expected = sum(visits(venue, f"2019-{n:02d}")[0] or 0.0 for venue in PEERS for n in range(1, 13))
    assert [(row["place"], row["value"]) for row in told["rows"]] == [("NL", expected)] == [(row["place"], float(row["value"])) for row in rows]
    for address in ("/map", "/map?measure=visits&against=population", "/map?measure=jobs&lang=nl", "/map?level=region", "/map?per=inhabitants&measure=visits",
        "/map?area=world&measure=visits"):
        page = site.get(address)
        assert page.status_code == 200 and "<form" in page.text, address
    assert site.get("/map?year=soon").status_code == 400 and site.get("/map?measure=nonesuch").status_code == 400


def test_a_year_with_a_gap_is_not_added_up(site: Web) -> None:
    """Dam misses a month of 2020: its year is not whole, and it is left out and counted."""
    told: dict[str, Any] = site.json("/map.json?measure=visits&year=2020")["data"]
    expected = sum(visits(venue, f"2020-{n:02d}")[0] or 0.0 for venue in PEERS if venue != "Dam" for n in range(1, 13))
    assert told["rows"][0]["value"] == expected and any("missing" in note for note in told["notes"])


