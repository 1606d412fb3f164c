"""What changed most since the release before: a few numbers for the first page, and where to read all of it."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.errors import IntarsiaError, Unavailable
from intarsia.web.difference import Difference
from intarsia.web.pages.release import differences
from intarsia.web.visit import Visit

#: tables whose rows a reader knows by a name; the others follow from them, or say how a dataset is built
TOLD = ("work", "agent", "observation", "intervention", "link")
LARGEST = 3
KINDS = ("added", "changed", "withdrawn")


@dataclass(frozen=True)
class Newest:
    """previous, issued: the release before and its day. all: the address of the whole comparison. changes: the largest, each with its dataset ("_pool" for what belongs to none),
    table, kind (of KINDS) and number of rows."""

    previous: str
    issued: str
    all: str
    changes: tuple[tuple[str, str, str, int], ...]

    def plain(self) -> dict[str, object]:
        """As data."""
        return {"previous": self.previous, "issued": self.issued, "diff": self.all, "changes": [dict(zip(("dataset", "table", "kind", "rows"), one, strict=True)) for one in self.changes]}


def newest(visit: Visit) -> tuple[Newest | None, bool]:
    """The largest changes, None where there is no release before or nothing of these changed; and whether that is all there is to say: False while the two are compared."""
    reader = visit.reader
    previous = reader.manifest["previous"]
    if not previous:
        return None, True
    try:
        found = differences(visit).between(previous, reader.id, 0)
        before = visit.serving.pool.reader(previous)
    except Unavailable:
        return None, False
    except IntarsiaError:  # it is no longer kept, or cannot be read: the page has other things to tell
        return None, True
    if found is None:
        return None, False
    changes = largest(found)
    return (Newest(before.id, before.manifest["issued"], visit.href(f"/releases/{before.id}/diff/{reader.id}"), changes) if changes else None), True


def largest(difference: Difference) -> tuple[tuple[str, str, str, int], ...]:
    """The changes of most rows; of two alike, in the order of TOLD and KINDS."""
    all_of_them = [(part["dataset"], part["table"], kind, part[kind]) for part in difference.counts if part["table"] in TOLD for kind in KINDS if part[kind]]
    return tuple(sorted(all_of_them, key=lambda one: (-one[3], TOLD.index(one[1]), KINDS.index(one[2]), one[0]))[:LARGEST])
