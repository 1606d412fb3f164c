"""The columns of one file judged together: one title, one date, one key; what the kind of table does not take is left out."""

from __future__ import annotations

from intarsia.suggest import figures, headers, terminology
from intarsia.suggest.columns import Sample
from intarsia.suggest.judge import LEFT_OUT, Judged
from intarsia.suggest.kind import Kind
from intarsia.text import wordset

#: a thing has one of each
SINGLE = (
    "title",
    "date",
    "date.end",
    "status",
    "description",
    "rights",
    "page",
    "form",
    "title.language",
    "as_of",
    "name",
    "born",
    "died",
    "agent.kind",
    "unit",
    "measure",
    "flag",
    "method",
    "segment",
    "value",
    "period",
)
#: what each kind of thing takes, besides the kinds of target that end in ':'
TAKES = {
    "work": (
        "title",
        "title:",
        "title.language",
        "language",
        "date",
        "date.end",
        "status",
        "as_of",
        "description",
        "rights",
        "page",
        "form",
        "genre",
        "country",
        "audience",
        "subject",
        "c:",
        "c.role",
        "id:",
        "based_on",
        "part_of",
        "performs",
        "about",
        "based_on.",
        "part_of.",
        "performs.",
        "about.",
        "m:",
        "key",
    ),
    "agent": ("name", "born", "died", "country", "agent.kind", "id:", "key"),
    "observation": ("place", "place.name", "period.", "period", "m:", "value", "unit", "measure", "segment", "flag", "method", "key"),
    "organisation": ("name", "place", "period.", "period", "m:", "value", "unit", "measure", "segment", "flag", "method", "country", "key"),
}


#: parts of the name of a person
PERSONS = wordset("voornaam achternaam tussenvoegsel roepnaam firstname lastname surname forename prenom vorname nachname familienname apellido apellidos cognome nazwisko imie") | frozenset(
    ("first name", "last name", "given name", "family name", "middle name", "nom de famille", "nombre de pila", "primer apellido")
)


def resolve(judged: list[Judged], kind: Kind, sample: Sample) -> None:
    """Settle every column's target in place."""
    if kind.makes in ("concept", "place"):
        terminology.settle(judged, kind.makes, sample)
        return
    for j in judged:
        if j in kind.periods:
            j.take(
                f"m:{kind.measure or 'figure'}",
                0.75 if kind.measure else 0.4,
                "the name is a period and the values are figures" + ("" if kind.measure else "; say what they count"),
            )
        else:
            _adapt(j, kind)
    if kind.makes in ("observation", "organisation"):
        figures.settle(judged, kind)
    else:
        figures.derived(judged)
    _private(judged)
    _title(judged, kind)
    for j in judged:
        _constant(j)
        _reachable(j, kind, sample)
        _refuse(j, kind)
    _key([j for j in judged if j.target == "key"])
    _nearest(judged, kind)
    for target in SINGLE:
        _one([j for j in judged if j.target == target], kind)
    _roles(judged)
    for j in judged:
        if not j.target and j.why == "neither name nor values say what it is" and j.values.numeric:
            j.leave("a number; the name does not say what it counts", j.score)


def _adapt(j: Judged, kind: Kind) -> None:
    """A target in the words of the kind of table: the year of a figure is its period, of a maker its birth."""
    makes, target = kind.makes, j.target
    if makes == "work":
        if j.reading.target.startswith("c:") and j.values.share("url") >= 0.7 and kind.types is not None:
            j.take(j.reading.target, 0.7, f"the name says '{j.reading.words}', and the values are addresses of other records of the file")
        elif target == "genre" and j.values.vocabulary("form") >= 0.6 and j.values.vocabulary("genre") < 0.4:
            j.take("form", j.score, "the values are forms of works")
        elif target == "form" and j.column.name in ("@type", "rdf:type") and kind.types is None and (j.values.constant or j.values.vocabulary("form") < 0.9):
            j.leave("the class of the record; the form is said once, above", 0.55)
        elif target == "c:director" and kind.sector == "performing-arts":
            j.take("c:stage-director", j.score, j.why)
        elif target == "m:rating-average" and j.values.share("integer") >= 0.95 and j.column.longest > 2:
            j.take("m:rating-count", j.score, j.why + "; whole numbers are counts")
        elif target == "period" and j.values.dated >= 0.6:
            j.take("date", j.score * 0.8, j.why)
        elif target == "place" and j.values.countries >= 0.7:
            j.take("country", j.score, j.why)
    elif makes == "agent":
        changed = {"title": "name", "date": "born", "date.end": "died", "form": "agent.kind" if j.values.vocabulary("form") < 0.3 else "form"}
        if target == "nationality" and j.values.countries >= 0.3:
            j.take("country", j.score, "nationality, written as countries")
        elif target == "nationality":
            j.leave("words such as 'Dutch' name no country: say in the mapping which one each of them means", 0.45)
        elif target in changed:
            j.take(changed[target], j.score * 0.9, j.why)
    else:
        _adapt_figures(j, makes, kind.measure)


