"""Lists of codes and thesauri: a code with names beside it is a concept, a country's code with its names a place."""

from __future__ import annotations

import re

from intarsia import codes
from intarsia.suggest import headers
from intarsia.suggest.columns import Sample
from intarsia.suggest.judge import LEFT_OUT, Judged
from intarsia.text import fold, slug

#: targets that speak of works, makers or figures: where they stand, there is more than a list of codes
_MORE = ("c:", "m:", "date", "born", "died", "rights", "genre", "value", "title:", "id:isbn", "id:issn", "id:imdb", "id:inventory", "audience", "nationality", "contact", "gender")
_CODE = re.compile(r"\b(code|codes|notation|symbol|alpha[ 0-9]*|iso|tag|key|id|identifier|nr|number|nummer|numeric|abbreviation|afkorting|abk|sigle|codice|codigo|kod|skrot)\b")
_NAMES = re.compile(
    r"\b(name|names|label|pref label|alt label|title|term|description|naam|benaming|nom|libelle|intitule|bezeichnung|benennung|nombre|denominacion|nome|denominazione|nazwa"
    r"|termin|short|formal|official|display)\b"
)
_BROADER = re.compile(r"\b(broader|parent|parent id|parent code|is part of|top concept|hoger|bovenliggend|superieur|ubergeordnet|padre|superiore|nadrzedny)\b")
_DEFINITION = re.compile(r"\b(definition|definitie|scope note|description|explanation|toelichting|erklarung|definicion|definizione|definicja)\b")
#: schemes of countries by what their headers say
_SCHEMES = (
    (r"\balpha 3|\biso ?3\b", "iso-3166-1-alpha-3"),
    (r"\balpha 2|\biso ?2\b", "iso-3166-1"),
    (r"\biso3166 1 numeric|^(?:iso )?numeric$", "iso-3166-1-numeric"),
    (r"\bm49\b", "un-m49"),
    (r"\btld\b|top level domain", "internet-domain"),
    (r"\bgeonames?\b", "geonames"),
)


def kind_of_list(judged: list[Judged], named: bool) -> str:
    """'place' for a list of countries, 'concept' for another list of codes or a thesaurus, '' for anything else.

    named: the file's name says which works it lists.
    """
    phrases = {headers.phrase(headers.parts(part)[-1]) for j in judged for part in (j.column.table, j.column.name) if part}
    if "pref label" in phrases and phrases & {"broader", "narrower", "in scheme", "notation", "top concept of", "exact match", "related", "alt label", "scope note", "definition"}:
        return "concept"
    root = [j for j in judged if not j.column.table]
    code = _country_code(root)
    if code is not None and any(_names(j, code) and j.values.countries >= 0.5 for j in root):
        return "place"
    if named or len(judged) > 8 or any(j.target.startswith(_MORE) and j.score >= 0.45 for j in judged) or any(j.target == "title" and j.score >= 0.6 and not _language(j) for j in root):
        return ""
    notation = _notation(root)
    if notation is None or not any(_names(j, notation) for j in root):
        return ""
    return "" if any(_names(j, notation) and j.values.people >= 0.5 for j in root) else "concept"


