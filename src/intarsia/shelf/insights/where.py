"""Where: one figure a country or region, on a map with its ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from intarsia.evidence import Basis, Speaker, estimated, framed, refused
from intarsia.model import Evidence
from intarsia.placed import LEVELS, PER, WORKS, Divided, Placed, divided, placed, query, settled, spread
from intarsia.shelf.insights.base import Answer, Chart, Field, Lead, Need, Parameter, Source
from intarsia.shelf.insights.placewords import measured, titles, written, year_of

NAME = "where"
GROUP = "map"
TABLES = ("cube_total", "cube_observation", "observation", "frame")
PARAMETERS = (
    Parameter("measure", "measure"), Parameter("per", "choice", choices=tuple(PER)), Parameter("year", "year"), Parameter("sector", "sector"),
    Parameter("level", "choice", default="country", choices=LEVELS),
)
METHOD = "figure a place, 1"
BACKTEST = ""
TEXTS = {
    "en": {
        "question": "How do places compare in {measure}, {per}, in {year}, for {sector}, by {level}?",
        "about": "One figure for each country or region, on a map and in order: works, audiences, jobs, inhabitants, as counted or per 1,000 inhabitants. For those "
                 "who ask where there is much, little, or no data yet.",
        "method": "Works are counted once in each of their countries. Figures about a place are taken as they stand, for a whole calendar year. Figures of organisations are added "
            "up where each has the whole year, one way of counting at a time, for the country and the regions that the code of their "
            "place begins with. What is divided and what it is divided by are of the same place and the same year.",
        "caveats": "A place without a figure is hatched: nobody has brought one, which is not the same as none.\nA work of two countries counts in both.\nFigures that are withheld "
            "are missing, never 0.",
        "language": "en", "measure label": "Measure", "per label": "Per", "year label": "Year", "sector label": "Sector", "level label": "By", "choice inhabitants": "per 1,000 inhabitants",
        "choice million": "per million inhabitants", "choice jobs": "per job", "choice country": "country", "choice region": "region",
        "choice nuts1": "large region (NUTS 1)", "choice nuts2": "region (NUTS 2)", "choice nuts3": "small region (NUTS 3)", "works": "works", "Works": "Works",
        "of works": "Released works, by country of making or publication; a work of several countries counts in each.",
        "of places": "The figure of the whole calendar year, as it was published.",
        "of sums": "The figures of single organisations and works, added up for the calendar year; only those with a figure for the whole year.",
        "by": "{what} by {level}, {year}", "by all": "{what} by {level}, all years",
        "per inhabitants": "{what} per 1,000 inhabitants", "per million": "{what} per million inhabitants", "per jobs": "{what} per job",
        "said one": "One place has a figure: {middle} {unit}.", "said": "Half of the {n} places with a figure have {middle} {unit} or more.",
        "found": "{what}, {year}: {place} comes first with {value}", "unit per inhabitants": "{unit} per 1,000 inhabitants", "unit per million": "{unit} per million inhabitants",
        "unit per jobs": "{unit} per job", "place": "Code", "name": "Place", "value": "Figure", "figure": "Before dividing", "divisor": "Divided by", "note": "Note",
        "estimated": "estimated", "nothing to divide by": "nothing to divide by",
        "method words": "Median over the places with a figure. The place named first keeps its place only where no figure of the list is missing, withheld or, for that place, "
            "estimated.",
        "none": "nobody has brought {what} for a place in {year}", "none ever": "nobody has brought {what} for any place",
        "no regions": "works say the country they come from, not the region",
        "need regions": "the number of productions by region and year, as a figure about each region",
        "need": "{what} for each {level} and year, from whoever keeps such a register", "need per": "{what} for the same places in {year}, to divide by",
        "need more": "{what} for more places (places with a figure now: {n})", "without": "Places with a figure and nothing to divide it by: {n} ({places}).",
        "missing": "Figures that are missing or do not cover the whole year: {n}.", "withheld": "Figures that are withheld: {n}.", "ways": "Counted as: {ways}.",
        "sources": "{above} from: {a}. Divided by {below} from: {b}.", "source": "{above} from: {a}.",
    },
    "nl": {
        "question": "Hoe verschillen plaatsen in {measure}, {per}, in {year}, voor {sector}, per {level}?",
        "about": "Eén cijfer per land of regio, op een kaart en op volgorde: werken, publiek, banen, inwoners, zoals geteld of per 1.000 inwoners. Voor wie wil "
                 "weten waar er veel is, weinig, of nog geen gegevens zijn.",
        "method": "Werken tellen één keer mee in elk van hun landen. Cijfers over een plaats zijn overgenomen zoals ze er staan, voor een heel kalenderjaar. Cijfers van "
            "organisaties zijn opgeteld waar elk het hele jaar heeft, met één manier van tellen tegelijk, voor het land en de regio's waarmee de code "
            "van hun plaats begint. Wat gedeeld wordt en waardoor gedeeld wordt, zijn van dezelfde plaats en "
            "hetzelfde jaar.",
        "caveats": "Een plaats zonder cijfer is gearceerd: niemand heeft er een aangeleverd, en dat is iets anders dan nul.\nEen werk uit twee landen telt in "
                   "beide.\nCijfers die zijn achtergehouden ontbreken en zijn nooit 0.",
        "language": "nl", "measure label": "Maat", "per label": "Per", "year label": "Jaar", "sector label": "Sector", "level label": "Per", "choice inhabitants": "per 1.000 inwoners",
        "choice million": "per miljoen inwoners", "choice jobs": "per baan", "choice country": "land", "choice region": "regio",
        "choice nuts1": "grote regio (NUTS 1)", "choice nuts2": "regio (NUTS 2)", "choice nuts3": "kleine regio (NUTS 3)", "works": "werken", "Works": "Werken",
        "of works": "Uitgebrachte werken, naar land van productie of publicatie; een werk uit meer landen telt in elk daarvan.",
        "of places": "Het cijfer van het hele kalenderjaar, zoals het is gepubliceerd.",
        "of sums": "De cijfers van afzonderlijke organisaties en werken, opgeteld voor het kalenderjaar; alleen die met een cijfer voor het hele jaar.",
        "by": "{what} per {level}, {year}", "by all": "{what} per {level}, alle jaren",
        "per inhabitants": "{what} per 1.000 inwoners", "per million": "{what} per miljoen inwoners", "per jobs": "{what} per baan",
        "said one": "Eén plaats heeft een cijfer: {middle} {unit}.", "said": "De helft van de {n} plaatsen met een cijfer heeft {middle} {unit} of meer.",
        "found": "{what}, {year}: {place} staat bovenaan met {value}", "unit per inhabitants": "{unit} per 1.000 inwoners", "unit per million": "{unit} per miljoen inwoners",
        "unit per jobs": "{unit} per baan", "place": "Code", "name": "Plaats", "value": "Cijfer", "figure": "Voor het delen", "divisor": "Gedeeld door", "note": "Opmerking",
        "estimated": "geschat", "nothing to divide by": "niets om door te delen",
        "method words": "Mediaan over de plaatsen met een cijfer. De plaats die bovenaan staat, houdt die plaats alleen als geen cijfer van de lijst ontbreekt of "
                        "is achtergehouden, en het eigen cijfer niet is geschat.",
        "none": "niemand heeft {what} voor een plaats in {year} aangeleverd", "none ever": "niemand heeft {what} voor een plaats aangeleverd",
        "no regions": "van werken is het land bekend, niet de regio",
        "need regions": "het aantal producties per regio en jaar, als cijfer over elke regio",
        "need": "{what} per {level} en jaar, van wie zo'n register bijhoudt", "need per": "{what} voor dezelfde plaatsen in {year}, om door te delen",
        "need more": "{what} voor meer plaatsen (plaatsen met een cijfer nu: {n})", "without": "Plaatsen met een cijfer en niets om door te delen: {n} ({places}).",
        "missing": "Cijfers die ontbreken of niet over het hele jaar gaan: {n}.", "withheld": "Cijfers die zijn achtergehouden: {n}.", "ways": "Geteld als: {ways}.",
        "sources": "{above} uit: {a}. Gedeeld door {below} uit: {b}.", "source": "{above} uit: {a}.",
    },
}


@dataclass(frozen=True)
class _Asked:
    """The question with its figures. what: what is counted, in words; unit: of the value shown."""

    source: Source
    chosen: Mapping[str, str]
    say: Speaker
    above: Placed
    below: Placed | None
    parts: Divided

    @property
    def text(self) -> Mapping[str, str]:
        return TEXTS.get(self.say.language, TEXTS["en"])

    @property
    def what(self) -> str:
        return measured(self.source, self.above.measure, self.text)

    @property
    def per(self) -> str:
        return self.chosen["per"]

    @property
    def level(self) -> str:
        return self.text[f"choice {self.chosen['level']}"]

    @property
    def unregional(self) -> bool:
        """Is it asked where in a country works were made, which they do not say?"""
        return self.above.measure == WORKS and self.chosen["level"] != "country"

    @property
    def unit(self) -> str:
        return self.text[f"unit per {self.per}"].format(unit=self.undivided) if self.per else self.undivided

    @property
    def undivided(self) -> str:
        return self.text["works"] if self.above.measure == WORKS else self.above.unit or self.what

    def place(self, code: str) -> str:
        return self.source.label("country" if len(code) == 2 else "place", code, self.say.language)


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """See base.Insight. Raises: Invalid for a year that is no number."""
    measure, sector, level = chosen["measure"], chosen["sector"], chosen["level"] or "country"
    divisor = PER[chosen["per"]][0] if chosen["per"] else ""
    all_had = [spread(source, measure, sector), *([spread(source, divisor)] if divisor else [])]
    level = settled(level, *all_had)
    had = all_had[0].get(level, {})
    year = year_of(chosen["year"], had, every=measure == WORKS and not chosen["per"])
    above = placed(source, measure, year, sector, level)
    below = placed(source, divisor, year, "", level) if divisor else None
    asked = _Asked(source, dict(chosen) | {"year": str(year) if year else "", "level": level}, say, above, below, divided(above, below, chosen["per"]) if below else Divided(above.values,
        ()))
    evidence, finding = _evidence(asked, bool(had))
    ranked = sorted(above.values, key=lambda code: (-asked.parts.values.get(code, float("-inf")), -above.values[code], code))
    first = measured(source, measure, asked.text, begin=True)
    title = asked.text["by" if year else "by all"].format(what=asked.text[f"per {asked.per}"].format(what=first) if asked.per else first, year=year, level=asked.level)
    return Answer(
        NAME, title, asked.unit, asked.text["of works" if measure == WORKS else "of sums" if above.added and above.values else "of places"], evidence, _fields(asked),
        tuple(_row(asked, code) for code in ranked), Chart("map", x="place", y="value", series="name"), finding, tuple(_lead(asked, code) for code in ranked),
        tuple(sorted({*above.datasets, *(below.datasets if below else ())})), _notes(asked), tuple(asked.text["caveats"].splitlines()), _needs(asked, evidence),
        (query(above, sector), *([query(below)] if below else [])), chosen=asked.chosen)


def _evidence(asked: _Asked, ever: bool) -> tuple[Evidence, str]:
    say, text, above, values = asked.say, asked.text, asked.above, asked.parts.values
    window = (above.year, above.year) if above.year else None
    suppressed = above.suppressed + (asked.below.suppressed if asked.below else 0)
    basis = framed(asked.source, [*above.rows, *(asked.below.rows if asked.below else ())], years=window, suppressed=suppressed) if values else Basis(asked.source.id, 0,
        suppressed=suppressed)
    need = _needs_words(asked)
    if not values:
        what = measured(asked.source, PER[asked.per][0], text) if above.values else asked.what
        reason = text["no regions" if asked.unregional else "none" if (ever or above.values) and above.year else "none ever"].format(what=what, year=above.year)
        return refused(basis, (reason,), say, unit=asked.unit, method=text["method words"], would_need=need), ""
    first = max(values, key=lambda code: (values[code], code))
    whole = not (above.missing or suppressed or asked.parts.without or first in above.estimated)
    said = text["said" if len(values) > 1 else "said one"].format(n=say.number(len(values)), middle=written(median(values.values()), say), unit=asked.unit)
    evidence = estimated(median(values.values()), None, above.n, basis, said, say, unit=asked.unit, method=text["method words"], tested=whole, would_need=need)
    evidence = evidence if evidence.state in ("THIN", "REFUSED") else replace(evidence, would_need="")
    begun = measured(asked.source, above.measure, text, begin=True)
    what = text[f"per {asked.per}"].format(what=begun) if asked.per else begun
    told = above.year and whole and not basis.famous
    return evidence, text["found"].format(place=asked.place(first), what=what, value=written(values[first], say), year=above.year) if told else ""


def _fields(asked: _Asked) -> tuple[Field, ...]:
    text = asked.text
    some = (Field("figure", text["figure"], "number", asked.undivided), Field("divisor", text["divisor"], "number")) if asked.per else ()
    return (Field("place", text["place"], "key"), Field("name", text["name"]), Field("value", text["value"], "number", asked.unit), *some, Field("note", text["note"]))


def _row(asked: _Asked, code: str) -> tuple[Any, ...]:
    notes = [asked.text[word] for word, so in (("estimated", code in asked.above.estimated), ("nothing to divide by", code in asked.parts.without)) if so]
    some = (asked.above.values[code], asked.below.values.get(code)) if asked.below else ()
    return (code, asked.place(code), asked.parts.values.get(code), *some, "; ".join(notes))


def _lead(asked: _Asked, code: str) -> Lead:
    if asked.above.measure != WORKS:
        return f"/places/{code}", {}
    span = {"from": str(asked.above.year), "to": str(asked.above.year)} if asked.above.year else {}
    return "/explore", {"country": code} | ({"sector": asked.chosen["sector"]} if asked.chosen["sector"] else {}) | span


def _notes(asked: _Asked) -> tuple[str, ...]:
    say, text, above = asked.say, asked.text, asked.above

    notes = []
    if above.values and asked.below and asked.below.values:
        notes.append(text["sources"].format(above=measured(asked.source, above.measure, text, begin=True), a=titles(asked.source, above, text),
                                            below=measured(asked.source, asked.below.measure, text), b=titles(asked.source, asked.below, text)))
    if asked.parts.without:
        notes.append(text["without"].format(n=say.number(len(asked.parts.without)), places=", ".join(asked.place(code) for code in asked.parts.without[:12]) + (" …"
            if len(asked.parts.without) > 12 else "")))
    if above.missing:
        notes.append(text["missing"].format(n=say.number(above.missing)))
    if above.suppressed:
        notes.append(text["withheld"].format(n=say.number(above.suppressed)))
    if above.methods:
        notes.append(text["ways"].format(ways="; ".join(above.methods[:4])))
    return tuple(notes)


def _needs(asked: _Asked, evidence: Evidence) -> tuple[Need, ...]:
    if evidence.state not in ("THIN", "REFUSED"):
        return ()
    year = asked.above.year
    measure = PER[asked.per][0] if asked.above.values and asked.per and not asked.parts.values else asked.above.measure
    table, measure = ("observation", "productions") if asked.unregional else ("work" if measure == WORKS else "observation", measure)
    return (Need(_needs_words(asked), (table,), measure=measure, sector=asked.chosen["sector"], years=(year, year) if year else None,
        contributors=1),)


def _needs_words(asked: _Asked) -> str:
    if asked.unregional:
        return asked.text["need regions"]
    if asked.above.values and asked.per and not asked.parts.values:
        return asked.text["need per"].format(what=asked.source.label("measure", PER[asked.per][0], asked.say.language), year=asked.above.year)
    what = measured(asked.source, asked.above.measure, asked.text, begin=True)
    if asked.above.values:
        return asked.text["need more"].format(what=what, n=asked.say.number(len(asked.parts.values)))
    return asked.text["need"].format(what=what, level=asked.level)
