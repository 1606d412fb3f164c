"""What is announced or in production, with what ties it to a list."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.narrowing.listing import Listing
from intarsia.reader import Reader

MOST = 200


@dataclass(frozen=True)
class Coming:
    """A work to come. day: as its dataset dates it (EDTF), "" where no date is known. why: "story" (it is tied to a work of the list), "maker"
    (a maker of the list takes part), "word" (the same words), or "" without a list."""

    id: str
    title: str
    form: str
    sector: str
    day: str
    status: str
    dataset: str
    why: str


def coming(reader: Reader, as_of: str, listing: Listing | None = None) -> list[Coming]:
    """Works announced or in production that are not dated before the day of the release, the nearest first; against a list, those that touch it."""
    # over is a work whose last possible year is past; one that says no year may still come
    rows = reader.records(
        "WITH maker AS (SELECT work, list(DISTINCT agent) AS makers FROM contribution GROUP BY work) "
        "SELECT w.id, w.title, coalesce(w.form, '') AS form, coalesce(w.sector, '') AS sector, coalesce(w.date, '') AS day, w.status, w.dataset, coalesce(m.makers, []) AS makers "
        "FROM work w LEFT JOIN maker m ON m.work = w.id WHERE w.status IN ('announced', 'in-production') AND (w.year_end IS NULL OR w.year_end >= $year) "
        "ORDER BY w.date NULLS LAST, w.title, w.id", {"year": int(as_of[:4])})
    words: dict[str, set[tuple[str, str]]] = {}
    if listing is not None and rows:
        said = "SELECT work, facet, concept FROM term WHERE state = 'matched' AND facet = 'subject' AND list_contains($works, work)"
        for one in reader.records(said, {"works": [row["id"] for row in rows]}):
            words.setdefault(one["work"], set()).add((one["facet"], one["concept"]))
    found = []
    for row in rows:
        why = "" if listing is None else _why(row["id"], row["makers"], words.get(row["id"], set()), listing)
        if why is not None:
            found.append(Coming(row["id"], row["title"], row["form"], row["sector"], row["day"], row["status"], row["dataset"], why))
    return found[:MOST]


def _why(work: str, makers: list[str], words: set[tuple[str, str]], listing: Listing) -> str | None:
    """What ties a work to a list, the nearest tie; None for nothing."""
    if work in listing.works:
        return "story"
    return "maker" if listing.agents & set(makers) else "word" if words & listing.words else None
