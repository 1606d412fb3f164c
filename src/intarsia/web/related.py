"""Related works: what else the makers of a work made, beside the works of its story."""

from __future__ import annotations

from typing import Any

from intarsia.reader import Reader
from intarsia.web.sources import sourced
from intarsia.web.workcard import same

SHOWN = 8
MAKERS = 6
#: roles that do not make the work
NOT_MAKERS = ("subject-person", "publisher", "venue", "broadcaster", "funder", "rights-holder", "collector")
CREDITS = 2000


def related(reader: Reader, makers: list[dict[str, Any]], without: set[str]) -> list[dict[str, Any]]:
    """Works by the first makers of a work, each with the maker it has in common; those of other datasets first, then by year.

    makers: as `workcard.record` has them; without: works that are shown already.
    """
    names: dict[str, str] = {}
    for one in [one for one in makers if one["role"] not in NOT_MAKERS][:MAKERS]:
        for agent in (one["id"], *same(reader, "agent", one["id"])):
            names.setdefault(agent, one["name"])
    if not names:
        return []
    credits_ = sorted(reader.where("contribution", "agent", list(names))[:CREDITS], key=lambda row: (row["work"], row["agent"]))
    by = {row["work"]: row["agent"] for row in credits_ if row["work"] not in without and row["role"] not in NOT_MAKERS}
    home = {one["dataset"] for one in makers}
    rows = reader.where("work", "id", list(by)[:CREDITS])
    rows.sort(key=lambda row: (row["dataset"] in home, row["year_start"] is None, row["year_start"] or 0, row["id"]))
    return sourced(reader, [{**{name: row[name] for name in ("id", "title", "form", "sector", "date", "dataset")}, "maker": names[by[row["id"]]], "maker_id": by[row["id"]]}
                            for row in rows[:SHOWN]], "synthetic")
