"""What is in it: the first rows of a draft with what must not be shown covered, each column at a glance, and how the file was read."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.contributing import Draft, look, meanings, start
from intarsia.errors import IntarsiaError, Invalid
from intarsia.shelf import loader
from intarsia.web import drafting
from intarsia.web.drafting import Contribute, ContributeAct
from intarsia.web.routes import page
from intarsia.web.words import Words

router = APIRouter(tags=["contribute"])
COLUMNS, LONGEST = 200, 500  # columns shown; characters of an option
#: options that no person sets
HIDDEN = frozenset({"max_bytes"})
NUMBERS, LISTS = ("header_row", "last_row"), ("columns", "lists", "labelled")


@page(router, "/contribute/{id}/profile", "json", about="What is in a draft: the first rows with what must not be shown covered, each column at a glance, and how the file was read")
def profile(visit: Contribute, id: str) -> Response:
    """Rows, columns and the options of reading, which can be changed."""
    draft = drafting.found(visit, id)
    if draft.state != "failed":
        draft_or = drafting.ready(visit, id)
        if isinstance(draft_or, Response):
            return draft_or
    if draft.about.get("parcel"):
        raise Invalid("a packed file is as it was signed, and is not read in another way", where=draft.name, way_out="look at what is in it at the step 'Risk and return'")
    failed = draft.state == "failed"
    report = None if failed else look(drafting.pool_of(visit), draft, visit.language)
    seen = None if report is None else meanings.first(draft)
    options, name = _options(visit, draft, report)
    told = _columns(report, seen) if report and seen else []
    data: dict[str, Any] = {"format": name, "options": {one["name"]: one["value"] for one in options}, "rows": report["rows"] if report else None,
                            "columns": told, "first": seen["rows"] if seen else None, "charts": report["charts"] if report else []}
    formats = sorted(loader.formats(drafting.pool_of(visit).layout.shelf))
    return visit.answer("contribute-profile.html", data, links={"risk": visit.href(f"/contribute/{id}/risk"), "map": visit.href(f"/contribute/{id}/map")}, draft=draft, report=report,
                        first=seen["rows"] if seen else None, columns=told, options=options, format=name, formats=formats,
                        more=max(0, report.get("columns_in_all", 0) - len(told)) if report else 0)


@router.post("/contribute/{id}/profile", include_in_schema=False)
def read_again(act: ContributeAct, id: str) -> Response:
    """Read the file with other options."""
    visit = act.visit
    draft = drafting.changeable(visit, id)
    pool = drafting.pool_of(visit)
    name = act.get("format")
    known = loader.formats(pool.layout.shelf)
    if name and name not in known:
        raise Invalid("there is no such format", where="format", way_out="choose one of the list")
    was = str(draft.about.get("format", "")) or (str((draft.kept(f"report.{visit.language}.json") or {}).get("format", "")))
    given = _given(act, known[name].OPTIONS) if name and name == (was or name) else {}
    start(pool, draft.say(about={**draft.about, "format": name, "options": given}, choices={}, columns={}), visit.language)
    return act.back(f"/contribute/{id}")


def _given(act: Any, known: dict[str, str]) -> dict[str, Any]:
    """Options that were changed: what stands there as it was guessed is guessed again."""
    found: dict[str, Any] = {}
    for option in known:
        value, before = act.get(f"option-{option}")[:LONGEST], act.get(f"was-{option}")
        if option in HIDDEN or (value == before and not act.get(f"kept-{option}")):
            continue
        if not value and option not in ("quote",):
            continue
        if option in NUMBERS:
            if not value.isdecimal():
                raise Invalid("a row is a whole number", where=option, way_out="1 is the first row, 0 is none")
            found[option] = int(value)
        elif option in LISTS:
            found[option] = [one.strip() for one in value.split(",") if one.strip()]
        else:
            found[option] = value
    return found


def _options(visit: Any, draft: Draft, report: dict[str, Any] | None) -> tuple[list[dict[str, str]], str]:
    """The options of the draft's format, each with what it is now; of a file that failed, those of the format that was named or that its name tells."""
    shelf = drafting.pool_of(visit).layout.shelf
    given = dict(draft.about.get("options") or {})
    name = report["format"] if report else str(draft.about.get("format", ""))
    if not name:
        suffix = draft.file.suffix
        name = next((key for key, one in loader.formats(shelf).items() if suffix in one.EXTENSIONS), "") if suffix else ""
    if not name:
        return [], ""
    try:
        known = loader.format_named(name, shelf).OPTIONS
    except IntarsiaError:
        return [], name
    settled = {**(report["options"] if report else {}), **given}
    words = labels(visit.words)
    return [{"name": option, "label": words.get(option, option.replace("_", " ").capitalize()), "about": "" if option in words else meaning, "value": _shown(settled.get(option)),
             "kept": "1" if option in given else ""} for option, meaning in known.items() if option not in HIDDEN], name


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))[:LONGEST]
    return "tab" if value == "\t" else str(value)[:LONGEST]


def labels(_: Words) -> dict[str, str]:
    """What the usual options are called."""
    return {"encoding": _("Characters are written in (encoding)"), "delimiter": _("Between the values stands"), "quote": _("Around the values stands"),
            "header_row": _("Row with the column names (0: none)"), "decimal": _("Decimal mark"), "columns": _("Column names to use instead, with commas"), "sheet": _("Sheet"),
            "last_row": _("Last row of the table (0: the last)"), "stop_at_empty": _("What stands below an empty row is notes (true or false)"), "record": _("Where the records are (path)"),
            "lists": _("Lists inside the records, with commas"), "member": _("File within the zip"), "syntax": _("Way of writing"), "base": _("Address that short names start from")}


def _columns(report: dict[str, Any], seen: dict[str, Any]) -> list[dict[str, Any]]:
    """Each column at a glance: type, how much is filled, what is odd, and its picture."""
    more = {str(one["column"]): one for one in seen["columns"] if isinstance(one, dict)}
    told = []
    for column in report["columns"][:COLUMNS]:
        full = f"{column['list']}.{column['column']}" if column["list"] else column["column"]
        one = more.get(full, {})
        bars = [int(n) for n in one.get("bars", [])]
        top: list[dict[str, Any]] = [{"value": str(v["value"]), "count": int(v["count"])} for v in one.get("top", [])]
        odd = one.get("odd") or None
        told.append({
            "column": full, "looks_like": column["looks_like"], "rows": column["rows"], "filled": column["filled"], "share": column["filled"] / column["rows"] if column["rows"] else 0.0,
            "different": column["different"], "longest": column["longest"], "finding": column["finding"], "covered": bool(one.get("covered", column["verdict"] != "OPEN")),
            "odd": {"expected": str(odd["expected"]), "count": int(odd["count"]), "lines": [int(n) for n in odd["lines"]]} if odd else None, "nothing": int(one.get("nothing", 0)),
            "bars": bars, "most": max(bars, default=0), "top": top, "top_most": max((v["count"] for v in top), default=1),
        })  # fmt: skip
    return told
