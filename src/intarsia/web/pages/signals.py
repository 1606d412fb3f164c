"""Signals: what moved after something happened elsewhere, what is small and rises, which audiences left their range; of all, or of what touches somebody's list."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
from fastapi import APIRouter
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from intarsia.errors import IntarsiaError, Invalid, Unavailable
from intarsia.narrowing import Coming, coming, narrowed, of_values, values
from intarsia.shelf.insights import signal_lines
from intarsia.shelf.insights.audience_rises import COUNTS, PLACES
from intarsia.shelf.insights.audience_series import AUDIENCE
from intarsia.shelf.insights.base import Answer
from intarsia.web import againstlist, atom, calendar, insights, upload
from intarsia.web.againstlist import Chosen
from intarsia.web.alarms import alarms
from intarsia.web.examples import Example, both, tried
from intarsia.web.pages.check import NICE, WAITING, turns
from intarsia.web.routes import page
from intarsia.web.visit import Asked, Visit
from intarsia.web.words import Words

router = APIRouter(tags=["signals"])
#: months that an audience series is looked ahead, and years that a word of the catalogue is
MONTHS, YEARS = ("6", "12", "24"), ("1", "3", "5")
#: rows of a table on this page; the whole stands behind a link
SHOWN = 12
#: the answers of this page: the part it is, the question, and what the reader chose of it
PARTS = (("moved", "moved"), ("signals", "signals"), ("map", "emergence-map"), ("departures", "departures"), ("lines", "departure-lines"), ("ahead", "ahead"), ("next", "likely-next"))
#: parts that hold rows to be told one by one, in feeds and as a table; and those that a list narrows
TOLD, NARROWED = ("moved", "signals", "departures", "next"), ("moved", "signals", "departures", "lines", "next")
#: fields that tell a row apart for good, whatever the language
KEYS = ("concept", "facet", "sector", "about", "year", "from", "first", "second")
COLUMNS = ("part", "name", "said", "day", "path")


@dataclass(frozen=True)
class Line:
    """One thing to tell: of which part, about what, in a sentence, on which day, and where it leads."""

    part: str
    name: str
    said: str
    day: str
    link: str
    key: str

    def record(self) -> dict[str, str]:
        return {"part": self.part, "name": self.name, "said": self.said, "day": self.day, "link": self.link}


@page(router, "/signals", "json", "csv", about="What moved after something happened in another sector, what is small and rises, and which audiences left their range; ?list= narrows it to "
"a search or a dataset")
def signals(visit: Asked) -> Response:
    """The page and its twins."""
    if kept := visit.kept():
        return kept
    return _answered(visit, againstlist.chosen(visit))


@router.post("/signals", include_in_schema=False)
async def against_file(visit: Asked) -> Response:
    """The page against a file that is read once, by a child with limits, and thrown away; a refusal stands on the same page."""
    try:
        chosen = await _sent(visit)
    except IntarsiaError as error:
        problem = {"where": "", "way_out": "", **error.problem()}
        return await anyio.to_thread.run_sync(_answered, visit, None, problem, error.status)
    answer = await anyio.to_thread.run_sync(_answered, visit, chosen)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/signals.atom", summary="Signals, departures and announced works as an Atom feed; ?list= narrows it to a search or a dataset")
@router.head("/signals.atom", include_in_schema=False)
def feed(visit: Asked) -> Response:
    """The feed, of all or of a list."""
    chosen = againstlist.chosen(visit)
    lines = _lines(visit, _answers(visit, chosen), chosen)
    entries = [atom.Entry(f"signals/{one.part}/{one.key}", one.name, one.day if len(one.day) == 10 and one.day <= _as_of(visit) else _as_of(visit), one.link, one.said) for one in lines]
    parameter = chosen.parameter if chosen else ""
    return atom.feed(visit, f"signals/{parameter}", _title(visit, chosen), "/signals", entries, about={"list": parameter})


@router.get("/signals.ics", summary="Days to come as iCalendar: announced works and the days on which signals are settled; ?list= narrows it to a search or a dataset")
@router.head("/signals.ics", include_in_schema=False)
def dates(visit: Asked) -> Response:
    """The calendar, of all or of a list: what lies after the day of the release."""
    chosen = againstlist.chosen(visit)
    lines = [one for one in _lines(visit, _answers(visit, chosen), chosen) if one.part in ("signals", "coming") and one.day]
    events = [calendar.Event(f"{one.part}/{one.key}", one.name, one.day, one.said, one.link) for one in lines]
    return calendar.calendar(visit, "signals", _title(visit, chosen), events, _as_of(visit))


async def _sent(visit: Visit) -> Chosen:
    turn = turns(visit)
    with tempfile.TemporaryDirectory(prefix="intarsia-list-") as folder:
        try:
            file = await upload.received(visit.request, Path(folder))
        except ClientDisconnect as error:
            raise Invalid("the file did not arrive whole", where="the file that was sent", way_out="send it again") from error
        if turn.statistics().tasks_waiting >= WAITING:
            raise Unavailable("many files are being looked at", where="/signals", way_out="try again in a minute, or use a search as list")
        try:
            async with turn:
                return await anyio.to_thread.run_sync(_read, visit, file)
        except IntarsiaError as error:
            error.where = error.where.replace(f"{folder}/", "")
            raise


def _read(visit: Visit, file: Path) -> Chosen:
    return againstlist.of_file(visit, of_values(visit.reader, values(file, own=visit.serving.pool.layout.shelf, nice=NICE, patience=30)))


def _answered(visit: Visit, chosen: Chosen | None, problem: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """The page of what there is; against a list, tables of what touches it, as a chart of a part would tell of another family than was tested."""
    answers = _answers(visit, chosen)
    lines = _lines(visit, answers, chosen)
    parameter = chosen.parameter if chosen else ""
    links = {"atom": visit.href("/signals.atom", list=parameter), "calendar": visit.href("/signals.ics", list=parameter), "record": visit.href("/signals/track-record")}
    if visit.form != "html":
        data = {"against": _against(chosen), "alarms": _alarms(visit, answers), "parts": [{**insights.told(visit, one), "part": part} for part, one in answers.items()],
                "lines": [one.record() for one in lines]}
        return visit.answer("", data, links=links, table=(COLUMNS, ((one.part, one.name, one.said, one.day, one.link) for one in lines)))
    figures = {part: insights.drawn(visit, one) for part, one in answers.items()} if chosen is None else {}
    return visit.answer(
        "signals.html", {"against": _against(chosen)}, links=links, table=((), ()), answers=answers, figures=figures, chosen=chosen, coming=_shown(visit, chosen), shown=SHOWN,
            problem=problem, months=MONTHS, years=YEARS, alarms=_alarms(visit, answers),
            examples=_examples(visit), years_of=signal_lines.lines(answers["signals"]) if "signals" in answers and answers["signals"].rows else [],
        horizon=_horizon(visit), term=_term(visit), measures=_measures(visit), parts=_parts(visit.words), datasets=_datasets(visit), hrefs=_hrefs(visit, answers), status=status)


def _answers(visit: Visit, chosen: Chosen | None) -> dict[str, Answer]:
    """The answers of the page by part, with what the reader chose; those that a list can narrow, narrowed."""
    shelf, found = insights.shelf(visit), {}
    for part, name in PARTS:
        if name not in shelf or (part == "next" and chosen is None) or (part in ("map", "ahead") and chosen is not None):
            continue
        slots = {one.name for one in shelf[name].PARAMETERS}
        given = {slot: value for slot, value in _given(visit, part).items() if slot in slots and value}
        answer = insights.asked(visit, name, given)
        found[part] = narrowed(answer, chosen.listing) if chosen and part in NARROWED else answer
    return found


def _alarms(visit: Visit, answers: Mapping[str, Answer]) -> str:
    return alarms(answers["signals"].evidence, visit.words) if "signals" in answers else ""


def _given(visit: Visit, part: str) -> dict[str, str]:
    query = visit.request.query_params
    if part in ("departures", "lines", "ahead"):
        return {"measure": query.get("audience", ""), "horizon": _horizon(visit), "since": query.get("since", "")}
    if part == "moved":
        return {"measure": query.get("measure", ""), "sector": query.get("sector", "")}
    return {"sector": query.get("sector", ""), "facet": query.get("facet", ""), "horizon": _term(visit)} if part in ("signals", "map") else {}


def _horizon(visit: Visit) -> str:
    return _one_of(visit, "horizon", MONTHS, "12")


def _term(visit: Visit) -> str:
    return _one_of(visit, "years", YEARS, "5")


def _one_of(visit: Visit, name: str, known: tuple[str, ...], default: str) -> str:
    value = visit.request.query_params.get(name) or default
    if value not in known:
        raise Invalid(f"'{value[:20]}' is no horizon", where=name, way_out="one of: " + ", ".join(known))
    return value


def _lines(visit: Visit, answers: Mapping[str, Answer], chosen: Chosen | None) -> list[Line]:
    """Everything on the page that is about one thing, line by line."""
    _, found = visit.words, []
    for part in TOLD:
        if part not in answers:
            continue
        answer = answers[part]
        names = [one.name for one in answer.fields]
        for place, row in enumerate(answer.rows):
            told = dict(zip(names, row, strict=True))
            link = visit.href(answer.leads[place][0], **{k: v for k, v in answer.leads[place][1].items() if k != "path"}) if answer.leads else insights.address(visit, answer)
            name = str(told.get("name") or " – ".join(str(told[one]) for one in ("first_name", "second_name") if told.get(one)) or row[0])
            found.append(Line(part, name, _said(visit, part, answer, told), _day(part, told), link, "/".join(str(told[one]) for one in KEYS if told.get(one))))
    for one in coming(visit.reader, _as_of(visit), chosen.listing if chosen else None):
        said = _("%(title)s: announced for %(day)s", title=one.title, day=one.day) if one.day else _("%(title)s: announced, no date known", title=one.title)
        found.append(Line("coming", one.title, said, one.day, visit.href(f"/works/{one.id}"), one.id))
    return found


def _said(visit: Visit, part: str, answer: Answer, told: Mapping[str, Any]) -> str:
    """A row in one sentence, of numbers that stand in the row."""
    _ = visit.words
    if part == "moved":
        rose = _("%(name)s went from %(before)s to %(after)s in %(year)s", name=told["name"], before=_.number(told["before"]), after=_.number(told["after"]), year=str(told["year"]))
        return _("%(rose)s; it followed %(event)s (%(when)s)", rose=rose, event=told["event"], when=str(told["when"])) if told["followed"] else _("%(rose)s; no match in this pool",
            rose=rose)
    if part == "departures":
        return _("%(name)s, %(from)s to %(to)s: %(counted)s counted, %(expected)s expected", **{key: _.number(told[key]) if key in ("counted", "expected") else told[key]
            for key in ("name", "from", "to", "counted",
                 "expected")})
    if part == "signals":
        return str(told.get("said") or answer.title)
    return str(told.get("because") or told.get("why") or answer.title)


def _day(part: str, told: Mapping[str, Any]) -> str:
    if part == "signals":
        return str(told.get("due_on") or "")
    return str(told["year"]) if part == "moved" else str(told["to"]) if part == "departures" else ""


def _shown(visit: Visit, chosen: Chosen | None) -> list[tuple[Coming, str]]:
    """What is announced, with what ties it to the list in words."""
    _ = visit.words
    why = {"story": _("tied to a work of your list"), "maker": _("by a maker of your list"), "word": _("on the same theme"), "": ""}
    return [(one, why[one.why]) for one in coming(visit.reader, _as_of(visit), chosen.listing if chosen else None)]


def _against(chosen: Chosen | None) -> dict[str, Any] | None:
    if chosen is None:
        return None
    one = chosen.listing
    return {"name": chosen.name, "list": chosen.parameter, "works": one.named, "touched": len(one.works), "makers": len(one.agents), "words": len(one.words), "compared": one.asked,
        "cut": one.cut}


def _hrefs(visit: Visit, answers: Mapping[str, Answer]) -> dict[str, list[str]]:
    return {part: [visit.href(lead[0], **{k: v for k, v in lead[1].items() if k != "path"}) for lead in one.leads] for part, one in answers.items()}


def _measures(visit: Visit) -> list[tuple[str, str]]:
    """Measures that something can rise by."""
    named = {key: text for key, text in insights.release(visit).values("measure", "", visit.language).items() if key in (*PLACES, *COUNTS)}
    return sorted(named.items(), key=lambda item: item[1].casefold())


def _examples(visit: Visit) -> list[Example]:
    """An audience whose figures can be judged, and one of which too little is known."""
    named = insights.release(visit).values("measure", "", visit.language)
    return both(visit, "departures", lambda: tried(visit, "departures", [(named[one], {"measure": one}) for one in AUDIENCE if one in named]))


def _datasets(visit: Visit) -> list[tuple[str, str]]:
    named = insights.release(visit).values("dataset", "", visit.language)
    return sorted(named.items(), key=lambda item: item[1].casefold())


def _parts(_: Words) -> dict[str, str]:
    return {"moved": _("What moved after something happened elsewhere"), "signals": _("What is small and rises"), "map": _("How large, and how fast"),
        "departures": _("Audiences that left the expected range"),
            "lines": _("How they got there"), "ahead": _("What the season leads to expect"), "next": _("Who may work together next"), "coming": _("Announced")}


def _title(visit: Visit, chosen: Chosen | None) -> str:
    _ = visit.words
    return _("Signals against %(list)s · %(pool)s", list=chosen.name, pool=visit.serving.pool.config.name) if chosen else _("Signals · %(pool)s", pool=visit.serving.pool.config.name)


def _as_of(visit: Visit) -> str:
    return visit.reader.as_of
