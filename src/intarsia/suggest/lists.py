"""The draft's places and concepts: lists of codes, and the places that figures are about."""

from __future__ import annotations

from collections.abc import Iterator

from intarsia.engine.duckdb import quote
from intarsia.suggest.judge import Judged
from intarsia.suggest.sql import Expressions, twins
from intarsia.suggest.terminology import language_of
from intarsia.tomltext import text as toml

COUNTRY = "case when country({}) is null then 'aggregate' end"


def of_figures(judged: list[Judged], sql: Expressions) -> list[str]:
    """The rule for places that are no countries: groups of countries, under the code that the file gives them."""
    places = sorted((j for j in judged if j.target == "place"), key=lambda j: j.values.length)
    code = sql.text(places[:1], "")
    names = twins(judged, "place.name")
    return ["[[place]]", f"code = {toml(code)}", f"name = {toml(sql.text(names, '') or code)}", f"kind = {toml(COUNTRY.format(code))}", 'repeat = "first"']


def rules(judged: list[Judged], makes: str, scheme: str, sql: Expressions) -> Iterator[tuple[list[Judged], list[str]]]:
    """(columns, lines) of each rule of a list of codes."""
    codes, names = twins(judged, "list.code"), twins(judged, "list.name")
    code = sql.text(codes, "") or "_record"
    head = [f"[[{makes}]]"]
    if makes == "place":
        head += [f"code = {toml(code)}", f"name = {toml(sql.text(names, ''))}"]
    else:
        head += [f"scheme = {toml(quote(scheme))}", f"notation = {toml(code)}", *([f"label = {toml(sql.text(names, ''))}"] if names else [])]
    if names and (language := language_of(names[0])):
        head.append(f"language = {toml(quote(language))}")
    told = [*codes, *names]
    if makes == "place":
        head.append(f"kind = {toml(COUNTRY.format(code))}")
    else:
        for target in ("broader", "definition"):
            if found := twins(judged, f"list.{target}")[:1]:
                head.append(f"{target} = {toml(sql.text(found, ''))}")
                told += found
    yield told, head
    for j in judged:
        if j.target == "list.label":
            yield from _label(j, judged, makes, sql)
        elif j.target.startswith("id:"):
            name = j.target.partition(":")[2]
            yield [j], [f"[[{makes}.identifiers]]", f"scheme = {toml(quote(name))}", f"value = {toml(sql.identifier(name, j, ''))}"]


def _label(j: Judged, judged: list[Judged], makes: str, sql: Expressions) -> Iterator[tuple[list[Judged], list[str]]]:
    nested = j.column.table
    spoken = [o for o in judged if o.target == "list.language" and o.column.table == nested]
    own = [f"from = {toml(nested)}", "optional = true"] if nested else []
    language = sql.text(spoken, nested) if spoken else quote(found) if (found := language_of(j)) and not nested else ""
    kind = "alt" if "alt" in nested.casefold() or not nested else "pref"
    yield [j, *spoken], [f"[[{makes}.labels]]", *own, f"value = {toml(sql.ref(j, nested))}", *([f"language = {toml(language)}"] if language else []), f"kind = {toml(quote(kind))}"]
