"""Two releases side by side: the counts of the comparison, its examples, and what happens meanwhile."""

from __future__ import annotations

import csv
import io
import threading
import time
from pathlib import Path

import pytest
from lxml import html

from intarsia.errors import NotFound, Unavailable
from intarsia.pool import Pool
from intarsia.web import difference
from intarsia.web.difference import Difference, Differences
from intarsia.web.newest import largest
from intarsia.web.termdiff import TermChanges
from tests.small import small_pool
from tests.web.conftest import Web
from tests.web.made import key

OLD, NEW = "aaaa222233334444", "bbbb222233334444"


def test_what_came_is_counted_and_shown(web: Web) -> None:
    data = web.json(f"/releases/{OLD}/diff/{NEW}.json")["data"]
    assert data["totals"] == {"added": 1, "changed": 0, "withdrawn": 0}
    (part,) = data["parts"]
    assert (part["table"], part["dataset"], part["examples"]["added"][0]["name"]) == ("work", "novels", "Volume 3")
    back = web.json(f"/releases/{NEW}/diff/{OLD}.json")["data"]
    assert back["totals"] == {"added": 0, "changed": 0, "withdrawn": 1}
    page = web.get(f"/releases/{OLD}/diff/{NEW}").text
    assert "1 row came" in page
    assert f'href="/works/{part["examples"]["added"][0]["key"][0]}?release={NEW}"' in page
    assert "No row differs" in web.get(f"/releases/{OLD}/diff/{OLD}").text
    assert next(csv.DictReader(io.StringIO(web.get(f"/releases/{OLD}/diff/{NEW}.csv").text)))["added"] == "1"
    assert web.get(f"/releases/{OLD}/diff/zzzz").status_code == 404


def test_the_first_page_tells_the_largest_changes(web: Web) -> None:
    """It never waits for the comparison: a page without it is kept by nobody."""
    for _ in range(100):
        found = web.get("/")
        if 'id="since"' in found.text:
            break
        assert found.headers["cache-control"] == "no-store"
        time.sleep(0.05)
    page = html.fromstring(found.text)
    (item,) = page.xpath("//ul[@class='since']/li")
    assert (item.text_content().split()[:3], item.xpath("./a/@href")) == (["1", "work", "added"], [f"/releases/{OLD}/diff/{NEW}#novels"])
    assert web.get("/", Accept="application/json").json()["data"]["since"]["changes"] == [{"dataset": "novels", "table": "work", "kind": "added", "rows": 1}]
    assert "1 werk erbij" in web.get("/?lang=nl").text
    first = web.get(f"/?release={OLD}")
    assert 'id="since"' not in first.text and first.status_code == 200  # it has no release before it


def test_the_largest_changes_come_first() -> None:
    parts = [{"table": table, "dataset": dataset, "added": added, "changed": changed, "withdrawn": withdrawn}
             for table, dataset, added, changed, withdrawn in (("term", "films", 900, 0, 0), ("work", "films", 3, 8, 0), ("observation", "visits", 8, 0, 1), ("agent", "books", 0, 0, 5))]
    found = largest(Difference(OLD, NEW, parts, TermChanges({}, {})))
    assert found == (("films", "work", "changed", 8), ("visits", "observation", "added", 8), ("books", "agent", "withdrawn", 5))


def test_examples_agree_with_the_rows_of_a_real_pool(tmp_path: Path) -> None:
    folder = small_pool(tmp_path / "small")
    pool = Pool(folder)
    old = pool.build()
    path = next((folder / "datasets" / "books").glob("*.csv"))
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([lines[0], *[line.replace("The Lighthouse of Nowhere", "The Lighthouse of Somewhere") for line in lines[1:-1]]]) + "\n", "utf-8")
    new = pool.build()
    found = Differences(pool).between(old, new, 60)
    assert found
    assert found.counts == pool.diff(old, new)
    work = next(part for part in found.parts if part["table"] == "work")
    assert (work["changed"], work["withdrawn"], work["added"]) == (1, 1, 0)
    assert {"column": "title", "rows": 1} in work["columns"]
    (example,) = work["examples"]["changed"]
    assert next((one["before"], one["after"]) for one in example["columns"] if one["column"] == "title") == ("The Lighthouse of Nowhere", "The Lighthouse of Somewhere")
    assert pool.reader(old).rows("SELECT title FROM work WHERE id = ?", work["examples"]["withdrawn"][0]["key"])


def test_a_page_does_not_wait_for_ever(pool_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on, real, calls = threading.Event(), difference.compared, []

    def slow(pool: Pool, old: str, new: str) -> difference.Difference:
        calls.append((old, new))
        go_on.wait(20)
        return real(pool, old, new)

    monkeypatch.setattr(difference, "compared", slow)
    monkeypatch.setattr(difference, "WAITING", 2)
    some = Differences(Pool(pool_folder))
    assert some.between(OLD, NEW, 0.05) is None
    assert some.between(OLD, NEW, 0.05) is None  # the same comparison, not a second one
    assert some.between(NEW, OLD, 0.01) is None
    with pytest.raises(Unavailable):
        some.between(OLD, OLD, 0.01)
    with pytest.raises(NotFound):
        Differences(Pool(pool_folder)).between(OLD, "cccc", 1)
    go_on.set()
    done = some.between(OLD, NEW, 20)
    assert done
    assert done.totals["added"] == 1
    assert calls.count((OLD, NEW)) == 1


def test_a_release_says_its_checksums(web: Web) -> None:
    sums = web.get(f"/releases/{NEW}/sha256sums.txt").text.split()
    data = web.json(f"/releases/{NEW}.json")["data"]
    assert sums == [part for dump in data["dumps"] for part in (dump["sha256"], dump["file"])]
    assert data["cite"]["csl"][0]["URL"] == f"http://localhost:8000/id/release/{NEW}"
    assert [one["id"] for one in csv.DictReader(io.StringIO(web.get("/releases.csv").text))] == [NEW, OLD]
    assert key("girl") not in web.get(f"/releases/{NEW}").text
