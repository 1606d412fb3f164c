"""What linking gave back to a dataset: its receipt, with every gained value as a table."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from intarsia.receipt import Basis, receipt
from intarsia.receipt.gains import values
from intarsia.web.gone import missing
from intarsia.web.present import identifier, licence
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit
from intarsia.web.words import Words

router = APIRouter(tags=["datasets"])
COLUMNS = ("record", "iri", "field", "value", "source_iri", "source", "licence", "probability")
#: rows of a list that stand open; the rest is folded away
SHOWN = 8


@page(router, "/datasets/{id}/return", "json", "csv", about="What linking gave back to a dataset: links, gained values, questions that only links answer, context, comparison; "
      "as CSV every gained value with its source, licence and probability")
def returns(visit: Asked, id: str) -> Response:
    """The receipt of a dataset; zero is told as zero."""
    if kept := visit.kept():
        return kept
    reader = visit.reader
    if not reader.rows("SELECT 1 FROM dataset WHERE id = ?", [id]):
        raise missing(visit, "dataset", id)
    basis = visit.serving.once(reader, "receipt basis", lambda: Basis(reader))
    if visit.form == "csv":
        rows = values(basis, id)
        return visit.answer("return.html", {}, table=(COLUMNS, ([row[name] for name in COLUMNS] for row in rows)))
    data: dict[str, Any] = visit.serving.once(reader, f"receipt {id}", lambda: receipt(basis, id))
    links = {"dataset": visit.href(f"/datasets/{id}"), "values": visit.href(f"/datasets/{id}/return.csv")}
    answers = [one for one in data["questions"]["list"] if one["with"]["0.5"] > one["alone"]]
    answers.sort(key=lambda one: one["alone"] > 0)  # those that the file alone answers for no record come first
    return visit.answer("return.html", data, links=links, table=((), ()), answers=answers, field=lambda key: field(visit, key), shown=SHOWN, licence=licence,
                        measures=measures(visit.words), conflicts=conflicts(visit.words), asks=asks(visit.words), ways=ways(visit.words), spans=spans(data["comparison"]["measures"]),
                        value=lambda key, told: value(visit, key, told))


def field(visit: Visit, key: str) -> str:
    """What a field is called: "Director", "IMDb", "Title in French"."""
    _ = visit.words
    group, _colon, of = key.partition(":")
    if group == "maker":
        return visit.names("role", of)
    if group == "identifier":
        return _("Number at %(name)s", name=identifier(of, "")["name"])
    if group == "title":
        return _("Title in %(language)s", language=visit.words.tongue(of))
    if group == "figures":
        return _("Figures: %(measure)s", measure=visit.names.plain("measure", of))
    return {"year": _("Year"), "date": _("Day"), "country": _("Country"), "language": _("Language"), "genre": _("Genre"), "audience": _("Audience"), "subject": _("Subject"),
            "description": _("Description"), "page": _("Page"), "born": _("Born or founded"), "died": _("Died or ended")}[group]


def value(visit: Visit, key: str, told: str) -> str:
    """A value as readers see it: concepts by their name."""
    group = key.partition(":")[0]
    if group == "country":
        return visit.names.plain("place", told)
    if group == "language":
        return visit.words.tongue(told)
    if group == "figures":
        return visit.words.number(float(told))
    return visit.names.plain(group, told) if group in ("genre", "audience") else told


def measures(_: Words) -> dict[str, str]:
    """The measures of the comparison in words."""
    return {"linked": _("Records linked to others"), "gained": _("Values gained per record"), "dated": _("Works with a year"), "credited": _("Works with a maker"),
            "in_genres": _("Works with a genre"), "with_audience": _("Works with an audience"), "numbered": _("Records with a number known elsewhere"),
            "set_aside": _("Records that could not be read")}


def conflicts(_: Words) -> dict[str, str]:
    """What may not agree, in words."""
    return {"year": _("The year differs by more than one"), "born": _("The year of birth or founding differs"), "died": _("The year of death or end differs"),
            "country": _("The country differs"), "identifier": _("A number of the same register differs")}


def asks(_: Words) -> dict[str, str]:
    """What the rights of a combination ask."""
    return {"nothing": _("nothing: anyone may use it for "
                         "anything"), "credit": _("that the sources are named"), "same licence": _("that the sources are named, and the result is shared alike"),
            "no trade": _("that it is not used commercially"), "no trade, same licence": _("that it is not used commercially, and the result is shared alike"),
            "no changes": _("that it is not changed, so it may be used but not passed on combined"), "no trade, no changes": _("that it is neither changed nor used commercially"),
            "permission": _("permission: a licence is missing, unknown or reserves all rights")}


def ways(_: Words) -> dict[str, str]:
    """Relations of an own work with works of others, in words: which way they point."""
    return {"based_on to": _("are based on a work of others"), "based_on from": _("are the source of a work of others"), "shares_origin to": _("tell the same story as a work of others"),
            "performs to": _("perform a work of others"), "performs from": _("are performed in a work of others"),
            "about to": _("are about a work of others"), "about from": _("are what a work of others is about"), "part_of to": _("are part of a work of others"),
            "part_of from": _("have a part among the works of "
                              "others"), "edition_of to": _("are an edition of a work of others"), "edition_of from": _("have an edition among the works of others")}


def spans(told: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Where the marks of each measure stand on a line of 0 to 100."""
    found = {}
    for one in told:
        top = max(one["most"], one["own"], 1e-9)
        found[one["measure"]] = {name: round(96 * one[name] / top + 2, 1) for name in ("own", "least", "quarter", "median", "three_quarters", "most")}
    return found
