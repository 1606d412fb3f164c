"""What somebody may type who means harm: texts for every field. Each holds the mark MARK, by which it is found again wherever it comes out."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

MARK = "zqhit"
_FORMS = (
    "<script>{m}()</script>", "\"><script>{m}()</script>", "'><img src=x onerror={m}()>", "\" onmouseover={m}() x=\"", "' onfocus='{m}()' autofocus='", "</title><svg onload={m}()>",
    "</textarea><iframe srcdoc={m}>", "</script><script>{m}()</script>", "javascript:{m}()", "data:text/html,<b>{m}", "<{m}>", "<!--{m}", "]]><{m}/>", "&lt;{m}&gt;", "&#60;{m}&#62;",
    "{{{{ 7*191 }}}}{m}", "{{% raw %}}{m}", "${{7*191}}{m}", "%(name)s {m} %s", "{m} {{0}} {{name}}", "={m}()", "+{m}()", "-{m}()", "@{m}()", "\t={m}()",
    "=cmd|' /C {m}'!A0", "=HYPERLINK(\"//{m}\")",
    "\" }}\nlicence = \"{m}\"\n[decision]\nverdict = \"OPEN\" #", "'''\n[decision]\nwho = '{m}'", "\"\"\"\nid = \"{m}\"\n\"\"\"", "en\" = \"{m}\", \"x", "{m}\\", "\\u0022{m}",
    "{m}\r\nBcc: {m}@example.org",
    "{m}\r\n\r\n<script>{m}()</script>", "{m}\nSet-Cookie: {m}=1", "{m}\u2028{m}\u2029", "{m}\x00.csv", "../../../{m}", "..\\..\\{m}", "/etc/{m}",
    "file:///{m}", "\u202e{m}\u202c", "\ufeff{m}",
    "{m}\x1b[31m", "{m}\n2026-11-23T00:00:00Z info {m}", "<http://{m}> .\n<a> <b> \"{m}\"", "\"^^<{m}> .", "'; DROP TABLE member; -- {m}", "{m}" + "A" * 3_000,
)  # fmt: skip
_BEFORE = ("", " ", "\"", "'", "`", "\\", ">", "--", "\u00a0", "\u200b", "\r\n", "a", "\U0001f600", "&quot;")
#: fifty, as forms were found to be misused
FIFTY = tuple(one.format(m=MARK) for one in _FORMS)
#: seven hundred: each of them after fourteen beginnings
ALL = tuple(before + one for before in _BEFORE for one in FIFTY)


class _Page(HTMLParser):
    """What a browser would make of a page: elements, attributes and scripts that hold the mark where only our own words belong."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.script = "" if tag != "script" else given.get("type") or "text/javascript"
        names = [name for name in given if MARK in name or name.startswith("on") or name == "srcdoc"]
        ways = [value for name, value in attrs if name in ("href", "src", "action", "formaction", "data", "poster") and value and MARK in value
                and (re.match(r"\s*(javascript|data|vbscript|file):", value, re.IGNORECASE) or value.startswith("//"))]
        if MARK in tag or names or ways:
            self.wrong.append(f"<{tag} {names} {ways}>")

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self.wrong.append("a comment")

    def handle_data(self, data: str) -> None:
        if not self.script or MARK not in data:
            return
        if self.script != "application/ld+json":
            self.wrong.append("a script")
        else:
            json.loads(data)

    def handle_endtag(self, tag: str) -> None:
        self.script = ""


def faults(kind: str, text: str, headers: Any) -> list[str]:
    """What is wrong with an answer that may hold one of the strings: kind is its Content-Type."""
    wrong = [f"header {name}" for name, value in headers.items() if (MARK in name or MARK in value) and (name.lower() not in ("location", "link", "content-location") or "\n" in value)]
    if "html" in kind:
        page = _Page()
        page.feed(text)
        page.close()
        wrong += page.wrong
    elif "json" in kind:
        json.loads(text)
        wrong += ["no nosniff"] if headers.get("x-content-type-options") != "nosniff" else []
    elif "csv" in kind:
        import csv

        wrong += [f"a formula: {cell[:30]!r}" for row in csv.reader(text.splitlines(keepends=True)) for cell in row if MARK in cell and cell[:1] in "=+-@\t\r"]
    elif "xml" in kind:
        from xml.etree import ElementTree

        ElementTree.fromstring(text)
    return wrong + (["evaluated"] if "1337" + MARK in text else [])
