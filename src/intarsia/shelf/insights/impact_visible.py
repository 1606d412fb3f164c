"""What could we have seen: the smallest change that a study's design would find."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence import Basis, Speaker, refused
from intarsia.shelf.insights import impact, studied
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source
from intarsia.shelf.insights.studied import METHOD, WORDS

NAME = "impact-visible"
GROUP = "impact"
TABLES = impact.TABLES
BACKTEST = "impact-placebos"
PARAMETERS = (Parameter("study", "study"),)
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        **WORDS["en"],
        "question": "How large would a change after {study} have to be to show?",
        "about": "The smallest rise and fall that these figures would show, next to the difference that was found. Read this before the result: a design that sees little says little.",
        "method": (
            "A change is planted in each of the others, where nothing was done; the smallest that ranks among the largest 5 percent of placebos in four of five of them is shown."
        ),
        "caveats": "It holds for a lasting change of one size. A slow or short one is harder to see.", "title": "What could have been seen: %(unit)s",
        "definition": "Change in percent that is found four times in five, and the difference found, with its interval.", "rise": "Smallest rise that would be seen",
        "fall": "Smallest fall that would be seen", "found": "Difference found", "unit": "percent", "field what": "What", "field value": "Percent", "field low": "Low",
        "field high": "High",
    },
    "nl": {
        **WORDS["nl"],
        "question": "Hoe groot moest een verandering na {study} zijn om zichtbaar te worden?",
        "about": "De kleinste stijging en daling die deze cijfers zouden tonen, naast het gevonden verschil. Lees dit vóór de uitkomst: een opzet die weinig ziet, zegt weinig.",
        "method": (
            "In elk van de andere, waar niets gebeurde, wordt een verandering geplant; te zien is de kleinste die bij vier van de vijf tot de grootste 5 procent van de placebo's "
            "hoort."
        ),
        "caveats": "Het geldt voor een blijvende verandering van één grootte. Een trage of korte is moeilijker te zien.", "title": "Wat zichtbaar had kunnen zijn: %(unit)s",
        "definition": "Verandering in procent die vier van de vijf keer wordt gevonden, en het gevonden verschil met zijn interval.", "rise": "Kleinste stijging die te zien zou zijn",
        "fall": "Kleinste daling die te zien zou zijn", "found": "Gevonden verschil", "unit": "procent", "field what": "Wat", "field value": "Procent", "field low": "Laag",
        "field high": "Hoog",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The study chosen; the first supported one where none is chosen."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    fields = (Field("what", texts["field what"]), *(Field(name, texts[f"field {name}"], "number") for name in ("value", "low", "high")))
    caveats = tuple(texts["caveats"].split("\n"))
    told = studied.find(source, chosen.get("study", ""), say)
    if told is None:
        need = Need(texts["need intervention"], ("intervention", "observation"))
        none = refused(Basis(source.id, 0), (texts["choose"],), say, method=METHOD, unit=texts["unit"], would_need=need.about)
        return Answer(NAME, texts["choose"][:1].upper() + texts["choose"][1:], texts["unit"], texts["about"], none, fields, (), caveats=caveats, needs=(need,), chosen=dict(chosen))
    whole = impact.TEXTS.get(say.language, impact.TEXTS["en"])
    words = impact.values(told, whole, say)
    rests, needed = studied.basis(source, told), studied.needs(told, say)
    seen = whole["seen none" if told.result["mde_up"] is None else "seen"] % words
    evidence = studied.evidence(told, rests, seen, say, unit=texts["unit"], need=needed[0].about)
    query = sql(told.row["id"], texts)
    rows = tuple(tuple(row.values()) for row in source.records(query)) if told.result["effect"] is not None else ()
    chart = Chart("bars", x="what", y="value", low="low", high="high", focus=(texts["found"],)) if rows else Chart()
    return Answer(NAME, texts["title"] % words, texts["unit"], texts["definition"] % words, evidence, fields, rows, chart,
                  datasets=(told.row["outcome_dataset"],) if rows else (), caveats=caveats,
                  needs=needed if evidence.state != "SOLID" else (), sql=(query,) if rows else (),
                  chosen=dict(chosen))


def sql(study: str, texts: Mapping[str, str]) -> str:
    """The query that gives the rows."""
    return (f"SELECT {quote(texts['rise'])} AS what, mde_up AS value, CAST(NULL AS DOUBLE) AS low, CAST(NULL AS DOUBLE) AS high FROM study WHERE id = {quote(study)} "
            f"UNION ALL SELECT {quote(texts['fall'])}, -mde_down, NULL, NULL FROM study WHERE id = {quote(study)} "
            f"UNION ALL SELECT {quote(texts['found'])}, effect, low, high FROM study WHERE id = {quote(study)}")
