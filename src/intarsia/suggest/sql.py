"""Expressions of a mapping over a sample's columns, noting which columns they use."""

from __future__ import annotations

import re

from intarsia.suggest import identifiers
from intarsia.suggest.columns import Sample
from intarsia.suggest.judge import Judged
from intarsia.text import wordset

_SIMPLE = re.compile(r"[a-z_][a-z0-9_]*")
_RESERVED = wordset("""
    all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default deferrable desc describe distinct do else end
    except false fetch for foreign from grant group having in initially intersect into is isnull join lambda lateral leading limit natural not notnull null offset on
    only or order outer over overlaps pivot placing primary qualify references returning right root parent select show similar some summarize symmetric table then to
    trailing true union unique unpivot using values variadic when where window with left like ilike glob inner full cross semi anti asof positional row rows interval
    time timestamp map struct
""")
#: "00:28:30" and "PT28M30S" in minutes
_MINUTES = " + ".join(
    f"coalesce(number(nullif(regexp_extract({{}}, '{pattern}', 1), '')), 0) {factor}"
    for pattern, factor in (("^(?:PT)?([0-9]+)(?:H|:[0-9]+:)", "* 60"), ("(?:H|T|^[0-9]{1,2}:)([0-9]+)[M:]", "* 1"), ("([0-9.]+)S?$", "/ 60.0"))
)
_ARTICLE = re.compile(r", ?(?:the|a|an|de|het|een|'t|le|la|les|l'|der|die|das|el|los|las|il|lo|gli|i|un|une|uma?|o|os|as)$", re.I)


def identifier(name: str) -> str:
    """A column's name as SQL writes it."""
    return name if _SIMPLE.fullmatch(name) and name not in _RESERVED else '"' + name.replace('"', '""') + '"'


class Expressions:
    """Expressions over one sample; `used` holds (table, column) of all that they name."""

    def __init__(self, sample: Sample) -> None:
        self.sample = sample
        self.used: set[tuple[str, str]] = set()

    def ref(self, j: Judged, at: str) -> str:
        """The column as a rule over the list `at` ('' for the records) names it; '' where it cannot."""
        table, name = j.column.table, j.column.name
        if table == at:
            written = identifier(name)
        elif not table:
            written = f"root.{identifier(name)}"
        elif not at and (copy := self._copy(j)):
            written = identifier(copy)
        else:
            return ""
        self.used.add((table, name))
        return written

    def _copy(self, j: Judged) -> str:
        """The column of the records that has the first element of a list."""
        table, name = j.column.table, j.column.name
        for full in (table, f"{table}.{name}", f"{table}{name}") if name == "value" else (f"{table}.{name}", f"{table}{name}"):
            if self.sample.find("", full):
                return full
        return ""

    def text(self, same: list[Judged], at: str) -> str:
        """One text from a column and its twins in other shapes."""
        found = [written for j in same if (written := self.ref(j, at))]
        return f"coalesce({', '.join(found)})" if len(found) > 1 else "".join(found)

    def title(self, same: list[Judged], at: str) -> str:
        text = self.text(same, at)
        return f"unarticle({text})" if text and any(_ARTICLE.search(v) for j in same for v in j.values.sample) else text

    def date(self, same: list[Judged], at: str, end: Judged | None = None) -> str:
        text = self.text(same, at)
        if any(v.endswith(".0") for j in same for v in j.values.sample):
            text = f"regexp_replace({text}, '[.]0$', '')"
        last = self.ref(end, at) if end else ""
        return (
            f"case when {last} <> {text} then left({text}, 10) || '/' || left({last}, 10) else {text} end"
            if last and all(j.values.share("isodate") > 0.8 or j.values.share("year") > 0.8 for j in same)
            else text
        )

    def number(self, j: Judged, written: str) -> str:
        """A figure: as it stands, or read as the country writes numbers; a time of playing in minutes."""
        if j.values.share("duration") >= 0.6:
            return _MINUTES.replace("{}", written)
        if j.values.share("number") < 0.6:
            return f"number(nullif(regexp_extract({written}, '([0-9][0-9.,]*)', 1), ''), '{j.values.decimals or 'en'}')"
        return f"number({written}, '{j.values.decimals}')" if j.values.decimals or j.values.marks or not j.values.numeric else written

    def flag(self, j: Judged, written: str) -> str:
        """'missing' where something stands that is no number; '' when all are numbers."""
        return f"case when {written} is not null and {self.number(j, written)} is null then 'missing' end" if j.values.marks or j.values.share("number") < 1.0 else ""

    def identifier(self, scheme: str, j: Judged, at: str, several: bool = False) -> str:
        """The identifier of a scheme; `several`: the column has those of other schemes too."""
        written = self.ref(j, at)
        if several and scheme in identifiers.BY_NAME:
            return f"case when regexp_matches({written}, '{identifiers.BY_NAME[scheme].form.pattern}') then {identifiers.sql(scheme, written)} end"
        return identifiers.sql(scheme, written) if j.values.identifier[0] == scheme or scheme == "isbn" else written


def twins(judged: list[Judged], target: str) -> list[Judged]:
    """The column that gives a target, with its twins in other shapes, the fullest first."""
    return sorted((j for j in judged if j.target == target), key=lambda j: (-round(j.score, 2), -j.column.filled))
