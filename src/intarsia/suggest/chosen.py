"""Chosen: what somebody said that columns are, in place of what was suggested.

A choice is taken before the columns are judged together, so that the kind of table follows it, and once more afterwards. What a table
of its kind has no place for stays as suggested: `refused` names such columns.
"""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.errors import Invalid
from intarsia.suggest import headers, identifiers, vocabulary
from intarsia.suggest.judge import Judged
from intarsia.suggest.kind import Kind
from intarsia.suggest.resolve import SINGLE, TAKES, stem

SAID, LEFT = "somebody said so", "left out: somebody decided so"
#: parts of what is taken that are written with a word behind them: makers, numbers, figures, titles of a kind
TITLES = ("alternative", "original", "translated", "parallel")
LIST = ("list.code", "list.name", "list.label", "list.language", "list.broader", "list.definition")
RELATIONS = ("based_on", "part_of", "performs", "about")
#: of a thing that may come once, also where several columns could say it
ONCE = (*SINGLE, "key")


def meanings(makes: str) -> list[str]:
    """Every meaning that a column of a table of this kind may be given, in the order in which people look for it; "" is left out."""
    if makes in ("concept", "place"):
        return [*LIST, ""]
    found = [one for one in TAKES.get(makes, TAKES["work"]) if not one.endswith((":", ".")) and one != "title.language"]
    if "title.language" in TAKES.get(makes, ()):
        found.append("title.language")
    if makes == "work":
        found += [f"title:{kind}" for kind in TITLES] + [f"{relation}.maker" for relation in RELATIONS]
        found += [f"c:{role}" for role in notations("role")]
    if makes in ("observation", "organisation"):
        found += ["period.month", "period.quarter"]
    if makes in ("work", "agent"):
        found += [f"id:{scheme}" for scheme in sorted({*identifiers.BY_NAME, *headers.SCHEMES})]
    if makes != "agent":
        found += [f"m:{measure}" for measure in notations("measure")]
    return [*dict.fromkeys(found), ""]


def notations(scheme: str) -> list[str]:
    """The notations of a vocabulary that comes with Intarsia."""
    return sorted(set(vocabulary.words(scheme).values()))


def before(judged: list[Judged], columns: Mapping[str, str]) -> None:
    """Take the choices while every column stands for itself. Raises: Invalid for a meaning that there is not."""
    for j in judged:
        if (target := columns.get(j.column.full)) is None:
            continue
        if target and not _known(target):
            raise Invalid("there is no such meaning of a column", where=j.column.full, way_out="choose one of those that the list shows")
        if target:
            j.choices.insert(0, (1.0, target, SAID))
            j.take(target, 1.0, SAID)
        else:
            j.choices = []
            j.leave(LEFT, 1.0)


def after(judged: list[Judged], kind: Kind, columns: Mapping[str, str]) -> None:
    """Take them again once the columns were judged together: what is chosen comes first, and what can be said once is said by it alone."""
    possible = set(meanings(kind.makes))
    for j in judged:
        target = columns.get(j.column.full)
        if target is None:
            continue
        target = _in_this(target, kind)
        if not target:
            j.leave(LEFT, 1.0)
            kind.periods = [one for one in kind.periods if one is not j]
        elif target in possible and j not in kind.periods and not (target == "key" and not j.values.unique):
            j.take(target, 1.0, SAID)
            if target in ONCE:
                for other in judged:
                    if other is not j and other.target == target and columns.get(other.column.full) != target and stem(other) != stem(j):
                        other.leave(f"'{j.column.full}' is taken for this")


def refused(judged: list[Judged], kind: Kind, columns: Mapping[str, str]) -> list[str]:
    """Columns whose chosen meaning a table of this kind has no place for."""
    return [j.column.full for j in judged if (target := columns.get(j.column.full)) and j.target != _in_this(target, kind)]


def _in_this(target: str, kind: Kind) -> str:
    """A meaning in the words of the kind of table: what names a maker is a name, what names a work a title."""
    if kind.makes in ("agent", "organisation"):
        return {"title": "name"}.get(target, target)
    return {"name": "title"}.get(target, target) if kind.makes == "work" else target


def _known(target: str) -> bool:
    return any(target in meanings(makes) for makes in (*TAKES, "concept"))
