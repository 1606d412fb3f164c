"""recipe.toml: what is done to each delivery of a dataset before anything else sees it, and what those deliveries are expected to be.

    version = 1

    [[remedy]]
    remedy = "generalise-date"
    columns = ["visited_on"]
    options = { to = "month" }
    because = ["microdata"]            # the rules that asked for it
    loss = { rows = 0, kept = 0.9 }    # what it cost when it was chosen

    [expects]
    rules = []                         # what was found of the whole
    remains = []                       # what is still found of the whole afterwards, and was signed for

    [[expects.column]]
    column = "visited_on"
    kind = "date"
    found = ["microdata"]
    remains = []

A dataset with several distributions says of each remedy and column which one it is of: `distribution = "name"`. A recipe
holds no cell: bands and regions are rules, not lists of values.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from intarsia import tomltext
from intarsia.errors import Invalid, NotFound
from intarsia.shelf.remedies.base import Loss

VERSION = 1
KEYS = {
    "": ("version", "remedy", "expects"),
    "remedy": ("remedy", "columns", "options", "because", "loss", "distribution"),
    "expects": ("rules", "remains", "column"),
    "expects.column": ("column", "kind", "found", "remains", "distribution"),
    "loss": ("rows", "detail", "questions", "kept"),
}


@dataclass(frozen=True)
class Act:
    """One remedy of a recipe: its name on the shelf, the columns it is for (full names), its options, the rules that asked for it."""

    remedy: str
    columns: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    because: tuple[str, ...] = ()
    loss: Loss | None = None
    distribution: str = ""


@dataclass(frozen=True)
class Expected:
    """A column as it was when the recipe was made: its kind, the rules that found something in it, and those that still did afterwards."""

    column: str
    kind: str
    found: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()
    distribution: str = ""


@dataclass(frozen=True)
class Recipe:
    """The remedies in the order in which they are applied, and what a delivery is expected to be. `found`, `remains`: of the whole."""

    acts: tuple[Act, ...] = ()
    expects: tuple[Expected, ...] = ()
    found: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()
    version: int = VERSION

    def of(self, distribution: str) -> Recipe:
        """What of it is for one distribution: that which names it, and that which names none."""
        wanted = ("", distribution)
        return replace(self, acts=tuple(a for a in self.acts if a.distribution in wanted), expects=tuple(e for e in self.expects if e.distribution in wanted))

    @property
    def left_out(self) -> frozenset[str]:
        """The columns that do not exist afterwards because they are left out."""
        return frozenset(name for act in self.acts if act.remedy == "leave-out" for name in act.columns)

    @property
    def text(self) -> str:
        """recipe.toml; the same recipe gives the same bytes."""
        parts = [f"version = {self.version}"]
        for act in self.acts:
            parts.append("\n".join(("[[remedy]]", f"remedy = {_toml(act.remedy)}", *_lines(distribution=act.distribution, columns=act.columns, options=act.options, because=act.because),
                                    *([f"loss = {_toml(_loss_note(act.loss))}"] if act.loss else []))))
        parts.append("\n".join(("[expects]", f"rules = {_toml(self.found)}", f"remains = {_toml(self.remains)}")))
        for one in self.expects:
            parts.append("\n".join(("[[expects.column]]", f"column = {_toml(one.column)}", f"kind = {_toml(one.kind)}",
                                    *_lines(distribution=one.distribution, found=one.found, remains=one.remains))))
        return "\n\n".join(parts) + "\n"


def load(path: Path) -> Recipe:
    """Read and check a recipe file.

    Raises: NotFound; Invalid, with what is wrong and where.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise NotFound("there is no recipe here", where=str(path), way_out="make one: intarsia check FILE --recipe recipe.toml") from None
    except UnicodeDecodeError:
        raise Invalid("this recipe is not UTF-8 text", where=str(path), way_out="save it as UTF-8") from None
    return parse(text, str(path))


