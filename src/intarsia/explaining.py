"""Explaining: why two things are linked, or are not: the links between them, what each rests on, and how its weights add up.

The weights of a model's link are log2 Bayes factors: a weight of 3 says that what was seen is 2**3 = 8 times as likely for one thing
as for two (Fellegi and Sunter, 1969). The prior is the log2 odds before anything was compared. Prior and weights add up to the log2
odds of the probability, p = 1 / (1 + 2**-total).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from intarsia.errors import Invalid, NotFound
from intarsia.iris import MINTED
from intarsia.reader import Reader
from intarsia.text import fold

ADDRESS = re.compile(r"(?:/id)?/(works?|agents?|entity|entities)/([0-9a-f]{16})")
KINDS = {"work": ("work", "title", ("id", "iri", "title", "form", "sector", "date", "year_start", "year_end", "dataset")),
         "agent": ("agent", "name", ("id", "iri", "name", "kind", "year_start", "year_end", "dataset"))}
MOST = 50  # things of one title that are looked at
AROUND = 40  # records like each of the two, among which they are compared
STEPS = 6  # links of a chain
Row = dict[str, Any]


def explain(reader: Reader, one: str, other: str, now: bool = True) -> Row:
    """What is known between two things of a release.

    one, other: ids, IRIs or addresses of works, agents and entities, or their titles and names. Returns `a` and `b` (cards), `entity`
    (the id of the entity that both are records of, or None), `links` (those between them, each with `steps`), `chain` (links by way of
    other records of that entity), `compared` (steps computed now, where no link is known), and `others`: what else is called the same. now: compute, which takes some tenths of a second.

    Raises: NotFound for what is not in the release; Invalid for a work beside an agent, or a thing beside itself.
    """
    left, right = found(reader, one), found(reader, other)
    if left["kind"] != right["kind"]:
        raise Invalid("a work and an agent are never compared", where=f"{_short(one)}, {_short(other)}", way_out="name two works, or two agents")
    kind, links = left["kind"], between(reader, left["ids"], right["ids"])
    a, b = _pair(left["ids"], right["ids"], links)
    if a == b:
        raise Invalid("both are the same record", where=_short(one), way_out="name two records: their ids stand in the addresses of their pages")
    named = cards(reader, kind, [a, b])
    shown = [told(link) for link in links if {link["subject"], link["object"]} == {a, b}]
    entity = _entity(reader, a, b)
    return {
        "kind": kind, "a": named[a], "b": named[b], "entity": entity, "links": shown, "chain": [told(link) for link in _chain(reader, a, b)] if entity and not shown else [],
        "compared": _apart(named[a], named[b], kind) or (compare(reader, kind, a, b) if now else None) if not shown and not entity else None,
        "others": {"a": len(left["ids"]) - 1, "b": len(right["ids"]) - 1},
    }


def waterfall(evidence: Mapping[str, Any]) -> list[Row]:
    """The weights of a model's link one after the other: the prior, each field, the rivals.

    A step has `field`, `level`, `weight`, and `start` and `end`, the log2 odds before and after it. Empty for evidence without weights.
    """
    prior, fields = evidence.get("prior"), evidence.get("fields")
    if not _number(prior) or not isinstance(fields, list):
        return []
    at, steps = float(prior), [{"field": "prior", "level": "", "weight": float(prior), "start": 0.0, "end": float(prior)}]  # type: ignore[arg-type]
    for one in fields:
        if isinstance(one, dict) and _number(one.get("weight")):
            weight = float(one["weight"])
            steps.append({"field": str(one.get("field", "")), "level": str(one.get("level", "")), "weight": weight, "start": at, "end": at + weight})
            at += weight
    return steps


def probability(total: float) -> float:
    """The probability of log2 odds."""
    return float(1 / (1 + 2.0 ** -max(-1000.0, min(1000.0, total))))


def factor(weight: float) -> float:
    """How many times as likely a weight says it is, for when positive, against when negative: never below 1."""
    return float(2.0 ** abs(weight))


def told(link: Mapping[str, Any]) -> Row:
    """A row of `link` with its evidence read, and its steps."""
    evidence = read(link["evidence"])
    return {**{name: link[name] for name in ("id", "subject", "predicate", "object", "kind", "state", "probability", "method")}, "evidence": evidence, "steps": waterfall(evidence)}


def read(evidence: str | None) -> Row:
    """The evidence of a link as fields; a text that is no JSON is a note."""
    try:
        found_ = json.loads(evidence) if evidence else {}
    except ValueError:
        found_ = evidence
    return found_ if isinstance(found_, dict) else {"note": found_}


# ---- which things are meant ---------------------------------------------------------------------------


def found(reader: Reader, asked: str) -> Row:
    """The kind and ids of the things that a text names: one by id or address, all records of an entity, all that have the title or name.

    Raises: NotFound.
    """
    text = asked.strip()
    place = ADDRESS.search(text)
    identifier = place[2] if place else text if MINTED.fullmatch(text) else ""
    if identifier:
        for kind in KINDS:
            if reader.where(kind, "id", [identifier]):
                return {"kind": kind, "ids": [identifier]}
        if members := sorted(reader.where("entity", "cluster", [identifier]), key=lambda row: row["member"]):
            return {"kind": members[0]["kind"], "ids": [row["member"] for row in members]}
    elif ids := _titled(reader, text):
        return {"kind": "work", "ids": ids}
    elif named := [row[0] for row in reader.rows("SELECT id, name FROM agent WHERE lower(name) = lower(?) ORDER BY id LIMIT ?", [text, MOST])]:
        return {"kind": "agent", "ids": named}
    near = [card["title"] for card in reader.search(f'"{text}"' if '"' not in text else "").cards[:3]] if text and not identifier else []
    raise NotFound(f"nothing in this release is called '{_short(text)}'", where=reader.id,
                   way_out=("did you mean: " + ", ".join(dict.fromkeys(near)) + "?") if near else "look for it: intarsia search, or name it by its id")


def _titled(reader: Reader, text: str) -> list[str]:
    """The works that have a title, whatever its case and accents."""
    rows = reader.rows("SELECT DISTINCT t.work, t.value FROM title AS t WHERE lower(strip_accents(t.value)) = lower(strip_accents(?)) ORDER BY t.work LIMIT ?", [text, MOST])
    return [work for work, value in rows if fold(value) == fold(text)]


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _pair(left: list[str], right: list[str], links: list[Row]) -> tuple[str, str]:
    """Which of several are looked at: two that are linked, accepted before others; else the first two that differ."""
    order = {"accepted": 0, "proposed": 1, "rejected": 2}
    for link in sorted(links, key=lambda one: (order.get(one["state"], 3), -(one["probability"] or 1.0), one["id"])):
        for a, b in ((link["subject"], link["object"]), (link["object"], link["subject"])):
            if a in left and b in right:
                return a, b
    return left[0], next((one for one in right if one != left[0]), right[0])


def cards(reader: Reader, kind: str, ids: Iterable[str]) -> dict[str, Row]:
    """What identifies things to people, by id; `name` is the title of a work."""
    table, name, columns = KINDS[kind]
    return {row["id"]: {**{column: row[column] for column in columns}, "name": row[name]} for row in reader.where(table, "id", list(ids))}


# ---- what is between them -----------------------------------------------------------------------------


def between(reader: Reader, left: list[str], right: list[str]) -> list[Row]:
    """The links that have one end in each list, whatever their state."""
    ends = [*reader.where("link", "subject", left), *reader.where("link", "object", left)]
    wanted = set(right)
    rows = {row["id"]: row for row in ends if (row["object"] in wanted and row["subject"] in left) or (row["subject"] in wanted and row["object"] in left)}
    return [row for _, row in sorted(rows.items()) if row["subject"] != row["object"]]


def _entity(reader: Reader, a: str, b: str) -> str | None:
    rows = {row["member"]: row["cluster"] for row in reader.where("entity", "member", [a, b])}
    return rows.get(a) if a in rows and rows.get(a) == rows.get(b) else None


def _chain(reader: Reader, a: str, b: str) -> list[Row]:
    """The fewest accepted links of sameness that lead from one record to the other."""
    came: dict[str, tuple[str, Row] | None] = {a: None}
    front = [a]
    for _ in range(STEPS):
        rows = [row for column in ("subject", "object") for row in reader.where("link", column, front) if row["predicate"] == "same_as" and row["state"] == "accepted"]
        after = []
        for row in sorted(rows, key=lambda one: str(one["id"])):
            for here, there in ((row["subject"], row["object"]), (row["object"], row["subject"])):
                if here in came and there not in came:
                    came[there] = (here, row)
                    after.append(there)
        if b in came or not after:
            break
        front = after
    path: list[Row] = []
    at = b
    while at in came and (step := came[at]) is not None:
        at, link = step
        path.insert(0, link)
    return path


# ---- compared now -------------------------------------------------------------------------------------


def compare(reader: Reader, kind: str, a: str, b: str) -> Row:
    """What the model says of two records now, among `among` records that look like them: steps and probability.

    In a build all records are compared, so the weights there differ somewhat. `why` says why there is no comparison: "forms" for works
    of different forms, which are never the same, "dataset" for records of one contributor, who holds them apart, "unlike" when nothing in them agrees.
    """
    from intarsia import linking  # with scipy, which takes long to import

    named = cards(reader, kind, [a, b])
    if apart := _apart(named[a], named[b], kind):
        return apart
    ids = list(dict.fromkeys([a, b, *_around(reader, kind, named[a]), *_around(reader, kind, named[b])]))
    records = _records(reader, kind, ids)
    pairs = linking.compare(records, linking.Options(least=0.0)).pairs.to_pylist()
    mine = next((row for row in pairs if {row["left_key"], row["right_key"]} == {a, b}), None)
    if mine is None:
        return {"why": "unlike", "steps": [], "probability": None, "among": len(records)}
    fields = [{"field": f, "level": v, "weight": w} for f, v, w in zip(mine["fields"], mine["levels"], mine["weights"], strict=True)]
    return {"why": "", "steps": waterfall({"prior": mine["prior"], "fields": fields}), "probability": mine["probability"], "among": len(records)}


def _apart(one: Row, other: Row, kind: str) -> Row | None:
    """Why two records are never compared; None when they are."""
    why = "dataset" if one["dataset"] == other["dataset"] else "forms" if kind == "work" and one["form"] and other["form"] and one["form"] != other["form"] else ""
    return {"why": why, "steps": [], "probability": None, "among": 0} if why else None


def _around(reader: Reader, kind: str, card: Row) -> list[str]:
    """Records that look like one: works that share a word of its title, agents that share a part of the name."""
    words = [word for word in re.findall(r"\w+", card["name"] or "") if len(word) > 2][:6]
    if not words:
        return []
    if kind == "work":
        return [hit["id"] for hit in reader.search(" OR ".join(words), limit=AROUND, counts=False).cards]
    likes = " OR ".join("name ILIKE ?" for _ in words)
    return [row[0] for row in reader.rows(f"SELECT id FROM agent WHERE {likes} ORDER BY id LIMIT {AROUND}", [f"%{word}%" for word in words])]


def _records(reader: Reader, kind: str, ids: list[str]) -> Any:
    """Records as `linking` takes them, of things by id."""
    from intarsia.linking import record

    numbers: dict[str, list[str]] = {}
    for row in reader.where("identifier", "entity", ids):
        numbers.setdefault(row["entity"], []).append(f"{row['scheme']}:{row['value']}")
    rows, titles, people = reader.where(kind, "id", ids), _titles(reader, ids) if kind == "work" else {}, _people(reader, ids) if kind == "work" else {}
    return record.table([{
        "key": one["id"], "source": one["dataset"], "kind": "work" if kind == "work" else "organisation" if one["kind"] == "organisation" else "person",
        "titles": list(dict.fromkeys([one["title"], *titles.get(one["id"], [])])) if kind == "work" else [one["name"]], "people": people.get(one["id"], []),
        "year_start": one["year_start"], "year_end": one["year_end"], "date": one["date"] if kind == "work" and re.fullmatch(r"\d{4}-\d\d-\d\d", one["date"] or "") else None,
        "text": one.get("description"), "identifiers": sorted(numbers.get(one["id"], [])), "form": one.get("form"), "sector": one.get("sector"),
    } for one in sorted(rows, key=lambda row: str(row["id"]))])


def _titles(reader: Reader, ids: list[str]) -> dict[str, list[str]]:
    titles: dict[str, list[str]] = {}
    for row in reader.where("title", "work", ids):
        titles.setdefault(row["work"], []).append(row["value"])
    return titles


def _people(reader: Reader, ids: list[str]) -> dict[str, list[str]]:
    credits_ = reader.where("contribution", "work", ids)
    names = {row["id"]: row["name"] for row in reader.where("agent", "id", [row["agent"] for row in credits_ if row["agent"]])}
    people: dict[str, list[str]] = {}
    for row in credits_:
        if name := names.get(row["agent"]) or row["name_written"]:
            people.setdefault(row["work"], []).append(name)
    return people


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e6
