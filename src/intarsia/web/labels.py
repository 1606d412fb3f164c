"""Labels of a release as they stand in a page: looked up and escaped once per language, since a list of works shows some hundred."""

from __future__ import annotations

from markupsafe import escape

from intarsia.web.visit import Visit

KEPT = 20_000  # an address can name any value of a facet, so what is remembered is bounded


class Labels:
    """A label by facet and value, as HTML. What is remembered holds texts alone, so that it keeps no release open."""

    def __init__(self, visit: Visit) -> None:
        self._names = visit.names
        self._kept: dict[tuple[str, str, bool], str] = visit.serving.once(visit.reader, f"labels {visit.language}", dict)

    def __call__(self, facet: str, value: str | None) -> str:
        """With a capital, for where it stands alone; empty without a value."""
        return self._kept.get((facet, value or "", True)) or self._written(facet, value or "", True)

    def plain(self, facet: str, value: str | None) -> str:
        """As it stands within a sentence."""
        return self._kept.get((facet, value or "", False)) or self._written(facet, value or "", False)

    def _written(self, facet: str, value: str, alone: bool) -> str:
        if len(self._kept) >= KEPT:
            self._kept.clear()
        text = self._kept[(facet, value, alone)] = str(escape(self._names(facet, value) if alone else self._names.plain(facet, value)))
        return text