def settle(judged: list[Judged], makes: str, sample: Sample) -> None:
    """Say of each column of a list what it becomes."""
    root = [j for j in judged if not j.column.table]
    code = (_country_code(root) if makes == "place" else None) or _notation(root)
    code = code or next((j for j in root if headers.phrase(headers.parts(j.column.name)[-1]) in ("identifier", "id", "about")), None)
    label = _label(root, code, makes)
    for j in judged:
        phrase = headers.phrase(headers.parts(j.column.full)[-1])
        within = headers.phrase(headers.parts(j.column.table)[-1]) if j.column.table else ""
        if j is code:
            j.take("list.code", 0.8, "the code that tells the lines apart")
        elif j is label:
            j.take("list.name", 0.75, "the name of the code" + (", in the language that the column is called by" if _language(j) else ""))
        elif j.column.table and within in ("pref label", "alt label", "label") and j.column.name in ("value", "@value", "label"):
            j.take("list.label", 0.7, f"the name says '{within}'")
        elif j.column.table and within in ("pref label", "alt label", "label") and "lang" in j.column.name:
            j.take("list.language", 0.6, "the language of the name beside it")
        elif j.target in LEFT_OUT:
            j.leave(LEFT_OUT[j.target], 0.55)
        elif j.column.table:
            j.leave("stands in a list; a code has names and identifiers")
        elif _BROADER.search(phrase) and makes == "concept":
            j.take("list.broader", 0.6, f"the name says '{phrase}'")
        elif _DEFINITION.search(phrase) and makes == "concept" and j.values.words >= 3:
            j.take("list.definition", 0.55, f"the name says '{phrase}'")
        elif code is not None and _is_another_name(j, code, makes):
            j.take("list.label", 0.6, "another name of the same thing")
        elif code is not None and (_is_code(j) or j.target.startswith("id:")) and (j.column.share_different >= 0.85 or (_scheme(j) != slug(phrase))):
            j.take(f"id:{_scheme(j)}", 0.55, "a code that is different on each line")
        else:
            j.leave("a property of the thing that a list of codes has no place for", 0.4)


def language_of(j: Judged) -> str:
    """The language that a column of names is called by, '' when its name says none."""
    return _language(j)


def _country_code(root: list[Judged]) -> Judged | None:
    found = [j for j in root if j.column.share_different >= 0.97 and j.column.share_filled >= 0.9 and 2 <= j.values.length <= 3 and j.values.countries >= 0.8 and len(j.values.sample) >= 5]
    return min(found, key=lambda j: (round(j.values.length), -j.column.share_filled), default=None)


def _is_text(j: Judged) -> bool:
    return bool(j.values.sample) and not j.values.numeric and j.values.share("url") < 0.3 and not j.values.personal


def _is_code(j: Judged) -> bool:
    return bool(j.values.sample) and j.values.length <= 15 and j.values.words < 1.2 and j.values.share("boolean") < 0.9


def _notation(root: list[Judged]) -> Judged | None:
    whole = [j for j in root if j.column.share_different >= 0.97 and j.column.share_filled >= 0.97 and len(j.values.sample) > 1]
    return next((j for j in whole if _is_code(j) and _CODE.search(headers.phrase(j.column.name))), None)


def _names(j: Judged, code: Judged) -> bool:
    phrase = headers.phrase(headers.parts(j.column.name)[-1])
    if j is code or j.column.table or not _is_text(j) or j.values.length <= code.values.length or j.column.share_different < 0.8:
        return False
    return bool(_NAMES.search(phrase) or _language(j) or j.values.countries >= 0.5)


def _label(root: list[Judged], code: Judged | None, makes: str) -> Judged | None:
    if code is None:
        return next((j for j in root if headers.phrase(headers.parts(j.column.name)[-1]) in ("pref label", "label", "name", "title") and _is_text(j)), None)
    found = [j for j in root if _names(j, code) and not (makes == "place" and (j.values.countries < 0.4 or j.values.length < 5))]
    return max(found, key=lambda j: (_language(j) == "en", round(j.values.countries, 1), j.column.share_filled), default=None)


def _is_another_name(j: Judged, code: Judged, makes: str) -> bool:
    said = _language(j) or (_names(j, code) and j.values.countries >= 0.3)
    return bool(said) and _is_text(j) and (makes != "place" or j.values.length >= 5) and j.column.share_different >= 0.8


def _language(j: Judged) -> str:
    """By its last word, or by another that is a language's name: `official_name_fr`, `UNTERM French Short`, `English`."""
    words = headers.phrase(headers.parts(j.column.name)[-1]).split()
    ends = [w for w in words[-1:] if len(words) > 1 and len(w) == 2]
    return next((found for w in [*ends, *(w for w in words if len(w) > 4)] if (found := codes.language(w))), "")


def _scheme(j: Judged) -> str:
    if j.target.startswith("id:") and j.values.identifier[0]:
        return j.target.partition(":")[2]
    phrase = re.sub(r"[^a-z0-9]+", " ", fold(j.column.name))
    return next((scheme for pattern, scheme in _SCHEMES if re.search(pattern, phrase)), slug(phrase) or "code")
