"""Plain questions: one query over the tables of a release, run exactly as it is printed, and what is told of its rows.

An insight that counts and lists hands over its query, the same question in SPARQL, and its words; this makes the `Answer`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote as percent

from intarsia.engine.duckdb import quote
from intarsia.evidence import framed
from intarsia.evidence.counting import estimated, refused
from intarsia.evidence.wording import Speaker
from intarsia.shelf.insights.base import Answer, Chart, Field, Lead, Need, Source

#: an answer without a drawing
TABLE = Chart()
#: rows of an answer; its query says so too
MOST = 200
PREFIXES = """PREFIX schema: <https://schema.org/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
#: columns by name: what they hold, their titles
FIELDS: dict[str, tuple[str, str, str]] = {
    "work": ("key", "Work", "Werk"), "title": ("text", "Title", "Titel"), "source": ("key", "Source", "Bron"), "source_title": ("text", "Title of the source", "Titel van de bron"),
    "agent": ("key", "Key", "Sleutel"), "name": ("text", "Name", "Naam"), "form": ("key", "Form (key)", "Vorm (sleutel)"), "form_name": ("text", "Form", "Vorm"),
    "sector": ("key", "Sector (key)", "Sector (sleutel)"), "sector_name": ("text", "Sector", "Sector"), "target": ("key", "To sector (key)", "Naar sector (sleutel)"),
    "target_name": ("text", "To sector", "Naar sector"), "origin": ("key", "From sector (key)", "Uit sector (sleutel)"), "origin_name": ("text", "From sector", "Uit sector"),
    "genre": ("key", "Theme (key)", "Thema (sleutel)"), "genre_name": ("text", "Theme", "Thema"), "audience": ("key", "Audience (key)", "Publiek (sleutel)"),
    "audience_name": ("text", "Audience", "Publiek"), "country": ("key", "Country (key)", "Land (sleutel)"), "country_name": ("text", "Country", "Land"),
    "language": ("key", "Language (key)", "Taal (sleutel)"), "language_name": ("text", "Language", "Taal"), "role": ("key", "Role (key)", "Rol (sleutel)"),
    "role_name": ("text", "Role", "Rol"), "status": ("key", "Status (key)", "Status (sleutel)"), "status_name": ("text", "Status", "Status"), "year": ("year", "Year", "Jaar"),
    "source_year": ("year", "Year of the source", "Jaar van de bron"),
    "first": ("year", "First year", "Eerste jaar"), "years": ("number", "Years between", "Jaren ertussen"), "works": ("number", "Works", "Werken"),
    "all_works": ("number", "All works of the sector", "Alle werken van de sector"), "sources": ("number", "Works adapted", "Bewerkte werken"),
    "adaptations": ("number", "Adaptations", "Bewerkingen"), "forms": ("number", "Forms", "Vormen"), "sectors": ("number", "Sectors", "Sectoren"),
    "agents": ("number", "Makers", "Makers"), "past": ("number", "Works before", "Eerdere werken"), "upcoming": ("number", "Upcoming works", "Werken op komst"),
    "works_here": ("number", "Works in the first sector", "Werken in de eerste sector"), "works_there": ("number", "Works in the second sector", "Werken in de tweede sector"),
    "value": ("number", "Audience", "Publiek"), "per_1000": ("number", "Per 1,000 inhabitants", "Per 1.000 inwoners"), "inhabitants": ("number", "Inhabitants", "Inwoners"),
    "about": ("key", "Key", "Sleutel"), "dataset": ("key", "Dataset (key)", "Dataset (sleutel)"), "dataset_name": ("text", "Dataset", "Dataset"),
    "selection": ("key", "How its rows were chosen (key)", "Hoe de rijen zijn gekozen (sleutel)"),
    "selection_name": ("text", "How its rows were chosen", "Hoe de rijen zijn gekozen"), "counted": ("text", "What there is a total for", "Waarvan een totaal bekend is"),
    "rows": ("number", "Records", "Records"), "share": ("share", "Share of the sector", "Deel van de sector"), "intervention": ("key", "Key", "Sleutel"), "kind": ("text", "Kind", "Soort"),
    "start": ("text", "Start", "Begin"), "end": ("text", "End", "Einde"), "place": ("key", "Place (key)", "Plaats (sleutel)"), "place_name": ("text", "Place", "Plaats"),
    "last": ("year", "Last year", "Laatste jaar"), "stories": ("number", "Works of the same story", "Werken van hetzelfde verhaal"),
    "alike": ("number", "Themes in common", "Gedeelde thema’s"),
    "themes": ("key", "Themes (keys)", "Thema’s (sleutels)"), "maker": ("text", "Maker", "Maker"), "ended": ("year", "Year of the maker’s death", "Sterfjaar van de maker"),
    "because": ("text", "Because", "Omdat"), "but": ("text", "What may stand in the way", "Wat in de weg kan staan"), "iri": ("key", "IRI", "IRI"),
}
#: which column's key is named by which column, and what kind of thing it is
NAMED = {"status_name": ("status", "status"), "form_name": ("form", "form"), "sector_name": ("sector", "sector"), "target_name": ("sector", "target"),
         "origin_name": ("sector", "origin"), "genre_name": ("genre", "genre"),
         "audience_name": ("audience", "audience"), "country_name": ("place", "country"), "language_name": ("language", "language"), "role_name": ("role", "role"),
         "dataset_name": ("dataset", "dataset"), "place_name": ("place", "place"), "selection_name": ("said", "selection")}
