"""In which languages works on a theme are made."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "languages-of"
GROUP = "ask"
TABLES = ("work", "term", "entity")
PARAMETERS = (Parameter("genre", "facet", of="genre"), Parameter("sector", "sector"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "In which languages are works on {genre} in {sector} made?",
        "about": "The languages of works: for whoever thinks of translation, dubbing or a partner with the same language.",
        "method": plain.ONCE["en"],
        "caveats": "It is the language that was stated for the work, not that of its title.",
        "title": "Languages of works on %(genre)s in %(sector)s",
        "unit": "works", "definition": "Works by their language; a work in several counts with each. Linked records of a work count once.",
        "said": "Works that name their language: %(n)s%(records)s; languages: %(rows)s.",
        "nothing": "no work on %(genre)s in %(sector)s names its language", "need": "Works with their language.",
    },
    "nl": {
        "question": "In welke talen worden werken over {genre} in {sector} gemaakt?",
        "about": "De talen van werken: voor wie denkt aan vertalen, nasynchroniseren of een partner met dezelfde taal.",
        "method": plain.ONCE["nl"],
        "caveats": "Het gaat om de taal die bij het werk is vermeld, niet om die van de titel.",
        "title": "Talen van werken over %(genre)s in %(sector)s",
        "unit": "werken", "definition": "Werken naar taal; een werk in meer talen telt bij elk ervan. Verbonden records van een werk tellen één keer.",
        "said": "Werken die hun taal noemen: %(n)s%(records)s; talen: %(rows)s.",
        "nothing": "geen werk over %(genre)s in %(sector)s noemt zijn taal", "need": "Werken met hun taal.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Works by language."""
    joined = f"FROM term AS t JOIN {plain.WORKS} AS w ON w.id = t.work WHERE t.facet = 'language' AND t.state = 'matched'{plain.having(chosen)}"
    sql = f"SELECT t.concept AS language, count(DISTINCT w.one) AS works {joined}\nGROUP BY t.concept ORDER BY works DESC, language LIMIT {plain.MOST}"
    total = f"SELECT count(DISTINCT w.one) AS n {joined}"
    brought = f"SELECT w.dataset, w.form AS what, count(DISTINCT w.id) AS rows {joined} GROUP BY ALL ORDER BY ALL"
    sparql = f"""SELECT ?language (COUNT(DISTINCT ?one) AS ?works)
WHERE {{ ?w schema:inLanguage ?language . FILTER(REGEX(STR(?language), "^[a-z]{{2,3}}(-[A-Za-z0-9]+)*$") && STR(?language) NOT IN ("mul", "zxx", "und", "mis"))
  {plain.having_rq(chosen)} {plain.one("?w")} }}
GROUP BY ?language ORDER BY DESC(?works) ?language LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("language", "language_name", "works"), sql=sql, brought=brought, total=total, sparql=sparql,
                      chart=Chart("bars", x="language_name", y="works"), lead=plain.explored("language", genre=chosen["genre"], sector=chosen["sector"]))
