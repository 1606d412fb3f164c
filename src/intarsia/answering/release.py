"""A release as insights see it: SQL, names, the values of slots, and a memory for what is costly."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from intarsia import codes
from intarsia.errors import Unavailable
from intarsia.evidence.wording import named
from intarsia.reader import Reader
from intarsia.store.layout import Layout

Thing = TypeVar("Thing")
KEPT = 1024

#: where the values of a slot stand: id and, where the release has no label of its own, a name
_VALUES = {
    "facet": 'SELECT DISTINCT concept AS id, CAST(NULL AS VARCHAR) AS name FROM cube_work WHERE facet = $of AND country IS NULL ORDER BY concept',
    "country": "SELECT DISTINCT country AS id, CAST(NULL AS VARCHAR) AS name FROM cube_total WHERE country IS NOT NULL ORDER BY country",
    "sector": "SELECT DISTINCT sector AS id, CAST(NULL AS VARCHAR) AS name FROM cube_total WHERE sector IS NOT NULL ORDER BY sector",
    "form": "SELECT DISTINCT form AS id, CAST(NULL AS VARCHAR) AS name FROM cube_total WHERE form IS NOT NULL ORDER BY form",
    "measure": "SELECT DISTINCT measure AS id, CAST(NULL AS VARCHAR) AS name FROM cube_observation ORDER BY measure",
    "place": "SELECT DISTINCT place AS id, CAST(NULL AS VARCHAR) AS name FROM cube_observation WHERE place IS NOT NULL ORDER BY place",
    "intervention": "SELECT id, title AS name FROM intervention ORDER BY id",
    "study": "SELECT id, title AS name FROM study ORDER BY id",
    "dataset": "SELECT id, CAST(NULL AS VARCHAR) AS name FROM dataset ORDER BY id",
}
_NAMED = {"agent": "name", "work": "title", "intervention": "title", "study": "title"}
_PLAIN = ("country", "place", "dataset")


_stopping = threading.Event()


def stop() -> None:
    """This process ends: answers that are being made in it give up at the next thing they ask."""
    _stopping.set()


def stopping() -> bool:
    """Does this process end?"""
    return _stopping.is_set()


def _go_on() -> None:
    if _stopping.is_set():
        raise Unavailable("this server is stopping", way_out="ask again in a moment")


class Release:
    """A `Reader` as the `Source` of insights (shelf/insights/base.py). Safe for several threads; keep one as long as its reader."""

    def __init__(self, reader: Reader, own: Path | None = None) -> None:
        self.reader, self.own = reader, own
        self.id, self.as_of = reader.id, reader.as_of
        self._memory: OrderedDict[str, Any] = OrderedDict()
        self._making: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def records(self, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries."""
        _go_on()
        return self.reader.records(sql, values or {})

    def arrow(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """The rows of a query as an Arrow table."""
        _go_on()
        return self.reader.arrow(sql, values or {})

    def label(self, kind: str, id: str, language: str) -> str:
        """The name of something, with a capital; the id itself where it has none."""
        return named(self._label(kind, id, language))

    def _label(self, kind: str, id: str, language: str) -> str:
        if not id:
            return ""
        if kind == "language":
            return _capital(tongue(id, language))
        if kind in _NAMED:
            found = self.reader.where(kind, "id", [id])
            return str(found[0][_NAMED[kind]] or id) if found else id
        if kind in _PLAIN:
            text = self.reader.label(id, language)
            return self._regions.get(id, text) if kind == "place" and text == id else text
        text = self.reader.label(f"{kind}:{id}", language)
        return _capital(text.replace("-", " ") if text == id else text)

    @property
    def _regions(self) -> Mapping[str, str]:
        """Names of regions, from the file that the operator supplied; none without it."""
        from intarsia.figures import placemap

        return placemap.regions(Layout(self.own.parent).regions).get("names", {}) if self.own else {}

    def values(self, kind: str, of: str, language: str) -> Mapping[str, str]:
        """What this release has for a slot, by id, with names; empty for kinds of which there are too many to list."""
        what = of if kind == "facet" and of == "country" else kind
        if what not in _VALUES:
            return {}
        named = of if kind == "facet" else kind

        def make() -> dict[str, str]:
            rows = self.records(_VALUES[what], {"of": of} if what == "facet" else {})
            return {row["id"]: row["name"] or self.label(named, row["id"], language) for row in rows}

        return self.once(f"values {kind} {of} {language}", make)

    def has(self, kind: str, of: str, id: str) -> bool:
        """Is there such a thing in this release, or in its vocabularies? True for kinds that no table lists."""
        if kind in ("agent", "work"):
            return bool(self.reader.where(kind, "id", [id]))
        what = of if kind == "facet" and of == "country" else kind
        if what not in _VALUES or id in self.values(kind, of, "en"):
            return True
        # a word of a vocabulary that no row has is a question as well, whose answer is what it would need
        return bool(self.reader.where("concept", "id", [f"{of if kind == 'facet' else kind}:{id}"])) or (what in _PLAIN and codes.country(id) == id)

    def once(self, key: str, make: Callable[[], Thing]) -> Thing:
        """What `make` gives, computed once: others that want it meanwhile wait for it. The longest unused go first."""
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                held: Thing = self._memory[key]
                return held
            making = self._making.setdefault(key, threading.Lock())
        try:
            with making:
                with self._lock:
                    if key in self._memory:
                        there: Thing = self._memory[key]
                        return there
                found = make()
                with self._lock:
                    self._memory[key] = found
                    while len(self._memory) > KEPT:
                        self._memory.popitem(last=False)
        finally:
            with self._lock:
                self._making.pop(key, None)
        return found


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def tongue(code: str, language: str) -> str:
    """The name of a language: "nl" is Dutch."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code, sep="-").get_display_name(Locale.parse(language)) or code
    except (UnknownLocaleError, ValueError):
        return code
