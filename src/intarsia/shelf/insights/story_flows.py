"""From which sector to which stories go."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights import plain
from intarsia.shelf.insights.base import Answer, Chart, Parameter, Source

NAME = "story-flows"
GROUP = "ask"
TABLES = ("work", "link", "term", "entity")
PARAMETERS = (Parameter("genre", "facet", of="genre"), Parameter("country", "facet", of="country"))
METHOD = "count 2"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "From which sector to which do stories on {genre} from {country} go?",
        "about": "Which sectors take their material from which: for whoever looks for partners in another sector.",
        "method": plain.ONCE["en"],
        "caveats": "Who states what a work is based on differs by sector: an empty cell may be a blank in the records.",
        "title": "Adaptations on %(genre)s from %(country)s, from sector to sector",
        "unit": "adaptations",
        "definition": "Accepted links from a work to the work it is based on directly, by the sector of the source and of the adaptation. Theme and country are those of the adaptation. "
                      "Linked records of a work count once.",
        "said": "Adaptations: %(n)s%(records)s; pairs of sectors: %(rows)s.",
        "nothing": "there is no adaptation on %(genre)s from %(country)s here", "need": "Works that say what they are based on.",
    },
    "nl": {
        "question": "Van welke sector naar welke gaan verhalen over {genre} uit {country}?",
        "about": "Welke sectoren hun stof uit welke halen: voor wie partners in een andere sector zoekt.",
        "method": plain.ONCE["nl"],
        "caveats": "Wie vermeldt waarop een werk is gebaseerd, verschilt per sector: een leeg vak kan een gat in de gegevens zijn.",
        "title": "Bewerkingen over %(genre)s uit %(country)s, van sector naar sector",
        "unit": "bewerkingen",
        "definition": "Aanvaarde verbanden van een werk naar het werk waarop het rechtstreeks is gebaseerd, naar de sector van bron en bewerking. Thema en land zijn die van de bewerking. "
                      "Verbonden records van een werk tellen één keer.",
        "said": "Bewerkingen: %(n)s%(records)s; paren van sectoren: %(rows)s.",
        "nothing": "hier staat geen bewerking over %(genre)s uit %(country)s", "need": "Werken waarbij staat waarop ze zijn gebaseerd.",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """Adaptations by pair of sectors."""
    joined = f"""WITH tied AS ({plain.TIED})
SELECT {{}} FROM tied AS t JOIN {plain.WORKS} AS w ON w.id = t.work JOIN {plain.WORKS} AS s ON s.id = t.source WHERE w.sector IS NOT NULL AND s.sector IS NOT NULL{plain.having(chosen)}"""
    sql = joined.format("s.sector AS origin, w.sector AS target, count(DISTINCT (w.one, s.one)) AS adaptations")
    sql += f"\nGROUP BY ALL ORDER BY adaptations DESC, origin, target LIMIT {plain.MOST}"
    brought = joined.format("w.dataset, w.form AS what, count(*) AS rows") + " GROUP BY ALL ORDER BY ALL"
    total = joined.format("count(DISTINCT (w.one, s.one)) AS n")
    sparql = f"""SELECT ?origin ?target (COUNT(DISTINCT ?pair) AS ?adaptations)
WHERE {{
  {plain.TIED_RQ}
  {plain.having_rq(chosen, "?made")}
  ?from dcterms:type ?a . ?a skos:inScheme <id/concept/sector> ; skos:notation ?origin .
  ?made dcterms:type ?b . ?b skos:inScheme <id/concept/sector> ; skos:notation ?target .
  {plain.one("?from", "?source")} {plain.one("?made")} BIND(CONCAT(STR(?source), " ", STR(?one)) AS ?pair)
}}
GROUP BY ?origin ?target ORDER BY DESC(?adaptations) ?origin ?target LIMIT {plain.MOST}"""
    return plain.told(source, chosen, say, name=NAME, texts=TEXTS, names=("origin", "origin_name", "target", "target_name", "adaptations"), sql=sql, brought=brought, total=total,
                      sparql=sparql, chart=Chart("matrix", x="target_name", y="adaptations", series="origin_name"),
                      lead=lambda row: ("/explore", {"sector": str(row["target"]), **{slot: chosen[slot] for slot in ("genre", "country") if chosen[slot]}}))
