"""Parameters of the API: one description from which the address is read, the document is written and mistakes are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from intarsia.errors import Invalid

LONGEST = 100  # characters of one value
MOST = 50  # values of one parameter


@dataclass(frozen=True)
class Parameter:
    """What may stand in an address. type: string, integer, number or boolean; many: may be given several times, any value will do."""

    name: str
    about: str
    type: str = "string"
    many: bool = False
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    default: Any = None
    example: Any = None
    commas: bool = False  # many values in one, parted by commas
    longest: int = LONGEST

    def schema(self) -> dict[str, Any]:
        """JSON Schema of its values."""
        one: dict[str, Any] = {"type": self.type}
        if self.choices:
            one["enum"] = list(self.choices)
        elif self.type == "string":
            one |= {"maxLength": self.longest} | ({"pattern": f"^(?:{self.pattern})$"} if self.pattern else {})
        one |= {name: value for name, value in (("minimum", self.least), ("maximum", self.most), ("default", self.default)) if value is not None}
        return {"type": "array", "items": one, "maxItems": MOST} if self.many else one

    def openapi(self) -> dict[str, Any]:
        """The parameter object of OpenAPI."""
        found: dict[str, Any] = {"name": self.name, "in": "query", "description": self.about, "required": False, "schema": self.schema()}
        if self.many:
            found |= {"style": "form", "explode": not self.commas}
        if self.example is not None:
            found["example"] = [self.example] if self.many else self.example
        return found

    def read(self, written: Sequence[str]) -> Any:
        """The value of what stands in an address; a list for one that may be repeated.

        Raises: Invalid, saying what is wanted.
        """
        if not self.many and len(written) > 1:
            raise Invalid(f"'{self.name}' is given {len(written)} times", where=self.name, way_out="give it once")
        pieces = [piece for text in written for piece in text.split(",")] if self.commas else written
        if len(pieces) > MOST:
            raise Invalid(f"'{self.name}' has {len(pieces):,} values", where=self.name, way_out=f"at most {MOST} values")
        values = [self._one(text) for text in pieces]
        return values if self.many else values[0]

    def _one(self, text: str) -> Any:
        if self.type == "boolean":
            if text not in ("true", "false"):
                raise self._wrong(text, "write true or false")
            return text == "true"
        if self.type == "number":
            if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text, re.ASCII):
                raise self._wrong(text, "write a number, such as 12 or 0.5")
            return float(text)
        if self.type == "integer":
            if not re.fullmatch(r"-?[0-9]{1,18}", text, re.ASCII) or not (self.least is None or int(text) >= self.least) or not (self.most is None or int(text) <= self.most):
                bounds = " and ".join(f"{word} {bound:,}" for word, bound in (("at least", self.least), ("at most", self.most)) if bound is not None)
                raise self._wrong(text, "write a whole number" + (f", {bounds}" if bounds else ""))
            return int(text)
        if "\x00" in text or len(text) > self.longest:
            raise self._wrong(text, f"at most {self.longest:,} characters, none of them NUL")
        if self.choices and text not in self.choices:
            raise self._wrong(text, "one of: " + ", ".join(self.choices))
        if self.pattern and not re.fullmatch(self.pattern, text, re.ASCII):
            raise self._wrong(text, self.about)
        return text

    def _wrong(self, text: str, way_out: str) -> Invalid:
        return Invalid(f"'{shown(text)}' is no value of '{self.name}'", where=self.name, way_out=way_out)


def shown(text: str) -> str:
    """What somebody wrote, short and without control characters."""
    return "".join(c if c.isprintable() else "?" for c in text[:40])


def read(parameters: Iterable[Parameter], given: QueryParams) -> dict[str, Any]:
    """The values of an address, defaults included.

    Raises: Invalid for a name that is not there, with those that are, and for a value that is not right.
    """
    known = {one.name: one for one in parameters}
    if unknown := [name for name in given if name not in known]:
        raise Invalid(f"there is no parameter '{shown(unknown[0])}' here", where="the address", way_out="those there are: " + ", ".join(known))
    values = {name: one.default for name, one in known.items() if one.default is not None}
    return values | {name: known[name].read(given.getlist(name)) for name in dict.fromkeys(given)}