def parse(text: str, name: str = "recipe.toml") -> Recipe:
    """The recipe that a text describes.

    Raises: Invalid, with what is wrong and where. Names of remedies and their options are checked when it is applied.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"this is not valid TOML: {error}", where=name, way_out="mend the line named above") from None
    _only(data, "", name)
    if data.get("version") != VERSION or isinstance(data.get("version"), bool):
        raise Invalid(f"this recipe has no version that is known here: it must say version = {VERSION}", where=name,
                      way_out="a newer Intarsia may have written it; or make it again: intarsia check FILE --recipe recipe.toml")
    expects = _table(data, "expects", name)
    _only(expects, "expects", name)
    acts = tuple(_act(one, f"{name}, remedy {n}") for n, one in enumerate(_tables(data, "remedy", name), 1))
    columns = tuple(_expected(one, f"{name}, expected column {n}") for n, one in enumerate(_tables(expects, "column", name), 1))
    return Recipe(acts, columns, _names(expects, "rules", name), _names(expects, "remains", name))


def _act(data: dict[str, Any], where: str) -> Act:
    _only(data, "remedy", where)
    loss = _table(data, "loss", where)
    _only(loss, "loss", where)
    try:
        cost = Loss(int(loss.get("rows", 0)), {str(k): float(v) for k, v in loss.get("detail", {}).items()}, {str(k): float(v) for k, v in loss.get("questions", {}).items()},
                    float(loss.get("kept", 1))) if loss else None
    except (TypeError, ValueError, AttributeError):
        raise Invalid("'loss' must hold numbers", where=where, way_out="leave it out, or make the recipe again") from None
    return Act(_word(data, "remedy", where), _names(data, "columns", where), _table(data, "options", where), _names(data, "because", where), cost, _word(data, "distribution", where, ""))


def _expected(data: dict[str, Any], where: str) -> Expected:
    _only(data, "expects.column", where)
    return Expected(_word(data, "column", where), _word(data, "kind", where), _names(data, "found", where), _names(data, "remains", where), _word(data, "distribution", where, ""))


def _only(data: Mapping[str, Any], part: str, where: str) -> None:
    for key in data:
        if key not in KEYS[part]:
            close = difflib.get_close_matches(key, KEYS[part], 1)
            raise Invalid(f"'{key}' is not a part of {f'[{part}] in ' if part else ''}a recipe", where=where,
                          way_out=f"did you mean '{close[0]}'?" if close else "it has: " + ", ".join(KEYS[part]))


def _table(data: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    found = data.get(key, {})
    if not isinstance(found, dict):
        raise Invalid(f"'{key}' must be a table of names and values", where=where, way_out=f"write {key} = {{ name = value }}")
    return found


def _tables(data: Mapping[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    found = data.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Invalid(f"'{key}' must be a list of tables", where=where, way_out=f"write [[{key}]] before each")
    return found


def _word(data: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    found = data.get(key, default)
    if not isinstance(found, str) or (default is None and not found):
        raise Invalid(f"'{key}' is missing, or is no text", where=where, way_out=f'add {key} = "..."')
    return found


def _names(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = data.get(key, [])
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found) or len(set(found)) < len(found):
        raise Invalid(f"'{key}' must be a list of different texts", where=where, way_out=f'write {key} = ["..."]')
    return tuple(found)


def _loss_note(loss: Loss) -> dict[str, Any]:
    """A loss as a recipe keeps it: rounded, without what could not be told."""
    questions = {name: round(value, 4) for name, value in loss.questions.items() if value is not None}
    note: dict[str, Any] = {"rows": loss.rows, "kept": round(loss.kept, 4)}
    return {**note, **({"questions": questions} if questions else {})}


def _lines(**parts: Any) -> Iterable[str]:
    return [f"{key} = {_toml(value)}" for key, value in parts.items() if value]


def _toml(value: Any) -> str:
    """A value as TOML writes it, on one line."""
    try:
        return tomltext.value(value, bare=False)
    except TypeError:
        raise Invalid("a recipe holds texts, numbers, true or false, and lists and tables of these", where="recipe", way_out="give the option as one of these") from None
