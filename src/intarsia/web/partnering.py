"""Opportunities on pages: the rows of an answer with the works behind them, whom to write to, and a letter to copy."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from fastapi import FastAPI

from intarsia import answering
from intarsia.answering import Release
from intarsia.errors import IntarsiaError
from intarsia.shelf.insights.base import Answer
from intarsia.web import aside, insights
from intarsia.web.examples import Example, strongest, tried
from intarsia.web.present import Names
from intarsia.web.visit import Visit
from intarsia.web.words import Words

#: works that stand with a name
WORKS = 2
#: one CSV for all lists
COLUMNS = ("list", "place", "first", "first_name", "first_iri", "second", "second_name", "second_iri", "because", "but", "odds", "contacts", "state")


@dataclass(frozen=True)
class Side:
    """One of those an opportunity is about: what it is called, where it stands, its IRI, its latest works (title, address, year)."""

    id: str
    name: str
    href: str
    iri: str
    works: tuple[tuple[str, str, Any], ...] = ()


@dataclass(frozen=True)
class Opportunity:
    """One row of a list. odds: the share of past pairs with such a place that came together, None where nothing was counted. contacts: dataset, its title, whom to
    write to. letter: ready to copy; the pool sends nothing."""

    list: str
    place: int
    sides: tuple[Side, ...]
    because: str
    but: str
    odds: float | None
    contacts: tuple[tuple[str, str, str], ...] = ()
    letter: str = ""
    facts: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Slot:
    """A field of the form: name, title, what can be chosen, and what is."""

    name: str
    title: str
    options: tuple[tuple[str, str], ...]
    value: str


def opportunities(visit: Visit, answer: Answer) -> list[Opportunity]:
    """The rows of an answer of this group, kept per release, language and address."""
    key = f"opportunities {answer.insight} {sorted(answer.chosen.items())} {visit.language} {visit.root} {visit.kept_query} {visit.origin}"
    return insights.release(visit).once(key, lambda: list(_opportunities(visit, answer)))


def slots(visit: Visit, chosen: dict[str, str]) -> list[Slot]:
    """The form: what is paired, of which works, and over how many years."""
    _, shelf = visit.words, insights.shelf(visit)["likely-next"]
    titles = {"between": _("Who"), "country": _("Country"), "genre": _("Genre"), "sector": _("Sector"), "form": _("Form"), "ahead": _("Within how many years")}
    texts = shelf.TEXTS.get(visit.language, shelf.TEXTS["en"])
    found = []
    for one in shelf.PARAMETERS:
        if one.name not in titles:
            continue
        if one.kind == "choice":
            options = tuple((value, texts[f"choice {value}"]) for value in one.choices)
        else:
            named = insights.release(visit).values(one.kind, one.of, visit.language)
            options = tuple(sorted(named.items(), key=lambda item: (item[1].casefold(), item[0])))
        found.append(Slot(one.name, titles[one.name], options, chosen.get(one.name) or one.default))
    return found


def examples(visit: Visit) -> list[tuple[Example, str]]:
    """Lists to begin with, each with what list A rests on there, and the state of list B: of a form that is known as a whole, of all makers, and of the country with
    the fewest works, of which too little is known. Made once a release and language."""
    _, source = visit.words, insights.release(visit)

    def make() -> list[tuple[Example, str]]:
        whole, few = _framed(source)
        choices = [(_("makers named in a series that is known as a whole (%(form)s)", form=visit.names.plain("form", form)), {"form": form}) for form in whole]
        choices.append((_("makers of all works"), {"between": "makers"}))
        choices += [(_("where too little is known (%(country)s)", country=source.label("country", country, visit.language)), {"country": country}) for country in few]
        other = {one.text: one.evidence.state for one in tried(visit, "unexplored", choices)}
        return [(one, other.get(one.text, "REFUSED")) for one in tried(visit, "likely-next", choices)]

    return source.once(f"partner examples {visit.language}", make)


def warm(app: FastAPI) -> None:
    """Ask for the lists that the page begins with, of the served releases and in every language, before somebody waits for them."""
    for release, say in insights.served(app):
        aside.ready(release, f"partners {say.language}", partial(_asked, release, say), 0)


def _asked(release: Release, say: Words) -> bool:
    whole, few = _framed(release)
    for chosen in (*({"form": form} for form in whole), {"between": "makers"}, *({"country": country} for country in few)):
        for name in ("likely-next", "unexplored"):
            with suppress(IntarsiaError):  # the page leaves it out too
                answering.answer(release, name, chosen, say)
    return True


def _framed(release: Release) -> tuple[list[str], list[str]]:
    """Forms of which all works are known, with makers; and the country with the fewest works."""
    whole = release.records("""SELECT DISTINCT "of" AS form FROM frame WHERE selection IN ('complete register', 'legal deposit') AND "of" IN (SELECT form FROM work)
