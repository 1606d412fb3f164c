"""Where two: any two figures a place laid over each other, as a map of nine colours or as points between two axes, with their rank correlation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from intarsia.evidence import Basis, Speaker, estimated, framed, refused
from intarsia.model import Evidence
from intarsia.placed import FEWEST, LEVELS, PER, WORKS, Overlay, Placed, classes, divided, laid, outlying, placed, query, settled, spread
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source
from intarsia.shelf.insights.placewords import measured, titles, year_of

NAME = "where-two"
GROUP = "map"
TABLES = ("cube_total", "cube_observation", "observation", "frame")
#: how the works of the release are called where a measure is chosen
ALL_WORKS = "works"
PARAMETERS = (
    Parameter("measure", "measure", choices=(ALL_WORKS,)), Parameter("per", "choice", choices=tuple(PER)),
    Parameter("against", "measure", default="population", choices=(ALL_WORKS,)), Parameter("against_per", "choice", choices=tuple(PER)),
    Parameter("year", "year"), Parameter("sector", "sector"), Parameter("level", "choice", default="country", choices=LEVELS),
    Parameter("shown", "choice", default="map", choices=("map", "points")),
)
METHOD = "rank correlation over places, 2"
BACKTEST = "where-two"
#: the permutation test's level
LEVEL = 0.05
#: an axis whose largest figure is so many times its middle one goes by powers of ten
WIDE = 12
TEXTS = {
    "en": {
        "question": "How do {measure} ({per}) and {against} ({against_per}) lie beside each other, by {level}, in {year}, for {sector}, as {shown}?",
        "about": "Two figures for each country or region, on one map or as points: who has much of both, little of both, or much of one alone. For those who ask whether two things "
            "are found in the same places.",
        "method": "Both figures are of the same place and the same year. Each is cut into three parts with as many places in each as ties allow; the nine colours are the pairs of "
            "parts. Spearman's rank correlation over the places with both (interval: Bonett and Wright, Psychometrika 65, 2000; test: 2,000 seeded permutations), and again with "
            "each place left out in turn. Among points, those places are named that stand furthest from the same rank in both, and those with the largest figures.",
        "caveats": "Found in the same places is an association: neither is said to be the reason for the other.\nTwo figures of large countries are both large: choose figures per "
            "1,000 inhabitants to compare countries of different size.\nA correlation over places says nothing of single organisations or persons.",
        "language": "en", "measure label": "First", "per label": "Per", "against label": "Second", "against_per label": "Per", "year label": "Year", "sector label": "Sector",
        "level label": "By", "shown label": "Shown as", "choice map": "a map of nine colours", "choice points": "points between two axes", "choice works": "works",
        "choice country": "country", "choice region": "region", "choice nuts1": "large region (NUTS 1)", "choice nuts2": "region (NUTS 2)", "choice nuts3": "small region (NUTS 3)",
        "choice inhabitants": "per 1,000 inhabitants", "choice million": "per million inhabitants", "choice jobs": "per job", "works": "works", "Works": "Works",
        "per inhabitants": "{what} per 1,000 inhabitants", "per million": "{what} per million inhabitants", "per jobs": "{what} per job", "title": "{a} and {b} by {level}, {year}",
        "title all": "{a} and {b} by {level}", "definition map": "The colour says in which third a place falls, for each of the two; only places with both figures are coloured.",
        "definition points": "Each point is a place that has both figures.", "both": "two figures for each place", "unit": "rank correlation",
        "said": "Over {n} places with both figures the rank correlation is {rho} (95%: {low} to {high}; permutation test: p {p}).",
        "place": "Code", "name": "Place", "third": "Thirds",
        "first": "First", "second": "Second", "low": "low", "middle": "middle", "high": "high", "few": "the number of places with both figures is {n}; it takes {least}",
        "same": "one of the figures is the same everywhere", "method words": "Spearman's rank correlation; interval after Bonett and Wright (2000); 2,000 permutations, seeded",
        "need": "{what} of more places in {year} (with both figures now: {n})", "need all": "{what} by {level} and year (places with both figures now: {n})",
        "only one": "Places with one of the two figures alone: {n}.", "sources": "{a} from: {from_a}. {b} from: {from_b}.", "nobody": "nobody yet",
        "missing": "Figures that are missing or do not cover the whole year: {n}.", "withheld": "Figures that are withheld: {n}.",
    },
    "nl": {
        "question": "Hoe liggen {measure} ({per}) en {against} ({against_per}) naast elkaar, per {level}, in {year}, voor {sector}, als {shown}?",
        "about": "Twee cijfers per land of regio, op één kaart of als punten: wie heeft van allebei veel, van allebei weinig, of van één veel. Voor wie wil weten of twee dingen op "
            "dezelfde plaatsen voorkomen.",
        "method": "Beide cijfers zijn van dezelfde plaats en hetzelfde jaar. Elk is in drieën geknipt, met in elk deel even veel plaatsen voor zover gelijke cijfers dat toelaten; "
            "de negen kleuren zijn de paren van delen. Rangcorrelatie van Spearman over de plaatsen met allebei (interval: Bonett en Wright, Psychometrika 65, 2000; toets: 2.000 "
            "permutaties met vaste kiem), en nog eens met elke plaats om de beurt weggelaten. Bij punten staan de "
            "namen van de plaatsen die het verst van dezelfde rang in beide af liggen, en van die met de hoogste cijfers.",
        "caveats": "Op dezelfde plaatsen voorkomen is een samenhang: van geen van beide wordt gezegd dat het de reden van het andere is.\nTwee cijfers van grote landen zijn allebei "
            "groot: kies cijfers per 1.000 inwoners om landen van verschillende grootte te vergelijken.\nEen samenhang over plaatsen zegt niets over afzonderlijke organisaties of "
            "personen.",
        "language": "nl", "measure label": "Eerste", "per label": "Per", "against label": "Tweede", "against_per label": "Per", "year label": "Jaar", "sector label": "Sector",
        "level label": "Per", "shown label": "Getoond als", "choice map": "kaart in negen kleuren", "choice points": "punten tussen twee assen", "choice works": "werken",
        "choice country": "land", "choice region": "regio", "choice nuts1": "grote regio (NUTS 1)", "choice nuts2": "regio (NUTS 2)", "choice nuts3": "kleine regio (NUTS 3)",
        "choice inhabitants": "per 1.000 inwoners", "choice million": "per miljoen inwoners", "choice jobs": "per baan", "works": "werken", "Works": "Werken",
        "per inhabitants": "{what} per 1.000 inwoners", "per million": "{what} per miljoen inwoners", "per jobs": "{what} per baan", "title": "{a} en {b} per {level}, {year}",
        "title all": "{a} en {b} per {level}", "definition map": "De kleur zegt in welk derde deel een plaats valt, voor elk van de twee; "
            "alleen plaatsen met allebei de cijfers zijn gekleurd.",
        "definition points": "Elke punt is een plaats die allebei de cijfers heeft.", "both": "twee cijfers per plaats",
        "unit": "rangcorrelatie",
        "said": "Over {n} plaatsen met beide cijfers is de rangcorrelatie {rho} (95%: {low} tot {high}; permutatietoets: p {p}).",
        "place": "Code", "name": "Plaats", "third": "Derden", "first": "Eerste", "second": "Tweede", "low": "laag", "middle": "midden", "high": "hoog",
        "few": "het aantal plaatsen met beide cijfers is {n}; {least} zijn nodig", "same": "een van de cijfers is overal hetzelfde",
        "method words": "Rangcorrelatie van Spearman; interval volgens Bonett en Wright (2000); 2.000 permutaties, met vaste kiem",
        "need": "{what} van meer plaatsen in {year} (nu met beide cijfers: {n})", "need all": "{what} per {level} en jaar (plaatsen met beide cijfers nu: {n})",
        "only one": "Plaatsen met maar één van de twee cijfers: {n}.", "sources": "{a} uit: {from_a}. {b} uit: {from_b}.", "nobody": "nog niemand",
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
    level, year = _level_and_year(source, chosen)
    a, b = (_side(source, chosen, year, level, text, *names) for names in (("measure", "per"), ("against", "against_per")))
    over = laid(a.values, b.values)
    evidence = _evidence(source, over, (a, b), year, text, say)
    third = classes(a.values, b.values, over.places)
    ranked = sorted(set(a.values) | set(b.values), key=lambda code: (code not in third, -sum(third.get(code, (0, 0))), -a.values.get(code, -1.0), code))
    words = (text["low"], text["middle"], text["high"])
    kind = "country" if level == "country" else "place"
    names = {code: source.label(kind, code, say.language) for code in ranked}
    rows: tuple[tuple[Any, ...], ...] = tuple(
        (code, names[code], a.values.get(code), b.values.get(code), " / ".join(words[n] for n in third[code]) if code in third else "") for code in ranked)
    points = chosen["shown"] == "points"
    chart = Chart("scatter" if points else "bivariate", x="first" if points else "place", y="second" if points else "first", size="" if points else "second", series="name",
                  named=tuple(names[code] for code in outlying(a.values, b.values, over.places)) if points else (),
                  logs=tuple(name for name, side in (("first", a), ("second", b)) if points and _wide(side, over)))
    return Answer(
        NAME, text["title" if year else "title all"].format(a=a.begun, b=b.named, year=year, level=text[f"choice {level}"]), text["both"], text[f"definition {chosen['shown']}"], evidence,
        (Field("place", text["place"], "key"), Field("name", text["name"]), Field("first", a.begun, "number", a.unit), Field("second", b.begun, "number", b.unit),
            Field("thirds", text["third"])),
        rows, chart, "", tuple((f"/places/{code}", {}) for code in ranked), tuple(sorted({dataset for dataset, _ in (*a.rows, *b.rows)})),
        _notes(source, over, (a, b), text, say), tuple(text["caveats"].splitlines()), _needs(over, (a, b), year, evidence, text, say),
        tuple(query(one, _sector(chosen, one.measure, one is a.above)) for one in (a.above, a.below, b.above, b.below) if one),
        chosen=dict(chosen) | {"year": str(year) if year else "", "level": level})


def _measure(chosen: Mapping[str, str], name: str) -> str:
    return WORKS if chosen[name] == ALL_WORKS else chosen[name]


def _sector(chosen: Mapping[str, str], measure: str, first: bool) -> str:
    """The sector asked for is that of works, and of the first figure."""
    return chosen["sector"] if first or measure == WORKS else ""


def _wide(side: _Side, over: Overlay) -> bool:
    """Do the figures lie so far apart that, evenly spaced, most points would lie in one corner?"""
    values = [side.values[place] for place in over.places]
    return bool(values) and min(values) > 0 and max(values) >= WIDE * median(values)


def _level_and_year(source: Source, chosen: Mapping[str, str]) -> tuple[str, int]:
    """The level of places; and the year asked for, else the last one in which most places have every figure there is a figure of."""
    first, second = _measure(chosen, "measure"), _measure(chosen, "against")
    wanted = {(first, _sector(chosen, first, True)), (second, _sector(chosen, second, False)), *((PER[chosen[name]][0], "") for name in ("per", "against_per") if chosen[name])}
    had = [spread(source, *one) for one in sorted(wanted)]
    level = settled(chosen["level"] or "country", *had)
    of_level = [one.get(level, {}) for one in had]
    shared = set.intersection(*(set(one) for one in of_level))
    return level, year_of(chosen["year"], {year: min(one[year] for one in of_level) for year in shared})


def _side(source: Source, chosen: Mapping[str, str], year: int, level: str, text: Mapping[str, str], name: str, per: str) -> _Side:
    """Figures of one side; none with no year that both have figures of."""
    measure = _measure(chosen, name)
    above = placed(source, measure, year, _sector(chosen, measure, name == "measure"), level) if year else Placed(measure, 0, {}, level=level)
    below = placed(source, PER[chosen[per]][0], year, "", level) if chosen[per] and year else None
    pattern = text[f"per {chosen[per]}"] if chosen[per] else "{what}"
    return _Side(above, below, divided(above, below, chosen[per]).values if below else above.values, pattern.format(what=measured(source, measure, text)),
                 pattern.format(what=measured(source, measure, text, begin=True)))


def _evidence(source: Source, over: Overlay, sides: tuple[_Side, _Side], year: int, text: Mapping[str, str], say: Speaker) -> Evidence:
    """The rank correlation with its interval. It describes these places: it is never the finding of a page."""
    a, b = sides
    suppressed = a.suppressed + b.suppressed
    basis = framed(source, [*a.rows, *b.rows], years=(year, year), suppressed=suppressed) if over.places else Basis(source.id, 0, suppressed=suppressed)
    need = _needed(over, sides, year, text, say)
    if over.rho is None or over.interval is None or over.p is None or over.without is None:
        reason = text["few"].format(n=say.number(len(over.places)), least=say.number(FEWEST)) if len(over.places) < FEWEST else text["same"]
        return refused(basis, (reason,), say, n=len(over.places), unit=text["unit"], method=text["method words"], would_need=need)
    tested = over.p <= LEVEL and over.without[0] * over.without[1] > 0
    said = text["said"].format(n=say.number(len(over.places)), rho=say.number(round(over.rho, 2)), low=say.number(round(over.interval[0], 2)), high=say.number(round(over.interval[1], 2)),
                               p="< " + say.number(0.01) if over.p < 0.01 else "= " + say.number(round(over.p, 2)))
    evidence = estimated(over.rho, over.interval, len(over.places), basis, said, say, unit=text["unit"], method=text["method words"], tested=tested, would_need=need)
    return evidence if evidence.state in ("THIN", "REFUSED") else replace(evidence, would_need="")


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
    return text["need" if year else "need all"].format(what=_fewer(sides).begun, n=say.number(len(over.places)), year=year, level=text[f"choice {sides[0].above.level}"])


def _needs(over: Overlay, sides: tuple[_Side, _Side], year: int, evidence: Evidence, text: Mapping[str, str], say: Speaker) -> tuple[Need, ...]:
    if evidence.state not in ("THIN", "REFUSED"):
        return ()
    measure = _fewer(sides).above.measure
    return (Need(_needed(over, sides, year, text, say), ("work",) if measure == WORKS else ("observation",), measure=measure, years=(year, year) if year else None, contributors=1),)
