"""Where two: two figures a place laid over each other, as a map of nine colours with their rank correlation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from intarsia.evidence import Basis, Speaker, estimated, framed, refused
from intarsia.model import Evidence
from intarsia.placed import FEWEST, PER, WORKS, Overlay, Placed, classes, divided, laid, placed, query, years
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source
from intarsia.shelf.insights.placewords import measured, titles, year_of

NAME = "where-two"
GROUP = "map"
TABLES = ("cube_total", "cube_observation", "observation", "frame")
PARAMETERS = (
    Parameter("measure", "measure"), Parameter("per", "choice", choices=tuple(PER)), Parameter("against", "measure", default="population"), Parameter("against_per", "choice",
        choices=tuple(PER)),
    Parameter("year", "year"), Parameter("sector", "sector"),
)
METHOD = "rank correlation over places, 1"
BACKTEST = "where-two"
#: the permutation test's level
LEVEL = 0.05
TEXTS = {
    "en": {
        "question": "Do {measure} ({per}) and {against} ({against_per}) go together, place by place, in {year}, for {sector}?",
        "about": "Two figures for each country on one map: who has much of both, little of both, or much of one alone. For those who ask whether two things are found in the same "
            "places.",
        "method": "Both figures are of the same place and the same year. Each is cut into three parts with as many places in each as ties allow; the nine colours are the pairs of "
            "parts. Spearman's rank correlation over the places with both (interval: Bonett and Wright, Psychometrika 65, 2000; test: 2,000 seeded permutations), and again with "
            "each place left out in turn.",
        "caveats": "Found in the same places is an association: neither is said to be the reason for the other.\nTwo figures of large countries are both large: choose figures per "
            "1,000 inhabitants to compare countries of different size.\nA correlation over countries says nothing of single organisations or persons.",
        "language": "en", "measure label": "First", "per label": "Per", "against label": "Second", "against_per label": "Per", "year label": "Year", "sector label": "Sector",
        "choice inhabitants": "per 1,000 inhabitants", "choice million": "per million inhabitants", "choice jobs": "per job", "works": "works", "Works": "Works",
        "per inhabitants": "{what} per 1,000 inhabitants", "per million": "{what} per million inhabitants", "per jobs": "{what} per job", "title": "{a} and {b} by country, {year}",
        "title all": "{a} and {b} by country", "definition": "Each country's place in both, in thirds; only countries with both figures are coloured.", "unit": "rank correlation",
        "said": "Over {n} countries with both figures the rank correlation is {rho} (95%: {low} to {high}; permutation test: p {p}).",
        "more": "Where {a} is higher, {b} tends to be higher too", "less": "Where {a} is higher, {b} tends to be lower", "place": "Code", "name": "Country", "third": "Thirds",
        "first": "First", "second": "Second", "low": "low", "middle": "middle", "high": "high", "few": "the number of countries with both figures is {n}; it takes {least}",
        "same": "one of the figures is the same everywhere", "method words": "Spearman's rank correlation; interval after Bonett and Wright (2000); 2,000 permutations, seeded",
        "need": "{what} of more countries in {year} (with both figures now: {n})", "need all": "{what} by country and year (countries with both figures now: {n})",
        "only one": "Countries with one of the two figures alone: {n}.", "sources": "{a} from: {from_a}. {b} from: {from_b}.", "nobody": "nobody yet",
        "missing": "Figures that are missing or do not cover the whole year: {n}.", "withheld": "Figures that are withheld: {n}.",
    },
    "nl": {
        "question": "Gaan {measure} ({per}) en {against} ({against_per}) samen, plaats voor plaats, in {year}, voor {sector}?",
        "about": "Twee cijfers per land op één kaart: wie heeft van allebei veel, van allebei weinig, of van één veel. Voor wie wil weten of twee dingen op dezelfde plaatsen voorkomen.",
        "method": "Beide cijfers zijn van dezelfde plaats en hetzelfde jaar. Elk is in drieën geknipt, met in elk deel even veel plaatsen voor zover gelijke cijfers dat toelaten; "
            "de negen kleuren zijn de paren van delen. Rangcorrelatie van Spearman over de plaatsen met allebei (interval: Bonett en Wright, Psychometrika 65, 2000; toets: 2.000 "
            "permutaties met vaste kiem), en nog eens met elke plaats om de beurt weggelaten.",
        "caveats": "Op dezelfde plaatsen voorkomen is een samenhang: van geen van beide wordt gezegd dat het de reden van het andere is.\nTwee cijfers van grote landen zijn allebei "
            "groot: kies cijfers per 1.000 inwoners om landen van verschillende grootte te vergelijken.\nEen samenhang over landen zegt niets over afzonderlijke organisaties of "
            "personen.",
        "language": "nl", "measure label": "Eerste", "per label": "Per", "against label": "Tweede", "against_per label": "Per", "year label": "Jaar", "sector label": "Sector",
        "choice inhabitants": "per 1.000 inwoners", "choice million": "per miljoen inwoners", "choice jobs": "per baan", "works": "werken", "Works": "Werken",
        "per inhabitants": "{what} per 1.000 inwoners", "per million": "{what} per miljoen inwoners", "per jobs": "{what} per baan", "title": "{a} en {b} per land, {year}",
        "title all": "{a} en {b} per land", "definition": "De plaats van elk land in beide, in derden; alleen landen met allebei de cijfers zijn gekleurd.", "unit": "rangcorrelatie",
        "said": "Over {n} landen met beide cijfers is de rangcorrelatie {rho} (95%: {low} tot {high}; permutatietoets: p {p}).",
        "more": "Waar het cijfer voor {a} hoger is, is dat voor {b} meestal ook hoger", "less": "Waar het cijfer voor {a} hoger is, is dat voor {b} meestal lager", "place": "Code",
        "name": "Land", "third": "Derden", "first": "Eerste", "second": "Tweede", "low": "laag", "middle": "midden", "high": "hoog",
        "few": "het aantal landen met beide cijfers is {n}; {least} zijn nodig", "same": "een van de cijfers is overal hetzelfde",
        "method words": "Rangcorrelatie van Spearman; interval volgens Bonett en Wright (2000); 2.000 permutaties, met vaste kiem",
        "need": "{what} van meer landen in {year} (nu met beide cijfers: {n})", "need all": "{what} per land en jaar (landen met beide cijfers nu: {n})",
        "only one": "Landen met maar één van de twee cijfers: {n}.", "sources": "{a} uit: {from_a}. {b} uit: {from_b}.", "nobody": "nog niemand",
        "missing": "Cijfers die ontbreken of niet over het hele jaar gaan: {n}.", "withheld": "Cijfers die zijn achtergehouden: {n}.",
    },
}


@dataclass(frozen=True)
class _Side:
    """One of the two: its figures, what they are divided by, the values laid on the map, and what it is called."""

    above: Placed
    below: Placed | None
    values: Mapping[str, float]
    named: str
    begun: str

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        return (*self.above.rows, *(self.below.rows if self.below else ()))

    @property
    def unit(self) -> str:
        """Of the values; "" for works, which are called so in the reader's language, and where the name says what they are divided by."""
        return "" if self.above.measure == WORKS or self.below else self.above.unit

    @property
    def suppressed(self) -> int:
        return self.above.suppressed + (self.below.suppressed if self.below else 0)


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """See base.Insight. Raises: Invalid for a year that is no number."""
    text = TEXTS.get(say.language, TEXTS["en"])
    year = _year(source, chosen)
    a, b = (_side(source, chosen, year, text, *names) for names in (("measure", "per"), ("against", "against_per")))
    over = laid(a.values, b.values)
    evidence, finding = _evidence(source, over, (a, b), year, text, say)
    third = classes(a.values, b.values, over.places)
    ranked = sorted(set(a.values) | set(b.values), key=lambda code: (code not in third, -sum(third.get(code, (0, 0))), -a.values.get(code, -1.0), code))
    words = (text["low"], text["middle"], text["high"])
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (code, source.label("country", code, say.language), a.values.get(code), b.values.get(code), " / ".join(words[n] for n in third[code]) if code in third else "") for code in ranked)
    return Answer(
        NAME, text["title" if year else "title all"].format(a=a.begun, b=b.named, year=year), text["unit"], text["definition"], evidence,
        (Field("place", text["place"], "key"), Field("name", text["name"]), Field("first", a.begun, "number", a.unit), Field("second", b.begun, "number", b.unit),
            Field("thirds", text["third"])),
        rows, Chart("bivariate", x="place", y="first", size="second", series="name"), finding, tuple((f"/places/{code}", {}) for code in ranked),
            tuple(sorted({dataset for dataset, _ in (*a.rows, *b.rows)})),
        _notes(source, over, (a, b), text, say), tuple(text["caveats"].splitlines()), _needs(over, (a, b), year, evidence, text, say),
        tuple(query(one, chosen["sector"] if one is a.above else "") for one in (a.above, a.below, b.above, b.below) if one), chosen=dict(chosen) | {"year": str(year) if year else ""})


