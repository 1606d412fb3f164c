"""The draft of a mapping: rules from judged columns, a comment for each, and [unused] for what is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from intarsia.suggest import identifiers, lists, vocabulary
from intarsia.suggest.columns import Sample
from intarsia.suggest.judge import Judged
from intarsia.suggest.kind import Kind
from intarsia.suggest.observations import observation, wide
from intarsia.suggest.places import becomes
from intarsia.suggest.sql import Expressions, twins
from intarsia.text import slug
from intarsia.tomltext import text as toml

_ROLE = re.compile(r"\([^()]+\)$")
#: catalogues of makers
_OF_MAKERS = frozenset({"ulan", "viaf", "isni", "orcid", "muziekweb", "rkd"})
#: written behind the name of an organisation or person type in RDF
_MAKERS = "(Person|Persoon|Human|Artist|Organization|Organisation|MusicGroup|Group|Corporation)$"


class Draft:
    """Writes one mapping; `text` is the whole file."""

    def __init__(self, judged: list[Judged], kind: Kind, sample: Sample, source: str, counted: str) -> None:
        self.judged, self.kind, self.sample, self.source, self.counted = judged, kind, sample, source, counted
        self.sql = Expressions(sample)

    def text(self) -> str:
        """The mapping: a comment for each column, the rules, and what is left out."""
        rules = "\n\n".join("\n".join(rule) for rule in self._rules())
        source = ["[[source]]", f"name = {toml(self.source)}"]
        key = next((j for j in self.judged if j.target in ("key", "list.code")), None)
        source.append(f"record = {toml(self.sql.ref(key, ''))}" if key else '# record = "column that tells records apart"; the number of the record by default')
        blocks = [self._head(), "mapping = 1", "\n".join(source), rules]
        left = [j for j in self.judged if (j.column.table, j.column.name) not in self.sql.used]
        for j in left:
            if j.target:
                j.leave("a column of this kind has no place in this draft")
        if left:
            blocks.append("\n".join(["[unused]", *(f"{toml(j.column.full)} = {toml(j.why)}" for j in left)]))
        return "\n\n".join(blocks) + "\n"

    def _head(self) -> str:
        return (
            f"# A draft, suggested from names and values of the columns: {self.kind.makes} of the form '{self.kind.form}' ({self.kind.why}).\n"
            if self.kind.makes == "work"
            else f"# A draft, suggested from names and values of the columns: {self.kind.makes}.\n"
        ) + "# Read every line. Expressions are SQL over the columns of the file; docs/mapping.md explains every key."

    def _comment(self, *columns: Judged) -> list[str]:
        return [f"# {_shown(j.column.full)}: {becomes(j.target, self.kind)} ({j.confidence}): {_shown(j.why, 300)}" for j in columns]

    def _rules(self) -> Iterator[list[str]]:
        makes = self.kind.makes
        if makes in ("concept", "place"):
            for told, lines in lists.rules(self.judged, makes, slug(self.source.split(".")[0]) or "list", self.sql):
                yield [*self._comment(*told), *lines]
            return
        if makes == "observation":
            if self.kind.aggregates:
                yield [*self._comment(*(j for j in self.judged if j.target in ("place", "place.name"))), *lists.of_figures(self.judged, self.sql)]
            yield from self._observations("[[observation]]", "", "")
            return
        if makes in ("agent", "organisation") or self.kind.types is not None:
            yield from self._agent()
        if makes == "work":
            yield from self._work()

    # ---- makers -------------------------------------------------------------------------------------

    def _agent(self) -> Iterator[list[str]]:
        mixed = self.kind.types
        names = twins(self.judged, "name") or twins(self.judged, "title")
        name = self.sql.text(names, "")
        lines = [*self._comment(*names), "[[agent]]"]
        if mixed is not None:
            lines.append(f"where = {toml(self._is_maker(mixed))}")
        if self.kind.makes == "organisation":
            lines += [f"key = {toml(name)}", 'repeat = "first"']
        lines.append(f"name = {toml(name)}")
        kinds = twins(self.judged, "agent.kind")
        if self.kind.makes == "organisation":
            lines.append("kind = \"'organisation'\"")
        elif kinds:
            lines += [f"kind = {toml(self.sql.text(kinds, ''))}"]
        elif any(j.column.table == "" and (j.option("born") or j.option("gender")) for j in self.judged):
            lines.append("kind = \"'person'\"")
        for target in ("born", "died"):
            if found := twins(self.judged, target):
                lines += [*self._comment(*found), f"{target} = {toml(self.sql.date(found, ''))}"]
        if self.kind.makes != "work" and (found := twins(self.judged, "country")):
            lines += [*self._comment(*found), f"country = {toml(self.sql.text(found, ''))}"]
        yield lines
        if self.kind.makes == "agent" or mixed is not None:
            yield from self._identifiers("agent", "")
        elif self.kind.makes == "organisation":
            yield from self._observations("[[observation]]", name, "agent")

    def _is_maker(self, types: Judged) -> str:
        return f"regexp_matches({self.sql.ref(types, '')}, '{_MAKERS}')"

    # ---- works --------------------------------------------------------------------------------------

    def _work(self) -> Iterator[list[str]]:
        at = self.kind.level
        titles = twins(self.judged, "title") or twins(self.judged, "name")
        lines = [*self._comment(*titles), "[[work]]"]
        if at:
            lines.append(f"from = {toml(at)}")
        if self.kind.types is not None:
            lines.append(f"where = {toml('not coalesce(' + self._is_maker(self.kind.types) + ', false)')}")
        forms = twins(self.judged, "form")
        constant = f"'{self.kind.form}'"
        lines += [*self._comment(*forms), f"form = {toml(self.sql.text(forms, at) or constant)}", f"title = {toml(self.sql.title(titles, at))}"]
        for target, column in (
            ("title.language", "title_language"),
            ("language", "language"),
            ("date", "date"),
            ("status", "status"),
            ("description", "description"),
            ("rights", "rights"),
            ("page", "page"),
        ):
            found = [j for j in twins(self.judged, target) if not (j.column.table and j.column.table != at) or not at]
            written = self._date(found, at) if target == "date" else self.sql.text(found[:1] if target == "language" else found, at)
            if written and not (target == "language" and found[0].values.separator):
                lines += [*self._comment(*found), f"{column} = {toml(written)}"]
        yield lines
        yield from self._children(at)

    def _date(self, found: list[Judged], at: str) -> str:
        end = next((j for j in self.judged if j.target == "date.end"), None)
        return self.sql.date(found, at, end) if found else ""

    def _children(self, at: str) -> Iterator[list[str]]:
        for j in self.judged:
            if j.target.startswith("title:"):
                kind = j.target.partition(":")[2]
                yield from self._child(j, at, "titles", [f"value = {toml(self.sql.title([j], self._list(j, at)))}", f"kind = {toml(repr(kind))}"])
        yield from self._contributions(at)
        for j in self.judged:
            if j.target in ("genre", "country", "language", "audience", "subject"):
                yield from self._term(j, at)
        yield from self._identifiers("work", at)
        for predicate in ("based_on", "part_of", "performs", "about"):
            yield from self._relations(predicate, at)
        yield from self._status_event(at)
        if not at:
            yield from self._observations("[[work.observations]]", "", "work")

    def _list(self, j: Judged, at: str) -> str:
        """The list that a child rule reads for a column."""
        return j.column.table if len(j.column.table) > len(at) else at

    def _child(self, j: Judged, at: str, name: str, lines: list[str]) -> Iterator[list[str]]:
        nested = self._list(j, at)
        own = [f"from = {toml(nested)}", "optional = true"] if nested != at else []
        yield [*self._comment(j), f"[[work.{name}]]", *own, *lines]

    def _contributions(self, at: str) -> Iterator[list[str]]:
        done: set[str] = set()
        for j in self.judged:
            if not j.target.startswith("c:"):
                continue
            nested, role = self._list(j, at), j.target.partition(":")[2]
            same = [j]
            if nested != at:
                if f"{nested} {role}" in done:
                    continue
                done.add(f"{nested} {role}")
                same = [o for o in self.judged if o.target == j.target and o.column.table == nested]
            roles = [o for o in self.judged if o.target == "c.role" and o.column.table == j.column.table] if nested != at or role in ("contributor", "creator", "artist") else []
            if same[0].values.share("url") >= 0.7:  # the address of a maker, who is a record of the same file
                yield from self._child(j, at, "contributions", [f"agent = {toml(self.sql.text(same, nested))}", f"role = {toml(repr(role))}"])
                continue
            lines = [f"name = {toml(self.sql.text(same, nested))}"]
            split = '"people"' if role not in vocabulary.ORGANISATIONS else toml(j.values.separator) if j.values.separator in (" *; *", " *\\| *") else ""
            lines += [f"split = {split}"] if split else []
            lines.append(f"role = {toml(self.sql.text(roles, nested) or repr(role))}")
            lines += ["kind = \"'organisation'\""] if role in vocabulary.ORGANISATIONS else []
            for o in [*same[1:], *roles]:
                lines = [*self._comment(o), *lines]
            yield from self._child(j, at, "contributions", lines)

    def _term(self, j: Judged, at: str) -> Iterator[list[str]]:
        nested = self._list(j, at)
        lines = [f"facet = {toml(repr(j.target))}", f"value = {toml(self.sql.ref(j, nested))}"]
        if j.values.separator:
            lines.append(f"split = {toml(j.values.separator)}")
        if self.sql.ref(j, nested):
            yield from self._child(j, at, "terms", lines)

    def _identifiers(self, owner: str, at: str) -> Iterator[list[str]]:
        for j in self.judged:
            if j.target.startswith("id:"):
                nested, scheme = self._list(j, at), j.target.partition(":")[2]
                own = [f"from = {toml(nested)}", "optional = true"] if nested != at else []
                several = dict.fromkeys([scheme, *identifiers.schemes(j.values.sample)])
                if self.kind.types is not None and (owner == "agent") != bool(_OF_MAKERS & set(several)):
                    continue
                for n, one in enumerate(several):
                    yield [
                        *(self._comment(j) if not n else []),
                        f"[[{owner}.identifiers]]",
                        *own,
                        f"scheme = {toml(repr(one))}",
                        f"value = {toml(self.sql.identifier(one, j, nested, len(several) > 1))}",
                    ]

    def _relations(self, predicate: str, at: str) -> Iterator[list[str]]:
        for j in self.judged:
            if j.target != predicate:
                continue
            nested = self._list(j, at)
            lines = [f"predicate = {toml(repr(predicate))}", f"title = {toml(self.sql.ref(j, nested))}"]
            deeper = [o for o in self.judged if o.target == f"{predicate}.maker" and not j.column.table and o.column.table and o.column.table != at]
            for table in dict.fromkeys(o.column.table for o in deeper):
                makers = [o for o in deeper if o.column.table == table]
                yield [
                    *self._comment(*makers),
                    "[[work.relations]]",
                    f"from = {toml(table)}",
                    "optional = true",
                    f"predicate = {toml(repr(predicate))}",
                    f"title = {toml(self.sql.ref(j, table))}",
                    f"maker = {toml(self.sql.text(makers, table))}",
                ]
                lines.append(f"where = {toml(self.sql.text(makers, at) + ' is null')}")
            for part in ("maker", "form"):
                found = [o for o in self.judged if o.target == f"{predicate}.{part}" and o.column.table == j.column.table]
                if found:
                    lines = [*self._comment(*found), *lines, f"{part} = {toml(self.sql.text(found, nested))}"]
            yield from self._child(j, at, "relations", lines)

    def _status_event(self, at: str) -> Iterator[list[str]]:
        known, status, date = (twins(self.judged, t) for t in ("as_of", "status", "date"))
        if known and status:
            as_of = self.sql.text(known, at)
            yield [
                *self._comment(*known),
                "[[work.status_events]]",
                f"status = {toml(self.sql.text(status, at))}",
                *([f"on = {toml(self.sql.date(date, at))}"] if date else []),
                f"as_of = {toml(as_of)}",
                f"where = {toml(as_of + ' is not null')}",
            ]

    # ---- figures ------------------------------------------------------------------------------------

    def _observations(self, header: str, about: str, about_kind: str) -> Iterator[list[str]]:
        if self.kind.periods:
            yield [*self._comment(*self.kind.periods[:1]), header, *wide(self.kind, self.judged, self.sql, about, about_kind)]
        for j in self.judged:
            if j not in self.kind.periods and (j.target.startswith("m:") or j.target == "value") and not j.column.table:
                yield [*self._comment(j), header, *observation(j, self.judged, self.sql, about, about_kind, self.counted, self.source)]


def _shown(name: str, longest: int = 80) -> str:
    """A name within a comment: one line of characters that can be seen."""
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(name.split()))[:longest]
