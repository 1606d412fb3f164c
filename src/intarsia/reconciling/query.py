"""What a client asks: a batch of queries read from JSON, as strict as the standard where it matters, and never further than the limits."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from intarsia.errors import Invalid

#: queries in a batch, characters of a name, candidates for one query, values of evidence, bytes of a batch, levels of nesting
QUERIES, LONGEST, CANDIDATES, VALUES, BYTES, DEEPEST = 100, 1_000, 25, 50, 1_000_000, 12
STRICT = ("any", "should", "all")
LIMIT = 5
_FAULTY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


class TooMany(Invalid):
    """More than is answered at once."""

    title, status = "Too much at once", 413


@dataclass(frozen=True)
class Query:
    """One query. `evidence`: (property, values as text) in the order given; `strict`: any, should or all of `types`."""

    text: str
    types: tuple[str, ...] = ()
    strict: str = "any"
    limit: int = LIMIT
    evidence: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def empty(self) -> bool:
        """Is there nothing to look for?"""
        return not self.text and not self.evidence


def decoded(text: str, where: str) -> Any:
    """JSON as a client wrote it.

    Raises: Invalid for what is no JSON, or nested deeper than anybody writes; TooMany for a text that is too long.
    """
    if len(text) > BYTES:
        raise TooMany(f"a request has at most {BYTES:,} characters", where=where, way_out="send smaller batches")
    deep = most = 0
    for mark in re.findall(r'[\[\]{}]', re.sub(r'"(?:[^"\\]|\\.)*"', "", text)):
        deep += 1 if mark in "[{" else -1
        most = max(most, deep)
    if most > DEEPEST:
        raise Invalid("this JSON is nested too deeply", where=where, way_out="a query is an object of texts, numbers and short lists")
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Invalid("this is not JSON", where=where, way_out='send an object of queries: {"q0": {"query": "..."}}') from error


def _no_number(name: str) -> float:
    raise ValueError(name)


def batch(text: str) -> dict[str, Query]:
    """The queries of a batch by their keys.

    Raises: Invalid for what is no batch; TooMany for more than `QUERIES`.
    """
    found = decoded(text, "queries")
    if not isinstance(found, dict):
        raise Invalid("a batch is an object of queries", where="queries", way_out='{"q0": {"query": "..."}, "q1": {"query": "..."}}')
    if len(found) > QUERIES:
        raise TooMany(f"a batch has at most {QUERIES} queries, this has {len(found):,}", where="queries", way_out="send them in batches of 10 to 50")
    return {str(key): one(value, f"queries, {_shown(str(key))}") for key, value in found.items()}


def single(text: str) -> Query:
    """The one query of API 0.1: an object, or a bare text."""
    bare = text.strip()
    return one(decoded(bare, "query"), "query") if bare.startswith("{") else one({"query": bare}, "query")


def one(value: Any, where: str) -> Query:
    """A query. Raises: Invalid with the place."""
    if not isinstance(value, dict):
        raise Invalid("a query is an object", where=where, way_out='{"query": "..."}')
    text = value.get("query", "")
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        text = str(text)  # a column of numbers, as some clients send it
    if text is not None and not isinstance(text, str):
        raise Invalid("the text of a query is a text", where=f"{where}, query", way_out='"query": "..."')
    return Query(cleaned(text or "")[:LONGEST], _types(value.get("type"), where), _strict(value.get("type_strict"), where), _limit(value.get("limit"), where),
                 _evidence(value.get("properties"), where))


def cleaned(text: str) -> str:
    """A text without what cannot be looked for."""
    return " ".join(_FAULTY.sub(" ", text).split())


def _types(value: Any, where: str) -> tuple[str, ...]:
    given = [] if value is None or value == "" else value if isinstance(value, list) else [value]
    named = [one.get("id") if isinstance(one, dict) else one for one in given[:VALUES]]
    if not all(isinstance(one, str) for one in named):
        raise Invalid("a type is named by its id", where=f"{where}, type", way_out='"type": "film", or a list of ids')
    return tuple(dict.fromkeys(cleaned(str(one)) for one in named if one))


def _strict(value: Any, where: str) -> str:
    if value is None or value == "":
        return "any"
    if value not in STRICT:
        raise Invalid("there is no such way to use types", where=f"{where}, type_strict", way_out="one of: " + ", ".join(STRICT))
    return str(value)


def _limit(value: Any, where: str) -> int:
    if value is None or value == "":
        return LIMIT
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Invalid("a limit is a number", where=f"{where}, limit", way_out=f'"limit": {LIMIT}')
    return int(value) if 0 < value <= CANDIDATES else LIMIT if value <= 0 else CANDIDATES


def _evidence(value: Any, where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise Invalid("properties are a list", where=f"{where}, properties", way_out='"properties": [{"pid": "year", "v": "1925"}]')
    found = []
    for given in value[:VALUES]:
        name = given.get("pid", given.get("p")) if isinstance(given, dict) else None
        if not isinstance(name, str):
            raise Invalid("a property has an id and a value", where=f"{where}, properties", way_out='{"pid": "year", "v": "1925"}')
        values = given.get("v")
        texts = tuple(said for one in (values if isinstance(values, list) else [values])[:VALUES] for said in _said(one))
        if texts:
            found.append((name.strip().lower()[:100], texts))
    return tuple(found)


def _said(value: Any) -> list[str]:
    """A value as texts: of something reconciled before its id and its name."""
    if isinstance(value, dict):
        return [text for name in ("id", "name") for text in _said(value.get(name)) if not isinstance(value.get(name), (dict, list))]
    if isinstance(value, bool) or value is None:
        return [] if value is None else [str(value).lower()]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = cleaned(str(value))[:LONGEST] if isinstance(value, (str, int, float)) else ""
    return [text] if text else []


def _shown(key: str) -> str:
    """A key in an error: what is not a plain name is not repeated."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]{1,20}", key) else "a key"
