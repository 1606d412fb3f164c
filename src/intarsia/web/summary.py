"""What a page is about, in a sentence or two: its `meta` description, for those who find it through a search engine."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from intarsia.web import terms, when
from intarsia.web.visit import Visit
from intarsia.web.words import Words

LONGEST = 250


def summary(visit: Visit, data: Any) -> str:
    """The text for the page of this visit; what is said of the whole site where a page is about nothing in particular."""
    steps = visit.path.strip("/").split("/")
    make = SAID.get((steps[0], min(len(steps), 3)))
    told = make(visit, data) if make and data is not None else ""
    said = " ".join((told or _standing(visit.words).get(steps[0]) or site(visit)).split())
    return said if len(said) <= LONGEST else textwrap.shorten(said, LONGEST, placeholder=" …")


def site(visit: Visit) -> str:
    """The commons as a whole."""
    _ = visit.words
    return f"{visit.serving.pool.config.name}. " + _(
        "A commons in which organisations of the cultural and creative industries share low-risk data, link it across sectors, and get back what no single dataset can tell.")


def home(visit: Visit, data: Any) -> str:
    """The headline of the first page, and the commons."""
    return f"{data['headline']} {site(visit)}"


def work(visit: Visit, data: Any) -> str:
    """Its form, date and makers, and in whose data it stands."""
    _ = visit.words
    what = visit.names("form", data["form"]) or _("Work")
    dated = when.when(data["date"], _) or data["date_written"]
    makers = list(dict.fromkeys(one["name"] for one in data["makers"]))[:3]
    return " · ".join(filter(None, [f"{data['title']}: {what}", dated, ", ".join(makers), data["description"], _from(visit, data)]))


def agent(visit: Visit, data: Any) -> str:
    """Its name, its years and how many works it has."""
    _ = visit.words
    count = len({one["id"] for one in data["works"]})
    return " · ".join(filter(None, [data["name"], when.years(data["year_start"], data["year_end"], _), _.many("%(n)s work", "%(n)s works", count), _from(visit, data)]))


def family(visit: Visit, data: Any) -> str:
    """The story by its first title, its works and sectors."""
    _, works = visit.words, data["works"]
    first = next((one["title"] for one in works if one["id"] == data["origin"]), "")
    sectors = sorted({visit.names.plain("sector", one["sector"]) for one in works if one["sector"]})
    return " · ".join(filter(None, [first, _.many("%(n)s work", "%(n)s works", len(works)), ", ".join(sectors), _("A story across sectors, with the links that tie it together")]))


def place(visit: Visit, data: Any) -> str:
    """What a place's page holds."""
    _ = visit.words
    return _("%(place)s in %(pool)s: its works by sector, its figures, and what was decided there.", place=visit.names("place", data["id"]), pool=visit.serving.pool.config.name)


def dataset(visit: Visit, data: Any) -> str:
    """Its title, who shares it, and what it is."""
    return " · ".join(filter(None, [visit.names("dataset", data["id"]), data["publisher"], data["description"]]))


def scheme(visit: Visit, data: Any) -> str:
    """What a vocabulary's page holds."""
    _ = visit.words
    title = terms.title(unquote(visit.path.strip("/").split("/")[1]), _)
    return _("The vocabulary “%(title)s”: its terms, how they hang together, what they are called in other languages, and how often each is used.", title=title)


def term(visit: Visit, data: Any) -> str:
    """A term with its definition, and how often it is used."""
    _ = visit.words
    return " · ".join(filter(None, [data["name"], data.get("definition"), _.many("%(n)s work", "%(n)s works", data["uses"])]))


def release(visit: Visit, data: Any) -> str:
    """How a release is cited, or in what two of them differ."""
    if "old" not in data:
        return str(data["citation"])
    return visit.words("What came, changed and went between release %(old)s and release %(new)s.", old=data["old"]["id"], new=data["new"]["id"])


def figure(visit: Visit, data: Any) -> str:
    """A figure's title and what it counts."""
    return f"{data['title']}. {data['definition']}"


def statements(visit: Visit, data: Any) -> str:
    """What a page of statements holds."""
    return visit.words("What the linked data of this release say of it, statement by statement.") + f" {data['iri']}" if "iri" in data else ""


def _from(visit: Visit, data: Any) -> str:
    return visit.words("from “%(dataset)s”", dataset=visit.names("dataset", data["dataset"])) if data.get("dataset") else ""


#: the first step of the path and how many there are -> what is said of the thing on the page
SAID: dict[tuple[str, int], Callable[[Visit, Any], str]] = {
    ("", 1): home, ("works", 2): work, ("agents", 2): agent, ("families", 2): family, ("places", 2): place, ("datasets", 2): dataset, ("terms", 2): scheme, ("terms", 3): term,
    ("releases", 2): release, ("releases", 3): release, ("figures", 2): figure, ("data", 3): statements,
}


@lru_cache
def _standing(_: Words) -> dict[str, str]:
    """What is said of pages that are about no single thing, by the first step of their path."""
    return {
        "explore": _("Search works of all sectors at once, by name, maker, year, form, country and genre, as a list, table, timeline, map or chart, and take the rows along."),
        "families": _("A story is a set of works that links tie together: a book, the film made of it, the game made of the film. Those told in most sectors come first."),
        "datasets": _("What each contributor shares, under which terms, and how many of its records could be read."),
        "catalog": _("What is here, who shares it, on which terms and where to get it: for people on this page, for registers of datasets in DCAT."),
        "terms": _("The lists of words and codes that datasets share, and the terminologies that datasets brought. They are not works: they are the language in which works are told."),
        "releases": _("A release never changes: its id is a hash of what is in it. Cite one, and it will say the same next year."),
        "check": _("Send a file and read, column by column, what may be shared as it is, what not and why, and what would be safe in its place. Nothing is kept."),
        "developers": _("Everything this site shows can be had as data, without an account or a key. The lines below run as they stand against this site."),
        "api": _("Everything in this release, for programs: read-only, without a key, in JSON, CSV, NDJSON, Arrow and Parquet."),
        "sparql": _("Everything in this release as linked data: each dataset is a graph of its own, and without GRAPH or FROM all of them are asked together."),
        "sql": _("The tables of this release, in DuckDB's dialect and read-only: one SELECT, WITH, FROM, DESCRIBE or SUMMARIZE at a time."),
        "figures": _("Each figure says what it rests on and how far it reaches. Where there is too little, it says so instead of answering."),
        "start": _("A walk through the data of this pool. Every step is an ordinary page: you can send its address to a colleague."),
        "accessibility": _("Which measure of accessibility this site is built to, how that is tested, and whom to write to when something does not work for you."),
        "crosswalks": _("What a term of one vocabulary is of a term of another, said by somebody, on a day. Two crosswalks may say different things: both stand here, "
                        "and each term shows them side by side."),
        "proposals": _("Terms are made together: somebody proposes one, others argue, and those who keep the vocabulary decide. What was accepted stands in the next release."),
        "ns": _("The linked data use schema.org, SKOS, DCAT, PROV-O and the RDF Data Cube. These are the few terms that none of them has."),
    }
