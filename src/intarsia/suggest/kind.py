"""What kind of table the columns make together: productions, makers, or figures; tidy or with the years as columns."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from intarsia.suggest import headers, vocabulary
from intarsia.suggest.judge import Judged
from intarsia.suggest.terminology import kind_of_list
from intarsia.text import fold

#: columns that only one form of work has: (target or part of a header, form)
_SIGNS = (
    ("c:choreographer", "dance", 3),
    ("c:stage-director", "play-production", 3),
    ("c:venue", "performance", 2),
    ("c:orchestra", "concert", 3),
    ("c:conductor", "concert", 2),
    ("performs", "performance", 2),
    ("c:composer", "composition", 1),
    ("c:performer", "song", 2),
    ("c:lyricist", "song", 1),
    ("id:isrc", "song", 3),
    ("c:director", "film", 2),
    ("c:actor", "film", 2),
    ("c:screenwriter", "film", 2),
    ("id:imdb", "film", 2),
    ("m:box-office", "film", 2),
    ("id:isbn", "book", 4),
    ("id:issn", "periodical", 3),
    ("c:author", "book", 1),
    ("c:translator", "book", 1),
    ("c:publisher", "book", 1),
    ("c:developer", "game", 4),
    ("platform", "game", 3),
    ("pegi", "game", 3),
    ("id:inventory", "artwork", 2),
    ("medium", "artwork", 1),
    ("credit line", "artwork", 2),
    ("technique", "artwork", 1),
    ("c:artist", "artwork", 1),
    ("object", "artwork", 1),
    ("c:broadcaster", "series", 2),
    ("seasons", "series", 2),
    ("episode", "series", 1),
)
_SECTOR_FORMS = {
    "film-tv": "film",
    "games": "game",
    "publishing": "book",
    "music": "song",
    "performing-arts": "performance",
    "heritage": "artwork",
    "new-media": "interactive",
    "design": "design-object",
    "architecture": "building",
    "fashion": "costume",
    "advertising": "commercial",
    "radio": "radio-programme",
}
_ORGANISATION = re.compile(
    r"\b(museum|museums|museo|musee|muzeum|venue|theatre|theater|teatr|teatro|cinema|bioscoop|kino|library|bibliotheek|organisation|organization|organisatie|institution|instelling|company|bedrijf|shop|winkel|"
    r"publisher|uitgever|festival|gallery|orchestra|studio|employer)\b"
)
PERSON, ORGANISATION = (
    re.compile(r"(?:Person|Persoon|Personne|Human|Artist)$", re.I),
    re.compile(r"(?:Organi[sz]ation|Organisatie|MusicGroup|Group|Corporation|Institution)$", re.I),
)


#: what is usually counted of whom
_COUNTED = (
    ("muse", "visits"),
    ("galler", "visits"),
    ("librar|bibliothe", "loans"),
    ("cinema|bioscoop|kino", "admissions"),
    ("theat|festival|concert|orchest", "attendance"),
    ("population|bevolking|bevolkerung|poblacion|popolazione|ludnosc", "population"),
)


#: words that make a share of what follows them
_PARTS = frozenset({"percentage", "percent", "share", "aandeel", "pourcentage", "anteil", "porcentaje", "percentuale", "odsetek"})
#: words that count something only within another phrase
_NO_MEASURE = frozenset({"part", "note", "place", "items", "titles", "length", "copies", "titel", "plays", "pay"})


@dataclass
class Kind:
    """The kind of table: where its things are (`level`: '' for the records), what is made of them, their form and sector."""

    makes: str
    level: str = ""
    form: str = "artwork"
    sector: str = "heritage"
    why: str = ""
    periods: list[Judged] = field(default_factory=list)
    types: Judged | None = None
    measure: str = ""
    aggregates: bool = False  #: some places are groups of countries


def kind_of(judged: list[Judged], file: str, sector: str = "") -> Kind:
    """The kind of table that all columns together make: `work`, `agent`, `observation` or `organisation` (agents with figures)."""
    root = [j for j in judged if not j.column.table]
    periods = [j for j in root if headers.is_period(j.column.name) and (j.values.share("number") >= 0.5 or j.values.marks)]
    wide = periods if len(periods) >= 3 and len(periods) >= 0.2 * len(root) else []
    types = next(
        (
            j
            for j in judged
            if j.column.full in ("@type", "rdf:type")
            and any(PERSON.search(v) or ORGANISATION.search(v) for v in j.values.sample)
            and any(not PERSON.search(v) and not ORGANISATION.search(v) for v in j.values.sample)
        ),
        None,
    )
    form, why = _form(judged, file, sector)
    makes, level = ("work", "") if types is not None else _makes(judged, [j for j in root if j not in wide], bool(wide), why.startswith("the file's name"))
    found = Kind(makes, level, form, sector or vocabulary.sectors().get(form, "") or "heritage", why, wide)
    if makes in ("observation", "organisation") and not sector:
        found.sector = _sector_of(file) or ("heritage" if makes == "organisation" else "context")
    found.types = types
    found.measure = _measure(wide, root, file)
    return found


def _makes(judged: list[Judged], root: list[Judged], wide: bool, named: bool) -> tuple[str, str]:
    if not wide and (listed := kind_of_list(judged, named)):
        return listed, ""
    targets = Counter(j.target for j in root)
    tops = [j for j in judged if j.column.table and headers.alone(headers.phrase(headers.parts(j.column.table)[-1])).target in ("title", "name")]
    if any(headers.phrase(j.column.name) == "obs value" for j in root):
        return "observation", ""
    lives = sum(1 for j in root if j.option("born") or j.option("died") or j.target in ("nationality", "gender", "place of birth", "agent.kind"))
    titles = [j for j in [*root, *tops] if j.target == "title" and j.score >= 0.5]
    names = [j for j in [*root, *tops] if j.target == "name"]
    if not titles and names and lives >= 2:
        return "agent", ""
    figures = [j for j in root if j.target.startswith("m:") or j.target == "value"]
    when = targets["date"] + targets["period"] > 0
    where = [j for j in root if j.values.countries >= 0.4 or (j.target == "place" and not j.values.numeric)]
    if not titles and where and when and not any(j.target.startswith("c:") and j.score >= 0.5 for j in root) and all(j in where or j.score < 0.8 for j in names):
        figures = figures or [j for j in root if j.values.numeric and not j.values.share("year") >= 0.5]
        names = [j for j in names if j not in where]
    organisation = next((j for j in root if _ORGANISATION.search(headers.phrase(j.column.name)) and not j.values.numeric and not j.column.full.count(".")), None)
    if not titles and not names and organisation is None and (wide or (figures and when)):
        return "observation", ""
    if not titles and (organisation is not None or names) and (wide or (figures and when)):
        places = any(j.target in ("country", "place") for j in root) and organisation is None
        if places or organisation is not None:
            return ("observation" if places else "organisation"), ""
    if not titles and not names:
        nested = [j for j in judged if j.column.table and j.target == "title" and j.score >= 0.5]
        for j in sorted(nested, key=lambda n: (n.column.table.count("."), -n.column.share_filled)):
            own = headers.alone(headers.phrase(headers.parts(j.column.table)[-1])).target
            if own.partition(":")[0] not in ("title", "name"):
                return "work", j.column.table
    return "work", ""


def _form(judged: list[Judged], file: str, sector: str) -> tuple[str, str]:
    words = re.findall(r"[^\W\d_]{3,}", fold(_words(file)))
    for size in (2, 1):
        for end in range(len(words), size - 1, -1):  # the last words say what is listed: "video games", "list of films"
            said = " ".join(words[end - size : end])
            if (named := vocabulary.notation("form", said)) and said not in ("video", "figures", "works", "series"):
                return named, f"the file's name says '{said}'"
    points: dict[str, float] = defaultdict(float)
    share = {id(j): max(j.column.share_filled, 0.05) for j in judged}
    for j in judged:
        phrase = headers.phrase(j.column.full)
        for sign, form, weight in _SIGNS:
            if j.target == sign or (":" not in sign and sign in phrase):
                points[form] += weight * share[id(j)]
        for part in headers.parts(j.column.name):
            if j.option("title") and (named := vocabulary.notation("form", headers.phrase(part).removesuffix(" title").removesuffix("titel").removesuffix(" name"))):
                points[named] += 3
    if sector and sector in _SECTOR_FORMS:
        fitting = {f: n for f, n in points.items() if vocabulary.sectors().get(f) == sector}
        return (max(fitting, key=lambda f: fitting[f]), "the columns are those of such works") if fitting else (_SECTOR_FORMS[sector], f"the sector is {sector}")
    return (max(points, key=lambda f: points[f]), "the columns are those of such works") if points else ("artwork", "nothing says what the works are")


def _words(file: str) -> str:
    """A file's name in words, without its extension."""
    return re.sub(r"\.[a-z0-9]{2,8}(?=#|$|\.gz)", " ", file).replace("_", " ").replace("-", " ")


