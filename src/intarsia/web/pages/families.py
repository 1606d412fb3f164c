"""Families: the stories that links tie together, told in most sectors first; and each as a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia import notices
from intarsia.errors import Invalid
from intarsia.reader import Reader
from intarsia.text import fold
from intarsia.web import why
from intarsia.web.alone import only, switch
from intarsia.web.family import SHOWN, TIES, known_relatives, known_stories, lanes, without
from intarsia.web.gone import missing
from intarsia.web.routes import page
from intarsia.web.titles import titles
from intarsia.web.visit import Asked, Visit

router = APIRouter(tags=["families"])
ROWS = 40
COLUMNS = ("id", "iri", "title", "form", "works", "sector_count", "sectors", "form_count", "forms", "dataset_count", "datasets", "first", "last")
WORKS = ("id", "iri", "title", "form", "sector", "date", "dataset")
MOST_TIES = 500
#: how stories may be ordered; those of `known_stories` stand by sectors already
SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "sectors": lambda one: (), "forms": lambda one: (-one["form_count"], -one["sector_count"]), "works": lambda one: (-one["works"], -one["sector_count"]),
}


@page(router, "/families", "json", "csv", about="The stories of a release, those told in most sectors first; ?sector=, ?form= and ?q= (a word of the title) filter, "
      "?sort=forms puts those in most forms first, ?with=one:<dataset> finds those within one contributor's rows")
def families(visit: Asked) -> Response:
    """All stories, filtered and in pages; the table holds all that match."""
    if kept := visit.kept():
        return kept
    reader, alone = visit.reader, only(visit)
    told, every = known_stories(visit.serving, reader, alone), known_stories(visit.serving, reader)
    sectors, forms, words, sort = _asked(visit)
    names = visit.serving.once(reader, "story names", lambda: _names(reader, every)) if words else {}
    shown = [one for one in told if set(sectors) <= set(one["sectors"]) and set(forms) <= set(one["forms"] or ()) and (not words or words in names.get(one["id"], ""))]
    shown.sort(key=SORTS[sort])
    number, pages = _page(visit, len(shown)), max(1, -(-len(shown) // ROWS))
    part = shown[(number - 1) * ROWS : number * ROWS] if visit.form != "csv" else shown
    named = titles(reader, [one["id"] for one in part], visit.language) if visit.form == "html" else {}
    links = {name: visit.here(page=to) if to else None for name, to in (("prev", number - 1 or None), ("next", number + 1 if number < pages else None))}
    datasets = visit.serving.once(reader, "story datasets", lambda: [dataset for one in every for dataset in one["datasets"]])
    return visit.answer("families.html", part, links=links, meta={"total": len(shown), "page": number, "pages": pages, "with": alone or "all"},
                        table=(COLUMNS, ([one[name] for name in COLUMNS] for one in part)), total=len(shown), every=len(every), number=number, pages=pages, named=named,
                        sectors=_choices(visit, shown if forms or words else told, "sector", sectors),
                        forms=_choices(visit, shown if sectors or words else told, "form", forms), chosen=[*sectors, *forms],
                        words=visit.request.query_params.get("q", ""), sort=sort, alone=alone, sides=switch(visit, datasets, alone))


@page(router, "/families/{id}", "json", "csv", about="One story: its works in every sector, and each link that ties them; id: any work of it")
def family(visit: Asked, id: str) -> Response:
    """The page of one story; a work that no link ties is a story of one."""
    if kept := visit.kept():
        return kept
    reader, alone = visit.reader, only(visit)
    members = known_relatives(visit.serving, reader, id)
    if not members:
        raise missing(visit, "work", id)
    ids = [one["id"] for one in members]
    lost = without(reader, members, alone) if alone else None
    shown = [one for one in members if alone in (None, one["dataset"])]
    origin = next((one for one in known_stories(visit.serving, reader) if one["id"] in set(ids)), members[0])
    named = titles(reader, [origin["id"]], visit.language)
    found = ties(reader, ids, alone)
    data = {"origin": origin["id"], "works": [{name: one[name] for name in WORKS} for one in shown], "links": found, "alone": lost,
            "notices": notices.of_things(reader, [one["id"] for one in shown], {one["dataset"] for one in shown}, visit.language)}
    heading = named.get(origin["id"], {"value": origin["title"], "language": None})
    return visit.answer("family.html", data, links={"origin": visit.href(f"/works/{origin['id']}")}, meta={"total": len(shown)},
                        table=(WORKS, ([one[name] for name in WORKS] for one in shown)), heading=heading, lanes=lanes(members, alone), members=members, shown=shown, lost=lost,
                        alone=alone, ties=found, led=led(found), why=why, most=SHOWN, sides=switch(visit, (one["dataset"] for one in members), alone))


def ties(reader: Reader, ids: list[str], dataset: str | None) -> list[dict[str, Any]]:
    """The accepted links between works of a story, with their evidence; within one dataset only, when one is given."""
    found = reader.records(
        "SELECT l.id, l.subject, s.title AS subject_title, l.predicate, l.object, o.title AS object_title, l.state, l.probability, l.method, l.evidence, "
        "s.dataset AS subject_dataset, o.dataset AS object_dataset, s.form AS subject_form, s.date AS subject_date "
        "FROM link AS l JOIN work AS s ON s.id = l.subject JOIN work AS o ON o.id = l.object "
        "WHERE l.kind = 'work' AND l.state = 'accepted' AND l.predicate IN (SELECT unnest($ties)) AND l.subject IN (SELECT unnest($ids)) AND l.object IN (SELECT unnest($ids)) "
        "AND ($dataset IS NULL OR (s.dataset = $dataset AND o.dataset = $dataset)) ORDER BY s.year_start NULLS LAST, l.id LIMIT $most",
        {"ids": ids, "ties": list(TIES), "dataset": dataset, "most": MOST_TIES})
    return [{**one, "evidence": why.read(one["evidence"])} for one in found]


def led(found: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Links grouped by the work they lead to and how, the group with most links first."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in found:
        groups.setdefault((one["object"], one["predicate"]), []).append(one)
    return [(members[0], members) for members in sorted(groups.values(), key=lambda members: (-len(members), members[0]["object"], members[0]["predicate"]))]


def _page(visit: Visit, total: int) -> int:
    """The page asked for.

    Raises: Invalid for one that is no number or beyond the last.
    """
    asked = visit.request.query_params.get("page", "1")
    last = max(1, -(-total // ROWS))
    if not asked.isascii() or not asked.isdigit() or len(asked) > 6 or not 1 <= int(asked) <= last:
        raise Invalid(f"there is no page '{asked[:20]}' here", where="page", way_out=f"pages run from 1 to {last}")
    return int(asked)


def _names(reader: Reader, told: list[dict[str, Any]]) -> dict[str, str]:
    """All titles of the origin of each story, folded, one a line."""
    found: dict[str, str] = {one["id"]: fold(one["title"] or "") for one in told}
    for row in reader.where("title", "work", list(found)):
        found[row["work"]] += "\n" + fold(row["value"] or "")
    return found


def _asked(visit: Visit) -> tuple[list[str], list[str], str, str]:
    """The sectors, the forms and the word asked for, and the order. Raises: Invalid for an order that there is not."""
    params = visit.request.query_params
    sort = params.get("sort") or "sectors"
    if sort not in SORTS:
        raise Invalid(f"stories cannot be ordered by '{sort[:20]}'", where="sort", way_out="order them by: " + ", ".join(SORTS))
    return [one for one in params.getlist("sector") if one], [one for one in params.getlist("form") if one], fold(params.get("q", "")[:100]), sort


def _choices(visit: Visit, told: list[dict[str, Any]], facet: str, chosen: list[str]) -> list[dict[str, Any]]:
    """Each sector or form with the number of stories that also are told in it, and the address that adds it or takes it away."""
    column = f"{facet}s"
    every = sorted({key for one in told for key in one[column] or () if key} | set(chosen))
    counts = {key: sum(1 for one in told if {*chosen, key} <= set(one[column] or ())) for key in every}
    kept = {name: visit.request.query_params.getlist(name) for name in ("sector", "form", "q", "sort", "with") if name != facet}
    return [{facet: key, "count": counts[key], "on": key in chosen,
             "href": visit.href("/families", **{facet: [one for one in chosen if one != key] if key in chosen else [*chosen, key]}, **kept)} for key in every if counts[key] or key in chosen]
