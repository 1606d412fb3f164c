"""What each column of a file says of a thing to be linked: the columns as `suggest` recognises them, as fields of the shared record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from intarsia.errors import Invalid
from intarsia.pairs.fieldwords import WORDS
from intarsia.pairs.table import MOST_COLUMNS, Table, column_named
from intarsia.pairs.values import dated, local
from intarsia.suggest import headers, identifiers
from intarsia.suggest.judge import LEFT_OUT, Judged, judge

#: field of the shared record -> what it holds, as people name it with --column
FIELDS = {
    "key": "what tells the records of the file apart",
    "title": "title or name",
    "alias": "another title or name",
    "given": "given name, beside a surname",
    "family": "surname, beside a given name",
    "people": "names of those who are credited",
    "year": "year or date of a work",
    "born": "year or date of birth or founding",
    "died": "year or date of death or closing",
    "end": "last year or date of a work",
    "season": "number of the season",
    "episode": "number of the episode",
    "number": "another number that tells parts apart: volume, track, issue",
    "duration": "how long it is",
    "context": "what it is part of: album, series, journal, publisher",
    "identifier": "identifier of a scheme that others use too",
    "type": "kind of thing: film, person, organisation",
    "text": "anything else in words",
    "none": "left out",
}
#: words that are a title where no other column is one
_ELSE_TITLES = frozenset(["album", "album name", "album title", "book title", "show", "tv show", "series", "serie", "programme", "program", "collection", "series title"])
#: target of `suggest` -> field; a prefix ends in ':' or '.'
_TARGETS = (
    ("title.language", "none"), ("title", "title"), ("name", "title"), ("title:", "alias"), ("born", "born"), ("died", "died"), ("date.end", "end"), ("date", "year"), ("period", "year"),
    ("m:duration", "duration"), ("id:inventory", "none"), ("id:", "identifier"), ("form", "type"), ("agent.kind", "type"), ("part_of", "context"), ("part_of.", "text"),
    ("c:publisher", "context"), ("c:broadcaster", "context"), ("c:venue", "context"), ("c:company", "context"), ("c:", "people"), ("c.position", "none"), ("key", "none"), ("image", "none"),
    ("contact", "none"), ("description", "text"),
)  # fmt: skip
_DATES = frozenset(("year", "end", "born", "died"))
_CLOCK = re.compile(r"\d{1,3}:[0-5]\d(?::[0-5]\d)?(?:\.\d+)?")
_SMALL = re.compile(r"\d{1,5}(?:\.0)?")
_CODED = re.compile(r"(?:[Ss]\d{1,3})? ?[Ee]p?\d{1,4}|\d{1,3}x\d{1,4}")
#: schemes whose values are numbers of one catalogue, worth an identifier where the header says so
_PLAIN = frozenset({"muziekweb", "musicbrainz", "discogs", "rkd", "gnd", "tmdb", "steam", "oclc", "lccn", "gtaa", "goodreads"})


@dataclass(frozen=True)
class Role:
    """A column and the field it becomes. scheme: of an identifier. named: somebody said so. why: in words, without a value."""

    column: str
    field: str
    why: str
    scheme: str = ""
    named: bool = False


def roles(table: Table, said: Mapping[str, str] | None = None, key: str = "") -> list[Role]:
    """What every column becomes, in the order of the file; an identifier that is the key as well stands a second time, at the end.

    said: column -> field, for those that somebody named. key: the key column, if named.
    Raises: NotFound for a column that is not there; Invalid for a field that is not there.
    """
    given = {column_named(table, column): _field(field) for column, field in (said or {}).items()}
    if key:
        given[column_named(table, key)] = "key"
    found: list[Role] = []
    judged: dict[str, Judged] = {}
    for name in table.names:
        if name in given:
            found.append(Role(name, given[name], "named", _scheme(table, name) if given[name] == "identifier" else "", True))
        elif len(judged) >= MOST_COLUMNS:
            found.append(Role(name, "none", f"beyond the first {MOST_COLUMNS:,} columns"))
        else:
            judged[name] = judge(table.samples[name])
            found.append(_role(judged[name], name))
    _key(table, found, judged)
    _titles(table, found, judged)
    return found


def _field(field: str) -> str:
    wanted = {"name": "title", "date": "year", "types": "type", "kind": "type"}.get(field.casefold(), field.casefold())
    if wanted not in FIELDS:
        raise Invalid(f"there is no field '{field}'", where="--column", way_out="write FIELD=COLUMN with one of: " + ", ".join(FIELDS))
    return wanted


def _scheme(table: Table, name: str) -> str:
    return judge(table.samples[name]).values.identifier[0] or headers.phrase(headers.parts(name)[-1])


def _role(j: Judged, name: str) -> Role:
    """One column alone."""
    phrase = headers.phrase(headers.parts(name[-headers.LONGEST :])[-1]) if headers.parts(name) else ""
    values = j.values
    if values.sample and _share(_CLOCK, values.sample) >= 0.8:
        return Role(name, "duration", "the values are times of playing")
    for field, phrases in _own().items():
        if phrase in phrases and _fits(field, j):
            return Role(name, field, f"the name says '{phrase}'")
    target = j.target if not j.target.startswith("skip:") else ""
    if target == "contact":
        return Role(name, "none" if j.reading.target == "contact" or values.share("email") >= 0.5 else "text", LEFT_OUT["contact"])
    if j.reading.target == "skip:id" and not values.numeric and values.share("url") < 0.5:
        return Role(name, "text", "words beside an object")
    field = next((f for t, f in _TARGETS if target == t or (t[-1] in ":." and target.startswith(t))), "")
    if field == "identifier":
        scheme = target.partition(":")[2]
        known = scheme in identifiers.BY_NAME and values.identifier[0] == scheme
        return Role(name, "identifier", j.why, scheme) if known or scheme in _PLAIN else _rest(j, name)
    field = next((f for t, f in _TARGETS if f in _DATES and j.reading.target == t), field) if not field or field == "text" else field
    if field in _DATES and dated(values.sample) < 0.3:
        field = ""
    if field == "context" and values.numeric:
        field = ""
    if values.share("url") >= 0.5 and (linked := _addressed(j)):
        return Role(name, linked, f"the name says '{j.reading.words}', and the values are addresses" if j.reading.words else "addresses that end in words")
    if field == "people" and (j.reading.strength < 0.75 or j.reading.words == "other") and values.people < 0.15:
        field = ""  # "artist bio", "other language type"
    return Role(name, field, j.why) if field else _rest(j, name)


def _rest(j: Judged, name: str) -> Role:
    """What is recognised as nothing counts as text, unless it is a figure or an address."""
    values = j.values
    if not values.sample:
        return Role(name, "none", "holds nothing but marks for nothing")
    if values.numeric or (j.reading.target.startswith("m:") and values.share("number") >= 0.5):
        return Role(name, "none", "a figure; it does not tell which thing this is")
    if values.share("url") >= 0.7:
        return Role(name, "none", "addresses")
    return Role(name, "text", j.why if j.target else "recognised as nothing else: counts as text")


def _addressed(j: Judged) -> str:
    """The field of a column of addresses: they may be those of other records of the file, or end in words; '' when they tell nothing."""
    if j.target.startswith("id:") or j.option("image") >= 0.5 or j.reading.target in ("image", "key", "rights"):
        return ""
    if j.reading.strength >= 0.75:
        said = next((f for t, f in _TARGETS if j.reading.target == t or (t[-1] in ":." and j.reading.target.startswith(t))), "")
        if said in ("people", "context", "type"):
            return said
    return "text" if sum(1 for v in j.values.sample if local(v)) >= 0.5 * len(j.values.sample) else ""


def _fits(field: str, j: Judged) -> bool:
    values = j.values
    if field in ("season", "episode", "number"):
        return bool(values.sample) and max(_share(_SMALL, values.sample), _share(_CODED, values.sample)) >= 0.6
    return not values.numeric or field == "alias"


def _share(pattern: re.Pattern[str], sample: list[str]) -> float:
    return sum(1 for v in sample if pattern.fullmatch(v)) / len(sample)


@lru_cache(maxsize=1)
def _own() -> dict[str, frozenset[str]]:
    return {field: frozenset(" ".join(one.split()) for one in line.split(",")) for field, line in WORDS.items()}


def _replace(found: list[Role], name: str, field: str, why: str) -> None:
    at = next(n for n, role in enumerate(found) if role.column == name)
    found[at] = Role(name, field, why, found[at].scheme)


def _key(table: Table, found: list[Role], judged: dict[str, Judged]) -> None:
    """The column that tells the records apart: one that is called so, or else the first that holds identifiers."""
    if any(role.field == "key" for role in found):
        return
    for said in ("key", "identifier", "values"):
        for name, j in judged.items():
            one = table.cells[name]
            if _names_key(j, said) and len(one) == table.records and bool(one.filled(table.records).all()) and len(one.values.unique()) == table.records:
                role = next(r for r in found if r.column == name)
                if role.field == "identifier":  # stays one, and is the key as well
                    found.append(Role(name, "key", "no two records have the same", role.scheme))
                else:
                    _replace(found, name, "key", f"{j.why or 'the name says so'}; no two records have the same")
                return


def _names_key(j: Judged, said: str) -> bool:
    if said == "key":
        return j.reading.target == "key"
    return j.reading.target.startswith("id:") if said == "identifier" else j.target == "key" or j.target.startswith("id:")


def _titles(table: Table, found: list[Role], judged: dict[str, Judged]) -> None:
    """There is always a title: of an album's songs not the album, of persons the column of their role, else the text that tells the records best apart."""
    if any(role.named and role.field in ("title", "family") for role in found):
        return
    titles = [role for role in found if role.field in ("title", "family")]
    if titles:
        return
    for name, j in judged.items():
        phrase = headers.phrase(headers.parts(name)[-1]) if headers.parts(name) else ""
        if phrase in _ELSE_TITLES and not j.values.numeric and j.values.dated < 0.5:
            _replace(found, name, "title", f"the name says '{phrase}', and there is no other title")
            return
    people = [role for role in found if role.field == "people" and not judged[role.column].values.share("url") >= 0.5]
    if len(people) == 1 and table.samples[people[0].column].share_different >= 0.9 and people[0].column in judged and not judged[people[0].column].values.separator:
        _replace(found, people[0].column, "title", "the one column of names: the records are persons or bodies")
        return
    taken = {role.column for role in found if role.named or role.field in ("key", "identifier", "duration", "season", "episode", "number", "born", "died", "type")}
    texts = [
        j for name, j in judged.items() if name not in taken and j.values.sample and not j.values.numeric and j.values.share("url") < 0.5 and j.values.dated < 0.5 and j.target != "contact"
    ]
    if texts:
        telling = sorted(texts, key=lambda j: -len(set(j.values.sample)) * j.column.share_filled * (1 if 1 <= j.values.words <= 12 else 0.2))
        _replace(found, telling[0].column.name, "title", "no column is named as a title; this one tells the records best apart")
        filled = table.cells[telling[0].column.name].filled(table.records)
        for j in telling[1:]:  # persons among films: their names stand in a column of their own
            own = table.cells[j.column.name].filled(table.records)
            if (own & ~filled).sum() >= 0.5 * (~filled).sum() and (own & filled).sum() <= 0.05 * own.sum():
                _replace(found, j.column.name, "title", "no column is named as a title; this one has the text of the records that the other leaves empty")
                return
