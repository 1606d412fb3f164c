"""The page of signals, its twins, its feed and its calendar; of all, of a dataset, of a search, and of a file that is thrown away."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as xml

import pytest

from intarsia.pool import Pool
from intarsia.web import create_app
from tests.web.conftest import Web
from tests.web.test_check import sent

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def site(demo: Pool) -> Web:
    return Web(create_app(demo))


def unfolded(text: str) -> list[str]:
    """Content lines of an iCalendar file (RFC 5545, 3.1): every line ends with CR LF, none is longer than 75 octets."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]


def events(text: str) -> list[dict[str, str]]:
    """The events of a calendar, checked as strictly as the standard says: components closed in order, each property once, what is required there."""
    lines, found, open_ = unfolded(text), [], []
    head: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        bare = name.partition(";")[0]
        assert re.fullmatch(r"[A-Z0-9-]+", bare), line
        if bare == "BEGIN":
            open_.append(value)
            if value == "VEVENT":
                found.append({})
        elif bare == "END":
            assert open_.pop() == value
        else:
            into = found[-1] if open_[-1] == "VEVENT" else head
            assert bare not in into, line
            into[bare] = value
    assert not open_ and head["VERSION"] == "2.0" and head["PRODID"]
    for one in found:
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= set(one) and re.fullmatch(r"\d{8}T\d{6}Z", one["DTSTAMP"])
        first, last = (date(int(v[:4]), int(v[4:6]), int(v[6:])) for v in (one["DTSTART"], one["DTEND"]))
        assert first < last
        assert not re.search(r"(?<!\\)[,;]", re.sub(r"\\\\", "", one["SUMMARY"] + one["DESCRIPTION"]))
    assert len({one["UID"] for one in found}) == len(found)
    return found


def test_the_first_view_says_what_moved_and_what_did_not(site: Web) -> None:
    data = site.json("/signals.json")["data"]
    parts = {one["part"]: one for one in data["parts"]}
    assert next(iter(parts)) == "moved" and parts["moved"]["evidence"]["state"] == "UNTESTED"  # songs chosen by fame
    assert any("Mamma Mia" in str(row) for row in parts["moved"]["aside"]["missed"]["rows"])
    rose = {row["name"]: (row["year"], row["before"], row["after"], row["followed"], row["event"]) for row in parts["moved"]["rows"]}
    assert rose["Killer Queen"] == (2018, 310, 88, True, "Bohemian Rhapsody") and not rose["Radio Ga Ga"][3]  # of the songs in one film: one that the pool ties to it, one that it does not
    assert ("We Are The Champions", "Bohemian Rhapsody") in {(row["name"], row["event"]) for row in parts["moved"]["aside"]["missed"]["rows"]}
    assert parts["departures"]["evidence"]["state"] == "SOLID" and "A closure is not a signal" in " ".join(parts["departures"]["notes"])
    departed = {(row["name"].split(",")[0], row["from"]) for row in parts["departures"]["rows"]}
    assert ("Royal Armouries Fort Nelson", "2018-04") in departed and not any(begin.startswith(("2020", "2021")) for _, begin in departed)  # the closure of March 2020 is flagged as one
    assert site.json("/ask/departures.json?measure=attendance")["data"]["evidence"]["state"] == "REFUSED"


@pytest.mark.parametrize(("language", "said"), [("en", "Against my list"), ("nl", "Naast mijn lijst")])
def test_the_page_in_each_language(site: Web, language: str, said: str) -> None:
    page = site.get(f"/signals?lang={language}").text
    assert said in page and page.index('id="moved"') < page.index('id="departures"') < page.index('id="small"') and "/signals/track-record" in page


