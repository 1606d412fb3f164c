"""What followed an intervention, next to what others in the same years would lead one to expect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from intarsia.engine.duckdb import quote
from intarsia.evidence import Basis, Speaker, refused
from intarsia.evidence.wording import named
from intarsia.shelf.insights import studied, studiedfigures
from intarsia.shelf.insights.base import Answer, Chart, Field, Need, Parameter, Source
from intarsia.shelf.insights.studied import METHOD, WORDS, Told, percent

NAME = "impact"
GROUP = "impact"
TABLES = ("study", "observation", "intervention", "frame", "dataset")
BACKTEST = "impact-placebos"
PARAMETERS = (Parameter("study", "study"),)
TEXTS: dict[str, dict[str, str]] = {
    "en": {
        **WORDS["en"],
        "question": "What followed {study}, next to what others lead one to expect?",
        "about": "One place or institution where something was done, next to others where it was not. For those who decide about subsidies, buildings, prices and closures.",
        "method": (
            "The one it was done to is compared with a weighted mean of others that moved alike before: synthetic difference-in-differences (Arkhangelsky, Athey, Hirshberg, Imbens "
            "and Wager, American Economic Review 111, 2021), by the library diff-diff. The same is done for every other unit, where nothing was done, and the difference is ranked "
            "among these placebos by its size over its noise. Months are read as quarters, or as years where five lie before, counted from the start; each unit's own season is taken "
            "off. With fewer than eight others and two years before: a Bayesian structural time series (Brodersen and others, Annals of Applied Statistics 9, 2015), which suggests at "
            "best. Done to several, each on its own day: the mean difference of Callaway and Sant'Anna (Journal of Econometrics 225, 2021), by diff-diff, from those that never had it, or "
            "not yet; the same days are given by lot to others that never had it. The question was registered before the answer was shown."
        ),
        "caveats": (
            "It compares one with others. What else happened only there, in the same months, is in the difference too.\n"
            "Of units without a known intervention nothing is known; that is not the same as none.\n"
            "A difference that only just stands out is more often too large than too small."
        ),
        "title": "%(measure)s: %(unit)s and what others lead one to expect",
        "definition": (
            "Mean per %(frequency)s of %(measure)s of %(unit)s, and of a weighted mean of %(n)s others moved to its level before; the band holds the comparison in %(level)s of "
            "placebos."
        ),
        "definition several": (
            "%(measure)s of %(unit)s, by periods from the start of each (per %(frequency)s), where the comparison with %(compared)s others is 100; the band holds %(level)s of placebos."
        ),
        "index": "index, comparison = 100", "field step": "Periods from the start", "field index": "Index", "left short": "%(n)s with too few periods before or none after",
        "note without several": "Without any one of those where it was done: %(low)s to %(high)s. At an earlier date: %(earlier)s.",
        "definition alone": "%(measure)s of %(unit)s per %(frequency)s, as counted; no comparison is made.",
        "finding up": "%(title)s: %(measure)s %(size)s higher than others lead one to expect", "finding down": "%(title)s: %(measure)s %(size)s lower than others lead one to expect",
        "said up": (
            "After it, %(measure)s of %(unit)s were %(size)s higher than in the comparison (%(level)s interval %(low)s to %(high)s); %(larger)s of %(n)s placebos were as large (p = "
            "%(p)s)."
        ),
        "said down": (
            "After it, %(measure)s of %(unit)s were %(size)s lower than in the comparison (%(level)s interval %(low)s to %(high)s); %(larger)s of %(n)s placebos were as large (p = "
            "%(p)s)."
        ),
        "said model": (
            "After it, %(measure)s of %(unit)s differed by %(effect)s from what %(n)s others lead one to expect (%(level)s interval %(low)s to %(high)s, p = %(p)s "
            "by the model alone)."
        ),
        "seen": "This design finds a rise of %(up)s or a fall of %(down)s four times in five.", "seen none": "With these figures no change would be found four times in five.",
        "none SUPPORTED": "Supported.", "none SUGGESTIVE": "Suggestive, no more.", "none UNDERPOWERED": "No conclusion.", "none CONTAMINATED": "No conclusion.",
        "none POOR FIT": "No conclusion.", "note status": "Status: %(status)s. Design: %(design)s.",
        "note registered": "Registered on %(day)s by %(who)s; expected direction: %(direction)s.",
        "note seen": "The figures were public when it was registered, so the registration guards against a changed question, not against a chosen one.",
        "note unknown": "Of %(unknown)s of the %(n)s compared no intervention is known. That is not the same as none.",
        "note common": "In these years something was done for all of them: %(titles)s.", "note suppressed": "%(n)s figures of the window are withheld; they are missing, not zero.",
        "note left": "Not compared with: %(left)s.", "left registered": "%(n)s by the registration", "left treated": "%(n)s to which it applied too",
        "left apart": "%(n)s with two figures that differ for one period", "left empty": "%(n)s with figures missing", "left nothing-before": "%(n)s that had nothing to count before",
        "note small": "A difference of this size is found less than four times in five; when it is found, it tends to be overstated.",
        "note without": "Without any one of those compared: %(low)s to %(high)s. At earlier dates: %(earlier)s.", "field period": "From", "field series": "Series",
        "field value": "Mean", "field low": "Low", "field high": "High", "unit": "percent", "direction up": "up", "direction down": "down", "direction unknown": "unknown",
        "start": "start",
    },
    "nl": {
        **WORDS["nl"],
        "question": "Wat volgde op {study}, vergeleken met wat andere deden verwachten?",
        "about": "Eén plaats of instelling waar iets gebeurde, naast andere waar dat niet gebeurde. Voor wie beslist over subsidies, gebouwen, prijzen en sluitingen.",
        "method": (
            "Wie de ingreep trof, wordt vergeleken met een gewogen gemiddelde van andere die daarvóór gelijk opgingen: synthetische verschil-in-verschillen (Arkhangelsky, Athey, "
            "Hirshberg, Imbens en Wager, American Economic Review 111, 2021), met de bibliotheek diff-diff. Hetzelfde gebeurt voor elke andere, waar niets gebeurde; het verschil "
            "wordt tussen deze placebo's gerangschikt naar grootte gedeeld door ruis. Maanden worden gelezen als kwartalen, of als jaren waar er vijf vóór liggen, geteld vanaf het "
            "begin; het eigen seizoen gaat eraf. Met minder dan acht andere en twee jaar ervoor: een Bayesiaanse structurele tijdreeks (Brodersen e.a., Annals of Applied Statistics "
            "9, 2015), die hoogstens een aanwijzing geeft. Gebeurde het op meer plaatsen, elk op een eigen dag: het gemiddelde verschil van Callaway en Sant'Anna (Journal of Econometrics "
            "225, 2021), met diff-diff, met wie het nooit of nog niet kreeg; dezelfde dagen worden bij loting gegeven aan andere die het nooit kregen. "
            "De vraag is geregistreerd voordat het antwoord te zien was."
        ),
        "caveats": (
            "Er wordt één met andere vergeleken. Wat er in dezelfde maanden alleen daar nog meer gebeurde, zit ook in het verschil.\nDat er van iemand geen ingreep "
            "bekend is, wil niet zeggen dat er geen was.\nEen verschil dat er net uitspringt, is vaker te groot dan te klein."
        ),
        "title": "%(measure)s: %(unit)s en wat andere deden verwachten",
        "definition": (
            "Gemiddelde per %(frequency)s van %(measure)s van %(unit)s, en van een gewogen gemiddelde van %(n)s andere op het niveau van daarvóór; in %(level)s van de placebo's ligt "
            "de vergelijking in de band."
        ),
        "definition several": (
            "%(measure)s van %(unit)s, per %(frequency)s geteld vanaf het begin bij elk, waarbij de vergelijking met %(compared)s andere 100 is; in de band ligt %(level)s van de placebo's."
        ),
        "index": "index, vergelijking = 100", "field step": "Perioden vanaf het begin", "field index": "Index", "left short": "%(n)s met te weinig perioden ervoor of geen erna",
        "note without several": "Met telkens één weggelaten van waar het gebeurde: %(low)s tot %(high)s. Op een eerdere datum: %(earlier)s.",
        "definition alone": "%(measure)s van %(unit)s per %(frequency)s, zoals geteld; er wordt niets vergeleken.",
        "finding up": "%(title)s: %(measure)s %(size)s hoger dan andere deden verwachten", "finding down": "%(title)s: %(measure)s %(size)s lager dan andere deden verwachten",
        "said up": (
            "Daarna lag het aantal %(measure)s van %(unit)s %(size)s hoger dan in de vergelijking (interval van %(level)s: %(low)s tot %(high)s); aantal even grote "
            "placebo's: %(larger)s van %(n)s (p = %(p)s)."
        ),
        "said down": (
            "Daarna lag het aantal %(measure)s van %(unit)s %(size)s lager dan in de vergelijking (interval van %(level)s: %(low)s tot %(high)s); aantal even grote "
            "placebo's: %(larger)s van %(n)s (p = %(p)s)."
        ),
        "said model": (
            "Daarna weken de %(measure)s van %(unit)s %(effect)s af van wat %(n)s andere deden verwachten (interval van %(level)s: %(low)s tot %(high)s, p = %(p)s volgens het model "
            "alleen)."
        ),
        "seen": "Deze opzet vindt een stijging van %(up)s of een daling van %(down)s vier van de vijf keer.",
        "seen none": "Met deze cijfers wordt geen enkele verandering vier van de vijf keer gevonden.", "none SUPPORTED": "Onderbouwd.", "none SUGGESTIVE": "Een aanwijzing, meer niet.",
        "none UNDERPOWERED": "Geen conclusie.", "none CONTAMINATED": "Geen conclusie.", "none POOR FIT": "Geen conclusie.", "note status": "Uitkomst: %(status)s. Opzet: %(design)s.",
        "note registered": "Geregistreerd op %(day)s door %(who)s; verwachte richting: %(direction)s.",
        "note seen": "De cijfers waren al openbaar toen dit werd geregistreerd: de registratie beschermt tegen een veranderde vraag, niet tegen een gekozen vraag.",
        "note unknown": "Van %(unknown)s van de %(n)s vergelekenen is geen ingreep bekend. Dat is niet hetzelfde als geen.",
        "note common": "In deze jaren gebeurde er iets wat voor hen allemaal gold: %(titles)s.",
        "note suppressed": "%(n)s cijfers van deze jaren worden achtergehouden; ze ontbreken en zijn geen nul.", "note left": "Niet in de vergelijking: %(left)s.",
        "left registered": "%(n)s volgens de registratie", "left treated": "%(n)s waarvoor het ook gold", "left empty": "%(n)s met ontbrekende cijfers",
        "left apart": "%(n)s met twee verschillende cijfers voor één periode", "left nothing-before": "%(n)s waar er ervoor niets te tellen was",
        "note small": "Een verschil van deze grootte wordt minder dan vier van de vijf keer gevonden; wordt het gevonden, dan is het meestal overschat.",
        "note without": "Met telkens één van de vergelekenen weggelaten: %(low)s tot %(high)s. Op eerdere datums: %(earlier)s.", "field period": "Vanaf", "field series": "Reeks",
        "field value": "Gemiddelde", "field low": "Laag", "field high": "Hoog", "unit": "procent", "direction up": "omhoog", "direction down": "omlaag",
        "direction unknown": "onbekend", "start": "begin",
    },
}


def answer(source: Source, chosen: Mapping[str, str], say: Speaker) -> Answer:
    """The study chosen; the first supported one where none is chosen."""
    texts = TEXTS.get(say.language, TEXTS["en"])
    told = studied.find(source, chosen.get("study", ""), say)
    several = told is not None and told.staggered
    fields = (Field("period", texts["field step" if several else "field period"], "number" if several else "text"), Field("series", texts["field series"]),
              *(Field(name, texts["field index" if several and name == "value" else f"field {name}"], "number") for name in ("value", "low", "high")))
    if told is None:
        need = Need(texts["need intervention"], ("intervention", "observation"))
        none = refused(Basis(source.id, 0), (texts["choose"],), say, method=METHOD, unit=texts["unit"], would_need=need.about)
        return Answer(NAME, _capital(texts["choose"]), texts["unit"], texts["about"], none, fields, (), caveats=tuple(texts["caveats"].split("\n")), needs=(need,), chosen=dict(chosen))
    words = values(told, texts, say)
    found = told.result["status"] != "NO DESIGN"
    needed = studied.needs(told, say)
    rests = studied.basis(source, told)
    evidence = studied.evidence(told, rests, said(told, texts, words, say), say, unit=texts["unit"], need=needed[0].about)
    query = sql(told, texts)
    rows = tuple(tuple(row.values()) for row in source.records(query)) if found else ()
    at = told.start_at if found else None
    chart = Chart("lines", x="period", y="value", series="series", low="low", high="high", events=((at, texts["start"]),) if at is not None else ()) if rows else Chart()
    sign = "up" if (told.result["effect"] or 0) > 0 else "down"
    return Answer(
        NAME, _capital(texts["title"] % words), texts["index"] if several else told.row["unit"] or told.measure,
        _capital(texts["definition alone" if not found else "definition several" if several else "definition"] % words), evidence, fields, rows, chart,
        texts[f"finding {sign}"] % words if evidence.state == "SOLID" else "", datasets=_datasets(source, told),
        notes=(*notes(told, texts, words, say), *studiedfigures.told(source, told.result.get("figures", {}), told.name, told.per, say)),
        caveats=tuple(texts["caveats"].split("\n")), needs=needed if evidence.state != "SOLID" else (), sql=(query,) if rows else (), chosen=dict(chosen))


def values(told: Told, texts: Mapping[str, str], say: Speaker) -> dict[str, Any]:
    """What sentences about a study are filled with."""
    result = told.result
    effect = result["effect"]
    return {
        "title": told.title, "measure": told.measured, "unit": told.name, "n": say.number(len(result["space"]) or len(result["compared"])), "compared": say.number(len(result["compared"])),
        "frequency": texts[f"every {result['frequency']}"],
        "size": percent(effect, say), "effect": percent(effect, say, sign=True), "low": percent(result["low"], say, sign=True), "high": percent(result["high"], say, sign=True),
        "level": say.percent(round(result["level"] or 0, 3)), "larger": say.number(result["larger"]), "p": say.number(round(result["p"], 3)) if result["p"] is not None else "–",
        "up": percent(result["mde_up"], say), "down": percent(result["mde_down"], say), "status": texts[f"status {result['status']}"], "design": texts[f"design {result['design']}"],
    }


def said(told: Told, texts: Mapping[str, str], words: Mapping[str, Any], say: Speaker) -> str:
    """What was found, what could have been, and what follows, in three sentences; "" where there is no design."""
    result = told.result
    if result["effect"] is None:
        return ""
    first = texts["said model"] if result["design"] == "interrupted" or not result["space"] else texts["said up" if result["effect"] > 0 else "said down"]
    seen = texts["seen none"] if result["mde_up"] is None and result["mde_down"] is None else texts["seen"]
    return " ".join((first % words, seen % words, texts[f"none {result['status']}"]))


def notes(told: Told, texts: Mapping[str, str], words: Mapping[str, Any], say: Speaker) -> tuple[str, ...]:
    """What a reader should know beside the picture."""
    result, row = told.result, told.row
    found = [texts["note status"] % words, texts["note registered"] % {"day": row["registered"], "who": row["who"], "direction": texts[f"direction {row['direction']}"]}]
    found += [texts["note seen"]] if row["seen"] else []
    if result["compared"]:
        found.append(texts["note unknown"] % {"unknown": say.number(result["unknown"]), "n": say.number(len(result["compared"]))})
    left = Counter(reason for _, reason in result["left_out"])
    if left:
        found.append(texts["note left"] % {"left": ", ".join(texts[f"left {reason}"] % {"n": say.number(count)} for reason, count in sorted(left.items()))})
    if result["without"]:
        earlier = "; ".join(f"{date[:7]} {percent(effect, say, sign=True)}" for date, effect in result["time"]) or "–"
        note = texts["note without several" if told.staggered else "note without"]
        found.append(note % {"low": percent(result["without"][0], say, sign=True), "high": percent(result["without"][1], say, sign=True), "earlier": earlier})
    seen = result["mde_up"] if (result["effect"] or 0) > 0 else result["mde_down"]
    if result["status"] in ("SUPPORTED", "SUGGESTIVE") and result["effect"] is not None and (seen is None or abs(result["effect"]) < seen):
        found.append(texts["note small"])
    if common := [named(one["title"]) for one in result.get("common", []) if one["intervention"] != row["intervention"]]:
        found.append(texts["note common"] % {"titles": "; ".join(common)})
    if row["suppressed"]:
        found.append(texts["note suppressed"] % {"n": say.number(row["suppressed"])})
    return tuple(found)


def sql(told: Told, texts: Mapping[str, str]) -> str:
    """The query that gives the rows: the treated series, then the comparison with its band where there is one."""
    names = ("periods", "treated", "comparison", "low_band", "high_band")
    lists = ", ".join(f"CAST(result->'{name}' AS {'VARCHAR' if name == 'periods' else 'DOUBLE'}[]) AS {name}" for name in names)
    one = f"SELECT {told.period} AS period, {quote(told.name)} AS series, unnest(treated) AS value, CAST(NULL AS DOUBLE) AS low, CAST(NULL AS DOUBLE) AS high, 0 AS part FROM found"
    other = (f"SELECT {told.period}, {quote(texts['others'])}, unnest(comparison), unnest(low_band), unnest(high_band), 1 FROM found WHERE len(comparison) > 0")
    return (f"WITH found AS (SELECT {lists} FROM study WHERE id = {quote(told.row['id'])}), parts AS ({one} UNION ALL {other}) "
            "SELECT period, series, value, low, high FROM parts ORDER BY part, period")


def _datasets(source: Source, told: Told) -> tuple[str, ...]:
    done = source.records("SELECT dataset FROM intervention WHERE id = $i", {"i": told.row["intervention"]}) if told.row["intervention"] else []
    had = source.records("SELECT id FROM dataset WHERE id = $d", {"d": told.row["outcome_dataset"]}) if told.result["periods"] else []
    return tuple(sorted({*(row["id"] for row in had), *(row["dataset"] for row in done)}))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