METHOD = {"en": "A count of rows of this release, by the query below. Only matched words and accepted links are counted.",
          "nl": "Een telling van rijen van deze uitgave, met de zoekvraag hieronder. Alleen gekoppelde woorden en aanvaarde verbanden tellen mee."}
#: the same where works are counted, each once; what one work or one maker is, is what the release has decided: the clusters of the table `entity`
ONCE = {"en": "A count of works of this release, by the query below. Records that are linked as one work, or as one maker, count once; a work counts where one of its records says all "
              "that is asked. Only matched words and accepted links are counted.",
        "nl": "Een telling van werken in deze uitgave, met de zoekvraag hieronder. Records die als één werk of één maker zijn verbonden, tellen één keer; een werk telt mee als één van "
              "zijn records alles zegt wat wordt gevraagd. Alleen gekoppelde woorden en aanvaarde verbanden tellen mee."}
#: beside a count of works, where their records are more
RECORDED = {"en": " (in the records: {n})", "nl": " (in de records: {n})"}
ANY = {"en": {"genre": "any theme", "sector": "any sector", "form": "any form", "country": "any country", "place": "any place"},
       "nl": {"genre": "elk thema", "sector": "welke sector ook", "form": "welke vorm ook", "country": "welk land ook", "place": "welke plaats ook"}}
FIRST = {"en": "The table holds the first {most} rows; the query gives the others too, without its last line.",
         "nl": "De tabel bevat de eerste {most} rijen; zonder de laatste regel geeft de zoekvraag ook de andere."}

#: each record of a work with `one`, the work that it is with the records linked to it; and each maker's record with `who`
WORKS = "(SELECT r.*, coalesce(e.cluster, r.id) AS one FROM work AS r LEFT JOIN entity AS e ON e.member = r.id)"
MAKERS = "(SELECT r.id, coalesce(e.cluster, r.id) AS who FROM agent AS r LEFT JOIN entity AS e ON e.member = r.id)"
#: works and what they are based on, by every accepted link
TIED = "SELECT DISTINCT subject AS work, object AS source FROM link WHERE kind = 'work' AND state = 'accepted' AND predicate = 'based_on'"
TIED_RQ = """{ SELECT DISTINCT ?made ?from WHERE {
    { ?made schema:isBasedOn ?from }
    UNION { ?link <ns#predicate> schema:isBasedOn ; <ns#state> "accepted" ; <ns#subject> ?made ; <ns#object> ?from } } }"""
#: works that were shown to the public, and works that are to come
SHOWN = "(w.status IS NULL OR w.status = 'released')"
COMING = "w.status IN ('announced', 'in-production')"
#: credits of those who made a work; it is no work of whom it is about
MAKING = "c.role IS DISTINCT FROM 'subject-person'"
#: each credit of an agent in a work: the graph names the roles by many properties
CREDIT_RQ = 'FILTER(STRSTARTS(STR(?credited), STR(<id/agent/>)) && ?credit NOT IN (schema:about, <id/concept/role/subject-person>))'


