"""From a mapping and the columns of a delivery to SQL: one staged query a rule, one ordered query a table.

The SQL stays within `engine.dialect`. Names of relations it expects: `src<n>` (records of the n-th source, with
_row and _record), `raw<n>_<m>` (nested lists), `words` (vocabulary, folded, notation).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intarsia import iris
from intarsia.engine.duckdb import identifier, quote
from intarsia.model import Notice
from intarsia.shelf.mappings import noticed, terminology
from intarsia.shelf.mappings.clauses import NOTHING, display, language, level_id, tidy, word
from intarsia.shelf.mappings.mapping import Mapping, Rule
from intarsia.shelf.mappings.plan import Plan
from intarsia.shelf.mappings.scope import Columns, Scope, scope_of

#: between several roles of one person: "writer, director", "creator & host"
SEVERAL = " *[,;/&+] *"


@dataclass(frozen=True)
class Delivery:
    """What the compiler must know of the data: each source's number and columns by nested path."""

    numbers: dict[str, int]
    columns: dict[str, Columns]

    def relation(self, source: str, path: str) -> str:
        number = self.numbers[source]
        return f"src{number}" if not path else f"raw{number}_{sorted(p for p in self.columns[source] if p).index(path)}"


class Compiler:
    """One mapping over one delivery."""

    def __init__(self, mapping: Mapping, dataset: str, base: str, sector: str, delivery: Delivery, notices: tuple[Notice, ...] = (), language: str = "en") -> None:
        self.mapping, self.dataset, self.base, self.sector, self.delivery = mapping, dataset, base, sector, delivery
        self.notices, self.language = notices, language
        self.plan = Plan()
        self._given: dict[str, str] = {}

    def compile(self) -> Plan:
        for number, rule in enumerate(self.mapping.rules):
            if not self._absent(rule, rule.nested):
                getattr(self, f"_{rule.table}")(f"{rule.table}{number}", rule)
        return self.plan

    # ---- shared parts -------------------------------------------------------------------------------

    def _absent(self, rule: Rule, nested: str) -> bool:
        columns = self.delivery.columns[self.mapping.source_of(rule)]
        return bool(rule.control.get("optional")) and nested != "" and nested not in columns

    def _scope(self, rule: Rule, nested: str) -> Scope:
        columns = self.delivery.columns[self.mapping.source_of(rule)]
        return scope_of(self.mapping, rule, nested, columns, self.plan.used)

    def _from(self, scope: Scope, stage: str = "", stage_depth: int = 0) -> str:
        """FROM clause over all levels; joined to a stage at the level it was made from."""
        text = f"{self.delivery.relation(scope.source, '')} AS root"
        for depth, path in enumerate(scope.paths, start=1):
            above = "root._row" if depth == 1 else f"l{depth - 1}._id"
            text += f" JOIN {self.delivery.relation(scope.source, path)} AS l{depth} ON l{depth}._parent = {above}"
        if scope.unpivot:
            text += f" JOIN ({self._unpivoted(scope)}) AS u ON u._at = {level_id(len(scope.paths))}"
        if stage:
            text += f" JOIN {stage} AS w ON w._lid = {level_id(stage_depth)}"
        return text

    def _unpivoted(self, scope: Scope) -> str:
        assert scope.unpivot is not None
        relation = self.delivery.relation(scope.source, scope.paths[-1] if scope.paths else "")
        at = "_id" if scope.paths else "_row"
        parts = [
            f"SELECT {at} AS _at, {quote(c)} AS {identifier(scope.unpivot['name'])}, {identifier(c)} AS {identifier(scope.unpivot['value'])} "
            f"FROM {relation} WHERE {identifier(c)} IS NOT NULL" for c in scope.unpivoted()
        ]
        if not parts:
            raise self.mapping.error(f"no column matches {scope.unpivot['columns']}", ("source",))
        return " UNION ALL ".join(parts)

    def _where(self, scope: Scope, rule: Rule) -> str:
        return f" WHERE {scope.sql(rule.control['where'], (*rule.path, 'where'))}" if "where" in rule.control else ""

    def _expressions(self, scope: Scope, rule: Rule, names: tuple[str, ...]) -> dict[str, str]:
        """column -> SQL, NULL where the rule does not give it."""
        found = {}
        for name in names:
            given = rule.columns.get(name)
            found[name] = f"CAST({scope.sql(given, (*rule.path, name))} AS VARCHAR)" if given else NOTHING
        self._given = found
        return found

    def _if(self, name: str, sql: str) -> str:
        """An expression over a column, spared when the rule does not give that column."""
        return sql if self._given.get(name) != NOTHING else NOTHING

    def _key(self, scope: Scope, rule: Rule) -> str:
        if "key" in rule.control:
            return f"CAST({scope.sql(rule.control['key'], (*rule.path, 'key'))} AS VARCHAR)"
        return "root._record" if not scope.paths else "root._record || '#' || CAST(" + f"l{len(scope.paths)}._index AS VARCHAR)"

    def _stage(self, stage: str, rule: Rule, names: tuple[str, ...]) -> Scope:
        """The things a rule describes, one row each: key, id, record and the rule's columns as written."""
        scope = self._scope(rule, rule.nested)
        given = self._expressions(scope, rule, names)
        fields = ", ".join(f"{sql} AS _c_{name}" for name, sql in given.items())
        inner = (f"SELECT root._row AS _row, {level_id(len(scope.paths))} AS _lid, root._record AS record, {self._key(scope, rule)} AS _key"
                 f"{', ' + fields if fields else ''} FROM {self._from(scope)}{self._where(scope, rule)}")
        earlier = self._works_so_far() if rule.table == "work" else []
        order = f"CASE WHEN trim(_c_{'name' if rule.table == 'agent' else 'title'}) <> '' THEN 0 ELSE 1 END, _row, _lid"  # what can be kept goes before what cannot
        if earlier:  # a key that another rule, over this or another source, has made a work of comes again too
            made = " UNION ".join(f"SELECT _key FROM {name}" for name in earlier)
            inner = (f"SELECT i.*, row_number() OVER (PARTITION BY i._key ORDER BY {order}) + CASE WHEN e._key IS NULL THEN 0 ELSE 1 END AS _again "
                     f"FROM ({inner}) AS i LEFT JOIN ({made}) AS e ON e._key = i._key")
        elif "key" in rule.control or scope.unpivot:
            inner = f"SELECT *, row_number() OVER (PARTITION BY _key ORDER BY {order}) AS _again FROM ({inner}) AS i"
        self.plan.stages[f"{stage}_in"] = inner
        return scope

    def _works_so_far(self) -> list[str]:
        """The stages of kept works that earlier rules made."""
        return [name for name in self.plan.stages if name.startswith("work") and name.endswith("_ok")]

    def _minted(self, kind: str, key: str) -> str:
        return iris.mint_sql(kind, quote(self.dataset), key)

    def _source_columns(self, record: str = "w.record") -> str:
        return f"{quote(self.dataset)} AS dataset, {record} AS record"

    # ---- things -------------------------------------------------------------------------------------

    def _work(self, stage: str, rule: Rule) -> None:
        names = ("form", "sector", "title", "title_language", "language", "date", "status", "description", "rights", "page")
        scope = self._stage(stage, rule, names)
        again = "_again > 1" if "key" in rule.control or scope.unpivot or self._works_so_far() else "FALSE"
        reject = f"CASE WHEN _key IS NULL THEN 'no key' WHEN {tidy('_c_title')} IS NULL THEN 'no title' WHEN {again} THEN 'same key as an earlier record' END"
        self.plan.stages[stage] = (
            f"SELECT _row, _lid, record, _key, {self._minted('work', '_key')} AS id, {reject} AS _reject, {again} AND _key IS NOT NULL AS _twice, "
            f"{tidy('_c_title')} AS title, {self._if('title_language', language('_c_title_language'))} AS title_language, "
            f"{self._if('language', language('_c_language'))} AS language, nullif(trim(_c_date), '') AS date_written, edtf(_c_date) AS span, "
            f"{self._if('description', tidy('_c_description'))} AS description, {self._if('rights', tidy('_c_rights'))} AS rights, "
            f"{self._if('page', tidy('_c_page'))} AS page, f.notation AS form, "
            f"coalesce(s.notation, CASE WHEN f.sector IS NOT NULL THEN f.sector END, {quote(self.sector)}) AS sector, t.notation AS status, "
            f"{tidy('_c_form')} AS form_written, {tidy('_c_status')} AS status_written FROM {stage}_in "
            f"{word('f', 'form', self._given)} {word('s', 'sector', self._given)} {word('t', 'status', self._given)}"
        )
        kept = f"FROM {stage} AS w WHERE w._reject IS NULL"
        self._account(scope, rule, stage)
        self.plan.stages[f"{stage}_ok"] = f"SELECT _row, _lid, id, record, _key {self._bearing(rule, kept)}"
        self.plan.feed("work", (
            f"SELECT w.id, {iris.iri_sql(self.base, 'work', 'w.id')} AS iri, {self._source_columns()}, w.form, w.sector, w.title, w.language, "
            f"w.span.edtf AS date, w.date_written, w.span.year_start AS year_start, w.span.year_end AS year_end, w.status, w.description, "
            f"w.rights, w.page, w._row {kept}"))
        self.plan.feed("title", f"SELECT w.id AS work, w.title AS value, w.title_language AS language, 'main' AS kind, {self._source_columns()}, w._row {kept}", f"{rule.path} 'main'")
        self._children(stage, rule, scope, "work")

    def _agent(self, stage: str, rule: Rule) -> None:
        scope = self._stage(stage, rule, ("name", "kind", "born", "died", "country"))
        again = "_again > 1" if "key" in rule.control or scope.unpivot else "FALSE"
        self.plan.stages[stage] = (
            f"SELECT _row, _lid, record, {self._minted('agent', '_key')} AS id, CASE WHEN _key IS NULL THEN 'no key' WHEN {tidy('_c_name')} IS NULL "
            f"THEN 'no name' WHEN {again} THEN 'same key as an earlier record' END AS _reject, {again} AND _key IS NOT NULL AS _twice, "
            f"CASE WHEN lower(trim(_c_kind)) = 'organisation' THEN {tidy('_c_name')} ELSE {display('_c_name')} END AS name, "
            f"coalesce(lower(trim(_c_kind)), 'unknown') AS kind, edtf(_c_born).year_start AS year_start, edtf(_c_died).year_end AS year_end, "
            f"country(_c_country) AS country FROM {stage}_in"
        )
        kept = f"FROM {stage} AS w WHERE w._reject IS NULL"
        self._account(scope, rule, stage)
        self.plan.stages[f"{stage}_ok"] = f"SELECT _row, _lid, id, record {self._bearing(rule, kept)}"
        self.plan.feed("agent", f"SELECT w.id, {self._source_columns()}, w.kind, w.name, w.year_start, w.year_end, w.country, 1 AS _rank, w._row {kept}")
        self._children(stage, rule, scope, "agent")

    def _intervention(self, stage: str, rule: Rule) -> None:
        names = ("title", "place", "sector", "kind", "start", "end", "amount", "direction", "source_named", "about")
        scope = self._stage(stage, rule, names)
        self.plan.rejects.append((scope.source, f"SELECT _row, 'no title or start' AS _reject FROM {stage}_in WHERE {tidy('_c_title')} IS NULL OR edtf(_c_start) IS NULL"))
        self.plan.made.append((scope.source, f"SELECT _row FROM {stage}_in WHERE {tidy('_c_title')} IS NOT NULL AND edtf(_c_start) IS NOT NULL"))
        ident = self._minted("intervention", "_key")
        self.plan.feed("intervention", (
            f"SELECT {ident} AS id, {iris.iri_sql(self.base, 'intervention', ident)} AS iri, {self._source_columns('record')}, {tidy('_c_title')} AS title, "
            f"coalesce(country(_c_place), {tidy('_c_place')}) AS place, coalesce(s.notation, {tidy('_c_sector')}) AS sector, {tidy('_c_kind')} AS kind, "
            f"edtf(_c_start).edtf AS start, edtf(_c_end).edtf AS \"end\", {tidy('_c_amount')} AS amount, {tidy('_c_direction')} AS direction, "
            f"{tidy('_c_source_named')} AS source, {tidy('_c_about')} AS about, _row "
            f"FROM {stage}_in {word('s', 'sector', self._given)} WHERE {tidy('_c_title')} IS NOT NULL AND edtf(_c_start) IS NOT NULL"))

    def _observation(self, stage: str, rule: Rule) -> None:
        self._observe(rule, self._scope(rule, rule.nested), "", 0)

    def _concept(self, stage: str, rule: Rule) -> None:
        self._term_of_its_own(stage, rule, "concept", ("scheme", "notation", "label", "language", "definition", "broader"))

    def _place(self, stage: str, rule: Rule) -> None:
        self._term_of_its_own(stage, rule, "place", ("code", "name", "language", "kind"))

    def _term_of_its_own(self, stage: str, rule: Rule, kind: str, names: tuple[str, ...]) -> None:
        scope = self._scope(rule, rule.nested)
        fields = ", ".join(f"{sql} AS _c_{name}" for name, sql in self._expressions(scope, rule, names).items())
        rows = (f"SELECT root._row AS _row, {level_id(len(scope.paths))} AS _lid, root._record AS record, {fields} "
                f"FROM {self._from(scope)}{self._where(scope, rule)}")
        made, fed = (terminology.concepts if kind == "concept" else terminology.places)(self.dataset, self.base, rows)
        self.plan.stages[stage] = made
        self._account(scope, rule, stage)
        kept = f"FROM {stage} AS w WHERE w._reject IS NULL"
        self.plan.stages[f"{stage}_ok"] = f"SELECT _row, _lid, id, record, _kind {self._bearing(rule, kept)}"
        self.plan.feed(kind, f"{fed} {kept}", None)
        self.plan.feed("label", f"SELECT w.id AS entity, w._kind AS kind, w.language, w.label AS value, w.record, w._row {kept} AND w.label IS NOT NULL", None)
        self._children(stage, rule, scope, kind)

    def _bearing(self, rule: Rule, kept: str) -> str:
        """The records whose titles, terms and the like are taken: the kept ones, or all of a key where they are to be merged."""
        return f"{kept} OR w._twice" if rule.control.get("repeat") == "merge" else kept

    def _account(self, scope: Scope, rule: Rule, stage: str) -> None:
        """What the rule made, and what it could not use and why."""
        first = rule.control.get("repeat") in ("first", "merge")
        self.plan.rejects.append((scope.source, f"SELECT _row, _reject FROM {stage} WHERE _reject IS NOT NULL" + (" AND NOT _twice" if first else "")))
        self.plan.made.append((scope.source, f"SELECT _row FROM {stage} WHERE _reject IS NULL" + (" OR _twice" if first else "")))

    # ---- what hangs on a thing ----------------------------------------------------------------------

    def _children(self, stage: str, rule: Rule, scope: Scope, kind: str) -> None:
        for child in rule.children:
            nested = child.control.get("from", rule.nested)
            if rule.nested and not (nested == rule.nested or nested.startswith(rule.nested + ".")):
                raise self.mapping.error(f"this list does not lie within '{rule.nested}'", (*child.path, "from"))
            if self._absent(child, nested):
                continue
            inner = self._scope(child, nested)
            depth = len(scope.paths)
            if child.table == "observation":
                self._observe(child, inner, f"{stage}_ok", depth, kind)
            else:
                getattr(self, f"_child_{child.table}")(child, inner, self._from(inner, f"{stage}_ok", depth), kind)
        if kind in ("work", "agent"):
            for sql in noticed.described(self.notices, f"{stage}_ok", self.delivery.relation(scope.source, ""), self.delivery.columns[scope.source][""], self.language):
                self.plan.feed("notice", f"SELECT {quote(self.dataset)} AS dataset, n.* FROM ({sql}) AS n", None)
            self.plan.used |= {(scope.source, "", one.column) for one in self.notices if one.column}

    def _inner(self, rule: Rule, scope: Scope, source: str, names: tuple[str, ...], split: str = "") -> str:
        """The rows of a child rule: id and record of the thing, position, and the columns as written."""
        given = self._expressions(scope, rule, names)
        fields = "".join(f", {sql} AS _c_{name}" for name, sql in given.items())
        index = f"l{len(scope.paths)}._index" if scope.paths else "0"
        inner = f"SELECT w.id AS _of, w.record AS record, root._row AS _row, {index} AS _index{fields} FROM {source}{self._where(scope, rule)}"
        pattern = rule.control.get("split")
        if not (split and pattern):
            return inner
        parts = f"people(_c_{split})" if pattern == "people" else f"string_split_regex(_c_{split}, {quote(pattern)})"
        return f"SELECT *, unnest({parts}) AS _part FROM ({inner}) AS s"

    def _own_name(self, rule: Rule, scope: Scope) -> str:
        """A name of the rule's own: its place in the file, and its source, as one rule may read several."""
        return f"{'_'.join(str(p) for p in rule.path)}_{self.delivery.numbers[scope.source]}"

    def _mark(self, rule: Rule, scope: Scope, column: str) -> str | None:
        """The constant that a rule gives for a column, when it gives each thing one row at most."""
        given = rule.columns.get(column, "")
        owner = next((r for r in self.mapping.rules if r.path == rule.path[:2]), rule)
        alone = owner.control.get("repeat") != "merge" and "split" not in rule.control and "from" not in rule.control and not scope.unpivot
        return f"{rule.path[:2]} {given}" if alone and re.fullmatch(r"'(?:[^']|'')*'", given) else None

    def _child_title(self, rule: Rule, scope: Scope, source: str, kind: str) -> None:
        inner = self._inner(rule, scope, source, ("value", "language", "kind"), "value")
        value = tidy("_part" if "split" in rule.control else "_c_value")
        self.plan.feed("title", (f"SELECT _of AS work, {value} AS value, {language('_c_language')} AS language, coalesce(lower(trim(_c_kind)), 'alternative') AS kind, "
                                 f"{self._source_columns('record')}, _row FROM ({inner}) AS c WHERE {value} IS NOT NULL"), self._mark(rule, scope, "kind"))

    def _child_label(self, rule: Rule, scope: Scope, source: str, kind: str) -> None:
        inner = self._inner(rule, scope, source, ("value", "language", "kind"), "value")
        value = tidy("_part" if "split" in rule.control else "_c_value")
        given = "coalesce(lower(trim(_c_kind)), 'pref')"
        known = f"CASE WHEN {given} = 'pref' AND country(_of) IS NOT NULL THEN 'alt' ELSE {given} END" if kind == "place" else given  # the pool names countries itself
        self.plan.feed("label", (f"SELECT _of AS entity, {known} AS kind, coalesce({language('_c_language')}, 'und') AS language, {value} AS value, record, _row "
                                 f"FROM ({inner}) AS c WHERE {value} IS NOT NULL"), None)

    def _child_identifier(self, rule: Rule, scope: Scope, source: str, kind: str) -> None:
        inner = self._inner(rule, scope, source, ("scheme", "value"), "value")
        value = tidy("_part" if "split" in rule.control else "_c_value")
        self.plan.feed("identifier", (f"SELECT _of AS entity, lower(trim(_c_scheme)) AS scheme, {value} AS value, {self._source_columns('record')}, _row "
                                      f"FROM ({inner}) AS c WHERE {value} IS NOT NULL AND _c_scheme IS NOT NULL"), self._mark(rule, scope, "scheme"))

    def _child_term(self, rule: Rule, scope: Scope, source: str, kind: str) -> None:
        inner = self._inner(rule, scope, source, ("facet", "value"), "value")
        value = tidy("_part" if "split" in rule.control else "_c_value")
        vocabulary = quote(rule.control["vocabulary"]) if "vocabulary" in rule.control else "lower(trim(_c_facet))"
        self.plan.feed("term", (f"SELECT _of AS work, lower(trim(_c_facet)) AS facet, {value} AS value, {vocabulary} AS _vocabulary, {self._source_columns('record')}, _row "
                                f"FROM ({inner}) AS c WHERE {value} IS NOT NULL"), self._mark(rule, scope, "facet"))

    def _child_relation(self, rule: Rule, scope: Scope, source: str, kind: str) -> None:
        inner = self._inner(rule, scope, source, ("predicate", "title", "maker", "form", "work_key"))
        self.plan.feed("relation", (
            f"SELECT _of AS work, lower(trim(_c_predicate)) AS predicate, {tidy('_c_title')} AS title, {display('_c_maker')} AS maker, f.notation AS form, "
            f"{self._minted('work', '_c_work_key')} AS key, {self._source_columns('record')}, _row FROM ({inner}) AS c {word('f', 'form', self._given)} "
            f"WHERE {tidy('_c_title')} IS NOT NULL OR _c_work_key IS NOT NULL"))

    def _child_status_event(self, rule: Rule, scope: Scope, source: str, kind: str) -> None:
        inner = self._inner(rule, scope, source, ("status", "on", "as_of", "source_named", "window"))
        self.plan.feed("status_event", (
            f"SELECT _of AS work, t.notation AS status, edtf(_c_on).edtf AS \"on\", edtf(_c_as_of).edtf AS as_of, {tidy('_c_source_named')} AS source, "
            f"{tidy('_c_window')} AS \"window\", {self._source_columns('record')}, _row FROM ({inner}) AS c {word('t', 'status', self._given)} WHERE t.notation IS NOT NULL"))

    def _child_notice(self, rule: Rule, scope: Scope, source: str, kind: str) -> None:
        inner = self._inner(rule, scope, source, ("kind", "text", "language", "label", "link"))
        self.plan.feed("notice", f"SELECT {quote(self.dataset)} AS dataset, n.* FROM ({noticed.mapped(inner, language('_c_language'))}) AS n", None)

    def _child_contribution(self, rule: Rule, scope: Scope, source: str, kind: str) -> None:
        if not {"name", "agent"} & set(rule.columns):
            raise self.mapping.error("a contribution needs 'name' or 'agent'", rule.path)
        inner = self._inner(rule, scope, source, ("name", "role", "position", "kind", "agent"), "name")
        split, people = "split" in rule.control, rule.control.get("split") == "people"
        written = "_part.name" if people else "_part" if split else "_c_name"
        role = "coalesce(_part.role, _c_role)" if people else "_c_role"
        place = f"strpos(_c_name, {written})" if split else "0"
        order = f"coalesce(TRY_CAST(_c_position AS BIGINT), {rule.path[-1]} * 1000000 + _index * 1000 + {place})"
        name = tidy(written) if "organisation" in rule.columns.get("kind", "") else display(written)
        roles = tidy(role)
        if people or not rule.columns.get("role", "'").startswith("'"):  # "writer, director" are two roles
            roles = f"nullif(unnest(string_split_regex(coalesce({roles}, ''), {quote(SEVERAL)})), '')"
        middle = (f"SELECT _of, record, _row, {tidy(written)} AS name_written, {name} AS name, {roles} AS role_written, "
                  f"coalesce(lower(trim(_c_kind)), 'unknown') AS kind, nullif(trim(_c_agent), '') AS _agent, {order} AS _order FROM ({inner}) AS c")
        stage = f"contribution_{self._own_name(rule, scope)}"
        self.plan.stages[stage] = (
            f"SELECT m.*, {self._minted('agent', 'coalesce(_agent, ' + quote('name:') + ' || lower(name))')} AS agent, r.notation AS role "
            f"FROM ({middle}) AS m {word('r', 'role', self._given, 'm.role_written', not people)} WHERE coalesce(_agent, name) IS NOT NULL")
        mark = self._mark(rule, scope, "role") if "position" not in rule.columns else None
        self.plan.feed("contribution", (f"SELECT _of AS work, agent, role, role_written, name_written, _order, {int(rule.path[-1]) + 1} AS _nth, "
                                        f"{self._source_columns('record')}, _row FROM {stage}"), mark)
        self.plan.feed("agent", (f"SELECT agent AS id, {self._source_columns('record')}, kind, name, CAST(NULL AS BIGINT) AS year_start, CAST(NULL AS BIGINT) AS year_end, "
                                 f"CAST(NULL AS VARCHAR) AS country, 2 AS _rank, _row FROM {stage} WHERE name IS NOT NULL"))

    def _observe(self, rule: Rule, scope: Scope, stage: str, depth: int, kind: str = "") -> None:
        names = ("measure", "value", "unit", "period", "about", "about_kind", "place", "segment", "flag", "method")
        given = self._expressions(scope, rule, names)
        of = "w.id" if stage else "CAST(NULL AS VARCHAR)"
        fields = ", ".join(f"{sql} AS _c_{name}" for name, sql in given.items())
        inner = f"SELECT root._row AS _row, root._record AS record, {of} AS _of, {fields} FROM {self._from(scope, stage, depth)}{self._where(scope, rule)}"
        about_kind = f"coalesce(lower(trim(_c_about_kind)), {quote(kind or 'place')})"
        about = (f"coalesce(_of, CASE {about_kind} WHEN 'work' THEN {self._minted('work', '_c_about')} WHEN 'agent' THEN {self._minted('agent', '_c_about')} "
                 f"WHEN 'place' THEN coalesce(country(_c_about), {tidy('_c_about')}) ELSE {tidy('_c_about')} END)")
        body = (f"SELECT lower(trim(_c_measure)) AS measure, TRY_CAST(_c_value AS DOUBLE) AS value, {tidy('_c_unit')} AS unit, {about} AS about, {about_kind} AS about_kind, "
                f"coalesce(country(_c_place), {tidy('_c_place')}) AS place, edtf(_c_period).first AS period_start, edtf(_c_period).last AS period_end, "
                f"{tidy('_c_segment')} AS segment, lower(trim(_c_flag)) AS flag, {tidy('_c_method')} AS method, {self._source_columns('record')}, _row, "
                f"_c_value IS NOT NULL AS _written FROM ({inner}) AS o")
        name = f"observation_{self._own_name(rule, scope)}"
        self.plan.stages[name] = body
        readable = "(value IS NOT NULL OR flag IS NOT NULL) AND period_start IS NOT NULL AND measure IS NOT NULL"
        self.plan.feed("observation", f"SELECT * FROM {name} WHERE {readable}")
        if not stage:
            self.plan.made.append((scope.source, f"SELECT _row FROM {name} WHERE {readable}"))
        self.plan.rejects.append((scope.source, f"SELECT _row, CASE WHEN period_start IS NULL THEN 'no readable period' ELSE 'no readable figure' END AS _reject FROM {name} "
                                  "WHERE _written AND ((value IS NULL AND flag IS NULL) OR period_start IS NULL)"))
