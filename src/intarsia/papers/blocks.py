"""The little Markdown that papers are written in, as HTML: headings, paragraphs, lists, tables, **strong**, `code` and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

_STRONG, _CODE = re.compile(r"\*\*(.+?)\*\*"), re.compile("`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
_STEP = re.compile(r"\d+\. ")


def safe(text: str) -> str:
    """A text of others, so that nothing in it is taken for Markdown."""
    return " ".join(text.split()).replace("|", "¦").replace("`", "'").replace("**", "* *").replace("](", "] (")


def html(text: str, level: int = 1) -> str:
    """A paper as HTML; `level`: of its first heading."""
    return "\n".join(_blocks(text, level))


def _blocks(text: str, level: int) -> Iterator[str]:
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
        elif line.startswith("#"):
            depth = len(line) - len(line.lstrip("#")) + level - 1
            yield f"<h{depth}>{_inline(line.lstrip('# '))}</h{depth}>"
            at += 1
        elif line.startswith("|"):
            rows, at = _while(lines, at, lambda one: one.startswith("|"))
            yield _table(rows)
        elif line.startswith("- "):
            items, at = _while(lines, at, lambda one: one.startswith("- "))
            yield "<ul>" + "".join(f"<li>{_inline(one[2:])}</li>" for one in items) + "</ul>"
        elif _STEP.match(line):
            items, at = _while(lines, at, lambda one: bool(_STEP.match(one)))
            yield "<ol>" + "".join(f"<li>{_inline(_STEP.sub('', one, count=1))}</li>" for one in items) + "</ol>"
        else:
            yield f"<p>{_inline(line)}</p>"
            at += 1


def _while(lines: list[str], at: int, test: object) -> tuple[list[str], int]:
    end = at
    while end < len(lines) and test(lines[end]):  # type: ignore[operator]
        end += 1
    return lines[at:end], end


def _table(rows: list[str]) -> str:
    """A table; one whose head is empty has a name in the first cell of each row."""
    cells = [[one.strip() for one in row.strip().strip("|").split("|")] for row in rows if not re.fullmatch(r"[|\s:-]+", row) or row.strip("| ") == ""]
    head, body = cells[0], cells[1:]
    if not any(head):
        return "<table>" + "".join(f'<tr><th scope="row">{_inline(row[0])}</th>' + "".join(f"<td>{_inline(cell)}</td>" for cell in row[1:]) + "</tr>" for row in body) + "</table>"
    top = "<thead><tr>" + "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in head) + "</tr></thead>"
    rows_ = "".join("<tr>" + "".join(f'<td data-head="{escape(name)}">{_inline(cell)}</td>' for name, cell in zip(head, row, strict=False)) + "</tr>" for row in body)
    return f'<table class="cards">{top}<tbody>{rows_}</tbody></table>'


def _inline(text: str) -> str:
    shown = escape(text, quote=True)
    shown = _CODE.sub(r"<code>\1</code>", shown)
    shown = _STRONG.sub(r"<strong>\1</strong>", shown)
    return _LINK.sub(r'<a href="\2" rel="external">\1</a>', shown)
