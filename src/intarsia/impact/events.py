"""What else was done, and to whom: whether those compared with had an intervention of their own within the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

EVER = "9999-12-31"


@dataclass(frozen=True)
class Event:
    """An intervention as far as a comparison needs it. start, end: ISO days or parts of them; end "" while it still holds."""

    id: str
    title: str
    start: str
    end: str = ""

    def within(self, since: str, until: str) -> bool:
        """Did something change between two days: did it begin or end there? What held all the time changed nothing."""
        return any(day and _first(day) <= until and _last(day) >= since for day in (self.start, self.end))


def touched(units: Iterable[str], events: Mapping[str, Sequence[Event]], since: str, until: str, but: frozenset[str] = frozenset()) -> tuple[dict[str, str], ...]:
    """The events of some units within a window, but for those with an id in `but`: unit, intervention, title, start."""
    return tuple({"unit": unit, "intervention": one.id, "title": one.title, "start": one.start}
                 for unit in units for one in events.get(unit, ()) if one.id not in but and one.within(since, until))


def _first(day: str) -> str:
    return (day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10]


def _last(day: str) -> str:
    return (day + "-12-31")[:10] if len(day) == 4 else (day + "-31")[:10]
