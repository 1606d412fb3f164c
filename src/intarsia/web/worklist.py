"""Works as a list: the lines of a page of a search, written here and not in a template, as every such page has twenty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from intarsia.web.labels import Labels
from intarsia.web.visit import Visit
from intarsia.web.when import when, year

SHOWN = 3  # countries and genres of a work; its own page has all


def worklist(visit: Visit, works: Sequence[Mapping[str, Any]]) -> Markup:
    """One `li` a work: title, original title, sector and form, date, countries, genres, makers, links, dataset."""
    label, _ = Labels(visit), visit.words
    site, kept = str(escape(visit.root)), str(escape(visit.kept_query))
    made_up = f' <span class="tag warn">{escape(_("synthetic"))}</span>'
    found = []
    for work in works:
        sector, dataset = work["sector"], work["dataset"]
        original = f'<p class="original">{escape(work["original"])}</p>' if work["original"] else ""
        links = f'<strong>{escape(_.many("%(n)s link", "%(n)s links", work["links"]))}</strong><br>' if work["links"] else ""
        found.append(
            f'<li><div><h3><a href="{site}/works/{escape(work["id"])}{kept}">{escape(work["title"])}</a></h3>{original}<p class="meta">'
            f'<span class="sector"><span class="dot s-{escape(sector or "none")}" aria-hidden="true"></span><strong>{label("form", work["form"]) or label("sector", sector)}</strong></span>'
            f'{_facts(visit, label, work, site, kept)}</p></div>'
            f'<p class="side">{links}<a href="{site}/datasets/{escape(dataset)}{kept}">{label("dataset", dataset)}</a>{made_up if work["synthetic"] else ""}</p></li>')
    return Markup("\n".join(found))


def _facts(visit: Visit, label: Labels, work: Mapping[str, Any], site: str, kept: str) -> str:
    """What stands after the form, each where it is known."""
    told, _ = [], visit.words
    if work["date"] or work["year"] is not None:
        told.append(f'<span>{escape(when(work["date"], _) or year(work["year"], _))}</span>')
    if work["status"] and work["status"] != "released":
        told.append(f'<span class="tag warn">{label.plain("status", work["status"])}</span>')
    if work["countries"]:
        told.append(f'<span>{", ".join([label("country", one) for one in work["countries"][:SHOWN]])}</span>')
    if work["genres"]:
        first, *others = work["genres"][:SHOWN]
        told.append(f'<span>{", ".join([label("genre", first), *(label.plain("genre", one) for one in others)])}</span>')
    if work.get("notice"):
        told.append(f'<span class="tag notice-mark" title="{escape(work["notice"])}">{escape(_("read first"))}<span class="away">: {escape(work["notice"])}</span></span>')
    if work["makers"]:
        told.append("<span>" + ", ".join([f'<a href="{site}/agents/{escape(one["id"])}{kept}">{escape(one["name"])}</a>' for one in work["makers"]]) + "</span>")
    return "\n" + "\n".join(told) if told else ""