def test_each_signal_has_its_years_by_sector_and_says_how_many_were_false(site: Web) -> None:
    """The small bars of the table, the figure of the same years, and the false alarms, all from one answer."""
    data, page = site.json("/signals.json")["data"], site.get("/signals?lang=en").text
    signals = next(one for one in data["parts"] if one["part"] == "signals")
    kept = [row["name"] for row in signals["rows"]][:12]
    table = page[page.index('class="cards signal-table"'):page.index("</table>", page.index('class="cards signal-table"'))]
    bars = [[int(n.replace(",", "")) for n in re.findall(r"<title>[^<]*?: ([0-9,]+) works in all", part)] for part in table.split("<tr>")[2:]]
    drawn: dict[str, dict[str, int]] = {}
    for row in site.json("/figures/signal-lines.json")["data"]["rows"]:
        drawn.setdefault(row["name"], {}).setdefault(row["sector"], 0)
        drawn[row["name"]][row["sector"]] += row["works"]
    assert [sorted(found, reverse=True) for found in bars] == [sorted((drawn.get(name) or next(drawn[one] for one in drawn if one.startswith(f"{name} ("))).values(), reverse=True)
                                                               if sum(one == name for one in kept) == 1 else sorted(found, reverse=True) for name, found in zip(kept, bars, strict=True)]
    assert any(bars) and len(site.get("/figures/signal-lines?embed=1").content) < 60_000
    share = 1 - signals["evidence"]["estimate"]
    assert data["alarms"] in page and f"{round(share * signals['evidence']['n'])} did not double" in data["alarms"] and f"That is {round(100 * share)} of 100" in data["alarms"]
    record = site.json("/signals/track-record.json")["data"]["alarms"]
    assert record in site.get("/signals/track-record?lang=en").text and record.startswith("False alarms: of ")


def test_page_json_and_csv_tell_the_same_lines(site: Web) -> None:
    lines = site.json("/signals.json")["data"]["lines"]
    rows = site.get("/signals.csv").text.splitlines()
    assert rows[0] == "part,name,said,day,path" and len(rows) == len(lines) + 1


def test_a_list_narrows_and_gives_a_feed_and_a_calendar(site: Web) -> None:
    whole = site.json("/signals.json")["data"]["lines"]
    listed = quote("search:q=dracula")
    narrow = site.json(f"/signals.json?list={listed}")["data"]
    assert narrow["against"]["works"] > 3 and len(narrow["lines"]) < len(whole)
    museums = site.json("/signals.json?list=dataset:audience-figures")["data"]["lines"]
    assert any(line["part"] == "departures" for line in museums)
    feed = xml.fromstring(site.get("/signals.atom?list=dataset:audience-figures").content)
    assert feed.findtext(f"{ATOM}id") and len({one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")}) == len(feed.findall(f"{ATOM}entry")) == len(museums)
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith("/signals.atom?list=dataset:audience-figures") and "list=dataset" in links["alternate"]  # itself, not the feed of everything
    calendar = site.get("/signals.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert len(events(calendar.text)) == sum(1 for line in whole if line["part"] in ("signals", "coming") and line["day"]) > 5
    assert len(events(site.get(f"/signals.ics?list={listed}").text)) < len(events(calendar.text))


@pytest.mark.parametrize("address", ["/signals?list=nonsense", "/signals?horizon=7", "/signals?years=2", "/signals?list=dataset:nobody", f"/signals?list={'x' * 4000}"])
def test_what_is_no_list_and_no_horizon_is_said_with_a_way_out(site: Web, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code in (400, 404) and "Traceback" not in answer.text


def test_a_file_is_compared_and_thrown_away(demo: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine = b"titel;jaar\nDracula;1897\nA secret plan of ours;2029\nMamma Mia;1975\n"
    good, bad = sent(demo.layout.root, ("/signals", {"files": {"file": ("ours.csv", mine)}}), ("/signals", {"files": {"file": ("ours.xlsx", b"no workbook")}}))
    assert good.status_code == 200 and good.headers["cache-control"] == "no-store" and "thrown away" in good.text
    assert "secret plan" not in good.text and "Mamma Mia!" in good.text  # the film that came without a rise of the song
    assert bad.status_code in (400, 404) and 'role="alert"' in bad.text and "Traceback" not in bad.text
    assert [one for one in tmp_path.rglob("*") if one.is_file() and b"secret plan" in one.read_bytes()] == []