def _adapt_figures(j: Judged, makes: str, measure: str) -> None:
    target = j.target
    if target == "value" and measure:
        j.take(f"m:{measure}", j.score, f"{j.why}; the file's name says '{measure}'")
    elif target == "date":
        j.take("period", j.score, j.why)
    elif target == "country" and makes == "observation":
        j.take("place", j.score, j.why)
    elif target in ("title", "name", "c:venue", "c:broadcaster", "c:publisher", "c:orchestra") and j.score >= 0.3:
        j.take("name" if makes == "organisation" else "place", j.score * 0.8, j.why)
    elif target in ("form", "genre", "audience", "subject", "gender"):
        j.take("measure" if target == "form" and j.values.vocabulary("measure") >= 0.3 else "segment", j.score * 0.7, j.why + "; a part of what is counted")


def _title(judged: list[Judged], kind: Kind) -> None:
    """There is always one: a name, or the text that tells the records best apart."""
    wanted = "title" if kind.makes == "work" else "name"
    if kind.makes == "observation":
        return
    here = [j for j in judged if _at(j, kind) and j.target != "contact" and not j.values.personal]
    if any(j.target == wanted and j.score >= 0.3 for j in here):
        return
    names = [j for j in here if j.target in ("name", "title")] or [j for j in here if j.option("name") or j.option("title")]
    if not names and kind.makes == "organisation":
        from intarsia.suggest.kind import _ORGANISATION

        names = [j for j in here if _ORGANISATION.search(headers.phrase(j.column.name)) and not j.values.numeric]
    if names:
        best = max(names, key=lambda j: j.score)
        for j in names:
            if j is best or (stem(j) == stem(best) and j.target == best.target):
                j.take("taken", max(j.score * 0.9, 0.4), j.why)
        for j in names:
            if j.target == "taken":
                j.target = wanted
        return
    texts = [j for j in here if j.values.sample and not j.values.numeric and j.values.share("url") < 0.5 and not j.values.personal and j.target not in LEFT_OUT]
    known = sorted(
        texts or ([] if any(j.target == "contact" for j in judged) else here),
        key=lambda j: (bool(j.target), -len(set(j.values.sample)) * j.column.share_filled * (1 if 1 <= j.values.words <= 12 else 0.2)),
    )
    if known:
        known[0].take(wanted, 0.25, "no column is named as a title; this one tells the records best apart")


def _private(judged: list[Judged]) -> None:
    """Names of persons beside their addresses are those of members or customers, not of makers."""
    if not any(j.target == "contact" for j in judged) or any(j.target.startswith("title") and j.score >= 0.6 for j in judged):
        return
    for j in judged:
        parts = [headers.phrase(p) for p in headers.parts(j.column.name)]
        if any(p in PERSONS for p in parts) or (j.target in ("name", "c:contributor") and j.values.people >= 0.5):
            j.take("contact", 0.8, "")


def _at(j: Judged, kind: Kind) -> bool:
    return j.column.table == kind.level or (not kind.level and _top(j))


def _top(j: Judged) -> bool:
    """Is this a list whose first element stands for the whole: several titles, one in each language?"""
    parts = headers.parts(j.column.table) if j.column.table else []
    said = headers.alone(headers.phrase(parts[-1])).target if parts else ""
    said = "title" if said == "name" else said
    target = "title" if j.target == "name" else j.target
    return bool(said) and ":" not in said and said in (*SINGLE, "language") and target.partition(".")[0].partition(":")[0] == said


