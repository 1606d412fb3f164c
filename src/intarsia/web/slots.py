"""The slots of a question as fields of a form: what can be chosen, what was, and what a reader may have meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from starlette.datastructures import QueryParams

from intarsia.shelf.insights.base import Insight, Parameter
from intarsia.web import insights
from intarsia.web.visit import Visit
from intarsia.web.words import Words

#: values up to which a slot is a menu; longer lists are typed, with the names to choose from
MENU = 260
NEAR = 6
#: slots whose values are looked up by name: the table, its column of names, and what a name is called in a message
LOOKED = {"agent": ("agent", "name"), "work": ("work", "title")}


@dataclass(frozen=True)
class Slot:
    """One field. shape: "menu", "list" (typed, with names to choose from), "number" or "text". options: value and name; the first may be "" for any. wrong: is its value refused?"""

    name: str
    title: str
    shape: str
    options: tuple[tuple[str, str], ...]
    value: str
    least: float | None = None
    most: float | None = None
    wrong: bool = False

    @property
    def chosen(self) -> str:
        """The value as it is read: its name where it has one."""
        return next((text for value, text in self.options if value == self.value), self.value)

    @property
    def width(self) -> int:
        """Characters that its field shows."""
        return min(34, max(6, max((len(text) for _value, text in self.options), default=0) if self.shape == "list" else len(self.value) + 2))


def sentence(visit: Visit, insight: Insight, given: Mapping[str, str], wrong: str = "") -> tuple[list[str | Slot], list[Slot]]:
    """The question as texts and fields in turn, and the fields that do not stand in it."""
    texts = insight.TEXTS.get(visit.language, insight.TEXTS["en"])
    fields = {one.name: _slot(visit, insight, one, given, wrong) for one in insight.PARAMETERS}
    parts: list[str | Slot] = []
    for piece in re.split(r"(\{[a-z_]+\})", texts["question"]):
        name = piece[1:-1] if piece[:1] == "{" else ""
        if name in fields:
            parts.append(fields[name])
        elif piece:
            parts.append(piece)
    within = {one.name for one in parts if isinstance(one, Slot)}
    return parts, [one for name, one in fields.items() if name not in within]


def pieces(visit: Visit, insight: Insight, given: Mapping[str, str] | None = None) -> list[tuple[str, bool]]:
    """The question in words: each piece, and whether it stands in a slot."""
    texts = insight.TEXTS.get(visit.language, insight.TEXTS["en"])
    slots = {one.name: one for one in insight.PARAMETERS}
    found: list[tuple[str, bool]] = []
    for piece in re.split(r"(\{[a-z_]+\})", texts["question"]):
        parameter = slots.get(piece[1:-1]) if piece[:1] == "{" else None
        if parameter is not None:
            value = (given or {}).get(parameter.name, "") or parameter.default
            found.append((dict(_options(visit, insight, parameter)).get(value, value) if value else _open(parameter.name, visit.words), True))
        elif piece:
            found.append((piece, False))
    return found


def given(visit: Visit, insight: Insight, params: QueryParams) -> dict[str, str]:
    """The values of an address; a name stands for the value that it is of, where only one is called so."""
    found = {}
    for one in insight.PARAMETERS:
        if text := params.get(one.name, "").strip():
            found[one.name] = _value(visit, insight, one, text)
    return found


def near(visit: Visit, insight: Insight, name: str, text: str) -> list[tuple[str, str]]:
    """What may have been meant: values and names that are written alike."""
    parameter = next((one for one in insight.PARAMETERS if one.name == name), None)
    if parameter is None:
        return []
    options = dict(_options(visit, insight, parameter))
    if parameter.kind in LOOKED:
        table, column = LOOKED[parameter.kind]
        rows = visit.reader.records(f"SELECT id, {column} AS name FROM {table} WHERE contains(lower({column}), lower($text)) ORDER BY {column}, id LIMIT {NEAR}", {"text": text[:80]})
        return [(row["id"], row["name"]) for row in rows]
    folded = {label.casefold(): value for value, label in options.items()} | {value.casefold(): value for value in options}
    alike = [folded[one] for one in get_close_matches(text.casefold(), folded, NEAR, 0.6)]
    return [(value, options[value]) for value in dict.fromkeys(alike) if value]


def _slot(visit: Visit, insight: Insight, parameter: Parameter, given: Mapping[str, str], wrong: str) -> Slot:
    options = _options(visit, insight, parameter)
    value = given.get(parameter.name, "") or parameter.default
    shape = "number" if parameter.kind in ("number", "year") else "text" if not options else "menu" if len(options) <= MENU else "list"
    if shape in ("menu", "list") and not parameter.default:
        options = (("", _any(parameter.name, visit.words)), *options)
    if parameter.kind in LOOKED and value:
        options = ((value, insights.release(visit).label(parameter.kind, value, visit.language)),)
    return Slot(parameter.name, title(parameter.name, visit.words), shape, options, value, parameter.least, parameter.most, parameter.name == wrong)


def _value(visit: Visit, insight: Insight, parameter: Parameter, text: str) -> str:
    """The value that a text stands for; the text itself where none, or several, are called so."""
    if parameter.kind in LOOKED:
        table, column = LOOKED[parameter.kind]
        rows = visit.reader.records(f"SELECT id FROM {table} WHERE id = $text OR lower({column}) = lower($text) ORDER BY id = $text DESC, id LIMIT 2", {"text": text[:200]})
        return str(rows[0]["id"]) if rows and (len(rows) == 1 or rows[0]["id"] == text) else text
    options = _options(visit, insight, parameter)
    if any(value == text for value, _label in options):
        return text
    named = [value for value, label in options if label.casefold() == text.casefold()]
    return named[0] if len(named) == 1 else text


def _options(visit: Visit, insight: Insight, parameter: Parameter) -> tuple[tuple[str, str], ...]:
    """Values and their names, in the order of the names."""
    if parameter.kind == "choice":
        texts = insight.TEXTS.get(visit.language, insight.TEXTS["en"])
        return tuple((one, texts.get(f"choice {one}", one)) for one in parameter.choices)
    source = insights.release(visit)
    besides = tuple((one, insight.TEXTS.get(visit.language, insight.TEXTS["en"]).get(f"choice {one}", one)) for one in parameter.choices)

    def make() -> tuple[tuple[str, str], ...]:
        return tuple(sorted(source.values(parameter.kind, parameter.of, visit.language).items(), key=lambda item: (item[1].casefold(), item[0])))

    return besides + source.once(f"options {parameter.kind} {parameter.of} {visit.language}", make)


def title(name: str, _: Words) -> str:
    """What a slot is called."""
    titles = {
        "genre": _("Theme or genre"), "audience": _("Audience"), "subject": _("Subject"), "language": _("Language"), "form": _("Form"), "country": _("Country"), "measure": _("Measure"),
        "place": _("Place"), "sector": _("Sector"), "here": _("One sector"), "there": _("Another sector"), "origin": _("From form"), "target": _("To form"), "least": _("At least"),
        "year": _("Year"), "since": _("From year"), "until": _("Up to year"), "agent": _("Maker or institution"), "who": _("Maker or institution"), "work": _("Work"),
        "study": _("Study"), "facet": _("Kind of word"), "between": _("Between"), "ahead": _("Years ahead"), "per": _("Per"), "against": _("Against"), "against_per": _("Against, per"),
        "group": _("Peers"), "level": _("Level"), "segments": _("Parts of the audience"), "horizon": _("How far ahead"), "times": _("Times"), "within": _("Within"), "kind": _("Kind"),
    }
    return titles.get(name) or name.replace("_", " ")


def _any(name: str, _: Words) -> str:
    """What stands in a slot that is left open."""
    return _texts(_).get(name) or _("any")


def _open(name: str, _: Words) -> str:
    """The same where there is no field."""
    return _texts(_).get(name) or title(name, _).lower()


def _texts(_: Words) -> dict[str, str]:
    return {
        "genre": _("any theme"), "sector": _("any sector"), "here": _("a sector"), "there": _("another sector"), "form": _("any form"), "origin": _("any form"), "target": _("any form"),
        "country": _("any country"), "place": _("any place"), "audience": _("any audience"), "language": _("any language"), "measure": _("any measure"),
        "year": _("a year"), "since": _("the first year"), "until": _("the last year"), "agent": _("a maker or institution"), "who": _("a maker or institution"), "work": _("a work"),
        "study": _("an intervention"), "per": _("as counted"), "against_per": _("as counted"), "group": _("the widest there is"), "kind": _("forecasts"), "facet": _("words of any kind"),
    }
