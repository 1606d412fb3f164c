"""Figure: an Evidence with its title, table, marks and sources. Nothing is drawn without an Evidence."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from intarsia.errors import Broken
from intarsia.evidence.wording import allowed
from intarsia.figures import picture, svg
from intarsia.figures.render import RENDERER, NotDrawn
from intarsia.model import Evidence

WIDE, NARROW = 720, 340
MANY = 60
VEGALITE = "application/vnd.vegalite.v6+json"


@dataclass(frozen=True)
class Column:
    """A column of the table under a chart. kind: how its values are written (shelf/insights/base.py); "" by its name and value."""

    name: str
    title: str
    numeric: bool = False
    kind: str = ""


@dataclass(frozen=True)
class Mark:
    """What one mark says and where it leads. lines: label, value in words, sector or ""."""

    head: str
    lines: tuple[tuple[str, str, str], ...] = ()
    href: str = ""

    @property
    def words(self) -> str:
        """The mark in one line, for those who hear it."""
        said = ", ".join(" ".join(part for part in line[:2] if part) for line in self.lines)
        return ": ".join(part for part in (self.head, said) if part)


@dataclass(frozen=True)
class Source:
    """A dataset that brought rows."""

    id: str
    title: str
    licence: str
    synthetic: bool = False


@dataclass(frozen=True)
class Step:
    """A class of colours of a map: the colour's variable, or "hatch", and what it stands for."""

    colour: str
    text: str