def key(variable: str) -> str:
    """SPARQL: the id at the end of an IRI."""
    return f'REPLACE(STR({variable}), "^.*/", "")'


def concept(scheme: str, notation: str) -> str:
    """SPARQL: the IRI of a concept, relative to the pool's base."""
    return f"<id/concept/{scheme}/{percent(notation, safe='')}>"


def titled(work: str, language: str) -> str:
    """SQL: the title of a record of `work` in the reader's language; else the original, else the one its dataset shows."""
    mine = f"t.language = {quote(language)}"
    return (f"coalesce((SELECT first(t.value ORDER BY {mine} DESC, t.kind = 'main' DESC, t.value) FROM title AS t "
            f"WHERE t.work = {work}.id AND ({mine} OR t.kind = 'original')), {work}.title)")


def one(record: str, name: str = "?one") -> str:
    """SPARQL: the work or maker that a record is, with the records linked to it: `WORKS` and `MAKERS`."""
    return f"OPTIONAL {{ {name}_of <ns#membership>/<ns#record> {record} }} BIND(COALESCE({name}_of, {record}) AS {name})"


def having(chosen: Mapping[str, str], work: str = "w") -> str:
    """SQL: the tests that the slots genre, sector, form and country ask of a work; "" for none."""
    tests = [f"{work}.{column} = {quote(chosen[column])}" for column in ("sector", "form") if chosen.get(column)]
    tests += [f"{work}.id IN (SELECT work FROM term WHERE facet = '{facet}' AND state = 'matched' AND concept = {quote(chosen[facet])})" for facet in ("genre", "country")
              if chosen.get(facet)]
    return "".join(f" AND {test}" for test in tests)


def having_rq(chosen: Mapping[str, str], work: str = "?w") -> str:
    """SPARQL: the same."""
    parts = {"sector": ("dcterms:type", concept), "form": ("schema:additionalType", concept), "genre": ("schema:genre", concept)}
    said = [f"{work} {name} {make(slot, chosen[slot])} ." for slot, (name, make) in parts.items() if chosen.get(slot)]
    said += [f"{work} schema:countryOfOrigin <id/place/{percent(chosen['country'], safe='')}> ."] if chosen.get("country") else []
    return " ".join(said)


def fields(names: tuple[str, ...], say: Speaker, unit: str = "") -> tuple[Field, ...]:
    """Columns by their names."""
    return tuple(Field(name, FIELDS[name][2 if say.language == "nl" else 1], FIELDS[name][0], unit if FIELDS[name][0] == "number" else "") for name in names)


def words(source: Source, chosen: Mapping[str, str], say: Speaker) -> dict[str, str]:
    """What was chosen, as it is written in a sentence."""
    any_ = ANY.get(say.language, ANY["en"])
    kinds = {"genre": "genre", "sector": "sector", "form": "form", "country": "place", "place": "place", "here": "sector", "there": "sector", "origin": "form", "target": "form",
             "measure": "measure", "role": "role"}
    return {slot: source.label(kinds[slot], value, say.language) if value and slot in kinds else value or any_.get(slot, "") for slot, value in chosen.items()}


