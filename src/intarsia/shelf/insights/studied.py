"""A study of an intervention as the insights about it see it: what was registered, what was found, and the words for both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intarsia.engine.duckdb import quote
from intarsia.evidence import Basis, Speaker, framed, refused
from intarsia.evidence.basis import judged
from intarsia.evidence.wording import allowed, named, sentence
from intarsia.model import Evidence
from intarsia.shelf.insights.base import Need, Source

METHOD = "synthetic difference-in-differences with placebos 1"
#: how a status of a study limits the state of its evidence; SUPPORTED limits nothing
STATES = {"POOR FIT": "THIN", "UNDERPOWERED": "THIN", "CONTAMINATED": "CONTESTED", "SUGGESTIVE": "UNTESTED"}
_ORDER = ("THIN", "CONTESTED", "UNTESTED", "SOLID")
#: words that every insight about a study shares
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "choose": "no study of an intervention is registered in this release", "status NO DESIGN": "No design", "status POOR FIT": "Poor fit", "status UNDERPOWERED": "Underpowered",
        "status CONTAMINATED": "Contaminated", "status SUGGESTIVE": "Suggestive", "status SUPPORTED": "Supported", "design overlay": "figures laid beside the date, nothing more",
        "design interrupted": "interrupted series with controls", "design synthetic": "synthetic difference-in-differences", "design staggered": "staggered adoption",
        "why no-intervention": "the release has no such intervention", "why no-unit": "no figures are found for the one it was done to",
        "why no-series": "there are no figures of %(measure)s for %(unit)s in these years",
        "why two-figures": "%(unit)s has two figures of %(measure)s for the same period that differ, and nothing says which of them counts",
        "why no-divisor": "there is no figure of %(per)s for these places and years to divide by",
        "why too-short": "there are %(before)s periods before and %(after)s after; at least %(least)s before and one after are needed",
        "why no-comparison": "there are %(n)s others to compare with, and at least %(least)s are needed",
        "why changed": "the question was changed after its result was shown (differences: %(n)s; first registration %(first)s, this one %(now)s)",
        "why all-treated": "the intervention applied to all %(n)s others with figures too, so there is nobody to compare with",
        "why contaminated": "%(n)s of those compared with had something done to them in the same years, such as %(who)s: %(title)s (%(start)s)",
        "why own": "something else was done to the same one in these years: %(title)s (%(start)s)",
        "why poor-fit": "the comparison went its own way before (%(miss)s apart on average, others %(typical)s)",
        "why against": "the difference goes against the direction that was expected",
        "why flips": "without one of those compared with, the difference would be anything from %(low)s to %(high)s",
        "why earlier": "an earlier date, %(date)s, gives a difference as large: %(effect)s", "why few": "with %(n)s others there are too few placebos to rank it among",
        "why underpowered": "a change smaller than %(visible)s could not have been told from chance",
        "why underpowered none": "with so few to compare with, no change could be told from chance", "why found": "only %(p)s of such comparisons, this one among them, differ as much",
        "why only": "%(p)s of such comparisons, this one among them, differ as much, which chance can do",
        "why nothing": "a change of %(visible)s or more would probably have been seen, and was not",
        "need figures": (
            "Figures of %(measure)s per %(frequency)s, counted in one way, for %(unit)s and at least 8 others like it without such an intervention, from three years before to three "
            "after (%(years)s)"
        ),
        "need others": "Figures of %(measure)s per %(frequency)s of others like %(unit)s of which it is known that nothing of the kind was done to them in %(years)s",
        "several": "the %(n)s where it was done", "why few-treated": "it was done to %(n)s with figures for long enough before and after, and at least %(least)s are needed",
        "per population": "%(measure)s per 1,000 inhabitants", "per jobs": "%(measure)s per 1,000 jobs", "per": "%(measure)s per 1,000 of %(per)s",
        "need intervention": "The intervention with its place, its date and its source",
        "need more": "More units like %(unit)s with figures of %(measure)s per %(frequency)s, or a longer time after (%(years)s)", "every month": "month", "every quarter": "quarter",
        "every year": "year", "somebody": "the one it was done to", "others": "Comparison", "unknown dates": "years not stated",
    },
    "nl": {
        "choose": "in deze uitgave is geen studie van een ingreep geregistreerd", "status NO DESIGN": "Geen opzet", "status POOR FIT": "Past slecht",
        "status UNDERPOWERED": "Te weinig zicht", "status CONTAMINATED": "Vertroebeld", "status SUGGESTIVE": "Een aanwijzing", "status SUPPORTED": "Onderbouwd",
        "design overlay": "cijfers naast de datum gelegd, meer niet", "design interrupted": "onderbroken reeks met vergelijking",
        "design synthetic": "synthetische verschil-in-verschillen", "design staggered": "invoering in stappen", "why no-intervention": "de uitgave kent deze ingreep niet",
        "why no-unit": "er zijn geen cijfers te vinden van wie de ingreep trof", "why no-series": "er zijn geen cijfers van %(measure)s voor %(unit)s in deze jaren",
        "why two-figures": "voor %(unit)s zijn er twee verschillende cijfers van %(measure)s over dezelfde periode, en nergens staat welk van de twee telt",
        "why no-divisor": "voor deze plaatsen en jaren is er geen cijfer van %(per)s om door te delen",
        "why too-short": "er zijn %(before)s perioden ervoor en %(after)s erna; nodig zijn er minstens %(least)s ervoor en één erna",
        "why no-comparison": "er zijn %(n)s andere om mee te vergelijken, en er zijn er minstens %(least)s nodig",
        "why changed": "de vraag is veranderd nadat de uitkomst te zien was (verschillen: %(n)s; eerste registratie %(first)s, deze %(now)s)",
        "why all-treated": "de ingreep gold ook voor alle %(n)s andere met cijfers, zodat er niemand is om mee te vergelijken",
        "why contaminated": "bij %(n)s van de vergelekenen gebeurde in dezelfde jaren zelf iets, zoals bij %(who)s: %(title)s (%(start)s)",
        "why own": "in deze jaren gebeurde er nog iets anders: %(title)s (%(start)s)",
        "why poor-fit": "de vergelijking liep al eerder uit de pas (gemiddeld %(miss)s, bij anderen %(typical)s)", "why against": "het verschil gaat tegen de verwachte richting in",
        "why flips": "laat men een van de vergelekenen weg, dan kan het verschil alles zijn van %(low)s tot %(high)s",
        "why earlier": "een eerdere datum, %(date)s, geeft een even groot verschil: %(effect)s",
        "why few": "met %(n)s andere zijn er te weinig placebo's om het tussen te rangschikken",
        "why underpowered": "een verandering kleiner dan %(visible)s was niet van toeval te onderscheiden",
        "why underpowered none": "met zo weinig om mee te vergelijken is geen enkele verandering van toeval te onderscheiden",
        "why found": "slechts %(p)s van zulke vergelijkingen, deze meegeteld, verschilt evenveel",
        "why only": "%(p)s van zulke vergelijkingen, deze meegeteld, verschilt evenveel, en dat kan toeval zijn",
        "why nothing": "een verandering van %(visible)s of meer was waarschijnlijk gezien, en is niet gezien",
        "need figures": (
            "Cijfers van %(measure)s per %(frequency)s, op één manier geteld, voor %(unit)s en minstens 8 vergelijkbare andere zonder zo'n ingreep, van drie jaar ervoor tot drie jaar "
            "erna (%(years)s)"
        ),
        "need others": "Cijfers van %(measure)s per %(frequency)s van andere zoals %(unit)s waarvan bekend is dat er in %(years)s niets van dien aard gebeurde",
        "several": "de %(n)s waar het gebeurde", "why few-treated": "bij %(n)s waar het gebeurde zijn er lang genoeg ervoor en erna cijfers, en er zijn er minstens %(least)s nodig",
        "per population": "%(measure)s per 1.000 inwoners", "per jobs": "%(measure)s per 1.000 banen", "per": "%(measure)s per 1.000 van %(per)s",
        "need intervention": "De ingreep met plaats, datum en bron",
        "need more": "Meer vergelijkbare eenheden naast %(unit)s met cijfers van %(measure)s per %(frequency)s, of een langere tijd erna (%(years)s)", "every month": "maand",
        "every quarter": "kwartaal", "every year": "jaar", "somebody": "wie de ingreep trof", "others": "Vergelijking", "unknown dates": "jaren niet genoemd",
    },
}


@dataclass(frozen=True)
class Told:
    """One study of a release. row: of the table `study`. result, registration: its JSON. name, measure, per (what the figures are divided by; "" for nothing): in the
    reader's language."""

    row: Mapping[str, Any]
    result: Mapping[str, Any]
    registration: Mapping[str, Any]
    language: str
    name: str
    measure: str
    per: str = ""

    @property
    def staggered(self) -> bool:
        """Was it done to several, each on its own day? Periods are then counted from the start of each: "-1" is the last one before."""
        return bool(self.result["design"] == "staggered")

    @property
    def start_at(self) -> float | None:
        """Where the start stands on the axis of the periods that were compared; None where none were."""
        if not self.result["periods"]:
            return None
        first = str(self.result["periods"][self.result["first"]])
        return -0.5 if self.staggered else int(first[:4]) + (int(first[5:7]) - 1) / 12

    @property
    def period(self) -> str:
        """The SQL of a period in the query of its rows."""
        return "CAST(unnest(periods) AS INTEGER)" if self.staggered else "unnest(periods)"

    @property
    def title(self) -> str:
        """What the study is called, in the reader's language where it says so."""
        return named(str(self.registration["title"].get(self.language) or self.row["title"]))

    @property
    def question(self) -> str:
        """What is asked."""
        return str(self.registration["question"].get(self.language) or self.row["question"])

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and last year of its window; of its periods, or three years either side of the start where it states none."""
        periods, start = [] if self.staggered else self.result["periods"], int((self.row["start"] or "0")[:4] or 0)
        first = self.row["since"] or (periods[0] if periods else "") or (str(start - 3) if start else "")
        latest = max((int(one[:4]) for one in self.result.get("starts", {}).values()), default=start)
        last = self.row["until"] or (periods[-1] if periods else "") or (str(latest + 3) if latest else "")
        return (int(first[:4]), int(last[:4])) if first and last else None

    @property
    def measured(self) -> str:
        """The measure as it was compared: per 1,000 inhabitants, jobs or something else where it was divided by them."""
        texts, per = WORDS.get(self.language, WORDS["en"]), self.registration["outcome"].get("per", "")
        part = (self.result.get("figures", {}).get("per") or {}).get("segment", "")
        said = texts.get(f"per {per}", texts["per"]) % {"measure": self.measure, "per": self.per} if per else self.measure
        return f"{said} ({part})" if part else said

    @property
    def figures(self) -> int:
        """How many figures the estimate rests on."""
        return len(self.result["periods"]) * (1 + len(self.result["compared"]))


def find(source: Source, study: str, say: Speaker) -> Told | None:
    """A study of the release; without an id the supported one with the smallest difference (the least self-evident), else the first there is; None where there is none."""
    where = f"WHERE id = {quote(study)}" if study else ""
    rows = source.records(f"SELECT * FROM study {where} ORDER BY status <> 'SUPPORTED', abs(effect), id LIMIT 1")
    if not rows:
        return None
    row = rows[0]
    result = json.loads(row["result"])
    name = result.get("names", {}).get(row["about"] or "") or (source.label(row["about_kind"], row["about"], say.language) if row["about"] else WORDS[_language(say)]["somebody"])
    registration = json.loads(row["registration"])
    if starts := result.get("starts"):
        name = WORDS[_language(say)]["several"] % {"n": say.number(len(starts))}
    measure, per = (source.label("measure", one, say.language) if one else "" for one in (row["measure"], registration["outcome"].get("per", "")))
    return Told(row, result, registration, say.language, named(name), _small(measure), _small(per))


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]


def percent(value: float | None, say: Speaker, *, sign: bool = False) -> str:
    """A number of percents, with its sign where that matters."""
    if value is None:
        return "–"
    text = say.percent(round(abs(value) / 100, 3 if abs(value) < 10 else 2))
    return ("+" if value > 0 else "−" if value < 0 else "") + text if sign else text


def why(told: Told, say: Speaker) -> tuple[str, ...]:
    """The reasons of a status in words, the one that decided first."""
    texts = WORDS[_language(say)]
    changed = told.result.get("changed")
    first = (texts["why changed"] % {"n": say.number(len(changed["differs"])), "first": changed["hash"][:8], "now": told.row["hash"][:8]},) if changed else ()
    return first + tuple(_reason(told, code, given, texts, say) for code, given in told.result["reasons"])


def _reason(told: Told, code: str, given: Mapping[str, Any], texts: Mapping[str, str], say: Speaker) -> str:
    values: dict[str, Any] = {"measure": told.measure, "unit": told.name, **given}
    if code in ("underpowered", "nothing"):
        seen = given["down"] if told.row["direction"] == "down" else given["up"]
        if seen is None:
            return texts["why underpowered none"]
        values["visible"] = percent(seen, say)
    if "unit" in given:
        values["who"] = named(told.result.get("names", {}).get(given["unit"], given["unit"]))
    if "title" in given:
        values["title"] = named(given["title"])
    for name in ("miss", "typical"):
        if name in given:
            values[name] = percent(given[name], say)
    for name in ("low", "high", "effect"):
        if name in given:
            values[name] = percent(given[name], say, sign=True)
    for name in ("n", "least", "before", "after"):
        if name in given:
            values[name] = say.number(given[name])
    if "p" in given:
        values["p"] = say.percent(round(given["p"], 3))
    if "per" in given:
        values["per"] = told.per
    if "date" in given:
        values["date"] = given["date"][:7]
    return texts[f"why {code}"] % values


def basis(source: Source, told: Told) -> Basis:
    """What the figures of a study rest on."""
    suppressed = int(told.row["suppressed"] or 0)
    has = source.records("SELECT 1 FROM observation WHERE dataset = $d AND measure = $m LIMIT 1", {"d": told.row["outcome_dataset"], "m": told.row["measure"]})
    pairs = [(told.row["outcome_dataset"], told.row["measure"])] if has else []
    return framed(source, pairs, years=told.years, suppressed=suppressed) if pairs else Basis(source.id, 0, suppressed=suppressed)


def state(told: Told, rests: Basis, n: int, say: Speaker) -> tuple[str, tuple[str, ...]]:
    """The state that a study's status and its rows earn together, and the reasons: the worse of the two decides."""
    earned, reasons = judged(n, rests, say, tested=told.row["status"] != "NO DESIGN")
    limit = min(STATES.get(told.row["status"], "SOLID"), "UNTESTED" if told.result.get("changed") else "SOLID", key=_ORDER.index)
    said = why(told, say)
    if limit == "SOLID":
        return earned, reasons
    worse = min(limit, earned, key=_ORDER.index)
    return worse, (*said, *reasons) if _ORDER.index(limit) <= _ORDER.index(earned) else (*reasons, *said)