def _year(source: Source, chosen: Mapping[str, str]) -> int:
    """The year asked for; else the last one in which most places have every figure there is a figure of."""
    wanted = {chosen["measure"], chosen["against"], *(PER[chosen[name]][0] for name in ("per", "against_per") if chosen[name])}
    had = [years(source, measure, chosen["sector"] if measure == chosen["measure"] else "") for measure in sorted(wanted)]
    shared = set.intersection(*(set(one) for one in had))
    return year_of(chosen["year"], {year: min(one[year] for one in had) for year in shared})


def _side(source: Source, chosen: Mapping[str, str], year: int, text: Mapping[str, str], name: str, per: str) -> _Side:
    """Figures of one side; with no year both have figures of, only works have any."""
    sector = chosen["sector"] if name == "measure" else ""
    above = placed(source, chosen[name], year, sector) if year else Placed(chosen[name], 0, {})
    below = placed(source, PER[chosen[per]][0], year) if chosen[per] and year else None
    pattern = text[f"per {chosen[per]}"] if chosen[per] else "{what}"
    return _Side(above, below, divided(above, below, chosen[per]).values if below else above.values, pattern.format(what=measured(source, chosen[name], text)),
                 pattern.format(what=measured(source, chosen[name], text, begin=True)))


def _evidence(source: Source, over: Overlay, sides: tuple[_Side, _Side], year: int, text: Mapping[str, str], say: Speaker) -> tuple[Evidence, str]:
    a, b = sides
    suppressed = a.suppressed + b.suppressed
    basis = framed(source, [*a.rows, *b.rows], years=(year, year), suppressed=suppressed) if over.places else Basis(source.id, 0, suppressed=suppressed)
    need = _needed(over, sides, year, text, say)
    if over.rho is None or over.interval is None or over.p is None or over.without is None:
        reason = text["few"].format(n=say.number(len(over.places)), least=say.number(FEWEST)) if len(over.places) < FEWEST else text["same"]
        return refused(basis, (reason,), say, n=len(over.places), unit=text["unit"], method=text["method words"], would_need=need), ""
    tested = over.p <= LEVEL and over.without[0] * over.without[1] > 0
    said = text["said"].format(n=say.number(len(over.places)), rho=say.number(round(over.rho, 2)), low=say.number(round(over.interval[0], 2)), high=say.number(round(over.interval[1], 2)),
                               p="< " + say.number(0.01) if over.p < 0.01 else "= " + say.number(round(over.p, 2)))
    evidence = estimated(over.rho, over.interval, len(over.places), basis, said, say, unit=text["unit"], method=text["method words"], tested=tested, would_need=need)
    evidence = evidence if evidence.state in ("THIN", "REFUSED") else replace(evidence, would_need="")
    return evidence, text["more" if over.rho > 0 else "less"].format(a=a.named, b=b.named) if tested and not basis.famous else ""