@dataclass(frozen=True)
class Figure:
    """What a page, a download and a notebook show of one Evidence.

    name: its id in addresses. title: neutral, says what is counted. finding: a headline, used only where the Evidence holds.
    rows: the table, with everything that is drawn; hrefs: where each row leads. picture: how it is drawn, None for a table alone.
    crosshair: "x" when the marks are positions on one axis. notes: what the drawing leaves out. legend: the classes of a map.
    views: other ways to see the same, as words, address, and whether it is this one. ranking: the table's first rows stand beside
    the drawing. made_by: others whose work is in the drawing. address: of its own page.
    foot: number of rows and release in words, for files. written: how a number is written.

    Raises: Broken without an Evidence, for a row of another length, or for words that its state does not allow.
    """

    name: str
    title: str
    unit: str
    definition: str
    evidence: Evidence
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    hrefs: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    picture: picture.Picture | None = None
    sources: tuple[Source, ...] = ()
    finding: str = ""
    notes: tuple[str, ...] = ()
    crosshair: str = "none"
    legend: tuple[Step, ...] = ()
    views: tuple[tuple[str, str, bool], ...] = ()
    ranking: bool = False
    made_by: tuple[str, ...] = ()
    address: str = ""
    foot: str = ""
    language: str = "en"
    written: Callable[[Any], str] = field(default=str, compare=False)

    def __post_init__(self) -> None:
        if not isinstance(self.evidence, Evidence):
            raise Broken(f"a figure takes an Evidence, not {type(self.evidence).__name__}", where=str(self.name), way_out="make one: intarsia.evidence.share or counted")
        if any(len(row) != len(self.columns) for row in self.rows) or (self.hrefs and len(self.hrefs) != len(self.rows)):
            raise Broken("a row of the figure's table does not fit its columns", where=self.name, way_out="report this: figures are made by Intarsia")
        for text in (self.title, self.definition, *self.notes):
            allowed(text, self.evidence.state, self.language)

    @property
    def headline(self) -> str:
        """The finding where the Evidence holds, else the neutral title."""
        return allowed(self.finding, self.evidence.state, self.language) if self.finding and self.evidence.holds else self.title

    @property
    def drawn(self) -> bool:
        """Is there something to draw? A refused figure is never drawn."""
        return self.picture is not None and self.evidence.state != "REFUSED" and bool(self.rows)

    @property
    def widths(self) -> tuple[int, ...]:
        """The drawings a page holds: a map fits every width, a chart is drawn for wide and for narrow places."""
        return () if not self.drawn else (WIDE,) if isinstance(self.picture, picture.Drawn) else (WIDE, NARROW)

    def drawings(self, *, light: bool = False) -> tuple[str, ...]:
        """The drawings for a page; none where the worker cannot, as the table says the same. light: one for all widths where it has many marks."""
        try:
            if light and len(self.marks) > MANY and self.drawn:
                return (self.svg(WIDE, every=True),)
            return self._pages
        except NotDrawn:
            return ()

    @cached_property
    def _pages(self) -> tuple[str, ...]:
        return tuple(self.svg(width) for width in self.widths)

    def at(self, form: str = "", more: str = "") -> str:
        """Its address as json, csv, svg or png, with more parameters."""
        path, _, query = self.address.partition("?")
        query = "&".join(part for part in (query, more) if part)
        return path + (f".{form}" if form else "") + (f"?{query}" if query else "")

    def svg(self, width: int = WIDE, *, fresh: str = "", every: bool = False) -> str:
        """The drawing for a page: colours are variables of its style sheet, marks are links, `fresh` makes its ids its own,
        `every` has it shown at every width.

        Raises: NotDrawn when the worker cannot; Broken for a figure that is not drawn.
        """
        only = "plot-both" if every or isinstance(self.picture, picture.Drawn) else "plot-wide" if width == WIDE else "plot-narrow"
        return svg.tidied(self._raw(width), self.marks, label=f"{self.headline}. {self.evidence.sentence}", prefix=f"{self.name}-{fresh or width}", only=only)

    def sheet(self, address: str = "") -> str:
        """The drawing by itself, with title, unit and sources, in fixed light colours: for a file."""
        return svg.standing(self._raw(WIDE), self.headline, " · ".join(p for p in (self.unit, self.definition) if p), [*self.notes, *self.credits, address], [(step.colour,
                step.text) for step in self.legend])

    def png(self, address: str = "") -> bytes:
        """The same as pixels, twice as dense as a screen.

        Raises: NotDrawn.
        """
        return RENDERER.png(self.sheet(address))

    @property
    def credits(self) -> list[str]:
        """What it says, sources and release, for under a drawing."""
        names = ", ".join((*(source.title for source in self.sources), *self.made_by))
        return [line for line in (self.evidence.sentence, names, self.foot) if line]

    @cached_property
    def spec(self) -> dict[str, Any] | None:
        """The Vega-Lite specification with fixed colours, as a notebook draws it; None for a drawing of another kind."""
        return picture.notebook(self.picture, WIDE, [mark.href for mark in self.marks]) if isinstance(self.picture, picture.VegaLite) else None

    def csv(self) -> str:
        """The table as CSV with the columns' names."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow([column.name for column in self.columns])
        writer.writerows(self.rows)
        return out.getvalue()

    def record(self) -> dict[str, Any]:
        """Its JSON form: what is said, the Evidence, and the table."""
        names = [column.name for column in self.columns]
        return {
            "id": self.name, "title": self.headline, "unit": self.unit, "definition": self.definition, "evidence": self.evidence.record(), "notes": list(self.notes),
            "sources": [{"id": s.id, "title": s.title, "licence": s.licence, "synthetic": s.synthetic} for s in self.sources],
            "rows": [{**dict(zip(names, row, strict=True)), **({"href": self.hrefs[n]} if self.hrefs else {})} for n, row in enumerate(self.rows)],
        }

    def block(self) -> dict[str, Any]:
        """What a tooltip needs."""
        return {"marks": [{"head": mark.head, "lines": [list(line) for line in mark.lines]} for mark in self.marks]}

    def _raw(self, width: int) -> str:
        if self.picture is None or not self.drawn:
            raise Broken("this figure is not drawn", where=self.name, way_out="look at its table")
        return self.picture.raw(width)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        """What a notebook shows: the specification where it can draw it, else the drawing, else the sentence."""
        bundle: dict[str, Any] = {"text/plain": f"{self.headline}\n{self.evidence.sentence}"}
        if self.drawn:
            bundle["image/svg+xml"] = self.sheet()
            if self.spec is not None:
                bundle[VEGALITE] = self.spec
        return bundle

    def __repr__(self) -> str:
        return f"<Figure {self.headline!r}: {self.evidence.state}, n={self.evidence.n:,}, release {self.evidence.release}>"
