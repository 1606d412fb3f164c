"""Sources that were adapted, but not yet in one form."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.engine.duckdb import quote
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import openings, plain
from intarsia.shelf.insights.base import Answer, Parameter, Source

NAME = "not-yet-adapted"
GROUP = "partners"
TABLES = ("work", "title", "link", "entity", "term", "contribution", "agent", "dataset")
PARAMETERS = (Parameter("form", "form"), Parameter("genre", "facet", of="genre"), Parameter("country", "facet", of="country"), Parameter("sector", "sector"))
METHOD = "count 1"
BACKTEST = ""
#: rights of an author usually last so many years after the year of death
TERM = 70
#: a maker lives no longer than this after the work
LIFE = 90
NAMES = ("source", "source_title", "form_name", "source_year", "forms", "adaptations", "last", "maker", "ended", "iri")
TEXTS = {
    "en": {
        "question": "Which sources were adapted, but not yet as {form}? ({genre}, {country}, {sector})",
        "about": "Stories that have been adapted elsewhere and have no adaptation in this form here: for whoever looks for material.",
        "method": "Works that others are based on by accepted links, with the forms of those works; a source is listed when no work of the chosen form is linked to it. Without a choice, "
                  "the form with the most "
                  "adaptations is taken. Those in most forms stand first.",
        "caveats": "Not adapted means: no work in that form is linked to it in this release; elsewhere there may be one.\nThese records do not settle rights: the "
                   "year of death is only a first sign.",
        "title": "Adapted elsewhere, not yet as: %(wanted)s", "unit": "works", "definition": "Works that others are based on, none of them of the form: %(wanted)s.",
        "said": "Sources with an adaptation and none as %(wanted)s: %(n)s.", "nothing": "nothing here was ever adapted as: %(wanted)s; or no source lacks it",
        "need": "Works with their source named, of the form: %(wanted)s.",
        "forms": "it exists in {n} forms", "forms one": "it exists in one more form", "last": "the latest adaptation here is of {year}",
        "free": "its maker died in {year}: in many countries rights may be free, ask",
        "held": "its maker died in {year}: rights are likely still held", "living": "no record says that the rights are free",
        "old": "it is of {year}, so its own rights are likely free; those of later versions may not be", "unknown": "no record says who holds the rights",
    },
    "nl": {
        "question": "Welke bronnen zijn bewerkt, maar nog niet als {form}? ({genre}, {country}, {sector})",
        "about": "Verhalen die elders al zijn bewerkt en hier geen bewerking in deze vorm hebben: voor wie materiaal zoekt.",
        "method": "Werken waar andere volgens aanvaarde verbanden op gebaseerd zijn, met de vormen van die werken; een bron staat op de lijst als er geen werk van de gekozen vorm mee "
                  "verbonden is. Zonder keuze geldt "
                  "de vorm met de meeste bewerkingen. Die in de meeste vormen bestaan, staan vooraan.",
        "caveats": "Niet bewerkt wil zeggen: in deze uitgave is er geen werk in die vorm mee verbonden; elders kan er een zijn.\nOver rechten beslissen deze "
                   "records niet: het sterfjaar is alleen een eerste aanwijzing.",
        "title": "Elders bewerkt, nog niet als: %(wanted)s", "unit": "werken", "definition": "Werken waar andere op gebaseerd zijn, geen daarvan in de vorm: %(wanted)s.",
        "said": "Bronnen met een bewerking en geen als %(wanted)s: %(n)s.", "nothing": "niets hier werd ooit bewerkt als: %(wanted)s; of geen bron mist die bewerking",
        "need": "Werken met hun bron erbij, in de vorm: %(wanted)s.",
        "forms": "het bestaat in {n} vormen", "forms one": "het bestaat in nog één vorm", "last": "de laatste bewerking hier is van {year}",
        "free": "de maker stierf in {year}: in veel landen kan het rechtenvrij zijn, vraag het na",
        "held": "de maker stierf in {year}: de rechten gelden waarschijnlijk nog", "living": "geen record zegt dat het rechtenvrij is",
        "old": "het is van {year}, dus de eigen rechten zijn waarschijnlijk vrij; die van latere versies misschien niet", "unknown": "geen record zegt wie de rechten heeft",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Sources without an adaptation in the form."""
    text = TEXTS.get(say.language, TEXTS["en"])
    most = source.records(f"SELECT w.form FROM ({plain.TIED}) AS t JOIN work AS w ON w.id = t.work WHERE w.form IS NOT NULL GROUP BY w.form ORDER BY count(*) DESC, w.form LIMIT 1")
    wanted = chosen["form"] or (most[0]["form"] if most else "")
    filters = plain.having({name: chosen[name] for name in ("genre", "country", "sector")}, "s")
    base = f"""WITH tied AS ({plain.TIED}), person AS (SELECT member, cluster FROM entity WHERE kind = 'work'),
made AS (SELECT coalesce(p.cluster, t.source) AS source, min(t.source) OVER (PARTITION BY coalesce(p.cluster, t.source)) AS shown, w.id, w.form, w.year_start FROM tied AS t
  LEFT JOIN person AS p ON p.member = t.source JOIN work AS w ON w.id = t.work),
found AS (SELECT source, min(shown) AS shown, count(DISTINCT form) AS forms, count(DISTINCT id) AS adaptations, max(year_start) AS last FROM made GROUP BY source
  HAVING count(*) FILTER (form = {quote(wanted)}) = 0 AND (SELECT count(*) FROM made WHERE form = {quote(wanted)}) > 0)
"""
    maker = """SELECT c.work, arg_min(a.name, (c.position, a.id)) AS maker, arg_min(a.year_end, (c.position, a.id)) AS ended FROM contribution AS c JOIN agent AS a ON a.id = c.agent
WHERE c.role IS NULL OR c.role NOT IN ('venue', 'publisher', 'subject-person') GROUP BY c.work"""
    sql = f"""{base}SELECT s.id AS source, {plain.titled("s", say.language)} AS source_title, s.form, s.year_start AS source_year, f.forms, f.adaptations, f.last, m.maker, m.ended, s.iri
FROM found AS f JOIN work AS s ON s.id = f.shown LEFT JOIN ({maker}) AS m ON m.work = s.id
WHERE (s.form IS NULL OR s.form <> {quote(wanted)}){filters} ORDER BY f.forms DESC, f.adaptations DESC, f.last DESC NULLS LAST, s.id LIMIT 50"""
    brought = f"""{base}SELECT s.dataset, s.form AS what, count(*) AS rows FROM found AS f JOIN work AS s ON s.id = f.shown WHERE (s.form IS NULL OR s.form <> {quote(wanted)}){filters}
GROUP BY ALL ORDER BY ALL"""

    def because(row: openings.Row) -> list[str]:
        return [text["forms" if row["forms"] > 1 else "forms one"].format(n=say.number(row["forms"])), text["last"].format(year=row["last"]) if row["last"] else ""]

    def but(row: openings.Row) -> list[str]:
        if row["ended"]:
            return [text["free" if row["ended"] + TERM < int(source.as_of[:4]) else "held"].format(year=row["ended"])]
        if row["source_year"] and row["source_year"] + LIFE + TERM < int(source.as_of[:4]):
            return [text["old"].format(year=row["source_year"])]
        return [text["living" if row["maker"] else "unknown"]]

    return openings.opened(source, chosen, say, name=NAME, texts=TEXTS, names=NAMES, sql=sql, brought=brought, because=because, but=but, lead=lambda row: (f"/works/{row['source']}", {}),
                           about="source", more={"wanted": source.label("form", wanted, say.language).lower() if wanted else "–"})
