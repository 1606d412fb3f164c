"""Figures laid beside the date of an intervention, as they were counted: no comparison, no claim."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence import Basis, Speaker, counted, refused
from intarsia.evidence.wording import named
from intarsia.shelf.insights import studied
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source
from intarsia.shelf.insights.studied import WORDS

NAME = "impact-overlay"
GROUP = "impact"
TABLES = ("study", "observation", "intervention", "frame", "dataset")
METHOD = "figures as counted 1"
BACKTEST = ""
PARAMETERS = (Parameter("study", "study"),)
SHUT = "closed"
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        **WORDS["en"],
        "question": "Which figures were counted around {study}?",
        "about": "Every figure of the one it was done to, with what was marked beside it. For whoever wants to see the series before anybody reckons with it.",
        "method": "The figures of the window as they stand in the dataset, with their marks. Nothing is estimated.",
        "caveats": (
            "It shows what was counted, not why. While doors are shut there are no visits: that is what closing means, and says nothing of those who would have come.\n"
            "How many would have come in those months with the doors open, and who stayed away later, cannot be read from it."
        ),
        "title": "%(measure)s of %(unit)s around %(start)s", "definition": "%(measure)s of %(unit)s per %(frequency)s as counted, %(first)s to %(last)s.",
        "said": "%(n)s figures, %(first)s to %(last)s; %(shut)s of them from a time when it was closed, %(empty)s missing or withheld.", "unit": "figures", "field period": "From",
        "field value": "Counted", "field flag": "Mark", "start": "start", "none": "there are no figures of %(measure)s for %(unit)s in these years",
    },
    "nl": {
        **WORDS["nl"],
        "question": "Welke cijfers zijn er geteld rond {study}?",
        "about": "Elk cijfer van wie de ingreep trof, met wat erbij is aangetekend. Voor wie de reeks wil zien voordat er iemand mee rekent.",
        "method": "De cijfers van deze jaren zoals ze in de dataset staan, met hun aantekening. Er wordt niets geschat.",
        "caveats": (
            "Te zien is wat er is geteld, niet waarom. Zolang de deuren dicht zijn, zijn er geen bezoeken: dat is wat sluiten betekent, en het zegt niets over wie "
            "er gekomen zouden zijn.\nHoeveel mensen er in die maanden bij open deuren waren gekomen, en wie later wegbleef, is er niet uit af te lezen."
        ),
        "title": "%(measure)s van %(unit)s rond %(start)s", "definition": "%(measure)s van %(unit)s per %(frequency)s zoals geteld, %(first)s tot en met %(last)s.",
        "said": "%(n)s cijfers, %(first)s tot en met %(last)s; %(shut)s daarvan uit een tijd dat het dicht was, %(empty)s ontbrekend of achtergehouden.", "unit": "cijfers",
        "field period": "Vanaf", "field value": "Geteld", "field flag": "Aantekening", "start": "begin", "none": "er zijn geen cijfers van %(measure)s voor %(unit)s in deze jaren",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The study chosen; the first supported one where none is chosen."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    fields = (Field("period", texts["field period"]), Field("value", texts["field value"], "number"), Field("flag", texts["field flag"]))
    caveats = tuple(texts["caveats"].split("\n"))
    told = studied.find(source, chosen.get("study", ""), say)
    if told is None:
        need = Need(texts["need intervention"], ("intervention", "observation"))
        none = refused(Basis(source.id, 0), (texts["choose"],), say, method=METHOD, unit=texts["unit"], would_need=need.about)
        return Answer(NAME, texts["choose"][:1].upper() + texts["choose"][1:], texts["unit"], texts["about"], none, fields, (), caveats=caveats, needs=(need,), chosen=dict(chosen))
    query = sql(told)
    rows = tuple(tuple(row.values()) for row in source.records(query))
    need = studied.needs(told, say)[0]
    rests = studied.basis(source, told)
    measure = told.measure[:1].upper() + told.measure[1:]
    first = told.result.get("names", {}).get(told.row["about"] or "") if told.result.get("starts") else None  # done to several: the figures of the first of them
    words = {"measure": measure, "unit": named(first) if first else told.name, "frequency": texts[f"every {told.row['frequency']}"],
             "start": told.row["start"] or "–", "n": say.number(len(rows)),
             "first": rows[0][0][:7] if rows else "–", "last": rows[-1][0][:7] if rows else "–", "shut": say.number(sum(row[2] == SHUT for row in rows)),
             "empty": say.number(sum(row[1] is None and row[2] != SHUT for row in rows))}
    if not rows:
        evidence = refused(rests, (texts["none"] % {**words, "measure": told.measure},), say, method=METHOD, unit=texts["unit"], would_need=need.about)
    else:
        evidence = counted(len(rows), rests, texts["said"] % words, say, unit=texts["unit"], method=METHOD, would_need=need.about)
    start = str(told.row["start"] or "")
    at = int(start[:4]) + (int(start[5:7] or 1) - 1) / 12 if start else None
    chart = Chart("lines", x="period", y="value", events=((at, texts["start"]),) if at else ()) if rows else Chart()
    return Answer(NAME, texts["title"] % words, told.row["unit"] or told.measure, texts["definition"] % words, evidence, fields, rows, chart, caveats=caveats,
                  datasets=(told.row["outcome_dataset"],) if rows else (), needs=(need,) if evidence.state in ("THIN", "REFUSED") else (), sql=(query,) if rows else (), chosen=dict(chosen))


def sql(told: studied.Told) -> str:
    """The query that gives the rows: the figures themselves."""
    row, outcome = told.row, told.registration["outcome"]
    low, high = {"month": (28, 31), "quarter": (89, 92), "year": (365, 366)}[row["frequency"]]
    asked = [f"dataset = {quote(row['outcome_dataset'])}", f"measure = {quote(row['measure'])}", f"about = {quote(row['about'] or '')}",
             f"segment = {quote(outcome['segment'])}" if outcome.get("segment") else "segment IS NULL",
             f"date_diff('day', CAST(period_start AS DATE), CAST(period_end AS DATE)) + 1 BETWEEN {low} AND {high}"]
    counted = told.result.get("figures", {})  # only those that the study uses: one way of counting, one unit; of releases of earlier versions it is not known
    methods = counted.get("methods") or ([outcome["method"]] if outcome.get("method") else [])
    asked += [f"(value IS NULL OR coalesce(method, '') IN ({', '.join(map(quote, methods))}))"] if methods else []
    asked += [f"coalesce(unit, '') = {quote(counted['measured_in'])}"] if counted.get("measured_in") else []
    asked += [f"period_start >= {quote(row['since'])}"] if row["since"] else []
    asked += [f"substr(period_start, 1, {len(row['until'])}) <= {quote(row['until'])}"] if row["until"] else []
    return f"SELECT period_start AS period, value, flag FROM observation WHERE {' AND '.join(asked)} ORDER BY period_start"
