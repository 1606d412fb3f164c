"""Sheet: the memo as HTML: the part that a page of the site holds, and a page of its own that needs nothing else. Every text is escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from intarsia.objections.memo import Memo
from intarsia.objections.memowords import MEMO

HERE = Path(__file__).parent
#: files, not code: what a memo looks like stands there once, for the site and for a page of its own
STYLES = HERE.parent / "web" / "styles"


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def sheet(memo: Memo) -> Markup:
    """The memo as the part of a page."""
    return Markup(_environment().get_template("sheet.html").render(m=memo, label=MEMO[memo.language]))


def page(memo: Memo) -> str:
    """The memo as one page that needs nothing else: no script, no request."""
    style = Markup((STYLES / "tokens.css").read_text("utf-8") + (STYLES / "memo.css").read_text("utf-8"))
    return _environment().get_template("alone.html").render(m=memo, sheet=sheet(memo), style=style)
