"""The vocabularies of a release as a reader walks through them: schemes, their tops, what lies below, and how often a term is used."""

from __future__ import annotations

from typing import Any

from intarsia.reader import Reader
from intarsia.text import fold
from intarsia.web.present import FACETS
from intarsia.web.words import Words

WHOLE = 400  # a scheme of up to so many concepts is shown as one tree
PAGE = 200

#: where concepts are used, as (scheme, notation, works or rows, what is counted)
USES = """
SELECT facet AS scheme, concept AS notation, count(DISTINCT work) AS uses, 'works' AS counted FROM term WHERE state = 'matched' AND concept IS NOT NULL GROUP BY 1, 2
UNION ALL SELECT 'sector', sector, count(*), 'works' FROM work WHERE sector IS NOT NULL GROUP BY sector
UNION ALL SELECT 'form', form, count(*), 'works' FROM work WHERE form IS NOT NULL GROUP BY form
UNION ALL SELECT 'status', status, count(*), 'works' FROM work WHERE status IS NOT NULL GROUP BY status
UNION ALL SELECT 'role', role, count(DISTINCT work), 'works' FROM contribution WHERE role IS NOT NULL GROUP BY role
UNION ALL SELECT 'measure', measure, count(*), 'figures' FROM observation WHERE measure IS NOT NULL GROUP BY measure
"""


def schemes(reader: Reader) -> list[dict[str, Any]]:
    """Every scheme: how many concepts it has, how many lie below another, in which languages they have names, and which datasets use it."""
    return reader.records(
        "WITH told AS (SELECT c.scheme, string_agg(DISTINCT l.language, ' ' ORDER BY l.language) AS languages "
        "FROM concept AS c JOIN label AS l ON l.entity = c.id WHERE l.kind = 'pref' GROUP BY c.scheme) "
        "SELECT c.scheme, count(*) AS concepts, count(c.broader) AS below, any_value(t.languages) AS languages "
        "FROM concept AS c LEFT JOIN told AS t ON t.scheme = c.scheme GROUP BY c.scheme ORDER BY c.scheme")


def uses(reader: Reader) -> dict[str, int]:
    """Concept id -> how many works (of a measure: figures) it is used for; a subject's concept may be of any scheme."""
    rows = reader.rows("SELECT CASE WHEN q.notation LIKE '%:%' AND q.scheme = 'subject' THEN q.notation ELSE q.scheme || ':' || q.notation END AS id, sum(q.uses) "
                       f"FROM ({USES}) AS q GROUP BY 1")
    return {identifier: int(count) for identifier, count in rows}


def counted(scheme: str) -> str:
    """What the uses of a scheme's concepts are."""
    return "figures" if scheme == "measure" else "works"


def leads(scheme: str) -> bool:
    """Can the works of a concept be listed by a filter?"""
    return scheme in FACETS


def tree(reader: Reader, scheme: str, used: dict[str, int], language: str) -> list[dict[str, Any]]:
    """All concepts of a small scheme, each with those below it; a circle of broader terms shows at its first member."""
    found = reader.records("SELECT id, notation, broader, definition FROM concept WHERE scheme = $scheme ORDER BY notation", {"scheme": scheme})
    known = {one["id"]: one for one in found}
    for one in found:
        one.update(name=reader.label(one["id"], language), uses=used.get(one["id"], 0), below=[])
    tops = [one for one in found if one["broader"] not in known]
    for one in found:
        if one["broader"] in known and one["broader"] != one["id"]:
            known[one["broader"]]["below"].append(one)
    reached = {one["id"] for one in _walk(tops)}
    for one in found:
        if one["id"] not in reached:
            one["below"] = [under for under in one["below"] if under["id"] not in reached and under["id"] != one["id"]]
            tops.append(_cut(one, set()))
            reached |= {under["id"] for under in _walk([one])}
    return sorted(tops, key=lambda one: one["name"].lower())


def _walk(some: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    waiting = list(some)
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += one["below"]
    return found


def _cut(one: dict[str, Any], seen: set[str]) -> dict[str, Any]:
    """A member of a circle with what lies below it, without coming back to itself."""
    seen.add(one["id"])
    one["below"] = [_cut(under, seen) for under in one["below"] if under["id"] not in seen]
    return one


def listed(reader: Reader, scheme: str, used: dict[str, int], language: str, *, tops: bool, offset: int, find: str = "") -> tuple[int, list[dict[str, Any]]]:
    """How many concepts there are, and one page of them: those without a broader one, all, or those whose name or key holds some words."""
    values: dict[str, Any] = {"scheme": scheme, "most": PAGE, "offset": offset}
    condition = "c.scheme = $scheme"
    if find:
        values["find"] = fold(find)
        condition += (" AND (contains(lower(strip_accents(c.notation)), $find) OR c.id IN (SELECT entity FROM label WHERE entity LIKE $start "
                      "AND kind IN ('pref', 'alt', 'hidden') AND contains(lower(strip_accents(value)), $find)))")
        values["start"] = f"{scheme}:%"
    elif tops:
        condition += " AND (c.broader IS NULL OR c.broader NOT IN (SELECT id FROM concept WHERE scheme = $scheme))"
    total = reader.rows(f"SELECT count(*) FROM concept AS c WHERE {condition}", {name: value for name, value in values.items() if name in ("scheme", "find", "start")})[0][0]
    found = reader.records(f"SELECT c.id, c.iri, c.notation, c.broader, c.definition FROM concept AS c WHERE {condition} ORDER BY c.notation LIMIT $most OFFSET $offset", values)
    below = dict(reader.rows("SELECT broader, count(*) FROM concept WHERE broader IN (SELECT unnest($ids)) GROUP BY broader", {"ids": [one["id"] for one in found]})) if found else {}
    for one in found:
        one.update(name=reader.label(one["id"], language), uses=used.get(one["id"], 0), narrower=below.get(one["id"], 0))
    return int(total), found


def path(reader: Reader, identifier: str, language: str) -> list[dict[str, Any]]:
    """The broader concepts of a concept, the broadest first; a circle ends where it would close."""
    rows = reader.records(
        "WITH RECURSIVE up AS (SELECT id, broader, 0 AS steps FROM concept WHERE id = $id UNION ALL "
        "SELECT c.id, c.broader, up.steps + 1 FROM concept AS c JOIN up ON c.id = up.broader WHERE up.steps < 20) "
        "SELECT id, max(steps) AS steps FROM up WHERE steps > 0 AND id <> $id GROUP BY id ORDER BY 2 DESC", {"id": identifier})
    return [{"id": one["id"], "scheme": one["id"].partition(":")[0], "notation": one["id"].partition(":")[2], "name": reader.label(one["id"], language)} for one in rows]


def title(scheme: str, _: Words) -> str:
    """What a scheme is called: our own vocabularies in words, another by its key."""
    names: dict[str, str] = {
        "sector": _("Sectors"), "form": _("Forms"), "genre": _("Genres"), "audience": _("Audiences"), "status": _("Statuses"), "role": _("Roles"), "measure": _("Measures"),
    }
    return names.get(scheme, scheme)