AND dataset IN (SELECT w.dataset FROM work AS w JOIN contribution AS c ON c.work = w.id WHERE w.form = "of" AND c.role NOT IN ('venue', 'subject-person')) ORDER BY 1 LIMIT 2""")
    few = release.records("SELECT concept AS country FROM term WHERE facet = 'country' AND state = 'matched' GROUP BY concept ORDER BY count(*), concept LIMIT 1")
    return [row["form"] for row in whole], [row["country"] for row in few]


def opening(visit: Visit) -> Example | None:
    """What the page shows when nothing was chosen: the list with the strongest evidence of this release; None where that is all makers, or nothing."""
    best = strongest(one for one, _state in examples(visit))
    return None if best is None or "between" in best.chosen or best.evidence.state == "REFUSED" else best


def rows(found: Iterable[tuple[Answer, list[Opportunity]]]) -> list[tuple[Any, ...]]:
    """All lists as one table, with IRIs."""
    told = []
    for answer, listed in found:
        for one in listed:
            second = one.sides[1] if len(one.sides) > 1 else Side("", "", "", "")
            told.append((one.list, one.place, one.sides[0].id, one.sides[0].name, one.sides[0].iri, second.id, second.name, second.iri, one.because, one.but, one.odds,
                         " | ".join(f"{title}: {contact}" for _dataset, title, contact in one.contacts), answer.evidence.state))
    return told


def record(one: Opportunity) -> dict[str, Any]:
    """An opportunity as JSON."""
    return asdict(one)


def _opportunities(visit: Visit, answer: Answer) -> Iterable[Opportunity]:
    names = [one.name for one in answer.fields]
    works: dict[str, list[tuple[str, str, Any]]] = {}
    for who, work, title, year in answer.aside.get("works", ((), ()))[1]:
        works.setdefault(who, []).append((title, visit.href(f"/works/{work}"), year))
    contacts: dict[str, list[tuple[str, str, str]]] = {}
    for about, dataset, title, contact in answer.aside.get("contacts", ((), ()))[1]:
        contacts.setdefault(about, []).append((dataset, title, contact))
    for place, values in enumerate(answer.rows, start=1):
        row = dict(zip(names, values, strict=True))
        sides = _pair(visit, row, answer, works) if "first" in row else (_single(visit, row),)
        written = [one for side in sides for one in contacts.get(side.id, [])[:WORKS]]
        told = tuple(dict.fromkeys(written))
        facts = () if "first" in row else _facts(visit.names, row)
        yield Opportunity(answer.insight, place, sides, row["because"], row["but"], row.get("odds"), told, _letter(visit, sides, row, told, _wanted(visit, answer)), facts)


def _pair(visit: Visit, row: dict[str, Any], answer: Answer, works: dict[str, list[tuple[str, str, Any]]]) -> tuple[Side, ...]:
    path = {"makers": "/agents/{}", "countries": "/places/{}", "genres": "/concepts/genre/{}"}[answer.chosen.get("between") or "makers"]
    return tuple(Side(row[side], row[f"{side}_name"], visit.href(path.format(row[side])), row[f"{side}_iri"], tuple(works.get(row[side], ())[:WORKS])) for side in ("first", "second"))


def _single(visit: Visit, row: dict[str, Any]) -> Side:
    if "agent" in row:
        return Side(row["agent"], row["name"], visit.href(f"/agents/{row['agent']}"), row["iri"])
    id = row.get("work") or row["source"]
    return Side(id, row.get("title") or row["source_title"], visit.href(f"/works/{id}"), row["iri"])


def _facts(names: Names, row: dict[str, Any]) -> tuple[str, ...]:
    """What it is, in a few words: form, sector, role, year, status, maker."""
    told = (row.get("form_name"), row.get("sector_name"), row.get("role_name"), row.get("maker"), row.get("year") or row.get("source_year"), row.get("status_name"))
    return tuple(str(one) for one in told if one not in (None, ""))


def _wanted(visit: Visit, answer: Answer) -> str:
    """The work or maker that the list is for, with its IRI; "" for none."""
    kind, id = ("work", answer.chosen["work"]) if answer.chosen.get("work") else ("agent", answer.chosen.get("who", ""))
    found = visit.reader.where(kind, "id", [id]) if id else []
    return f"{found[0]['title' if kind == 'work' else 'name']}: {found[0]['iri']}" if found else ""


def _letter(visit: Visit, sides: tuple[Side, ...], row: dict[str, Any], contacts: tuple[tuple[str, str, str], ...], wanted: str) -> str:
    """What to write to whoever shares the records. wanted: the work or maker that somebody is looked for."""
    _, pool = visit.words, visit.serving.pool.config.name
    first = sides[0]
    datasets = ", ".join(f"“{title}”" for _dataset, title, _contact in contacts) or pool
    about = f"{first.name} – {sides[1].name}" if len(sides) > 1 else first.name
    lines = [
        _("Subject: a possible collaboration (%(about)s)", about=about), "", _("Dear colleague,"), "",
        _("Your dataset %(datasets)s in %(pool)s names %(about)s. The records suggest that it may be worth talking.", datasets=datasets, pool=pool, about=about),
        _("Why: %(because)s", because=row["because"]), _("What may stand in the way: %(but)s", but=row["but"]), "",
        _("Nobody was asked yet, and records tell only so much. Would you pass this on to whoever decides about it, or tell us whom to write to?"), "",
        *dict.fromkeys([*([wanted] if wanted else []), *(f"{side.name}: {side.iri}" for side in sides)]), _("Release: %(release)s", release=visit.reader.id), "", _("With kind regards,")]
    return "\n".join(lines)