def _constant(j: Judged) -> None:
    if (
        j.values.constant
        and (j.target.endswith(".form") or j.target in ("form", "key", "page", "description", "agent.kind") or j.target.startswith(("c:publisher", "id:", "title")))
        and j.target != "title"
    ):
        j.leave("the same on every record", 0.6)


def _reachable(j: Judged, kind: Kind, sample: Sample) -> None:
    """Single things come from the records themselves, or from the first element of a list."""
    table, level = j.column.table, kind.level
    if not j.target or not table:
        return
    if level and not (table == level or table.startswith(f"{level}.")):
        j.leave("stands in a list outside of the works")
    elif kind.makes != "work" and kind.types is None:
        j.leave("stands in a list; this kind of table takes none")
    elif table != level and not level and j.target == "date" and not j.column.table.count("."):
        j.why = f"first: {j.why}"  # of the list's first element, if the records have none of their own: see `_nearest`
    elif table != level and not _top(j) and (j.target in SINGLE or j.target.startswith("m:") or j.target in ("key", "language")):
        j.leave("stands in a list; a work has one of this kind")


def _nearest(judged: list[Judged], kind: Kind) -> None:
    """A date that only stands in a list: that of its first element is the work's, unless the work has one of its own."""
    listed = [j for j in judged if j.target == "date" and j.column.table and j.column.table != kind.level and not _top(j)]
    own = any(j.target == "date" and j not in listed for j in judged)
    for j in listed:
        if own or j is not listed[0]:
            j.leave("stands in a list; a work has one of this kind")
        else:
            j.take("date", min(j.score, 0.6) * 0.8, "the first of a list: " + j.why.removeprefix("first: "))


def _refuse(j: Judged, kind: Kind) -> None:
    target = j.target
    if not target:
        return
    if target.startswith("skip:"):
        j.leave("a part of an object that the model has no column for", 0.55)
    elif target in LEFT_OUT and not (kind.makes == "agent" and target == "c.position"):
        j.leave(LEFT_OUT[target], max(j.score, 0.55))
    else:
        takes = TAKES[kind.makes] + (TAKES["agent"] if kind.types is not None else ())
        if target not in takes and not any(one[-1] in ":." and target.startswith(one) for one in takes):
            j.leave("the name says what it is, but this kind of table has no place for it")


def _key(keys: list[Judged]) -> None:
    good = [j for j in keys if not j.column.table and j.values.unique and j.column.share_filled >= 0.97]
    best = max(good, key=lambda j: j.score, default=None)
    for j in keys:
        if j is not best:
            j.leave("a number of the contributor's own; another column tells the records apart" if best else "a number that does not tell the records apart")


def _one(same: list[Judged], kind: Kind) -> None:
    """The best of several; the same property in another shape (text here, object there) is taken with it."""
    if len(same) < 2:
        return
    best = max(
        same,
        key=lambda j: (j.target == "form" and j.values.vocabulary("form") >= 0.5, j.column.table == kind.level, round(j.score, 1), j.reading.words == j.target, j.column.share_filled),
    )
    for j in same:
        if j is best or stem(j) == stem(best) or (j.column.table == best.column.table and j.column.share_filled + best.column.share_filled <= 1.02):
            continue  # the same property in another shape, or in the records that the best one leaves empty
        if j.target == "title" and j.reading.target == "title" and j.reading.strength >= 0.75 and j.column.table == best.column.table:
            j.take("title:alternative", 0.45, "another title; say which kind it is")
        else:
            j.leave(f"'{best.column.full}' is taken for this")


def stem(j: Judged) -> str:
    """What a column and its twins in other shapes share: `title` and `title.main`, `name` and `name.@value`."""
    return j.column.full.removesuffix(".@value").removesuffix(".value").removesuffix(".main").removesuffix(".name")


def _roles(judged: list[Judged]) -> None:
    for j in judged:
        if j.target == "c.role" and not any(o.target.startswith("c:") and o.column.table == j.column.table for o in judged):
            j.leave("a role without a name beside it")
        if "." in j.target and j.target.partition(".")[0] in ("based_on", "part_of", "performs", "about") and not any(o.target == j.target.partition(".")[0] for o in judged):
            j.leave("says something of another work, whose title is not there")
