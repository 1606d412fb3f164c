"""How far the one it was done to went from its comparison, among placebos: the same reckoned for each of the others."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence import Basis, Speaker, refused
from intarsia.shelf.insights import impact, studied
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source
from intarsia.shelf.insights.studied import METHOD, WORDS

NAME = "impact-gap"
GROUP = "impact"
TABLES = impact.TABLES
BACKTEST = "impact-placebos"
PARAMETERS = (Parameter("study", "study"),)
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        **WORDS["en"],
        "question": "How unusual is the difference after {study}, compared with the differences found for the others?",
        "about": (
            "The difference from the comparison, period by period, and the same for every other, where nothing of the kind is known to have been done. For whoever asks: could this be "
            "chance?"
        ),
        "method": (
            "Each of the others takes the place of the one it was done to, and is compared with the rest in the same way (placebo in space; Abadie, Diamond and Hainmueller, Journal "
            "of the American Statistical Association 105, 2010). The share of them that differ as much, measured by size over noise, is p."
        ),
        "caveats": "Placebos say what is usual, not why. They hold only as far as nothing special happened to those compared.",
        "title": "Difference from the comparison: %(unit)s among placebos",
        "definition": "Observed less expected, in percent of expected, per %(frequency)s; each line puts one unit in the place of the one it was done to.",
        "finding several": "Those where it was done stand apart: %(larger)s of %(n)s placebos differ as much",
        "finding": "%(unit)s stands apart: %(larger)s of %(n)s placebos differ as much", "said": "%(larger)s of %(n)s placebos differ as much as %(unit)s (p = %(p)s).",
        "definition several": "Observed less expected, in percent of expected, by periods from the start of each; each line gives the same starting days by lot to others that never had it.",
        "field step": "Periods from the start", "unit": "percent", "field period": "From", "field series": "Of", "field value": "Difference", "start": "start",
    },
    "nl": {
        **WORDS["nl"],
        "question": "Hoe ongewoon is het verschil na {study}, vergeleken met de verschillen bij de andere?",
        "about": "Het verschil met de vergelijking per periode, en hetzelfde voor elke andere, waarvan niet bekend is dat er zoiets gebeurde. Voor wie vraagt: kan dit toeval zijn?",
        "method": (
            "Elke andere neemt de plaats in van wie de ingreep trof, en wordt op dezelfde manier met de rest vergeleken (placebo in de ruimte; Abadie, Diamond en Hainmueller, Journal "
            "of the American Statistical Association 105, 2010). Het deel dat evenveel verschilt, gemeten als grootte gedeeld door ruis, is p."
        ),
        "caveats": "Placebo's zeggen wat gewoon is, niet waarom. Ze gelden alleen voor zover er bij de vergelekenen niets bijzonders gebeurde.",
        "title": "Verschil met de vergelijking: %(unit)s tussen placebo's",
        "definition": "Waargenomen min verwacht, in procent van verwacht, per %(frequency)s; elke lijn zet er één op de plaats van wie de ingreep trof.",
        "finding several": "Wie de ingreep trof, springt eruit: evenveel verschilt %(larger)s van %(n)s placebo's",
        "finding": "%(unit)s springt eruit: evenveel verschilt %(larger)s van %(n)s placebo's",
        "said": "Aantal placebo's dat evenveel verschilt als %(unit)s: %(larger)s van %(n)s (p = %(p)s).",
        "definition several": (
            "Waargenomen min verwacht, in procent van verwacht, in perioden vanaf het begin bij elk; elke lijn geeft dezelfde begindagen bij loting aan andere die het nooit kregen."
        ),
        "field step": "Perioden vanaf het begin", "unit": "procent", "field period": "Vanaf", "field series": "Van", "field value": "Verschil", "start": "begin",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The study chosen; the first supported one where none is chosen."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    told = studied.find(source, chosen.get("study", ""), say)
    several = told is not None and told.staggered
    fields = (Field("period", texts["field step" if several else "field period"], "number" if several else "text"), Field("series", texts["field series"]),
              Field("value", texts["field value"], "number", texts["unit"]))
    caveats = tuple(texts["caveats"].split("\n"))
    if told is None:
        need = Need(texts["need intervention"], ("intervention", "observation"))
        none = refused(Basis(source.id, 0), (texts["choose"],), say, method=METHOD, unit=texts["unit"], would_need=need.about)
        return Answer(NAME, texts["choose"][:1].upper() + texts["choose"][1:], texts["unit"], texts["about"], none, fields, (), caveats=caveats, needs=(need,), chosen=dict(chosen))
    whole = impact.TEXTS.get(say.language, impact.TEXTS["en"])
    words = impact.values(told, whole, say)
    rests, needed = studied.basis(source, told), studied.needs(told, say)
    evidence = studied.evidence(told, rests, texts["said"] % words, say, unit=texts["unit"], need=needed[0].about)
    query = sql(told)
    rows = tuple(tuple(row.values()) for row in source.records(query)) if told.result["gap"] else ()
    chart = Chart("gap", x="period", y="value", series="series", focus=(told.name,), events=((told.start_at or 0.0, texts["start"]),)) if rows else Chart()
    return Answer(NAME, texts["title"] % words, texts["unit"], texts["definition several" if several else "definition"] % words, evidence, fields, rows, chart,
                  texts["finding several" if several else "finding"] % words if evidence.state == "SOLID" else "",
                  datasets=(told.row["outcome_dataset"],) if rows else (), caveats=caveats, needs=needed if evidence.state != "SOLID" else (), sql=(query,) if rows else (),
                  chosen=dict(chosen))


def sql(told: studied.Told) -> str:
    """The query that gives the rows: the one it was done to, then the placebos."""
    found = (f"SELECT CAST(result->'periods' AS VARCHAR[]) AS periods, CAST(result->'gap' AS DOUBLE[]) AS gap, CAST(result->'space' AS JSON[]) AS space, result->'names' AS names "
             f"FROM study WHERE id = {quote(told.row['id'])}")
    name = "coalesce(json_extract_string(names, '$.\"' || (one->>'unit') || '\"'), one->>'unit')"
    return (f"WITH found AS ({found}), placebos AS (SELECT periods, names, unnest(space) AS one FROM found), parts AS (SELECT {told.period} AS period, {quote(told.name)} AS series, "
            f"unnest(gap) AS value, 0 AS part FROM found UNION ALL SELECT {told.period}, {name}, unnest(CAST(one->'gap' AS DOUBLE[])), 1 FROM placebos) "
            "SELECT period, series, value FROM parts ORDER BY part, series, period")