def told(source: Source, chosen: Mapping[str, str], say: Speaker, *, name: str, texts: Mapping[str, Mapping[str, str]], names: tuple[str, ...], sql: str, brought: str, total: str = "",
         sparql: str = "", chart: Chart = TABLE, lead: Callable[[Mapping[str, Any]], Lead] | None = None, need: Need | None = None,
         notes: tuple[str, ...] = (), more: Mapping[str, str] = {}, years: tuple[int, int] | None = None, subset: str = "") -> Answer:
    """The answer of one query.

    names: the columns of the table; those of NAMED are filled in here, all others are columns of the query. brought: SQL that counts, as
    `rows`, by `dataset` and `what` (a form, a measure, or work), all rows that the figure rests on. total: SQL that counts these as `n`, each work
    once over datasets; without it n is the sum of `rows`. texts: TEXTS of the insight; its sentence `said` has %(n)s, %(rows)s of the table, and after it
    %(records)s, which says how many records these are where they are more, and %(slot)s for what was chosen; `counted` is what n counts, where that is not the unit of the table.
    years, subset: the window and the part of a dataset that it is about.
    A figure over rows of complete registers needs no further test: it is the whole.
    """
    speech, spoken = texts.get(say.language, texts["en"]), dict(words(source, chosen, say), **more)
    found = source.records(sql)
    lines = len(found) if len(found) < MOST else int(source.records(f"SELECT count(*) AS n FROM ({sql.rpartition(' LIMIT ')[0]}) AS q")[0]["n"])
    rested = source.records(brought)
    records = sum(int(row["rows"]) for row in rested)
    n = int(source.records(total)[0]["n"]) if total else records
    basis = framed(source, [(row["dataset"], row["what"] or "work") for row in rested], years=years, only=subset)
    settled = need or Need(speech["need"] % spoken, tables=("work",), sector=chosen.get("sector", ""), form=chosen.get("form", ""), place=chosen.get("place", ""),
                           facet=f"genre:{chosen['genre']}" if chosen.get("genre") else "", contributors=max(1, 3 - basis.contributors))
    written = say.number(n)
    if n and found:
        said = speech["said"] % dict(spoken, n=written, rows=say.number(lines), records=recorded(records, n, say))
        evidence = estimated(float(n), None, n, basis, said, say, unit=speech.get("counted", speech["unit"]),
                             method=speech["method"], tested=basis.register, would_need=settled.about)
    else:
        evidence = refused(basis, (speech["nothing"] % spoken,), say, method=speech["method"], unit=speech.get("counted", speech["unit"]), would_need=settled.about)
    cut = (FIRST.get(say.language, FIRST["en"]).format(most=MOST),) if lines > len(found) else ()
    return Answer(
        name, speech["title"] % spoken, speech["unit"], speech["definition"] % spoken, evidence, fields(names, say),
        tuple(tuple(_value(source, say, row, column) for column in names) for row in found), chart if found else Chart(),
        leads=tuple(lead(row) for row in found) if lead else (), datasets=tuple(sorted({str(row["dataset"]) for row in rested})), notes=(*notes, *cut),
        caveats=tuple(line for line in speech["caveats"].split("\n") if line), needs=(settled,) if evidence.state != "SOLID" else (), sql=(sql,),
        sparql=PREFIXES + sparql if sparql else "", chosen=dict(chosen))


def recorded(records: int, n: int, say: Speaker) -> str:
    """Beside a count of n works: how many records these are, where they are not as many."""
    return RECORDED.get(say.language, RECORDED["en"]).format(n=say.number(records)) if records != n else ""


def _value(source: Source, say: Speaker, row: Mapping[str, Any], column: str) -> Any:
    if column not in NAMED:
        return row[column]
    kind, of = NAMED[column]
    if kind == "said":  # a word of the model, which the dictionary of the site has
        return say(str(row[of])) if row[of] else ""
    return source.label(kind, str(row[of]), say.language) if row[of] not in (None, "") else ""


def work_lead(row: Mapping[str, Any]) -> Lead:
    """A row leads to its work."""
    return f"/works/{row['work']}", {}


def agent_lead(row: Mapping[str, Any]) -> Lead:
    """A row leads to who it is about."""
    return f"/agents/{row['agent']}", {}


def explored(*slots: str, **fixed: str) -> Callable[[Mapping[str, Any]], Lead]:
    """A row leads to the works that it counts: by its own columns and by what was chosen."""
    return lambda row: ("/explore", {**{slot: str(row[slot]) for slot in slots if row.get(slot)}, **{slot: value for slot, value in fixed.items() if value}})


def two_sectors(source: Source, here: str, there: str) -> tuple[str, str]:
    """The sectors to compare: those chosen, else those with the most works that were not chosen."""
    most = [str(row["sector"]) for row in source.records("SELECT sector FROM work WHERE sector IS NOT NULL GROUP BY sector ORDER BY count(*) DESC, sector")]
    one = here or next((sector for sector in most if sector != there), "")
    return one, there or next((sector for sector in most if sector != one), "")