def _notes(source: Source, over: Overlay, sides: tuple[_Side, _Side], text: Mapping[str, str], say: Speaker) -> tuple[str, ...]:
    a, b = sides
    notes = [text["sources"].format(a=a.begun, b=b.begun, from_a=titles(source, a.above, text) or text["nobody"], from_b=titles(source, b.above, text) or text["nobody"])]
    if alone := len((set(a.values) | set(b.values)) - set(over.places)):
        notes.append(text["only one"].format(n=say.number(alone)))
    if missing := a.above.missing + b.above.missing:
        notes.append(text["missing"].format(n=say.number(missing)))
    if withheld := a.suppressed + b.suppressed:
        notes.append(text["withheld"].format(n=say.number(withheld)))
    return tuple(notes)


def _fewer(sides: tuple[_Side, _Side]) -> _Side:
    return min(sides, key=lambda side: len(side.values))


def _needed(over: Overlay, sides: tuple[_Side, _Side], year: int, text: Mapping[str, str], say: Speaker) -> str:
    return text["need" if year else "need all"].format(what=_fewer(sides).begun, n=say.number(len(over.places)), year=year)


def _needs(over: Overlay, sides: tuple[_Side, _Side], year: int, evidence: Evidence, text: Mapping[str, str], say: Speaker) -> tuple[Need, ...]:
    if evidence.state not in ("THIN", "REFUSED"):
        return ()
    measure = _fewer(sides).above.measure
    return (Need(_needed(over, sides, year, text, say), ("work",) if measure == WORKS else ("observation",), measure=measure, years=(year, year) if year else None, contributors=1),)
