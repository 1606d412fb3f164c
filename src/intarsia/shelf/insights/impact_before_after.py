"""Before and after an intervention: plain means, which claim nothing."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence import Basis, Speaker, estimated, refused
from intarsia.shelf.insights import studied
from intarsia.shelf.insights.base import Answer, Field, Need, Parameter, Source
from intarsia.shelf.insights.studied import WORDS, percent

NAME = "impact-before-after"
GROUP = "impact"
TABLES = ("study", "observation", "intervention", "frame", "dataset")
METHOD = "means before and after 1"
BACKTEST = ""
PARAMETERS = (Parameter("study", "study"),)
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        **WORDS["en"],
        "question": "How high were the figures before and after {study}?",
        "about": "The plainest look at an intervention: the mean before, the mean after, and the same of the others. For whoever wants to see what a design adds.",
        "method": (
            "Means per period of what was counted before and after the start. Whole years are compared with whole years where both sides have one; the month in which it began counts "
            "as after, a year in whose course it began as neither. What is withheld or missing is left out, never counted as zero."
        ),
        "caveats": (
            "A difference between before and after is not what the intervention did: other things changed too.\n"
            "The means of the others weigh all of them alike, whether or not they resemble it."
        ),
        "title": "%(measure)s of %(unit)s before and after: %(title)s", "definition": "Mean per %(frequency)s: %(before)s before the start, %(after)s after.",
        "said": "%(measure)s of %(unit)s were %(was)s per %(frequency)s before and %(now)s after (%(change)s).",
        "said none": "%(measure)s of %(unit)s: %(was)s per %(frequency)s before, %(now)s after.", "none": "there are no figures on both sides of the start",
        "rest": "Mean of the others", "field unit": "Of", "field before": "Before", "field after": "After", "field change": "Change", "field periods_before": "Periods before",
        "field periods_after": "Periods after", "percent": "percent",
    },
    "nl": {
        **WORDS["nl"],
        "question": "Hoe hoog waren de cijfers vóór en na {study}?",
        "about": "De eenvoudigste blik op een ingreep: het gemiddelde ervoor, het gemiddelde erna, en hetzelfde van de andere. Voor wie wil zien wat een opzet toevoegt.",
        "method": (
            "Gemiddelden per periode van wat voor en na het begin is geteld. Hele jaren worden met hele jaren vergeleken waar beide kanten er een hebben; de maand waarin het begon "
            "telt als erna, een jaar waarin het halverwege begon telt niet mee. Wat wordt achtergehouden of ontbreekt, blijft erbuiten en telt nooit als nul."
        ),
        "caveats": (
            "Een verschil tussen ervoor en erna is niet wat de ingreep deed: er veranderde meer.\n"
            "In het gemiddelde van de andere telt ieder even zwaar, of hij er nu op lijkt of niet."
        ),
        "title": "%(measure)s van %(unit)s ervoor en erna: %(title)s", "definition": "Gemiddelde per %(frequency)s: %(before)s vóór het begin, %(after)s erna.",
        "said": "%(measure)s van %(unit)s: %(was)s per %(frequency)s ervoor en %(now)s erna (%(change)s).",
        "said none": "%(measure)s van %(unit)s: %(was)s per %(frequency)s ervoor, %(now)s erna.", "none": "er zijn geen cijfers aan beide kanten van het begin",
        "rest": "Gemiddelde van de andere", "field unit": "Van", "field before": "Ervoor", "field after": "Erna", "field change": "Verandering",
        "field periods_before": "Perioden ervoor", "field periods_after": "Perioden erna", "percent": "procent",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The study chosen; the first supported one where none is chosen."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    kinds = {"unit": "text", "change": "number"}
    fields = tuple(Field(name, texts[f"field {name}"], kinds.get(name, "number"), texts["percent"] if name == "change" else "")
                   for name in ("unit", "before", "after", "change", "periods_before", "periods_after"))
    caveats = tuple(texts["caveats"].split("\n"))
    told = studied.find(source, chosen.get("study", ""), say)
    if told is None:
        need = Need(texts["need intervention"], ("intervention", "observation"))
        none = refused(Basis(source.id, 0), (texts["choose"],), say, method=METHOD, unit=texts["percent"], would_need=need.about)
        return Answer(NAME, texts["choose"][:1].upper() + texts["choose"][1:], texts["percent"], texts["about"], none, fields, (), caveats=caveats, needs=(need,), chosen=dict(chosen))
    counted = told.result["before_after"]
    own = counted[0] if counted else None
    measure = told.measured[:1].upper() + told.measured[1:]
    words = {"measure": measure, "unit": told.name, "title": told.title, "frequency": texts[f"every {told.row['frequency']}"],
             "before": say.number(own["periods_before"] if own else 0), "after": say.number(own["periods_after"] if own else 0)}
    need = studied.needs(told, say)[0]
    rests = studied.basis(source, told)
    query = sql(told.row["id"], told.name, texts["rest"])
    rows = tuple(tuple(row.values()) for row in source.records(query)) if own else ()
    if own is None or own["before"] is None or own["after"] is None:
        evidence = refused(rests, (texts["none"],), say, method=METHOD, unit=texts["percent"], would_need=need.about)
    else:
        words |= {"was": say.number(_short(own["before"])), "now": say.number(_short(own["after"])), "change": percent(own["change"], say, sign=True)}
        said = texts["said" if own["change"] is not None else "said none"] % words
        evidence = estimated(own["change"] or 0.0, None, own["periods_before"] + own["periods_after"], rests, said, say, unit=texts["percent"], method=METHOD, would_need=need.about)
    unsure = evidence.state in ("THIN", "REFUSED")
    return Answer(NAME, texts["title"] % words, told.row["unit"] or told.measure, texts["definition"] % words, evidence, fields, rows, caveats=caveats,
                  datasets=(told.row["outcome_dataset"],) if rows else (), needs=(need,) if unsure else (), sql=(query,) if rows else (), chosen=dict(chosen))


def _short(value: float) -> float:
    """Whole where that says enough; a figure per 1,000 inhabitants may be a small one."""
    return round(value) if abs(value) >= 100 or value == round(value) else float(f"{value:.3g}")


def sql(study: str, name: str, rest: str) -> str:
    """The query that gives the rows: of the one it was done to, then of the others."""
    part = "json_extract_string(one, '$.unit')"
    number = ", ".join(f"CAST(one->>'{field}' AS DOUBLE) AS {field}" for field in ("before", "after", "change"))
    count = ", ".join(f"CAST(one->>'{field}' AS INTEGER) AS {field}" for field in ("periods_before", "periods_after"))
    return (f"WITH rows AS (SELECT unnest(CAST(result->'before_after' AS JSON[])) AS one FROM study WHERE id = {quote(study)}) "
            f"SELECT CASE WHEN {part} = '' THEN {quote(rest)} ELSE {quote(name)} END AS unit, {number}, {count} FROM rows ORDER BY {part} = ''")
