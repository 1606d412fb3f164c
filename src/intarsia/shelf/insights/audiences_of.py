"""For whom works on a theme are made."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "audiences-of"
GROUP = "ask"
TABLES = ("work", "term", "entity")
PARAMETERS = (Parameter("genre", "facet", of="genre"), Parameter("sector", "sector"), Parameter("country", "facet", of="country"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "For whom are works on {genre} in {sector} from {country} made?",
        "about": "The audiences that contributors name for their works: by age, or as they say it.",
        "method": plain.ONCE["en"],
        "caveats": "Audiences are those that contributors stated: nothing is inferred from a theme or a form.\nIt is who a work is meant for, not who came.",
        "title": "Audiences of works on %(genre)s in %(sector)s, from %(country)s",
        "unit": "works", "definition": "Works by the audience that was stated for them; a work with several counts with each. Linked records of a work count once.",
        "said": "Works that name their audience: %(n)s%(records)s; audiences named: %(rows)s.",
        "nothing": "no work on %(genre)s in %(sector)s from %(country)s names its audience", "need": "Works with the audience they are meant for.",
    },
    "nl": {
        "question": "Voor wie worden werken over {genre} in {sector} uit {country} gemaakt?",
        "about": "Het publiek dat deelnemers bij hun werken noemen: naar leeftijd, of zoals zij het zeggen.",
        "method": plain.ONCE["nl"],
        "caveats": "Het publiek is zoals deelnemers het vermelden: uit thema of vorm wordt niets afgeleid.\nHet gaat om voor wie een werk is bedoeld, niet om wie er kwam.",
        "title": "Publiek van werken over %(genre)s in %(sector)s, uit %(country)s",
        "unit": "werken", "definition": "Werken naar het publiek dat erbij werd vermeld; een werk met meer groepen telt bij elk ervan. Verbonden records van een werk tellen één keer.",
        "said": "Werken die hun publiek noemen: %(n)s%(records)s; genoemde groepen: %(rows)s.",
        "nothing": "geen werk over %(genre)s in %(sector)s uit %(country)s noemt zijn publiek", "need": "Werken met het publiek waarvoor ze zijn bedoeld.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Works by stated audience."""
    joined = f"FROM term AS t JOIN {plain.WORKS} AS w ON w.id = t.work WHERE t.facet = 'audience' AND t.state = 'matched'{plain.having(chosen)}"
    sql = f"SELECT t.concept AS audience, count(DISTINCT w.one) AS works {joined}\nGROUP BY t.concept ORDER BY works DESC, audience LIMIT {plain.MOST}"
    total = f"SELECT count(DISTINCT w.one) AS n {joined}"
    brought = f"SELECT w.dataset, w.form AS what, count(DISTINCT w.id) AS rows {joined} GROUP BY ALL ORDER BY ALL"
    sparql = f"""SELECT ?audience (COUNT(DISTINCT ?one) AS ?works)
WHERE {{ ?w schema:audience ?who . ?who skos:inScheme <id/concept/audience> ; skos:notation ?audience . {plain.having_rq(chosen)} {plain.one("?w")} }}
GROUP BY ?audience ORDER BY DESC(?works) ?audience LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("audience", "audience_name", "works"), sql=sql, brought=brought, total=total, sparql=sparql,
                      chart=Chart("bars", x="audience_name", y="works"),
                      lead=plain.explored("audience", genre=chosen["genre"], sector=chosen["sector"], country=chosen["country"]))