def evidence(told: Told, rests: Basis, said: str, say: Speaker, *, unit: str, need: str) -> Evidence:
    """The evidence of a study: its difference in percent, with what decided its state; refused where there is no design."""
    result = told.result
    method = METHOD if result["design"] == "synthetic" else WORDS[_language(say)][f"design {result['design']}"]
    if told.row["status"] == "NO DESIGN":
        return refused(rests, why(told, say), say, n=0, method=method, unit=unit, would_need=need)
    earned, reasons = state(told, rests, told.figures, say)
    interval = (result["low"], result["high"]) if result["low"] is not None and result["high"] is not None else None
    return Evidence(result["effect"], interval, told.figures, rests.contributors, rests.coverage, method, rests.release, rests.suppressed, earned,
                    sentence(said, earned, reasons, say), unit=unit, reasons=reasons, would_need=allowed(need, earned, say.language) if earned != "SOLID" else "")


def needs(told: Told, say: Speaker) -> tuple[Need, ...]:
    """What would settle a study: in words, and as facts."""
    texts, row = WORDS[_language(say)], told.row
    code = told.result["reasons"][0][0] if told.result["reasons"] else ""
    years = told.years
    words = {"measure": told.measure, "frequency": texts[f"every {row['frequency']}"], "unit": told.name, "years": f"{years[0]}–{years[1]}" if years else texts["unknown dates"]}
    place = str(row["about"] or "") if row["about_kind"] == "place" else ""
    if code == "no-intervention":
        return (Need(texts["need intervention"], ("intervention",)),)
    kind = "others" if code in ("contaminated", "own", "all-treated", "poor-fit") else "more" if code in ("underpowered", "few") else "figures"
    return (Need(texts[f"need {kind}"] % words, ("observation", *(("intervention",) if kind == "others" else ())), measure=row["measure"], place=place, years=years,
                 contributors=1 if kind == "figures" else 0),)


def _language(say: Speaker) -> str:
    return say.language if say.language in WORDS else "en"