def _sector_of(file: str) -> str:
    for word in re.findall(r"[^\W\d_]{4,}", fold(_words(file))):
        if found := vocabulary.notation("sector", word):
            return found
    return ""


def _small(wide: list[Judged]) -> bool:
    """Are the numbers of the size of the list, as places in it are?"""
    most = max((int(v.split(".")[0]) for j in wide for v in j.values.sample if re.fullmatch(r"[0-9]{1,9}(?:\.0)?", v)), default=0)
    return most <= 2 * max(j.column.rows for j in wide) + 10


def measure_in(said: str) -> str:
    """The measure that words speak of, the longest phrase first; '' when none."""
    words = re.findall(r"[^\W\d_]{3,}", said)
    if words and words[0] in _PARTS:
        return "share"
    pieces = (" ".join(words[n : n + size]) for size in (3, 2, 1) for n in range(len(words) - size + 1))
    return next((found for piece in pieces if piece not in _NO_MEASURE and (found := vocabulary.notation("measure", piece))), "")


def _measure(wide: list[Judged], root: list[Judged], file: str) -> str:
    told = {measure_in(fold(v)) for j in root if j.target == "measure" for v in j.values.sample[:40]} - {""}
    if len(told) > 1:
        return ""  # a column says it of each line
    if found := "".join(told) or measure_in(fold(_words(file))):
        return found
    if wide and all(j.values.share("integer") >= 0.6 and not j.column.again for j in wide if len(j.values.sample) > 5) and _small(wide) and any(len(j.values.sample) > 5 for j in wide):
        return "rank"
    names = " ".join(headers.phrase(j.column.name) for j in root) + " " + fold(_words(file))
    return next((measure for word, measure in _COUNTED if re.search(rf"\b(?:{word})", names)), "")
