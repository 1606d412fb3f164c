"""What a column may mean, and what a preview says, in the words of a person who keeps a collection."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intarsia.web.present import Names, identifier
from intarsia.web.words import Words

#: groups of the list, in the order in which people look for something
GROUPS = ("thing", "maker", "number", "figure", "other")


def label(target: str, _: Words, names: Names) -> str:
    """One meaning: "Title", "Maker: director", "Number: ISBN", "Figure: visits"."""
    head, _colon, word = target.partition(":")
    if head == "c":
        return _("Maker: %(role)s", role=names.plain("role", word))
    if head == "m":
        return _("Figure: %(measure)s", measure=names.plain("measure", word))
    if head == "id":
        return _("Number: %(scheme)s", scheme=identifier(word, "")["name"])
    if head == "title":
        return {"alternative": _("Another title"), "original": _("Original title"), "translated": _("Translated title"), "parallel": _("Title in a second language"),
                "main": _("Title")}.get(word, _("Another title")) if word else _("Title")
    return _plain(_).get(target, target)


def _plain(_: Words) -> dict[str, str]:
    return {
        "": _("Leave it out"), "title.language": _("Language of the title"), "language": _("Language"), "date": _("Date or year"), "date.end": _("Date: end"), "status": _("Status"),
        "as_of": _("Day on which the status was known"), "description": _("Description"), "rights": _("Rights of the work"), "page": _("Web page about it"), "form": _("Kind of work"),
        "genre": _("Genre"), "country": _("Country"), "audience": _("Audience"), "subject": _("Subject"), "c.role": _("Role of the maker"), "based_on": _("Based on (title)"),
        "part_of": _("Part of (title)"), "performs": _("Performs (title)"), "about": _("About (title)"), "based_on.maker": _("Based on: maker"), "part_of.maker": _("Part of: maker"),
        "performs.maker": _("Performs: maker"), "about.maker": _("About: maker"), "key": _("What tells records apart"), "name": _("Name"), "born": _("Born or founded"),
        "died": _("Died or ended"), "agent.kind": _("Person or organisation"), "place": _("Place"), "place.name": _("Name of the place"), "period": _("Period"),
        "period.month": _("Period: month"), "period.quarter": _("Period: quarter"), "value": _("A figure"), "unit": _("Unit"), "measure": _("What is counted"),
        "segment": _("Part of what is counted"), "flag": _("Remark at a figure"), "method": _("How it was counted"), "list.code": _("Code"), "list.name": _("Name"),
        "list.label": _("Another name"), "list.language": _("Language of the name"), "list.broader": _("Broader code"), "list.definition": _("Definition"),
    }  # fmt: skip


def group(target: str) -> str:
    """Under which heading of the list a meaning stands."""
    head = target.partition(":")[0]
    return {"c": "maker", "c.role": "maker", "m": "figure", "value": "figure", "id": "number", "key": "number"}.get(head, "thing" if target else "other")


def listed(targets: Iterable[str], _: Words, names: Names) -> list[tuple[str, list[tuple[str, str]]]]:
    """The list of meanings: (heading, (target, words)), those of a group by their words where there are many."""
    headings = {"thing": _("What it is"), "maker": _("Who made it"), "number": _("Numbers that tell it apart"), "figure": _("Figures"), "other": _("Otherwise")}
    found: dict[str, list[tuple[str, str]]] = {key: [] for key in GROUPS}
    for target in targets:
        found[group(target)].append((target, label(target, _, names)))
    for key in ("maker", "number", "figure"):
        found[key].sort(key=lambda one: one[1].casefold())
    return [(headings[key], ones) for key, ones in found.items() if ones]


def said(what: str, value: str, _: Words, names: Names) -> tuple[str, str]:
    """What a preview says of a record, in words: ("Director", "A. Bakker")."""
    table, _colon, word = what.partition(":")
    if table == "contribution":
        return names.plain("role", word) or _("Maker"), value
    if table == "term":
        return names.facet(word), value
    if table == "identifier":
        return _("Number: %(scheme)s", scheme=identifier(word, "")["name"]), value
    if table == "observation":
        return _("Figure: %(measure)s", measure=names.plain("measure", word)), value.removesuffix(".0")
    if table == "relation":
        return names.predicate(word), value
    if table == "title":
        return label(f"title:{word}", _, names), value
    if table == "agent":
        return {"person": _("Person"), "organisation": _("Organisation")}.get(word, _("Maker")), value
    if table == "work":
        shown = names.plain(word, value) if word in ("form", "status", "language") else value
        return label(word, _, names), shown
    return {"place": _("Place"), "concept": _("Code"), "label": _("Name")}.get(table, table), value


_NAMED = re.compile(r"the name says '([^']{1,80})'(, and .*)?")


def why(written: str, _: Words) -> str:
    """Why a column is taken for what it is, in the reader's language; "" for a reason that is not worded in it yet: how sure it is, is said anyhow."""
    if _.language == "en":
        return written
    reasons = _reasons(_)
    if found := _NAMED.fullmatch(written):
        said = _("the name says “%(word)s”", word=found[1])
        return said + reasons.get(found[2] or "", "")
    return reasons.get(written, "")


def _reasons(_: Words) -> dict[str, str]:
    return {
        ", and the values read as dates": _(", and the values read as dates"), ", and form and check digit agree": _(", and form and check digit agree"),
        ", and the values have its form": _(", and the values have its form"), ", and the values are numbers": _(", and the values are numbers"),
        ", and the values are names or codes of such": _(", and the values are names or codes of such"),
        ", and most values are words of the vocabulary": _(", and most values are words of the vocabulary"),
        "neither name nor values say what it is": _("neither name nor values say what it is"), "the same on every record": _("the same on every record"),
        "a number; the name does not say what it counts": _("a number; the name does not say what it counts"),
        "most values are names or codes of countries": _("most values are names or codes of countries"),
        "the values are forms of works": _("the values are forms of works"), "said in other words by another column": _("said in other words by another column"),
        "another name of the same thing": _("another name of the same thing"), "a role without a name beside it": _("a role without a name beside it"),
        "the code that tells the lines apart": _("the code that tells the lines apart"), "a number that does not tell the records apart": _("a number that does not tell the records apart"),
        "no column is named as a title; this one tells the records best apart": _("no column is named as a title; this one tells the records best apart"),
    }  # fmt: skip


def becoming(written: str, _: Words, names: Names) -> str:
    """What a report says a column becomes, as the list of meanings words it: "maker: director" is "Maker: director"."""
    head, _colon, word = written.partition(": ")
    plain = {"record key": "key", "maker: role": "c.role"}
    target = plain.get(written) or {"maker": f"c:{word}", "figure": f"m:{word}", "identifier": f"id:{word}"}.get(head if word else "", "")
    return label(target, _, names) if target else _(written)
