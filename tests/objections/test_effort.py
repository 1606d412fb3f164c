"""Effort: an estimate that says what it is made of, and measurements in its place once there are five."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.contributing import Draft
from intarsia.objections import effort
from tests.objections.made import act, finding, report


def published(n: int, minutes: float, **about: str) -> Draft:
    hour, rest = divmod(9 * 60 + minutes, 60)
    times = {"received": "2026-11-20T09:00:00+00:00", "read": "2026-11-20T09:00:00+00:00", "decided": f"2026-11-20T{int(hour):02}:{int(rest):02}:00+00:00"}
    return Draft(f"{n:032x}", Path("none"), "a.csv", state="published", about=dict(about), times=times)


def test_what_is_left_adds_up_and_is_called_an_estimate() -> None:
    found = report(finding("email", "a"), finding("free-text", "b", state="not checked"), acts=(act("email", "a"),))
    left = effort.left(found)
    assert dict(left.parts) == {"change": 1, "look": 1, "licence": 1, "decide": 1}
    assert (left.low, left.high) == (1 + 5 + 2 + 5, 4 + 20 + 10 + 20)
    told = effort.of(found, "en", spent=0.2)
    assert told.texts[0] == "Spent until the verdict: 12 seconds." and "an estimate" in told.texts[1] and "13 to 54 minutes" in told.texts[1]
    assert told.record()["hours_left"] == {"low": 0.22, "high": 0.9, "measured_on": 0, "estimate": True, "for": [{"what": k, "count": n} for k, n in left.parts]}
    assert "niet gemeten" in effort.of(found, "nl").texts[0]


def test_five_published_files_take_the_place_of_the_estimate_and_four_do_not() -> None:
    drafts = [published(n, minutes) for n, minutes in enumerate((10, 20, 30, 40))]
    assert effort.of(report(), "en", drafts=drafts).left.measured == 0
    told = effort.of(report(), "en", drafts=[*drafts, published(5, 50)])
    assert told.left.measured == 5 and (told.left.low, told.left.high) == (20, 40) and "as measured on the last 5 files" in told.texts[1] and "20 to 40 minutes" in told.texts[1]


def test_drafts_that_are_not_published_count_nothing_and_what_was_left_lying_neither() -> None:
    private = [Draft(f"{n:032x}", Path("none"), "a", state="read", times=published(n, 9).times) for n in range(9)]
    lying = [published(n, 60 * 12) for n in range(9)]
    assert effort.of(report(), "en", drafts=[*private, *lying]).left.measured == 0


def test_next_year_is_measured_on_what_was_replayed() -> None:
    told = effort.of(report(), "nl", drafts=[published(n, 2 + n, like="visits") for n in range(5)])
    assert told.again.measured == 5 and told.left.measured == 0 and "3 tot 5 minuten, zoals gemeten bij 5 leveringen" in told.texts[2]


@pytest.mark.parametrize(("minutes", "en", "nl"), [(0.1, "6 seconds", "6 seconden"), (0.001, "one second", "één seconde"), (1, "one minute", "één minuut"), (89, "89 minutes", "89 minuten"),
                                                   (150, "2.5 hours", "2,5 uur")])
def test_minutes_in_words(minutes: float, en: str, nl: str) -> None:
    assert (effort.spoken(minutes, "en"), effort.spoken(minutes, "nl")) == (en, nl)


def test_the_next_rung_of_the_ladder_is_told_in_hours() -> None:
    told = effort.of(report(), "en", rung={"rung": "linked", "minutes": 120, "sentence": "To reach Linked: link. That takes about two hours."})
    assert told.record()["hours_to_next_rung"] == {"rung": "linked", "hours": 2.0, "estimate": True} and "Linked" in told.texts[1]
    assert effort.of(report(), "en").record()["hours_to_next_rung"] is None
