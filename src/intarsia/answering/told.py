"""An answer in the Python API and in notebooks: the same record as every other door gives, as a table, a drawing, a citation."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa

from intarsia.answering.record import column
from intarsia.errors import Invalid, Unavailable

HEAD = 5


class Drawing:
    """The chart of an answer, as SVG: a notebook shows it, `save` writes it."""

    def __init__(self, svg: str, png: Callable[[], bytes]) -> None:
        self.svg, self._png = svg, png

    def save(self, path: str | Path) -> Path:
        """Write it to a file whose name ends in .svg or .png.

        Raises: Invalid for another ending.
        """
        target = Path(path)
        if target.suffix == ".svg":
            target.write_text(self.svg, "utf-8")
        elif target.suffix == ".png":
            target.write_bytes(self._png())
        else:
            raise Invalid(f"a chart cannot be written as '{target.suffix}'", where=str(target), way_out="let the name end in .svg or .png")
        return target

    def _repr_svg_(self) -> str:
        return self.svg


class Told:
    """An answer: what it says, what it rests on, its rows.

    record: everything, as `/api/v1/insights/{name}` gives it.
    """

    def __init__(self, record: dict[str, Any], draw: Callable[[str], bytes]) -> None:
        self.record, self._draw = record, draw

    @property
    def headline(self) -> str:
        """The finding where the evidence holds, else what was counted."""
        return str(self.record["headline"])

    @property
    def sentence(self) -> str:
        """What was measured, and what its state makes of it."""
        return str(self.record["evidence"]["sentence"])

    @property
    def state(self) -> str:
        """SOLID, THIN, CONTESTED, UNTESTED or REFUSED."""
        return str(self.record["evidence"]["state"])

    @property
    def evidence(self) -> dict[str, Any]:
        """Estimate, interval, n, contributors, coverage, method, release, suppressed, state, sentence."""
        return dict(self.record["evidence"])

    @property
    def chosen(self) -> dict[str, str]:
        """Every slot of the question with its value."""
        return dict(self.record["chosen"])

    @property
    def needs(self) -> list[dict[str, Any]]:
        """What would settle it."""
        return list(self.record["needs"])

    @property
    def sql(self) -> list[str]:
        """The queries that give its rows again: `pool.sql(answer.sql[0])`."""
        return list(self.record["reproduce"]["sql"])

    @property
    def sparql(self) -> str:
        """The same question in SPARQL; "" where the graph cannot be asked it."""
        return str(self.record["reproduce"]["sparql"])

    @property
    def url(self) -> str:
        """Its lasting address."""
        return str(self.record["reproduce"]["address"])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The table, with the names of its fields."""
        names = [field["name"] for field in self.record["fields"]]
        return [{name: row[name] for name in names} for row in self.record["rows"]]

    def to_arrow(self) -> pa.Table:
        """The table as Arrow."""
        names = [field["name"] for field in self.record["fields"]]
        return pa.table({name: column([row[name] for row in self.record["rows"]]) for name in names})

    def to_polars(self) -> Any:
        """The table as a Polars DataFrame (extra 'polars')."""
        return _needed("polars").from_arrow(self.to_arrow())

    def to_pandas(self) -> Any:
        """The table as a pandas DataFrame."""
        _needed("pandas")
        return self.to_arrow().to_pandas()

    def plot(self) -> Drawing:
        """The chart, as the site draws it.

        Raises: NotFound for an answer that is a table alone, or was refused.
        """
        return Drawing(self._draw("svg").decode("utf-8"), lambda: self._draw("png"))

    def cite(self) -> str:
        """How to cite it."""
        return str(self.record["cite"])

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        return f"<{self.record['insight']}: {self.headline}. {self.state}, {len(self.record['rows'])} rows, release {self.record['evidence']['release']}>"

    def _repr_html_(self) -> str:
        fields = [field for field in self.record["fields"] if field["kind"] != "key"]
        head = "".join(f"<th>{escape(field['title'])}</th>" for field in fields)
        body = "".join("<tr>" + "".join(f"<td>{escape(_cell(row[field['name']]))}</td>" for field in fields) + "</tr>" for row in self.rows[:HEAD])
        more = f"<p>{len(self.record['rows']) - HEAD:,} more rows</p>" if len(self.record["rows"]) > HEAD else ""
        needs = "".join(f"<li>{escape(need['about'])}</li>" for need in self.needs)
        return (f"<h4>{escape(self.headline)}</h4><p><b>{escape(self.state)}</b> {escape(self.sentence)}</p><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
                + (f"<ul>{needs}</ul>" if needs else "") + f"<p><a href=\"{escape(self.url)}\">{escape(self.cite())}</a></p>")


def _cell(value: Any) -> str:
    return "–" if value is None else f"{value:,.4g}" if isinstance(value, float) and value != int(value) else f"{value:,.0f}" if isinstance(value, float) else str(value)


def _needed(extra: str) -> Any:
    try:
        return importlib.import_module(extra)
    except ImportError:
        raise Unavailable(f"{extra} is not installed", way_out=f"pip install 'intarsia[{extra}]'") from None
