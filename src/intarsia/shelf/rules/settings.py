"""What a steward may set in place of a rule's own parameters: `microdata.columns=age,town`, `p-percent.p=5`. It is told with every finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from intarsia.errors import Invalid

#: rule -> parameter -> (what it means, the least it may be; None for a list of columns)
SETTABLE: dict[str, dict[str, tuple[str, float | None]]] = {
    "p-percent": {"p": ("percent within which nobody may come of another's figure", 0.1), "coalition": ("contributors that may add up what they know to learn another's figure", 1)},
    "dominance": {"n": ("how many of the largest are looked at", 1), "k": ("percent of the sum that they may make", 1)},
    "few-contributors": {"minimum": ("contributors that a sum needs", 1)},
    "fresh": {"months": ("months after which figures of trade are old, for every measure", 0)},
    "microdata": {
        "columns": ("the columns by which rows of persons are compared, with commas", None),
        "k": ("rows that must look the same", 1),
        "l": ("different values that a telling column must have among them", 1),
    },
}
WHOLE = ("n", "minimum", "coalition", "months", "k", "l")  # numbers of things; k of dominance is a percentage and may have a fraction


def parsed(written: Iterable[str]) -> dict[str, dict[str, Any]]:
    """`Context.settings` from what people write: RULE.PARAMETER=VALUE, one each.

    Raises: Invalid for a rule or parameter that cannot be set, and for a value that has no meaning.
    """
    found: dict[str, dict[str, Any]] = {}
    for one in written:
        name, given, value = one.partition("=")
        rule, _, parameter = name.strip().partition(".")
        if not given or parameter not in SETTABLE.get(rule, {}):
            raise Invalid(f"'{name.strip()}' cannot be set", where="--set", way_out="one of: " + ", ".join(f"{r}.{p}" for r, known in SETTABLE.items() for p in known))
        found.setdefault(rule, {})[parameter] = _value(rule, parameter, value)
    return found


def _value(rule: str, parameter: str, value: str) -> Any:
    meaning, least = SETTABLE[rule][parameter]
    if least is None:
        names = [name.strip() for name in value.split(",") if name.strip()]
        if names:
            return names
        raise Invalid(f"{rule}.{parameter} names no column", where="--set", way_out=f"{meaning}: --set {rule}.{parameter}=age,town")
    try:
        number = float(value)
    except ValueError:
        number = least - 1
    whole = (parameter in WHOLE and rule != "dominance") or parameter == "n"
    most = 100 if (rule, parameter) in (("dominance", "k"), ("p-percent", "p")) else 10_000
    if not least <= number <= most or (whole and number != int(number)):
        raise Invalid(f"{rule}.{parameter} has a value without meaning", where="--set", way_out=f"{meaning}: a {'whole ' if whole else ''}number from {least:g} to {most}")
    return int(number) if number == int(number) else number
