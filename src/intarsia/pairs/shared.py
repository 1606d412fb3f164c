"""A table and the roles of its columns, as records of the shape that `linking` compares."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from intarsia.linking import SCHEMA
from intarsia.pairs import kinds, values
from intarsia.pairs.cells import Cells, cells, together
from intarsia.pairs.roles import Role
from intarsia.pairs.table import Table, keyed
from intarsia.suggest import headers, vocabulary
from intarsia.suggest.values import Values
from intarsia.text import fold

#: characters of one text that are kept; texts of films of this length tell as much as longer ones
LONGEST = 4_000
#: a playing time and a day as they may stand in the wrong column
_CLOCK, _DAY = r"\d{1,2}:[0-5]\d(?::[0-5]\d)?", r"\d{1,2}-[A-Z][a-z]{2}-\d{2}|[A-Z][a-z]{2,8} \d{1,2} ?, \d{4}"
#: what is said of persons only, as `suggest` names it
_OF_PERSONS = ("gender", "place of birth")
_EMPTY = Cells(np.empty(0, np.int64), pa.array([], pa.string()))
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass
class Side:
    """One file, ready to be compared. keys: as they are written in the file, one a record, or row numbers from 1.

    guessed: kinds, as codes of `kinds`, UNKNOWN where the file alone does not say. fields: the columns of the shared record but key, source and kind.
    """

    table: Table
    roles: list[Role]
    keys: pa.Array
    key_column: str
    guessed: kinds.Codes
    fields: dict[str, pa.Array] = field(default_factory=dict)
    likely: int = 0  #: what records of an unknown kind are, by the file's name and columns

    @property
    def count(self) -> int:
        return len(self.keys)

    @property
    def lives(self) -> bool:
        """Does a column speak of births or deaths?"""
        return any(role.field in ("born", "died", "given") for role in self.roles)

    @property
    def first_titles(self) -> pa.Array:
        """The first title of each record, folded."""
        lists = self.fields["titles"]
        firsts = lists.flatten().take(pa.array(np.minimum(lists.offsets.to_numpy()[:-1], max(0, len(lists.flatten()) - 1)))) if len(lists.flatten()) else pa.nulls(self.count, pa.string())
        return pc.if_else(pc.greater(pc.list_value_length(lists), 0), pc.utf8_lower(firsts), pa.scalar(None, pa.string()))

    def records(self, source: str, settled: kinds.Codes) -> pa.Table:
        """The rows of `linking.SCHEMA`, without the records that say nothing to compare by."""
        whole = pa.table(
            {
                "key": self.keys,
                "source": pa.array([source]).take(pa.array(np.zeros(self.count, np.int64))),
                "kind": pa.array(kinds.NAMES).take(pa.array(settled.astype(np.int64))),
                **self.fields,
            },
            schema=SCHEMA,
        )
        return whole.filter(pa.array(self.comparable))

    @property
    def comparable(self) -> kinds.Flags:
        """Which records have a title, a name, a text or an identifier."""
        found = np.zeros(self.count, np.bool_)
        for name in ("titles", "people", "identifiers"):
            found |= pc.greater(pc.list_value_length(self.fields[name]), 0).to_numpy(zero_copy_only=False)
        found |= self.fields["text"].is_valid().to_numpy(zero_copy_only=False)
        return found


def side(table: Table, roles: list[Role]) -> Side:
    """The records of one file."""
    key = next((role.column for role in roles if role.field == "key"), "")
    if key:
        table, keys = keyed(table, key)
    else:
        keys = pc.cast(pa.array(table.numbers), pa.string())
    of = _Fields(table, [role for role in roles if role.column in table.cells], keys if key else None)
    return Side(table, roles, keys, key, of.guessed(), of.made(), of.likely())


class _Fields:
    """The fields of the shared record, made from the columns that have a role."""

    def __init__(self, table: Table, roles: list[Role], keys: pa.Array | None) -> None:
        self.table, self.roles, self.count, self.keys = table, roles, table.records, keys
        self._own = {role.column: self._split(role) for role in roles}
        self._titles = self._named()
        self._referred = _EMPTY
        self._refer()
        for role in self.roles:
            if role.field in ("people", "context", "text"):
                self._own[role.column] = _worded(self._own[role.column])

    def _columns(self, *fields: str) -> list[Cells]:
        return [self._own[role.column] for role in self.roles if role.field in fields]

    def _values(self, *fields: str) -> Cells:
        return together(self._columns(*fields))

    def _split(self, role: Role) -> Cells:
        """A column's single values: lists in a cell and values with a sign between them are taken apart."""
        one = self.table.cells[role.column]
        sample = Values(self.table.samples[role.column]).sample
        if role.field in ("key", "none") or not sample:
            return one
        if sum(1 for v in sample if v.startswith("[") and v.endswith("]")) >= 0.5 * len(sample):
            one = one.each(values.listed)
            sample = [part for v in sample for part in values.listed(v)]
        sign = values.between(sample, role.field) if role.field not in ("text", "year", "end", "born", "died", "duration") else ""
        return one.split(sign) if sign else one

    def _named(self) -> Cells:
        """Titles and names, the one to show first; a given name and a surname make one."""
        given, family = self._columns("given"), self._columns("family")
        pairs = []
        if given and family:
            before, behind = together(given).first(self.count), together(family).first(self.count)
            joined = pc.if_else(pc.is_valid(behind), pc.binary_join_element_wise(pc.fill_null(before, ""), behind, " "), pa.scalar(None, pa.string()))
            pairs = [cells(np.arange(self.count), joined)]
        titles = together([*self._columns("title"), *pairs, *([] if pairs else family), *self._columns("alias")])
        if not len(titles):
            return titles
        empty = ~titles.filled(self.count)
        if self.keys is not None and empty.any():
            addresses = cells(np.arange(self.count), self.keys).of(empty)
            if len(addresses) and pc.sum(pc.match_substring(addresses.values, "://")).as_py() >= 0.9 * len(addresses):
                titles = together([titles, addresses.each(lambda v: [words] if (words := values.local(v)) else [])])
        return titles

    def _refer(self) -> None:
        """Values that are keys of other records of the file become the names of those; and those are told where they are named."""
        if self.keys is None:
            return
        names, referred = self._titles.first(self.count), []
        for role in self.roles:
            one = self._own[role.column]
            if role.field not in ("people", "context", "text", "none", "identifier") or not len(one):
                continue
            at = pc.index_in(one.values, self.keys)
            known = at.is_valid().to_numpy(zero_copy_only=False)
            known &= at.fill_null(-1).to_numpy(zero_copy_only=False) != one.rows  # the key itself
            if known.sum() < 0.5 * len(one):
                continue
            at, rows = at.filter(pa.array(known)), one.rows[known]
            named = cells(rows, names.take(at))
            self._own[role.column] = named if role.field in ("people", "context", "text") else _EMPTY
            referred += [named] if role.field in ("none", "identifier") else []
            referred.append(cells(at.to_numpy(zero_copy_only=False).astype(np.int64), names.take(pa.array(rows))))
        self._referred = together(referred)

    def guessed(self) -> kinds.Codes:
        """The kind of each record as far as the file says it."""
        found = kinds.told([(one.rows, one.values) for one in self._columns("type")], self.count)
        told = [self.table.cells[r.column] for r in self.roles if headers.read(r.column).target in _OF_PERSONS]
        makes = self._values("season", "episode", "number", "duration", "people").filled(self.count)
        lives = self._values("born", "died", "given").filled(self.count) | (together(told).filled(self.count) & ~makes)
        titled = [self._own[r.column] for r in self.roles if r.field == "title" and _said(r).startswith("title")]
        named = [self._own[r.column] for r in self.roles if r.field == "title" and _said(r) == "name"]
        flags = (lives, makes, self._values("year").filled(self.count), together(titled).filled(self.count), together(named).filled(self.count))
        return kinds.by_filled(found, *flags, self.likely())

    def likely(self) -> int:
        """What a record of an unknown kind is: by the file's name; a column of a role that became the name means persons."""
        if any(r.field == "title" and r.why.startswith("the one column of names") for r in self.roles):
            return kinds.PERSON
        if found := kinds.of_file(self.table.file.name):
            return found
        people = [Values(self.table.samples[r.column]).people for r in self.roles if r.field == "title"]
        return kinds.PERSON if people and max(people) >= 0.75 else kinds.UNKNOWN

    def made(self) -> dict[str, pa.Array]:
        """Every column of the shared record but key, source and kind."""
        titles, people = self._titles, self._values("people").each(values.credited)
        start, end, days = self._when(titles)
        forms = self._values("type").each(lambda v: [v.rstrip("/#").replace("#", "/").rpartition("/")[2]] if "://" in v else [v])
        form = forms.first(self.count)
        context = together([self._values("context"), self._referred]).different()
        return {
            "titles": titles.lists(self.count),
            "people": people.lists(self.count),
            "year_start": _years(start),
            "year_end": _years(end),
            "date": days.first(self.count),
            "numbers": self._numbers().lists(self.count),
            "duration": _floats(self._duration()),
            "text": pc.utf8_slice_codeunits(self._values("text").joined(self.count), 0, LONGEST),
            "context": pc.utf8_slice_codeunits(context.joined(self.count), 0, LONGEST),
            "identifiers": self._identifiers().lists(self.count),
            "form": form,
            "sector": forms.each(_sector).first(self.count),
        }

    def _when(self, titles: Cells) -> tuple[Floats, Floats, Cells]:
        """First and last year, and whole days: of a life where it has dates, else of the work; else as the title gives them."""
        born, died = self._years("born"), self._years("died", last=True)
        start, end = self._years("year"), self._years("end", last=True)
        start, end = np.where(np.isnan(born), start, born), np.where(np.isnan(died), end, died)
        some = titles.take(np.flatnonzero(pc.match_substring_regex(titles.values, r"\d{4}\W*$").to_numpy(zero_copy_only=False)))
        behind = some.numbers(values.year_behind, self.count)
        begun = some.numbers(lambda v: values.life(v)[0], self.count)
        ended = some.numbers(lambda v: values.life(v)[1], self.count)
        astray = self._astray(np.isnan(start), _DAY, "year")
        start = np.where(np.isnan(start), astray.numbers(values.year, self.count), start)
        start = np.where(np.isnan(start), np.where(np.isnan(behind), begun, behind), start)
        end = np.where(np.isnan(end) & (start == begun), ended, end)
        days = [one.each(values.day) for one in [*self._columns("born"), *self._columns("year"), astray]]
        return start, end, together([one for one in days if not len(one) or pc.mean(pc.ends_with(one.values, "-01-01")).as_py() < 0.3])  # else a year that was written as a day

    def _years(self, name: str, last: bool = False) -> Floats:
        """Of several columns the first that has a year; 0 and years beyond a calendar's are none."""
        whole = np.full(self.count, np.nan)
        for one in self._columns(name):
            found = one.numbers(values.last_year if last else values.year, self.count)
            found[(found == 0) | (np.abs(found) > 9999)] = np.nan
            whole = np.where(np.isnan(whole), found, whole)
        return whole

    def _astray(self, missing: kinds.Flags, pattern: str, *fields: str) -> Cells:
        """What stands in the title and belongs in another column, of records that leave that column empty: an export out of step.

        Only where the column's own values are of this form, so that the file itself tells what such a value means.
        """
        shown = [Values(self.table.samples[role.column]).sample for role in self.roles if role.field in fields]
        if not any(sum(1 for v in sample if re.fullmatch(pattern, v)) >= 0.5 * len(sample) > 0 for sample in shown):
            return _EMPTY
        some = self._titles.of(missing)
        return cells(some.rows, pc.extract_regex(some.values, rf"(?:^|\s)(?P<found>{pattern})(?:\s|$)").field("found"))

    def _numbers(self) -> Cells:
        made = []
        for role in self.roles:
            if role.field in ("season", "episode", "number"):
                label = role.field if role.field != "number" else _label(role.column)
                made.append(self._own[role.column].each(lambda v, label=label: values.numbered(label, v)))  # type: ignore[misc]
        return together(made)

    def _duration(self) -> Floats:
        whole = np.full(self.count, np.nan)
        for role in self.roles:
            if role.field != "duration":
                continue
            one = self._own[role.column]
            bare = one.numbers(lambda v: float(v) if v.replace(".", "", 1).isdigit() else None, self.count)
            unit = values.unit(role.column, float(np.nanmedian(bare)) if not np.isnan(bare).all() else 0.0)
            found = one.numbers(lambda v, unit=unit: values.seconds(v, unit), self.count)  # type: ignore[misc]
            found[found <= 0] = np.nan
            whole = np.where(np.isnan(whole), found, whole)
        astray = self._astray(np.isnan(whole), _CLOCK, "duration").numbers(values.seconds, self.count)
        return np.where(np.isnan(whole), astray, whole)

    def _identifiers(self) -> Cells:
        made = []
        for role in self.roles:
            if role.scheme:
                made.append(self._own[role.column].each(lambda v, scheme=role.scheme: values.identified(scheme, v)))  # type: ignore[misc]
        return together(made)


def _worded(one: Cells) -> Cells:
    """Addresses as the words they end in; those that end in none are left out. A column of anything else as it is."""
    if not len(one) or pc.mean(pc.cast(pc.match_substring_regex(one.values.slice(0, 1000), "^(https?://|www\\.)"), pa.float64())).as_py() < 0.5:
        return one
    return one.each(lambda v: [words] if (words := values.local(v)) else [])


def _said(role: Role) -> str:
    """What a column's header says it is: persons have names, works have titles."""
    return headers.read(role.column).target


def _label(column: str) -> str:
    words = headers.phrase(headers.parts(column)[-1]).split()
    return words[0] if words else "number"


def _sector(form: str) -> list[str]:
    found = vocabulary.notation("form", fold(form))
    sector = vocabulary.sectors().get(found, "") if found else ""
    return [sector] if sector else []


def _years(found: Floats) -> pa.Array:
    return pa.array(np.nan_to_num(found, nan=0).astype(np.int32), pa.int32(), mask=np.isnan(found))


def _floats(found: Floats) -> pa.Array:
    return pa.array(found, pa.float64(), mask=np.isnan(found))
