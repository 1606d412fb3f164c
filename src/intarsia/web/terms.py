"""The vocabularies of a release as a reader walks through them: schemes, their tops, what lies below, and how often a term is used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from intarsia import searching
from intarsia.reader import Reader
from intarsia.web.present import FACETS
from intarsia.web.words import Words

WHOLE = 600  # a scheme of up to so many concepts is shown as one tree
PAGE = 200
MOST_FOUND = 200

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
    """Every scheme: how many concepts it has, how many lie below another, in which languages they have names, and where it comes from."""
    return reader.records(
        "WITH told AS (SELECT scheme, string_agg(DISTINCT language, ' ' ORDER BY language) AS languages "
        "FROM (SELECT DISTINCT split_part(entity, ':', 1) AS scheme, language FROM label WHERE kind = 'pref' AND strpos(entity, ':') > 0) AS l GROUP BY scheme) "
        "SELECT c.scheme, count(*) AS concepts, count(c.broader) AS below, count(*) FILTER (c.withdrawn) AS withdrawn, any_value(t.languages) AS languages, "
        "any_value(v.title) AS title, any_value(v.publisher) AS publisher, any_value(v.licence) AS licence, any_value(v.source) AS source, any_value(v.notes) AS notes "
        "FROM concept AS c LEFT JOIN told AS t ON t.scheme = c.scheme LEFT JOIN vocabulary AS v ON v.id = c.scheme GROUP BY c.scheme ORDER BY c.scheme")


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
    """How many concepts there are, and one page of them: those without a broader one, all, or the `MOST_FOUND` that fit some words best."""
    if find and not reader.searches(scheme):
        return _by_name(reader, scheme, find, used, language, offset)
    if find:
        hits = searching.terms(reader, scheme, find, language, MOST_FOUND)
        shown = [hit.id for hit in hits[offset:offset + PAGE]]
        matched = {hit.id: hit.matched for hit in hits if hit.kind != "notation"}
        rows = {one["id"]: one for one in reader.records(f"{_LISTED} WHERE list_contains($ids, c.id)", {"ids": shown})}
        return len(hits), _told(reader, [{**rows[one], "matched": matched.get(one)} for one in shown if one in rows], used, language)
    values: dict[str, Any] = {"scheme": scheme}
    condition = "c.scheme = $scheme" + (" AND (c.broader IS NULL OR c.broader NOT IN (SELECT id FROM concept WHERE scheme = $scheme))" if tops else "")
    total = reader.rows(f"SELECT count(*) FROM concept AS c WHERE {condition}", values)[0][0]
    found = reader.records(f"{_LISTED} WHERE {condition} ORDER BY c.notation LIMIT $most OFFSET $offset", {**values, "most": PAGE, "offset": offset})
    return int(total), _told(reader, found, used, language)


def _by_name(reader: Reader, scheme: str, find: str, used: dict[str, int], language: str, offset: int) -> tuple[int, list[dict[str, Any]]]:
    """The same from the labels, for a release that was made before vocabularies had an index."""
    hits = reader.records(
        "SELECT c.id, min(l.value ORDER BY length(l.value), l.value) AS matched FROM concept AS c JOIN label AS l ON l.entity = c.id WHERE c.scheme = $scheme "
        "AND (contains(lower(l.value), lower($find)) OR starts_with(lower(c.notation), lower($find))) GROUP BY c.id ORDER BY min(length(l.value)), c.id LIMIT $most",
        {"scheme": scheme, "find": find, "most": MOST_FOUND})
    matched = {hit["id"]: hit["matched"] for hit in hits[offset:offset + PAGE]}
    rows = {one["id"]: one for one in reader.records(f"{_LISTED} WHERE list_contains($ids, c.id)", {"ids": list(matched)})}
    return len(hits), _told(reader, [{**rows[one], "matched": name} for one, name in matched.items()], used, language)


_LISTED = "SELECT c.id, c.iri, c.notation, c.broader, c.definition, c.withdrawn FROM concept AS c"


def _told(reader: Reader, found: list[dict[str, Any]], used: dict[str, int], language: str) -> list[dict[str, Any]]:
    below = dict(reader.rows("SELECT broader, count(*) FROM concept WHERE broader IN (SELECT unnest($ids)) GROUP BY broader", {"ids": [one["id"] for one in found]})) if found else {}
    for one in found:
        one.update(name=reader.label(one["id"], language), uses=used.get(one["id"], 0), narrower=below.get(one["id"], 0))
    return found


def path(reader: Reader, identifier: str, language: str) -> list[dict[str, Any]]:
    """The broader concepts of a concept, the broadest first; a circle ends where it would close."""
    rows = reader.records(
        "WITH RECURSIVE up AS (SELECT id, broader, 0 AS steps FROM concept WHERE id = $id UNION ALL "
        "SELECT c.id, c.broader, up.steps + 1 FROM concept AS c JOIN up ON c.id = up.broader WHERE up.steps < 20) "
        "SELECT id, max(steps) AS steps FROM up WHERE steps > 0 AND id <> $id GROUP BY id ORDER BY 2 DESC", {"id": identifier})
    return [{"id": one["id"], "scheme": one["id"].partition(":")[0], "notation": one["id"].partition(":")[2], "name": reader.label(one["id"], language)} for one in rows]


def crosswalks(reader: Reader, identifier: str, language: str) -> list[dict[str, Any]]:
    """What crosswalks say of a concept, each row with the other concept, and whether another row says something else of the same two."""
    rows = reader.records("SELECT * FROM crosswalk WHERE $id IN (source, target) ORDER BY crosswalk, source, target", {"id": identifier})
    said: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        said.setdefault((row["source"], row["target"]), set()).add(row["relation"])
    others = {row["target"] if row["source"] == identifier else row["source"] for row in rows} - {""}
    here = {one for (one,) in reader.rows("SELECT id FROM concept WHERE list_contains($ids, id)", {"ids": sorted(others)})} if others else set()
    for row in rows:
        away = row["source"] == identifier
        other, label = (row["target"], row["target_label"]) if away else (row["source"], row["source_label"])
        row.update(away=away, other=other, here=other in here, rivals=len(said[(row["source"], row["target"])]) > 1,
                   name=reader.label(other, language) if other in here else label or other, scheme=other.partition(":")[0] if ":" in other and "//" not in other else "",
                   iri=row["target_iri"] if away else row["source_iri"], relation=row["relation"] if away else _OTHER_WAY.get(row["relation"], row["relation"]))
    return rows


#: a relation read from its other end
_OTHER_WAY = {"broad": "narrow", "narrow": "broad"}


def since(folders: list[Path], identifier: str) -> str | None:
    """The first of these releases, oldest first, that has a concept."""
    for folder in folders:
        files = sorted((folder / "tables" / "concept").glob("*.parquet"))
        if any(pq.read_table(file, columns=["id"], filters=[("id", "=", identifier)]).num_rows for file in files):
            return folder.name
    return None


def title(scheme: str, _: Words, said: str | None = None) -> str:
    """What a scheme is called: our own vocabularies in words, another as it says itself, else by its key."""
    names: dict[str, str] = {
        "sector": _("Sectors"), "form": _("Forms"), "genre": _("Genres"), "audience": _("Audiences"), "status": _("Statuses"), "role": _("Roles"), "measure": _("Measures"),
        "mood": _("Moods"),
    }
    return names.get(scheme) or said or scheme
