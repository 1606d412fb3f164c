"""One column judged: what its name and its values say together it becomes, how surely, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from intarsia.suggest import headers, identifiers
from intarsia.suggest.columns import Column
from intarsia.suggest.headers import Reading
from intarsia.suggest.headerwords import SALES_WAYS
from intarsia.suggest.values import Values
from intarsia.text import fold

_SALES_WAYS = frozenset(word.strip() for word in SALES_WAYS.split(","))
SURE, LIKELY, YOUR_CALL = "sure", "likely", "your call"
#: targets that are never mapped, with the reason that [unused] states
LEFT_OUT = {
    "contact": "a person's own business: never mapped",
    "gender": "says something of a person that no page needs",
    "place of birth": "a town; the model has countries only",
    "nationality": "of a maker, not of the work",
    "image": "pictures and media have rights of their own, which the licence of the metadata does not give",
    "internal": "it tells how the records are kept, or something that no table of this pool has a place for",
    "c.position": "the order of the file is kept anyway",
}


@dataclass(eq=False)
class Judged:
    """A column with the targets it may become, best first: (score, target, why)."""

    column: Column
    values: Values
    reading: Reading
    choices: list[tuple[float, str, str]] = field(default_factory=list)
    target: str = ""
    score: float = 0.0
    why: str = ""

    def take(self, target: str, score: float, why: str) -> None:
        self.target, self.score, self.why = target, score, why

    def leave(self, why: str, score: float = 0.3) -> None:
        self.take("", score, why)

    def option(self, target: str) -> float:
        """The score of a target among the choices."""
        return max((score for score, one, _ in self.choices if one == target), default=0.0)

    @property
    def confidence(self) -> str:
        if self.score >= 0.8:
            return SURE
        return LIKELY if self.score >= 0.5 else YOUR_CALL


def judge(column: Column) -> Judged:
    """All that a column may become."""
    values = Values(column)
    reading = headers.read(column.full)
    judged = Judged(column, values, reading, _by_values(values))
    if reading.target:
        score = reading.strength * fit(reading.target, values) * (0.75 if reading.words in ("code", "codes") else 1)  # what is no word for anything but itself
        judged.choices.append((score, reading.target, f"the name says '{reading.words}'" + _agrees(reading.target, values)))
        if reading.strength >= 0.6 and score < 0.3:  # the name says something else than the values: neither is to be trusted
            judged.choices = [(one * (0.6 if target != "contact" and not target.startswith("id:") else 1), target, why) for one, target, why in judged.choices]
    judged.choices += _otherwise(reading, values)
    judged.choices.sort(key=lambda c: -c[0])
    if judged.choices and judged.choices[0][0] >= 0.3:
        score, target, why = judged.choices[0]
        judged.take(target, score, why)
    else:
        judged.leave("neither name nor values say what it is")
    return judged


def _otherwise(reading: Reading, v: Values) -> list[tuple[float, str, str]]:
    """Words that mean one thing above numbers and another above words: stars, ratings."""
    if reading.target == "c:actor" and "stars" in reading.words and v.numeric:
        return [(0.6, "m:rating-average", "the name says 'stars', and the values are numbers")]
    if reading.target == "c:broadcaster" and v.sample and sum(fold(one) in _SALES_WAYS for one in v.sample) >= 0.6 * len(v.sample):
        return [(1.0, "internal", "the name says 'channel', and the values are ways of selling")]
    if reading.target == "m:rating-average" and v.sample and v.share("number") < 0.2 and v.length <= 12:
        return [(0.5, "audience", "a rating that is no number says for whom a work is suitable")]
    return []


def fit(target: str, v: Values) -> float:
    """How well the values go with a target, 0 to 1."""
    kind = target.partition(":")[0].partition(".")[0]
    if not v.sample:
        return 0.1
    if kind in ("skip", "contact", "image", "internal", "gender", "nationality"):
        return 1.0
    if target == "m:duration" and v.share("duration") >= 0.6:
        return 1.0
    if kind == "m" or target == "value":
        return 1.0 if v.share("number") >= 0.6 else 0.7 if v.one_number >= 0.6 and v.dated < 0.6 else 0.05
    if kind == "id":
        return _fit_identifier(target.partition(":")[2], v)
    if kind in _FITS:
        return _FITS[kind](v)
    return _fit_text(v)


def _fit_text(v: Values) -> float:
    if v.share("number") >= 0.8 and not v.share("isodate") >= 0.5:
        return 0.15
    return 0.1 if v.share("url") >= 0.7 else 1.0


def _fit_title(v: Values) -> float:
    if v.share("number") >= 0.8 or v.share("url") >= 0.5 or v.share("boolean") >= 0.9:
        return 0.1
    return 0.4 if v.length > 150 else 1.0


def _fit_maker(v: Values) -> float:
    if v.share("number") >= 0.5 or v.share("url") >= 0.5 or v.share("boolean") >= 0.9:
        return 0.05
    return 0.3 if v.length > 300 else 1.0


def _fit_date(v: Values) -> float:
    if v.share("integer") >= 0.9 and v.share("year") < 0.3 and v.dated < 0.9:
        return 0.2
    return 1.0 if v.dated >= 0.6 else 0.6 if v.dated >= 0.3 else 0.1


def _fit_identifier(scheme: str, v: Values) -> float:
    found, share = v.identifier
    if scheme == "isbn" and identifiers.share(identifiers.BY_NAME["isbn"], v.sample) >= 0.5:
        return 1.0
    if found == scheme and share >= 0.6:
        return 1.1
    known = {"isbn", "issn", "imdb", "wikidata", "ulan", "viaf", "orcid", "isni", "doi"}
    return 0.25 if scheme in known else 0.1 if v.length > 100 else 0.9


def _share(share: float, enough: float, otherwise: float) -> float:
    return 1.0 if share >= enough else otherwise


_FITS = {
    "title": _fit_title,
    "name": _fit_title,
    "c": _fit_maker,
    "date": _fit_date,
    "born": _fit_date,
    "died": _fit_date,
    "as_of": _fit_date,
    "period": _fit_date,
    "language": lambda v: _share(v.languages, 0.3, 0.15),
    "country": lambda v: _share(v.countries, 0.3, 0.3),
    "rights": lambda v: _share(max(v.share("rights"), v.share("url")), 0.3, 0.6),
    "page": lambda v: _share(max(v.share("url"), _paths(v)), 0.5, 0.05),
    "form": lambda v: 0.05 if v.numeric else _share(v.vocabulary("form"), 0.25, 0.35),
    "genre": lambda v: 0.05 if v.numeric or v.length > 120 else _share(v.vocabulary("genre"), 0.15, 0.7),
    "subject": lambda v: 0.1 if v.numeric or v.share("url") > 0.5 else 1.0,
    "audience": lambda v: 0.3 if v.share("url") > 0.5 or v.share("boolean") > 0.9 else 1.0,
    "status": lambda v: 0.1 if v.numeric else _share(v.vocabulary("status"), 0.2, 0.35),
    "key": lambda v: 1.0 if v.unique else 0.3,
    "description": lambda v: 0.05 if v.numeric or v.share("url") > 0.7 else 1.0,
    "segment": lambda v: 0.8,
    "flag": lambda v: 0.8,
    "place": lambda v: _share(v.countries, 0.3, 0.6),
    "part_of": lambda v: 0.3 if v.numeric else 1.0,
    "performs": _fit_title,
    "based_on": _fit_title,
    "about": _fit_title,
    "measure": _fit_title,
    "unit": _fit_title,
}


def _paths(v: Values) -> float:
    return sum(1 for s in v.sample if s.startswith("/")) / len(v.sample)


def _agrees(target: str, v: Values) -> str:
    kind = target.partition(":")[0]
    if kind in ("date", "born", "died", "period") and v.dated >= 0.9:
        return ", and the values read as dates"
    if kind == "id" and v.identifier[0]:
        return ", and form and check digit agree" if v.identifier[0] in ("isbn", "issn", "ean", "isni", "orcid", "iswc") else ", and the values have its form"
    if kind in ("m", "value") and v.numeric:
        return ", and the values are numbers"
    if (kind == "country" and v.countries >= 0.7) or (kind == "language" and v.languages >= 0.7):
        return ", and the values are names or codes of such"
    if kind in ("genre", "form", "audience", "status") and v.vocabulary(kind) >= 0.5:
        return ", and most values are words of the vocabulary"
    return ""


def _by_values(v: Values) -> list[tuple[float, str, str]]:
    """What the values alone say."""
    found: list[tuple[float, str, str]] = []
    if not v.sample:
        return found
    if v.personal:
        found.append((0.95, "contact", f"the values look like {v.personal}"))
    scheme, share = v.identifier
    if scheme:
        checked = scheme in ("isbn", "issn", "ean", "isni", "orcid")
        found.append(
            (
                (0.8 if checked or scheme in ("imdb", "wikidata", "doi") else 0.7) * share,
                f"id:{scheme}",
                f"the values have the form of {scheme.upper()}" + (" and the check digits are right" if checked else ""),
            )
        )
    if v.share("rights") >= 0.6:
        found.append((0.75, "rights", "the values are rights statements or licences"))
    if v.share("coordinates") >= 0.6:
        found.append((0.7, "internal", "the values are coordinates; the model has countries only"))
    if v.share("url") >= 0.7:
        picture = sum(1 for s in v.sample if s.lower().rsplit("?")[0].endswith((".jpg", ".jpeg", ".png", ".gif", ".svg", ".mp4", ".webm"))) >= 0.5 * len(v.sample)
        found.append((0.75, "image", "the values are addresses of pictures or media") if picture else (0.42, "page", "the values are addresses"))
    found += _by_words(v)
    if v.words >= 12:
        found.append((0.4, "description", "the values are texts of several sentences"))
    return found


def _by_words(v: Values) -> list[tuple[float, str, str]]:
    found = []
    if v.share("isodate") >= 0.8 or v.share("year") >= 0.9:
        found.append((0.4, "date", "the values read as dates"))
    if v.numeric or v.length > 60:
        return found
    for scheme, target, enough, score in (
        ("form", "form", 0.6, 0.45),
        ("genre", "genre", 0.6, 0.45),
        ("audience", "audience", 0.7, 0.4),
        ("role", "c.role", 0.7, 0.4),
        ("status", "status", 0.8, 0.4),
    ):
        if (share := v.vocabulary(scheme)) >= enough:
            found.append((score * share, target, f"most values are words of the vocabulary '{scheme}'"))
    if v.countries >= 0.7:
        found.append((0.5, "country", "most values are names or codes of countries"))
    if v.languages >= 0.8 and v.share("integer") < 0.1:
        found.append((0.42, "language", "most values are names or codes of languages"))
    if v.people >= 0.75 and not v.unique:
        found.append((0.34, "c:contributor", "most values look like names of persons"))
    return found
